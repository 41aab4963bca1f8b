"""The figures and tables of Gheduzzi et al. (2021) in words."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import LEVELS, PHASES, REMEDIED, VALENCES, codes_of, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, passages_of
from .versions import VERSIONS

# --- captions ---------------------------------------------------------------------------------------

_ANEW = "Drawn from data, not a redrawn picture of the paper."


def shortcomings_caption(table: pd.DataFrame, cited: pd.DataFrame) -> str:
    """Return the caption of Table 1."""
    numbers = {n for text in cited["numbers"] for n in text.split()}
    return (
        f"**Table 1 of Gheduzzi et al. (2021) from data: shortcomings of public involvement.** {len(table)} factors"
        " with their citation numbers as printed (square brackets) and the distinct works behind them (round"
        f" brackets). The table cites {len(numbers)} numbers, which are {cited['work_id'].nunique()} works; works that"
        " the reference list has under two numbers count once in each total. An empty cell: the paper lists no further"
        " factor there. The grey shading of the printed table is lost in the text that was read and is not shown. The"
        " data are a reading of published text by a large language model."
    )


def assessment_caption(table: pd.DataFrame) -> str:
    """Return the caption of Table 2."""
    zero = int((table["value"] == "0").sum())
    return (
        f"**Table 2 of Gheduzzi et al. (2021) from data: what was measured of the new service.** {len(table)} results"
        f" of {table['activity'].nunique()} activities, values as printed; events that the paper prints as an addition"
        " (cancelled) have a row of their own. 'Better if' is our reading, and the paper states no targets. A 0 is a"
        f" printed result ({zero} here), an empty note means that there is nothing to add. The data are a"
        " reading of published text by a large language model."
    )


def inventory_caption(table: pd.DataFrame) -> str:
    """Return the caption of Table 3; it names every fact on which the paper's places disagree."""
    apart = _disagreements(table)
    minutes = table[table["what"].isin(["minutes_total", "minutes_each"])].set_index(["method_label", "what"])[
        "printed"
    ]
    told_minutes = ""
    for method in dict.fromkeys(minutes.index.get_level_values(0)):
        if (method, "minutes_each") in minutes.index and (method, "minutes_total") in minutes.index:
            whole, each = int(minutes[method, "minutes_total"]), int(minutes[method, "minutes_each"])
            told_minutes = f" {whole} minutes at {each} each come to {whole / each:.1f} {method.lower()}."
    return (
        "**Table 3 of Gheduzzi et al. (2021) from data: who took part in the evaluation and how.** Numbers as printed"
        " in the table, with occasions, length and months from the text. Where the paper's places disagree, each"
        f" number stands with its place ({'; '.join(apart) or 'nowhere'}).{told_minutes} 'Out of' is the printed base."
        " An empty cell: nothing is printed. The data are a reading of published text by a large"
        " language model."
    )


def _disagreements(table: pd.DataFrame) -> list[str]:
    """Return each fact of Table 3 on which the paper's places disagree, with the number that each place prints."""
    apart = table[table["agrees"] == "no"].groupby(["method_label", "column_label"], sort=False)
    return [
        f"{column or 'occasions'} in the {method.lower()}:"
        f" {joined([f'{fact.printed} in {fact.section}' for fact in facts.itertuples(index=False)])}"
        for (method, column), facts in apart
    ]


def service_system_caption(marks: pd.DataFrame, about: pd.DataFrame, codes: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of Figure 1."""
    by = {v: marks[marks["valence"] == v] for v in VALENCES}
    n = {v: int(part["n_segments"].sum()) for v, part in by.items()}
    harm = by["co-destruction"]
    met = int(harm.loc[harm["status"].isin(REMEDIED), "n_segments"].sum())
    phases = ", ".join(f"{phase} {int(marks.loc[marks['phase'] == phase, 'n_segments'].sum())}" for phase in PHASES)
    levels = [level for level in LEVELS if all((part["level"] == level).any() for part in by.values())]
    passages = {one for ids in marks["segment_ids"] for one in ids.split()}
    caption = (
        f"**Harm and good stand side by side on {len(levels)} of {n_of(marks['level'].nunique(), 'level')} of the"
        f" service system of Place4Carers (Figure 1 of Gheduzzi et al. 2021, from data).** Rows: the {len(about)}"
        " effects that some passage states, by level. A square is one passage that states the effect, with its phase"
        f" ({phases}), what came of it and who tells it; a passage that states several effects has a square in each"
        f" row, so {len(passages)} passages give {n['co-destruction']} squares of harm (orange) and {n['co-creation']}"
        f" of good (blue). {met} of the former were mitigated or averted. At the right the causes and, in italics, the"
        f" remedies, with passages. {_ANEW} {HOW_TO_READ}"
    )
    alt = (
        f"Squares by effect and phase: {n['co-destruction']} of harm ({met} met by a remedy), {n['co-creation']} of"
        f" good; both on {len(levels)} of {n_of(marks['level'].nunique(), 'level')}."
    )
    return caption, alt


def versions_caption(table: pd.DataFrame, pairs: pd.DataFrame, codes: pd.DataFrame) -> tuple[str, str]:
    """Return caption and alt text of the figure of the two versions; the table of pairs shares the caption's text."""
    lists = {
        v: table.loc[(table["version"] == v) & (table["element_id"] != ""), "element_id"].nunique() for v in VERSIONS
    }
    direct = pairs[pairs["tie"] == "direct"]
    told_direct = (
        "; ".join(f"{p.label_earlier.lower()} – {p.label_last.lower()}" for p in direct.itertuples(index=False))
        or "none"
    )
    sides = {"earlier": ("element_earlier", "label_earlier"), "last": ("element_last", "label_last")}
    only = {}
    for version, (key, label) in sides.items():
        held = set(direct[key])
        only[version] = list(dict.fromkeys(pairs.loc[~pairs[key].isin([*held, ""]), label].str.lower()))
    names = labels(codes)
    mapped = {v: set(table.loc[(table["version"] == v) & (table["element_id"] != ""), "code_id"]) for v in VERSIONS}
    new = [names[c].lower() for c in codes_of(codes, "barrier") if c in mapped["last"] - mapped["earlier"]]
    passages = {
        v: len({one for ids in table.loc[table["version"] == v, "segment_ids"] for one in ids.split()})
        for v in VERSIONS
    }
    caption = (
        f"**{len(direct)} of the {lists['earlier']} barriers that the earlier version names were carried over into the"
        f" last version's {lists['last']}.** Left the list of the earlier version, right that of the last, tied through"
        " the barriers of the codebook that fit them (thick: the same or nearly; thin: broader or narrower; dashed:"
        f" related). Carried over: {told_direct}. Only the last version's list takes in {joined(new)}. Beside a box:"
        " passages that carry the barrier; of the earlier version only abstract and summary are at hand, so its"
        f" {passages['earlier']} passages do not compare with the {passages['last']} of the last. {_ANEW} {HOW_TO_READ}"
    )
    alt = (
        f"Diagram: {lists['earlier']} barriers of the earlier version and {lists['last']} of the last, tied through"
        f" {len(mapped['earlier'] | mapped['last'])} codes; {len(direct)} carried over directly."
    )
    return caption, alt


def in_neither_list(table: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return in a sentence the barriers that are coded in the last version and stand in neither list."""
    names, mapped = labels(codes), set(table.loc[table["element_id"] != "", "code_id"])
    last = table[(table["version"] == "last") & (table["n_segments"] > 0)].drop_duplicates("code_id")
    others = last[~last["code_id"].isin(mapped)]
    told = [f"{names[one.code_id].lower()} ({one.n_segments})" for one in others.itertuples(index=False)]
    return f"Coded in the last version, in neither list (passages): {'; '.join(told) or 'none'}."


def correspondence_caption(pairs: pd.DataFrame) -> str:
    """Return the caption of the table of pairs."""
    tied = pairs[pairs["tie"] != "none"]
    return (
        f"**Barriers of the earlier and the last version side by side.** {len(tied)} pairs that some barrier of the"
        " codebook ties together: directly where one barrier is exactly or closely both, loosely where it is broader,"
        " narrower or only related on a side. The last two columns count the passages of either version that carry one"
        " of these barriers; a passage can stand in several rows. An empty cell: no partner. Of the earlier version"
        f" only abstract and plain summary are at hand. {HOW_TO_READ}"
    )


def what_we_see(
    table: pd.DataFrame,
    cited: pd.DataFrame,
    measured: pd.DataFrame,
    facts: pd.DataFrame,
    marks: pd.DataFrame,
    pairs: pd.DataFrame,
) -> str:
    """Return in a paragraph what the paper prints, what the data give in its place, and where they differ.

    *table* and *cited* are Table 1, *measured* is Table 2 (`assessment`), *facts* Table 3 (`inventory`), *marks* Figure
    1 (`service_system`), *pairs* the two versions (`correspondence`).
    """
    numbers, works = len({n for text in cited["numbers"] for n in text.split()}), cited["work_id"].nunique()
    fewer = f"only {n_of(works, 'work')}, as the list of references has some twice"
    behind = fewer if works < numbers else "as many works"
    told = [
        f"Table 1 prints {n_of(len(table), 'factor')} with {n_of(numbers, 'citation number')}, behind which stand"
        f" {behind}.",
        f"Table 2 prints {n_of(len(measured), 'result')}, which the data hold as printed.",
    ]
    places = facts.groupby(["method_label", "column_label", "what"])["section"].nunique()
    apart = _disagreements(facts)
    told.append(
        f"Of the facts of Table 3, {int((places > 1).sum())} stand in more than one place of the paper, and"
        + (f" {len(apart)} differ{'s' * (len(apart) == 1)} ({'; '.join(apart)})." if apart else " none differs.")
    )
    return " ".join([*told, _system_seen(marks), _versions_seen(pairs)])


def _system_seen(marks: pd.DataFrame) -> str:
    """Return the sentence on what the data give in place of Figure 1."""
    by = {valence: marks[marks["valence"] == valence] for valence in VALENCES}
    harm, good = (len(passages_of(part)) for part in by.values())
    if not harm + good:
        return "No passage states an effect, so there is nothing to set in place of Figure 1."
    both = [level for level in LEVELS if all((part["level"] == level).any() for part in by.values())]
    met = len(passages_of(by[VALENCES[0]][by[VALENCES[0]]["status"].isin(REMEDIED)]))
    where = f"both on the levels {joined(both)}" if len(both) > 1 else f"both on the level {both[0]}" if both else ""
    return (
        f"In place of Figure 1, {n_of(harm, 'passage')} tell of co-destruction ({met} of harm that a remedy met) and"
        f" {good} of co-creation, {where or 'nowhere both on one level of the service system'}."
    )


def _versions_seen(pairs: pd.DataFrame) -> str:
    """Return the sentence on how many barriers of the earlier version stand in the last one."""
    held = {tie: set(pairs.loc[pairs["tie"] == tie, "element_earlier"]) - {""} for tie in ("direct", "loose", "none")}
    earlier, last = (set(pairs[column]) - {""} for column in ("element_earlier", "element_last"))
    loose = held["loose"] - held["direct"]
    return (
        f"Of the {len(earlier)} barriers that the earlier version lists, {len(held['direct'])} stand directly among the"
        f" {len(last)} of the last, {len(loose)} loosely and {len(earlier - held['direct'] - loose)} not at all."
    )
