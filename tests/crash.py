"""Kill `make` again and again, and see whether the next one ends in the same bytes.

    python tests/crash.py --kills 200 --seed 1     (goes on where it stopped: call it as often as you like)
    python tests/crash.py --short                  (at most a minute: two invented cases, two figures)
    python tests/crash.py --disk                   (a full disk, a folder that cannot be written; as root)

In a copy beside the project the pipeline is started, and its whole process group gets SIGKILL: at a moment drawn by the
seed, or while a rule runs at which nothing was killed yet. Between kills an output may get one bit flipped, a record of
Snakemake may be cut short, a stale lock may be left. After some kills in a row a run is let finish, and every output is
compared with that of a clean run (`--cases all`: with the committed one); then everything is forgotten and made again.
At every kill each file that has its final name must be whole, and three seconds later no process of the run is left.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from conftest import DATA, ROOT, copy_of_project

from crosscase.run.environment import KERNEL_ENVIRONMENT

#: Where outputs lie; what is in logs/ and .snakemake/ is no output.
PLACES = ("data/processed", "reports", "docs", "README.md")
#: What the short version makes: a table of every kind of step, in some seconds.
SHORT = (
    "reports/figures/power_by_case.svg",
    "reports/figures/mill-lane/barrier_effects.svg",
    "reports/data_dictionary.md",
)
IN_A_ROW = 20  # kills before a run is let finish, at most
AT_LEAST = 3  # kills in a row, and in a call, however little time there is
LEFT = 3.0  # seconds that a killed run may need to be gone


class Crashes:
    """The copy, what its outputs must be, and what was seen so far (kept in a file, so that a later call goes on)."""

    def __init__(self, folder: Path, cases: str, targets: tuple[str, ...], cores: int) -> None:
        self.folder, self.targets, self.cores = folder, targets, cores
        self.kept = folder / "crash.json"
        self.log = Path(tempfile.gettempdir(), f"{folder.parent.name}-{folder.name}.make.log")
        if not self.kept.is_file():
            self.seen: dict[str, Any] = {
                **dict(
                    kills=0,
                    finished=0,
                    compared=0,
                    different=[],
                    partial=[],
                    damaged=[],
                    orphans=0,
                    spoiled=0,
                    failed=[],
                ),
                **dict(different=[], partial=[], failed=[], damaged=[], rules={}, expected={}, of={}),
            }
            self.begin(cases)
        self.seen = json.loads(self.kept.read_text("utf-8"))

    def begin(self, cases: str) -> None:
        """Make the copy, and learn what its outputs must be: by a clean run, or as they are committed."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if cases == "all":
            subprocess.run(["git", "clone", "-q", str(ROOT), str(self.folder)], check=True)
        else:
            copy_of_project(self.folder, cases=DATA / "cases")
        committed = self.digests() if cases == "all" else {}
        if self.start().wait():
            sys.exit(f"the clean run failed: {self.log}")
        self.seen["expected"] = committed or self.digests()
        self.seen["of"] = dict(self.records())
        if committed:
            self.compare()
        self.forget()
        self.save()

    def save(self) -> None:
        self.kept.write_text(json.dumps(self.seen), "utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start what `make` runs, in a process group of its own."""
        command = [sys.executable, "-m", "crosscase.run.making", "--cores", str(self.cores), *self.targets]
        environment = {**os.environ, **KERNEL_ENVIRONMENT, "PYTHONPATH": str(self.folder / "src")}
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env=environment, start_new_session=True
            )

    # --- what is there ---

    def outputs(self) -> list[Path]:
        found = [self.folder / "README.md"]
        for place in PLACES[:3]:
            found += [path for path in (self.folder / place).rglob("*") if path.is_file()]
        return [path for path in found if "example_case" not in path.parts]

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of every file that stands where outputs lie."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.outputs()
        }

    def records(self) -> list[tuple[str, str]]:
        """Return outputs with their rules, from Snakemake's records."""
        told = []
        for path in (self.folder / ".snakemake/metadata").rglob("*"):
            if path.is_file():
                name = path.relative_to(self.folder / ".snakemake/metadata").as_posix()
                with contextlib.suppress(ValueError):  # cut short
                    told.append((_decoded(name), json.loads(path.read_bytes())["rule"]))
        return told

    def running(self) -> set[str]:
        """Return the rules that run now, by the marks of Snakemake."""
        place = self.folder / ".snakemake/incomplete"
        names = [path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()]
        return {self.seen["of"][one] for one in map(_decoded, names) if one in self.seen["of"]}

    def alive(self) -> list[int]:
        """Return the processes whose current folder is the copy."""
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if Path(os.readlink(path / "cwd")).is_relative_to(self.folder):
                    found.append(int(path.name))
        return found

    # --- a kill, and what is spoiled beside it ---

    def kill(self, rng: random.Random) -> None:
        """Start a run, kill it, and look at what is left; a run that ends before is compared."""
        run = self.start()
        wanted = sorted(set(self.seen["of"].values()) - set(self.seen["rules"]) - {rule for _, rule in self.records()})
        aimed = rng.choice(wanted) if wanted and rng.random() < 0.6 else ""
        moment = time.monotonic() + (120 if aimed else rng.uniform(0.2, 12))
        while run.poll() is None and time.monotonic() < moment:
            if aimed and aimed in self.running():
                time.sleep(rng.uniform(0, 1.5))
                break
            time.sleep(0.02)
        at = self.running()
        if run.poll() is not None:
            self.ended(run.returncode)
            self.forget()
            return
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        self.seen["kills"] += 1
        for rule in at or {"(planning)"}:
            self.seen["rules"][rule] = self.seen["rules"].get(rule, 0) + 1
        if rng.random() < 0.5:  # else the next run starts at once
            self.gone()
        self.whole()
        self.spoil(rng)
        self.save()

    def gone(self) -> None:
        """Wait until no process of the run is left; those that stay are counted."""
        until = time.monotonic() + LEFT
        while self.alive() and time.monotonic() < until:
            time.sleep(0.05)
        self.seen["orphans"] += len(self.alive())

    def whole(self) -> None:
        """Look whether each file that has a final name is whole: the data did not change, so its bytes are known."""
        for path, digest in self.digests().items():
            name = Path(path).name
            if name.startswith(".") and name.endswith(".unfinished"):
                continue
            if digest != self.seen["expected"].get(path) and path not in self.seen["damaged"]:
                self.seen["partial"].append(path)

    def spoil(self, rng: random.Random) -> None:
        """Damage an output, cut a record short or leave a lock, now and then."""
        what = rng.random()
        made = (self.folder / path for path in sorted(self.seen["of"]) if path != "README.md")
        outputs = [path for path in made if path.is_file() and path.stat().st_size]
        records = sorted(path for path in (self.folder / ".snakemake/metadata").rglob("*") if path.is_file())
        if what < 0.2 and outputs:
            path = rng.choice(outputs)
            content, stamp = path.read_bytes(), path.stat().st_mtime_ns
            place = rng.randrange(len(content))
            flipped = content[:place] + bytes([content[place] ^ (1 << rng.randrange(8))]) + content[place + 1 :]
            path.write_bytes(flipped if rng.random() < 0.5 else content[:place])
            os.utime(path, ns=(stamp, stamp))
            self.seen["damaged"].append(path.relative_to(self.folder).as_posix())
        elif what < 0.4 and records:
            path = rng.choice(records)
            path.write_bytes(path.read_bytes()[: rng.randrange(200)])
        elif what < 0.5:
            (self.folder / ".snakemake/locks").mkdir(exist_ok=True)
            (self.folder / ".snakemake/locks/0.output.lock").write_text("README.md\n", "utf-8")
        else:
            return
        self.seen["spoiled"] += 1

    # --- a run that is let finish ---

    def finish(self) -> None:
        self.ended(self.start().wait())
        self.forget()

    def ended(self, code: int) -> None:
        self.seen["finished"] += 1
        if code:
            self.seen["failed"].append(self.seen["finished"])
        self.compare()
        self.gone()
        self.save()

    def compare(self) -> None:
        now, self.seen["damaged"] = self.digests(), []
        names = set(now) | set(self.seen["expected"])
        self.seen["compared"] += len(names)
        self.seen["different"] += sorted(one for one in names if now.get(one) != self.seen["expected"].get(one))

    def forget(self) -> None:
        """Let everything be made again."""
        shutil.rmtree(self.folder / ".snakemake")

    def table(self) -> str:
        """Return what was seen so far."""
        seen, rules = self.seen, set(self.seen["of"].values())
        rows = {
            "kills": seen["kills"],
            "runs let finish": seen["finished"],
            "of them failed": len(seen["failed"]),
            "damages, cut records and stale locks between": seen["spoiled"],
            "rules killed at": f"{len(rules & set(seen['rules']))} of {len(rules)}",
            "files compared": seen["compared"],
            "different bytes": len(seen["different"]),
            "partial files under a final name": len(seen["partial"]),
            "orphan processes": seen["orphans"],
        }
        return "\n".join(f"{name:<46}{value:>10}" for name, value in rows.items())

    @property
    def well(self) -> bool:
        return not any(self.seen[name] for name in ("different", "partial", "orphans", "failed"))


def _decoded(name: str) -> str:
    """Return the output that a record of Snakemake belongs to."""
    return urlsafe_b64decode("".join(part.removeprefix("@") for part in name.split("/"))).decode()


def crash(folder: Path, kills: int, seed: int, cases: str, targets: tuple[str, ...], seconds: float) -> int:
    """Kill as often as asked for (or as fits into the time), let the last run finish, print the table."""
    until = time.monotonic() + seconds
    crashes = Crashes(folder, cases, targets, 2)
    before = crashes.seen["kills"]

    def more() -> bool:
        done = crashes.seen["kills"]
        return done < kills and (done < before + AT_LEAST or time.monotonic() < until)

    while more():
        rng = random.Random(f"{seed} {crashes.seen['kills']} {crashes.seen['finished']}")
        for _ in range(rng.randint(AT_LEAST, IN_A_ROW)):
            if more():
                crashes.kill(rng)
        crashes.finish()
        print(crashes.table(), flush=True)
    for name in ("different", "partial"):
        for path in crashes.seen[name][:10]:
            print(f"{name}: {path}")
    return 0 if crashes.well else 1


def disk(folder: Path) -> int:
    """Let the disk be full, read-only, then neither: messages without a traceback, and the same bytes in the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        print("skipped: no disk can be mounted here (it takes root)")
        return 0
    try:
        crashes = Crashes(folder / "project", "two", SHORT[1:], 2)
        used = sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))
        ok = True
        stages = {
            "full": f"size={used // 1024 + 8}k",
            "full in the middle": "size=400m",
            "read-only": "ro",
            "mended": "rw",
        }
        for what, options in stages.items():
            subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)
            code, said = _said(crashes, fill=what == "full in the middle")
            ok &= "Traceback" not in said and bool(code) == (what != "mended")
            print(f"--- {what}: exit code {code}\n{said}")
        crashes.compare()
        print(crashes.table())
        return 0 if ok and crashes.well else 1
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def _said(crashes: Crashes, *, fill: bool) -> tuple[int, str]:
    """Run to the end and return exit code and last lines on the screen; with *fill* the disk fills up on the way."""
    log, filler = crashes.log, crashes.folder / "filler"
    log.unlink(missing_ok=True)
    run = crashes.start()
    while fill and run.poll() is None:
        if crashes.running():
            with contextlib.suppress(OSError), filler.open("ab", buffering=0) as file:
                while run.poll() is None:
                    file.write(b" " * 100_000)
        time.sleep(0.02)
    code = run.wait()
    if fill:
        filler.unlink(missing_ok=True)
    return code, "\n".join(log.read_text("utf-8").splitlines()[-14:])


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    told = "two invented ones, few of their steps, or all that are committed"
    asked.add_argument("--cases", choices=("two", "few", "all"), default="two", help=told)
    asked.add_argument("--minutes", type=float, default=1e6, help="stop after that, and go on at the next call")
    asked.add_argument("--folder", type=Path, default=ROOT.parent / f"{ROOT.name}-crash", help="where the copy lies")
    asked.add_argument("--short", action="store_true")
    asked.add_argument("--disk", action="store_true")
    given = asked.parse_args()
    folder = given.folder.resolve()
    if given.disk:
        return disk(folder.with_name(f"{folder.name}-disk"))
    if given.short:
        short = folder.with_name(f"{folder.name}-short")
        shutil.rmtree(short, ignore_errors=True)
        code = crash(short, 5, given.seed, "two", SHORT, 40)
        shutil.rmtree(short)
        return code
    targets = SHORT if given.cases == "few" else ()
    return crash(folder, given.kills, given.seed, given.cases, targets, 60 * given.minutes)


if __name__ == "__main__":
    sys.exit(main())
