"""Printed numbers, ranges and months of the tables: which are ambiguous, run backwards or were rewritten as days."""

from __future__ import annotations

import datetime
import re

from ...core.numbers import COUNTS, decimal_of, month_number, read_month, read_number, read_range
from .told import Told

_NUMBERS = {
    "participants": ("n", "n_invited"),
    "data_collection": ("n_events", "n_people", "minutes_total", "minutes_each"),
    "indicators": ("value", "target"),
}
_MONTHS = {"data_collection": ("start", "end")}
_DAY = re.compile(r"\d{1,2}[-./ ](?P<month>[^\W\d_]{3,5})\.?(?:[-./ ]\d{2,4})?")
_SHORT = re.compile(r"(?P<month>[^\W\d_]{3,5})\.?[-./ ]'?(?P<two>\d{2})")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?: 00:00:00)?")
#: Signs, marks and digits that are no number (12:30, 1e3, 12/30, €12): not words, ranges or bounds.
_ODD = re.compile(r"(?=.*\d)[\d.,:;/_'´`€$£\sEe+-]+")
#: Numbers of days in a spreadsheet, from 2000 to 2050.
_DAYS = re.compile(r"(?:3[6-9]|4\d|5[0-5])\d{3}(?:\.0+)?")


def numbers(told: Told) -> None:
    """Tell numbers that can be read in two ways, days in place of ranges, and ranges that run backwards."""
    for table, columns in _NUMBERS.items():
        frame = told.frames.get(table)
        for column in columns if frame is not None else ():
            if frame is None or column not in frame:
                continue
            decimal = decimal_of(frame[column])
            for word in told.words(table, column):
                if not (problem := _number_problem(word, column, decimal)):
                    continue
                message, mend, severity = problem
                for row in told.rows(table, column, word):
                    told.say("cell.number", table, message, mend, column=column, row=row, severity=severity)


def _number_problem(word: str, column: str, decimal: str) -> tuple[str, str, str] | None:
    """Return message, mend and severity of a printed number; None where it is plain, or plainly no number."""
    day = _DAY.fullmatch(word) or _SHORT.fullmatch(word)
    if (day and month_number(day["month"])) or _ISO.fullmatch(word):
        message = f"'{word}' is a date that a spreadsheet made of a range or a number"
        return message, f"write it as printed, {_range_of(word)}, in a column of text", "error"
    if problem := _no_count(word, column, decimal):
        return problem
    if (both := read_range(word, decimal=decimal)) and float(both[0]) > float(both[1]):
        return f"the range '{word}' runs backwards", f"write {both[1]}-{both[0]}, or as it is printed", "error"
    read = read_number(word, count=column in COUNTS, decimal=decimal)
    if read.ambiguous:
        one, other = read.ambiguous.split(" or ")
        return f"'{word}' can be read as {read.ambiguous}", f"write {one} if thousands are meant, else {other}", "error"
    if read.grouped == ".":
        message = f"'{word}' is read as {read.value}, because people and events are counted whole"
        return message, f"write {read.value} to be plain; if it is a mean, write {float(word.strip()):g}", "warning"
    if not read.value and not both and _ODD.fullmatch(word):
        message = f"'{word}' is not read as a number; it stays as printed, and its number stays empty"
        return message, "if one number is meant, write it in digits, such as 90 or 12.5", "warning"
    return None


def _no_count(word: str, column: str, decimal: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a number that its column cannot hold; None where it can."""
    value = read_number(word, count=column in COUNTS, decimal=decimal).value
    if column in COUNTS and value.startswith("-"):
        return f"'{word}' is below 0, and people or events are counted here", "write how many there were", "error"
    if column in COUNTS and word.rstrip().endswith("%"):
        return f"'{word}' is a share, and people or events are counted here", "write how many there were", "error"
    if column.startswith("minutes") and value and 0 < float(value) < 1:
        minutes = float(value) * 24 * 60
        message = f"'{word}' minutes: a spreadsheet keeps a time as its share of a day, and this is {minutes:g} minutes"
        return message, f"write {minutes:g} if that is meant", "error"
    if (column.startswith("minutes") or column in COUNTS) and _DAYS.fullmatch(word):
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(word)))
        message = f"'{word}' may be the number of a day in a spreadsheet ({day}), made of {_range_of(str(day))[8:]}"
        mend = "write what the source prints, in a column of text; if it is the number itself, leave it"
        return message, mend, "error" if column == "minutes_each" else "warning"
    return None


def _range_of(word: str) -> str:
    """Return the range that a spreadsheet makes this day of: 5-10 of 10-May."""
    if day := _DAY.fullmatch(word) or _SHORT.fullmatch(word):
        first = re.search(r"\d+", word)
        month, number = month_number(day["month"]) or 0, int(first.group()) if first else 0
        return f"such as {min(month, number)}-{max(month, number)}"
    parts = word[:10].split("-")
    return f"such as {int(parts[1])}-{int(parts[2])}"


def months(told: Told) -> None:
    """Tell dates in place of months: what a spreadsheet rewrote, a month 13; warn of words that are no month."""
    for table, columns in _MONTHS.items():
        frame = told.frames.get(table)
        for column in columns if frame is not None else ():
            if frame is None or column not in frame:
                continue
            for word in told.words(table, column):
                if not (problem := _month_problem(word)):
                    continue
                message, mend, severity = problem
                for row in told.rows(table, column, word):
                    told.say("cell.month", table, message, mend, column=column, row=row, severity=severity)


def _month_problem(word: str) -> tuple[str, str, str] | None:
    """Return message, mend and severity of a printed month; None where it is one."""
    if read_month(word):
        return None
    plain = "write the month as printed (July 2019) or as 2019-07, in a column of text"
    rewrote = f"'{word}' is a date that a spreadsheet rewrote"
    if (short := _SHORT.fullmatch(word)) and (month := month_number(short["month"])):
        return rewrote, f"write 20{short['two']}-{month:02d} if it is that month of 20{short['two']}; {plain}", "error"
    if (day := _DAY.fullmatch(word)) and month_number(day["month"]):
        return rewrote, plain, "error"
    if slashes := _SLASHES.fullmatch(word):
        one, other, year = slashes[1], slashes[2], slashes[3]
        said = [f"{year}-{int(m):02d}" for m in dict.fromkeys((one, other)) if 1 <= int(m) <= 12]
        return (
            f"'{word}' is a date; its month is {' or '.join(said) or 'none'}",
            f"write {' or '.join(said) or plain}",
            "error",
        )
    if re.fullmatch(r"[34]\d{4}(?:\.0+)?", word):
        day_ = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(word)))
        return f"'{word}' is the number of a day in a spreadsheet ({day_})", f"write {day_:%Y-%m}", "error"
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?", word):
        return f"'{word}' has no month from 1 to 12 where one belongs", "write it as 2019-07", "error"
    message = f"'{word}' is no month or year that can be compared; it stays as printed, and its month stays empty"
    return message, f"if the source names one, {plain}", "warning"


_TOTAL = re.compile(
    r"(?:grand |sub)?(?:total|totals|sum|gesamt|insgesamt|summe|totale|totaal|totalt|i alt)(?: .*)?", re.IGNORECASE
)


def totals(told: Told) -> None:
    """Warn of a group that is called a total beside other groups: its people would count twice."""
    frame = told.frames.get("participants")
    if frame is None or len(frame) < 2 or "group" not in frame:
        return
    for word in told.words("participants", "group"):
        if _TOTAL.fullmatch(word.strip()):
            message = f"'{word}' is called a total and stands among the groups: its people would count twice"
            mend = "delete the row: totals are computed; if it is a group, give it another name"
            for row in told.rows("participants", "group", word):
                told.say("table.total", "participants", message, mend, column="group", row=row, severity="warning")
