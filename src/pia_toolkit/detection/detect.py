"""Detect: from tables to an inventory. Every cell is read once, in a stream; only counts and samples are kept."""

from collections.abc import Sequence
from pathlib import Path

from pia_toolkit.detection.catalogue.registry import Registry, load_registry
from pia_toolkit.detection.column_state import profile_of
from pia_toolkit.detection.feeds.settling import feed_notes
from pia_toolkit.detection.hashes.pseudonyms import with_inversion
from pia_toolkit.detection.headers.reading import load_lexicon, order_languages, read_header
from pia_toolkit.detection.names.gazetteer import gazetteer
from pia_toolkit.detection.readings import ColumnReading, Observed, read_column
from pia_toolkit.detection.scan import Progress, say_nothing, scan
from pia_toolkit.detection.structure import confirm_neighbours, in_context, kind_of, unit_of
from pia_toolkit.detection.verdicts import Judged, judge
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, Inventory, TableVerdict, Unit

_LANGUAGES_TRUSTED = 2
"""Languages of a table's headers whose countries are taken into account."""


def prepare(recognizer_folders: Sequence[Path] = ()) -> None:
    """Load what detection needs and keep it: recognizers, words of column names, names of people. Takes a second."""
    load_registry(tuple(recognizer_folders))
    load_lexicon()
    gazetteer()


def detect(
    tables: Sequence[Table], recognizer_folders: Sequence[Path] = (), progress: Progress = say_nothing
) -> Inventory:
    """Scan every cell of every table and say what each column is, how sure that is, and why."""
    registry = load_registry(recognizer_folders)
    return Inventory(tables=tuple(detect_table(table, registry, progress) for table in tables))


def detect_table(table: Table, registry: Registry, progress: Progress = say_nothing) -> TableVerdict:
    """Scan one table."""
    states = scan(table, registry, progress)
    lexicon = load_lexicon()
    languages = order_languages(tuple(states), lexicon)
    observed = [
        Observed(read_header(name, lexicon, languages), state, tuple(state.sample.values()))
        for name, state in states.items()
    ]
    readings = [read_column(column, registry) for column in observed]
    confirm_neighbours(tuple(states), readings)
    judged, notes = _judge_all(tuple(states), observed, readings, registry)
    likely = (entry.countries for entry in lexicon.languages if entry.code in languages[:_LANGUAGES_TRUSTED])
    countries = frozenset[str]().union(*likely)
    judged = [
        with_inversion(column, table, seen, registry.recognizers, countries)
        for column, seen in zip(judged, observed, strict=True)
    ]
    unit = unit_of(judged)
    verdicts = [column.verdict for column in judged]
    kind = ABOUT_THE_FILE if _stands_beside(table) else kind_of(verdicts, unit)
    columns = in_context(judged, kind)
    return TableVerdict(
        name=table.name,
        rows=max((state.rows for state in states.values()), default=0),
        source=table.source,
        contains_personal_data=any(column.contains_personal_data for column in columns),
        kind=kind,
        unit=unit if _is_personal(unit, columns) else Unit(),
        columns=columns,
        notes=(*table.notes, *feed_notes(columns)),
        not_checked=notes,
    )


def _stands_beside(table: Table) -> bool:
    """Whether a table holds what stands beside the records: properties, comments, lines above a header."""
    return any(note.code == "beside-the-table" for note in table.notes)


def _is_personal(unit: Unit, columns: Sequence[ColumnVerdict]) -> bool:
    """Whether the column that carries the unit turned out to be personal data."""
    return any(column.name == unit.column and column.contains_personal_data for column in columns)


def _judge_all(
    names: Sequence[str], observed: Sequence[Observed], readings: Sequence[list[ColumnReading]], registry: Registry
) -> tuple[list[Judged], tuple[ReadingNote, ...]]:
    """Judge every column; texts are read only where there are any."""
    judged: list[Judged] = []
    notes: list[ReadingNote] = []
    hindrances: list[str] = []
    texts = [_holds_texts(column) for column in observed]
    for name, column, found, is_text in zip(names, observed, readings, texts, strict=True):
        text = None
        if is_text:
            from pia_toolkit.detection.texts.evidence import reading_notes
            from pia_toolkit.detection.texts.search import search_texts

            text, read = search_texts(column.state.text, column.values, registry, sum(texts))
            notes += reading_notes(name, read, column.state.sample.distinct)
            hindrances += read.hindrances
        owners = registry.signals_of(column.header.owners)
        judged.append(judge(name, column.state, found, text).with_signals(owners))
    notes += [ReadingNote(code=code) for code in dict.fromkeys(hindrances)]
    return judged, tuple(notes)


def _holds_texts(column: Observed) -> bool:
    """Whether a column holds texts: long varied cells, or cells in which something was found within."""
    return bool(column.state.filled) and (profile_of(column.state).kind == "text" or bool(column.state.text.hits))
