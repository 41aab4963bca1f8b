"""The workbook of decisions: what an import found, and blanks for what only a person can decide.

It holds the words of the passages, so it is kept where git passes over it, and it is the memory of an import: a newer
export finds each decision again by the code's path, the document's name and the passage's key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ...core import schemas
from ...core.codebook import LEVELS, VALENCES, Codebook, applied_codes
from ...store.workbooks import Sheet
from .model import Project, records
from .stretches import Passage, by_name, ids_for, passages_of
from .suggest import N, Suggester, told

LEAVE_OUT, OWN = "leave out", "own:"
#: What a coder may have read: every passage, the documents or only the passages that it has coded.
ALL, ITS_DOCUMENTS, ITS_PASSAGES = "all", "documents it coded", "passages it coded"
#: What may be said of a code, a document, a group or a passage besides: column, and key of a code's decision.
ABOUT = ("unit", "role", "phase", "kind")
#: What a person fills, by sheet; every other column is made anew each time.
FILLED = {
    "case": ["value"],
    "codes": ["decision", "own_under", "own_definition", "own_level", "own_valence", "note"],
    "documents": ["source_id", "title", "use", *ABOUT, "section", "speaker"],
    "groups": list(ABOUT),
    "coders": ["pass", "read"],
    "relations": ["decision", "status"],
    "passages": ["paraphrase", *ABOUT, "section", "speaker"],
    "memos": ["keep"],
}
#: What tells the rows of a sheet apart, in this export and in the next.
KEYS = {
    "case": ["what"],
    "codes": ["code"],
    "documents": ["document"],
    "groups": ["kind_of_group", "group"],
    "coders": ["coder"],
    "relations": ["relation"],
    "passages": ["key"],
    "memos": ["about", "memo"],
}
SHEETS = tuple(FILLED)
#: A cell of a workbook holds no more letters.
_MOST = 32_000
_WIDTHS = dict(
    what=22, value=44, note=60, code=40, definition=40, decision=28, own_under=26, own_definition=34, document=34,
    groups=26, attributes=34, title=30, group=30, quote=80, codes=34, comment=30, paraphrase=50, memo=80, about=30,
    segment_id=14, place=18, use=10, unit=16, phase=10, key=18, line=120, members=40, relation=30,
    **{f"suggestion_{n}": 44 for n in range(1, N + 1)},
)  # fmt: skip
_CASE = {
    "access": ("", "must be chosen: public, restricted or confidential. What is not public stays out of git"),
    "title": ("", "the case's full name"),
    "label": ("", "a short name for figures, at most 18 letters"),
    "country": ("", "the country"),
    "sector": ("", "such as health or social care"),
    "setting": ("", "where the co-production took place"),
    "service_users": ("", "the citizens whom the service is for"),
    "initiation": ("", "how it began: research-led, top-down, bottom-up, organisation-led, or a phrase"),
    "study_design": ("", "the design of the study"),
    "role": ("", "who speaks, where nothing below says otherwise; the roles stand on the sheet roles"),
    "phase": ("", "when what is told was at work: before, during or after; where nothing below says otherwise"),
    "kind": ("quotation", "quotation, field_note, finding or interpretation; where nothing below says otherwise"),
    "unit": ("", "empty: the case is one unit"),
    "section": ("whole text", "where a passage stands in its document, where nothing below says otherwise"),
    "speaker": ("", "write document if each document is one person who speaks; else empty"),
}


@dataclass(frozen=True)
class Found:
    """What an import found: the project, its passages with their ids, and the rows of each sheet."""

    project: Project
    passages: list[Passage]
    ids: list[str]
    whole: list
    frames: dict[str, pd.DataFrame]
    #: For each sheet the rows that the workbook did not have, and those of it that this export has no more.
    new: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return any(self.new.values()) or any(self.gone.values())


def found_in(
    project: Project,
    book: Codebook,
    case_id: str,
    earlier: Mapping[str, pd.DataFrame] | None = None,
    same: float = 1.0,
) -> Found:
    """Return what an export holds as rows of the sheets, with the decisions of an *earlier* workbook kept.

    *same* says from which overlap on passages of different coders are one (`stretches.passages_of`).
    """
    passages, whole = passages_of(project, same)
    was = earlier or {}
    ids = _ids(passages, was.get("passages"), case_id)
    frames = {
        "case": pd.DataFrame([(key, *cells) for key, cells in _CASE.items()], columns=["what", "value", "note"]),
        "codes": _codes(project, book),
        "documents": _documents(project, passages, was.get("documents")),
        "groups": _groups(project),
        "coders": _coders(project),
        "relations": _relations(project),
        "passages": _passages(project, passages, ids),
        "memos": _memos(project),
    }
    new: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    for name in frames if earlier else ():
        frames[name], new[name], gone[name] = _kept(frames[name], was[name], name)
    return Found(project, passages, ids, whole, frames, new, gone)


def _ids(passages: Sequence[Passage], was: pd.DataFrame | None, case_id: str) -> list[str]:
    prefix = "".join(one for one in case_id if one.isalnum())
    if was is None or not {"key", "segment_id"} <= set(was.columns):
        return ids_for(passages, {}, {}, prefix)
    rows = [(*key.split(" "), id_) for key, id_ in zip(was["key"].tolist(), was["segment_id"].tolist(), strict=True)]
    told = [row for row in rows if len(row) == 3]  # a key that a person changed is no key
    counted = Counter(words for _, words, _ in told)
    once = {words: id_ for _, words, id_ in told if counted[words] == 1}
    return ids_for(passages, {key: id_ for key, _, id_ in told}, once, prefix)


def _kept(now: pd.DataFrame, was: pd.DataFrame, name: str) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Put the decisions of the earlier workbook into the rows of today; return also what is new and what is gone."""
    keys = ["segment_id"] if name == "passages" else KEYS[name]
    columns = [column for column in FILLED[name] if column in was.columns]
    if not set(keys) <= set(was.columns):
        return now, [], []
    decided = {
        tuple(row[key] for key in keys): [row[column] for column in columns]
        for row in records(was.reindex(columns=[*keys, *columns], fill_value=""))
    }
    now = now.copy()
    rows = list(zip(*(now[key].tolist() for key in keys), strict=True))
    for place, column in enumerate(columns):
        cells = now[column].tolist()
        now[column] = [decided[row][place] if row in decided else cell for row, cell in zip(rows, cells, strict=True)]
    here = set(rows)
    new = [" ".join(row) for row in rows if row not in decided]
    return now, new, [" ".join(row) for row in decided if row not in here]


def _blank(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a sheet with the columns that a person fills, empty where nothing is suggested."""
    missing = [column for column in FILLED[name] if column not in frame.columns]
    return frame.assign(**dict.fromkeys(missing, "")).astype("str")


def _codes(project: Project, book: Codebook) -> pd.DataFrame:
    suggester = Suggester(book.codes, book.alias("code"))
    codings: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    coders: dict[str, set[str]] = defaultdict(set)
    for coding in project.codings:
        codings[coding.code] += 1
        documents[coding.code].add(coding.document)
        coders[coding.code].add(coding.coder)
    path = {one.id: " > ".join(one.path) for one in project.codes}
    rows: dict[str, list] = {}
    for one in sorted(project.codes, key=lambda code: tuple(map(str.casefold, code.path))):
        n, where, who = codings[one.id], documents[one.id], coders[one.id]
        if path[one.id] in rows:  # two codes of one place in the tree are one row
            rows[path[one.id]][2] += n
            continue
        near = told(suggester.near(one), book.codes) if n or not project.codings else [""] * N
        rows[path[one.id]] = [path[one.id], _cut(one.definition), n, len(where), len(who), *near]
    columns = [
        "code",
        "definition",
        "n_codings",
        "n_documents",
        "n_coders",
        *(f"suggestion_{n}" for n in range(1, N + 1)),
    ]
    return _blank(pd.DataFrame(list(rows.values()), columns=columns), "codes")


def _documents(project: Project, passages: Sequence[Passage], was: pd.DataFrame | None) -> pd.DataFrame:
    counted = Counter(passage.document for passage in passages)
    groups: dict[str, list[str]] = defaultdict(list)
    for group in project.groups:
        for member in group.members:
            groups[member].append(group.name)
    used = set(was["source_id"]) if was is not None and "source_id" in was else set()
    rows, number = [], 0
    for one in by_name(project.documents):
        number += 1
        while f"doc-{number:02d}" in used:
            number += 1
        attributes = "; ".join(f"{name}: {value}" for name, value in one.attributes)
        rows.append([one.name, "; ".join(groups[one.id]), attributes, counted[one.name], f"doc-{number:02d}"])
    if was is not None and "source_id" in was:  # numbers of documents that were there are not given again
        given = dict(zip(was["document"], was["source_id"], strict=True))
        free = iter(f"doc-{n:02d}" for n in range(1, 10**6) if f"doc-{n:02d}" not in used)
        rows = [[*row[:4], given[row[0]] if row[0] in given else next(free)] for row in rows]
    frame = pd.DataFrame(rows, columns=["document", "groups", "attributes", "n_passages", "source_id"])
    return _blank(frame, "documents").drop_duplicates("document", ignore_index=True)


def _groups(project: Project) -> pd.DataFrame:
    """Return groups, sets and cases that hold documents, and each value of an attribute, with their documents."""
    names = {one.id: one.name for one in project.documents}
    rows = []
    for group in project.groups:
        members = [names[member] for member in group.members if member in names]
        if members:
            rows.append((group.kind, group.name, members))
        rows += [(f"attribute {name}", value, members) for name, value in group.attributes if value and members]
    values: dict[tuple[str, str], list[str]] = defaultdict(list)
    for document in by_name(project.documents):
        for name, value in document.attributes:
            if value:
                values[f"attribute {name}", value].append(document.name)
    for kind, value, members in rows:
        values[kind, value] += [one for one in members if one not in values[kind, value]]
    cells = [(kind, value, len(some), _cut("; ".join(some))) for (kind, value), some in sorted(values.items())]
    return _blank(pd.DataFrame(cells, columns=["kind_of_group", "group", "n_documents", "members"]), "groups")


def members_of(project: Project) -> dict[tuple[str, str], set[str]]:
    """Return the names of the documents in each group or with each value of an attribute, by kind and name."""
    names = {one.id: one.name for one in project.documents}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group in project.groups:
        inside = {names[member] for member in group.members if member in names}
        found[group.kind, group.name] |= inside
        for name, value in group.attributes:
            found[f"attribute {name}", value] |= inside
    for document in project.documents:
        for name, value in document.attributes:
            found[f"attribute {name}", value].add(document.name)
    return found


def _coders(project: Project) -> pd.DataFrame:
    codings: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    for one in project.codings:
        codings[one.coder] += 1
        documents[one.coder].add(one.document)
    order = sorted(codings, key=lambda coder: (-codings[coder], coder))
    letters = [chr(ord("A") + n) if n < 26 else f"P{n + 1}" for n in range(len(order))]
    rows = [
        (one, codings[one], len(documents[one]), letter, ITS_DOCUMENTS)
        for one, letter in zip(order, letters, strict=True)
    ]
    return _blank(pd.DataFrame(rows, columns=["coder", "n_codings", "n_documents", *FILLED["coders"]]), "coders")


def _relations(project: Project) -> pd.DataFrame:
    counted = Counter(one.name for one in project.relations)
    rows = [(name, n, "realised") for name, n in sorted(counted.items())]
    return _blank(pd.DataFrame(rows, columns=["relation", "n", "status"]), "relations")


def _passages(project: Project, passages: Sequence[Passage], ids: Sequence[str]) -> pd.DataFrame:
    name = {one.id: one.name for one in project.codes}
    rows = []
    for one, id_ in zip(passages, ids, strict=True):
        codes = "; ".join(dict.fromkeys(name.get(coding.code, coding.code) for coding in one.codings))
        comment = "; ".join(dict.fromkeys(coding.comment for coding in one.codings if coding.comment))
        rows.append(
            (id_, one.document, one.place, _cut(one.quote), _cut(codes), _cut(comment), f"{one.key} {one.words_key}")
        )
    columns = ["segment_id", "document", "place", "quote", "codes", "comment", "key"]
    frame = _blank(pd.DataFrame(rows, columns=columns), "passages")
    return frame[[*columns[:-1], *FILLED["passages"], "key"]]


def _memos(project: Project) -> pd.DataFrame:
    about = {one.id: one.name for one in project.documents} | {one.id: one.name for one in project.codes}
    rows = [
        (about.get(one.about, one.about), one.coder, _cut(f"{one.title}: {one.text}" if one.title else one.text))
        for one in project.memos
    ]
    return _blank(pd.DataFrame(rows, columns=["about", "coder", "memo"]), "memos").drop_duplicates(ignore_index=True)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST]} …"


def sheets(found: Found, book: Codebook, lines: Sequence[str]) -> list[Sheet]:
    """Return the sheets of the workbook; *lines* tell below the instructions what was read."""
    applied, roles = applied_codes(book.codes), book.roles["role_id"].tolist()
    about: dict[str, Sequence[str]] = {
        "role": roles,
        "phase": schemas.allowed("raw/segments", "phase"),
        "kind": schemas.allowed("raw/segments", "kind"),
    }
    headings = [one for one in book.codes["code_id"] if one in book.headings]
    alone = [family for family in dict.fromkeys(applied["family"]) if not _headed(book, family)]
    choices: dict[str, dict[str, Sequence[str]]] = {
        "codes": {
            "decision": [LEAVE_OUT, *applied["code_id"]],
            "own_under": [*headings, *alone],
            "own_level": LEVELS,
            "own_valence": VALENCES,
        },
        "documents": {"use": ["yes", LEAVE_OUT], **about},
        "groups": about,
        "coders": {"pass": [*"ABCDEFGH", "consensus", LEAVE_OUT], "read": [ITS_DOCUMENTS, ITS_PASSAGES, ALL]},
        "relations": {
            "decision": ["cause -> effect", "effect -> cause", LEAVE_OUT],
            "status": [one for one in schemas.allowed("raw/links", "status") if one in ("realised", "possible")],
        },
        "passages": about,
        "memos": {"keep": ["yes", LEAVE_OUT]},
    }
    made = [Sheet("how to", pd.DataFrame({"line": [*_HOW_TO, "", *lines]}), _WIDTHS, header=False)]
    made += [
        Sheet(
            name,
            frame,
            _WIDTHS,
            choices.get(name, {}),
            others=("decision", "pass", "read") if name != "relations" else (),
        )
        for name, frame in found.frames.items()
    ]
    shown = applied[["code_id", "family", "label", "definition", "include_when", "exclude_when"]]
    return [*made, Sheet("codebook", shown, _WIDTHS), Sheet("roles", book.roles, _WIDTHS)]


def _headed(book: Codebook, family: str) -> bool:
    return any(book.codes.loc[book.codes["code_id"] == one, "family"].item() == family for one in book.headings)


_HOW_TO = (
    "What an import found, and what is yours to decide. Fill it, save it as .xlsx, and give the same command again.",
    "Until everything is decided nothing is written into the case. It holds words of your material: keep it private.",
    "",
    "case: access must be chosen; role and phase hold for all passages that say nothing else.",
    "codes: decision is a code of the codebook (from the list), `own: label` for a code of your own, or `leave out`.",
    "    A code left blank is decided as the code above it. Suggestions go by words in common; they decide nothing.",
    "    A code that marks who speaks or when: `role: carer`, `phase: before`, `kind: field_note` or `unit: name`.",
    "    `own:` needs own_under (a heading of the codebook); an effect needs own_level and own_valence too.",
    "documents: source_id names it in the case, so no name of a person; `leave out` under use takes it out.",
    "    unit, role, phase, kind, section, speaker: what holds for all its passages.",
    "groups: what holds for all documents of a group, set or case of your program, or with a value of an attribute.",
    "coders: each becomes a pass (A, B, ...). The same letter twice: the two are one pass.",
    "    read: what the coder has read, coded or not; agreement is told of that alone. Documents: `doc-01; doc-03`.",
    "relations: which way a link that you drew in your program is to be read.",
    "passages: the quotation stands here and nowhere else. Write what it says in your own words under paraphrase.",
    "    A passage without one says so in the case. unit, role ... here go before those of its document.",
    "memos: they go into import.md of the case, but for those that quote a passage or that you leave out.",
)
