"""The cases side by side, in words."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import PHASES, VALENCES, codes_of, labels
from ...core.findings import joined
from ...publish.words import case_word, few, n_of, names_thin, opening, thin_note, what


@names_thin
def what_we_see(
    by_case: pd.DataFrame, phases: pd.DataFrame, balance: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame
) -> str:
    """Return the answer in a paragraph: what the cases share and what one has alone, when, and on which side.

    *by_case* is `counts.codes_by_case`, *phases* `counts.phase_profile`, *balance* `counts.balance`. A barrier counts
    as shared where every case (or unit) that was read for it shows it.
    """
    told = [f"{opening(what(cases))} lie side by side here." if len(cases) > 1 else "There is one case only."]
    told.append(_shared(by_case, codes, cases))
    return " ".join([*told, *_when(phases, cases), _weighed(balance, cases)])


def _shared(by_case: pd.DataFrame, codes: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the sentence on barriers that all cases show, and that one shows alone."""
    names, word = labels(codes), case_word(cases)
    barriers = codes_of(codes, "barrier")
    states = by_case[by_case["code_id"].isin(barriers)].pivot(index="code_id", columns="unit", values="state")
    states = states.reindex(barriers)
    n = (states == "present").sum(axis=1)
    if not n.any():
        return f"No barrier of the codebook is coded in any {word}."
    if len(cases) == 1:
        return f"It shows {int(n.sum())} of the {len(barriers)} barriers of the codebook; nothing can be compared yet."
    covered = (states != "not covered").sum(axis=1)
    everywhere = [names[code].lower() for code in barriers if n[code] > 1 and n[code] == covered[code]]
    alone = [names[code].lower() for code in barriers if n[code] == 1]
    thin = thin_note(cases)
    shared = (
        f"every {word} shows {few(everywhere, 'barrier')}{thin}"
        if everywhere
        else f"no barrier is seen in every {word}{thin}"
    )
    single = f"{few(alone, 'barrier') if alone else 'none'} {'are' if len(alone) > 1 else 'is'} seen in one alone"
    coded = "all" if n.all() else int((n > 0).sum())
    return f"Of {len(barriers)} barriers of the codebook {coded} are coded: {shared}, and {single}."


def _when(phases: pd.DataFrame, cases: pd.DataFrame) -> list[str]:
    """Return the sentence on the phase to which most passages with a barrier belong; nothing where there are none."""
    by_phase = phases.groupby(["unit", "phase"])["n_segments"].sum().unstack("phase").reindex(columns=list(PHASES))
    total = by_phase.sum()
    if not total.sum():
        return []
    most = [phase for phase in PHASES if total[phase] == total.max()]
    if len(most) > 1:
        return [f"As many passages with a barrier tell of the phases {joined(most)}."]
    told = (
        f"Most passages with a barrier tell of the phase {most[0]} ({int(total[most[0]])} of {int(total.sum())},"
        " counted for each barrier)"
    )
    if len(cases) == 1:
        return [f"{told}."]
    tops = by_phase.eq(by_phase.max(axis=1), axis=0)[most[0]] & by_phase.any(axis=1)
    return [f"{told}, and this phase leads in {'each' if tops.all() else int(tops.sum())} of {what(cases)}."]


def _weighed(balance: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return the sentence on harm and good: where both are told, and where harm is told more often."""
    label, word = dict(zip(cases["unit"], cases["label"], strict=True)), case_word(cases)
    sides = balance.groupby(["unit", "valence"])["n_links"].sum().unstack("valence").reindex(columns=list(VALENCES))
    sides = sides.reindex(cases["unit"]).fillna(0)
    if not sides.to_numpy().sum():
        return "No passage states a link to harm or to good."
    both = int((sides > 0).all(axis=1).sum())
    tipped = [label[unit] for unit in cases["unit"] if sides.at[unit, VALENCES[0]] > sides.at[unit, VALENCES[1]]]
    nowhere = "nowhere do more links lead to harm than to good"
    weigh = f"more links lead to harm than to good in {joined(tipped)}" if tipped else nowhere
    every = f"Every {word} tells" if len(cases) > 1 else f"The {word} tells"
    some = f"{opening(n_of(both, word))} tell{'s' * (both == 1)}" if both else f"No {word} tells"
    return f"{every if both == len(cases) else some} of both harm and good; {weigh}."
