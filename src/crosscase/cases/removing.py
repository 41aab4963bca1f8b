"""What belongs to a case: its folder, what a person declared for it, and everything that was generated from it."""

from __future__ import annotations

import re

#: The cases that the compendium is published with: papers, claims and tests speak of them by name.
PUBLISHED = ("local_government", "mental_health_unit", "nhs_ebcd", "nursing_homes", "place4carers")
#: Folders with a folder of each case's own; the case as received comes first.
FOLDERS = (
    "data/raw/cases",
    "data/processed",
    "reports/figures",
    "reports/tables",
    "reports/notebooks",
)
#: Files of a case elsewhere: its corrections, and what its runs said.
FILES = ("config/corrections/{case_id}.yml", "config/corrections/{case_id}.yaml", "logs/*/{case_id}.log")

#: What is made of all cases only where one of them was read by both separate passes, or has a ledger of claims.
OF_SEVERAL = {
    "agreement": (
        "data/processed/agreement",
        "reports/figures/agreement.*",
        "reports/tables/agreement.*",
        "reports/notebooks/06_agreement.ipynb",
        "logs/agreement.log",
    ),
    "claims": (
        "data/processed/claims",
        "reports/tables/claims.*",
        "reports/notebooks/07_claims.ipynb",
        "logs/claims.log",
    ),
}


def without_case(config: str, case_id: str) -> str | None:
    """Return config.yaml without a case in its list of ``cases``, letter by letter the same elsewhere; None where the
    case is the only one of the list, and the text as it is where it is not listed.
    """
    listed = re.search(r"(?m)^cases:[ \t]*\[(?P<ids>[^\]]*)\]", config)
    if listed:
        ids = [one.strip() for one in listed["ids"].split(",") if one.strip()]
        kept = [one for one in ids if one.strip("'\"") != case_id]
        if kept == ids:
            return config
        return config[: listed.start("ids")] + ", ".join(kept) + config[listed.end("ids") :] if kept else None
    block = re.search(r"(?m)^cases:[ \t]*(?:#.*)?\n(?P<ids>(?:[ \t]*-[^\n]*\n)+)", config)
    if not block:
        return config
    lines = block["ids"].splitlines(keepends=True)
    kept = [line for line in lines if not re.fullmatch(rf"\s*-\s*['\"]?{re.escape(case_id)}['\"]?\s*(#.*)?\n", line)]
    if kept == lines:
        return config
    return config[: block.start("ids")] + "".join(kept) + config[block.end("ids") :] if kept else None
