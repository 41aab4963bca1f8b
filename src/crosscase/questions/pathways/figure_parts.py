"""The parts of a page of pathways: columns, nodes, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ...publish.drawing import letters
from ...publish.lettering import fitted, height_of
from ...publish.style import Preset
from .order import untangled

PASSAGE, WIDEST = 0.75, 8.0  # mm, the width of a band for each passage, and that of the widest band at most
BAR = 1.1  # mm, width of the bar that stands for a code
SLOT = 2.9  # mm, the least height of a pair at its cause: a number has to stand there
BETWEEN = 2.3  # mm between two codes of a column
LABELS = {
    True: (34.0, 27.0, 26.0),
    False: (44.0, 44.0, 0.0),
}  # mm, widths of the columns of labels, with remedies and without
NUMBER = 5.4  # mm, where the number of passages stands
LETTER = 3.0  # mm, where the letter of a path stands, between its bands and the effect
HEAD, KEY = 10.0, 13.5  # mm

Columns = tuple[list[str], list[str], list[str]]


@dataclass
class Node:
    """A code in a column: its label, its height and where it stands (mm from the top)."""

    label: str
    height: float
    top: float = 0.0


def columns_of(
    chosen: pd.DataFrame, bands: pd.DataFrame
) -> tuple[Columns, list[dict[tuple[str, str], float]], pd.DataFrame]:
    """Return the codes of the three columns as they come, the edges between them, and the bands of these pairs."""
    mine = bands.merge(chosen[["cause", "effect"]], on=["cause", "effect"], how="inner", validate="many_to_one")
    met = mine[mine["remedy"] != ""]
    causes, effects, remedies = (
        list(dict.fromkeys(frame)) for frame in (chosen["cause"], chosen["effect"], met["remedy"])
    )
    first = chosen.set_index(["cause", "effect"])["n_segments"].astype(float).to_dict()
    second = met.groupby(["effect", "remedy"])["n_segments"].sum().astype(float).to_dict()
    return (causes, effects, remedies), [first, second], mine


def in_order(columns: Columns, edges: Sequence[Mapping[tuple[str, str], float]]) -> Columns:
    """Return the columns in an order with few crossings."""
    # An enabler can be a cause and a remedy: a mark keeps the columns apart.
    marked = [[f"{number}:{code}" for code in column] for number, column in enumerate(columns)]
    between = [
        {(f"{number}:{a}", f"{number + 1}:{b}"): n for (a, b), n in part.items()} for number, part in enumerate(edges)
    ]
    causes, effects, remedies = ([code[2:] for code in layer] for layer in untangled(marked, between))
    return causes, effects, remedies


def with_widths(bands: pd.DataFrame) -> pd.DataFrame:
    """Return the bands with ``wide``, in mm and proportional to their passages; one measure for all pages."""
    each = min(PASSAGE, WIDEST / max(1, bands["n_segments"].max())) if len(bands) else PASSAGE
    return bands.assign(wide=each * bands["n_segments"])


def inflow_of(mine: pd.DataFrame, columns: Columns) -> pd.Series:
    """Return the height in mm that each pair takes at its effect, by effect and cause: its bands, or its letter."""
    to_effect = mine[mine["remedy"] == ""]
    need = to_effect.groupby(["effect", "cause"])["wide"].sum() + 0.4
    lettered = need.index.isin(list(letter_key(mine[mine["remedy"] != ""], columns)))
    return need.where(~lettered, need.clip(lower=SLOT))


def nodes_of(
    columns: Columns, chosen: pd.DataFrame, mine: pd.DataFrame, names: Mapping[str, str], size: Preset
) -> list[dict[str, Node]]:
    """Return the codes of each column with label and height: as tall as its bands and its label need."""
    to_effect, to_remedy = mine[mine["remedy"] == ""], mine[mine["remedy"] != ""]
    pair = to_effect.groupby(["cause", "effect"])["wide"].sum().clip(lower=SLOT)
    inflow = inflow_of(mine, columns)
    met = to_remedy.assign(wide=to_remedy["wide"].clip(lower=SLOT))
    needs = [pair.groupby("cause").sum(), inflow.groupby("effect").sum(), met.groupby("remedy")["wide"].sum()]
    needs[1] = pd.concat([needs[1], met.groupby("effect")["wide"].sum()], axis=1).max(axis=1)
    enabler = (
        set(chosen.loc[chosen["cause_family"] == "enabler", "cause"])
        if (chosen["cause_family"] == "barrier").any()
        else set()
    )
    columns_of_nodes = []
    for number, (codes_here, need) in enumerate(zip(columns, needs, strict=True)):
        nodes = {}
        for code in codes_here:
            text = names[code] + (" (enabler)" if number == 0 and code in enabler else "")
            told = label_of(text, LABELS[bool(columns[2])][number], size.smallest)
            nodes[code] = Node(told, max(float(need[code]), height_of([told], size.smallest)))
        columns_of_nodes.append(nodes)
    return columns_of_nodes


@cache
def label_of(text: str, width_mm: float, size: float) -> str:
    """Return a label on its lines; measured once, as pages are tried many times."""
    return fitted(text, width_mm, size)


def label_height(nodes: Sequence[Mapping[str, Node]]) -> float:
    return max(sum(node.height for node in column.values()) + BETWEEN * max(0, len(column) - 1) for column in nodes)


def pages_of_pairs(
    chosen: pd.DataFrame, bands: pd.DataFrame, names: Mapping[str, str], size: Preset
) -> list[pd.DataFrame]:
    """Split the pairs of one valence into pages that fit, cause by cause in the order of the whole; a cause too tall
    for one is split."""
    if chosen.empty:
        return []
    room = size.highest - HEAD - KEY
    found, edges, _ = columns_of(chosen, bands)
    columns = in_order(found, edges)
    places = (
        {code: number for number, code in enumerate(columns[0])},
        {code: number for number, code in enumerate(columns[1])},
    )
    ordered = (
        chosen.assign(a=chosen["cause"].map(places[0]), b=chosen["effect"].map(places[1]))
        .sort_values(["a", "b"], kind="stable")
        .drop(columns=["a", "b"])
        .reset_index(drop=True)
    )

    def fits(part: pd.DataFrame) -> bool:
        order, _, mine = columns_of(part, bands)
        return label_height(nodes_of(order, part, mine, names, size)) <= room

    if fits(ordered):
        return [chosen]
    pages: list[list[int]] = []
    rows: list[int] = []
    for _, block in ordered.groupby("cause", sort=False):
        whole = list(block.index)
        if fits(ordered.iloc[[*rows, *whole]]):
            rows += whole
            continue
        if rows:
            pages.append(rows)
        rows = []
        for row in whole:
            if rows and not fits(ordered.iloc[[*rows, row]]):
                pages.append(rows)
                rows = []
            rows.append(row)
    return [ordered.iloc[page].reset_index(drop=True) for page in [*pages, rows]]


def _spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Return the tops of boxes in this order, near the wanted tops, without overlap and within the room.

    Least squares under the order: neighbours that would overlap are pooled (Ayer et al. 1955).
    """
    offsets = [sum(heights[:i]) + BETWEEN * i for i in range(len(heights))]
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (one, n), (other, m) = blocks[-2:]
            blocks[-2:] = [[(one * n + other * m) / (n + m), n + m]]
    most = room - (offsets[-1] + heights[-1]) if heights else 0.0
    shifts = [min(max(value, 0.0), max(most, 0.0)) for value, n in blocks for _ in range(int(n))]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=True)]


def set_tops(nodes: list[dict[str, Node]], edges: Sequence[Mapping[tuple[str, str], float]], room: float) -> None:
    """Give every node its place: the tallest column is spread over the room, the others stand near what they are
    joined to."""
    tall = [sum(node.height for node in column.values()) + BETWEEN * max(0, len(column) - 1) for column in nodes]
    lead = 0 if tall[0] >= tall[1] else 1
    _justify(nodes[lead], room)
    for at, by in ((1 - lead, lead), (2, 1)):
        between = (
            {(b, a): w for (a, b), w in edges[0].items()}
            if (at, by) == (0, 1)
            else edges[0]
            if (at, by) == (1, 0)
            else edges[1]
        )
        wanted = []
        for code, node in nodes[at].items():
            near = [(nodes[by][a].top + nodes[by][a].height / 2, w) for (a, b), w in between.items() if b == code]
            wanted.append(sum(y * w for y, w in near) / sum(w for _, w in near) - node.height / 2)
        for node, top in zip(
            nodes[at].values(), _spread(wanted, [node.height for node in nodes[at].values()], room), strict=True
        ):
            node.top = top


def _justify(column: Mapping[str, Node], room: float) -> None:
    free = (room - sum(node.height for node in column.values())) / max(1, len(column) - 1) if len(column) > 1 else 0
    top = 0.0
    for node in column.values():
        node.top = top
        top += node.height + free


def letter_key(met: pd.DataFrame, columns: Columns) -> dict[tuple[str, str], str]:
    """Return a letter for each effect and cause where several causes of one effect were met: without it a remedy could
    be followed back to the wrong cause. The letters run down the page, whose codes stand as in *columns*.
    """
    causes, effects = ({code: number for number, code in enumerate(column)} for column in columns[:2])
    mixed = met[met["effect"].map(met.groupby("effect")["cause"].nunique()) > 1]
    pairs = sorted(
        set(zip(mixed["effect"], mixed["cause"], strict=True)), key=lambda pair: (effects[pair[0]], causes[pair[1]])
    )
    return {pair: letters(n).lower() for n, pair in enumerate(pairs)}
