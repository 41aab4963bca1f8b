"""From a project and its decisions to the tables of a case, with a ledger of what became of each thing.

No word of a source gets in: a passage is told by a paraphrase that a person wrote, or says that it has none yet, and by
anchors where the case is public.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ...core import schemas
from ...core.codebook import Codebook
from ...core.findings import Finding
from ...core.passes import SPARSE
from ...sources.anchors import anchors_of, tokens
from ...sources.wording import RUN
from .decided import Decided, slug
from .decisions import ABOUT, ALL, ITS_DOCUMENTS, ITS_PASSAGES, Found, members_of
from .linking import links_of
from .model import Counted
from .stretches import Passage

#: How the paraphrase of a passage begins that nobody has paraphrased.
UNWRITTEN = "Not yet paraphrased"
#: So many words in a row of a passage that is not public are a quotation.
_RUN_NOT_PUBLIC = 6
#: If passes share fewer of the passages than this, they may have marked the same ones a little differently.
_FEW = 0.3
#: A shorter passage is never a quotation by its length alone.
_SHORT = 4


@dataclass(frozen=True)
class Kept:
    """A passage that enters the case: its id, what is said of it, and its codings (code, pass, label)."""

    segment_id: str
    passage: Passage
    about: dict[str, str]
    codings: dict[tuple[str, str], list[str]]


@dataclass
class Tables:
    """The tables of a case as an import makes them, the ledger, and what is wrong or to be looked at."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    ledger: list[Counted] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    memos: list[tuple[str, str]] = field(default_factory=list)


def tables_of(
    found: Found, decided: Decided, book: Codebook, case_id: str, rule: Mapping[str, Any], files: Mapping[str, str]
) -> Tables:
    """Return the tables of the case. *rule* is config/importing.yaml; *files* names the sheets in findings.

    Findings with an error mean that nothing may be written.
    """
    made = Tables()
    kept = _kept(found, decided, book, case_id, made, files)
    names = dict(zip(book.codes["code_id"], book.codes["label"], strict=True))
    names |= {code: own["label"] for code, own in decided.own.items()}
    segments = [
        {**_segment(one, decided, names, made, files), "unit_id": slug(one.about["unit"]) or case_id} for one in kept
    ]
    rank = {code: place for place, code in enumerate(book.families)}
    codings = [
        (one.segment_id, code, "; ".join(_labels(labels, one.passage, decided)), "", coder)
        for one in kept
        for (code, coder), labels in sorted(one.codings.items(), key=lambda item: _order(item[0], rank))
    ]
    families = book.families | {code: own["family"] for code, own in decided.own.items()}
    links, counted = links_of(kept, found.project, decided, families, rule, case_id)
    made.ledger += counted
    made.frames = {
        "segments": _frame(segments, "segments"),
        "codings": pd.DataFrame(codings, columns=["segment_id", "code_id", "label", "presence", "coder"], dtype="str"),
        "links": _frame(links, "links"),
        "codes": pd.DataFrame(
            [own for code, own in sorted(decided.own.items()) if any(code == one[1] for one in codings)],
            columns=schemas.columns("raw/codes"), dtype="str",
        ),
        "sources": _sources(kept, decided, book),
    }  # fmt: skip
    made.ledger.append(_memos(found, decided, made))
    made.description = _description(kept, found, decided, book, case_id)
    _notes(kept, made)
    return made


def _frame(rows: Sequence[Mapping[str, str]], name: str) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=schemas.columns(f"raw/{name}"), dtype="str").fillna("")


def _order(key: tuple[str, str], rank: Mapping[str, int]) -> tuple:
    """Return how codings of one passage are sorted: by pass, then as the codebook has them, own codes last."""
    code, coder = key
    return coder, rank.get(code, len(rank)), code


# --- what is kept -----------------------------------------------------------------------------------


def _kept(
    found: Found, decided: Decided, book: Codebook, case_id: str, made: Tables, files: Mapping[str, str]
) -> list[Kept]:
    """Return the passages that enter the case, and count what became of documents, passages, coders and codings."""
    path = {one.id: " > ".join(one.path) for one in found.project.codes}
    inside: dict[str, list[dict[str, str]]] = defaultdict(list)
    for group, members in members_of(found.project).items():
        for document in members if group in decided.groups else ():
            inside[document].append(decided.groups[group])
    kept: list[Kept] = []
    why_passage: Counter[str] = Counter()
    why_coding: Counter[str] = Counter()
    why_coding["a code on a whole document"] = len(found.whole)
    for passage, segment_id in zip(found.passages, found.ids, strict=True):
        if passage.document not in decided.documents:
            why_passage["its document is left out"] += 1
            why_coding["its document is left out"] += len(passage.codings)
            continue
        codings: dict[tuple[str, str], list[str]] = {}
        says: dict[str, set[str]] = defaultdict(set)
        for one in passage.codings:
            code, coder = path.get(one.code, one.code), decided.passes.get(one.coder, "")
            if not coder:
                why_coding["its coder is left out"] += 1
            elif code in decided.says:
                says[decided.says[code][0]].add(decided.says[code][1])
                why_coding["tells who or when, and became that"] += 1
            elif code not in decided.code:
                why_coding["its code is left out"] += 1
            elif (decided.code[code], coder) in codings:
                codings[decided.code[code], coder].append(code.split(" > ")[-1])
                why_coding["the passage has this code of this pass already"] += 1
            else:
                codings[decided.code[code], coder] = [code.split(" > ")[-1]]
        if codings:
            about = _about(segment_id, passage, says, inside[passage.document], decided, made, files)
            kept.append(Kept(segment_id, passage, about, codings))
        else:
            why_passage["none of its codes is kept"] += 1
    _count(found, decided, kept, why_passage, why_coding, made)
    return kept


def _count(
    found: Found, decided: Decided, kept: Sequence[Kept], why_passage: Counter, why_coding: Counter, made: Tables
) -> None:
    used = {one.passage.document for one in kept}
    documents = [one.name for one in found.project.documents]
    why_document = Counter(
        "left out" if name not in decided.documents else "no passage of it is kept"
        for name in documents
        if name not in used
    )
    coders = {one.coder for one in found.project.codings}
    why_coder = Counter("left out" for one in coders if not decided.passes.get(one))
    made.ledger += [
        Counted("documents", len(documents), len(documents) - sum(why_document.values()), _sorted(why_document)),
        Counted("coders", len(coders), len(coders) - sum(why_coder.values()), _sorted(why_coder)),
        Counted("passages", len(found.passages), len(kept), _sorted(why_passage)),
        Counted("codings", len(found.project.codings), sum(len(one.codings) for one in kept), _sorted(why_coding)),
    ]


def _sorted(counted: Counter) -> tuple[tuple[str, int], ...]:
    return tuple((why, n) for why, n in sorted(counted.items()) if n)


def _about(
    segment_id: str, passage: Passage, says: Mapping[str, set[str]], groups: Sequence[Mapping[str, str]],
    decided: Decided, made: Tables, files: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    """Return unit, role, phase, kind, section and speaker of a passage: said of itself, else by a code on it, of its
    document, of a group of it, of the case.
    """
    own, document = decided.passages.get(segment_id, {}), decided.documents[passage.document]
    about = {}
    for column in ABOUT:
        by_code, by_group = says.get(column, set()), {one[column] for one in groups if one.get(column)}
        for several, what in ((by_code, "codes on it"), (by_group, "groups of its document")):
            if len(several) > 1 and not own.get(column) and not (what[0] == "g" and (by_code or document.get(column))):
                message = f"{segment_id}: {what} say different things under {column} ({', '.join(sorted(several))})"
                mend = f"write the {column} on the sheet passages or documents"
                made.findings.append(Finding(files["passages"], message, mend, column=column, code="import.made"))
        first = (own.get(column), *sorted(by_code), document.get(column), *sorted(by_group), decided.case.get(column))
        about[column] = next(filter(None, first), "")
    source = document.get("source_id") or slug(passage.document, "-")
    speaker = own.get("speaker") or document.get("speaker") or decided.case.get("speaker", "")
    about["speaker"] = source if speaker.casefold() == "document" else speaker
    about["section"] = own.get("section") or document.get("section") or decided.case.get("section", "") or "whole text"
    about["source_id"] = source
    return about


# --- rows -------------------------------------------------------------------------------------------


def _segment(
    one: Kept, decided: Decided, names: Mapping[str, str], made: Tables, files: Mapping[str, str]
) -> dict[str, str]:
    """Return the row of a passage; what is missing in it is a finding."""
    public = decided.case["access"] == "public"
    written = decided.passages.get(one.segment_id, {}).get("paraphrase", "")
    for column in ("role", "phase", "kind"):
        if not one.about[column]:
            made.findings.append(_missing(column, files))
    if written and (run := _shared(written, one.passage.quote, RUN if public else _RUN_NOT_PUBLIC)):
        message = f"{one.segment_id}: the paraphrase takes {run} words in a row from the passage"
        mend = "say it in your own words; the words of a source do not enter a case"
        made.findings.append(Finding(files["passages"], message, mend, column="paraphrase", code="import.made"))
    elif written and len(written) < 20:
        message, mend = (
            f"{one.segment_id}: the paraphrase is shorter than 20 letters",
            "say who, what and to what effect",
        )
        made.findings.append(Finding(files["passages"], message, mend, column="paraphrase", code="import.made"))
    labels = list(dict.fromkeys(names[code] for code, _ in one.codings))
    row = dict(
        segment_id=one.segment_id, source_id=one.about["source_id"],
        section=one.about["section"], kind=one.about["kind"], speaker=one.about["speaker"], role=one.about["role"],
        phase=one.about["phase"], paraphrase=written or f"{UNWRITTEN}; coded {', '.join(labels)}.",
    )  # fmt: skip
    if public and tokens(one.passage.quote):
        head, tail, n = anchors_of(one.passage.quote)
        row |= dict(head_anchor=head, tail_anchor=tail, n_tokens=str(n))
    return row


def _missing(column: str, files: Mapping[str, str]) -> Finding:
    message = f"some passages have no {column}"
    mend = f"write it for all on the sheet case, or on groups, documents or passages; or let a code say `{column}: ...`"
    return Finding(files["case"], message, mend, column=column, code="import.made")


def _shared(text: str, quote: str, most: int) -> int:
    """Return how many words a text takes in a row from a quotation, if that is too many; else 0."""
    mine, theirs = tokens(text), tokens(quote)
    n = min(most, len(theirs))
    if n <= _SHORT:
        return 0
    runs = {tuple(theirs[at : at + n]) for at in range(len(theirs) - n + 1)}
    return n if any(tuple(mine[at : at + n]) in runs for at in range(len(mine) - n + 1)) else 0


def _labels(labels: Iterable[str], passage: Passage, decided: Decided) -> list[str]:
    """Return the team's own names of a code; none where the case is not public, or where a name quotes the passage."""
    if decided.case["access"] != "public":
        return []
    return [one for one in dict.fromkeys(labels) if not _shared(one, passage.quote, _RUN_NOT_PUBLIC)]


def _sources(kept: Sequence[Kept], decided: Decided, book: Codebook) -> pd.DataFrame:
    """Return the documents that the list of sources does not hold, each with what it is."""
    known = set(book.sources["source_id"])
    rows = {}
    for one in kept:
        source = one.about["source_id"]
        if source not in known and source not in rows:
            title = decided.documents[one.passage.document].get("title", "")
            rows[source] = (source, title or f"Document of the team ({source})")
    return pd.DataFrame(list(rows.values()), columns=["source_id", "title"], dtype="str")


def _memos(found: Found, decided: Decided, made: Tables) -> Counted:
    """Keep the memos for import.md, but those that are left out or take words from a passage."""
    frame, kept = found.frames["memos"], 0
    why: Counter[str] = Counter()
    runs = None
    for about, memo in frame[["about", "memo"]].itertuples(index=False, name=None):
        if (about, memo) not in decided.memos:
            why["left out"] += 1
            continue
        if runs is None:
            runs = {
                tuple(words[at : at + _RUN_NOT_PUBLIC])
                for words in (tokens(one.quote) for one in found.passages)
                for at in range(max(1, len(words) - _RUN_NOT_PUBLIC + 1))
                if words
            }
        mine = tokens(memo)
        if any(tuple(mine[at : at + _RUN_NOT_PUBLIC]) in runs for at in range(len(mine) - _RUN_NOT_PUBLIC + 1)):
            why["it quotes a passage"] += 1
            continue
        kept += 1
        sources = decided.documents.get(about, {}).get("source_id", "")
        made.memos.append((sources or (about if about in _code_names(found) else ""), memo))
    twice = len(found.project.memos) - len(frame)
    if twice:
        why["the same memo twice"] = twice
    return Counted("memos", len(found.project.memos), kept, _sorted(why))


def _code_names(found: Found) -> set[str]:
    return {one.name for one in found.project.codes}


def _description(kept: Sequence[Kept], found: Found, decided: Decided, book: Codebook, case_id: str) -> dict[str, Any]:
    """Return case.yml for a case that has none. A code of the codebook that no code of the team became was not looked
    for, so it is not covered; what each pass has read is declared where there are several.
    """
    units: dict[str, str] = {}
    for one in kept:
        if one.about["unit"]:
            units.setdefault(slug(one.about["unit"]), one.about["unit"][:18])
    text = {key: decided.case.get(key) or "to be written" for key in _TEXTS}
    name = case_id.replace("_", " ").capitalize()
    text["title"] = decided.case.get("title") or (name if len(name) > 2 else f"Case {name}")
    text["label"] = decided.case.get("label") or name[:18]
    applied = set(decided.code.values())
    read = _read(kept, found, decided)
    return dict(
        id=case_id, **{key: text[key] for key in _TEXTS},
        units=[dict(id=id_, label=label) for id_, label in units.items()] or [dict(id=case_id, label=text["label"])],
        sources=list(dict.fromkeys(one.about["source_id"] for one in kept)),
        access=decided.case["access"],
        not_covered=[code for code in book.families if code not in applied],
        **(dict(read=read) if read else {}),
    )  # fmt: skip


_TEXTS = ("title", "label", "country", "sector", "setting", "service_users", "initiation", "study_design")


def _read(kept: Sequence[Kept], found: Found, decided: Decided) -> dict[str, Any]:
    """Return what each pass has read, where there are several: all, or its passages by their ids.

    A document counts as coded also where the codes on it are left out: the coder was there.
    """
    names = {one.id: one.name for one in found.project.documents}
    coded: dict[str, set[str]] = defaultdict(set)
    for coding in found.project.codings:
        coded[coding.coder].add(names.get(coding.document, coding.document))
    read: dict[str, set[str]] = {pass_: set() for one in kept for _, pass_ in one.codings}
    for coder, pass_ in decided.passes.items():
        told = decided.read.get(coder, ITS_DOCUMENTS)
        where = coded[coder] if told == ITS_DOCUMENTS else told
        for one in kept if pass_ in read else ():
            mine = any(coding.coder == coder for coding in one.passage.codings)
            if told == ALL or mine or (told != ITS_PASSAGES and one.passage.document in where):
                read[pass_].add(one.segment_id)
    if len(read) < 2:
        return {}
    return {
        pass_: "all" if len(some) == len(kept) else [one.segment_id for one in kept if one.segment_id in some]
        for pass_, some in sorted(read.items())
    }


def _notes(kept: Sequence[Kept], made: Tables) -> None:
    made.findings[:] = list(dict.fromkeys(made.findings))
    several = len({coder for one in kept for _, coder in one.codings})
    both = sum(len({coder for _, coder in one.codings}) > 1 for one in kept)
    if several > 1 and both < _FEW * len(kept):
        made.notes.append(
            f"{several} passes share {both} of {len(kept)} passages: where coders marked other letters of one passage,"
            " same_passage in config/importing.yaml joins them"
        )
    coded = Counter(coder for one in kept for coder in {coder for _, coder in one.codings})
    for coder, told in (made.description.get("read") or {}).items():
        n = len(kept) if told == "all" else len(told)
        if coded[coder] < SPARSE * n:
            made.notes.append(
                f"pass {coder} has coded {coded[coder]} of the {n} passages that it counts as having read: where it"
                " read fewer, say so under read on the sheet coders"
            )
    bare = sum(1 for one in kept if not tokens(one.passage.quote))
    if bare:
        made.notes.append(f"{bare} passages came without words: nothing proves that they stand in their source")
