"""A case of one's own: codes and documents that it brings, what each pass has read, tables that it does without."""

import importlib
import inspect
import io
import pkgutil
import re
import shutil
import zipfile

import pandas as pd
import pytest
from conftest import ROOT, to_change, unit
from test_check import CASE, check, replace

from crosscase import questions, store
from crosscase.cases import fresh
from crosscase.cases.clean import clean_case
from crosscase.cases.own import check_own_codes
from crosscase.cases.removing import without_case
from crosscase.core import codebook, units
from crosscase.core.counts import codes_by_case
from crosscase.core.received import CASE_TABLES
from crosscase.core.schemas import columns
from crosscase.publish import words
from crosscase.questions.codes_by_case.caption import shared_by
from crosscase.run import cli

__all__ = ["check"]  # a fixture

HEADER = "code_id,family,parent,label,definition,include_when,exclude_when,level,valence\n"
FERRY = "no_ferry,barrier,barriers_capacity,No ferry,The boat does not go.,,,,\n"


@pytest.fixture
def project(sound, tmp_path, monkeypatch):
    folder = to_change(sound, tmp_path / "project", "config")
    monkeypatch.chdir(folder)
    return folder


def write(project, file, text):
    (project / file).write_text(text, encoding="utf-8")


def with_ferry(project):
    """Let harbour-town bring a code of its own, and use it."""
    write(project, f"{CASE}/codes.csv", HEADER + FERRY)
    replace(project, f"{CASE}/codings.csv", "ht-004,staff_strain", "ht-004,no_ferry,,,A\nht-004,staff_strain")


# --- codes of its own -------------------------------------------------------------------------------


def test_a_case_may_bring_a_code_of_its_own(check, project):
    with_ferry(project)
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    tables = clean_case(store.read_raw_case("harbour-town"), store.read_reference()[0]).tables
    mine = tables["codings"].set_index("code_id").loc["no_ferry"]
    assert (mine["family"], mine["segment_id"]) == ("barrier", "ht-004")


def test_a_code_of_its_own_stands_behind_the_others_under_its_heading(project):
    with_ferry(project)
    shared, every = store.read_codebook(case_ids=["mill-lane"]), store.read_codebook(case_ids=["harbour-town"])
    capacity = shared.loc[shared["parent"] == "barriers_capacity", "code_id"].tolist()
    assert every.loc[every["parent"] == "barriers_capacity", "code_id"].tolist() == [*capacity, "no_ferry"]
    assert every[every["code_id"] != "no_ferry"].reset_index(drop=True).equals(shared)
    at = every["code_id"].tolist()
    assert at.index("no_ferry") == at.index(capacity[-1]) + 1
    assert store.read_codebook().equals(every)


def test_a_code_of_its_own_is_not_covered_in_the_cases_that_were_not_read_for_it(check, project):
    with_ferry(project)
    ids = ["harbour-town", "mill-lane"]
    described = store.read_descriptions(ids)
    assert units.not_covered(described) == {"harbour-town": [], "mill-lane": ["remoteness", "no_ferry"]}
    assert units.not_covered(store.read_descriptions(["mill-lane"])) == {"mill-lane": ["remoteness"]}
    book = store.read_reference()[0]
    tables = [clean_case(store.read_raw_case(case_id), book).tables for case_id in ids]
    segments, codings, links = (
        pd.concat([one[name] for one in tables], ignore_index=True) for name in ("segments", "codings", "links")
    )
    cases = units.case_table(described, segments, codings, links)
    counted = codes_by_case(codings, links, store.read_codebook(), cases, units.not_covered(described))
    states = counted[counted["code_id"] == "no_ferry"].set_index("unit")["state"].to_dict()
    assert states == {"harbour-town": "present", "mill-lane": "not covered"}
    # The other case brings it too: it was read for it, and nobody said it.
    write(project, "data/raw/cases/mill-lane/codes.csv", HEADER + FERRY)
    assert check(project).returncode == 0
    assert "no_ferry" not in units.not_covered(store.read_descriptions(ids))["mill-lane"]


#: Rows that do not fit into the codebook, and what is said of each; the first four have no kind in common.
UNFIT = [
    (
        FERRY.replace("no_ferry", "preconceptions"),
        "'preconceptions' is a code of data/raw/codebook/codes.csv already",
    ),
    (FERRY.replace("no_ferry", "distrust"), "'distrust' is a word for 'lack_of_trust' in config/aliases.csv"),
    (FERRY.replace("No ferry", "Lack of trust"), "'Lack of trust' is the label of 'lack_of_trust' already"),
    (FERRY.replace("barriers_capacity", "barriers_capacty"), "if it means 'barriers_capacity', write that"),
    (FERRY.replace("barriers_capacity", ""), "column 'parent': the cell is empty"),
    (FERRY.replace("barriers_capacity", "lack_of_trust"), "use its heading 'barriers_relations'"),
    (FERRY.replace("barriers_capacity", "enablers_process"), "is a heading of an enabler, and this is a barrier"),
    (FERRY.replace(",,,,\n", ",,,team,\n"), "'team' stands at a barrier"),
    (
        "no_ferry,effect,effects_cocreation,No ferry,It is.,,,team,co-destruction\n",
        "under 'effects_cocreation' stand effects of co-creation, and this is co-destruction",
    ),
    ("no_ferry,dialogue_role,barriers_capacity,No ferry,It is.,,,,\n", "a dialogue role has none"),
]


@pytest.mark.parametrize(("row", "said"), UNFIT)
def test_a_code_that_does_not_fit_into_the_codebook_is_refused(project, row, said):
    write(project, f"{CASE}/codes.csv", HEADER + row)
    case, book = store.read_raw_case("harbour-town"), store.read_reference()[0]
    [found] = [
        one for one in check_own_codes(case, book) if said in f"column '{one.column}': {one.message}; {one.mend}"
    ]
    assert (found.severity, found.file, found.row) == ("error", f"{CASE}/codes.csv", 2)


def test_codes_that_do_not_fit_into_the_codebook_stop_a_run(check, project):
    write(project, f"{CASE}/codes.csv", HEADER + "".join(row for row, _ in UNFIT[:4]))
    answer = check(project)
    assert answer.returncode == 1 and "problems in data/raw/cases/harbour-town/codes.csv" in answer.stderr
    assert all(said in answer.stderr for _, said in UNFIT[:4])


def test_two_cases_may_not_mean_different_things_by_one_code(check, project):
    with_ferry(project)
    write(project, "data/raw/cases/mill-lane/codes.csv", HEADER + FERRY.replace("does not go", "is full"))
    said = check(project)
    assert said.returncode == 1
    assert "two cases mean different things by one id" in said.stderr


def test_a_heading_without_a_code_in_the_codebook_keeps_what_stands_under_it_at_the_end():
    frame = pd.DataFrame([["a", ""], ["b", "a"]], columns=["code_id", "parent"])
    more = pd.DataFrame([["c", "nobody"], ["d", "a"], ["d", "a"]], columns=["code_id", "parent"])
    assert codebook.with_own(frame, more)["code_id"].tolist() == ["a", "b", "d", "c"]


# --- documents of its own ---------------------------------------------------------------------------


def test_a_document_of_its_own_is_a_row_of_the_cases_own_table(check, project):
    documents = store.read_sources(["mill-lane"]).set_index("source_id")
    assert documents.loc["interviews", "title"] == "Invented interviews in one home"
    write(project, f"{CASE}/sources.csv", "source_id,title\nreport,A report\n")
    said = check(project)
    assert said.returncode == 1 and "'invented2020' is not in data/raw/sources.csv and not" in said.stderr
    assert f"add a row to {CASE}/sources.csv: invented2020,what it is" in said.stderr


def test_a_slip_in_a_source_id_is_refused(check, project):
    replace(project, f"{CASE}/case.yml", "[invented2020]", "[invented2020, gheduzi2021]")
    said = check(project)
    assert said.returncode == 1 and "if it means 'gheduzzi2021', write that" in said.stderr


def test_a_document_of_its_own_does_not_take_the_id_of_another(check, project):
    write(project, f"{CASE}/sources.csv", "source_id,title\ninvented2020,A report\nfarr2017,Another\n")
    said = check(project)
    assert said.returncode == 1 and "row 3, column 'source_id': 'farr2017' is a source of" in said.stderr


# --- what each pass has read ------------------------------------------------------------------------

SECOND = "ht-001,distrust,,,B\nht-002,personal_contact,,,B\n"


def with_second(project, read=""):
    """Let a second coder code two of the five passages; *read* is what case.yml says of it."""
    path = project / CASE / "codings.csv"
    write(project, f"{CASE}/codings.csv", path.read_text(encoding="utf-8") + SECOND)
    replace(project, f"{CASE}/case.yml", "access: public", f"access: public\n{read}")


def test_a_second_coder_who_read_a_part_needs_no_consensus(check, project):
    with_second(project, "read: {A: all, B: [ht-001, ht-002]}")
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    assert store.read_passes(["harbour-town", "mill-lane"]) == {"harbour-town": {"A": "all", "B": ["ht-001", "ht-002"]}}
    assert store.own_files(["mill-lane"]) == ["data/raw/cases/mill-lane/sources.csv"]
    assert f"{CASE}/case.yml" in store.own_files(["harbour-town"])


def test_a_pass_that_coded_few_passages_is_asked_what_it_has_read(check, project):
    with_second(project)
    said = check(project)
    assert said.returncode == 0 and "the pass 'B' codes 2 of 5 passages: it counts as having read all" in said.stderr
    assert "`read: {B: [ht-001, ht-002]}`" in said.stderr and "is analysed" not in said.stderr


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("read: {A: all, C: all}", "key 'read.C': 'C' is no coder of codings.csv (A, B)"),
        ("coders: {A: model, C: model}", "key 'coders.C': 'C' is no coder of codings.csv (A, B)"),
        ("coders: {A: robot}", "key 'coders.A': 'robot' is not allowed (person, model"),
        ("read: {B: [ht-001, ht-02]}", "if it means 'ht-002', write that"),
        ("read: {B: [ht-001]}", "B has coded 'ht-002', which it has not read by case.yml"),
        ("read: {B: some}", "all, a share such as 0.2, or a list of passages or sections"),
        ("read: {B: 1.5}", "all, a share such as 0.2, or a list of passages or sections"),
        ("read: [B]", "key 'read': a list where a group of keys"),
    ],
)
def test_what_is_declared_of_a_pass_must_fit_its_codings(check, project, read, said):
    with_second(project, read)
    answer = check(project)
    assert answer.returncode == 1 and said in answer.stderr and "Traceback" not in answer.stderr


def test_two_whole_passes_are_told_which_is_analysed_and_how_to_add_a_consensus(check, project):
    path = project / CASE / "codings.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    by_other = [row.rsplit(",", 1)[0] + ",B" for row in rows]
    write(project, f"{CASE}/codings.csv", "\n".join([header, *rows, *by_other]) + "\n")
    said = check(project)
    assert said.returncode == 0 and "A and B have read the case, and no coding is by 'consensus': A is" in said.stderr
    assert "add its rows with 'consensus' as coder to codings.csv" in said.stderr


# --- taken out again --------------------------------------------------------------------------------


@pytest.fixture
def crosscase(capsys):
    """Call a command in the project; return its exit code and what it says."""

    def called(*arguments):
        code = cli.main(list(arguments))
        return code, *capsys.readouterr()

    return called


def leave_behind(project, case_id):
    """Make what a run leaves behind of a case; return all files of it."""
    places = [
        f"data/processed/{case_id}/links.csv",
        f"reports/figures/{case_id}/barrier_effects.svg",
        f"reports/notebooks/{case_id}/01_clean.ipynb",
        f"config/corrections/{case_id}.yml",
        f"logs/clean/{case_id}.log",
    ]
    for place in places:
        (project / place).parent.mkdir(parents=True, exist_ok=True)
        write(project, place, "x")
    return places


def test_a_case_is_taken_out_with_everything_that_was_generated_from_it(crosscase, project):
    gone, kept = leave_behind(project, "harbour-town"), leave_behind(project, "mill-lane")
    config = (project / "config/config.yaml").read_text(encoding="utf-8")
    write(project, "config/config.yaml", config.replace("cases: all", "cases: [mill-lane, harbour-town]"))
    code, out, _ = crosscase("remove", "harbour-town", "--yes")
    assert code == 0 and f"taken out: {CASE}\n" in out and "next: `make`" in out
    assert not any((project / place).exists() for place in (CASE, *gone))
    assert all((project / place).is_file() for place in kept)
    assert "cases: [mill-lane]" in (project / "config/config.yaml").read_text(encoding="utf-8")
    # The only case that is listed cannot go before another is chosen.
    code, _, err = crosscase("remove", "mill-lane", "--yes")
    assert code == 1 and "is the only case of the list" in err and (project / kept[0]).is_file()


@pytest.mark.parametrize("case_id", ["..", "cross_case", "papers", "harbour", "a/b", "*"])
def test_nothing_but_a_case_is_taken_out(crosscase, project, case_id):
    for folder in ("cross_case", "papers"):
        (project / f"data/processed/{folder}").mkdir(parents=True)
    code, _, err = crosscase("remove", case_id, "--yes")
    assert code == 1 and f"'{case_id}'" in err and "Traceback" not in err
    assert (project / CASE).is_dir() and (project / "data/processed/papers").is_dir()


def test_a_case_is_not_taken_out_before_somebody_says_so(crosscase, project):
    code, _, err = crosscase("remove", "mill-lane")
    assert code == 1 and "nothing was taken out" in err and "crosscase remove mill-lane --yes" in err
    shutil.copytree(project / CASE, project / "data/raw/cases/nhs_ebcd")
    code, _, err = crosscase("remove", "nhs_ebcd")
    assert code == 1 and "is one of the cases that the compendium is published with" in err
    assert (project / "data/raw/cases/nhs_ebcd").is_dir()


def test_what_was_made_of_several_cases_goes_with_the_last_that_it_was_made_for(crosscase, check, project):
    made = ["data/processed/agreement/agreement.csv", "reports/figures/agreement.svg", "reports/tables/agreement.docx"]
    for place in [*made, "reports/figures/balance.svg"]:
        (project / place).parent.mkdir(parents=True, exist_ok=True)
        write(project, place, "x")
    for case_id in ("one", "two"):
        assert crosscase("new", case_id, "--example")[0] == 0
    assert crosscase("remove", "one", "--yes")[0] == 0 and all((project / place).is_file() for place in made)
    assert crosscase("remove", "two", "--yes")[0] == 0 and not any((project / place).exists() for place in made)
    assert (project / "reports/figures/balance.svg").is_file()


@pytest.mark.parametrize(
    ("config", "left"),
    [
        ("cases: all\n", "cases: all\n"),
        ("a: 1\ncases: [x, my-case, 'y']\nb: 2\n", "a: 1\ncases: [x, 'y']\nb: 2\n"),
        ("cases:\n  - x\n  - my-case  # ours\nb: 2\n", "cases:\n  - x\nb: 2\n"),
        ("cases: [my-case]\n", None),
        ("cases:\n- my-case\n", None),
    ],
)
def test_a_case_is_taken_out_of_the_list_of_cases(config, left):
    assert without_case(config, "my-case") == left


# --- begun ------------------------------------------------------------------------------------------

TOLD = [
    *("--title", 'A ward: "ours"', "--label", "Our ward", "--country", "NO", "--sector", "health"),
    *("--setting", "one ward", "--users", "patients", "--began", "bottom-up", "--design", "ten interviews"),
    *("--access", "confidential", "--unit", "North=North ward", "--unit", "South=South ward"),
    *("--source", "talks=Ten interviews", "--source", "farr2017"),
]
SEGMENT = [
    "W 1",
    "North",
    "talks",
    "Interview 1",
    "quotation",
    "",
    "nurse",
    "during",
    "Nobody there had any time.",
]


def test_a_new_case_asks_with_options_and_is_told_what_is_still_open(crosscase, check, project):
    code, out, _ = crosscase("new", "Our_ward", *TOLD)
    assert code == 0 and "data/raw/cases/Our_ward/ is ready" in out
    about = store.read_case("Our_ward")
    assert (about["title"], about["country"], about["access"]) == ('A ward: "ours"', "NO", "confidential")
    assert about["units"] == [{"id": "North", "label": "North ward"}, {"id": "South", "label": "South ward"}]
    assert store.read_sources(["Our_ward"]).set_index("source_id").loc["talks", "title"] == "Ten interviews"
    said = check(project)
    # Of the description and the documents nothing is missing; the tables are empty.
    assert said.returncode == 1 and "Our_ward/case.yml" not in said.stderr and "sources.csv" not in said.stderr
    assert "the table has no row" in said.stderr


def test_a_case_begun_without_a_word_is_told_every_open_key(crosscase, check, project):
    assert crosscase("template", "ours")[0] == 0
    said = check(project)
    for key in ("title", "label", "country", "sector", "setting", "service_users", "initiation", "study_design"):
        assert f"key '{key}': it is empty" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["new", "my case"], "use letters, digits, _ or -, such as my_case"),
        (["new", "papers"], "is a name that generated folders use"),
        (["new", "Mill-lane"], "the folder is there already"),
        (["new", "ours", "--unit", "=North"], "names no id"),
        (["new", "ours", "--unit", "a", "--unit", "a=A"], "'a' is given twice"),
    ],
)
def test_a_case_that_cannot_be_made_is_told_why(crosscase, project, call, told):
    code, _, err = crosscase(*call)
    assert code == 1 and told in err and not (project / "data/raw/cases/ours").exists()


def test_the_filled_example_passes_the_check_without_a_warning(crosscase, check, project):
    assert crosscase("new", "example", "--example")[0] == 0
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    case = store.read_raw_case("example")
    tables = clean_case(case, store.read_reference()[0]).tables
    assert len(tables["segments"]) == 10 and set(tables["codings"]["coder"]) == {"A", "B", "consensus"}
    sides = tables["segments"].set_index("segment_id")["perspective"]
    assert (sides["Ex_03"], sides["Ex_08"]) == ("citizens", "providers")
    assert case.description["access"] == "confidential" and "invented" in case.description["title"]


def test_a_workbook_is_filled_in_the_place_of_the_tables(crosscase, check, project):
    assert crosscase("new", "ward", *TOLD, "--xlsx")[0] == 0
    file = project / "data/raw/cases/ward/ward.xlsx"
    assert sorted(path.name for path in file.parent.iterdir()) == ["case.yml", "sources.csv", "ward.xlsx"]
    with zipfile.ZipFile(file) as packed:
        sheets = re.findall(r'<sheet name="([^"]+)"', packed.read("xl/workbook.xml").decode())
        codings = packed.read("xl/worksheets/sheet3.xml").decode()
    assert sheets == ["how to", *CASE_TABLES, "columns", "codes", "lists"]
    assert codings.count("<dataValidation ") == 2  # code and presence
    explained = store.read_workbook(file, ["columns", "codes"])
    assert explained["columns"].frame.iloc[0].tolist()[:3] == ["segments", "segment_id", "yes"]
    assert "lack_of_trust" in set(explained["codes"].frame["code_id"])
    filled = {
        "segments": [
            [name for name in columns("raw/segments") if "anchor" not in name and name != "n_tokens"],
            SEGMENT,
        ],
        "codings": [["segment_id", "code_id", "coder"], ["W 1", "lack_of_resources", "A"]],
    }
    made = [store.Sheet(name, pd.DataFrame(rows[1:], columns=rows[0])) for name, rows in filled.items()]
    store.write_workbook(file, made, "filled")
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    case = store.read_raw_case("ward")
    cleaned = clean_case(case, store.read_reference()[0])
    assert cleaned.tables["segments"]["segment_id"].tolist() == ["W_1"] and cleaned.tables["links"].empty
    assert cleaned.log[cleaned.log["rule"] == "id"]["was"].tolist() == ["W 1", "W 1"]
    assert store.passes_of("ward") == ["A"]


def test_the_same_answers_give_the_same_workbook(crosscase, project):
    book = store.read_reference()[0]
    case = fresh.NewCase("ward", {"access": "public"}, {"a": "A"}, {})
    written = []
    for name in ("one", "two"):
        store.write_workbook(f"{name}.xlsx", fresh.sheets(case, book), "t")
        written.append((project / f"{name}.xlsx").read_bytes())
    assert written[0] == written[1]
    assert "head_anchor" in fresh.sheets(case, book)[1].frame.columns


# --- ids, roles and tables of its own ---------------------------------------------------------------


def test_ids_may_have_capitals_underscores_and_spaces(check, project):
    path = project / "config/corrections/harbour-town.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("ht-00", "HT Int_3 "), encoding="utf-8")
    for name in ("segments", "codings", "links", "readings"):
        path = project / CASE / f"{name}.csv"
        if path.is_file():
            write(project, f"{CASE}/{name}.csv", path.read_text(encoding="utf-8").replace("ht-00", "HT Int_3 "))
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    tables = clean_case(store.read_raw_case("harbour-town"), store.read_reference()[0]).tables
    assert tables["segments"]["segment_id"].tolist()[0] == "HT_Int_3_1"
    assert set(tables["codings"]["segment_id"]) <= set(tables["segments"]["segment_id"])


def test_ids_that_are_one_after_trimming_are_told(check, project):
    replace(project, f"{CASE}/segments.csv", "ht-002,", "ht-001 ,")
    said = check(project)
    assert said.returncode == 1 and "'ht-001' stands in row 2 already" in said.stderr


def test_a_role_of_its_own_is_declared_with_its_side(check, project):
    replace(project, f"{CASE}/segments.csv", "Officer A,staff", "Officer A,young people")
    said = check(project)
    assert said.returncode == 1 and "declare it in data/raw/cases/harbour-town/case.yml: `roles: {young" in said.stderr
    replace(project, f"{CASE}/case.yml", "access: public", "access: public\nroles: {young people: citizens}")
    assert check(project).returncode == 0
    tables = clean_case(store.read_raw_case("harbour-town"), store.read_reference()[0]).tables
    assert tables["segments"].set_index("role").loc["young people", "perspective"] == "citizens"
    replace(project, f"{CASE}/case.yml", "young people: citizens", "young people: kids, nurse: providers")
    said = check(project)
    assert "'kids' is not allowed" in said.stderr and "'nurse' is 'staff' of" in said.stderr


def test_only_passages_and_codings_are_needed(check, project):
    (project / CASE / "links.csv").unlink()
    (project / CASE / "participants.csv").unlink()
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "")
    tables = clean_case(store.read_raw_case("harbour-town"), store.read_reference()[0]).tables
    assert tables["links"].empty and tables["participants"].empty and len(tables["segments"])


# --- with little in it ------------------------------------------------------------------------------

LAID = pd.DataFrame([unit("a", n_segments=40), unit("b", n_segments=9), unit("c", n_segments=40)])
BARRIERS = pd.Series({"a": 7, "b": 6, "c": 2})


def test_a_case_with_few_passages_or_few_barriers_is_thin():
    marked = units.with_thin(LAID, BARRIERS, {"passages": 10, "barriers": 5})
    assert marked.attrs == {"thin": (("B", "C"), 3)} and list(marked.columns) == list(LAID.columns)
    assert units.with_thin(LAID, BARRIERS[["a", "b"]], {"passages": 0, "barriers": 1}).attrs == {"thin": (("C",), 3)}
    assert units.with_thin(LAID, BARRIERS, {}).attrs == {} and LAID.attrs == {}


def test_what_is_said_of_all_cases_names_the_thin_ones():
    few, many = (units.with_thin(LAID, BARRIERS, {"passages": 10, "barriers": n}) for n in (5, 0))
    assert words.all_of(few) == "all 3 cases (B and C are thin)" and words.all_of(many) == "all 3 cases (B is thin)"
    assert words.all_of(few, thin=False) == words.all_of(LAID) == "all 3 cases"
    every = units.with_thin(LAID, BARRIERS, {"passages": 99, "barriers": 0})
    assert words.all_of(every) == "all 3 cases (all of them are thin)"
    seen = pd.DataFrame([("x", "a"), ("y", "a"), ("y", "b")], columns=["code_id", "unit"])
    said = [shared_by(seen, ["x", "y"], {}, few, "barrier", named=named) for named in (True, False)]
    assert said[0] == "No barrier is seen in all 3 cases (B and C are thin), 1 of 2 in one only"
    assert said[1] == "No barrier is seen in all 3 cases, 1 of 2 in one only"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("It is seen in every case: holds in 3.", "It is seen in every case (B is thin): holds in 3."),
        ("No case tells of all.", "No case (B is thin) tells of all."),
        ("so in each of the 3 cases that name it", "so in each of the 3 cases (B is thin) that name it"),
        ("told in all three cases, and in every case", "told in all three cases (B is thin), and in every case"),
        ("Both units speak; harm is told everywhere.", "Both units (B is thin) speak; harm is told everywhere."),
        ("Harm is told everywhere.", "Harm is told everywhere (B is thin)."),
        *((one, one) for one in ("Sums over all cases.", "codes that not every case was read for", "in each case")),
        ("in every case (B is thin), and in no case", "in every case (B is thin), and in no case"),
    ],
)
def test_a_text_names_thin_cases_once_and_where_it_first_speaks_of_all(text, named):
    marked = units.with_thin(LAID, BARRIERS, {"passages": 10, "barriers": 0})
    assert words.naming_thin(text, words.thin_note(marked)) == named
    assert words.naming_thin(text, "") == text


def test_findings_on_all_cases_know_the_thin_ones():
    marked = units.with_thin(LAID, BARRIERS, {"passages": 10, "barriers": 0})
    findings = pd.DataFrame({"statement": ["It is seen in every case", "x"]})

    @words.names_thin
    def told(table, alt):
        return f"{table['statement'].iloc[0]}.", alt

    said = told(units.like(findings, marked), "In every case.")
    assert said == ("It is seen in every case (B is thin).", "In every case.")
    assert told(findings, "")[0] == "It is seen in every case."
    assert (
        words.thin_in(units.like(findings, marked)) == "B is thin: what is said of every case rests on little there. "
    )
    assert words.thin_in(findings) == words.thin_in(units.like(findings.iloc[1:], marked)) == ""


#: What speaks of limits, which no case decides, or is part of another text.
UNNAMED = re.compile(r".*(limits|_say|_says)|shared_by|circularity|met_harms|published|agreement|literature")


def captions():
    """Return every function that tells of several cases in words."""
    for module in pkgutil.walk_packages(questions.__path__, "crosscase.questions."):
        if module.name.rpartition(".")[2].startswith(("caption", "met")):
            for name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                about = inspect.signature(one)
                told = str(about.return_annotation) in ("str", "tuple[str, str]")
                if told and one.__module__ == module.name and "cases" in about.parameters and name[0] != "_":
                    yield f"{module.name.removeprefix('crosscase.questions.')}.{name}", name, one


def test_what_tells_of_several_cases_names_the_thin_ones():
    found = list(captions())
    without = [place for place, name, one in found if not UNNAMED.fullmatch(name) and not hasattr(one, "__wrapped__")]
    assert len(found) > 50 and without == [], "these need @names_thin"


def test_none_of_the_published_cases_is_thin(monkeypatch):
    monkeypatch.chdir(ROOT)
    cases = {"cases": "data/processed/cross_case/cases.csv"}
    assert store.read_material(cases, store.case_ids(), coder="consensus").cases.attrs == {"thin": ((), 5)}


def test_a_pass_that_says_that_it_read_all_is_not_asked_again(check, project):
    with_second(project, "read: {A: all, B: all}")
    said = check(project)
    assert "codes 2 of" not in said.stderr and "A and B have read the case" in said.stderr


def test_a_code_that_the_codebook_has_stays_as_the_codebook_says():
    frame = pd.DataFrame([["a", ""], ["b", "a"]], columns=["code_id", "parent"])
    assert codebook.with_own(frame, frame.iloc[1:])["code_id"].tolist() == ["a", "b"]


# --- at a terminal ----------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch):
    """Let a person answer questions with these lines."""

    def answers(*lines):
        class Keys(io.StringIO):
            def isatty(self):
                return True

        monkeypatch.setattr("sys.stdin", Keys("".join(f"{line}\n" for line in lines)))

    return answers


def test_at_a_terminal_it_asks_for_what_the_options_do_not_say(crosscase, terminal, project):
    terminal("Our ward, in full", "", "health", "one ward", "patients", "bottom-up", "interviews", "restricted")
    code, _, err = crosscase("new", "ward", "--label", "Our ward")
    assert code == 0 and "a short name for figures" not in err
    about = store.read_case("ward")
    assert (about["title"], about["label"], about["country"]) == ("Our ward, in full", "Our ward", None)
    assert about["access"] == "restricted" and about["units"] == [{"id": "ward", "label": "Our ward"}]
    terminal(*[""] * 8, "secret")
    code, _, err = crosscase("new", "other")
    assert code == 1 and "'secret' is no access" in err and not (project / "data/raw/cases/other").exists()


def test_at_a_terminal_a_case_is_taken_out_when_the_answer_is_yes(crosscase, terminal, project):
    terminal("n")
    assert crosscase("remove", "mill-lane")[0] == 1 and (project / "data/raw/cases/mill-lane").is_dir()
    terminal("y")
    assert crosscase("remove", "mill-lane")[0] == 0 and not (project / "data/raw/cases/mill-lane").exists()


# --- kept apart -------------------------------------------------------------------------------------


def test_what_a_case_that_is_kept_apart_brings_is_known_nowhere_else_and_goes_with_it(crosscase, project):
    (project / store.access.MARK).unlink()  # here only public cases are taken in
    write(project, "data/raw/cases/mill-lane/codes.csv", HEADER + FERRY)
    assert store.case_ids() == ["harbour-town"] and "no_ferry" not in set(store.read_codebook()["code_id"])
    assert store.read_descriptions(["harbour-town"])["harbour-town"].get("not_covered") is None
    code, out, _ = crosscase("new", "ward", "--example")
    assert code == 0 and "ward is confidential: from now on git passes over data/raw/cases/ward/" in out
    for case_id in ("mill-lane", "ward"):
        (project / f"private/data/processed/{case_id}").mkdir(parents=True)
    # Another case is kept apart still: only what is of this one goes.
    assert crosscase("remove", "ward", "--yes")[0] == 0
    assert [path.name for path in (project / "private/data/processed").iterdir()] == ["mill-lane"]
    # The workbook of decisions that somebody fills for another case stays; that of this one goes.
    (project / "private/import").mkdir()
    for name in (".gitignore", "import/mill-lane.xlsx", "import/garden.xlsx"):
        write(project, f"private/{name}", "*")
    assert crosscase("remove", "mill-lane", "--yes")[0] == 0
    left = {path.relative_to(project).as_posix() for path in (project / "private").rglob("*") if path.is_file()}
    assert left == {"private/.gitignore", "private/import/garden.xlsx"}
