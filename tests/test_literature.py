"""The published table: ranges of citation numbers, works under two numbers, and the matrix by hand."""

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.core import literature
from crosscase.core.findings import CaseDataError
from crosscase.publish.artwork import writing
from crosscase.questions.literature import caption, compute

REFERENCES = pd.DataFrame({"number": [1, 2, 3, 4], "work_id": ["ann2019", "bob2020", "cem2018", "bob2020"]})


def shortcomings(**numbers):
    side = {"ant": "antecedent", "pro": "process", "eff": "effect"}
    rows = [
        dict(factor_id=name, side=side[name[:3]], level="citizens", label=name, citation_numbers=n)
        for name, n in numbers.items()
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("printed", "numbers"), [("22", [22]), ("15,20", [15, 20]), ("28,33-35", [28, 33, 34, 35])])
def test_a_dash_between_citation_numbers_is_a_range(printed, numbers):
    assert literature.cited_numbers(printed) == numbers


def test_a_work_under_two_numbers_is_one_work():
    cited = literature.citations(shortcomings(ant_a="2,4", eff_x="4"), REFERENCES)
    assert cited[["factor_id", "work_id", "numbers"]].values.tolist() == [
        ["ant_a", "bob2020", "2 4"],
        ["eff_x", "bob2020", "4"],
    ]


def test_the_matrix_counts_the_works_cited_for_both_and_zero_stays():
    table = shortcomings(ant_a="1,2", ant_b="3", pro_c="1-4", eff_x="4", eff_y="1,3")
    matrix = compute.literature_matrix(table, literature.citations(table, REFERENCES))
    assert matrix.pivot(index="factor_id", columns="effect_id", values="n_works").values.tolist() == [
        [1, 1],
        [0, 1],
        [1, 2],
    ]
    both = matrix.set_index(["factor_id", "effect_id"])
    assert both.loc[("ant_a", "eff_x"), ["work_ids", "numbers"]].tolist() == ["bob2020", "2"]


def test_a_number_that_the_reference_list_does_not_hold_is_refused():
    with pytest.raises(CaseDataError, match="'ant_a' cites number 9"):
        literature.citations(shortcomings(ant_a="9"), REFERENCES)


def test_table_1_has_24_antecedents_9_process_barriers_and_16_effects():
    table = store.read_table(ROOT / "data/raw/literature/shortcomings.csv", "raw/shortcomings")
    assert table["side"].value_counts().to_dict() == {"antecedent": 24, "process": 9, "effect": 16}


def test_the_known_works_under_two_numbers_are_one_work():
    works = store.read_table(ROOT / "data/raw/literature/references.csv", "raw/references").set_index("number")[
        "work_id"
    ]
    assert len(works) == 67
    for one, other in ((20, 21), (22, 29), (34, 36)):
        assert works[one] == works[other]
    assert works.nunique() == 64


NAMED = REFERENCES.assign(authors=["Ann A", "Bob B, Cem C", "Cem C", "Bob B, Cem C"], year=[2019, 2020, 2018, 2020])


def seen(**numbers):
    """Return what the notebook says first of a table with these citation numbers."""
    table = shortcomings(**numbers).assign(label=lambda frame: frame["factor_id"].str.capitalize())
    cited = literature.citations(table, NAMED)
    return caption.what_we_see(compute.literature_matrix(table, cited), cited, NAMED)


def test_what_we_see_tells_how_many_pairs_share_a_work_and_which_work_is_behind_them():
    assert seen(ant_a="1,2", ant_b="3", pro_c="4", eff_x="4", eff_y="1", eff_z="1") == (
        "Of the 9 pairs of a factor and an effect, 4 share a cited work, none more than 1. These pairs rest on 2 of"
        " the 3 works that the table cites; Ann (2019) and Bob et al. (2020) are each behind 2 of them. Reported with"
        " most factors (2 of 3): eff_x. Left without any shared work: 1 factor."
    )
    assert seen(ant_a="1", ant_b="1", eff_x="1").endswith("No factor and no effect is left without one.")
    assert "Ann (2019) is behind 2 of them" in seen(ant_a="1", ant_b="1", eff_x="1")


def test_what_we_see_names_the_work_behind_most_pairs_alone():
    said = seen(ant_a="1,2", ant_b="1", eff_x="1", eff_y="2")
    assert "These pairs rest on 2 of the 2 works that the table cites; Ann (2019) is behind 2 of them." in said


def test_what_we_see_says_that_no_work_is_shared():
    assert seen(ant_a="1", eff_x="2") == "None of 1 pair of a factor and an effect shares a cited work."


def captioned(**numbers):
    table = shortcomings(**numbers)
    cited = literature.citations(table, REFERENCES)
    told, alt = caption.literature(compute.literature_matrix(table, cited), cited)
    assert writing.check_caption(told) == [] and writing.check_alt(alt, 1) == []
    return writing.headline(told)


def test_the_caption_begins_with_the_pairs_that_share_a_work_and_how_few_works_are_behind_them():
    assert captioned(ant_a="1,2", ant_b="3", eff_x="4", eff_y="1") == (
        "2 of 4 pairs of a factor and an effect share a cited work, and 2 of the 3 works are behind them."
    )
    assert captioned(ant_a="1", eff_x="1").endswith("and the one work is behind them.")
    assert captioned(ant_a="1", eff_x="2") == "No pair of a factor and an effect shares a cited work."
