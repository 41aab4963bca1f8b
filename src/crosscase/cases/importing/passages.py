"""From selections as a file has them to codings on a text: positions settled, passages named, all counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from .model import Coding, Document
from .offsets import place
from .tally import Tally
from .texts import plain


@dataclass(slots=True)
class Applied:
    """A code that was put on a selection."""

    code: str
    coder: str = ""
    created: str = ""
    comment: str = ""
    id: str = ""


@dataclass(slots=True)
class Selection:
    """A selection of a text, positions in the unit of the file; ``whole`` means the document itself."""

    id: str
    start: int | None
    end: int | None
    codes: list[Applied] = field(default_factory=list)
    quote: str | None = None
    hint: str = ""
    whole: bool = False
    text: bool = True


@dataclass(frozen=True)
class Settled:
    """A document with its codings. ``passages`` maps the id of each selection that was kept to its passage;
    ``n_selections`` counts those that stand for a passage of their own.
    """

    document: Document
    codings: list[Coding]
    passages: dict[str, str]
    n_selections: int
    doubts: list[str]


def settle(
    document: Document,
    selections: Sequence[Selection],
    codes: Collection[str],
    tally: Tally,
    *,
    inserted: Sequence[int] = (),
    marked: bool = False,
    likely: str = "",
) -> Settled:
    """Return the document with one sign for a line end, and the codings on it.

    A coding stays without position where it is not known; it is left out, and counted, where its selection holds no
    sign or its code is in no codebook.
    """
    placed = place(
        document.text or "",
        [(one.start, one.end) if one.text else (None, None) for one in selections],
        quotes=[one.quote for one in selections],
        hints=[one.hint for one in selections],
        inserted=inserted,
        marked=marked,
        likely=likely,
    )
    codings: list[Coding] = []
    passages: dict[str, str] = {}
    taken: set[str] = set()
    for one, span in zip(selections, placed.spans, strict=True):
        if one.start is not None and one.start == one.end:
            tally.leave("selections", "of no length")
            tally.leave("codings", "on a selection of no length", len(one.codes))
            continue
        passage = document.id if one.whole else f"{document.id}:{span[0]}-{span[1]}" if span else one.id
        if one.whole:
            pass
        elif passage in taken:
            tally.leave("selections", "joined with another one of the same words")
        elif one.codes:
            taken.add(passage)
        else:
            tally.leave("selections", "without a code")
        passages[one.id] = passage
        for code in one.codes:
            if code.code in codes:
                codings.append(_coding(document.id, one, code, span, passage))
            else:
                tally.leave("codings", "of a code that is in no codebook" if code.code else "without a code")
    doubts = [f"document '{document.name}': {doubt}; given without position" for doubt in placed.doubts]
    if any(one.whole and one.codes for one in selections):
        n = sum(len(one.codes) for one in selections if one.whole)
        doubts.append(f"document '{document.name}': {n} coding{'s' if n > 1 else ''} of the whole document")
    text = None if document.text is None else placed.text
    return Settled(replace(document, text=text), codings, passages, len(taken), doubts)


def _coding(document: str, one: Selection, code: Applied, span: tuple[int, int] | None, passage: str) -> Coding:
    start, end = span or (None, None)
    quote = None if one.quote is None else plain(one.quote)
    return Coding(document, code.code, start, end, quote, code.coder, code.created, code.comment, passage, code.id)
