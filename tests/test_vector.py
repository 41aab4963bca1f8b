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

from crosscase.publish import raster, vector

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
#: The outline of a glyph.
GLYPH = r'<path id="[fgh][0-9a-f]+" (d="[^>]*)'
HREF = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def page():
    return drawn()


@pytest.fixture(scope="module")
def lean(page):
    return vector.drawn(page, "name")


@pytest.fixture(scope="module")
def plain(page):
    """The same page as matplotlib writes it, but for the names of glyphs."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "name", "pdf.fonttype": 42, "svg.fonttype": "path"}):
        written = {ending: vector._saved(page, ending) for ending in ("svg", "pdf")}
    return written | {"svg": vector._short_names(written["svg"].decode()).encode()}


def elements(svg: bytes) -> list[tuple]:
    """Return each element: its name, attributes without numbers, and its numbers; a glyph's place as x and y."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        said = dict(element.attrib)
        if element.tag.endswith("use"):
            place = re.fullmatch(r"translate\((\S+) (\S+)\)", said.pop("transform", ""))
            x, y = place.groups() if place else (said.get("x", 0), said.get("y", 0))
            said |= {"x": str(float(x)), "y": str(float(y))}
        for name in ("d", "transform", "x", "y", "points"):
            if name in said:
                numbers = [float(number) for number in NUMBER.findall(said[name])]
                said[name] = (re.sub(r"\s", "", NUMBER.sub("", said[name])), numbers)
        found.append((element.tag, said, (element.text or "").strip()))
    return found


def test_a_lean_svg_is_the_same_picture_to_a_hundredth_of_a_point(lean, plain):
    one, other = elements(lean["svg"]), elements(plain["svg"])
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
    assert len(lean["svg"]) < 0.8 * len(plain["svg"])


def test_glyphs_and_scales_of_a_lean_svg_lose_nothing(lean, plain):
    scales, glyphs = [re.findall(pattern, plain["svg"].decode()) for pattern in (r"scale\([^)]*\)", GLYPH)]
    now = lean["svg"].decode()
    assert re.findall(r"scale\([^)]*\)", now) == scales and "scale(0.015625)" in scales
    whole = [NUMBER.findall(one) for one in re.findall(GLYPH, now)]
    assert whole == [NUMBER.findall(one) for one in glyphs] and len(whole) > 10


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ('<path d="M -0.001 2.004 \nL 3.126 -4 \nz\n"/>', '<path d="M0 2L3.13 -4z"/>'),
        ('<use xlink:href="#a" transform="translate(63.378906 0)"/>', '<use xlink:href="#a" x="63.38"/>'),
        ('<use xlink:href="#a" transform="translate(0 38.28)"/>', '<use xlink:href="#a" x="0" y="38.28"/>'),
        ('<use xlink:href="#a" transform="translate(1 2) scale(0.7)"/>',) * 2,
        ('transform="translate(1.23456 2) rotate(-45) scale(0.015625)"',)
        + ('transform="translate(1.23 2) rotate(-45) scale(0.015625)"',),
        ('style="stroke-width: 0.123456"',) * 2,
    ],
)
def test_what_is_shortened_in_an_svg(written, now):
    assert vector.compact(written.encode()).decode() == now


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
    vector.drawn(page, "name")
    assert subset.load_font is before


def test_the_same_page_gives_the_same_bytes(page, lean):
    assert vector.drawn(page, "name") == lean


def test_each_glyph_keeps_its_own_name_and_is_named_wherever_it_stands():
    svg = (
        '<path id="DejaVuSans-41"/><path id="DejaVuSans-Bold-41"/><use xlink:href="#DejaVuSans-41"/>'
        '<use xlink:href="#DejaVuSans-Bold-41"/><g id="DejaVuSans-41 of"/>'
    )
    assert vector._short_names(svg) == (
        '<path id="f41"/><path id="g41"/><use xlink:href="#f41"/><use xlink:href="#g41"/><g id="DejaVuSans-41 of"/>'
    )
    taken = svg + '<g id="f1"/>'
    assert vector._short_names(taken) == taken and vector._short_names("<g/>") == "<g/>"
