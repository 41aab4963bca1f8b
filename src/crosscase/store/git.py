"""Ask git about the project: the one place where it is called."""

from __future__ import annotations

import os
import subprocess

from .files import project_root

#: What git hands on to a hook: it may lead to another repository.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def ask(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Return what git says in the project's folder and with which code it ends; *given* is what it reads.

    Raises `OSError` where there is no git.
    """
    env = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | {"LC_ALL": "C"}
    command = ["git", "-c", "core.quotepath=off", "-C", str(project_root()), *words]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=env)


def names(told: bytes) -> list[str]:
    """Return the names in what git says with ``-z``."""
    return [os.fsdecode(name) for name in told.split(b"\0") if name]
