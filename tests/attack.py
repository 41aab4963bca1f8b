"""Invented cases that are not public, and somebody who tries to find out what was hidden in their release.

    python tests/attack.py 500

The attacker holds the released tables, the published ones of the public cases, the rules, and even knows which cells
were hidden for being small. He knows everybody: who belongs to which group and took part. He shares no code with the
gate. Printed: cases, hidden counts of people, how many he found exactly, how many people he could name a statement of.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from crosscase.cases.disclosure import decision
from crosscase.cases.disclosure.profiles import Profile
from crosscase.cases.disclosure.release import Release, look
from crosscase.cases.disclosure.sheets import Sheet
from crosscase.cases.disclosure.words import Scanner
from crosscase.core import schemas
from crosscase.core.codebook import PHASES
from crosscase.core.counts import evidence, filled, grid

CODES = ("lack_of_trust", "blaming", "unclear_roles", "withdrawal")
SIDES = ("citizens", "providers")
RULES = Profile("custom", 1, 7, 1, 3)
OWN = "own"
KEYS = {
    "codes_by_case": ("code_id", "case_id"),
    "phase_profile": ("code_id", "phase", "case_id"),
    "perspectives": ("code_id", "perspective", "case_id"),
    "codes_in_cases": ("code_id",),
}


def told(case_id: str, rng: random.Random, n_people: int, n_passages: int) -> pd.DataFrame:
    """Return a row for each passage and code of one case: who says what, when."""
    side = {f"{case_id}-{at}": rng.choice(SIDES) for at in range(n_people)}
    rows = []
    for at in range(n_passages):
        speaker = rng.choice([*side, ""]) if rng.random() < 0.95 else ""
        phase, code = rng.choice(PHASES), rng.choice(CODES if rng.random() < 0.5 else CODES[:2])
        rows.append((case_id, f"s{at}", speaker, side.get(speaker, rng.choice(SIDES)), phase, code))
    return pd.DataFrame(rows, columns=["case_id", "segment_id", "speaker", "perspective", "phase", "code_id"])


def tables(passages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables that are released, as the project counts them."""
    cases = sorted(passages["case_id"].unique())
    levels = {"code_id": CODES, "phase": PHASES, "perspective": SIDES, "case_id": cases}
    made = {}
    for name, keys in KEYS.items():
        frame = filled(evidence(passages, keys), grid(**{key: levels[key] for key in keys}))
        frame["unit"] = frame.get("case_id", "")
        missing = {column: "" for column in schemas.columns(name) if column not in frame}
        made[name] = frame.assign(**missing)[schemas.columns(name)]
    return made


@dataclass
class Case:
    """A case that is not public: its passages, the tables with it and without, and its release."""

    passages: pd.DataFrame
    full: dict[str, pd.DataFrame]
    published: dict[str, pd.DataFrame]
    release: Release
    shown: dict[str, pd.DataFrame]


def public(seed: int = 0) -> pd.DataFrame:
    rng = random.Random(seed)
    return pd.concat([told(f"public{at}", rng, 12, 40) for at in range(4)], ignore_index=True)


def case(seed: int, before: pd.DataFrame, published: dict[str, pd.DataFrame], rules: Profile = RULES) -> Case:
    """Draw a case and release it, with everything that is listed left out."""
    rng = random.Random(seed)
    own = told(OWN, rng, rng.choice((3, 9, 20, 40)), rng.choice((8, 30, 90)))
    full = tables(pd.concat([before, own], ignore_index=True))
    sheets = [Sheet(name, full[name], published[name], [OWN]) for name in KEYS]
    made = look(sheets, rules, Scanner(), known={OWN, *CODES, *SIDES, *PHASES}, passages=own)
    record = decision.draft([OWN], rules.name, "", made.found)
    for one in record["listed"]:
        one |= {"decision": decision.LEAVE_OUT, "why": "a test"}
    decided = decision.decided(record, "", made.found, "decision.yml")
    return Case(own, full, published, made, made.tables(decided, own_only=[]))


def own_counts(one: Case, name: str, column: str) -> dict[tuple[str, ...], object]:
    """Return what the release says of a count of the case, by key: a number, "*", or nothing where the row is gone.

    Of a table over all cases the published one is taken away.
    """
    keys, frame = [key for key in KEYS[name] if key != "case_id"], one.shown[name]
    if "case_id" in KEYS[name]:
        frame = frame[frame["case_id"] == OWN]
        return dict(zip(map(tuple, frame[keys].to_numpy()), frame[column], strict=True))
    before = one.published[name].set_index(keys)[column]
    return {
        (key,): value if value == "*" else value - before[key]
        for key, value in zip(frame[keys[0]], frame[column], strict=True)
    }


def truth(one: Case, name: str) -> dict[tuple[str, ...], int]:
    keys = [key for key in KEYS[name] if key != "case_id"]
    return {tuple(key): len(set(rows["speaker"]) - {""}) for key, rows in one.passages.groupby(keys)}


def attack(one: Case) -> tuple[int, list[tuple]]:
    """Return how many small counts of people are not shown, and those of them that only one number is possible for."""
    cells: dict[tuple, int] = {}
    bounds: list[tuple[float, float]] = []
    small = {
        (table, *_key(one, table, row)) for table, row, column in one.release.hiding.small if column == "n_speakers"
    }
    for name in KEYS:
        for column in ("n_segments", "n_speakers"):
            for key, value in own_counts(one, name, column).items():
                cells[name, column, *key] = len(bounds)
                if value != "*":
                    bounds.append((float(value), float(value)))
                elif column == "n_speakers" and (name, *key) in small:
                    bounds.append((RULES.low, RULES.high))
                else:
                    bounds.append((0, 200))
    rows: list[tuple[dict[int, float], float, float]] = []

    def relate(weights: dict[tuple, float], low: float, high: float) -> None:
        if all(cell in cells for cell in weights):
            rows.append(({cells[cell]: weight for cell, weight in weights.items()}, low, high))

    for name, _, *key in [cell for cell in cells if cell[1] == "n_segments"]:
        relate({(name, "n_segments", *key): 1, (name, "n_speakers", *key): -1}, 0, np.inf)
    for code in CODES:
        for column in ("n_segments", "n_speakers"):
            relate({("codes_in_cases", column, code): 1, ("codes_by_case", column, code): -1}, 0, 0)
            for name, parts in (("phase_profile", PHASES), ("perspectives", SIDES)):
                whole, each = ("codes_by_case", column, code), [(name, column, code, part) for part in parts]
                # A speaker has one side, and may speak of several phases.
                exact = column == "n_segments" or name == "perspectives"
                relate({whole: 1, **dict.fromkeys(each, -1)}, 0 if exact else -np.inf, 0)
                for part in each:
                    relate({whole: 1, part: -1}, 0, np.inf)
    found = []
    asked = [cell for cell in cells if cell[1] == "n_speakers" and (cell[0], *cell[2:]) in small]
    for cell in asked:
        low, high = (_end(cells[cell], sign, bounds, rows) for sign in (1, -1))
        if low == high:
            found.append(cell)
    return len(asked), found


def _key(one: Case, table: str, row: int) -> tuple[str, ...]:
    return tuple(one.full[table].loc[row, [key for key in KEYS[table] if key != "case_id"]])


def _end(place: int, sign: int, bounds: list[tuple[float, float]], rows: list) -> int:
    goal, matrix = np.zeros(len(bounds)), np.zeros((len(rows), len(bounds)))
    goal[place] = sign
    for number, (weights, _, _) in enumerate(rows):
        for at, weight in weights.items():
            matrix[number, at] = weight
    limits = LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])
    solved = milp(goal, integrality=np.ones(len(bounds)), bounds=Bounds(*np.array(bounds).T), constraints=limits)
    return round(solved.x[place])


def named(one: Case) -> list[tuple[str, str]]:
    """Return the people of whom the attacker knows a statement: the only speaker of a side whose rows are shown."""
    members = one.passages[one.passages["speaker"] != ""].groupby("perspective")["speaker"].unique()
    shown = one.shown["perspectives"]
    own = shown[shown["case_id"] == OWN]
    said = own[own["n_segments"] != 0]
    return [
        (people[0], row.code_id)
        for side, people in members.items()
        if len(people) == 1
        for row in said[said["perspective"] == side].itertuples()
    ]


def main(n_cases: int) -> None:
    before = public()
    published = tables(before)
    hidden, found, people, left_out = 0, [], [], 0
    for seed in range(1, n_cases + 1):
        one = case(seed, before, published)
        if missing := one.release.hiding.left_out:
            left_out += 1
            print(seed, "left out whole:", missing)
            continue
        n, exact = attack(one)
        hidden, found, people = hidden + n, [*found, *((seed, *cell) for cell in exact)], [*people, *named(one)]
    print(
        "| cases | small counts hidden | found exactly | people named | with a table left out |",
        "| ---: | ---: | ---: | ---: | ---: |",
        sep="\n",
    )
    print(f"| {n_cases} | {hidden} | {len(found)} | {len(people)} | {left_out} |", *found[:5])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
