"""What a run says of itself: one line a finished step in a log, one line in place on a terminal, and what is wrong."""

import io
import logging
import os
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_crosscase import LogHandler, Steps, seconds


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def handler(stream, monkeypatch, **changed):
    common = dict(quiet=set(), debug_dag=False, verbose=False, dryrun=False, printshellcmds=False, nocolor=False)
    common |= dict(show_failed_logs=False, stdout=False, **changed)
    monkeypatch.setattr("sys.stderr", stream)
    return LogHandler(SimpleNamespace(**common), None)


def record(event=None, message="", level=logging.INFO, **more):
    made = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    made.__dict__ |= {"event": event, **more}
    return made


def run_of_two(followed):
    followed.emit(record(LogEvent.RUN_INFO, "Job stats", stats={"total": 2}))
    followed.emit(record(LogEvent.JOB_INFO, jobid=1, rule_name="clean_case", wildcards={"case_id": "mill-lane"}))
    followed.emit(record(LogEvent.JOB_INFO, jobid=2, rule_name="power", wildcards=None))
    followed.emit(record(LogEvent.JOB_FINISHED, "Finished", job_id=1))
    followed.emit(record(LogEvent.PROGRESS, done=1, total=2))
    followed.emit(record(LogEvent.JOB_FINISHED, "Finished", job_id=2))


def test_a_log_gets_one_plain_line_a_step_with_what_is_done_and_left(monkeypatch):
    stream = io.StringIO()
    run_of_two(handler(stream, monkeypatch))
    first, second = stream.getvalue().splitlines()
    assert first.startswith("1 of 2 done: clean_case mill-lane (0.0 s), about ") and first.endswith(" left")
    assert second == "2 of 2 done: power (0.0 s)"


def test_a_terminal_shows_what_runs_in_place_and_is_left_clean(monkeypatch):
    stream = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    run_of_two(handler(stream, monkeypatch))
    shown = stream.getvalue()
    assert "clean_case mill-lane, power" in shown and "1/2" in shown
    assert shown.rstrip().endswith("2 steps done in 0 s") and "\x1b[?25h" in shown  # the cursor is back


def test_nothing_to_do_and_what_is_wrong_are_told_and_the_rest_is_not(monkeypatch):
    stream = io.StringIO()
    followed = handler(stream, monkeypatch)
    followed.emit(record(message="Select jobs to execute..."))
    followed.emit(record(message="Nothing to be done (all requested files are present and up to date)."))
    followed.emit(record(message="a file is older", level=logging.WARNING))
    followed.emit(record(LogEvent.JOB_ERROR, rule_name="power", log=["logs/power.log"], level=logging.ERROR))
    followed.emit(record(LogEvent.ERROR, "RuleException:\nCalledProcessError in file x: long command", logging.ERROR))
    told = stream.getvalue().splitlines()
    assert told[0].startswith("Nothing to be done") and told[1] == "a file is older"
    assert told[2:] == ["power failed; what it said stands above and in logs/power.log"]


def test_a_job_that_failed_on_a_cluster_is_told_with_what_its_steps_said_there(monkeypatch, tmp_path):
    stream = io.StringIO()
    followed = handler(stream, monkeypatch)
    old, said = tmp_path / "old.log", tmp_path / "power.log"
    old.write_text("of an earlier run\n", encoding="utf-8")
    os.utime(old, (0, 0))
    said.write_text("".join(f"line {number}\n" for number in range(10)), encoding="utf-8")
    steps = [dict(rule_name="phases", log=[str(old)]), dict(rule_name="power", log=[str(said), "27_power.ipynb"])]
    failed = dict(job_error_info=steps, aux_logs=["logs/7.log"])
    followed.emit(record(LogEvent.GROUP_ERROR, "Error", logging.ERROR, **failed))
    followed.emit(record(LogEvent.JOB_ERROR, "Error", logging.ERROR, rule_name="power", log=[str(said)], indent=True))
    first, *lines = stream.getvalue().splitlines()
    assert first == "a job on the cluster failed (phases, power); its log is logs/7.log"
    assert lines == [f"line {number}" for number in range(4, 10)]


def test_a_terminal_that_cannot_show_a_letter_gets_a_substitute(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    handler(stream, monkeypatch).emit(record(message="Nothing to be done – ‘x’"))
    stream.flush()
    assert stream.buffer.getvalue() == b"Nothing to be done ? ?x?\n"


@pytest.mark.parametrize(("number", "told"), [(0.2, "0 s"), (99, "99 s"), (150, "2 min")])
def test_times_are_told_as_a_person_says_them(number, told):
    assert seconds(number) == told


def test_what_is_left_follows_the_pace_so_far():
    steps = Steps()
    steps.total = 4
    for job in (1, 2):
        steps.start(job, "a", 0.0)
    assert steps.left(5.0) == ""
    steps.finish(1, 10.0)
    assert steps.left(10.0) == "about 30 s left"
