"""Figures are read back through their artists: what stands in a cell is what the table says."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from conftest import codebook, coding, link, unit
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from crosscase.core import counts
from crosscase.publish import lettering, matrix, style
from crosscase.publish import pages as publish_pages
from crosscase.questions.agreement import figure as agreement_figure
from crosscase.questions.balance import figure as balance_figure
from crosscase.questions.codes_by_case import figure as codes_by_case_figure
from crosscase.questions.literature import figure as literature_figure
from crosscase.questions.phases import figure as phases_figure
from crosscase.questions.within_case import figure as within_case_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
        link("a", 3, "a-3", "meals", "new_shop"),
    ]
)
CASES = pd.DataFrame([unit("a"), unit("b")])
BARRIERS = [("", "co-destruction", ["distrust", "no_time"])]


def unmarked(table):
    return table.assign(shown_by="")


def axes(figure, gid):
    return next(ax for ax in figure.axes if ax.get_gid() == gid)


def test_the_numbers_in_a_case_matrix_are_those_of_the_table():
    table = unmarked(counts.barrier_effects(LINKS, CODES, case_id="a"))
    (drawn,) = within_case_figure.barrier_effects_figure(table, CODES)
    # A disc that stands for one passage has no number; a ring stands for all, the disc in it for what happened.
    assert matrix.cell_texts(drawn) == {"Barrier:Harm": {(0, 0): "2"}}
    discs = {ax.get_gid(): [line.get_gid() for line in ax.lines] for ax in drawn.axes}
    assert discs == {"Barrier:Harm": ["all", "outcome happened"], "Enabler:Good": ["outcome happened"]}
    met = unmarked(counts.barrier_effects(LINKS[LINKS["status"] == "averted"], CODES, case_id="a"))
    (half,) = within_case_figure.barrier_effects_figure(met, CODES)
    assert "outcome met" in [line.get_gid() for line in axes(half, "Barrier:Harm").lines]


def test_a_case_without_links_still_gives_a_figure():
    table = unmarked(counts.barrier_effects(LINKS.iloc[:0], CODES, case_id="a"))
    (drawn,) = within_case_figure.barrier_effects_figure(table, CODES)
    assert matrix.cell_texts(drawn) == {}


def test_blank_hatched_and_dash_are_three_things():
    codings = pd.DataFrame(
        [
            coding("a", "a-1", "distrust"),
            coding("a", "a-2", "distrust"),
            coding("b", "b-1", "no_time", presence="absent"),
            coding("b", "b-1", "meals"),
        ]
    )
    table = unmarked(counts.codes_by_case(codings, LINKS, CODES, CASES, {"b": ["distrust"]}))
    (drawn,) = codes_by_case_figure.codes_by_case_figure(table, CODES, CASES, BARRIERS)
    panel = axes(drawn, "cells:")
    assert matrix.cell_texts(drawn) == {"cells:": {(0, 0): "2"}}
    assert [patch.get_xy() for patch in panel.patches if patch.get_gid() == "not covered"] == [(1, 0)]
    assert [(text.get_text(), text.get_position()) for text in panel.texts if text.get_gid() == "absent"] == [
        ("–", (1.5, 1.52))
    ]
    assert [text.get_text() for text in axes(drawn, "beside:").texts] == ["1", "0"]


def test_the_phase_profile_shows_each_phase_in_its_block():
    codings = pd.DataFrame(
        [coding("a", "a-1", "distrust", phase="before"), coding("b", "b-1", "no_time", phase="after")]
    )
    table = unmarked(counts.phase_profile(codings, CODES, CASES))
    (drawn,) = phases_figure.phase_profile_figure(table, CODES, CASES, ["distrust", "no_time"])
    assert matrix.cell_texts(drawn) == {"before": {(0, 0): "1"}, "after": {(1, 1): "1"}}
    told = [text.get_text() for text in drawn.texts if text.get_gid() in ("phase", "total")]
    assert told == ["Before: 1 passage", "1", "0", "During: 0 passages", "0", "0", "After: 1 passage", "0", "1"]


def test_a_phase_shows_what_is_only_feared_there_and_what_rests_on_shared_text():
    codings = pd.DataFrame(
        [
            coding("a", "a-1", "distrust", phase="before"),
            coding("a", "a-2", "distrust", phase="after"),
            coding("a", "a-3", "distrust", phase="after", presence="possible"),
            coding("b", "b-1", "no_time", phase="after", presence="possible"),
        ]
    )
    table = unmarked(counts.phase_profile(codings, CODES, CASES)).set_index(["code_id", "phase", "unit"])
    table.loc[("no_time", "after", "b"), "shown_by"] = "A"
    more = dict(unseen=counts.unseen(codings, ["code_id", "phase", "unit"], CASES), shared={"a:a-1"})
    (drawn,) = phases_figure.phase_profile_figure(table.reset_index(), CODES, CASES, ["distrust", "no_time"], **more)
    assert matrix.cell_texts(drawn) == {"before": {(0, 0): "1†"}, "after": {(0, 0): "1"}}
    after = axes(drawn, "after")
    assert [(line.get_xdata()[0], line.get_ydata()[0]) for line in after.lines] == [(1.5, 1.5)]
    assert [text.get_text() for text in after.texts if text.get_gid() == "one pass"] == ["*"]


def test_the_balance_shows_the_total_of_each_side():
    (drawn,) = balance_figure.balance_figure(counts.balance(LINKS, CASES), CASES)
    totals = [text.get_text() for text in axes(drawn, "balance").texts if text.get_gid() == "total"]
    assert totals == ["2", "1", "0", "0"]


def test_a_cell_of_the_literature_figure_prints_the_citation_numbers():
    rows = [
        dict(
            factor_id="ant_a",
            factor_label="A",
            side="antecedent",
            level="citizens",
            effect_id=effect,
            effect_label=effect,
            effect_level="system",
            n_works=len(numbers.split()),
            n_works_factor=4,
            n_works_effect=1,
            work_ids="",
            numbers=numbers,
        )
        for effect, numbers in (("eff_x", "7 12"), ("eff_y", "1 2 3"), ("eff_z", ""))
    ]
    (drawn,) = literature_figure.literature_figure(pd.DataFrame(rows))
    assert matrix.cell_texts(drawn) == {"antecedent:citizens:system": {(0, 0): "7,12", (0, 1): "n=3"}}


@pytest.mark.parametrize(
    ("classes", "value", "step"),
    [
        (matrix.PAIRS, 1, 0),
        (matrix.PAIRS, 9, 4),
        (matrix.CODES, 3, 1),
        (matrix.CODES, 12, 4),
        (matrix.CODES, 11, 3),
    ],
)
def test_a_shade_stands_for_a_fixed_class(classes, value, step):
    assert matrix.step(value, classes) == step


def test_a_figure_has_the_width_of_the_preset_and_fits_its_height():
    table = unmarked(counts.barrier_effects(LINKS, CODES, case_id="a"))
    (drawn,) = within_case_figure.barrier_effects_figure(table, CODES)
    width, height = drawn.get_size_inches() * 25.4
    assert np.isclose(width, 170) and height <= 225


def test_a_star_marks_what_one_pass_shows_also_where_the_cell_is_blank():
    codings = pd.DataFrame([coding("a", "a-1", "distrust"), coding("b", "b-1", "no_time")])
    table = unmarked(counts.codes_by_case(codings, LINKS, CODES, CASES, {})).set_index(["code_id", "unit"])
    table.loc[[("distrust", "a"), ("no_time", "a")], "shown_by"] = "A"
    (drawn,) = codes_by_case_figure.codes_by_case_figure(table.reset_index(), CODES, CASES, BARRIERS)
    assert matrix.cell_texts(drawn)["cells:"] == {(0, 0): "1*", (1, 1): "1"}
    assert [text.get_position()[1] for text in axes(drawn, "cells:").texts if text.get_gid() == "one pass"] == [1.52]
    assert "in one coding only" in [text.get_text() for text in drawn.texts]


@pytest.mark.parametrize(("presence", "letters", "ring"), [("possible", ["*"], 1), ("absent", ["–*"], 0)])
def test_a_star_hides_neither_a_ring_nor_a_dash(presence, letters, ring):
    codings = pd.DataFrame([coding("a", "a-1", "distrust", presence=presence), coding("b", "b-1", "no_time")])
    table = unmarked(counts.codes_by_case(codings, LINKS, CODES, CASES, {})).set_index(["code_id", "unit"])
    table.loc[("distrust", "a"), "shown_by"] = "A"
    (drawn,) = codes_by_case_figure.codes_by_case_figure(table.reset_index(), CODES, CASES, BARRIERS)
    (panel,) = [ax for ax in drawn.axes if ax.get_gid() == "cells:"]
    assert [text.get_text() for text in panel.texts if text.get_gid() in ("absent", "one pass")] == letters
    assert sum(line.get_gid() == "possible" for line in panel.lines) == ring


def test_the_agreement_figure_stacks_both_and_either_pass():
    rows = [
        dict(
            code_id=code,
            family=family,
            n=9,
            n_both=3,
            n_first_only=2,
            n_second_only=1,
            prevalence=0.3,
            percent_agreement=0.7,
            kappa=kappa,
            alpha=0.4,
            ac1=0.5,
        )
        for code, family, kappa in (("distrust", "barrier", 0.41), ("meals", "enabler", float("nan")))
    ]
    drawn = agreement_figure.agreement_figure(pd.DataFrame(rows), CODES)
    bars = [(bar.get_gid(), bar.get_x(), bar.get_width()) for bar in axes(drawn, "codes:left").patches]
    assert bars == [("n_both", 0, 3), ("n_first_only", 3, 2), ("n_second_only", 5, 1)]
    kinds = axes(drawn, "kinds").patches
    assert [bar.get_gid() for bar in kinds] == ["n_both"] * 2 + ["n_first_only"] * 2 + ["n_second_only"] * 2
    assert [bar.get_width() for bar in kinds] == pytest.approx([3 / 6, 3 / 6, 2 / 6, 2 / 6, 1 / 6, 1 / 6])
    texts = [text.get_text() for text in drawn.texts]
    assert "0.41" in texts and "–" in texts and texts.count("3 of 6 in both") == 2


@pytest.mark.parametrize(
    ("n", "available", "pages"),
    [
        (5, 50, [5]),
        (10, 50, [10]),
        (11, 50, [6, 5]),
        (80, 150, [27, 26, 27]),
        (3, 2, [1, 1, 1]),
        (0, 50, [0]),
    ],
)
def test_rows_are_split_into_the_fewest_even_pages_that_fit(n, available, pages):
    parts = publish_pages.pages_of(n, 5, available)
    assert sorted(part.stop - part.start for part in parts) == sorted(pages)
    assert [i for part in parts for i in range(n)[part]] == list(range(n))


def test_a_label_is_broken_between_words_to_fit_a_width():
    label = "Lack of time, money or staff in the services that take part"
    broken = lettering.fitted(label, 30, 7)
    assert broken.replace("\n", " ") == label and broken.count("\n") >= 2
    assert lettering.width_of(lettering.lines_of([broken]), 7) <= 30
    assert lettering.fitted("Unbreakable", 2, 7) == "Unbreakable"


def test_a_typeface_of_the_machine_under_the_same_name_is_never_drawn_with(monkeypatch, tmp_path):
    """A machine's own DejaVu Sans has other numbers for its glyphs, and so other bytes."""
    manager = font_manager.fontManager
    own = Path(matplotlib.get_data_path(), "fonts/ttf")
    other = tmp_path / "DejaVuSans.ttf"
    shutil.copy(own / "DejaVuSans.ttf", other)
    entry = replace(next(one for one in manager.ttflist if one.name == "DejaVu Sans"), fname=str(other))
    monkeypatch.setattr(manager, "ttflist", [entry, *(one for one in manager.ttflist if one.name != "DejaVu Sans")])
    style.own_font.cache_clear()
    with style.applied(style.PRESETS["bmc"]):
        found = {
            weight: font_manager.findfont(font_manager.FontProperties(weight=weight)) for weight in ("normal", "bold")
        }
    assert {Path(path).parent for path in found.values()} == {own}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="asks Linux which files are open")
def test_a_font_is_read_once_and_set_as_from_its_file():
    """Up to 3.11 matplotlib keeps the file open and goes to it for every glyph, which takes three times as long."""

    def kept_open():
        return sum(os.path.realpath(one) == style.own_font() for one in Path("/proc/self/fd").iterdir())

    font = style.own_font()
    font_manager._get_font.cache_clear()
    before = kept_open()
    ours = font_manager.get_font(font)
    assert kept_open() == before
    theirs = FT2Font(font)
    assert kept_open() == before + 1
    for one in (ours, theirs):
        one.set_size(7, 72)
        one.set_text("Strain on staff – ‘fi’ Å")
    assert ours.get_width_height() == theirs.get_width_height() and ours.get_descent() == theirs.get_descent()
    assert ours.fname == theirs.fname == font
