"""The front door of the disk: all reading and writing of the package goes through here."""

from .cases import (
    CASES,
    PAPERS,
    case_ids,
    correction_files,
    passes_of,
    read_case,
    read_cases,
    read_claims,
    read_descriptions,
    read_material,
    read_raw_case,
    read_raw_papers,
    read_reference,
    write_clean_case,
)
from .codebooks import own_codes_file, own_files, read_codebook, read_own_codes, read_sources
from .declared import check_config, read_config, read_declared, read_yaml
from .files import SCRATCH, project_root, read_bytes, remove, resolve, target_of, write_bytes, write_text
from .published import FIGURE_FILES, TABLE_FILES, Item, figure_names, read_figure, read_gallery
from .rows import replace_rows
from .tables import read_raw_table, read_rows, read_table, write_csv, write_table
from .workbooks import Sheet, read_workbook, write_workbook

__all__ = [
    "CASES",
    "FIGURE_FILES",
    "Item",
    "PAPERS",
    "SCRATCH",
    "Sheet",
    "TABLE_FILES",
    "case_ids",
    "check_config",
    "correction_files",
    "figure_names",
    "own_codes_file",
    "own_files",
    "passes_of",
    "project_root",
    "read_bytes",
    "read_case",
    "read_cases",
    "read_claims",
    "read_codebook",
    "read_config",
    "read_declared",
    "read_descriptions",
    "read_figure",
    "read_gallery",
    "read_material",
    "read_own_codes",
    "read_raw_case",
    "read_raw_papers",
    "read_raw_table",
    "read_reference",
    "read_rows",
    "read_sources",
    "read_table",
    "read_yaml",
    "read_workbook",
    "remove",
    "replace_rows",
    "resolve",
    "target_of",
    "write_bytes",
    "write_clean_case",
    "write_csv",
    "write_table",
    "write_text",
    "write_workbook",
]
