"""After a crash: files are whole or not there, a record cut short is none, nothing goes on, a failure says where.

`tests/crash.py` kills the whole pipeline again and again; here is what keeps it from harm, piece by piece.
"""

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import nbformat
import pytest
from test_run_notebook import book_of

from crosscase import store
from crosscase.run import alone, content, failing, kernels, notebook, record
from snakemake_logger_plugin_crosscase import _machine


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- the end of a process ---


def test_a_process_that_ends_at_once_leaves_nothing_undone(tmp_path):
    code = """
import atexit, sys, threading, time
from crosscase.run import lives
atexit.register(lambda: print("put off"))
if sys.argv[1] == "works":
    threading.Thread(target=lambda: (time.sleep(0.3), print("still working"))).start()
lives.begin()
print("written", end=" ")
lives.end(4)
"""
    for how, said in {"idle": "written put off\n", "works": "written still working\nput off\n"}.items():
        with (tmp_path / "said").open("wb") as file:  # a file: what is written is held back until the end
            held_back = {**os.environ, "PYTHONUNBUFFERED": ""}
            command = [sys.executable, "-c", code, how]
            assert subprocess.run(command, stdout=file, env=held_back, check=False).returncode == 4
        assert (tmp_path / "said").read_text() == said


# --- files ---


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(folder, monkeypatch):
    store.write_text("reports/a.csv", "before")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "reports/a.csv")

    monkeypatch.setattr(store.files.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.write_text("reports/a.csv", "after")
    assert [path.name for path in (folder / "reports").iterdir()] == ["a.csv"]
    assert (folder / "reports/a.csv").read_text() == "before\n"


def test_a_run_takes_away_what_a_killed_one_left_half_written_and_its_lock(folder, monkeypatch):
    monkeypatch.setattr(store.files.os, "replace", lambda *_: os._exit(9))
    if (child := os.fork()) == 0:
        store.write_text("reports/figures/a.csv", "half")
    os.waitpid(child, 0)
    (left,) = (folder / "reports/figures").iterdir()
    assert left.name.startswith(".a.csv.") and left.name.endswith(store.UNFINISHED)
    (folder / ".snakemake/locks").mkdir(parents=True)
    (folder / ".snakemake/locks/0.output.lock").write_text("a\n")
    monkeypatch.setattr(alone, "_held", [])
    assert "goes on from where it was" in alone.hold()
    assert not left.exists() and not list((folder / ".snakemake/locks").iterdir())
    assert alone.hold.__module__ and not list((folder / "reports/figures").iterdir())


def test_a_new_run_waits_for_the_notebooks_of_a_killed_one(folder, monkeypatch):
    monkeypatch.setattr(alone, "_held", [])
    alone.hold()  # the file that notebooks lock is there with the first run
    monkeypatch.setattr(alone, "_held", [])
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        kernels.at_work()
        os.write(write, b".")
        time.sleep(0.3)
        os._exit(0)
    os.read(read, 1)
    alone._wait()
    assert os.waitpid(child, os.WNOHANG)[0] or not _works(child)


def _works(process):
    """Return whether a process is more than an entry that nobody has asked for."""
    with open(f"/proc/{process}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] not in "ZX"


# --- records ---


@pytest.fixture
def kept(folder, monkeypatch):
    """Return records of one step that reads a.csv and makes b.csv, and the step."""
    for name in "ab":
        store.write_text(f"{name}.csv", name)
    monkeypatch.setattr(record.Record, "_get_key", lambda _, path: str(path))
    job = SimpleNamespace(input=["a.csv"], output=["b.csv"], log=[])
    made = record.Record(path=folder / ".snakemake")
    made.dag = SimpleNamespace(jobs=[job], workflow=SimpleNamespace(dryrun=False, is_main_process=True))
    return made, job


def done(made, job):
    digests = {path: content.digest(path) for path in (*job.input, *job.output)}
    made._now["b.csv"] = {"b.csv": digests["b.csv"]}, {"a.csv": digests["a.csv"]}
    made._write_record("b.csv", record.MetadataRecord(rule="b"))


def test_without_a_record_a_step_runs_and_with_one_it_does_not(kept):
    made, job = kept
    assert made._stale(job)
    done(made, job)
    made._clear_cache()
    assert not made._stale(job) and record.first_run() == ""


@pytest.mark.parametrize("left", [b"", b'{"made"', b"\xff\x00{}", b"[]", b'{"input": 3, "made": {"b.csv": 1}}'])
def test_a_record_that_was_cut_short_or_damaged_is_none(kept, left):
    made, job = kept
    done(made, job)
    (file,) = (path for path in (made.path / "metadata").rglob("*") if path.is_file())
    file.write_bytes(left)
    assert made._stale(job)


def test_a_record_is_written_whole_or_not_at_all(kept, monkeypatch):
    made, job = kept
    done(made, job)
    (file,) = (path for path in (made.path / "metadata").rglob("*") if path.is_file())
    before = file.read_bytes()
    monkeypatch.setattr(record.json, "dump", lambda _, file: file.write("{") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        done(made, job)
    assert file.read_bytes() == before and not list((made.path / "crosscase").iterdir())


def test_an_output_changed_by_hand_is_named_once_kept_aside_and_made_again(kept, monkeypatch):
    made, job = kept
    done(made, job)
    said = []
    monkeypatch.setattr(record.logger, "warning", said.append)
    store.write_text("b.csv", "by hand")
    made._known.clear()
    assert made.input_changed(job) == ["b.csv"]
    assert said == ["Changed since made here, and made again: b.csv (what it held: .snakemake/crosscase/set_aside/)."]
    assert store.read_bytes(f"{record.set_aside()}/b.csv") == b"by hand\n"
    made.input_changed(job)
    assert len(said) == 1


def test_an_edit_during_a_run_is_seen_by_the_next_one(kept, monkeypatch):
    made, job = kept
    assert made._stale(job)  # planned with the table as it is
    store.write_text("a.csv", "edited while the step runs")
    monkeypatch.setattr(record.FilePersistence, "finished", lambda self, job: asyncio.sleep(0))
    asyncio.run(made.finished(job))
    made._write_record("b.csv", record.MetadataRecord(rule="b"))
    made._clear_cache()
    made._known.clear()
    assert made._stale(job)


# --- nothing goes on ---


def test_kernels_end_with_the_run_however_busy_they_are(folder):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        busy = (
            "from crosscase.run import kernels; kernels._LIBRARIES = []; kernels._ends_with = lambda _: None\n"
            "def busy(_):\n    while True: pass\n"
            f"kernels._runner = busy; kernels._nursery({str(folder)!r}, {owner.pid})"
        )
        nursery = subprocess.Popen([sys.executable, "-c", busy])
        asking = socket.socket(socket.AF_UNIX)
        for _ in range(200):
            if (folder / "door").exists():
                break
            time.sleep(0.05)
        asking.connect(str(folder / "door"))
        asking.sendall(b'-{"notebook": [], "cwd": "/", "env": {}}\n')
        fork = int(asking.recv(64))
        assert _works(fork)
        owner.send_signal(signal.SIGKILL)
        assert nursery.wait(10) == 0
        for _ in range(100):
            if not os.path.exists(f"/proc/{fork}") or not _works(fork):
                break
            time.sleep(0.05)
        else:
            os.kill(fork, signal.SIGKILL)
            pytest.fail("a kernel goes on")
        asking.close()
    assert not folder.exists()


def test_a_nursery_ends_with_the_run_in_the_middle_of_a_long_import(folder):
    (folder / "endless.py").write_text("import time\nopen('begun', 'w').close()\ntime.sleep(600)\n", encoding="utf-8")
    loading = (
        f"from crosscase.run import kernels; kernels._LIBRARIES = ['endless']; kernels._nursery({str(folder)!r}, %d)"
    )
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        nursery = subprocess.Popen([sys.executable, "-c", loading % owner.pid], cwd=folder)
        for _ in range(200):
            if (folder / "begun").exists():
                break
            time.sleep(0.05)
        owner.send_signal(signal.SIGKILL)
        try:
            assert nursery.wait(10) == 0
        finally:
            nursery.kill()
    assert not folder.exists()


# --- a notebook that fails ---

ROW = """
code = "def count(rows):\\n    for row in rows:\\n        row['n']"
exec(compile(code, "/somewhere/crosscase/count.py", "exec"))
count([{"case_id": "harbour-town", "link_id": "ht-l001"}])
"""


def test_a_notebook_that_fails_names_case_settings_row_and_what_to_do_and_leaves_a_page_with_the_cell(folder, capfd):
    nbformat.write(book_of('coder = "A"', "print('before')", ROW, "print('never')"), folder / "n.ipynb")
    (folder / "data/raw/cases/harbour-town").mkdir(parents=True)
    (folder / "data/raw/cases/harbour-town/links.csv").write_text("link_id,cause\nht-l000,a\nht-l001,b\n")
    store.write_text("reports/notebooks/n.ipynb", "saved by an earlier run")
    assert notebook.main(["n.ipynb", "reports/notebooks/n.ipynb", "coder=B"]) == 1
    said = capfd.readouterr().err.splitlines()
    assert said == [
        "n.ipynb stopped in cell 4: KeyError: 'n'",
        "      case: harbour-town",
        "      settings: coder=B",
        "      row: link_id ht-l001 (data/raw/cases/harbour-town/links.csv, row 3)",
        "      to mend: `crosscase check harbour-town` looks for what is wrong with data; if it finds nothing, undo the"
        " last change of code",
        "      the notebook up to there, the failing cell marked: logs/n.html",
    ]
    assert not (folder / "reports/notebooks/n.ipynb").exists()
    page = (folder / "logs/n.html").read_text("utf-8")
    marked = page[page.index('<div class="failed" id="failed">') :]
    assert "KeyError" in marked and "before" in page and "before" not in marked and "http" not in page
    nbformat.write(book_of('coder = "A"'), folder / "n.ipynb")
    assert notebook.main(["n.ipynb", "reports/notebooks/n.ipynb", "coder=B"]) == 0
    assert not (folder / "logs/n.html").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_where_the_machine_is_at_fault_it_says_so_and_shows_no_program(number, monkeypatch):
    stopped = []
    error = OSError(number, os.strerror(number), "reports/a.csv")
    said = _machine(f"Traceback ...\n\nOSError: {error}")
    assert said.startswith(f"{os.strerror(number)}: 'reports/a.csv'\n      to mend: ")
    failed = failing.told("n.ipynb", f"OSError: {error}", error, {}, "")
    assert len(failed) == 2 and failed[1].removeprefix("      to mend: ") == said.rpartition("to mend: ")[2]
    monkeypatch.setattr(failing, "print", lambda text, file: stopped.append(text), raising=False)
    assert failing.step(lambda _: (_ for _ in ()).throw(error), []) == 1
    assert "Traceback" not in stopped[0] and failed[1] in stopped[0]
    assert _machine("Traceback ... KeyError: 'n'") == ""
