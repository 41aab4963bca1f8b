"""A page that needs nothing beside it: the template of a folder of this package, with its other files inside."""

from __future__ import annotations

from collections.abc import Callable

import jinja2


def folder(package: str) -> tuple[jinja2.Template, Callable[[str], str]]:
    """Return the template (``template.html``) of a package, and what reads a file beside it as it stands.

    What is put into the template is escaped; a name that it is not given is an error.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package, "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def part(name: str) -> str:
        return environment.loader.get_source(environment, name)[0] if environment.loader else ""

    return environment.get_template("template.html"), part
