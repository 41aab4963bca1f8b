"""Configurations, against published answers: Lipset's crisp table (R package QCA; Rihoux and De Meur 2009) and
Quine's cyclic chart.
"""

import shutil
from itertools import product

import numpy as np
import pandas as pd
import pytest
import yaml
from conftest import ROOT, codebook, coding, link, unit

from crosscase import store
from crosscase.core.findings import ConfigError
from crosscase.publish.artwork import writing
from crosscase.questions.configurations import calibration as configurations_calibration
from crosscase.questions.configurations import caption as configurations_caption
from crosscase.questions.configurations import compute as configurations
from crosscase.questions.configurations import declared as configurations_declared
from crosscase.questions.configurations import figure as configurations_figure
from crosscase.questions.configurations import published as configurations_published
from crosscase.questions.configurations import variants as configurations_variants
from crosscase.run import checking

# Lipset's survival of democracy between the wars, crisp (data LC of the R package QCA): DEV, URB, LIT, IND, STB and
# SURV.
LIPSET = {
    "AU": "101100",
    "BE": "111111",
    "CZ": "111111",
    "EE": "001010",
    "FI": "101011",
    "FR": "101111",
    "DE": "111100",
    "GR": "000000",
    "HU": "001000",
    "IE": "101011",
    "IT": "000010",
    "NL": "111111",
    "PL": "001000",
    "PT": "000000",
    "RO": "000010",
    "ES": "000000",
    "SE": "101111",
    "UK": "111111",
}
CALIBRATION = yaml.safe_load("""
unit_of_analysis: case
conditions:
  - {id: trust, label: Trust is lacking, why: w, rule: passages, codes: [distrust], wider: [no_time], at_least: 2}
  - {id: above, label: Begun from above, why: w, rule: initiation, any_of: [top-down]}
outcomes:
  - {id: harm, label: Harm outweighs, why: w, rule: more_links, valence: co-destruction, statuses: [realised]}
  - {id: met, label: Harm was met, why: w, rule: links, statuses: [averted, mitigated], at_least: 1}
""")
CASES = pd.DataFrame(
    [unit("a", initiation="top-down"), unit("b", initiation="bottom-up"), unit("c", initiation="bottom-up")]
)
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "distrust"),
        coding("a", "a-1", "meals"),
        coding("a", "a-2", "distrust", speaker="Ann"),
        coding("b", "b-1", "distrust"),
        coding("b", "b-2", "distrust", presence="absent"),
        coding("c", "c-1", "no_time"),
    ]
)
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-1", "distrust", "people_leave"),
        link("a", 2, "a-2", "distrust", "people_leave", "averted", remedy="meals"),
        link("b", 1, "b-1", "meals", "new_shop"),
        link("b", 2, "b-1", "distrust", "people_leave"),
        link("c", 1, "c-1", "meals", "new_shop", "possible"),
    ]
)


def table_of(rows, conditions, outcome):
    """Return a calibrated table from strings of 0 and 1 (conditions, then the outcome); - is unknown."""
    names = [*conditions, outcome]
    return pd.DataFrame(
        [
            dict(
                role="outcome" if name == outcome else "condition",
                set_id=name,
                set_label=name,
                unit=one,
                label=one,
                rule="initiation",
                member=pd.NA if bit == "-" else int(bit),
                near=False,
            )
            for at, name in enumerate(names)
            for one, bits in rows.items()
            for bit in bits[at]
        ]
    ).astype({"member": "Int64"})


def models(table, explains="present", kind="parsimonious"):
    found = configurations.solutions(table)
    mine = found[(found["explains"] == explains) & (found["kind"] == kind)]
    return mine["solution"].unique().tolist()


LC = table_of(LIPSET, ["DEV", "URB", "LIT", "IND", "STB"], "SURV")


def test_lipset_gives_the_solutions_that_the_r_package_qca_prints():
    # QCA (Dusa): M1: DEV*~URB*LIT*STB + DEV*LIT*IND*STB, covS 0.500 and 0.750, covU 0.250 and 0.500; with remainders
    # DEV*STB.
    found = configurations.solutions(LC).set_index(["explains", "kind"]).loc[("present", "conservative")]
    assert set(found["solution"].iloc[0].split(" + ")) == {"DEV*~URB*LIT*STB", "DEV*LIT*IND*STB"}
    told = found.set_index("term")[["coverage", "unique_coverage", "consistency", "solution_coverage"]]
    assert told.loc["DEV*~URB*LIT*STB"].tolist() == [0.5, 0.25, 1, 1] and told.loc["DEV*LIT*IND*STB"].tolist() == [
        0.75,
        0.5,
        1,
        1,
    ]
    assert found.set_index("term").loc["DEV*~URB*LIT*STB", "units"] == "FI FR IE SE"
    assert models(LC) == ["DEV*STB"]


def test_the_breakdown_of_democracy_gives_the_formulas_of_rihoux_and_de_meur():
    # Rihoux and De Meur (2009), formulas 3 and 5, with 5 and 18 simplifying assumptions.
    conservative, parsimonious = models(LC, "absent", "conservative"), models(LC, "absent")
    assert len(conservative) == 1 and set(conservative[0].split(" + ")) == {"~DEV*~URB*~IND", "DEV*LIT*IND*~STB"}
    assert len(parsimonious) == 1 and set(parsimonious[0].split(" + ")) == {"~DEV", "~STB"}
    found = (
        configurations.solutions(LC).drop_duplicates(["explains", "kind"]).set_index(["explains", "kind"])["n_assumed"]
    )
    assert found.to_dict() == {
        ("present", "conservative"): 0,
        ("present", "parsimonious"): 5,
        ("present", "enhanced"): 5,
        ("absent", "conservative"): 0,
        ("absent", "parsimonious"): 18,
        ("absent", "enhanced"): 18,
    }


def test_the_published_formulas_of_lipset_contradict_each_other_in_no_remainder():
    # DEV*STB and ~DEV + ~STB exclude each other, so they share out all 23 remainders (5 and 18; Rihoux and De Meur
    # 2009), and the enhanced solutions are the parsimonious ones.
    truth = configurations.truth_table(LC)
    empty = truth[truth["state"] == "remainder"]
    assert empty["assumed"].value_counts().to_dict() == {"absent": 18, "present": 5}
    assert truth.loc[truth["state"] != "remainder", "assumed"].isna().all() and not truth["contradictory"].any()
    for explains in ("present", "absent"):
        assert models(LC, explains, "enhanced") == models(LC, explains)


# Worked out by hand. Of the eight rows of a, b and c, 000, 001 and 010 show f, 011 and 101 do not; 100, 110 and 111
# have no unit. f: ~a*~b + ~c takes 100 and 110; not f: a + b*c takes 100, 110 and 111. Without 100 and 110 (rows 5 and
# 7), 010 can only join 000 (~a*~c), 101 and 011 only 111 (a*c, b*c).
BOTH_WAYS = table_of({f"u{m}": f"{m:03b}{bit}" for m, bit in enumerate("1110-0") if bit != "-"}, list("abc"), "f")


def test_what_solutions_for_presence_and_absence_both_assume_is_found_and_left_out_of_the_enhanced_ones():
    for explains, parsimonious, enhanced in (
        ("present", {"~a*~b", "~c"}, {"~a*~b", "~a*~c"}),
        ("absent", {"a", "b*c"}, {"a*c", "b*c"}),
    ):
        for kind, terms in (("parsimonious", parsimonious), ("enhanced", enhanced)):
            (only,) = models(BOTH_WAYS, explains, kind)
            assert set(only.split(" + ")) == terms
    truth = configurations.truth_table(BOTH_WAYS).set_index("row")
    assert truth["assumed"].dropna().to_dict() == {5: "both", 7: "both", 8: "absent"}
    assert truth.index[truth["contradictory"]].tolist() == [5, 7]
    found = configurations.solutions(BOTH_WAYS).drop_duplicates(["explains", "kind"]).set_index(["explains", "kind"])
    assert found[["assumed", "n_assumed", "n_contradictory"]].T.to_dict("list") == {
        ("present", "conservative"): ["", 0, 0],
        ("present", "parsimonious"): ["5 7", 2, 2],
        ("present", "enhanced"): ["", 0, 0],
        ("absent", "conservative"): ["", 0, 0],
        ("absent", "parsimonious"): ["5 7 8", 3, 2],
        ("absent", "enhanced"): ["8", 1, 0],
    }


def test_assumptions_that_contradict_each_other_only_once_others_are_out_go_too():
    # 000, 001 and 111 show f, 010 and 100 do not. First f (~a*~b + c) and its absence both take 011 and 101 (rows 4 and
    # 6). Without them 111 joins 110 (a*b), and so do 010 and 100 (b*~c, a*~c): row 7 goes as well, and nothing is left.
    bits = {0: 1, 1: 1, 7: 1, 2: 0, 4: 0}
    table = table_of({f"u{m}": f"{m:03b}{bit}" for m, bit in bits.items()}, list("abc"), "f")
    truth = configurations.truth_table(table).set_index("row")
    assert truth["assumed"].dropna().to_dict() == {4: "both", 6: "both", 7: "absent"}
    assert sorted(truth.index[truth["contradictory"]]) == [4, 6, 7]
    assert set(models(table, "present", "enhanced")[0].split(" + ")) == {"~a*~b", "a*b*c"}
    assert models(table, "absent", "enhanced") == models(table, "absent", "conservative")


def test_contradictory_assumptions_are_told_in_the_text_and_the_truth_table():
    truth = configurations.truth_table(BOTH_WAYS)
    said = seen(BOTH_WAYS)
    assert said.startswith("A demonstration of the method on 5 units and no finding. ")
    assert (
        "2 of 3 combinations without a unit (rows 5 and 7) are assumed both ways: to show the outcome by a solution"
        " for its presence, and not to show it by one for its absence. Without these rows the solution (enhanced) is: "
    ) in said
    printed = configurations_published.published_truth(truth, BOTH_WAYS)
    assert printed.set_index("Row")["f"].loc[[5, 7, 8]].tolist() == ["? (1 and 0)", "? (1 and 0)", "? (0)"]
    drawn = configurations_figure.configurations_figure(
        configurations.truth_table(LC), configurations.solutions(LC), LC
    ).axes[0]
    headings = [text.get_text() for text in drawn.texts if text.get_gid() == "heading"]
    assert headings == ["SURV: what is enough here"]  # what assumes nothing; the rest stands in the tables
    printed = [text.get_text() for text in drawn.texts if text.get_gid() == "coverage"]
    assert f"{printed[0]}  share of the cases with the outcome (coverage)" in [text.get_text() for text in drawn.texts]


def test_pairs_of_tied_solutions_without_a_contradiction_are_counted():
    # One unit has both conditions and shows the outcome, one has neither: a or b for it, ~a or ~b against it. a and ~a
    # share out the two empty rows, as do b and ~b; a and ~b both take a*~b.
    table = table_of({"x": "111", "y": "000"}, ["a", "b"], "out")
    assert configurations_published.free_pairs(configurations.solutions(table), "out") == (2, 4)
    assert "2 of the 4 pairs of tied solutions share no such row." in seen(table)
    assert models(table, kind="enhanced") == ["a*b"]


def test_where_the_absence_has_no_solution_nothing_can_be_contradicted_and_the_text_says_so():
    table = table_of({"x": "001", "y": "000", "z": "111"}, ["a", "b"], "out")
    assert "Its absence has no solution, so no other solution contradicts what is assumed." in seen(table)
    assert "The enhanced solution is the same." in seen(table)


def test_an_outcome_that_every_unit_shows_has_no_solution_and_assumes_nothing():
    table = table_of({"x": "11", "y": "01"}, ["a"], "out")
    assert "‘out’: every unit shows the outcome, so nothing tells the units apart." in seen(table)
    wide = table_of({"x": "111", "y": "011"}, ["a", "b"], "out")
    assert configurations.truth_table(wide)["contradictory"].tolist() == [False, False]


def test_the_truth_table_of_lipset_has_nine_filled_rows_and_23_remainders():
    # QCA: rows 22, 24 and 32 show survival, with 2, 2 and 4 countries.
    truth = configurations.truth_table(LC)
    assert truth["state"].value_counts().to_dict() == {"remainder": 23, "absent": 6, "present": 3}
    assert truth.loc[truth["state"] == "present", ["row", "n_units"]].values.tolist() == [[32, 4], [22, 2], [24, 2]]
    assert truth["n_units"].iloc[0] == 4 and truth.loc[truth["state"] == "remainder", "consistency"].isna().all()


def test_necessary_conditions_are_those_that_every_survivor_has():
    # Shares counted by hand in LC: 8 survivors of 10 developed, 13 literate and 11 stable countries; relevance
    # (Schneider and Wagemann 2012).
    found = configurations.necessity(LC)
    mine = (
        found[(found["explains"] == "present") & (found["consistency"] == 1)]
        .set_index("condition")[["coverage", "relevance"]]
        .round(4)
    )
    assert mine.T.to_dict("list") == {"DEV": [0.8, 0.8], "LIT": [0.6154, 0.5], "STB": [0.7273, 0.7]}


def test_all_tied_solutions_are_given():
    # The cyclic prime implicant chart of minterms 0, 1, 2, 5, 6 and 7 (Quine 1952; McCluskey 1956) has two shortest
    # sums of three terms.
    rows = {f"u{m}": f"{m:03b}{int(m in (0, 1, 2, 5, 6, 7))}" for m in range(8)}
    tied = models(table_of(rows, list("abc"), "f"), kind="conservative")
    assert {frozenset(one.split(" + ")) for one in tied} == {
        frozenset({"~a*~b", "b*~c", "a*c"}),
        frozenset({"~a*~c", "~b*c", "a*b"}),
    }
    found = configurations.solutions(table_of(rows, list("abc"), "f"))
    assert (
        found.loc[
            found["kind"].eq("conservative") & found["explains"].eq("present"), ["model", "n_models"]
        ].values.tolist()
        == [[1, 2]] * 3 + [[2, 2]] * 3
    )


def test_units_alike_that_end_differently_are_a_contradiction_and_shown():
    table = table_of({"x": "11", "y": "10", "z": "00"}, ["a"], "out")
    truth = configurations.truth_table(table)
    assert truth[["configuration", "units", "state", "consistency"]].values.tolist() == [
        ["a", "x y", "contradiction", 0.5],
        ["~a", "z", "absent", 0.0],
    ]
    found = configurations.solutions(table)
    assert found.loc[found["explains"] == "present", "told"].unique().tolist() == [
        "No combination shows the outcome present without a contradiction."
    ]
    assert models(table, "absent", "conservative") == ["~a"]
    said = configurations_published.limits(
        table, truth, configurations_variants.chance(table), pd.DataFrame(columns=["outcome", "variant"])
    )
    assert "A contradiction for 'out': x and y share every condition and end differently (1 of 2 show it)." in said
    assert configurations_published.published_truth(truth, table)["out"].tolist() == ["C (1 of 2)", "0"]


def test_a_condition_that_does_not_vary_is_told_and_takes_no_part():
    table = table_of({"x": "111", "y": "100"}, ["always", "a"], "out")
    assert configurations.truth_table(table)["configuration"].unique().tolist() == ["~a", "a"] and models(table) == [
        "a"
    ]
    said = configurations_published.limits(
        table,
        configurations.truth_table(table),
        configurations_variants.chance(table),
        pd.DataFrame(columns=["outcome", "variant"]),
    )
    assert said[0] == "'always' holds in every unit and tells nothing apart; it takes no part."


def test_a_unit_with_an_unknown_membership_is_left_out_and_named():
    table = table_of({"x": "11", "y": "-1", "z": "00"}, ["a"], "out")
    data, unknown = configurations_calibration.memberships(table)
    assert data.index.tolist() == ["x", "z"] and unknown == ["y"]
    assert "y" not in configurations.truth_table(table)["units"].str.cat(sep=" ")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"x": "11"}, "Too few units: 1 can be placed, and one alone cannot be compared."),
        ({"x": "11", "y": "01"}, "Every unit shows the outcome, so nothing tells the units apart."),
        ({"x": "11", "y": "10"}, "No condition varies between the units."),
    ],
)
def test_too_few_units_give_a_plain_sentence_and_no_error(rows, told):
    table = table_of(rows, ["a"], "out")
    found = configurations.solutions(table)
    assert found["told"].unique().tolist() == [told] and (found["solution"] == "").all()
    truth = configurations.truth_table(table)
    configurations_variants.chance(table)
    drawn = configurations_figure.configurations_figure(truth, found, table)
    assert told in [text.get_text() for text in drawn.axes[0].texts]
    configurations_published.published_truth(truth, table), configurations.necessity(table)
    caption, alt = configurations_caption.configurations(truth, found, table)
    assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)


def test_the_share_of_outcomes_that_fit_as_well_is_counted_over_every_outcome():
    table = table_of({"x": "001", "y": "001", "z": "010", "v": "100", "w": "111"}, ["a", "b"], "out")
    counted = configurations_variants.chance(table).iloc[0]
    data, _ = configurations_calibration.memberships(table)
    own = configurations.minimised(data, "out", ["a", "b"], "parsimonious")
    limit = (len(own[0]), sum(map(len, own[0])))
    free = simple = 0
    for bits in product((0, 1), repeat=5):
        if 0 < sum(bits) < 5 and bits[0] == bits[1]:
            free += 1
            other = configurations.minimised(data.assign(out=bits), "out", ["a", "b"], "parsimonious")
            simple += (len(other[0]) <= limit[0]) and (sum(map(len, other[0])) <= limit[1])
    assert counted[["n_units", "n_rows", "n_ways", "n_free", "n_as_simple"]].tolist() == [5, 4, 30, free, simple]
    many = table_of({f"u{m}": f"{m:04b}{m % 2}" for m in range(16)}, list("abcd"), "out")
    assert pd.isna(configurations_variants.chance(many)["n_as_simple"].iloc[0])


def test_membership_follows_each_rule_and_names_its_passages():
    table = configurations_calibration.calibrated(CALIBRATION, CODINGS, LINKS, CASES).set_index(["set_id", "unit"])
    assert table["member"].unstack("set_id").loc[
        ["a", "b", "c"], ["trust", "above", "harm", "met"]
    ].values.tolist() == [[1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert table.loc[("trust", "a"), ["value", "near", "n_segments", "n_speakers", "segment_ids"]].tolist() == [
        2,
        True,
        2,
        1,
        "a:a-1 a:a-2",
    ]
    assert table.loc[("harm", "b"), ["value", "against", "near", "n_links", "n_segments", "reading"]].tolist() == [
        1,
        1,
        True,
        2,
        1,
        "1 against 1 links",
    ]
    assert table.loc[("met", "a"), ["value", "segment_ids"]].tolist() == [1, "a:a-2"]
    assert table.loc[("above", "c"), ["reading", "n_segments"]].tolist() == ["began bottom-up", 0] and pd.isna(
        table.loc[("above", "c"), "value"]
    )


def test_a_case_not_read_for_a_code_is_unknown_unless_it_reaches_the_threshold_anyway():
    table = configurations_calibration.calibrated(
        CALIBRATION, CODINGS, LINKS, CASES, {"a": ["distrust"], "b": ["distrust"]}
    ).set_index(["set_id", "unit"])["member"]
    assert table["trust", "a"] == 1 and pd.isna(table["trust", "b"]) and table["trust", "c"] == 0


def test_a_membership_is_near_where_one_passage_or_link_more_or_fewer_would_turn_it():
    links = pd.concat([LINKS, pd.DataFrame([link("b", 3, "b-3", "meals", "new_shop")])])
    more = pd.DataFrame([coding("c", f"c-{n}", "distrust") for n in (2, 3, 4)])
    for codings, near in ((CODINGS, [True, True, False]), (pd.concat([CODINGS, more]), [True, True, False])):
        table = configurations_calibration.calibrated(CALIBRATION, codings, links, CASES).set_index("set_id")
        assert table.loc["trust", "near"].tolist() == near  # 2, 1 and 0, then 3 of at least 2
    assert table.loc["harm", "reading"].tolist() == ["1 against 0 links", "1 against 2 links", "0 against 0 links"]
    assert table.loc["harm", "near"].tolist() == [True, False, True]
    assert table.loc["met", "near"].tolist() == [True, True, True]  # 1, 0 and 0 of at least 1
    twice = pd.concat([links, pd.DataFrame([link("a", 3, "a-3", "distrust", "people_leave", "mitigated")])])
    table = configurations_calibration.calibrated(CALIBRATION, codings, twice, CASES).set_index("set_id")
    assert table.loc["met", "near"].tolist() == [False, True, True]


def test_a_passage_with_two_of_the_codes_counts_once_and_each_unread_code_makes_a_membership_unknown():
    either = {**CALIBRATION["conditions"][0], "codes": ["distrust", "no_time"]}
    declared = {**CALIBRATION, "conditions": [either, CALIBRATION["conditions"][1]]}
    codings = pd.concat([CODINGS, pd.DataFrame([coding("b", "b-1", "no_time")])])
    table = configurations_calibration.calibrated(declared, codings, LINKS, CASES, {"b": ["no_time"]}).set_index(
        "set_id"
    )
    assert table.loc["trust", "value"].tolist() == [2, 1, 1]
    assert table.loc["trust", "member"].fillna(-1).tolist() == [1, -1, 0]


def test_links_of_the_other_valence_do_not_count_where_a_rule_names_one():
    met = {**CALIBRATION["outcomes"][1], "valence": "co-creation"}
    declared = {**CALIBRATION, "outcomes": [CALIBRATION["outcomes"][0], met]}
    links = pd.concat([LINKS, pd.DataFrame([link("b", 3, "b-3", "meals", "new_shop", "mitigated")])])
    table = configurations_calibration.calibrated(declared, CODINGS, links, CASES).set_index("set_id")
    assert table.loc["met", "value"].tolist() == [0, 1, 0] and table.loc["met", "member"].tolist() == [0, 1, 0]


def test_a_passage_about_the_whole_case_counts_for_each_of_its_units():
    homes = pd.DataFrame(
        [
            unit("a", unit="a/east", unit_id="east", initiation="top-down"),
            unit("a", unit="a/west", unit_id="west", initiation="bottom-up"),
        ]
    )
    codings = pd.DataFrame([coding("a", "a-1", "distrust"), coding("a", "a-2", "distrust", unit_id="east")])
    table = configurations_calibration.calibrated(CALIBRATION, codings, LINKS.iloc[:0], homes).set_index(
        ["set_id", "unit"]
    )
    assert table.loc["trust", "value"].tolist() == [2, 1] and table.loc["above", "member"].tolist() == [1, 0]


def test_variants_try_each_threshold_the_wider_codes_and_each_unit_left_out():
    codings = pd.concat([CODINGS, pd.DataFrame([coding("c", "c-2", "distrust"), coding("c", "c-3", "no_time")])])
    found = configurations_variants.variants(CALIBRATION, codings, LINKS, CASES)
    harm = found[found["outcome"] == "harm"].set_index("variant")
    assert harm.index.tolist() == [
        "as declared",
        "trust from 1 on",
        "trust from 3 on",
        "trust with no_time",
        "without A",
        "without B",
        "without C",
    ]
    assert harm.loc["as declared", "solution"] == "trust or above" and harm["n_changed"].tolist()[:4] == [0, 2, 1, 1]
    assert (
        harm["same"].tolist() == [True, False, False, False, False, True, True]
        and harm.loc["without A", "solution"] == ""
    )
    assert "met from 2 on" in found.loc[found["outcome"] == "met", "variant"].tolist()


def test_text_that_two_cases_share_is_left_out_as_a_variant_and_told_with_what_it_changes():
    shared = {"a:a-2"}
    found = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES, shared=shared).set_index("outcome")
    out = found[found["variant"] == "without text that two cases share"]
    # a keeps one of two passages of distrust, and loses the link that met a harm.
    assert out["n_changed"].to_dict() == {"harm": 1, "met": 2}
    assert out["solution"].to_dict() == {"harm": "above", "met": ""}
    without = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES)
    assert "without text that two cases share" not in set(without["variant"])


def test_no_threshold_falls_to_zero_and_two_missing_solutions_are_not_the_same_one():
    found = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES)
    assert "met from 0 on" not in set(found["variant"]) and "met from 2 on" in set(found["variant"])
    nothing = configurations_variants.variants(CALIBRATION, CODINGS, LINKS.iloc[:0], CASES)
    assert (nothing["solution"] == "").all() and not nothing["same"].any()


def test_only_variants_that_change_a_membership_are_counted_in_words():
    table = configurations_calibration.calibrated(CALIBRATION, CODINGS, LINKS, CASES)
    tried = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES)
    harm = tried[tried["outcome"] == "harm"].set_index("variant")["n_changed"]
    assert harm[["trust from 1 on", "trust from 3 on", "trust with no_time"]].tolist() == [1, 1, 0]
    said = configurations_published.limits(
        table, configurations.truth_table(table), configurations_variants.chance(table), tried
    )
    assert any("'Harm outweighs'" in one and "of 2 other calibrations that change" in one for one in said)


def test_shuffled_rows_change_nothing():
    one = configurations_calibration.calibrated(CALIBRATION, CODINGS, LINKS, CASES)
    other = configurations_calibration.calibrated(
        CALIBRATION, CODINGS.sample(frac=1, random_state=2), LINKS.sample(frac=1, random_state=2), CASES
    )
    pd.testing.assert_frame_equal(one, other)


CODES = codebook(("distrust", "barrier", "", ""), ("meals", "enabler", "", ""))


def problems(change):
    document = yaml.safe_load((ROOT / "config/configurations.yaml").read_text(encoding="utf-8"))
    change(document)
    try:
        store.check_config(document, "config/configurations.yaml")
        found = configurations_declared.check(document, CODES, {"a": {"initiation": "top-down", "units": []}})
    except ConfigError as error:
        found = error.findings
    return [f"{f.column}: {f.message} | {f.mend} | {f.severity}" for f in found]


def test_the_shipped_calibration_fits_the_codebook_and_its_conditions_vary():
    calibration = store.read_declared(ROOT / "config/configurations.yaml")
    assert (
        configurations_declared.check(calibration, store.read_codebook(), store.read_descriptions(store.case_ids()))
        == []
    )
    built = store.read_table(
        ROOT / "data/processed/cross_case/configurations_calibrated.csv", "configurations_calibrated"
    )
    assert built["set_id"].unique().tolist() == [one["id"] for one in configurations_calibration.sets_of(calibration)]
    assert configurations_calibration.constant_sets(configurations_calibration.memberships(built)[0]) == {}


def test_an_unknown_code_is_refused_with_the_nearest_one():
    said = problems(
        lambda d: (
            d["conditions"].__delitem__(slice(1, None)),
            d["conditions"][0].update(codes=["distrst"], wider=["meals"]),
        )
    )
    assert said == [
        "conditions.0.codes: 'distrst' is not a code of the codebook | if it means 'distrust', write that | error"
    ]


def test_wrong_keys_names_and_rules_are_refused_all_at_once():
    def change(document):
        document["conditions"] = [
            dict(id="a", label="A", why="w", rule="passages", codes=["distrust"]),
            dict(id="a", label="B", why="w", rule="initiation", any_of=["top-dwn"], at_least=2),
        ]

    assert problems(change) == [
        "conditions.0: 'at_least' is missing | the rule 'passages' needs codes and at_least | error",
        "conditions.1.id: 'a' names conditions.0 as well | give each condition and outcome an id of its own | error",
        "conditions.1.at_least: 'at_least' is no part of the rule 'initiation' | it takes any_of; take 'at_least' "
        "out | error",
        "conditions.1.any_of: no case or unit began 'top-dwn' | if it means 'top-down', write that | warning",
    ]
    said = problems(lambda d: (d.update(outcome=[]), d["conditions"][0].update(rule="passage", at_least=0)))
    assert (
        "conditions.trust_lacking.rule: 'passage' is not allowed (passages, links, more_links, initiation) | if it "
        "means 'passages', write that | error" in said
    )
    assert any(one.startswith("outcome: 'outcome' is not a key here") for one in said) and any(
        one.startswith("conditions.trust_lacking.at_least: '0' does not fit") for one in said
    )


def test_the_check_of_everything_reads_the_calibration(tmp_path, monkeypatch):
    path = tmp_path / "configurations.yaml"
    shutil.copy(ROOT / "config/configurations.schema.yaml", tmp_path)
    path.write_text(
        (ROOT / "config/configurations.yaml")
        .read_text(encoding="utf-8")
        .replace("[misaligned_motives]", "[misaligned_motivs]"),
        encoding="utf-8",
    )
    monkeypatch.setattr(configurations_declared, "FILE", str(path))
    found = [f for f in checking.all_findings(["place4carers"])[1] if f.file == str(path)]
    assert [(f.column, f.message, f.mend) for f in found] == [
        (
            "conditions.2.codes",
            "'misaligned_motivs' is not a code of the codebook",
            "if it means 'misaligned_motives', write that",
        )
    ]


def test_the_figure_draws_each_combination_with_units_in_the_order_of_the_units_and_no_other():
    table = table_of({"z": "1001", "x": "0011", "y": "0010", "w": "1100"}, ["a", "b", "c"], "out")
    drawn = configurations_figure.configurations_figure(
        configurations.truth_table(table), configurations.solutions(table), table
    )
    ax = drawn.axes[0]
    leads = [text.get_text() for text in ax.texts if text.get_gid() == "lead" and text.get_text().startswith("Row")]
    assert leads == ["Row 5", "Row 2", "Row 7"]
    assert [text.get_text() for text in ax.texts if text.get_gid() == "ends"] == ["1 of 2"]  # x and y end differently
    units = [text.get_text() for text in ax.texts if text.get_gid() == "units" and text.get_text()]
    assert units[:3] == ["z", "x; y", "w"]


def test_the_figure_of_many_units_with_long_names_splits_into_pages():
    rows = {
        f"An association for older people in a far away place {m:02d}": f"{m % 64:06b}{(m * 7 // 6) % 2}"
        for m in range(0, 60, 3)
    }
    table = table_of(rows, [f"c{n}" for n in range(6)], "out")
    table["set_label"] = table["set_id"].map(
        lambda name: f"{name} in the eyes of those whom the service is meant to help"
    )
    table["unit"] = table["unit"].map({name: f"u{number}" for number, name in enumerate(rows)})
    pages = configurations_figure.configurations_figure(
        configurations.truth_table(table), configurations.solutions(table), table
    )
    sizes = [page.get_size_inches() * 25.4 for page in pages]
    assert len(pages) > 1 and all(np.isclose(width, 170) and height <= 195 for width, height in sizes)
    assert all([text.get_gid() for text in page.axes[0].texts].count("head") == 7 for page in pages)


def test_captions_say_what_so_few_units_cannot_support():
    table = configurations_calibration.calibrated(CALIBRATION, CODINGS, LINKS, CASES)
    truth, found, chance = (
        configurations.truth_table(table),
        configurations.solutions(table),
        configurations_variants.chance(table),
    )
    tried = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES)
    caption, alt = configurations_caption.configurations(truth, found, table)
    assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)
    names = configurations_published.names_of(table)
    solved = {configurations_published.in_words(one, names) for one in found["solution"] if one}
    assert "a demonstration, no finding" in alt and solved and not any(one in alt for one in solved)
    assert caption.startswith(
        "**A method shown and no finding: 3 units (cases or parts of one) show 2 of 4 combinations of 2 conditions;"
    )
    assert "2 combinations that no unit shows (logical remainders) stand in the table" in caption
    table_caption = configurations_caption.configurations_solutions(table, CASES)
    assert "A demonstration of the method on 3 units and no finding." in table_caption and "p =" not in table_caption
    said = configurations_published.what_it_says(table, truth, found, chance, tried)
    assert "it is no probability that the solution is wrong" in said


def test_the_figure_says_how_often_its_solutions_come_back():
    columns = ["outcome", "variant", "n_changed", "same"]
    rows = [
        ("harm", "as declared", 0, True),
        ("harm", "trust from 1 on", 2, False),
        ("harm", "trust from 3 on", 0, True),
        ("harm", "power from 1 on", 1, True),
        ("harm", "without A", pd.NA, False),
        ("harm", "without B", pd.NA, True),
    ]
    tried = pd.DataFrame(rows, columns=columns).astype({"n_changed": "Int64"})
    assert configurations_variants.kept(tried, {"harm": "Harm"}) == (
        "The same parsimonious solution comes back for ‘Harm’ in 1 of 2 other calibrations that change a membership,"
        " and in 1 of 2 with a unit left out."
    )


def seen(table, tried=None):
    """Return what the notebook says first of a calibrated table."""
    tried = pd.DataFrame(columns=["outcome", "variant", "n_changed", "same"]) if tried is None else tried
    return configurations_caption.what_we_see(
        configurations.truth_table(table),
        configurations.solutions(table),
        table,
        configurations_variants.chance(table),
        tried,
    )


def test_what_we_see_gives_the_shortest_account_and_how_easily_it_is_had():
    table = table_of({"x": "001", "y": "001", "z": "010", "v": "100", "w": "111"}, ["a", "b"], "out")
    assert seen(table) == (
        "A demonstration of the method on 5 units and no finding. The 5 units fill 4 of the 4 combinations of 2"
        " conditions; units that share every condition end alike. ‘out’ holds in 3 of 5 units; the parsimonious"
        " solution is: not (a) and not (b); or a and b. Every combination has a unit, so nothing is assumed. The"
        " enhanced solution is the same. As simple an account as that of ‘out’ can be had for 14 of the 14 ways to give"
        " these combinations an outcome, so that there is one says little."
    )
    tied = seen(table_of({"x": "101", "y": "010"}, ["a", "b"], "out"))
    assert "no two units share every condition, so none could contradict another" in tied
    assert "the parsimonious solution (one of 2 equally short) is" in tied


def test_what_we_see_tells_contradictions_and_outcomes_without_an_account():
    said = seen(table_of({"x": "11", "y": "10", "z": "00"}, ["a"], "out"))
    assert "in 1 combination units that share every condition end differently." in said
    assert "‘out’: no combination shows the outcome present without a contradiction." in said
    assert "As simple" not in said and "comes back" not in said
    assert seen(table_of({"x": "11"}, ["a"], "out")) == (
        "There is no combination to compare. Too few units: 1 can be placed, and one alone cannot be compared."
    )
    assert seen(table_of({"x": "11", "y": "11"}, ["a"], "out")) == (
        "There is no combination to compare. No condition varies between the units."
    )


def test_what_we_see_ends_with_how_often_the_account_comes_back():
    table = configurations_calibration.calibrated(CALIBRATION, CODINGS, LINKS, CASES)
    tried = configurations_variants.variants(CALIBRATION, CODINGS, LINKS, CASES)
    names = configurations_published.names_of(table)
    found = configurations.solutions(table)
    solved = found.loc[(found["explains"] == "present") & (found["solution"] != ""), "outcome"].unique()
    assert seen(table, tried).endswith(
        configurations_variants.kept(tried[tried["outcome"].isin(solved)], names)
    ) and len(solved)
