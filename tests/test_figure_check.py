"""Figures are judged by the files that were written: each rule fails on a spoilt one, all committed ones obey."""

import io as memory

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from crosscase import store
from crosscase.publish import raster, saving, style
from crosscase.publish.artwork import rules
from crosscase.publish.drawing import new_figure, placed
from crosscase.publish.matrix import RING
from crosscase.publish.style import PRESETS
from crosscase.run import cli

BMC = PRESETS["bmc"]


def drawn(width: float = 85, height: float = 40, preset: style.Preset = BMC) -> Figure:
    """Return a figure that obeys: turned and Greek text, a hatched cell, a ring, two lines in one label."""
    with style.applied(preset):
        figure = new_figure(width, height)
        ax = placed(figure, 20, 11, 50, 20)
        ax.set(xlim=(0, 4), ylim=(0, 2), xticks=[0.5, 1.5], yticks=[])
        ax.set_xticklabels(["Trust", "Time"], rotation=45, ha="right")
        ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, hatch="//////", edgecolor=style.RULE, linewidth=0))
        ax.add_patch(Rectangle((1, 0), 1, 1, facecolor="#ff8000", edgecolor="white", linewidth=preset.line))
        ax.plot(2.5, 0.5, **RING)
        ax.text(3.5, 0.5, "7*", ha="center", va="center", fontsize=preset.smallest)
        figure.text(0.02, 0.9, "κ ≥ 0.4: Åsa’s two\nlines – one label", fontsize=preset.smallest, va="top")
    return figure


def panel(figure: Figure):
    return figure.axes[0]


def written(tmp_path, figure: Figure | list[Figure]) -> dict[str, bytes]:
    saving.save_figure(
        figure, tmp_path / "name.svg", data=pd.DataFrame({"a": [1]}), caption="A caption.", alt="An alt text."
    )
    return store.read_figure("name", tmp_path)


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, bytes]:
    """The files of a figure that obeys."""
    return written(tmp_path_factory.mktemp("good"), drawn())


def findings(files: dict[str, bytes], preset: style.Preset = BMC) -> list[tuple[str, str]]:
    """Return the ending of the file and the message of each finding."""
    return [(one.file.removeprefix("name"), one.message) for one in rules.check_figure("name", files, preset)]


def both(message: str) -> list[tuple[str, str]]:
    return [(".svg", message), (".pdf", message)]


def pdf_of(figure: Figure, **settings) -> bytes:
    buffer = memory.BytesIO()
    with mpl.rc_context({"pdf.fonttype": 42, "pdf.compression": 0, **settings}):
        figure.savefig(buffer, format="pdf")
    return buffer.getvalue()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_figure_that_obeys_has_no_finding(tmp_path, preset):
    size = PRESETS[preset]
    assert findings(written(tmp_path, drawn(size.double, preset=size)), size) == []


def test_a_width_between_one_and_two_columns_is_found_in_all_three_files(tmp_path):
    message = "it is 90.0 mm wide, not 85 or 170 mm"
    assert findings(written(tmp_path, drawn(90))) == [(".svg", message), (".pdf", message), (".png", message)]


def test_a_figure_that_is_too_high_is_found_in_all_three_files(tmp_path):
    message = "it is 175.0 mm high, at most 170 mm are taken"
    preset = PRESETS["mdpi"]
    assert findings(written(tmp_path, drawn(height=175)), preset) == [
        (".svg", message),
        (".pdf", message),
        (".png", message),
    ]


@pytest.mark.parametrize("rotation", [0, 45, 90])
def test_text_that_is_too_small_is_found_however_it_is_turned(tmp_path, rotation):
    figure = drawn()
    figure.text(0.5, 0.1, "small", fontsize=6.5, rotation=rotation)
    assert findings(written(tmp_path, figure)) == both("its smallest text is 6.5 pt, 7 pt is the least")


def test_a_small_index_of_a_formula_is_found(tmp_path):
    figure = drawn()
    figure.text(0.5, 0.1, "$n_{i}$", fontsize=8)
    assert findings(written(tmp_path, figure)) == both("its smallest text is 5.6 pt, 7 pt is the least")


def test_text_that_is_too_large_is_found(tmp_path):
    preset = PRESETS["nature"]
    figure = drawn(89, preset=preset)
    figure.text(0.5, 0.1, "large", fontsize=8)
    assert findings(written(tmp_path, figure), preset) == both("its largest text is 8 pt, 7 pt is the most")


def test_a_thin_line_is_found(tmp_path):
    figure = drawn()
    panel(figure).plot([1, 2], [1.2, 1.8], linewidth=0.3)
    assert findings(written(tmp_path, figure)) == both("its thinnest line is 0.3 pt, 0.5 pt is the least")


def test_the_thin_lines_of_a_hatch_are_found(tmp_path):
    with mpl.rc_context({"hatch.linewidth": 0.2}):
        figure = drawn()
        patch = panel(figure).patches[0]
        patch.set_hatch_linewidth(0.2)
        files = written(tmp_path, figure)
    assert findings(files) == both("its thinnest line is 0.2 pt, 0.5 pt is the least")


def test_the_thin_edge_of_a_marker_is_found(tmp_path):
    figure = drawn()
    panel(figure).plot([2.2, 2.8], [1.5, 1.5], **{**RING, "markeredgewidth": 0.25})
    assert findings(written(tmp_path, figure)) == both("its thinnest line is 0.25 pt, 0.5 pt is the least")


def test_a_line_of_no_width_is_a_hairline(good):
    content = pdf_of(drawn())
    assert b"0.5 w" in content
    assert findings({**good, ".pdf": content.replace(b"0.5 w", b"0.0 w")}) == [
        (".pdf", "its thinnest line is 0 pt, 0.5 pt is the least")
    ]


@pytest.mark.parametrize(
    ("dpi", "message"),
    [
        (150, "it says 150 dpi, 200 dpi are asked for"),
        (600, "it says 600 dpi, a preview has 200 dpi"),
        (None, "it says no resolution, 200 dpi are asked for"),
    ],
)
def test_a_preview_has_its_dots_and_no_more_since_git_keeps_it(good, dpi, message):
    content = raster.raster(good[".pdf"], dpi or 200)
    files = {**good, ".png": content if dpi else _png(content, "RGB", dpi=None)}
    assert findings(files) == [(".png", message)]


def test_a_preview_of_another_size_is_found(good):
    files = {**good, ".png": raster.raster(pdf_of(drawn(90)), 200)}
    assert findings(files) == [(".png", "it is 90.0 mm wide, not 85 or 170 mm")]


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("RGBA", "something in it is transparent"),
        ("LA", "something in it is transparent"),
        ("1", "its colours are 1, RGB or a palette is asked for"),
    ],
)
def test_a_preview_in_other_colours_is_found(good, mode, message):
    assert findings({**good, ".png": _png(good[".png"], mode, dpi=200)}) == [(".png", message)]


def test_a_preview_has_a_palette_or_plain_rgb_and_no_transparent_colour(good):
    picture = Image.open(memory.BytesIO(good[".png"]))
    assert picture.mode == "P" and findings({**good, ".png": _png(good[".png"], "RGB", dpi=200)}) == []
    buffer = memory.BytesIO()
    picture.save(buffer, "png", dpi=(200, 200), transparency=0)
    assert findings({**good, ".png": buffer.getvalue()}) == [(".png", "something in it is transparent")]


def test_a_preview_that_breaks_off_is_found(good):
    ((ending, message),) = findings({**good, ".png": good[".png"][: len(good[".png"]) // 2]})
    assert ending == ".png" and message.startswith("it cannot be read as PNG or TIFF")


def _png(content: bytes, mode: str, dpi: int | None) -> bytes:
    buffer = memory.BytesIO()
    Image.open(memory.BytesIO(content)).convert(mode).save(buffer, "png", **({"dpi": (dpi, dpi)} if dpi else {}))
    return buffer.getvalue()


def test_colours_for_print_are_found(good):
    content, orange = pdf_of(drawn()), b"1 0.5019607843 0 rg"
    assert orange in content
    assert findings({**good, ".pdf": content.replace(orange, b"0 0.5 1 0 k".ljust(len(orange)))}) == [
        (".pdf", "it has colours in DeviceCMYK, RGB is asked for")
    ]


@pytest.mark.parametrize("what", ["area", "line", "text"])
def test_transparency_is_found(tmp_path, what):
    figure = drawn()
    if what == "area":
        panel(figure).add_patch(Rectangle((2, 1), 1, 0.5, facecolor="#ff0000", linewidth=0, alpha=0.5))
    elif what == "line":
        panel(figure).plot([2, 3], [1, 1.5], alpha=0.5)
    else:
        panel(figure).text(2, 1.2, "faint", alpha=0.5, fontsize=8)
    assert findings(written(tmp_path, figure)) == both("something in it is transparent")


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"pdf.fonttype": 3}, "it is a Type 3 font"),
        ({"pdf.use14corefonts": True}, "it is not embedded as TrueType"),
    ],
)
def test_a_font_that_is_not_embedded_truetype_is_found(good, settings, fault):
    plain = new_figure(85, 40)
    plain.text(0.1, 0.5, "Plain words", fontsize=8)
    (found,) = findings({**good, ".pdf": pdf_of(plain, **settings)})
    assert found[0] == ".pdf" and found[1].startswith("font ") and found[1].endswith(fault)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_character_that_the_font_lacks_is_found(tmp_path):
    figure = drawn()
    figure.text(0.5, 0.1, "漢", fontsize=8)
    assert findings(written(tmp_path, figure)) == [
        (".pdf", "font LastResortHE-Regular: a character is missing in the font")
    ]


def test_a_file_that_is_too_large_is_found(good):
    large = {**good, ".svg": good[".svg"] + b" " * 11_000_000}
    assert findings(large) == [(".svg", "the file has 11.0 MB, at most 10 MB are taken")]


def test_text_beyond_the_page_is_found(tmp_path):
    figure = drawn()
    figure.text(0.9, 0.1, "far too long a label", fontsize=8)
    ((ending, message),) = findings(written(tmp_path, figure))
    assert (
        ending == ".pdf"
        and message.startswith("the text 'far too long a label' reaches ")
        and message.endswith(" mm beyond the page")
    )


def test_text_that_its_panel_cuts_is_found(tmp_path):
    figure = drawn()
    panel(figure).text(3, 1.5, "cut at the edge", fontsize=8, clip_on=True)
    assert findings(written(tmp_path, figure)) == [
        (".pdf", "the text 'cut at the edge' is cut at the edge of its panel")
    ]


def test_a_shape_beyond_the_page_is_found(tmp_path):
    figure = drawn()
    figure.add_artist(Rectangle((0.9, 0.1), 0.2, 0.1, facecolor="#808080", linewidth=0, transform=figure.transFigure))
    assert findings(written(tmp_path, figure)) == [(".pdf", "1 shapes or lines reach up to 8.5 mm beyond the page")]


def test_a_bar_that_its_panel_cuts_is_found(tmp_path):
    figure = drawn()
    panel(figure).add_patch(Rectangle((3, 1), 4, 0.5, facecolor="#808080", linewidth=0))
    assert findings(written(tmp_path, figure)) == [(".pdf", "1 shapes or lines are cut at the edge of their panel")]


def test_labels_that_overlap_are_found_and_neighbours_that_lean_are_not(tmp_path):
    figure = drawn()
    figure.text(0.5, 0.1, "one label", fontsize=8)
    figure.text(0.56, 0.12, "another", fontsize=8)
    for x in (0.3, 0.36):  # their upright boxes overlap, their ink does not
        figure.text(x, 0.62, "leaning", fontsize=8, rotation=45)
    assert findings(written(tmp_path, figure)) == [(".pdf", "the labels 'one label' and 'another' overlap")]


def test_a_label_printed_twice_is_found(tmp_path):
    figure = drawn()
    for _ in range(2):
        figure.text(0.5, 0.1, "twice", fontsize=8)
    assert findings(written(tmp_path, figure)) == [(".pdf", "the labels 'twice' and 'twice' overlap")]


@pytest.mark.parametrize("ending", [".csv", ".caption.md", ".alt.txt", ".svg", ".pdf", ".png"])
def test_a_missing_file_is_found(good, ending):
    assert findings({key: content for key, content in good.items() if key != ending}) == [
        (ending, "the file is missing")
    ]


def test_an_empty_alt_text_is_found(good):
    assert findings({**good, ".alt.txt": b"\n"}) == [(".alt.txt", "the file is empty")]


def test_a_file_of_another_run_is_found(good):
    assert findings({**good, ".pdf": pdf_of(drawn(height=50))}) == [
        ("", "its files differ in height: SVG 40.0 mm, PDF 50.0 mm, PNG 40.0 mm")
    ]


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (".svg", "it cannot be read as SVG (syntax error: line 1, column 0)"),
        (".png", "it cannot be read as PNG or TIFF"),
        (".pdf", "it cannot be read as PDF"),
    ],
)
def test_a_damaged_file_is_found(good, ending, message):
    (found,) = findings({**good, ending: b"damaged"})
    assert found[0] == ending and found[1].startswith(message)


def test_every_page_of_a_figure_is_measured(tmp_path):
    narrow = drawn()
    narrow.text(0.5, 0.1, "small", fontsize=6)
    files = written(tmp_path, [drawn(), narrow])
    message = "its smallest text is 6 pt, 7 pt is the least"
    assert findings(files) == [(".p2.svg", message), (".p2.pdf", message)]
    del files[".p2.png"]
    assert (".p2.png", "the file is missing") in findings(files)


NAMES = store.figure_names(ROOT / "reports/figures")


@pytest.mark.parametrize("name", NAMES)
def test_every_committed_figure_obeys_the_chosen_journal(name):
    preset = PRESETS[store.read_config(ROOT / "config/config.yaml")["figure_preset"]]
    found = rules.check_figure(f"reports/figures/{name}", store.read_figure(name, ROOT / "reports/figures"), preset)
    assert [f"{one.file}: {one.message}" for one in found] == []


def test_the_command_measures_what_is_asked_for_and_tells(capsys):
    assert cli.main(["figures", "which_barriers", "--preset", "bmc"]) == 0
    assert "measured 1 figure on 1 page by the rules of bmc: no problem" in capsys.readouterr().out
    assert cli.main(["figures", "reports/figures/which_barriers.svg", "--preset", "nature"]) == 1
    assert "it is 170.0 mm wide, not 89 or 183 mm" in capsys.readouterr().out
    assert cli.main(["figures", "which_barrier"]) == 1
    assert "if it means 'which_barriers', write that" in capsys.readouterr().err
    assert cli.main(["figures", "--preset", "bmcc"]) == 1
    assert "if it means 'bmc', write that" in capsys.readouterr().err
