"""The critical questions by case."""

from __future__ import annotations

import pandas as pd

from ...core.findings import joined
from ...core.honest import may_show
from ...publish.words import HOW_TO_READ, all_of, case_word, few, n_of, names_thin, opening, what
from .compute import within_reach

_HOW = (
    "A passage hinders with a barrier, an effect of co-destruction or a dimension of domination, it helps with an "
    "enabler, an effect of co-creation or power with; it may do both and counts in each question that it bears on. "
    "A number says where "
    "to read: it is not a yes or a no."
)
#: Up to so many questions are named in a sentence; more are counted.
_NAMED = 6


@names_thin
def critical_questions(
    table: pd.DataFrame, verdicts: pd.DataFrame, cases: pd.DataFrame, own: set[str], *, note: str = ""
) -> tuple[str, str]:
    """Return caption and alt text of the questions; *table* is `critical_questions.answers`, *verdicts*
    `critical_questions.verdicts`.
    """
    n = verdicts["verdict"].value_counts()
    answered, away = (int((verdicts[name] > 0).sum()) for name in ("n_units", "n_units_elsewhere"))
    both = int(n.get("both sides", 0))
    reach = len(within_reach(table))
    told = "all that some code fits" if answered == reach else f"some code fits {reach}"
    headline = f"{opening(what(cases))} {'speaks' if len(cases) == 1 else 'speak'} to {answered or 'none'} of"
    headline += f" {n_of(len(verdicts), 'critical question')} on power"
    named = _asking(own, cases)
    of_own = (
        f" §: the paper of {joined(named)} asks the questions; a case of another paper answers {away} of the"
        f" {answered}."
        if named and answered
        else ""
    )
    out = len(verdicts) - reach
    left = f" In the table only: {n_of(out, 'question')} that no code fits, and passages that touch one." if out else ""
    caption = (
        f"**{headline}{f': {told}' if answered else ''}.** The questions of Figure 1 of Farr (2017), in our words. A"
        " number counts the passages of a case with a code that fits the question: it hinders as a barrier, a harm or"
        " domination, it helps as an enabler, a good effect or power with others. A passage may do both;"
        " it says where to read, not yes or no. Hatched: no code fits on that side, so"
        f" nobody looked for it.{left}{of_own} {note + ' ' if note else ''}{HOW_TO_READ}"
    )
    alt = f"Shaded table of questions by case, what hinders and what helps. {headline}; {both} from both sides."
    return caption, alt


def _asking(own: set[str], cases: pd.DataFrame) -> list[str]:
    """Return the names of the cases of the paper that asks."""
    label = cases.drop_duplicates("case_id").set_index("case_id")["label"]
    return [label[case_id] for case_id in label.index if case_id in own]


@names_thin
def what_we_see(table: pd.DataFrame, verdicts: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the answer in a paragraph: to which questions fitting codes lead, on which side, in how many cases."""
    word, n = f"{case_word(cases)}s", verdicts["verdict"].value_counts()
    both, helped, hindered, touched, silent, unasked = (
        int(n.get(name, 0))
        for name in ("both sides", "helped only", "hindered only", "touched only", "no case answers", "cannot be asked")
    )
    spoken = verdicts[verdicts["n_units"] > 0]
    told = [
        f"Passages with a code that fits speak to {len(spoken)} of the {len(verdicts)} questions: to {both} from both"
        f" sides, to {helped} with what helps alone and to {hindered} with what hinders alone."
        if len(spoken)
        else f"No passage has a code that fits any of the {len(verdicts)} questions."
    ]
    if len(spoken) and len(cases) > 1:
        told.append(_widest(table, spoken, cases))
    left = [
        f"{n_of(number, 'question')} {'is' if number == 1 else 'are'} {said}"
        for number, said in (
            (touched, "only touched by wider or related codes"),
            (silent, "met by no passage"),
            (unasked, "out of reach, because no code of the codebook leads there"),
        )
        if number
    ]
    if left:
        told.append(f"Of {'the rest' if len(spoken) else 'these'}, {joined(left)}.")
    mine = cases["case_id"].isin(own)
    if len(spoken) and mine.all():
        who = f"This {word[:-1]} is" if len(cases) == 1 else f"All these {word} are"
        told.append(f"{who} of the paper that asks, so none of this is independent of it.")
    elif len(spoken) and mine.any():
        away = int((spoken["n_units_elsewhere"] > 0).sum())
        told.append(
            f"The questions come from the paper of {n_of(int(mine.sum()), word[:-1])} among these; without"
            f" {'it' if mine.sum() == 1 else 'them'}, {away} of the {len(spoken)} still"
            f" {'has' if away == 1 else 'have'} a passage with a code that fits."
        )
    return " ".join(told)


def _widest(table: pd.DataFrame, spoken: pd.DataFrame, cases: pd.DataFrame) -> str:
    """Return which questions the most cases speak to: by name where they are few."""
    asked = table.drop_duplicates("element_id").set_index("element_id")["question"]
    most = int(spoken["n_units"].max())
    named = few(spoken.loc[spoken["n_units"] == most, "element_id"].map(asked), "question", _NAMED)
    every = all_of(cases)
    if most == len(cases):
        return f"{every[:1].upper()}{every[1:]} speak to {named}."
    if most == 1:
        return f"No question meets a fitting code in more than one of the {len(cases)} {case_word(cases)}s."
    return f"No question meets a fitting code in {every}; the most, {most}, speak to {named}."


def _elsewhere(away: int, own: set[str], cases: pd.DataFrame) -> str:
    """Return whose paper asks, and how much others answer."""
    named = _asking(own, cases)
    if not named:
        return ""
    return (
        f"The paper that asks is that of {joined(named)}; {n_of(away, 'question')} "
        f"{'has' if away == 1 else 'have'} fitting evidence from a case of another paper."
    )


@names_thin
def critical_questions_table(verdicts: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return the caption of the published table of answers."""
    return (
        f"**The critical questions on power and what {what(cases)} say to them.** {len(verdicts)} questions of "
        "Figure 1 of Farr (2017), in our words; the answers are the labels of the codes, those of most passages "
        "first, with the number of passages in brackets. "
        f"{_HOW} {_elsewhere(int((verdicts['n_units_elsewhere'] > 0).sum()), own, cases)} "
        f"Blank: nothing. {HOW_TO_READ}"
    )


def critical_questions_say(verdicts: pd.DataFrame, cases: pd.DataFrame, own: set[str]) -> str:
    """Return what the data can and cannot say about the questions, with the numbers."""
    n = verdicts["verdict"].value_counts()
    told = "; ".join(
        f"{word} {n[word]}"
        for word in ("both sides", "hindered only", "helped only", "touched only", "no case answers", "cannot be asked")
        if word in n
    )
    return (
        f"They can say where to read about a question, and on which side the passages stand: {told} (of "
        f"{len(verdicts)}). They cannot answer a question with yes or no, and a question that no code leads to "
        "was not put to the cases. "
        f"{_elsewhere(int((verdicts['n_units_elsewhere'] > 0).sum()), own, cases)} {may_show(len(cases)).reason}"
    )
