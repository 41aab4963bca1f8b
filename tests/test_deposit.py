"""What goes into an archive: what it says of itself is true, and nothing is said of what is not there."""

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import zipfile

import pandas as pd
import pytest
import yaml
from conftest import DATA, ROOT

from crosscase import store
from crosscase.core import schemas
from crosscase.core.findings import ConfigError
from crosscase.publish.deposit import certificate, checklists, citation, codecheck, crate, datapackage, terms
from crosscase.publish.deposit.certificate import Check, Draft, Item
from crosscase.publish.deposit.steps import Step
from crosscase.publish.verifying import compare
from crosscase.run import deposit, tabled, tested, validating
from crosscase.run.commands import deposit as command
from crosscase.run.commands import sources
from crosscase.run.commands.answers import show

CFF = yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
PERSON = {"given-names": "Given", "family-names": "Family", "orcid": "https://orcid.org/0000-0000-0000-0000"}
FILES = {
    "Snakefile": b"rule all: ...\n",
    "README.md": b"# Read\n",
    "requirements.lock": b"snakemake==9.27.1 \\\n",
    "notebooks/24_balance.ipynb": b"{}\n",
    "src/crosscase/run/pages.py": b"\n",
    "data/raw/links.csv": b"a,b\n1,2\n",
    "data/processed/balance.csv": b"a,b\n1,2\n",
    "reports/figures/balance.svg": b"<svg/>\n",
    "docs/comparison.md": b"# Comparison\n",
}
STEPS = [
    Step(
        "balance",
        "balance",
        "Ask how harm and good balance.",
        "notebooks/24_balance.ipynb",
        "python -m crosscase.run.notebook ...",
        ["data/raw/links.csv", "notebooks/24_balance.ipynb"],
        ["data/processed/balance.csv", "reports/figures/balance.svg"],
        {"coder": "consensus", "case_ids": ["a", "b"]},
    ),
    Step(
        "comparison",
        "comparison",
        "List the questions.",
        "src/crosscase/run/pages.py",
        "python -m crosscase.run.pages ...",
        ["data/processed/balance.csv", "src/crosscase/run/pages.py"],
        ["docs/comparison.md"],
    ),
]
ABOUT = crate.About(CFF, "2026-11-27", "0" * 40, "9.27.1", {"coder": "consensus", "seed": 1}, {"TZ": "UTC"})


@pytest.fixture(scope="module")
def metadata():
    return crate.crate(FILES, STEPS, ABOUT)


def by_id(metadata):
    return {one["@id"]: one for one in metadata["@graph"]}


def ids(value):
    return {one["@id"] for one in (value if isinstance(value, list) else [value])}


# --- the crate --------------------------------------------------------------------------------------


def test_the_validator_finds_what_is_spoiled_in_a_crate_and_nothing_else(metadata, tmp_path):
    spoiled = {key: dict(one) for key, one in by_id(metadata).items()}
    del spoiled["#run/balance"]["endTime"]
    del spoiled["#step/balance"]["workExample"]
    spoiled["#snakemake"] = {**spoiled.pop("https://snakemake.github.io/"), "@id": "#snakemake"}
    text = json.dumps({**metadata, "@graph": list(spoiled.values())})
    text = text.replace('{"@id": "https://snakemake.github.io/"}', '{"@id": "#snakemake"}')
    store.unpack({**FILES, store.MANIFEST: text.encode()}, tmp_path)
    required, *recommended = sorted(validating.crate_issues(tmp_path), reverse=True)
    assert required.startswith("REQUIRED: A HowToStep must refer to its corresponding tool via workExample")
    assert [one.partition(" (")[0] for one in recommended] == [
        "RECOMMENDED: the id of a program should be its web address",
        "RECOMMENDED: The Action SHOULD have an endTime in ISO 8601 format",
    ]


def test_every_figure_lists_what_made_it(metadata):
    known = by_id(metadata)
    makers = [one for one in metadata["@graph"] if "reports/figures/balance.svg" in ids(one.get("result", []))]
    assert {one["@id"] for one in makers} == {"#run", "#run/balance"}
    action = known["#run/balance"]
    assert ids(action["instrument"]) == {"notebooks/24_balance.ipynb"}
    values = {known[one]["name"]: known[one]["value"] for one in ids(action["object"]) if one.startswith("#value/")}
    assert values == {"coder": "consensus", "case_ids": '["a", "b"]'}
    assert {"data/raw/links.csv", "notebooks/24_balance.ipynb"} <= ids(action["object"])
    assert {known[one]["name"] for one in ids(action["environment"])} == {"TZ"}
    # The whole run takes what no step makes, and gives what any step makes.
    assert "data/processed/balance.csv" not in ids(known["#run"]["object"])
    assert "docs/comparison.md" in ids(known["#run"]["result"])


def test_every_file_has_its_hash_and_every_word_is_known(metadata):
    known = by_id(metadata)
    assert {name: known[name]["sha256"] for name in FILES} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }
    assert ids(known["./"]["hasPart"]) == set(FILES)
    words = {key for one in metadata["@graph"] for key in one if not key.startswith("@")}
    types = {
        kind
        for one in metadata["@graph"]
        for kind in ([one["@type"]] if isinstance(one["@type"], str) else one["@type"])
    }
    assert words | types <= set(terms.CRATE) | set(terms.RUN)
    pointed = {
        one
        for entity in metadata["@graph"]
        for value in entity.values()
        if isinstance(value, (dict, list))
        for one in _pointed(value)
    }
    specs = {"https://w3id.org/ro/crate/1.1"}
    assert pointed <= set(known) | specs


def _pointed(value):
    return {one["@id"] for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)}


def test_a_person_among_the_authors_is_named_as_one():
    cff = {**CFF, "authors": [{**PERSON, "affiliation": "A House"}]}
    known = by_id(crate.crate(FILES, STEPS, dataclasses.replace(ABOUT, citation=cff)))
    person = known[PERSON["orcid"]]
    assert (person["@type"], person["name"], person["affiliation"]) == ("Person", "Given Family", {"@id": "#a-house"})
    assert citation.zenodo(cff)["creators"] == [
        {"name": "Family, Given", "affiliation": "A House", "orcid": "0000-0000-0000-0000"}
    ]
    assert "ORCID: 0000-0000-0000-0000" in codecheck.text([], cff)


def test_later_pages_of_a_figure_are_of_the_step_that_makes_the_first():
    names = ["reports/figures/balance.p2.svg", "reports/figures/balance.p10.png", "reports/figures/other.p2.svg"]
    assert set(deposit.with_pages(STEPS[0], names).outputs) == {*STEPS[0].outputs, *names[:2]}


def test_a_figure_that_no_step_makes_is_named():
    held = store.Deposited(FILES, {}, "", "2026-11-27", True)
    assert deposit._made_by(deposit.Project(held, STEPS)).outcome == "2 files, each of one step"
    stray = store.Deposited({**FILES, "reports/tables/stray.csv": b""}, {}, "", "2026-11-27", True)
    told = deposit._made_by(deposit.Project(stray, STEPS))
    assert (told.passed, told.outcome) == (False, "of no step or of several: reports/tables/stray.csv")


# --- what others read at the root -------------------------------------------------------------------


def test_the_files_at_the_root_are_those_of_citation_cff():
    made = deposit.root_files(CFF, (ROOT / "pyproject.toml").read_bytes())
    for name, content in made.items():
        assert (ROOT / name).read_bytes() == content, "run `crosscase deposit`, which writes them anew"
    zenodo = json.loads(made[".zenodo.json"])
    assert zenodo["creators"] == [{"name": CFF["authors"][0]["name"]}]
    assert [one["identifier"] for one in zenodo["related_identifiers"]] == [one["doi"] for one in CFF["references"]]


def test_every_file_of_the_project_says_its_licence(tmp_path):
    try:
        there = [name for name in store.deposited_names() if (ROOT / name).is_file()]
    except ConfigError:
        pytest.skip("neither git nor a manifest says which files belong to the project")
    # Of a file that speaks of no licence itself only its name tells.
    spoken = {name: content if b"SPDX" in (content := (ROOT / name).read_bytes()) else b"1" for name in there}
    store.unpack(spoken, tmp_path / "all")
    assert validating.licence_issues(tmp_path / "all") == []
    toml = (ROOT / "REUSE.toml").read_bytes().replace(b'"**"', b'"src/**"')
    some = {"REUSE.toml": toml, "Snakefile": b"", "Makefile": b"all:", "src/a.py": b"1"}
    store.unpack({**some, "LICENSES/MIT.txt": b"MIT"}, tmp_path / "some")
    told = validating.licence_issues(tmp_path / "some")
    assert any("Makefile" in line for line in told) and not any("a.py" in line for line in told)
    assert (ROOT / "LICENSES/MIT.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()


# --- tables -----------------------------------------------------------------------------------------


def packed(folder):
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")}
    tables = {file: table for file, table in tabled.tables(files).items() if file.startswith("data/raw/cases/")}
    assert set(tables) == set(files)
    made = datapackage.package(tables, files, CFF, "2026-11-27")
    (folder / datapackage.FILE).write_text(json.dumps(made))
    return validating.package_issues(folder)


def test_the_data_package_of_a_case_is_valid_and_a_spoiled_cell_is_named(tmp_path):
    case = tmp_path / "data/raw/cases/harbour-town"
    store.unpack({path.name: path.read_bytes() for path in (DATA / "cases/harbour-town").glob("*.csv")}, case)
    assert packed(tmp_path) == []
    links = case / "links.csv"
    links.write_text(links.read_text().replace("realised", "happened", 1))
    (told,) = packed(tmp_path)
    assert told.startswith("data/raw/cases/harbour-town/links.csv, row 3: constraint error: ") and "realised" in told
    (tmp_path / datapackage.FILE).write_text((tmp_path / datapackage.FILE).read_text().replace("sha256:", "sha256:0"))
    assert any("hash count error" in one for one in validating.package_issues(tmp_path))


def test_every_table_under_data_is_in_the_data_package():
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.csv")]
    assert sorted(tabled.tables(names)) == sorted(names)


# --- what a codechecker gets ------------------------------------------------------------------------


def test_codecheck_yml_lists_every_output_the_main_text_first():
    listed = codecheck.manifest(STEPS, ["figures/balance"], {"reports/figures/balance.svg": "Figure 1. Balance (svg)"})
    assert [file for file, _ in listed] == [
        "reports/figures/balance.svg",
        "data/processed/balance.csv",
        "docs/comparison.md",
    ]
    read = yaml.safe_load(codecheck.text(listed, CFF))
    assert read["manifest"][0] == {"file": "reports/figures/balance.svg", "comment": "Figure 1. Balance (svg)"}
    assert read["paper"]["authors"] == [{"name": CFF["authors"][0]["name"]}]
    assert "codechecker" not in read and "certificate" not in read  # theirs to fill


def drafted(**more):
    whole = dict(
        title="T", version="1", authors="A", state="commit 0", differences=[], not_made=["x.csv"], checks=[],
        environment={}, items=[Item("Figure 1", "figures/x", "X", {"x.csv": None}, [("x.png", b"1")])],
    )  # fmt: skip
    return certificate.text(Draft(**{**whole, **more}))


def test_a_certificate_says_not_run_of_what_did_not_run():
    text, pictures = drafted(
        checks=[Check("tests", None, "no record"), Check("crate", False, "one issue"), Check("data", True, "well")]
    )
    assert "Not made anew: none of the 1 files" in text
    assert "| Figure\u00a01 | X | not run | not run | not run |" in text
    assert (
        "| tests | not run: no record |" in text
        and "| crate | FAILED: one issue |" in text
        and "| data | passed: well |" in text
    )
    assert "no step is on record" in text and "| not run |" in text and pictures == {"published/x.png": b"1"}


def test_a_certificate_names_every_difference_and_shows_both_pictures():
    same, other = compare("x.csv", b"a\n1.5\n", b"a\n1.5\n"), compare("y.csv", b"a\n2.0\n", b"a\n3.0\n")
    item = Item("Figure 1", "figures/x", "X", {"x.csv": same}, [("x.png", b"1")], [("x.png", b"2")])
    text, pictures = drafted(
        differences=[same, other], not_made=[], items=[item], times=[("one", 0.0, 2.0), ("two", 1.0, 4.0)]
    )
    assert "Of the 2 files that the pipeline makes, 2 were made anew on this machine" in text
    assert "1 the same bytes, 1 different" in text and "- y.csv: different: row 2, column 'a'" in text
    assert "2 steps between 1970-01-01 00:00:00 and 1970-01-01 00:00:04 UTC, 5 s of work together" in text
    assert pictures == {"published/x.png": b"1", "made/x.png": b"2"}


def test_a_record_of_the_tests_counts_for_the_state_that_they_ran_on(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").write_text("")
    manifest = {
        "@graph": [{"@id": "./", "datePublished": "2026-11-27"}, {"@id": "a%20b.csv", "sha256": store.digest(b"1")}]
    }
    (tmp_path / store.MANIFEST).write_text(json.dumps(manifest))
    (tmp_path / "a b.csv").write_bytes(b"1")
    monkeypatch.chdir(tmp_path)
    (tmp_path / store.MANIFEST).rename(tmp_path / "away")
    tested.keep({"passed": 3}, 1.2)  # nobody says which files belong to it: nothing is kept, and nothing fails
    (tmp_path / "away").rename(tmp_path / store.MANIFEST)
    assert tested.record() is None
    tested.keep({"passed": 3, "failed": 0}, 1.2)
    assert tested.record()["passed"] == 3 and deposit._tests().outcome == "3 passed, in 1 s, on this very state"
    (tmp_path / "a b.csv").write_bytes(b"2")
    assert tested.record() is None and deposit._tests().passed is None


# --- checklists -------------------------------------------------------------------------------------


def test_the_checklists_have_every_item_of_the_published_lists():
    items = store.read_table(ROOT / checklists.FILE, "raw/reporting")
    numbers = {name: sorted(of["item"]) for name, of in items.groupby("checklist")}
    length = {"SRQR": 21, "COREQ": 32, "ENTREQ": 21, "RAMESES II": 20, "GRIPP2": 5}
    assert numbers == {name: list(range(1, n + 1)) for name, n in length.items()}
    assert set(checklists.PUBLISHED) == set(length) == set(schemas.allowed("raw/reporting", "checklist"))


def test_an_item_is_auto_only_where_every_place_holds_something():
    files = {
        "t.csv": b"name,value\nn,five\nempty,\n",
        "head.csv": b"a,b\n",
        "blank.csv": b"a,b\n,\n",
        "p.md": b"# P\n\n## Said\n\nWords here.\n\n## Unsaid\n\n## Next\nx\n",
        "c.cff": b"title: T\nabstract: ''\n",
    }
    places = {
        "": "author",
        "t.csv": "auto",
        "t.csv:n": "auto",
        "t.csv:empty": "missing",
        "t.csv:none": "missing",
        "head.csv": "missing",
        "blank.csv": "missing",
        "p.md#Said": "auto",
        "p.md#Unsaid": "missing",
        "p.md#Gone": "missing",
        "c.cff:title": "auto",
        "c.cff:abstract": "missing",
        "c.cff:doi": "missing",
        "gone.md": "missing",
        "t.csv; gone.md": "missing",
    }
    rows = [{"checklist": "SRQR", "item": n, "topic": "", "prompt": "", "where": one} for n, one in enumerate(places)]
    made = checklists.filled(pd.DataFrame(rows), files)
    assert dict(zip(places, made["status"], strict=True)) == places
    found = dict(zip(places, made["found"], strict=True))
    assert found["t.csv:n"] == f"five (t.csv, {hashlib.sha256(files['t.csv']).hexdigest()[:12]})"
    assert found["p.md#Said"].startswith("Words here. (p.md, section ‘Said’, ")
    assert found["t.csv; gone.md"].endswith("not there: gone.md") and found[""] == ""


# --- the archive ------------------------------------------------------------------------------------


def test_an_archive_has_the_same_bytes_and_keeps_what_is_runnable():
    once, again = (
        store.as_zip(files, "2026-11-27", frozenset({"b"}))
        for files in ({"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"})
    )
    assert once == again
    entries = {one.filename: one for one in zipfile.ZipFile(io.BytesIO(once)).infolist()}
    assert {name: oct(one.external_attr >> 16 & 0o777) for name, one in entries.items()} == {"a": "0o644", "b": "0o755"}
    assert {one.date_time for one in entries.values()} == {(2026, 11, 27, 0, 0, 0)}


@pytest.fixture
def small(tmp_path, monkeypatch, git):
    """A project of a few files under git."""
    case = "title: T\naccess: public\n"
    for name, text in {"Snakefile": "", "data/raw/cases/a/case.yml": case, "reports/x.csv": "1\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for variable in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(variable)
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], check=True)
    commit("one")
    return tmp_path


def commit(message):
    who = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, "commit", "-qam", message, "--date", "2026-11-01T00:00:00Z"], check=True)


def test_an_archive_holds_the_last_commit_and_says_what_changed_since(small):
    (small / "reports/x.csv").write_text("2\n")
    (small / "untracked.txt").write_text("not in it\n")
    read = store.read_deposited()
    assert read.files["reports/x.csv"] == b"1\n" and "untracked.txt" not in read.files
    assert read.dirty == ("reports/x.csv",) and read.from_git and len(read.commit) == 40
    assert deposit._difference(read, "reports/x.csv").kind == "different"


def test_a_case_that_is_not_public_stops_the_deposit_also_where_only_the_last_commit_says_so(small):
    path = small / "data/raw/cases/a/case.yml"
    path.write_text("title: T\naccess: restricted\n")
    with pytest.raises(ConfigError, match="not public"):  # here it says so
        store.read_deposited()
    commit("two")
    path.write_text("title: T\naccess: public\n")
    with pytest.raises(ConfigError, match="not public"):  # in the commit it says so
        store.read_deposited()


def test_an_unpacked_archive_is_read_by_its_manifest(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="neither git nor a manifest"):
        store.read_deposited()
    kept = {store.PUBLISHED + "x.csv": b"1\n", "x.csv": b"1\n", "gone.csv": b"3\n", "other.csv": b"4\n"}
    files = [{"@id": name, "sha256": store.digest(content)} for name, content in kept.items()]
    root = {"@id": "./", "datePublished": "2026-11-27"}
    (tmp_path / store.MANIFEST).write_text(json.dumps({"@graph": [root, {"@id": "#commit", "value": "c"}, *files]}))
    lying = {**kept, "x.csv": b"2\n", "other.csv": b"5\n"}
    del lying["gone.csv"]
    store.unpack({**lying, "new.csv": b"not listed\n"}, tmp_path)
    read = store.read_deposited()
    assert set(read.files) == set(lying) and (read.commit, read.date, read.from_git) == ("c", "2026-11-27", False)
    assert read.dirty == ("gone.csv", "other.csv", "x.csv")
    assert read.as_published("x.csv") == b"1\n" and read.as_published("other.csv") is None
    told = {name: deposit._difference(read, name) for name in ("x.csv", "gone.csv", "other.csv")}
    assert {name: one.kind for name, one in told.items()} == {
        "x.csv": "different",
        "gone.csv": "missing",
        "other.csv": "different",
    }
    assert told["other.csv"].what == "other bytes; the archive keeps only its hash"


def test_what_the_citation_lacks_is_told_and_nothing_is_made(small):
    names = "pyproject.toml config/config.yaml requirements.lock config/reporting.csv config/publication.yaml".split()
    with pytest.raises(ConfigError, match="CITATION.cff"):
        deposit.read()
    store.unpack({**dict.fromkeys(names, b""), "CITATION.cff": b"title: T\nauthors: [{given-names: G}]\n"}, small)
    subprocess.run(["git", "add", "-A"], check=True)
    commit("two")
    with pytest.raises(ConfigError) as told:
        deposit.read()
    assert "key 'authors.1'" in str(told.value) and "'version': add it" in str(told.value)


def test_nothing_is_deposited_of_the_folder_that_takes_in_every_case(small):
    (small / store.access.MARK).write_text("")
    with pytest.raises(ConfigError, match="not public"):
        store.read_deposited()


def test_the_command_says_what_was_written_what_failed_and_what_is_not_in_the_archive(capsys):
    items = checklists.filled(pd.DataFrame([dict(checklist="SRQR", item=1, topic="t", prompt="p", where="")]), {})
    same = compare("x.csv", b"a\n", b"a\n")
    draft = Draft("T", "1", "A", "s", [same], ["y.csv"], [], [], {})
    checked = [Check("crate", False, "REQUIRED: x"), Check("tests", None, "no record")]
    made = deposit.Made(
        {"d/a.zip": 2_500_000, "d/b.docx": 1500},
        3,
        checked,
        items,
        draft,
        ["x.csv"],
        True,
        [".zenodo.json"],
        "CITATION.cff",
    )
    answer = command.Deposited(made)
    assert answer.code == 1 and command.Deposited(dataclasses.replace(made, checks=checked[1:])).code == 0
    assert list(answer.lines()) == [
        "d/a.zip: 2.5 MB, 3 files",
        "d/b.docx: 2 kB",
        "FAILED: crate: REQUIRED: x",
        "not run: tests: no record",
        "checklists: 0 items auto, 1 items author, 0 items missing",
        "certificate: 1 files made anew here are compared with those published, 1 were not made here",
    ]
    told = "\n".join(answer.complaints())
    assert "1 file changed since" in told and "commit them" in told and "repository-code" in told
    show(answer, as_json=True)
    assert json.loads(capsys.readouterr().out)["checklists"][0]["status"] == "author"


def test_copied_words_are_looked_for_in_an_unpacked_archive_too(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").write_text("")
    files = [{"@id": "./", "datePublished": "2026-11-27"}, {"@id": "docs/a.md", "sha256": "0"}]
    (tmp_path / store.MANIFEST).write_text(json.dumps({"@graph": files}))
    monkeypatch.chdir(tmp_path)
    assert sources._tracked(tmp_path) == ["docs/a.md"]
