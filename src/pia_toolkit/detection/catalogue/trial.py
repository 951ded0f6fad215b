"""A recognizer file put to the test: is it whole, does it do what it says, who else claims the same, what it meets."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pia_toolkit.content import Lines, read_with_lines, validated
from pia_toolkit.detection.catalogue.checksums import check
from pia_toolkit.detection.catalogue.patterns import is_token
from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.catalogue.registry import Registry, load_registry, unresolved, wrong_examples
from pia_toolkit.domain.dataset import Table
from pia_toolkit.errors import ContentInvalid, FileMissing, raise_all


@dataclass(frozen=True)
class Rival:
    """A shipped recognizer that accepts `examples` of the same examples."""

    recognizer: Recognizer
    examples: int


@dataclass(frozen=True)
class Trial:
    """A recognizer that is whole, and the shipped ones that compete with it; `replaces` one of the same id."""

    recognizer: Recognizer
    rivals: tuple[Rival, ...]
    replaces: bool


@dataclass(frozen=True)
class Met:
    """How many of the filled cells of a column a recognizer accepts by themselves."""

    column: str
    accepted: int
    filled: int


def try_recognizer(path: Path) -> Trial:
    """Check a recognizer file, its examples and its counter-examples, and find out which shipped ones compete.

    Raises `FileMissing`, `ContentInvalid` or `Several` with file, line and field of every mistake. An example that
    fails is told by its number, beginning with 0, never by its value.
    """
    recognizer, lines = _read(path)
    raise_all(wrong_examples(recognizer, Registry((recognizer,)), lines))
    shipped = load_registry()
    rivals = [
        Rival(other, sum(shipped.accepts(other, example) for example in recognizer.examples))
        for other in shipped.recognizers
        if other.id != recognizer.id
    ]
    competing = sorted((rival for rival in rivals if rival.examples), key=lambda it: (-it.examples, it.recognizer.id))
    return Trial(recognizer, tuple(competing), any(other.id == recognizer.id for other in shipped.recognizers))


def count_met(recognizer: Recognizer, table: Table) -> tuple[Met, ...]:
    """Count in each column of a table the cells that a recognizer accepts by themselves, whatever the header says."""
    registry = Registry((recognizer,))
    met: dict[str, Met] = {name: Met(name, 0, 0) for name in table.columns}
    for batch in table.batches():
        for cells in pl.DataFrame(pl.from_arrow(batch)).get_columns():
            filled = cells.drop_nulls()
            filled = filled.filter(filled.str.len_chars() > 0)
            before = met.get(cells.name, Met(cells.name, 0, 0))
            accepted = int(_accepted(registry, filled).sum())
            met[cells.name] = Met(cells.name, before.accepted + accepted, before.filled + len(filled))
    return tuple(met.values())


def _read(path: Path) -> tuple[Recognizer, Lines]:
    """Read a recognizer file by itself."""
    if not path.is_file():
        raise FileMissing(path=path.name)
    data, lines = read_with_lines(path)
    recognizer = validated(data, Recognizer, path.name, lines)
    problems = unresolved(recognizer, lines)
    if recognizer.id != path.stem:
        wrong = ContentInvalid(file=path.name, line=lines["id",], field="id", problem="id is not the file's name")
        problems.insert(0, wrong)
    raise_all(problems)
    return recognizer, lines


def _accepted(registry: Registry, cells: pl.Series) -> pl.Series:
    """Return for each cell whether the one recognizer of a registry accepts it: pattern and checksum, or a word."""
    (recognizer,) = registry.recognizers
    short, accepted = is_token(cells), pl.Series([False]).new_from_index(0, len(cells))
    for pattern in registry.patterns.patterns:
        hits = short & pattern.matching(cells)
        if pattern.spec.checksum and hits.any():
            holds = check(pattern.spec.checksum)
            right = [value for value in cells.filter(hits).unique() if holds(value.strip())]
            hits &= cells.is_in(right)
        accepted |= hits
    for name in recognizer.word_lists:
        words = registry.word_lists[name]
        accepted |= cells.is_in([value for value in cells.unique() if value.strip().casefold() in words])
    return accepted
