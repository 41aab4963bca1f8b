"""The five cases and what was built from them: schemas, coverage of the issue's counts, captions that agree."""

import re

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.core import schemas
from crosscase.core.received import CASE_TABLES
from crosscase.publish import words
from crosscase.run import imports

CASES = sorted(path.name for path in (ROOT / "data/raw/cases").iterdir() if path.is_dir())
FIVE = ["local_government", "mental_health_unit", "nhs_ebcd", "nursing_homes", "place4carers"]
CLEAN = {f"data/processed/{case}/{table}.csv": table for case in CASES for table in (*CASE_TABLES, "cleaning_log")}
_NAMED = imports.built_tables()
# A notebook that runs for each case names the files of one.
_EACH = {path: table for path, table in _NAMED.items() if path.split("/")[2] in CASES}
BUILT = {
    "data/processed/findings.csv": "findings",
    **CLEAN,
    **{path: table for path, table in _NAMED.items() if path not in _EACH},
    **{f"data/processed/{case}/{path.split('/')[3]}": table for case in CASES for path, table in _EACH.items()},
}


@pytest.mark.parametrize(("file", "table"), BUILT.items())
def test_every_built_table_fits_its_schema(file, table):
    header, rows, findings = store.read_rows(ROOT / file)
    assert findings == [] and header == schemas.columns(table)
    plain = [
        {name: field[name] for name in ("name", "type", "constraints") if name in field}
        for field in schemas.load(table)["fields"]
    ]
    from frictionless import Schema

    readers = [field.create_cell_reader() for field in Schema.from_descriptor({"fields": plain}).fields]
    wrong = [
        (number, reader(cell)[1])
        for number, row in rows
        for cell, reader in zip(row, readers, strict=True)
        if reader(cell)[1]
    ]
    assert wrong == []
    key = schemas.load(table).get("primaryKey") or []
    keys = [tuple(row[header.index(column)] for column in key) for _, row in rows]
    assert not key or len(set(keys)) == len(keys)


def test_every_built_table_is_tested():
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "data/processed").rglob("*.csv")}
    assert there == set(BUILT)


@pytest.mark.parametrize("case", FIVE)
def test_a_case_has_thirty_to_seventy_passages_and_every_one_is_coded(case):
    segments = store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments")
    codings = store.read_table(ROOT / f"data/processed/{case}/codings.csv", "codings")
    assert 30 <= len(segments) <= 70
    assert set(codings["segment_id"]) == set(segments["segment_id"])


@pytest.mark.parametrize(
    ("case", "kinds", "n"),
    [
        ("place4carers", ["quotation"], 17),
        ("nursing_homes", ["quotation"], 13),
        ("mental_health_unit", ["field_note"], 13),
        ("nhs_ebcd", ["quotation"], 19),
        ("local_government", ["quotation", "field_note"], 14),
    ],
)
def test_every_attributed_quotation_is_a_passage_of_its_own(case, kinds, n):
    segments = store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments")
    voiced = segments[segments["kind"].isin(kinds)]
    assert len(voiced) == n and (voiced["speaker"] != "").all()


def test_each_case_tells_of_co_destruction_and_of_co_creation():
    table = store.read_table(ROOT / "data/processed/cross_case/balance.csv", "balance")
    assert (table.groupby(["case_id", "valence"])["n_links"].sum() > 0).all()


def test_a_matrix_recomputed_from_the_raw_tables_is_the_published_one():
    for case in FIVE:
        raw = pd.read_csv(ROOT / f"data/raw/cases/{case}/links.csv", dtype=str, keep_default_na=False)
        raw = raw[raw["coder"] == store.read_config(ROOT / "config/config.yaml")["coder"]]
        counted = raw.groupby(["cause", "effect"])["segment_id"].nunique()
        built = store.read_table(ROOT / f"data/processed/{case}/barrier_effects.csv", "barrier_effects").set_index(
            ["cause", "effect"]
        )
        assert (
            built.loc[built["n_segments"] > 0, "n_segments"].astype(int).sort_index().to_dict()
            == counted.sort_index().to_dict()
        )


def test_every_cell_names_the_passages_that_it_counts():
    known = {
        f"{case}:{s}"
        for case in CASES
        for s in store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments")["segment_id"]
    }
    for file, table in BUILT.items():
        if "segment_ids" in schemas.columns(table):
            frame = store.read_table(ROOT / file, table)
            lists = frame["segment_ids"].str.split()
            counts = frame["n_segments"].fillna(0)
            if table != "barriers_in_practice":
                assert (lists.str.len() == counts).all(), file
            assert {one for ids in lists for one in ids} <= known


FIGURES = sorted((ROOT / "reports/figures").rglob("*.svg"))
#: A figure in pages has its caption, alt text and data once, beside the first page.
FIRST_PAGES = [path for path in FIGURES if not re.search(r"\.p\d+$", path.stem)]
FIGURES = sorted(path for path in (ROOT / "reports/figures").rglob("*.svg") if not re.search(r"\.p\d+$", path.stem))


#: The first page of each; what stands beside a figure stands once, also where the figure has pages.
FIRST_PAGES = [path for path in FIGURES if not re.search(r"\.p\d+$", path.stem)]


@pytest.mark.parametrize("path", FIRST_PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_figure_stands_with_its_files_and_says_what_the_data_are(path):
    for ending in store.FIGURE_FILES:
        assert (path.parent / f"{path.stem}{ending}").stat().st_size > 0
    caption = (path.parent / f"{path.stem}.caption.md").read_text(encoding="utf-8")
    alts = (path.parent / f"{path.stem}.alt.txt").read_text(encoding="utf-8").splitlines()
    # What the data are, and what blank, dash and star mean, stands once, on the page that every caption names.
    assert caption.strip().endswith(words.HOW_TO_READ) and min(map(len, alts)) >= 40


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_file_of_a_figure_knows_when_or_where_it_was_made(path):
    for ending in (".svg", ".pdf", ".png"):
        content = (path.parent / f"{path.stem}{ending}").read_bytes()
        assert str(ROOT).encode() not in content and not re.search(rb"CreationDate|<dc:date|tEXtSoftware", content)


def test_the_caption_counts_what_the_data_hold():
    table = store.read_table(ROOT / "data/processed/cross_case/balance.csv", "balance")
    total = table.groupby("valence")["n_links"].sum()
    caption = (ROOT / "reports/figures/balance.caption.md").read_text(encoding="utf-8")
    assert f"{total['co-destruction']} to harm" in caption and f"{total['co-creation']} to good" in caption


@pytest.mark.parametrize("case", FIVE)
def test_pass_a_pass_b_and_the_consensus_cover_every_passage(case):
    segments = set(store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments")["segment_id"])
    codings = store.read_table(ROOT / f"data/processed/{case}/codings.csv", "codings")
    covered = codings.groupby("coder")["segment_id"].agg(set)
    assert sorted(covered.index) == ["A", "B", "consensus"]
    assert covered["A"] == segments and covered["consensus"] == segments
    # Pass B may find no code that fits a passage; it read all of them.
    assert len(segments - covered["B"]) <= 1


@pytest.mark.parametrize("case", FIVE)
def test_every_difference_of_the_passes_has_a_memo(case):
    codings = store.read_table(ROOT / f"data/processed/{case}/codings.csv", "codings")
    links = store.read_table(ROOT / f"data/processed/{case}/links.csv", "links")
    resolved = store.read_table(ROOT / f"data/raw/cases/{case}/resolutions.csv", "raw/resolutions")
    told = set(resolved[["segment_id", "item"]].itertuples(index=False, name=None))
    assert (resolved["memo"].str.len() > 10).all()
    for frame, item, value in (
        (codings, codings["code_id"], codings["presence"]),
        (links, links["cause"] + " -> " + links["effect"], links["status"] + links["remedy"]),
    ):
        sets = (
            frame.assign(item=item, value=value)
            .groupby(["segment_id", "item", "coder"])["value"]
            .agg(lambda v: " ".join(sorted(v)))
            .unstack("coder")
            .fillna("")
        )
        differs = sets[sets["A"] != sets["B"]]
        assert set(differs.index) <= told


def test_agreement_is_that_of_the_raw_passes():
    raw = pd.concat(
        [
            pd.read_csv(ROOT / f"data/raw/cases/{case}/codings.csv", dtype=str, keep_default_na=False).assign(case=case)
            for case in FIVE
        ]
    )
    raw = raw[raw["presence"] != "absent"]
    sets = {
        coder: set(rows[["case", "segment_id", "code_id"]].itertuples(index=False, name=None))
        for coder, rows in raw.groupby("coder")
    }
    table = store.read_table(ROOT / "data/processed/agreement/by_code.csv", "agreement_by_code")
    assert table[["n_both", "n_first_only", "n_second_only"]].sum().tolist() == [
        len(sets["A"] & sets["B"]),
        len(sets["A"] - sets["B"]),
        len(sets["B"] - sets["A"]),
    ]


def test_the_readme_says_what_the_data_hold():
    table = store.read_table(ROOT / "data/processed/cross_case/cases.csv", "cases")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(label in readme for label in table["label"])
    alt = (ROOT / "reports/figures/which_barriers.alt.txt").read_text(encoding="utf-8").strip()
    assert f"![{alt}](reports/figures/which_barriers.png)" in readme
