"""Corpora of known structure: which barriers how many cases share, which links there are, how far two passes agree.

    python tests/planted.py FOLDER 20 1000      # 20 cases of 1,000 passages as data/raw/cases/ of a copy of the project

Everything that is counted is laid out by arithmetic, not drawn, so that `Plan` says beforehand what tables over cases
must show: tests/test_planted.py recovers it, tests/scale.py measures how time grows. The passages mean nothing.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

import yaml

ROOT = Path(__file__).resolve().parents[1]
ROLES = (("patient", "P"), ("staff", "S"), ("author", ""))
PHASES = ("before", "during", "after")
#: The status of the links of one barrier in turn; the last two name a remedy.
STATUSES = ("realised", "possible", "mitigated", "averted")
HEADERS = {
    "segments": "segment_id unit_id source_id section kind speaker role phase paraphrase"
    " head_anchor tail_anchor n_tokens",
    "codings": "segment_id code_id label presence coder",
    "links": "link_id segment_id cause effect status remedy coder",
}
Row = list[str]
Cell = TypeVar("Cell")


def codes(project: Path = ROOT) -> dict[str, list[str]]:
    """Return the codes that may be applied, by family; ``harm`` are the effects of co-destruction."""
    with (project / "data/raw/codebook/codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    headings, found = {row["parent"] for row in rows}, {"harm": []}
    for row in rows:
        if row["code_id"] not in headings:
            found.setdefault(row["family"], []).append(row["code_id"])
            if row["valence"] == "co-destruction":
                found["harm"].append(row["code_id"])
    return found


@dataclass(frozen=True)
class Plan:
    """A corpus: so many ``cases`` of so many ``passages`` each, with the ``codes`` of a codebook.

    Every pass gives a passage one barrier, the harm that goes with it and the link between them; where that is
    mitigated or averted, an enabler as well. With ``passes`` 3 a case has the passes A, B and consensus, with 1 only A.
    B reads each ``differs``-th passage differently: it sees the next barrier of the case. Cases stand in pairs, of
    which the second repeats the first ``repeated`` passages of the first as the same stretch of the source.
    """

    cases: int
    passages: int
    codes: dict[str, list[str]]
    passes: int = 3
    differs: int = 5
    repeated: int = 2

    @property
    def ids(self) -> list[str]:
        return [f"planted-{number:03d}" for number in range(1, self.cases + 1)]

    def reach(self, barrier: int) -> int:
        """Return in how many cases the barrier of this number is told: the first in one, the last two in all."""
        last = len(self.codes["barrier"]) - 2
        return min(self.cases, 1 + barrier * (self.cases - 1) // last)

    def told_in(self, case: int) -> list[int]:
        """Return the numbers of the barriers that a case tells: a barrier of number *b* begins with case *b*."""
        every = range(len(self.codes["barrier"]))
        return [one for one in every if (case - one) % self.cases < self.reach(one)]

    def shared_by(self) -> dict[str, int]:
        """Return in how many cases each barrier is told."""
        return {code: self.reach(number) for number, code in enumerate(self.codes["barrier"])}

    def links(self) -> dict[tuple[str, str, str, str], int]:
        """Return how many passages of each case tell each link (case, barrier, effect, status) in the consensus."""
        found = {}
        for case, case_id in enumerate(self.ids):
            told = self.told_in(case)
            for at, barrier in enumerate(told):
                times = len(range(at, self.passages, len(told)))
                for turn, status in enumerate(STATUSES):
                    key = (case_id, self.codes["barrier"][barrier], self.effect(barrier), status)
                    found[key] = len(range(turn, times, len(STATUSES)))
        return {key: n for key, n in found.items() if n}

    def agreed(self) -> tuple[int, int]:
        """Return on how many passages of a case A and B agree wholly, and on how many they do not."""
        other = len(range(0, self.passages, self.differs))
        return self.passages - other, other

    def effect(self, barrier: int) -> str:
        return self.codes["harm"][barrier % len(self.codes["harm"])]

    def repeats(self) -> set[str]:
        """Return the passages that stand in two cases, as ``case_id:segment_id``."""
        paired = self.ids[: self.cases // 2 * 2]
        return {f"{one}:{_segment_id(one, at)}" for one, at in product(paired, range(self.repeated))}


def _segment_id(case_id: str, at: int) -> str:
    return f"{case_id.replace('planted', 'p')}-{at + 1:06d}"


def _segment(plan: Plan, case: int, at: int) -> Row:
    case_id, (role, letter) = plan.ids[case], ROLES[at % len(ROLES)]
    origin = case - 1 if case % 2 and at < plan.repeated else case
    place = origin * plan.passages + at
    return [
        _segment_id(case_id, at),
        case_id,
        "interviews",
        f"Results {at // 500 + 1}",
        "quotation" if letter else "finding",
        f"{letter}{at // len(ROLES) % 40 + 1}" if letter else "",
        role,
        PHASES[at % 7 % len(PHASES)],
        f"Somebody tells in passage {at + 1} of {case_id} how people worked together, and what came of it.",
        f"ab{place:010x}",  # with letters: an anchor of digits alone may have been read as a number
        f"ef{place:010x}",
        str(8 + at % 113),
    ]


def _rows(plan: Plan, case: int) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a case, each with the name of its table."""
    told, case_id, n_links = plan.told_in(case), plan.ids[case], 0
    for at in range(plan.passages):
        yield "segments", _segment(plan, case, at)
        segment = _segment_id(case_id, at)
        for coder in ("A", "B", "consensus")[: plan.passes]:
            other = coder == "B" and at % plan.differs == 0
            barrier = told[(at + other) % len(told)]
            cause, effect = plan.codes["barrier"][barrier], plan.effect(barrier)
            turn = at // len(told)
            status, remedy = STATUSES[turn % len(STATUSES)], ""
            if status in STATUSES[2:]:
                remedy = plan.codes["enabler"][turn % len(plan.codes["enabler"])]
            for code in filter(None, (cause, effect, remedy)):
                yield "codings", [segment, code, "", "present", coder]
            n_links += 1
            yield "links", [f"{case_id}-l{n_links:07d}", segment, cause, effect, status, remedy, coder]


def write(plan: Plan, folder: Path) -> None:
    """Write the folders of the cases below *folder*, which is made."""
    for case, case_id in enumerate(plan.ids):
        place = folder / case_id
        place.mkdir(parents=True)
        label = f"Planted case {case + 1}"
        about = dict(
            title=label,
            label=label,
            country="Nowhere",
            sector="health",
            setting="planted",
            service_users="nobody",
            initiation=("top-down", "bottom-up", "research-led")[case % 3],
            study_design="laid out for a measurement",
            units=[dict(id=case_id, label=label)],
            sources=["interviews"],
            access="public",
        )
        (place / "case.yml").write_text(yaml.safe_dump(about, sort_keys=False), encoding="utf-8")
        files = {name: (place / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in HEADERS}
        writers = {name: csv.writer(file, lineterminator="\n") for name, file in files.items()}
        for name, writer in writers.items():
            writer.writerow(HEADERS[name].split())
        for name, row in _rows(plan, case):
            writers[name].writerow(row)
        for file in files.values():
            file.close()


if __name__ == "__main__":
    project = Path(sys.argv[1])
    write(Plan(int(sys.argv[2]), int(sys.argv[3]), codes(project)), project / "data/raw/cases")
