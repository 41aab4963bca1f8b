"""What may be shared of cases that are not public: small counts, what they follow from, words, the decision."""

import attack
import pandas as pd
import pytest
import yaml
from conftest import ROOT, to_change

from crosscase import store
from crosscase.cases.disclosure import decision, protect
from crosscase.cases.disclosure.listing import CODES, OPEN_TEXT, Listed
from crosscase.cases.disclosure.profiles import Profile, profile_of
from crosscase.cases.disclosure.protect import hide
from crosscase.cases.disclosure.sheets import Sheet
from crosscase.cases.disclosure.words import Scanner, ordinary_words
from crosscase.core import schemas
from crosscase.core.findings import CaseDataError
from crosscase.core.kinds import KINDS
from crosscase.run.commands import releasing

SETTINGS = store.read_declared(ROOT / "config/disclosure.yaml")
NHS = profile_of({**SETTINGS, "profile": "nhs_england"})


def groups(*numbers: int, case_id: str = "own", **more: list[str]) -> Sheet:
    """A table of groups of people, as many as the numbers, of one case."""
    columns = {**dict.fromkeys(schemas.columns("participants"), ""), "case_id": case_id, "unit_id": "own"}
    frame = pd.DataFrame([columns] * len(numbers)).assign(group=[f"g{at}" for at in range(len(numbers))])
    frame = frame.assign(
        n=[str(n) for n in numbers], n_number=[float(n) for n in numbers], n_invited_number=float("nan")
    )
    return Sheet("participants", frame.assign(**more), frame[:0], [case_id])


def hidden_numbers(sheet: Sheet, profile: Profile = NHS) -> list[object]:
    made = sheet.released(hide([sheet], profile).cells, (), profile.rounded)
    assert made["n"].tolist() == [str(n) if n == "*" else n for n in made["n_number"]]
    return made["n_number"].tolist()


# --- rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("nhs_england", {0: 0, 1: "*", 7: "*", 8: 10, 12: 10, 13: 15}),
        ("opensafely", {0: "*", 1: "*", 7: "*", 8: 10, 12: 10, 13: 15}),
        ("custom", {0: 0, 1: "*", 4: "*", 5: 5, 8: 8, 12: 12, 13: 13}),
    ],
)
def test_each_profile_hides_and_rounds_by_its_rules(name, shown):
    rules = profile_of({**SETTINGS, "profile": name})
    assert {n: "*" if rules.small(n) else rules.rounded(n) for n in shown} == shown


def test_a_count_is_never_rounded_into_what_would_be_hidden():
    assert all(rules.rounded(n) > rules.high for rules in (NHS, Profile("x", 1, 7, 20)) for n in range(8, 60))


def test_every_count_of_people_says_so_in_its_schema():
    for name in schemas.files():
        for field in schemas.load(name)["fields"]:
            counts = field["name"].startswith("n_") and field["type"] in ("integer", "number")
            if counts and any(word in field["description"] for word in ("peaker", "people")):
                assert field.get("counts") == "people", f"{name}: {field['name']}"


def test_no_passage_leaves_with_a_table():
    for name in (*SETTINGS["of_a_case"], *SETTINGS["across_cases"]):
        frame = pd.DataFrame(columns=schemas.columns(name))
        left = set(Sheet(name, frame, frame, []).columns)
        assert not {
            column for column in left if "segment_id" in column or column in ("speaker", "paraphrase", "section")
        }


# --- small counts -----------------------------------------------------------------------------------


def test_a_small_count_takes_one_other_with_it():
    assert hidden_numbers(groups(3, 12, 30, 50)) == ["*", 10, 30, "*"]


def test_two_small_counts_hide_each_other_where_their_sum_leaves_room():
    assert hidden_numbers(groups(3, 4, 30, 50)) == ["*", "*", 30, 50]
    # Together they are 2: each can only be 1.
    assert hidden_numbers(groups(1, 1, 30, 50)) == ["*", "*", 30, "*"]


def test_nothing_is_hidden_without_a_small_count():
    assert hidden_numbers(groups(0, 12, 30)) == [0, 10, 30]


def test_a_table_that_hiding_does_not_protect_is_left_out_whole():
    assert hide([groups(1, 1, 1, 1, 1, 1, 1, 1)], NHS).left_out == ["participants"]


def test_margins_of_rows_and_columns_are_known_too():
    sheet = groups(3, 20, 30, 40, role=["a", "a", "b", "b"], gender=["f", "m", "f", "m"])
    # One more in the row, one more in the column, and then the fourth of the square.
    assert hidden_numbers(sheet) == ["*", "*", "*", "*"]


def test_the_same_number_told_in_a_second_table_is_hidden_there_too():
    printed = pd.DataFrame(
        [{**dict.fromkeys(schemas.columns("data_collection"), ""), "case_id": "own", "n_people": "12"}]
    )
    other = Sheet("data_collection", printed, printed[:0], ["own"])
    assert ("data_collection", 0, "n_people") in hide([groups(3, 12), other], NHS).cells
    assert ("data_collection", 0, "n_people") not in hide([groups(3, 13), other], NHS).cells


def test_people_in_words_are_hidden_since_nobody_counted_them():
    sheet = groups(30, 40)
    sheet.frame.loc[0, ["n", "n_number"]] = ["about three", float("nan")]
    assert sheet.released(hide([sheet], NHS).cells, (), NHS.rounded)["n"].tolist() == ["*", 40]


def test_a_number_that_other_rows_repeat_is_hidden_there_too():
    columns = dict.fromkeys(schemas.columns("perspectives"), "") | {"perspective": "citizens", "share": float("nan")}
    told = {"a": 1, "b": 0, "c": 0, "d": 0}
    rows = [
        columns
        | {"case_id": case_id, "unit": case_id, "code_id": code, "n_of_perspective": n_of, "n_cases": 1}
        | {"n_segments": n if case_id == "own" else 2, "n_speakers": n if case_id == "own" else 1}
        for case_id, n_of in (("one", 5), ("two", 6), ("own", 1))
        for code, n in told.items()
    ]
    frame = pd.DataFrame(rows)
    sheet = Sheet("perspectives", frame, frame[frame["case_id"] != "own"], ["own"])
    made = sheet.released(hide([sheet], NHS).cells, (), NHS.rounded, own_only=True)
    # The only passage of citizens: beside any other code it would say that one person told this one.
    assert made["n_of_perspective"].tolist() == ["*"] * 4 and made["n_speakers"].tolist() == ["*", 0, 0, 0]


def over_all(n_all: int, n_public: int) -> list[object]:
    row = {
        **dict.fromkeys(schemas.columns("codes_in_cases"), 0),
        "code_id": "distrust",
        "family": "barrier",
        "label": "D",
    }
    row |= {"in_cases": "", "segment_ids": ""}
    frames = [pd.DataFrame([row | {"n_speakers": n, "n_segments": 40 + n}]) for n in (n_all, n_public)]
    sheet = Sheet("codes_in_cases", *frames, ["own"])
    return sheet.released(hide([sheet], NHS).cells, (), NHS.rounded)["n_speakers"].tolist()


def test_a_total_over_all_cases_is_looked_at_without_what_is_published():
    assert over_all(32, 30) == ["*"]  # 2 are of the case, however large the total
    assert over_all(42, 30) == [40]  # 12 are, told as 10
    assert over_all(30, 30) == [30]  # nothing of it


# --- an attack --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published():
    before = attack.public()
    return before, attack.tables(before)


def test_an_attack_on_simulated_cases_recovers_nobody(published):
    asked = 0
    for seed in (3, 5, 7):
        one = attack.case(seed, *published)
        n, found = attack.attack(one)
        assert not one.release.hiding.left_out and found == [] and attack.named(one) == []
        asked += n
    assert asked > 30


def test_the_same_attack_succeeds_where_only_small_counts_are_hidden(published, monkeypatch):
    monkeypatch.setattr(protect._System, "exposed", lambda self, hiding: [])
    assert any(attack.attack(attack.case(seed, *published))[1] for seed in (3, 5, 7))


# --- words ------------------------------------------------------------------------------------------

ORDINARY = ordinary_words((ROOT / "docs/adding_a_case.md").read_text(encoding="utf-8").splitlines())
PLANTED = {
    "Nurse Moe was there": "name",
    "they asked Ingrid": "name",
    "they asked ragnhild": "name",
    "as J. Carver wrote": "name",
    "told by Xqovia at the meeting": "capital",
    "the ward in Skjoldhavn": "capital",
    "a home in Bath": "name",  # of people as well
    "near Quay Street": "place",
    "on 14 March 2019": "date",
    "on 2019-03-14 or 14.3.19": "date",
    "the meeting in May": "date",
    "every Tuesday": "date",
    "since 2019": "date",
    "“they never phoned”": "quotation",
    "'the wall of silence' again": "quotation",
    "nobody phoned me back": "quotation",
    "we were not asked": "quotation",
    "she said: never": "quotation",
    "write to a.b@example.org": "place",
    "three of the nurses": "number",
    "17 beds": "number",
}


@pytest.mark.parametrize(("text", "kind"), PLANTED.items())
def test_a_planted_name_place_date_quotation_or_number_is_found(text, kind):
    assert kind in {hit.kind for hit in Scanner(ORDINARY).scan(text)}


@pytest.mark.parametrize(
    "text",
    ["A ward of a district hospital", "The carers were not told.", "not informed", "home help", "Faith was lost.", ""],
)
def test_plain_words_are_no_find(text):
    words = ordinary_words(["a the ward faith was lost district hospital carers were told informed help home not"])
    assert Scanner(words).scan(text) == []


def test_words_of_a_transcript_are_found_again():
    scanner = Scanner(ORDINARY, ["Well, nobody told the ward about the volunteers, ever."])
    assert {hit.kind for hit in scanner.scan("it was told to the ward about the volunteers")} == {"transcript"}
    assert scanner.scan("the volunteers were told") == []


# --- decisions --------------------------------------------------------------------------------------

FOUND = [
    Listed("name", "Dahl", (("cases", 0, "title"),)),
    Listed("one-person", "", (("t", 3, "n"),), (("t", 3), ("t", 4))),
]


def record(*decisions: tuple[str, str], stamp: str = "s") -> dict:
    made = decision.draft(["own"], "custom", "s", FOUND)
    for one, (said, why) in zip(made["listed"], decisions, strict=False):
        one |= {"decision": said, "why": why}
    return made | {"stands_for": stamp}


def test_a_decision_without_a_reason_is_none_and_neither_is_one_about_other_data():
    two = (("share", "fine"), ("leave out", "why not"))
    assert decision.decided(record(*two), "s", FOUND, "d.yml").problems == []
    for wrong in (record(), record(two[0]), record(two[0], ("share", " "))):
        (told,) = decision.decided(wrong, "s", FOUND, "d.yml").problems
        assert told.code == "release.undecided"
    (told,) = decision.decided(record(*two), "other", FOUND, "d.yml").problems
    assert told.code == "release.changed"


def test_what_is_left_out_goes_with_all_that_looks_like_it():
    made = decision.decided(record(("leave out", "a"), ("leave out", "b")), "s", FOUND, "d.yml")
    assert (made.cells, made.rows) == ({("cases", 0, "title")}, {("t", 3), ("t", 4)})
    shared = decision.record_to_share(record(("leave out", "a"), ("share", "b")))
    assert "Dahl" not in str(shared) and "stands_for" not in shared and "'n'" not in str(shared)


def test_every_kind_is_explained():
    assert set(CODES.values()) <= set(KINDS) and set(OPEN_TEXT) <= set(CODES)


# --- the whole --------------------------------------------------------------------------------------


@pytest.fixture
def project(sound, tmp_path, monkeypatch):
    """A project with one invented case that is not public, and what was computed with it, written here."""
    folder = to_change(sound, tmp_path / "project", apart=False)
    monkeypatch.chdir(folder)
    tables = {name: list(SETTINGS[kind]) for kind, name in (("of_a_case", "mill-lane"), ("across_cases", "cross_case"))}
    tables["mill-lane"] += ["segments"]
    for place, names in tables.items():
        for name in names:
            frame = pd.DataFrame(columns=schemas.columns(name))
            if name == "cases":
                row = {"case_id": "mill-lane", "unit": "mill-lane", "label": "Mill lane", "title": "Care with Ragnhild"}
                frame = pd.DataFrame([row | {"n_speakers": 3, "n_segments": 5, "n_codings": 9, "n_links": 2}])
            store.write_table(
                frame.reindex(columns=schemas.columns(name)), f"private/data/processed/{place}/{name}.csv", name
            )
    return folder


def decide(folder, said: str) -> None:
    path = folder / "private/release/mill-lane/decision.yml"
    filled = yaml.safe_load(path.read_text(encoding="utf-8"))
    filled |= {"who": "the data steward", "when": "2026-11-27", "why": "for the advisory group"}
    for one in filled["listed"]:
        one |= {"decision": said, "why": "not needed to read the table"}
    path.write_text(yaml.safe_dump(filled, sort_keys=False), encoding="utf-8")


def test_nothing_is_shared_before_a_decision_nor_after_the_data_changed(project):
    place = project / "private/release/mill-lane"
    (project / "private/release/autumn/share").mkdir(parents=True)
    first = releasing.release(["mill-lane"])
    assert first.code == 1 and not (place / "share").exists()
    assert "Ragnhild" in (place / "report.html").read_text(encoding="utf-8")
    assert ("earlier", "autumn") in [one.key for one in first.release.found]
    decide(project, "leave out")
    assert releasing.release(["mill-lane"]).code == 0
    assert {path.name for path in (place / "share").iterdir()} >= {"cases.csv", "README.md", "decision.yml"}
    text = "".join(path.read_text(encoding="utf-8") for path in (place / "share").iterdir())
    assert "Ragnhild" not in text and "the data steward" in text
    (row,) = pd.read_csv(place / "share/cases.csv", dtype=str).to_dict("records")
    assert (row["title"], row["n_speakers"], row["n_segments"], row["n_codings"]) == ("*", "*", "*", "9")
    path = project / "private/data/processed/cross_case/cases.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Ragnhild", "Ingrid"), encoding="utf-8")
    changed = releasing.release(["mill-lane"])
    assert [one.code for one in changed.problems] == ["release.changed", "release.undecided"]
    assert not (place / "share").exists()


@pytest.mark.parametrize(("case_id", "told"), [("harbour-town", "is public"), ("mill-lan", "is not a case")])
def test_only_cases_that_are_not_public_are_released(project, case_id, told):
    with pytest.raises(CaseDataError, match=told):
        releasing.release([case_id])
