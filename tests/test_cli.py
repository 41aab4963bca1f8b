"""The command line: told what it can do, asked wrongly, read by a person, a pipe, a machine and a shell."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO, TextIOWrapper
from types import SimpleNamespace

import pandas as pd
import pytest
import typer
from conftest import ROOT

from crosscase import store
from crosscase.core.findings import Finding
from crosscase.core.received import RawTable
from crosscase.publish.style import PRESETS
from crosscase.run import checking, cli
from crosscase.run.commands import answers, check, claims, completion, terminal
from crosscase.sources.claims import VERDICTS

COMMAND = [sys.executable, "-m", "crosscase.run.cli"]
#: What only a terminal may see: control codes, and the lines of boxes and tables.
DRAWN = re.compile(r"[\x00-\x09\x0b-\x1f]|[\u2500-\u257f]")


def all_commands():
    """Return every command and group by its words: ``""``, ``anchors``, ``anchors verify`` …"""
    found, left = {}, [("", typer.main.get_command(cli.app))]
    while left:
        words, command = left.pop()
        found[words] = command
        left += [(f"{words} {name}".strip(), one) for name, one in getattr(command, "commands", {}).items()]
    return found


COMMANDS = all_commands()


@pytest.fixture
def ask(capsys, monkeypatch):
    """Run a command in the project; return its exit code and what it says."""
    monkeypatch.chdir(ROOT)

    def asked(*arguments):
        code = cli.main(list(arguments))
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return asked


def run(*arguments, stdout=subprocess.PIPE, **environment):
    """Run a command as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, env=env, stdout=stdout, stderr=subprocess.PIPE, check=False)


def _all_of(ours):
    """Return what comes out of a terminal until its other end is closed."""
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    return seen


def on_terminal(*arguments, **environment):
    """Run a command as a process on a terminal; return its exit code and what is seen there."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    process = subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = _all_of(ours)
    return process.wait(), seen.decode("utf-8")


@pytest.fixture
def send(monkeypatch):
    """Run a command whose output goes into an open file; return its exit code, as of a process that ends with it."""
    monkeypatch.chdir(ROOT)

    def sent(file, *arguments, encoding="utf-8"):
        with monkeypatch.context() as here:
            stream = open(file, "w", encoding=encoding, closefd=False)
            here.setattr(sys, "stdout", stream)
            code = cli.main(list(arguments))
            stream.close()  # as Python does at its end; it would raise here what it complains of there
        return code

    return sent


@pytest.fixture
def terminal_shows(send, monkeypatch):
    """Run a command whose output goes to a terminal; return its exit code and what is seen there."""

    def shown(*arguments, encoding="utf-8", TERM="xterm-256color"):
        ours, theirs = pty.openpty()
        with monkeypatch.context() as here, ThreadPoolExecutor(1) as beside:
            here.setenv("TERM", TERM)
            here.setenv("COLUMNS", "100")
            seen = beside.submit(_all_of, ours)
            try:
                code = send(theirs, *arguments, encoding=encoding)
            finally:
                os.close(theirs)
            return code, seen.result().decode("utf-8")

    return shown


# --- help and wrong calls ---------------------------------------------------------------------------


@pytest.mark.parametrize("words", COMMANDS)
def test_help_says_what_a_command_is_for_and_shows_examples(ask, words):
    said = ask(*words.split(), "--help")
    assert (said.code, said.err) == (0, "") and f"Usage: crosscase {words}".strip() in said.out
    assert COMMANDS[words].help.split("\n")[0][:50] in said.out
    assert re.search(r"\nExamples:\n  crosscase \w", said.out) and not DRAWN.search(said.out)


EXAMPLES = [line for command in COMMANDS.values() for line in command.epilog.splitlines()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_right_call(example):
    words = shlex.split(example.split(" < ")[0])
    command = COMMANDS[""]
    while hasattr(command, "commands"):
        words = words[1:]
        command = command.commands[words[0]]
    command.make_context(words[0], words[1:])


def test_a_call_without_a_command_shows_the_help(ask):
    said = ask()
    assert (said.code, said.out) == (2, "") and "Examples:" in said.err


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("chek", "there is no command 'chek'\n      to mend: if it means 'check', write that"),
        ("anchors verfy x", "there is no command 'verfy'\n      to mend: if it means 'verify', write that"),
        ("trace x --sorces y", "there is no option '--sorces'\n      to mend: if it means '--sources', write that"),
        ("claims --verdict inconsistnt", "is not one of inconsistent, consistent, reproduced, not checkable"),
        ("claims --verdict inconsistnt", "if it means 'inconsistent', write that"),
        ("anchors verify", "crosscase anchors verify: missing argument 'FOLDER'"),
        ("trace a b c d", "crosscase trace: got unexpected extra argument"),
        ("wording x --words many", "invalid value for '--words'"),
        ("wording x --words 0", "invalid value for '--words'"),
        ("check --case", "crosscase check: option '--case' requires an argument"),
    ],
)
def test_a_wrong_call_is_told_the_nearest_right_one(ask, call, told):
    said = ask(*call.split())
    assert (said.code, said.out) == (2, "") and told in said.err and "--help` says more" in said.err


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("anchors make /no/file", "give a UTF-8 text file"),
        ("anchors verify /no/folder", "this is not a folder"),
        ("claims --source larsen202", "if it means 'larsen2020'"),
        ("check --case nhs_ebc", "if it means 'nhs_ebcd'"),
        ("gallery page.md figures/balanc", "if it means 'figures/balance'"),
        ("new my/case", "is not a case id"),
        ("trace claims --sources /no/folder", "`crosscase claims --sources` looks for claims"),
    ],
)
def test_a_wrong_word_is_something_to_mend(ask, call, told):
    said = ask(*call.split())
    assert (said.code, said.out) == (1, "") and told in said.err and "to mend:" in said.err


def test_outside_a_project_the_command_says_where_to_go(ask, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    said = ask("trace", "balance")
    assert said.code == 1 and "run the command in the folder that holds the Snakefile" in said.err


def test_passages_that_cannot_be_read_are_told(ask, monkeypatch, tmp_path):
    (tmp_path / "larsen2020.txt").write_text("Some words.", encoding="utf-8")
    damaged = RawTable("segments.csv", pd.DataFrame({"segment_id": ["a"], "head_anchor": ["b"]}), ())
    monkeypatch.setattr(store, "read_received_table", lambda case_id, table: damaged)
    said = ask("anchors", "verify", str(tmp_path), "--case", "nhs_ebcd")
    assert said.code == 1 and "the column 'tail_anchor' is missing" in said.err


def test_what_nobody_foresaw_is_a_sentence_and_its_place_is_shown_when_asked_for(ask, monkeypatch):
    def broken(*arguments, **options):
        raise KeyError("note")

    monkeypatch.setattr(check, "checked", broken)
    said = ask("check")
    assert said.code == 1 and "KeyError: 'note'" in said.err and "Traceback" not in said.err
    monkeypatch.setenv(cli.TRACEBACK, "1")
    with pytest.raises(KeyError):
        ask("check")


# --- trace ------------------------------------------------------------------------------------------


def test_claims_are_traced(ask):
    said = ask("trace", "claims", "p4c-c045")
    assert said.code == 0 and "p4c-c045 201: gheduzzi2021, doi 10.21203/rs.3.rs-34600/v3" in said.out
    assert said.out.splitlines()[-1] == "3 claims behind 1 cell of claims"


def test_a_label_is_taken_as_the_figure_prints_it(ask):
    label, key = ask("trace", "agreement", "Change limited or not made"), ask("trace", "agreement", "change_limited")
    assert label.code == 0 and label.out == key.out and label.out.startswith("Change limited or not made / ")


def test_any_page_of_a_figure_names_it(ask):
    assert ask("trace", "reports/figures/robustness.p2.svg").out == ask("trace", "figures/robustness").out


def test_outputs_that_share_a_name_are_told_apart_by_their_folders(tmp_path):
    paths = ["figures/a", "figures/p/x/b", "tables/p/x/b", "figures/c", "tables/c", "figures/p/y/c"]
    for path in paths:
        file = tmp_path / f"reports/{path}.evidence.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    named = completion.evidence_files(tmp_path)
    assert sorted(named) == ["a", "figures/c", "figures/p/x/b", "tables/c", "tables/p/x/b", "y/c"]
    assert completion.evidence_name("reports/tables/c.csv", named) == "tables/c"
    assert completion.evidence_name("d", named) is None


# --- a machine --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "keys"),
    [
        ("check", ["cases", "errors", "warnings", "causes", "values_held_back", "findings"]),
        ("trace balance local_government", ["output", "kind", "summary", "rows"]),
        ("trace literature_factors", ["output", "kind", "summary", "rows"]),
        ("claims --source larsen2020", ["verdicts", "claims"]),
        ("figures balance --preset nature", ["preset", "figures", "pages", "findings"]),
    ],
)
def test_json_is_one_document_and_keeps_the_exit_code(ask, call, keys):
    plain, said = ask(*call.split()), ask(*call.split(), "--json")
    assert list(json.loads(said.out)) == keys
    assert (said.code, said.err) == (plain.code, "")


def test_copies_answer_a_machine_too(ask, tmp_path):
    (tmp_path / "larsen2020.txt").write_text("Some words that stand in no source.", encoding="utf-8")
    verified = ask("anchors", "verify", str(tmp_path), "--case", "mental_health_unit", "--json")
    document = json.loads(verified.out)
    assert verified.code == 1 and {one["result"] for one in document["passages"]} == {"missing"}
    assert document["counts"]["all cases"] == {"found": 0, "moved": 0, "missing": len(document["passages"])}
    shared = ask("wording", str(tmp_path), "--json")
    assert shared.code == 0 and json.loads(shared.out)["places"] == []
    looked_for = json.loads(ask("claims", "--source", "larsen2020", "--sources", str(tmp_path), "--json").out)
    assert {one["result"] for one in looked_for["copies"]["places"]} == {"missing"}


def test_json_tells_what_is_wrong(ask, monkeypatch):
    said = ask("trace", "balanc", "--json")
    assert said.code == 1 and json.loads(said.out)["findings"][0]["mend"] == "if it means 'balance', write that"
    wrong = Finding("codes.csv", "'x' is no code", "write y", row=3, column="code_id")
    monkeypatch.setattr(checking, "unmasked", lambda only, apart: (["a"], [wrong]))
    said = ask("check", "--json")
    document = json.loads(said.out)
    assert (said.code, said.err, document["errors"]) == (1, "", 1) and document["findings"][0]["row"] == 3


# --- pipes, terminals, letters ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("--help", 0),
        ("trace which_barriers", 0),
        ("trace which_barriers --json", 0),
        ("figures balance --preset nature", 1),
    ],
)
def test_who_closes_a_pipe_early_has_read_enough(send, capsys, call, code):
    read, write = os.pipe()
    os.close(read)
    assert send(write, *call.split()) == code and capsys.readouterr().err == ""
    os.close(write)


def test_a_process_whose_pipe_is_closed_ends_without_a_word():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = run("trace", "which_barriers", stdout=closed)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_told(send, capsys):
    with open("/dev/full", "wb") as full:
        assert send(full.fileno(), "trace", "balance") == 1
    told = capsys.readouterr().err
    assert told.startswith("crosscase: No space left on device") and "Traceback" not in told


def test_a_letter_that_cannot_be_shown_becomes_the_nearest_one():
    text = "Zoë – ‘a’ → Łódź, 1 ≥ 0 …, \u6f22"
    assert text.encode("ascii", "crosscase.substitute") == b"Zoe - 'a' -> Lodz, 1 >= 0 ..., ?"


POOR = [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]


def test_a_pipe_without_such_letters_gets_others_and_json_loses_none(ask, send, tmp_path):
    for more in ((), ("--json",)):
        rich, poor = ask("trace", "robustness", *more), tmp_path / "poor"
        with poor.open("wb") as file:
            assert send(file.fileno(), "trace", "robustness", *more, encoding="ascii") == 0
        seen = poor.read_bytes()
        assert seen.isascii() and seen.count(b"\n") == rich.out.count("\n")
        assert json.loads(seen) == json.loads(rich.out) if more else not rich.out.isascii()


@pytest.mark.parametrize(("poor", "more"), [(POOR[0], "--json"), (POOR[1], "")])
def test_a_process_without_such_letters_understands_a_label_and_shows_others(ask, poor, more):
    words = ["trace", "robustness", "‘Strain on staff’ is seen in every case", *more.split()]
    rich, done = ask(*words), run(*words, **poor)
    assert (done.returncode, done.stderr) == (0, b"") and done.stdout.isascii() and not rich.out.isascii()
    assert done.stdout.count(b"\n") == rich.out.count("\n")
    if more:
        assert json.loads(done.stdout) == json.loads(rich.out)


def test_a_terminal_without_such_letters_shows_others(terminal_shows):
    code, seen = terminal_shows("trace", "robustness", "strain_everywhere", encoding="ascii")
    assert code == 0 and seen.isascii() and "Traceback" not in seen and "passage" in seen


def test_anchors_do_not_hang_on_the_letters_of_the_terminal(ask, monkeypatch):
    text = "Café Zoë".encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text), encoding="utf-8"))
    here = ask("anchors", "make", "-").out.encode()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **POOR[1]}
    there = subprocess.run([*COMMAND, "anchors", "make", "-"], cwd=ROOT, input=text, capture_output=True, env=env)
    assert here == there.stdout != b"" and here.count(b"\n") == 2


@pytest.mark.parametrize(
    ("call", "headers"),
    [
        ("trace balance local_government", ["passage", "where", "what"]),
        ("trace claims p4c-c045", ["claim", "printed", "where"]),
        ("trace literature_factors", ["number", "authors", "year"]),
        ("claims --verdict inconsistent", ["verdict", "claim", "states", "printed", "why"]),
        ("figures balance --preset nature", ["problem", "to mend"]),
        ("--help", ["Commands", "Examples"]),
        ("anchors verify {folder} --case mental_health_unit", ["case", "found", "moved", "missing", "look in"]),
    ],
)
def test_a_terminal_shows_tables_and_colour_and_a_pipe_neither(ask, terminal_shows, tmp_path, call, headers):
    (tmp_path / "larsen2020.txt").write_text("Some words that stand in no source.", encoding="utf-8")
    words = call.format(folder=tmp_path).split()
    plain = ask(*words)
    code, seen = terminal_shows(*words)
    assert code == plain.code and not DRAWN.search(plain.out)
    assert "\x1b[" in seen and "─" in seen
    assert all(header in re.sub(r"\x1b\[[0-9;]*m", "", seen) for header in headers)


def test_square_brackets_and_colons_stay_as_they_are_written():
    screen = StringIO()
    written = "[red]a[/red] :smile: [1]"
    terminal.console(screen).print(answers.table("[b]", rows=[(written,)], title="[i]"))
    assert written in screen.getvalue() and "[b]" in screen.getvalue() and "[i]" in screen.getvalue()


def test_a_process_sees_that_it_is_on_a_terminal(ask, terminal_shows):
    assert on_terminal("trace", "claims", "p4c-c045") == terminal_shows("trace", "claims", "p4c-c045")


def test_a_terminal_that_knows_nothing_is_treated_as_a_pipe(ask, terminal_shows):
    for nothing in ("dumb", "unknown"):
        code, seen = terminal_shows("trace", "claims", "p4c-c045", TERM=nothing)
        assert code == 0 and seen.replace("\r\n", "\n") == ask("trace", "claims", "p4c-c045").out


# --- a shell ----------------------------------------------------------------------------------------


def test_names_offered_to_a_shell_are_those_of_the_project(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    nothing = SimpleNamespace(params={})
    assert completion.cases(nothing, "") == store.case_ids()
    assert completion.sources(nothing, "") == list(store.read_table("data/raw/sources.csv", "raw/sources")["source_id"])
    assert completion.figures(nothing, "") == store.figure_names()
    assert completion.published(nothing, "") == sorted(store.read_gallery())
    assert completion.presets(nothing, "") == list(PRESETS)
    assert claims.VERDICTS == VERDICTS


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("crosscase tra", ["trace"]),
        ("crosscase check --case nur", ["nursing_homes"]),
        ("crosscase anchors verify x --case men", ["mental_health_unit"]),
        ("crosscase trace which_b", ["which_barriers"]),
        ("crosscase trace which_barriers lack_of_tr", ["lack_of_transparency", "lack_of_trust"]),
        ("crosscase trace which_barriers lack_of_trust pl", ["place4carers"]),
        ("crosscase claims --source lar", ["larsen2020"]),
        ("crosscase claims --verdict not", ["not-checkable"]),
        ("crosscase figures bal", ["balance"]),
        ("crosscase figures balance bal", []),
        ("crosscase figures --preset nat", ["nature"]),
        ("crosscase gallery page.md figures/bal", ["figures/balance"]),
        ("crosscase trace no_such_output a", []),
    ],
)
def test_a_shell_is_offered_what_fits(ask, monkeypatch, line, offered):
    monkeypatch.setenv("_CROSSCASE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line.replace(" ", "\n"))
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    said = ask()
    kept = [word for word in said.out.split() if not word.startswith(("papers/", "tables/"))]
    assert (said.code, said.err) == (0, "") and sorted(kept) == offered


def test_outside_a_project_a_shell_is_offered_nothing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert completion.cases(SimpleNamespace(params={}), "") == []


def test_a_verdict_may_be_written_with_a_hyphen(ask):
    assert ask("claims", "--verdict", "not-checkable").out == ask("claims", "--verdict", "not checkable").out


# --- start ------------------------------------------------------------------------------------------


def test_help_and_completion_start_without_the_libraries_that_they_do_not_need():
    heavy = ["pandas", "rich", "yaml", "jsonschema", "frictionless", "matplotlib", "crosscase.store"]
    program = f"""
import sys
from io import StringIO
from types import SimpleNamespace
from crosscase.run import cli
from crosscase.run.commands import completion
assert cli.main(["check", "--help"]) == 0 and completion.cases(SimpleNamespace(params={{}}), "")
sys.exit(", ".join(set({heavy}) & set(sys.modules)) or 0)
"""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


# --- pages ------------------------------------------------------------------------------------------


def test_the_gallery_shows_what_is_named_and_all_without_names(ask, tmp_path):
    few, every = tmp_path / "few", tmp_path / "every"
    assert ask("gallery", str(few), "figures/balance", "tables/claims").code == 0
    assert ask("gallery", str(every)).code == 0
    shown, listed = ((few / page).read_text(encoding="utf-8") for page in ("README.md", "supplement.md"))
    assert "tables/claims.csv" in listed and "tables/claims.csv" not in shown
    assert "figures/balance.png" in shown and "figures/which_barriers.png" not in shown
    assert "figures/which_barriers.png" in (every / "README.md").read_text(encoding="utf-8")
