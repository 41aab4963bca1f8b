"""A filled workbook of decisions, read back: what each code, document and coder becomes, or what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ...core import schemas
from ...core.codebook import Codebook
from ...core.findings import Finding, did_you_mean, listed
from ...core.received import RawTable
from .decisions import ABOUT, ALL, ITS_DOCUMENTS, ITS_PASSAGES, LEAVE_OUT, OWN, Found
from .model import records

_CAUSE = {"cause -> effect": False, "effect -> cause": True}
ACCESS = ("public", "restricted", "confidential")


@dataclass
class Decided:
    """What a person decided. A code that is left out is in none of ``code`` and ``says``."""

    case: dict[str, str] = field(default_factory=dict)
    #: By the path of a team's code: the code that it becomes, or what it says of a passage (column, value).
    code: dict[str, str] = field(default_factory=dict)
    says: dict[str, tuple[str, str]] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    #: By the name of a document: its cells. One that is left out is missing.
    documents: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    passes: dict[str, str] = field(default_factory=dict)
    #: By coder what it has read: `ALL`, `ITS_DOCUMENTS`, `ITS_PASSAGES`, or names of documents.
    read: dict[str, str | frozenset[str]] = field(default_factory=dict)
    #: By name of a relation: whether it runs from effect to cause, and the status.
    relations: dict[str, tuple[bool, str]] = field(default_factory=dict)
    passages: dict[str, dict[str, str]] = field(default_factory=dict)
    memos: set[tuple[str, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def slug(label: str, mark: str = "_") -> str:
    """Return a label as an id: small letters, digits and *mark*."""
    from .exports_headers import plain

    return re.sub(r"[^a-z0-9]+", mark, plain(label)).strip(mark)


def read_decided(sheets: Mapping[str, RawTable], found: Found, book: Codebook) -> Decided:
    """Read the decisions; *sheets* are those of the workbook as a spreadsheet shows them. What is wrong or missing is a
    finding at its row.
    """
    decided = Decided()
    _case(sheets["case"], decided)
    _about(sheets["case"], decided.case, book, decided, row_of={"value": "what"})
    _codes(sheets["codes"], found, book, decided)
    for name, target in (("documents", "document"), ("groups", ""), ("passages", "segment_id")):
        for row, cells in _rows(sheets[name]):
            if name == "documents" and cells.get("use", "").casefold() == LEAVE_OUT:
                continue
            _check(sheets[name].file, row, cells, book, decided)
            key = cells.get(target, "") if target else (cells.get("kind_of_group", ""), cells.get("group", ""))
            getattr(decided, name)[key] = cells
    _coders(sheets["coders"], decided)
    _relations(sheets["relations"], decided)
    decided.memos = {
        (cells.get("about", ""), cells.get("memo", ""))
        for _, cells in _rows(sheets["memos"])
        if cells.get("keep", "").casefold() != LEAVE_OUT
    }
    return decided


def _rows(table: RawTable) -> Iterable[tuple[int, dict[str, str]]]:
    return zip(table.frame.index.tolist(), records(table.frame), strict=True)


def _case(table: RawTable, decided: Decided) -> None:
    decided.case = {cells.get("what", ""): cells.get("value", "") for _, cells in _rows(table)}
    at = {cells.get("what", ""): row for row, cells in _rows(table)}
    access = decided.case.get("access", "").casefold()
    decided.case["access"] = access
    if access not in ACCESS:
        message = f"'{access}' is not an access" if access else "nobody has said who may see the case"
        mend = f"write one of: {listed(ACCESS)}. Only what is published already is public"
        decided.findings.append(
            Finding(table.file, message, mend, row=at.get("access"), column="value", code="import.decision")
        )
    if len(decided.case.get("label", "")) > 18:
        message, mend = "the label is longer than 18 letters", "shorten it; figures print it"
        decided.findings.append(
            Finding(table.file, message, mend, row=at.get("label"), column="value", code="import.decision")
        )


def _about(table: RawTable, case: dict[str, str], book: Codebook, decided: Decided, row_of: Mapping[str, str]) -> None:
    at = {cells.get("what", ""): row for row, cells in _rows(table)}
    for column in ABOUT:
        cells = {column: case.get(column, "")}
        _check(table.file, at.get(column), cells, book, decided, "value")
        case[column] = cells[column]


def _check(file: str, row: int | None, cells: dict[str, str], book: Codebook, decided: Decided, at: str = "") -> None:
    """Check role, phase and kind of a row, and put the codebook's word in the place of an alias."""
    for column in ("role", "phase", "kind"):
        word = cells.get(column, "")
        if word:
            meant, allowed = _meant(column, word, book)
            cells[column] = meant
            if meant not in allowed:
                message = f"'{word}' is not a {column}"
                mend = did_you_mean(word, allowed)
                decided.findings.append(
                    Finding(file, message, mend, row=row, column=at or column, code="import.decision")
                )


def _meant(column: str, word: str, book: Codebook) -> tuple[str, list[str]]:
    if column != "role":
        return word.casefold().replace(" ", "_"), schemas.allowed("raw/segments", column)
    roles = book.roles["role_id"].tolist()
    labels = {label.casefold(): role for role, label in zip(roles, book.roles["label"], strict=True)}
    return (word if word in roles else labels.get(word.casefold(), book.role(word))), roles


def _codes(table: RawTable, found: Found, book: Codebook, decided: Decided) -> None:
    cells = {one.get("code", ""): one for _, one in _rows(table)}
    rows = {one.get("code", ""): row for row, one in _rows(table)}
    labels = dict(zip(book.codes["label"].str.casefold(), book.codes["code_id"], strict=True))
    counted = dict(zip(found.frames["codes"]["code"], found.frames["codes"]["n_codings"], strict=True))
    undecided = []
    for path in counted:
        parts, given = path.split(" > "), ""
        asked = path
        for depth in range(len(parts), 0, -1):  # a blank takes what the code above it has
            asked = " > ".join(parts[:depth])
            if given := cells.get(asked, {}).get("decision", ""):
                break
        if not given:
            undecided += [path] if int(counted[path]) else []
            continue
        _decide(path, asked, given, cells[asked], rows[asked], table.file, labels, book, decided)
    if undecided:
        at = ", ".join(str(rows[path]) for path in undecided[:8] if path in rows)
        n = len(undecided)
        message = (
            f"{n} code{'s' * (n != 1)} with codings {'are' if n != 1 else 'is'} not decided (row{'s' * (n != 1)} {at}"
        )
        message += " and more)" if n > 8 else ")"
        mend = f"choose a code of the codebook, write `{OWN} label`, or `{LEAVE_OUT}`; or decide the code above them"
        decided.findings.append(
            Finding(table.file, message, mend, row=rows.get(undecided[0]), column="decision", code="import.decision")
        )


def _decide(
    path: str, asked: str, given: str, cells: dict[str, str], row: int, file: str, labels: Mapping[str, str],
    book: Codebook, decided: Decided,
) -> None:  # fmt: skip
    """Read the decision on one code; *asked* is the code whose row holds it."""
    folded = given.casefold()
    if folded == LEAVE_OUT:
        return
    if folded.startswith(OWN):
        own = _own(given[len(OWN) :].strip(), asked, cells, book)
        problem = own.pop("problem", "")
        if problem and path == asked:
            mend = own.pop("mend")
            decided.findings.append(
                Finding(file, problem, mend, row=row, column=own.pop("column"), code="import.decision")
            )
        elif not problem:
            decided.own[own["code_id"]] = own
            decided.code[path] = own["code_id"]
        return
    for column in ABOUT:
        if folded.startswith(f"{column}:"):
            value = {column: given.split(":", 1)[1].strip()}
            _check(file, row, value, book, decided, "decision")
            decided.says[path] = (column, value[column])
            return
    code = given.split(" = ")[0].strip()
    code = code if code in book.families else labels.get(folded, book.code(given))
    if code in book.families:
        decided.code[path] = code
    elif path == asked:
        message = (
            f"'{given}' is a heading; it is never applied" if code in book.headings else f"'{given}' is not a code"
        )
        mend = f"{did_you_mean(given, book.families)}; or write `{OWN} {given}` or `{LEAVE_OUT}`"
        decided.findings.append(Finding(file, message, mend, row=row, column="decision", code="import.decision"))


def _own(label: str, path: str, cells: Mapping[str, str], book: Codebook) -> dict[str, str]:
    """Return a code of the case's own as a row of codes.csv, or what is wrong with it (``problem``)."""
    label = label or path.split(" > ")[-1]
    under, families = cells.get("own_under", ""), dict(zip(book.codes["code_id"], book.codes["family"], strict=True))
    alone = set(families.values()) - {families[one] for one in book.headings}
    code_id = slug(label)
    code_id = code_id if code_id[:1].isalpha() else f"own_{code_id}".rstrip("_")
    if code_id in families:
        mend = f"choose {code_id} from the list, or give your code another label"
        return dict(problem=f"'{label}' has the id of a code of the codebook", mend=mend, column="decision")
    if under not in book.headings and under not in alone:
        message = f"'{under}' is not a heading" if under else f"'{label}' stands under no heading"
        mend = (
            did_you_mean(under, [one for one in families if one in book.headings])
            if under
            else "choose the heading that it belongs to from the list"
        )
        return dict(problem=message, mend=mend, column="own_under")
    family = under if under in alone else families[under]
    level, valence = cells.get("own_level", ""), cells.get("own_valence", "")
    if bool(level and valence) != (family == "effect") or (family != "effect" and (level or valence)):
        message = (
            f"'{label}' is an effect without level or valence" if family == "effect" else "only effects have these"
        )
        return dict(problem=message, mend="choose both for an effect, neither for others", column="own_level")
    definition = cells.get("own_definition", "") or cells.get("definition", "")
    return dict(
        code_id=code_id, family=family, parent="" if under in alone else under, label=label,
        definition=definition or f"A code of the team; what it means is still to be written ({label}).",
        include_when="", exclude_when="", level=level, valence=valence,
    )  # fmt: skip


def _coders(table: RawTable, decided: Decided) -> None:
    for row, cells in _rows(table):
        name = cells.get("pass", "")
        if name.casefold() == LEAVE_OUT:
            continue
        if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            message = f"'{name}' is not the name of a pass" if name else "the coder has no pass"
            mend = f"write a letter such as A or B, or `{LEAVE_OUT}`"
            decided.findings.append(Finding(table.file, message, mend, row=row, column="pass", code="import.decision"))
        decided.passes[cells.get("coder", "")] = name
        decided.read[cells.get("coder", "")] = _has_read(table.file, row, cells.get("read", ""), decided)


def _has_read(file: str, row: int, told: str, decided: Decided) -> str | frozenset[str]:
    """Return what a coder has read: a word of the list, or documents, told by their names or ids."""
    words = (ITS_DOCUMENTS, ITS_PASSAGES, ALL)
    if not told or told.casefold() in words:
        return told.casefold() or ITS_DOCUMENTS
    ids = {cells.get("source_id", ""): name for name, cells in decided.documents.items()}
    named = [part.strip() for part in told.split(";") if part.strip()]
    for one in named:
        if one not in ids and one not in decided.documents:
            mend = f"{did_you_mean(one, [*ids, *words])}; several documents with ; between them"
            decided.findings.append(
                Finding(file, f"'{one}' is no document", mend, row=row, column="read", code="import.decision")
            )
    return frozenset(ids.get(one, one) for one in named)


def _relations(table: RawTable, decided: Decided) -> None:
    statuses = ("realised", "possible")
    for row, cells in _rows(table):
        word, status = cells.get("decision", "").casefold(), cells.get("status", "") or "realised"
        if word == LEAVE_OUT:
            continue
        if word not in _CAUSE:
            mend = f"choose from the list: {listed([*_CAUSE, LEAVE_OUT])}"
            message = f"'{word}' is not a direction" if word else "which way the relation runs is not decided"
            decided.findings.append(
                Finding(table.file, message, mend, row=row, column="decision", code="import.decision")
            )
        elif status not in statuses:
            mend = f"use one of: {listed(statuses)}; a remedy is not told by a relation"
            decided.findings.append(
                Finding(
                    table.file,
                    f"'{status}' is not a status here",
                    mend,
                    row=row,
                    column="status",
                    code="import.decision",
                )
            )
        else:
            decided.relations[cells.get("relation", "")] = (_CAUSE[word], status)


def frames_of(sheets: Mapping[str, RawTable]) -> dict[str, pd.DataFrame]:
    """Return the rows of the sheets without their numbers."""
    return {name: table.frame for name, table in sheets.items()}
