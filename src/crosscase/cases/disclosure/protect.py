"""Which cells to hide: small counts of people, and what they could be recomputed from.

A small count is hidden first, and with it the small counts beside it in its row (a passage that one person told is one
person). Then it is asked what somebody could still find out who knows everything that is shown, all relations between
counts, the totals that may be known, and even which cells were hidden for being small: the lowest and the highest
whole number that each hidden count of people can be, by integer programming. Where fewer whole numbers are possible
than the profile asks for, one more cell is hidden, and it is asked again (Kelly, Golden and Assad 1992; Fischetti and
Salazar 1999; Hundepool et al. 2012). The choice of that cell is a rule of thumb; the check is exact.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack
from scipy.sparse.csgraph import connected_components

from .profiles import Profile
from .relations import Relation, relations
from .sheets import Cell, Sheet

#: Twice so many solutions are tried that move all counts at once, before each is asked by itself.
_AT_ONCE = 4


@dataclass
class Hiding:
    """What is hidden. *small*: counts of people; *beside*: small counts and what follows from them in the same row;
    *second*: cells that the others could be recomputed from; *left_out*: tables that no hiding makes safe.
    """

    small: set[Cell] = field(default_factory=set)
    beside: set[Cell] = field(default_factory=set)
    second: set[Cell] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)

    @property
    def cells(self) -> set[Cell]:
        return self.small | self.beside | self.second


def hide(sheets: Sequence[Sheet], profile: Profile) -> Hiding:
    """Return what to hide in these tables so that no small count of people can be recomputed."""
    left_out: list[str] = []
    while True:
        kept = [sheet for sheet in sheets if sheet.name not in left_out]
        hiding = _first(kept, profile)
        system = _System(kept, relations(kept), profile)
        while exposed := system.exposed(hiding):
            more, stuck = system.seconds(exposed, hiding)
            if stuck or not more:
                stuck = stuck or exposed
                left_out += sorted({table for table, _, _ in stuck})
                break
            hiding.second |= more
        else:
            _fractions(kept, hiding)
            hiding.left_out = left_out
            return hiding


def _first(sheets: Sequence[Sheet], profile: Profile) -> Hiding:
    """Hide small counts of people, people that are no whole number, and the small counts in the same rows."""
    hiding = Hiding()
    for sheet in sheets:
        for row in sheet.own:
            counted = {column: sheet.part.at[row, column] for column in sheet.counts}
            said = any(n > 0 for n in counted.values())  # nobody of nothing is no count of people
            small = [column for column in sheet.people if said and profile.small(counted[column])]
            unread = [
                column
                for column in sheet.people
                if counted[column] != counted[column] and str(sheet.frame.at[row, column]) not in ("", "nan", "<NA>")
            ]
            hiding.small |= {(sheet.name, int(row), column) for column in small}
            hiding.beside |= {(sheet.name, int(row), column) for column in unread}
            if small:
                beside = [name for name, n in counted.items() if name not in sheet.people and 0 < n <= profile.high]
                hiding.beside |= {(sheet.name, int(row), column) for column in beside}
    return hiding


def _fractions(sheets: Sequence[Sheet], hiding: Hiding) -> None:
    """Hide shares and other numbers of rows in which a count is hidden: they follow from the counts."""
    rows = {cell[:2] for cell in hiding.cells}
    for sheet in sheets:
        hiding.beside |= {
            (sheet.name, row, one) for table, row in rows if table == sheet.name for one in sheet.fractions
        }


class _System:
    """The counts of the tables as whole numbers, and their relations."""

    def __init__(self, sheets: Sequence[Sheet], known: Iterable[Relation], profile: Profile) -> None:
        self.value: dict[Cell, float] = {}
        for sheet in sheets:
            part: pd.DataFrame = sheet.counted
            for column in sheet.counts:
                self.value |= {(sheet.name, int(row), column): n for row, n in part[column].dropna().items()}
        self.known = [one for one in known if all(cell in self.value for cell, _ in one.weights)]
        self.of: dict[Cell, list[Relation]] = {}
        for relation in self.known:
            for cell, _ in relation.weights:
                self.of.setdefault(cell, []).append(relation)
        self.cells = sorted(self.value)
        self.profile = profile
        self._safe: set[Cell] = set()

    def exposed(self, hiding: Hiding) -> list[Cell]:
        """Return the hidden small counts for which too few whole numbers are possible, in order.

        What was safe once is never asked again: with each cell that is hidden more becomes possible, never less.
        """
        found: list[Cell] = []
        for cells in self._components([cell for cell in hiding.cells if cell in self.value]):
            if open_ones := [cell for cell in cells if cell in hiding.small and cell not in self._safe]:
                narrow = self._narrow(cells, open_ones, hiding)
                self._safe |= set(open_ones) - set(narrow)
                found += narrow
        return sorted(found)

    def _components(self, hidden: Sequence[Cell]) -> list[list[Cell]]:
        """Return the hidden cells in groups that no relation joins."""
        number = {cell: at for at, cell in enumerate(sorted(hidden))}
        ends: list[tuple[int, int]] = []
        for relation in {id(one): one for cell in number for one in self.of.get(cell, [])}.values():
            inside = [number[cell] for cell, _ in relation.weights if cell in number]
            ends += [(inside[0], other) for other in inside[1:]]
        rows, columns = zip(*ends, strict=True) if ends else ((), ())
        graph = coo_array((np.ones(len(ends)), (rows, columns)), shape=(len(number), len(number)))
        _, label = connected_components(graph, directed=False)
        groups: dict[int, list[Cell]] = {}
        for cell, at in number.items():
            groups.setdefault(int(label[at]), []).append(cell)
        return list(groups.values())

    def bounds(self, cell: Cell, hiding: Hiding) -> tuple[float, float]:
        """Return what is known of a hidden cell by itself: a small one is small, any other one is a count."""
        if cell in hiding.small:
            return self.profile.low, self.profile.high
        if cell in hiding.beside:
            return 1, self.profile.high
        return 0, 10 * self.value[cell] + 100

    def _narrow(self, cells: list[Cell], asked: list[Cell], hiding: Hiding) -> list[Cell]:
        """Return those of *asked*, small counts among the hidden *cells* of one group, that are not free enough."""
        at = {cell: place for place, cell in enumerate(cells)}
        limits = Bounds(*np.array([self.bounds(cell, hiding) for cell in cells], dtype=float).T)
        rows = _rows({id(one): one for cell in cells for one in self.of.get(cell, [])}.values(), at, self.value)
        places = np.array([at[cell] for cell in asked])
        low = np.array([self.value[cell] for cell in cells])
        high = low.copy()
        free = functools.partial(self._free, low, high)
        # All up, all down, and every second, every other two, every other four up while the rest goes down.
        ups = [1 - 2 * ((np.arange(len(places)) >> bit) & 1) for bit in range(_AT_ONCE - 1)]
        goals = np.zeros((2 * _AT_ONCE, len(cells)))
        goals[:_AT_ONCE, places] = [np.ones(len(places)), *ups]
        goals[_AT_ONCE:] = -goals[:_AT_ONCE]
        singly = (sign * np.eye(1, len(cells), place)[0] for place in places for sign in (1, -1))
        for goal in (*goals, *singly):
            if all(free(place) for place in np.flatnonzero(goal)):
                continue
            solved = milp(goal, integrality=np.ones(len(cells)), bounds=limits, constraints=rows)
            if solved.x is not None:  # without an answer a count is never taken for free
                np.minimum(low, np.round(solved.x), out=low)
                np.maximum(high, np.round(solved.x), out=high)
        return [cell for cell in asked if not free(at[cell])]

    def _free(self, low: np.ndarray, high: np.ndarray, place: Any) -> bool:
        return bool(high[place] - low[place] + 1 >= self.profile.possible)

    def seconds(self, exposed: Sequence[Cell], hiding: Hiding) -> tuple[set[Cell], list[Cell]]:
        """Return more cells to hide so that the exposed ones become free, and the exposed ones that nothing frees.

        Every exposed count is moved as far as it must be free to move, and every cell that is shown may move for it, at
        a price: the linear programme moves the fewest and smallest, and what moved is what has to be hidden.
        """
        moved = self._moved(exposed, hiding, (1, -1))
        if moved is not None:
            return moved, []
        chosen: set[Cell] = set()
        stuck = []
        for cell in exposed:
            ways = [self._moved([cell], hiding, signs) for signs in ((1,), (-1,))]
            best = min((way for way in ways if way is not None), key=len, default=None)
            if best is None:
                stuck.append(cell)
            chosen |= best or set()
        return chosen, stuck

    def _moved(self, exposed: Sequence[Cell], hiding: Hiding, signs: Sequence[int]) -> set[Cell] | None:
        """Return the shown cells that move when the exposed ones do, up or else down; None where they cannot."""
        hidden, step, free = hiding.cells, self.profile.possible - 1, np.inf
        limits = {cell: self.bounds(cell, hiding) if cell in hidden else (0, free) for cell in self.cells}
        for cell in exposed:
            low, high = limits[cell]
            ways = {1: (self.value[cell] + step, high), -1: (low, self.value[cell] - step)}
            limits[cell] = next((ways[sign] for sign in signs if ways[sign][0] <= ways[sign][1]), (1, 0))
            if limits[cell] == (1, 0):
                return None
        n, at = len(self.cells), {cell: place for place, cell in enumerate(self.cells)}
        shown = [at[cell] for cell in self.cells if cell not in hidden]
        truth = np.array([self.value[cell] for cell in self.cells])
        pick, price = eye_array(n).tocsr()[shown], np.zeros(2 * n)
        price[[n + place for place in shown]] = 1 / (1 + truth[shown])
        bounds = Bounds(
            [*(limits[cell][0] for cell in self.cells), *np.zeros(n)],
            [*(limits[cell][1] for cell in self.cells), *np.full(n, free)],
        )
        (related,) = _rows(self.known, at, self.value) or [LinearConstraint(np.zeros((1, n)), 0, 0)]
        rows = [
            LinearConstraint(
                hstack([csr_array(related.A), csr_array((related.A.shape[0], n))]), related.lb, related.ub
            ),
            LinearConstraint(hstack([pick, -pick]), -free, truth[shown]),
            LinearConstraint(hstack([pick, pick]), truth[shown], free),
        ]
        solved = milp(price, bounds=bounds, constraints=rows)
        if solved.x is None:
            return None
        return {self.cells[place] for place in shown if abs(solved.x[place] - truth[place]) > 1e-6}


def _rows(known: Iterable[Relation], at: Mapping[Cell, int], value: Mapping[Cell, float]) -> list[LinearConstraint]:
    """Return the relations over the hidden cells *at* their places; what is shown stands on the other side."""
    numbers, places, weights, low, high = [], [], [], [], []
    for number, relation in enumerate(known):
        shown = sum(weight * value[cell] for cell, weight in relation.weights if cell not in at)
        for cell, weight in relation.weights:
            if cell in at:
                numbers.append(number)
                places.append(at[cell])
                weights.append(weight)
        low.append(relation.low - shown)
        high.append(relation.high - shown)
    if not low:
        return []
    matrix = csr_array((weights, (numbers, places)), shape=(len(low), len(at)))
    return [LinearConstraint(matrix, low, high)]
