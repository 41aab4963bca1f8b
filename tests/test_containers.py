"""What an image is made of, held against lock, Makefile and cases: no container engine runs here."""

import os
import re

import pytest
import yaml
from conftest import ROOT, run

from crosscase import store
from crosscase.run.environment import KERNEL_ENVIRONMENT

SET_UP = "make .venv/.ready"


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def ignored(name):
    return [line for line in text(name).splitlines() if line and not line.startswith("#")]


def test_both_containers_are_set_up_by_make_from_the_lock_and_by_nothing_else():
    for name in ("Dockerfile", ".binder/postBuild"):
        assert text(name).count(SET_UP) == 1 and "pip install" not in text(name), name
    makefile = text("Makefile")
    assert (
        "$(READY): requirements.lock" in makefile
        and "--require-hashes --compile-bytecode -r requirements.lock" in makefile
    )


def test_the_base_image_is_named_to_the_last_number_and_binder_has_the_same_python():
    (base,) = re.findall(r"^FROM python:(\d+\.\d+)\.\d+-slim-bookworm$", text("Dockerfile"), flags=re.MULTILINE)
    assert text(".binder/runtime.txt") == f"python-{base}\n"
    assert f"- python={base}\n" in text("environment.yml")


def test_every_way_to_start_fixes_what_bytes_depend_on_alike():
    # A notebook's alone: a command asks its terminal.
    own = {"COLUMNS", "LINES", "PYTHONWARNINGS", "JUPYTER_PLATFORM_DIRS"}
    fixed = {name: value for name, value in KERNEL_ENVIRONMENT.items() if name not in own}
    makefile = dict(re.findall(r"^export (\w+) = (\S+)$", text("Makefile"), flags=re.MULTILINE))
    (line,) = re.findall(r"^export (.+)$", text(".binder/start"), flags=re.MULTILINE)
    assert makefile == fixed | {"UV_SYSTEM_CERTS": "1"}  # for the set-up alone
    assert dict(word.split("=") for word in line.split()) == fixed
    assert yaml.safe_load(text("environment.yml"))["variables"] == fixed


def test_binder_can_run_its_scripts():
    rights = (
        ROOT / ".ci/run"
    ).stat().st_mode & 0o111  # none where whoever unpacked an archive dropped those of all files
    for name in ("postBuild", "start"):
        assert (ROOT / ".binder" / name).stat().st_mode & 0o111 == rights
        assert text(f".binder/{name}").startswith("#!/usr/bin/env bash\n")
    assert text(".binder/start").endswith('exec "$@"\n')
    assert "make" in ignored(".binder/apt.txt")


def test_only_named_public_cases_enter_an_image():
    lines = ignored(".dockerignore")
    assert lines.index("data/raw/cases/*") < min(
        n for n, line in enumerate(lines) if line.startswith("!data/raw/cases/")
    )
    named = [line.rpartition("/")[2] for line in lines if line.startswith("!data/raw/cases/")]
    assert named and {store.access_of(case_id) for case_id in named} == {"public"}
    corrected = {
        line.rpartition("/")[2].removesuffix(".yml") for line in lines if line.startswith("!config/corrections/")
    }
    assert corrected == {case_id for case_id in named if (ROOT / f"config/corrections/{case_id}.yml").is_file()}
    assert "config/corrections/*" in lines
    assert all(line.startswith(("!data/raw/cases/", "!config/corrections/")) for line in lines if line.startswith("!"))


def test_nothing_that_is_made_on_this_machine_enters_an_image():
    made = {line.rstrip("/") for line in ignored(".gitignore") if line.endswith("/") and "*" not in line} - {
        "__pycache__"
    }
    inside = {line.removeprefix("**/") for line in ignored(".dockerignore")}
    assert made - {".pytest_cache"} <= inside


@pytest.mark.parametrize("user", ["0", "1000"])
def test_the_lab_listens_on_loopback_and_starts_for_root(user, tmp_path):
    (tmp_path / "id").write_text(f"#!/bin/sh\necho {user}\n", encoding="utf-8")
    (tmp_path / "id").chmod(0o755)
    words = ["make", "--dry-run", "--no-print-directory", "--old-file=.venv/.ready", "lab"]
    path = f"{tmp_path}:{os.environ['PATH']}"
    command = run(words, ROOT, PATH=path).stdout.splitlines()[-1].split()
    assert command[:4] == ["jupyter", "lab", "--ip", "127.0.0.1"]
    assert ("--allow-root" in command) == (user == "0")
    assert "token" not in " ".join(command).lower() and "password" not in " ".join(command).lower()
    assert "0.0.0.0" in run([*words, "IP=0.0.0.0"], ROOT, PATH=path).stdout
