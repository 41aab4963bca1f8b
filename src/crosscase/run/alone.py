"""One run at a time in a folder: a second one says so and stops, and what a killed one left does not hold up the next.

The mark is a lock of the operating system on a file in `.snakemake/`; it goes with the process that holds it, however
that ends. Snakemake's own lock is a file that stays when a run is killed.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import IO

from .. import store
from ..core.findings import ConfigError, Finding
from .kernels import WORK

_MARK = ".snakemake/crosscase/running"
_LOCKS = ".snakemake/locks"
_PATIENCE = 60  # seconds that a new run waits for what is left of a killed one; it ends within one
_held: list[IO[str]] = []


def hold() -> str:
    """Say that this process runs the pipeline here, until it ends; return what there is to tell, or nothing.

    Raises `ConfigError` where another run is going on.
    """
    mark = store.resolve(_MARK)
    try:
        import fcntl

        mark.parent.mkdir(parents=True, exist_ok=True)
        file = mark.open("a+")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigError([_another(mark.read_text(encoding="utf-8").strip())]) from None
    except (ImportError, OSError):  # a disk or system without such locks: Snakemake's own has to do
        return ""
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    _held.append(file)
    _wait()
    store.remove_unfinished()
    left = [path for path in store.resolve(_LOCKS).glob("*") if path.is_file()]
    for path in left:
        path.unlink(missing_ok=True)
    return "An earlier run was stopped before its end; this one goes on from where it was." if left else ""


def _wait() -> None:
    """Wait until the notebooks and kernels of a killed run are gone."""
    import fcntl

    with store.resolve(WORK).open("a") as file:
        for _ in range(_PATIENCE * 20):
            with contextlib.suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            time.sleep(0.05)


def look(folder: Path) -> None:
    """Raise `ConfigError` where a run is going on in a folder."""
    mark = folder / _MARK
    with contextlib.suppress(ImportError, FileNotFoundError):
        import fcntl

        with mark.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConfigError([_another(file.read().strip())]) from None
            except OSError:
                return


def _another(process: str) -> Finding:
    who = f" (process {process})" if process.isdigit() else ""
    mend = "wait until it is done, or stop it with Ctrl-C where it was started; then run this again"
    return Finding(".", f"another run is going on in this folder{who}", mend, code="run.other")
