"""What a long `make` says of itself: which steps run, how many are done, about how long the rest takes.

On a terminal one line in place, by rich; in a log one line a finished step. Snakemake finds this package by its name
(`logger: crosscase` in a profile). What is wrong is printed as Snakemake prints it; a dry run too.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.settings import LogHandlerSettingsBase

if TYPE_CHECKING:
    from rich.progress import Progress

#: What Snakemake says of its own work, which the line of progress says better.
_OURS = {
    LogEvent.JOB_INFO,
    LogEvent.JOB_STARTED,
    LogEvent.JOB_FINISHED,
    LogEvent.PROGRESS,
    LogEvent.RUN_INFO,
    LogEvent.WORKFLOW_STARTED,
    LogEvent.RESOURCES_INFO,
}
#: The one thing that it says on the way and that a person wants to read.
_KEPT = "Nothing to be done"
_COMMAND_FAILED = "RuleException:\nCalledProcessError"
_LINES = 6  # of what a step said on another machine; all of it is in its log
_SKEW = 60  # seconds by which the clocks of two machines may differ
#: What it says once more after a step failed.
_ONCE_MORE = ("Exiting because a job execution failed", "WorkflowError:\nAt least one job did not complete")


def seconds(number: float) -> str:
    """Return a time as a person says it: 40 s, 3 min."""
    return f"{number:.0f} s" if number < 100 else f"{number / 60:.0f} min"


def _machine(text: str) -> str:
    """Return what a person does about the machine where Snakemake itself could not write; otherwise nothing."""
    from crosscase.run.failing import machine

    mend = machine(text)
    found = re.search(r"\[Errno \d+\] ([^\n)]+)", text)
    return f"{found[1]}\n      to mend: {mend}" if found and mend else ""


class Steps:
    """The steps of a run: those that run since when, and how many are done."""

    def __init__(self) -> None:
        self.running: dict[int, tuple[str, float]] = {}
        self.done, self.total, self.began = 0, 0, 0.0

    def start(self, job: int, name: str, now: float) -> None:
        self.began = self.began or now
        self.running[job] = (name, now)

    def finish(self, job: int, now: float) -> tuple[str, float]:
        """Return the name of a finished step and how long it took, in seconds."""
        name, since = self.running.pop(job, ("", now))
        self.done += 1
        return name, now - since

    def left(self, now: float) -> str:
        """Return about how long the rest takes, from the pace so far; empty before there is one."""
        if not self.done or self.done >= self.total:
            return ""
        return f"about {seconds((now - self.began) / self.done * (self.total - self.done))} left"

    @property
    def names(self) -> str:
        """The steps that run now."""
        return ", ".join(name for name, _ in self.running.values())


class LogHandler(LogHandlerBase):
    """Follows a run and prints its progress."""

    def __post_init__(self) -> None:
        from snakemake.logging import DefaultFilter, DefaultFormatter

        logging.raiseExceptions = False  # what is wrong with Snakemake's own log on a full disk is said once, here
        common = self.common_settings
        self.passes = DefaultFilter(
            common.quiet, common.debug_dag, common.verbose, common.dryrun, common.printshellcmds
        )
        self.setFormatter(DefaultFormatter(common.quiet, common.show_failed_logs))
        self.stream = sys.stdout if common.stdout else sys.stderr
        self.in_place = self.stream.isatty()
        self.steps = Steps()
        self.bar: Progress | None = None
        self.since = time.time()
        self.failed = False

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "event", None)
        if event == LogEvent.GROUP_ERROR and not self.common_settings.dryrun:
            self.failed = True
            self.tell_group(record.__dict__)
            return
        if event == LogEvent.JOB_ERROR and not self.common_settings.dryrun:
            self.failed, job = True, record.__dict__
            if not job.get("indent"):  # else it is of a group, which was told
                logs = ", ".join(str(file) for file in job["log"] if not str(file).endswith(".ipynb"))
                self.say(f"{job['rule_name']} failed; what it said stands above and in {logs or 'no log'}")
            return
        if str(record.msg).startswith(_COMMAND_FAILED):
            return  # the whole command of a step, which said itself what is wrong
        if self.failed and str(record.msg).startswith(_ONCE_MORE):
            return
        if record.levelno >= logging.ERROR and (mend := _machine(str(record.msg))):
            self.say(mend)
            return
        if self.common_settings.dryrun or event not in _OURS:
            told = record.levelno >= logging.WARNING or self.common_settings.dryrun or _KEPT in str(record.msg)
            if (told or event is not None) and self.passes.filter(record) and (text := self.format(record)):
                self.say(text)
            return
        self.follow(event, record.__dict__, time.monotonic())

    def follow(self, event: LogEvent, told: dict[str, Any], now: float) -> None:
        """Take in one event of the run and show where it stands."""
        steps = self.steps
        if event == LogEvent.RUN_INFO:
            steps.total = int((told.get("stats") or {}).get("total", steps.total))
        elif event == LogEvent.PROGRESS:
            steps.total = int(told["total"])
        elif event == LogEvent.JOB_INFO:
            case_id = (told.get("wildcards") or {}).get("case_id")
            steps.start(told["jobid"], told["rule_name"] + (f" {case_id}" if case_id else ""), now)
        elif event == LogEvent.JOB_FINISHED:
            name, took = steps.finish(told["job_id"], now)
            if not self.in_place and name != "all":
                left = steps.left(now)
                self.say(f"{steps.done} of {steps.total} done: {name} ({took:.1f} s){f', {left}' if left else ''}")
        if self.in_place and steps.total:
            self.draw(now)

    def tell_group(self, told: dict[str, Any]) -> None:
        """Say that a job on a cluster failed, and what its steps said there; one that went well says nothing."""
        steps = told["job_error_info"]
        names, logs = ", ".join(step["rule_name"] for step in steps), ", ".join(told.get("aux_logs") or [])
        self.say(f"a job on the cluster failed ({names}){f'; its log is {logs}' if logs else ''}")
        for file in [Path(log) for step in steps for log in step["log"] if log.endswith(".log")]:
            if file.is_file() and file.stat().st_mtime > self.since - _SKEW:
                for line in file.read_text(encoding="utf-8", errors="replace").splitlines()[-_LINES:]:
                    self.say(line)

    def draw(self, now: float) -> None:
        """Show the line of progress in place; take it away when all is done."""
        steps = self.steps
        if self.bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
            console = Console(file=self.stream, no_color=self.common_settings.nocolor or None, highlight=False)
            self.bar = Progress(*columns, console=console, transient=True)
            self.bar.add_task("", total=steps.total, told="")
            self.bar.start()
        told = "; ".join(part for part in (steps.left(now), steps.names) if part)
        self.bar.update(self.bar.task_ids[0], completed=steps.done, total=steps.total, told=told, refresh=True)
        if steps.done >= steps.total and not steps.running:
            self.close()
            self.say(f"{steps.done} steps done in {seconds(now - steps.began)}")

    def say(self, text: str) -> None:
        """Print a line; what the terminal cannot show is replaced."""
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        safe = text.encode(encoding, "replace").decode(encoding)
        if self.bar is not None:
            self.bar.console.print(safe, markup=False, soft_wrap=True)
        else:
            print(safe, file=self.stream, flush=True)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
        super().close()

    @property
    def writes_to_stream(self) -> bool:
        return True

    @property
    def writes_to_file(self) -> bool:
        return False

    @property
    def has_filter(self) -> bool:
        return True

    @property
    def has_formatter(self) -> bool:
        return True

    @property
    def needs_rulegraph(self) -> bool:
        return False


class LogHandlerSettings(LogHandlerSettingsBase):
    """No settings."""
