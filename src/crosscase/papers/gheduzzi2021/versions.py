"""How the list of barriers changed between two versions of Gheduzzi et al."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import codes_of, labels
from ...core.counts import evidence
from .compute import EARLIER, SOURCE

VERSIONS_WIDTHS = (50, 52, 25, 80, 30, 30)


# --- two versions -----------------------------------------------------------------------------------

VERSIONS = {"earlier": EARLIER, "last": SOURCE}
_DIRECT = ("exact", "close")


def versions(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    frameworks: pd.DataFrame,
    crosswalk: pd.DataFrame,
) -> pd.DataFrame:
    """Map each barrier to the lists of barriers of the earlier and of the last version, with the passages of that
    version that carry it.

    One row per barrier, version and element; a barrier that maps to no element of a version has one row with an empty
    element. Barriers that neither version's list nor any passage shows are left out. The lists of both versions are
    frameworks of the same names as the sources.
    """
    source = segments.set_index(segments["case_id"] + ":" + segments["segment_id"])["source_id"]
    shown = codings[(codings["presence"] == "present") & (codings["family"] == "barrier")]
    shown = shown.assign(source_id=(shown["case_id"] + ":" + shown["segment_id"]).map(source))
    counted = evidence(shown, ["code_id", "source_id"]).drop(columns="n_links").set_index(["code_id", "source_id"])
    element = frameworks.set_index(["framework_id", "element_id"])["element_label"]
    mapped = crosswalk[crosswalk["framework_id"].isin(VERSIONS.values()) & (crosswalk["element_id"] != "")]
    rows = []
    for code in codes_of(codes, "barrier"):
        mine = mapped[mapped["code_id"] == code]
        if mine.empty and not any((code, version) in counted.index for version in VERSIONS.values()):
            continue
        for version, framework in VERSIONS.items():
            cell = counted.loc[(code, framework)] if (code, framework) in counted.index else None
            numbers = (
                [0, 0, 0, ""]
                if cell is None
                else [cell[c] for c in ("n_segments", "n_speakers", "n_cases", "segment_ids")]
            )
            of_version = mine[mine["framework_id"] == framework]
            for line in of_version.itertuples(index=False):
                rows.append(
                    (code, version, line.element_id, element[framework, line.element_id], line.relation, *numbers)
                )
            if of_version.empty:
                rows.append((code, version, "", "", "none", *numbers))
    columns = [
        "code_id",
        "version",
        "element_id",
        "element_label",
        "relation",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(rows, columns=columns)


def correspondence(table: pd.DataFrame, frameworks: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Pair the elements of the two versions' lists through the barriers that map to both.

    *table* is `versions`. A tie is direct where some barrier is exactly or closely both elements, else loose. Elements
    of either version without any partner follow with an empty cell on the other side.
    """
    listed = {
        version: frameworks.loc[frameworks["framework_id"] == framework, "element_id"].tolist()
        for version, framework in VERSIONS.items()
    }
    called = dict(zip(frameworks["element_id"], frameworks["element_label"], strict=True)) | {"": ""}
    on = {version: table[(table["version"] == version) & (table["element_id"] != "")] for version in VERSIONS}
    both = on["earlier"].merge(on["last"], on="code_id", suffixes=("_earlier", "_last"))
    pairs = [
        (e, last, both[(both["element_id_earlier"] == e) & (both["element_id_last"] == last)])
        for e in listed["earlier"]
        for last in listed["last"]
    ]
    rows = []
    for earlier, last, through in pairs:
        if through.empty:
            continue
        direct = through["relation_earlier"].isin(_DIRECT) & through["relation_last"].isin(_DIRECT)
        rows.append((earlier, last, "direct" if direct.any() else "loose", list(through["code_id"])))
    for version, other in (("earlier", 0), ("last", 1)):
        for element in listed[version]:
            if element not in {row[other] for row in rows}:
                codes_here = on[version].loc[on[version]["element_id"] == element, "code_id"].tolist()
                rows.append(
                    (element, "", "none", codes_here) if version == "earlier" else ("", element, "none", codes_here)
                )
    order = {code: at for at, code in enumerate(dict.fromkeys(table["code_id"]))}
    ids = table.drop_duplicates(["code_id", "version"]).set_index(["code_id", "version"])["segment_ids"]
    speaker = segments.set_index(segments["case_id"] + ":" + segments["segment_id"])["speaker"]
    result = []
    for earlier, last, tie, through in rows:
        through = sorted(set(through), key=order.__getitem__)
        found = {
            version: {one for code in through for one in ids.get((code, version), "").split()} for version in VERSIONS
        }
        everything = sorted(found["earlier"] | found["last"])
        cases = {one.split(":")[0] for one in everything}
        voices = {(one.split(":")[0], speaker[one]) for one in everything if speaker[one]}
        result.append(
            (
                earlier,
                last,
                called[earlier],
                called[last],
                tie,
                " ".join(through),
                len(found["earlier"]),
                len(found["last"]),
                len(everything),
                len(voices),
                len(cases),
                " ".join(everything),
            )
        )
    columns = [
        "element_earlier",
        "element_last",
        "label_earlier",
        "label_last",
        "tie",
        "through",
        "n_earlier",
        "n_last",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(result, columns=columns)


def published_correspondence(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as they are printed: the two versions' barriers, the tie, our barriers that make it, passages of
    either version.
    """
    names = labels(codes)
    return pd.DataFrame(
        {
            "Earlier version": table["label_earlier"],
            "Last version": table["label_last"],
            "Tie": table["tie"],
            "Through our barriers": [
                "; ".join(names[code] for code in through.split()) for through in table["through"]
            ],
            "Passages of the earlier version": table["n_earlier"].astype(str),
            "Passages of the last version": table["n_last"].astype(str),
        }
    )
