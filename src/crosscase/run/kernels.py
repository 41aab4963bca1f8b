"""Notebooks and kernels that start at once: one process loads the libraries, every other is forked from it.

Loading pandas, matplotlib and Jupyter takes longer than most notebooks compute. So the first notebook of a run starts
a *nursery*, a process that has them loaded and does nothing else; each notebook, and each kernel, is a fork of it. It
ends with the process that called `share`; each job on a cluster has its own. Where there is none (one notebook by hand)
everything starts as usual: results are the same. Only libraries are loaded beforehand, never the package, so edited
code is read anew.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any

from . import lives
from .environment import KERNEL_ENVIRONMENT

#: Names the folder of the nursery for this process and those below it.
NURSERY = "CROSSCASE_NURSERY"
#: What jupyter_client reads to start kernels by `crosscase.run.forked`.
PROVISIONER = "JUPYTER_DEFAULT_PROVISIONER_NAME"

_LIBRARIES = (
    "papermill nbclient nbformat ipykernel.kernelapp ipykernel.ipkernel ipykernel.debugger psutil IPython.display"
    " IPython.core.debugger IPython.core.oinspect pandas pandas.io.formats.style"
    " numpy matplotlib.backends.backend_agg matplotlib.backends.backend_svg matplotlib.backends.backend_pdf seaborn"
    " scipy.stats scipy.cluster.hierarchy scipy.spatial.distance scipy.optimize"
    " statsmodels.stats.inter_rater"
    " krippendorff setqca docx jsonschema yaml PIL.Image PIL.PngImagePlugin fontTools.subset pdfplumber pypdfium2"
).split()
#: Locked by every notebook and kernel that runs.
WORK = ".snakemake/crosscase/working"
_PATIENCE = 120  # seconds that a nursery may take to be ready


def share(*, anew: bool = False) -> None:
    """Let this process and all below it start notebooks from one nursery, which ends with this process.

    One that the environment names already is used on, unless *anew*: a job on a cluster inherits the name of one on
    another machine, or outside of what the job may use.
    """
    if (NURSERY in os.environ and not anew) or not hasattr(os, "fork"):
        return
    folder = tempfile.mkdtemp(prefix="cc-")
    os.environ[NURSERY] = folder
    os.environ["CROSSCASE_NURSERY_OWNER"] = str(os.getpid())
    atexit.register(_end, folder, os.getpid())


def _end(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        with contextlib.suppress(OSError), _connected(folder) as asking:
            asking.sendall(b'{"end": true}\n')
        shutil.rmtree(folder, ignore_errors=True)


def folder() -> str | None:
    """Return the nursery's folder, which is taken away with it however a run ends; None where there is none."""
    there = os.environ.get(NURSERY)
    return there if there and os.path.isdir(there) else None


def ask(request: dict[str, Any], *, cwd: str | None = None, streams: bool = False) -> socket.socket | None:
    """Ask the nursery for a fork; return the connection to it, or None where there is no nursery.

    The fork starts in *cwd* and ends when the connection is closed. With *streams* it writes to our standard output and
    error.
    """
    place = folder()
    if place is None:
        return None
    try:
        asking = _connected(place)
    except OSError:
        if not _started(place):
            return None
        asking = _connected(place)
    payload = json.dumps({**request, "cwd": cwd or os.getcwd(), "env": dict(os.environ)}).encode() + b"\n"
    if streams:
        socket.send_fds(asking, [b"+"], [1, 2])
    else:
        asking.sendall(b"-")
    asking.sendall(payload)
    return asking


def _connected(folder: str) -> socket.socket:
    asking = socket.socket(socket.AF_UNIX)
    try:
        asking.connect(os.path.join(folder, "door"))
    except BaseException:
        asking.close()
        raise
    return asking


def _started(folder: str) -> bool:
    """Start the nursery unless another process does; return whether it is there."""
    import fcntl

    with open(os.path.join(folder, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(OSError):
            _connected(folder).close()
            return True
        command = [sys.executable, "-m", "crosscase.run.kernels", folder, os.environ["CROSSCASE_NURSERY_OWNER"]]
        with open(os.path.join(folder, "log"), "w") as log:
            nursery = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **KERNEL_ENVIRONMENT},
            )
        for _ in range(_PATIENCE * 20):
            with contextlib.suppress(OSError):
                _connected(folder).close()
                return True
            if nursery.poll() is not None:
                return False
            time.sleep(0.05)
    return False


def answer(asking: socket.socket) -> int:
    """Wait for a fork to end; return its exit code, 1 where it ended without one."""
    with asking:
        told = b""
        while part := asking.recv(1024):
            told += part
    lines = told.split(b"\n")
    return int(lines[-2]) if len(lines) > 2 else 1


# --- the nursery ------------------------------------------------------------------------------------


def _nursery(folder: str, owner: int) -> None:
    """Serve forks until told to end, or until the owner is gone."""
    try:
        watch: list[Any] = [os.pidfd_open(owner)]  # readable as soon as the owner is gone
    except (AttributeError, OSError):
        watch = []
    with _ends_while_loading(folder, owner, watch):
        for name in _LIBRARIES:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        with contextlib.suppress(ImportError):
            _ask_once()
    import gc

    gc.freeze()  # what is loaded is never looked at again, so its pages stay shared
    gc.set_threshold(50_000)  # nor is a figure that is being drawn, of some 100,000 objects, again and again
    door = socket.socket(socket.AF_UNIX)
    place = os.path.join(folder, "door")
    door.bind(f"{place}.new")
    door.listen(64)
    os.replace(f"{place}.new", place)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks leave no zombie
    while os.path.isdir(folder):
        ready = select.select([door, *watch], [], [], 1.0)[0]
        if _gone(owner, watch):
            shutil.rmtree(folder, ignore_errors=True)  # a run that was killed left it, its log too
            return
        if door not in ready:
            continue
        asking, _ = door.accept()
        request, streams = _read(asking)
        if request.get("end"):
            return
        with contextlib.suppress(ImportError):  # a program that is no part of the package is loaded once
            if "program" in request:
                importlib.import_module(request["program"][0])
        if request and os.fork() == 0:
            _die_with_parent()
            door.close()
            _fork(asking, request, streams)
        asking.close()
        for stream in streams:
            os.close(stream)


def _ask_once() -> None:
    """Let the libraries prepare what they keep for all later calls: the rules of a notebook, who starts kernels."""
    import nbformat
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    nbformat.validate(nbformat.v4.new_notebook())
    KernelProvisionerFactory.instance()


def _gone(owner: int, watch: list[Any]) -> bool:
    return bool(watch and select.select(watch, [], [], 0)[0]) or not _alive(owner)


@contextlib.contextmanager
def _ends_while_loading(folder: str, owner: int, watch: list[Any]) -> Iterator[None]:
    """End the nursery, also in the middle of a long import, when its owner is gone; no thread is left for its forks."""
    loaded = threading.Event()

    def look() -> None:
        while not loaded.wait(0.2):
            if _gone(owner, watch):
                shutil.rmtree(folder, ignore_errors=True)
                os._exit(0)

    looking = threading.Thread(target=look)
    looking.start()
    yield
    loaded.set()
    looking.join()


def at_work() -> None:
    """Say that this process works for the run in the current folder, until it ends; a new run waits for it."""
    with contextlib.suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(os.open(WORK, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB)


def _die_with_parent() -> None:
    """Let the system end this fork with the nursery, however busy it is; where it cannot, `_ends_with` has to do."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def _read(asking: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Read a request; an empty one where somebody only knocked."""
    mark, streams, _, _ = socket.recv_fds(asking, 1, 2)
    told = b"" if mark in (b"+", b"-") else mark
    while mark and not told.endswith(b"\n"):
        part = asking.recv(65536)
        if not part:
            return {}, list(streams)
        told += part
    return (json.loads(told) if told else {}), list(streams)


def _fork(asking: socket.socket, request: dict[str, Any], streams: list[int]) -> None:
    """Become what was asked for: a kernel, the runner of a notebook, or a program."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for target, stream in zip((1, 2), streams, strict=False):
            os.dup2(stream, target)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        for name in [name for name in sys.modules if name.partition(".")[0] == "crosscase"]:
            del sys.modules[name]
        sys.path[:0] = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
        importlib.invalidate_caches()
        asking.sendall(f"{os.getpid()}\n".encode())
        threading.Thread(target=_ends_with, args=(asking,), daemon=True).start()
        if "program" in request:
            _program(*request["program"])
        else:
            at_work()
            code = _kernel(request["kernel"]) if "kernel" in request else _runner(request["notebook"])
    except SystemExit as end:
        code = lives.code_of(end)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            asking.sendall(f"{code}\n".encode())
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _kernel(arguments: list[str]) -> int:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance(arguments)
    return 0


def _runner(arguments: list[str]) -> int:
    return importlib.import_module("crosscase.run.notebook").run_here(arguments)


def _program(module: str, *arguments: str) -> None:
    """Run the `main` of a module of a library with these arguments; it ends by itself."""
    sys.argv = [module.partition(".")[0], *arguments]
    importlib.import_module(module).main()
    raise SystemExit(0)


def _ends_with(asking: socket.socket) -> None:
    """End this fork when the one who asked for it is gone."""
    with contextlib.suppress(OSError):
        if asking.recv(1):
            return
    os._exit(1)


if __name__ == "__main__":
    _nursery(sys.argv[1], int(sys.argv[2]))
