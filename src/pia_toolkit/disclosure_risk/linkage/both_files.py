"""A table of the data set and a table of a public file, read together."""

from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.disclosure_risk.encode import Encoded, TableEncoder
from pia_toolkit.disclosure_risk.linkage.correspondence import Pair, left_for_values, pair_by_values
from pia_toolkit.disclosure_risk.linkage.matched_files import Units
from pia_toolkit.disclosure_risk.linkage.value_sketch import FEWEST_SHARED, LEAST_SHARE, ValueSketch, share_values
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import TableVerdict, Unit


@dataclass(frozen=True)
class PublicTable:
    """One table of a public file, and what detection says about its columns."""

    table: Table
    verdict: TableVerdict


@dataclass(frozen=True)
class BothFiles:
    """Both tables; `unit`: whom a row of the data set is about."""

    table: Table
    verdict: TableVerdict
    unit: Unit
    public: PublicTable

    @property
    def are_one(self) -> bool:
        """Whether the public file is the data set itself: the same bytes, or the same table of a database."""
        ours, theirs = self.table.source, self.public.table.source
        if ours.sha256 or theirs.sha256:
            return ours.sha256 == theirs.sha256
        return (ours.name, self.table.name) == (theirs.name, self.public.table.name)

    def encode(self, pairs: Sequence[Pair]) -> tuple[Encoded, Encoded]:
        """Read the columns of both files that correspond, once, as integers."""
        ours = [name for pair in pairs for name in pair.columns]
        theirs = [name for pair in pairs for name in pair.public_columns]
        return (
            _encode(self.table, [*ours, *filter(None, [self.unit.column])]),
            _encode(self.public.table, [*theirs, *filter(None, [self.public.verdict.unit.column])]),
        )

    def units(self, ours: Encoded, theirs: Encoded) -> tuple[Units, Units]:
        """Return whom each row of both files is about, and how many there are."""
        return _units(ours, self.unit.column), _units(theirs, self.public.verdict.unit.column)

    def pairs_by_values(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """Return columns that correspond by nothing but their values, the surest first; `pairs` stand already."""
        ours = left_for_values(self.verdict, pairs, public=False, fewest=FEWEST_SHARED)
        theirs = left_for_values(self.public.verdict, pairs, public=True, fewest=FEWEST_SHARED)
        if not ours or not theirs:
            return ()
        our_sketches = _sketch(self.table, [column.name for column in ours])
        their_sketches = _sketch(self.public.table, [column.name for column in theirs])
        ranked = sorted(
            (-share_values(our_sketches[one.name], their_sketches[other.name]), our_place, their_place)
            for our_place, one in enumerate(ours)
            for their_place, other in enumerate(theirs)
        )
        found: dict[int, int] = {}
        for share, our_place, their_place in ranked:
            if -share >= LEAST_SHARE and our_place not in found and their_place not in found.values():
                found[our_place] = their_place
        return tuple(pair_by_values(ours[one], theirs[other]) for one, other in found.items())


def _units(encoded: Encoded, column: str | None) -> Units:
    if column is None:
        return None, encoded.rows
    units, without = encoded.units(column)
    return units, encoded.columns[column].distinct + without


def _encode(table: Table, names: Sequence[str]) -> Encoded:
    wanted = list(dict.fromkeys(names))
    encoder = TableEncoder(wanted)
    for batch in table.batches(wanted or list(table.columns[:1])):
        encoder.update(batch)
    return encoder.finish()


def _sketch(table: Table, names: Sequence[str]) -> dict[str, ValueSketch]:
    sketches = {name: ValueSketch() for name in names}
    for batch in table.batches(names):
        for name, sketch in sketches.items():
            sketch.update(batch.column(name))
    return sketches
