"""The page on how the code is built: its floors and rooms, drawn and counted from the imports as they are.

python -m crosscase.run.architecture docs/architecture.md docs/architecture.svg
"""

from __future__ import annotations

import ast
import io
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import grimp

from .. import store
from ..publish import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PACKAGE = "crosscase"
#: What each room is for, in a line; every folder of the package has one.
PURPOSE = {
    "run": "the command line, the runner of notebooks, and the pages made from the whole project: thin",
    "questions": "a folder for each question across cases: compute, figure, caption, and the tables that it defines",
    "papers": "a folder for each source paper with the same parts, and its own checks",
    "publish": "how things look: style, drawing, words, tables, pages of figures, the explorer, what a journal asks",
    "cases": "a case from received to clean: raw tables, check, corrections, inventory, data dictionary",
    "sources": "the documents: reading them, finding passages by their anchors, wording, printed numbers",
    "store": "the only room that opens files by itself: tables, settings, cases, what is published",
    "core": "what everything speaks of: codebook, schemas, findings, units, passes, counts, crosswalk, evidence",
}
#: Where a room stands across the picture, from 0 to 100. Gaps let arrows pass to the floors below.
PLACES = {
    "run": (0, 100),
    "papers": (22, 44),
    "questions": (48, 92),
    "sources": (4, 14),
    "cases": (19, 30),
    "publish": (36, 80),
    "store": (36, 76),
    "core": (0, 100),
}
_OF_MANY = ("questions", "papers")  # rooms that hold a folder for each question or paper


@dataclass(frozen=True)
class House:
    """The code in numbers. *imports* counts pairs of modules by their rooms, the same room included."""

    floors: tuple[tuple[str, ...], ...]
    modules: Mapping[str, int]
    folders: Mapping[str, tuple[str, ...]]
    imports: Counter[tuple[str, str]]
    folder_arrows: int
    largest: tuple[str, int]
    longest: tuple[str, int]

    @property
    def arrows(self) -> dict[tuple[str, str], int]:
        """Return the imports between rooms, by room that imports and room that is imported."""
        return {pair: n for pair, n in sorted(self.imports.items()) if pair[0] != pair[1]}


def _room(module: str) -> str:
    return module.split(".")[1]


def _folder(module: str) -> str:
    """Return the room of a module, or the folder of its question or paper."""
    parts = module.split(".")[1:]
    return "/".join(parts[:2]) if parts[0] in _OF_MANY else parts[0]


def floors(plan: str) -> tuple[tuple[str, ...], ...]:
    """Return the rooms of each floor, the uppermost first, from the contract in pyproject.toml."""
    contracts = tomllib.loads(plan)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return tuple(tuple(layer.replace("|", " ").replace(":", " ").split()) for layer in layers)


def house() -> House:
    """Return the house as it stands, read from the imports (those for type checking left out) and the files."""
    root = store.project_root()
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    named = sorted(module for module in graph.modules if module != PACKAGE)
    pairs = [(one, other) for one in named for other in sorted(graph.find_modules_directly_imported_by(one))]
    inner = [(one, other) for one, other in pairs if other != PACKAGE]
    files = {path: path.read_text(encoding="utf-8") for path in sorted((root / "src" / PACKAGE).rglob("*.py"))}
    names = {path: path.relative_to(root / "src" / PACKAGE).as_posix() for path in files}
    filled = [path for path, text in files.items() if text.strip()]
    rooms = Counter(names[path].split("/")[0] for path in filled if "/" in names[path])
    nested = {tuple(names[path].split("/")[:2]) for path in filled if names[path].count("/") > 1}
    folders = {room: tuple(sorted(folder for outer, folder in nested if outer == room)) for room in _OF_MANY}
    largest = max(((names[path], text.count("\n")) for path, text in files.items()), key=lambda pair: pair[1])
    functions = [(f"{names[path]}: {name}", n) for path, text in files.items() for name, n in lengths(text)]
    return House(
        floors((root / "pyproject.toml").read_text(encoding="utf-8")),
        dict(rooms),
        folders,
        Counter((_room(one), _room(other)) for one, other in inner),
        len({(_folder(one), _folder(other)) for one, other in inner if _folder(one) != _folder(other)}),
        largest,
        max(functions, key=lambda pair: pair[1]),
    )


def lengths(source: str) -> list[tuple[str, int]]:
    """Return the functions of a module with their lines, from `def` to the last one."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


# --- the picture ------------------------------------------------------------------------------------


def _boxes(plan: House) -> dict[str, tuple[float, float, float, float]]:
    """Return left, right, bottom and top of every room, in mm from the lower left corner; floors stand apart."""
    boxes, top = {}, 0.0
    for floor in plan.floors:
        height = 34.0 if set(floor) & set(_OF_MANY) else 10.0
        for room in floor:
            left, right = PLACES[room]
            boxes[room] = (left * 1.6, right * 1.6, top - height, top)
        top -= height + 11.0
    return boxes


def route(
    boxes: Mapping[str, tuple[float, float, float, float]],
    arrow: tuple[str, str],
    taken: Iterable[tuple[float, float, float]],
) -> list[tuple[float, float]]:
    """Return the points of an arrow between two rooms: straight down where nothing stands between, else round a corner.

    *taken* are the uprights that are drawn already: across, and their lower and upper end.
    """
    (left, right, bottom, top), (at, to, low, high) = boxes[arrow[0]], boxes[arrow[1]]
    if top == high:
        level = (bottom + top) / 2
        start, end = (left, to) if to < left else (right, at)
        if all(box[3] != top or box[1] <= min(start, end) or box[0] >= max(start, end) for box in boxes.values()):
            return [(start, level), (end, level)]
        # Another room stands between: below it, in the space that the floors leave.
        start, end = (left + 3, to - 3) if to < left else (right - 3, at + 3)
        return [(start, bottom), (start, bottom - 6), (end, bottom - 6), (end, low)]
    between = [box for box in boxes.values() if box[3] < bottom and box[2] > high]
    free = [
        x / 2
        for x in range(int(left * 2) + 4, int(right * 2) - 3)
        if all(not (b[0] - 1.5 < x / 2 < b[1] + 1.5) for b in between)
    ]
    straight = [x for x in free if at + 2 <= x <= to - 2]

    def room_beside(x: float) -> float:
        near = [abs(x - one) for one, lower, upper in taken if lower < bottom and upper > high]
        edges = [abs(x - edge) for b in between for edge in b[:2]] + [x - left, right - x]
        return min([*near, *edges, 9.0])

    if straight:
        x = max(straight, key=lambda x: (room_beside(x), -abs(x - (max(left, at) + min(right, to)) / 2)))
        return [(x, bottom), (x, high)]
    if not free:
        return [((left + right) / 2, bottom), ((at + to) / 2, high)]
    x = max((x for x in free), key=lambda x: (min(room_beside(x), 2.0), -min(abs(x - at), abs(x - to))))
    level = (low + high) / 2
    return [(x, bottom), (x, level), (to if x > to else at, level)]


def picture(plan: House) -> Figure:
    """Draw the floors, the uppermost at the top, and an arrow between two rooms with the number of its imports."""
    from matplotlib.figure import Figure

    boxes = _boxes(plan)
    lowest = min(box[2] for box in boxes.values())
    width, height = 172.0, -lowest + 6
    fig = Figure(figsize=(width / 25.4, height / 25.4))
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-6, 166), ylim=(lowest - 3, 3))
    ax.axis("off")
    for room, box in boxes.items():
        _draw_room(ax, room, box, plan)
    taken: list[tuple[float, float, float]] = []
    # The shortest first: they have the least choice.
    ordered = sorted(plan.arrows.items(), key=lambda item: (boxes[item[0][0]][2] - boxes[item[0][1]][3], item[0]))
    for arrow, n in ordered:
        points = route(boxes, arrow, taken)
        taken.append((points[0][0], points[1][1], points[0][1]))
        _draw_arrow(ax, points, n)
    return fig


def _draw_room(ax: Axes, room: str, box: tuple[float, float, float, float], plan: House) -> None:
    from matplotlib.patches import Rectangle

    left, right, bottom, top = box
    ax.add_artist(
        Rectangle(
            (left, bottom), right - left, top - bottom, facecolor="#e8eef4", edgecolor="#1f3b57", lw=0.8, zorder=2
        )
    )
    count = f"{plan.modules.get(room, 0)} modules"
    folders = plan.folders.get(room, ())
    if not folders:
        middle = (left + right) / 2
        ax.text(middle, (bottom + top) / 2 + 1.8, room, ha="center", va="center", fontsize=9, weight="bold", zorder=3)
        ax.text(middle, (bottom + top) / 2 - 2.2, count, ha="center", va="center", fontsize=7, zorder=3)
        return
    ax.text(left + 2, top - 3.6, room, va="center", fontsize=9, weight="bold", zorder=3)
    ax.text(right - 2, top - 3.6, count, ha="right", va="center", fontsize=7, zorder=3)
    columns = max(1, int((right - left) // 34))
    rows = -(-len(folders) // columns)
    for number, name in enumerate(folders):
        x, y = (
            left + 2 + (number // rows) * (right - left - 2) / columns,
            top - 8.0 - (number % rows) * min(3.6, 25 / rows),
        )
        ax.text(x, y, name, va="center", fontsize=7, zorder=3)


def _draw_arrow(ax: Axes, points: Sequence[tuple[float, float]], n: int) -> None:
    thick = 0.5 + min(n, 120) / 60
    for one, other in zip(points, points[1:-1], strict=False):
        ax.plot(*zip(one, other, strict=True), color="#1f3b57", lw=thick, solid_capstyle="round", zorder=1)
    style = {
        "arrowstyle": "-|>,head_width=0.25,head_length=0.5",
        "color": "#1f3b57",
        "lw": thick,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    ax.annotate("", points[-1], points[-2], arrowprops=style, zorder=1)
    (x, y), (to, low) = points[0], points[1]
    sideways = y == low
    place = (x + (2.5 if to > x else -2.5), y + 2.2) if sideways else (x + 0.9, y - 3.2)
    white = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    ax.text(*place, f"{n}", ha="center" if sideways else "left", va="center", fontsize=7, bbox=white, zorder=4)


def svg(fig: Figure) -> bytes:
    """Return the picture as SVG; nothing in it depends on time or machine."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    style.own_font()
    with mpl.rc_context({"svg.hashsalt": "architecture", "svg.fonttype": "path"}):
        fig.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    return buffer.getvalue()


# --- the page ---------------------------------------------------------------------------------------


def page(plan: House, image: str) -> str:
    """Return the page as Markdown. *image* is the name of the picture beside it."""
    newline = "\n"
    rooms = [(number, room) for number, floor in enumerate(plan.floors, 1) for room in floor]
    rows = [f"| `{room}` | {number} | {PURPOSE[room]} |" for number, room in rooms]
    return f"""\
# How the code is built

The analysis is read in `notebooks/` and computed in `src/{PACKAGE}/`. The code is a house of {len(plan.floors)} floors:
a room may use what is on the floors below it and nothing above, a question nothing of another question, a paper
nothing of another paper. `make lint` checks it. This page and its picture are made from the imports as they are.

![{alt(plan)}]({image})

An arrow says that modules of one room import modules of another; its number is of such pairs of modules.

| room | floor | what it is for |
| --- | --- | --- |
{newline.join(rows)}

## In numbers

| what | how many |
| --- | --- |
| modules with code | {sum(plan.modules.values())} |
| imports between two modules | {sum(plan.imports.values())}, of them {sum(plan.arrows.values())} between rooms |
| arrows between rooms, every question and paper a room of its own | {plan.folder_arrows} |
| questions, papers | {len(plan.folders["questions"])}, {len(plan.folders["papers"])} |
| floors | {len(plan.floors)} |
| largest module | `{plan.largest[0]}`, {plan.largest[1]} lines |
| longest function | `{plan.longest[0]}`, {plan.longest[1]} lines |

## What one more question takes

Four places, and no other file is edited:

1. **Its folder**, `src/{PACKAGE}/questions/<question>/`: `compute.py` (tables in, tables out), `figure.py` (draws,
   saves nothing), `caption.py` (words), and a Table Schema (`<table>.schema.yaml`) for every table that it builds.
2. **Its notebook**, `notebooks/<number>_<question>.ipynb`: the heading asks the question, the cells call the folder.
3. **Its rule file**, `rules/questions/<question>.smk`: what the notebook reads and writes. The code that it depends on
   is read from its imports.
4. **Its test**, `tests/test_<question>.py`.

The list of results, the page of figures, the [list of questions](comparison.md), the data dictionary and this page
follow by themselves. [CONTRIBUTING.md](../CONTRIBUTING.md) goes through it step by step.
"""


def alt(plan: House) -> str:
    """Return the picture in words."""
    most, n = max(plan.arrows.items(), key=lambda item: item[1])
    return (
        f"Rooms of the code on {len(plan.floors)} floors, {plan.floors[0][0]} at the top and {plan.floors[-1][0]} at"
        f" the bottom; every arrow points down or sideways, the thickest from {most[0]} to {most[1]} ({n})."
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page and its picture; return the exit code."""
    target, image = arguments
    plan = house()
    with style.plain({}):
        store.write_bytes(image, svg(picture(plan)))
    store.write_text(target, page(plan, Path(image).name))
    return 0


if __name__ == "__main__":
    from .failing import step
    from .lives import end

    end(step(main, sys.argv[1:]))
