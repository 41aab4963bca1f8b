"""The bench counts all that a command uses, and changes one coding that may be changed."""

import csv
import os
import subprocess
import sys

import bench
import pytest
from conftest import ROOT

#: A detached process that nobody waits for and whose fork is dropped by Linux: 0.6 s of work that rusage does not show.
NURSERY = """
import os, signal, subprocess, sys, time

if sys.argv[1:]:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if os.fork():
        time.sleep(1.5)
    while time.process_time() < 0.6:
        pass
else:
    subprocess.Popen([sys.executable, __file__, "nursery"], start_new_session=True)
"""


def cost(wall, processor, memory):
    return bench.Cost(wall, processor, memory)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_the_bench_counts_the_work_of_a_process_that_nobody_waits_for(tmp_path):
    script = tmp_path / "nursery.py"
    script.write_text(NURSERY)
    # In a process of its own: who measures adopts every orphan from then on.
    measure = (
        f"print(bench.measured([{sys.executable!r}, {str(script)!r}], bench.Path('.'), bench.Path('log')).processor)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, "-c", f"import bench; {measure}"]
    told = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout
    # The fork and its parent use 0.6 s each, of which rusage shows nothing; other work of the machine may come on top.
    assert float(told) > 1.15


def test_a_command_that_fails_is_no_measurement(tmp_path):
    measure = "bench.measured([sys.executable, '-c', 'raise SystemExit(3)'], bench.Path('.'), bench.Path('log'))"
    code = f"import bench, sys; {measure}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ended.returncode == 1 and "CalledProcessError" in ended.stderr


def test_the_processors_work_is_what_is_neither_idle_nor_waiting(monkeypatch):
    told = "cpu  100 7 50 1000 20 1 2 9 9 9\ncpu0 50 0 25 500 10 0 1 0 0 0\n"
    monkeypatch.setattr(bench.Path, "read_text", lambda path, **_: told if str(path) == "/proc/stat" else "")
    monkeypatch.setattr(bench.os, "sysconf", lambda name: 100)
    assert bench.processor_seconds() == pytest.approx(1.60)


def test_a_coding_that_is_changed_keeps_its_family_and_no_link_leans_on_it(tmp_path):
    side = bench.Side("here", "", ROOT, tmp_path)
    with (ROOT / "data/raw/codebook/codes.csv").open(encoding="utf-8", newline="") as file:
        family = {row["code_id"]: row["family"] for row in csv.DictReader(file)}
    found = list(bench._codings(side))
    assert len({path for path, *_ in found}) == 5
    for path, old, new in found:
        (segment, code, *rest), (also, other, *as_before) = (next(csv.reader([line])) for line in (old, new))
        assert (segment, rest) == (also, as_before) and code != other and family[code] == family[other]
        with path.with_name("links.csv").open(encoding="utf-8", newline="") as file:
            leaning = [row for row in csv.DictReader(file) if row["segment_id"] == segment]
        assert all(code not in (row["cause"], row["effect"], row["remedy"]) for row in leaning)
        assert path.read_text(encoding="utf-8").count(old) == 1


def test_the_table_shows_the_other_commit_then_this_one_and_the_ratio():
    rows = {"check": {"here": cost(1, 2, 300), "there": cost(4, 4, 200)}, "test": None}
    lines = bench.table(rows, "abc", "def").splitlines()
    assert lines[0].startswith("| what | s, def | s, abc | s, ratio |")
    assert lines[2] == f"| {bench.ROWS['check']} | 4.0 | 1.0 | 0.25 | 4.0 | 2.0 | 0.50 | 200 | 300 | 1.50 |"
    assert lines[3].startswith("| `make test` | failed | failed |  |")


def test_the_median_of_the_runs_is_taken_for_each_part():
    assert bench._median([cost(1, 9, 5), cost(3, 7, 5), cost(2, 8, 6)]) == cost(2, 8, 5)
