"""A page as SVG and PDF: lean files with the same picture."""

import io as memory
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader
from test_figure_check import drawn

from crosscase.publish import pages, raster, vector
from crosscase.publish.drawing import new_figure
from crosscase.publish.selectable import lines_set
from crosscase.publish.style import PRESETS

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
SVG = "{http://www.w3.org/2000/svg}"
TOLD = {"title": "A title & more.", "description": "Grid of <three> cells."}


@pytest.fixture(scope="module")
def page():
    return drawn()


@pytest.fixture(scope="module")
def lean(page):
    return vector.drawn(page, "name", **TOLD)


@pytest.fixture(scope="module")
def plain(page):
    """The same page as matplotlib writes it."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "name", "pdf.fonttype": 42, "svg.fonttype": "none"}):
        return {ending: vector._saved(page, ending) for ending in ("svg", "pdf")}


def elements(svg: str) -> list[tuple]:
    """Return each element: its name, its attributes without numbers, its numbers, and its text."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        said = dict(element.attrib)
        for name in ("d", "transform", "x", "y", "points"):
            if name in said:
                numbers = [float(number) for number in NUMBER.findall(said[name])]
                said[name] = (re.sub(r"\s", "", NUMBER.sub("", said[name])), numbers)
        found.append((element.tag, said, (element.text or "").strip()))
    return found


def test_a_lean_svg_is_the_same_picture_to_a_hundredth_of_a_point(plain):
    svg = plain["svg"].decode()
    lean = vector.compact(svg)
    one, other = elements(lean), elements(svg)
    assert [(tag, list(said), text) for tag, said, text in one] == [
        (tag, list(said), text) for tag, said, text in other
    ]
    for (_, mine, _), (_, theirs, _) in zip(one, other, strict=True):
        for name in mine:
            if isinstance(mine[name], tuple):
                assert mine[name][0] == theirs[name][0]
                np.testing.assert_allclose(mine[name][1], theirs[name][1], atol=0.00501, rtol=0)
            else:
                assert mine[name] == theirs[name]
    assert len(lean) < 0.85 * len(svg)


def test_what_somebody_has_set_for_matplotlib_reaches_no_figure(page, lean):
    import matplotlib as mpl

    with mpl.rc_context(
        {"pdf.compression": 0, "svg.image_inline": False, "savefig.bbox": "tight", "path.simplify": False}
    ):
        assert vector.drawn(page, "name", **TOLD) == lean


def test_the_number_of_a_page_is_set_in_the_typeface_of_the_figures():
    import matplotlib as mpl

    with mpl.rc_context({"font.family": "serif", "font.style": "italic"}):
        numbered = pages.numbered([new_figure(85, 40), new_figure(85, 40)], PRESETS["bmc"])
    said = numbered[1].texts[0]
    assert (said.get_text(), said.get_fontfamily(), said.get_fontstyle()) == ("Page 2 of 2", ["DejaVu Sans"], "normal")


def test_an_svg_tells_its_title_and_description_under_ids_of_its_own(lean):
    root = ElementTree.fromstring(lean["svg"])
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", TOLD["title"])
    assert (description.tag, description.text) == (f"{SVG}desc", TOLD["description"])
    assert root.get("role") == "img" and root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.get("id") == "name-title"


def test_text_can_be_selected_and_no_letter_is_drawn(lean):
    root = ElementTree.fromstring(lean["svg"])
    lines = [line.text for line in root.iter(f"{SVG}text")]
    assert lines == ["Trust", "Time", "7*", "κ ≥ 0.4: Åsa’s two", "lines – one label"]
    assert "DejaVuSans-" not in lean["svg"].decode() and b"FontFile" not in lean["svg"]


LINE = "<text style=\"{}font-size: 8px; font-family: 'DejaVu Sans'{}\"{}>{}</text>"


@pytest.mark.parametrize(
    ("written", "now"),
    [
        (("", "", ' x="1" y="2" transform="rotate(-0 1 2)"', "fi"), ' x="1" y="2" font-size="8" textLength="5.04"'),
        (("font-weight: 700; ", "", "", "fi"), ' font-size="8" font-weight="700" textLength="5.93"'),
        (("", "; text-anchor: end; fill: #ffffff", ' transform="rotate(-90 1 2)"', "fi"),)
        + (' transform="rotate(-90 1 2)" font-size="8" text-anchor="end" fill="#ffffff" textLength="5.04"',),
        (("", "", "", "&amp;"), ' font-size="8" textLength="6.24"'),
        (("", "", "", "AV"), ' font-size="8" textLength="10.43"'),  # closer than A and V alone
    ],
)
def test_a_line_says_how_long_it_is_in_the_typeface_of_the_figures(written, now):
    assert lines_set(LINE.format(*written)) == f'<text{now} lengthAdjust="spacingAndGlyphs">{written[3]}</text>'


def test_wide_spaces_are_kept_and_another_typeface_is_left_as_it_is():
    assert 'xml:space="preserve">a  b<' in lines_set(LINE.format("", "", "", "a  b"))
    other = LINE.format("", "", "", "a").replace("DejaVu Sans", "STIX")
    assert lines_set(other) == other


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ('<path d="M -0.001 2.004 \nL 3.126 -4 \nz\n"/>', '<path d="M0 2L3.13 -4z"/>'),
        ('transform="translate(1.23456 2) rotate(-45) scale(0.015625)"',)
        + ('transform="translate(1.23 2) rotate(-45) scale(0.015625)"',),
        ('transform="rotate(-90 1.23456 2)"', 'transform="rotate(-90 1.23 2)"'),
        ('style="stroke-width: 0.123456"',) * 2,
    ],
)
def test_what_is_shortened_in_an_svg(written, now):
    tag = written if written.startswith("<") else f"<g {written}/>"
    assert vector.compact(tag) == (now if now.startswith("<") else f"<g {now}/>")


def test_text_stays_as_it_is_written():
    line = '<text x="1"> x="1.23456" translate(1.23456 2)</text>'
    assert vector.compact(line) == line


def test_a_pdf_with_lean_fonts_has_the_same_dots(lean, plain):
    one, other = (
        np.asarray(Image.open(memory.BytesIO(raster.raster(pdf, 600)))) for pdf in (lean["pdf"], plain["pdf"])
    )
    assert np.array_equal(one, other) and len(lean["pdf"]) < len(plain["pdf"])


def test_fonts_in_a_pdf_keep_glyphs_and_hints_and_lose_the_tables_for_setting_type(lean):
    fonts = PdfReader(memory.BytesIO(lean["pdf"])).pages[0]["/Resources"]["/Font"].values()
    embedded = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert embedded
    for about in embedded:
        tables = set(TTFont(memory.BytesIO(about.get_object()["/FontFile2"].get_data())).keys())
        assert {"glyf", "fpgm", "prep", "cvt "} <= tables and not tables & {"GSUB", "GPOS", "GDEF", "MATH", "kern"}


def test_fonts_are_loaded_as_ever_outside_a_page(page):
    from fontTools import subset

    before = subset.load_font
    vector.drawn(page, "name", **TOLD)
    assert subset.load_font is before


def test_the_same_page_gives_the_same_bytes(page, lean):
    assert vector.drawn(page, "name", **TOLD) == lean


def test_the_ids_of_a_page_do_not_hang_on_the_last_bit_of_its_places(page, lean, monkeypatch):
    """matplotlib hashes places as they are computed: another Python or C library gives other hashes."""
    from matplotlib.backends import backend_svg

    before = backend_svg.RendererSVG._make_id
    monkeypatch.setattr(
        backend_svg.RendererSVG, "_make_id", lambda self, type, content: before(self, type, f"{content} and a bit")
    )
    svg = lean["svg"].decode()
    own = re.findall(r' id="([mph]\d+-[0-9a-f]{6})"', svg)
    assert own and len(own) == len(set(own)) and {told[1:] for told in re.findall(r'#[mph][^")]+', svg)} <= set(own)
    assert vector.drawn(page, "name", **TOLD) == lean
    assert not set(re.findall(r' id="([mph]\d+-\w+)"', vector.drawn(page, "other", **TOLD)["svg"].decode())) & set(own)
