"""Checks of config/robustness.yaml: findings and variants as a person declared them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import pandas as pd

from ...core.codebook import codes_of
from ...core.findings import Finding, did_you_mean, strange
from ...core.likeness import FAMILIES
from .kinds import KINDS

FILE = "config/robustness.yaml"
NONE = "none"
#: The choice of evidence that takes nothing out.
ALL = "all"
#: With more cases than this, leaving one out is not combined with other data: the variants would be thousands.
MOST_CASES = 20
#: The choices that make a variant, in the order of figures.
DIMENSIONS = ("coder", "left_out", "count_by", "merged", "evidence")
CODE_SETTINGS = ("code", "cause", "effect", "codes")
ABOUT = ("id", "figure", "kind")
_LISTS = ("codes", "cases")
#: The families that a setting may name where not every code will do.
_CODES_OF = {"cause": ("barrier", "enabler"), "effect": ("effect",)}
#: From this likeness on, the name of a case without a folder is taken for a misspelt one.
_CLOSE = 0.85


def check(
    declared: Mapping[str, Any],
    codes: pd.DataFrame,
    file: str = FILE,
    *,
    folders: Sequence[str] = (),
    figures: Sequence[str] = (),
) -> list[Finding]:
    """Return what is wrong with the declared findings and variants beyond the form of the file: unknown kinds,
    settings, codes, *figures* and cases.

    A finding may be about cases that have no folder (*folders*), such as those of the compendium in another team's
    copy; one that names a case beside others, or whose name is close to a folder's, is told. Without *folders* or
    *figures* these are not checked.
    """
    findings = _merges(declared["merge"], codes, file)
    seen = set()
    for about in declared["findings"]:
        if about["id"] in seen:
            message = f"two findings are called '{about['id']}'"
            findings.append(
                Finding(
                    file, message, "give each its own id", column="findings", code="config.id-twice", value=about["id"]
                )
            )
        seen.add(about["id"])
        if figures and about["figure"] not in figures:
            message = f"there is no figure '{about['figure']}'"
            findings.append(strange(file, message, about["figure"], figures, "config.figure", column=about["id"]))
        findings += [replace(found, file=file, column=about["id"]) for found in _settings(about, codes, folders)]
    return findings


def _merges(merge: Sequence[Sequence[str]], codes: pd.DataFrame, file: str) -> list[Finding]:
    """Return what is wrong with the sets of codes that variants merge."""
    findings = []
    known = codes_of(codes, *codes["family"].unique())
    kinds = dict(zip(codes["code_id"], zip(codes["family"], codes["valence"], strict=True), strict=True))
    for merged in merge:
        findings += [
            strange(file, f"'{c}' is not a code of the codebook", c, known, "unknown.code", column="merge")
            for c in merged
            if c not in known
        ]
        if len({kinds[code] for code in merged if code in kinds}) > 1:
            mend = "merge codes of one family and valence only"
            message = f"{', '.join(merged)} are of different kinds"
            findings.append(Finding(file, message, mend, column="merge", code="config.merge"))
    groups = [frozenset(merged) for merged in merge]
    for group in dict.fromkeys(group for group in groups if groups.count(group) > 1):
        mend = "keep one; its variants would be counted twice"
        message = f"{', '.join(sorted(group))} are merged twice"
        findings.append(Finding(file, message, mend, column="merge", code="config.merge"))
    return findings


def _settings(about: Mapping[str, Any], codes: pd.DataFrame, folders: Sequence[str]) -> list[Finding]:
    """Return what is wrong with the kind of a finding and its settings; file and place are the caller's."""
    kind = KINDS.get(about["kind"])
    if kind is None:
        return [strange("", f"'{about['kind']}' is not a kind of finding", about["kind"], KINDS, "config.kind")]
    wanted = [key for key in kind.ask.__annotations__ if key not in ("variant", "return")]
    given = [key for key in about if key not in ABOUT]
    may = kind.ask.__kwdefaults__ or {}
    needs = f"a finding of kind {about['kind']} needs: {', '.join(key for key in wanted if key not in may)}"
    findings = [
        Finding("", f"'{key}' is missing", needs, code="key.missing", value=key)
        for key in wanted
        if key not in given and key not in may
    ]
    for key in given:
        if key not in wanted:
            mend = did_you_mean(key, wanted) if wanted else "remove it; this kind takes no setting"
            message = f"'{key}' is not a setting of {about['kind']}"
            findings.append(strange("", message, key, wanted, "key.unknown", mend=mend))
    for key in given:
        if key in wanted:
            findings += _setting(key, about, codes, folders)
    return findings


def _setting(key: str, about: Mapping[str, Any], codes: pd.DataFrame, folders: Sequence[str]) -> list[Finding]:
    """Return what is wrong with one setting of a finding; file and place are the caller's."""
    value = about[key]
    if isinstance(value, list) != (key in _LISTS):
        message = f"'{value}' is {'a list' if isinstance(value, list) else 'no list'} at '{key}'"
        mend = "give a list, [..., ...]" if key in _LISTS else "give one word, without brackets"
        return [Finding("", message, mend, code="key.form", value=str(value))]
    if key in ("family", "than"):
        family = strange("", f"'{value}' is not a family", value, FAMILIES, "key.not-allowed")
        return [] if value in FAMILIES else [family]
    if key == "cases":
        return _cases(about["kind"], value, folders)
    if key not in CODE_SETTINGS:
        return []
    known = codes_of(codes, *codes["family"].unique())
    families = ("barrier",) if about["kind"] == "named_only_by" else _CODES_OF.get(key, codes["family"].unique())
    wanted = codes_of(codes, *families)
    if key == "effect" and "valence" in about:
        right = set(codes.loc[codes["valence"] == about["valence"], "code_id"])
        wanted = [code for code in wanted if code in right] or wanted
    findings = []
    for code in value if isinstance(value, list) else [value]:
        if code not in known:
            message = f"'{code}' is not a code of the codebook"
            findings.append(strange("", message, code, known, "unknown.code"))
        elif code not in wanted:
            message = f"'{code}' cannot be the {key} of this finding"
            findings.append(strange("", message, code, wanted, "config.code"))
    return findings


def _cases(kind: str, cases: Sequence[str], folders: Sequence[str]) -> list[Finding]:
    """Return what is wrong with the cases that a finding names."""
    findings = []
    if kind == "most_alike" and len(set(cases)) != 2:
        message = f"{kind} is about two cases, not {len(set(cases))}"
        findings.append(Finding("", message, "name the two", code="config.cases"))
    strangers = [case for case in cases if case not in folders]
    for case in strangers if folders else ():
        message = f"'{case}' has no folder in data/raw/cases/"
        if close := get_close_matches(case, folders, n=1, cutoff=_CLOSE):
            mend = f"if it means '{close[0]}', write that; else take the finding out"
            findings.append(Finding("", message, mend, code="case.no-folder", value=case, nearest=close[0]))
        elif len(strangers) < len(cases):
            mend = "add the case or take it out; until then the finding is asked of the others"
            findings.append(Finding("", message, mend, severity="warning", code="case.no-folder", value=case))
    return findings
