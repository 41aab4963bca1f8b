"""Stories: which links make one, its conditions and its end, what only one pass tells, how it is printed and drawn."""

import pandas as pd
import pytest
from conftest import codebook, coding, link
from test_figure_extremes import measured

from crosscase import store
from crosscase.core import schemas
from crosscase.publish import words
from crosscase.questions.stories import caption, cells, compute, figure, published

CODES = codebook(
    ("distrust", "barrier", "", ""),
    ("power_imbalance", "barrier", "", ""),
    ("meals", "enabler", "", ""),
    ("people_leave", "effect", "co-destruction", "citizens"),
    ("strain", "effect", "co-destruction", "providers"),
    ("new_shop", "effect", "co-creation", "system"),
    ("power_first", "power", "", ""),
)
CASES = {
    "a": dict(
        label="Town",
        initiation="top-down in one part, bottom-up in the other",
        units=[
            dict(id="north", label="North", initiation="top-down"),
            dict(id="south", label="South", initiation="Bottom-up"),
        ],
    ),
    "b": dict(label="Village", initiation="nobody says", units=[dict(id="b", label="Village")]),
}


def segment(case, number, unit_id="", **more):
    row = dict(case_id=case, unit_id=unit_id or case, segment_id=f"{case}-{number}", source_id=f"paper-{case}")
    row |= dict(kind="finding", phase="during", perspective="citizens", speaker="", n_tokens=9)
    return row | dict(head_anchor=f"h{case}{number}", tail_anchor=f"t{case}{number}") | more


SEGMENTS = pd.DataFrame(
    [
        segment("a", 1, "north", speaker="Ann"),
        segment("a", 2, "north", phase="after", perspective="providers", speaker="Ann"),
        segment("a", 3, "north", phase="before"),
        segment("a", 4, "south"),
        segment("a", 5, "north"),
        segment("a", 6, "south"),
        segment("b", 1),
    ]
)
# Read over a-2, the first two links are one story; the third shares no passage with them; the fourth is of two units.
LINKS = pd.DataFrame(
    [
        link("a", 1, "a-2", "distrust", "people_leave", episode="a-1 a-2"),
        link("a", 2, "a-2", "power_imbalance", "strain", "mitigated", remedy="meals", episode="a-2 a-3"),
        link("a", 3, "a-4", "distrust", "strain", "averted", remedy="meals"),
        link("a", 4, "a-6", "distrust", "strain", "possible", episode="a-5 a-6"),
        link("b", 5, "b-1", "distrust", "people_leave"),
        link("b", 6, "b-1", "meals", "people_leave"),
        link("b", 7, "b-1", "distrust", "new_shop"),
    ]
)
CODINGS = pd.DataFrame(
    [
        coding("a", "a-1", "power_first", family="power"),
        coding("a", "a-2", "power_imbalance"),
        coding("a", "a-3", "new_shop"),
        coding("a", "a-4", "power_imbalance", presence="possible"),
        coding("b", "b-1", "distrust"),
    ]
)


def told(links=LINKS, segments=SEGMENTS, codings=CODINGS, cases=CASES, every=None, read=None):
    read = dict(all_links=links if every is None else every, all_codings=codings if read is None else read)
    return compute.stories(links, segments, codings, CODES, cases, **read)


def expected(**more):
    """Return a row of the table: what most of these stories have in common, and more."""
    row = dict(unit_id="a", power="", phases="during", perspectives="citizens", remedies="", benefits="", one_pass="")
    return row | dict(shown_by="", shared=False, n_links=1, n_segments=1, n_speakers=0, n_cases=1) | more


def test_links_whose_episodes_share_a_passage_are_one_story_with_its_conditions_and_its_end():
    rows = [
        expected(
            story_id="a:1",
            case_id="a",
            unit_id="north",
            initiation="top-down",
            began="top-down",
            power="power_imbalance power_first",
            phases="before during after",
            perspectives="citizens providers",
            barriers="distrust power_imbalance",
            effects="people_leave strain",
            remedies="meals",
            benefits="new_shop",
            links="distrust>people_leave:realised: power_imbalance>strain:mitigated:meals",
            ending="happened and was met",
            n_links=2,
            n_segments=3,
            n_speakers=1,
            segment_ids="a:a-1 a:a-2 a:a-3",
        ),
        expected(
            story_id="a:2",
            case_id="a",
            unit_id="south",
            initiation="Bottom-up",
            began="bottom-up",
            barriers="distrust",
            effects="strain",
            remedies="meals",
            links="distrust>strain:averted:meals",
            ending="stopped",
            segment_ids="a:a-4",
        ),
        expected(
            story_id="a:3",
            case_id="a",
            initiation=CASES["a"]["initiation"],
            began="in more than one way",
            barriers="distrust",
            effects="strain",
            links="distrust>strain:possible:",
            ending="only feared",
            n_segments=2,
            segment_ids="a:a-5 a:a-6",
        ),
        expected(
            story_id="b:1",
            case_id="b",
            unit_id="b",
            initiation="nobody says",
            began="otherwise or not told",
            barriers="distrust",
            effects="people_leave",
            links="distrust>people_leave:realised:",
            ending="harm happened",
            segment_ids="b:b-1",
        ),
    ]
    assert told().to_dict("records") == [{name: row[name] for name in compute.COLUMNS} for row in rows]


def test_the_order_of_links_and_another_case_change_no_story():
    alone = told(LINKS[LINKS["case_id"] == "b"], cases={"b": CASES["b"]})
    pd.testing.assert_frame_equal(told(LINKS.sample(frac=1, random_state=3)), told())
    assert alone.to_dict("records") == told()[lambda table: table["case_id"] == "b"].to_dict("records")


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        (["realised", "possible"], "harm happened"),
        (["mitigated"], "happened and was met"),
        (["realised", "averted"], "happened and was met"),
        (["averted", "possible"], "stopped"),
        (["possible"], "only feared"),
    ],
)
def test_how_a_story_ended(statuses, end):
    assert compute.ending(statuses) == end


@pytest.mark.parametrize(
    ("initiation", "way"),
    [
        ("Research-led, with carers", "research-led"),
        ("organisation-led", "organisation-led"),
        ("top-down and bottom-up", "in more than one way"),
        ("unstop-down", "otherwise or not told"),
    ],
)
def test_how_it_began(initiation, way):
    assert compute.began(initiation) == way


def test_a_star_marks_what_only_one_pass_tells_pair_by_pair_and_story_by_story():
    first = LINKS[LINKS["link_id"].isin(["a-l1", "a-l2", "a-l3", "a-l4", "b-l5"])]
    # Pass B tells the first link in another passage of the story, the second with another effect, and not the third.
    second = [
        link("a", 1, "a-1", "distrust", "people_leave", coder="B"),
        link("a", 2, "a-2", "power_imbalance", "people_leave", coder="B"),
        link("a", 4, "a-6", "distrust", "strain", "realised", coder="B"),
    ]
    every = pd.concat([first, pd.DataFrame(second), LINKS.assign(coder="consensus")], ignore_index=True)
    both_read_a = pd.DataFrame(dict(case_id=["a", "a", "b"], coder=["A", "B", "A"]))
    table = told(every=every, read=both_read_a).set_index("story_id")
    assert table["one_pass"].to_dict() == {
        "a:1": "power_imbalance>strain",
        "a:2": "distrust>strain",
        "a:3": "",
        "b:1": "",  # one pass alone has read the case
    }
    assert table["shown_by"].to_dict() == {"a:1": "", "a:2": "A", "a:3": "", "b:1": ""}
    both_read_b = pd.DataFrame(dict(case_id=["b", "b"], coder=["A", "B"]))
    table = told(every=every, read=both_read_b).set_index("story_id")
    assert table.loc["b:1", ["one_pass", "shown_by"]].tolist() == ["distrust>people_leave", "A"]


def test_a_story_in_text_that_another_case_shares_is_marked_and_one_partly_there_is_not():
    same = dict(source_id="paper", head_anchor="h", tail_anchor="t")
    both = SEGMENTS["segment_id"].isin(["a-1", "a-4", "b-1"])  # of a-1 to a-3 it is the first passage only
    segments = SEGMENTS.assign(**{name: SEGMENTS[name].mask(both, value) for name, value in same.items()})
    table = told(segments=segments)
    assert table.loc[table["shared"], "story_id"].tolist() == ["a:2", "b:1"]
    assert published.marked(table, list(CASES)) == {"a:1": "A1", "a:2": "A2†", "a:3": "A3", "b:1": "B1†"}
    assert "A dagger marks 2 stories" in caption.stories_table(table, CASES)
    own = segments["segment_id"] == "b-1"
    other = segments.assign(**{name: segments[name].mask(own, name) for name in ("head_anchor", "tail_anchor")})
    assert not told(segments=other)["shared"].any()


def test_statements_that_differ_on_one_barrier_and_effect_are_told_as_two():
    names = dict(zip(CODES["code_id"], CODES["label"], strict=True))
    level = dict(zip(CODES["code_id"], CODES["level"], strict=True))
    one = told().iloc[0]
    two = one.copy()
    two["barriers"], two["effects"], two["one_pass"] = "distrust", "strain", ""
    two["links"] = "distrust>strain:mitigated:meals distrust>strain:averted:meals"
    assert published.followed(two, names, level) == (
        "Strain (providers): in one statement happened but weakened, in another stopped"
    )
    two["barriers"] = "distrust power_imbalance"
    two["links"] = "distrust>strain:realised: power_imbalance>strain:averted:meals"
    assert published.followed(two, names, level) == "Strain (providers): happened (1), stopped (2)"


def test_the_printed_table_numbers_barriers_and_says_which_effect_followed_from_which():
    table = told()
    table.loc[0, ["one_pass", "shown_by"]] = "distrust>people_leave", "A"
    assert published.published(table, CODES, CASES).to_numpy().tolist() == [
        [
            "A1*",
            "North; top-down",
            "Power imbalance; Power first",
            "before, during, after; citizens, providers",
            "(1) Distrust; (2) Power imbalance",
            "People leave* (citizens): happened (1); Strain (providers): happened but weakened (2)",
            "Meals: weakened ‘Strain’",
            "New shop",
            "a-1, a-2, a-3",
        ],
        [
            "A2",
            "South; bottom-up",
            "not told",
            "during; citizens",
            "Distrust",
            "Strain (providers): stopped",
            "Meals: stopped it",
            "",
            "a-4",
        ],
        [
            "A3",
            "Town; in more than one way",
            "not told",
            "during; citizens",
            "Distrust",
            "Strain (providers): only feared",
            "",
            "",
            "a-5, a-6",
        ],
        [
            "B1",
            "Village; otherwise or not told",
            "not told",
            "during; citizens",
            "Distrust",
            "People leave (citizens): happened",
            "",
            "",
            "b-1",
        ],
    ]
    assert len(published.STORIES_WIDTHS) == len(published.COLUMNS) and sum(published.STORIES_WIDTHS) <= 267


def written(page, gid):
    return [text.get_text() for ax in page.axes for text in ax.texts if text.get_gid() == gid]


def test_a_story_stands_in_the_cell_of_each_barrier_and_level_with_what_came_of_it_there():
    table = told()
    table.loc[0, "shown_by"] = "A"
    shown = ["barrier", "level", "letter", "story", "outcome", "power_told", "remedies"]
    assert cells.cells(table, CODES, CASES)[shown].to_numpy().tolist() == [
        ["distrust", "citizens", "A*", "A1*", "happened", "yes", ""],
        ["distrust", "citizens", "B", "B1", "happened", "no", ""],
        ["distrust", "providers", "A", "A2", "met", "no", "meals"],
        ["distrust", "providers", "A", "A3", "feared", "no", ""],
        ["power_imbalance", "providers", "A*", "A1*", "met", "yes", "meals"],
    ]
    assert cells.repairs(cells.cells(table, CODES, CASES), CODES) == {
        "distrust": ["Meals (A)"],
        "power_imbalance": ["Meals (A)"],
    }


def drawn(page):
    """Return what stands in each cell of a page: (row, column) to the letters, the kinds of discs and the frames."""
    ax = next(ax for ax in page.axes if ax.get_gid() == "stories")
    upright = sorted({line.get_xdata()[0] for line in ax.lines if list(line.get_xdata()) == [line.get_xdata()[0]] * 2})
    across = sorted({line.get_ydata()[0] for line in ax.lines if list(line.get_ydata()) == [line.get_ydata()[0]] * 2})

    def place(x, y):
        return sum(y > at for at in across) - 1, sum(x > at for at in upright) - 1

    found = {}
    for text in ax.texts:
        if text.get_gid() == "story":
            found.setdefault(place(*text.get_position()), [[], [], 0])[0].append(text.get_text())
    for line in ax.lines:
        if str(line.get_gid()).startswith("outcome"):
            found[place(line.get_xdata()[0], line.get_ydata()[0])][1].append(line.get_gid().split()[1])
    for patch in ax.patches:
        found[place(patch.get_x() + 1, patch.get_y() + 1)][2] += patch.get_gid() == "power"
    return found


def test_each_story_is_a_mark_with_the_letter_of_its_case_and_a_frame_where_power_is_told_of():
    (page,) = figure.stories_figure(told(), CODES, CASES)
    assert written(page, "level") == ["Citizens", "Providers", "Team", "System"]
    assert written(page, "barrier") == ["Distrust", "Power imbalance"]
    assert written(page, "repaired") == ["Meals (A)", "Meals (A)"]
    assert drawn(page) == {
        (0, 0): [["A", "B"], ["happened", "happened"], 1],
        (0, 1): [["A", "A"], ["met", "feared"], 0],
        (1, 1): [["A"], ["met"], 1],
    }
    assert written(page, "key") == [
        "harm happened",
        "met by a remedy",
        "only feared",
        "power told of",
        "A Town: top-down (North), bottom-up (South)",
        "B Village: not told who began",
    ]
    assert measured([page], "bmc") == 1


def test_the_key_names_only_what_is_drawn():
    (page,) = figure.stories_figure(told(LINKS[LINKS["case_id"] == "b"]), CODES, CASES)
    assert written(page, "key") == ["harm happened", "B Village: not told who began"]


def many(n_cases, each):
    """Return stories of many cases that fill some cells to the brim, codes with long labels, and the cases."""
    ways = ["top-down", "bottom-up", "research-led", "organisation-led", "nobody says"]
    cases = {
        f"k{n:02}": dict(label=f"A case with a label {n:02}"[:18], initiation=ways[n % 5], units=[dict(id=f"k{n:02}")])
        for n in range(n_cases)
    }
    barriers = [f"b{n}" for n in range(9)]
    codes = codebook(
        *((one, "barrier", "", "") for one in barriers),
        *((f"e{n}", "effect", "co-destruction", level) for n, level in enumerate(("citizens", "team", "system"))),
        ("meals", "enabler", "", ""),
    )
    codes["label"] = ["A barrier whose name is long enough for two lines", *codes["label"][1:-1], "Meals for everybody"]
    statuses = ["realised:", "mitigated:meals", "averted:meals", "possible:"]
    rows = [
        dict(story_id=f"{case}:{n + 1}", case_id=case, began=compute.began(cases[case]["initiation"]))
        | dict(links=f"{barriers[n * n % 9]}>e{n % 3}:{statuses[n * n % 4]}", ending=compute.ENDINGS[n * n % 4])
        | dict(power="x" * (n % 3 == 0), shown_by="A" * (n % 5 == 0), shared=n % 7 == 0)
        for case in cases
        for n in range(each)
    ]
    same = dict(barriers="b0", n_links=1, n_segments=1, n_speakers=0, n_cases=1, segment_ids="", remedies="")
    return pd.DataFrame(rows).assign(**same), codes, cases


@pytest.mark.parametrize(("n_cases", "each", "preset"), [(5, 20, "springer"), (40, 30, "mdpi"), (1, 1, "nature")])
def test_many_stories_keep_to_the_rules_of_print_and_each_is_drawn_once(n_cases, each, preset):
    table, codes, cases = many(n_cases, each)
    pages = figure.stories_figure(table, codes, cases, preset=preset)
    assert (measured(pages, preset) == 1) == (n_cases < 40)
    letters = [letter for page in pages for letter in written(page, "story")]
    assert sorted(letters) == sorted(cells.cells(table, codes, cases)["letter"]) and len(letters) == n_cases * each
    words_of = caption.stories_figure(table, cells.cells(table, codes, cases), cases)
    assert len(words_of[0].split()) <= 150 and len(words_of[1]) <= 150


def test_no_link_makes_no_story_and_everything_says_so(tmp_path):
    table = told(LINKS.iloc[:0], codings=CODINGS.iloc[:0])
    assert table.empty and list(table.columns) == schemas.columns("stories")
    store.write_table(table, tmp_path / "stories.csv", "stories")
    assert published.published(table, CODES, CASES).shape == (0, 9)
    (page,) = figure.stories_figure(table, CODES, CASES)
    assert [text.get_text() for text in page.texts] == ["No passage tells that a barrier led to harm."]
    shown = cells.cells(table, CODES, CASES)
    assert shown.empty and list(shown.columns) == list(cells.COLUMNS)
    assert (
        caption.what_we_see(table, CODES, CASES)
        == "None of the 2 cases tells a story that leads from a barrier to harm."
    )
    one = {"b": CASES["b"]}
    assert caption.what_we_see(table, CODES, one) == "The case tells no story that leads from a barrier to harm."
    assert caption.stories_table(table, CASES) and caption.limits(table, 2)
    assert caption.stories_figure(table, shown, CASES) == (
        f"**No story of 2 cases leads from a barrier to harm.** {words.HOW_TO_READ}",
        "An empty page: no story leads to harm.",
    )


def test_a_table_of_stories_is_read_again_as_it_was_written(tmp_path):
    store.write_table(told(), tmp_path / "stories.csv", "stories")
    again = store.read_table(tmp_path / "stories.csv", "stories")
    assert again.to_dict("records") == told().to_dict("records")


def test_what_we_see_tells_ends_barriers_remedies_power_and_beginnings():
    assert caption.what_we_see(told(), CODES, CASES) == (
        "Four stories of 2 cases lead from a barrier to harm: in 1 the harm happened and no remedy is told, in 1 it"
        " happened and was met, in 1 it was stopped and in 1 it was only feared. Harm that happened followed from"
        " ‘Distrust’ and ‘Power imbalance’, in most cases from ‘Distrust’ (2 cases). The barrier alone does not settle"
        " it: ‘Distrust’ led to harm in one story, and in another the harm was stopped. A remedy is told in 2 stories"
        " of 1 case: ‘Meals’. Power is told of in 1 of 4; stories with it ended in 1 of the 4 ways, stories"
        " without it in 3 of the 4 ways. Harm that happened is told under 2 of 4 beginnings, a remedy under"
        " 2; each belongs to one case only."
    )


def test_what_we_see_of_one_story_compares_nothing():
    said = caption.what_we_see(told(LINKS[LINKS["case_id"] == "b"]), CODES, CASES)
    assert said == (
        "One story of 1 case leads from a barrier to harm: in 1 the harm happened and no remedy is told. Harm that"
        " happened followed from ‘Distrust’. No story tells of a remedy. Power is told of in none of them. All"
        " of them began in one way (‘otherwise or not told’), so beginnings cannot be compared."
    )


def test_one_barrier_that_was_met_and_stopped_in_one_story_is_not_said_to_end_in_two_ways():
    links = pd.DataFrame(
        [
            link("b", 1, "b-1", "distrust", "people_leave"),
            link("b", 2, "b-1", "distrust", "strain", "averted", remedy="meals"),
        ]
    )
    assert "does not settle it" not in caption.what_we_see(told(links), CODES, CASES)


def test_the_limits_say_where_power_is_condition_and_cause_at_once():
    said = caption.limits(told(), 2)
    assert said.startswith("Two cases cannot show that it matters who began or who held power")
    assert "Of the stories that tell of it (1), 1 has power itself as a barrier" in said
    feared = LINKS.assign(cause=LINKS["cause"].mask(LINKS["link_id"] == "a-l3", "power_imbalance"))
    assert "In 1 other, power is a barrier that is itself only feared" in caption.limits(told(feared), 2)
    assert caption.limits(told(), 1).startswith("A single case cannot")


def of_figure(table, cases):
    return caption.stories_figure(table, cells.cells(table, CODES, cases), cases)[0]


@pytest.mark.parametrize("said", [caption.stories_table, of_figure])
def test_captions_begin_with_how_often_harm_was_met_and_where_power_is_told_of(said):
    first = "Harm that happened was met by a remedy in"
    power = "power is told of in 1 of the 1"
    assert said(told(), CASES).startswith(
        f"**{first} 1 of 2 stories, in 1 of 2 cases; {power} and in 0 of the 1 without a remedy.**"
    )
    alone = {"b": CASES["b"]}
    assert said(told(LINKS[LINKS["case_id"] == "b"]), alone).startswith(f"**{first} none of 1 story of 1 case.**")
    stopped = LINKS[LINKS["link_id"].isin(["a-l3", "a-l4"])]
    assert said(told(stopped), CASES).startswith("**In none of 2 stories of 2 cases is harm told that happened.**")
    met = LINKS[LINKS["link_id"] == "a-l2"]
    assert f"in 1 of 2 cases; {power}.**" in said(told(met), CASES)


def test_the_alt_text_says_how_stories_ended():
    table = told()
    alt = caption.stories_figure(table, cells.cells(table, CODES, CASES), CASES)[1]
    assert alt == (
        "Matrix of 4 stories, a mark each, barriers by who was harmed: harm happened in 2, stopped in 1 and only feared"
        " in 1."
    )


@pytest.mark.parametrize("told_by", [caption.stories_table, of_figure])
def test_captions_count_the_stories_whose_barrier_is_power_that_is_only_feared(told_by):
    feared = LINKS.assign(cause=LINKS["cause"].mask(LINKS["link_id"] == "a-l3", "power_imbalance"))
    said = "Power that is itself only feared or general counts as not told"
    assert f"{said} (1 story)." in told_by(told(feared), CASES)
    assert f"{said} (none)." in told_by(told(), CASES)
