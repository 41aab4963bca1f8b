"""False alarms: what the gate would list in the open text of the five public cases, where nobody is to be protected.

    python tests/alarms.py          # a table in Markdown
    python tests/alarms.py name     # the words of one kind

Each case is looked at as if it were not public: the words of its own passages are not among the ordinary ones. The
first rows are the columns that a release may hold, the last one is the paraphrases, which never leave.
"""

from __future__ import annotations

import sys
from collections import Counter

from conftest import ROOT

from crosscase import store
from crosscase.cases.disclosure.sheets import Sheet
from crosscase.cases.disclosure.words import KINDS, Scanner, ordinary_words
from crosscase.run import discreet

CASES = sorted(path.name for path in (ROOT / "data/raw/cases").iterdir() if (path / "segments.csv").is_file())
PUBLIC = [case_id for case_id in CASES if store.access_of(case_id) == "public"]


def texts(case_id: str) -> dict[str, list[str]]:
    """Return the open text of a case by where it stands, each text once."""
    known, found = discreet.vocabulary(), {}
    for table in ("cases", "participants", "data_collection", "indicators", "segments"):
        place = "cross_case" if table == "cases" else case_id
        frame = store.read_table(ROOT / f"data/processed/{place}/{table}.csv", table)
        frame = frame[frame["case_id"] == case_id]
        columns = ["paraphrase"] if table == "segments" else Sheet(table, frame, frame[:0], []).words
        cells = (frame[column].astype(str).unique() for column in columns)
        found[table] = sorted({text for column in cells for text in column if text and text not in known})
    return found


def main(kind: str) -> None:
    counted: dict[str, Counter[str]] = {}
    for case_id in PUBLIC:
        others = [(ROOT / f"data/processed/{one}/segments.csv").read_text("utf-8") for one in PUBLIC if one != case_id]
        docs = [path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))]
        scanner = Scanner(ordinary_words([*others, *docs, *discreet.vocabulary()]))
        for table, held in texts(case_id).items():
            count = counted.setdefault(table, Counter())
            for text in held:
                count["words"] += len(text.split())
                hits = scanner.scan(text)
                count.update(hit.kind for hit in hits)
                for hit in (one for one in hits if one.kind == kind):
                    print(f"{case_id} {table}: {hit.words}")
    print("| open text of | words |", " | ".join(KINDS), "| per 1,000 words |")
    print("| --- |", " | ".join(["---:"] * (len(KINDS) + 2)), "|")
    for table, count in counted.items():
        alarms = sum(count[one] for one in KINDS)
        numbers = " | ".join(str(count[one]) for one in KINDS)
        print(f"| {table} | {count['words']:,} | {numbers} | {1000 * alarms / count['words']:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
