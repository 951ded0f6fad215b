"""What `singling_out.py` measures, as tasks: this toolkit's measures on a register, and pycanon's.

Each loads what it needs itself: this file is read in every process that runs a task, also that of a peer.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from pia_toolkit.disclosure_risk.encode import Encoded

    Prepared = tuple[Callable[[], object], Callable[[], object]]

_SMALL_MEMORY = 256 * 2**20


def k_l_t(path: Path, rows: int) -> "Prepared":
    """Count classes, l-diversity and t-closeness on eight columns, from text in memory."""
    from city_register import EIGHT, SENSITIVE

    batches = list(_batches(path, rows, [*EIGHT, SENSITIVE]))
    return lambda: _k_l_t(batches), lambda: _k_l_t(batches)


def k_of_file(path: Path, rows: int) -> "Prepared":
    """Count classes on eight columns, from the file."""
    from city_register import EIGHT

    def count() -> list[int]:
        from pia_toolkit.disclosure_risk.classes.equivalence import count_classes

        tally = count_classes(*_encoded(_batches(path, rows, EIGHT), EIGHT).select(EIGHT)).tally()
        return [tally.k, tally.below(2).rows, tally.below(5).rows]

    return count, count


def k_on_disk(path: Path, rows: int) -> "Prepared":
    """Count the same classes on disk, from the file."""
    from city_register import EIGHT

    def count() -> list[int]:
        from pia_toolkit.disclosure_risk.beyond_memory.code_store import code_store
        from pia_toolkit.disclosure_risk.beyond_memory.on_disk import ClassesOnDisk

        with code_store(EIGHT, _SMALL_MEMORY) as store:
            for batch in _batches(path, rows, EIGHT):
                store.update(batch)
            columns = store.finish()
            tally = ClassesOnDisk(store, [columns[name] for name in EIGHT], None).in_rows()
            return [tally.k, tally.below(2).rows, tally.below(5).rows]

    return count, count


def column_sets(path: Path, rows: int) -> "Prepared":
    """Count all sets of up to three of fifteen columns, on encoded columns."""
    from city_register import SIZES

    from pia_toolkit.disclosure_risk.column_sets.attributes import read_attribute
    from pia_toolkit.disclosure_risk.column_sets.minimal import Limits, search_sets

    encoded = _encoded(_batches(path, rows, list(SIZES)), list(SIZES))
    attributes = [read_attribute(encoded, [name]) for name in SIZES]
    limits = Limits(3, None, 10**15)
    return (
        lambda: search_sets(attributes, None, limits),
        lambda: len(search_sets(attributes, None, limits).counted),
    )


def special_uniques(path: Path, rows: int) -> "Prepared":
    """Find special uniques of up to three of eight columns, on encoded columns."""
    from city_register import EIGHT

    from pia_toolkit.disclosure_risk.column_sets.attributes import read_attribute
    from pia_toolkit.disclosure_risk.column_sets.special_uniques import find_minimal_uniques

    encoded = _encoded(_batches(path, rows, EIGHT), EIGHT)
    attributes = [read_attribute(encoded, [name]) for name in EIGHT]
    return (
        lambda: find_minimal_uniques(attributes, None, 3),
        lambda: list(find_minimal_uniques(attributes, None, 3).by_size),
    )


def pycanon_k_l_t(path: Path, rows: int) -> "Prepared":
    """Let pycanon count k, l and t on eight columns."""
    import pandas as pd
    from city_register import EIGHT, SENSITIVE
    from pycanon import anonymity

    frame = pd.read_parquet(path, columns=[*EIGHT, SENSITIVE]).head(rows).astype(object)

    def count() -> list[float]:
        quasi, secret = list(EIGHT), [SENSITIVE]
        closeness = anonymity.t_closeness(frame, quasi, secret)
        return [anonymity.k_anonymity(frame, quasi), anonymity.l_diversity(frame, quasi, secret), round(closeness, 9)]

    return count, count


TASKS = {
    "k-l-t": k_l_t,
    "k-of-file": k_of_file,
    "k-on-disk": k_on_disk,
    "column-sets": column_sets,
    "special-uniques": special_uniques,
    "pycanon-k-l-t": pycanon_k_l_t,
}


def _k_l_t(batches: "list[pa.RecordBatch]") -> list[float]:
    from city_register import EIGHT, SENSITIVE

    from pia_toolkit.disclosure_risk.classes.diversity import measure_diversity
    from pia_toolkit.disclosure_risk.classes.equivalence import count_classes

    encoded = _encoded(iter(batches), [*EIGHT, SENSITIVE])
    classes = count_classes(*encoded.select(EIGHT))
    found = measure_diversity(classes, encoded.columns[SENSITIVE], SENSITIVE, None)
    return [classes.k, found.distinct_l, round(found.t_equal or 0.0, 9)] if found else []


def _encoded(batches: "Iterator[pa.RecordBatch]", columns: "list[str] | tuple[str, ...]") -> "Encoded":
    from pia_toolkit.disclosure_risk.encode import TableEncoder

    encoder = TableEncoder(columns)
    for batch in batches:
        encoder.update(batch)
    return encoder.finish()


def _batches(path: Path, rows: int, columns: "list[str] | tuple[str, ...]") -> "Iterator[pa.RecordBatch]":
    """Yield the first rows of a Parquet file."""
    import pyarrow.parquet as pq

    left = rows
    for batch in pq.ParquetFile(path).iter_batches(65_536, columns=list(columns)):
        if left <= 0:
            return
        yield batch.slice(0, left)
        left -= batch.num_rows
