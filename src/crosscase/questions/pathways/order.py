"""The order of codes in layers in which few bands cross (Sugiyama, Tagawa and Toda 1981)."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence

Edge = tuple[str, str]


# --- an order in which few bands cross ----------------------------------------------------------------------


def crossings(above: Sequence[str], below: Sequence[str], edges: Sequence[Edge]) -> int:
    """Return how many pairs of these edges cross between two layers in this order.

    Two edges cross where their ends are in opposite order; edges that share an end do not. Counted as the inversions
    of the lower ends when edges are sorted by the upper ones (Barth, Mutzel and Juenger 2004).
    """
    up, down = ({node: place for place, node in enumerate(layer)} for layer in (above, below))
    seen: list[int] = []
    number = 0
    for _, end in sorted((up[a], down[b]) for a, b in edges):
        number += len(seen) - bisect_right(seen, end)
        insort(seen, end)
    return number


def untangled(
    layers: Sequence[Sequence[str]], edges: Sequence[Mapping[Edge, float]], *, sweeps: int = 12, starts: int = 12
) -> list[list[str]]:
    """Return the layers in an order in which few edges cross, by barycentres (Sugiyama, Tagawa and Toda 1981).

    ``edges[i]`` gives the weight of each edge between layers ``i`` and ``i + 1``. Down and up in turn, a layer is
    sorted by the weighted mean place of its neighbours in the layer before; then neighbours change places where that
    saves a crossing (Eades and Kelly 1986). This is done from the order given and from rotations of its first layer,
    and the best order met is kept; ties keep the earlier one, so the same layers give the same picture. It is a
    heuristic: an order with fewer crossings may exist.
    """
    best = [list(layer) for layer in layers]
    fewest = _all_crossings(best, edges)
    turns = max(1, len(best[0]) // starts)
    for turn in range(0, max(1, len(best[0])), turns):
        order = [[*layers[0][turn:], *layers[0][:turn]], *map(list, layers[1:])]
        for _ in range(sweeps):
            before = [list(layer) for layer in order]
            for down in (True, False):
                places = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
                for at in places:
                    fixed = order[at - 1 if down else at + 1]
                    between = edges[at - 1] if down else {(b, a): w for (a, b), w in edges[at].items()}
                    order[at] = _by_barycentre(order[at], fixed, between)
                settled = _exchanged(order, edges)
                now = _all_crossings(settled, edges)
                if now < fewest:
                    best, fewest = settled, now
            if order == before:
                break
    return best


def _by_barycentre(layer: Sequence[str], fixed: Sequence[str], between: Mapping[Edge, float]) -> list[str]:
    """Return a layer sorted by the weighted mean place of its neighbours; a node without any keeps its share of the
    way down."""
    place = {node: number for number, node in enumerate(fixed)}
    sums = {node: [0.0, 0.0] for node in layer}
    for (a, b), weight in between.items():
        sums[b][0] += place[a] * weight
        sums[b][1] += weight
    centre = {
        node: (at / total if total else number * len(fixed) / len(layer))
        for number, (node, (at, total)) in enumerate(sums.items())
    }
    return sorted(layer, key=lambda node: (round(centre[node], 9), layer.index(node)))


def _exchanged(order: list[list[str]], edges: Sequence[Mapping[Edge, float]]) -> list[list[str]]:
    """Return the layers after neighbours changed places wherever that saves a crossing with the layers beside."""
    order = [list(layer) for layer in order]
    for at, layer in enumerate(order):
        beside = []
        if at:
            beside.append((order[at - 1], [(b, a) for a, b in edges[at - 1]]))
        if at < len(order) - 1:
            beside.append((order[at + 1], list(edges[at])))
        ends: dict[str, list[list[int]]] = {node: [] for node in layer}
        for other, between in beside:
            place = {node: number for number, node in enumerate(other)}
            for node in layer:
                ends[node].append([place[b] for a, b in between if a == node])
        changed = True
        while changed:
            changed = False
            for i in range(len(layer) - 1):
                if _cross(ends[layer[i + 1]], ends[layer[i]]) < _cross(ends[layer[i]], ends[layer[i + 1]]):
                    layer[i], layer[i + 1] = layer[i + 1], layer[i]
                    changed = True
    return order


def _cross(first: list[list[int]], second: list[list[int]]) -> int:
    """Return the crossings of two neighbours' edges when *first* stands before *second*."""
    return sum(a > b for mine, other in zip(first, second, strict=True) for a in mine for b in other)


def _all_crossings(order: Sequence[Sequence[str]], edges: Sequence[Mapping[Edge, float]]) -> int:
    """Return the crossings between all neighbouring layers."""
    return sum(
        crossings(above, below, list(between)) for above, below, between in zip(order, order[1:], edges, strict=False)
    )
