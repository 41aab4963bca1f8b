"""Against the sources themselves: anchors, attributed quotations, own words. Needs the reader's copies of the
sources.
"""

import re

import pandas as pd
import pytest
from conftest import ROOT

from crosscase import store
from crosscase.run import cli
from crosscase.sources import anchors

# How each source labels those whom it quotes in its findings. Labels are facts; the count is that of the printed text.
LABELS = {
    "gheduzzi2021": (r"\((?:Research (?:team )?member|Carer), (?:fe)?male, \d+\)", 17, ["place4carers"]),
    "farr2017": (
        r"\((?:NHS (?:Staff|Patient) \d+|Local government (?:interview|staff) \d+|Local government interview in Farr,"
        r" 2013"
        r"|Community participant, focus group|Staff focus group|Quotes from case study project report)\)",
        29,
        ["nhs_ebcd", "local_government"],
    ),
    "larsen2020": (
        r"\((?:Journal|Field minutes|Patients, joint report|Staff, joint report|Leader, field minutes|Staff and"
        r" researcher, field minutes"
        r"|Staff, dialogue meeting|Leader, dialogue meeting|Patients, dialogue meeting)\)",
        13,
        ["mental_health_unit"],
    ),
}


def texts(sources):
    table = store.read_table(ROOT / "data/raw/sources.csv", "raw/sources")
    return {row.source_id: (sources / row.file).read_text(encoding="utf-8") for row in table.itertuples()}


def segments(*cases):
    return pd.concat(
        [store.read_table(ROOT / f"data/processed/{case}/segments.csv", "segments") for case in cases],
        ignore_index=True,
    )


def test_every_segment_is_found_in_the_sources(sources, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.main(["anchors", "verify", str(sources)]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1].split()
    assert last[-2:] == ["0", "0"] and int(last[-3]) == sum(
        1 for case in store.case_ids() for _ in store.read_rows(f"data/raw/cases/{case}/segments.csv")[1]
    )


@pytest.mark.parametrize("source_id", LABELS)
def test_every_attributed_quotation_is_covered(sources, source_id):
    pattern, n, cases = LABELS[source_id]
    text = texts(sources)[source_id]
    labels = list(re.finditer(pattern, text))
    assert len(labels) == n
    voiced = segments(*cases)
    voiced = voiced[voiced["kind"].isin(["quotation", "field_note"]) & (voiced["source_id"] == source_id)]
    found = anchors.verify(voiced, {source_id: text})
    for label in labels:
        here = len(anchors.tokens(text[: label.start()]))
        # The words just before the label belong to a passage that carries a voice (a few words may stand between).
        near = found[(found["start"] <= here - 1) & (found["end"] >= here - 12)]
        assert len(near), f"nothing covers the quotation before token {here}: {label.group()}"


def test_the_quotations_in_inverted_commas_of_tingvold2023_are_covered(sources):
    text = texts(sources)["tingvold2023"]
    findings = text[text.index("2.3. Case 1") : text.index("3. Discussion")]
    quoted = [m for m in re.finditer(r"(?m)^‘(.{60,}?)’\.?$", findings)]
    assert len(quoted) == 13
    voiced = segments("nursing_homes")
    found = anchors.verify(voiced[voiced["kind"] == "quotation"], {"tingvold2023": text})
    offset = len(anchors.tokens(text[: text.index("2.3. Case 1")]))
    for quote in quoted:
        start = offset + len(anchors.tokens(findings[: quote.start()]))
        end = start + len(anchors.tokens(quote.group()))
        overlap = (found["end"].clip(upper=end) - found["start"].clip(lower=start)).max()
        assert overlap >= 0.8 * (end - start)


def test_no_run_of_twelve_words_of_a_source_stands_in_a_tracked_file(sources, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    code = cli.main(["wording", str(sources)])
    said = capsys.readouterr().out
    assert code == 0, said
    assert int(said.split(" files read")[0].split()[-1]) > 50


def test_every_claim_is_found_and_no_numeral_is_left_without_a_row(sources, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.main(["claims", "--sources", str(sources)]) == 0
    said = capsys.readouterr().out.strip().splitlines()[-1]
    found, of, covered, total = map(int, re.findall(r"\d+", said))
    assert found == of > 150 and covered >= 0.95 * total and total > 150
