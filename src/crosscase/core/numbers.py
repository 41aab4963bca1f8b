"""Numbers as texts print them: the one reader of decimal marks, thousands, percent, words, ranges and months.

A single mark with exactly three digits behind it (1.200) can group thousands or begin decimals. The rule: a count of
people or events is whole, so there it groups thousands; elsewhere the other numbers of the column tell, where one shows
its decimal mark (3,5); without them a comma groups, as in English, and a point is ambiguous and never read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

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
#: Columns whose numbers count people or events: whole, but for a mean that a source prints (12.5).
COUNTS = ("n", "n_invited", "n_events", "n_people")

#: The first letters of months in the languages of sources and spreadsheets (English, German, Italian, French, Spanish,
#: Norwegian, Swedish, Danish, Dutch), without accents.
_MONTH_LETTERS = (
    "jan januar january gen gennaio janv janvier ene enero januari",
    "feb februar february feber febbraio fev fevr fevrier febrero februari",
    "mar marz march maerz mrz mars marzo mrt maart marts",
    "apr april aprile avr avril abr abril",
    "may mai mag maggio mayo maj mei",
    "jun june juni giu giugno juin junio",
    "jul july juli lug luglio juil juillet julio",
    "aug august ago agosto aout augusti augustus",
    "sep sept september set settembre septembre septiembre",
    "oct october okt oktober ott ottobre octobre octubre",
    "nov november novembre noviembre",
    "dec december dez dezember dic dicembre decembre diciembre des desember",
)
MONTHS = {word: n for n, words in enumerate(_MONTH_LETTERS, 1) for word in words.split()}
_PLAIN = str.maketrans("äáàâéèêíóôöúùûü", "aaaaeeeiooouuuu")
_SPACES = "\u00a0\u2007\u2009\u202f "
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_SPACES}'’´`]\d{{3}})+(?=[.,]|$)")
_SAMPLE = re.compile(r"\(?n\s?=\s?(?P<n>[^()]+)\)?", re.IGNORECASE)
_DIGITS = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d*)(?P<rest>(?:[.,]\d+)*)")
_PERCENT = re.compile(r"\s*(?:%|per ?cent|prozent|prosent|procent)$", re.IGNORECASE)
_TO = r"\s*(?:-|–|—|‑|to|bis|til|till|until)\s*"
_NUMERAL = r"[+-]?\d[\d.,]*"
_RANGE = re.compile(rf"(?:between\s+)?({_NUMERAL}){_TO}({_NUMERAL})|between\s+({_NUMERAL})\s+and\s+({_NUMERAL})")


def western(text: str) -> str:
    """Return a text with the digits 0 to 9 in place of those of other scripts (٣٤ is 34), and their decimal mark."""
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    return "".join(digits).replace("٫", ".").replace("٬", "'")


class Number(NamedTuple):
    """What digits say: their value as text (``12.5``), or why they are ambiguous; both empty where they are no number.

    ``grouped`` is the mark that was read as one of thousands although it could begin decimals.
    """

    value: str = ""
    ambiguous: str = ""
    grouped: str = ""


def read_number(printed: str, *, count: bool = False, decimal: str = "") -> Number:
    """Read one printed number: 12,5 and 12.5, 1 200, 1,200.5, .5, 45,2%, n = 12, three.

    *count*: it counts people or events; *decimal*: the mark that others of the column show (`decimal_of`).
    """
    text = _PERCENT.sub("", western(printed).strip())
    text = sample["n"].strip() if (sample := _SAMPLE.fullmatch(text)) else text
    if text.casefold() in NUMBER_WORDS:
        return Number(NUMBER_WORDS[text.casefold()])
    text = _GROUPED.sub(lambda match: re.sub(r"\D", "", match.group()), text.replace("−", "-"))
    match = _DIGITS.fullmatch(text)
    if not match or not (match["whole"] or match["rest"]):
        return Number()
    whole, rest = match["whole"], match["rest"]
    sign = "-" if match["sign"] == "-" else ""
    marks, parts = re.findall(r"[.,]", rest), re.split(r"[.,]", rest)[1:]
    if not marks:
        return Number(sign + whole)
    if len(set(marks)) == 2:
        # 1,200.5 and 1.200,5: the last mark begins the decimals, the others group.
        grouped = len(set(marks[:-1])) == 1 and 0 < len(whole) < 4 and all(len(part) == 3 for part in parts[:-1])
        return Number(f"{sign}{whole}{''.join(parts[:-1])}.{parts[-1]}") if grouped else Number()
    if len(marks) > 1:
        grouped = 0 < len(whole) < 4 and all(len(part) == 3 for part in parts)
        return Number(f"{sign}{whole}{''.join(parts)}") if grouped else Number()
    decimals, thousands = f"{sign}{whole or '0'}.{parts[0]}", f"{sign}{whole}{parts[0]}"
    if len(parts[0]) != 3 or not 0 < len(whole) < 4 or whole.startswith("0"):
        return Number(decimals)
    told = f"{thousands} or {decimals.rstrip('0').rstrip('.')}"
    if count:
        return Number(ambiguous=told) if decimal == marks[0] else Number(thousands, grouped=marks[0])
    if decimal:
        return Number(decimals) if decimal == marks[0] else Number(thousands)
    if marks[0] == ",":
        return Number(thousands)
    return Number(ambiguous=told)


def decimal_of(printed: Iterable[str]) -> str:
    """Return the decimal mark that printed numbers show beyond doubt (``,`` of 3,5); empty where none or both do."""
    shown = set()
    for text in printed:
        bare = _PERCENT.sub("", western(text).strip())
        found = re.fullmatch(rf"[+-]?\d[\d{_SPACES}'’.,]*?([.,])(\d+)", bare) if bare else None
        if found and (len(found[2]) != 3 or len({*bare} & {".", ","}) == 2) and bare.count(found[1]) == 1:
            shown.add(found[1])
    return shown.pop() if len(shown) == 1 else ""


def read_range(printed: str, *, decimal: str = "") -> tuple[str, str] | None:
    """Return both ends of a printed range (45–60, between 45 and 60), as text; None for what is none."""
    match = _RANGE.fullmatch(printed.strip().casefold())
    ends = [read_number(one, decimal=decimal).value for one in match.groups() if one] if match else []
    return (ends[0], ends[1]) if len(ends) == 2 and all(ends) else None


def month_number(word: str) -> int | None:
    """Return the number of a month from its name or first letters, in several languages; None for no month."""
    return MONTHS.get(word.casefold().strip(". ").translate(_PLAIN))


def read_month(printed: str) -> str:
    """Return YYYY-MM, or YYYY for a year alone, of July 2019, Sept. 2019, 7/2019 or 2019-07-15; empty for others."""
    text = western(printed).strip()
    if found := re.fullmatch(r"([^\W\d_]{3,10})\.?(?:,?\s+|-)(\d{4})", text):
        month = month_number(found[1])
        return f"{found[2]}-{month:02d}" if month else ""
    found = re.fullmatch(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2}))?(?:-\d{2})?(?:[ T]00:00:00)?", text)
    found = found or re.fullmatch(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})", text)
    if not found or (found["month"] and not 1 <= int(found["month"]) <= 12):
        return ""
    return found["year"] + (f"-{int(found['month']):02d}" if found["month"] else "")


def read_printed(printed: str, column: str = "n", decimal: str = "") -> tuple[list[str], str]:
    """Return what a printed text plainly says, as text, and the kind of reading (number or date).

    ``88%`` is 88, ``12,5`` is 12.5, ``three`` is 3 and ``July 2019`` is 2019-07; a range gives two values in the column
    minutes_each and none elsewhere; ``over 36`` gives an empty value, because it is not one number. *decimal* is the
    mark that other numbers of the column show.
    """
    if column in ("start", "end"):
        return [read_month(printed)], "date"
    if column == "minutes_each" and (both := read_range(printed, decimal=decimal)):
        return list(both), "number"
    return [read_number(printed, count=column in COUNTS, decimal=decimal).value], "number"
