"""The page on how the code is built tells of the code as it is."""

import ast
import re

import pytest
from conftest import ROOT

from crosscase.run import architecture
from crosscase.run.architecture import House

SOURCE = ROOT / "src/crosscase"


@pytest.fixture(scope="module")
def plan():
    return architecture.house()


def test_every_room_has_a_place_in_the_picture_a_floor_and_a_line(plan):
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and list(path.rglob("*.py"))}
    assert set(architecture.PURPOSE) == set(architecture.PLACES) == rooms
    assert sorted(room for floor in plan.floors for room in floor) == sorted(rooms)


def test_no_import_runs_upwards(plan):
    level = {room: number for number, floor in enumerate(plan.floors) for room in floor}
    assert plan.arrows and all(level[one] <= level[other] for one, other in plan.arrows)


def test_the_arrows_are_the_imports_that_the_files_hold(plan):
    """Counted a second time, from the text of one room."""
    pairs = set()
    for path in (SOURCE / "sources").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module and node.module.startswith("core"):
                pairs |= {(path.stem, node.module if "." in node.module else f"core.{a.name}") for a in node.names}
    assert pairs and plan.arrows["sources", "core"] >= len(pairs)


def test_the_numbers_of_the_page_are_those_of_the_files(plan):
    texts = {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}
    longest = max(text.count("\n") for text in texts.values())
    assert plan.largest[1] == longest == texts[plan.largest[0]].count("\n")
    assert sum(plan.modules.values()) == sum(bool(text.strip()) for name, text in texts.items() if "/" in name)
    page = architecture.page(plan, "architecture.svg")
    assert f"| largest module | `{plan.largest[0]}`, {longest} lines |" in page
    assert f"| floors | {len(plan.floors)} |" in page
    folders = [path for path in (SOURCE / "questions").iterdir() if (path / "__init__.py").is_file()]
    assert f"| questions, papers | {len(folders)}, 4 |" in page


def test_a_function_is_as_long_as_from_def_to_its_last_line():
    source = "def short(): return 1\n\n\n@cache\ndef long(\n    x,\n):\n    def inner():\n        return x\n\n"
    source += "    return inner\n"
    assert architecture.lengths(source) == [("short", 1), ("long", 7), ("inner", 2)]


def _house(*floors, **imports):
    pairs = {tuple(pair.split("_")): n for pair, n in imports.items()}
    rooms = [room for floor in floors for room in floor]
    folders = {"questions": (), "papers": ()}
    return House(floors, dict.fromkeys(rooms, 1), folders, architecture.Counter(pairs), 0, ("", 0), ("", 0))


def test_the_picture_shows_every_room_every_question_and_the_number_at_every_arrow(plan):
    written = [text.get_text() for text in architecture.picture(plan).axes[0].texts]
    assert {*architecture.PURPOSE, *plan.folders["questions"], *plan.folders["papers"]} <= set(written)
    assert sorted(int(text) for text in written if text.isdigit()) == sorted(plan.arrows.values())


def test_an_arrow_runs_straight_where_it_can_and_through_no_room(plan):
    boxes = architecture._boxes(plan)
    for arrow in plan.arrows:
        points = architecture.route(boxes, arrow, [])
        for (x, y), (to, low) in zip(points, points[1:], strict=False):
            assert x == to or y == low, arrow
            for room in set(boxes) - set(arrow):
                left, right, bottom, top = boxes[room]
                assert not (min(x, to) < right and max(x, to) > left and low < top and y > bottom), (arrow, room)


def test_an_arrow_past_a_room_that_fills_the_floor_between_goes_round_it():
    boxes = architecture._boxes(_house(("run",), ("publish",), ("store",)))
    points = architecture.route(boxes, ("run", "store"), [])
    assert len(points) == 3 and not boxes["publish"][0] <= points[0][0] <= boxes["publish"][1]


def test_the_picture_has_the_same_bytes_twice(plan):
    assert architecture.svg(architecture.picture(plan)) == architecture.svg(architecture.picture(plan))


def test_the_page_names_the_picture_and_its_text_tells_what_it_shows(plan):
    page = architecture.page(plan, "architecture.svg")
    shown = re.search(r"!\[(.+?)\]\(architecture.svg\)", page)
    assert shown and shown[1] == architecture.alt(plan) and len(shown[1]) <= 170
