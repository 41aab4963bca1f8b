"""The deposit put together: the archive as it is uploaded, the draft of its certificate, the checklists; and what
checks say.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import yaml

from .. import store
from ..core import schemas
from ..core.findings import ConfigError, Finding
from ..publish import numbering
from ..publish.deposit import certificate, checklists, citation, codecheck, crate, datapackage
from ..publish.deposit.certificate import Check, Draft, Item
from ..publish.deposit.crate import About
from ..publish.deposit.steps import Step
from ..publish.tables import title_and_note
from ..publish.verifying import Difference, compare
from . import results, steps, tabled, tested, validating
from .environment import KERNEL_ENVIRONMENT

FOLDER = "dist/deposit"
#: Made from CITATION.cff, and kept where Zenodo and others look for them.
ROOT_FILES = (".zenodo.json", "codemeta.json")
#: The same hashes once more, as `sha256sum --check` and `crosscase verify` read them.
HASHES = "manifest.sha256"
_CITATION, _PLAN, _SETTINGS = "CITATION.cff", "pyproject.toml", "config/config.yaml"
_PAGE = re.compile(r"(.+)\.p\d+\.(?:svg|pdf|png)")
#: Which files of a main figure or table the archive keeps as published, for a comparison after a run.
_KEPT = (".png", ".csv")


@dataclass
class Project:
    """The compendium as it is deposited: its files, its steps, and what is read from both."""

    deposited: store.Deposited
    steps: Sequence[Step]

    @property
    def files(self) -> Mapping[str, bytes]:
        return self.deposited.files

    @cached_property
    def cff(self) -> dict[str, Any]:
        return yaml.safe_load(self.files[_CITATION])

    @cached_property
    def main(self) -> list[str]:
        return [
            name
            for name in yaml.safe_load(self.files[numbering.FILE])["main"]
            if f"reports/{name}.caption.md" in self.files
        ]

    @cached_property
    def shown(self) -> list[str]:
        """Return every figure and table that is published, by name (``figures/balance``)."""
        end = ".caption.md"
        return sorted(name.removeprefix("reports/").removesuffix(end) for name in self.files if name.endswith(end))

    @cached_property
    def numbers(self) -> dict[str, str]:
        return results.numbers_of(self.shown)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the title of each figure and table, as its caption begins."""
        return {
            name: title_and_note(self.files[f"reports/{name}.caption.md"].decode())[0].rstrip(".")
            for name in self.shown
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Return what each file of a figure or table is called."""
        stems = {f"reports/{name}.": f"{self.numbers[name]}. {title}" for name, title in self.titles.items()}
        found = {}
        for file in self.files:
            folder, _, last = file.rpartition("/")
            if stem := stems.get(f"{folder}/{last.partition('.')[0]}."):
                found[file] = f"{stem} ({last.partition('.')[2]})"
        return found

    def of(self, name: str) -> list[str]:
        """Return the files of a figure or table."""
        return sorted(file for file in self.files if file.startswith(f"reports/{name}."))


def read() -> Project:
    """Read what is deposited. Raises `ConfigError` where the project cannot be run or holds what may not be shown."""
    deposited = store.read_deposited()
    needed = (_CITATION, _PLAN, _SETTINGS, crate.LOCK, crate.WORKFLOW, checklists.FILE, numbering.FILE)
    if gone := [name for name in needed if name not in deposited.files]:
        raise ConfigError(
            [
                Finding(name, "the deposit needs it, and it is not there", "commit it", code="file.missing")
                for name in gone
            ]
        )
    try:
        cff = yaml.safe_load(deposited.files[_CITATION])
    except yaml.YAMLError:
        raise ConfigError(
            [Finding(_CITATION, "not readable as YAML", "mend it and commit", code="file.not-yaml")]
        ) from None
    if wrong := schemas.yaml_findings(cff or {}, schemas.load_yaml_schema("citation"), _CITATION):
        raise ConfigError(wrong)
    place, root = store.resolve("reports/figures"), store.project_root()
    lying = {path.relative_to(root).as_posix() for path in place.rglob("*.p[0-9]*.*")} if place.is_dir() else set()
    return Project(deposited, [with_pages(step, {*deposited.files, *lying}) for step in steps.read()])


def with_pages(step: Step, names: Collection[str]) -> Step:
    """Return a step with the later pages of its figures (``name.p2.svg``): how many there are no rule can know."""
    firsts = {file.removesuffix(".svg") for file in step.outputs if file.endswith(".svg")}
    pages = [name for name in names if (match := _PAGE.fullmatch(name)) and match[1] in firsts]
    return replace(step, outputs=sorted({*step.outputs, *pages}))


# --- the archive ------------------------------------------------------------------------------------


def root_files(cff: Mapping[str, Any], plan: bytes) -> dict[str, bytes]:
    """Return the files that stand at the root for Zenodo and for readers of CodeMeta; *plan* is pyproject.toml."""
    import tomllib

    python = tomllib.loads(plan.decode())["project"]["requires-python"]
    made = {".zenodo.json": citation.zenodo(cff), "codemeta.json": citation.codemeta(cff, python)}
    return {name: _json(content, 2) for name, content in made.items()}


def _json(content: Any, indent: int = 1) -> bytes:
    return (json.dumps(content, indent=indent, ensure_ascii=False) + "\n").encode()


def archive(project: Project) -> dict[str, bytes]:
    """Return every file of the archive: those that are deposited, those made from them, and last the crate's
    metadata.
    """
    deposited, cff = project.deposited, project.cff
    files = {name: content for name, content in project.files.items() if name not in (store.MANIFEST, HASHES)}
    files |= root_files(cff, files[_PLAN])
    tables = tabled.tables(name for name in files if not name.startswith(store.PUBLISHED))
    files[datapackage.FILE] = _json(datapackage.package(tables, files, cff, deposited.date))
    if codecheck.FILE not in files:  # a codechecker may have filled in the one that came with the archive
        listed = codecheck.manifest(project.steps, project.main, project.names)
        files[codecheck.FILE] = codecheck.text([one for one in listed if one[0] in files], cff).encode()
    for name in project.main:
        kept = {file: deposited.as_published(file) for file in project.of(name) if file.endswith(_KEPT)}
        files |= {store.PUBLISHED + file: content for file, content in kept.items() if content is not None}
    files[HASHES] = "".join(f"{store.digest(content)}  {name}\n" for name, content in sorted(files.items())).encode()
    about = About(
        cff,
        deposited.date,
        deposited.commit,
        _locked("snakemake", files[crate.LOCK]),
        yaml.safe_load(files[_SETTINGS]),
        KERNEL_ENVIRONMENT,
        project.names,
    )
    files[store.MANIFEST] = crate.text(crate.crate(files, project.steps, about)).encode()
    return files


def _locked(library: str, lock: bytes) -> str:
    """Return the version of a library in requirements.lock."""
    start = f"{library}=="
    line = next((one for one in lock.decode().splitlines() if one.startswith(start)), start)
    return line.removeprefix(start).split()[0].rstrip("\\;") if line != start else ""


# --- checks -----------------------------------------------------------------------------------------


def checks(project: Project, files: Mapping[str, bytes]) -> list[Check]:
    """Return what each check says of the archive as somebody else unpacks it."""
    warnings = max(0, files.get("data/processed/findings.csv", b"\n").decode().count("\n") - 1)
    found = [
        Check(
            "data as received (crosscase check)", True, f"no error, {warnings} warnings (data/processed/findings.csv)"
        ),
        _tests(),
        _made_by(project),
    ]
    n = len(json.loads(files[datapackage.FILE])["resources"])
    with tempfile.TemporaryDirectory() as folder:
        store.unpack(files, folder)
        told: list[tuple[str, str, Callable[[str], list[str]]]] = [
            (
                f"{n} tables against their schemas (frictionless)",
                f"every cell of {n} tables",
                validating.package_issues,
            ),
            (
                f"RO-Crate (roc-validator, {validating.PROFILE}, offline)",
                "no issue at REQUIRED and RECOMMENDED",
                validating.crate_issues,
            ),
            ("licences (reuse lint)", "every file says its licence", validating.licence_issues),
        ]
        for name, well, ask in told:
            issues = ask(folder)
            found.append(
                Check(
                    name,
                    not issues,
                    "; ".join(issues[:5]) + (f" and {len(issues) - 5} more" if len(issues) > 5 else "") or well,
                )
            )
    needed = "needs your copies of the papers: crosscase anchors verify FOLDER"
    return [*found, Check("passages found in the sources (crosscase anchors)", None, needed)]


def _made_by(project: Project) -> Check:
    """Ask whether every result that is deposited is the output of one step."""
    made = Counter(file for step in project.steps for file in step.outputs)
    shown = [file for file in project.files if file.startswith(("reports/", "data/processed/"))]
    wrong = sorted(file for file in shown if made[file] != 1)
    told = f"of no step or of several: {', '.join(wrong[:5])}" if wrong else f"{len(shown)} files, each of one step"
    return Check("every result names the step that made it", not wrong, told)


def _tests() -> Check:
    name = "tests (make test)"
    kept = tested.record()
    if kept is None:
        return Check(name, None, "no record of a whole run on what lies here; make test keeps one")
    told = ", ".join(f"{kept[word]} {word}" for word in ("passed", "failed", "error", "skipped") if kept.get(word))
    return Check(
        name, not (kept.get("failed") or kept.get("error")), f"{told}, in {kept['seconds']} s, on this very state"
    )


# --- the certificate --------------------------------------------------------------------------------


def draft(project: Project, checked: Sequence[Check]) -> Draft:
    """Return what the certificate says of what was made anew here against what was published."""
    deposited, cff = project.deposited, project.cff
    recorded = {file: step.began is not None for step in project.steps for file in step.outputs}
    differences = {file: _difference(deposited, file) for file, made in sorted(recorded.items()) if made}
    state = f"commit {deposited.commit or 'unknown'} of {deposited.date}"
    state += ", from git" if deposited.from_git else ", unpacked from its archive, without git"
    inputs = [name for name in deposited.dirty if name not in recorded]
    state += f"; {len(inputs)} files beside the results are not as published: {', '.join(inputs[:5])}" if inputs else ""
    return Draft(
        cff["title"],
        str(cff["version"]),
        "; ".join(crate.name_of(author) for author in cff["authors"]),
        state,
        list(differences.values()),
        [file for file, made in sorted(recorded.items()) if not made],
        [
            _item(project, name, {file: differences.get(file) for file in project.of(name) if file in recorded})
            for name in project.main
        ],
        checked,
        _machine(project),
        [
            (step.name, step.began, step.ended)
            for step in project.steps
            if step.began is not None and step.ended is not None
        ],
    )


def _lying(file: str) -> bytes | None:
    path = store.resolve(file)
    return path.read_bytes() if path.is_file() else None


def _difference(deposited: store.Deposited, file: str) -> Difference:
    made, published = _lying(file), deposited.as_published(file)
    if made is not None and store.digest(made) == deposited.published.get(file):
        return compare(file, made, made)
    if published is None and file in deposited.published and made is not None:
        return Difference(file, "different", "other bytes; the archive keeps only its hash")
    if published is None and file in deposited.published:
        return Difference(file, "missing", "published, and not there")
    return compare(file, published, made)


def _item(project: Project, name: str, files: Mapping[str, Difference | None]) -> Item:
    pages = [file for file in project.of(name) if file.endswith(".png")]
    published = [(file, project.deposited.as_published(file)) for file in pages]
    run = all(one is not None for one in files.values())
    made = [(file, _lying(file)) for file in pages] if run else []
    return Item(
        project.numbers[name],
        name,
        project.titles[name],
        files,
        [(file, content) for file, content in published if content is not None],
        [(file, content) for file, content in made if content is not None],
    )


def _machine(project: Project) -> dict[str, str]:
    lock = project.files[crate.LOCK]
    return {
        "system": platform.platform(),
        "processor": f"{platform.machine()}, {os.cpu_count()} cores",
        "Python": platform.python_version() if sys.implementation.name == "cpython" else sys.version,
        "Snakemake": _locked("snakemake", lock),
        "libraries": f"requirements.lock, SHA-256 {store.digest(lock)}",
        "set by every run": ", ".join(f"{name}={value}" for name, value in KERNEL_ENVIRONMENT.items()),
    }


# --- all of it --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What was written: files by name with their sizes, what the checks say, the filled checklists, what git has not
    seen.
    """

    written: Mapping[str, int]
    n_files: int
    checks: Sequence[Check]
    items: pd.DataFrame
    draft: Draft
    dirty: Sequence[str]
    from_git: bool
    renewed: Sequence[str]
    address: str


def make(folder: str = FOLDER) -> Made:
    """Write the deposit into a folder outside git, and the two files at the root where CITATION.cff has moved on."""
    project = read()
    files = archive(project)
    renewed = [name for name in ROOT_FILES if _lying(name) != files[name]]
    for name in renewed:
        store.write_bytes(name, files[name])
    checked = checks(project, files)
    said = draft(project, checked)
    items = checklists.filled(store.read_table(checklists.FILE, "raw/reporting"), project.files)
    name = f"crosscase-{project.cff['version']}.zip"
    outputs = {
        name: store.as_zip(files, project.deposited.date, project.deposited.runnable),
        "certificate.docx": certificate.word(said),
        **{f"checklists/{one.replace(' ', '_')}.docx": checklists.word(items, one) for one in checklists.PUBLISHED},
    }
    for file, content in outputs.items():
        store.write_bytes(f"{folder}/{file}", content)
    deposited = project.deposited
    written = {f"{folder}/{file}": len(content) for file, content in outputs.items()}
    address = crate.where(project.cff)
    return Made(written, len(files), checked, items, said, deposited.dirty, deposited.from_git, renewed, address)
