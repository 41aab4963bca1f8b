"""Everything that people write, checked at once: settings, codebook, literature, papers, cases."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import store
from ..core.codebook import CODES_FILE
from ..core.findings import CaseDataError, CompendiumError, Finding
from ..core.ids import RESERVED
from . import discreet

if TYPE_CHECKING:
    import pandas as pd

    from ..core.received import RawCase, RawTable
    from ..papers.facts import Check


#: Where the pipeline leaves what its check found for the rule that writes it down.
KEPT = ".snakemake/crosscase/findings.json"


def checked(*, screen: bool = False) -> list[Finding]:
    """Check everything that a run takes in, once; return the warnings. Raises `CaseDataError` with everything that is
    wrong.

    A run keeps what it says in a log: words of a case that is not public are masked, unless all goes to the *screen*.
    """
    findings = all_findings(apart=False, screen=screen)[1]
    if errors := [finding for finding in findings if finding.severity == "error"]:
        raise CaseDataError(errors)
    return findings


def keep_for_rule(warnings: Sequence[Finding], *, write: bool) -> str:
    """Leave warnings where `kept` finds them if *write*, and return what changes when they do: their digest."""
    text = json.dumps([asdict(warning) for warning in warnings], ensure_ascii=False)
    if write:
        store.write_text(KEPT, text)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def kept() -> list[Finding]:
    """Return the warnings that the check of this run left."""
    told = json.loads(store.resolve(KEPT).read_text(encoding="utf-8"))
    return [Finding(**{**one, "allowed": tuple(one["allowed"])}) for one in told]


def write_findings(findings: Sequence[Finding], path: str) -> None:
    """Write findings as a table."""
    import pandas as pd

    from ..core.schemas import columns, dtypes

    rows = [[getattr(finding, column) for column in columns("findings")] for finding in findings]
    store.write_table(pd.DataFrame(rows, columns=columns("findings")).astype(dtypes("findings")), path, "findings")


def main(arguments: Sequence[str]) -> int:
    """Write the warnings that the pipeline's check left as a table: DIGEST FILE."""
    write_findings(kept(), arguments[1])
    return 0


def all_findings(
    only: Sequence[str] | None = None, *, apart: bool = True, screen: bool = True
) -> tuple[list[str], list[Finding]]:
    """Check settings, codebook, literature and cases (all that are chosen, or *only* these); return cases and
    findings.

    Cases that are not public are among them, unless *apart* is False. Their words stand in the findings where these go
    to the *screen* of the owners (`discreet`); what goes into a file is asked for with *screen* False.
    """
    cases, findings = unmasked(only, apart=apart)
    return cases, discreet.told(findings, cases, screen=screen)


def unmasked(only: Sequence[str] | None, *, apart: bool) -> tuple[list[str], list[Finding]]:
    """Return cases and findings as `all_findings` does, with every word in them: for who masks them otherwise."""
    import pandas as pd

    from ..cases import check as cases_check
    from ..cases.reference import check_contrasts

    findings: list[Finding] = []
    cases: list[str] = []
    config = None
    try:
        config = store.read_config()
        cases = store.case_ids(list(only) if only else config["cases"], apart=apart)
    except CompendiumError as error:
        findings += error.findings
        cases = [] if only else store.case_ids("all", apart=apart)
    book, reference = store.read_reference()
    literature = {
        name: store.read_raw_table(f"data/raw/literature/{name}.csv") for name in ("shortcomings", "references")
    }
    literature["claim_regions"] = store.read_raw_table("data/raw/claim_regions.csv")
    codes, _, _, sources = reference
    shared = {"codes": codes, "sources": sources}
    shared |= {name: store.read_raw_table(f"data/raw/codebook/{name}.csv") for name in ("frameworks", "crosswalk")}
    received = {case_id: store.read_raw_case(case_id) for case_id in cases}
    if not apart and not store.is_apart():
        findings += _not_public_after_all(received)
    if book.families and len(codes.frame.columns) > 1:
        findings += check_contrasts(book, store.read_raw_table("data/raw/codebook/contrasts.csv"))
    findings += cases_check.check_everything(
        received.values(),
        book,
        reference,
        shared["frameworks"],
        shared["crosswalk"],
        literature,
        sorted(set(store.correction_files()) - set(store.every_case())),
    )
    findings += _coder_findings(findings, config, received)
    # With a broken list of codes every code that is declared would look unknown: one report at a time.
    broken = any(one.file == CODES_FILE and one.severity == "error" for one in findings)
    own = [case.own_codes for case in received.values()]
    codes_of_all = None if broken else book.with_own(pd.concat([book.codes[:0], *own])).codes
    declared = _declared_findings(codes_of_all, received)
    return cases, findings + declared + _paper_findings(shared, received) + _leftovers() + _seen_by_git()


def _not_public_after_all(received: Mapping[str, RawCase]) -> list[Finding]:
    """Return the cases that a public run would take in although, read in full, they are not public."""
    about = {case_id: case.description for case_id, case in received.items() if isinstance(case.description, dict)}
    closed = [case_id for case_id, told in about.items() if told.get("access") in store.KEPT_APART]
    message, mend = (
        "what it says of access is not clear",
        "save it as UTF-8, with one line such as `access: confidential`",
    )
    place, code = "{}/{}/case.yml", "case.access-unclear"
    return [
        Finding(place.format(store.CASES, case_id), message, mend, column="access", code=code) for case_id in closed
    ]


def _coder_findings(
    found: Sequence[Finding], config: Mapping[str, Any] | None, received: Mapping[str, RawCase]
) -> list[Finding]:
    """Check which pass is analysed in each case (`check_analysed`); not while something else is wrong."""
    from ..cases.passes import check_analysed

    broken = any(one.severity == "error" and not one.file.startswith("config/corrections") for one in found)
    return [] if config is None or broken else check_analysed(config["coder"], received)


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
            findings += robustness_declared.check(declared, codes, folders=store.every_case(), figures=figure_names())
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


def _seen_by_git() -> list[Finding]:
    """Return what git has, or would take, of cases that are not public."""
    if store.is_apart():
        return []
    found = []
    for case_id in store.not_public():
        access, folder, traces = store.access_of(case_id), f"{store.CASES}/{case_id}", store.traces_of(case_id)
        if names := store.tracked([folder, *traces]):
            n = len(names)
            message = f"{case_id} is {access}, and git tracks {n} file{'s' * (n != 1)} of it, such as {names[0]}"
            mend = f"`git rm -r --cached {' '.join([folder, *traces])}`; what was committed before stays in the history"
            found.append(Finding(folder, message, mend, code="case.tracked"))
        for place in traces:
            message = f"it was generated from a case that is {access}"
            mend = "delete it; `make` makes it anew, kept apart"
            if place.startswith("config/"):
                message = f"it holds words of a case that is {access}"
                mend = f"move it to {folder}/{store.CORRECTIONS}"
            found.append(Finding(place, message, mend, code="case.not-apart"))
    return found


def _leftovers() -> list[Finding]:
    """Return generated folders that belong to no case any more."""
    known = {*store.every_case(), *RESERVED}
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
                        f"crosscase remove {path.name}",
                        severity="warning",
                        code="project.leftover",
                        value=path.name,
                    )
                )
    return found


if __name__ == "__main__":
    from .failing import step
    from .lives import end

    end(step(main, sys.argv[1:]))
