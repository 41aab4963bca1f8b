"""What others' programs say of the deposit: the RO-Crate, the data package, the licences. None of them asks a
network.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..publish.deposit import datapackage, terms
from ..publish.deposit.crate import METADATA

#: The profile by which a crate is read.
PROFILE = "provenance-run-crate-0.5"


#: That a program's id should be a web address: as it is written it also takes every workflow file in the crate for
#: wrong (crs4/rocrate-validator#51), so it is asked here of programs alone, of which alone the profile says it.
_ADDRESS = "process-run-crate-0.5_5.1"


def crate_issues(folder: str | Path) -> list[str]:
    """Return what roc-validator finds in an unpacked crate at REQUIRED and RECOMMENDED; each line begins with which."""
    from rocrate_validator import services

    with _contexts() as cache:
        settings = services.ValidationSettings(
            rocrate_uri=str(folder),
            profile_identifier=PROFILE,
            requirement_severity="RECOMMENDED",
            skip_checks=[_ADDRESS],
            offline=True,
            cache_path=cache,
        )
        result = services.validate(settings)
    found = {
        (one.severity.name, one.check.identifier, str(one.message), one.violatingEntity or "")
        for one in result.get_issues()
    }
    for one in json.loads((Path(folder) / METADATA).read_bytes())["@graph"]:
        if "SoftwareApplication" in one["@type"] and not one["@id"].startswith("http"):
            found.add(("RECOMMENDED", _ADDRESS, "the id of a program should be its web address", one["@id"]))
    return [f"{severity}: {message} ({entity}; {check})" for severity, check, message, entity in sorted(found)]


@contextlib.contextmanager
def _contexts() -> Iterator[Path]:
    """Give the validator the two contexts of the crate where it looks for pages that were fetched before."""
    import requests
    import requests_cache
    import urllib3
    from requests.adapters import HTTPAdapter

    class Local(HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
            body = io.BytesIO(json.dumps(terms.CONTEXTS[str(request.url)]).encode())
            kind = {"Content-Type": "application/ld+json"}
            return self.build_response(request, urllib3.HTTPResponse(body, kind, 200, preload_content=False))

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "fetched"
        with requests_cache.CachedSession(str(place), expire_after=-1) as session:
            session.mount("https://", Local())
            for address in terms.CONTEXTS:
                session.get(address)
        yield place


def package_issues(folder: str | Path) -> list[str]:
    """Return what frictionless finds in the data package of a folder: in its descriptor, sizes and hashes, and every
    cell.
    """
    import frictionless

    try:
        package = frictionless.Package(str(Path(folder) / datapackage.FILE))
        report = package.validate()
    except frictionless.FrictionlessException as error:
        return [f"{datapackage.FILE}: {one.note}" for one in (*error.reasons, error.error)]
    told = [f"{datapackage.FILE}: {one.note}" for one in report.errors]
    for task in report.tasks:
        for one in task.errors:
            row = f", row {one.row_number}" if hasattr(one, "row_number") else ""
            told.append(f"{task.place}{row}: {one.title.lower()}: {one.note}")
    return told


def licence_issues(folder: str | Path) -> list[str]:
    """Return what `reuse lint` finds in a folder; empty where every file says its copyright and licence."""
    from reuse.lint import format_lines
    from reuse.project import Project
    from reuse.report import ProjectReport

    report = ProjectReport.generate(Project.from_directory(Path(folder)), multiprocessing=False)
    return [] if report.is_compliant else format_lines(report).splitlines()
