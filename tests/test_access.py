"""A case that is not public: it runs through the whole pipeline, kept apart, and nothing of it is seen elsewhere.

The invented confidential case carries planted words. They may stand in its folder and in `private/`, and nowhere else:
not in what git tracks or would take, not in a log or record of a run, not on a screen that is not its owners'.
"""

import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml
from conftest import DATA, copy_of_project, run, snakemake, to_change, whole

from crosscase import store
from crosscase.cases.apart import quoted_words
from crosscase.core.findings import AnchorError, ConfigError, Finding
from crosscase.core.masking import MASK, masked
from crosscase.run import checking, discreet
from crosscase.run.commands import copies, sources
from crosscase.sources import anchors, reading

APART = "mill-lane"
#: A name, a place, a saying, a number.
PLANTED = ("Ragnhild", "Skjoldhavn", "never once asked what we wanted", "48317")
#: A few steps that both runs share, from the clean tables to a printed one and the explorer.
GOALS = ["reports/tables/cases.csv", "reports/explorer.html"]


def planted(folder: Path) -> None:
    """Put the confidential case in its place, with the planted words in every kind of cell."""
    case = shutil.copytree(DATA / "cases" / APART, folder / f"data/raw/cases/{APART}")
    name, place, saying, number = PLANTED
    for file, changes in {
        "case.yml": {"Volunteers in an invented home": f"Volunteers in {place}", "one home": f"the home of {name}"},
        "segments.csv": {
            "Nurse 1": f"Nurse {name}",
            "Interview 2": f"Interview {number}",
            "told friends about it": f"told friends in {place} and {number} more: they {saying}",
        },
    }.items():
        text = (case / file).read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (case / file).write_text(text, encoding="utf-8")
    (case / "README.md").write_text(f"{name} of {place}: {saying}, {number} times.\n", encoding="utf-8")


def making(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crosscase.run.making", "--cores", "2", *options]
    return run(command, folder, PYTHONPATH=str(folder / "src"))


def seen(folder: Path) -> list[Path]:
    """Return what git tracks and what it would take."""
    said = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], folder)
    return [path for name in said.stdout.split("\0") if name and (path := folder / name).is_file()]


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, that of a Word document unpacked."""
    content = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"\n".join(map(parts.read, parts.namelist()))
    return content


def leaks(folder: Path, *said: str) -> set[str]:
    """Return where a planted word stands although it may not."""
    places = {path: bytes_of(path) for path in seen(folder)}
    for records in (".snakemake", "logs", "private/.snakemake", "private/logs"):
        places |= {path: path.read_bytes() for path in (folder / records).rglob("*") if path.is_file()}
    told = {str(path.relative_to(folder)): content for path, content in places.items()}
    told |= {f"name of {place}": place.encode() for place in told}
    told |= {f"screen {number}": text.encode() for number, text in enumerate(said)}
    return {place for place, content in told.items() for word in PLANTED if word.encode() in content}


def digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in seen(folder)}


def public(folder: Path) -> Path:
    """Return a project under git with a public case only."""
    copy_of_project(folder, cases=DATA / "cases", apart=False)
    shutil.rmtree(folder / f"data/raw/cases/{APART}")
    shutil.copy(Path(__file__).parents[1] / ".gitignore", folder)
    for command in (["init", "-q"], ["add", "-A"]):
        assert run(["git", *command], folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def both(tmp_path_factory, git):
    """The project before and after the confidential case came, and what the run with it said."""
    project = public(tmp_path_factory.mktemp("access") / "project")
    said = making(project, *GOALS)
    assert said.returncode == 0, said.stderr
    before = digests(project)
    planted(project)
    said = making(project, "--forceall", *GOALS)
    assert said.returncode == 0, said.stderr
    return project, before, said


def test_make_says_in_one_line_what_was_kept_apart_and_how_to_look_at_it(both):
    project, _, said = both
    last = said.stderr.rstrip().splitlines()[-1]
    assert last == "1 case is kept apart (mill-lane): look at private/reports/README.md"
    assert "mill-lane is confidential: from now on git passes over data/raw/cases/mill-lane/" in said.stderr


def test_the_case_runs_through_the_whole_pipeline_kept_apart(both):
    project, *_ = both
    segments = (project / f"private/data/processed/{APART}/segments.csv").read_text(encoding="utf-8")
    assert all(word in segments for word in PLANTED)
    codes = (project / "private/data/processed/cross_case/codes_by_case.csv").read_text(encoding="utf-8")
    assert APART in codes and "harbour-town" in codes


def test_what_git_sees_is_the_same_with_and_without_the_case(both):
    project, before, _ = both
    assert any(name.startswith("reports/tables/") for name in before)
    assert digests(project) == before


def test_no_planted_word_is_seen_after_a_full_run(both):
    project, _, said = both
    assert leaks(project, said.stdout, said.stderr) == set()


def test_the_explorer_kept_apart_holds_no_passage_of_it_either(both):
    project, *_ = both
    for page in ("reports/explorer.html", "private/reports/explorer.html"):
        assert not any(word.encode() in (project / page).read_bytes() for word in PLANTED)


def test_no_planted_word_is_seen_after_a_run_whose_data_are_wrong(tmp_path, git):
    project = public(tmp_path / "project")
    planted(project)
    path = project / f"data/raw/cases/{APART}/segments.csv"
    sound = path.read_text(encoding="utf-8")
    name, place, saying, number = PLANTED
    wrong = sound.replace("family carer", f"carer in {place}").replace(",during,", f",{saying},").splitlines()
    path.write_text(
        "\n".join([wrong[0].replace("kind", name), *wrong[1:], f"ml-009,{number},{name}"]), encoding="utf-8"
    )
    (path.parent / "links.csv").rename(path.parent / "links.away")
    said = making(project, *GOALS)
    checked = [run([sys.executable, "-m", "crosscase.run.cli", "check", *more], project) for more in ((), ("--json",))]
    assert said.returncode == 1 and all(one.returncode == 1 for one in checked)
    screens = [text for one in (said, *checked) for text in (one.stdout, one.stderr)]
    assert leaks(project, *screens) == set()
    assert (
        re.search(rf"problems? in data/raw/cases/{APART}/segments.csv\n.*row", said.stderr)
        and "a column is not one of this table" in said.stderr
    )


def test_no_planted_word_is_seen_after_a_notebook_of_it_failed(both):
    project, *_ = both
    notebook = project / "notebooks/01_clean.ipynb"
    sound = notebook.read_bytes()
    cells = json.loads(sound)
    fail = (
        "if case_id == 'mill-lane': raise ValueError(store.read_raw_case(case_id).tables['segments'].frame.to_string())"
    )
    cells["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "execution_count": None})
    cells["cells"][-1]["source"] = fail
    notebook.write_text(json.dumps(cells), encoding="utf-8")
    try:
        said = snakemake(project / "private", *GOALS)
    finally:
        notebook.write_bytes(sound)
    assert said.returncode == 1
    assert re.search(r"01_clean.ipynb stopped in cell \d+: ValueError \(its words are kept apart\)", said.stdout)
    evidence = project / f"private/reports/notebooks/{APART}/01_clean.failed.html"
    assert all(word in evidence.read_text(encoding="utf-8") for word in PLANTED)
    assert leaks(project, said.stdout, said.stderr) == set()


@whole
def test_after_a_killed_run_no_planted_word_is_seen_and_the_next_one_goes_on_by_itself(both):
    project, *_ = both
    command = "snakemake --profile profiles/default --cores 2 --forcerun clean_case --".split()
    environment = {**os.environ, "PYTHONPATH": str(project / "src")}
    locks, cleaned = project / "private/.snakemake/locks", project / f"private/data/processed/{APART}/segments.csv"
    cleaned.unlink(missing_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    killed = subprocess.Popen(
        [*command, *GOALS],
        cwd=project / "private",
        env={**environment, "PATH": path},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while not cleaned.is_file() and killed.poll() is None:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGSTOP)
    second = [snakemake(project / "private", GOALS[0]), making(project, GOALS[0])]
    os.killpg(killed.pid, signal.SIGKILL)
    said = killed.communicate()[0]
    assert any(locks.iterdir())
    for one in second:
        assert one.returncode == 1 and "another run is going on in this folder (process " in one.stderr
    assert leaks(project, said, *(one.stdout + one.stderr for one in second)) == set()
    went_on = making(project, GOALS[0])
    assert went_on.returncode == 0, went_on.stderr
    assert "An earlier run was stopped before its end; this one goes on from where it was." in went_on.stderr
    assert leaks(project, went_on.stdout, went_on.stderr) == set()


# --- small things, without a run --------------------------------------------------------------------


@pytest.fixture
def small(sound, tmp_path, monkeypatch, git):
    """A project under git with both cases, before any command, in which we are."""
    folder = to_change(sound, tmp_path / "project", "config", "README.md", apart=False)
    assert run(["git", "init", "-q"], folder).returncode == 0
    monkeypatch.chdir(folder)
    return folder


def described(folder: Path, case_id: str, **keys: object) -> None:
    """Set keys of a case.yml; those that are None are taken out."""
    path = folder / f"data/raw/cases/{case_id}/case.yml"
    about = {**yaml.safe_load(path.read_text(encoding="utf-8")), **keys}
    path.write_text(yaml.safe_dump({key: value for key, value in about.items() if value is not None}), encoding="utf-8")


def errors(**asked: object) -> list[str]:
    return [str(one) for one in checking.all_findings(**asked)[1] if one.severity == "error"]


@pytest.mark.parametrize("access", [None, "open"])
def test_an_access_that_is_missing_or_unknown_is_told_what_each_one_means(small, access):
    described(small, "harbour-town", access=access)
    (told,) = errors()
    for word in ("'access'", "public (everybody", "restricted (a named circle", "confidential (the team"):
        assert word in told


def test_git_passes_over_a_case_that_is_not_public_and_sees_it_again_once_it_is(small):
    place = f"data/raw/cases/{APART}/"
    assert store.pass_over() == [f"{APART} is confidential: from now on git passes over {place}"]
    assert store.pass_over() == [] and not any(APART in str(path.relative_to(small)) for path in seen(small))
    described(small, APART, access="public")
    assert store.pass_over() == [f"{APART} is public now: git sees {place} again"]
    assert any(APART in str(path.relative_to(small)) for path in seen(small))


def test_only_the_folder_kept_apart_takes_in_a_case_that_is_not_public(small, monkeypatch):
    assert (store.case_ids(), store.case_ids(apart=True)) == (["harbour-town"], ["harbour-town", APART])
    assert store.case_ids([APART]) == []
    monkeypatch.chdir(store.build_apart())
    assert store.case_ids() == ["harbour-town", APART]


def test_a_folder_of_that_name_that_is_somebodys_own_is_left_alone(small):
    (small / "private/docs").mkdir(parents=True)
    (small / "private/docs/own.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="was not made by the compendium"):
        store.build_apart()
    assert (small / "private/docs/own.txt").is_file()


def test_links_follow_the_project(small):
    apart = store.build_apart()
    shutil.rmtree(small / f"data/raw/cases/{APART}")
    (small / "config/new.yaml").write_text("a: 1\n", encoding="utf-8")
    described(small, "harbour-town", access="restricted")
    (small / "config/config.yaml").write_text(
        (small / "config/config.yaml").read_text(encoding="utf-8").replace("cases: all", "cases: []"), encoding="utf-8"
    )
    store.build_apart()
    assert [path.name for path in (apart / "data/raw/cases").iterdir()] == ["harbour-town"]
    assert (apart / "config/new.yaml").is_file()
    assert yaml.safe_load((apart / "config/config.yaml").read_text(encoding="utf-8"))["cases"] == ["harbour-town"]


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("access: public\naccess: confidential\n", "confidential"),
        ("access: restricted\n\tbroken: [\n", "restricted"),
        ('"access": "public"\n', "public"),
        ("access: [public]\n", ""),
        ("# access: public\n", ""),
        ("access: Confidential\n", "confidential"),
        ("\ufeffaccess: restricted\n", "restricted"),
    ],
)
def test_a_case_counts_by_the_most_closed_access_that_its_description_names(small, text, access):
    (small / f"data/raw/cases/{APART}/case.yml").write_text(text, encoding="utf-8")
    assert store.access_of(APART) == access


def test_a_description_in_utf_16_counts_too(small):
    path = small / f"data/raw/cases/{APART}/case.yml"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
    assert store.access_of(APART) == "confidential"


def test_a_run_for_git_refuses_a_case_that_is_not_public_after_all(small, monkeypatch):
    monkeypatch.setattr(store.access, "access_of", lambda case_id: "public")
    assert any("what it says of access is not clear" in one for one in errors(apart=False))


def test_what_goes_into_a_file_is_masked_before_the_owner_too(small, monkeypatch):
    monkeypatch.setattr(discreet, "before_owner", lambda: True)
    finding = Finding(f"data/raw/cases/{APART}/segments.csv", "'Nurse 1' is no speaker", row=2)
    assert discreet.told([finding]) == [finding]
    (kept,) = discreet.told([finding], screen=False)
    assert (kept.row, kept.message) == (2, "something is wrong here")


def test_what_git_has_of_a_case_that_is_not_public_stops_everything(small):
    (small / f"config/corrections/{APART}.yml").parent.mkdir(exist_ok=True)
    (small / f"config/corrections/{APART}.yml").write_text("[]\n", encoding="utf-8")
    (small / f"data/processed/{APART}").mkdir(parents=True)
    run(["git", "add", f"data/raw/cases/{APART}/segments.csv"], small)
    told = "\n".join(errors(apart=False))
    assert f"git tracks 1 file of it, such as data/raw/cases/{APART}/segments.csv" in told
    assert f"`git rm -r --cached data/raw/cases/{APART}" in told and "history" in told
    assert "it was generated from a case that is confidential" in told
    assert f"move it to data/raw/cases/{APART}/corrections.yml" in told


def test_a_case_that_is_not_public_keeps_its_corrections_in_its_own_folder(small):
    correction = {"table": "segments", "where": {"segment_id": "ml-001"}, "column": "speaker", "was": "x", "now": "y"}
    path = small / f"data/raw/cases/{APART}/corrections.yml"
    path.write_text(yaml.safe_dump([{**correction, "reason": "r", "by": "MK"}]), encoding="utf-8")
    case = store.read_raw_case(APART)
    assert case.corrections_file == f"data/raw/cases/{APART}/corrections.yml" and not case.unknown_files
    (told,) = errors()
    assert "a correction cannot be applied" in told


def test_anchors_and_paraphrases_that_quote_are_refused_for_a_case_that_is_not_public(small):
    path = small / f"data/raw/cases/{APART}/segments.csv"
    text = path.read_text(encoding="utf-8").replace("felt heard", "said “we did feel heard”")
    path.write_text(text.replace("volunteers.,,,", "volunteers.,0123456789ab,0123456789ab,11"), encoding="utf-8")
    told = "\n".join(errors())
    assert "row 2, column 'head_anchor': an anchor stands in a case whose access is confidential" in told
    assert "row 3, column 'paraphrase': it quotes: 4 words stand between quotation marks" in told
    assert "feel heard" not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She said “we never asked for it” twice.", 5),
        ('He calls it "a box that they tick".', 5),
        ("They say 'it isn't ours to decide' there.", 6),
        ("«on ne nous a rien dit»", 6),
        ("„wir wissen es nicht“", 4),
        ("an “expert by experience”", 0),
        ("the nurses' room and the residents' garden were closed to visitors", 0),
        ("It isn't theirs, and they don't mind", 0),
        ("", 0),
    ],
)
def test_four_words_between_quotation_marks_are_a_quotation(text, words):
    assert quoted_words(text) == words


def test_a_finding_about_another_file_that_repeats_a_cell_says_what_its_kind_says():
    place, cells = "data/raw/codebook/codes.csv", {"Skjoldhavn", "Maria's son", "no"}
    for words in ("'Maria's son' is no code", "it says Skjoldhavn twice"):
        (kept,) = masked([Finding(place, words, row=3, column="code_id", code="alias.word")], ["data/x"], cells)
        assert (kept.file, kept.row, kept.column) == (place, 3, "code_id")
        assert (kept.message, kept.mend) == ("an alias would rewrite a code or role", "remove the row")
    other = Finding(place, "there is no such code: Skjoldhavns", row=3, code="alias.word")
    assert masked([other], ["data/x"], cells) == [other]


def test_the_owners_see_their_words_on_their_own_screen_and_not_where_others_build(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert discreet.before_owner()
    monkeypatch.setenv("CI", "true")
    assert not discreet.before_owner()


def test_a_public_warning_is_the_same_with_a_case_beside_it_that_holds_the_same_words(small):
    finding = Finding("data/raw/cases/harbour-town/segments.csv", "'Nurse 1' is no speaker", row=2)
    assert discreet.told([finding], ["harbour-town"]) == [finding]
    assert discreet.told([finding], ["harbour-town", APART]) != [finding]


# --- on any machine ---------------------------------------------------------------------------------

SAID = (
    "The coun\u00adcil had al\u00ad\nways meant to listen, the res\u200bidents were told at the first meeting of all."
)


def test_a_passage_with_soft_hyphens_has_the_anchors_that_are_looked_for():
    plain = "The council had always meant to listen, the residents were told at the first meeting of all."
    assert anchors.anchors_of(SAID) == anchors.anchors_of(plain)
    for passage, copy in ((SAID, plain), (plain, SAID), (SAID, SAID)):
        index = [anchors.AnchorIndex(text) for text in reading.readings(f"Before. {copy} After.")]
        assert anchors.locate_in_any(index, *anchors.anchors_of(passage))[0] == "found"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_copy_is_read_in_the_encoding_that_it_was_saved_in(encoding):
    text = "Første møte: “we listened”, they said."
    assert reading.text_of(text.encode(encoding), ".txt") == text


def test_a_copy_is_found_whatever_the_case_of_its_letters(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])
    source = store.read_table("data/raw/sources.csv", "raw/sources").iloc[0]
    (tmp_path / f"{source['source_id'].upper()}.TXT").write_text("All of it.", encoding="utf-8")
    assert copies.texts(str(tmp_path)) == {source["source_id"]: "All of it."}


@pytest.mark.parametrize("missing", ["git", "a repository", "a tracked file"])
def test_wording_says_that_it_cannot_list_the_files(small, tmp_path, monkeypatch, missing):
    (small / "invented2020.txt").write_text("word " * 100, encoding="utf-8")
    monkeypatch.setattr(copies, "texts", lambda folder: {"invented2020": "word " * 100})
    if missing == "a repository":
        shutil.rmtree(small / ".git")
    if missing == "git":
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(AnchorError, match="look.* through"):
        sources.wording(str(small), 12)


def test_a_home_that_cannot_be_written_is_replaced(tmp_path):
    makefile = Path(__file__).parents[1] / "Makefile"
    command = ["make", "-s", "-f", str(makefile), "--eval=show: ; @echo $$HOME $$XDG_CACHE_HOME", "show"]
    home, cache = run(command, tmp_path, HOME=str(tmp_path / "file/nowhere")).stdout.split()
    assert home == str(tmp_path / ".snakemake/home") and Path(cache).is_dir()
    assert run(command, tmp_path, HOME=str(tmp_path)).stdout.split()[0] == str(tmp_path)


def test_words_of_an_interview_in_the_case_made_from_it_are_found_and_not_repeated(small, tmp_path, monkeypatch):
    (tmp_path / "Interview 1.TXT").write_text(
        "Well, nobody told the ward about the volunteers, ever.", encoding="utf-8"
    )
    place = f"data/raw/cases/{APART}/segments.csv"
    found = sources.own_wording(str(tmp_path), 6, APART)
    assert [(at.file, at.line, at.source_id, at.words) for at in found.places] == [(place, 2, "Interview 1.TXT", MASK)]
    assert sources.own_wording(str(tmp_path), 9, APART).places == []
    monkeypatch.setattr(discreet, "before_owner", lambda: True)
    assert sources.own_wording(str(tmp_path), 6, APART).places[0].words == "nobody told the ward about the"


def test_the_workbooks_of_imports_may_lie_there_before(small):
    place = small / "private/import/garden.xlsx"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"a workbook")
    store.build_apart()
    assert place.read_bytes() == b"a workbook" and (small / "private/KEPT_APART.md").is_file()
    readme = small / "private/README.md"
    assert not readme.is_symlink() and readme.read_text("utf-8") == (small / "README.md").read_text("utf-8")


def test_a_description_under_its_other_name_says_who_may_see_the_case(small):
    place = small / f"data/raw/cases/{APART}"
    (place / "case.yml").rename(place / "case.yaml")
    assert store.access_of(APART) == "confidential" and APART in store.not_public()
    assert [path for path in discreet.private_places() if path.startswith("data/")] == [f"data/raw/cases/{APART}"]
