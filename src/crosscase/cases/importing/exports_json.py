"""Readers of annotations as JSON: Label Studio, and web annotations of the W3C as Hypothesis exports them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .exports_cells import Grid, refuse
from .exports_headers import plain
from .exports_rows import Told, path_of, positions
from .model import Memo, Relation

_NAMES = ("name", "title", "document", "file", "filename", "file_name", "source")
#: Deeper nesting is no export of annotations.
_DEEPEST = 200


def read_json(file: str, content: bytes, told: Told) -> None:
    """Read annotations from JSON, one document or one a line. Raises `CaseDataError` for anything else."""
    mend = "export it again as JSON"
    try:
        text = content.decode("utf-8-sig")
        if text.count("[") + text.count("{") and _depth(text) > _DEEPEST:
            raise refuse(file, "it is nested too deeply for an export of annotations", mend)
        try:
            given = json.loads(text)
        except ValueError:
            given = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise refuse(file, f"this cannot be read as JSON{where}", mend) from None
    things = _things(given)
    if any("annotations" in one or "label" in one or "data" in one for one in things):
        for task in things:
            _task(task, told)
    elif any("target" in one for one in things):
        for one in things:
            _annotation(one, told)
    else:
        raise refuse(file, "it holds no annotation of Label Studio, Hypothesis or the W3C", mend)


def _depth(text: str) -> int:
    depth = most = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            most = max(most, depth)
        elif letter in "]}":
            depth -= 1
    return most


def _things(given: Any) -> list[dict[str, Any]]:
    """Return the tasks or annotations, from whatever they are wrapped in."""
    if isinstance(given, Mapping):
        for key in ("annotations", "rows", "items"):
            if isinstance(given.get(key), list) and "data" not in given:
                return _things(given[key])
        if isinstance(given.get("first"), Mapping):
            return _things(given["first"])
        return [dict(given)]
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


# --- Label Studio -----------------------------------------------------------------------------------


def _task(task: Mapping[str, Any], told: Told) -> None:
    data = task["data"] if isinstance(task.get("data"), Mapping) else task
    text = next((data[key] for key in ("text", "transcript", "dialogue") if isinstance(data.get(key), str)), None)
    name = next((str(data[key]) for key in _NAMES if data.get(key)), "") or str(task.get("file_upload") or "")
    document = told.document(name or f"task {task.get('id', len(told.documents) + 1)}", text)
    if isinstance(task.get("annotations"), list):
        several = [one for one in task["annotations"] if isinstance(one, Mapping)]
        for one in several:
            if one.get("was_cancelled"):
                told.read("rows", "a skipped annotation")
            else:
                _results(one.get("result") or [], document, text, _who(one), str(one.get("created_at") or ""), told)
    else:
        label = task.get("label") or []
        plain_ = [{"id": "", "type": "labels", "value": one} for one in label if isinstance(one, Mapping)]
        _results(plain_, document, text, str(task.get("annotator") or ""), str(task.get("created_at") or ""), told)


def _who(annotation: Mapping[str, Any]) -> str:
    by = annotation.get("completed_by")
    if isinstance(by, Mapping):
        return str(by.get("email") or by.get("username") or by.get("id") or "")
    return "" if by is None else str(by)


def _results(results: Sequence[Any], document: str, text: str | None, coder: str, at: str, told: Told) -> None:
    for one in results:
        if not isinstance(one, Mapping):
            continue
        if one.get("type") == "relation":
            told.read("relations")
            name = ", ".join(map(str, one.get("labels") or []))
            told.relations.append(Relation(str(one.get("from_id")), str(one.get("to_id")), name))
            continue
        value: Mapping[str, Any] = given if isinstance(given := one.get("value"), Mapping) else {}
        labels = next((v for k, v in value.items() if k.endswith("labels") and isinstance(v, list)), [])
        start, end = value.get("start"), value.get("end")
        if not labels or not isinstance(start, int) or not isinstance(end, int):
            told.read("rows", "not a passage of text (a choice, a picture, a sound)" if value else "no label")
            continue
        told.read("rows")
        quote = str(value.get("text") or (text[start:end] if text else ""))
        span = positions(text, start, end, quote)
        if span is None:
            told.doubts.append("some positions do not fit the words there; the words are kept, the positions are not")
        more = dict(start=span[0] if span else None, end=span[1] if span else None, passage=str(one.get("id") or ""))
        for label in labels:
            told.coding(document, told.code(path_of(str(label))), quote, "", coder=coder, created=at, **more)


def read_label_cells(grid: Grid, told: Told) -> bool:
    """Read a table of Label Studio, whose cells hold JSON; return False where it is none."""
    names = [plain(name) for name in grid.rows[0]]
    if "label" not in names or not any(
        row[names.index("label")].startswith("[{") for row in grid.rows[1:] if len(row) == len(names)
    ):
        return False
    for number, row in enumerate(grid.rows[1:], 2):
        task: dict[str, Any] = dict(zip(names, row, strict=False))
        if not any(row):
            continue
        try:
            task["label"] = json.loads(task.get("label") or "[]")
        except ValueError:
            message = "the cell of labels cannot be read; it is cut"
            raise refuse(grid.file, f"row {number}: {message}", "export JSON instead of CSV") from None
        _task({**task, "created_at": task.get("created at", "")}, told)
    return True


# --- web annotations --------------------------------------------------------------------------------


def _annotation(one: Mapping[str, Any], told: Told) -> None:
    targets = one["target"] if isinstance(one.get("target"), list) else [one.get("target")]
    target = next((t if isinstance(t, Mapping) else {"source": t} for t in targets if t), {})
    source = target.get("source") or one.get("uri") or ""
    source = str(source.get("id") or "") if isinstance(source, Mapping) else str(source)
    title = (one.get("document") or {}).get("title") if isinstance(one.get("document"), Mapping) else None
    title = title[0] if isinstance(title, list) and title else title
    document = told.document(str(title or source.rstrip("/").rsplit("/", 1)[-1] or source))
    tags, note = _bodies(one)
    coder = _account(one)
    selectors = target.get("selector") or []
    selectors = [s for s in (selectors if isinstance(selectors, list) else [selectors]) if isinstance(s, Mapping)]
    quote = next((str(s.get("exact") or "") for s in selectors if s.get("type") == "TextQuoteSelector"), "")
    where: Mapping[str, Any] = next((s for s in selectors if s.get("type") == "TextPositionSelector"), {})
    if note and (one.get("references") or not selectors or not tags):
        told.memos.append(Memo(note, "", document, coder))
    if one.get("references") or not tags or not (quote or where):
        reason = "an answer to another" if one.get("references") else "no tag" if not tags else "on the whole page"
        told.read("rows", reason + (", kept as a note" if note else ""))
        return
    told.read("rows")
    start, end = where.get("start"), where.get("end")
    span = positions(None, start, end, quote) if isinstance(start, int) and isinstance(end, int) else None
    more = dict(start=span[0] if span else None, end=span[1] if span else None, comment=note)
    for tag in tags:
        created = str(one.get("created") or "")
        told.coding(document, told.code(path_of(tag)), quote, "", coder=coder, created=created, **more)


def _bodies(one: Mapping[str, Any]) -> tuple[list[str], str]:
    """Return the tags and the note of an annotation, as Hypothesis or as the W3C write them."""
    tags = [str(tag) for tag in one.get("tags") or [] if str(tag).strip()]
    notes = [str(one.get("text") or "")]
    bodies = one.get("body") or []
    for body in bodies if isinstance(bodies, list) else [bodies]:
        if isinstance(body, Mapping) and body.get("value"):
            (tags if body.get("purpose") in ("tagging", "classifying") else notes).append(str(body["value"]))
        elif isinstance(body, str):
            notes.append(body)
    return list(dict.fromkeys(tags)), "\n".join(filter(None, notes))


def _account(one: Mapping[str, Any]) -> str:
    """Return who annotated: ``acct:name@server`` is the name."""
    by = one.get("user") or one.get("creator") or ""
    by = str(by.get("name") or by.get("id") or "") if isinstance(by, Mapping) else str(by)
    return by.removeprefix("acct:").split("@")[0]
