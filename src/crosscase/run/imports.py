"""What a rule depends on, from the imports of its notebook: nothing is listed by hand."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import store
from ..core import schemas

if TYPE_CHECKING:
    import grimp

_PACKAGE = "crosscase"
#: The project that the code belongs to; the folder that takes in every case has links into it.
_PROJECT = Path(__file__).resolve().parents[3]
#: The libraries that all code runs on, so that another version of one makes all anew.
LOCK = "requirements.lock"
#: What runs every notebook, so that a change in it runs all again.
_RUNNER = f"{_PACKAGE}.run.notebook"


@cache
def _graph() -> grimp.ImportGraph:
    import grimp  # only rules ask for the graph; the check reads notebooks and does without

    return grimp.build_graph(_PACKAGE, exclude_type_checking_imports=True, cache_dir=None)


def notebooks() -> list[str]:
    """Return the notebooks in their order, as paths from the project's root."""
    root = store.project_root()
    return [path.relative_to(root).as_posix() for path in sorted((root / "notebooks").glob("*.ipynb"))]


def code_cells(notebook: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the code cells of a notebook: source and tags."""
    cells = json.loads(store.resolve(notebook).read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return [("".join(cell["source"]), tuple(cell["metadata"].get("tags", ()))) for cell in code]


def _imported(source: str) -> set[str]:
    """Return the modules of the package that some code imports."""
    known, found = _graph().modules, set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == _PACKAGE:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)} & known
    return found


def code_behind(notebook: str) -> list[str]:
    """Return the files of the modules that a notebook leans on, the tables that they define and the lock, sorted."""
    source = "\n".join(source for source, _ in code_cells(notebook))
    return _files(_imported(source) | {_RUNNER})


def code_of_module(module: str) -> list[str]:
    """Return the file of a module and of all that it leans on, and the lock, sorted."""
    return _files({module})


def _files(modules: set[str]) -> list[str]:
    graph = _graph()
    whole = modules.union(*(graph.find_upstream_modules(module) for module in modules))
    folder = Path(__file__).resolve().parents[1]
    found = set()
    for module in whole:
        stem = folder.joinpath(*module.split(".")[1:])
        path = stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")
        if path.stat().st_size:
            found.add(path)
        found |= set(path.parent.glob("*.schema.yaml"))
    return sorted([*(path.relative_to(_PROJECT).as_posix() for path in found), LOCK])


def schema_files() -> list[str]:
    """Return the files of all Table Schemas."""
    return sorted(path.relative_to(_PROJECT).as_posix() for path in schemas.files().values())


def built_tables() -> dict[str, str]:
    """Return the tables that notebooks build: the path, of a single case that of the default one, with its schema.

    They are written as ``store.write_table(frame, paths["name"], "schema")``.
    """
    found: dict[str, str] = {}
    for notebook in notebooks():
        paths = paths_of(notebook)
        trees = [ast.parse(source) for source, _ in code_cells(notebook)]
        for node in (node for tree in trees for node in ast.walk(tree)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="store"), attr="write_table"),
                    args=[_, ast.Subscript(slice=ast.Constant(value=str(name))), ast.Constant(value=str(schema))],
                ):
                    found[paths[name]] = schema
    return found


def paths_of(notebook: str) -> dict[str, str]:
    """Return the files that a notebook reads and writes, by the names that it gives them."""
    for source, tags in code_cells(notebook):
        if "paths" in tags:
            first = ast.parse(source).body[0]
            return ast.literal_eval(first.value) if isinstance(first, ast.Assign) else {}
    return {}


def question_of(notebook: str) -> str:
    """Return the question that a notebook asks: its heading, or the paragraph below where the heading asks nothing."""
    cells = json.loads(store.resolve(notebook).read_text(encoding="utf-8"))["cells"]
    heading, *below = "".join(cells[0]["source"]).removeprefix("# ").split("\n\n")
    asked = next((part for part in (heading, *below[:1]) if part.endswith("?")), heading)
    return " ".join(asked.split())


def published(notebook: str) -> list[str]:
    """Return the figures and tables that a notebook publishes, by name (``figures/balance``), in its order."""
    written = [file for file in paths_of(notebook).values() if re.match(r"reports/(figures|tables)/", file)]
    return [file.removeprefix("reports/").rsplit(".", 1)[0] for file in written]


def figure_names() -> list[str]:
    """Return the figures of the notebooks, by name."""
    names = [name for notebook in notebooks() for name in published(notebook)]
    return [name.rsplit("/", 1)[1] for name in names if name.startswith("figures/")]
