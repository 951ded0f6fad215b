# ruff: noqa: S608  # queries hold numbers and names that are made here, such as q0: no cell, no name of a column
"""A table that does not fit into memory: its classes and what they give away, counted on disk with the same answers."""

from collections.abc import Iterator, Sequence

import numpy as np

from pia_toolkit.disclosure_risk.beyond_memory.code_store import CodeStore, NumberedColumn
from pia_toolkit.disclosure_risk.classes.diversity import Extremes, extremes
from pia_toolkit.disclosure_risk.classes.equivalence import SizeTally
from pia_toolkit.disclosure_risk.classes.scales import prefix_groups, ranks
from pia_toolkit.disclosure_risk.keys import Numbers
from pia_toolkit.disclosure_risk.value_counts import ValueCounts
from pia_toolkit.domain.class_risk import Diversity


class ClassesOnDisk:
    """The classes of a stored table on some columns.

    `unit`: the column that tells units apart; None counts each row for itself, and so does a row that does not say it.
    """

    def __init__(self, store: CodeStore, columns: Sequence[NumberedColumn], unit: NumberedColumn | None) -> None:
        self.store, self.unit = store, unit
        self.keys = [f"q{place}" for place in range(len(columns))]
        self.key = ", ".join(self.keys)
        coded = [f"{column.sql} AS {name}" for column, name in zip(columns, self.keys, strict=True)]
        if unit:
            coded.append(f"CASE WHEN {unit.sql} = 0 THEN -1 - rowid ELSE {unit.sql} END AS unit")
        store.execute(f"CREATE OR REPLACE VIEW coded AS SELECT {', '.join(coded)}, * FROM cells")
        if unit:
            store.execute(
                f"CREATE OR REPLACE TABLE members AS SELECT {self.key}, unit, count(*) AS n FROM coded GROUP BY ALL"
            )
            store.execute(
                "CREATE OR REPLACE TABLE classes AS "
                f"SELECT {self.key}, sum(n)::BIGINT AS n, count(*) AS size FROM members GROUP BY {self.key}"
            )

    def without_rows_told(self) -> int:
        """Rows that have none of the values."""
        nothing = " AND ".join(f"{name} = 0" for name in self.keys)
        return self.store.one(f"SELECT count(*) FROM coded WHERE {nothing}")

    def in_rows(self) -> SizeTally:
        """Count the classes of each size, each row a unit of its own."""
        found = self.store.rows_of(
            f"SELECT n AS size, count(*) AS classes FROM (SELECT count(*) AS n FROM coded GROUP BY {self.key}) "
            "GROUP BY n ORDER BY n"
        )
        rows = found["size"] * found["classes"]
        return SizeTally(found["size"], found["classes"], rows, rows)

    def in_units(self) -> SizeTally:
        """Count the classes of each size in units, and the units by their rarest class."""
        if self.unit is None:
            return self.in_rows()
        found = self.store.rows_of(
            "SELECT size, count(*) AS classes, sum(n)::BIGINT AS n FROM classes GROUP BY size ORDER BY size"
        )
        rarest = self.store.rows_of(
            "SELECT smallest, count(*) AS units FROM (SELECT min(size) AS smallest FROM members "
            f"JOIN classes USING ({self.key}) GROUP BY unit) GROUP BY smallest"
        )
        units = np.zeros(len(found["size"]), np.int64)
        units[np.searchsorted(found["size"], rarest["smallest"])] = rarest["units"]
        return SizeTally(found["size"], found["classes"], found["n"], units)

    def diversity(self, name: str, category: str, column: NumberedColumn, prefixes: Sequence[int]) -> Diversity | None:
        """Tell how much the classes give away about a sensitive column; see `measure_diversity`."""
        values = f"SELECT {self.key}, {column.sql} AS value"
        counted = (
            f"{values}, count(*) AS n FROM coded GROUP BY ALL"
            if self.unit is None
            else f"SELECT {self.key}, value, count(*) AS n FROM ({values}, unit FROM coded GROUP BY ALL) GROUP BY ALL"
        )
        self.store.execute(f"CREATE OR REPLACE TABLE counted AS {counted}")
        whole = np.zeros(column.distinct + 1, np.int64)
        of_all = self.store.rows_of("SELECT value, sum(n)::BIGINT AS n FROM counted GROUP BY value")
        codes = np.append(0, column.codes)
        whole[codes[of_all["value"]]] = of_all["n"]
        rank_of_value, groups = ranks(column.told), prefix_groups(column.told, prefixes)
        found: Extremes | None = None
        for counts in self._pieces(codes, whole):
            part = extremes(counts, rank_of_value, groups)
            found = found.merge(part) if found else part
        return found.described(name, category, self._with_one_value()) if found else None

    def _pieces(self, codes: Numbers, whole: Numbers) -> Iterator[ValueCounts]:
        """Yield the counts of whole classes, as many as come at once."""
        names = [*self.keys, "value", "n"]
        left: dict[str, Numbers] = {}
        for batch in self.store.batches_of(f"SELECT * FROM counted ORDER BY {self.key}, value"):
            rows = {name: np.append(left[name], batch[name]) if left else batch[name] for name in names}
            starts = _starts([rows[name] for name in self.keys])
            last = int(starts[-1])
            left = {name: column[last:] for name, column in rows.items()}
            if last:
                yield _counts({name: column[:last] for name, column in rows.items()}, starts[:-1], codes, whole)
        if left:
            yield _counts(left, np.zeros(1, np.int64), codes, whole)

    def _with_one_value(self) -> int:
        """Units in classes that have one value only, and tell it."""
        one = f"SELECT {self.key} FROM counted GROUP BY {self.key} HAVING count(*) = 1 AND max(value) > 0"
        members = "count(*)" if self.unit is None else "count(DISTINCT unit)"
        return self.store.one(f"SELECT {members} FROM coded JOIN ({one}) USING ({self.key})")


def _starts(columns: Sequence[Numbers]) -> Numbers:
    """Return where a class begins among rows that are ordered by class."""
    begins = np.zeros(len(columns[0]), np.bool_)
    begins[0] = True
    for column in columns:
        begins[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(begins)


def _counts(rows: dict[str, Numbers], starts: Numbers, codes: Numbers, whole: Numbers) -> ValueCounts:
    of_class = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(rows["n"])))
    values = codes[rows["value"]]
    return ValueCounts(of_class, values, rows["n"].astype(np.int64), len(starts), len(whole), whole)
