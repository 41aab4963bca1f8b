"""The command `crosscase`: what a person asks of the compendium outside the pipeline."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import store
from ..core.findings import AnchorError, CaseDataError, CompendiumError, Finding, did_you_mean, report
from ..sources import reading
from .checking import all_findings

if TYPE_CHECKING:
    import pandas as pd


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (0 well, 1 something to mend, 2 a wrong call)."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except CompendiumError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crosscase", description="Barriers to co-production: check data, verify sources."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check every table that people write; say everything that is wrong")
    check.add_argument("--case", action="append", metavar="CASE_ID", help="only this case (may be given again)")
    check.add_argument("--findings", metavar="FILE", help="write the findings to this CSV as well")
    check.set_defaults(run=_check)

    anchors = commands.add_parser("anchors", help="find each segment in your own copies of the sources")
    tasks = anchors.add_subparsers(required=True, metavar="TASK")
    verify = tasks.add_parser("verify", help="look for every passage in a folder with your copies")
    verify.add_argument("folder", metavar="FOLDER", help="the folder with your copies (.txt, .md, .html or .pdf)")
    verify.add_argument("--case", action="append", metavar="CASE_ID", help="only this case (may be given again)")
    verify.add_argument("--csv", metavar="FILE", help="write the result for every segment to this CSV")
    verify.set_defaults(run=_verify)
    make = tasks.add_parser("make", help="compute head_anchor, tail_anchor and n_tokens of a passage")
    make.add_argument(
        "file", metavar="FILE", help="a text file that holds the passage and nothing else; - for standard input"
    )
    make.set_defaults(run=_make)

    trace = commands.add_parser("trace", help="print the passages behind a figure or table, or one cell of it")
    trace.add_argument(
        "output", metavar="FIGURE_OR_TABLE", help="any of its files, or its name, such as barriers_by_case"
    )
    trace.add_argument("row", nargs="?", help="a row, by label or id; nothing for all")
    trace.add_argument("column", nargs="?", help="a column, by label or id; nothing for all")
    trace.add_argument(
        "--sources", metavar="FOLDER", help="your copies of the sources, to tell whether each passage is found there"
    )
    trace.set_defaults(run=_trace)

    claims = commands.add_parser(
        "claims", help="say of every number that a source prints about itself whether it adds up"
    )
    claims.add_argument("--source", metavar="SOURCE_ID", help="only this source")
    claims.add_argument(
        "--verdict", choices=["inconsistent", "consistent", "reproduced", "not checkable"], help="only these"
    )
    claims.add_argument(
        "--sources",
        metavar="FOLDER",
        help="your copies of the sources: find each claim there, and list the numerals that no claim covers",
    )
    claims.set_defaults(run=_claims)

    figures = commands.add_parser("figures", help="measure the files of every figure against a journal's artwork rules")
    figures.add_argument(
        "name", nargs="*", help="only these, such as barriers_by_case; nothing for all of reports/figures/"
    )
    figures.add_argument("--preset", metavar="NAME", help="whose rules (default: figure_preset of config/config.yaml)")
    figures.set_defaults(run=_figures)

    template = commands.add_parser("template", help="make the empty folder of a new case, with all headers")
    template.add_argument("case_id", metavar="CASE_ID", help="small letters, digits, _ or -")
    template.set_defaults(run=_template)

    dictionary = commands.add_parser("dictionary", help="write the data dictionary, a page made from the schemas")
    dictionary.add_argument("file", metavar="FILE", help="the page to write (.md)")
    dictionary.set_defaults(run=_dictionary)

    gallery = commands.add_parser("gallery", help="write the page that shows every figure and table with its caption")
    gallery.add_argument("file", metavar="FILE", help="the page to write (.md), in reports/")
    gallery.add_argument(
        "--only", nargs="*", metavar="NAME", help="only these figures and tables, such as figures/balance"
    )
    gallery.set_defaults(run=_gallery)

    wording = commands.add_parser("wording", help="find sentences of the sources that stand in the project's files")
    wording.add_argument("folder", metavar="FOLDER", help="the folder with your copies of the sources (.txt)")
    wording.add_argument("--words", type=int, default=12, metavar="N", help="length of a run (default 12)")
    wording.set_defaults(run=_wording)
    return parser


def _check(options: argparse.Namespace) -> int:
    cases, findings = all_findings(options.case)
    errors = sum(finding.severity == "error" for finding in findings)
    if findings:
        print(report(findings, "CaseDataError" if errors else "Warning"), file=sys.stderr)
    if errors:
        print(f"{errors} problem{'s' * (errors != 1)} to mend; nothing was computed.", file=sys.stderr)
        return 1
    if options.findings:
        import pandas as pd

        from ..core.schemas import columns, dtypes

        rows = [[getattr(finding, column) for column in columns("findings")] for finding in findings]
        store.write_table(
            pd.DataFrame(rows, columns=columns("findings")).astype(dtypes("findings")), options.findings, "findings"
        )
    print(
        f"checked {len(cases)} case{'s' * (len(cases) != 1)}: no problem"
        + (f", {len(findings)} to look at" if findings else "")
    )
    return 0


# --- from a number to its passages ------------------------------------------------------------------


def _evidence_files() -> dict[str, Path]:
    """Return every evidence file by the name of its figure or table, with its folder where two share a name."""
    root = store.project_root()
    files = sorted((root / "reports").rglob("*.evidence.csv"))
    stems = [path.name.removesuffix(".evidence.csv") for path in files]
    return {
        stem if stems.count(stem) == 1 else f"{path.parent.name}/{stem}": path
        for stem, path in zip(stems, files, strict=True)
    }


def _trace(options: argparse.Namespace) -> int:
    import pandas as pd

    from ..core.evidence import traced

    files = _evidence_files()
    asked = re.sub(
        r"(\.evidence)?\.(svg|pdf|png|csv|docx|tex|caption\.md|alt\.txt)$", "", options.output.replace("\\", "/")
    )
    name = next(
        (
            name
            for name, path in files.items()
            if asked == name or str(path).removesuffix(".evidence.csv").endswith(f"/{asked}")
        ),
        None,
    )
    if name is None:
        raise CaseDataError(
            [Finding("reports/", f"there is no figure or table '{options.output}'", did_you_mean(asked, files))]
        )
    table = pd.read_csv(files[name], dtype=str, keep_default_na=False)
    chosen = traced(table, options.row, options.column)
    if chosen.empty:
        wrong = "row" if options.row and traced(table, options.row).empty else "column"
        word = getattr(options, wrong) or ""
        known = list(dict.fromkeys([*table[f"{wrong}_label"], *table[wrong]]))
        mend = did_you_mean(word, known) + f"; a {wrong} without evidence is not listed"
        raise CaseDataError(
            [
                Finding(
                    str(files[name].relative_to(store.project_root())),
                    f"no passage stands behind {wrong} '{word}'",
                    mend,
                )
            ]
        )
    found = _found_in(options.sources, chosen) if options.sources else {}
    for row in chosen.to_dict("records"):
        place = " / ".join(part for part in (row["row_label"], row["column_label"]) if part)
        if "segment_id" in row:
            who = f", {row['speaker']}" if row["speaker"] else ""
            doi = f", doi {row['doi']}" if row.get("doi") else ""
            print(
                f"{place}\n  {row['case_id']} {row['segment_id'] or '-'} ({row['kind']}{who}), {row['source_id']}{doi},"
                f" section '{row['section']}'"
            )
            print(f"  {row['paraphrase']}")
            if row.get("codes"):
                print(f"  codes: {row['codes']}")
            if options.sources:
                print(f"  in your copy: {found.get((row['case_id'], row['segment_id']), 'no source')}")
        elif "printed" in row:
            print(
                f"{place}\n  {row['printed']}: {row['source_id']}, section '{row['section']}'"
                + (f"; {row['note']}" if row["note"] else "")
            )
        else:
            print(
                f"{place}\n  [{row['number']}] {row['authors']} ({row['year']}). {row['title']}. {row['container']}"
                f" {row['doi']}".rstrip()
            )
    kinds = {
        "segment_id": ("passages", ["case_id", "segment_id"]),
        "printed": ("printed facts", list(chosen)),
        "work_id": ("works", ["work_id"]),
    }
    kind, keys = next(kinds[column] for column in kinds if column in chosen)
    things = (
        chosen[chosen[keys[-1]] != ""][keys].drop_duplicates() if kind == "passages" else chosen[keys].drop_duplicates()
    )
    print(f"{len(things)} {kind} behind {chosen[['row', 'column']].drop_duplicates().shape[0]} cells of {name}")
    return 0


def _found_in(folder: str, chosen: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return, for each passage, whether it is found in the reader's copies."""
    from ..sources.anchors import verify

    texts = {source_id: reading.readings(text) for source_id, text in _texts(folder).items()}
    result = verify(_raw_segments(sorted(chosen["case_id"].unique())), texts)
    return {(row.case_id, row.segment_id): row.result for row in result.itertuples(index=False)}


# --- the ledger of claims ---------------------------------------------------------------------------


def _claims(options: argparse.Namespace) -> int:
    from ..sources.claims import ledger

    judged = ledger(*store.read_claims(store.case_ids(store.read_config()["cases"])))
    chosen = judged[judged["source_id"].eq(options.source) | (options.source is None)]
    if chosen.empty:
        mend = did_you_mean(options.source or "", judged["source_id"].unique())
        raise CaseDataError([Finding(store.CASES, f"no claim of a source '{options.source}'", mend)])
    shown = chosen[chosen["verdict"].eq(options.verdict) | (options.verdict is None)]
    for row in shown.itertuples(index=False):
        print(
            f"{row.verdict}: {row.claim_id} ({row.source_id}, {row.section}) {row.states}: printed {row.printed}\n "
            f" {row.why}"
        )
    print(", ".join(f"{n} {verdict}" for verdict, n in chosen["verdict"].value_counts().items()))
    return _claims_in(options.sources, chosen) if options.sources else 0


def _claims_in(folder: str, judged: pd.DataFrame) -> int:
    """Find each claim in the reader's copies and list the numerals that none covers; return the exit code."""
    from ..sources.anchors import verify
    from ..sources.numerals import uncovered

    texts = _texts(folder)
    anchored = judged[judged["head_anchor"] != ""]
    places = verify(
        anchored.rename(columns={"claim_id": "segment_id"}),
        {source_id: reading.readings(text) for source_id, text in texts.items()},
    )
    lost = places[places["result"] != "found"]
    for row in lost.itertuples(index=False):
        print(f"{row.result}: {row.segment_id}, look in {row.source_id}, section '{row.section}'")
    regions = store.read_table("data/raw/claim_regions.csv", "raw/claim_regions")
    total = open_ = 0
    for source_id, group in regions.groupby("source_id"):
        if source_id in texts and source_id in set(judged["source_id"]):
            left, n = uncovered(
                texts[source_id],
                anchored[anchored["source_id"] == source_id],
                list(group[["head_anchor", "tail_anchor", "n_tokens"]].itertuples(index=False, name=None)),
            )
            total, open_ = total + n, open_ + len(left)
            for numeral in left:
                print(f"no claim covers '{numeral.printed}' in {source_id}, word {numeral.token}")
    print(f"{len(anchored) - len(lost)} of {len(anchored)} claims found; {total - open_} of {total} numerals covered")
    return 0 if lost.empty and open_ <= 0.05 * total else 1


# --- figures ----------------------------------------------------------------------------------------


def _figures(options: argparse.Namespace) -> int:
    from ..publish.artwork.rules import check_figure
    from ..publish.style import PRESETS

    preset = options.preset or store.read_config()["figure_preset"]
    if preset not in PRESETS:
        raise CaseDataError([Finding("--preset", f"there is no preset '{preset}'", did_you_mean(preset, PRESETS))])
    known = store.figure_names()
    asked = [
        re.sub(r"^(.*/)?reports/figures/|(\.p\d+)?\.(svg|pdf|png)$", "", name.replace("\\", "/"))
        for name in options.name
    ]
    if unknown := [name for name in asked if name not in known]:
        raise CaseDataError(
            [
                Finding(
                    "reports/figures/",
                    f"there is no figure '{name}'",
                    did_you_mean(name, known) if known else "no figure is there yet; run `make` first",
                )
                for name in unknown
            ]
        )
    findings, pages = [], 0
    for name in asked or known:
        files = store.read_figure(name)
        pages += sum(ending.endswith(".pdf") for ending in files)
        findings += check_figure(f"reports/figures/{name}", files, PRESETS[preset])
    if findings:
        print(report(findings, f"Artwork rules of {preset}"))
    n = len(asked or known)
    told = f"{len(findings)} problem{'s' * (len(findings) != 1)} to mend" if findings else "no problem"
    print(f"measured {n} figure{'s' * (n != 1)} on {pages} page{'s' * (pages != 1)} by the rules of {preset}: {told}")
    return 1 if findings else 0


# --- a new case -------------------------------------------------------------------------------------


def _template(options: argparse.Namespace) -> int:
    from ..cases.dictionary import case_template
    from ..core.received import CASE_TABLES
    from ..core.schemas import columns

    folder = f"{store.CASES}/{options.case_id}"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", options.case_id):
        raise CaseDataError(
            [Finding(folder, f"'{options.case_id}' is not a case id", "use small letters, digits, _ or -")]
        )
    if store.resolve(folder).exists():
        raise CaseDataError(
            [Finding(folder, "the folder is there already", "choose another case id, or work in the folder")]
        )
    for name in CASE_TABLES:
        store.write_text(f"{folder}/{name}.csv", ",".join(columns(f"raw/{name}")))
    store.write_text(f"{folder}/case.yml", case_template(options.case_id))
    print(f"{folder}/ is ready; docs/adding_a_case.md says how to fill it, `crosscase check` whether it fits")
    return 0


def _gallery(options: argparse.Namespace) -> int:
    from . import pages

    store.write_text(options.file, pages.gallery(options.only))
    return 0


def _dictionary(options: argparse.Namespace) -> int:
    from ..cases.dictionary import data_dictionary

    store.write_text(options.file, data_dictionary())
    return 0


# --- sources ----------------------------------------------------------------------------------------


def _texts(folder: str) -> dict[str, str]:
    """Read the reader's copies: a file is a source's when its name, without ending, is that of sources.csv or the
    source id.
    """
    place = Path(folder)
    if not place.is_dir():
        raise AnchorError(
            [Finding(folder, "this is not a folder", "give the folder that holds your copies of the sources")]
        )
    table = store.read_table("data/raw/sources.csv", "raw/sources")
    texts, findings = {}, []
    for source in table.itertuples(index=False):
        stems = (Path(source.file).stem, source.source_id)
        paths = [place / f"{stem}{ending}" for stem in stems for ending in reading.ENDINGS]
        for path in (path for path in paths if path.is_file()):
            try:
                texts[source.source_id] = reading.text_of(path.read_bytes(), path.suffix)
            except (reading.SourceError, OSError) as error:
                findings.append(Finding(str(path), str(error), "give another copy, such as .txt"))
            break
    if findings:
        raise AnchorError(findings)
    if not texts:
        names = ", ".join(Path(name).stem for name in table["file"])
        mend = f"name your copies like this, with the ending {', '.join(reading.ENDINGS)}: {names}"
        raise AnchorError([Finding(folder, "no source was found here", mend)])
    return texts


def _raw_segments(case_ids: Sequence[str]) -> pd.DataFrame:
    """Return the passages of cases as received, with the case that they belong to."""
    import pandas as pd

    tables = [
        store.read_raw_table(f"{store.CASES}/{case_id}/segments.csv").frame.assign(case_id=case_id)
        for case_id in case_ids
    ]
    return pd.concat(tables, ignore_index=True)


def _verify(options: argparse.Namespace) -> int:
    from ..sources.anchors import verify

    texts = _texts(options.folder)
    chosen = store.case_ids(options.case or "all")
    result = verify(_raw_segments(chosen), {source_id: reading.readings(text) for source_id, text in texts.items()})
    if options.csv:
        result.to_csv(options.csv, index=False, lineterminator="\n")
    counts = result.groupby(["case_id", "result"]).size().unstack(fill_value=0)
    order = ["found", "moved", "missing", "no source", "no anchor"]
    counts = counts.reindex(columns=[name for name in order if name in counts or name in order[:3]], fill_value=0)
    counts.loc["all cases"] = counts.sum()
    print(counts.rename_axis("case").reset_index().to_string(index=False))
    for row in result[result["result"].isin(["moved", "missing", "no source"])].itertuples(index=False):
        print(f"{row.result}: {row.case_id} {row.segment_id}, look in {row.source_id}, section '{row.section}'")
    return 0 if result["result"].isin(["found", "no anchor"]).all() else 1


def _make(options: argparse.Namespace) -> int:
    from ..sources.anchors import anchors_of

    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text(encoding="utf-8")
        made = anchors_of(text)
    except (OSError, ValueError) as error:
        raise AnchorError(
            [Finding(options.file, str(error), "give a UTF-8 text file that holds the passage")]
        ) from None
    print(",".join(made._fields))
    print(",".join(map(str, made)))
    return 0


_TEXT = {
    ".csv",
    ".md",
    ".py",
    ".ipynb",
    ".yml",
    ".yaml",
    ".json",
    ".toml",
    ".txt",
    ".rst",
    ".smk",
    ".html",
    ".svg",
    ".tex",
    "",
}


def _wording(options: argparse.Namespace) -> int:
    from ..sources.wording import runs_of_sources, shared_runs

    root = store.project_root()
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=False
    ).stdout
    names = [name for name in listed.split("\0") if name and Path(name).suffix in _TEXT and (root / name).is_file()]
    files = ((name, (root / name).read_text(encoding="utf-8", errors="replace")) for name in names)
    titles = [
        *store.read_table("data/raw/sources.csv", "raw/sources")["title"],
        *store.read_table("data/raw/literature/references.csv", "raw/references")["title"],
    ]
    found = shared_runs(files, runs_of_sources(_texts(options.folder), options.words, titles), options.words)
    for place in found:
        print(
            f"{place.file}:{place.line}: {options.words} words in a row stand in {place.source_id}:"
            f" {place.words[:70]} ..."
        )
    print(f"{len(names)} files read, {len(found)} places share {options.words} words in a row with a source")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
