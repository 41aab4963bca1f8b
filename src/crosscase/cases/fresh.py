"""A new case: its description from a few answers, its empty tables, and one workbook to fill instead of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ..core import schemas
from ..core.codebook import Codebook, codes_of
from ..core.received import CASE_TABLES, REQUIRED_TABLES
from ..store.workbooks import Sheet

#: What is asked of a new case: keys of case.yml with one line of text.
ASKED = (
    "title",
    "label",
    "country",
    "sector",
    "setting",
    "service_users",
    "initiation",
    "study_design",
)
#: The tables that a new folder holds at first; others are added where a team has them.
FIRST = ("segments", "codings", "links")
HOW_TO, COLUMNS, CODES = "how to", "columns", "codes"
_WIDE = {
    "paraphrase": 70,
    "definition": 50,
    "include_when": 50,
    "exclude_when": 50,
    "what it holds": 80,
    "allowed": 40,
    "label": 28,
    "code_id": 26,
    "cause": 26,
    "effect": 26,
    "remedy": 26,
    "main_code": 26,
}


@dataclass(frozen=True)
class NewCase:
    """A case that is about to be made.

    ``answers`` by key of case.yml (`ASKED`, and access); ``units`` and ``sources`` map an id to its label or title.
    Where no unit is named, the case is its own.
    """

    case_id: str
    answers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def whole(self) -> NewCase:
        """Return the case with itself as its unit where it has no parts."""
        label = self.answers.get("label") or self.case_id[:18]
        return self if self.units else replace(self, units={self.case_id: label})


def case_yaml(case: NewCase) -> str:
    """Return the case.yml of a new case: every key with what belongs there, from the schema, and the answers."""
    case, schema = case.whole(), schemas.load_yaml_schema("case")
    lines = [
        "# What this case is. Put text with a colon into quotation marks. docs/adding_a_case.md explains every key."
    ]
    for key, about in schema["properties"].items():
        if key == "id":
            continue
        need = "" if key in schema["required"] else " (may be left out)"
        lines += ["", f"# {about.get('description', key)}{need}"]
        if key == "units":
            lines.append("units:")
            for unit, label in case.units.items():
                lines += [f"  - id: {_quoted(unit)}", f"    label: {_quoted(label)}"]
        elif key == "sources":
            lines += ["sources:", *(f"  - {_quoted(source)}" for source in case.sources or ("",))]
        elif key == "access":
            lines.append(f"access: {case.answers.get('access', 'confidential')}")
        elif key in schema["required"]:
            told = case.answers.get(key, "")
            lines.append(f"{key}: {_quoted(told)}".rstrip())
        else:
            lines.append(f"# {key}:")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return text as YAML reads it back letter by letter; nothing for none."""
    return json.dumps(text, ensure_ascii=False) if text else ""


def own_sources(case: NewCase, known: Sequence[str]) -> pd.DataFrame:
    """Return the table of documents of the case's own: those that are not among the *known* ones."""
    rows = [(source, title or source) for source, title in case.sources.items() if source not in known]
    return pd.DataFrame(rows, columns=["source_id", "title"], dtype="str")


def sheets(case: NewCase, book: Codebook) -> list[Sheet]:
    """Return the sheets of the workbook that takes the place of the tables: one a table, with drop-down lists for what
    is coded; before them how to fill it, behind them what each column holds, and the codebook.
    """
    case = case.whole()
    made = [Sheet(HOW_TO, pd.DataFrame({"line": _how_to(case.case_id)}), {"line": 110}, header=False)]
    choices = _choices(case, book)
    for table in CASE_TABLES:
        columns = _columns_of(table, case)
        listed = {name: choices.get(name) or schemas.allowed(f"raw/{table}", name) for name in columns}
        frame = pd.DataFrame(columns=columns, dtype="str")
        made.append(Sheet(table, frame, _WIDE, {name: one for name, one in listed.items() if one}))
    headings = book.codes["code_id"].isin(book.headings)
    return [*made, Sheet(COLUMNS, _explained(case), _WIDE), Sheet(CODES, book.codes[~headings], _WIDE)]


def _columns_of(table: str, case: NewCase) -> list[str]:
    """Return the columns that the sheet of a table has: no anchors in a case that is not public."""
    anchors = ("head_anchor", "tail_anchor", "n_tokens")
    public = case.answers.get("access") == "public"
    return [name for name in schemas.columns(f"raw/{table}") if public or name not in anchors]


def _choices(case: NewCase, book: Codebook) -> dict[str, Sequence[str]]:
    every = list(book.families)
    return {
        "unit_id": list(dict.fromkeys([*case.units, case.case_id])),
        "source_id": list(case.sources),
        "role": list(book.perspectives),
        "code_id": every,
        "main_code": every,
        "cause": codes_of(book.codes, "barrier", "enabler"),
        "effect": codes_of(book.codes, "effect"),
        "remedy": codes_of(book.codes, "enabler"),
    }


def _explained(case: NewCase) -> pd.DataFrame:
    """Return the sheet that says what each column holds, one row a sheet and column."""
    rows = []
    for table in CASE_TABLES:
        for about in schemas.load(f"raw/{table}")["fields"]:
            if about["name"] not in _columns_of(table, case):
                continue
            rules = about.get("constraints", {})
            needed = "yes" if rules.get("required") else "no"
            rows.append(
                (table, about["name"], needed, about["description"], ", ".join(map(str, rules.get("enum", []))))
            )
    return pd.DataFrame(rows, columns=["sheet", "column", "needed", "what it holds", "allowed"], dtype="str")


def _how_to(case_id: str) -> list[str]:
    needed = " and ".join(REQUIRED_TABLES)
    return [
        f"The tables of the case {case_id}, a sheet each. Only {needed} are needed; leave the others empty.",
        "",
        "segments: one row is a passage that carries evidence, told in your own words (paraphrase).",
        "codings: one row is one code on one passage by one coder. Write the passage's id as on the sheet segments.",
        "links: one row is a cause that led to an effect; segment_id is where the effect is told; none told, no row.",
        "readings: one row is what a passage is mainly about to one coder, good or harm, and what became of it.",
        "participants, data_collection, indicators: who took part, how data were gathered, what was measured.",
        "",
        "columns: what each column holds, and whether it is needed. codes: what each code means and when it applies.",
        "",
        "Choose from the lists in the cells. Rows may be added below. Keep the names in the first row.",
        "Leave out what could identify a person, and words of a source: a paraphrase says it in other words.",
        "Saved as .xlsx it is read where it lies. `crosscase check` says what is not right, by sheet and row.",
        "A code, a document or a role of your own: docs/adding_a_case.md.",
    ]
