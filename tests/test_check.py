"""Checks: each kind of damage is told once, with its place and the way to mend it, and sound data give no finding."""

from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import THOROUGH, to_change

from crosscase.core.received import RawTable
from crosscase.papers.facts import check_facts
from crosscase.run import cli

CASE = "data/raw/cases/harbour-town"


@pytest.fixture
def project(sound, tmp_path):
    """A project in which what people write may be spoilt."""
    return to_change(sound, tmp_path / "project", "config")


def replace(project, file, old, new):
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def check(capsys, monkeypatch):
    """Run `crosscase check` in a project; return its exit code and what it says."""

    def checked(project):
        monkeypatch.chdir(project)
        code = cli.main(["check"])
        out, err = capsys.readouterr()
        return SimpleNamespace(returncode=code, stdout=out, stderr=err)

    return checked


def test_sound_data_give_no_finding(check, project):
    said = check(project)
    assert (said.returncode, said.stderr) == (0, "") and "checked 2 cases: no problem" in said.stdout


def test_a_story_may_be_told_over_three_passages_of_one_section(check, project):
    replace(
        project,
        f"{CASE}/links.csv",
        "link_id,segment_id,cause",
        "link_id,segment_id,cause_segment_id,remedy_segment_id,cause",
    )
    text = (project / CASE / "links.csv").read_text(encoding="utf-8").splitlines()
    told = [text[0]] + [",".join([*row.split(",")[:2], "", "", *row.split(",")[2:]]) for row in text[1:]]
    story = "ht-l006,ht-004,ht-003,ht-002,unsuitable_forum,staff_strain,mitigated,personal_contact,A"
    (project / CASE / "links.csv").write_text("\n".join([*told, story, ""]), encoding="utf-8")
    answer = check(project)
    assert (answer.returncode, answer.stderr) == (0, "")
    far = [
        ("ht-003,ht-002", "ht-001,ht-002", "'unsuitable_forum' is not coded on the segment 'ht-001' by coder A"),
        ("ht-003,ht-002", "ht-030,ht-002", "column 'cause_segment_id': 'ht-030' has no row in segments.csv"),
        ("ht-l005,ht-005,,", "ht-l005,ht-005,ht-001,", "stand in different sections (Results, Discussion)"),
    ]
    for number, (old, new, said) in enumerate(far):
        spoilt = to_change(project, project.parent / str(number), "config")
        replace(spoilt, f"{CASE}/links.csv", old, new)
        answer = check(spoilt)
        assert answer.returncode == 1 and said in answer.stderr


def test_passages_more_than_three_places_apart_are_no_story(check, project):
    replace(project, f"{CASE}/segments.csv", "Discussion,interpretation", "Results,interpretation")
    replace(project, f"{CASE}/links.csv", "link_id,segment_id,cause", "link_id,segment_id,cause_segment_id,cause")
    text = (project / CASE / "links.csv").read_text(encoding="utf-8").splitlines()
    told = [text[0]] + [",".join([*row.split(",")[:2], "", *row.split(",")[2:]]) for row in text[1:]]
    (project / CASE / "links.csv").write_text(
        "\n".join(told).replace("ht-l005,ht-005,,", "ht-l005,ht-005,ht-001,"), encoding="utf-8"
    )
    assert (
        "row 6, column 'segment_id': the passages of an episode stand 4 places apart; at most 3"
        in check(project).stderr
    )


READINGS = "segment_id,coder,main_code,valence,status\n" + "".join(
    f"ht-00{n},A,{code},{valence},{status}\n"
    for n, code, valence, status in (
        (1, "distrust", "co-destruction", "averted"),
        (2, "participation_gained", "co-creation", "realised"),
        (3, "unsuitable_forum", "co-destruction", "mitigated"),
        (4, "staff_strain", "co-destruction", "realised"),
        (5, "joint_assessment", "neither", "possible"),
    )
)


#: What is wrong with readings, as far as it can stand in one table: what stands there, what in its place, what is told.
NO_READINGS = [
    [],
    [
        (
            "ht-004,A,staff_strain",
            "ht-004,A,distress",
            "row 5, column 'main_code': 'distress' is not coded on 'ht-004' by coder A",
        ),
        ("ht-005,A,joint_assessment,neither,possible\n", "", "coder A has coded 'ht-005' and has no reading of it"),
    ],
    [
        ("ht-004,A,staff_strain", "ht-004,A,strain", "'strain' is not a code in data/raw/codebook/codes.csv"),
        ("neither,possible", "none,possible", "'none' is not one of co-destruction, co-creation, both, neither"),
        ("ht-005,A,joint", "ht-050,A,joint", "'ht-050' has no row in segments.csv"),
    ],
]


@pytest.mark.parametrize("spoilt", NO_READINGS)
def test_every_passage_of_a_pass_has_one_reading(check, project, spoilt):
    (project / CASE / "readings.csv").write_text(READINGS, encoding="utf-8")
    for old, new, _ in spoilt:
        replace(project, f"{CASE}/readings.csv", old, new)
    answer = check(project)
    assert answer.returncode == bool(spoilt) and "warning" not in answer.stderr
    for _, _, said in spoilt:
        assert said in answer.stderr


DAMAGE = {
    "a contrast with a code that is gone": (
        "data/raw/codebook/contrasts.csv",
        "lack_of_trust,preconceptions",
        "lack_of_trust,personal_constraints",
        ["column 'other_code_id': 'personal_constraints' is not a code"],
    ),
    "a cause that was only feared in a link that happened": (
        f"{CASE}/codings.csv",
        "ht-004,lack_of_resources,,present",
        "ht-004,lack_of_resources,,possible",
        ["'lack_of_resources' is coded possible on 'ht-004' by coder A, and stands in a link that is realised"],
    ),
    "a typo in a code": (
        f"{CASE}/codings.csv",
        "ht-004,staff_strain",
        "ht-004,staf_strain",
        [
            "row 12, column 'code_id': 'staf_strain' is not a code in data/raw/codebook/codes.csv",
            "if it means 'staff_strain'",
            "config/aliases.csv",
        ],
    ),
    "an orphan segment id": (
        f"{CASE}/links.csv",
        "ht-l004,ht-004",
        "ht-l004,ht-040",
        ["row 5, column 'segment_id': 'ht-040' has no row in segments.csv (ht-001 to ht-005)", "config/corrections/"],
    ),
    "a phase that does not exist": (
        f"{CASE}/segments.csv",
        ",author,during,",
        ",author,meanwhile,",
        ["row 4, column 'phase': 'meanwhile' is not one of before, during, after", "use one of: before, during, after"],
    ),
    "a duplicate id": (
        f"{CASE}/segments.csv",
        "ht-002,quay",
        "ht-001,quay",
        ["row 3, column 'segment_id': 'ht-001' stands in row 2 already", "give this row an id of its own"],
    ),
    "a missing required column": (
        f"{CASE}/links.csv",
        "cause,effect,status",
        "cause,efect,status",
        ["row 1, column 'effect': the column 'effect' is missing", "rename 'efect'"],
    ),
    "an unknown unit": (
        f"{CASE}/segments.csv",
        "ht-001,quay",
        "ht-001,quai",
        ["row 2, column 'unit_id': 'quai' is not a unit", "'quay'"],
    ),
    "an unknown role": (
        f"{CASE}/segments.csv",
        ",staff,during",
        ",clerk,during",
        ["row 5, column 'role': 'clerk' is not a role", "config/aliases.csv"],
    ),
    "an unknown source": (
        f"{CASE}/segments.csv",
        "market,invented2020",
        "market,invented2002",
        ["column 'source_id': 'invented2002' is not a source"],
    ),
    "a group heading used as a code": (
        f"{CASE}/codings.csv",
        "ht-004,lack_of_resources",
        "ht-004,barriers_capacity",
        ["'barriers_capacity' is a group heading", "lack_of_skills"],
    ),
    "an effect in the place of a cause": (
        f"{CASE}/links.csv",
        "ht-004,lack_of_resources",
        "ht-004,staff_strain",
        ["column 'cause': 'staff_strain' is an effect in", "not a barrier or enabler"],
    ),
    "a link whose code is not coded on its segment": (
        f"{CASE}/links.csv",
        "lack_of_resources,staff_strain",
        "lack_of_resources,staff_disengaged",
        ["column 'effect': 'staff_disengaged' is not coded on the segment 'ht-004' by coder A"],
    ),
    "an averted link without a remedy": (
        f"{CASE}/links.csv",
        "averted,personal_contact",
        "averted,",
        ["column 'remedy': a link that is averted names no remedy"],
    ),
    "a remedy at a realised link": (
        f"{CASE}/links.csv",
        "lack_of_resources,staff_strain,realised,",
        "lack_of_resources,staff_strain,realised,joint_assessment",
        ["'joint_assessment' stands at a link that is realised"],
    ),
    "an anchor in a confidential case": (
        "data/raw/cases/mill-lane/segments.csv",
        "about the volunteers.,,,",
        "about the volunteers.,0123456789ab,,",
        ["an anchor stands in a case whose access is confidential", "guessed back"],
    ),
    "a public passage without its anchor": (
        "data/raw/cases/mill-lane/case.yml",
        "access: confidential",
        "access: public",
        ["a passage of a public case has no complete anchor", "anchors make"],
    ),
    "a missing key of case.yml": (
        f"{CASE}/case.yml",
        "country: Nowhere\n",
        "",
        ["key 'country': 'country' is missing", "add it"],
    ),
    "a misspelt key of case.yml": (
        f"{CASE}/case.yml",
        "sector:",
        "sektor:",
        ["key 'sektor': 'sektor' is not a key here", "if it means 'sector'"],
    ),
    "an access that does not exist": (
        f"{CASE}/case.yml",
        "access: public",
        "access: open",
        ["key 'access': 'open' is not allowed (public, restricted, confidential)"],
    ),
    "a case.yml that is no YAML": (
        f"{CASE}/case.yml",
        "label: Harbour town",
        "label: [Harbour town",
        ["not readable as YAML"],
    ),
    "a row with a cell too many": (
        f"{CASE}/codings.csv",
        "ht-004,staff_strain,,",
        "ht-004,staff_strain,,,",
        ["row 12: the row has 6 cells, the header has 5"],
    ),
    "a correction whose value has changed": (
        f"{CASE}/segments.csv",
        "Officer A",
        "Officer B",
        ["correction 1: row 5 of segments.csv, column 'speaker', reads 'Officer B', not 'Officer A'"],
    ),
    "an unknown setting": (
        "config/config.yaml",
        "count_by:",
        "count_bye:",
        ["'count_bye' is not a key here", "'count_by'", "'count_by' is missing"],
    ),
    "a setting that is not allowed": (
        "config/config.yaml",
        "unit_of_analysis: case",
        "unit_of_analysis: ward",
        ["'ward' is not allowed (case, unit)"],
    ),
    "a case that has no folder": (
        "config/config.yaml",
        "\ncases: all",
        "\ncases: [harbor-town]",
        ["'harbor-town' has no folder", "'harbour-town'"],
    ),
    "an alias for a code that does not exist": (
        "config/aliases.csv",
        "distrust,lack_of_trust",
        "distrust,lack_of_trsut",
        ["'lack_of_trsut' is not a code", "'lack_of_trust'"],
    ),
    "an effect without a valence": (
        "data/raw/codebook/codes.csv",
        "citizens,co-destruction",
        "citizens,",
        ["column 'valence': the cell is empty", "every effect"],
    ),
    "a barrier that a framework was not searched for": (
        "data/raw/codebook/crosswalk.csv",
        "lack_of_trust,engen2020,,none,\n",
        "",
        ["the barrier 'lack_of_trust' has no row for the framework 'engen2020'"],
    ),
    "an element that does not exist": (
        "data/raw/codebook/crosswalk.csv",
        "jarvi_insufficient_trust",
        "jarvi_insufficient_trsut",
        ["is not an element of jarvi2018"],
    ),
}


#: Damage that hides other damage, or stands where other damage does, comes in a project of its own.
APART = [
    [
        "a typo in a code",
        "an orphan segment id",
        "a group heading used as a code",
        "a remedy at a realised link",
        "a public passage without its anchor",
        "a case.yml that is no YAML",
        "a case that has no folder",
    ],
    ["a missing required column"],
    ["an effect in the place of a cause"],
    ["an access that does not exist"],
    ["a row with a cell too many"],
]
#: All other damage is done to one project, which says as well that all comes in one message; in a thorough run each
#: is done alone.
SIDE_BY_SIDE = [[name for name in DAMAGE if not any(name in names for names in APART)], *APART]
if THOROUGH:
    SIDE_BY_SIDE = [[name] for name in DAMAGE]


@pytest.mark.thorough
@pytest.mark.parametrize("names", SIDE_BY_SIDE)
def test_damage_is_told_with_its_place_and_how_to_mend_it(check, project, names):
    for file, old, new, _ in map(DAMAGE.get, names):
        replace(project, file, old, new)
    said = check(project)
    assert said.returncode == 1 and "Traceback" not in said.stderr and "to mend:" in said.stderr
    assert "warning" not in said.stderr or len(names) == 1  # so each of them stops a run
    for fragment in (fragment for name in names for fragment in DAMAGE[name][3]):
        assert fragment in said.stderr


def test_a_missing_file_is_told(check, project):
    (project / CASE / "codings.csv").unlink()
    said = check(project)
    assert said.returncode == 1 and "codings.csv\n  the file is missing" in said.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"segment_id,code_id,coder\nht-001,conflict\xe9,A\n", "line 2 is not UTF-8"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "this is an HTML page, not a table"),
        (b'segment_id,code_id,coder\nht-001,"conflict,A\n', "not a readable CSV"),
        (b"segment_id,code_id,coder\nht-001,conf\x00lict,A\n", "NUL"),
        (b"", "the file is empty"),
        (b"segment_id,code_id,coder\n", "the table has no row"),
        (b"segment_id,code_id,coder,coder\nht-001,conflict,A,A\n", "names 'coder' twice"),
    ],
)
def test_damage_of_a_whole_file_is_told(check, project, content, told):
    (project / CASE / "codings.csv").write_bytes(content)
    said = check(project)
    assert said.returncode == 1 and told in said.stderr and "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("config/config.yaml", "- a\n", "this is not a list of settings"),
        ("config/config.yaml", "", "'cases' is missing"),
        ("config/corrections/harbour-town.yml", "hello\n", "correction 1: it is not complete"),
        (f"{CASE}/case.yml", "- a\n", "it holds no list of keys, each with a value"),
        ("data/raw/codebook/codes.csv", "code_id\na\n", "the column 'family' is missing"),
        ("data/raw/codebook/codes.csv", None, "the file cannot be read"),
        ("data/raw/codebook/roles.csv", None, "the file cannot be read"),
        (f"{CASE}/claims.csv", "claim_id\nx\n", "the column 'printed' is missing"),
    ],
)
def test_a_file_that_is_something_else_is_told_once_and_without_a_traceback(check, project, file, content, told):
    path = project / file
    path.write_text(content, encoding="utf-8") if content is not None else path.unlink()
    said = check(project)
    assert said.returncode == 1 and told in said.stderr and len(said.stderr.splitlines()) < 60


def test_a_transcript_in_a_cell_is_read(check, project):
    replace(project, f"{CASE}/segments.csv", "Officer A", "Officer A " * 20_000)
    said = check(project)
    assert "readable" not in said.stderr and "reads 'Officer A Officer A" in said.stderr


def test_a_byte_order_mark_does_no_harm(check, project):
    path = project / CASE / "codings.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check(project).returncode == 0


def test_a_warning_stops_nothing(check, project):
    replace(project, f"{CASE}/case.yml", "id: harbour-town", "id: other-town")
    said = check(project)
    assert said.returncode == 0 and "'other-town' is not the name of the folder" in said.stderr


def test_a_case_may_state_no_link(check, project):
    (project / CASE / "links.csv").write_text("link_id,segment_id,cause,effect,status,remedy,coder\n", encoding="utf-8")
    said = check(project)
    assert said.returncode == 0 and "1 warning in data/raw/cases/harbour-town/links.csv" in said.stderr
    assert "row" not in said.stderr.split("links.csv\n")[1].split(":")[0] and "the case states no link" in said.stderr


def test_a_passage_that_a_papers_table_names_must_exist():
    row = dict(
        aspect_id="began",
        aspect="Began",
        unit_id="one",
        statement="It began.",
        source_id="s",
        section="2",
        segment_ids="a:a-1 a:a-2 b:b-1",
    )
    table = RawTable("data/raw/papers/tingvold2023/homes.csv", pd.DataFrame([row], index=[2], dtype="str"), ())
    found = check_facts(table, "tingvold2023_homes", sources=["s"], passages={"a": ["a-1"]})
    # Case b is not read, so its passage is not looked for.
    assert [(f.message, f.row, f.column) for f in found] == [
        ("'a-2' has no row in data/raw/cases/a/segments.csv", 2, "segment_ids")
    ]
    assert "is not a source" in check_facts(table, "tingvold2023_homes", sources=["t"], passages={})[0].message


def test_a_table_of_a_paper_without_a_schema_is_told(check, project):
    (project / "data/raw/papers/tingvold2023").mkdir(parents=True, exist_ok=True)
    (project / "data/raw/papers/tingvold2023/nobody_knows.csv").write_text("a\n1\n", encoding="utf-8")
    said = check(project)
    assert said.returncode == 0 and "needs schemas/raw/tingvold2023_nobody_knows.schema.yaml" in said.stderr


def test_a_wrong_key_in_a_list_is_told_by_the_id_of_its_entry_or_by_its_number(check, project):
    path = project / "config/robustness.yaml"
    text = path.read_text(encoding="utf-8")
    text = (
        text.replace("few_remedied, figure: balance, ", "few_remedied, ").replace("at_least: 5", "at_least: five")
        + "  - a word\n"
    )
    path.write_text(text, encoding="utf-8")
    said = check(project)
    n = text.count("- {id:") + 1
    for key in ("findings.few_remedied.figure", "findings.barriers_of_one_case.at_least", f"findings.{n}"):
        assert f"key '{key}'" in said.stderr
    assert said.returncode == 1 and "Traceback" not in said.stderr


def test_a_pass_that_no_case_has_is_told_before_anything_runs(check, project):
    path = project / CASE / "codings.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    by_other = [row.rsplit(",", 1)[0] + ",B" for row in rows]
    path.write_text("\n".join([header, *rows, *by_other]) + "\n", encoding="utf-8")
    replace(project, "config/config.yaml", "coder: consensus", "coder: b")
    said = check(project)
    assert (
        said.returncode == 1 and "key 'coder': no coding of harbour-town is by 'b'; its passes are A, B" in said.stderr
    )
    assert "if it means 'B', write that" in said.stderr and "mill-lane" not in said.stderr
