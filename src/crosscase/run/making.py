"""`make`: the compendium from the public cases and, where there are others, once more with all cases, kept apart.

    python -m crosscase.run.making --cores all
    python -m crosscase.run.making --profile profiles/slurm

The two runs are the same pipeline with the same settings. The first one writes what git tracks and never opens a table
of a case that is not public. The second one runs in `private/`, which git ignores, with records and logs of its own.
Where every case is public there is one run, and this process becomes it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import store
from ..core.findings import CompendiumError, ConfigError, Finding
from . import alone, cluster, lives

#: Written and removed before anything runs: is there room, and may it be written?
_PROBE = ".snakemake/crosscase/room"
_ROOM = "the project's folder must be one that may be written, with room on the disk"


def _refused(error: OSError) -> str:
    return f"the system refuses ({error.strerror or type(error).__name__})"


def main(arguments: Sequence[str]) -> int:
    """Run the pipeline with these words for Snakemake; return the exit code."""
    try:
        for folder in (store.project_root(), store.folder_apart()):
            alone.look(folder)
        if "--profile" in arguments:
            cluster.ask(arguments[list(arguments).index("--profile") + 1])
        store.write_bytes(_PROBE, b" " * 1_000_000)
        store.remove(_PROBE)
        for sentence in store.pass_over():
            print(sentence, file=sys.stderr)
        apart, public = _cases()
        if apart:
            _check(store.build_apart())
    except CompendiumError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        place = str(error.filename or ".")
        place = "." if place.endswith(store.UNFINISHED) else place
        print(ConfigError([Finding(place, _refused(error), _ROOM, code="run.machine")]), file=sys.stderr)
        return 1
    if not apart:
        return _become(arguments) if public else 0
    if public and (code := _run(store.project_root(), arguments)):
        return code
    if not public:
        print("No public case is chosen: what git tracks was left as it is.", file=sys.stderr)
    if code := _run(store.folder_apart(), arguments):
        return code
    n = len(apart)
    told = f"{n} case is" if n == 1 else f"{n} cases are"
    print(f"{told} kept apart ({', '.join(apart)}): look at {store.APART}/reports/README.md", file=sys.stderr)
    return 0


def _cases() -> tuple[list[str], list[str]]:
    """Return the chosen cases that are not public, and those that are; wrong settings are for the run to tell."""
    try:
        chosen = store.read_config()["cases"]
        every = store.case_ids(chosen, apart=True)
    except CompendiumError:
        return [], ["whatever the run says"]
    apart = [] if store.is_apart() else store.not_public(every)
    return apart, [case_id for case_id in every if case_id not in apart]


def _check(folder: Path) -> None:
    """Check every case before anything runs. Raises `CaseDataError` with everything that is wrong."""
    from . import checking

    with contextlib.chdir(folder):
        checking.checked(screen=True)


def _command(arguments: Sequence[str]) -> list[str]:
    """Return the words for Snakemake; without a profile among them, those of a run on this machine."""
    profile = [] if "--profile" in arguments else ["--profile", "profiles/default"]
    return ["snakemake", *profile, *arguments]


def _become(arguments: Sequence[str]) -> int:
    """Run Snakemake in this folder and process, which has loaded by now half of what Snakemake loads."""
    try:
        from snakemake import cli
    except ImportError:
        return _not_installed()
    sys.argv = _command(arguments)  # the pipeline reads in it what is asked for
    os.chdir(store.project_root())
    try:
        cli.main()
    except SystemExit as end:
        return lives.code_of(end)
    return 0


def _run(folder: Path, arguments: Sequence[str]) -> int:
    """Run Snakemake in a folder, as a process of its own; a stop is for that one, which ends its steps first."""
    try:
        running = subprocess.Popen(_command(arguments), cwd=folder)
    except FileNotFoundError:
        return _not_installed()
    # Ctrl-C on a terminal reaches it by itself.
    stops: dict[int, Any] = {signal.SIGTERM: lambda *_: running.terminate(), signal.SIGINT: signal.SIG_IGN}
    before = {stop: signal.signal(stop, meant) for stop, meant in stops.items()}
    try:
        return running.wait()
    finally:
        for stop, meant in before.items():
            signal.signal(stop, meant)


def _not_installed() -> int:
    mend = "run `make`, which sets it up, or put the folder of the environment's programs first in PATH"
    print(ConfigError([Finding(".", "snakemake is not installed here", mend, code="run.machine")]), file=sys.stderr)
    return 1


if __name__ == "__main__":
    lives.begin()
    lives.end(main(sys.argv[1:]))
