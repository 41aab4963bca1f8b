"""The evidence explorer: what it holds, what never enters it, and the addresses of cells and passages."""

import json
import re
import shutil

import pandas as pd
import pytest
import yaml
from conftest import ROOT, coding, link, unit

from crosscase import store
from crosscase.core import addresses
from crosscase.core.material import Material
from crosscase.publish.explorer import content, page
from crosscase.publish.style import RAMPS, contrast
from crosscase.run import explorer

#: A word that stands nowhere but in a case that is not public.
PLANTED = "zugvogelhafen"
SETTINGS = {"coder": "consensus", "independent_passes": ["A", "B"]}


@pytest.fixture(scope="module")
def written():
    """The page of the cases as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return explorer.explorer({"case_ids": store.case_ids(), **SETTINGS})


def held(text):
    """Return what a page holds, as its script reads it."""
    return json.loads(re.search(r'<script type="application/json" id="evidence">(.*?)</script>', text, re.S)[1])


def segment(case, number, **more):
    row = dict(case_id=case, segment_id=f"{case}-{number}", unit_id=case, source_id="s", section="Findings")
    row |= dict(kind="finding", speaker="", role="author", perspective="authors", phase="during")
    return {**row, "paraphrase": f"Passage {number}.", "head_anchor": "", "tail_anchor": "", **more}


def invented(codes, segments, codings, links, *, access=None, resolutions=None, readings=None, columns=None):
    """Return the content for cases a, b ... of an invented study; *access* says which of them are not public."""
    cases = sorted({one["case_id"] for one in segments})
    about = {
        case: dict(label=case.upper(), title=f"Case {case}", country="Nowhere", sector="parks", initiation="bottom-up")
        | dict(units=[dict(id=case, label=case.upper())], access=(access or {}).get(case, "public"))
        for case in cases
    }
    documents = pd.DataFrame(
        dict(source_id=one, authors="Alder A", year="2020", title="T", container="J", doi="10/x")
        for one in ("s", PLANTED)
    )
    material = Material(
        codes,
        pd.DataFrame(segments),
        pd.DataFrame(codings),
        pd.DataFrame(links or [link("none", 1, "none", "distrust", "people_leave")]),
        documents,
        "consensus",
        ("A", "B"),
        pd.DataFrame(columns or [unit(case) for case in cases]),
        all_readings=readings,
    )
    roles = pd.DataFrame(
        [("author", "Authors", "authors"), (PLANTED, PLANTED, "mixed")], columns=["role_id", "label", "perspective"]
    )
    return content.content(material, about, roles, resolutions or {}, {"mistrust": "distrust"})


# --- what it holds ----------------------------------------------------------------------------------


def test_the_page_holds_every_passage_and_coding_of_the_cases_once(written):
    found, case_ids = held(written), store.case_ids()
    segments = store.read_cases(case_ids, "segments")
    told = {(found["cases"][one["case"]]["id"], one["id"]): one["text"] for one in found["passages"]}
    assert len(told) == len(found["passages"]) == len(segments)
    assert told == dict(
        zip(zip(segments["case_id"], segments["segment_id"], strict=True), segments["paraphrase"], strict=True)
    )
    letters = "".join(letters for one in found["passages"] for _, letters, *_ in one.get("codes", []))
    assert sum(letter != "." for letter in letters) == len(store.read_cases(case_ids, "codings"))
    assert sum(len(one.get("links", [])) for one in found["passages"]) == len(store.read_cases(case_ids, "links"))
    memos = sum(len(store.read_table(f"data/raw/cases/{one}/resolutions.csv", "raw/resolutions")) for one in case_ids)
    assert sum(len(one.get("memos", [])) for one in found["passages"]) == memos > 0


def test_cases_stand_in_the_order_of_the_figures(written):
    cases = store.read_table(ROOT / "data/processed/cross_case/cases.csv", "cases")
    assert [one["unit"] for one in held(written)["columns"]] == cases["unit"].tolist()


def test_the_page_is_small_and_the_same_every_time(written):
    assert len(written.encode()) < 2_000_000
    assert explorer.explorer({"case_ids": store.case_ids(), **SETTINGS}) == written


def test_the_page_needs_nothing_beside_it(written):
    assert set(re.findall(r"https?://[^/\"'`]+", written)) <= {"https://doi.org", "http://www.w3.org"}
    assert not re.search(r"<(link|img|iframe|script[^>]* src)|@import|url\(", written)
    assert "default-src 'none'" in written


def test_the_page_says_what_the_data_are(written):
    assert "a reading of published text by a large language model under a written manual" in " ".join(written.split())


def test_a_code_of_a_passage_tells_each_coding_its_presence_and_the_words_of_the_source(codes):
    codings = [
        coding("a", "a-1", "distrust", coder="consensus", label="doubt"),
        coding("a", "a-1", "distrust", coder="A", label="Doubt"),
        coding("a", "a-1", "no_time", coder="B", presence="absent"),
        coding("a", "a-1", "meals", coder="A", presence="possible"),
    ]
    found = invented(codes, [segment("a", 1)], codings, [])
    assert found["passes"] == ["consensus", "A", "B"] and found["separate"] == ["A", "B"]
    names = [code[0] for code in found["codes"]]
    told = {names[at]: rest for at, *rest in found["passages"][0]["codes"]}
    assert told == {"distrust": ["pp.", "doubt"], "no_time": ["..-"], "meals": [".?."]}


def test_a_link_tells_its_pass_status_remedy_and_the_passages_of_its_episode(codes):
    links = [
        link("a", 1, "a-2", "distrust", "people_leave", "averted", coder="consensus", remedy="meals")
        | dict(cause_segment_id="a-1", episode="a-1 a-2")
    ]
    codings = [coding("a", "a-1", "distrust", coder="consensus")]
    first, second = invented(codes, [segment("a", 1), segment("a", 2)], codings, links)["passages"]
    assert "links" not in first and second["links"] == [["a-l1", 0, 0, 3, 2, 2, "a-1", ""]]


def test_a_memo_names_codes_by_what_their_words_mean(codes):
    columns = ["segment_id", "about", "item", "pass_a", "pass_b", "consensus", "memo"]
    rows = [
        ("a-1", "code", "mistrust", "", "present", "present", "Why one."),
        ("a-1", "link", "mistrust -> people_leave", "realised", "", "", "Why two."),
        ("a-1", "reading", "status", "possible", "realised", "possible", "Why three."),
    ]
    found = invented(
        codes,
        [segment("a", 1)],
        [coding("a", "a-1", "distrust")],
        [],
        resolutions={"a": pd.DataFrame(rows, columns=columns)},
    )
    assert found["passages"][0]["memos"] == [
        ["code", [0], "Why one."],
        ["link", [0, 3], "Why two."],
        ["reading", ["status"], "Why three."],
    ]


def test_a_pass_that_has_read_a_part_of_a_case_says_which(codes):
    readings = pd.DataFrame(
        [dict(case_id="a", segment_id="a-1", coder="B", main_code="distrust", valence="neither", status="realised")]
    )
    codings = [coding("a", "a-1", "distrust", coder=coder) for coder in ("consensus", "B")]
    found = invented(codes, [segment("a", 1), segment("a", 2)], codings, [], readings=readings)
    assert found["cases"][0]["read"] == {"consensus": None, "B": ["a-1"]} and found["cases"][0]["shown"] == "consensus"


def test_nothing_that_a_table_holds_ends_the_script_or_becomes_markup(codes):
    trap = "</script><img src=x onerror=alert(1)>&amp;\u2028"
    found = invented(codes, [segment("a", 1, paraphrase=trap)], [coding("a", "a-1", "distrust")], [])
    text = page.page(found)
    assert "by a large language model" in text and "coded by people" not in text
    alone = page.page(found, [one["label"] for one in found["cases"]])
    assert "coded by people. Choose" in " ".join(alone.split()) and "by a large language model" not in alone
    assert held(text)["passages"][0]["text"] == trap and "<img" not in text and "\u2028" not in text


# --- what never enters it ---------------------------------------------------------------------------


def test_nothing_of_a_case_that_is_not_public_enters_what_the_page_holds(codes):
    secret = segment("b", 1, **dict.fromkeys(("paraphrase", "section", "speaker", "role", "source_id"), PLANTED))
    found = invented(
        codes,
        [segment("a", 1), secret],
        [coding("a", "a-1", "distrust"), coding("b", "b-1", "distrust", label=PLANTED, coder=PLANTED)],
        [link("b", 1, "b-1", "distrust", "people_leave")],
        access={"b": "restricted"},
    )
    assert [one["id"] for one in found["cases"]] == ["a"] and len(found["passages"]) == len(found["columns"]) == 1
    text = page.page(found)
    assert PLANTED not in text and "One more case is not public" in " ".join(text.split())


@pytest.mark.parametrize("access", ["restricted", "confidential"])
def test_no_word_of_a_case_that_is_not_public_stands_in_the_written_page(access, tmp_path, monkeypatch):
    """Words planted in every text column of every table of a case, and in its description."""
    for name in ("config", "data/raw", "data/processed/cross_case/cases.csv"):
        source = ROOT / name
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path / name)
    (tmp_path / "Snakefile").touch()
    case_ids = ["farm", "nursing_homes"]
    shutil.copytree(ROOT / "data/processed/nursing_homes", tmp_path / "data/processed/nursing_homes")
    for kind in ("raw/cases", "processed"):
        shutil.copytree(tmp_path / f"data/{kind}/nursing_homes", tmp_path / f"data/{kind}/farm")
        for path in (tmp_path / f"data/{kind}/farm").glob("*.csv"):
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            frame.map(lambda cell: f"{cell} {PLANTED}").assign(case_id="farm").to_csv(path, index=False)
    description = tmp_path / "data/raw/cases/farm/case.yml"
    about = yaml.safe_load(description.read_text(encoding="utf-8"))
    planted = {key: f"{value} {PLANTED}" if isinstance(value, str) else value for key, value in about.items()}
    description.write_text(yaml.safe_dump({**planted, "access": access}), encoding="utf-8")
    table = tmp_path / "data/processed/cross_case/cases.csv"
    rows = pd.read_csv(table, dtype=str, keep_default_na=False)
    mine = rows[rows["case_id"] == "nursing_homes"]
    farm = mine.assign(case_id="farm", unit="farm", label=PLANTED, title=PLANTED, access=access)
    pd.concat([farm, mine]).to_csv(table, index=False)
    monkeypatch.chdir(tmp_path)
    text = explorer.explorer({"case_ids": case_ids, **SETTINGS})
    assert PLANTED not in text.casefold() and '"farm"' not in text
    assert [one["id"] for one in held(text)["cases"]] == ["nursing_homes"] and len(held(text)["passages"]) > 50


def test_a_project_without_a_public_case_has_a_page_without_passages(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(addresses, "SHOWN", ())
    found = held(explorer.explorer({"case_ids": store.case_ids(), **SETTINGS}))
    assert found["passages"] == found["columns"] == found["cases"] == []


# --- addresses --------------------------------------------------------------------------------------


def test_every_cell_and_passage_has_an_address():
    assert addresses.code_cell("lack_of_trust", "place4carers") == (
        "reports/explorer.html#codes/lack_of_trust/place4carers"
    )
    assert addresses.code_cell("lack_of_trust", page="") == "#codes/lack_of_trust"
    assert addresses.code_cell("x", "homes/east wing", page="") == "#codes/x/homes%2Feast%20wing"
    assert addresses.effect_cell("x", "y", page="") == "#effects/x/y"
    assert addresses.effect_cell("x", "y", "a&b", page="") == "#effects/x/y?case=a%26b"
    assert addresses.passage("homes", "nh-001", page="p.html") == "p.html#passages/homes/nh-001"


@pytest.mark.parametrize(
    ("row", "column", "case_id", "expected"),
    [
        ("distrust", "harbour", "", "#codes/distrust/harbour"),
        ("harbour", "distrust", "", "#codes/distrust/harbour"),
        ("distrust", "leave", "", "#effects/distrust/leave"),
        ("leave", "meals", "harbour", "#effects/meals/leave?case=harbour"),
        ("distrust", "", "", "#codes/distrust"),
        ("distrust", "before", "", ""),
        ("leave", "leave", "", ""),
        ("c001", "", "", ""),
    ],
)
def test_a_place_of_a_figure_has_the_address_of_its_cell(row, column, case_id, expected):
    families = {"distrust": "barrier", "meals": "enabler", "leave": "effect"}
    assert addresses.cell(row, column, case_id, families=families, units=["harbour"], page="") == expected


# --- colours ----------------------------------------------------------------------------------------


def test_every_shade_has_an_ink_that_is_read_on_it():
    assert len(page.shades()) == sum(map(len, RAMPS.values()))
    assert all(contrast(tone, ink) >= 4.5 for _, _, tone, ink in page.shades())
