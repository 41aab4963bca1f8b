"""Checks of config/configurations.yaml: conditions and outcomes as a person declared them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from ...core.codebook import codes_of
from ...core.findings import Finding, strange

FILE = "config/configurations.yaml"
#: What each rule needs, and what it may have besides.
RULES = {
    "passages": (("codes", "at_least"), ("wider",)),
    "links": (("statuses", "at_least"), ("valence",)),
    "more_links": (("valence",), ("statuses",)),
    "initiation": (("any_of",), ()),
}
_PARTS = {part for needed, more in RULES.values() for part in (*needed, *more)}


def check(
    calibration: Mapping[str, Any],
    codebook: pd.DataFrame,
    descriptions: Mapping[str, Mapping[str, Any]],
    file: str = FILE,
) -> list[Finding]:
    """Return what is wrong with a calibration whose keys fit their schema: names used twice, parts that a rule lacks
    or does not know, unknown codes.

    *codebook* holds the codes, *descriptions* the case.yml of the chosen cases; a way to begin that none of them
    names is a warning.
    """
    codes = codes_of(codebook, *codebook["family"].unique())
    told = [
        about
        for case in descriptions.values()
        for about in (case, *(case.get("units") or []))
        if isinstance(about, Mapping)
    ]
    initiations = [str(about["initiation"]) for about in told if about.get("initiation")]
    began = list(dict.fromkeys(initiations))
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    for role in ("conditions", "outcomes"):
        for number, one in enumerate(calibration[role]):
            place = f"{role}.{number}"
            if one["id"] in seen:
                message = f"'{one['id']}' names {seen[one['id']]} as well"
                mend = "give each condition and outcome an id of its own"
                findings.append(
                    Finding(file, message, mend, column=f"{place}.id", code="config.id-twice", value=one["id"])
                )
            seen.setdefault(one["id"], place)
            findings += [
                replace(found, file=file, column=f"{place}.{found.column}".rstrip("."))
                for found in (*_parts(one), *_values(one, codes, began))
            ]
    return findings


def _parts(one: Mapping[str, Any]) -> list[Finding]:
    """Return which parts a condition or outcome lacks or should not have; the file and the place are the caller's."""
    needed, more = RULES[one["rule"]]
    needs = f"the rule '{one['rule']}' needs {' and '.join(needed)}"
    findings = [
        Finding("", f"'{part}' is missing", needs, code="key.missing", value=part) for part in needed if part not in one
    ]
    for part in sorted(_PARTS & set(one) - {*needed, *more}):
        mend = f"it takes {', '.join((*needed, *more))}; take '{part}' out"
        message = f"'{part}' is no part of the rule '{one['rule']}'"
        findings.append(Finding("", message, mend, column=part, code="key.unknown", value=part))
    return findings


def _values(one: Mapping[str, Any], codes: list[str], began: list[str]) -> list[Finding]:
    """Return which codes of a condition or outcome are unknown, and which ways to begin nobody names."""
    findings = [
        strange("", f"'{code}' is not a code of the codebook", code, codes, "unknown.code", column=part)
        for part in ("codes", "wider")
        for code in one.get(part, [])
        if code not in codes
    ]
    for value in one.get("any_of", []):
        if value not in began:
            findings.append(
                strange(
                    "",
                    f"no case or unit began '{value}'",
                    value,
                    began,
                    "config.initiation",
                    column="any_of",
                    severity="warning",
                )
            )
    return findings
