"""Damage that programs do to cells: failed formulas, NA of R, merged cells, days for ids, cut text."""

from __future__ import annotations

import datetime
import re

from ...core.codebook import Codebook
from ...core.numbers import month_number, read_number, western
from ...core.reading.cells import NUMBERS, is_name
from ...core.reading.text import decoded_twice
from .told import Told, columns_of, rows_in_words

# In every language such a word is capital letters between # and ! or ?; those that end otherwise are listed.
_FAILED = re.compile(
    r"#¡?(?=[^a-z]+$)[\w/ ]{2,24}[!?]|#(?:N/[ADB]|NV|ND|I/T|Н/Д|GETTING_DATA|#+)|(?:Err|Fehler|Fout|Feil):\d{3}"
)
#: Words for nothing, as programs and people write them.
_NOTHING = tuple(
    "NA NULL null None nan NaN N/A n/a <NA> NaT #NA n.a. k.A. - – — . (blank) (leer) (vuoto) -9 -99 -999".split()
)
#: Columns with what a source prints, or with an expression of ours.
_AS_PRINTED = {*NUMBERS, "printed", "using"}
_CUTS = (255, 32_767)
#: A paraphrase of more letters is a transcript.
_LONG = 4_000


def failed_formulas(told: Told) -> None:
    """Tell cells that show that a formula failed in the spreadsheet."""
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            for word in told.words(table, column):
                if word[0] in "#EF" and _FAILED.fullmatch(word):
                    mend = (
                        "type the text again there; text that begins with = or - needs an apostrophe or a space first"
                    )
                    for row in told.rows(table, column, word):
                        message = f"'{word}': a formula failed in the spreadsheet, and its text is lost"
                        told.say("cell.formula-failed", table, message, mend, column=column, row=row)


def nothing_in_words(told: Told, book: Codebook) -> None:
    """Tell words for nothing: NA in every empty cell, as R writes it, and NA or NULL as somebody's name."""
    found = {
        (table, field["name"]): field
        for table, frame in told.frames.items()
        for field in columns_of(table, frame)
        if (field["name"] == "coder" or not field.get("constraints", {}).get("required"))
        and any(word in _NOTHING for word in told.words(table, field["name"]))
    }
    everywhere: set[tuple[str, str]] = set()
    for word in _NOTHING:
        full = {at for at in found if word in told.words(*at) and not (told.frames[at[0]][at[1]] == "").any()}
        full -= {at for at in full if at[1] == "coder"}
        if any(_closed(found[at]) for at in full):
            _in_every_empty_cell(told, word, full)
            everywhere |= full
    for table, column in sorted(set(found) - everywhere):
        if column != "coder" and (_closed(found[table, column]) or column in NUMBERS):
            continue
        for word in [one for one in told.words(table, column) if one in _NOTHING]:
            rows = told.rows(table, column, word)
            what = "is it nobody?" if column in ("speaker", "coder") else "is it nothing?"
            message = f"'{word}' stands as {column} in {rows_in_words(rows)}: {what}"
            mend = "empty the cell if nothing is meant; else leave it"
            if column == "coder":
                mend = "write who coded it, such as A; if it is the name of a pass, leave it"
            told.say("cell.nothing", table, message, mend, column=column, row=rows[0], severity="warning")


def _in_every_empty_cell(told: Told, word: str, full: set[tuple[str, str]]) -> None:
    """Tell a word that stands in every empty cell of these columns; go on with empty ones."""
    where = [f"{column} of {table} ({len(told.rows(table, column, word))})" for table, column in sorted(full)]
    by_r = word == "NA"
    message = (
        f"{word if by_r else repr(word)} stands in every empty cell{', as R writes it' * by_r}: {', '.join(where)}"
    )
    mend = "leave empty cells empty: replace the whole cell by nothing (Find & Replace, Match entire cell contents)"
    if by_r:
        mend = 'write the tables with empty cells: write.csv(x, file, na = "", row.names = FALSE)'
    told.say("table.na", sorted(full)[0][0], message, mend)
    for table, column in full:
        told.cells |= {(told.files[table], row, column) for row in told.rows(table, column, word)}
        told.put(table, column, {word: ""})


def _closed(field: dict) -> bool:
    """Say whether a column cannot hold NA: a closed list, an id, a code, a number."""
    return bool(field.get("constraints", {}).get("enum")) or is_name(field["name"]) or field["type"] != "string"


def merged_cells(told: Told) -> None:
    """Tell a column that names something in the first row of each group only; go on with the name filled down."""
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            if not field.get("constraints", {}).get("required") or column == "paraphrase" or frame.empty:
                continue
            cells = frame[column].tolist()
            n = cells.count("")
            if n < 2 or n * 5 < len(frame) or not cells[0]:
                continue
            empty = frame[column] == ""
            # Where ids are none, two groups beside each other differ: the same word above and below was not merged.
            filled = frame.loc[~empty, column]
            if not is_name(column) and (filled == filled.shift()).any():
                continue
            share = f"{n} of {len(frame)} cells are empty"
            message = f"{column} stands in the first row of each group only ({share}): merged cells"
            mend = (
                "unmerge them and fill down: select the column, unmerge, then (Excel) Find & Select, Go To Special,"
                " Blanks, type = and the arrow up, Ctrl+Enter; save the values as CSV UTF-8"
            )
            told.say(
                "table.merged-cells", table, message, mend, column=column, rows=[int(row) for row in frame.index[empty]]
            )
            told.replace(table, column, frame[column].where(~empty).ffill())


_DAY = re.compile(r"(?P<day>\d{1,2})[-./ _]{1,2}(?P<month>[^\W\d_]{3,5})\.?(?:[-./ _]\d{2,4})?")
_MONTH = re.compile(r"(?P<month>[^\W\d_]{3,5})\.?[-./ _](?P<day>\d{2})")
_ALL_DIGITS = re.compile(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.]\d{2,4}|\d{4}-(?P<b2>\d{2})-(?P<a2>\d{2})(?: 00:00:00)?")
_ID = re.compile(r"(?P<letters>[^\W\d_]+)[-_./ ]?0*(?P<number>\d+)")


def days_for_ids(told: Told) -> None:
    """Tell ids that a spreadsheet turned into days (01-mar), with the id that each stands for; go on with that."""
    known = set(told.frames["segments"].get("segment_id", ())) if "segments" in told.frames else set()
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            if not column.endswith("_id") or field["type"] != "string":
                continue
            meant = {word: _stands_for(word, known) for word in told.words(table, column) if _is_day(word, known)}
            if not meant:
                continue
            rows = [row for word in meant for row in told.rows(table, column, word)]
            shown = [f"'{word}' stands for '{one}'" if one else f"'{word}'" for word, one in list(meant.items())[:3]]
            message = (
                f"ids look like dates in {len(rows)} rows: {', '.join(shown)}; a spreadsheet turned them into days"
            )
            first = next((one for one in meant.values() if one), "the id")
            mend = (
                f"make the column text before anything is typed or pasted (Excel: Data, From Text/CSV, type Text), and"
                f" write {first} again"
            )
            told.say("cell.date-for-id", table, message, mend, column=column, rows=sorted(rows))
            told.put(table, column, {word: one for word, one in meant.items() if one})
            if not all(meant.values()):
                told.broken.add(table)


def _is_day(word: str, known: set[str]) -> bool:
    if found := _DAY.fullmatch(word):
        return month_number(found["month"]) is not None
    if found := _MONTH.fullmatch(word):
        # mar-01 is an id of its own where no segment says otherwise.
        return (
            month_number(found["month"]) is not None
            and bool(known)
            and word not in known
            and bool(_stands_for(word, known))
        )
    return bool(_ALL_DIGITS.fullmatch(word)) and word not in known


def _stands_for(word: str, known: set[str]) -> str:
    """Return the known id that a spreadsheet makes this day of: mar-001 of 01-mar, 1-2 of 01-Feb; empty for none."""
    if found := _DAY.fullmatch(word) or _MONTH.fullmatch(word):
        month, day = month_number(found["month"]), int(found["day"])
    elif found := _ALL_DIGITS.fullmatch(word):
        month, day = int(found["b"] or found["b2"]), int(found["a"] or found["a2"])
    else:
        return ""
    fits = []
    for one in known:
        named = _ID.fullmatch(one)
        if named and month_number(named["letters"]) == month and int(named["number"]) == day:
            fits.append(one)
        parts = re.fullmatch(r"0*(\d+)[-./]0*(\d+)", one)
        if parts and {int(parts[1]), int(parts[2])} == {month, day}:
            fits.append(one)
    return fits[0] if len(fits) == 1 else ""


_SERIAL = re.compile(r"[34]\d{4}(?:\.0+)?")


def numbers_for_ids(told: Told) -> None:
    """Tell ids that a spreadsheet read as numbers (1 of 001, 1.0 of 1, 1.00E+05 of 1E5, 43832 of 1-2); go on with
    the id of segments.csv that each stands for.
    """
    known = set(told.frames["segments"].get("segment_id", ())) if "segments" in told.frames else set()
    values: dict[float, set[str]] = {}
    for one in known:
        if (value := _as_number(one)) is not None:
            values.setdefault(value, set()).add(one)
    for table, frame in told.frames.items():
        for column in [one for one in frame if one in ("segment_id", *_OTHER_PASSAGES) and table != "segments"]:
            meant = {}
            for word in told.words(table, column):
                if word in known or (value := _as_number(word)) is None:
                    continue
                fits = values.get(value, set())
                day = ""
                if not fits and _SERIAL.fullmatch(word):
                    day = str(datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value)))
                    fits = {one for one in [_stands_for(day, known)] if one}
                if len(fits) == 1:
                    meant[word] = (fits.pop(), f" (the day {day})" if day else "")
            if not meant:
                continue
            rows = sorted(row for word in meant for row in told.rows(table, column, word))
            shown = [f"'{word}'{day} stands for '{one}'" for word, (one, day) in list(meant.items())[:3]]
            message = f"ids were read as numbers in {len(rows)} rows: {', '.join(shown)}"
            first = next(iter(meant.values()))[0]
            mend = (
                f"make the column text before anything is typed or pasted (Excel: Data, From Text/CSV, type Text), and"
                f" write {first} again"
            )
            told.say("cell.number-for-id", table, message, mend, column=column, rows=rows)
            told.put(table, column, {word: one for word, (one, _) in meant.items()})


#: The columns of a link that name a passage beside that of its row.
_OTHER_PASSAGES = ("cause_segment_id", "remedy_segment_id")


def _as_number(word: str) -> float | None:
    """Return what a spreadsheet reads an id as; None where that is no number."""
    plain = western(word).replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,15}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", plain) else None


# An anchor may look like a number itself (1e2735993531): 12 letters and digits are one, unless they end in zeros.
_AS_NUMBER = re.compile(r"(?![0-9a-f]{12}$)(?:\d(?:[.,]\d+)?[eE][+-]?\d+|\d{1,12}(?:[.,]0+)?)|\d{5,6}0{6,}")


def numbers_for_anchors(told: Told) -> None:
    """Tell anchors that a spreadsheet read as numbers."""
    for table, frame in told.frames.items():
        for column in ("head_anchor", "tail_anchor"):
            for word in told.words(table, column) if column in frame else ():
                if _AS_NUMBER.fullmatch(word):
                    message = f"'{word}' is an anchor that a spreadsheet read as a number"
                    mend = "compute it again (`crosscase anchors make FILE`), and make the column text before pasting"
                    for row in told.rows(table, column, word):
                        told.say("anchor.number", table, message, mend, column=column, row=row)


def odd_text(told: Told) -> None:
    """Warn of text decoded twice, lost letters, cut text, transcripts, and cells that a spreadsheet will run."""
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            if field["type"] != "string" or column.endswith("_anchor"):
                continue
            runs: list[str] = []
            for word in told.words(table, column):
                if not word.isascii():
                    _letters(told, table, column, word)
                if len(word) > 254 and not is_name(column):
                    _length(told, table, column, word)
                if (
                    word[0] in "=+-@"
                    and word not in _NOTHING
                    and column not in _AS_PRINTED
                    and not read_number(word).value
                ):
                    runs.append(word)
            if runs:
                rows = sorted(row for word in runs for row in told.rows(table, column, word))
                message = f"{rows_in_words(rows)}: a spreadsheet will run these cells as formulas ('{runs[0][:30]}')"
                mend = "exports neutralise them; a letter in front of = + - @ is safer"
                told.say("cell.runs", table, message, mend, column=column, row=rows[0], severity="warning")


def _letters(told: Told, table: str, column: str, word: str) -> None:
    if "\ufffd" in word:
        for row in told.rows(table, column, word):
            message = f"'{word[:40]}' has lost letters (U+FFFD stands in their place)"
            told.say(
                "cell.lost-letters",
                table,
                message,
                "type them again, and save as CSV UTF-8",
                column=column,
                row=row,
                severity="warning",
            )
    elif before := decoded_twice(word):
        at = next(i for i, (a, b) in enumerate(zip(word, before + " ", strict=False)) if a != b)
        shown, likely = word[max(0, at - 15) : at + 20], before[max(0, at - 15) : at + 18]
        for row in told.rows(table, column, word):
            message = f"'{shown}' looks like text decoded twice (mojibake); it was likely '{likely}'"
            mend = "open the original file as UTF-8 (Excel: Data, From Text/CSV, 65001), or type the letters again"
            told.say("cell.mojibake", table, message, mend, column=column, row=row, severity="warning")


def _length(told: Told, table: str, column: str, word: str) -> None:
    if len(word) in _CUTS and word[-1].isalnum():
        code = "cell.cut"
        message = (
            f"the text ends at {len(word)} characters exactly, in the middle of a word or sentence: '…{word[-20:]}'"
        )
        mend = "an old .xls export cuts text there: look whether the end is missing, and save as .xlsx or CSV UTF-8"
    elif column == "paraphrase" and len(word) > _LONG:
        code = "cell.transcript"
        message = f"{len(word):,} characters: a transcript, where a paraphrase belongs"
        mend = "say in a sentence or two who, what and to what effect; the text itself stays with you"
    else:
        return
    for row in told.rows(table, column, word):
        told.say(code, table, message, mend, column=column, row=row, severity="warning")
