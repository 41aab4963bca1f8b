"""The figures and tables of Gheduzzi et al. (2021) in words."""

from __future__ import annotations

import pandas as pd

from ...core.codebook import LEVELS, PHASES, REMEDIED, VALENCES, codes_of, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, READING, n_of, passages_of
from .versions import VERSIONS

# --- captions ---------------------------------------------------------------------------------------

_ANEW = "Drawn anew from the compendium's data; it is not a redrawn picture of the paper."


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
    names = labels(codes)
    by = {v: marks[marks["valence"] == v] for v in VALENCES}
    n = {v: int(part["n_segments"].sum()) for v, part in by.items()}
    harm = by["co-destruction"]
    met = int(harm.loc[harm["status"].isin(REMEDIED), "n_segments"].sum())
    phases = ", ".join(f"{phase} {int(marks.loc[marks['phase'] == phase, 'n_segments'].sum())}" for phase in PHASES)
    levels = [level for level in LEVELS if all((part["level"] == level).any() for part in by.values())]
    passages = {one for ids in marks["segment_ids"] for one in ids.split()}
    remedies = [
        names[r].lower() for r in codes_of(codes, "enabler") if any(r in found.split() for found in marks["remedies"])
    ]
    caption = (
        "**Co-destruction and co-creation in the service system of Place4Carers (Figure 1 of Gheduzzi et al. 2021,"
        f" from data).** {_ANEW} Rows: the {len(about)} effects that some passage states, by the level of the service"
        " system on which they fall (label orange-brown: co-destruction, blue: co-creation). A square is one passage"
        f" that states the effect, with its phase ({phases}), its status and who tells it; a passage that states"
        f" several effects has a square in each row, so {len(passages)} passages give {n['co-destruction']} squares of"
        f" co-destruction and {n['co-creation']} of co-creation. {met} of the former were mitigated or averted"
        f" ({joined(remedies)}). Both sides are found on these levels: {joined(levels)}. Blank: no passage states the"
        " effect in that phase. At the right the causes and, in italics, the remedies, with passages. A star marks"
        f" what only one of the two separate passes shows. {READING}"
    )
    alt = (
        f"Squares by effect and phase: {n['co-destruction']} of co-destruction ({met} mitigated or averted),"
        f" {n['co-creation']} of co-creation; both on {len(levels)} of {marks['level'].nunique()} levels, most during"
        " the project."
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
        f"**How the barriers of the study changed from the earlier version to the last.** {_ANEW} The"
        f" {lists['earlier']} barriers that the earlier version names (left) and the {lists['last']} of the last one"
        " (right), tied through the barriers of the codebook that the crosswalk maps to them (thick: exact or close,"
        f" thin: broader or narrower, dashed: related). Carried over directly: {told_direct}. Without a direct partner:"
        f" {joined(only['earlier'])} (earlier); {joined(only['last'])} (last). Only the last version's list takes in"
        f" {joined(new)}. Numbers beside a box count the passages that carry the barrier in the earlier version (left)"
        " and in the last (right); a dash is none. Of the earlier version only abstract and plain summary are at hand,"
        f" so its numbers ({passages['earlier']} passages against {passages['last']}) do not compare, and what they"
        f" leave out may stand in its full text. {READING}"
    )
    alt = (
        f"Diagram: {lists['earlier']} barriers of the earlier version and {lists['last']} of the last, tied through"
        f" {len(mapped['earlier'] | mapped['last'])} codes; {len(direct)} carried over directly."
    )
    return caption, alt


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
