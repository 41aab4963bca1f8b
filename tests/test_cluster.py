"""The pipeline on a cluster: what travels as one job, what a job takes over from the run that sent it, what is told.

The run itself, on a SLURM of one node, is tests/cluster/same_bytes.py.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from conftest import DATA, ROOT, copy_of_project, run

from crosscase.core.findings import ConfigError, Finding
from crosscase.run import checking, cluster, kernels, making

PROFILE, DEFAULT = (
    yaml.safe_load((ROOT / f"profiles/{name}/config.yaml").read_text(encoding="utf-8")) for name in ("slurm", "default")
)
# Prints the groups that Snakemake makes of the planned jobs: it shows them nowhere.
PLANNED = """
import json, sys
import snakemake.cli
from snakemake.dag import DAG
settled = DAG._check_groups
def told(dag):
    settled(dag)
    groups = {group.jobid: sorted(f"{job.rule.name} {job.wildcards_dict.get('case_id', '')}".strip() for job in group)
              for group in dag._group.values()}
    alone = [job.rule.name for job in dag.needrun_jobs() if job.group is None]
    print("PLANNED" + json.dumps([list(groups.values()), alone]))
DAG._check_groups = told
snakemake.cli.main(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Return what travels together when everything runs on SLURM, and what Snakemake said."""
    folder = copy_of_project(tmp_path_factory.mktemp("cluster") / "project", cases=DATA / "cases")
    words = ["--profile", "profiles/slurm", "--dry-run", "--forceall"]
    said = run([sys.executable, "-c", PLANNED, *words], folder, PYTHONPATH=str(folder / "src"))
    lines = [line for line in said.stdout.splitlines() if line.startswith("PLANNED")]
    assert said.returncode == 0 and lines, said.stderr[-2000:]
    return *json.loads(lines[-1].removeprefix("PLANNED")), said.stderr


def test_every_step_travels_in_a_group_and_a_case_as_one(planned):
    groups, alone, _ = planned
    assert set(alone) == {"all"}
    for case_id in ("harbour-town", "mill-lane"):
        assert [f"barrier_effects {case_id}", f"clean_case {case_id}"] in groups
    assert ["cross_case", "robustness"] in groups
    pages = [group for group in groups if "gallery" in group]
    assert len(pages) == 1 and set(pages[0]) >= {"check", "data_dictionary", "explorer", "results"}
    assert len(groups) <= 10


def test_what_the_default_profile_says_holds_on_a_cluster_too(planned):
    assert "workflow specific profile profiles/default" in planned[-1]
    assert not set(PROFILE) & set(DEFAULT)  # what decides whether a step runs again is said once
    assert PROFILE["executor"] == "slurm" and {"mem_mb", "runtime"} <= set(PROFILE["default-resources"])


def test_a_job_takes_over_the_warnings_of_the_run_that_sent_it(tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    monkeypatch.chdir(tmp_path)
    warnings = [Finding("links.csv", "look at it", "mend it", row=3, allowed=("a", "b"), severity="warning")]
    digest = checking.keep_for_rule(warnings, write=True)
    taken = checking.kept()
    assert taken == warnings
    (tmp_path / checking.KEPT).unlink()
    assert checking.keep_for_rule(taken, write=False) == digest
    assert not (tmp_path / checking.KEPT).exists()


def test_a_job_starts_notebooks_from_a_process_of_its_own(monkeypatch):
    monkeypatch.setenv(kernels.NURSERY, "/on/another/machine")
    monkeypatch.setenv("CROSSCASE_NURSERY_OWNER", "1")
    kernels.share()
    assert os.environ[kernels.NURSERY] == "/on/another/machine"
    kernels.share(anew=True)
    assert Path(os.environ[kernels.NURSERY]).is_dir() and os.environ["CROSSCASE_NURSERY_OWNER"] == str(os.getpid())


def test_both_runs_use_the_profile_that_is_asked_for(tmp_path, monkeypatch):
    commands = []
    ended = SimpleNamespace(wait=lambda: 0)
    monkeypatch.setattr(making.subprocess, "Popen", lambda command, **_: commands.append(command) or ended)
    making._run(tmp_path, ["--profile", "profiles/slurm"])
    making._run(tmp_path, ["--cores", "2"])
    assert commands[0] == ["snakemake", "--profile", "profiles/slurm"]
    assert commands[1] == ["snakemake", "--profile", "profiles/default", "--cores", "2"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_for_the_run_which_ends_its_steps_first(tmp_path, stop):
    lines = [
        "trap 'echo steps are ended; exit 7' INT TERM",
        "sleep 0.3; echo runs",
        "for n in $(seq 99); do sleep 0.05; done",
    ]
    (tmp_path / "snakemake").write_text("\n".join(["#!/bin/sh", *lines, ""]))
    (tmp_path / "snakemake").chmod(0o755)
    code = "import sys; from crosscase.run import making; print('code', making._run('.', []), flush=True)"
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": path},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as asked:
        assert asked.stdout and asked.stdout.readline() == "runs\n"
        # Ctrl-C reaches every process of a terminal, `make` sends TERM to the one that it started.
        (os.killpg if stop == signal.SIGINT else os.kill)(asked.pid, stop)
        assert asked.stdout.read() == "steps are ended\ncode 7\n"


@pytest.mark.parametrize(("end", "code"), [(0, 0), (3, 3), ("no room", 1), (None, 0)])
def test_where_all_is_public_the_process_becomes_snakemake(tmp_path, monkeypatch, end, code):
    from snakemake import cli

    seen = []
    (tmp_path / "Snakefile").touch()
    (tmp_path / "data/raw/cases").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "data")
    monkeypatch.setattr(sys, "argv", ["making.py"])
    monkeypatch.setattr(making.subprocess, "Popen", lambda *_, **__: pytest.fail("another process"))
    monkeypatch.setattr(cli, "main", lambda: seen.append((Path.cwd(), sys.argv)) or sys.exit(end))
    monkeypatch.setattr(making, "_cases", lambda: ([], ["town"]))
    assert making.main(["--cores", "2"]) == code
    assert seen == [(tmp_path, ["snakemake", "--profile", "profiles/default", "--cores", "2"])]


def test_without_snakemake_make_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "snakemake", None)
    assert making._become(["--cores", "2"]) == 1
    assert "snakemake is not installed here" in capsys.readouterr().err


def test_make_hands_on_the_profile():
    def command(*words):
        return run(
            ["make", "--dry-run", "--no-print-directory", "--old-file=.venv/.ready", *words], ROOT
        ).stdout.splitlines()[-1]

    assert command("PROFILE=slurm").endswith("making --profile profiles/slurm")
    assert command("CORES=3").endswith("making --cores 3")


@pytest.mark.parametrize(
    ("sbatch", "told"),
    [
        (None, "SLURM is not installed here"),
        ("echo sbatch: error: Invalid partition >&2; exit 1", r"SLURM refuses a job \(error: Invalid partition\)"),
        ('echo "$@" >asked', ""),
    ],
)
def test_slurm_is_asked_before_the_first_job_and_its_answer_is_told(sbatch, told, tmp_path, monkeypatch):
    (tmp_path / "Snakefile").touch()
    (tmp_path / "profiles/ours").mkdir(parents=True)
    ours = {**PROFILE, "default-resources": {**PROFILE["default-resources"], "slurm_partition": "short"}}
    (tmp_path / "profiles/ours/config.yaml").write_text(yaml.safe_dump(ours), encoding="utf-8")
    if sbatch:
        (tmp_path / "sbatch").write_text(f"#!/bin/sh\n{sbatch}\n", encoding="utf-8")
        (tmp_path / "sbatch").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    if told:
        with pytest.raises(ConfigError, match=told):
            cluster.ask("profiles/ours")
        return
    cluster.ask("profiles/ours")
    asked = (tmp_path / "asked").read_text(encoding="utf-8").split()
    assert {"--test-only", "--partition=short", "--mem=1500", "--time=5", "--cpus-per-task=2"} <= set(asked)
