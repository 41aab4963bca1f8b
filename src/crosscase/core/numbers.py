"""Numbers as texts print them: words, ranges, months."""

from __future__ import annotations

import re

_MONTHS = "january february march april may june july august september october november december".split()
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: str(n) for n, word in enumerate(_ONES)} | {"once": "1", "twice": "2"}
NUMBER_WORDS |= {word: str(10 * n) for n, word in enumerate(_TENS, 2)}
NUMBER_WORDS |= {
    f"{ten}-{one}": str(10 * n + k) for n, ten in enumerate(_TENS, 2) for k, one in enumerate(_ONES[1:10], 1)
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)")


def read_printed(printed: str, column: str = "n") -> tuple[list[str], str]:
    """Return what a printed text plainly says, as text, and the kind of reading (number or date).

    ``88%`` is 88, ``three`` is 3 and ``July 2019`` is 2019-07; a range gives two values in the column minutes_each and
    none elsewhere; ``over 36`` gives an empty value, because it is not one number.
    """
    if column in ("start", "end"):
        if month := _MONTH.fullmatch(printed):
            return [f"{month[2]}-{_MONTHS.index(month[1].casefold()) + 1:02d}"], "date"
        return [printed if re.fullmatch(r"\d{4}(-\d{2})?", printed) else ""], "date"
    if column == "minutes_each" and (both := _RANGE.fullmatch(printed)):
        return [both[1], both[2]], "number"
    plain = printed.removesuffix("%").strip().replace(",", "")
    plain = NUMBER_WORDS.get(plain.casefold(), plain)
    return [plain if _NUMBER.fullmatch(plain) else ""], "number"
