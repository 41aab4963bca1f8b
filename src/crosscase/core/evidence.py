"""From a number to the passages behind it: the evidence file of a figure or table, and its counts again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

#: The columns of an evidence file: where the passage counts, and the passage.
PLACE = ("row", "column", "row_label", "column_label")
PASSAGE = (
    "case_id",
    "segment_id",
    "source_id",
    "doi",
    "section",
    "kind",
    "speaker",
    "role",
    "phase",
    "paraphrase",
    "codes",
)


def passages(
    table: pd.DataFrame,
    *,
    row: Sequence[str],
    column: Sequence[str],
    segments: pd.DataFrame,
    codings: pd.DataFrame,
    sources: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    links: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row per cell of a published table and passage behind it, in the order of the table.

    *row* and *column* name the columns of *table* that make up a cell's place (joined by `` / ``); ``segment_ids``
    lists its passages as ``case_id:segment_id``. ``codes`` lists what *codings* (of the analysed pass) give the
    passage, absent ones with a minus; *names* gives the labels of rows and columns. Where *links* are given (with the
    columns of *row* and *column*), ``links`` lists those of the passage that the cell counts. Raises `KeyError` when a
    passage is not among the *segments*.
    """
    names = names or {}
    about = segments.assign(key=segments["case_id"] + ":" + segments["segment_id"]).set_index("key")
    about = about.assign(doi=about["source_id"].map(sources.set_index("source_id")["doi"]).fillna(""))
    signed = codings["code_id"].where(codings["presence"] == "present", "-" + codings["code_id"])
    about["codes"] = signed.groupby(codings["case_id"] + ":" + codings["segment_id"]).agg(lambda c: " ".join(sorted(c)))
    about["codes"] = about["codes"].fillna("")
    key_columns = [name for name in (*row, *column) if name]
    stated = pd.Series(dtype="str")
    if links is not None:
        keyed = links.assign(passage=links["case_id"] + ":" + links["segment_id"])
        stated = keyed.groupby([*key_columns, "passage"])["link_id"].agg(lambda ids: " ".join(sorted(set(ids))))
    rows = []
    for cell in table.to_dict("records"):
        place = [" / ".join(str(cell[name]) for name in part if name) for part in (row, column)]
        told = [" / ".join(str(names.get(cell[name], cell[name])) for name in part if name) for part in (row, column)]
        for key in str(cell["segment_ids"] or "").split():
            counted = [stated[(*(cell[name] for name in key_columns), key)]] if links is not None else []
            rows.append((*place, *told, *about.loc[key, list(PASSAGE)], *counted))
    return pd.DataFrame(rows, columns=[*PLACE, *PASSAGE, *(["links"] if links is not None else [])])


def stacked(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several evidence files as one, in the order given."""
    return pd.concat(parts, ignore_index=True)


def counts(evidence: pd.DataFrame) -> pd.DataFrame:
    """Count a table's cells again from its evidence file alone: passages, labelled speakers, cases and links of each
    place.

    Returns ``row``, ``column``, ``n_segments``, ``n_speakers``, ``n_cases`` and ``n_links`` (0 where the file names no
    links).
    """
    work = evidence.assign(
        passage=evidence["case_id"] + ":" + evidence["segment_id"],
        voice=(evidence["case_id"] + ":" + evidence["speaker"]).where(evidence["speaker"].fillna("") != ""),
    )
    work["n"] = evidence["links"].str.split().str.len() if "links" in evidence else 0
    groups = work.groupby(["row", "column"], sort=True)
    return groups.agg(
        n_segments=("passage", "nunique"),
        n_speakers=("voice", "nunique"),
        n_cases=("case_id", "nunique"),
        n_links=("n", "sum"),
    ).reset_index()


def traced(evidence: pd.DataFrame, row: str | None = None, column: str | None = None) -> pd.DataFrame:
    """Return the part of an evidence file that belongs to a row and a column, by id or label, whatever its case; None
    is all.
    """
    chosen = evidence
    for name, word in (("row", row), ("column", column)):
        if word:
            wanted = word.strip().casefold()
            ids, told = chosen[name].astype(str).str.casefold(), chosen[f"{name}_label"].astype(str).str.casefold()
            chosen = chosen[(ids == wanted) | (told == wanted)]
    return chosen
