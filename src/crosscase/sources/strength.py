"""Whether a check of the ledger can fail at all.

A number that was only compared with itself, with ones counted by hand, with a bound on one side or with the same year
in another place agrees nearly always; to count it among the consistent ones says little. A check that has failed can
fail.
"""

from __future__ import annotations

import re

from .expressions import CLAIM_ID

CAN_FAIL = ("yes", "hardly", "no check")


def can_fail(claim_id: str, check: str, using: str, unit: str, verdict: str) -> tuple[str, str]:
    """Return ``yes``, ``hardly`` or, where nothing was checked, ``no check``; and, for ``hardly``, why."""
    if verdict == "not checkable":
        return "no check", ""
    because = "" if verdict == "inconsistent" else weakness(claim_id, check, using, unit)
    return ("hardly" if because else "yes"), because


def weakness(claim_id: str, check: str, using: str, unit: str) -> str:
    """Return why a check hardly can fail; empty where it can."""
    claims = CLAIM_ID.findall(using)
    if claim_id in claims:
        return "the claim is compared with itself"
    if check in ("at_most", "at_least", "share_of"):
        return "a bound on one side"
    if check in ("same", "table") and unit == "year":
        return "a year repeated"
    if check == "arithmetic":
        numbers = re.findall(r"\d+", CLAIM_ID.sub("", using))
        if not claims:
            return "a sum of ones" if set(numbers) == {"1"} else "numbers put there by hand"
        if len(claims) == 1 and numbers and set(numbers) == {"1"}:
            return "one claim and a sum of ones"
    return ""
