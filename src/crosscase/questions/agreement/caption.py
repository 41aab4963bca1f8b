"""Agreement of two passes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...publish.words import n_of


def agreement(summary: pd.DataFrame, table: pd.DataFrame, passes: Sequence[str]) -> tuple[str, str]:
    """Return caption and alt text of the figure of agreement by code."""
    n = int(table["n"].max())
    both, one, other = (int(table[column].sum()) for column in ("n_both", "n_first_only", "n_second_only"))
    barriers = summary.set_index("what").loc["barrier"]
    caption = (
        f"**Agreement of two independent passes on {n_of(len(table), 'code')}, before consensus.** Bars count the"
        f" passages (of {n}) that carry a code in both passes, in pass {passes[0]} only and in pass {passes[1]} only:"
        f" {both} codings in both, {one} and {other} in one; all bars have one scale, which the key tells. κ: Cohen's"
        " kappa; AC1: Gwet's coefficient; both over all passages, a dash where kappa is not defined. Kappa is low for"
        " rare codes even where readers hardly differ, AC1 is high for them even where they differ much: read them"
        f" beside the bars. Over all barriers, Krippendorff's alpha for sets (MASI) is {barriers['alpha_masi']:.2f};"
        f" resampling passages gives {barriers['alpha_masi_low']:.2f} to {barriers['alpha_masi_high']:.2f}, which says"
        " how it hangs on the passages at hand and nothing of other readers or cases. Both passes are machine-assisted"
        " readings from one codebook and one segmentation, so they may agree more than two human teams would."
    )
    alt = (
        f"Bars for {len(table)} codes: {both} codings in both passes, {one} in pass {passes[0]} only, {other} in pass"
        f" {passes[1]} only; kappa and AC1 beside each bar."
    )
    return caption, alt


def agreement_table(passes: Sequence[str]) -> str:
    """Return the caption of the table of agreement."""
    return (
        f"**Agreement of passes {passes[0]} and {passes[1]}, before consensus.** A decision is a value (code, cause,"
        " effect or pair) on a passage. 'Same set': share of the passages on which either pass used the family and"
        " both have the same set. 'Positive': twice the common decisions over all made (Dice). Agreement, kappa, alpha"
        " (nominal) and AC1 pool all possible decisions, most of which both passes leave out; alpha for sets uses the"
        " MASI distance (Passonneau 2006), with the 95 % range over resampled passages, which says nothing of other"
        " readers or cases. The status is compared where both passes state the same link. Dialogue roles: some"
        " paraphrases name the role, so the second reader was not fully blind to them. Both passes are"
        " machine-assisted readings from one codebook and one segmentation."
    )
