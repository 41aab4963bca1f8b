"""The results section, from the tables of the pipeline: text, Word document, values, and what is not printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from .. import store
from ..core import schemas
from ..core.codebook import labels
from ..core.passes import MODEL
from ..core.units import with_thin
from ..publish import numbering
from ..publish.gallery import ordered
from ..publish.results import barriers, cases, document, firm, harm, template, voices
from ..publish.results.told import Value, Values
from . import pages

_CROSS = "data/processed/cross_case"
_PAPERS = "data/processed/papers"
#: The tables that values are read from: file and schema of each. Those of papers and of separate codings are there only
#: where a case has them.
TABLES = {
    "cases": (f"{_CROSS}/cases.csv", "cases"),
    "sources": ("data/raw/sources.csv", "raw/sources"),
    "codes_by_case": (f"{_CROSS}/codes_by_case.csv", "codes_by_case"),
    "similarity": (f"{_CROSS}/similarity.csv", "similarity"),
    "barriers_known": (f"{_CROSS}/barriers_known.csv", "barriers_known"),
    "balance": (f"{_CROSS}/balance.csv", "balance"),
    "pathways": (f"{_CROSS}/pathways.csv", "pathways"),
    "harm_shares": (f"{_CROSS}/harm_shares.csv", "harm_shares"),
    "stories": (f"{_CROSS}/stories.csv", "stories"),
    "remedies": (f"{_CROSS}/remedies.csv", "remedies"),
    "answers": (f"{_CROSS}/perspective_answers.csv", "perspective_answers"),
    "perspectives": (f"{_CROSS}/perspectives.csv", "perspectives"),
    "perspective_summary": (f"{_CROSS}/perspective_summary.csv", "perspective_summary"),
    "phase_profile": (f"{_CROSS}/phase_profile.csv", "phase_profile"),
    "power_by_case": (f"{_CROSS}/power_by_case.csv", "power_by_case"),
    "robustness": (f"{_CROSS}/robustness.csv", "robustness"),
    "certainty": (f"{_CROSS}/certainty.csv", "certainty"),
    "saturation_estimates": (f"{_CROSS}/saturation_estimates.csv", "saturation_estimates"),
    "agreement": ("data/processed/agreement/agreement.csv", "agreement"),
    "claims": ("data/processed/claims/ledger.csv", "claims"),
    "versions": (f"{_PAPERS}/gheduzzi2021/versions.csv", "gheduzzi2021_versions"),
    "correspondence": (f"{_PAPERS}/gheduzzi2021/correspondence.csv", "gheduzzi2021_correspondence"),
    "homes_codes": (f"{_PAPERS}/tingvold2023/codes.csv", "tingvold2023_codes"),
    "homes_links": (f"{_PAPERS}/tingvold2023/links.csv", "tingvold2023_links"),
}
FILES = {name: file for name, (file, _) in TABLES.items()}
#: The values, and where each comes from.
VALUES = "results.values.csv"
COLUMNS = ("name", "value", "sentence", "table", "row", "column", "passages", "claims")


@dataclass(frozen=True)
class Written:
    """The results section: its text and its Word document, the values that it prints, and the sentences it does not."""

    text: str
    word: bytes
    values: pd.DataFrame
    unprinted: list[template.Unprinted]
    n_words: int

    @property
    def not_printed(self) -> str:
        return document.not_printed(self.unprinted)


def read_tables() -> dict[str, pd.DataFrame]:
    """Read the tables that there are, the clean passages, and the labels of codes."""
    known = {name: spec for name, spec in TABLES.items() if store.resolve(spec[0]).is_file()}
    tables = {name: store.read_table(file, schema) for name, (file, schema) in known.items()}
    tables["segments"] = store.read_cases(sorted(set(tables["cases"]["case_id"])), "segments")
    seen = tables["codes_by_case"]
    shown = seen[(seen["family"] == "barrier") & (seen["state"] == "present")].groupby("unit")["code_id"].nunique()
    tables["cases"] = with_thin(tables["cases"], shown, store.read_config().get("thin") or {})
    return tables | {"labels": labels(store.read_codebook())}


def values_of(tables: Mapping[str, pd.DataFrame]) -> Values:
    """Return every value that these tables have."""
    keys = {name: schemas.load(TABLES[name][1]).get("primaryKey") or [] for name in tables if name in TABLES}
    values = Values(tables, FILES, keys)
    for say in (
        *(cases.of_cases, cases.of_sources, cases.of_coding, cases.of_claims),
        *(barriers.of_barriers, barriers.of_likeness, barriers.of_lists, barriers.of_versions, barriers.of_homes),
        *(harm.of_balance, harm.of_effects, harm.of_pairs, harm.of_shares, harm.of_stories, harm.of_remedies),
        *(voices.of_sides, voices.of_leaning, voices.of_phases, voices.of_power),
        *(firm.of_findings, firm.of_certainty, firm.of_saturation, firm.of_tests),
    ):
        say(values)
    return values


def main_text() -> list[str]:
    """Return what is declared to stand in the main text, in its order."""
    return store.read_declared(numbering.FILE)["main"]


def numbers_of(names: Collection[str]) -> dict[str, str]:
    """Return the number of each figure and table, as the pages of figures and tables have them."""
    items = {name: store.Item(name, "") for name in names}
    listed = [name for _, part in ordered(items, pages.questions(), pages.case_order()) for name in part]
    return numbering.numbers(listed, main_text())


def machine_read(tables: Mapping[str, pd.DataFrame]) -> bool:
    """Return whether a model made every coding of every case, as their case.yml say."""
    coders = store.read_coders(tables["cases"]["case_id"].unique())
    return all(kind == MODEL for told in coders.values() for kind in told.values())


def filled(
    words: str, tables: Mapping[str, pd.DataFrame], numbers: Mapping[str, str]
) -> tuple[list[template.Made], list[template.Unprinted], dict[str, Value]]:
    """Return the template filled with the values of these tables, what is not printed, and every value by name."""
    values = dict(values_of(tables))
    known = values | document.references(numbers, main_text(), numbering.FILE)

    def see(*names: str) -> list[Value]:
        return [known[name] for name in names if name in numbers]

    asked = firm.asked_of(tables["robustness"])
    disagree = firm.disagreeing(tables.get("claims"))
    functions: dict[str, Callable[..., Any]] = {
        **asked,
        "disagree": disagree,
        "machine_read": cache(lambda: machine_read(tables)),
        "see": see,
    }
    made, unprinted = template.fill(template.read(words), values, functions)
    return made, unprinted, known


def written(only: Collection[str] | None = None) -> Written:
    """Return the results section of the project as it is; with *only*, these figures and tables are there."""
    items = {name: item for name, item in store.read_gallery().items() if only is None or name in only}
    # By what the run makes, not by what lies there: another step may be writing it at this moment.
    numbers = numbers_of(items if only is None else only)
    words = store.resolve(template.FILE).read_text(encoding="utf-8")
    made, unprinted, known = filled(words, read_tables(), numbers)
    placed = {one.placed: items[one.placed] for one in made if one.placed in items}
    shown = document.Shown(
        placed,
        numbers,
        {name: pages.printed(name) for name in placed if name.startswith("tables/")},
        {
            picture: store.resolve(f"reports/{picture}").read_bytes()
            for one in placed.values()
            for picture in one.pictures
        },
        {name: store.resolve(f"reports/{name}.docx").read_bytes() for name in placed if name.startswith("tables/")},
    )
    text = document.markdown(made, known, shown, unprinted)
    n_words = sum(len(template.plain(one.text).split()) for one in made)
    return Written(text, document.word(made, shown), cells(made, known), unprinted, n_words)


def cells(made: Collection[template.Made], known: Mapping[str, Value]) -> pd.DataFrame:
    """Return one row per value that the text prints: name, value, its sentence, and table, row, column and passages (or
    claims) behind it. A value that stands in several sentences has one row, with the first.
    """
    rows: dict[str, tuple[str, ...]] = {}
    for one in made:
        for sentence, text in one.sentences:
            for name, printed in template.values_in(text):
                value = known[name]
                place = (value.table, value.row, value.column, " ".join(value.passages), " ".join(value.claims))
                rows.setdefault(name, (name, printed, sentence, *place))
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS))
