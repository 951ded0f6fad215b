"""Detect: from tables to an inventory. Every cell is read once, in a stream; only counts and samples are kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pia_toolkit.detection.catalogue.registry import Registry, load_registry
from pia_toolkit.detection.column_reading import ColumnReading, Observed
from pia_toolkit.detection.column_state import profile_of
from pia_toolkit.detection.feeds.settling import feed_notes
from pia_toolkit.detection.hashes.pseudonyms import with_inversion
from pia_toolkit.detection.headers.reading import (
    HeaderReading,
    Lexicon,
    in_a_list_of_things,
    load_lexicon,
    names_things,
    order_languages,
    read_header,
)
from pia_toolkit.detection.names.gazetteer import gazetteer
from pia_toolkit.detection.neighbours import confirm_neighbours
from pia_toolkit.detection.readings import read_column
from pia_toolkit.detection.scan import Progress, say_nothing, scan
from pia_toolkit.detection.structure import in_context, mixed_notes
from pia_toolkit.detection.table_kind import kind_of, unit_of
from pia_toolkit.detection.verdicts import Judged, judge
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, ColumnVerdict, Inventory, TableVerdict, Unit

_LANGUAGES_TRUSTED = 2
"""Languages of a table's headers whose countries are taken into account."""


def prepare(recognizer_folders: Sequence[Path] = (), lexicon_folders: Sequence[Path] = ()) -> None:
    """Load what detection needs and keep it: recognizers, words of column names, names of people. Takes a second."""
    load_registry(tuple(recognizer_folders))
    load_lexicon(lexicon_folders)
    gazetteer()


def detect(
    tables: Sequence[Table],
    recognizer_folders: Sequence[Path] = (),
    progress: Progress = say_nothing,
    lexicon_folders: Sequence[Path] = (),
) -> Inventory:
    """Scan every cell of every table and say what each column is, how sure that is, and why.

    The folders hold recognizers and header words of the user's own.
    """
    registry, lexicon = load_registry(recognizer_folders), load_lexicon(lexicon_folders)
    return Inventory(tables=tuple(detect_table(table, registry, lexicon, progress) for table in tables))


def detect_table(table: Table, registry: Registry, lexicon: Lexicon, progress: Progress = say_nothing) -> TableVerdict:
    """Scan one table."""
    states = scan(table, registry, progress)
    languages = order_languages(tuple(states), lexicon)
    headers = _read_headers(table, tuple(states), lexicon, languages)
    observed = [
        Observed(header, state, tuple(state.sample.values()))
        for header, state in zip(headers, states.values(), strict=True)
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
        notes=(*table.notes, *feed_notes(columns), *mixed_notes(columns)),
        not_checked=notes,
    )


def _read_headers(
    table: Table, names: Sequence[str], lexicon: Lexicon, languages: Sequence[str]
) -> list[HeaderReading]:
    headers = [read_header(name, lexicon, languages) for name in names]
    return [in_a_list_of_things(header) for header in headers] if names_things(table.name, lexicon) else headers


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
    hindrances: Counter[str] = Counter()
    texts = [_holds_texts(column) for column in observed]
    for name, column, found, is_text in zip(names, observed, readings, texts, strict=True):
        text = None
        if is_text:
            from pia_toolkit.detection.texts.evidence import reading_notes
            from pia_toolkit.detection.texts.search import search_texts

            text, read = search_texts(column.state.text, column.values, registry, sum(texts))
            notes += reading_notes(name, read, column.state.sample.distinct)
            hindrances.update(read.hindrances)
        owners = registry.signals_of(column.header.owners)
        verdict = judge(name, column.state, found, text).with_signals(owners)
        judged.append(replace(verdict, of_person=column.header.subject == "person"))
    notes += [ReadingNote(code=code, values={"texts": count}) for code, count in hindrances.items()]
    return judged, tuple(notes)


def _holds_texts(column: Observed) -> bool:
    """Whether a column holds texts: long varied cells, or cells in which something was found within."""
    return bool(column.state.filled) and (profile_of(column.state).kind == "text" or bool(column.state.text.hits))
