"""A sample of passages for a person to code anew: which ones, and the workbook that the person fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..core import schemas
from ..core.codebook import applied_codes, codes_of
from ..core.honest import seed_of
from ..store.workbooks import Sheet

#: Rows that stand ready for each passage.
READY = {"codings": 5, "links": 2, "readings": 1}
#: What a person fills, by sheet: the columns of the raw table without those that the program adds.
FILLED = {
    name: [column for column in schemas.columns(f"raw/{name}") if column not in ("coder", "link_id")]
    for name in ("codings", "links", "readings")
}
#: What is said of each passage. No paraphrase and no earlier coding: the person reads the source.
ABOUT = ("case_id", "segment_id", "source_id", "section", "kind", "speaker", "place")
_CODES = ("code_id", "family", "label", "definition", "include_when", "exclude_when")
_WIDTHS = {
    "segment_id": 14,
    "kind": 13,
    "section": 28,
    "speaker": 22,
    "place": 30,
    "text": 90,
    "code_id": 26,
    "main_code": 26,
    "cause": 26,
    "effect": 26,
    "remedy": 26,
    "label": 28,
    "definition": 50,
    "include_when": 50,
    "exclude_when": 50,
}
HOW_TO = "how to"
SHEETS = ("passages", *FILLED)


def sample(segments: pd.DataFrame, share: float, seed: int) -> pd.DataFrame:
    """Return a stratified sample of passages, in the order given.

    *segments* has ``case_id``, ``segment_id`` and ``kind``. Of each case *share* (0 to 1) of its passages are drawn,
    rounded half up and at least one; the kinds of passage have their part of them, to within one passage. Which
    passages are drawn depends on *seed* and their ids alone, so neither on the order of rows nor on other cases.
    """
    drawn: set[tuple[str, str]] = set()
    for case_id, case in segments.groupby("case_id"):
        wanted = max(1, int(share * len(case) + 0.5))
        for kind, n in _parts(case["kind"].value_counts().to_dict(), wanted).items():
            ids = case.loc[case["kind"] == kind, "segment_id"].tolist()
            ids.sort(key=lambda one: (seed_of(f"recode:{case_id}:{one}", seed), one))
            drawn |= {(str(case_id), one) for one in ids[:n]}
    keys = segments[["case_id", "segment_id"]].itertuples(index=False, name=None)
    return segments[[key in drawn for key in keys]].reset_index(drop=True)


def _parts(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """Share out *wanted* among strata by their sizes, largest remainders first; ties go to the larger, then by name."""
    whole = sum(sizes.values())
    parts = {name: wanted * size // whole for name, size in sizes.items()}
    order = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % whole), -sizes[name], name))
    for name in order[: wanted - sum(parts.values())]:
        parts[name] += 1
    return parts


def places(segments: pd.DataFrame) -> list[str]:
    """Return where each passage stands, as far as the case says: its place among those of its section, its length."""
    by = segments.groupby(["case_id", "source_id", "section"], sort=False)["segment_id"]
    told = zip(by.cumcount() + 1, by.transform("size"), segments["n_tokens"].tolist(), strict=True)
    return [f"passage {n} of {of} from this section" + (f", {words} words" if words else "") for n, of, words in told]


def sheets(passages: pd.DataFrame, codes: pd.DataFrame, coder: str, told: Sequence[str]) -> list[Sheet]:
    """Return the sheets of the workbook for a sample of *passages* (`ABOUT`, and ``text`` where copies are at hand).

    *told* are lines on how the sample was drawn, for the first sheet.
    """
    text = ["text"] if "text" in passages else []
    applied = applied_codes(codes)
    ids = passages["segment_id"].tolist()
    enablers = codes_of(codes, "enabler")
    choices: dict[str, Sequence[str]] = {
        **dict.fromkeys(("segment_id", "cause_segment_id", "remedy_segment_id"), ids),
        **dict.fromkeys(("code_id", "main_code"), applied["code_id"].tolist()),
        "cause": codes_of(codes, "barrier", "enabler"),
        "effect": codes_of(codes, "effect"),
        "remedy": enablers,
    }
    made = [
        Sheet(HOW_TO, pd.DataFrame({"line": [*_how_to(coder, bool(text)), *told]}), {"line": 120}, header=False),
        Sheet("passages", passages[[*ABOUT, *text]], _WIDTHS),
    ]
    for name, columns in FILLED.items():
        ready = pd.DataFrame({"segment_id": [one for one in ids for _ in range(READY[name])]})
        listed = {column: choices.get(column) or schemas.allowed(f"raw/{name}", column) for column in columns}
        frame = ready.reindex(columns=columns, fill_value="")
        made.append(Sheet(name, frame, _WIDTHS, {column: one for column, one in listed.items() if one}))
    return [*made, Sheet("codes", applied[list(_CODES)], _WIDTHS)]


def _how_to(coder: str, with_text: bool) -> list[str]:
    where = (
        "its words stand in the last column, as they are in your copies"
        if with_text
        else "find it by section, speaker and place; `crosscase recode --sources FOLDER` writes its words here"
    )
    return [
        f"Passages to be coded anew, by one person, as pass {coder}.",
        "The manual is docs/coding_manual.md: read it first. Read a source whole before you code its first passage.",
        "Look at no earlier coding and at no result.",
        "",
        f"passages: what to code, in reading order; {where}. Change nothing on this sheet.",
        "codings: one row is one code on one passage. presence: empty means present; label: the source's word.",
        "links: one row is a cause that led to an effect; segment_id is where the effect is told; none told, no row.",
        "readings: one row for every passage: the code that it is mainly about, its valence and its status.",
        "codes: what each code means, when it applies and when another fits better.",
        "",
        "Choose from the lists in the cells. Rows may stay empty, or be added below.",
        "A passage without any entry counts as not read.",
        "Saved as .xlsx it comes back with `crosscase recode --read FILE`, which tells all that is not right yet.",
        "",
    ]
