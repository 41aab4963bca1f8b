"""The whole pipeline on a SLURM of one node and on this machine, one after the other: times, and every output's bytes.

    .venv/bin/python tests/cluster/same_bytes.py [local] [slurm]

As root on Debian, whose packages of SLURM it installs, starts and stops (one_node.sh); opt-in, as it takes minutes.
Each run starts in a clone of the last commit without a single output, in the environment that `make` set up; then every
output must be there with the committed bytes. Ends with 1 where one file differs, is missing or is new.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(__file__).with_name("one_node.sh")
OUTPUTS = [
    "data/processed",
    "reports",
    "README.md",
    "docs/comparison.md",
    "docs/architecture.md",
    "docs/architecture.svg",
]
RUNS = {"local": [f"CORES={os.cpu_count()}"], "slurm": ["PROFILE=slurm"]}


def git(folder: Path, *words: str) -> list[str]:
    """Return what git says, by lines."""
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()


def run(name: str, place: Path) -> float:
    """Run the pipeline in a clone without outputs; return the seconds that it took."""
    folder = place / name
    git(ROOT, "clone", "--quiet", str(ROOT), str(folder))
    for output in ("data/processed", "reports"):
        shutil.rmtree(folder / output)
    (folder / ".venv").symlink_to((ROOT / ".venv").resolve())
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    began = time.monotonic()
    subprocess.run(["make", "--old-file=.venv/.ready", *RUNS[name]], cwd=folder, env=environment, check=True)
    return time.monotonic() - began


def compared(folder: Path) -> tuple[int, list[str]]:
    """Return how many outputs are committed, and what git has to say of those that are not the same."""
    return len(git(folder, "ls-files", *OUTPUTS)), git(
        folder, "status", "--porcelain", "--untracked-files=all", *OUTPUTS
    )


def main(names: list[str]) -> int:
    """Run what is named, or all; print a line for each."""
    place = Path(tempfile.mkdtemp(prefix="cluster-"))
    told, different = [], 0
    try:
        for name in names or list(RUNS):
            jobs = ""
            if name == "slurm":
                subprocess.run([NODE, "start", place / "node"], check=True)
            took = run(name, place)
            if name == "slurm":
                log = (place / "node/slurmctld.log").read_text(encoding="utf-8")
                jobs = f", {len(set(re.findall(r'submit_batch_job: JobId=([0-9]+)', log)))} jobs"
            n, changed = compared(place / name)
            different += len(changed)
            told += [
                f"{name}: {took:.0f} s on {os.cpu_count()} processors{jobs}; {n} outputs, {len(changed)} not the same",
                *changed,
            ]
    finally:
        if (place / "node").is_dir():
            subprocess.run([NODE, "stop", place / "node"], check=False)
        shutil.rmtree(place, ignore_errors=True)
    print("\n".join(told))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
