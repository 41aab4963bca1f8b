"""`crosscase dictionary` and `gallery`: what the project writes of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from ...core.findings import CaseDataError, Finding, did_you_mean
from . import calls, completion
from .answers import Said, show


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
                Finding(
                    "reports/",
                    f"there is no figure or table '{name}'",
                    did_you_mean(name, known),
                    code="call.unknown-name",
                )
                for name in unknown
            ]
        )
    for page in (publish_gallery.MAIN, publish_gallery.SUPPLEMENT):
        store.write_text(f"{folder}/{page}", pages.gallery(page, list(names) or None))
    store.write_text(f"{folder}/how_to_read.md", pages.how_to_read())
    return Said()


def add(app: typer.Typer) -> None:
    """Add the commands."""

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
