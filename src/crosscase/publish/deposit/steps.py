"""A step of the pipeline, as the deposit speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One job of the pipeline: ``name`` is its rule, with its case where it runs for each
    (``clean_case/place4carers``).

    ``tool`` is the file that does it, a notebook or a module. Files are named from the project's root; an executed
    notebook is among the outputs. ``began`` and ``ended`` are seconds since 1970 of its last run on this machine;
    None where what lies there is not on record as made here from what lies there now.
    """

    name: str
    rule: str
    what: str
    tool: str
    command: str
    inputs: Sequence[str]
    outputs: Sequence[str]
    settings: dict[str, Any] = field(default_factory=dict)
    began: float | None = None
    ended: float | None = None
