"""Checks of what each coding pass of a case has read, as case.yml declares it, and of which pass is analysed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.findings import Finding, did_you_mean, joined, listed
from ..core.ids import plain_id
from ..core.passes import fullest, of_whole_passes, partly_read, passages_read, sparse
from ..core.received import RawCase, RawTable

if TYPE_CHECKING:
    import pandas as pd

#: The name that the pass settled on by two readers bears.
CONSENSUS = "consensus"
_NEEDED = {"segments": ("segment_id", "section"), "codings": ("segment_id", "coder")}


def check_passes(case: RawCase, description: Mapping[str, Any], tables: Mapping[str, RawTable]) -> list[Finding]:
    """Check what is declared under ``read`` and ``coders``: passes and passages that exist, and no coding outside of
    what was read.

    Warns of a pass that has coded few passages and does not say what it has read: the others count as read without
    finding anything.
    """
    if not set(_NEEDED) <= set(tables):
        return []
    segments, codings = tables["segments"].frame, tables["codings"].frame
    declared, kinds = (
        {str(coder): told for coder, told in given.items()} if isinstance(given, Mapping) else {}
        for given in (description.get("read"), description.get("coders"))
    )
    coders = list(dict.fromkeys(codings["coder"].tolist()))
    file, findings = case.described_in, []
    known = {*segments["segment_id"].tolist(), *segments["section"].unique()}
    for key, coder in (*(("read", one) for one in declared), *(("coders", one) for one in kinds)):
        if coder not in coders:
            message = f"'{coder}' is no coder of codings.csv ({listed(coders)})"
            mend = did_you_mean(coder, coders)
            findings.append(Finding(file, message, mend, column=f"{key}.{coder}", code="case.read", value=coder))
    for coder, told in declared.items():
        if coder in coders and isinstance(told, list):
            for one in told:
                if one not in known and plain_id(str(one)) not in known:
                    message = f"'{one}' is neither a passage nor a section of segments.csv"
                    mend = did_you_mean(str(one), sorted(known))
                    findings.append(
                        Finding(file, message, mend, column=f"read.{coder}", code="case.read", value=str(one))
                    )
    return findings or _beside_what_was_read(case, declared, tables)


def _frames(case_id: str, tables: Mapping[str, RawTable]) -> dict[str, pd.DataFrame]:
    """Return the tables that tell what a pass has coded and read, with their case."""
    told = ("segments", "codings", "readings")
    return {name: tables[name].frame.assign(case_id=case_id) for name in told if name in tables}


def _beside_what_was_read(case: RawCase, declared: Mapping[str, Any], tables: Mapping[str, RawTable]) -> list[Finding]:
    """Return codings on passages that their pass has not read, and passes that do not say what they have read."""
    frames = _frames(case.case_id, tables)
    segments, codings, readings = frames["segments"], frames["codings"], frames.get("readings")
    try:
        read = passages_read(codings, readings, {case.case_id: declared}, segments)
    except (TypeError, ValueError):  # neither all nor a share nor a list: the schema of case.yml says it
        return []
    findings = []
    for coder in (one for one, told in declared.items() if isinstance(told, list)):
        some = read[case.case_id, coder] or frozenset()
        mine = codings.loc[codings["coder"] == coder, "segment_id"]
        outside = list(dict.fromkeys(one for one in mine if one not in some))
        if outside:
            n = f" and {len(outside) - 1} more" if len(outside) > 1 else ""
            message = f"{coder} has coded '{outside[0]}'{n}, which it has not read by case.yml"
            mend = f"add what it has read to `read` in {case.described_in}, or take the codings out"
            row = int(mine.index[mine == outside[0]][0])
            findings.append(Finding(tables["codings"].file, message, mend, row=row, column="coder", code="case.read"))
    for (_, coder), (coded, _) in sparse(codings, read).items():
        if coder and coder not in declared:
            ids = list(dict.fromkeys(codings.loc[codings["coder"] == coder, "segment_id"]))
            message = (
                f"the pass '{coder}' codes {coded} of {len(segments)} passages: it counts as having read all, and as"
                " having found nothing in the others"
            )
            mend = (
                f"if it read a part, say so in {case.described_in}: `read: {{{coder}: [{listed(ids, 3)}]}}`"
                " (passages or sections; or a share such as 0.2); else write `all`"
            )
            findings.append(
                Finding(tables["codings"].file, message, mend, column="coder", severity="warning", code="coding.few")
            )
    return findings


def check_analysed(coder: str, received: Mapping[str, RawCase]) -> list[Finding]:
    """Check which pass is analysed in each case: *coder*, or where a case lacks it its only or fullest pass.

    A name that is in no case, of which some have several passes, is an error; a case of several whole passes without
    it is told with the pass that is taken, and how to add what both settle on. Expects cases without errors.
    """
    lacking: dict[str, tuple[list[str], str]] = {}
    everyone: dict[str, None] = {}
    for case_id, case in received.items():
        frames = _frames(case_id, case.tables)
        codings, segments = frames["codings"], frames["segments"]
        declared = case.description.get("read") or {} if isinstance(case.description, Mapping) else {}
        read = passages_read(
            codings, frames.get("readings"), {case_id: {str(c): told for c, told in declared.items()}}, segments
        )
        silent = {key for key in sparse(codings, read) if key[1] not in map(str, declared)}
        partly = partly_read(read, segments) | silent
        whole = of_whole_passes(codings, partly, coder)
        passes = list(dict.fromkeys(whole["coder"].tolist()))
        everyone |= dict.fromkeys(codings["coder"].tolist())
        if len(passes) > 1 and coder not in passes:
            lacking[case_id] = passes, fullest(whole)
    if lacking and coder != CONSENSUS and coder not in everyone:
        return [_unknown(coder, case_id, passes) for case_id, (passes, _) in lacking.items()]
    return [_taken(coder, received[case_id], passes, taken) for case_id, (passes, taken) in lacking.items()]


def _unknown(coder: str, case_id: str, passes: list[str]) -> Finding:
    message = f"no coding of {case_id} is by '{coder}'; its passes are {', '.join(passes)}"
    return Finding("config/config.yaml", message, did_you_mean(coder, passes), column="coder", code="case.no-such-pass")


def _taken(coder: str, case: RawCase, passes: list[str], taken: str) -> Finding:
    message = f"{joined(passes)} have read the case, and no coding is by '{coder}': {taken} is analysed"
    mend = (
        f"to analyse what they settle on, add its rows with '{coder}' as coder to codings.csv (and links.csv,"
        " readings.csv), and each difference to resolutions.csv; if one of them read a part only, say so"
        " under `read` in case.yml"
    )
    file = case.tables["codings"].file
    return Finding(file, message, mend, column="coder", severity="warning", code="case.no-consensus")
