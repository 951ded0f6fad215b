"""Strict YAML: what a lawyer or translator writes is what the program reads.

A bare `no` stays text, `2023-06-09` stays text, a repeated key is an error, and every mistake in a file is told with
its line and field, all of them at once.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pia_toolkit.domain.frozen import Named
from pia_toolkit.errors import ContentInvalid, ContentMisspelt, PiaError, Several, raise_all, unknown_name
from pia_toolkit.resources import content_files

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDTH = 100
MOST_DEEP, MOST_FIELDS = 60, 1_000_000
"""Fields within fields, and fields in one file. More is no content: a part that holds itself has no end."""
_SHOWN = 6
_QUOTED = re.compile("'([^']+)'")
_RARE_BREAKS = re.compile("[\x85\u2028\u2029]")
_LIKE_A_FIELD = re.compile("(?!.*[0-9]{6})(?:[0-9]+|[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)")
"""How fields, ids and positions are written. Any other name may be data that somebody put in the place of content."""
_HIDDEN = "…"
Model = TypeVar("Model", bound=BaseModel)
Entry = TypeVar("Entry", bound=Named)
Place = tuple[str | int, ...]
Lines = dict[Place, int]


class _StrictLoader(_Loader):  # type: ignore[misc]  # the C loader is untyped
    """Safe YAML with the scalars of YAML 1.2: only true/false, integers, decimals and null are not text."""


_StrictLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
):
    _StrictLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


class _Writer(yaml.SafeDumper):
    """Puts quotes around every text that a reader of YAML, old or new, would take for something else."""


def _represent_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Escape rare line breaks, which a reader of YAML would take for a blank."""
    style = '"' if _RARE_BREAKS.search(text) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _represent_text)
_Writer.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))


def write_yaml(data: Any) -> str:
    """Return plain data as YAML that people can read and compare; the same data always give the same text."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH)


def read_yaml(path: Path) -> Any:
    """Read one YAML file strictly. Raises `ContentInvalid` with the line."""
    return _read(path)[0]


def read_with_lines(path: Path) -> tuple[Any, Lines]:
    """Read one YAML file strictly, with the line of every field. Raises `ContentInvalid`, `Several`."""
    return _read(path)


def read_model(path: Path, model: type[Model]) -> Model:
    """Read one YAML file as `model`. Raises `ContentInvalid`, or `Several` when there are several mistakes."""
    data, lines = _read(path)
    return validated(data, model, path.name, lines)


def read_entries(folders: Sequence[Path], model: type[Entry]) -> tuple[Entry, ...]:
    """Read every file of some folders as `model`, one entry each, named by its id; sorted by id.

    Of two with one id that of the later folder wins. Raises `ContentInvalid`, or `Several` with every mistake in every
    file.
    """
    found: dict[str, Entry] = {}
    problems: list[PiaError] = []
    for path in (path for folder in folders for path in content_files(folder)):
        try:
            entry = read_model(path, model)
        except Several as several:
            problems.extend(several.errors)
        except ContentInvalid as problem:
            problems.append(problem)
        else:
            found[entry.id] = entry
            if entry.id != path.stem:
                problems.append(ContentInvalid(file=path.name, line=1, field="id", problem="id is not the file's name"))
    raise_all(problems)
    return tuple(found[name] for name in sorted(found))


def validated(data: Any, model: type[Model], file: str, lines: Lines | None = None) -> Model:
    """Turn plain data into `model`; every mistake becomes a `ContentInvalid` naming file, line and field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems: list[PiaError] = [
            _told(file, detail, data, model, lines or {})
            for detail in error.errors(include_input=False, include_url=False)
        ]
    raise problems[0] if len(problems) == 1 else Several(problems)


def _told(file: str, detail: ErrorDetails, data: Any, model: type[BaseModel], lines: Lines) -> ContentInvalid:
    """Tell one mistake; of a misspelt word or field also what was probably meant, never what stands there."""
    place = detail["loc"]
    plain = _mistake(file, place, detail["msg"], lines)
    told = {"file": file, "line": plain.values["line"], "field": plain.values["field"]}
    if detail["type"] == "extra_forbidden":
        near = unknown_name(str(place[-1]), _fields(model.model_json_schema()), problem="no-such-field", **told)
    elif detail["type"] == "enum":
        known = _QUOTED.findall(str(detail.get("ctx", {}).get("expected", "")))
        near = unknown_name(str(_at(data, place)), known, problem="no-such-word", **told)
    else:
        return plain
    return near if isinstance(near, ContentMisspelt) else plain


def _fields(schema: Any) -> set[str]:
    """Return the name of every field that a schema knows, at any depth."""
    if isinstance(schema, list):
        return {name for entry in schema for name in _fields(entry)}
    if not isinstance(schema, dict):
        return set()
    return set(schema.get("properties", {})) | {name for entry in schema.values() for name in _fields(entry)}


def _at(data: Any, place: Place) -> Any:
    """Return what stands at a place of plain data; nothing where the place is not in the data."""
    for part in place:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _mistake(file: str, place: Place, problem: str, lines: Lines) -> ContentInvalid:
    """Tell a mistake at one place of a file."""
    return ContentInvalid(file=file, line=line_of(place, lines), field=_shown(place) or "-", problem=problem)


def _shown(place: Place) -> str:
    """Return a place in words that hold no data: a name that is not written like a field is left out."""
    parts = (str(part) for part in place)
    return ".".join(part if _LIKE_A_FIELD.fullmatch(part) else _HIDDEN for part in parts)


def _read(path: Path) -> tuple[Any, Lines]:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except UnicodeDecodeError:
        raise ContentInvalid(file=path.name, line=0, field="-", problem="not UTF-8 text") from None
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "not YAML"
        raise ContentInvalid(file=path.name, line=_line(error), field="-", problem=problem) from None
    lines: Lines = {}
    problems: list[PiaError] = []
    _walk(node, (), lines, problems, path.name)
    raise_all(problems)
    try:
        return (_StrictLoader("").construct_document(node) if node else None), lines
    except (yaml.YAMLError, ValueError) as error:  # a tag, or a number without end; the message holds what stands there
        raise ContentInvalid(file=path.name, line=_line(error), field="-", problem="not-plain") from None


def _line(error: Exception) -> int:
    """Return the line that a reader of YAML complains about, 0 where it names none."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 0


def _walk(node: Any, place: Place, lines: Lines, problems: list[PiaError], file: str) -> None:
    """Note the line of every field and complain about repeated keys."""
    if node is None:
        return
    lines[place] = line = node.start_mark.line + 1
    if len(place) > MOST_DEEP or len(lines) > MOST_FIELDS:
        raise ContentInvalid(file=file, line=line, field=_shown(place[:_SHOWN]), problem="too-deep")
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            told = {"file": file, "line": key.start_mark.line + 1}
            if not isinstance(key, yaml.ScalarNode):
                problems.append(ContentInvalid(**told, field=_shown(place) or "-", problem="not-plain"))
                continue
            if key.value in seen:
                problems.append(ContentInvalid(**told, field=_shown((*place, key.value)), problem="repeated key"))
            seen.add(key.value)
            _walk(value, (*place, key.value), lines, problems, file)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _walk(item, (*place, position), lines, problems, file)


def line_of(location: Place, lines: Lines) -> int:
    """Return the line of a field, or of the nearest thing around it."""
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 0)
