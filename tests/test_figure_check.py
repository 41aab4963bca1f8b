"""Figures are judged by the files that were written: each rule fails on a spoilt one, all committed ones obey."""

import io as memory
import re
from dataclasses import replace
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from crosscase import store
from crosscase.publish import raster, saving, style
from crosscase.publish.artwork import rules, writing
from crosscase.publish.artwork.pdf import read_pdf
from crosscase.publish.artwork.svg import read_svg
from crosscase.publish.drawing import new_figure, placed
from crosscase.publish.matrix import RING
from crosscase.publish.style import PRESETS
from crosscase.publish.words import HOW_TO_READ
from crosscase.run import cli
from crosscase.run.commands.figures import names_given

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


CAPTION = f"**Trust is *seen* in one case.** {HOW_TO_READ}"
ALT = "Grid of three cells: trust in one case."


def written(tmp_path, figure: Figure | list[Figure]) -> dict[str, bytes]:
    saving.save_figure(figure, tmp_path / "name.svg", data=pd.DataFrame({"a": [1]}), caption=CAPTION, alt=ALT)
    return store.read_figure("name", tmp_path)


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, bytes]:
    """The files of a figure that obeys."""
    return written(tmp_path_factory.mktemp("good"), drawn())


@pytest.fixture(scope="module", autouse=True)
def each_content_is_read_once():
    """Let the rules be asked again and again of the same bytes, which are read once: what is read of them is the same
    (nothing changes it), and most tests spoil one file of several.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("read_pdf", "read_svg", "read_raster"):
            patch.setattr(rules, name, cache(getattr(rules, name)))
        yield


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


def test_a_notebook_that_is_only_compared_shows_the_same_pages_and_writes_no_figure(tmp_path, monkeypatch):
    about = {"data": pd.DataFrame({"a": [1]}), "caption": CAPTION, "alt": ALT}
    kept = saving.save_figure([drawn(), drawn(60)], tmp_path / "kept/name.svg", **about)
    monkeypatch.setenv(store.SCRATCH, str(tmp_path / "scratch"))
    assert saving.save_figure([drawn(), drawn(60)], tmp_path / "compared/name.svg", **about) == kept and len(kept) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    monkeypatch.setenv(store.SCRATCH, "")  # as good as not set
    saving.save_figure(drawn(), tmp_path / "compared/name.svg", **about)
    assert (tmp_path / "compared/name.svg").is_file()


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
    (one, message), other = findings(written(tmp_path, figure))
    assert (one, other) == (".svg", (".pdf", message))
    assert re.fullmatch(r"the text 'far too long a label' reaches \d+\.\d mm beyond the page", message)


def test_text_that_its_panel_cuts_is_found(tmp_path):
    figure = drawn()
    panel(figure).text(3, 1.5, "cut at the edge", fontsize=8, clip_on=True)
    assert findings(written(tmp_path, figure)) == both("the text 'cut at the edge' is cut at the edge of its panel")


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
    assert findings(written(tmp_path, figure)) == both("the labels 'one label' and 'another' overlap")


def test_a_label_printed_twice_is_found(tmp_path):
    figure = drawn()
    for _ in range(2):
        figure.text(0.5, 0.1, "twice", fontsize=8)
    assert findings(written(tmp_path, figure)) == both("the labels 'twice' and 'twice' overlap")


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


# --- what is said in words -----------------------------------------------------------------------------


def said(good: dict[str, bytes], caption: str = CAPTION, alt: str = ALT, names=()) -> list[tuple[str, str]]:
    """Return what is found where only the words beside a figure are others, but for what its SVG then tells."""
    files = {**good, ".caption.md": caption.encode(), ".alt.txt": alt.encode()}
    found = [(one.file.removeprefix("name"), one.message) for one in rules.check_figure("name", files, BMC, names)]
    return [one for one in found if not one[1].startswith(("its title is", "its description is"))]


def words(number: int) -> str:
    """Return a caption of so many words."""
    return f"{CAPTION} {' '.join(['word'] * (number - len(CAPTION.split())))}"


def test_a_caption_of_more_than_150_words_is_found(good):
    assert said(good, words(150)) == []
    assert said(good, words(151)) == [(".caption.md", "the caption has 151 words, at most 150 are read")]


def test_a_caption_that_does_not_name_the_page_on_how_to_read_is_found(good):
    message = "the caption does not name ‘How to read these figures’"
    assert said(good, "**Trust is seen in one case.**") == [(".caption.md", message)]


OURS = ["passes", "variant", "Links", "units", "lens", "sets cases apart", "anchor", "crosswalk", "SKOS", "MASI", "AC1"]


@pytest.mark.parametrize("word", [*OURS, "sign-flip", "link", "pass", "set apart"])
def test_a_word_of_ours_is_found_that_a_caption_does_not_explain_and_an_alt_text_says_at_all(good, word):
    unexplained = f"the caption says '{word}' and does not explain it"
    assert said(good, f"{CAPTION} Here {word} stand.") == [(".caption.md", unexplained)]
    assert said(good, f"{CAPTION} Here {word} (in short) stand, and {word} again.") == []
    assert said(good, f"{CAPTION} Here {word} stand, and {word} (in short).") == [(".caption.md", unexplained)]
    assert said(good, alt=f"Bars of {word} by case.") == [(".alt.txt", f"the alt text says '{word}'")]


def test_an_explained_word_covers_its_plural_and_longer_words_are_others(good):
    assert said(good, f"{CAPTION} A link (a stated cause and effect) and two links.") == []
    assert said(good, f"{CAPTION} Passages of a community, encompassed and linked anchorages, invariants.") == []


def test_a_label_may_hold_any_word_however_it_is_broken(good):
    caption, alt = f"{CAPTION} Here mental health\nunit stands.", "Bars of the Mental health unit."
    assert len(said(good, caption, alt)) == 2
    assert said(good, caption, alt, names=["Mental health unit", "Other unit"]) == []
    assert len(said(good, f"{CAPTION} Another unit.", names=["Mental health unit"])) == 1


def test_a_picture_holds_a_word_of_ours_only_in_a_short_heading_that_the_caption_explains(tmp_path):
    figure = drawn()
    figure.text(0.5, 0.1, "AC1", fontsize=8)
    figure.text(0.6, 0.9, "all units of\nthe case", fontsize=8, va="top")
    files = written(tmp_path, figure)
    unit = (".svg", "the text 'all units of the case' says 'units'")
    assert findings(files) == [(".svg", "the text 'AC1' says 'AC1'"), unit]
    assert said(files, f"{CAPTION} AC1 (a coefficient) of units (parts of a case).") == [unit]
    assert said(files, names=["units of the case", "AC1"]) == []


@pytest.mark.parametrize(
    ("alt", "message"),
    [
        (f"Bars of {'a' * 142}.", "the alt text has 151 characters, at most 150 are read aloud"),
        ("Bars of trust by case", "the alt text does not end with a full stop"),
        ("Trust is seen in one case, time in the next: bars.", "the alt text does not begin with the kind of picture"),
        (f"{ALT}\n{ALT}", "it has 2 lines for 1 page"),
    ],
)
def test_an_alt_text_is_short_a_sentence_and_begins_with_the_kind_of_picture(good, alt, message):
    assert said(good, alt=alt) == [(".alt.txt", message)]
    assert said(good, alt=f"Bars of {'a' * 141}.") == []


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> dict[str, bytes]:
    """The files of a figure on two pages that obeys."""
    return written(tmp_path_factory.mktemp("two"), [drawn(), drawn(height=50)])


def test_each_page_has_an_alt_text_and_tells_it(two):
    assert findings(two) == []
    one, other = two[".alt.txt"].decode().splitlines()
    assert (one, other) == (f"{ALT} Page 1 of 2.", f"{ALT} Page 2 of 2.")
    assert findings({**two, ".alt.txt": one.encode()}) == [(".alt.txt", "it has 1 line for 2 pages")]
    swapped = findings({**two, ".alt.txt": f"{other}\n{one}".encode()})
    assert swapped[0] == (".svg", f"its description is '{one}', not the alt text of the page") and len(swapped) == 2
    found = findings({**two, ".alt.txt": f"{one}\nBars of {'a' * 150}.".encode()})
    assert found[0] == (".alt.txt", "the alt text of page 2 has 159 characters, at most 150 are read aloud")


def test_alt_texts_are_given_for_each_page_or_one_for_all():
    assert saving.alt_texts("Bars.", 1) == ["Bars."]
    assert saving.alt_texts(["Bars\nof trust.", "Map."], 2) == ["Bars of trust.", "Map."]
    with pytest.raises(ValueError, match="a figure of 3 pages has 3 alt texts, not 2"):
        saving.alt_texts(["Bars.", "Map."], 3)


def test_a_figure_that_leaves_no_room_for_its_caption_is_found(good):
    low = replace(BMC, page=50)  # the figure is 40 mm high
    for number, fits in ((45, True), (75, False)):
        found = rules.check_figure("name", {**good, ".caption.md": words(number).encode()}, low)
        assert [one.file for one in found] == ["name"] * (not fits)
    assert found[0].message == "it is 40.0 mm high and its caption 13.0 mm, a page holds 50 mm of both"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_caption_of_150_words_has_room_below_the_highest_figure(preset):
    size = PRESETS[preset]
    text = (ROOT / "docs/methods.md").read_text(encoding="utf-8")
    long = " ".join(text.split()[400:550])
    assert 15 < writing.caption_height(long, size) <= size.page - size.highest


def test_a_caption_is_read_without_its_marks():
    assert writing.headline(CAPTION) == "Trust is seen in one case."
    assert writing.headline("Is it *so*? No.") == "Is it so?" and writing.headline("No stop") == "No stop"
    assert writing.plain("**A** [page](how_to_read.md) of\n`words`, 7* and 8*") == "A page of words, 7* and 8*"


# --- the SVG tells and can be selected ------------------------------------------------------------------


SPOILT = {
    r"<title .*?</title>": "it has no title and description that are named as its own",
    r"<desc .*?</desc>": "it has no title and description that are named as its own",
    r' role="img"': "it has no title and description that are named as its own",
    r' aria-labelledby="[^"]*"': "it has no title and description that are named as its own",
    r"(?s)<text .*?</text>": "it has no text that can be selected",
    r' textLength="[^"]*"(?=[^>]*>Trust<)': "the text 'Trust' does not say how long it is in DejaVu Sans",
    r"'DejaVu Sans',": "the text 'Trust' does not say how long it is in DejaVu Sans",
}


@pytest.mark.parametrize("part", SPOILT)
def test_an_svg_without_words_is_found(good, part):
    spoilt, number = re.subn(part, "", good[".svg"].decode())
    assert number and findings({**good, ".svg": spoilt.encode()})[0] == (".svg", SPOILT[part])


def test_an_svg_that_tells_another_caption_is_found(good):
    spoilt = good[".svg"].replace(b"Trust is seen", b"Trust was seen")
    message = "its title is 'Trust was seen in one case.', not the first sentence of the caption"
    assert findings({**good, ".svg": spoilt}) == [(".svg", message)]


@pytest.mark.parametrize(
    ("part", "now", "message"),
    [
        ('font-size="7" text-anchor', 'font-size="6" text-anchor', "its smallest text is 6 pt, 7 pt is the least"),
        ('font-size="7" text-anchor', 'font-size="13" text-anchor', "its largest text is 13 pt, 12 pt is the most"),
        ('x="180.71"', 'x="240.71"', "the text '7*' reaches 1.2 mm beyond the page"),
        ("translate(61.23 110.62)", "translate(96.54 110.75)", "the labels 'Trust' and 'Time' overlap"),
        ('textLength="63.73"', 'textLength="263.73"', "the text 'κ ≥ 0.4: Åsa’s two' reaches"),
    ],
)
def test_text_in_an_svg_is_measured_where_it_stands_and_as_wide_as_it_says(good, part, now, message):
    svg = good[".svg"].decode()
    assert svg.count(part) == 1
    found = findings({**good, ".svg": svg.replace(part, now).encode()})
    assert found[0][0] == ".svg" and found[0][1].startswith(message)


def test_labels_have_the_same_place_in_svg_and_pdf(tmp_path):
    figure = drawn()
    figure.text(0.6, 0.3, "Two  words & <AV>", fontsize=8, weight="bold", rotation=90, family=style.FAMILY)
    figure.text(0.98, 0.9, "anchored right", fontsize=8, style="italic", ha="right", family=style.FAMILY)
    figure.text(0.5, 0.1, "$n_{i}$", fontsize=8)
    figure.text(0.8, 0.2, "about its anchor", fontsize=8, rotation=70, rotation_mode="anchor", ha="center")
    files = written(tmp_path, figure)
    one, other = (sorted(read(files[kind]).labels, key=lambda label: label.text) for kind, read in READERS.items())
    assert [label.text for label in one] == [label.text for label in other] and len(one) == 9
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_allclose(mine.box, theirs.box, atol=0.1)
        assert mine.size == pytest.approx(theirs.size)


READERS = {".svg": read_svg, ".pdf": read_pdf}
NAMES = store.figure_names(ROOT / "reports/figures")
LABELS = names_given()


@pytest.mark.parametrize("name", NAMES)
def test_every_committed_figure_obeys_the_chosen_journal(name):
    preset = PRESETS[store.read_config(ROOT / "config/config.yaml")["figure_preset"]]
    files = store.read_figure(name, ROOT / "reports/figures")
    found = rules.check_figure(f"reports/figures/{name}", files, preset, LABELS)
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
