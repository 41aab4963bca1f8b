"""Everything that people write, checked at once: settings, codebook, literature, papers, cases."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import pkgutil
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import store
from ..core.codebook import CODES_FILE
from ..core.findings import CaseDataError, CompendiumError, Finding, strange

if TYPE_CHECKING:
    import pandas as pd

    from ..core.received import RawCase, RawTable
    from ..papers.facts import Check


#: Where the pipeline leaves what its check found for the rule that writes it down.
KEPT = ".snakemake/crosscase/findings.json"

_ACCESS = re.compile(r"""^["']?access["']?\s*:\s*["']?([A-Za-z]+)""", re.MULTILINE)


def checked() -> list[Finding]:
    """Check everything once; return the warnings. Raises `CaseDataError` with everything that is wrong.

    What stands in a case that is not public is left out: a run keeps what it says in logs.
    """
    from ..core.kinds import masked

    findings = masked(all_findings()[1], private_places())
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise CaseDataError(errors)
    return findings


def keep_for_rule(warnings: Sequence[Finding]) -> str:
    """Leave warnings where `main` finds them, and return what changes when they do: their digest."""
    text = json.dumps([asdict(warning) for warning in warnings], ensure_ascii=False)
    if not {"-n", "--dry-run", "--dryrun"} & set(sys.argv):
        store.write_text(KEPT, text)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_findings(findings: Sequence[Finding], path: str) -> None:
    """Write findings as a table."""
    import pandas as pd

    from ..core.schemas import columns, dtypes

    rows = [[getattr(finding, column) for column in columns("findings")] for finding in findings]
    store.write_table(pd.DataFrame(rows, columns=columns("findings")).astype(dtypes("findings")), path, "findings")


def main(arguments: Sequence[str]) -> int:
    """Write the warnings that the pipeline's check left as a table: DIGEST FILE."""
    kept = json.loads(store.resolve(KEPT).read_text(encoding="utf-8"))
    write_findings([Finding(**{**one, "allowed": tuple(one["allowed"])}) for one in kept], arguments[1])
    return 0


def all_findings(only: Sequence[str] | None = None) -> tuple[list[str], list[Finding]]:
    """Check settings, codebook, literature and cases (all that are chosen, or *only* these); return cases and
    findings.
    """
    from ..cases import check as cases_check
    from ..cases.reference import check_contrasts

    findings: list[Finding] = []
    cases: list[str] = []
    config = None
    try:
        config = store.read_config()
        cases = store.case_ids(list(only) if only else config["cases"])
    except CompendiumError as error:
        findings += error.findings
        cases = [] if only else store.case_ids("all")
    book, reference = store.read_reference()
    literature = {
        name: store.read_raw_table(f"data/raw/literature/{name}.csv") for name in ("shortcomings", "references")
    }
    literature["claim_regions"] = store.read_raw_table("data/raw/claim_regions.csv")
    codes, _, _, sources = reference
    shared = {"codes": codes, "sources": sources}
    shared |= {name: store.read_raw_table(f"data/raw/codebook/{name}.csv") for name in ("frameworks", "crosswalk")}
    received = {case_id: store.read_raw_case(case_id) for case_id in cases}
    if book.families and len(codes.frame.columns) > 1:
        findings += check_contrasts(book, store.read_raw_table("data/raw/codebook/contrasts.csv"))
    findings += cases_check.check_everything(
        received.values(),
        book,
        reference,
        shared["frameworks"],
        shared["crosswalk"],
        literature,
        sorted(set(store.correction_files()) - set(store.case_ids("all"))),
    )
    findings += _coder_findings(findings, config, received)
    # With a broken list of codes every code that is declared would look unknown: one report at a time.
    broken = any(one.file == CODES_FILE and one.severity == "error" for one in findings)
    declared = _declared_findings(None if broken else book.codes, received)
    return cases, findings + declared + _paper_findings(shared, received) + _leftovers()


def private_places() -> list[str]:
    """Return the folders and files that hold words of cases that are not public, or do not say that they are."""
    places = []
    for case_id in store.case_ids("all"):
        try:
            text = store.read_bytes(store.described_in(case_id)).decode("utf-8", "replace")
        except OSError:
            text = ""
        # Read as text: also what is not readable as YAML says who may see it.
        if set(_ACCESS.findall(text)) != {"public"}:
            places += [f"{store.CASES}/{case_id}", f"config/corrections/{case_id}.yml"]
    return places


def _coder_findings(
    found: Sequence[Finding], config: Mapping[str, Any] | None, received: Mapping[str, RawCase]
) -> list[Finding]:
    """Check that the pass to be analysed is one of each case; a case with a single pass is analysed by that.

    A pass that has read a part of a case does not count beside one that has read it whole.
    """
    from ..core.passes import of_whole_passes, partly_read, passages_read

    broken = any(one.severity == "error" and not one.file.startswith("config/corrections") for one in found)
    if config is None or broken:
        return []
    coder, findings = config["coder"], []
    for case_id, case in received.items():
        frames = {name: table.frame.assign(case_id=case_id) for name, table in case.tables.items()}
        codings, segments = frames["codings"], frames["segments"]
        partly = partly_read(passages_read(codings, frames.get("readings")), segments)
        passes = list(dict.fromkeys(of_whole_passes(codings, partly, coder)["coder"].tolist()))
        if len(passes) > 1 and coder not in passes:
            message = f"no coding of {case_id} is by '{coder}'; its passes are {', '.join(passes)}"
            findings.append(strange("config/config.yaml", message, coder, passes, "case.no-such-pass", column="coder"))
    return findings


def _declared_findings(codes: pd.DataFrame | None, received: Mapping[str, RawCase]) -> list[Finding]:
    """Check what config/ declares beside the settings: headline findings and variants, conditions and outcomes.

    Without *codes* only the form of the files is checked.
    """
    from ..core.received import sound
    from ..questions.configurations import declared as configurations_declared
    from ..questions.robustness import declared as robustness_declared
    from .imports import figure_names

    findings = []
    try:
        declared = store.read_declared(robustness_declared.FILE)
        if codes is not None:
            findings += robustness_declared.check(
                declared, codes, folders=store.case_ids("all"), figures=figure_names()
            )
    except CompendiumError as error:
        findings += error.findings
    # The check of a case says where its case.yml cannot be read.
    described = {case_id: sound(case.description) for case_id, case in received.items()}
    try:
        declared = store.read_declared(configurations_declared.FILE)
        findings += (
            []
            if codes is None
            else configurations_declared.check(declared, codes, described, configurations_declared.FILE)
        )
    except CompendiumError as error:
        findings += error.findings
    return findings


def _paper_findings(shared: Mapping[str, RawTable], received: Mapping[str, RawCase]) -> list[Finding]:
    """Check the tables of facts that papers state (data/raw/papers/), against the cases at hand and the codebook.

    *shared* holds the tables ``sources``, ``codes``, ``frameworks`` and ``crosswalk``.
    """
    from ..core import schemas
    from ..papers.facts import Known, check_facts

    sources = shared["sources"].frame.get("source_id", [])
    known = Known({case_id: case.tables for case_id, case in received.items()}, shared)
    segments = {case_id: case.tables["segments"].frame for case_id, case in received.items()}
    passages = {case_id: table["segment_id"].tolist() for case_id, table in segments.items() if "segment_id" in table}
    checks, findings = _paper_checks(), []
    for name, table in store.read_raw_papers().items():
        if f"raw/{name}" not in schemas.files():
            message, mend = "this file is not read", f"a table of a paper needs schemas/raw/{name}.schema.yaml"
            findings.append(Finding(table.file, message, mend, severity="warning", code="file.unread"))
            continue
        found = check_facts(table, name, sources=sources, passages=passages)
        if name in checks and not found:
            found = checks[name](table, known)
        findings += found
    return findings


def _paper_checks() -> dict[str, Check]:
    """Return the checks that the folders of papers bring (``checks.CHECKS``), by the name of a table."""
    from .. import papers

    found: dict[str, Check] = {}
    for paper in pkgutil.iter_modules(papers.__path__):
        name = f"{papers.__name__}.{paper.name}.checks"
        if paper.ispkg and importlib.util.find_spec(name):
            found |= importlib.import_module(name).CHECKS
    return found


def _leftovers() -> list[Finding]:
    """Return generated folders that belong to no case any more."""
    known = {*store.case_ids("all"), "agreement", "claims", "cross_case", "literature", "papers"}
    found = []
    for place in ("data/processed", "reports/figures", "reports/notebooks"):
        folder = store.resolve(place)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and path.name not in known:
                message = f"{place}/{path.name} was generated from a case that is gone"
                found.append(
                    Finding(
                        f"{place}/",
                        message,
                        "delete the folder",
                        severity="warning",
                        code="project.leftover",
                        value=path.name,
                    )
                )
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
