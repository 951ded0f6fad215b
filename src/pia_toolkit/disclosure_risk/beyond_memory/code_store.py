"""A table as integers on disk, for tables that do not fit into memory; counted by DuckDB.

Each different value is given a number in memory, and only numbers are written: no cell of the data reaches the
disk. The folder is removed at the end, also when the user stops the program by Ctrl-C; only a process that is killed
leaves its numbers behind.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pia_toolkit.cells.missing import are_missing
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.stoppable import Run, stoppable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE = 1_000_000
"""Rows that are gathered before their values are looked up; looking up costs as much as there are values."""

_LEAST_MEMORY = 256 * 2**20
"""DuckDB needs about this much to work at all."""


@dataclass(frozen=True)
class NumberedColumn:
    """The different values of a column by their number; those that say nothing are told apart.

    `place`: where the column stands in the store. `rows_without`, `marked`: rows that say nothing, and those of them
    that say it by a mark such as `*`. `values` never leaves this stage.
    """

    place: int
    values: pa.Array = field(repr=False)
    missing: npt.NDArray[np.bool_] = field(repr=False)
    rows_without: int
    marked: int

    @property
    def distinct(self) -> int:
        """Different values, those that say nothing not included."""
        return int(np.count_nonzero(~self.missing))

    @property
    def told(self) -> pa.Array:
        """The different values that say something, in the order of their codes from 1."""
        return self.values.filter(pa.array(~self.missing))

    @property
    def codes(self) -> Numbers:
        """The code of each number: 0 for a value that says nothing, else from 1 without gaps."""
        return np.where(self.missing, 0, np.cumsum(~self.missing))

    @property
    def sql(self) -> str:
        """The number of a cell as SQL, from 1; 0 for a cell that says nothing."""
        silent = ", ".join(str(number) for number in np.flatnonzero(self.missing))
        is_silent = f"c{self.place} < 0" + (f" OR c{self.place} IN ({silent})" if silent else "")
        return f"CASE WHEN {is_silent} THEN 0 ELSE c{self.place} + 1 END"


class CodeStore:
    """Columns of a table as integers in a temporary database."""

    def __init__(self, connection: "DuckDBPyConnection", run: Run, columns: Sequence[str]) -> None:
        self._connection, self._run = connection, run
        self.names = list(columns)
        self.rows = 0
        self._values = [pa.array([], pa.large_string()) for _ in columns]
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0
        definitions = ", ".join(f"c{place} INTEGER" for place in range(len(columns)))
        self.execute(f"CREATE TABLE cells ({definitions or 'c0 INTEGER'})")

    def update(self, batch: pa.RecordBatch) -> None:
        """Take in one Arrow record batch that has the columns asked for."""
        self.rows += batch.num_rows
        self._waiting.append(batch.select(self.names))
        self._waiting_rows += batch.num_rows
        if self._waiting_rows >= _ROWS_AT_ONCE:
            self._write()

    def finish(self) -> dict[str, NumberedColumn]:
        """Write what is left and return the columns."""
        self._write()
        return {name: self._numbered(place) for place, name in enumerate(self.names)}

    def execute(self, statement: str) -> None:
        """Do what a statement says that has no answer, such as making a table."""
        self._run(lambda: self._connection.execute(statement))

    def rows_of(self, query: str) -> dict[str, Numbers]:
        """Return the answer of a query that counts, as columns of integers."""
        found = self._run(lambda: self._connection.execute(query).fetchnumpy())
        return {name: np.asarray(column) for name, column in found.items()}

    def one(self, query: str) -> int:
        """Return the answer of a query that is one number; 0 for none."""
        found: Any = self._run(lambda: self._connection.execute(query).fetchone())
        return int(found[0] or 0)

    def batches_of(self, query: str) -> Iterator[dict[str, Numbers]]:
        """Yield the answer of a query piece by piece."""
        reader = self._run(lambda: self._connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE))
        while (batch := self._run(lambda: next(reader, None))) is not None:
            yield {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}

    def _write(self) -> None:
        """Write the numbers of the rows that wait, and forget the rows."""
        if self._waiting_rows and self.names:
            table = pa.Table.from_batches(self._waiting)
            numbers = [self._numbers(place, table.column(place)) for place in range(len(self.names))]
            written = pa.table(numbers, names=[f"c{place}" for place in range(len(self.names))])
            self._connection.register("written", written)
            self.execute("INSERT INTO cells SELECT * FROM written")
            self._connection.unregister("written")
        self._waiting, self._waiting_rows = [], 0

    def _numbers(self, place: int, column: pa.ChunkedArray) -> pa.Array:
        """Return the number of each cell; values that were not seen before are given the next ones."""
        encoded = column.combine_chunks().cast(pa.large_string()).dictionary_encode()
        known = self._values[place]
        found = pc.index_in(encoded.dictionary, value_set=known)
        new = encoded.dictionary.filter(pc.is_null(found))
        self._values[place] = pa.concat_arrays([known, new])
        number_of_entry = found.to_numpy(zero_copy_only=False).astype(np.float64)
        unseen = np.isnan(number_of_entry)
        number_of_entry[unseen] = len(known) + np.arange(len(new))
        # The last entry is what a null, index -1, is turned into.
        numbers = np.append(number_of_entry, -1).astype(np.int32)
        return pa.array(numbers[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)])

    def _numbered(self, place: int) -> NumberedColumn:
        values = self._values[place]
        missing = are_missing(values)
        is_mark = missing & pc.not_equal(pc.utf8_trim_whitespace(values), "").to_numpy(zero_copy_only=False)
        return NumberedColumn(
            place=place,
            values=values,
            missing=missing,
            rows_without=self._count(place, np.flatnonzero(missing), nulls=True),
            marked=self._count(place, np.flatnonzero(is_mark), nulls=False),
        )

    def _count(self, place: int, numbers: Numbers, *, nulls: bool) -> int:
        """Count the cells that have one of these numbers, or none."""
        wanted = ", ".join(map(str, [*numbers, *([-1] if nulls else [])]))
        query = f"SELECT count(*) FROM cells WHERE c{place} IN ({wanted})"  # noqa: S608  # numbers made here alone
        return self.one(query) if wanted else 0


@contextmanager
def code_store(columns: Sequence[str], memory_bytes: int) -> Iterator[CodeStore]:
    """Open a store in a temporary folder of its own, and remove both at the end, whatever happens."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="pia-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{max(memory_bytes, _LEAST_MEMORY)}B",
            "temp_directory": str(Path(folder) / "spilled"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        with (
            closing(duckdb.connect(str(Path(folder) / "codes.duckdb"), config=settings)) as connection,
            stoppable(connection.interrupt) as run,
        ):
            yield CodeStore(connection, run, columns)
