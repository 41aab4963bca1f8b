"""What the commands about sources start from: the reader's own copies, and the passages as received."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.findings import AnchorError, CaseDataError, Finding

if TYPE_CHECKING:
    import pandas as pd


def texts(folder: str) -> dict[str, str]:
    """Read the reader's copies: a file is a source's when its name, without ending, is that of sources.csv or the
    source id.

    Raises `AnchorError` when there is no such folder, no source in it, or one that cannot be read.
    """
    from ... import store
    from ...sources import reading

    place = Path(folder)
    if not place.is_dir():
        raise AnchorError(
            [
                Finding(
                    folder,
                    "this is not a folder",
                    "give the folder that holds your copies of the sources",
                    code="source.none",
                )
            ]
        )
    table = store.read_sources(store.case_ids())
    read, findings = {}, []
    # A name counts in capitals too (paper.PDF), as on disks that know no difference.
    files = {path.name.casefold(): path for path in sorted(place.iterdir()) if path.is_file()}
    for source in table.itertuples(index=False):
        known = [stem for stem in (Path(source.file).stem, source.source_id) if stem]
        names = [f"{stem}{ending}".casefold() for stem in known for ending in reading.ENDINGS]
        for path in (files[name] for name in names if name in files):
            try:
                read[source.source_id] = reading.text_of(path.read_bytes(), path.suffix.casefold())
            except (reading.SourceError, OSError) as error:
                findings.append(
                    Finding(str(path), str(error), "give another copy, such as .txt", code="source.unreadable")
                )
            break
    if findings:
        raise AnchorError(findings)
    if not read:
        stems = ", ".join(Path(name).stem for name in table["file"] if name)
        mend = f"name your copies like this, with the ending {', '.join(reading.ENDINGS)}: {stems}"
        raise AnchorError([Finding(folder, "no source was found here", mend, code="source.none")])
    return read


def all_readings(read: dict[str, str]) -> dict[str, list[str]]:
    """Return the readings of each copy (see `reading.readings`)."""
    from ...sources import reading

    return {source_id: list(reading.readings(text)) for source_id, text in read.items()}


def raw_segments(case_ids: Sequence[str]) -> pd.DataFrame:
    """Return the passages of cases as received, with the case that they belong to.

    Raises `CaseDataError` for a table that cannot be read or has no column of the passages' proof.
    """
    import pandas as pd

    from ... import store

    needed = ("segment_id", "source_id", "section", "head_anchor", "tail_anchor", "n_tokens")
    tables: list[pd.DataFrame] = []
    findings: list[Finding] = []
    for case_id in case_ids:
        raw = store.read_received_table(case_id, "segments")
        findings += raw.findings
        missing = [name for name in needed if name not in raw.frame] if not raw.findings else []
        if missing and "head_anchor" not in missing:
            findings += [
                Finding(
                    raw.file, f"the column '{name}' is missing", "run `crosscase check`", code="table.missing-column"
                )
                for name in missing
            ]
        # A case that is not public carries no anchors, and may leave out their columns.
        tables.append(raw.frame.reindex(columns=list(needed), fill_value="").assign(case_id=case_id))
    if findings:
        raise CaseDataError(findings)
    return pd.concat(tables, ignore_index=True)
