"""How an import is refused: one sentence about the file, one about what to do; and the limits that every reader keeps.

The limits lie far above what a project of interviews holds. They are there so that a file made to fill memory or disk
is refused before it does.
"""

from __future__ import annotations

from ...core.findings import CaseDataError, Finding

#: Codings of one project. More than this would be counted for a long time and means something else than interviews.
MOST_CODINGS = 300_000
#: Bytes of text of one document and of all documents.
MOST_TEXT = 64_000_000
MOST_TEXTS = 256_000_000
#: Bytes of the file of a project that is not a zip: a database, a codebook.
MOST_DATABASE = 500_000_000
MOST_XML = 256_000_000

AGAIN = "export the project again from the program that made it, and import that file as it is"


def refused(file: str, message: str, mend: str = AGAIN) -> CaseDataError:
    """Return the error that refuses *file*: nothing of it is imported."""
    return CaseDataError([Finding(file, message, mend, code="import.file")])
