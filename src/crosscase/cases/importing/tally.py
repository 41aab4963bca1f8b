"""The ledger of an import while it is written: what was read is counted where it is read, what is left out where it is
left out, what is kept in the project that comes out. So the sums close only if nothing was lost on the way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from .model import Counted, Project

#: Why something is left out whose id was read before.
TWICE = "with the id of another one"
#: The lines that every ledger has, in this order; others follow.
KINDS = ("documents", "codes", "codings", "memos", "relations", "groups")


class Tally:
    """What was read and what was left out, by kind."""

    def __init__(self) -> None:
        self._read: Counter[str] = Counter()
        self._left: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def read(self, kind: str, n: int = 1) -> None:
        if n:
            self._read[kind] += n

    def leave(self, kind: str, why: str, n: int = 1) -> None:
        if n:
            self._left[kind][why] += n

    def left(self, kind: str) -> int:
        return sum(self._left[kind].values())

    def closed(self, project: Project, n_selections: int) -> Project:
        """Return a project with its ledger: what is kept is what it holds, and these selections."""
        given = [*(one.attributes for one in project.documents), *(one.attributes for one in project.groups)]
        kept = {
            **{kind: len(getattr(project, kind)) for kind in KINDS},
            "selections": n_selections,
            "members": sum(len(group.members) for group in project.groups),
            "values of attributes": sum(map(len, given)),
        }
        return replace(project, ledger=self._ledger(kept))

    def _ledger(self, kept: Mapping[str, int]) -> tuple[Counted, ...]:
        """Return a line for each kind; *kept* counts what the project holds."""
        more = sorted((set(self._read) | set(self._left)) - set(KINDS))
        return tuple(
            Counted(kind, self._read[kind], kept.get(kind, 0), tuple(sorted(self._left[kind].items())))
            for kind in (*KINDS, *more)
        )
