"""CITATION.cff in the words of others: what Zenodo asks of a deposit, and CodeMeta 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .crate import name_of, where

Cff = Mapping[str, Any]
_DOI = "https://doi.org/"


def _text(cff: Cff) -> str:
    return " ".join(str(cff.get("abstract") or cff["message"]).split())


def _licences(cff: Cff) -> list[str]:
    named = cff["license"]
    return [named] if isinstance(named, str) else list(named)


def zenodo(cff: Cff) -> dict[str, Any]:
    """Return ``.zenodo.json``. Zenodo takes one licence; the note says which files are under which."""
    first, *others = _licences(cff)
    creators = []
    for one in cff["authors"]:
        family = " ".join(one[part] for part in ("name-particle", "family-names", "name-suffix") if one.get(part))
        creator = {"name": one.get("name") or ", ".join(filter(None, [family, one.get("given-names", "")]))}
        creator |= {"affiliation": one["affiliation"]} if one.get("affiliation") else {}
        creator |= {"orcid": one["orcid"].rsplit("/", 1)[-1]} if one.get("orcid") else {}
        creators.append(creator)
    related = [
        {"identifier": one["doi"], "relation": "isDerivedFrom", "scheme": "doi", "resource_type": "publication-article"}
        for one in cff.get("references", [])
        if one.get("doi")
    ]
    note = f"Licences: {', '.join([first, *others])}; REUSE.toml says which file is under which." if others else ""
    told = {
        "title": cff["title"],
        "upload_type": "dataset" if cff.get("type") == "dataset" else "software",
        "description": _text(cff),
        "creators": creators,
        "version": str(cff["version"]),
        "publication_date": str(cff["date-released"]),
        "access_right": "open",
        "license": first,
        "keywords": list(cff.get("keywords", [])),
        "language": "eng",
        "related_identifiers": related,
        "notes": note,
    }
    return {key: value for key, value in told.items() if value}


def codemeta(cff: Cff, python: str) -> dict[str, Any]:
    """Return ``codemeta.json``; *python* is the version that the package asks for, such as ``>=3.11``."""
    authors: list[dict[str, Any]] = []
    for one in cff["authors"]:
        if "name" in one:
            authors.append({"@type": "Organization", "name": one["name"]})
            continue
        author = {"@type": "Person", "givenName": one.get("given-names", ""), "familyName": one.get("family-names", "")}
        author |= {"@id": one["orcid"]} if one.get("orcid") else {}
        author |= (
            {"affiliation": {"@type": "Organization", "name": one["affiliation"]}} if one.get("affiliation") else {}
        )
        authors.append(author)
    articles = [
        {
            "@type": "ScholarlyArticle",
            **({"@id": _DOI + one["doi"], "identifier": _DOI + one["doi"]} if one.get("doi") else {}),
            "name": one["title"],
            "author": [{"@type": "Person", "name": name_of(author)} for author in one["authors"]],
            "datePublished": str(one.get("year", "")),
        }
        for one in cff.get("references", [])
    ]
    told = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": cff["title"],
        "description": _text(cff),
        "version": str(cff["version"]),
        "datePublished": str(cff["date-released"]),
        "license": [f"https://spdx.org/licenses/{one}" for one in _licences(cff)],
        "author": authors,
        "keywords": list(cff.get("keywords", [])),
        "codeRepository": where(cff) if where(cff).startswith("http") else "",
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {python}, Snakemake",
        "softwareRequirements": "requirements.lock",
        "buildInstructions": "README.md",
        "readme": "README.md",
        "citation": articles,
    }
    return {key: value for key, value in told.items() if value}
