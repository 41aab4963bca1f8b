"""Checks of the tables of Farr (2017)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...core.codebook import applied_codes
from ...core.findings import Finding, did_you_mean, strange
from ...core.received import RawTable
from ..facts import Check, Known
from .compute import FRAMEWORK, MEASURED


def check_question_codes(
    raw: RawTable, frameworks: pd.DataFrame, crosswalk: pd.DataFrame, codes: pd.DataFrame
) -> list[Finding]:
    """Check that every row ties a question of farr2017 to an effect or a dimension of power, and that the crosswalk
    does not.

    *frameworks*, *crosswalk* and *codes* are the tables of the codebook as received; barriers and enablers belong in
    the crosswalk.
    """
    applied = applied_codes(codes)
    families = dict(zip(applied["code_id"], applied["family"], strict=True))
    codebook = "data/raw/codebook"
    questions = frameworks.loc[frameworks["framework_id"] == FRAMEWORK, "element_id"].tolist()
    tied = set(zip(crosswalk["code_id"], crosswalk["element_id"], strict=True))
    findings = []
    for row, cells in zip(raw.frame.index, raw.frame.to_dict("records"), strict=True):
        code, question = cells["code_id"], cells["element_id"]
        if question not in questions:
            message = f"'{question}' is not a question of {FRAMEWORK} in {codebook}/frameworks.csv"
            findings.append(
                strange(raw.file, message, question, questions, "paper.question", row=row, column="element_id")
            )
        if code not in families:
            message, mend = f"'{code}' is not a code in {codebook}/codes.csv", did_you_mean(code, list(families))
            kind = "unknown.code"
        elif families[code] not in ("effect", "power"):
            message = f"'{code}' is of the family {families[code]}; only effects and power stand here"
            mend = f"tie it to the question in {codebook}/crosswalk.csv"
            kind = "code.family"
        elif (code, question) in tied:
            message = f"'{code}' is tied to '{question}' in {codebook}/crosswalk.csv as well"
            mend = "keep one of the two rows"
            kind = "paper.tied-twice"
        else:
            continue
        findings.append(Finding(raw.file, message, mend, row=row, column="code_id", code=kind, value=code))
    return findings


def check_issue_path(raw: RawTable, indicators: Sequence[str], case_id: str) -> list[Finding]:
    """Check that every step with a number names an indicator that the case holds."""
    return [
        strange(
            raw.file,
            f"'{name}' is not an indicator in data/raw/cases/{case_id}/indicators.csv",
            name,
            indicators,
            "paper.indicator",
            row=row,
            column="indicator",
        )
        for row, name in raw.frame["indicator"].items()
        if name and name not in set(indicators)
    ]


def check_questions(raw: RawTable, known: Known) -> list[Finding]:
    """Check the ties of questions against the codebook (`check_question_codes`)."""
    book = known.of_codebook("frameworks", "crosswalk", "codes")
    return [] if book is None else check_question_codes(raw, *book)


def check_path(raw: RawTable, known: Known) -> list[Finding]:
    """Check the steps from issues raised to issues acted on against the indicators of the case (`check_issue_path`)."""
    indicators = known.of_case(MEASURED, "indicators", "indicator")
    return [] if indicators is None else check_issue_path(raw, indicators["indicator"].tolist(), MEASURED)


#: The check of each table of the paper, beyond its form.
CHECKS: dict[str, Check] = {"farr2017_question_codes": check_questions, "farr2017_issue_path": check_path}
