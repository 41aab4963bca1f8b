"""Names that are not what they look like: line breaks in ids, letters of another alphabet, coders in two spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...core.codebook import Codebook
from ...core.reading.cells import is_name
from ...core.reading.text import latin, look_alikes
from ...core.received import RawTable
from ..passes import CONSENSUS
from ..words import listed_codes
from .told import Told, columns_of, rows_in_words, words


def line_breaks(told: Told, received: Mapping[str, RawTable], book: Codebook) -> None:
    """Tell line breaks inside ids, codes and coders, as they were received; go on without them.

    A cell that lists codes below each other is told as such, by the check of codes.
    """
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            raw = received[table].frame
            if not is_name(column) or column not in raw:
                continue
            # What was at an end is gone from the repaired cells: the received ones are asked where they differ.
            every = told.words(table, column) if raw[column].equals(frame[column]) else words(raw, column)
            for word in [one for one in every if "\n" in one or "\r" in one]:
                if len(listed_codes(word, book)) > 1:
                    continue
                whole = re.sub(r"\s*[\r\n]+\s*", "", word)
                rows = [int(row) for row in raw.index[raw[column] == word]]
                shown = re.sub(r"[\r\n]+", "⏎", word)
                for row in rows:
                    told.say(
                        "cell.line-break",
                        table,
                        f"a line break inside '{shown}'",
                        f"write '{whole}' on one line",
                        column=column,
                        row=row,
                    )
                told.put(table, column, {word: whole, word.strip(): whole})


def other_alphabets(told: Told, book: Codebook) -> None:
    """Tell letters that look like Latin ones in ids, codes and coders; go on with the Latin ones."""
    known = {*book.families, *book.perspectives}
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            if is_name(field["name"]):
                known |= {word for word in told.words(table, field["name"]) if word.isascii()}
    for table, frame in told.frames.items():
        for field in columns_of(table, frame):
            column = field["name"]
            if not is_name(column):
                continue
            meant = {}
            for word in told.words(table, column):
                if word.isascii() or not (odd := look_alikes(word)):
                    continue
                plain = latin(word)
                if plain in known or (plain.isascii() and re.search("[A-Za-z]", word)):
                    meant[word] = plain
                    rows = told.rows(table, column, word)
                    message = f"'{word}' holds letters that only look Latin: {odd}"
                    mend = f"write '{plain}' with the Latin keyboard ({rows_in_words(rows)})"
                    told.say("cell.look-alike", table, message, mend, column=column, rows=rows)
            if meant:
                told.put(table, column, meant)


def passes(told: Told) -> None:
    """Warn of coders that differ only in large and small letters, or in a mark."""
    if "codings" not in told.frames or not {"coder", "segment_id"} <= set(told.frames["codings"]):
        return
    frame = told.frames["codings"]
    coded = frame.groupby("coder", sort=False)["segment_id"].nunique().drop("", errors="ignore")
    folded: dict[str, list[str]] = {}
    for coder in coded.index:
        folded.setdefault(re.sub(r"[\W_]+", "", coder.casefold()) or coder, []).append(coder)
    if CONSENSUS in folded and CONSENSUS not in folded[CONSENSUS]:
        folded[CONSENSUS].insert(0, CONSENSUS)  # what is analysed is called so, whoever writes it otherwise
    for same in folded.values():
        if len(same) > 1:
            rows = told.rows("codings", "coder", same[-1])
            small = len({coder.casefold() for coder in same}) == 1
            what = "large and small letters" if small else "marks or large and small letters"
            message = f"coders '{' and '.join(same)}' differ only in {what}: are they one?"
            told.say(
                "coding.coders-alike",
                "codings",
                message,
                "write one of them everywhere",
                column="coder",
                row=rows[0],
                severity="warning",
            )
