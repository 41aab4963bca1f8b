"""How to read the figures: what all captions share, told once."""

from __future__ import annotations

import pandas as pd

from ..core.honest import ONE_IN, RANDOM_SETS, may_show
from ..core.passes import MODEL, PERSON, Coders
from .words import case_word, what

_PAGE = """\
# How to read these figures

## What the data are

{read}
## Words

| word | what it means |
| --- | --- |
| passage | a piece of a published text, held as a paraphrase; its place in the source is proved without its words |
| barrier, enabler | what hinders co-production, and what helps |
| harm, good | an effect on somebody's well-being or on the service: *co-destruction* and *co-creation* |
| link | a statement of the source that a barrier or an enabler led to an effect |
| remedy | what weakened a harm (mitigated: it happened, but weaker) or stopped it (averted): the harm was *met* |
| story | neighbouring passages of one section that tell one course of events, from a barrier to a harm |
| unit | a part of a case with a story of its own, such as each of two nursing homes |
| re-analysis | a finding asked again: one coding alone, a case less, another count, codes merged, less evidence |

## Signs

| sign | what it means |
| --- | --- |
| filled disc, dark bar | it happened |
| half-filled disc, pale bar | a remedy met it |
| disc in a ring | ring: all passages; disc: those in which it happened (half-filled: a remedy met it, none happened) |
| ring, white bar | only feared, hoped for or said in general; not counted as seen |
| dash | the source says that it did not occur |
| blank | the case was read for it and no passage says so; not a proof that it was not there |
| hatched | not read for it, not asked, or no code leads there; crossed: nobody of that side is heard |
| * | in one of the two codings only; alone: the consensus does not keep it |
| † | rests only on text that two cases share, word for word |
| § | the paper of this case made the list that is compared |
| orange, blue, grey-violet | harm, good, and everything else; darker means more |

Cases stand in the same order in every figure but trees and maps: neighbours show the same barriers, and cases told
by one paper stand side by side.

## What numbers mean

Counts of passages measure what was reported and coded, not how common or how strong it is. Texts differ in length
and in what their authors asked, so compare *where* something is seen before *how often*. Several passages can be of
one speaker.

**How firmly a finding holds** is told as “in 9 of 10 re-analyses”. This is no probability: it counts choices, and
re-analyses with equal data count once. Where chance alone could bring a finding about, it was also asked of {random}
random data sets that keep how often each code is told and how much each case tells; what more than one in {one_in} of
them shows too is not claimed. That is a permutation check with a fixed cut, used as a sieve; it says nothing of other
cases.

{decision}{sign_flip} Findings were formulated after the data had been seen.

## Where a number comes from

Beside each figure and table lie its data (CSV) and the passages behind every number (`.evidence.csv`). The
[evidence explorer](explorer.html) opens a cell with its passages; `crosscase trace FIGURE ROW COLUMN` prints them.
"""


_BY_MODEL = """\
A large language model read the published texts of {what} under a [written manual](../docs/coding_manual.md), twice
and separately (Coding A and Coding B, also called passes); a third reading settled where the two differ (the
consensus, which is shown unless a figure says otherwise). Both codings are of one model, so their agreement says
how steady it is and not that it is right. The data are not the original teams' coding of their transcripts, and
what an author left out cannot be seen.
"""
_BY_PEOPLE = """\
People coded {what}: {named}. The letters name the coders, also called passes; where there is no `{coder}`, the
only pass or the fullest one is shown.
"""


def how_to_read(cases: pd.DataFrame, coders: Coders | None = None, coder: str = "consensus") -> str:
    """Return the page in Markdown; *cases* has a row per case or unit of analysis, *coders* says what each coder
    is (of a case that is not in it, a model), and *coder* is the pass that is analysed.
    """
    decision = may_show(len(cases), case_word(cases))
    sign_flip = (
        " (A sign-flip test asks how often as large a mean difference comes about when signs are dealt by chance.)"
    )
    return _PAGE.format(
        read=_read(cases, coders or {}, coder),
        random=RANDOM_SETS,
        one_in=ONE_IN,
        decision=decision.reason,
        sign_flip=sign_flip if len(cases) > 1 else "",
    )


def _read(cases: pd.DataFrame, coders: Coders, coder: str) -> str:
    """Return who read the cases: a model, people, or some of them each."""
    kinds = {case_id: set(told.values()) for case_id, told in coders.items()}
    by_model, by_people = (
        cases[[kind in kinds.get(case_id, {MODEL}) for case_id in cases["case_id"]]] for kind in (MODEL, PERSON)
    )
    told = [_BY_MODEL.format(what=what(by_model))] if len(by_model) else []
    if len(by_people):
        named = []
        for case_id, label in by_people.drop_duplicates("case_id")[["case_id", "label"]].itertuples(index=False):
            people = [one for one, kind in coders[case_id].items() if kind == PERSON]
            named.append(f"{label} ({', '.join(people)})")
        told.append(_BY_PEOPLE.format(what=what(by_people), named="; ".join(named), coder=coder))
    return "\n".join(told)
