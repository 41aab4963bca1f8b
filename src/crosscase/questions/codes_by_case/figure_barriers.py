"""Which barriers, where, and what came of them: the first figure of a report."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...core.counts import CountBy
from ...publish import signs, style
from ...publish.lettering import width_of
from ...publish.style import INK, Preset
from ...publish.words import case_word, n_of
from .bands import BANDS
from .figure import Beside, codes_by_case_figure

_BAR = 0.70  # height of a bar, in rows


def which_barriers_figure(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    banded: pd.DataFrame,
    harm: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    count_by: CountBy = "segments",
    preset: str = "bmc",
) -> list[Figure]:
    """Draw barriers in bands (rows) by cases, and beside each what came of the harm that it led to.

    *table* is `counts.codes_by_case`, *banded* `bands.bands`, *harm* `bands.harms`. A bar is as long as links state
    that the barrier led to harm, over all cases.
    """
    return codes_by_case_figure(
        table,
        codes,
        cases,
        [(heading(banded, band, cases), "neutral", codes_of(banded, band)) for band in BANDS if codes_of(banded, band)],
        documents=documents,
        beside=_what_came(harm),
        count_by=count_by,
        preset=preset,
        names={"possible": "only feared"},
    )


def codes_of(banded: pd.DataFrame, band: str) -> list[str]:
    """Return the barriers of a band, in their order."""
    return banded.loc[banded["band"] == band, "code_id"].tolist()


def heading(banded: pd.DataFrame, band: str, cases: pd.DataFrame) -> str:
    """Return the heading of a band: ``In 3 of 5 cases: 10 barriers``."""
    word, counts = case_word(cases), banded.loc[banded["band"] == band, "n_cases"]
    return f"{_where(word, len(cases), int(counts.min()), int(counts.max()))}: {n_of(len(counts), 'barrier')}"


def _where(word: str, n: int, low: int, high: int) -> str:
    """Return where the barriers of a band are seen, in *low* to *high* of *n* cases."""
    if not high:
        return f"In no {word}"
    if high == 1:
        return f"In one {word} only" if n > 1 else f"In the one {word}"
    if low == n:
        return f"In both {word}s" if n == 2 else f"In all {n} {word}s"
    told = f"{low}" if low == high else f"{low} {'or' if high - low == 1 else 'to'} {high}"
    return f"In {told} of {n} {word}s"


def _what_came(harm: pd.DataFrame) -> Beside:
    """Return stacked bars of what came of the harm, all on one scale, with numbers where they fit."""
    wide = harm.pivot(index="code_id", columns="outcome", values="n_links")[list(signs.OUTCOMES)]
    longest = max(1, int(wide.sum(axis=1).max() if len(wide) else 1))

    def plot(ax: Axes, listed: Sequence[str], mm: float, size: Preset) -> None:
        for row, code in enumerate(listed):
            left = 0
            for outcome, n in wide.loc[code].items():
                if not n:
                    continue
                look = signs.bar(str(outcome), line=size.line)
                ax.barh(row + 0.5, n, left=left, height=_BAR, gid=f"{outcome}", **look)
                if width_of([f"{n}"], size.smallest) + 0.5 <= n * mm / (1.03 * longest):
                    ink = INK if outcome == "feared" else style.readable_on(look["facecolor"])
                    ax.text(left + n / 2, row + 0.52, f"{n}", ha="center", va="center", color=ink, gid="harm")
                left += n
        for text in ax.texts:
            text.set_fontsize(size.smallest)
        ax.set(xlim=(0, 1.03 * longest))

    key = [(signs.bar(one), signs.NAMES["co-destruction"][one]) for one in signs.OUTCOMES]
    return Beside("What came of it", 29, 60, plot, key)
