"""Reporting checklists, filled as far as the compendium can: each item is *auto*, *author* or *missing*.

*auto*: every place named for it (config/reporting.csv) holds something, which is shown with its file and hash;
whether that answers the item, the authors decide. *author*: nothing here can answer it. *missing*: a place that
should hold something is not there or empty.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from fnmatch import fnmatch

import pandas as pd
import yaml

FILE = "config/reporting.csv"
#: Where each list was published.
PUBLISHED = {
    "SRQR": "Standards for Reporting Qualitative Research (O’Brien et al. 2014)",
    "COREQ": "Consolidated criteria for reporting qualitative research (Tong et al. 2007)",
    "ENTREQ": "Enhancing transparency in reporting the synthesis of qualitative research (Tong et al. 2012)",
    "RAMESES II": "Reporting standards for realist evaluations (Wong et al. 2016)",
    "GRIPP2": "Guidance for reporting involvement of patients and the public, short form (Staniszewska et al. 2017)",
}
WIDTHS_MM = [12, 28, 70, 87, 16, 54]
_TO_WRITE = "." * 44  # keeps the column wide enough to write in
_MOST = 90  # letters of a text that are shown


def filled(items: pd.DataFrame, files: Mapping[str, bytes]) -> pd.DataFrame:
    """Return one row per item: checklist, item, topic, prompt, found (value, file and hash of every place), status."""
    rows = []
    for one in items.to_dict("records"):
        places = [place.strip() for place in one["where"].split(";") if place.strip()]
        told = [_found(place, files) for place in places]
        status = "author" if not places else "auto" if all(told) else "missing"
        shown = [found or f"not there: {place}" for found, place in zip(told, places, strict=True)]
        rows.append(
            {
                **{key: one[key] for key in ("checklist", "item", "topic", "prompt")},
                "found": " · ".join(shown),
                "status": status,
            }
        )
    return pd.DataFrame(rows)


def word(filled_in: pd.DataFrame, checklist: str) -> bytes:
    """Return one checklist as a Word document with a column to write in; the same items give the same bytes."""
    from ..tables_word import as_docx

    of = filled_in[filled_in["checklist"] == checklist]
    counts = of["status"].value_counts()
    told = ", ".join(f"{counts.get(status, 0)} {status}" for status in ("auto", "author", "missing"))
    frame = pd.DataFrame(
        {
            "Item": of["item"].astype(str),
            "Topic": of["topic"],
            "What to report": of["prompt"],
            "What the compendium holds": of["found"],
            "Status": of["status"],
            "Page, and your words": _TO_WRITE,
        }
    )
    note = (
        f"**{checklist}: {PUBLISHED[checklist]}.** Numbers as published, words our own: fill it in beside the "
        f"published list. {len(of)} items: {told}. auto: found in the compendium, with the file and the beginning of "
        "its SHA-256; whether it answers the item is for you to say. author: only you can write it. missing: it should "
        "be in the compendium and is not."
    )
    return as_docx(frame, note, widths_mm=WIDTHS_MM)


def _found(place: str, files: Mapping[str, bytes]) -> str:
    """Return what a place holds, with its file and hash; empty where there is nothing."""
    pattern, _, heading = place.partition("#")
    file, _, key = pattern.partition(":")
    told = []
    for name in sorted(name for name in files if fnmatch(name, file)):
        value = _value(name, files[name], heading, key)
        if value:
            short = hashlib.sha256(files[name]).hexdigest()[:12]
            told.append((value, f"{name}{f', section ‘{heading}’' if heading else ''}, {short}"))
    if len(told) > 3:  # one of each case
        return f"{len(told)} files {file}, the first with {told[0][0]} ({told[0][1]})"
    return " · ".join(f"{value} ({where})" for value, where in told)


def _value(name: str, content: bytes, heading: str, key: str) -> str:
    text = content.decode("utf-8", "replace")
    if heading:
        return _short(_section(text, heading))
    if name.endswith(".csv"):
        rows = list(csv.DictReader(io.StringIO(text)))
        if key:
            return _short(next((row.get("value") or "" for row in rows if row.get("name") == key), ""))
        n = sum(any(cell for cell in row.values() if cell) for row in rows)
        return f"{n} row{'s' * (n != 1)}" if n else ""
    if key:
        read = yaml.safe_load(text)
        value = read.get(key) if isinstance(read, dict) else None
        return _short(str(value)) if value not in (None, "", [], {}) else ""
    if name.endswith(".lock"):
        n = sum("==" in line for line in text.splitlines())
        return f"{n} libraries with their versions" if n else ""
    return _short(next((line for line in text.splitlines() if line.strip(" #\t")), ""))


def _section(text: str, heading: str) -> str:
    """Return what stands under a heading of a Markdown page, up to the next heading as high or higher."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        match = re.fullmatch(r"(#+)\s+(.*?)\s*", line)
        if match and match[2] == heading:
            end = next(
                (n for n in range(at + 1, len(lines)) if re.match(rf"#{{1,{len(match[1])}}}\s", lines[n])), len(lines)
            )
            under = [
                one.strip()
                for one in lines[at + 1 : end]
                if one.strip() and not one.lstrip().startswith(("#", "<", "!"))
            ]
            told = [one for one in under if not one.startswith("|")]
            return " ".join(told) or "; ".join(one.strip("| ").replace(" | ", ": ") for one in under[2:])
    return ""


def _short(text: str) -> str:
    """Return the beginning of a text in plain words."""
    plain = " ".join(
        re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text.lstrip("#> ")).replace("**", "").replace("`", "").split()
    )
    return plain if len(plain) <= _MOST else plain[: _MOST - 1].rsplit(" ", 1)[0] + " …"
