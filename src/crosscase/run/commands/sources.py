"""`crosscase anchors` and `crosscase wording`: the sources themselves, in the reader's own copies."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...core.findings import AnchorError, ConfigError, Finding
from . import calls, completion, copies
from .answers import Answer, Said, records, show, table

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from ...sources.wording import SharedRun

_RESULTS = ("found", "moved", "missing", "no source", "no anchor")
#: The endings of the files of a project that hold words.
_TEXT = frozenset(".csv .md .py .ipynb .yml .yaml .json .toml .txt .rst .smk .html .svg .tex".split()) | {""}


@dataclass
class Verified(Answer):
    """One row a passage, with its ``result`` in the reader's copies (see `anchors.verify`)."""

    passages: pd.DataFrame

    @property
    def code(self) -> int:  # type: ignore[override]
        return 0 if self.passages["result"].isin(["found", "no anchor"]).all() else 1

    def counts(self) -> pd.DataFrame:
        """Return the number of passages of each case (rows) and result (columns), with their sum below."""
        counts = self.passages.groupby(["case_id", "result"]).size().unstack(fill_value=0)
        shown = [name for name in _RESULTS if name in counts or name in _RESULTS[:3]]
        counts = counts.reindex(columns=shown, fill_value=0)
        counts.loc["all cases"] = counts.sum()
        return counts.rename_axis("case").reset_index()

    def lost(self) -> pd.DataFrame:
        """Return the passages that have to be looked for."""
        return self.passages[self.passages["result"].isin(["moved", "missing", "no source"])]

    def lines(self) -> Iterable[str]:
        yield self.counts().to_string(index=False)
        for row in self.lost().itertuples(index=False):
            yield f"{row.result}: {row.case_id} {row.segment_id}, look in {row.source_id}, section '{row.section}'"

    def tables(self) -> Iterable[RenderableType]:
        counts = self.counts()
        yield table(*counts.columns, rows=counts.to_numpy().tolist(), numbers=True)
        lost = self.lost()[["result", "case_id", "segment_id", "source_id", "section"]]
        if len(lost):
            yield table("", "case", "passage", "look in", "section", rows=lost.to_numpy().tolist())

    def data(self) -> Any:
        counts = self.counts().set_index("case").to_dict("index")
        return {"counts": counts, "passages": records(self.passages)}


def verified(folder: str, cases: Sequence[str] | None = None, write_to: str | None = None) -> Verified:
    """Look for every passage, or those of *cases*, in a folder; write the result to the CSV *write_to*."""
    from ... import store
    from ...sources.anchors import verify

    read = copies.texts(folder)
    asked = store.case_ids(list(cases) if cases else "all", apart=bool(cases))
    result = verify(copies.raw_segments(asked), copies.all_readings(read))
    if write_to:
        result.to_csv(write_to, index=False, lineterminator="\n")
    return Verified(result)


def made(file: str) -> Said:
    """Compute the anchors of a passage: of a text file, or of standard input for ``-``."""
    from ...sources.anchors import anchors_of

    try:
        # Bytes, so that no setting of the terminal changes what a letter is.
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        anchors = anchors_of(content.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        said = (error.strerror or "") if isinstance(error, OSError) else str(error)
        raise AnchorError(
            [Finding(file, said, "give a UTF-8 text file that holds the passage", code="source.unreadable")]
        ) from None
    return Said(",".join(anchors._fields), ",".join(map(str, anchors)))


@dataclass
class Wording(Answer):
    """The places where a run of *words* words of a source stands in one of *files* files."""

    files: int
    words: int
    places: Sequence[SharedRun]

    @property
    def code(self) -> int:  # type: ignore[override]
        return 1 if self.places else 0

    def summary(self) -> str:
        return f"{self.files} files read, {len(self.places)} places share {self.words} words in a row with a source"

    def lines(self) -> Iterable[str]:
        for at in self.places:
            told = f"{self.words} words in a row stand in {at.source_id}: {at.words[:70]} ..."
            yield f"{at.file}:{at.line}: {told}"
        yield self.summary()

    def tables(self) -> Iterable[RenderableType]:
        if self.places:
            rows = [(f"{at.file}:{at.line}", at.source_id, f"{at.words[:70]} ...") for at in self.places]
            yield table("place", "source", "words in a row", rows=rows)
        yield self.summary()

    def data(self) -> Any:
        keys = ("file", "line", "source_id", "words")
        places = [{key: getattr(at, key) for key in keys} for at in self.places]
        return {"files": self.files, "words": self.words, "places": places}


def _tracked(root: Path) -> list[str]:
    """Return the files that git tracks in the project, or that the manifest of an unpacked archive lists.

    Raises `AnchorError` where neither can say, or there are none.
    """
    from ... import store
    from ...store import git

    mend = "look in a clone of the project, with git installed; what was downloaded as a zip holds no list of its files"
    message = "git does not say which files are tracked here, so none was looked through"
    try:
        listed = git.ask("ls-files", "-z")
        names = git.names(listed.stdout) if not listed.returncode else []
    except OSError:
        names, message = [], "git is not installed, so no file could be looked through"
    with contextlib.suppress(ConfigError):
        names = names or store.deposited_names()
    if not names:
        raise AnchorError([Finding(str(root), message, mend, code="project.no-git")])
    return names


def wording(folder: str, words: int) -> Wording:
    """Look for runs of *words* words of the reader's copies in every file that git tracks."""
    from ... import store
    from ...sources.wording import runs_of_sources, shared_runs

    root = store.project_root()
    read = copies.texts(folder)
    names = [name for name in _tracked(root) if Path(name).suffix in _TEXT and (root / name).is_file()]
    files = ((name, (root / name).read_text(encoding="utf-8", errors="replace")) for name in names)
    titles = [
        *store.read_table("data/raw/sources.csv", "raw/sources")["title"],
        *store.read_table("data/raw/literature/references.csv", "raw/references")["title"],
    ]
    return Wording(len(names), words, shared_runs(files, runs_of_sources(read, words, titles), words))


def own_texts(folder: str) -> dict[str, str]:
    """Read every text in a folder and below, by file name: interviews and notes of one's own, whatever their names.

    Raises `AnchorError` for one that is not readable, and where there is none.
    """
    from ...sources import reading

    texts = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and (ending := path.suffix.casefold()) in reading.ENDINGS:
            try:
                texts[path.name] = reading.text_of(path.read_bytes(), ending)
            except reading.SourceError as error:
                raise AnchorError(
                    [Finding(str(path), str(error), "give another copy, such as .txt", code="source.unreadable")]
                ) from None
    if not texts:
        mend = f"give the folder with your own texts ({', '.join(reading.ENDINGS)})"
        raise AnchorError([Finding(folder, "no text was found here", mend, code="source.none")])
    return texts


def own_wording(folder: str, words: int, case_id: str) -> Wording:
    """Look for runs of *words* words of the texts in a folder, whatever their names, in the files of one case.

    For interviews and notes of one's own. Where it is not the owners' screen, the words themselves are not shown.
    """
    from ... import store
    from ...core.masking import MASK
    from ...sources.wording import runs_of_sources, shared_runs
    from .. import discreet

    store.case_ids([case_id], apart=True)
    texts = own_texts(folder)
    place = store.resolve(f"{store.CASES}/{case_id}")
    names = [path.name for path in sorted(place.iterdir()) if path.suffix in _TEXT and not path.name.startswith(".")]
    files = ((f"{store.CASES}/{case_id}/{name}", (place / name).read_text("utf-8", "replace")) for name in names)
    found = shared_runs(files, runs_of_sources(texts, words, skipped=0), words)
    if not discreet.before_owner():
        found = [at._replace(words=MASK) for at in found]
    return Wording(len(names), words, found)


Folder = Annotated[
    str, typer.Argument(metavar="FOLDER", help="The folder with your copies of the sources (.txt, .md, .html or .pdf).")
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    anchors = calls.group(
        "anchors verify ~/papers",
        "anchors make passage.txt",
        help="Find each passage in your own copies of the sources, or make the proof of a new one.",
    )
    app.add_typer(anchors, name="anchors")

    @calls.command(anchors, "verify", "anchors verify ~/papers", "anchors verify ~/papers --case nhs_ebcd --json")
    def verify(
        folder: Folder,
        case: Annotated[
            list[str] | None,
            typer.Option(
                metavar="CASE_ID", help="Only this case; may be given again.", autocompletion=completion.cases
            ),
        ] = None,
        csv: Annotated[str | None, typer.Option(metavar="FILE", help="Write the result for each passage here.")] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Look for every passage in a folder with your copies.

        A passage is found, moved (one of its ends is there) or missing; the count of each case comes first.
        """
        return show(verified(folder, case, csv), as_json)

    @calls.command(anchors, "make", "anchors make passage.txt", "anchors make - < passage.txt")
    def make(
        file: Annotated[
            str, typer.Argument(metavar="FILE", help="A text file that holds the passage and nothing else; - reads on.")
        ],
    ) -> int:
        """Compute head_anchor, tail_anchor and n_tokens of a passage."""
        return show(made(file))

    @calls.command(app, "wording", "wording ~/papers", "wording ~/interviews --case my_case")
    def shared(
        folder: Folder,
        words: Annotated[
            int | None,
            typer.Option(
                metavar="N", min=1, help="The length of a run; 12, for a case of your own 6.", show_default=False
            ),
        ] = None,
        case: Annotated[
            str | None,
            typer.Option(
                metavar="CASE_ID",
                help="Look in this case for words of your own texts, whatever their names.",
                autocompletion=completion.cases,
            ),
        ] = None,
        as_json: calls.Json = False,
    ) -> int:
        """Find sentences of the sources that stand in the project's files, or of your interviews in your case."""
        from ...sources.wording import OWN_RUN, RUN

        if case:
            return show(own_wording(folder, words or OWN_RUN, case), as_json)
        return show(wording(folder, words or RUN), as_json)
