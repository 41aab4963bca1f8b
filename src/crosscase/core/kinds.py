"""The kinds of findings by their codes, the most important first: what each says without a word of the data.

A code stays what it is from version to version. What a kind says stands in for a finding's own words where these must
not be shown: in a report of a case that is not public. ``docs/findings.md`` is made from this list.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import PurePath
from typing import NamedTuple

from .findings import Cause, Finding, causes


class Kind(NamedTuple):
    """What is wrong and how to mend it, in words that quote nothing; *quotes*: a finding of this kind quotes cells."""

    what: str
    mend: str
    quotes: bool = True


#: How the codes are grouped on the page, by what stands before their dot, in order of importance.
AREAS = {
    "project": "The project",
    "file": "A file that cannot be read, or is not",
    "table": "The form of a table",
    "key": "A key of a YAML file",
    "case": "A case",
    "cell": "A cell",
    "unknown": "A word that stands for nothing",
    "code": "A code in the wrong place",
    "coding": "Codings",
    "segment": "Passages",
    "anchor": "Anchors",
    "link": "Links",
    "reading": "Readings",
    "correction": "Corrections",
    "claim": "Claims",
    "codebook": "The codebook",
    "alias": "Aliases",
    "crosswalk": "The crosswalk",
    "config": "Settings",
    "paper": "Tables of a paper",
    "call": "What a command was asked for",
    "place": "Where something may lie",
    "run": "The machine, and a run on it",
    "source": "Copies of sources",
    "import": "What an import takes in",
    "recode": "A sheet of second readings",
    "figure": "What is published: figures and tables",
    "results": "The results section",
    "release": "A release of cases that are not public",
}

KINDS: dict[str, Kind] = {
    "project.none": Kind("no Snakefile here or in any folder above", "run the command inside the project", False),
    "project.no-git": Kind(
        "neither git nor a manifest says what belongs to the project", "run it in a clone, or in an archive", False
    ),
    "project.readme": Kind("README.md does not say where the computed paragraph stands", "put its marks back", False),
    "project.leftover": Kind("a folder was generated from a case that is gone", "`crosscase remove` takes it out"),
    "file.unreadable": Kind("the file cannot be read", "add the file, or mend its rights", False),
    "file.missing": Kind("the file is missing", "add it, or give the file that is meant its name"),
    "file.too-large": Kind("a file is far larger than a table of a case", "look whether it is the right file", False),
    "file.empty": Kind("the file is empty", "give it a header row and at least one row", False),
    "file.not-utf8": Kind("the file is not UTF-8 text", "save it as 'CSV UTF-8'", False),
    "file.nul": Kind("the file holds NUL bytes", "export the table again as CSV UTF-8", False),
    "file.not-csv": Kind("the file is not a readable CSV", "look for an unclosed quotation mark"),
    "file.not-yaml": Kind("the file is not readable as YAML", "check indentation, colons and quotation marks"),
    "file.no-keys": Kind("the file holds no keys with values", "write one `key: value` a line", False),
    "file.separator": Kind("the columns are not separated by commas", "save it with commas between the columns", False),
    "file.no-table": Kind("the file is not a table", "put the table in its place"),
    "file.merge-marks": Kind("marks of an unfinished merge stand in the file", "keep the right rows, delete the marks"),
    "file.guessed-letters": Kind("the letters of the file had to be guessed", "save it as 'CSV UTF-8'"),
    "file.workbook": Kind("the file is no workbook that was written here", "give the one that the command wrote"),
    "file.unread": Kind("a file lies beside the tables and is not read", "notes belong into README.md"),
    "table.no-header": Kind("row 1 is not the header of this table", "put the names of the columns into row 1", False),
    "table.missing-column": Kind("a column is missing", "add it, or rename the one that is meant"),
    "table.unknown-column": Kind("a column is not one of this table", "rename it, or take it out"),
    "table.column-twice": Kind("the header names a column twice", "keep one of the columns"),
    "table.no-name": Kind("a column has cells and no name", "give it a name, or empty it", False),
    "table.codes-abreast": Kind("codes stand side by side in one row", "write each code on a row of its own"),
    "table.merged-cells": Kind("merged cells left a column empty", "unmerge them, and fill each row"),
    "table.na": Kind("every empty cell holds a word for nothing, such as NA", "leave empty cells empty", False),
    "table.second-header": Kind("a second header stands in the middle", "delete it; look whose the rows below are"),
    "table.total": Kind("a total or a note stands below the data", "delete it; notes belong into README.md"),
    "table.row-length": Kind(
        "a row has more or fewer cells than the header",
        "look for a comma or a quotation mark too many or too few",
        False,
    ),
    "table.no-row": Kind("the table has no row", "every case needs at least one", False),
    "table.key-twice": Kind("an id or a row stands twice", "give this row an id of its own, or remove it"),
    "key.missing": Kind("a key is missing", "add it", False),
    "key.unknown": Kind("a key is not known here", "write the key that is meant, or take it out"),
    "key.empty": Kind("a key has no value", "give it one", False),
    "key.not-allowed": Kind("a value is none of those that are allowed", "use one of those that are allowed"),
    "key.form": Kind("a value does not have the form that belongs here", "write it as the description of the key says"),
    "case.access-unclear": Kind(
        "what case.yml says of access is not clear", "save it as UTF-8, with one line of access"
    ),
    "case.tracked": Kind(
        "git tracks files of a case that is not public", "take them out with `git rm -r --cached`", False
    ),
    "case.not-apart": Kind("something of a case that is not public lies where git sees it", "move or delete it", False),
    "case.id": Kind("the name of the folder is not a case id", "use small letters, digits, _ or -"),
    "case.reserved": Kind("the folder has a name that generated folders use", "give it another name", False),
    "case.empty-folder": Kind("the folder is empty", "add case.yml and its tables, or delete the folder", False),
    "case.file-twice": Kind("two files stand for one", "keep the one that is right, and move the other away"),
    "case.unit-twice": Kind("two units have one id or label", "give each its own"),
    "case.id-differs": Kind("'id' is not the name of the folder", "give the folder's name, or leave 'id' out"),
    "case.no-folder": Kind("a case is named that has no folder", "add the case, or name another"),
    "case.no-such-pass": Kind("the pass to be analysed is none of the case", "name a pass of the case, or add it"),
    "case.no-consensus": Kind("several passes have read the case, and none settles on one", "add a consensus"),
    "case.read": Kind("what is said of a pass does not fit its codings", "mend `read` or `coders` in case.yml"),
    "case.role-known": Kind("a role is declared that all cases have", "take it out of `roles`"),
    "case.source": Kind("a document is in no list of sources", "add a row to the case's own sources.csv"),
    "case.alike": Kind("two cases mean different things by one id", "give it another id"),
    "cell.empty": Kind("a cell is empty that must not be", "fill it", False),
    "cell.not-allowed": Kind("a cell holds none of the allowed words", "use one of the allowed words"),
    "cell.form": Kind("a cell does not have the form that its column asks for", "write it in that form"),
    "cell.type": Kind("a cell is not of the kind of its column", "write a number where a number belongs"),
    "cell.too-small": Kind("a number is below the least allowed", "mend the number"),
    "cell.too-large": Kind("a number is above the most allowed", "mend the number"),
    "cell.too-short": Kind("a cell is shorter than it must be", "say more"),
    "cell.formula-failed": Kind("a formula failed in the spreadsheet", "write the value that was meant"),
    "cell.date-for-id": Kind("a spreadsheet turned ids into dates", "write the ids again, in cells formatted as text"),
    "cell.number-for-id": Kind("a spreadsheet read ids as numbers", "write the ids again, in cells formatted as text"),
    "cell.number": Kind("a number can be read in more than one way", "write it plainly, such as 12.5"),
    "cell.month": Kind("a spreadsheet turned a month or range into a date", "write what was printed"),
    "cell.look-alike": Kind("a letter of another alphabet looks like the right one", "type it again"),
    "cell.line-break": Kind("a line break stands inside an id or code", "delete it"),
    "cell.nothing": Kind("a word for nothing stands where nobody or nothing is meant", "empty the cell"),
    "cell.mojibake": Kind("the letters look as if the text was decoded twice", "export the table again as CSV UTF-8"),
    "cell.lost-letters": Kind("letters were lost", "export the table again as CSV UTF-8"),
    "cell.cut": Kind("a text was cut where a spreadsheet ends it", "write the end of it again"),
    "cell.transcript": Kind("a cell is as long as a transcript", "tell the passage in your words"),
    "cell.runs": Kind("a spreadsheet would run the cell as a formula", "nothing, if it is text: exports neutralise it"),
    "unknown.segment": Kind("an id has no row in segments.csv", "give the right id, or add the passage"),
    "unknown.code": Kind(
        "a word is not a code of the codebook", "write the code, or add the word to config/aliases.csv"
    ),
    "unknown.unit": Kind("a unit is not in case.yml", "write a unit of case.yml, or add it there"),
    "unknown.source": Kind("a source is not in case.yml", "write a source of case.yml, or add it there"),
    "unknown.role": Kind("a role is not known", "add the word to config/aliases.csv, or the role to roles.csv"),
    "code.heading": Kind("a group heading stands where a code belongs", "use one of the codes under it"),
    "code.several": Kind("several codes stand in one cell", "write one row for each"),
    "code.family": Kind("a code is of the wrong family", "use a code of the right family"),
    "coding.twice": Kind("a passage has the same code twice", "keep one of the two rows"),
    "coding.coders-alike": Kind("the names of two coders are almost the same", "write them the same, or apart"),
    "coding.few": Kind("a coder has coded a few of the passages only", "say under `read` in case.yml what it read"),
    "segment.quotes": Kind("a case that is not public quotes", "say in your own words what was said", False),
    "segment.no-coding": Kind("a passage has no coding", "code it, or remove it if it carries no evidence"),
    "anchor.number": Kind("a spreadsheet read an anchor as a number", "make the anchor again", False),
    "anchor.missing": Kind(
        "a passage of a public case has no complete anchor", "`crosscase anchors make FILE` computes it", False
    ),
    "anchor.twice": Kind("one passage stands under two ids", "keep one of the two rows"),
    "anchor.not-public": Kind(
        "an anchor stands in a case that is not public", "empty head_anchor, tail_anchor and n_tokens", False
    ),
    "link.none": Kind("the case states no link", "add the links that the case states, if it states any", False),
    "link.no-remedy": Kind(
        "a link that was mitigated or averted names no remedy",
        "name the enabler that did it, or mend the status",
        False,
    ),
    "link.remedy-astray": Kind("a remedy stands at a link that was not remedied", "empty the cell, or mend the status"),
    "link.twice": Kind("the same statement stands twice", "keep one of the two rows"),
    "link.two-statuses": Kind("one statement has two statuses", "keep the row that is right"),
    "link.not-coded": Kind("a code of a link is not coded on its passage", "add the coding, or mend the link"),
    "link.only-possible": Kind(
        "a code is coded as possible and stands in a link that happened", "mend the presence, or the status of the link"
    ),
    "link.episode": Kind(
        "the passages of a link are no episode", "link what the text ties together, within one section", False
    ),
    "reading.not-coded": Kind("the main code is not coded on the passage", "add the coding, or name another code"),
    "reading.missing": Kind("a passage is coded and has no reading by the same coder", "add a row to readings.csv"),
    "correction": Kind("a correction cannot be applied", "look whether the raw table has changed"),
    "correction.no-case": Kind("there are corrections for a case that is not there", "rename or remove the file"),
    "claim": Kind("a row of claims.csv cannot be checked", "docs/claims.md says what each check takes"),
    "codebook.own": Kind("a code of a case's own does not fit into the codebook", "mend its id, label or parent"),
    "codebook.parent": Kind("a parent is no heading of the same family", "name a heading of the family"),
    "codebook.effect": Kind(
        "level and valence go with effects only", "every effect has a level and a valence, no other code has"
    ),
    "alias.means": Kind("an alias means no code or role", "name a code or role"),
    "alias.word": Kind("an alias would rewrite a code or role", "remove the row"),
    "crosswalk.framework": Kind("a framework is not in frameworks.csv", "name a framework of frameworks.csv"),
    "crosswalk.element": Kind("an element is not one of its framework", "name an element of the framework"),
    "crosswalk.relation": Kind("'none' goes with an empty element, and only with it", "mend one of the two cells"),
    "crosswalk.missing": Kind("a barrier has no row for a framework", "add one; relation 'none' where nothing fits"),
    "config.id-twice": Kind("two entries have one id", "give each its own id"),
    "config.code": Kind("a code cannot stand in this place", "name a code of the right family"),
    "config.kind": Kind("a kind of finding is not known", "use one of the kinds that are known"),
    "config.figure": Kind("a figure is named that there is not", "name one of the figures"),
    "config.cases": Kind("the number of cases does not fit", "name as many as the finding is about"),
    "config.merge": Kind("codes cannot be merged as declared", "merge codes of one family and valence, each set once"),
    "config.initiation": Kind("no case or unit began like this", "use a word that a case.yml uses"),
    "paper.no-case": Kind("a passage is named without its case", "write it as case_id:segment_id"),
    "paper.not-coded": Kind("a row says what the codings of the case do not say", "mend the row, or the coding"),
    "paper.no-row": Kind("a coding of the case has no row here", "add a row"),
    "paper.question": Kind("a question is not one of the paper's framework", "name one of frameworks.csv"),
    "paper.tied-twice": Kind("a code is tied here and in crosswalk.csv", "keep one of the two rows"),
    "paper.indicator": Kind("an indicator is not one of the case", "name one of indicators.csv"),
    "paper.reference": Kind("a number is in no list of references", "mend the number, or add the reference"),
    "call.unknown-name": Kind("what was asked for is not there", "write one of the names that are there"),
    "call.option": Kind("an option does not have the form that it needs", "write it as --help says"),
    "call.nothing": Kind("no passage stands behind what was asked for", "ask for another row or column"),
    "place.taken": Kind("something else lies there already", "choose another name, or move it away"),
    "place.not-apart": Kind(
        "words of a source, or of a case that is not public, would lie where git sees them",
        "write it into dist/ or outside the project",
        False,
    ),
    "place.apart": Kind("here lie results with cases that are not public", "run it in the project's own folder", False),
    "place.kept": Kind("nothing was taken out", "say that you mean it, with --yes", False),
    "run.other": Kind("another run is going on in this folder", "wait until it has ended", False),
    "run.steps": Kind("the steps of the pipeline cannot be planned", "run `make check`, which says what is wrong"),
    "run.machine": Kind("the machine lacks what this needs: a program, a right or room", "add it, and run it again"),
    "run.parameter": Kind(
        "a notebook is given a parameter that it does not take", "name and write it as the notebook does"
    ),
    "source.none": Kind("no text was found in the folder", "give the folder that holds your copies"),
    "source.unreadable": Kind("a text cannot be read", "give another copy, such as .txt"),
    "import.file": Kind("a file is no project or export that can be read", "export it as docs/your-own-case.md says"),
    "import.decision": Kind("a decision is missing in the workbook, or cannot be taken", "choose one from the list"),
    "import.made": Kind("what the export does not say is left to fill in", "fill it in the workbook or the tables"),
    "recode.sheet": Kind("a row of the sheet cannot be taken", "mend it as the sheet's first page says"),
    "figure.rule": Kind("a figure breaks a rule of the journal", "draw or write it as the rule says", False),
    "figure.file": Kind("a file of a figure is missing, or cannot be read", "write the figure again", False),
    "figure.table": Kind("a table of the publication breaks a rule of the journal", "shorten it, or move it", False),
    "results.none": Kind("there is no results section yet", "run `make` first", False),
    "results.sentence": Kind("a sentence of config/results.md.j2 cannot be written", "write it as its head says"),
    "release.cases": Kind("these cases cannot be released by themselves", "name all that `private/` holds", False),
    "release.changed": Kind("data or rules changed since the decision", "draft a new record with `--again`"),
    "release.undecided": Kind("something has no decision or no reason", "write both into decision.yml", False),
    "release.earlier": Kind("there is an earlier release", "think of what differs between the two"),
    "release.small-group": Kind(
        "a perspective has few speakers",
        "its members can tell each other's words: leave it out, or say why it may be shared",
    ),
    "release.one-person": Kind(
        "a link is told by one person",
        "who knows who spoke of it knows what was said: leave it out, or say why it may be shared",
        False,
    ),
    "release.share": Kind(
        "a share is 0 % or 100 %", "it tells what everybody or nobody of a group said: leave it out, or say why not"
    ),
    "release.step": Kind(
        "a saturation curve shows what was added",
        "a step tells what one case or passage holds alone: leave it out, or say why not",
        False,
    ),
    "release.quotation": Kind("it may be somebody's own words", "say it in your own words"),
    "release.transcript": Kind("it says the same as a transcript", "say it in your own words"),
    "release.name": Kind("it may be a name", "write the role"),
    "release.place": Kind("it may be a place or a body", "write what kind of place it is"),
    "release.date": Kind("it may be a date", "give the phase, or early and late"),
    "release.capital": Kind("a word in capitals that is none of the compendium's", "write what kind of thing it names"),
    "release.number": Kind("a number stands in open text", "round it, or leave it out"),
}


@cache
def _ranks() -> dict[str, int]:
    areas = list(AREAS)
    ordered = sorted(KINDS, key=lambda code: areas.index(code.split(".")[0]))
    return {code: number for number, code in enumerate(ordered)}


def rank(code: str) -> int:
    """Return how far down a kind stands: what keeps others from being seen stands first, an unknown one last."""
    return _ranks().get(code, len(KINDS))


def blocks(findings: Iterable[Finding]) -> list[tuple[str, list[Cause]]]:
    """Return the causes of each file, the most important file and the most important cause of each file first.

    Errors stand before warnings, the files of a folder together; of one importance, files as they come and rows from
    the top.
    """
    by_file: dict[str, list[Cause]] = {}
    for cause in causes(findings):
        by_file.setdefault(cause.first.file, []).append(cause)

    def weight(cause: Cause) -> tuple[bool, int]:
        return cause.first.severity != "error", rank(cause.first.code)

    for file, items in by_file.items():
        by_file[file] = sorted(items, key=lambda one: (*weight(one), one.rows[:1], one.first.column))
    folders: dict[str, list[tuple[bool, int]]] = {}
    for file, items in by_file.items():
        folders.setdefault(str(PurePath(file).parent), []).append(weight(items[0]))

    def order(block: tuple[str, list[Cause]]) -> tuple:
        folder = str(PurePath(block[0]).parent)
        return min(folders[folder]), list(folders).index(folder), weight(block[1][0])

    return sorted(by_file.items(), key=order)


def page() -> str:
    """Return docs/findings.md: every kind with its code, what it says and how it is mended."""
    lines = [
        "# What can be found, and how it is mended",
        "",
        "`crosscase check` finds most of this, other commands the rest. Every finding has a code that stays the same",
        "from version to version: a program may rely on it, and a person may look it up here. What keeps other things",
        "from being seen stands first, as in the report.",
        "",
        "In a file to send to somebody, a finding about a case that is not public says only what stands here, with its",
        "file, rows and column; `--with-values` puts in what was found. The words of this page quote no data.",
        "",
        "This page is made by `crosscase check --codes > docs/findings.md`.",
    ]
    for area, title in AREAS.items():
        codes = [code for code in KINDS if code.split(".")[0] == area]
        if codes:
            lines += ["", f"## {title}", "", "| code | what is wrong | how to mend it |", "| --- | --- | --- |"]
            lines += [f"| `{code}` | {KINDS[code].what} | {KINDS[code].mend} |" for code in codes]
    return "\n".join(lines) + "\n"
