"""YAML as people write it: read safely and within bounds; keys twice, tabs, and what YAML makes of NO or 1.10."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from .. import schemas
from ..findings import Finding
from .text import named

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A file that a person writes is smaller, and nests less deep.
_MOST_LETTERS, _DEEPEST, _MOST_NODES = 2_000_000, 40, 200_000
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {
    f"{_TAG}{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "binary", "value")
}
_WORDS = {"bool": "true or false", "int": "a number", "float": "a number", "timestamp": "a date", "null": "nothing"}


class Unreadable(Exception):
    """A file that is not read: what is wrong, how to mend it, its line and key."""

    def __init__(self, message: str, mend: str, row: int | None = None, column: str = "") -> None:
        self.message, self.mend, self.row, self.column = message, mend, row, column
        super().__init__(message)


def read(text: str) -> tuple[Any, yaml.Node | None]:
    """Return what a YAML text says and its tree (None for an empty one). Raises `Unreadable`.

    The value is what `yaml.safe_load` gives. Refused before anything is built: tags that would run code, aliases that
    unfold into more than `_MOST_NODES` values, too deep or too long a text, a key twice.
    """
    if len(text) > _MOST_LETTERS:
        raise Unreadable(f"the file has {len(text):,} letters", "a file that a person writes is far shorter")
    try:
        _within_bounds(text)
        tree = yaml.compose(text, Loader=_LOADER)
        if tree is not None:
            _unfolded(tree, {})
            for node in _nodes(tree):
                _no_key_twice(node)
        return schemas.read_quickly(text), tree
    except yaml.YAMLError:
        raise _not_yaml(text) from None
    except (ValueError, OverflowError, TypeError, RecursionError) as error:
        # A day such as 2019-13-45, a key that is a list.
        mend = "put dates and numbers into quotation marks"
        raise Unreadable(f"a value that YAML cannot read ({str(error)[:80]})", mend) from None


def _within_bounds(text: str) -> None:
    """Raise `Unreadable` for tags that run code and for too deep a nesting; nothing is built for it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > _DEEPEST:
            raise Unreadable(f"it nests more than {_DEEPEST} deep", "write it flat", _row(event))
        tag = getattr(event, "tag", None)
        if tag and tag != "!" and tag not in _PLAIN_TAGS:
            told = tag.replace(_TAG, "!!")
            what = "a tag that would run code" if "python" in tag else "a tag"
            raise Unreadable(f"{what}: {told[:60]}; nothing of it was run", f"take {told[:60]} out", _row(event))


def _unfolded(node: yaml.Node, seen: dict[int, int]) -> int:
    """Return how many values a tree unfolds into. Raises `Unreadable` above `_MOST_NODES` and for one within itself."""
    if id(node) in seen:
        if seen[id(node)] < 0:
            raise Unreadable("an alias (*) that stands within what it names", "write the values out", _line(node))
        return seen[id(node)]
    seen[id(node)] = -1
    n = 1
    if isinstance(node, yaml.SequenceNode):
        n += sum(_unfolded(one, seen) for one in node.value)
    elif isinstance(node, yaml.MappingNode):
        n += sum(_unfolded(key, seen) + _unfolded(one, seen) for key, one in node.value)
    if n > _MOST_NODES:
        message = f"nested aliases (& and *) that unfold into more than {_MOST_NODES:,} values"
        raise Unreadable(message, "write the values out, without & and *", _line(node))
    seen[id(node)] = n
    return n


def _nodes(tree: yaml.Node) -> Iterator[yaml.Node]:
    """Return every node of a tree once."""
    seen, ahead = set(), [tree]
    while ahead:
        node = ahead.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.SequenceNode):
            ahead += node.value
        elif isinstance(node, yaml.MappingNode):
            ahead += [one for pair in node.value for one in pair]


def _line(node: yaml.Node) -> int:
    return _row(node)


def _row(marked: Any) -> int:
    return int(marked.start_mark.line) + 1


def _no_key_twice(node: yaml.Node) -> None:
    if not isinstance(node, yaml.MappingNode):
        return
    first: dict[str, yaml.Node] = {}
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != f"{_TAG}merge":
            if key.value in first:
                one, other = _line(first[key.value]), _line(key)
                lines = f"in lines {one} and {other}" if one != other else f"both in line {one}"
                message = f"the key '{key.value}' stands twice, {lines}"
                raise Unreadable(message, "keep the line that is right, delete the other", _line(key), key.value)
            first[key.value] = key


def _not_yaml(text: str) -> Unreadable:
    """Return why a text is no YAML, as plainly as can be said."""
    for number, line in enumerate(text.splitlines(), 1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip() and not line.strip().startswith("#"):
            return Unreadable(f"a tab as indentation in line {number}", "indent with spaces", number)
        if odd := re.match(r" *([\u00a0\u2000-\u200b\u202f\u3000])", line):
            return Unreadable(f"{named(odd[1])} as indentation in line {number}", "indent with plain spaces", number)
        if line.strip().startswith("```"):
            return Unreadable(f"a line of ``` in line {number}, as in a chat or a page", "delete it", number)
    try:
        # The library in Python says in plainer words what is wrong.
        yaml.safe_load(text)
    except yaml.YAMLError as error:
        return _in_plain_words(text, error)
    except (RecursionError, ValueError, TypeError):
        pass
    return Unreadable("not readable as YAML", _NEAR)


_NEAR = "check indentation, colons and quotation marks near this line"


def _in_plain_words(text: str, error: yaml.YAMLError) -> Unreadable:
    """Return what the library complains of as a person sees it, with the line to write."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", "odd letters"))
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    lines = text.splitlines()
    at = min(mark.line, len(lines) - 1) if mark and lines else None
    line = lines[at] if at is not None else ""
    key, _, value = line.strip().partition(":")
    value = value.strip()
    inner = value[1:-1] if value[:1] in ("'", '"') and value[-1] == value[0] and len(value) > 1 else value
    quoted = f"""write {key}: '{inner.replace("'", "''")}'"""
    if re.match(r"\s*-[^\s-]", line):
        return Unreadable("a dash without a space behind it", "write a space behind the dash", _at(at))
    if "mapping values are not allowed" in problem and ": " in value:
        return Unreadable("a colon inside a text without quotation marks", quoted, _at(at))
    if "cannot start any token" in problem or "undefined alias" in problem:
        return Unreadable(f"a text that begins with {value.strip()[:1]} has a meaning in YAML", quoted, _at(at))
    if "unexpected end of stream" in problem and begun:
        message = f"the quotation mark that opens in line {begun.line + 1} is never closed"
        return Unreadable(message, "close it at the end of the text", begun.line + 1)
    if "another document" in problem:
        return Unreadable("a second document begins here (---)", "keep one, and delete the line ---", _at(at))
    if "could not find expected ':'" in problem:
        keyless = [n for n, one in enumerate(lines[: (at or 0) + 1]) if _is_keyless(one)]
        if keyless:
            message = f"a line without `key: value`: '{lines[keyless[-1]].strip()[:40]}'"
            return Unreadable(
                message, "write a space behind the colon, or indent the line below its key", _at(keyless[-1])
            )
    if "block end" in problem and re.match(r"""["'].*["']""", value.strip()):
        return Unreadable("text stands behind a quotation mark that closes", quoted, _at(at))
    return Unreadable(f"not readable as YAML: {problem}", _NEAR, _at(at))


def _at(line: int | None) -> int | None:
    return None if line is None else line + 1


def _is_keyless(line: str) -> bool:
    return bool(line.strip()) and line[0] not in " #-" and not re.match(r"[^:]+:(?:\s|$)", line)


# --- types ------------------------------------------------------------------------------------------


def mistyped(tree: yaml.Node | None, schema: Mapping[str, Any], file: str) -> list[Finding]:
    """Return values of another kind than the schema wants, each with the line to write; ``column`` is the key's place.

    Said are: what YAML reads as a number, a truth or a date where text belongs; a word, a list or keys in each other's
    place; keys that are no text; control characters.
    """
    return list(_walk(tree, schema, file, ())) if tree is not None else []


def _walk(node: yaml.Node, schema: Mapping[str, Any], file: str, path: tuple[str, ...]) -> Iterator[Finding]:
    wanted = schema.get("type", "string" if "enum" in schema else "")
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)

    def found(message: str, mend: str) -> Finding:
        return Finding(file, message, mend, row=_line(node), column=".".join(path), code="key.form")

    key = next((one for one in reversed(path) if not one.isdigit()), "") if path else ""
    in_list = bool(path) and path[-1] != key
    if isinstance(node, yaml.ScalarNode):
        yield from _scalar(node, kinds, key, in_list, found)
    elif isinstance(node, yaml.SequenceNode):
        if "array" in kinds:
            for at, one in enumerate(node.value):
                yield from _walk(one, schema.get("items", {}), file, (*path, _name_of(one) or str(at + 1)))
        elif kinds != [""]:
            first = node.value[0].value if node.value and isinstance(node.value[0], yaml.ScalarNode) else "…"
            what = "a list in a list, where text belongs" if in_list else f"a list where {_belongs(kinds)} belongs"
            yield found(what, "write the values without the inner brackets" if in_list else f"write {key}: {first}")
    elif isinstance(node, yaml.MappingNode):
        if "object" in kinds:
            yield from _mapping(node, schema, file, path)
        elif kinds != [""]:
            yield found(f"keys with values (a mapping) where {_belongs(kinds)} belongs", _as_written(kinds, key, "…"))


def _mapping(node: yaml.MappingNode, schema: Mapping[str, Any], file: str, path: tuple[str, ...]) -> Iterator[Finding]:
    known = schema.get("properties", {})
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "…"
        if not isinstance(key, yaml.ScalarNode) or key.tag != f"{_TAG}str":
            what = _WORDS.get(key.tag.removeprefix(_TAG), "a list")
            message = f"the key {name} is {what}, not a word"
            mend, column = f'take it out, or write note: "{name} …"', ".".join((*path, name))
            yield Finding(file, message, mend, row=_line(key), column=column, code="key.unknown", value=name)
        elif name in known:
            yield from _walk(value, known[name], file, (*path, name))


def _scalar(node: yaml.ScalarNode, kinds: Sequence[str], key: str, in_list: bool, found: Any) -> Iterator[Finding]:
    kind, shown = node.tag.removeprefix(_TAG), node.value
    if kind == "null":
        return
    if "string" in kinds:
        if kind != "str":
            read_as = {"bool": "true" if shown.casefold() in ("yes", "true", "on", "y") else "false"}.get(
                kind, _WORDS.get(kind, kind)
            )
            line = f'{key}: ["{shown}"]' if in_list else f'{key}: "{shown}"'
            yield found(f"{shown} is read as {read_as}, and text belongs here", f"put it into quotation marks: {line}")
        elif odd := [letter for letter in dict.fromkeys(shown) if _ODD.match(letter)]:
            yield found(f"a control character in '{_seen(shown)}': {named(odd[0])}", f"write {key}: {_seen(shown)}")
        elif "\n" in shown.strip() and key in _ONE_LINE:
            yield found(f"a line break in '{_seen(shown)}'", f"write it on one line: {key}: {_seen(shown)}")
    elif "array" in kinds or "object" in kinds:
        what = "a word" if kind == "str" else _WORDS.get(kind, kind)
        yield found(f"{what} ({shown}) where {_belongs(kinds)} belongs", _as_written(kinds, key, shown))


#: Keys whose value stands in one line of a figure or names something.
_ONE_LINE = ("id", "label", "sources", "not_covered", "access", "country", "sector")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff]")


def _seen(text: str) -> str:
    return re.sub(r"\s+", " ", _ODD.sub(" ", text)).strip()[:60]


def _belongs(kinds: Sequence[str]) -> str:
    return "a list" if "array" in kinds else "a group of keys" if "object" in kinds else "text"


def _as_written(kinds: Sequence[str], key: str, shown: str) -> str:
    """Return the line to write in place of a value of another kind."""
    if "array" in kinds:
        return "write one entry a part: - {id: quay, label: The quay}" if key == "units" else f"write {key}: [{shown}]"
    return f"write {key}: {shown}" if "string" in kinds else f"write the keys of {key} below it, indented by two spaces"


def _name_of(node: yaml.Node) -> str:
    """Return the id of an entry of a list, where it has one."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return ""
