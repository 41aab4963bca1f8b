"""The template of the results section: sentences with conditions, filled with values.

A template is Markdown in which every sentence stands under its name, with the condition on which it is true::

    [none_everywhere: claimed('no_barrier_everywhere')]
    {{ barriers_everywhere }} is reported in {{ cases_all }}.

Lines without a blank line between them make one paragraph. Sentences of one name are alternatives: the first whose
condition holds is printed. A sentence that no alternative can say, because its condition does not hold or a value is
not in these data, is not printed but listed. ``{figure: balance}`` and ``{table: cases}`` on a line of their own place
a figure or table. The words of a sentence hold no number: each number, and each word such as *all*, *most* or *only*,
comes from a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2

from ...core.findings import ConfigError, Finding
from ...core.numbers import NUMBER_WORDS
from .told import Value

#: Where the template stands.
FILE = "config/results.md.j2"

_HEAD = re.compile(r"\[(?P<name>[a-z]\w*)(?::\s*(?P<condition>.+))?\]")
_PLACED = re.compile(r"\{(?P<kind>figure|table): (?P<name>[\w/-]+)\}")
_COMMENT = re.compile(r"\{#.*?#\}\n?", re.DOTALL)
#: What stands around a value in the text that is made: its name, then what is printed.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_VALUE = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}([^{CLOSE}]*){CLOSE}")

#: Words that say how many, which only a value may say; and phrases with one of them that do not.
QUANTITIES = frozenset(
    "all most only none no every each both neither never always nobody half majority minority few fewest several single"
    " sole alone many".split()
) | frozenset(NUMBER_WORDS)
ALLOWED = ("one another", "no longer")
_COUNTS = re.compile(rf"\d+|\b(?:{'|'.join(sorted(QUANTITIES, key=len, reverse=True))})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """A sentence of the template: name, condition (empty: always), words, and the line that it stands in."""

    name: str
    condition: str
    words: str
    line: int


@dataclass(frozen=True)
class Unprinted:
    """A sentence that these data do not bear out, and why."""

    name: str
    why: str
    words: str


@dataclass
class Block:
    """A piece of the template: a heading (``level`` above 0), a paragraph, or the place of a figure or table."""

    level: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    placed: str = ""


@dataclass(frozen=True)
class Made:
    """A piece of the text: its words with marks around each value (`plain`, `values_in`), or what is placed there."""

    text: str = ""
    level: int = 0
    placed: str = ""
    sentences: tuple[tuple[str, str], ...] = ()


def read(template: str, file: str = FILE) -> list[Block]:
    """Return the pieces of a template. Raises `ConfigError` for a line that belongs to no sentence, a second sentence
    of a name elsewhere, and words that say how many without a value.
    """
    blanked = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), template)
    blocks: list[Block] = [Block()]
    findings: list[Finding] = []
    for number, line in enumerate(blanked.splitlines(), 1):
        text = line.strip()
        if head := _HEAD.fullmatch(text):
            blocks[-1].sentences.append(Sentence(head["name"], (head["condition"] or "").strip(), "", number))
        elif placed := _PLACED.fullmatch(text):
            blocks += [Block(placed=f"{placed['kind']}s/{placed['name']}"), Block()]
        elif heading := re.fullmatch(r"(#+) (.+)", text):
            title = Sentence("heading", "", heading[2], number)
            blocks += [Block(level=len(heading[1]), sentences=[title]), Block()]
        elif not text:
            blocks.append(Block())
        elif blocks[-1].sentences:
            last = blocks[-1].sentences[-1]
            words = f"{last.words} {text}".strip()
            blocks[-1].sentences[-1] = Sentence(last.name, last.condition, words, last.line)
        else:
            mend = "write [name] or [name: condition] on the line above the sentence"
            findings.append(
                Finding(file, f"'{text[:40]}' belongs to no sentence", mend, row=number, code="results.sentence")
            )
    blocks = [block for block in blocks if block.sentences or block.placed]
    findings += _twice(blocks, file) + _without_value(blocks, file)
    if findings:
        raise ConfigError(findings)
    return blocks


def _twice(blocks: Iterable[Block], file: str) -> list[Finding]:
    """Say which names stand in two paragraphs; within one they are alternatives."""
    seen: dict[str, Block] = {}
    mend = "give it a name of its own; alternatives of one sentence stand in one paragraph"
    return [
        Finding(file, f"a second sentence is called '{one.name}'", mend, row=one.line, code="results.sentence")
        for block in blocks
        for one in block.sentences
        if not block.level and seen.setdefault(one.name, block) is not block
    ]


def _without_value(blocks: Iterable[Block], file: str) -> list[Finding]:
    """Say which words of sentences say how many without a value."""
    mend = "let a value say it ({{ name }}), so that it follows the data"
    return [
        Finding(file, f"'{word}' stands in the words of '{one.name}'", mend, row=one.line, code="results.sentence")
        for block in blocks
        for one in block.sentences
        for word in counted(re.sub(r"\{\{.*?\}\}", "", one.words))
    ]


def counted(text: str) -> list[str]:
    """Return the numbers, and the words that say how many, of a text; values and `ALLOWED` phrases left out."""
    bare = _VALUE.sub("", text)
    for phrase in ALLOWED:
        bare = re.sub(rf"\b{phrase}\b", "", bare, flags=re.IGNORECASE)
    return _COUNTS.findall(bare)


# --- filling ----------------------------------------------------------------------------------------


def fill(
    blocks: Iterable[Block], values: Mapping[str, Value], functions: Mapping[str, Callable[..., Any]]
) -> tuple[list[Made], list[Unprinted]]:
    """Return the text piece by piece, and the sentences that it does not print.

    Conditions and sentences may use the *values* by name and call the *functions*. Raises `ConfigError` for a condition
    or sentence that cannot be read, and for a number that no value said.
    """
    world = jinja2.Environment(undefined=jinja2.StrictUndefined, finalize=_marked, autoescape=False)
    world.filters["agree"] = agree
    known = {**functions, **values}
    made: list[Made] = []
    unprinted: list[Unprinted] = []
    findings: list[Finding] = []
    for block in blocks:
        if block.placed:
            made.append(Made(placed=block.placed))
            continue
        told: list[tuple[str, str]] = []
        for name in dict.fromkeys(one.name for one in block.sentences):
            whys = []
            for one in (one for one in block.sentences if one.name == name):
                text, why = _said(world, one, known)
                if why:
                    whys.append((one, why))
                    continue
                findings += [
                    Finding(FILE, f"'{word}' comes from no value", row=one.line, code="results.sentence")
                    for word in counted(text)
                ]
                told.append((name, _begun(_tidy(text))))
                break
            else:
                unprinted += [Unprinted(name, why, one.words) for one, why in whys[:1]]
        if told:
            made.append(Made(" ".join(text for _, text in told), block.level, "", tuple(told)))
    if findings:
        raise ConfigError(findings)
    return made, unprinted


def _said(world: jinja2.Environment, one: Sentence, known: Mapping[str, Any]) -> tuple[str, str]:
    """Return a sentence filled, and why it cannot be said (empty where it can)."""
    try:
        if one.condition and not world.compile_expression(one.condition, undefined_to_none=False)(**known):
            return "", f"does not hold: {one.condition}"
        return world.from_string(one.words).render(**known), ""
    except KeyError as error:
        return "", f"config/robustness.yaml declares no finding {error}"
    except jinja2.UndefinedError as error:
        return "", f"these data have no such value: {error.message}"
    except (jinja2.TemplateError, TypeError, AttributeError) as error:
        mend = "`{{ name }}` prints a value; a condition compares its n, as in `barriers_lone.n > 0`"
        raise ConfigError(
            [Finding(FILE, f"'{one.name}' cannot be read: {error}", mend, row=one.line, code="results.sentence")]
        ) from None


def _marked(value: Any) -> Any:
    """Return a value, or several in brackets, with marks around each; anything else as it is."""
    if isinstance(value, Value):
        return f"{OPEN}{value.name}{MIDDLE}{value.text}{CLOSE}"
    if isinstance(value, (list, tuple)):
        return f"({', '.join(str(_marked(one)) for one in value)})" if value else ""
    return value


def agree(value: Value, one: str, many: str) -> str:
    """Return the word that agrees with a value: *one* where it counts one or none."""
    return one if value.n is not None and value.n < 2 else many


def _tidy(text: str) -> str:
    """Return a sentence without the gap that a reference leaves which is not there."""
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def _begun(text: str) -> str:
    """Return a sentence that begins with a capital letter."""
    at = text.index(MIDDLE) + 1 if text.startswith(OPEN) else 0
    at += text[at : at + 1] == "‘"
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def plain(text: str, show: Callable[[str, str], str] = lambda name, printed: printed) -> str:
    """Return text without its marks; *show* writes each value, given its name and what is printed."""
    return _VALUE.sub(lambda found: show(found[1], found[2]), text)


def values_in(text: str) -> list[tuple[str, str]]:
    """Return the name of each value in a text and what is printed for it, in order."""
    return _VALUE.findall(text)
