"""Columns of hashes, put to the test whether they can be undone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.detection.column_reading import Observed
from pia_toolkit.detection.hashes.inversion import Expected, invert
from pia_toolkit.detection.headers.lexicon import load_lexicon
from pia_toolkit.detection.headers.search import search
from pia_toolkit.detection.verdicts import Judged
from pia_toolkit.domain.dataset import Table
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

_HASH = "hash"


def with_inversion(
    judged: Judged,
    table: Table,
    observed: Observed,
    recognizers: Sequence[Recognizer],
    countries: frozenset[str],
) -> Judged:
    """Return the verdict on a column; on hashes that were undone, with what was hashed and how long it takes.

    `countries`: those whose plates and numbers are likeliest in this table (ISO 3166). The column is read once more
    where not all of its hashes are at hand.
    """
    verdict = judged.verdict
    if verdict.category != _HASH or judged.reading is None or not judged.reading.by_values:
        return judged
    sample = observed.state.sample
    hashes = iter(sample.counts) if sample.complete else _cells(table, verdict.name)
    expected = Expected(_spoken_of(verdict.name), countries)
    undone = invert(hashes, recognizers, expected)
    if undone is None:
        return judged
    proof = Evidence(
        kind=EvidenceKind.INVERSION,
        detail=undone.recognizer,
        rows_hit=undone.met,
        rows_read=undone.of,
        exact=False,
        values={"function": undone.function, "seconds": undone.seconds},
    )
    return replace(judged, verdict=verdict.model_copy(update={"evidence": (*verdict.evidence, proof)}))


def _spoken_of(name: str) -> frozenset[str]:
    """Return every idea that a column's name touches: `plate_hash` is a hash, and speaks of plates."""
    phrases = (match for found in search(name, load_lexicon()) for match in found.every)
    return frozenset(concept for match in phrases for concept in match.entry.concepts)


def _cells(table: Table, column: str) -> Iterator[str]:
    batches = (batch.column(0).drop_null().to_pylist() for batch in table.batches([column]))
    return chain.from_iterable(batches)
