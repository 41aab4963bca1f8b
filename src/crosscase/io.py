"""Reading and writing: the only module of the package that touches the disk.

Paths are given from the folder that holds the Snakefile, wherever a notebook runs. Files appear whole or
not at all, and a file that already holds the same bytes is left as it is.
"""

from __future__ import annotations

import csv
import io as _io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from . import schemas
from .codebook import ALIASES_FILE, CODES_FILE, ROLES_FILE, Codebook
from .findings import CaseDataError, ConfigError, Finding, did_you_mean, listed
from .raw import BESIDE_TABLES, CASE_TABLES, REQUIRED_TABLES, RawCase, RawTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .clean import CleanCase
    from .gallery import Item

#: Where outputs go instead of the project while results are only compared (`make test`).
SCRATCH = "CROSSCASE_SCRATCH"

CASES = "data/raw/cases"
PAPERS = "data/raw/papers"


def project_root(start: str | Path | None = None) -> Path:
    """Return the folder that holds the Snakefile, looking upwards from *start* (default: where we are).

    Raises `ConfigError` when there is none.
    """
    here = Path(start or os.getcwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "Snakefile").is_file():
            return folder
    mend = "run the command in the folder that holds the Snakefile"
    raise ConfigError([Finding(".", "no Snakefile here or in any folder above", mend)])


def resolve(path: str | Path) -> Path:
    """Return an absolute path; a relative one counts from the folder that holds the Snakefile."""
    path = Path(path)
    return path if path.is_absolute() else project_root() / path


def _target(path: str | Path) -> Path:
    target = resolve(path)
    if scratch := os.environ.get(SCRATCH):
        target = Path(scratch) / target.relative_to(project_root())
    return target


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a whole file or nothing; a file that already holds these bytes is not touched."""
    target = _target(path)
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: str | Path, text: str) -> None:
    """Write text as UTF-8 with a final line end."""
    write_bytes(path, (text.rstrip("\n") + "\n").encode("utf-8"))


# --- tables -----------------------------------------------------------------------------------------


def read_rows(path: str | Path) -> tuple[list[str], list[tuple[int, list[str]]], list[Finding]]:
    """Read a CSV as text: header, rows with the number that a spreadsheet shows, and what is wrong with the file.

    A row number is the position of the record in the file (the header is 1), so a quoted line break inside a
    cell does not shift it. Blank lines keep their number and are left out.
    """
    shown = str(path)
    try:
        raw = resolve(path).read_bytes()
    except OSError as error:
        mend = "add the file; `crosscase template` writes an empty one with the right header"
        return [], [], [Finding(shown, f"the file cannot be read ({error.strerror})", mend)]
    findings: list[Finding] = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        mend = "save it as 'CSV UTF-8' (Excel: Save as, CSV UTF-8; LibreOffice: character set UTF-8)"
        return [], [], [Finding(shown, f"line {line} is not UTF-8 text", mend, row=line)]
    if "\x00" in text:
        mend = "export the table again as CSV UTF-8"
        return [], [], [Finding(shown, "the file holds NUL bytes; it is not a CSV text file", mend)]
    try:
        records = list(csv.reader(_io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return (
            [],
            [],
            [Finding(shown, f"the file is not a readable CSV ({error})", "look for an unclosed quotation mark")],
        )
    if not records or not any(records[0]):
        return [], [], [Finding(shown, "the file is empty", "give it a header row and at least one row", row=1)]
    header = [name.strip() for name in records[0]]
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mend = "save it with commas between the columns"
        return [], [], [Finding(shown, "the columns are not separated by commas", mend, row=1)]
    rows = []
    for number, record in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(header):
            message = f"the row has {len(record)} cells, the header has {len(header)}"
            findings.append(
                Finding(shown, message, "look for a comma or a quotation mark too many or too few", row=number)
            )
            record = (record + [""] * len(header))[: len(header)]
        rows.append((number, record))
    return header, rows, findings


def read_table(path: str | Path, table: str) -> pd.DataFrame:
    """Read a table of the compendium by its schema: exact columns, text first, then typed.

    Text columns hold an empty string where the cell is empty; numbers are nullable and missing there.
    Raises `CaseDataError` when columns differ from the schema or a number is none.
    """
    header, rows, findings = read_rows(path)
    expected = schemas.columns(table)
    if not findings and header != expected and set(schemas.required_columns(table)) - set(header):
        missing = [column for column in expected if column not in header]
        findings.append(
            Finding(str(path), f"columns missing: {listed(missing)}", f"the table has: {listed(expected, 99)}", row=1)
        )
    if findings:
        raise CaseDataError(findings)
    frame = pd.DataFrame([record for _, record in rows], columns=header, dtype="str")
    frame = frame.reindex(columns=expected, fill_value="")
    for column, dtype in schemas.dtypes(table).items():
        if dtype == "boolean":
            wrong = sorted(set(frame[column]) - {"True", "False", ""})
            if wrong:
                raise CaseDataError([Finding(str(path), f"'{wrong[0]}' is not True or False", column=column)])
            frame[column] = frame[column].map({"True": True, "False": False, "": pd.NA}).astype("boolean")
        elif dtype != "str":
            try:
                frame[column] = pd.to_numeric(frame[column].replace("", pd.NA)).astype(dtype)
            except (ValueError, TypeError) as error:
                raise CaseDataError([Finding(str(path), f"not a number: {error}", column=column)]) from None
    return frame


def write_table(frame: pd.DataFrame, path: str | Path, table: str) -> None:
    """Write a table of the compendium: the schema's columns in order, UTF-8, LF, missing as empty cells.

    Raises `ValueError` when columns differ from the schema or the primary key is not unique.
    """
    expected = schemas.columns(table)
    if set(frame.columns) != set(expected):
        raise ValueError(f"columns of '{table}' are {sorted(frame.columns)}, its schema says {sorted(expected)}")
    key = schemas.load(table).get("primaryKey") or []
    if key and frame.duplicated(key).any():
        raise ValueError(
            f"'{table}' has rows that share a key: {frame.loc[frame.duplicated(key), key].to_dict('records')[:3]}"
        )
    write_csv(frame[expected], path)


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write any frame as CSV: UTF-8, LF, missing as empty cells, fractions with six digits."""
    text = frame.to_csv(index=False, lineterminator="\n", na_rep="", float_format="%.6g")
    write_bytes(path, text.encode("utf-8"))


def read_codebook(path: str | Path = CODES_FILE) -> pd.DataFrame:
    """Read the codes, one row a code, in the order of figures."""
    return read_table(path, "raw/codes")


# --- YAML -------------------------------------------------------------------------------------------


def read_yaml(path: str | Path) -> Any:
    """Read a YAML file. Raises `ConfigError` when it is not readable."""
    try:
        return yaml.safe_load(resolve(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([Finding(str(path), f"the file cannot be read ({error.strerror})", "add the file")]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or "not UTF-8 text"
        mend = "check indentation, colons and quotation marks near this line"
        raise ConfigError([Finding(str(path), f"not readable as YAML: {problem}", mend, row=row)]) from None


def read_config(path: str | Path = "config/config.yaml") -> dict[str, Any]:
    """Read and check what a person decides. Raises `ConfigError` with every wrong key."""
    return read_declared(path)


def check_config(config: Mapping[str, Any], path: str | Path = "config/config.yaml") -> dict[str, Any]:
    """Return the settings as they are. Raises `ConfigError` with every unknown, missing or mistyped key."""
    if not isinstance(config, Mapping):
        schema = Path(path).with_suffix(".schema.yaml").name
        raise ConfigError(
            [Finding(str(path), "this is not a list of settings", f"write one `key: value` a line, as in {schema}")]
        )
    findings = schemas.yaml_findings(dict(config), read_yaml(Path(path).with_suffix(".schema.yaml")), str(path))
    if findings:
        raise ConfigError(findings)
    return dict(config)


def read_declared(path: str | Path) -> dict[str, Any]:
    """Read a YAML file of config/ and check it against the schema beside it (``<name>.schema.yaml``).

    Raises `ConfigError` with every unknown, missing or mistyped key.
    """
    return check_config(read_yaml(path) or {}, path)


def case_ids(chosen: str | list[str] = "all") -> list[str]:
    """Return the cases to analyse: every folder of data/raw/cases/ in alphabetical order, or the chosen ones.

    Raises `ConfigError` for a chosen case without a folder.
    """
    folder = resolve(CASES)
    present = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if chosen == "all":
        return present
    unknown = [case for case in chosen if case not in present]
    if unknown:
        raise ConfigError(
            [
                Finding(
                    "config/config.yaml",
                    f"'{case}' has no folder in {CASES}/",
                    did_you_mean(case, present),
                    column="cases",
                )
                for case in unknown
            ]
        )
    return list(chosen)


def read_case(case_id: str) -> dict[str, Any]:
    """Read one case.yml."""
    return read_yaml(f"{CASES}/{case_id}/case.yml")


def read_cases(processed: str, case_ids: Iterable[str], table: str) -> pd.DataFrame:
    """Read one clean table of several cases and stack them in the order given."""
    return pd.concat(
        [read_table(f"{processed}/{case_id}/{table}.csv", table) for case_id in case_ids], ignore_index=True
    )


def read_claims(
    case_ids: Iterable[str], processed: str = "data/processed"
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Read the ledgers of claims of these cases, and the tables that a claim may be recomputed from."""
    frames = []
    for case_id in case_ids:
        path = f"{CASES}/{case_id}/claims.csv"
        if resolve(path).is_file():
            frames.append(read_table(path, "raw/claims").assign(case_id=case_id))
    columns = ["case_id", *schemas.columns("raw/claims")]
    claims = pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns, dtype="str")
    tables = {name: read_cases(processed, case_ids, name) for name in CASE_TABLES}
    for name, path in (("shortcomings", "literature"), ("references", "literature"), ("frameworks", "codebook")):
        tables[name] = read_table(f"data/raw/{path}/{name}.csv", f"raw/{name}")
    return claims, tables


def write_clean_case(cleaned: CleanCase, folder: str) -> None:
    """Write the clean tables of one case and its cleaning log."""
    for name, table in cleaned.tables.items():
        write_table(table, f"{folder}/{name}.csv", name)
    write_table(cleaned.log, f"{folder}/cleaning_log.csv", "cleaning_log")


def read_descriptions(case_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Read the case.yml of several cases, in the order given."""
    return {case_id: read_case(case_id) for case_id in case_ids}


# --- figures ----------------------------------------------------------------------------------------

#: The files of one figure, by their endings.
FIGURE_FILES = (".svg", ".pdf", ".png", ".csv", ".caption.md", ".alt.txt", ".evidence.csv")


def save_figure(
    fig: Figure | Sequence[Figure],
    path: str | Path,
    *,
    data: pd.DataFrame,
    caption: str,
    alt: str,
    evidence: pd.DataFrame | None = None,
    dpi: int = 600,
) -> None:
    """Write a figure as SVG, PDF and PNG, with its plotted data, caption, alt text and evidence beside it.

    *path* ends in ``.svg``; the other files share its stem. A figure in pages (a list) becomes ``name.svg``,
    ``name.p2.svg`` and so on, and pages of an earlier run that are no more are removed. *evidence*
    (`evidence.passages`) becomes ``.evidence.csv``, which `crosscase trace` reads. The raster is RGB, as journals ask.
    Nothing in the files depends on time or machine.
    """
    import matplotlib as mpl

    stem = str(path).removesuffix(".svg")
    pages = list(fig) if isinstance(fig, Sequence) else [fig]
    metadata: dict[str, Mapping[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    written = set()
    for number, page in enumerate(pages, 1):
        name = stem if number == 1 else f"{stem}.p{number}"
        with mpl.rc_context({"svg.hashsalt": Path(name).name, "pdf.fonttype": 42, "svg.fonttype": "path"}):
            for ending, about in metadata.items():
                buffer = _io.BytesIO()
                page.savefig(buffer, format=ending, dpi=dpi, metadata=about)
                write_bytes(f"{name}.{ending}", buffer.getvalue())
        write_bytes(f"{name}.png", _rgb_png(page, dpi))
        written |= {f"{name}.{ending}" for ending in ("svg", "pdf", "png")}
    for old in _target(stem).parent.glob(f"{Path(stem).name}.p[0-9]*.*"):
        if str(Path(stem).parent / old.name) not in written:
            old.unlink()
    write_csv(data, f"{stem}.csv")
    write_text(f"{stem}.caption.md", caption)
    write_text(f"{stem}.alt.txt", alt)
    if evidence is not None:
        write_csv(evidence, f"{stem}.evidence.csv")


_FIGURE_FILE = re.compile(r"(?P<name>.+?)(?P<ending>(\.p\d+)?\.(svg|pdf|png)|\.csv|\.caption\.md|\.alt\.txt)")


def figure_names(folder: str | Path = "reports/figures") -> list[str]:
    """Return the figures in a folder and the folders below it, each as its path there without an ending."""
    place = resolve(folder)
    found = {}
    for path in place.rglob("*"):
        if path.suffix in (".svg", ".pdf", ".png") and (match := _FIGURE_FILE.fullmatch(path.name)):
            found[(path.parent.relative_to(place) / match["name"]).as_posix()] = None
    return sorted(found)


def read_figure(name: str, folder: str | Path = "reports/figures") -> dict[str, bytes]:
    """Read every file of a figure, by its ending: ``.svg``, ``.p2.pdf``, ``.caption.md`` …"""
    stem = resolve(folder) / name
    files = {}
    for path in sorted(stem.parent.glob(f"{stem.name}.*")):
        match = _FIGURE_FILE.fullmatch(path.name)
        if match and match["name"] == stem.name:
            files[match["ending"]] = path.read_bytes()
    return files


def _rgb_png(fig: Figure, dpi: int) -> bytes:
    """Return a figure as a PNG without transparency; its resolution stands in the file."""
    from PIL import Image

    buffer = _io.BytesIO()
    fig.savefig(buffer, format="rgba", dpi=dpi)
    width = int(fig.get_figwidth() * dpi)  # as the renderer rounds it
    pixels = buffer.getvalue()
    picture = Image.frombuffer("RGBA", (width, len(pixels) // (4 * width)), pixels, "raw", "RGBA", 0, 1).convert("RGB")
    out = _io.BytesIO()
    picture.save(out, format="png", dpi=(dpi, dpi))
    return out.getvalue()


def preview(fig: Figure | Sequence[Figure], dpi: int = 110) -> Any:
    """Return a small picture of a figure (its first page) for a notebook; the figure itself is written by
    `save_figure`.
    """
    from IPython.display import Image

    buffer = _io.BytesIO()
    first = fig[0] if isinstance(fig, Sequence) else fig
    first.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return Image(data=buffer.getvalue(), format="png")


# --- cases as received ------------------------------------------------------------------------------


def read_raw_table(path: str | Path) -> RawTable:
    """Read a CSV as text for checking; nothing is converted and nothing is raised."""
    header, rows, findings = read_rows(path)
    seen = [name for name in header if name]
    for name in sorted({name for name in seen if seen.count(name) > 1}):
        findings.append(
            Finding(str(path), f"the header names '{name}' twice", "keep one of the columns", row=1, column=name)
        )
    filled = [i for i, name in enumerate(header) if not name and any(row[i].strip() for _, row in rows)]
    for i in filled:
        mend = "give the column a name of the schema, or empty it"
        findings.append(Finding(str(path), f"column {i + 1} has cells and no name", mend, row=1))
    keep = [i for i, name in enumerate(header) if name and name not in header[:i]]
    frame = pd.DataFrame(
        [[row[i] for i in keep] for _, row in rows],
        columns=[header[i] for i in keep],
        index=[n for n, _ in rows],
        dtype="str",
    )
    return RawTable(str(path), frame, tuple(findings))


def read_raw_case(case_id: str) -> RawCase:
    """Read a case folder as received, with its corrections. What cannot be read is a finding, not an error."""
    folder = f"{CASES}/{case_id}"
    findings: list[Finding] = []

    def yaml_or_finding(path: str) -> Any:
        try:
            return read_yaml(path)
        except ConfigError as error:
            findings.extend(error.findings)
            return None

    names = {path.name for path in resolve(folder).iterdir() if path.is_file() and not path.name.startswith(".")}
    tables, beside = (
        {
            name: read_raw_table(f"{folder}/{name}.csv")
            for name in group
            if name in REQUIRED_TABLES or f"{name}.csv" in names
        }
        for group in (CASE_TABLES, BESIDE_TABLES)
    )
    corrections_file = f"config/corrections/{case_id}.yml"
    corrections = yaml_or_finding(corrections_file) if resolve(corrections_file).is_file() else None
    known = {f"{name}.csv" for name in (*CASE_TABLES, *BESIDE_TABLES)} | {"case.yml", "README.md"}
    return RawCase(
        case_id,
        folder,
        yaml_or_finding(f"{folder}/case.yml"),
        tables,
        corrections,
        tuple(findings),
        tuple(sorted(names - known)),
        beside,
    )


def read_raw_papers() -> dict[str, RawTable]:
    """Read the tables beside single source papers, by the name of their schema: ``<source_id>_<table>``."""
    folder = resolve(PAPERS)
    paths = sorted(folder.glob("*/*.csv")) if folder.is_dir() else []
    return {
        f"{path.parent.name}_{path.stem}": read_raw_table(f"{PAPERS}/{path.parent.name}/{path.name}") for path in paths
    }


def read_reference() -> tuple[Codebook, list[RawTable]]:
    """Read codes, roles, aliases and sources, and the raw tables they came from for checking."""
    files = {"codes": CODES_FILE, "roles": ROLES_FILE, "aliases": ALIASES_FILE, "sources": "data/raw/sources.csv"}
    raw = {name: read_raw_table(path) for name, path in files.items()}
    frames = {
        name: table.frame.reindex(columns=schemas.columns(f"raw/{name}"), fill_value="").reset_index(drop=True)
        for name, table in raw.items()
    }
    return Codebook(**frames), list(raw.values())


def correction_files() -> list[str]:
    """Return the case ids that have a file of corrections."""
    folder = resolve("config/corrections")
    return sorted(path.stem for path in folder.glob("*.yml")) if folder.is_dir() else []


# --- published tables -------------------------------------------------------------------------------

#: The files of one published table, by their endings.
TABLE_FILES = (".csv", ".docx", ".tex", ".caption.md", ".evidence.csv")


def save_table(
    frame: pd.DataFrame,
    path: str | Path,
    *,
    caption: str,
    widths_mm: Sequence[float],
    evidence: pd.DataFrame | None = None,
) -> None:
    """Write a published table as CSV, Word and LaTeX with equal cells, and its caption and evidence beside it.

    *path* ends in ``.csv``; the other files share its stem.
    """
    from . import tables

    stem = str(path).removesuffix(".csv")
    write_csv(frame, f"{stem}.csv")
    write_bytes(f"{stem}.docx", tables.as_docx(frame, caption, widths_mm=widths_mm))
    write_text(f"{stem}.tex", tables.as_latex(frame, caption, f"tab:{Path(stem).name}", widths_mm=widths_mm))
    write_text(f"{stem}.caption.md", caption)
    if evidence is not None:
        write_csv(evidence, f"{stem}.evidence.csv")


def read_gallery(folder: str = "reports") -> dict[str, Item]:
    """Read the caption, alt text and pictures of every figure and table, by name such as ``figures/balance``."""
    from .gallery import Item

    root = resolve(folder)
    items = {}
    for path in sorted([*root.glob("figures/**/*.caption.md"), *root.glob("tables/**/*.caption.md")]):
        name = path.relative_to(root).as_posix().removesuffix(".caption.md")
        alt = path.with_name(f"{path.name.removesuffix('.caption.md')}.alt.txt")
        stem = re.escape(Path(name).name)
        found = {
            int(match[1] or 1): picture
            for picture in path.parent.glob("*.png")
            if (match := re.fullmatch(rf"{stem}(?:\.p(\d+))?\.png", picture.name))
        }
        pictures = [found[number].relative_to(root).as_posix() for number in sorted(found)]
        items[name] = Item(
            name,
            path.read_text(encoding="utf-8").strip(),
            alt.read_text(encoding="utf-8").strip() if alt.is_file() else "",
            pictures,
        )
    return items
