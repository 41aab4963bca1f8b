"""Links of an imported case: taken over from relations that the coders drew, or derived from codes that stand together.

A derived link has a ``d`` in its id, one from a relation an ``r``; the rule stands in config/importing.yaml.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .decided import Decided
from .model import Counted, Project, Relation

if TYPE_CHECKING:
    from .canonical import Kept

_CAUSES = ("barrier", "enabler")
#: A cause and an effect with their passages, and the pass: (cause passage, cause, effect passage, effect, coder).
Pair = tuple[str, str, str, str, str]


def links_of(
    kept: Sequence[Kept], project: Project, decided: Decided, families: Mapping[str, str], rule: Mapping[str, Any],
    case_id: str,
) -> tuple[list[dict[str, str]], list[Counted]]:  # fmt: skip
    """Return the links in the order of their effects' passages, and what became of relations and of pairs of codes."""
    order = {one.segment_id: place for place, one in enumerate(kept)}
    prefix = "".join(letter for letter in case_id if letter.isalnum())
    stated: dict[Pair, str] = {}
    why: Counter[str] = Counter()
    for relation in project.relations:
        reason = "config/importing.yaml takes none" if not rule["relations"] else ""
        reason = reason or _stated(relation, kept, project, decided, families, stated)
        if reason:
            why[reason] += 1
    counted = [_counted("relations", len(project.relations), why)]
    derived, seen = _derived(kept, families, rule, stated)
    counted.append(seen)
    rows = []
    for mark, pairs in (("r", stated), ("d", dict.fromkeys(derived, rule["derived_status"]))):
        ordered = sorted(pairs, key=lambda pair: (order[pair[2]], order[pair[0]], pair))
        for number, (cause_at, cause, effect_at, effect, coder) in enumerate(ordered, 1):
            apart = "" if cause_at == effect_at else cause_at
            rows.append(
                dict(
                    link_id=f"{prefix}-{mark}{number:03d}", segment_id=effect_at, cause_segment_id=apart,
                    remedy_segment_id="", cause=cause, effect=effect,
                    status=pairs[cause_at, cause, effect_at, effect, coder],
                    remedy="", coder=coder,
                )
            )  # fmt: skip
    return rows, counted


def _counted(kind: str, n: int, why: Mapping[str, int]) -> Counted:
    return Counted(kind, n, n - sum(why.values()), tuple(sorted((reason, m) for reason, m in why.items() if m)))


# --- relations --------------------------------------------------------------------------------------


def _stated(
    relation: Relation, kept: Sequence[Kept], project: Project, decided: Decided, families: Mapping[str, str],
    stated: dict[Pair, str],
) -> str:  # fmt: skip
    """Add the links of a relation; return why there is none."""
    if relation.name not in decided.relations:
        return "left out"
    if not getattr(relation, "directed", True):
        return "it says only that two things belong together"
    backwards, status = decided.relations[relation.name]
    ends = (relation.target, relation.source) if backwards else (relation.source, relation.target)
    path = {one.id: " > ".join(one.path) for one in project.codes}
    causes = list(_coded(ends[0], kept, path, decided))
    effects = list(_coded(ends[1], kept, path, decided))
    both_codes = ends[0] in path and ends[1] in path
    found = [
        (one.segment_id, cause, other.segment_id, effect, coder)
        for one, cause, coder in causes
        for other, effect, second in effects
        if coder == second
        and families[cause] in _CAUSES
        and families[effect] == "effect"
        and one.about["source_id"] == other.about["source_id"]
        and (not both_codes or one is other)
    ]
    for pair in found:
        stated.setdefault(pair, status)
    return "" if found else "no cause and effect of one pass stand behind it"


def _coded(
    end: str, kept: Sequence[Kept], path: Mapping[str, str], decided: Decided
) -> Iterator[tuple[Kept, str, str]]:
    """Return the codings that one end of a relation names: those of a code, of a passage, or one coding."""
    if end in path:
        code = decided.code.get(path[end])
        for one in kept:
            yield from ((one, code, coder) for found, coder in one.codings if code and found == code)
        return
    for one in kept:
        if end not in one.passage.ids:
            continue
        mine = [coding for coding in one.passage.codings if getattr(coding, "id", "") == end]
        allowed = {decided.code.get(path.get(coding.code, coding.code)) for coding in mine}
        yield from ((one, code, coder) for code, coder in one.codings if not mine or code in allowed)


# --- derived ----------------------------------------------------------------------------------------


def _derived(
    kept: Sequence[Kept], families: Mapping[str, str], rule: Mapping[str, Any], stated: Mapping[Pair, str]
) -> tuple[list[Pair], Counted]:
    """Return the pairs of cause and effect of one pass that the rule joins, and what became of all such pairs."""
    how = rule["derived"]
    found: dict[Pair, None] = {}
    why: Counter[str] = Counter()
    if how == "none":
        return [], Counted("pairs of a cause and an effect that stand together", 0, 0)
    same = {pair: None for one in kept for pair in _pairs(one, one, families)}
    near = {pair: None for one, other in _near(kept, how) for pair in _pairs(one, other, families)}
    crowded = Counter((pair[0], pair[2], pair[4]) for pair in (*same, *near))
    for pair in (*same, *near):
        if pair in stated:
            why["a relation states it"] += 1
        elif crowded[pair[0], pair[2], pair[4]] > rule["most_pairs"]:
            why["the passage tells of more than config/importing.yaml takes (most_pairs)"] += 1
        else:
            found[pair] = None
    return list(found), _counted("pairs of a cause and an effect that stand together", len(same) + len(near), why)


def _pairs(one: Kept, other: Kept, families: Mapping[str, str]) -> Iterable[Pair]:
    """Return the causes on one passage with the effects on another, each pass by itself."""
    for cause, coder in one.codings:
        if families[cause] in _CAUSES:
            for effect, second in other.codings:
                if families[effect] == "effect" and coder == second:
                    yield one.segment_id, cause, other.segment_id, effect, coder


def _near(kept: Sequence[Kept], how: str) -> Iterable[tuple[Kept, Kept]]:
    """Return pairs of different passages, both ways, that share letters or of which one follows the other."""
    by_document: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        by_document[one.passage.document].append(one)
    for several in by_document.values():
        if how == "neighbouring":
            for one, other in pairwise(several):
                yield from ((one, other), (other, one))
        elif how == "overlapping":
            known = [one for one in several if one.passage.start is not None and one.passage.end is not None]
            for place, one in enumerate(known):
                for other in known[place + 1 :]:
                    if other.passage.start >= one.passage.end:  # type: ignore[operator]
                        break  # they are in the order of their beginnings
                    yield from ((one, other), (other, one))
