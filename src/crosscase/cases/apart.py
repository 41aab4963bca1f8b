"""What a case that is not public may not hold: proofs that give its words away, and its words themselves.

Short confidential text can be guessed back from a plain hash, so such a case carries no anchors. A paraphrase that
quotes is the text itself; nobody but the team can see that it is, so what stands between quotation marks is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from ..core.findings import Finding
from ..core.received import RawTable
from .words import rows_of

_CLOSED = ("restricted", "confidential")
_ENDS = ("head_anchor", "tail_anchor", "n_tokens")
#: So many words in a row between quotation marks are a quotation; fewer may be a term ("expert by experience").
_QUOTATION = 4
#: Columns that hold ids and words of the codebook, which nobody quotes in.
_CODED = re.compile(r"(_id|_anchor|^coder|^kind|^phase|^status|^valence|^cause|^effect|^remedy|^n_tokens)$")
# A straight or single mark opens behind a space and closes before one, so that an apostrophe is no mark.
_MARKED = re.compile(
    r"[“„«»](?P<a>[^“”„«»]+)[”“«»]|(?<!\w)\"(?P<b>[^\"]+)\"(?!\w)|(?<!\w)[‘‚‹](?P<c>.+?)[’‘›](?!\w)|(?<!\w)'(?P<d>.+?)'(?!\w)"
)


def quoted_words(text: str) -> int:
    """Return how many words the longest stretch between quotation marks has; 0 where there is none of a quotation's
    length.
    """
    longest = max((len(re.findall(r"\w+", hit[hit.lastgroup or 0])) for hit in _MARKED.finditer(text)), default=0)
    return longest if longest >= _QUOTATION else 0


def check_anchors(access: object, table: RawTable) -> list[Finding]:
    """Check that the passages of a public case have anchors, and those of no other."""
    public = access == "public"
    filled = pd.DataFrame(
        {end: table.frame[end] != "" if end in table.frame else False for end in _ENDS}, index=table.frame.index
    )
    wrong = pd.Series(False, table.frame.index)
    if public:
        wrong = ~filled.all(axis=1)
    elif access in _CLOSED:  # of an access that is none, the description is told
        wrong = filled.any(axis=1)
    if public:
        message, code = "a passage of a public case has no complete anchor", "anchor.missing"
        mend = "`crosscase anchors make FILE` computes head_anchor, tail_anchor and n_tokens of a passage"
    else:
        message, code = f"an anchor stands in a case whose access is {access}", "anchor.not-public"
        mend = "empty head_anchor, tail_anchor and n_tokens: confidential text can be guessed back from a hash"
    return [
        *(_two_ids(table) if public and filled.all(axis=None) else ()),
        *(
            Finding(
                table.file,
                message,
                mend,
                row=row,
                column=next(e for e in _ENDS if bool(cells.get(e)) != public),
                code=code,
            )
            for row, cells in rows_of(table, wrong)
        ),
    ]


def _two_ids(table: RawTable) -> list[Finding]:
    """Warn of one passage under two ids: it would count twice."""
    frame = table.frame
    if not {"source_id", "segment_id", *_ENDS} <= set(frame):
        return []
    again = frame.duplicated(["source_id", *_ENDS]) & (frame["segment_id"] != "")
    if not again.any():
        return []
    first = frame.assign(_at=frame.index).groupby(["source_id", *_ENDS])["_at"].transform("first")
    return [
        Finding(
            table.file,
            f"'{cells['segment_id']}' has the anchors of row {first[row]}: one passage under two ids counts twice",
            "keep one of the two rows, and give its codings the one id",
            row=row,
            column="segment_id",
            severity="warning",
            code="anchor.twice",
            value=cells["segment_id"],
        )
        for row, cells in rows_of(table, again)
    ]


def check_own_words(access: object, tables: Mapping[str, RawTable]) -> list[Finding]:
    """Check that no text of a case that is not public quotes. The words themselves are not repeated."""
    if access not in _CLOSED:
        return []
    findings = []
    for table in tables.values():
        for column in (name for name in table.frame.columns if not _CODED.search(name)):
            counted = table.frame[column].map(quoted_words)
            for row, words in counted[counted > 0].items():
                message = f"it quotes: {words} words stand between quotation marks, and the case is {access}"
                mend = "say in your own words what was said, without the quotation (docs/de-identifying.md)"
                findings.append(Finding(table.file, message, mend, row=row, column=column, code="segment.quotes"))
    return findings
