"""Cleaning: raw tables become canonical ones, and every changed value becomes a row of the log.

Raw tables keep what a source says; the alias table and the declared corrections harmonise it. Nothing
else is altered: a column that cleaning adds stands beside the one it was read from.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from ..core import schemas
from ..core.codebook import Codebook
from ..core.numbers import decimal_of, read_printed
from ..core.order import rows_in_order
from ..core.received import CASE_TABLES, RawCase
from .own import book_of
from .raw import log_row, repair


class CleanCase(NamedTuple):
    """The canonical tables of one case by name, and the log: one row for every value that changed."""

    tables: dict[str, pd.DataFrame]
    log: pd.DataFrame


def clean_case(case: RawCase, book: Codebook) -> CleanCase:
    """Return the canonical tables of a case and the log of all changes.

    Steps, in this order: spaces at the ends of cells, declared corrections, aliases of codes and roles,
    default presence, rows in their order, the case's own id as unit; then columns are added (case, family,
    perspective, numbers read from printed text). A table that the case does not have is empty. Expects a case that
    `check.check_case` passes.
    """
    book = book_of(case, book)
    repaired = repair(case)
    log = list(repaired.log)
    frames = {
        name: (
            repaired.case.tables[name].frame.reindex(columns=schemas.columns(f"raw/{name}"), fill_value="")
            if name in repaired.case.tables
            else pd.DataFrame(columns=schemas.columns(f"raw/{name}"), dtype="str")
        )
        for name in CASE_TABLES
    }

    def rename(name: str, column: str, words: dict[str, str], rule: str, reason: str) -> None:
        cells = frames[name][column]
        if words.keys().isdisjoint(cells.tolist()):
            return
        named = cells[cells.isin(list(words))]
        log.extend(
            log_row(case.case_id, name, row, column, was, words[was], rule, reason) for row, was in named.items()
        )
        if len(named):
            frames[name][column] = [words.get(cell, cell) for cell in cells.tolist()]

    codes, roles = book.alias("code"), book.alias("role")
    for name, column in (
        ("codings", "code_id"),
        ("links", "cause"),
        ("links", "effect"),
        ("links", "remedy"),
        ("readings", "main_code"),
    ):
        rename(name, column, codes, "alias", "config/aliases.csv: a word for this code")
        cells = frames[name][column].unique().tolist()
        labels = {word: code for word in cells if word and (code := book.code(word)) != word}
        rename(name, column, labels, "reading", "the label of this code in the codebook")
    for name in ("segments", "participants"):
        rename(name, "role", roles, "alias", "config/aliases.csv: a word for this role")
    rename("codings", "presence", {"": "present"}, "default", "an empty cell means present")
    _order(frames, list(book.families))
    told = (case.description or {}).get("id")
    if told and told != case.case_id:
        for name in ("segments", "participants", "data_collection", "indicators"):
            rename(name, "unit_id", {told: case.case_id}, "case_id", "the folder's name is the case id")

    for name, column, added in (
        ("participants", "n", ("n_number",)),
        ("participants", "n_invited", ("n_invited_number",)),
        ("data_collection", "minutes_each", ("minutes_each_low", "minutes_each_high")),
        ("data_collection", "start", ("start_month",)),
        ("data_collection", "end", ("end_month",)),
        ("indicators", "value", ("value_number",)),
    ):
        _add_read(case.case_id, frames[name], name, column, added, log)

    segments = frames["segments"]
    segments["perspective"] = segments["role"].map(book.perspectives)
    families = book.families
    codings = frames["codings"]
    codings["family"] = codings["code_id"].map(families)
    links = frames["links"]
    links["cause_family"] = links["cause"].map(families)
    effects = book.codes.set_index("code_id")
    links["valence"] = links["effect"].map(effects["valence"])
    links["level"] = links["effect"].map(effects["level"])
    links["episode"] = _episodes(links, segments["segment_id"].tolist())
    readings = frames["readings"]
    readings["main_family"] = readings["main_code"].map(families)
    context = segments.set_index("segment_id")[["unit_id", "phase", "perspective", "speaker"]]
    for name in ("codings", "links", "readings"):
        frames[name] = frames[name].join(context, on="segment_id", validate="many_to_one")

    tables = {}
    for name, frame in frames.items():
        frame = frame.assign(case_id=case.case_id)[schemas.columns(name)]
        text = _empty_text(name)
        for column in [column for column in frame if column not in text]:
            frame[column] = frame[column].replace("", pd.NA)
        tables[name] = frame.astype(schemas.dtypes(name)).fillna(text).reset_index(drop=True)
    columns = schemas.columns("cleaning_log")
    logged = pd.DataFrame(log, columns=columns).astype({"row": "Int64"})
    order = {name: number for number, name in enumerate(CASE_TABLES)}
    logged = logged.sort_values(
        ["table", "row", "column", "rule"], key=lambda c: c.map(order) if c.name == "table" else c, kind="stable"
    )
    return CleanCase(tables, logged.reset_index(drop=True))


def _order(frames: dict[str, pd.DataFrame], codes: list[str]) -> None:
    """Put rows into one order, whatever it was in the tables received: codings and readings by pass, passage and
    codebook, links by id. Passages stay in reading order; what has no key is a list as the source prints it, and stays.
    """
    places = {
        "segment_id": {one: at for at, one in enumerate(frames["segments"]["segment_id"])},
        "code_id": {one: at for at, one in enumerate(codes)},
    }
    frames["codings"] = rows_in_order(frames["codings"], ["coder", "segment_id", "code_id"], places)
    frames["readings"] = rows_in_order(frames["readings"], ["coder", "segment_id"], places)
    frames["links"] = rows_in_order(frames["links"], ["link_id"])


def _episodes(links: pd.DataFrame, order: list[str]) -> list[str]:
    """Return the passages that each link rests on, in reading order."""
    at = {segment: number for number, segment in enumerate(order)}
    told = zip(*(links[name].tolist() for name in ("segment_id", "cause_segment_id", "remedy_segment_id")), strict=True)
    return [
        " ".join(sorted({one for one in (here, *beside) if one}, key=at.__getitem__)) if any(beside) else here
        for here, *beside in told
    ]


def _empty_text(name: str) -> dict[str, str]:
    """Text columns hold an empty string where nothing stands; numbers stay missing."""
    return {column: "" for column, dtype in schemas.dtypes(name).items() if dtype == "str"}


def _add_read(
    case_id: str, frame: pd.DataFrame, table: str, column: str, added: tuple[str, ...], log: list[dict[str, Any]]
) -> None:
    """Add columns with the numbers or months that a printed text plainly gives; log where it gives none."""
    read: dict[str, list[Any]] = {name: [] for name in added}
    decimal = decimal_of(frame[column])
    for row, printed in frame[column].items():
        values, rule = read_printed(printed, column, decimal)
        values = values[: len(added)] if len(values) != 1 else values * len(added)
        for name, value in zip(added, values, strict=True):
            read[name].append(value)
        for name, value in zip(added, values, strict=True):
            if printed and value != printed:
                reason = (
                    "read from the printed text"
                    if value
                    else "the printed text is not one plain value; it stays in its column"
                )
                log.append(log_row(case_id, table, row, name, printed, value, rule, reason))
    for name in added:
        frame[name] = read[name]
