"""Similarity, clustering and correspondence analysis give published answers, and say what they leave out."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from conftest import codebook, coding, link, unit

from crosscase import store
from crosscase.core import counts as core_counts
from crosscase.core import likeness, units
from crosscase.core import passes as core_passes
from crosscase.core.likeness import Profiles
from crosscase.publish import matrix
from crosscase.publish.artwork import writing
from crosscase.publish.words import HOW_TO_READ
from crosscase.questions.robustness import likeness as robustness_likeness
from crosscase.questions.similarity import caption as similarity_caption
from crosscase.questions.similarity import compute as similarity
from crosscase.questions.similarity import correspondence as similarity_correspondence
from crosscase.questions.similarity import figure as similarity_figure
from crosscase.questions.similarity import figure_map as similarity_figure_map
from crosscase.questions.similarity import figure_parts as similarity_figure_parts
from crosscase.questions.similarity import figure_tree as similarity_figure_tree
from crosscase.questions.similarity import published as similarity_published

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("blaming", "barrier", "", ""),
    ("far_away", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
LINKS = pd.DataFrame([link("a", 1, "a-1", "distrust", "people_leave")]).iloc[:0]


def cases_of(*names, **labels):
    return pd.DataFrame([unit(name, **({"label": labels[name]} if name in labels else {})) for name in names])


def codings_of(**told):
    """Return codings from case="code code/code": passages are separated by a slash."""
    rows = [
        coding(case, f"{case}-{number}", code, speaker="Ann")
        for case, text in told.items()
        for number, passage in enumerate(text.split("/"))
        for code in passage.split()
    ]
    return pd.DataFrame(rows)


def segments_of(codings, **sources):
    return (
        codings[["case_id", "unit_id", "segment_id", "speaker"]]
        .drop_duplicates()
        .assign(source_id=lambda frame: frame["case_id"].map(lambda case: sources.get(case, case)))
    )


def by_case_of(codings, cases, not_covered=None, codes=CODES):
    return core_counts.codes_by_case(codings, LINKS, codes, cases, not_covered or {}).assign(shown_by="")


def sets(one, other):
    """Return the profiles of two units that show these codes."""
    everything = sorted(set(one) | set(other))
    shown = np.array([[code in listed for code in everything] for listed in (one, other)])
    return Profiles(("one", "other"), tuple(everything), shown, np.ones_like(shown), shown.astype(float))


def amounts(*rows):
    """Return the profiles of units with these amounts."""
    values = np.array(rows, dtype=float)
    return Profiles(
        tuple("ABCDEF"[: len(rows)]),
        tuple(map(str, range(values.shape[1]))),
        values > 0,
        np.ones(values.shape, dtype=bool),
        values,
    )


# --- published answers ------------------------------------------------------------------------------


def test_jaccard_is_that_of_the_atlas_ti_manual_and_of_manning_raghavan_and_schuetze():
    # ATLAS.ti's co-occurrence coefficient: 100 and 10 quotations, 5 of them shared.
    manual = sets(range(100), range(95, 105))
    assert round(1 - likeness.dissimilarities(manual, "jaccard")[0, 1], 3) == 0.048
    # Introduction to Information Retrieval (2008): "ides of march" and "caesar died in march" share one of six words.
    book = sets("ides of march".split(), "caesar died in march".split())
    assert 1 - likeness.dissimilarities(book, "jaccard")[0, 1] == pytest.approx(1 / 6)


def test_bray_curtis_is_that_of_the_scikit_bio_manual():
    rows = [
        [23, 64, 14, 0, 0, 3, 1],
        [0, 3, 35, 42, 0, 12, 1],
        [0, 5, 5, 0, 40, 40, 0],
        [44, 35, 9, 0, 1, 0, 0],
        [0, 2, 8, 0, 35, 45, 1],
        [0, 0, 25, 35, 0, 19, 0],
    ]
    printed = [
        0.78787879,
        0.86666667,
        0.30927835,
        0.85714286,
        0.81521739,
        0.78142077,
        0.86813187,
        0.75,
        0.1627907,
        0.87709497,
        0.09392265,
        0.71597633,
        0.87777778,
        0.89285714,
        0.68235294,
    ]
    found = likeness.dissimilarities(amounts(*rows), "bray_curtis")
    assert found[np.triu_indices(6, 1)].round(8).tolist() == printed and (found == found.T).all()


def test_bray_curtis_is_that_of_the_ecodive_manual():
    found = likeness.dissimilarities(amounts([4, 0, 3, 2, 6], [0, 8, 0, 0, 5]), "bray_curtis")
    assert round(found[0, 1], 7) == 0.6428571


def full(*upper):
    """Return a symmetric matrix from its upper triangle."""
    n = int((1 + (1 + 8 * len(upper)) ** 0.5) / 2)
    matrix = np.zeros((n, n))
    matrix[np.triu_indices(n, 1)] = upper
    return matrix + matrix.T


@pytest.mark.parametrize(
    ("linkage", "upper", "printed"),
    [
        # 5S ribosomal RNA of five bacteria, the worked example of UPGMA (Wikipedia, after Sokal and Michener 1958).
        ("average", [17, 21, 31, 23, 30, 34, 21, 28, 39, 43], {"ab": 17, "abe": 22, "cd": 28, "abcde": 33}),
        # Five objects: Johnson and Wichern, Applied Multivariate Statistical Analysis, chapter 12.
        ("single", [9, 3, 6, 11, 7, 5, 10, 9, 2, 8], {"ce": 2, "ace": 3, "bd": 5, "abcde": 6}),
        ("complete", [9, 3, 6, 11, 7, 5, 10, 9, 2, 8], {"ce": 2, "bd": 5, "abd": 9, "abcde": 11}),
    ],
)
def test_a_dendrogram_joins_at_the_published_heights(linkage, upper, printed):
    found = likeness.tree(full(*upper), list("abcde"), linkage)
    assert {"".join(sorted((*left, *right))): height for left, right, height in found.merges} == printed


SMOKE = pd.DataFrame(
    [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
    ["SM", "JM", "SE", "JE", "SC"],
    ["none", "light", "medium", "heavy"],
)
# The summary that the R package ca prints for Greenacre's (1984) smoking data, in thousandths: mass, quality,
# inertia, and
# coordinate, cor, ctr on both axes. The sign of an axis is free: here SE is on the negative side of the first, SM of
# the second.
SMOKE_PRINTED = {
    "SM": [57, 893, 31, -66, 92, 3, -194, 800, 214],
    "JM": [93, 991, 139, 259, 526, 84, -243, 465, 551],
    "SE": [264, 1000, 450, -381, 999, 512, -11, 1, 3],
    "JE": [456, 1000, 308, 233, 942, 331, 58, 58, 152],
    "SC": [130, 999, 71, -201, 865, 70, 79, 133, 81],
    "none": [316, 1000, 577, -393, 994, 654, -30, 6, 29],
    "light": [233, 984, 83, 99, 327, 31, 141, 657, 463],
    "medium": [321, 983, 148, 196, 982, 166, 7, 1, 2],
    "heavy": [130, 995, 192, 294, 684, 150, -198, 310, 506],
}


def test_the_smoking_data_give_the_printed_inertias_masses_coordinates_contributions_and_qualities():
    result = similarity_correspondence.correspondence_analysis(SMOKE)
    assert result.inertias.round(4).tolist() == [0.0748, 0.01, 0.0004] and round(result.inertias.sum(), 4) == 0.0852
    points = pd.concat([result.rows, result.columns])
    flip = [np.sign(points.at["JM", "axis_1"]), -np.sign(points.at["JM", "axis_2"])]
    for name, printed in SMOKE_PRINTED.items():
        p = points.loc[name]
        values = [
            p["mass"],
            p["cor_1"] + p["cor_2"],
            p["inertia"] / result.inertias.sum(),
            flip[0] * p["axis_1"],
            p["cor_1"],
            p["ctr_1"],
            flip[1] * p["axis_2"],
            p["cor_2"],
            p["ctr_2"],
        ]
        assert [round(1000 * value) for value in values] == printed, name


def test_the_house_tasks_give_what_factominer_prints():
    # Kroonenberg and Lombardo (1999); the tutorials of FactoMineR and factoextra print coordinates, contributions (%)
    # and cos2.
    counts = [
        [156, 14, 2, 4],
        [124, 20, 5, 4],
        [77, 11, 7, 13],
        [82, 36, 15, 7],
        [53, 11, 1, 57],
        [32, 24, 4, 53],
        [33, 23, 9, 55],
        [12, 46, 23, 15],
        [10, 51, 75, 3],
        [13, 13, 21, 66],
        [8, 1, 53, 77],
        [0, 3, 160, 2],
        [0, 1, 6, 153],
    ]
    tasks = "Laundry Main_meal Dinner Breakfast Tidying Dishes Shopping Official Driving Finances Insurance".split()
    tasks += ["Repairs", "Holidays"]
    result = similarity_correspondence.correspondence_analysis(
        pd.DataFrame(counts, tasks, ["Wife", "Alternating", "Husband", "Jointly"])
    )
    assert result.inertias.round(7).tolist() == [0.5428893, 0.4450028, 0.1270484]
    rows, columns = result.rows, result.columns
    assert rows.loc[["Laundry", "Repairs", "Holidays"], ["axis_1", "axis_2"]].abs().round(6).to_numpy().tolist() == [
        [0.991837, 0.495322],
        [1.528779, 0.864265],
        [0.252486, 1.435007],
    ]
    assert rows.loc["Laundry", ["ctr_1", "ctr_2", "ctr_3"]].round(6).tolist() == [0.182867, 0.055639, 0.079684]
    assert columns["cor_1"].round(6).tolist() == [0.801876, 0.00478, 0.772026, 0.020706]
    assert columns["ctr_2"].round(6).tolist() == [0.103122, 0.027828, 0.177866, 0.691184]


# --- correspondence analysis ------------------------------------------------------------------------


def test_empty_rows_and_columns_are_left_out_and_change_nothing():
    larger = SMOKE.assign(pipe=0)
    larger.loc["nobody"] = 0
    one, other = (
        similarity_correspondence.correspondence_analysis(SMOKE),
        similarity_correspondence.correspondence_analysis(larger),
    )
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.columns, other.columns)
    nothing = similarity_correspondence.correspondence_analysis(SMOKE * 0)
    assert len(nothing.inertias) == 0 and nothing.rows.empty and nothing.columns.empty


def test_the_order_of_rows_and_columns_turns_no_axis():
    one, other = (
        similarity_correspondence.correspondence_analysis(SMOKE),
        similarity_correspondence.correspondence_analysis(SMOKE.iloc[::-1, ::-1]),
    )
    pd.testing.assert_frame_equal(one.rows, other.rows.loc[one.rows.index])
    assert one.rows["axis_1"].abs().idxmax() == one.rows["axis_1"].idxmax() == "SE"


@pytest.mark.parametrize("wrong", [-1, np.nan])
def test_only_counts_are_mapped(wrong):
    with pytest.raises(ValueError, match="none missing, none negative"):
        similarity_correspondence.correspondence_analysis(SMOKE.astype(float).replace(25, wrong))


TOLD = codings_of(a="distrust/distrust no_time", b="no_time/blaming/blaming", c="distrust/blaming/no_time/no_time")
THREE = cases_of("a", "b", "c")


def test_codes_nobody_shows_or_some_case_was_not_read_for_are_not_in_the_map_and_say_why():
    points = similarity_correspondence.correspondence(by_case_of(TOLD, THREE, {"c": ["far_away"]}), TOLD, THREE)
    left = points[points["why"] != ""].set_index(["family", "point"])["why"].to_dict()
    assert left == {
        ("barrier", "far_away"): "not covered in some case",
        ("enabler", "meals"): "shown by no case",
        ("effect", "people_leave"): "shown by no case",
        ("effect", "new_shop"): "shown by no case",
        **{(family, case): "shows no code of the map" for family in ("enabler", "effect") for case in "abc"},
    }
    mapped = similarity_correspondence.in_map(points, "barrier")
    assert mapped["point"].tolist() == ["a", "b", "c", "distrust", "no_time", "blaming"]
    assert mapped.groupby("kind")["mass"].sum().round(9).tolist() == [1, 1] and mapped.groupby("kind")[
        "ctr"
    ].sum().round(9).tolist() == [1, 1]
    assert mapped["quality"].round(9).tolist() == [1] * 6 and similarity_correspondence.in_map(points, "enabler").empty
    a = points[(points["point"] == "a") & (points["family"] == "barrier")].iloc[0]
    assert (a["n_segments"], a["n_speakers"], a["n_cases"], a["segment_ids"]) == (2, 1, 1, "a:a-0 a:a-1")


def test_a_code_that_some_case_was_not_read_for_weighs_nothing_in_the_map():
    told = pd.concat([TOLD, codings_of(a="far_away/far_away/far_away")])
    one, other = (
        similarity_correspondence.in_map(
            similarity_correspondence.correspondence(by_case_of(rows, THREE, {"c": ["far_away"]}), rows, THREE),
            "barrier",
        )
        for rows in (told, TOLD)
    )
    coordinates = ["point", "mass", "axis_1", "axis_2"]
    pd.testing.assert_frame_equal(one[coordinates], other[coordinates])


def test_two_cases_give_a_sentence_and_no_map():
    cases = cases_of("a", "b")
    codings = TOLD[TOLD["case_id"] != "c"]
    points = similarity_correspondence.correspondence(by_case_of(codings, cases), codings, cases)
    assert (
        points.loc[points["point"] == "a", "axis_2"].isna().all()
        and similarity_correspondence.in_map(points, "barrier").empty
    )
    (drawn,) = similarity_figure_map.correspondence_figure(points, CODES, cases)
    assert not drawn.axes and sum("No map can be drawn" in text.get_text() for text in drawn.texts) == 3
    caption, alt = similarity_caption.correspondence(points, CODES, cases)
    assert caption.startswith("**What makes 2 cases differ cannot be mapped: it takes three that differ in two ways.**")
    assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)


# --- pairs ------------------------------------------------------------------------------------------


def test_a_pair_says_what_it_shares_and_on_what_passages_it_rests():
    found = similarity.pairs(by_case_of(TOLD, THREE), TOLD, segments_of(TOLD, a="paper", c="paper"), CODES, THREE)
    pair = found[(found["family"] == "barrier") & (found["unit_a"] == "a") & (found["unit_b"] == "b")].iloc[0]
    assert pair[
        ["shared", "only_a", "only_b", "n_shared", "n_only_a", "n_only_b", "n_common_basis", "n_left_out"]
    ].tolist() == ["no_time", "distrust", "blaming", 1, 1, 1, 4, 0]
    assert pair["jaccard"] == pytest.approx(1 / 3)
    # Shares: a says distrust in 2 of 2 and no_time in 1 of 2 passages, b no_time in 1 of 3 and blaming in 2 of 3.
    assert pair["bray_curtis"] == pytest.approx((1 + 1 / 6 + 2 / 3) / (1.5 + 1))
    assert (
        pair[["n_segments", "n_speakers", "n_cases"]].tolist() == [5, 2, 2]
        and pair["segment_ids"] == "a:a-0 a:a-1 b:b-0 b:b-1 b:b-2"
    )
    assert found[found["family"] == "barrier"]["sources"].tolist() == ["", "paper", ""]


def test_what_is_said_not_to_occur_and_passages_without_a_speaker_add_no_evidence_and_no_voice():
    more = [
        coding("a", "a-2", "blaming", presence="absent", speaker="Bo"),
        coding("b", "b-3", "no_time", speaker=""),
        coding("c", "c-4", "blaming", presence="absent", speaker="Cy"),
    ]
    codings = pd.concat([TOLD, pd.DataFrame(more)], ignore_index=True)
    table, counts = by_case_of(codings, THREE), ["n_segments", "n_speakers", "segment_ids"]
    pair = similarity.pairs(table, codings, segments_of(codings), CODES, THREE).iloc[0]
    assert pair[counts].tolist() == [6, 2, "a:a-0 a:a-1 b:b-0 b:b-1 b:b-2 b:b-3"]
    points = similarity_correspondence.correspondence(table, codings, THREE)
    points = points[points["family"] == "barrier"].set_index("point")
    assert points.loc["a", counts].tolist() == [2, 1, "a:a-0 a:a-1"]
    assert points.loc["blaming", counts].tolist() == [3, 2, "b:b-1 b:b-2 c:c-1"]


def test_a_code_that_one_case_was_not_read_for_is_left_out_of_its_pairs_and_counted():
    with_gap = similarity.pairs(
        by_case_of(TOLD, THREE, {"b": ["distrust"]}), TOLD, segments_of(TOLD), CODES, THREE
    ).iloc[0]
    assert with_gap[["n_common_basis", "n_left_out", "only_a", "jaccard", "n_segments"]].tolist() == [3, 1, "", 0.5, 4]


def test_a_pair_without_a_common_basis_is_missing_and_not_zero():
    codings = codings_of(a="distrust", b="no_time", c="no_time distrust")
    found = similarity.pairs(
        by_case_of(codings, THREE, {"b": ["distrust"]}), codings, segments_of(codings), CODES, THREE
    )
    barriers = found[found["family"] == "barrier"]
    assert barriers["jaccard"].isna().tolist() == [True, False, False] and barriers["bray_curtis"].isna().tolist() == [
        True,
        False,
        False,
    ]
    assert found.loc[found["family"] == "effect", "jaccard"].isna().all()
    assert (
        similarity_published.published_pairs(found, CODES, THREE, by_case_of(codings, THREE))
        .set_index("Cases")
        .loc["A – B", "Jaccard"]
        .tolist()
        == ["–"] * 3
    )
    clusters = similarity.clustering(by_case_of(codings, THREE), {})
    (drawn,) = similarity_figure.case_similarity_figure(found, clusters, by_case_of(codings, THREE), THREE)
    assert "no common basis" in [text.get_text() for text in drawn.texts]
    caption, _ = similarity_caption.case_similarity(found, clusters, THREE)
    assert "Codes that one of the two was not read for are left out (2 pairs)." in caption


def test_profiles_straight_from_codings_are_those_of_codes_by_case():
    cases = pd.DataFrame(
        [unit("a"), dict(unit("b"), unit="b/x", unit_id="x"), dict(unit("b"), unit="b/y", unit_id="y")]
    )
    codings = pd.concat(
        [
            TOLD[TOLD["case_id"] != "c"],
            pd.DataFrame(
                [
                    coding("b", "b-9", "far_away", unit_id="x"),
                    coding("b", "b-8", "blaming", presence="absent"),
                    coding("a", "a-9", "meals"),
                ]
            ),
        ]
    )
    gaps = {"a": ["blaming", "distrust"]}
    table, straight = (
        by_case_of(codings, cases, gaps),
        likeness.profiles_of(core_counts.by_unit(codings, cases), CODES, cases, gaps),
    )
    for family in likeness.FAMILIES:
        expected = likeness.profiles(table, family)
        assert (
            (expected.units, expected.codes)
            == (straight[family].units, straight[family].codes)
            == (("a", "b/x", "b/y"), expected.codes)
        )
        for name in ("shown", "covered", "shares"):
            np.testing.assert_array_equal(getattr(expected, name), getattr(straight[family], name), name)


def test_the_order_of_rows_and_cases_changes_no_number():
    codings = codings_of(
        a="distrust/distrust no_time", b="no_time/blaming", c="distrust blaming/far_away", d="far_away/no_time"
    )
    cases = cases_of("a", "b", "c", "d")
    one, other = by_case_of(codings, cases), by_case_of(codings.iloc[::-1], cases.iloc[::-1])
    passes = {
        name: similarity.passes(frame, CODES, order, coder="A", independent=["A", "B"], not_covered={})
        for name, frame, order in (("one", codings, cases), ("other", codings.iloc[::-1], cases.iloc[::-1]))
    }
    pd.testing.assert_frame_equal(
        similarity.clustering(one, passes["one"]), similarity.clustering(other, passes["other"])
    )
    columns = ["family", "kind", "point"]
    maps = [
        similarity_correspondence.correspondence(table, codings, order).sort_values(columns).reset_index(drop=True)
        for table, order in ((one, cases), (other, cases.iloc[::-1]))
    ]
    pd.testing.assert_frame_equal(*maps)


# --- clustering and its stability -------------------------------------------------------------------


def test_a_branch_says_in_how_many_variants_it_comes_back():
    codings = codings_of(a="distrust", b="distrust/blaming", c="blaming/far_away")
    passes = similarity.passes(codings, CODES, THREE, coder="consensus", independent=["A", "B"], not_covered={})
    assert list(passes) == ["A"]  # every case has this pass only, so that all choices are the same
    found = similarity.clustering(by_case_of(codings, THREE), passes)
    first, last = found[found["family"] == "barrier"].to_dict("records")
    # Without distrust a shows nothing and there is another tree. The others: no code, blaming or far_away left out,
    # each in two measures and
    # three linkages. By Jaccard a and b are nearest but for a tie without far_away; by Bray-Curtis only without
    # blaming, before that it is a tie.
    assert {first["left"], first["right"]} == {"a", "b"} and first["height"] == 0.5
    assert (first["n_found"], first["n_variants"], last["n_found"], last["n_variants"]) == (9, 18, 18, 18)
    assert first["found_by"] == (
        "Jaccard 6 of 9; Bray–Curtis 3 of 9; average linkage 3 of 6; complete linkage 3 of 6; single linkage 3 of "
        "6; coding A 9 of 18"
    )


def test_a_branch_that_rests_on_how_a_tie_is_broken_is_not_found():
    codings = codings_of(a="distrust no_time", b="no_time blaming", c="blaming distrust")
    cases = cases_of("a", "b", "c")
    passes = similarity.passes(codings, CODES, cases, coder="A", independent=["A", "B"], not_covered={})
    whole = [branches for chosen, _, branches in similarity.variants(passes, "barrier") if chosen["left_out"] == ""]
    assert len(whole) == 6 and set(whole) == {frozenset({frozenset("abc")})}


def test_each_coding_pass_is_a_variant_and_one_that_a_case_lacks_is_not():
    both = [row | {"coder": coder} for row in TOLD.to_dict("records") for coder in ("A", "B", "consensus")]
    three = pd.DataFrame(both)
    assert list(similarity.passes(three, CODES, THREE, coder="consensus", independent=["A", "B"], not_covered={})) == [
        "consensus",
        "A",
        "B",
    ]
    lacking = three[(three["case_id"] != "c") | (three["coder"] != "B")]
    assert list(
        similarity.passes(lacking, CODES, THREE, coder="consensus", independent=["A", "B"], not_covered={})
    ) == ["consensus", "A"]


def test_a_unit_that_cannot_be_compared_stands_beside_the_tree():
    matrix = full(0.2, np.nan, 0.5, np.nan, 0.4, np.nan)
    found = likeness.tree(matrix, list("abcd"), "average")
    assert set(found.order) == set("abd") and found.left_out == ("c",) and len(found.merges) == 2
    assert likeness.tree(full(np.nan), list("ab"), "average") == likeness.Tree(("a",), (), ("b",))


def test_leaves_are_turned_so_that_neighbours_are_alike():
    # On a line a-b-c-d every tree can be turned so that the leaves stand as on the line.
    at = {"c": 0.0, "a": 1.0, "d": 4.0, "b": 6.0}
    names = sorted(at)
    matrix = np.array([[abs(at[one] - at[other]) for other in names] for one in names])
    assert likeness.tree(matrix, names, "average").order in (("c", "a", "d", "b"), ("b", "d", "a", "c"))


# --- figures ----------------------------------------------------------------------------------------


def drawn_from(codings, cases, codes=CODES, gaps=None, by_pass=None, **sources):
    table = by_case_of(codings, cases, gaps, codes)
    found = similarity.pairs(table, codings, segments_of(codings, **sources), codes, cases)
    clusters = similarity.clustering(
        table,
        by_pass
        if by_pass is not None
        else similarity.passes(codings, codes, cases, coder="A", independent=[], not_covered=gaps or {}),
    )
    points = similarity_correspondence.correspondence(table, codings, cases)
    return (
        similarity_figure.case_similarity_figure(found, clusters, table, cases),
        similarity_figure_map.correspondence_figure(points, codes, cases),
        clusters,
        points,
    )


def texts(figure, gid):
    return [text.get_text() for ax in figure.axes for text in ax.texts if text.get_gid() == gid]


def test_the_triangles_show_the_numbers_of_the_pairs_in_leaf_order_and_the_dendrogram_its_counts():
    codings = codings_of(a="distrust/no_time", b="far_away/distrust blaming", c="distrust/no_time/blaming")
    (drawn,), _, clusters, _ = drawn_from(codings, cases_of("a", "b", "c"), a="paper", c="paper")
    cells = matrix.cell_texts(drawn)
    panel = {ax.get_gid(): ax for ax in drawn.axes}["barrier:jaccard"]
    order = [text.get_text() for text in panel.texts if text.get_gid() == "diagonal"]
    assert order in (["A", "C", "B"], ["B", "C", "A"])
    jaccard = {frozenset("AC"): "0.67", frozenset("AB"): "0.25", frozenset("BC"): "0.50"}
    read = {frozenset((order[int(y)], order[int(x)])): text for (y, x), text in cells["barrier:jaccard"].items()}
    assert read == jaccard
    # The pair most alike is outlined.
    outlined = [patch.get_xy() for patch in panel.patches if patch.get_gid() == "most alike"]
    assert [frozenset((order[int(y)], order[int(x)])) for x, y in outlined] == [frozenset("AC")]
    first = clusters.iloc[0]
    share = similarity_figure_tree.whole_percent(first["n_found"], first["n_variants"])
    assert texts(drawn, "stability")[0] == f"{share}%"
    dots = [line for ax in drawn.axes for line in ax.lines if line.get_gid() == "one source"]
    assert len(dots) == 1  # the pair told by one source, in the barriers; enablers and effects are missing
    hatched = [patch for ax in drawn.axes for patch in ax.patches if patch.get_gid() == "missing"]
    assert len(hatched) == 6


@pytest.mark.parametrize(("part", "whole", "percent"), [(0, 9, 0), (1, 900, 1), (899, 900, 99), (9, 9, 100), (0, 0, 0)])
def test_only_all_is_100_percent_and_only_none_is_0(part, whole, percent):
    assert similarity_figure_tree.whole_percent(part, whole) == percent


@pytest.mark.parametrize(("value", "shade"), [(0, 0), (0.19, 0), (0.2, 1), (0.6000000000001, 3), (0.8, 4), (1, 4)])
def test_a_shade_of_similarity_stands_for_a_fixed_class(value, shade):
    assert similarity_figure_parts.similarity_class(value) == shade


def test_the_map_labels_all_cases_and_the_codes_above_average_and_draws_poor_points_hollow():
    codings = codings_of(
        a="distrust/distrust/no_time",
        b="no_time/blaming/blaming",
        c="distrust/blaming/far_away",
        d="far_away/far_away no_time/distrust",
        e="no_time blaming/distrust far_away",
    )
    cases = cases_of("a", "b", "c", "d", "e")
    _, (drawn,), _, points = drawn_from(codings, cases)
    mapped = similarity_correspondence.in_map(points, "barrier")
    labels = {text.get_text() for text in drawn.texts if text.get_gid() == "label"}
    assert labels == {"A", "B", "C", "D", "E"} | {
        code.replace("_", " ").capitalize() for code in similarity_correspondence.above_average(mapped)["point"]
    }
    assert similarity_correspondence.above_average(mapped)["ctr"].gt(1 / 4).all()
    ax = next(ax for ax in drawn.axes if ax.get_gid() == "map:barrier")
    marks = [line for line in ax.lines if line.get_gid() and line.get_gid().startswith(("case:", "code:"))]
    assert len(marks) == len(mapped)
    for line in marks:
        assert (
            ax.get_xlim()[0] < line.get_xdata()[0] < ax.get_xlim()[1]
            and ax.get_ylim()[0] < line.get_ydata()[0] < ax.get_ylim()[1]
        )
    hollow = [line for line in ax.lines if line.get_gid() and line.get_gid().endswith(":poor")]
    assert len(hollow) == (mapped["quality"] < 0.5).sum() and all(
        line.get_markerfacecolor() == "white" for line in hollow
    )
    # One scale for both axes, or distances could not be read.
    box = ax.get_position()
    wide, high = drawn.get_size_inches()
    assert np.diff(ax.get_xlim())[0] / (box.width * wide) == pytest.approx(
        np.diff(ax.get_ylim())[0] / (box.height * high)
    )


def many(n_cases, n_codes, long=True):
    """Return codes, cases and codings of an invented study of this size, with labels of up to sixty characters."""
    codes = codebook(
        *[(f"bar_{number:02d}", "barrier", "", "") for number in range(n_codes)],
        *([("meals", "enabler", "", "")] if n_cases < 12 else []),
    )
    cases = cases_of(*[f"c{number:02d}" for number in range(n_cases)])
    if long:
        codes["label"] = [
            f"Barrier {number:02d} with a label that goes on for about sixty char" for number in range(len(codes))
        ]
        cases["label"] = [
            f"Case {number:02d} with a name that nobody would print in one line" for number in range(n_cases)
        ]
    rows = []
    for at, case in enumerate(cases["unit"]):
        for number in range(n_codes):
            for repeat in range((at * 7 + number * 11 + at * number) % 5 % 4):
                rows.append(coding(case, f"{case}-{(number * 3 + repeat) % 40}", f"bar_{number:02d}"))
    return codes, cases, pd.DataFrame(rows).drop_duplicates()


def overlaps(figure):
    """Return the texts of a page that leave it, and the pairs that lie on each other, in pixels of a fine raster."""
    figure.set_dpi(300)
    renderer = figure.canvas.get_renderer()
    shown = [
        (text, text.get_window_extent(renderer))
        for text in figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
        if text.get_text() and text.get_visible()
    ]
    wide, high = figure.get_size_inches() * 300
    outside = [
        text.get_text()
        for text, box in shown
        if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > wide + 0.5 or box.y1 > high + 0.5
    ]
    boxes = np.array([[box.x0, box.y0, box.x1, box.y1] for _, box in shown])
    # A third of a millimetre is the air that a line of type has above and below its letters.
    width = np.minimum(boxes[:, None, 2], boxes[None, :, 2]) - np.maximum(boxes[:, None, 0], boxes[None, :, 0])
    height = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    hits = np.argwhere(np.triu((width > 2) & (height > 4), 1))
    return outside, [(shown[i][0].get_text(), shown[j][0].get_text()) for i, j in hits]


@pytest.mark.parametrize(
    ("n_cases", "n_codes", "pages"),
    [(2, 5, (1, 1)), (3, 5, (1, 1)), (5, 27, (1, 1)), (12, 27, (1, 1)), (40, 80, (3, 1))],
)
def test_few_and_many_cases_fit_the_page_and_no_text_lies_on_another(n_cases, n_codes, pages):
    codes, cases, codings = many(n_cases, n_codes)
    similar, mapped, _, _ = drawn_from(codings, cases, codes, by_pass={})
    for figure in (*similar, *mapped):
        width, height = figure.get_size_inches() * 25.4
        assert np.isclose(width, 170) and height <= 195 + 1e-6
        assert overlaps(figure) == ([], [])
        sizes = {
            text.get_fontsize()
            for text in figure.findobj(lambda artist: hasattr(artist, "get_fontsize"))
            if text.get_text()
        }
        assert min(sizes) >= 7
    assert (len(similar), len(mapped)) == pages
    for ax in [ax for figure in mapped for ax in figure.axes]:
        for line in [line for line in ax.lines if str(line.get_gid()).startswith(("case:", "code:"))]:
            assert (
                ax.get_xlim()[0] < line.get_xdata()[0] < ax.get_xlim()[1]
                and ax.get_ylim()[0] < line.get_ydata()[0] < ax.get_ylim()[1]
            )


def test_labels_of_a_map_keep_their_order_and_do_not_touch():
    middles = similarity_figure_map._spread([5, 5.5, 6, 30], [3, 3, 6, 3], 40)
    assert (
        all(other - one >= gap - 1e-9 for one, other, gap in zip(middles, middles[1:], (3, 4.5, 4.5), strict=False))
        and middles[-1] == 30
    )
    assert similarity_figure_map._spread([0, 40], [3, 3], 40) == [1.5, 38.5]


# --- words ------------------------------------------------------------------------------------------


def test_captions_are_short_and_say_what_may_be_shown():
    for n, said in (
        (5, "5 cases allow no sign-flip p below 0.0625"),
        (12, "The smallest sign-flip p that 12 cases allow"),
        (40, "The smallest sign-flip p that 40 cases allow"),
    ):
        codes, cases, codings = many(n, 6, long=False)
        table = by_case_of(codings, cases, codes=codes)
        found = similarity.pairs(table, codings, segments_of(codings, c00="paper", c01="paper"), codes, cases)
        points = similarity_correspondence.correspondence(table, codings, cases)
        clusters = similarity.clustering(table, {})
        for caption, alt in (
            similarity_caption.case_similarity(found, clusters, cases, note="Holds."),
            similarity_caption.correspondence(points, codes, cases, note="Holds."),
        ):
            assert caption.endswith(f" Holds. {HOW_TO_READ}")
            assert not writing.check_caption(caption) and not writing.check_alt(alt, 1)
        assert said in similarity_caption.similarity_says(found, clusters, points, cases)
        for caption in (
            similarity_caption.case_pairs(found, cases),
            similarity_caption.case_contributions(points, cases),
        ):
            assert caption.endswith(HOW_TO_READ)
        assert "C00 and C01: told by one source" in similarity_caption.case_pairs(found, cases)


def test_a_caption_names_the_pair_most_alike():
    codings = codings_of(a="distrust/no_time", b="far_away/distrust blaming", c="distrust/no_time/blaming")
    cases = cases_of("a", "b", "c", a="Alp", c="Coast")
    table = by_case_of(codings, cases)
    found = similarity.pairs(table, codings, segments_of(codings), CODES, cases)
    caption, alt = similarity_caption.case_similarity(found, similarity.clustering(table, {}), cases)
    assert caption.startswith("**Most alike of 3 cases: Alp and Coast, by barriers.**")
    assert "Most alike: Alp and Coast, by barriers." in alt
    one = similarity.pairs(table, codings, segments_of(codings, a="paper", c="paper"), CODES, cases)
    caption, _ = similarity_caption.case_similarity(one, similarity.clustering(table, {}), cases)
    assert caption.startswith("**Most alike of 3 cases: Alp and Coast, by barriers; one source tells of both.**")


def test_the_published_pairs_stand_by_likeness_and_a_star_marks_what_one_pass_shows():
    table = by_case_of(TOLD, THREE).set_index(["code_id", "unit"])
    table.loc[[("no_time", "a")], "shown_by"] = "B"
    table = table.reset_index()
    found = similarity.pairs(table, TOLD, segments_of(TOLD), CODES, THREE)
    shown = similarity_published.published_pairs(found, CODES, THREE, table)
    barriers = shown[shown["Codes"] == "Barriers"]
    assert barriers["Cases"].tolist() == ["A – C", "B – C", "A – B"] and barriers["Jaccard"].tolist() == [
        "0.67",
        "0.67",
        "0.33",
    ]
    assert barriers["In both"].tolist() == ["Distrust; No time*", "No time; Blaming", "No time*"]
    assert barriers["Only in the second"].tolist() == ["Blaming", "Distrust", "Blaming"]


def test_a_star_stands_for_either_case_of_a_pair():
    table = by_case_of(TOLD, THREE)
    table["shown_by"] = [
        "A" if place == ("blaming", "c") else "" for place in zip(table["code_id"], table["unit"], strict=True)
    ]
    found = similarity.pairs(table, TOLD, segments_of(TOLD), CODES, THREE)
    shown = (
        similarity_published.published_pairs(found, CODES, THREE, table).set_index(["Codes", "Cases"]).loc["Barriers"]
    )
    assert shown["Only in the second"].tolist() == ["Blaming*", "Distrust", "Blaming"]
    assert shown["In both"].tolist() == ["Distrust; No time", "No time; Blaming*", "No time"]


def test_the_published_pairs_print_likeness_by_both_measures():
    table = by_case_of(TOLD, THREE)
    found = similarity.pairs(table, TOLD, segments_of(TOLD), CODES, THREE)
    shown = similarity_published.published_pairs(found, CODES, THREE, table).set_index(["Codes", "Cases"])
    # a and b differ by 1 + 1/6 + 2/3 of 2 1/2 (Bray-Curtis 0.73).
    assert shown.loc[("Barriers", "A – B"), ["Jaccard", "1 − Bray–Curtis"]].tolist() == ["0.33", "0.27"]


def test_the_published_points_stand_under_their_axes():
    points = similarity_correspondence.correspondence(by_case_of(TOLD, THREE), TOLD, THREE)
    printed = similarity_published.published_points(points, CODES, THREE).set_index(["Codes", "Case or code"])
    a = points[(points["family"] == "barrier") & (points["point"] == "a")].iloc[0]
    columns = {
        "axis_1": "Axis 1",
        "axis_2": "Axis 2",
        "ctr_2": "Makes axis 2",
        "cor_1": "Held by axis 1",
        "quality": "Quality",
    }
    for column, name in columns.items():
        assert printed.loc[("Barriers", "A"), name] == f"{a[column]:.3f}", name
    assert a["quality"] == pytest.approx(a["cor_1"] + a["cor_2"]) and a["cor_2"] > 0.001


def test_with_many_cases_the_published_pairs_are_the_nearest_ones():
    codes, cases, codings = many(12, 9, long=False)
    table = by_case_of(codings, cases, codes=codes)
    found = similarity.pairs(table, codings, segments_of(codings), codes, cases)
    shown = similarity_published.published_pairs(found, codes, cases, table)
    assert len(shown) < 66 and {name for pair in shown["Cases"] for name in pair.split(" – ")} == set(cases["label"])
    assert "most like it" in similarity_caption.case_pairs(found, cases)


def test_the_published_points_print_thousandths_and_why_a_code_is_not_in_the_map():
    points = similarity_correspondence.correspondence(by_case_of(TOLD, THREE), TOLD, THREE)
    shown = similarity_published.published_points(points, CODES, THREE)
    barriers = shown[shown["Codes"] == "Barriers"]
    assert (
        barriers["Case or code"].iloc[-1] == "Far away (shown by no case)"
        and (barriers.iloc[-1].drop(["Codes", "Case or code", "Passages"]) == "–").all()
    )
    assert set(barriers["Case or code"].iloc[:3]) == {"A", "B", "C"} and barriers["Mass"].iloc[:3].astype(
        float
    ).sum() == pytest.approx(1, abs=0.002)


# --- headline findings ------------------------------------------------------------------------------


def five():
    """Return the codings of the five cases, placed in their units, the codes and the cases."""
    cases = units.units_of(store.read_table("data/processed/cross_case/cases.csv", "cases"))
    everything = store.read_cases(list(cases["case_id"]), "codings")
    return (
        core_counts.by_unit(core_passes.of_pass(everything, core_passes.coders(everything, "consensus")), cases),
        store.read_codebook(),
        cases,
    )


def test_the_findings_hold_for_the_five_cases_and_say_where_they_cannot_be_told():
    placed, codes, cases = five()

    def told(placed, cases):
        return [
            robustness_likeness.most_alike(
                likeness.profiles_of(placed, codes, cases, {}), ["local_government", "nhs_ebcd"]
            ),
            robustness_likeness.more_alike_in(likeness.profiles_of(placed, codes, cases, {}), "effect", "barrier"),
            robustness_likeness.set_apart(
                likeness.profiles_of(placed, codes, cases, {}), "barrier", ["nursing_homes", "place4carers"]
            ),
        ]

    assert told(placed, cases) == [True, True, True]
    without = [
        told(placed[placed["case_id"] != case], cases[cases["case_id"] != case])
        for case in ("nhs_ebcd", "place4carers")
    ]
    assert without == [[None, True, False], [True, True, None]]
    assert (
        robustness_likeness.most_alike(
            likeness.profiles_of(placed, codes, cases, {}), ["nursing_homes", "place4carers"]
        )
        is False
    )
    assert (
        robustness_likeness.more_alike_in(likeness.profiles_of(placed, codes, cases, {}), "barrier", "effect") is False
    )
    assert (
        robustness_likeness.set_apart(
            likeness.profiles_of(placed, codes, cases, {}), "barrier", ["nursing_homes", "nhs_ebcd"]
        )
        is False
    )
    nobody = placed.iloc[:0]
    assert (
        robustness_likeness.more_alike_in(likeness.profiles_of(nobody, codes, cases, {}), "effect", "barrier") is None
    )


def test_a_finding_does_not_hold_where_another_pair_or_family_is_as_alike_or_one_measure_says_no():
    def placed(**told):
        return core_counts.by_unit(codings_of(**told), THREE)

    same = placed(a="distrust meals", b="distrust meals", c="distrust meals")
    assert robustness_likeness.most_alike(likeness.profiles_of(same, CODES, THREE, {}), ["a", "b"]) is False
    for more, less in (("barrier", "enabler"), ("enabler", "barrier")):
        assert robustness_likeness.more_alike_in(likeness.profiles_of(same, CODES, THREE, {}), more, less) is False
    # The same two barriers in a and b, told 3 to 1 and 1 to 3: Bray-Curtis 1/2, and between a and c 1/4.
    turned = placed(
        a="distrust/distrust/distrust/no_time",
        b="no_time/no_time/no_time/distrust",
        c="distrust/distrust/distrust/blaming",
    )
    given = likeness.profiles_of(turned, CODES, THREE, {})["barrier"]
    assert likeness.dissimilarities(given, "jaccard")[0].round(4).tolist() == [0, 0, 0.6667]
    assert likeness.dissimilarities(given, "bray_curtis")[0].tolist() == [0, 0.5, 0.25]
    assert robustness_likeness.most_alike(likeness.profiles_of(turned, CODES, THREE, {}), ["a", "b"]) is False


def test_codes_that_contribute_as_much_as_the_average_are_not_above_it():
    equal = pd.DataFrame({"kind": ["case", "code", "code"], "point": ["a", "x", "y"], "ctr": [1.0, 0.5, 0.5]})
    assert similarity_correspondence.above_average(equal).empty
    assert similarity_correspondence.above_average(equal.assign(ctr=[1, 0.4, 0.6]))["point"].tolist() == ["y"]


def test_the_built_tables_agree_with_each_other():
    cases = store.read_table("data/processed/cross_case/cases.csv", "cases")
    found = store.read_table("data/processed/cross_case/similarity.csv", "similarity")
    assert len(found) == 3 * len(list(combinations(cases["unit"], 2)))
    assert (found["n_shared"] + found["n_only_a"] + found["n_only_b"] <= found["n_common_basis"]).all()
    assert np.allclose(
        found["jaccard"].astype(float),
        (found["n_shared"] / (found["n_shared"] + found["n_only_a"] + found["n_only_b"])).astype(float),
        atol=1e-5,
    )
    clusters = store.read_table("data/processed/cross_case/clustering.csv", "clustering")
    assert (clusters["n_found"] <= clusters["n_variants"]).all() and (clusters["n_found"] == clusters["n_variants"])[
        clusters["n_units"] == len(cases)
    ].all()


def seen(cases, **told):
    codings = codings_of(**told)
    table = by_case_of(codings, cases)
    found = similarity.pairs(table, codings, segments_of(codings, a="paper", b="paper"), CODES, cases)
    passes = similarity.passes(
        codings.assign(coder="A"), CODES, cases, coder="A", independent=["A", "B"], not_covered={}
    )
    points = similarity_correspondence.correspondence(table, codings, cases)
    return similarity_caption.what_we_see(found, similarity.clustering(table, passes), points, cases)


def test_what_we_see_names_the_pair_most_alike_and_where_the_two_measures_part():
    told = seen(
        cases_of("a", "b", "c"), a="distrust/no_time", b="no_time/far_away", c="distrust/distrust/no_time meals"
    )
    assert told.startswith(
        "By what is told at all (Jaccard), most alike are A and C by barriers (1.00). How much of the telling each code"
        " takes (Bray–Curtis) says the same of barriers. Of 1 join short of the whole, 1 comes back in at least half of"
        " the re-analyses, most often A and C by barriers ("
    )
    assert told.endswith("Told by one source, and so perhaps alike only in what was asked: A and B.")


def test_what_we_see_turns_where_shares_say_something_else_and_counts_ties():
    parted = dict(a="distrust/no_time/no_time/no_time/no_time", b="distrust/no_time/distrust/distrust/distrust")
    told = seen(cases_of("a", "b", "c"), **parted, c="no_time/no_time/no_time/no_time/far_away/distrust blaming")
    assert "most alike are A and B by barriers (1.00)" in told
    assert "(Bray–Curtis) puts A and C first by barriers." in told
    tied = seen(cases_of("a", "b", "c"), a="distrust", b="distrust", c="distrust")
    assert "most alike are 3 pairs by barriers (1.00)" in tied and "says the same of barriers" in tied


def test_what_we_see_of_one_case_or_of_nothing_in_common_says_so():
    assert seen(cases_of("a"), a="distrust") == (
        "How alike 1 case is cannot be said: there is no other to compare it with."
    )
    nothing = seen(cases_of("a", "c"), a="distrust", c="meals")
    assert nothing == "How alike 2 cases are cannot be said: no two cases have a common basis."
    assert seen(cases_of("a", "b"), a="distrust", b="distrust").startswith("By what is told at all")
