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

from pia_toolkit.domain.frozen import Named
from pia_toolkit.errors import ContentInvalid, PiaError, Several, raise_all
from pia_toolkit.resources import content_files

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WIDTH = 100
_RARE_BREAKS = re.compile("[\x85\u2028\u2029]")
Model = TypeVar("Model", bound=BaseModel)
Entry = TypeVar("Entry", bound=Named)
Lines = dict[tuple[str | int, ...], int]


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
            ContentInvalid(
                file=file,
                line=_line_of(detail["loc"], lines or {}),
                field=".".join(str(part) for part in detail["loc"]) or "-",
                problem=detail["msg"],
            )
            for detail in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    raise problems[0] if len(problems) == 1 else Several(problems)


def _read(path: Path) -> tuple[Any, Lines]:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except UnicodeDecodeError as error:
        raise ContentInvalid(file=path.name, line=0, field="-", problem="not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentInvalid(file=path.name, line=line, field="-", problem=error.problem or "not YAML") from None
    lines: Lines = {}
    problems: list[PiaError] = []
    _walk(node, (), lines, problems, path.name)
    raise_all(problems)
    loader = _StrictLoader("")
    return (loader.construct_document(node) if node else None), lines


def _walk(node: Any, place: tuple[str | int, ...], lines: Lines, problems: list[PiaError], file: str) -> None:
    """Note the line of every field and complain about repeated keys."""
    if node is None:
        return
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                where = ".".join(str(part) for part in (*place, key.value))
                problems.append(
                    ContentInvalid(file=file, line=key.start_mark.line + 1, field=where, problem="repeated key")
                )
            seen.add(key.value)
            _walk(value, (*place, key.value), lines, problems, file)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _walk(item, (*place, position), lines, problems, file)


def _line_of(location: tuple[str | int, ...], lines: Lines) -> int:
    """Return the line of a field, or of the nearest thing around it."""
    while location and location not in lines:
        location = location[:-1]
    return lines.get(location, 0)
