"""Gheduzzi et al. (2021), Place4Carers: Tables 1 to 3, Figure 1 and the change of its barriers between two versions.

Tables and figures are computed from the compendium's data; nothing is copied from the paper's pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from .. import style
from ..captions.base import READING, joined
from ..clean import NUMBER_WORDS
from ..codebook import LEVELS, PERSPECTIVES, PHASES, REMEDIED, STATUSES, VALENCES, codes_of, labels
from ..compare import told
from ..figures.base import (
    fitted,
    height_of,
    heights_on_pages,
    new_figure,
    numbered,
    placed,
    width_of,
)
from ..findings import CaseDataError, Finding, did_you_mean
from ..literature import cited_numbers, works_of_cells
from ..matrices import evidence
from ..style import PRESETS, QUIET, RAMPS, RULE, Preset

SOURCE, EARLIER = "gheduzzi2021", "gheduzzi2020"
LAYOUT = "data/raw/papers/gheduzzi2021/inventory.csv"

# --- Table 1 ----------------------------------------------------------------------------------------

_SIDES = {"antecedent": "Antecedent barriers", "process": "Process barriers", "effect": "Negative effects"}
_BLOCKS = {
    "citizens": "Citizens",
    "team": "Team (citizens with researchers/providers)",
    "providers": "Researchers/providers",
    "system": "System",
}

#: Widths in Word and LaTeX, in mm; each fills a landscape page.
TABLE1_WIDTHS = (30, 79, 79, 79)
TABLE2_WIDTHS = (45, 75, 35, 22, 90)
TABLE3_WIDTHS = (42, 58, 34, 40, 25, 33, 35)
VERSIONS_WIDTHS = (50, 52, 25, 80, 30, 30)


def shortcomings(factors: pd.DataFrame, cited: pd.DataFrame) -> pd.DataFrame:
    """Return one row per factor of Table 1, in its order, with its citation numbers and the distinct works behind them.

    *factors* is the literature table, *cited* `literature.citations` of it.
    """
    works = cited.groupby("factor_id")["work_id"].agg(lambda ids: sorted(set(ids)))
    table = factors[["factor_id", "side", "level", "label", "citation_numbers"]].copy()
    table["n_numbers"] = [len(set(cited_numbers(numbers))) for numbers in table["citation_numbers"]]
    table["n_works"] = [len(works[factor]) for factor in table["factor_id"]]
    table["work_ids"] = [" ".join(works[factor]) for factor in table["factor_id"]]
    return table.reset_index(drop=True)


def published_shortcomings(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 1 as it is laid out in print: a block a level, three columns; citation numbers in brackets, works
    after them.

    Each block ends with its factors and distinct works; an empty cell means that the paper lists no further factor
    there.
    """
    rows = []
    for level, block in _BLOCKS.items():
        parts = {side: table[(table["side"] == side) & (table["level"] == level)] for side in _SIDES}
        cells = {
            side: [f"{f.label} [{f.citation_numbers}] ({f.n_works})" for f in part.itertuples(index=False)]
            for side, part in parts.items()
        }
        for number in range(max(map(len, cells.values()))):
            rows.append([block, *(cells[side][number] if number < len(cells[side]) else "" for side in _SIDES)])
        totals = [f"{len(part)} factors, {len(_works(part))} works" if len(part) else "" for part in parts.values()]
        rows.append([f"{block}: in all", *totals])
    totals = [table[table["side"] == side] for side in _SIDES]
    rows.append(["All", *(f"{len(part)} factors, {len(_works(part))} works" for part in totals)])
    return pd.DataFrame(rows, columns=["Level", *_SIDES.values()])


def _works(part: pd.DataFrame) -> set[str]:
    return {work for ids in part["work_ids"] for work in ids.split()}


def works_cited(table: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence file of Table 1: one row per factor (``row``), side and level (``column``) and work cited for
    it.
    """
    cells = (
        (
            f.factor_id,
            f"{f.side} / {f.level}",
            f.label,
            f"{_SIDES[f.side]} / {_BLOCKS[f.level]}",
            f.work_ids,
        )
        for f in table.itertuples(index=False)
    )
    return works_of_cells(cells, references)


# --- Table 2 ----------------------------------------------------------------------------------------


def assessment(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the results that Table 2 prints, in its order; facts that the paper prints elsewhere are left out."""
    chosen = indicators[(indicators["source_id"] == SOURCE) & (indicators["section"] == "Table 2")]
    return chosen[
        ["activity", "indicator", "value", "unit", "better", "case_id", "source_id", "section", "note"]
    ].reset_index(drop=True)


def published_assessment(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 2 as it is printed, with the direction in which a result is better and what a reader should know."""
    result = [
        value if value.endswith(unit) or not unit else f"{value} {unit.removesuffix('s') if value == '1' else unit}"
        for value, unit in zip(table["value"], table["unit"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Activity": table["activity"].str.capitalize(),
            "Assessment factor": table["indicator"].str.replace(r"^(\w)", lambda m: m[1].upper(), regex=True),
            "Result": result,
            "Better if": table["better"],
            "Note": table["note"],
        }
    )


# --- Table 3 ----------------------------------------------------------------------------------------

_FACTS = {
    "n_events": "events",
    "minutes_total": "minutes_total",
    "minutes_each": "minutes_each",
    "start": "start",
    "end": "end",
}


def inventory(participants: pd.DataFrame, data_collection: pd.DataFrame, layout: pd.DataFrame) -> pd.DataFrame:
    """Return every printed fact about the methods of Table 3, one row each; the table's own number comes before the
    text's.

    *layout* says which group of *participants* and which method of *data_collection* stands in which cell. A fact that
    is printed in several places has a row for each; ``agrees`` is no where the numbers differ (``two`` and 2 are the
    same). Raises `CaseDataError` when the layout names a group or a method that the case does not have.
    """
    for column, known in (("group", participants["group"]), ("method", data_collection["method"])):
        if unknown := sorted(set(layout[column]) - set(known)):
            raise CaseDataError(
                [
                    Finding(
                        LAYOUT, f"'{name}' is not a {column} of the case", did_you_mean(name, set(known)), column=column
                    )
                    for name in unknown
                ]
            )
    rows = []
    for cell in layout.itertuples(index=False):
        for fact in participants[participants["group"] == cell.group].itertuples(index=False):
            rows.append(
                (
                    cell.method_label,
                    cell.column_label,
                    "people",
                    fact.n,
                    fact.n_invited,
                    fact.case_id,
                    fact.source_id,
                    fact.section,
                    fact.note,
                )
            )
    for cell in layout.drop_duplicates("method_label").itertuples(index=False):
        facts = data_collection[data_collection["method"] == cell.method]
        for column, what in _FACTS.items():
            for fact in facts[facts[column] != ""].to_dict("records"):
                rows.append(
                    (
                        cell.method_label,
                        "",
                        what,
                        fact[column],
                        "",
                        fact["case_id"],
                        fact["source_id"],
                        fact["section"],
                        fact["note"],
                    )
                )
    columns = ["method_label", "column_label", "what", "printed", "out_of", "case_id", "source_id", "section", "note"]
    table = pd.DataFrame(rows, columns=columns)
    number = table["printed"].str.casefold().map(lambda text: NUMBER_WORDS.get(text, text))
    place = ["method_label", "column_label", "what"]
    differ = number.groupby([table[column] for column in place]).transform("nunique") > 1
    order = {label: at for at, label in enumerate(layout["method_label"].unique())}
    table["agrees"] = differ.map({True: "no", False: "yes"})
    table["number"], table["first"] = number, (table["section"] != "Table 3").astype(int)
    table["method_at"], table["fact_at"] = (
        table["method_label"].map(order),
        table["what"].map(lambda w: ["people", *_FACTS.values()].index(w)),
    )
    table["column_at"] = (
        table["column_label"].map({label: at for at, label in enumerate(layout["column_label"].unique())}).fillna(-1)
    )
    table = table.sort_values(["method_at", "fact_at", "column_at", "first"], kind="stable").drop_duplicates(
        [*place, "number", "section"]
    )
    return table[[*place, "printed", "out_of", "agrees", "case_id", "source_id", "section", "note"]].reset_index(
        drop=True
    )


def published_inventory(table: pd.DataFrame) -> pd.DataFrame:
    """Return Table 3 as it is printed, with when and how long; where places disagree the cell gives each number with
    its place.
    """
    columns = list(dict.fromkeys(c for c in table["column_label"] if c))
    rows = []
    for method, facts in table.groupby("method_label", sort=False):
        row = {"Method": method}
        for column in columns:
            row[column] = _cell(facts[(facts["what"] == "people") & (facts["column_label"] == column)])
        for what, name in (("events", "Occasions"), ("minutes_total", "Minutes in all (each)")):
            row[name] = _cell(facts[facts["what"] == what])
        each = _cell(facts[facts["what"] == "minutes_each"])
        row["Minutes in all (each)"] += f" ({each})" if each else ""
        row["When"] = " and ".join(dict.fromkeys(facts.loc[facts["what"].isin(["start", "end"]), "printed"]))
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(facts: pd.DataFrame) -> str:
    if facts.empty:
        return ""
    if (facts["agrees"] == "no").any():
        return "; ".join(f"{fact.printed} ({fact.section})" for fact in facts.itertuples(index=False))
    first = facts.iloc[0]
    return f"{first['printed']} (out of {first['out_of']})" if first["out_of"] else str(first["printed"])


def facts_behind(
    table: pd.DataFrame, *, row: Sequence[str], column: str, value: str, sources: pd.DataFrame
) -> pd.DataFrame:
    """Return the evidence file of a table of printed facts: one row per fact, with the place where the source prints
    it.
    """
    dois = sources.set_index("source_id")["doi"]
    place = [" / ".join(parts) for parts in table[list(row)].itertuples(index=False, name=None)]
    return pd.DataFrame(
        {
            "row": place,
            "column": table[column],
            "row_label": place,
            "column_label": table[column],
            "case_id": table["case_id"],
            "source_id": table["source_id"],
            "doi": table["source_id"].map(dois).fillna(""),
            "section": table["section"],
            "printed": table[value],
            "note": table["note"],
        }
    )


# --- Figure 1 ---------------------------------------------------------------------------------------

#: What one mark of the figure stands for.
MARK = ["level", "valence", "effect", "phase", "status", "perspective"]


def service_system(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Count the passages that state each effect, by phase, status and perspective; only what occurs.

    One row per effect, phase, status and perspective, by level (citizens first), then in codebook order, with its
    causes and remedies.
    """
    counted = evidence(links, MARK)
    ends = links.groupby(MARK).agg(
        causes=("cause", lambda c: " ".join(sorted(set(c)))),
        remedies=("remedy", lambda r: " ".join(sorted(set(r) - {""}))),
    )
    return _ordered(counted.merge(ends.reset_index(), on=MARK, validate="one_to_one"), codes)


def effects(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per effect that some link states: what brought it about, what met it (passages in brackets)."""
    names = labels(codes)
    counted = evidence(links, ["level", "valence", "effect"])
    groups = {effect: part for effect, part in links.groupby("effect")}
    counted["brought_about_by"] = [told(groups[effect], "cause", names) for effect in counted["effect"]]
    counted["met_by"] = [
        told(groups[effect][groups[effect]["remedy"] != ""], "remedy", names) for effect in counted["effect"]
    ]
    return _ordered(counted, codes)


def _ordered(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    ranks = {
        "level": LEVELS,
        "valence": VALENCES,
        "effect": codes_of(codes, "effect"),
        "phase": PHASES,
        "status": STATUSES,
        "perspective": PERSPECTIVES,
    }
    keys = [key for key in MARK if key in table]
    return table.sort_values(
        keys, key=lambda c: c.map({value: at for at, value in enumerate(ranks[c.name])}), kind="stable"
    ).reset_index(drop=True)


_LETTER = {"citizens": "C", "providers": "P", "researchers": "R", "mixed": "T", "authors": "A"}
_TELLER = {
    "citizens": "carers",
    "providers": "provider",
    "researchers": "researchers",
    "mixed": "project team",
    "authors": "authors of the study",
}
_LEVEL = {
    "citizens": "Citizens: the carers and those they care for",
    "providers": "Providers: the agency and its staff",
    "team": "Team: those who work together",
    "system": "System: the service and its reach",
}


def plot_mark(ax: Axes, x: float, y: float, side: float, valence: str, status: str, text: str, *, size: float) -> None:
    """Draw one passage as a square into axes in mm: filled (realised), pale (mitigated), open with a corner (averted),
    dashed (possible); *text* in a type of *size* pt."""
    ramp = RAMPS[valence]
    face = {"realised": ramp[3], "mitigated": ramp[1]}.get(status, "white")
    line = dict(linestyle=(0, (2, 1.4)), linewidth=0.7) if status == "possible" else dict(linewidth=0.7)
    ax.add_patch(Rectangle((x, y), side, side, facecolor=face, edgecolor=ramp[3], gid=f"{valence}:{status}", **line))
    if status == "averted":
        corner = [(x + side, y), (x + side, y + side * 0.42), (x + side * 0.58, y)]
        ax.add_patch(Polygon(corner, closed=True, facecolor=ramp[3], linewidth=0, gid="averted"))
    look = dict(ha="center", va="center", fontsize=size, color=style.readable_on(face))
    ax.text(x + side / 2, y + side / 2 + 0.08, text, gid="mark", **look)


_PITCH, _SIDE, _PAD, _PER_ROW = (
    4.5,
    4.1,
    1.3,
    6,
)  # mm: square to square, its side, air below an effect; squares in a row


def service_system_figure(
    marks: pd.DataFrame, about: pd.DataFrame, codes: pd.DataFrame, *, preset: str = "bmc"
) -> list[Figure]:
    """Draw the effects (rows, by the level of the service system on which they fall) by phase; a square is a passage.

    *marks* is `service_system` with ``shown_by`` (`matrices.with_pass`), *about* is `effects`. The letter in a square
    says who tells it; a star marks what one of two passes shows. At the right stand the causes, and the remedies that
    met the effect. One page or more: effects are split where they do not fit.
    """
    size = PRESETS[preset]
    names = labels(codes)
    left, head, title = 1.0, 6.5, 5.4
    line = 1.27 * size.smallest * 25.4 / 72
    with style.applied(size):
        total = marks.groupby(["effect", "phase"])["n_segments"].sum().unstack("phase").reindex(columns=list(PHASES))
        total = total.fillna(0)
        wide = {
            phase: max(
                width_of([phase.capitalize()], size.text) + 2, min(_PER_ROW, int(total[phase].max())) * _PITCH + 3
            )
            for phase in PHASES
        }
        label = min(width_of([names[e] for e in about["effect"]], size.smallest) + 5, 0.28 * size.double)
        texts = {effect: fitted(names[effect], label - 3, size.smallest) for effect in about["effect"]}
        text_x = left + label + sum(wide.values()) + 1.5
        room = 0.95 * (size.double - text_x - 1)
        rows = []
        for level in LEVELS:
            part = []
            for effect in about[about["level"] == level].itertuples(index=False):
                words = fitted(effect.brought_about_by, room, size.smallest).split("\n")
                met = fitted(f"Met by: {effect.met_by}", room, size.smallest).split("\n") if effect.met_by else []
                deep = int(-(-total.loc[effect.effect].max() // _PER_ROW))
                lines = max(len(words) + len(met), texts[effect.effect].count("\n") + 1)
                part.append((effect, words, met, max(deep * _PITCH + 0.4, lines * line) + _PAD))
            rows.append(part)
        foot = 17
        heights = [[one[-1] for one in part] for part in rows]
        pages = []
        for blocks in heights_on_pages(heights, title, size.highest - head - foot):
            shown = [(LEVELS[number], rows[number][part]) for number, part in blocks]
            tall = head + sum(title + sum(one[-1] for one in part) for _, part in shown) + foot
            figure = new_figure(size.double, tall)
            ax = placed(figure, 0, 0, size.double, tall, gid="service system")
            ax.set(xlim=(0, size.double), ylim=(tall, 0))
            ax.axis("off")
            starts, x = {}, left + label
            for phase in PHASES:
                starts[phase] = x
                middle = x + wide[phase] / 2 - 0.5
                ax.text(middle, 4.6, phase.capitalize(), ha="center", weight="bold", gid="phase")
                x += wide[phase]
            ax.text(left, 4.6, "Effect", weight="bold")
            ax.text(text_x, 4.6, "Brought about by (passages)", weight="bold")
            top = head
            for level, part in shown:
                band = Rectangle((left, top), size.double - 2 * left, 4.4, facecolor="#f0f0f4", linewidth=0, zorder=2)
                ax.add_patch(band)
                look = dict(va="center", weight="bold", fontsize=size.smallest)
                ax.text(left + 1, top + 2.3, _LEVEL[level], gid="level", **look)
                top += title
                for effect, words, met, high in part:
                    middle = top + (high - _PAD) / 2 + 0.4
                    colour = RAMPS[effect.valence][3 if effect.valence == "co-creation" else 4]
                    look = dict(va="center", fontsize=size.smallest, color=colour, linespacing=1.1)
                    ax.text(left + 1, middle, texts[effect.effect], gid="effect", **look)
                    for number, text in enumerate(words + met):
                        y = middle + (number - (len(words) + len(met) - 1) / 2) * line
                        slant = "italic" if number >= len(words) else "normal"
                        ax.text(text_x, y, text, va="center", fontsize=size.smallest, style=slant, gid="causes")
                    for phase in PHASES:
                        here = marks[(marks["effect"] == effect.effect) & (marks["phase"] == phase)]
                        squares = [m for m in here.itertuples(index=False) for _ in range(int(m.n_segments))]
                        deep = -(-len(squares) // _PER_ROW)
                        for number, mark in enumerate(squares):
                            sx = starts[phase] + number % _PER_ROW * _PITCH
                            sy = middle - deep * _PITCH / 2 + number // _PER_ROW * _PITCH + (_PITCH - _SIDE) / 2
                            told = _LETTER[mark.perspective] + ("*" if mark.shown_by else "")
                            plot_mark(ax, sx, sy, _SIDE, mark.valence, mark.status, told, size=size.smallest)
                    top += high
                    ax.plot([left, size.double - left], [top - 0.25] * 2, color=RULE, linewidth=size.line)
            for phase in PHASES:
                ends = [head, top - 0.3]
                ax.plot([starts[phase] - 1.2] * 2, ends, color=RULE, linewidth=size.line, zorder=1)
            _service_system_key(ax, marks, left + 1, top + 4, size)
            pages.append(figure)
        beside = left + 1.2 * width_of(["Effect"], size.text) + 3
    return numbered(pages, size, x_mm=beside)


def _service_system_key(ax: Axes, marks: pd.DataFrame, left: float, at: float, size: Preset) -> None:
    """Draw the key of the squares and letters, downwards from *at* mm."""
    step = width_of(list(VALENCES), size.smallest) * 1.2 + 4
    for valence in VALENCES:
        x = left
        ax.text(x, at, valence.capitalize(), va="center", fontsize=size.smallest, weight="bold")
        x += step
        for status in [s for s in STATUSES if ((marks["valence"] == valence) & (marks["status"] == s)).any()]:
            plot_mark(ax, x, at - _SIDE / 2, _SIDE, valence, status, "", size=size.smallest)
            ax.text(x + _SIDE + 1.3, at, status, va="center", fontsize=size.smallest)
            x += _SIDE + width_of(list(STATUSES), size.smallest) + 6
        at += 5
    told_by = [f"{_LETTER[p]}  {_TELLER[p]}" for p in PERSPECTIVES if (marks["perspective"] == p).any()]
    star = ["*  shown by one of two passes only"] * bool((marks["shown_by"] != "").any())
    told = "Told by:  " + "    ".join([*told_by, *star])
    ax.text(left, at, told, va="center", fontsize=size.smallest)


# --- two versions -----------------------------------------------------------------------------------

VERSIONS = {"earlier": EARLIER, "last": SOURCE}
_DIRECT = ("exact", "close")


def versions(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    codes: pd.DataFrame,
    frameworks: pd.DataFrame,
    crosswalk: pd.DataFrame,
) -> pd.DataFrame:
    """Map each barrier to the lists of barriers of the earlier and of the last version, with the passages of that
    version that carry it.

    One row per barrier, version and element; a barrier that maps to no element of a version has one row with an empty
    element. Barriers that neither version's list nor any passage shows are left out. The lists of both versions are
    frameworks of the same names as the sources.
    """
    source = segments.set_index(segments["case_id"] + ":" + segments["segment_id"])["source_id"]
    shown = codings[(codings["presence"] == "present") & (codings["family"] == "barrier")]
    shown = shown.assign(source_id=(shown["case_id"] + ":" + shown["segment_id"]).map(source))
    counted = evidence(shown, ["code_id", "source_id"]).drop(columns="n_links").set_index(["code_id", "source_id"])
    element = frameworks.set_index(["framework_id", "element_id"])["element_label"]
    mapped = crosswalk[crosswalk["framework_id"].isin(VERSIONS.values()) & (crosswalk["element_id"] != "")]
    rows = []
    for code in codes_of(codes, "barrier"):
        mine = mapped[mapped["code_id"] == code]
        if mine.empty and not any((code, version) in counted.index for version in VERSIONS.values()):
            continue
        for version, framework in VERSIONS.items():
            cell = counted.loc[(code, framework)] if (code, framework) in counted.index else None
            numbers = (
                [0, 0, 0, ""]
                if cell is None
                else [cell[c] for c in ("n_segments", "n_speakers", "n_cases", "segment_ids")]
            )
            of_version = mine[mine["framework_id"] == framework]
            for line in of_version.itertuples(index=False):
                rows.append(
                    (code, version, line.element_id, element[framework, line.element_id], line.relation, *numbers)
                )
            if of_version.empty:
                rows.append((code, version, "", "", "none", *numbers))
    columns = [
        "code_id",
        "version",
        "element_id",
        "element_label",
        "relation",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(rows, columns=columns)


def correspondence(table: pd.DataFrame, frameworks: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Pair the elements of the two versions' lists through the barriers that map to both.

    *table* is `versions`. A tie is direct where some barrier is exactly or closely both elements, else loose. Elements
    of either version without any partner follow with an empty cell on the other side.
    """
    listed = {
        version: frameworks.loc[frameworks["framework_id"] == framework, "element_id"].tolist()
        for version, framework in VERSIONS.items()
    }
    called = dict(zip(frameworks["element_id"], frameworks["element_label"], strict=True)) | {"": ""}
    on = {version: table[(table["version"] == version) & (table["element_id"] != "")] for version in VERSIONS}
    both = on["earlier"].merge(on["last"], on="code_id", suffixes=("_earlier", "_last"))
    pairs = [
        (e, last, both[(both["element_id_earlier"] == e) & (both["element_id_last"] == last)])
        for e in listed["earlier"]
        for last in listed["last"]
    ]
    rows = []
    for earlier, last, through in pairs:
        if through.empty:
            continue
        direct = through["relation_earlier"].isin(_DIRECT) & through["relation_last"].isin(_DIRECT)
        rows.append((earlier, last, "direct" if direct.any() else "loose", list(through["code_id"])))
    for version, other in (("earlier", 0), ("last", 1)):
        for element in listed[version]:
            if element not in {row[other] for row in rows}:
                codes_here = on[version].loc[on[version]["element_id"] == element, "code_id"].tolist()
                rows.append(
                    (element, "", "none", codes_here) if version == "earlier" else ("", element, "none", codes_here)
                )
    order = {code: at for at, code in enumerate(dict.fromkeys(table["code_id"]))}
    ids = table.drop_duplicates(["code_id", "version"]).set_index(["code_id", "version"])["segment_ids"]
    speaker = segments.set_index(segments["case_id"] + ":" + segments["segment_id"])["speaker"]
    result = []
    for earlier, last, tie, through in rows:
        through = sorted(set(through), key=order.get)
        found = {
            version: {one for code in through for one in ids.get((code, version), "").split()} for version in VERSIONS
        }
        everything = sorted(found["earlier"] | found["last"])
        cases = {one.split(":")[0] for one in everything}
        voices = {(one.split(":")[0], speaker[one]) for one in everything if speaker[one]}
        result.append(
            (
                earlier,
                last,
                called[earlier],
                called[last],
                tie,
                " ".join(through),
                len(found["earlier"]),
                len(found["last"]),
                len(everything),
                len(voices),
                len(cases),
                " ".join(everything),
            )
        )
    columns = [
        "element_earlier",
        "element_last",
        "label_earlier",
        "label_last",
        "tie",
        "through",
        "n_earlier",
        "n_last",
        "n_segments",
        "n_speakers",
        "n_cases",
        "segment_ids",
    ]
    return pd.DataFrame(result, columns=columns)


def published_correspondence(table: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs as they are printed: the two versions' barriers, the tie, our barriers that make it, passages of
    either version.
    """
    names = labels(codes)
    return pd.DataFrame(
        {
            "Earlier version": table["label_earlier"],
            "Last version": table["label_last"],
            "Tie": table["tie"],
            "Through our barriers": [
                "; ".join(names[code] for code in through.split()) for through in table["through"]
            ],
            "Passages of the earlier version": table["n_earlier"].astype(str),
            "Passages of the last version": table["n_last"].astype(str),
        }
    )


_STROKES = {
    "exact": dict(linewidth=2.0),
    "close": dict(linewidth=2.0),
    "broad": dict(linewidth=0.9),
    "narrow": dict(linewidth=0.9),
    "related": dict(linewidth=0.9, linestyle=(0, (2.5, 2))),
}


def versions_figure(
    table: pd.DataFrame, codes: pd.DataFrame, frameworks: pd.DataFrame, *, preset: str = "bmc"
) -> Figure:
    """Draw the earlier version's barriers (left) and the last version's (right), tied through our barriers (middle).

    *table* is `versions`. Small numbers beside a middle box count the passages of the earlier (left) and the last
    version (right) that carry the barrier. A barrier that neither list covers is named below.
    """
    size = PRESETS[preset]
    names = labels(codes)
    listed = {version: frameworks[frameworks["framework_id"] == framework] for version, framework in VERSIONS.items()}
    place = {version: {e: at for at, e in enumerate(part["element_id"])} for version, part in listed.items()}
    lines = table[table["element_id"] != ""]
    mapped = list(dict.fromkeys(lines["code_id"]))
    order = codes_of(codes, "barrier")

    def rank(code: str) -> tuple[float, float, int]:
        mine = lines[lines["code_id"] == code]
        at = {v: mine.loc[mine["version"] == v, "element_id"].map(place[v]).min() for v in VERSIONS}
        return (
            at["last"] if at["last"] == at["last"] else 99,
            at["earlier"] if at["earlier"] == at["earlier"] else 99,
            order.index(code),
        )

    mapped = sorted(mapped, key=rank)
    counts = table.drop_duplicates(["code_id", "version"]).set_index(["code_id", "version"])["n_segments"]
    others = [code for code in dict.fromkeys(table["code_id"]) if code not in mapped]
    with style.applied(size):
        told = "; ".join(f"{names[c].lower()} ({int(counts.get((c, 'last'), 0))})" for c in others) or "none"
        beside = f"Coded in the last version, in neither list: {told}"
        beside = fitted(beside, 0.95 * (size.double - 4), size.smallest)
        foot = 10.0 + height_of([beside], size.smallest)
        head = 11.0
        row = min(7.6, (size.highest - head - foot) / max(1, len(mapped)))
        tall = head + row * len(mapped) + foot
        figure = new_figure(size.double, tall)
        ax = placed(figure, 0, 0, size.double, tall, gid="versions")
        ax.set(xlim=(0, size.double), ylim=(tall, 0))
        ax.axis("off")
        box = width_of([names[c] for c in mapped], size.smallest) + 4
        middle, side = size.double / 2, 0.2 * size.double
        ys = {code: head + row * (at + 0.5) for at, code in enumerate(mapped)}
        at = {}
        for version, part in listed.items():
            wanted = {
                e: lines.loc[(lines["version"] == version) & (lines["element_id"] == e), "code_id"].map(ys).mean()
                for e in part["element_id"]
            }
            at[version] = _spread(wanted, low=head + 6, high=head + row * len(mapped) - 6, gap=15)
            x = 1 if version == "earlier" else size.double - 1 - side
            for element, y in at[version].items():
                look = dict(facecolor=RAMPS["neutral"][0], edgecolor=QUIET, linewidth=size.line)
                ax.add_patch(Rectangle((x, y - 5.6), side, 11.2, **look))
                text = fitted(part.set_index("element_id").at[element, "element_label"], side - 2, size.smallest)
                look = dict(ha="center", va="center", fontsize=size.smallest, linespacing=1.1)
                ax.text(x + side / 2, y, text, gid=version, **look)
        for line in lines.itertuples(index=False):
            left = line.version == "earlier"
            xs = (1 + side, middle - box / 2 - 7) if left else (size.double - 1 - side, middle + box / 2 + 7)
            heights = (at[line.version][line.element_id], ys[line.code_id])
            look = dict(color=RAMPS["neutral"][3], solid_capstyle="butt", **_STROKES[line.relation])
            ax.plot(xs, heights, gid=f"{line.relation}:{line.code_id}:{line.element_id}", **look)
        for code, y in ys.items():
            look = dict(facecolor="white", edgecolor=RAMPS["co-destruction"][3], linewidth=0.7)
            ax.add_patch(Rectangle((middle - box / 2, y - 2.5), box, 5, **look))
            ax.text(middle, y, names[code], ha="center", va="center", fontsize=size.smallest, gid="barrier")
            for version, x in (("earlier", middle - box / 2 - 3.5), ("last", middle + box / 2 + 3.5)):
                n = int(counts.get((code, version), 0))
                look = dict(ha="center", va="center", fontsize=size.smallest, color=style.INK)
                ax.text(x, y, f"{n}" if n else "–", gid=f"n:{version}:{code}", **look)
        look = dict(va="top", weight="bold", fontsize=size.smallest, linespacing=1.25)
        ax.text(1, 1, "Earlier version (abstract\nand plain summary)", ha="left", **look)
        ax.text(middle, 1, "Barriers of the codebook,\nwith passages of either version", ha="center", **look)
        ax.text(size.double - 1, 1, "Last version\n(whole text)", ha="right", **look)
        y, x = head + row * len(mapped) + 4, 2.0
        for relation, text in (("exact", "exact or close"), ("broad", "broader or narrower"), ("related", "related")):
            ax.plot((x, x + 9), (y, y), color=RAMPS["neutral"][3], **_STROKES[relation])
            ax.text(x + 10.5, y, text, va="center", fontsize=size.smallest)
            x += 15 + width_of([text], size.smallest) + 4
        ax.text(2, y + 4.5, beside, va="top", fontsize=size.smallest, linespacing=1.25, gid="others")
    return figure


def _spread(wanted: Mapping[str, float], *, low: float, high: float, gap: float) -> dict[str, float]:
    """Return heights in the order of those wanted, at least *gap* apart and within *low* and *high* where there is
    room.
    """
    ranked = sorted(wanted, key=wanted.get)
    ys: list[float] = []
    for name in ranked:
        ys.append(max(wanted[name], ys[-1] + gap if ys else low))
    over = max(0.0, ys[-1] - high) if ys else 0.0
    for number in range(len(ys) - 1, -1, -1):
        ceiling = high if number == len(ys) - 1 else ys[number + 1] - gap
        ys[number] = min(ys[number], ceiling) if over else ys[number]
    return dict(zip(ranked, ys, strict=True))


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
        " data are a machine-assisted reading of published text."
    )


def assessment_caption(table: pd.DataFrame) -> str:
    """Return the caption of Table 2."""
    zero = int((table["value"] == "0").sum())
    return (
        f"**Table 2 of Gheduzzi et al. (2021) from data: what was measured of the new service.** {len(table)} results"
        f" of {table['activity'].nunique()} activities, values as printed; events that the paper prints as an addition"
        " (cancelled) have a row of their own. 'Better if' is our reading, and the paper states no targets. A 0 is a"
        f" printed result ({zero} here), an empty note means that there is nothing to add. The data are a"
        " machine-assisted reading of published text."
    )


def inventory_caption(table: pd.DataFrame) -> str:
    """Return the caption of Table 3; it names every fact on which the paper's places disagree."""
    apart = []
    for (method, column), facts in table[table["agrees"] == "no"].groupby(["method_label", "column_label"], sort=False):
        apart.append(
            f"{column or 'occasions'} in the {method.lower()}:"
            f" {joined([f'{f.printed} in {f.section}' for f in facts.itertuples(index=False)])}"
        )
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
        " An empty cell: nothing is printed. The data are a machine-assisted reading of published text."
    )


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
        f" ({joined(remedies)}). Both sides are found on these levels: {joined(levels)}. Where the paper says only that"
        " co-destruction was prevented and names no effect, there is nothing to draw. Blank: no passage states the"
        " effect in that phase. At the right the causes and, in italics, the remedies, with passages. A star marks"
        f" what only one of the two independent passes shows. {READING}"
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
        f" only abstract and plain summary are at hand. {READING}"
    )
