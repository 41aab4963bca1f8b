"""What a case brings of its own beside its tables: codes under a heading of the codebook, and documents."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from ..core.codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from ..core.findings import Finding, did_you_mean, listed
from ..core.ids import plain_id
from ..core.received import RawCase, RawTable

#: From this likeness on, a source id that is not known is taken for a misspelt one.
_CLOSE = 0.85


def book_of(case: RawCase, book: Codebook) -> Codebook:
    """Return the codebook as a case is checked and cleaned against it: with codes and roles of its own."""
    return book.with_own(case.own_codes).with_roles(own_roles(case.description))


def own_roles(description: Any) -> dict[str, str]:
    """Return the roles that a case.yml declares (``roles``), each with its side; none that is not declared rightly."""
    declared = description.get("roles") if isinstance(description, Mapping) else None
    return {str(word).strip(): str(side) for word, side in declared.items()} if isinstance(declared, Mapping) else {}


def check_roles(case: RawCase, book: Codebook) -> list[Finding]:
    """Check that no role of a case's own is one that all cases have."""
    findings = []
    for word in own_roles(case.description):
        if book.role(word) in book.perspectives:
            message = f"'{word}' is '{book.role(word)}' of {ROLES_FILE} already"
            file = case.described_in
            mend = "take it out of `roles`"
            findings.append(Finding(file, message, mend, column=f"roles.{word}", code="case.role-known", value=word))
    return findings


def level_findings(code: pd.Series, file: str, row: int) -> list[Finding]:
    """Check that an effect has a level and a valence, and that no other code has."""
    findings = []
    for column in ("level", "valence"):
        if bool(code[column]) != (code["family"] == "effect"):
            message = (
                "the cell is empty"
                if code["family"] == "effect"
                else f"'{code[column]}' stands at {_a(code['family'])}"
            )
            mend = "every effect has a level and a valence, no other code has"
            findings.append(Finding(file, message, mend, row=row, column=column, code="codebook.effect"))
    return findings


def check_own_codes(case: RawCase, book: Codebook) -> list[Finding]:
    """Check the codes that a case brings: ids and labels that are free, each under a heading of its own family."""
    if "codes" not in case.beside:
        return []
    table, findings = case.beside["codes"], []
    for row, code in zip(table.frame.index, case.own_codes.to_dict("records"), strict=True):
        for column, problem in (("code_id", _taken), ("label", _label_taken), ("parent", _parent_problem)):
            if told := problem(code, book):
                word = code[column]
                findings.append(Finding(table.file, *told, row=row, column=column, code="codebook.own", value=word))
        findings += level_findings(pd.Series(code), table.file, row)
    return findings


def _taken(code: dict[str, str], book: Codebook) -> tuple[str, str] | None:
    """Return what is wrong with an id that another code has, or that is a word for one."""
    one, words = code["code_id"], book.alias("code")
    if one in set(book.codes["code_id"]):
        return f"'{one}' is a code of {CODES_FILE} already", "remove the row, or give the new code another id"
    if one in words:
        return f"'{one}' is a word for '{words[one]}' in {ALIASES_FILE}", "give the new code another id"
    return None


def _label_taken(code: dict[str, str], book: Codebook) -> tuple[str, str] | None:
    """Return what is wrong with a label that figures print for another code."""
    labels = dict(zip(book.codes["label"], book.codes["code_id"], strict=True))
    other = labels.get(code["label"], code["code_id"])
    if other == code["code_id"]:
        return None
    return f"'{code['label']}' is the label of '{other}' already", "use that code, or give this one another label"


def _parent_problem(code: dict[str, str], book: Codebook) -> tuple[str, str] | None:
    """Return what is wrong with the heading that a code of a case stands under, and how to mend it."""
    family, parent = code["family"], code["parent"]
    families = dict(zip(book.codes["code_id"], book.codes["family"], strict=True))
    headings = [one for one in families if one in book.headings and families[one] == family]
    if not headings:
        # Families without groups, such as roles in a dialogue: their codes stand side by side.
        return (f"'{parent}' is no heading; {_a(family)} has none", "leave the cell empty") if parent else None
    mend = did_you_mean(parent, headings) if parent else f"use one of: {listed(headings)}"
    if not parent:
        return "the cell is empty", mend
    if parent not in families:
        return f"'{parent}' is not a heading of {CODES_FILE} ({listed(headings)})", mend
    if families[parent] != family:
        return f"'{parent}' is a heading of {_a(families[parent])}, and this is {_a(family)}", mend
    if parent not in headings:
        own = book.codes.set_index("code_id").loc[parent, "parent"]
        return f"'{parent}' is a code and no heading", f"use its heading '{own}'"
    siblings = set(book.codes.loc[book.codes["parent"] == parent, "valence"])
    if family == "effect" and code["valence"] and len(siblings) == 1 and code["valence"] not in siblings:
        other = [one for one in headings if one != parent]
        return f"under '{parent}' stand effects of {siblings.pop()}, and this is {code['valence']}", (
            f"mend the valence, or use one of: {listed(other)}"
        )
    return None


def check_alike(cases: Iterable[RawCase]) -> list[Finding]:
    """Check that a code or a document that two cases bring of their own is the same in both."""
    findings = []
    cases = list(cases)
    for name, key in (("codes", "code_id"), ("sources", "source_id")):
        first: dict[str, tuple[str, dict[str, str]]] = {}
        for case in cases:
            if name not in case.beside:
                continue
            table = case.beside[name]
            own = case.own_codes if name == "codes" else case.own_sources
            for row, cells in zip(table.frame.index, own.to_dict("records"), strict=True):
                other, was = first.setdefault(cells[key], (case.case_id, cells))
                if other != case.case_id and was != cells:
                    differs = next(column for column in was if was[column] != cells[column])
                    message = f"'{cells[key]}' is also in {other}/{name}.csv, with another {differs}"
                    mend = f"give it another id, such as {case.case_id}_{cells[key]}, or the same cells in both"
                    # Documents are only named by it; codes would be counted as one.
                    severity = "error" if name == "codes" else "warning"
                    place = {"row": row, "column": key, "severity": severity, "value": cells[key]}
                    findings.append(Finding(table.file, message, mend, code="case.alike", **place))
    return findings


def check_sources(case: RawCase, listed_in_case: Sequence[str], book: Codebook) -> list[Finding]:
    """Check the documents of a case: those that case.yml names are known, and no own one takes the id of another."""
    findings = []
    known = set(book.sources["source_id"])
    own = case.own_sources["source_id"].tolist()
    if "sources" in case.beside:
        table: RawTable = case.beside["sources"]
        for row, source in zip(table.frame.index, own, strict=True):
            if source in known:
                message = f"'{source}' is a source of data/raw/sources.csv already"
                mend = "remove the row, or give a document of your own another id"
                findings.append(Finding(table.file, message, mend, row, "source_id", code="case.alike", value=source))
    for source in listed_in_case:
        if plain_id(source) != source:
            message, mend = f"'{source}' has a space", f"write '{plain_id(source)}' here and in the tables"
            findings.append(Finding(case.described_in, message, mend, column="sources", code="key.form", value=source))
            continue
        if source in known or source in own:
            continue
        close = difflib.get_close_matches(source, [*own, *sorted(known)], n=1, cutoff=_CLOSE)
        # Who lists documents of the case's own lists all of them; without a list a slip of the pen is refused.
        if own or close:
            message = f"'{source}' is not in data/raw/sources.csv and not in the case's own sources.csv"
            mend = (
                f"{f'if it means {close[0]!r}, write that; else ' if close else ''}add a row to"
                f" {case.folder}/sources.csv: {source},what it is (interviews, field notes, a report)"
            )
            findings.append(
                Finding(case.described_in, message, mend, column="sources", code="case.source", value=source)
            )
    return findings


def _a(word: str) -> str:
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word.replace('_', ' ')}"
