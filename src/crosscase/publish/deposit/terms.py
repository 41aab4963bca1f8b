"""What the words of the crate stand for, so that it can be read and checked without a network.

The crate names two published lists of words by their addresses (RO-Crate 1.1, Workflow Run 0.1); here are those of
their words that the crate uses. A word that is not here is none of the crate's: a test compares both.
"""

from __future__ import annotations

from .crate import CONTEXT

_SCHEMA = "http://schema.org/"
_RUN = "https://w3id.org/ro/terms/workflow-run#"
_WORKFLOW = "https://bioschemas.org/ComputationalWorkflow"

#: Words of schema.org, which RO-Crate takes over as they are.
_AS_THEY_ARE = """
    ComputerLanguage ControlAction CreateAction CreativeWork Dataset HowTo HowToStep OrganizeAction Organization Person
    PropertyValue SoftwareApplication SoftwareSourceCode
    about actionStatus additionalType affiliation agent author contentSize datePublished description encodingFormat
    endTime exampleOfWork hasPart identifier instrument keywords license mainEntity mentions name object position
    programmingLanguage propertyID publisher
    result softwareRequirements softwareVersion step url value version workExample
""".split()

CRATE = {
    **{word: _SCHEMA + word for word in _AS_THEY_ARE},
    "File": f"{_SCHEMA}MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
    "ComputationalWorkflow": _WORKFLOW,
    "FormalParameter": "https://bioschemas.org/FormalParameter",
    "input": f"{_WORKFLOW}#input",
    "output": f"{_WORKFLOW}#output",
}
RUN = {word: _RUN + word for word in ("environment", "sha256")}

#: What stands at each address.
CONTEXTS = {address: {"@context": words} for address, words in zip(CONTEXT, (CRATE, RUN), strict=True)}
