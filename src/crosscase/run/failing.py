"""A notebook that fails: where it was, in a few lines, and a page of itself with the failing cell marked.

In the kernel it is an IPython extension: an error carries away the ids of the row of data at which it arose.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import store
from ..core.findings import CompendiumError

if TYPE_CHECKING:
    from types import TracebackType

    import nbformat

#: What names a row, the narrowest first, and the table of a case that it is the key of.
_IDS = {"link_id": "links", "claim_id": "claims", "segment_id": "segments", "code_id": "", "case_id": ""}
_NOTE = "at the row: "
_MACHINE = {
    errno.ENOSPC: "make room on the disk, then run `make` again: it goes on from here",
    errno.EDQUOT: "make room within your quota, then run `make` again: it goes on from here",
    errno.EROFS: "the project's folder must be one that may be written; then run `make` again",
    errno.EACCES: "the project's folder must be one that may be written; then run `make` again",
}
_AGAIN = "see whether the disk is well, then run `make` again: it goes on from here"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
pre {{ overflow-x: auto; background: #f4f4f4; padding: .5em; font-size: 14px }}
img, svg {{ max-width: 100% }} .anchor-link {{ display: none }}
.failed {{ border: 3px solid #b00020; padding: 0 1em }}
</style></head><body>
<p><a href="#failed">To the cell that failed</a></p>
{body}
</body></html>
"""


def load_ipython_extension(shell: Any) -> None:
    """Let errors of cells say at which row of data they arose."""

    def noted(shell: Any, kind: type, error: BaseException, trace: TracebackType, tb_offset: Any = None) -> None:
        if row := row_of(trace):
            error.add_note(f"{_NOTE}{' '.join(f'{name}={value}' for name, value in row.items())}")
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((Exception,), noted)


def row_of(trace: TracebackType | None) -> dict[str, str]:
    """Return the ids of the row that the innermost function of the package was at; empty where it was at none."""
    found: dict[str, str] = {}
    while trace is not None:
        if f"{os.sep}crosscase{os.sep}" in trace.tb_frame.f_code.co_filename:
            for value in trace.tb_frame.f_locals.values():
                found = _ids_in(value) or found
        trace = trace.tb_next
    return found


def _ids_in(value: Any) -> dict[str, str]:
    """Return the ids in a row of a table: a mapping, a tuple with names, or a row of pandas."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif type(value).__name__ == "Series":
        value = value.to_dict()
    if not isinstance(value, Mapping):
        return {}
    given = {name: value.get(name) for name in _IDS}
    return {name: told for name, told in given.items() if isinstance(told, str) and len(told.split()) == 1}


def told(notebook: str, what: str, error: BaseException, settings: Mapping[str, Any], page: str) -> list[str]:
    """Return what the screen says of a notebook that failed (*what*: in the words that may be said), in at most six
    lines.
    """
    name, cell = os.path.basename(notebook), getattr(error, "exec_count", None)
    lines = [f"{name} stopped{f' in cell {cell}' if cell else ''}: {_cut(what)}"]
    row = _row_in(getattr(error, "traceback", ()))
    case_id = row.get("case_id") or settings.get("case_id", "")
    if case_id:
        lines.append(f"      case: {case_id}")
    given = [f"{key}={value}" for key, value in settings.items() if key not in ("paths", "case_id", "case_ids")]
    if given:
        lines.append(f"      settings: {_cut(', '.join(given))}")
    if row:
        ids = ", ".join(f"{key} {value}" for key, value in row.items() if key != "case_id")
        lines.append(f"      row: {ids}{_place(row, case_id)}" if ids else f"      row: of {case_id}")
    lines.append(f"      to mend: {_mend(error, case_id)}")
    if page:
        lines.append(f"      the notebook up to there, the failing cell marked: {page}")
    return lines


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else f"{text[:299]}…"


def _row_in(traceback: Sequence[str]) -> dict[str, str]:
    """Return the ids that an error carried out of the kernel."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback))
    noted = re.findall(rf"^{re.escape(_NOTE)}(.+)$", plain, flags=re.MULTILINE)
    return dict(part.split("=", 1) for part in noted[-1].split(" ") if "=" in part) if noted else {}


def _place(row: Mapping[str, str], case_id: str) -> str:
    """Return the file and row of a case in which an id stands; empty where it is in none."""
    for name, table in _IDS.items():
        if table and name in row and case_id:
            file = store.received_file(case_id, table)
            if not store.resolve(file).is_file() or not file.endswith(".csv"):
                continue
            header, rows, _ = store.read_rows(file)
            for number, cells in rows:
                if name in header and cells[header.index(name)] == row[name]:
                    return f" ({file}, row {number})"
    return ""


def step(main: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Return the exit code of a step of the pipeline that is no notebook; what is wrong is told in a line or two."""
    try:
        return main(arguments)
    except CompendiumError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        what = f"{error.filename or 'a file'} cannot be read or written ({error.strerror or type(error).__name__})"
        print(f"{what}\n      to mend: {machine(str(error)) or _AGAIN}", file=sys.stderr)
    return 1


def machine(text: str) -> str:
    """Return what to do about a disk or folder that cannot be written, by the number of an error; otherwise nothing."""
    found = re.search(r"\[Errno (\d+)\]", text)
    return _MACHINE.get(int(found[1]), "") if found else ""


def _mend(error: BaseException, case_id: str) -> str:
    if told := machine(str(getattr(error, "evalue", error))):
        return told
    if "Kernel died" in str(error):
        return "the machine may have run out of memory: close other programs, or `make CORES=1`"
    check = f"crosscase check {case_id}".strip()
    return f"`{check}` looks for what is wrong with data; if it finds nothing, undo the last change of code"


def page(book: nbformat.NotebookNode, title: str) -> str:
    """Return a notebook as a page that needs nothing beside it, the cell that failed in a frame."""
    import nbformat
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic")
    body = ""
    for cell in book.cells:
        if "papermill-error-cell-tag" in cell.metadata.get("tags", []):
            continue
        one = nbformat.v4.new_notebook(cells=[cell])
        html = exporter.from_notebook_node(one)[0]
        failed = any(output.get("output_type") == "error" for output in cell.get("outputs", []))
        body += f'<div class="failed" id="failed">{html}</div>' if failed else html
    return _PAGE.format(title=title, body=body)
