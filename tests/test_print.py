"""Figures for print: every page as the journal asks for it, named for an upload, checked as it lies there."""

import io as memory
import shutil
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image
from test_figure_check import drawn

from crosscase import store
from crosscase.core.findings import ConfigError
from crosscase.publish import printing, raster, saving
from crosscase.publish.artwork import rules
from crosscase.publish.printing import Form
from crosscase.publish.style import HOUSE_DPI, PRESETS
from crosscase.run import cli

BMC = PRESETS["bmc"]
in_dots = cache(raster.raster)


def save(name: str, *pages: Figure) -> None:
    about = dict(data=pd.DataFrame({"a": [1]}), caption="A caption.", alt="An alt text.")
    saving.save_figure(list(pages), f"reports/figures/{name}.svg", **about)


@pytest.fixture(scope="module")
def as_made(tmp_path_factory):
    """A project with a figure on two pages, and one in a folder of a paper."""
    folder = tmp_path_factory.mktemp("as_made")
    (folder / "Snakefile").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        save("map", drawn(), drawn(height=50))
        save("papers/larsen2020/phases", drawn(170))
    return folder


@pytest.fixture
def project(as_made, tmp_path, monkeypatch):
    """A copy of that project, and we stand in it."""
    shutil.copytree(as_made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def pdf(as_made) -> bytes:
    return (as_made / "reports/figures/map.pdf").read_bytes()


@pytest.fixture(scope="module", autouse=True)
def each_page_is_set_in_dots_once():
    """Let each page of the project, which is the same in each test, become a picture once for each form."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "raster", in_dots)
        yield


def printed(preset=BMC, **options) -> list[printing.Printed]:
    return list(printing.print_figures(preset, **options))


def in_dist(project) -> list[str]:
    return sorted(path.name for path in (project / "dist").iterdir())


def test_every_page_becomes_a_picture_and_its_pdf_named_for_an_upload(project):
    assert [page.findings for page in printed()] == [[], [], []]
    stems = ("map", "map_p2", "papers_larsen2020_phases")
    assert in_dist(project) == sorted(["files.csv", *(f"{stem}.{kind}" for stem in stems for kind in ("png", "pdf"))])
    assert (project / "dist/map_p2.pdf").read_bytes() == (project / "reports/figures/map.p2.pdf").read_bytes()
    listed = pd.read_csv(project / "dist/files.csv", keep_default_na=False, dtype=str)
    assert listed.loc[listed["file"] == "map_p2.png", ["figure", "kind", "dpi", "note"]].values.tolist() == [
        ["map", "png", "600", ""]
    ]


@pytest.mark.parametrize(
    ("preset", "kind", "dpi"),
    [("bmc", "PNG", 600), ("mdpi", "TIFF", 600), ("sage", "TIFF", 800), ("springer", "TIFF", 600)]
    + [("elsevier", "TIFF", 1000), ("nature", "TIFF", 600)],
)
def test_the_picture_has_the_kind_and_dots_of_the_journal_in_plain_rgb(pdf, preset, kind, dpi):
    size = PRESETS[preset]
    content = in_dots(pdf, size.dpi, ending=size.raster)
    picture = Image.open(memory.BytesIO(content))
    assert (picture.format, picture.mode) == (kind, "RGB")
    assert [round(float(dots)) for dots in picture.info["dpi"]] == [dpi, dpi]
    assert picture.size[0] == pytest.approx(85 / 25.4 * dpi, abs=1.5)
    assert kind == "PNG" or picture.info["compression"] == "tiff_lzw"


def test_the_same_pdf_gives_the_same_bytes(pdf):
    for ending, colours in (("tif", 0), ("png", 0), ("png", 64)):
        one, other = (raster.raster(pdf, 200, ending=ending, colours=colours) for _ in range(2))
        assert one == other


def test_a_flat_shade_keeps_its_colour_in_a_palette_and_no_dot_goes_far_from_its_own(pdf):
    full, few = (
        np.asarray(Image.open(memory.BytesIO(in_dots(pdf, 200, colours=colours))).convert("RGB")).astype(int)
        for colours in (0, 64)
    )
    n_full, n_few = (len(np.unique(dots @ (1 << 16, 1 << 8, 1))) for dots in (full, few))
    assert n_few <= 64 < n_full
    orange = (full == (255, 128, 0)).all(axis=2)
    assert orange.sum() > 1000 and (few[orange] == (255, 128, 0)).all()
    white = (full == 255).all(axis=2)
    assert (few[white] == 255).all() and np.abs(full - few).mean() < 0.5


@pytest.mark.parametrize(
    ("preset", "tried"),
    [
        ("bmc", [Form("png", 600)]),
        ("mdpi", [Form("tif", 600), Form("png", 600)]),
        ("elsevier", [Form("tif", 1000), Form("tif", 600), Form("png", 600)]),
    ],
)
def test_other_forms_are_tried_from_the_best_down(preset, tried):
    assert printing.forms(PRESETS[preset]) == tried


@pytest.mark.parametrize("fits", [Form("tif", 600), Form("png", 600)])
def test_a_file_too_large_for_the_journal_is_written_in_a_form_that_fits_and_says_so(project, pdf, fits):
    size = {form: len(in_dots(pdf, form.dpi, ending=form.kind)) for form in printing.forms(PRESETS["elsevier"])}
    assert size[Form("tif", 1000)] > size[Form("tif", 600)] > size[Form("png", 600)]
    limited = replace(PRESETS["elsevier"], single=85, double=170, megabytes=size[fits] / 1e6)
    page = next(iter(printing.print_figures(limited)))
    assert page.form == fits and not page.findings
    assert page.note.startswith("as TIFF of 1000 dpi it has ") and page.note.endswith(f": written as {fits}")
    assert round(Image.open(project / page.picture).info["dpi"][0]) == HOUSE_DPI


def test_a_file_that_is_too_large_in_every_form_is_found(project):
    page = next(iter(printing.print_figures(replace(BMC, megabytes=0.001))))
    told = [one.message for one in page.findings if one.file == "dist/map.png"]
    assert len(told) == 1 and told[0].endswith("at most 0.001 MB are taken")


def test_what_an_earlier_run_left_goes_and_nothing_else(project):
    printed(PRESETS["mdpi"])
    (project / "dist/letter.docx").write_text("mine")
    save("map", drawn())
    printed()
    assert in_dist(project) == sorted(
        ["files.csv", "letter.docx", "map.pdf", "map.png"]
        + [f"papers_larsen2020_phases.{ending}" for ending in ("pdf", "png")]
    )


def test_printing_one_figure_leaves_the_others_and_takes_away_its_own_old_pages(project):
    printed()
    save("map", drawn())
    printed(only=["map"])
    assert in_dist(project) == sorted(
        ["files.csv", "map.pdf", "map.png", "papers_larsen2020_phases.pdf", "papers_larsen2020_phases.png"]
    )
    listed = pd.read_csv(project / "dist/files.csv")["file"].tolist()
    assert listed == [name for name in in_dist(project) if name != "files.csv"]


def test_a_list_that_names_files_elsewhere_removes_nothing(project):
    (project / "dist").mkdir()
    rows = "../Snakefile,map,pdf,,,\n../reports/figures/map.csv,map,pdf,,,\n"
    (project / "dist/files.csv").write_text(",".join(printing.COLUMNS) + "\n" + rows)
    printed()
    assert (project / "Snakefile").is_file() and (project / "reports/figures/map.csv").is_file()


def test_two_figures_that_would_share_a_name_are_refused(project):
    save("papers_larsen2020/phases", drawn())
    with pytest.raises(ConfigError, match="would have the same name in print"):
        printed()


def test_only_letters_digits_and_low_lines_stand_in_a_name():
    assert printing.upload_name("papers/larsen-2020/four phases", ".p2") == "papers_larsen_2020_four_phases_p2"


# --- each rule fails on a spoilt file -----------------------------------------------------------------


def faults(content: bytes, preset=BMC, dpi: int = 600, file: str = "dist/map.tif") -> list[str]:
    return [one.message for one in rules.check_print(file, content, preset, dpi)]


def tiff(content: bytes, mode: str = "RGB", **options) -> bytes:
    buffer = memory.BytesIO()
    picture = Image.open(memory.BytesIO(content)).convert(mode)
    picture.save(buffer, "tiff", **{"compression": "tiff_lzw", "dpi": (600, 600), **options})
    return buffer.getvalue()


@pytest.fixture(scope="module")
def good(pdf) -> bytes:
    return in_dots(pdf, 600, ending="tif")


def test_a_file_for_print_that_obeys_has_no_finding(good, pdf):
    assert faults(good) == faults(in_dots(pdf, 600)) == faults(pdf, file="dist/map.pdf") == []


def test_too_few_dots_for_the_journal_are_found(good):
    assert faults(good, dpi=1000) == ["it says 600 dpi, 1000 dpi are asked for"]
    assert faults(tiff(good, dpi=None)) == ["it says no resolution, 600 dpi are asked for"]


def test_a_width_of_another_journal_is_found_in_picture_and_pdf(good, pdf):
    message = "it is 85.0 mm wide, not 90 or 190 mm"
    assert faults(good, PRESETS["elsevier"]) == faults(pdf, PRESETS["elsevier"], file="dist/map.pdf") == [message]


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("RGBA", "something in it is transparent"),
        ("P", "its colours are P, RGB is asked for"),
        ("L", "its colours are L, RGB is asked for"),
        ("CMYK", "its colours are CMYK, RGB is asked for"),
    ],
)
def test_other_colours_than_rgb_are_found(good, mode, message):
    assert faults(tiff(good, mode)) == [message]


def test_another_compression_is_found(good):
    assert faults(tiff(good, compression="tiff_adobe_deflate")) == [
        "it is compressed as tiff_adobe_deflate, LZW is asked for"
    ]


def test_a_tiff_of_two_pictures_is_found(good):
    more = {"save_all": True, "append_images": [Image.open(memory.BytesIO(good))]}
    assert faults(tiff(good, **more)) == ["it holds 2 pictures, a page has one"]


def test_a_file_over_the_megabytes_is_found(good):
    small = replace(BMC, megabytes=len(good) / 2e6)
    assert faults(good, small)[0].endswith(f"at most {small.megabytes:g} MB are taken")


@pytest.mark.parametrize("spoilt", ["no picture", "half of it", "a JPEG"])
def test_a_file_that_cannot_be_read_is_found(good, spoilt):
    jpeg = memory.BytesIO()
    Image.open(memory.BytesIO(good)).save(jpeg, "jpeg")
    content = {"no picture": b"no picture", "half of it": good[: len(good) // 2], "a JPEG": jpeg.getvalue()}[spoilt]
    (message,) = faults(content)
    assert message.startswith("it cannot be read as PNG or TIFF")


# --- the command --------------------------------------------------------------------------------------


def test_the_command_writes_checks_and_tells(project, capsys, monkeypatch):
    monkeypatch.setattr(store, "read_config", lambda: {"figure_preset": "bmc"})
    assert cli.main(["print"]) == 0
    assert capsys.readouterr().out == "wrote 3 pages for bmc into dist/ as PNG of 600 dpi and PDF: no problem\n"
    assert cli.main(["print", "map", "--preset", "elsevier", "--out", "for elsevier"]) == 1
    said = capsys.readouterr().out
    assert "it is 85.0 mm wide, not 90 or 190 mm" in said
    assert "wrote 2 pages for elsevier into for elsevier/ as TIFF of 1000 dpi and PDF: 4 problems to mend" in said
    assert sorted(path.name for path in (project / "for elsevier").iterdir())[-1] == "map_p2.tif"
    assert cli.main(["print", "mapp"]) == 1
    assert "if it means 'map', write that" in capsys.readouterr().err
