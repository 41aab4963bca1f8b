"""The command `crosscase`: what a person asks of the compendium outside the pipeline."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import io, sources
from .codebook import CODES_FILE
from .findings import AnchorError, CaseDataError, CompendiumError, Finding, did_you_mean, report

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
        "--folders",
        nargs="*",
        metavar="NAME",
        help="only what lies in these folders of figures/ and tables/, or in none",
    )
    gallery.add_argument("--without", nargs="*", default=[], metavar="NAME", help="leave out these figures and tables")
    gallery.set_defaults(run=_gallery)

    wording = commands.add_parser("wording", help="find sentences of the sources that stand in the project's files")
    wording.add_argument("folder", metavar="FOLDER", help="the folder with your copies of the sources (.txt)")
    wording.add_argument("--words", type=int, default=12, metavar="N", help="length of a run (default 12)")
    wording.set_defaults(run=_wording)
    return parser


# --- check ------------------------------------------------------------------------------------------


def all_findings(only: Sequence[str] | None = None) -> tuple[list[str], list[Finding]]:
    """Check settings, codebook, literature and cases (all that are chosen, or *only* these); return cases and
    findings.
    """
    from . import check

    findings, cases = [], []
    try:
        config = io.read_config()
        cases = io.case_ids(only or config["cases"])
    except CompendiumError as error:
        findings += error.findings
        cases = [] if only else io.case_ids("all")
    book, reference = io.read_reference()
    literature = {name: io.read_raw_table(f"data/raw/literature/{name}.csv") for name in ("shortcomings", "references")}
    literature["claim_regions"] = io.read_raw_table("data/raw/claim_regions.csv")
    findings += check.check_everything(
        [io.read_raw_case(case_id) for case_id in cases],
        book,
        reference,
        io.read_raw_table("data/raw/codebook/frameworks.csv"),
        io.read_raw_table("data/raw/codebook/crosswalk.csv"),
        literature,
        sorted(set(io.correction_files()) - set(io.case_ids("all"))),
    )
    findings += _coder_findings(findings, cases)
    # With a broken list of codes every code that is declared would look unknown: one report at a time.
    broken = any(one.file == CODES_FILE and one.severity == "error" for one in findings)
    declared = _declared_findings(None if broken else book.codes, cases)
    return cases, findings + declared + _paper_findings(cases) + _leftovers()


def _coder_findings(found: Sequence[Finding], cases: Sequence[str]) -> list[Finding]:
    """Check that the pass to be analysed is one of each case; a case with a single pass is analysed by that."""
    if any(one.severity == "error" and not one.file.startswith("config/corrections") for one in found):
        return []
    coder, findings = io.read_config()["coder"], []
    for case_id in cases:
        passes = list(dict.fromkeys(io.read_raw_table(f"{io.CASES}/{case_id}/codings.csv").frame["coder"]))
        if len(passes) > 1 and coder not in passes:
            message = f"no coding of {case_id} is by '{coder}'; its passes are {', '.join(passes)}"
            findings.append(Finding("config/config.yaml", message, did_you_mean(coder, passes), column="coder"))
    return findings


def _declared_findings(codes: pd.DataFrame | None, cases: Sequence[str]) -> list[Finding]:
    """Check what config/ declares beside the settings: headline findings and variants, conditions and outcomes.

    Without *codes* only the form of the files is checked.
    """
    from . import configurations, robustness
    from .gallery import names_of_figures

    findings = []
    try:
        declared = io.read_declared(robustness.FILE)
        if codes is not None:
            findings += robustness.check(declared, codes, folders=io.case_ids("all"), figures=names_of_figures())
    except CompendiumError as error:
        findings += error.findings
    described = {}
    for case_id in cases:
        try:
            about = io.read_case(case_id)
        except CompendiumError:
            continue  # the check of the case says it
        described |= {case_id: about} if isinstance(about, dict) else {}
    try:
        declared = io.read_declared(configurations.FILE)
        findings += [] if codes is None else configurations.check(declared, codes, described, configurations.FILE)
    except CompendiumError as error:
        findings += error.findings
    return findings


def _paper_findings(cases: Sequence[str]) -> list[Finding]:
    """Check the tables of facts that papers state (data/raw/papers/), against the cases at hand."""
    from . import schemas
    from .papers import checks
    from .papers.facts import check_facts
    from .schemas import SCHEMAS

    sources = io.read_raw_table("data/raw/sources.csv").frame.get("source_id", [])
    raw = {case_id: io.read_raw_table(f"{io.CASES}/{case_id}/segments.csv").frame for case_id in cases}
    passages = {case_id: table["segment_id"].tolist() for case_id, table in raw.items() if "segment_id" in table}
    findings = []
    for name, table in io.read_raw_papers().items():
        if not (SCHEMAS / "raw" / f"{name}.schema.yaml").is_file():
            findings.append(
                Finding(
                    table.file,
                    "this file is not read",
                    f"a table of a paper needs schemas/raw/{name}.schema.yaml",
                    severity="warning",
                )
            )
            continue
        found = check_facts(table, name, sources=sources, passages=passages)
        if name == "larsen2020_dialogue_roles" and "mental_health_unit" in passages and not found:
            codings = io.read_raw_table(f"{io.CASES}/mental_health_unit/codings.csv").frame
            found = (
                checks.check_dialogue_roles(table, codings[codings["coder"] == "consensus"], "mental_health_unit")
                if "coder" in codings
                else []
            )
        if name == "farr2017_issue_path" and "nhs_ebcd" in passages and not found:
            indicators = io.read_raw_table(f"{io.CASES}/nhs_ebcd/indicators.csv").frame
            found = (
                checks.check_issue_path(table, indicators["indicator"].tolist(), "nhs_ebcd")
                if "indicator" in indicators
                else []
            )
        if name == "farr2017_question_codes" and not found:
            names = ("codes", "frameworks", "crosswalk")
            book = {one: io.read_raw_table(f"data/raw/codebook/{one}.csv").frame for one in names}
            # A codebook that cannot be read is told once, by its own check.
            if all(set(schemas.columns(f"raw/{one}")) <= set(book[one]) for one in names):
                found = checks.check_question_codes(table, book["frameworks"], book["crosswalk"], book["codes"])
        findings += found
    return findings


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

        from .schemas import columns, dtypes

        rows = [[getattr(finding, column) for column in columns("findings")] for finding in findings]
        io.write_table(
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
    root = io.project_root()
    files = sorted((root / "reports").rglob("*.evidence.csv"))
    stems = [path.name.removesuffix(".evidence.csv") for path in files]
    return {
        stem if stems.count(stem) == 1 else f"{path.parent.name}/{stem}": path
        for stem, path in zip(stems, files, strict=True)
    }


def _trace(options: argparse.Namespace) -> int:
    import pandas as pd

    from .evidence import traced

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
                    str(files[name].relative_to(io.project_root())), f"no passage stands behind {wrong} '{word}'", mend
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
    from .anchors import verify

    texts = {source_id: sources.readings(text) for source_id, text in _texts(folder).items()}
    result = verify(_raw_segments(sorted(chosen["case_id"].unique())), texts)
    return {(row.case_id, row.segment_id): row.result for row in result.itertuples(index=False)}


# --- the ledger of claims ---------------------------------------------------------------------------


def _claims(options: argparse.Namespace) -> int:
    from .claims import ledger

    judged = ledger(*io.read_claims(io.case_ids(io.read_config()["cases"])))
    chosen = judged[judged["source_id"].eq(options.source) | (options.source is None)]
    if chosen.empty:
        mend = did_you_mean(options.source or "", judged["source_id"].unique())
        raise CaseDataError([Finding(io.CASES, f"no claim of a source '{options.source}'", mend)])
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
    from .anchors import verify
    from .claims import uncovered

    texts = _texts(folder)
    anchored = judged[judged["head_anchor"] != ""]
    places = verify(
        anchored.rename(columns={"claim_id": "segment_id"}),
        {source_id: sources.readings(text) for source_id, text in texts.items()},
    )
    lost = places[places["result"] != "found"]
    for row in lost.itertuples(index=False):
        print(f"{row.result}: {row.segment_id}, look in {row.source_id}, section '{row.section}'")
    regions = io.read_table("data/raw/claim_regions.csv", "raw/claim_regions")
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
    from .figure_check import check_figure
    from .style import PRESETS

    preset = options.preset or io.read_config()["figure_preset"]
    if preset not in PRESETS:
        raise CaseDataError([Finding("--preset", f"there is no preset '{preset}'", did_you_mean(preset, PRESETS))])
    known = io.figure_names()
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
        files = io.read_figure(name)
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
    from .dictionary import case_template
    from .raw import CASE_TABLES
    from .schemas import columns

    folder = f"{io.CASES}/{options.case_id}"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", options.case_id):
        raise CaseDataError(
            [Finding(folder, f"'{options.case_id}' is not a case id", "use small letters, digits, _ or -")]
        )
    if io.resolve(folder).exists():
        raise CaseDataError(
            [Finding(folder, "the folder is there already", "choose another case id, or work in the folder")]
        )
    for name in CASE_TABLES:
        io.write_text(f"{folder}/{name}.csv", ",".join(columns(f"raw/{name}")))
    io.write_text(f"{folder}/case.yml", case_template(options.case_id))
    print(f"{folder}/ is ready; docs/adding_a_case.md says how to fill it, `crosscase check` whether it fits")
    return 0


def _gallery(options: argparse.Namespace) -> int:
    from .codebook import labels
    from .compare import units_of
    from .gallery import at_a_glance, chosen, page

    made = "data/processed/cross_case"
    glance = at_a_glance(
        io.read_table(f"{made}/codes_by_case.csv", "codes_by_case"),
        io.read_table(f"{made}/balance.csv", "balance"),
        units_of(io.read_table(f"{made}/cases.csv", "cases")),
        labels(io.read_codebook("data/raw/codebook/codes.csv")),
    )
    header, rows, _ = io.read_rows("reports/tables/robustness.csv")  # a project without headline findings has none
    findings = [dict(zip(header, row, strict=True)) for _, row in rows]
    items = chosen(io.read_gallery(), options.folders, options.without)
    io.write_text(options.file, page(items, findings, glance))
    return 0


def _dictionary(options: argparse.Namespace) -> int:
    from .dictionary import data_dictionary

    io.write_text(options.file, data_dictionary())
    return 0


def _leftovers() -> list[Finding]:
    """Return generated folders that belong to no case any more."""
    known = {*io.case_ids("all"), "agreement", "claims", "cross_case", "literature", "papers"}
    found = []
    for place in ("data/processed", "reports/figures", "reports/notebooks"):
        folder = io.resolve(place)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and path.name not in known:
                message = f"{place}/{path.name} was generated from a case that is gone"
                found.append(Finding(f"{place}/", message, "delete the folder", severity="warning"))
    return found


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
    table = io.read_table("data/raw/sources.csv", "raw/sources")
    texts, findings = {}, []
    for source in table.itertuples(index=False):
        stems = (Path(source.file).stem, source.source_id)
        paths = [place / f"{stem}{ending}" for stem in stems for ending in sources.ENDINGS]
        for path in (path for path in paths if path.is_file()):
            try:
                texts[source.source_id] = sources.text_of(path.read_bytes(), path.suffix)
            except (sources.SourceError, OSError) as error:
                findings.append(Finding(str(path), str(error), "give another copy, such as .txt"))
            break
    if findings:
        raise AnchorError(findings)
    if not texts:
        names = ", ".join(Path(name).stem for name in table["file"])
        mend = f"name your copies like this, with the ending {', '.join(sources.ENDINGS)}: {names}"
        raise AnchorError([Finding(folder, "no source was found here", mend)])
    return texts


def _raw_segments(case_ids: Sequence[str]) -> pd.DataFrame:
    """Return the passages of cases as received, with the case that they belong to."""
    import pandas as pd

    tables = [
        io.read_raw_table(f"{io.CASES}/{case_id}/segments.csv").frame.assign(case_id=case_id) for case_id in case_ids
    ]
    return pd.concat(tables, ignore_index=True)


def _verify(options: argparse.Namespace) -> int:
    from .anchors import verify

    texts = _texts(options.folder)
    chosen = io.case_ids(options.case or "all")
    result = verify(_raw_segments(chosen), {source_id: sources.readings(text) for source_id, text in texts.items()})
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
    from .anchors import anchors_of

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
    from .wording import runs_of_sources, shared_runs

    root = io.project_root()
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, text=True, check=False
    ).stdout
    names = [name for name in listed.split("\0") if name and Path(name).suffix in _TEXT and (root / name).is_file()]
    files = ((name, (root / name).read_text(encoding="utf-8", errors="replace")) for name in names)
    titles = [
        *io.read_table("data/raw/sources.csv", "raw/sources")["title"],
        *io.read_table("data/raw/literature/references.csv", "raw/references")["title"],
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
