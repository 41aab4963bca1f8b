"""A record of the last whole run of the tests: what came of them, and on which state of the files."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping

from .. import store
from ..core.findings import ConfigError

FILE = "logs/tests.json"


def keep(counts: Mapping[str, int], seconds: float) -> None:
    """Keep what came of the tests, with one hash of every file of the compendium as it lies here.

    Nothing is kept where nobody says which files belong to it, or where nothing can be written.
    """
    with contextlib.suppress(ConfigError, OSError):
        state = store.state_of(store.deposited_names())
        store.write_text(FILE, json.dumps({**counts, "seconds": round(seconds), "state": state}))


def record() -> dict[str, int] | None:
    """Return what came of the tests; None where they did not run on what lies here now."""
    try:
        kept = json.loads(store.resolve(FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if kept.get("state") == store.state_of(store.deposited_names()) else None
