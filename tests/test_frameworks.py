"""Published frameworks beside the cases: what a relation allows to say, coverage, barriers that no framework knows."""

import pandas as pd
from conftest import ROOT, codebook, coding, link, unit

from crosscase import store
from crosscase.core import crosswalk, evidence, passes, units
from crosscase.publish import matrix
from crosscase.publish.artwork import writing
from crosscase.questions.frameworks import caption as frameworks_caption
from crosscase.questions.frameworks import compute as frameworks
from crosscase.questions.frameworks import figure as frameworks_figure

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("no_time", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("new_shop", "effect", "co-creation", "system"),
)
CASES = pd.DataFrame([unit("a"), unit("b")])


def element(framework_id, element_id, side="barrier", source_id="frei2001", citation="Frei 2001"):
    return dict(
        framework_id=framework_id,
        framework_label=f"The list ({citation})",
        element_id=element_id,
        element_label=element_id.capitalize(),
        element_group="",
        side=side,
        definition="",
        citation=citation,
        source_id=source_id,
        section="",
    )


def relation(code, framework_id, element_id, kind):
    return dict(code_id=code, framework_id=framework_id, element_id=element_id, relation=kind, note="")


FRAMEWORKS = pd.DataFrame(
    [
        element("list", "doubt"),
        element("list", "haste"),
        element("list", "noise"),
        element("roles", "mover", side="role", citation="Gut 1999"),
    ]
)
CROSSWALK = pd.DataFrame(
    [
        relation("distrust", "list", "doubt", "broad"),
        relation("no_time", "list", "haste", "narrow"),
        relation("meals", "list", "haste", "related"),
        relation("no_time", "roles", "mover", "related"),
        relation("distrust", "roles", "", "none"),
    ]
)
NO_LINKS = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")]).iloc[:0]


def table(*rows, links=NO_LINKS, not_covered=None, every=None):
    frame = pd.DataFrame(rows)
    found = crosswalk.elements_by_case(
        frame, links, frame if every is None else pd.DataFrame(every), CROSSWALK, FRAMEWORKS, CASES, not_covered or {}
    )
    return found.set_index(["element_id", "unit", "bearing"]).sort_index()


def test_a_passage_is_told_once_for_an_element_at_its_strongest_bearing():
    found = table(coding("a", "1", "no_time"), coding("a", "1", "meals"), coding("a", "2", "meals"))
    assert found.loc[("haste", "a", "wider"), ["n_segments", "segment_ids"]].tolist() == [1, "a:1"]
    assert found.loc[("haste", "a", "related"), ["n_segments", "segment_ids"]].tolist() == [1, "a:2"]


def test_not_shown_absent_not_covered_and_no_code_are_four_things():
    found = table(
        coding("a", "1", "no_time", presence="absent"), coding("a", "1", "meals"), not_covered={"b": ["no_time"]}
    )
    states = found["state"].to_dict()
    assert len(found) == 4 * 2 * 3
    assert states["haste", "a", "wider"] == "absent" and states["haste", "b", "wider"] == "not covered"
    assert states["doubt", "a", "fits"] == "not shown" and found.loc[("doubt", "a", "fits"), "n_segments"] == 0
    assert (
        states["noise", "a", "fits"] == "no code"
        and found.loc[("noise", "a", "fits"), ["n_segments", "n_links"]].isna().all()
    )


def test_a_narrower_code_that_is_absent_does_not_make_the_broader_element_absent():
    assert table(coding("a", "1", "distrust", presence="absent"))["state"]["doubt", "a", "fits"] == "not shown"


def test_an_element_counts_the_links_of_its_code_and_not_those_beside():
    links = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave"), link("a", 2, "1", "no_time", "people_leave")])
    found = table(coding("a", "1", "distrust"), coding("a", "1", "no_time"), links=links)
    assert found.loc[("doubt", "a", "fits"), ["n_links", "n_segments"]].tolist() == [1, 1]


def test_a_star_names_the_one_pass_that_shows_an_element():
    every = [
        coding("a", "1", "distrust"),
        coding("a", "2", "meals", coder="B"),
        coding("b", "1", "distrust"),
        coding("b", "1", "distrust", coder="B"),
    ]
    found = table(coding("a", "1", "distrust"), coding("b", "1", "distrust"), every=every)
    assert found["shown_by"][found["shown_by"] != ""].to_dict() == {
        ("doubt", "a", "fits"): "A",
        ("haste", "a", "related"): "B",
    }


def test_a_framework_of_the_papers_own_is_told_from_one_it_looks_through():
    frames = pd.DataFrame(
        [
            element("list", "doubt"),
            element("theory", "power", source_id="frei2001", citation="Gut and Rot 1999"),
            element("far", "away", source_id="far2000"),
        ]
    )
    found = crosswalk.circular(frames, {"a": ["frei2001"], "b": ["other2010"]})
    assert found.to_dict("records") == [
        dict(framework_id="list", case_id="a", kind="own list"),
        dict(framework_id="theory", case_id="a", kind="lens"),
    ]


def test_coverage_is_counted_in_three_steps_and_without_the_cases_of_its_own_paper():
    rows = pd.DataFrame([coding("a", "1", "distrust"), coding("b", "1", "meals"), coding("b", "2", "no_time")])
    own = pd.DataFrame([dict(framework_id="list", case_id="a", kind="own list")])
    found = frameworks.coverage(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CASES, own).set_index(
        ["framework_id", "counting"]
    )
    wanted = {"fitting codes": [3, 1, 1, 0], "with wider codes": [3, 2, 2, 1], "with related codes": [3, 2, 2, 1]}
    assert {
        step: found.loc[("list", step), ["n_elements", "n_reached", "n_shown", "n_shown_elsewhere"]].tolist()
        for step in frameworks.COUNTINGS
    } == wanted
    assert found.loc[("list", "with related codes"), ["n_segments", "n_cases", "same_paper"]].tolist() == [
        3,
        2,
        "a (own list)",
    ]


def test_a_barrier_is_known_in_part_where_a_list_holds_something_narrower_only():
    rows = pd.DataFrame([coding("a", "1", "distrust"), coding("b", "1", "no_time")])
    found = frameworks.barriers_known(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CODES, CASES).set_index("code_id")
    assert found["known"].to_dict() == {"distrust": "yes", "no_time": "in part"}
    less = CROSSWALK[CROSSWALK["relation"] != "narrow"]
    assert frameworks.barriers_known(rows, NO_LINKS, less, FRAMEWORKS, CODES, CASES)["known"].tolist() == [
        "yes",
        "related only",
    ]
    assert frameworks.barriers_known(rows, NO_LINKS, less.iloc[:1], FRAMEWORKS, CODES, CASES)["known"].tolist() == [
        "yes",
        "no",
    ]
    other = pd.concat([less, pd.DataFrame([relation("no_time", "roles", "mover", "close")])])
    assert frameworks.barriers_known(rows, NO_LINKS, other, FRAMEWORKS, CODES, CASES)["known"].tolist() == [
        "yes",
        "other kind only",
    ]


def test_a_pair_that_nobody_judged_is_not_the_same_as_none():
    found = (
        frameworks.barriers_in_frameworks(CROSSWALK, FRAMEWORKS, CODES)
        .set_index(["code_id", "framework_id"])["relation"]
        .to_dict()
    )
    assert found == {
        ("distrust", "list"): "broad",
        ("distrust", "roles"): "none",
        ("no_time", "list"): "narrow",
        ("no_time", "roles"): "related",
    }


def test_each_pass_is_told_at_its_own_strongest_bearing():
    walk = crosswalk.mapped(CROSSWALK)
    rows = [coding("a", "1", "no_time"), coding("a", "1", "meals"), coding("a", "1", "meals", coder="B")]
    found = crosswalk.led_to(pd.DataFrame(rows), walk)
    found = found[found["element_id"] == "haste"]
    assert found[["coder", "bearing"]].to_numpy().tolist() == [["A", "wider"], ["B", "related"]]


def test_a_code_that_leads_to_an_element_by_a_link_counts_as_cause_and_as_effect():
    links = pd.DataFrame([link("a", 1, "1", "distrust", "people_leave")])
    rows = pd.DataFrame([coding("a", "1", code) for code in ("distrust", "people_leave", "no_time")])
    found = units.with_links(rows, links).set_index("code_id")["link_id"]
    assert found[["distrust", "people_leave"]].tolist() == ["a-l1", "a-l1"] and pd.isna(found["no_time"])


def test_an_element_is_not_covered_where_none_of_its_codes_was_read_for_and_not_shown_is_not_counted_as_shown():
    more = pd.concat([CROSSWALK, pd.DataFrame([relation("no_time", "list", "doubt", "close")])])
    rows = pd.DataFrame([coding("b", "1", "meals")])
    for skipped, state in ((["distrust"], "not shown"), (["distrust", "no_time"], "not covered")):
        found = crosswalk.elements_by_case(rows, NO_LINKS, rows, more, FRAMEWORKS, CASES, {"a": skipped})
        found = found.set_index(["element_id", "unit", "bearing"])
        assert found.loc[("doubt", "a", "fits"), "state"] == state
    nobody = pd.DataFrame(columns=["framework_id", "case_id", "kind"])
    coverage = frameworks.coverage(rows, NO_LINKS, more, FRAMEWORKS, CASES, nobody).set_index("counting")
    coverage = coverage[coverage["framework_id"] == "list"]
    assert coverage[["n_reached", "n_shown"]].to_numpy().tolist() == [[1, 0], [2, 0], [2, 1]]


def test_a_barrier_said_not_to_occur_is_shown_in_no_case_and_weaker_relations_count_as_elements():
    more = pd.concat([CROSSWALK, pd.DataFrame([relation("distrust", "list", "noise", "related")])])
    rows = pd.DataFrame([coding("a", "1", "distrust", presence="absent"), coding("b", "1", "distrust")])
    known = frameworks.barriers_known(rows, NO_LINKS, more, FRAMEWORKS, CODES, CASES).set_index("code_id")
    assert known.loc["distrust", ["n_units", "units", "n_segments"]].tolist() == [1, "b", 1]
    pair = frameworks.barriers_in_frameworks(more, FRAMEWORKS, CODES).iloc[0]
    assert pair[["relation", "n_elements", "element_ids"]].tolist() == ["broad", 2, "doubt"]


def test_the_barriers_that_fewest_know_stand_first_in_print_and_places_without_a_passage_are_not_told():
    columns = ["code_id", "known", "n_hold", "n_part", "n_units"]
    rows = [("a", "yes", 2, 0, 5), ("b", "yes", 1, 0, 1), ("c", "yes", 1, 0, 3), ("d", "no", 0, 0, 1)]
    ranked = frameworks.known_first(pd.DataFrame(rows, columns=columns))
    assert ranked["code_id"].tolist() == ["d", "c", "b", "a"] and list(ranked) == columns
    found = table(
        coding("a", "1", "distrust"), every=[coding("a", "1", "distrust"), coding("a", "1", "meals", coder="B")]
    )
    doubt = found.reset_index().query("element_id == 'doubt' and bearing == 'fits'")
    assert units.told_places(doubt, {"a": "A", "b": "B"}) == "A (1*)"


def test_the_order_of_rows_changes_nothing():
    rows = [
        coding("a", "1", "distrust"),
        coding("b", "1", "meals"),
        coding("b", "2", "no_time"),
        coding("a", "2", "distrust"),
    ]
    pd.testing.assert_frame_equal(table(*rows), table(*rows[::-1]))


# --- figures, captions and what was built -----------------------------------------------------------


def bars(page):
    """Return the parts of each bar with their numbers, and the texts at its right."""
    drawn = {
        ax.get_gid(): [(patch.get_gid(), patch.get_width()) for patch in ax.patches]
        for ax in page.axes
        if str(ax.get_gid()).startswith("bar:")
    }
    return drawn, [text.get_text() for text in page.texts if text.get_gid() == "total"]


def test_each_framework_is_one_bar_of_all_its_elements_divided_by_how_firmly_they_are_shown():
    rows = pd.DataFrame([coding("a", "1", "distrust"), coding("b", "2", "no_time")])
    own = pd.DataFrame([dict(framework_id="list", case_id="a", kind="own list")])
    divided = frameworks.parts(frameworks.coverage(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CASES, own))
    assert divided.groupby("framework_id", sort=False)["n"].agg(list).to_dict() == {
        "list": [1, 1, 0, 0, 1],
        "roles": [0, 0, 1, 0, 0],
    }
    (page,) = frameworks_figure.framework_coverage_figure(divided)
    drawn, right = bars(page)
    assert drawn == {"bar:list": [("fits", 1), ("wider", 1), ("no code", 1)], "bar:roles": [("related", 1)]}
    assert right == ["3", "0 of 1", "1", "–"]
    said = [text.get_text() for text in page.texts]
    assert "in no case" not in said and "no code leads there" in said  # the key names what is drawn
    nobody = frameworks.parts(frameworks.coverage(rows.iloc[1:], NO_LINKS, CROSSWALK, FRAMEWORKS, CASES, own))
    assert bars(frameworks_figure.framework_coverage_figure(nobody)[0])[0]["bar:list"][-2] == ("not shown", 1)


def test_many_frameworks_with_long_names_are_split_into_pages_that_fit():
    names = [f"A framework whose name needs more than sixty characters (Frei {year})" for year in range(1990, 2020)]
    each = [dict(framework_id=str(n), framework_label=name, side="barrier") for n, name in enumerate(names)]
    divided = pd.DataFrame(
        [
            {**one, "n_elements": 400, "part": part, "n": n, "n_elsewhere": 3}
            for one in each
            for part, n in zip(frameworks.PARTS, (300, 90, 1, 8, 1), strict=True)
        ]
    )
    pages = frameworks_figure.framework_coverage_figure(divided, preset="nature")
    assert len(pages) > 1 and max(page.get_size_inches()[1] * 25.4 for page in pages) <= 170.01
    assert sum(len(bars(page)[0]) for page in pages) == 30


def test_the_barrier_matrix_prints_signs_lists_left_and_other_kinds_right():
    rows = pd.DataFrame([coding("a", "1", "distrust")])
    pairs, known = (
        frameworks.barriers_in_frameworks(CROSSWALK, FRAMEWORKS, CODES),
        frameworks.barriers_known(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CODES, CASES),
    )
    page = frameworks_figure.framework_barriers_figure(pairs, known, FRAMEWORKS, CODES, CASES)[0]
    assert matrix.cell_texts(page) == {
        "Lists of barriers": {(0, 0): "⊃", (1, 0): "⊂"},
        "Of another kind": {(0, 0): "~"},
    }


def many_cases(n):
    return pd.DataFrame(
        [
            unit(f"c{number}", label=f"A case with a label that is sixty characters long, or so, {number:02d}")
            for number in range(n)
        ]
    )


def test_many_barriers_with_long_labels_are_split_into_pages_that_fit():
    codes = codebook(*((f"b{number}", "barrier", "", "") for number in range(80)))
    codes["label"] = [f"A barrier whose label needs sixty characters to be told {n % 3:03d}" for n in range(80)]
    cases = many_cases(40)
    rows = pd.DataFrame([coding(case, "1", f"b{n % 80}") for n, case in enumerate(cases["case_id"])])
    known = frameworks.barriers_known(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, codes, cases)
    pages = frameworks_figure.framework_barriers_figure(
        frameworks.barriers_in_frameworks(CROSSWALK, FRAMEWORKS, codes), known, FRAMEWORKS, codes, cases
    )
    heights = [page.get_size_inches()[1] * 25.4 for page in pages]
    assert len(pages) >= 2 and max(heights) <= 225
    assert (
        sum(len(ax.get_yticklabels()) for page in pages for ax in page.axes if ax.get_gid() == "Lists of barriers")
        == 80
    )


def test_captions_begin_with_what_they_show_in_plain_words():
    rows = pd.DataFrame([coding("a", "1", "distrust")])
    own = crosswalk.circular(FRAMEWORKS, {"a": ["frei2001"]})
    divided = frameworks.parts(frameworks.coverage(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CASES, own))
    known = frameworks.barriers_known(rows, NO_LINKS, CROSSWALK, FRAMEWORKS, CODES, CASES)
    less = CROSSWALK[CROSSWALK["relation"] == "related"]
    near = frameworks.barriers_known(rows, NO_LINKS, less, FRAMEWORKS, CODES, CASES)
    told = [
        frameworks_caption.framework_coverage(divided, CASES),
        frameworks_caption.framework_barriers(known, CODES, FRAMEWORKS, CASES),
        frameworks_caption.framework_barriers(near, CODES, FRAMEWORKS, CASES, note="Holds in 3 of 4 re-analyses."),
    ]
    assert [writing.headline(caption) for caption, _ in told] == [
        "By codes that fit, 2 cases show 1 of 4 elements of 2 published frameworks, none of them in a case from another"
        " paper than the framework.",
        "Some published list of barriers holds each of 2 barriers, at least in part.",
        "2 of 2 barriers stand in no published list of barriers: ‘Distrust’ and ‘No time’.",
    ]
    assert "Holds in 3 of 4 re-analyses." in told[2][0]
    for caption, alt in told:
        assert writing.check_caption(caption) == [] and writing.check_alt(alt, 1) == []


REAL = ("cases", "codes_by_case")


def real():
    """Return the frames of the five cases that the modules of this question take."""
    ids = ["local_government", "mental_health_unit", "nhs_ebcd", "nursing_homes", "place4carers"]
    every, links = (store.read_cases(ids, name) for name in ("codings", "links"))
    chosen = passes.coders(every, "consensus")
    return dict(
        codings=passes.of_pass(every, chosen),
        links=passes.of_pass(links, chosen),
        codes=store.read_codebook(ROOT / "data/raw/codebook/codes.csv"),
        cases=units.units_of(store.read_table(ROOT / "data/processed/cross_case/cases.csv", "cases")),
        crosswalk=store.read_table(ROOT / "data/raw/codebook/crosswalk.csv", "raw/crosswalk"),
        frameworks=store.read_table(ROOT / "data/raw/codebook/frameworks.csv", "raw/frameworks"),
    )


def test_the_causes_of_jarvi_and_colleagues_are_those_that_the_abstract_of_gheduzzi_and_colleagues_confirms():
    # Gheduzzi et al. (2020, abstract) confirm four causes of Järvi et al. (2018) in Place4Carers: trust, mistakes,
    # inability to change, inability to serve.
    given = real()
    shown = crosswalk.passages(given["codings"], given["links"], given["crosswalk"], given["cases"])
    here = set(shown.loc[(shown["unit"] == "place4carers") & (shown["bearing"] == "fits"), "element_id"])
    assert {
        "jarvi_insufficient_trust",
        "jarvi_mistakes",
        "jarvi_inability_to_change",
        "jarvi_inability_to_serve",
    } <= here


def test_the_numbers_of_the_published_files_follow_from_their_evidence():
    for name, key, csv in (
        ("figures/framework_coverage", "framework_by_case", ["element_id", "unit", "bearing"]),
        ("figures/framework_barriers", "barriers_known", ["code_id"]),
    ):
        behind = pd.read_csv(ROOT / f"reports/{name}.evidence.csv", dtype=str, keep_default_na=False)
        built = store.read_table(ROOT / f"data/processed/cross_case/{key}.csv", key)
        counted = evidence.counts(behind).set_index(["row", "column"])["n_segments"].to_dict()
        told = {
            (row[csv[0]], " / ".join(row[name] for name in csv[1:])): row["n_segments"]
            for row in built[built["n_segments"] > 0].to_dict("records")
        }
        assert counted == told


def seen(*rows, same_paper=(), crosswalk_rows=CROSSWALK):
    codings = pd.DataFrame(rows, columns=list(coding("a", "1", "distrust")))
    circular = pd.DataFrame(list(same_paper), columns=["framework_id", "case_id", "kind"])
    given = (codings, NO_LINKS, crosswalk_rows, FRAMEWORKS)
    known = frameworks.barriers_known(*given, CODES, CASES)
    return frameworks_caption.what_we_see(frameworks.coverage(*given, CASES, circular), known, CODES, CASES)


def test_what_we_see_says_how_much_is_shown_where_else_and_which_barriers_stand_outside():
    rows = coding("a", "1", "distrust"), coding("b", "1", "no_time")
    assert seen(*rows, same_paper=[("list", "a", "own list")]) == (
        "Of 4 elements of 2 frameworks, 1 is shown in 2 cases by codes that fit, 2 with wider codes as well and 3 with"
        " related ones; to 1 of them no code leads. None of the 1 shown by codes that fit stand in a case that does not"
        " come from the framework's own paper. Shown most fully: ‘The list (Frei 2001)’ (1 of 3); least: ‘The list (Gut"
        " 1999)’ (0 of 1). Of 2 barriers that some case shows, a list of barriers holds 1 and a part of 1 more."
    )
    assert "One of the 1 shown by codes that fit stands in a case" in seen(*rows)


def test_what_we_see_turns_where_a_barrier_is_only_touched_or_nothing_is_shown():
    near = CROSSWALK[CROSSWALK["relation"] == "related"]
    told = seen(coding("b", "1", "no_time"), crosswalk_rows=near)
    assert told.startswith("Of 4 elements of 2 frameworks, none are shown in 2 cases by codes that fit, 0 with wider")
    assert told.endswith(
        "a list of barriers holds none; in none stands ‘No time’, and no framework of any kind holds ‘No time’."
    )
    assert seen().endswith("to 1 of them no code leads. No case shows a barrier.")
