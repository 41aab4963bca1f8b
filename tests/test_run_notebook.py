"""The runner: parameters are checked before a kernel starts, and the same run saves the same bytes."""

from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

from crosscase.core.findings import ParameterError
from crosscase.run import again, notebook

DEFAULTS = {
    "case_id": "a",
    "number": 3,
    "share": 0.5,
    "loud": True,
    "cases": ["a"],
    "paths": {"figure": "a.svg", "table": "b.csv"},
}
GIVEN = {
    "case_id": "007",
    "number": "4",
    "share": "1",
    "loud": "false",
    "cases": '["a", "b"]',
    "paths": {"figure": "f.svg", "table": "t.csv"},
}


def test_values_take_the_type_of_the_default_and_text_stays_text():
    values = notebook.checked_parameters(GIVEN, DEFAULTS, "n.ipynb")
    assert values == {
        "case_id": "007",
        "number": 4,
        "share": 1,
        "loud": False,
        "cases": ["a", "b"],
        "paths": GIVEN["paths"],
    }
    assert type(values["case_id"]) is str
    assert notebook.checked_parameters(GIVEN | {"case_id": "12"}, DEFAULTS, "n.ipynb")["case_id"] == "12"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"case_idd": "x"}, "'case_idd' is not a parameter of this notebook(.|\n)*if it means 'case_id'"),
        ({"number": "four"}, "'four' is not a whole number"),
        ({"number": "4.5"}, "'4.5' is not a whole number"),
        ({"loud": "yes"}, "'yes' is not true or false"),
        ({"cases": "a"}, "'a' is not a list"),
        ({"paths": {"figure": 3, "table": "t.csv"}}, "'paths.figure': '3' is not text"),
        (
            {"paths": {"figur": "f.svg", "figure": "f.svg", "table": "t.csv"}},
            "'paths.figur'(.|\n)*if it means 'figure'",
        ),
        ({"paths": {"figure": "f.svg"}}, "'paths.table' is missing"),
        ({"paths": "f.svg"}, "'f.svg' is not a mapping"),
    ],
)
def test_an_unknown_or_mistyped_parameter_is_refused(change, told):
    with pytest.raises(ParameterError, match=told):
        notebook.checked_parameters(GIVEN | change, DEFAULTS, "n.ipynb")


def test_a_missing_parameter_is_refused_and_all_are_told_at_once():
    with pytest.raises(ParameterError) as caught:
        notebook.checked_parameters({"case_id": "a", "nmber": "4"}, DEFAULTS, "n.ipynb")
    assert [f.column for f in caught.value.findings] == ["nmber", "number", "share", "loud", "cases", "paths"]


def test_a_misspelt_parameter_starts_no_kernel(monkeypatch, tmp_path, capsys):
    import papermill

    monkeypatch.setattr(papermill, "execute_notebook", lambda *_, **__: pytest.fail("a kernel was started"))
    code = notebook.run_here(["notebooks/01_clean.ipynb", str(tmp_path / "out.ipynb"), "caseid=place4carers"])
    said = capsys.readouterr().err
    assert (
        code == 1
        and "parameter 'caseid'" in said
        and "parameter 'case_id'" in said
        and not (tmp_path / "out.ipynb").exists()
    )


def book_of(*cells):
    book = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    book.cells[0].metadata["tags"] = ["parameters"]
    return book


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_arguments_are_names_with_values_and_mappings_in_json():
    given = notebook.given_by(["coder=A", '{"seed": 3, "paths": {"figure": "f.svg"}}'])
    assert given == {"coder": "A", "seed": 3, "paths": {"figure": "f.svg"}}


def test_the_cells_of_settings_and_of_paths_are_the_parameters():
    book = book_of('coder = "A"', "x = 1")
    book.cells.insert(0, nbformat.v4.new_code_cell('paths = {"figure": "a.svg"}', metadata={"tags": ["paths"]}))
    assert notebook.defaults_of(book, "n.ipynb") == {"paths": {"figure": "a.svg"}, "coder": "A"}


def test_the_same_run_saves_the_same_bytes_whatever_somebody_has_set(folder, monkeypatch):
    asks = (
        "import shutil, warnings\nwarnings.warn('w', ResourceWarning)\n'mine' in globals(), shutil.get_terminal_size()"
    )
    nbformat.write(book_of('case_id = "a"', "object()", asks), folder / "n.ipynb")
    startup = folder / "ipython/profile_default/startup/00-mine.py"
    startup.parent.mkdir(parents=True)
    startup.write_text("mine = 1\n", encoding="utf-8")
    saved = []
    for name in ("one", "two"):
        if name == "two":
            for setting in (
                {"IPYTHONDIR": str(folder / "ipython"), "COLUMNS": "33", "PYTHONWARNINGS": "always"}
            ).items():
                monkeypatch.setenv(*setting)
        assert notebook.main(["n.ipynb", f"{name}.ipynb", "case_id=b"]) == 0
        saved.append((folder / f"{name}.ipynb").read_bytes())
    assert saved[0] == saved[1] and b"papermill" not in saved[0] and str(folder).encode() not in saved[0]


def test_a_print_that_arrives_in_pieces_is_saved_as_one():
    book = nbformat.v4.new_notebook()
    pieces = [
        nbformat.v4.new_output("stream", name=name, text=text)
        for name, text in (("stdout", "a"), ("stdout", "\n"), ("stderr", "b"), ("stdout", "c"))
    ]
    book.cells = [nbformat.v4.new_code_cell("print('a')", outputs=pieces)]
    saved = notebook.normalised(book).cells[0].outputs
    assert [(output["name"], output["text"]) for output in saved] == [
        ("stdout", "a\n"),
        ("stderr", "b"),
        ("stdout", "c"),
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_committed_without_outputs_and_their_defaults_are_parameters(path):
    book = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in book.cells if cell.cell_type == "code")
    assert notebook.defaults_of(book, path.name)
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert "def " not in code and "\nfor " not in code and "import pandas" not in code


@pytest.mark.parametrize(
    ("name", "old", "new", "same"),
    [
        ("nothing", "", "", True),
        ("another value", 'coder = \\"consensus\\"\\n', 'coder = \\"A\\"\\n', False),
        ("other code", "import store", "import  store", False),
    ],
)
def test_a_saved_run_proves_the_committed_notebook_only_with_its_cells_and_default_parameters(
    tmp_path, name, old, new, same
):
    saved = tmp_path / "27_power.ipynb"
    text = (ROOT / "reports/notebooks/27_power.ipynb").read_text(encoding="utf-8")
    assert old in text
    saved.write_text(text.replace(old, new), encoding="utf-8")
    assert again.ran_as_committed(saved, ROOT / "notebooks/27_power.ipynb") is same, name


def saved_book(*cells):
    """Return a notebook from (source, count of the run) of code cells; a cell without a source is Markdown."""
    book = book_of(*(source or "" for source, _ in cells))
    for number, (source, count) in enumerate(cells):
        if source is None:
            book.cells[number] = nbformat.v4.new_markdown_cell("Text.")
        else:
            book.cells[number]["execution_count"] = count
    return book


def test_cells_that_never_ran_are_named_by_their_number_and_empty_ones_are_none(tmp_path):
    nbformat.write(saved_book(("x = 1", 1), (None, None), ("", None), ("x", None), ("x", 3)), tmp_path / "n.ipynb")
    assert again.unexecuted(tmp_path / "n.ipynb") == [4]


def test_what_runs_again_is_every_saved_notebook_and_the_committed_ones_that_none_of_them_proves(
    folder, monkeypatch, capsys
):
    called = []

    def run(command, **_):
        called.append([part for part in command if part.endswith(".ipynb")])
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(again.store, "project_root", lambda: folder)
    monkeypatch.setattr(again.subprocess, "run", run)
    assert again.main() == 1 and "no saved notebook" in capsys.readouterr().err
    saved, committed = folder / "reports/notebooks/a", folder / "notebooks"
    saved.mkdir(parents=True)
    committed.mkdir()
    for name, source in (("same", "x = 1"), ("other", "x = 2")):
        nbformat.write(saved_book(("x = 1", 1)), saved / f"{name}.ipynb")
        nbformat.write(saved_book((source, None)), committed / f"{name}.ipynb")
    assert again.main() == 0
    assert called == [[str(saved / "other.ipynb"), str(saved / "same.ipynb"), str(committed / "other.ipynb")]]
    nbformat.write(saved_book(("x = 1", None)), saved / "same.ipynb")
    assert again.main() == 1 and len(called) == 1
    assert "same.ipynb: cells [1] were never executed" in capsys.readouterr().err


@pytest.mark.parametrize(("beside", "compared", "code"), [(0, 0, 0), (3, 0, 3), (0, 2, 2), (3, 2, 3)])
def test_a_command_beside_the_comparison_and_the_comparison_must_both_pass(
    folder, monkeypatch, capsys, beside, compared, code
):
    asked = []

    class Comparing:
        def __init__(self, command, stdout, **_):
            asked.append(command[-1])
            stdout.write(b"1 compared\n")

        def wait(self):
            return compared

    def run(command, **_):
        asked.append(command)
        return type("Done", (), {"returncode": beside})

    monkeypatch.setattr(again.store, "project_root", lambda: folder)
    monkeypatch.setattr(again.subprocess, "run", run)
    monkeypatch.setattr(again.subprocess, "Popen", Comparing)
    assert again.main(["tests"]) == (beside or 1)
    (folder / "reports/notebooks").mkdir(parents=True)
    nbformat.write(saved_book(("x = 1", 1)), folder / "reports/notebooks/a.ipynb")
    assert again.main(["tests"]) == code
    assert asked == [["tests"], str(folder / "reports/notebooks/a.ipynb"), ["tests"]]
    assert "1 compared" in capsys.readouterr().out


def test_only_a_kernel_that_did_not_start_is_asked_again_and_only_where_nothing_else_failed():
    notebooks = [Path("reports/notebooks/a.ipynb"), Path("reports/notebooks/b.ipynb")]
    lost = "E  RuntimeError: Kernel died before replying to kernel_info\nERROR reports/notebooks/b.ipynb::Cell 0 - x\n"
    assert again.not_started(lost, notebooks) == notebooks[1:]
    assert again.not_started(lost + "FAILED reports/notebooks/a.ipynb::Cell 1\n", notebooks) == []
    assert again.not_started("ERROR reports/notebooks/b.ipynb::Cell 0 - another error\n", notebooks) == []
