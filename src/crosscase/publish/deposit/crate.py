"""The archive described for machines: an RO-Crate that follows Provenance Run Crate 0.5 (Leo et al. 2024).

Steps and their files come from Snakemake, hashes from the files as they are deposited; nothing is listed by hand. An
action ends on the day of the commit that holds its outputs, since every run gives the same bytes: measured times are
in the draft of the certificate, not here.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from .steps import Step

Entity = dict[str, Any]

CONTEXT = ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"]
METADATA = "ro-crate-metadata.json"
WORKFLOW = "Snakefile"
LOCK = "requirements.lock"
_PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/provenance/0.5": ("Provenance Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
_BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
_SNAKEMAKE = "https://snakemake.github.io/"
_DONE = "http://schema.org/CompletedActionStatus"
#: Kinds of files that Python's list does not know, or names otherwise on another machine.
_FORMATS = {
    ".cff": "application/yaml",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".tex": "application/x-tex",
    ".toml": "application/toml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}


@dataclass(frozen=True)
class About:
    """What the crate says of the whole: the citation (CITATION.cff), the day and id of the commit, the version of
    Snakemake, the settings of config.yaml, the environment of every step, and names of files (captions, alt texts) by
    their paths.
    """

    citation: Mapping[str, Any]
    date: str
    commit: str
    snakemake: str
    settings: Mapping[str, Any]
    environment: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)


def crate(files: Mapping[str, bytes], steps: Sequence[Step], about: About) -> dict[str, Any]:
    """Return the metadata of the crate, to be written as ``ro-crate-metadata.json``; entities sorted by id below the
    root.
    """
    made = {name: _file(name, content, about) for name, content in files.items() if name != METADATA}
    entities = [*_people(about), *_commit(about), *_licences(about), *_profiles()]
    values = _values(steps, about)
    entities += _parameters(values)
    _tools(made, steps, about)
    actions = _actions(made, steps, about, values)
    entities += actions
    root = _root(made, about, [one["@id"] for one in actions if one["@type"] == "CreateAction"])
    descriptor = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": _to("./"),
        "conformsTo": [_to("https://w3id.org/ro/crate/1.1"), _to("https://w3id.org/workflowhub/workflow-ro-crate/1.0")],
    }
    rest = sorted([*made.values(), *entities], key=lambda one: one["@id"])
    return {"@context": CONTEXT, "@graph": [_compact(one) for one in (descriptor, root, *rest)]}


def _compact(entity: Entity) -> Entity:
    """Return an entity as RO-Crate wants it: one value stands alone, and what has none is left out."""
    several = {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in entity.items()}
    return {key: value for key, value in several.items() if value not in ([], "")}


def text(metadata: Mapping[str, Any]) -> str:
    """Return the metadata as they are written."""
    return json.dumps(metadata, indent=1, ensure_ascii=False) + "\n"


def _to(name: str) -> dict[str, str]:
    return {"@id": name}


def _id(path: str) -> str:
    return quote(path)


def _all(paths: Iterable[str], known: Mapping[str, Any]) -> list[dict[str, str]]:
    return [_to(_id(path)) for path in sorted(paths) if path in known]


def format_of(name: str) -> str:
    """Return the kind of a file as a media type; plain text where nothing else is known."""
    ending = PurePosixPath(name).suffix.lower()
    return _FORMATS.get(ending) or mimetypes.types_map.get(ending) or "text/plain"


def _file(name: str, content: bytes, about: About) -> Entity:
    entity: Entity = {
        "@id": _id(name),
        "@type": "File",
        "name": about.names.get(name) or PurePosixPath(name).name,
        "encodingFormat": format_of(name),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    if name == "README.md":
        entity["about"] = _to("./")
    return entity


# --- the whole --------------------------------------------------------------------------------------


def _root(made: Mapping[str, Entity], about: About, actions: Sequence[str]) -> Entity:
    cited = about.citation
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": cited["title"],
        "description": " ".join(str(cited.get("abstract") or cited["message"]).split()),
        "version": str(cited["version"]),
        "datePublished": about.date,
        "license": [_to(one["@id"]) for one in _licences(about)],
        "author": _authors(about),
        "publisher": _authors(about)[:1],
        "keywords": ", ".join(cited.get("keywords", [])),
        "conformsTo": [_to(one) for one in _PROFILES],
        "hasPart": _all(made, made),
        "mainEntity": _to(WORKFLOW),
        "mentions": [_to(one) for one in actions],
        "identifier": [_to(one["@id"]) for one in _commit(about)],
        "url": cited.get("url", ""),
    }


def where(citation: Mapping[str, Any]) -> str:
    """Return the address of the project; CITATION.cff itself where it states none."""
    return str(citation.get("repository-code") or citation.get("url") or "CITATION.cff")


def _people(about: About) -> list[Entity]:
    """Return the authors as CITATION.cff has them, people and bodies, and where they work."""
    found, url = {}, where(about.citation)
    for one in about.citation["authors"]:
        place = one.get("affiliation")
        if place:
            found[f"#{_slug(place)}"] = {"@type": "Organization", "name": place, "url": url}
        if "name" in one:
            found[_author_id(one)] = {"@type": "Organization", "name": one["name"], "url": url}
        else:
            at = {"affiliation": _to(f"#{_slug(place)}")} if place else {}
            found[_author_id(one)] = {"@type": "Person", "name": name_of(one), **at}
    return [{"@id": key, **entity} for key, entity in found.items()]


def name_of(author: Mapping[str, str]) -> str:
    """Return the name of an author of CITATION.cff, a person or a body."""
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    return author.get("name") or " ".join(author[part] for part in parts if author.get(part))


def _author_id(author: Mapping[str, str]) -> str:
    return author.get("orcid") or f"#{_slug(name_of(author))}"


def _authors(about: About) -> list[dict[str, str]]:
    return [_to(_author_id(one)) for one in about.citation["authors"]]


def _commit(about: About) -> list[Entity]:
    named = {"@id": "#commit", "@type": "PropertyValue", "propertyID": "git commit", "name": "commit"}
    return [{**named, "value": about.commit}] if about.commit else []


def _slug(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def _licences(about: About) -> list[Entity]:
    named = about.citation["license"]
    return [
        {
            "@id": f"https://spdx.org/licenses/{one}",
            "@type": "CreativeWork",
            "name": one,
            "description": "which file is under which licence: REUSE.toml",
        }
        for one in ([named] if isinstance(named, str) else named)
    ]


def _profiles() -> list[Entity]:
    profiles = [
        {"@id": key, "@type": "CreativeWork", "name": name, "version": version}
        for key, (name, version) in _PROFILES.items()
    ]
    return [
        *profiles,
        {"@id": _BIOSCHEMAS, "@type": "CreativeWork", "name": "ComputationalWorkflow", "version": "1.0-RELEASE"},
    ]


# --- parameters -------------------------------------------------------------------------------------


def _values(steps: Sequence[Step], about: About) -> dict[tuple[str, str], Entity]:
    """Return every value that a step or the whole was set to, by parameter and value."""
    pairs = [*about.settings.items(), *(pair for step in steps for pair in step.settings.items())]
    found: dict[tuple[str, str], Entity] = {}
    for name, value in pairs:
        told = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        key = (name, told)
        if key not in found:
            short = hashlib.sha256(told.encode()).hexdigest()[:8]
            found[key] = {
                "@id": f"#value/{name}/{short}",
                "@type": "PropertyValue",
                "name": name,
                "value": told,
                "exampleOfWork": _to(f"#parameter/{name}"),
            }
    for name, value in about.environment.items():
        entity = {"@type": "PropertyValue", "name": name, "value": value, "exampleOfWork": _to(f"#variable/{name}")}
        found["$" + name, value] = {"@id": f"#variable/{name}/value", **entity}
    return found


def _parameters(values: Mapping[tuple[str, str], Entity]) -> list[Entity]:
    """Return the values and the parameters that they are of."""
    of: dict[str, list[Entity]] = {}
    for one in values.values():
        of.setdefault(one["exampleOfWork"]["@id"], []).append(one)
    return [
        *values.values(),
        *(
            {
                "@id": key,
                "@type": "FormalParameter",
                "name": ones[0]["name"],
                "additionalType": "Text",
                "workExample": [_to(one["@id"]) for one in ones],
            }
            for key, ones in of.items()
        ),
    ]


def _value(values: Mapping[tuple[str, str], Entity], name: str, value: Any) -> dict[str, str]:
    return _to(values[name, value if isinstance(value, str) else json.dumps(value, sort_keys=True)]["@id"])


# --- steps ------------------------------------------------------------------------------------------


def _tools(made: dict[str, Entity], steps: Sequence[Step], about: About) -> None:
    """Say of the workflow and of each tool what they are; they are files of the crate."""
    version, url = str(about.citation["version"]), where(about.citation)
    tools = sorted({step.tool for step in steps})
    for tool in tools:
        of = [step for step in steps if step.tool == tool]
        taken = sorted({f"#parameter/{name}" for step in of for name in step.settings})
        made[tool] |= {
            "@type": ["File", "SoftwareSourceCode"],
            "version": version,
            "url": url,
            "softwareRequirements": _to(LOCK),
        }
        made[tool] |= {"input": [_to(one) for one in taken]} if taken else {}
    made[WORKFLOW] |= {
        "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
        "name": "From the case folders to the publication figures",
        "version": version,
        "url": url,
        "programmingLanguage": _to("#snakemake-language"),
        "conformsTo": _to(_BIOSCHEMAS),
        "hasPart": [_to(_id(tool)) for tool in tools],
        "step": [_to(f"#step/{rule}") for rule in _rules(steps)],
        "input": [_to(f"#parameter/{name}") for name in about.settings],
        "environment": [_to(f"#variable/{name}") for name in about.environment],
        "softwareRequirements": _to(LOCK),
        "author": _authors(about),
        "license": _to(_licences(about)[0]["@id"]),
    }


def _rules(steps: Sequence[Step]) -> dict[str, Step]:
    """Return the first step of each rule, in their order."""
    found: dict[str, Step] = {}
    for step in steps:
        found.setdefault(step.rule, step)
    return found


def _actions(
    made: Mapping[str, Entity], steps: Sequence[Step], about: About, values: Mapping[tuple[str, str], Entity]
) -> list[Entity]:
    """Return what was done: the run of the workflow, of each step, and who ordered which."""
    done = {"agent": _authors(about)[:1], "endTime": about.date, "actionStatus": _DONE}
    variables = [_to(f"#variable/{name}/value") for name in about.environment]
    outputs = {file for step in steps for file in step.outputs}
    received = {file for step in steps for file in step.inputs} - outputs
    entities: list[Entity] = [
        {"@id": "#snakemake-language", "@type": "ComputerLanguage", "name": "Snakemake", "url": _to(_SNAKEMAKE)},
        {
            "@id": _SNAKEMAKE,
            "@type": "SoftwareApplication",
            "name": "Snakemake",
            "url": _SNAKEMAKE,
            "softwareVersion": about.snakemake,
        },
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "All results",
            "description": f"Every result from the tables as received. {_WHEN}",
            "instrument": _to(WORKFLOW),
            "object": [*_all(received, made), *(_value(values, name, value) for name, value in about.settings.items())],
            "result": _all(outputs, made),
            "environment": variables,
            **done,
        },
        {
            "@id": "#organize",
            "@type": "OrganizeAction",
            "name": "Snakemake runs the steps",
            "instrument": _to(_SNAKEMAKE),
            "object": [_to(f"#control/{step.name}") for step in steps],
            "result": _to("#run"),
            **done,
        },
    ]
    for position, (rule, step) in enumerate(_rules(steps).items(), 1):
        what = {"@id": f"#step/{rule}", "@type": "HowToStep", "name": rule.replace("_", " "), "description": step.what}
        entities.append({**what, "position": str(position), "workExample": _to(_id(step.tool))})
    for step in steps:
        entities.append(
            {
                "@id": f"#run/{step.name}",
                "@type": "CreateAction",
                "name": step.name.replace("_", " ").replace("/", ": "),
                "description": f"{step.what} {_WHEN}",
                "instrument": _to(_id(step.tool)),
                "object": [
                    *_all(step.inputs, made),
                    *(_value(values, name, value) for name, value in step.settings.items()),
                ],
                "result": _all(step.outputs, made),
                "environment": variables,
                **done,
            }
        )
        control = {"@id": f"#control/{step.name}", "@type": "ControlAction", "name": f"order {step.name}"}
        entities.append(
            {**control, "instrument": _to(f"#step/{step.rule}"), "object": _to(f"#run/{step.name}"), **done}
        )
    return entities


_WHEN = "The end is the day of the commit that holds the results; every run gives the same bytes."
