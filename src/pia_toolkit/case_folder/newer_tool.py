"""A case that a newer version of the toolkit made is told, and not touched.

Two things give it away: a file whose schema has a higher number than the one known here, and, where the history says
that a newer version worked on the case, anything in its files that this version does not know.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pia_toolkit.case_folder.history import Step
from pia_toolkit.case_folder.tool_version import tool_version
from pia_toolkit.content import read_yaml
from pia_toolkit.errors import CaseFromNewer, PiaError

_LOOKED_AT = 4096
"""Bytes at the start of a file in which its schema is looked for; the toolkit writes it as the first field."""
_UNKNOWN = {"extra_forbidden", "enum", "literal_error", "union_tag_invalid"}
"""Kinds of mistakes that are none for a newer version: fields and codes that this one does not know."""

Models = Mapping[str, type[BaseModel]]
"""The files of a case and what they hold."""


def refuse_newer(folder: Path, history: str, models: Models) -> None:
    """Raise `CaseFromNewer` for a case that holds something only a newer version of the toolkit understands."""
    for name, model in models.items():
        refuse_newer_file(folder, name, model)
    lines = tuple(_lines(history))
    if any(_is_newer(str(line.get("tool_version", ""))) for line in lines):
        _refuse_unknown(folder, lines, models)


def refuse_newer_file(folder: Path, name: str, model: type[BaseModel]) -> None:
    """Raise `CaseFromNewer` for a file that names the schema of `model` with a higher number than the one known."""
    field = model.model_fields.get("schema_id")
    if field is None or not (folder / name).is_file():
        return
    kind, _, known = str(field.default).rpartition("/")
    found = re.search(rf"""schema["']?\s*:\s*["']?{re.escape(kind)}/([0-9]{{1,9}})""", _start_of(folder / name))
    if found and int(found[1]) > int(known):
        raise _newer(folder, name)


def _refuse_unknown(folder: Path, lines: tuple[dict[str, Any], ...], models: Models) -> None:
    """Look at everything in the case, for a newer version may have written what this one would drop."""
    if any(_has_unknown(line, Step) for line in lines):
        raise _newer(folder, "history.jsonl")
    for name, model in models.items():
        if (folder / name).is_file() and _has_unknown(_data_of(folder / name), model):
            raise _newer(folder, name)


def _has_unknown(data: object, model: type[BaseModel]) -> bool:
    try:
        model.model_validate(data)
    except ValidationError as error:
        mistakes = error.errors(include_input=False, include_url=False, include_context=False)
        return any(mistake["type"] in _UNKNOWN for mistake in mistakes)
    return False


def _data_of(path: Path) -> object:
    """Return what a file holds; one that is broken holds nothing that is newer, and is told where it is read."""
    try:
        return read_yaml(path) if path.suffix == ".yaml" else json.loads(path.read_text(encoding="utf-8"))
    except (PiaError, ValueError):
        return None


def _lines(history: str) -> Iterator[dict[str, Any]]:
    for text in history.split("\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line


def _is_newer(version: str) -> bool:
    return bool(tool_version()) and _numbers(version) > _numbers(tool_version())


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers a version begins with: `0.2.0.dev1` gives 0, 2, 0."""
    found = re.match(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", version)
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def _start_of(path: Path) -> str:
    """Return the start of a file; one that cannot be read is told by the command that needs it."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LOOKED_AT).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _newer(folder: Path, file: str) -> CaseFromNewer:
    return CaseFromNewer(path=folder.name or str(folder), file=file, installed=tool_version())
