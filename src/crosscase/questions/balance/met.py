"""Every harm that a reading says a remedy met, passage by passage, with what each separate coding makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...core.codebook import REMEDIED, labels
from ...core.findings import joined
from ...publish.words import HOW_TO_READ, n_of, names_thin
from .compute import HARM, NOT_READ_TWICE, case_labels, read_twice

KEYS = ["case_id", "segment_id", "cause", "effect"]
#: What stands where a pass states no link of this cause and effect in the passage.
NO_LINK = "no such link"
#: What a status says of the harm in the printed table.
SAID = {"realised": "happened", "mitigated": "mitigated", "averted": "averted", "possible": "only feared"}
#: The columns of the printed table and their widths in mm; they fill a landscape page.
COLUMNS = (
    "Remedy",
    "What it met: cause → harm",
    "Outcome",
    "Case",
    "What is told, in our words",
    "Who says it",
    "Read so by",
)
WIDTHS = (28, 38, 18, 22, 100, 28, 33)


def met_harms(
    links: pd.DataFrame, all_links: pd.DataFrame, all_codings: pd.DataFrame, *, passes: Sequence[str] = ("A", "B")
) -> pd.DataFrame:
    """Return one row per harm told in a passage that the analysed pass (*links*) or one of the *passes* reads as
    mitigated or averted: cause and effect, and what each of them has.

    ``kept``, ``first`` and ``second`` hold statuses with their remedies (``mitigated by skilled_facilitation``), those
    of several links joined by ``; ``, or `NO_LINK`; ``first`` and ``second`` are `NOT_READ_TWICE` where not both have
    read the passages. ``segment_ids`` are the passages that any of these links rests on, in the order of the passages'
    ids. *all_links* and *all_codings* are those of passages that both have read (`Material.compared_links`).
    """
    sides = {
        "kept": links,
        **{name: all_links[all_links["coder"] == c] for name, c in zip(_SIDES, passes, strict=True)},
    }
    harm = {name: frame[frame["valence"] == HARM] for name, frame in sides.items()}
    met = pd.concat([frame[frame["status"].isin(REMEDIED)] for frame in harm.values()])[KEYS].drop_duplicates()
    table = met.sort_values(KEYS, kind="stable").reset_index(drop=True)
    behind: dict[tuple, set[str]] = {}
    for name, frame in harm.items():
        told: dict[tuple, set[str]] = {}
        columns = [*KEYS, "status", "remedy", "episode"]
        for *key, status, remedy, episode in frame[columns].itertuples(index=False, name=None):
            told.setdefault(tuple(key), set()).add(f"{status} by {remedy}" if remedy else status)
            behind.setdefault(tuple(key), set()).update(f"{key[0]}:{one}" for one in episode.split())
        keys = table[KEYS].itertuples(index=False, name=None)
        table[name] = ["; ".join(sorted(told.get(key, {NO_LINK}))) for key in keys]
    judged = read_twice(all_codings, all_links[all_links["coder"].isin(passes)], passes)
    alone = ~(table["case_id"] + ":" + table["segment_id"]).isin(judged)
    table[list(_SIDES)] = table[list(_SIDES)].mask(alone, NOT_READ_TWICE)
    ids = [" ".join(sorted(behind[key])) for key in table[KEYS].itertuples(index=False, name=None)]
    return table.assign(n_segments=[len(one.split()) for one in ids], segment_ids=pd.array(ids, dtype="str"))


_SIDES = ("first", "second")


def is_met(cell: str) -> bool:
    """Return whether what a pass has says that a remedy met the harm."""
    return any(one.partition(" by ")[0] in REMEDIED for one in cell.split("; "))


def kept(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `met_harms` that the analysed pass keeps as met."""
    return table[table["kept"].map(is_met).astype(bool)]


def published(
    table: pd.DataFrame,
    codes: pd.DataFrame,
    cases: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    passes: Sequence[str] = ("A", "B"),
    coder: str = "consensus",
) -> pd.DataFrame:
    """Return the joint display: a row per harm, with the passages that tell it in our words and who says it.

    Rows that the analysed pass (*coder*) keeps stand first, then those that only a separate coding reads so; within
    both by case in the order of *cases* and in the order of passages.
    """
    names = labels(codes)
    passage = {f"{one.case_id}:{one.segment_id}": one for one in segments.itertuples()}
    order = {case_id: at for at, case_id in enumerate(dict.fromkeys(cases["case_id"]))}
    own = table["kept"].map(is_met).astype(bool)
    place = pd.DataFrame({"own": ~own, "case": table["case_id"].map(order)}, index=table.index)
    rows = []
    for one in table.loc[place.sort_values(["own", "case"], kind="stable").index].itertuples():
        wording = _wording(one)
        told, met = [passage[key] for key in one.segment_ids.split()], _acts(wording)
        rows.append(
            (
                _remedies(wording, names),
                f"{names[one.cause]} → {names[one.effect]}",
                " and ".join(dict.fromkeys(status for status, _ in met)),
                case_labels(cases)[one.case_id],
                " ".join(f"{part.paraphrase} ({part.segment_id})" for part in told),
                "; ".join(dict.fromkeys(_speaker(part) for part in told)),
                _read_by(one, wording, names, passes, coder),
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def by_remedy(table: pd.DataFrame) -> pd.DataFrame:
    """Return `met_harms` with the remedies of each printed row in a column ``remedies``, joined by a plus."""
    return table.assign(remedies=pd.array([_ids(one) for one in table.itertuples()], dtype="str"))


def remedy_names(table: pd.DataFrame, codes: pd.DataFrame) -> dict[str, str]:
    """Return what is printed for each value of ``remedies`` (`by_remedy`)."""
    return {_ids(one): _remedies(_wording(one), labels(codes)) for one in table.itertuples()}


def _wording(one: Any) -> str:
    """Return what the first of the readings has that says a remedy met the harm: it is what the row prints."""
    return next(cell for cell in (one.kept, one.first, one.second) if is_met(cell))


def _acts(wording: str) -> list[tuple[str, str]]:
    """Return status and remedy of each act of a remedy."""
    parts = [act.partition(" by ") for act in wording.split("; ")]
    return [(status, remedy) for status, _, remedy in parts if status in REMEDIED]


def _ids(one: Any) -> str:
    return "+".join(dict.fromkeys(remedy for _, remedy in _acts(_wording(one))))


def _remedies(wording: str, names: Mapping[str, str]) -> str:
    return "; ".join(dict.fromkeys(names.get(remedy, remedy) or "not named" for _, remedy in _acts(wording)))


def _speaker(passage: Any) -> str:
    """Return who says a passage: the source's own label of the speaker, with the role where it does not name it."""
    role = {"author": "authors"}.get(passage.role, passage.role.replace("_", " "))
    if not passage.speaker:
        return role
    return passage.speaker if role.casefold() in passage.speaker.casefold() else f"{passage.speaker} ({role})"


def _read_by(one: Any, wording: str, names: Mapping[str, str], passes: Sequence[str], coder: str) -> str:
    """Return which readings say it as the row does, and what the others have: ``Consensus and Coding B; Coding A:
    averted by meals``."""
    separate = [f"Coding {name}" for name in passes]
    first = coder.capitalize() if coder not in passes else "Analysed coding"
    cells = dict(zip((first, *separate), (getattr(one, name) for name in ("kept", *_SIDES)), strict=True))
    if cells[separate[0]] == NOT_READ_TWICE:
        return f"{first}; read once only"
    same = [name for name, cell in cells.items() if cell == wording]
    if len(same) == len(cells):
        return f"{first} and both codings"
    others = [f"{name}: {_say(cell, names)}" for name, cell in cells.items() if cell != wording]
    return "; ".join([joined(same), *others])


def _say(cell: str, names: Mapping[str, str]) -> str:
    """Return what a reading has, in words: ``happened``, ``averted by meals``."""
    if cell == NO_LINK:
        return cell
    parts = [one.partition(" by ") for one in cell.split("; ")]
    return ", ".join(f"{SAID[status]}{by}{names.get(remedy, remedy).lower()}" for status, by, remedy in parts)


@names_thin
def caption(
    table: pd.DataFrame, links: pd.DataFrame, cases: pd.DataFrame, codes: pd.DataFrame, *, coder: str = "consensus"
) -> str:
    """Return the caption of the joint display; *links* are those of the analysed pass (*coder*), *cases* those that are
    laid side by side."""
    own, of = kept(table), n_of(cases["case_id"].nunique(), "case")
    if table.empty:
        return f"**No passage of {of} says that a remedy met a harm.** {HOW_TO_READ}"
    averted = int(own["kept"].str.contains("averted").sum())
    n_links = int(((links["valence"] == HARM) & links["status"].isin(REMEDIED)).sum())
    alike = (table["first"] == table["kept"]) & (table["second"] == table["kept"])
    others = len(table) - len(own)
    added = f" {others} more, at the end, {'is' if others == 1 else 'are'} read so by a separate coding only." * bool(
        others
    )
    return (
        f"**{n_of(len(own), 'account')} of a harm that a remedy met, in {own['case_id'].nunique()} of {of}:"
        f" {len(own) - averted} mitigated (it happened, but weaker), {averted} averted (it was about to happen and was"
        f" stopped).** {_spread(own, codes)} A row is one harm as a passage tells it, so an event can have several"
        f" ({n_of(n_links, 'link')} in all), with the passages it rests on in our words and their ids.{added} In"
        f" {int(alike.sum())} of {n_of(len(table), 'row')} the {coder} and both separate codings agree. Whether a harm"
        " that did not happen was about to happen is seldom said in so many words, and what failed to help is hardly"
        f" ever reported: these are instances, not evidence that a remedy works. {HOW_TO_READ}"
    )


def _spread(own: pd.DataFrame, codes: pd.DataFrame) -> str:
    """Return in a sentence which remedies met harm in most cases."""
    pairs = {
        (case_id, act.partition(" by ")[2])
        for case_id, cell in zip(own["case_id"], own["kept"], strict=True)
        for act in cell.split("; ")
        if is_met(act)
    }
    cases_of = pd.Series([remedy for _, remedy in pairs], dtype=object).value_counts()
    if len(cases_of) < 2:
        return ""
    most, names = int(cases_of.max()), labels(codes)
    if most == 1:
        return f"Of {len(cases_of)} remedies, none is told of in more than one case."
    top = [names[code] for code in names if cases_of.get(code) == most]
    named = joined([f"‘{one}’" for one in top]) if len(top) < 4 else str(len(top))
    return f"Of {len(cases_of)} remedies, {named} met harm in {most} cases, no other in as many."
