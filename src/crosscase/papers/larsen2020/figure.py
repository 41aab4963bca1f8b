"""The figures of Larsen et al. (2020), drawn from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...publish import style
from ...publish.drawing import new_figure, placed
from ...publish.keys import KEY_LINE, key_lines, legend
from ...publish.lettering import fitted, height_of, width_of
from ...publish.matrix import CODES, name_columns, name_rows, plot_matrix
from ...publish.style import PRESETS, QUIET, RAMPS, RULE, Preset
from .compute import GROUPS, PLACES, ROLES


def phases_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw the activities of the four phases (rows) by group: a dark cell leads, a middle one facilitates, a pale one
    takes part.

    *table* is `who_led_what`. The part stands in words in each cell; blank where the source does not name the group.
    """
    size = PRESETS[preset]
    activities = table.drop_duplicates("activity_id")
    with style.applied(size):
        gap, head, foot, left = 3.2, 7, 9, 1
        titles = [f"Phase {phase}" for phase in activities["phase"].unique()]
        first = width_of(titles, size.text) * 1.2 + 4
        label = width_of(list(activities["activity"]), size.smallest) + 4
        cell = (size.double - left - first - label - 1) / len(GROUPS)
        # Words in bold are up to a sixth wider.
        bold = table.groupby("part")["leads"].any()
        parts = {
            part: fitted(part.capitalize(), (0.8 if bold[part] else 0.95) * cell, size.smallest) for part in bold.index
        }
        row = max(6.0, height_of(list(parts.values()), size.smallest) + 0.6)
        tall = head + row * len(activities) + gap * (len(titles) - 1) + foot
        figure = new_figure(size.double, tall)
        y: float = head
        for phase, part in table.groupby("phase", sort=True):
            names = part.drop_duplicates("activity_id")
            ax = placed(figure, left + first + label, y, cell * len(GROUPS), row * len(names), gid=f"phase {phase}")
            plot_phase(ax, part, parts, size)
            name_rows(
                ax,
                [
                    f"{a}" + ("" if stated else " ‡")
                    for a, stated in zip(names["activity"], names["leader_stated"], strict=True)
                ],
            )
            ax.tick_params(length=0)
            if y == head:
                name_columns(ax, [group.capitalize() for group in GROUPS], rotation=0)
                for tick in ax.get_xticklabels():
                    tick.set(weight="bold", fontsize=size.text)
            else:
                ax.set_xticks([])
            figure.text(
                left / size.double,
                1 - (y + row / 2) / tall,
                f"Phase {phase}",
                weight="bold",
                fontsize=size.text,
                va="center",
            )
            y += row * len(names) + gap
        _phases_key(figure, left, left + first + label, tall, size)
    return figure


def plot_phase(ax: Axes, part: pd.DataFrame, words: Mapping[str, str], size: Preset) -> None:
    """Draw the activities of one phase (rows of *ax*) by group; *words* says each part as it fits into a cell."""
    shades = RAMPS["neutral"]
    activities = part.drop_duplicates("activity_id")["activity_id"]
    for at, activity in enumerate(activities):
        for column, group in enumerate(GROUPS):
            one = part[(part["activity_id"] == activity) & (part["group"] == group)].iloc[0]
            if not one["part"]:
                continue
            shade = shades[3] if one["leads"] else shades[1] if one["facilitates"] else shades[0]
            ax.add_artist(Rectangle((column, at), 1, 1, facecolor=shade, linewidth=0, gid=f"{activity}:{group}"))
            look: dict[str, Any] = dict(ha="center", va="center", fontsize=size.smallest, linespacing=1.1)
            look |= dict(color=style.readable_on(shade), weight="bold" if one["leads"] else "normal")
            ax.text(column + 0.5, at + 0.52, words[one["part"]], gid="cell", **look)
    ax.hlines(range(1, len(activities)), 0, len(GROUPS), color=RULE, linewidth=size.line)
    ax.vlines(range(1, len(GROUPS)), 0, len(activities), color=RULE, linewidth=size.line)
    for side in ax.spines.values():
        side.set(color=QUIET, linewidth=size.line)
    ax.set(xlim=(0, len(GROUPS)), ylim=(len(activities), 0))


def _phases_key(figure: Figure, left: float, x: float, tall: float, size: Preset) -> None:
    """Draw the key at the foot: what the shades mean from *x* mm, what the double dagger means from *left* mm."""
    shades = RAMPS["neutral"]
    meanings = ((shades[3], "leads"), (shades[1], "a facilitator comes from it"), (shades[0], "takes part"))
    for shade, words in meanings:
        place = ((x / size.double, 2.1 / tall), 5 / size.double, 3.8 / tall)
        figure.add_artist(Rectangle(*place, facecolor=shade, linewidth=0, transform=figure.transFigure))
        figure.text((x + 6.5) / size.double, 4 / tall, words, fontsize=size.smallest, va="center")
        x += 10 + width_of([words], size.smallest)
    figure.text(left / size.double, 4 / tall, "‡ who led is not stated", fontsize=size.smallest, va="center")


def dialogue_roles_figure(table: pd.DataFrame, *, preset: str = "bmc") -> Figure:
    """Draw one panel a group: dialogue roles (rows) by place. *table* is `dialogue_roles`."""
    size = PRESETS[preset]
    with style.applied(size):
        left, between, row = 1, 3, 7.5
        there = (("one pass", table["shown_by"] != ""), ("absent", table["state"] == "absent"))
        signs = [*[sign for sign, where in there if where.any()], "not covered"]
        told = {
            "absent": "said not taken, or only with hesitation",
            "not covered": "does not apply to patients",
        }
        foot = 9 + KEY_LINE * (key_lines(size, [("Passages", "neutral")], signs, CODES, names=told) - 1)
        label = width_of([role.capitalize() for role in ROLES], size.smallest) + 4
        head = width_of(list(PLACES.values()), size.smallest) + 9
        wide = (size.double - left - label - between * (len(GROUPS) - 1) - 1) / len(GROUPS)
        tall = head + row * len(ROLES) + foot
        figure = new_figure(size.double, tall)
        for panel, group in enumerate(GROUPS):
            part = table[table["group"] == group]
            counts, state, shown = (
                part.pivot(index="role", columns="place", values=v).loc[list(ROLES), list(PLACES)]
                for v in ("n_segments", "state", "shown_by")
            )
            x = left + label + panel * (wide + between)
            ax = placed(figure, x, head, wide, row * len(ROLES), gid=group)
            plot_matrix(counts, ax=ax, classes=CODES, state=state, single=(shown != "") & (state != "not covered"))
            name_columns(ax, list(PLACES.values()))
            if panel == 0:
                name_rows(ax, [role.capitalize() for role in ROLES])
            else:
                ax.set_yticks([])
            figure.text(
                (x + wide / 2) / size.double,
                1 - 1 / tall,
                group.capitalize(),
                weight="bold",
                ha="center",
                va="top",
                fontsize=size.text,
            )
        legend(figure, size, 4, [("Passages", "neutral")], signs, CODES, names=told)
    return figure
