"""Every figure of the compendium obeys every journal, drawn from the tables that are committed."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from conftest import ROOT
from test_figure_extremes import measured

from crosscase import store
from crosscase.core import order as core_order
from crosscase.papers.farr2017 import figure as farr2017_figure
from crosscase.papers.gheduzzi2021 import figure as gheduzzi2021_figure
from crosscase.papers.gheduzzi2021 import figure_versions as gheduzzi2021_figure_versions
from crosscase.papers.larsen2020 import figure as larsen2020_figure
from crosscase.papers.tingvold2023 import compute as tingvold2023
from crosscase.papers.tingvold2023 import figure as tingvold2023_figure
from crosscase.publish.style import PRESETS
from crosscase.questions.agreement import figure as agreement_figure
from crosscase.questions.balance import figure as balance_figure
from crosscase.questions.codes_by_case import bands, figure_barriers
from crosscase.questions.codes_by_case import figure as codes_by_case_figure
from crosscase.questions.critical_questions import figure as critical_questions_figure
from crosscase.questions.frameworks import compute as frameworks
from crosscase.questions.frameworks import figure as frameworks_figure
from crosscase.questions.literature import figure as literature_figure
from crosscase.questions.literature_in_cases import compute as literature_in_cases
from crosscase.questions.literature_in_cases import figure as literature_in_cases_figure
from crosscase.questions.phases import figure as phases_figure
from crosscase.questions.within_case import figure as within_case_figure

BUILT = ROOT / "data/processed"
CODES = store.read_codebook(ROOT / "data/raw/codebook/codes.csv")
SOURCES = store.read_table(ROOT / "data/raw/sources.csv", "raw/sources")
NOTE = "Holds in 57 of 64 variants."


@cache
def table(path: str, schema: str) -> pd.DataFrame:
    return store.read_table(BUILT / f"{path}.csv", schema)


def across(name: str) -> pd.DataFrame:
    return table(f"cross_case/{name}", name)


def paper(source: str, name: str) -> pd.DataFrame:
    return table(f"papers/{source}/{name}", f"{source}_{name}")


def codes_by_case(family: str, preset: str):
    groups = codes_by_case_figure.groups_of(family, across("codes_by_case"), CODES)
    return codes_by_case_figure.codes_by_case_figure(
        across("codes_by_case"), CODES, across("cases"), groups, documents=SOURCES, preset=preset
    )


def which_barriers(preset: str):
    by_case, cases = across("codes_by_case"), across("cases")
    banded = bands.bands(by_case, CODES, cases)
    links = store.read_cases(cases["case_id"].tolist(), "links")
    harm = bands.harms(links[links["coder"] == "consensus"], banded["code_id"])
    return figure_barriers.which_barriers_figure(by_case, CODES, cases, banded, harm, documents=SOURCES, preset=preset)


def phases(preset: str):
    order = core_order.barrier_order(across("codes_by_case"), CODES)
    return phases_figure.phase_profile_figure(across("phase_profile"), CODES, across("cases"), order, preset=preset)


def homes(preset: str):
    of = tingvold2023.units(store.read_yaml(ROOT / "data/raw/cases/nursing_homes/case.yml"))
    n_passages = table("nursing_homes/segments", "segments")["unit_id"].value_counts().to_dict()
    return tingvold2023_figure.homes_figure(paper("tingvold2023", "codes"), CODES, of, n_passages, preset=preset)


def beside_the_literature(preset: str):
    table, beside, cases = across("literature_in_cases"), across("literature_added"), across("cases")
    found, added = literature_in_cases.findings(table), literature_in_cases.additions(beside, cases)
    about = (CODES, cases, {"place4carers"})
    return literature_in_cases_figure.literature_in_cases_figure(
        table, found, beside, added, *about, documents=SOURCES, preset=preset
    )


def framework_barriers(preset: str):
    listed = store.read_table(ROOT / "data/raw/codebook/frameworks.csv", "raw/frameworks")
    tables = (across(name) for name in ("framework_barriers", "barriers_known"))
    return frameworks_figure.framework_barriers_figure(*tables, listed, CODES, across("cases"), preset=preset)


def versions(preset: str):
    frameworks = store.read_table(ROOT / "data/raw/codebook/frameworks.csv", "raw/frameworks")
    return gheduzzi2021_figure_versions.versions_figure(
        paper("gheduzzi2021", "versions"), CODES, frameworks, preset=preset
    )


def service_system(preset: str):
    tables = (paper("gheduzzi2021", name) for name in ("service_system", "effects"))
    return gheduzzi2021_figure.service_system_figure(*tables, CODES, preset=preset)


FIGURES = {
    "which barriers": which_barriers,
    "effects by case": lambda preset: codes_by_case("effect", preset),
    "phases": phases,
    "balance": lambda preset: balance_figure.balance_figure(across("balance"), across("cases"), preset=preset),
    "effects of one case": lambda preset: within_case_figure.barrier_effects_figure(
        table("place4carers/barrier_effects", "barrier_effects"), CODES, preset=preset
    ),
    "literature": lambda preset: literature_figure.literature_figure(
        table("literature/matrix", "literature_matrix"), preset=preset
    ),
    "frameworks": lambda preset: frameworks_figure.framework_coverage_figure(
        frameworks.parts(across("framework_coverage")), preset=preset
    ),
    "barriers in frameworks": framework_barriers,
    "literature in cases": beside_the_literature,
    "critical questions": lambda preset: critical_questions_figure.critical_questions_figure(
        across("critical_questions"), across("cases"), {"nhs_ebcd"}, documents=SOURCES, preset=preset
    ),
    "agreement": lambda preset: agreement_figure.agreement_figure(
        table("agreement/by_code", "agreement_by_code"), CODES, preset=preset
    ),
    "service system": service_system,
    "versions": versions,
    "homes": homes,
    "issue path": lambda preset: farr2017_figure.issue_path_figure(paper("farr2017", "issue_path"), preset=preset),
    "four phases": lambda preset: larsen2020_figure.phases_figure(paper("larsen2020", "phases"), preset=preset),
    "dialogue roles": lambda preset: larsen2020_figure.dialogue_roles_figure(
        paper("larsen2020", "dialogue_roles"), preset=preset
    ),
}


@cache
def pages_of(name: str, preset: str):
    """Return a figure in a preset, which is drawn once for all tests that look at it."""
    return FIGURES[name](preset)


# Springer has the largest type, so that all is fullest there. What is committed is BMC's and measured as it is.
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_obeys_the_journal_with_the_largest_type(name):
    measured(pages_of(name, "springer"), "springer")


# MDPI (as SAGE) and Nature have the lowest pages.
@pytest.mark.parametrize("preset", ["mdpi", "nature"])
@pytest.mark.parametrize("name", FIGURES)
def test_no_page_is_higher_than_the_lowest_allowed(name, preset):
    pages = pages_of(name, preset)
    for page in pages if isinstance(pages, list) else [pages]:
        assert page.get_figheight() * 25.4 <= PRESETS[preset].highest


# MDPI has the widths and type of BMC, in which all figures are committed and measured; only its page is lower.
@pytest.mark.parametrize(
    ("name", "preset"),
    [("which barriers", "elsevier"), ("which barriers", "nature"), ("service system", "nature")]
    + [("service system", "mdpi")],
)
def test_a_figure_obeys_the_journals_of_other_sizes(name, preset):
    measured(pages_of(name, preset), preset)


def test_two_journals_without_numbers_of_their_own_share_a_page():
    assert replace(PRESETS["sage"], dpi=PRESETS["mdpi"].dpi) == PRESETS["mdpi"]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_within_its_own_limits(preset):
    size = PRESETS[preset]
    assert size.smallest <= size.text <= size.largest and size.single < size.double and size.colour == "RGB"
    assert size.smallest >= (5 if preset == "nature" else 7) and size.line >= 0.3
    assert 600 <= size.dpi <= 1000 and size.raster in ("png", "tif")
