"""The report of a check: one cause is told once, with its rows, a stable code and the way to mend it."""

import ast

import pytest
from conftest import ROOT

from crosscase.core.findings import Finding, causes, listed_rows, report
from crosscase.core.kinds import AREAS, KINDS, page, rank

SRC = ROOT / "src/crosscase"


def wrong(row, value, file="cases/x/codings.csv", column="code_id", **more):
    told = dict(code="unknown.code", value=value, mend=f"write {value}", nearest=value.upper())
    return Finding(file, f"'{value}' is no code", row=row, column=column, **{**told, **more})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], ""),
        ([4], "row 4"),
        ([5, 4], "rows 4 and 5"),
        ([4, 4, 7, *range(12, 31)], "rows 4, 7 and 12 to 30"),
        ([1, 2, 3], "rows 1 to 3"),
        (range(2, 40, 2), "rows 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 7 more places"),
    ],
)
def test_rows_are_listed_as_a_reader_looks_for_them(rows, said):
    assert listed_rows(rows) == said


def test_one_value_in_many_rows_is_one_finding():
    said = report([wrong(row, "trst") for row in (12, 13, 14, 4)] + [wrong(9, "tme")])
    assert said.startswith(
        "Findings: 2 problems in cases/x/codings.csv\n  rows 4 and 12 to 14, column 'code_id': 'trst'"
    )
    assert "  row 9, column 'code_id': 'tme' is no code\n      to mend: write tme" in said


def test_many_values_of_one_kind_are_one_finding_that_names_them():
    (one,) = causes([wrong(row, f"w{row}") for row in range(2, 7)])
    assert one.rows == [2, 3, 4, 5, 6] and one.values == ["w2", "w3", "w4", "w5", "w6"]
    assert one.message == "'w2' is no code; 4 more are of the same kind: 'w3', 'w4', 'w5', 'w6'"
    assert one.mend == "write w2; 'w3' may mean 'W3', 'w4' may mean 'W4', 'w5' may mean 'W5', 'w6' may mean 'W6'"
    assert len(causes([wrong(row, f"w{row}") for row in range(2, 5)])) == 3


def test_one_word_in_several_places_of_a_case_is_told_once_and_another_folder_stays_apart():
    found = [wrong(3, "trst"), wrong(5, "trst", "cases/x/links.csv", "cause"), wrong(3, "trst", "cases/y/codings.csv")]
    here, there = causes(found)
    assert "row 3, column 'code_id': 'trst' is no code\n      also in links.csv row 5, column 'cause'" in str(here)
    assert there.first.file == "cases/y/codings.csv" and not there.also


def test_grouping_loses_no_finding_and_keeps_errors_from_warnings():
    found = [
        wrong(row, f"w{row % 5}", column=c, severity=s) for row in range(40) for c in "ab" for s in ("error", "warning")
    ]
    made = causes(found)
    kept = [one for cause in made for group in (cause, *cause.also) for one in group.findings]
    assert sorted(kept, key=repr) == sorted(found, key=repr)
    assert {one.severity for cause in made[:1] for one in cause.findings} == {"error"}


def test_what_has_no_code_is_grouped_only_where_it_says_the_same():
    found = [Finding("a.csv", f"message {n % 5}", row=n) for n in range(10)]
    assert len(causes(found)) == 5


# --- codes ------------------------------------------------------------------------------------------

#: What the check is made of: every finding that it builds says its kind.
CHECK = [
    *sorted(path for path in (SRC / "cases").glob("*.py") if path.name != "recoded.py"),  # another command
    *sorted((SRC / "cases/reading").glob("*.py")),
    *sorted((SRC / "core/reading").glob("*.py")),
    *sorted((SRC / "papers").glob("**/checks.py")),
    *sorted((SRC / "questions").glob("**/declared.py")),
    *(SRC / name for name in ("core/schemas.py", "papers/facts.py", "run/checking.py")),
    *(SRC / f"store/{name}.py" for name in ("cases", "declared", "files", "tables")),
]


def built(path):
    """Return where a module builds a finding, each with the codes that it may have."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if name in ("Finding", "strange") and node.args:
            given = [word.value for word in node.keywords if word.arg == "code"]
            given += node.args[4:5] if name == "strange" else []
            yield f"{path.name}:{node.lineno}", given


def test_every_finding_of_the_check_has_a_code_and_every_code_is_documented():
    without, unknown = [], []
    for path in CHECK:
        for place, given in built(path):
            if not given:
                without.append(place)
            unknown += [one.value for one in given if isinstance(one, ast.Constant) and one.value not in KINDS]
    assert not without and not unknown
    source = "\n".join(path.read_text(encoding="utf-8") for path in SRC.rglob("*.py") if path.name != "kinds.py")
    assert [code for code in KINDS if f'"{code}"' not in source] == []


def test_the_page_of_codes_is_that_of_the_list():
    assert (ROOT / "docs/findings.md").read_text(encoding="utf-8") == page()
    assert {code.split(".")[0] for code in KINDS} <= set(AREAS)


def test_what_keeps_others_from_being_seen_stands_first():
    order = ["file.not-utf8", "table.missing-column", "cell.form", "unknown.code", "link.not-coded", "no such code"]
    assert sorted(reversed(order), key=rank) == order
