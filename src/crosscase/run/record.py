"""What was made from what, by content: Snakemake's records, with what it leaves to time stamps.

Snakemake compares an input only where it is newer than the outputs, believes an output whose record is gone, and never
looks at what an output holds. Here a step is up to date only where each input says what it said when the step was
planned, and each output (its saved notebook too) is byte for byte what the step made. So a fresh clone makes
everything, and a table that was changed by hand, cut short or damaged is made again. Snakemake asks this class wherever
it would ask its own (persistence backend `file`), of which it changes nothing but the answers.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from snakemake.logging import logger
from snakemake.persistence import MetadataRecord
from snakemake.persistence.file import FilePersistence

from .. import store
from . import content

_MADE = "made"


def keep() -> None:
    """Let Snakemake keep its records as `Record` does, and stop for no time stamp."""
    import snakemake.dag
    import snakemake.workflow

    snakemake.workflow.FilePersistence = Record
    snakemake.dag.DAG.check_output_mtime = _whatever_the_clock_says


async def _whatever_the_clock_says(dag: Any, job: Any, outputs: Any) -> None:
    """Let a step be done whose inputs are dated later than now: written where the clock is ahead, or unpacked."""


def first_run() -> str:
    """Return a sentence where nothing is on record, which lets everything be made; otherwise nothing."""
    if any(path.is_file() for path in store.resolve(".snakemake/metadata").rglob("*")):
        return ""
    return "Nothing is on record here yet: everything is made anew, from the raw tables to the figures."


def set_aside() -> str:
    """Return where a file that was changed by hand is kept when it is made again: under its own path in this folder.

    Words of a case that is not public stay out of what may be sent to somebody who helps.
    """
    return "set_aside" if store.is_apart() else ".snakemake/crosscase/set_aside"


class Record(FilePersistence):
    """Snakemake's records; each names, beside what Snakemake writes, the digests of all that the step made."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._known: dict[str, str] = {}
        self._now: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        self._looked = False
        self.max_checksum_file_size = -1  # `finished` need not read every input once for every output: `_taken` did

    # --- what is asked before steps are planned ---

    def has_metadata(self, job: Any) -> bool:
        """Return True: where there is no record, `input_changed` says so, which lets the step run."""
        return True

    def input_changed(self, job: Any, file: Any = None) -> Any:
        """Return the outputs of a step that are not what it would make now, judged by content."""
        if file is not None:
            return super().input_changed(job, file)
        if not self._looked and self.dag.workflow.is_main_process:
            self._looked = True
            self._look(self.dag.jobs)
        return list(job.output) if self._stale(job) else super().input_changed(job)

    def input_checksums(self, job: Any, input_path: Any) -> set[Any]:
        """Return the checksum under which an input counts as unchanged: its own, where it says what it said."""
        recorded = {(m.input_checksums or {}).get(str(input_path)) for m in map(self.metadata, job.output) if m}
        if recorded == {self._digest(str(input_path))}:
            return {content.raw_digest(store.resolve(str(input_path)).read_bytes())}
        return {"sha256:another"}

    def _stale(self, job: Any) -> bool:
        taken = {str(path): self._digest(str(path)) for path in job.input}
        as_made: dict[str, str] = {}
        for output in job.output:
            record, made = self.metadata(output), self._made(output)
            if record is None or not made or (record.input_checksums or {}) != taken:
                return True
            if made != as_made and any(self._digest(path) != was for path, was in made.items()):
                return True
            as_made = made  # the same for all outputs of one run
        return False

    def _look(self, jobs: Iterable[Any]) -> None:
        """Say which outputs are not as they were made, once, and keep what they hold."""
        changed = sorted(
            {
                path
                for job in jobs
                for output in job.output
                for path, was in self._made(output).items()
                if self._digest(path) not in ("", was) and not _written_by_people(output)
            }
        )
        if not changed:
            return
        named = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        logger.warning(
            f"Changed since made here, and made again: {named} (what it held: {set_aside()}/)."
            if len(changed) == 1
            else f"Changed since made here, and made again: {named} (what they held: {set_aside()}/)."
        )
        if not self.dag.workflow.dryrun:
            for path in changed:
                store.write_bytes(f"{set_aside()}/{path}", store.resolve(path).read_bytes())

    # --- what is kept when a step is done ---

    async def finished(self, job: Any) -> None:
        """Keep what a step took in, as it was when it was planned, and what it made."""
        notebooks = [str(path) for path in job.log if str(path).endswith(".ipynb")]
        for path in notebooks:
            file = store.resolve(path)
            if file.is_file() and not file.stat().st_size:
                file.unlink()  # Snakemake puts an empty file in the place of what a step that failed did not save
        made = [*map(str, job.output), *notebooks]
        for path in made:
            self._known.pop(path, None)
        digests = {path: self._digest(path) for path in made}
        taken = {str(path): self._digest(str(path)) for path in job.input}
        for output in job.output:
            self._now[self._get_key(output)] = digests, taken
        await super().finished(job)

    def _write_record(self, key: str, record: MetadataRecord) -> None:
        made, record.input_checksums = self._now.pop(key, ({}, {}))
        self._io_write(self._metadata_path, {**dict(record.items()), _MADE: made}, key)

    def _made(self, output: Any) -> dict[str, str]:
        """Return what a step made beside and with this output, by path; nothing where no record tells it."""
        made = self._io_read(self._metadata_path, self._get_key(output)).get(_MADE)
        return made if isinstance(made, dict) and made.get(str(output)) else {}

    def _digest(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = content.digest(path)
        return self._known[path]

    # --- a file of which only a part is made: it is replaced whole or not touched, so there is nothing to restore ---

    def backup_output(self, path: Path) -> None:
        """Keep no copy."""

    def restore_output(self, path: Path) -> bool:
        """Return that the file is as it was before the step: a copy written to a full disk would not be."""
        return True

    def cleanup_backup(self, path: Path) -> None:
        """Take no copy away."""

    # --- how records are written and read ---

    def _io_write(self, subject: Any, json_value: Any, id: str, mode: int = 0o664) -> None:
        """Write a record whole or not at all."""
        target = Path(self._record_path(subject, id))
        target.parent.mkdir(parents=True, exist_ok=True)
        own = self.path / "crosscase"
        own.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=own, prefix=".record.", suffix=store.UNFINISHED)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(json_value, file)
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _io_read(self, subject: Any, id: str) -> dict[str, Any]:
        """Return a record; nothing where it is not there or not whole."""
        try:
            told = json.loads(Path(self._record_path(subject, id)).read_bytes())
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _read_record(self, key: str) -> MetadataRecord | None:
        try:
            return super()._read_record(key)
        except ValueError:  # readable, and no record
            return None


def _written_by_people(output: Any) -> bool:
    """Return whether only a part of this file is made."""
    return bool(getattr(output, "flags", {}).get("update"))
