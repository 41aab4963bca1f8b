"""`crosscase template`, `dictionary` and `gallery`: what the project writes of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import calls, completion
from .answers import Said, show


def template(case_id: str) -> Said:
    """Make the folder of a new case. Raises `CaseDataError` for an id that is no name or is taken."""
    from ... import store
    from ...cases.dictionary import case_template
    from ...core.received import CASE_TABLES
    from ...core.schemas import columns

    folder = f"{store.CASES}/{case_id}"
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", case_id):
        raise CaseDataError([Finding(folder, f"'{case_id}' is not a case id", "use small letters, digits, _ or -")])
    if store.resolve(folder).exists():
        raise CaseDataError(
            [Finding(folder, "the folder is there already", "choose another case id, or work in the folder")]
        )
    for name in CASE_TABLES:
        store.write_text(f"{folder}/{name}.csv", ",".join(columns(f"raw/{name}")))
    store.write_text(f"{folder}/case.yml", case_template(case_id))
    ready = f"{folder}/ is ready; docs/adding_a_case.md says how to fill it, `crosscase check` whether it fits"
    return Said("\n".join([ready, *store.pass_over()]))


def dictionary(file: str) -> Said:
    """Write the data dictionary."""
    from ... import store
    from ...cases.dictionary import data_dictionary

    store.write_text(file, data_dictionary())
    return Said()


def gallery(folder: str, names: Sequence[str] = ()) -> Said:
    """Write the pages of all figures and tables, or of those named, and how to read them, into a folder.

    Raises `CaseDataError` for a name that is none.
    """
    from ... import store
    from ...publish import gallery as publish_gallery
    from .. import pages

    known = store.read_gallery()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CaseDataError(
            [
                Finding("reports/", f"there is no figure or table '{name}'", did_you_mean(name, known))
                for name in unknown
            ]
        )
    for page in (publish_gallery.MAIN, publish_gallery.SUPPLEMENT):
        store.write_text(f"{folder}/{page}", pages.gallery(page, list(names) or None))
    store.write_text(f"{folder}/how_to_read.md", pages.how_to_read())
    return Said()


def add(app: typer.Typer) -> None:
    """Add the commands."""

    @calls.command(app, "template", "template my_case")
    def make_template(
        case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="Small letters, digits, _ or -.")],
    ) -> int:
        """Make the empty folder of a new case, with all headers."""
        return show(template(case_id))

    @calls.command(app, "dictionary", "dictionary reports/data_dictionary.md")
    def write_dictionary(file: Annotated[str, typer.Argument(metavar="FILE", help="The page to write (.md).")]) -> int:
        """Write the data dictionary, a page made from the schemas."""
        return show(dictionary(file))

    @calls.command(app, "gallery", "gallery reports", "gallery reports figures/balance tables/claims")
    def write_gallery(
        folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Where figures/ and tables/ lie: reports.")],
        name: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="NAME",
                help="Only these figures and tables, such as figures/balance; nothing for all.",
                autocompletion=completion.published,
            ),
        ] = None,
    ) -> int:
        """Write the pages of all figures and tables with their captions: main text, supplement, how to read them."""
        return show(gallery(folder, name or ()))
