"""Robustness of the headline findings."""

from __future__ import annotations

import pandas as pd

from ...publish.words import READING, n_of

_CHOICES = (
    "A variant is one combination of a coding pass, a case left out or none, a way of counting, and a set of "
    "neighbouring codes merged or none (config/robustness.yaml)"
)
_LIMITS = (
    "A finding that holds in every variant does not hang on these choices; it is no probability, the variants are not "
    "independent, and nothing is said of other cases, other readers or other codebooks."
)


def _unasked(summary: pd.DataFrame) -> str:
    n = int((summary["n_variants"] == 0).sum())
    what = "1 finding that" if n == 1 else f"{n} findings that"
    return f", or because nothing here answers it ({what} cannot be asked of these data)" if n else ""


def robustness(summary: pd.DataFrame, *, bound: str = "") -> tuple[str, str]:
    """Return caption and alt text of the figure of robustness; *bound* (`words.bound`) says what was not built."""
    told = summary[summary["n_variants"] > 0]
    firm = int((told["n_holds"] == told["n_variants"]).sum())
    away = int((~told["as_published"].fillna(True)).sum())
    caption = (
        f"**Which findings survive other choices.** {n_of(len(told), 'headline finding')} by the choices that make a"
        " variant. A number is the percentage of the variants with that choice in which the finding holds ('all':"
        f" every one); 'holds in' gives the counts. {_CHOICES}. {bound + ' ' if bound else ''}{firm} of {len(told)}"
        f" hold in every variant; {away or 'none'} {'fails' if away in (0, 1) else 'fail'} in the data as published."
        " Blank: holds in none; hatched: not asked, because the finding does not depend on the choice or speaks of a"
        f" case that is left out{_unasked(summary)}. Variants in which it cannot be asked are in no count. {_LIMITS}"
        f" {READING}"
    )
    shaky = told.assign(share=told["n_holds"] / told["n_variants"]).sort_values("share", kind="stable")
    point = "" if shaky.empty else f"; the least firm in {shaky.iloc[0]['n_holds']} of {shaky.iloc[0]['n_variants']}"
    alt = f"Shaded table of {len(told)} findings by the choices behind them: {firm} hold in every variant{point}."
    return caption, alt


def robustness_table(summary: pd.DataFrame, *, bound: str = "") -> str:
    """Return the caption of the table of headline findings."""
    return (
        f"**Headline findings and the variants in which they hold.** {n_of(len(summary), 'finding')}, declared in "
        f"config/robustness.yaml. {_CHOICES}. {bound + ' ' if bound else ''}'Turns with' names choices under which the "
        "finding holds in less than half of the variants while it holds in more under another; empty: no single "
        f"choice does. {_LIMITS} {READING}"
    )
