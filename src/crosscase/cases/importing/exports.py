"""Exports of coded passages: files of one export, or of several coders, become one project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .exports_cells import TEXTS, WORKBOOKS, Grid, grids, refuse
from .exports_headers import Header, header_of
from .exports_json import read_json, read_label_cells
from .exports_rows import Told
from .exports_tables import (
    Names,
    code_groups,
    is_codebook,
    is_nvivo_text,
    program_of,
    read_codebook,
    read_nvivo_text,
    read_table,
)
from .model import Counted, Project

#: Endings of files that are read here.
ENDINGS = (*WORKBOOKS, *TEXTS, ".json", ".jsonl")
_MEND = "a table of coded passages has a header with a column of documents, one of words and one of codes"


def read_exports(files: Mapping[str, bytes]) -> Project:
    """Read the files of one import (name to bytes). Several tables without a column of coders are of one coder each,
    who is named by the file. Raises `CaseDataError` for a file that holds no coded passages.
    """
    told, names = Told("a spreadsheet"), Names()
    tables: list[tuple[Grid, Header | None]] = []
    for file, content in sorted(files.items()):
        if file.lower().endswith((".json", ".jsonl")) or content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
            told.program = "annotations"
            read_json(file, content, told)
            continue
        found = [(grid, header_of(grid.rows)) for grid in grids(file, content)]
        usable = [(grid, header) for grid, header in found if header is not None or is_nvivo_text(grid)]
        if not usable:
            raise refuse(file, "no row is a header of coded passages", _MEND)
        tables += usable
    for grid, _ in tables:
        if grid.hidden:
            are = "row is" if grid.hidden == 1 else "rows are"
            told.doubts.append(f"{grid.file}: {grid.hidden} {are} hidden, perhaps by a filter; all rows are read")
    for grid, header in tables:
        if header is not None and is_codebook(header):
            read_codebook(grid, header, told, names)
    rest = [(grid, header) for grid, header in tables if header is None or not is_codebook(header)]
    several = len({grid.file for grid, _ in rest}) > 1
    for grid, header in rest:
        coder = grid.file.rsplit(".", 1)[0] if several else ""
        if header is None or is_nvivo_text(grid):
            told.program = "NVivo"
            read_nvivo_text(grid, told, "")
        elif read_label_cells(grid, told):
            told.program = "Label Studio"
        else:
            if not _passages(header):
                if len({file for file in files}) == len(rest) == 1:
                    raise refuse(grid.file, "the table has no column of words or no column of codes", _MEND)
                continue
            told.program = program_of(header)
            read_table(grid, header, told, names, "" if "coder" in header.roles else coder)
    project = told.project()
    return replace(project, groups=(*project.groups, *code_groups(names)))


def _passages(header: Header) -> bool:
    """Return whether a table has codes, and words or places that they stand on."""
    coded = {"code", "codes"} & set(header.roles) or header.numbered or header.flags
    return bool(coded) and bool({"quote", "document", "start", "range"} & set(header.roles))


def joined(projects: Mapping[str, Project]) -> Project:
    """Return several projects as one: documents of one name are one, and codes of one place in the tree."""
    several = list(projects.values())
    if len(several) == 1:
        return several[0]
    told = Told(", ".join(dict.fromkeys(one.program for one in several)))
    groups, ledger = [], []
    for file, project in projects.items():
        name = {one.id: told.document(one.name, one.text) for one in project.documents}
        code = {one.id: told.code(one.path, one.definition) for one in project.codes}
        told.codings += [
            replace(one, document=name.get(one.document, one.document), code=code.get(one.code, one.code))
            for one in project.codings
        ]
        told.memos += project.memos
        told.relations += [
            replace(one, source=code.get(one.source, one.source), target=code.get(one.target, one.target))
            for one in project.relations
        ]
        renamed = {**name, **code}
        groups += [replace(one, members=tuple(renamed.get(m, m) for m in one.members)) for one in project.groups]
        ledger += [replace(one, kind=f"{one.kind} in {file}") for one in project.ledger]
        told.doubts += project.doubts
    whole = told.project()
    return replace(whole, groups=tuple(groups), ledger=tuple(ledger))


__all__ = ["ENDINGS", "Counted", "joined", "read_exports"]
