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
#: What a passage says of itself: it stands once, in the clean tables, and is put beside its id again by `told`.
#: What is told beside a passage where a cell counts links.
_COUNTED = ("links", "episode")
SAID = tuple(name for name in PASSAGE if name not in ("case_id", "segment_id", "speaker"))


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
    passage, absent ones with a minus and possible ones with a question mark; *names* gives the labels of rows and
    columns. Where *links* are given (with the columns of *row* and *column*), ``links`` lists those of the passage that
    the cell counts, and ``episode`` the passages that these rest on: a passage counts where the effect is told, and its
    cause or remedy may be told beside it. Raises `KeyError` when a passage is not among the *segments*.
    """
    names = names or {}
    doi = dict(zip(sources["source_id"], sources["doi"], strict=True))
    about = segments.assign(doi=segments["source_id"].map(doi).fillna(""), codes=_codes_of(segments, codings))
    at = {key: number for number, key in enumerate(_keys(about))}
    key_columns = [name for name in (*row, *column) if name]
    stated = _links_of(links, key_columns) if links is not None else {}
    places, keys, counted = [], [], []
    for cell in table.to_dict("records"):
        place = [" / ".join(str(cell[name]) for name in part if name) for part in (row, column)]
        told = [" / ".join(str(names.get(cell[name], cell[name])) for name in part if name) for part in (row, column)]
        behind = str(cell["segment_ids"] or "").split()
        places += [(*place, *told)] * len(behind)
        keys += behind
        counted += [stated[(*(cell[name] for name in key_columns), key)] for key in behind if links is not None]
    if not keys:
        return pd.DataFrame([], columns=[*PLACE, *PASSAGE, *(_COUNTED if links is not None else ())])
    found = pd.DataFrame(places, columns=list(PLACE))
    found[list(PASSAGE)] = about[list(PASSAGE)].iloc[[at[key] for key in keys]].reset_index(drop=True)
    if links is not None:
        found[list(_COUNTED)] = pd.DataFrame(counted, columns=list(_COUNTED))
    return found


def _keys(frame: pd.DataFrame) -> list[str]:
    """Return the passage of each row as tables list it: ``case_id:segment_id``."""
    return (frame["case_id"] + ":" + frame["segment_id"]).tolist()


def _codes_of(segments: pd.DataFrame, codings: pd.DataFrame) -> list[str]:
    """Return for each passage its codes, sorted, absent ones with a minus, possible ones with a question mark."""
    given: dict[str, list[str]] = {}
    signed = codings["presence"].map({"absent": "-", "possible": "?"}).fillna("") + codings["code_id"]
    for key, code in zip(_keys(codings), signed.tolist(), strict=True):
        given.setdefault(key, []).append(code)
    return [" ".join(sorted(given.get(key, ()))) for key in _keys(segments)]


def _links_of(links: pd.DataFrame, columns: Sequence[str]) -> dict[tuple, tuple[str, str]]:
    """Return for each place (its values in *columns*) and passage the ids of its links and of the passages that they
    rest on, each sorted.
    """
    stated: dict[tuple, tuple[set[str], set[str]]] = {}
    places = zip(*(links[name].tolist() for name in columns), _keys(links), strict=True)
    for place, link_id, episode in zip(places, links["link_id"].tolist(), links["episode"].tolist(), strict=True):
        ids, passages = stated.setdefault(place, (set(), set()))
        ids.add(link_id)
        passages.update(episode.split())
    return {place: (" ".join(sorted(ids)), " ".join(sorted(told))) for place, (ids, told) in stated.items()}


def stacked(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several evidence files as one, in the order given."""
    return pd.concat(parts, ignore_index=True)


def by_id(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return an evidence file as it is kept: passages by their ids and, because they are counted, their speakers.

    One that also tells what a source states outside its passages (a row without a passage) keeps everything.
    """
    if "segment_id" not in evidence or (evidence["segment_id"] == "").any():
        return evidence
    return evidence.drop(columns=[name for name in SAID if name in evidence])


def told(evidence: pd.DataFrame, segments: pd.DataFrame, codings: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return an evidence file with what each of its passages says (`SAID`), from the clean tables; others as they are.

    *codings* are those of the analysed pass.
    """
    if "segment_id" not in evidence or "paraphrase" in evidence:
        return evidence
    doi = dict(zip(sources["source_id"], sources["doi"], strict=True))
    about = segments.assign(doi=segments["source_id"].map(doi).fillna(""), codes=_codes_of(segments, codings))
    keys = ["case_id", "segment_id"]
    joined = evidence.merge(about[[*keys, *SAID]], on=keys, how="left", validate="many_to_one")
    return joined[[*PLACE, *PASSAGE, *(name for name in evidence if name not in (*PLACE, *PASSAGE))]]


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
