"""larsen2020: who led what, the data collected, dialogue roles by place."""

import pandas as pd
import pytest
from conftest import ROOT, coding, evidence_of

from crosscase import store
from crosscase.core import evidence, schemas
from crosscase.core.received import RawTable
from crosscase.papers.facts import check_facts
from crosscase.papers.larsen2020 import caption as larsen2020_caption
from crosscase.papers.larsen2020 import checks as larsen2020_checks
from crosscase.papers.larsen2020 import compute as larsen2020
from crosscase.papers.larsen2020 import figure as larsen2020_figure
from crosscase.publish import matrix
from crosscase.sources import anchors

REPORTS = ROOT / "reports"


def activity(activity_id, phase, step, led_by="", facilitated_by="", took_part="patients", **more):
    row = dict(
        activity_id=activity_id,
        phase=phase,
        step=step,
        activity=activity_id.title(),
        led_by=led_by,
        facilitated_by=facilitated_by,
        took_part=took_part,
        printed="",
        part_of="",
        method="talks",
        segment_ids="",
        head_anchor="",
        tail_anchor="",
        n_tokens=9,
        source_id="s",
        section="Methods",
        note="",
    )
    return {**row, **more}


def place(group, role, where, segment, presence="present"):
    return dict(
        group=group,
        role=role,
        place=where,
        presence=presence,
        segment_ids=f"c:{segment}",
        source_id="s",
        section="Results",
        note="",
    )


def role(segment, code, coder="consensus", presence="present"):
    return coding("c", segment, code, coder=coder, presence=presence, family="dialogue_role")


def test_a_group_leads_facilitates_or_takes_part_and_is_blank_where_it_is_not_named():
    phases = pd.DataFrame(
        [
            activity("p1-talk", 1, 1),
            activity("p2-talk", 2, 1, "staff", "patients", "patients; staff", segment_ids="c:1 c:2"),
        ]
    )
    led = larsen2020.who_led_what(phases)
    assert led.set_index(["activity_id", "group"])["part"].to_dict() == {
        ("p1-talk", "patients"): "takes part",
        ("p1-talk", "staff"): "",
        ("p1-talk", "leaders"): "",
        ("p2-talk", "patients"): "facilitates and takes part",
        ("p2-talk", "staff"): "leads and takes part",
        ("p2-talk", "leaders"): "",
    }
    assert led["leader_stated"].tolist() == [False] * 3 + [True] * 3 and led["n_segments"].tolist() == [0] * 3 + [2] * 3


def test_the_figure_of_phases_says_the_part_of_each_group():
    phases = pd.DataFrame([activity("p1-talk", 1, 1), activity("p2-talk", 2, 1, "staff", "", "leaders")])
    drawn = larsen2020_figure.phases_figure(larsen2020.who_led_what(phases))
    assert matrix.cell_texts(drawn) == {
        "phase 1": {(0, 0): "Takes part"},
        "phase 2": {(0, 1): "Leads", (0, 2): "Takes part"},
    }
    assert [label.get_text() for label in drawn.axes[0].get_yticklabels()] == ["P1-Talk ‡"]
    width, height = drawn.get_size_inches() * 25.4
    assert round(width) == 170 and height <= 225


def collected(n_events, *printed):
    methods = ["seminars", *(f"phase {n}: seminar" for n in range(1, len(printed) + 1))]
    frame = pd.DataFrame(
        [dict.fromkeys(schemas.columns("data_collection"), "") | dict(method=method) for method in methods]
    )
    frame.loc[0, "n_events"] = n_events
    phases = pd.DataFrame(
        [
            activity(f"p{n}-s", n, 1, "staff", printed=one, part_of="seminars", method=f"phase {n}: seminar")
            for n, one in enumerate(printed, 1)
        ]
    )
    return larsen2020.data_collected(frame, phases)


@pytest.mark.parametrize(
    ("total", "printed", "summed", "agrees"),
    [
        ("3", ("a", "two"), 3, True),
        ("4", ("a", "two"), 3, False),
        ("4", ("a", ""), None, None),
        ("several", ("a", "one"), 2, None),
    ],
)
def test_a_total_is_compared_with_its_parts_only_where_all_are_numbered(total, printed, summed, agrees):
    row = collected(total, *printed).iloc[0]
    assert row["n_parts"] == 2
    assert (None if pd.isna(row["n_events_in_parts"]) else row["n_events_in_parts"]) == summed
    assert (None if pd.isna(row["agrees"]) else row["agrees"]) == agrees


def test_the_table_of_data_takes_phase_and_lead_from_the_phases():
    table = collected("1", "a")
    assert table["phase"].tolist() == [pd.NA, 1] and table["led_by"].tolist() == ["", "staff"]
    with pytest.raises(KeyError, match="phase 9"):
        larsen2020.data_collected(
            pd.DataFrame([dict(method="seminars")]), pd.DataFrame([activity("p9-x", 9, 1, method="phase 9: x")])
        )


def test_present_absent_blank_and_without_meaning_are_four_things():
    placing = pd.DataFrame(
        [
            place("staff", "opposer", "backstage", "1"),
            place("leaders", "opposer", "backstage", "1"),
            place("staff", "opposer", "backstage", "2"),
            place("staff", "mover", "patients_present", "3", "absent"),
            place("staff", "follower", "not_told", "4"),
        ]
    )
    consensus = [role("1", "opposer"), role("2", "opposer"), role("3", "mover", presence="absent")]
    others = [
        role("1", "opposer", "A"),
        role("1", "opposer", "B"),
        role("2", "opposer", "A"),
        role("3", "mover", "A", "absent"),
    ]
    table = larsen2020.dialogue_roles(placing, pd.DataFrame(consensus), pd.DataFrame(consensus + others)).set_index(
        ["group", "role", "place"]
    )
    assert len(table) == 48
    assert table.loc[
        ("staff", "opposer", "backstage"), ["state", "n_segments", "segment_ids", "shown_by"]
    ].tolist() == ["present", 2, "c:1 c:2", ""]
    assert table.loc[("leaders", "opposer", "backstage"), "n_segments"] == 1
    assert table.loc[
        ("staff", "mover", "patients_present"), ["state", "n_segments", "n_absent", "absent_ids", "shown_by"]
    ].tolist() == ["absent", 0, 1, "c:3", "A"]
    assert (
        table.loc[("staff", "follower", "not_told"), "state"] == "not coded"
    )  # placed, but the analysed pass does not code it
    assert table.loc[("patients", "mover", "backstage"), "state"] == "not covered" and pd.isna(
        table.loc[("patients", "mover", "backstage"), "n_segments"]
    )
    drawn = larsen2020_figure.dialogue_roles_figure(table.reset_index())
    assert matrix.cell_texts(drawn) == {"staff": {(2, 2): "2"}, "leaders": {(2, 2): "1"}}
    hatched = {ax.get_gid(): len([p for p in ax.patches if p.get_gid() == "not covered"]) for ax in drawn.axes}
    assert hatched == {"patients": 8, "staff": 0, "leaders": 0}


def raw(rows):
    frame = pd.DataFrame(rows, dtype="str")
    frame.index = range(2, len(frame) + 2)
    return RawTable("data/raw/papers/larsen2020/dialogue_roles.csv", frame)


def test_a_role_placed_without_a_coding_and_a_coding_without_a_place_are_refused():
    table = raw([place("staff", "mover", "backstage", "1"), place("staff", "opposer", "backstage", "2")])
    findings = larsen2020_checks.check_dialogue_roles(
        table, pd.DataFrame([role("2", "opposer"), role("3", "follower", presence="")]), "c"
    )
    assert [(f.row, f.message) for f in findings] == [
        (2, "'mover' is not coded present at 1"),
        (None, "'follower' is coded present at 3 and no row says of whom and where"),
    ]


def test_a_table_of_facts_names_passages_and_sources_that_exist():
    table = raw([place("staff", "mover", "backstage", "9") | dict(source_id="x")])
    told = check_facts(table, "larsen2020_dialogue_roles", sources=["s"], passages={"c": ["1"]})
    assert [f.message.split(" ")[0] for f in told] == ["'x'", "'9'"]
    assert (
        check_facts(
            raw([place("staff", "mover", "backstage", "9")]), "larsen2020_dialogue_roles", sources=["s"], passages={}
        )
        == []
    )


def test_every_count_of_the_published_figure_can_be_counted_again_from_its_evidence():
    table = store.read_table(ROOT / "data/processed/papers/larsen2020/dialogue_roles.csv", "larsen2020_dialogue_roles")
    behind = evidence_of("figures/papers/larsen2020/dialogue_roles")
    again = evidence.counts(behind).set_index(["row", "column"])["n_segments"].to_dict()
    told = {}
    for cell in table.itertuples():
        for presence, n in (("present", cell.n_segments), ("absent", cell.n_absent)):
            if pd.notna(n) and n:
                told[f"{cell.group} / {cell.role}", f"{cell.place} / {presence}"] = n
    assert again == told
    for row in behind.itertuples():
        signs = ("-", "?") if row.column.endswith("absent") else ("",)
        assert {f"{sign}{row.row.split(' / ')[1]}" for sign in signs} & set(row.codes.split())


def test_the_four_phases_are_those_of_the_paper():
    table = store.read_table(ROOT / "data/processed/papers/larsen2020/phases.csv", "larsen2020_phases")
    led = table[table["leads"]].groupby("phase")["group"].agg(lambda g: sorted(set(g)))
    assert led.to_dict() == {2: ["patients"], 3: ["staff"], 4: ["leaders", "patients", "staff"]}
    collection = store.read_table(
        ROOT / "data/processed/papers/larsen2020/data_collected.csv", "larsen2020_data_collected"
    ).set_index("method")
    assert collection.loc["dialogue seminars", ["n_events", "n_events_in_parts", "agrees"]].tolist() == ["4", 4, True]
    behind = pd.read_csv(
        REPORTS / "figures/papers/larsen2020/four_phases.evidence.csv", dtype=str, keep_default_na=False
    )
    stated = behind[behind["segment_id"] == ""]
    assert len(stated) == (table["part"] != "").sum() and not stated.duplicated(["row", "column"]).any()


def test_the_sentences_that_tell_the_phases_stand_in_the_source(sources):
    phases = store.read_table(ROOT / "data/raw/papers/larsen2020/phases.csv", "raw/larsen2020_phases")
    told = phases.rename(columns={"activity_id": "segment_id"}).assign(case_id=larsen2020.CASE)
    text = (sources / "larsen2020.txt").read_text(encoding="utf-8")
    assert anchors.verify(told, {"larsen2020": text})["result"].eq("found").all()


def seen(total="3", printed=("a", "two"), placed=(), coded=()):
    phases = pd.DataFrame([activity("p1-talk", 1, 1), activity("p2-talk", 2, 1, "staff")])
    placing = pd.DataFrame(list(placed) or [place("staff", "mover", "backstage", "1")])
    codings = pd.DataFrame(list(coded) or [role("9", "mover")])
    roles = larsen2020.dialogue_roles(placing, codings, codings)
    return larsen2020_caption.what_we_see(larsen2020.who_led_what(phases), collected(total, *printed), roles)


def test_the_answer_says_who_led_what_adds_up_and_who_took_which_role_where():
    text = seen(
        placed=[
            place("staff", "opposer", "backstage", "1"),
            place("staff", "mover", "patients_present", "2", "absent"),
        ],
        coded=[role("1", "opposer"), role("2", "mover", presence="absent")],
    )
    assert (
        "who led is, by the data, in phase 1 not stated; in phase 2 staff. Of 2 activities 1 stands without a" in text
    )
    assert "Of 1 way of gathering data that several activities make up, 1 can be added up" in text
    assert "and the sum is the printed total." in text
    assert text.endswith(
        "the data show staff as opposer (backstage). Said not to have been taken, or only with hesitation: staff as"
        " mover (with patients)."
    )


def test_the_answer_turns_where_a_total_differs_or_cannot_be_added_up_and_no_role_is_coded():
    text = seen(total="4")
    assert "and the sum differs from the total of seminars." in text
    assert text.endswith("The paper prints no table of dialogue roles, and none is coded.")
    assert "No total that the paper prints can be added up from the phases." in seen(total="several")
