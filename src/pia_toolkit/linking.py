"""Link the tables of a data set with public files that the user names: each table with each table of each file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pia_toolkit.detection.detect import detect
from pia_toolkit.disclosure_risk.linkage.link import DEFAULT_OPTIONS, LinkOptions, PublicTable, link
from pia_toolkit.domain.dataset import ReadingNote, Table
from pia_toolkit.domain.inventory import ABOUT_THE_FILE, TableVerdict
from pia_toolkit.domain.linkage_risk import LinkageRisk
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.errors import PiaError, Several, UnknownColumn, raise_all
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source, shown_source

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Linking:
    """The public files, as paths, addresses or tables, and which columns the user says correspond."""

    files: Sequence[str | Path | Table] = ()
    options: LinkOptions = DEFAULT_OPTIONS


def link_tables(
    scanned: Sequence[tuple[Table, TableVerdict]],
    measured: Sequence[TableRisk],
    linking: Linking,
    progress: Progress,
) -> tuple[TableRisk, ...]:
    """Return what was measured with what linking adds to each table.

    Raises what reading a public file raises, and `UnknownColumn` when a column that the user named is in no pair of
    tables.
    """
    if not linking.files:
        return tuple(measured)
    publics = [public for file in linking.files for public in _scanned(file, progress)]
    found: dict[str, list[LinkageRisk]] = {risk.table: [] for risk in measured}
    units = {risk.table: risk.unit for risk in measured}
    problems: list[PiaError] = []
    fitting = False
    for table, verdict in scanned:
        if verdict.name not in found or verdict.kind == ABOUT_THE_FILE:
            continue
        progress(verdict.name, verdict.rows, None)
        for public in publics:
            try:
                found[verdict.name].append(link(table, verdict, units[verdict.name], public, linking.options))
                fitting = True
            except (UnknownColumn, Several) as error:
                problems.append(error)
                found[verdict.name].append(_not_here(verdict, public))
    if not fitting:
        raise_all(problems[:1])
    return tuple(risk.model_copy(update={"linkage": tuple(found[risk.table])}) for risk in measured)


def _scanned(file: str | Path | Table, progress: Progress) -> list[PublicTable]:
    """Read a public file and say what its columns are; what stands beside its records is left out."""
    if isinstance(file, str | Path):
        progress(Path(shown_source(file)).name, 0, None)
        contents = read_source(file, ReadOptions())
        raise_all(contents.errors)
        tables: Sequence[Table] = contents.tables
    else:
        tables = (file,)
    verdicts = detect(tables, (), lambda name, rows: progress(name, rows, None)).tables
    return [
        PublicTable(table, verdict)
        for table, verdict in zip(tables, verdicts, strict=True)
        if verdict.kind != ABOUT_THE_FILE
    ]


def _not_here(verdict: TableVerdict, public: PublicTable) -> LinkageRisk:
    """Say that the named columns belong to other tables."""
    source = public.table.source
    return LinkageRisk(
        public_table=public.verdict.name,
        public_file=source.name,
        public_sha256=source.sha256,
        public_rows=public.verdict.rows,
        public_units=0,
        rows=verdict.rows,
        units=0,
        notes=(ReadingNote(code="linkage-named-elsewhere"),),
    )
