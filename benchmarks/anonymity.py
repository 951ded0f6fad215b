"""How fast k-anonymity is counted, beside pycanon on the same rows."""

from dataclasses import dataclass
from pathlib import Path

from peers import Done, run_task
from tasks import QUASI_IDENTIFIERS
from timing import Failure

PATIENCE = 60.0
"""Seconds above which a peer's time on all rows is extrapolated rather than measured."""


@dataclass(frozen=True)
class AnonymitySpeed:
    """One number of rows: ours, the peer's, and whether the peer's time is extrapolated from fewer rows."""

    rows: int
    columns: int
    ours: Done | Failure
    peer: Done | Failure
    peer_seconds: float | None
    extrapolated: bool

    @property
    def ratio(self) -> float | None:
        """How many times as long as ours the peer takes."""
        if isinstance(self.ours, Failure) or self.peer_seconds is None:
            return None
        return self.peer_seconds / self.ours.timing.median

    @property
    def agree(self) -> bool | None:
        """Whether both found the same k, on the eight columns and on three coarse ones; None: unknown."""
        if self.extrapolated or isinstance(self.ours, Failure) or isinstance(self.peer, Failure):
            return None
        return self.ours.answer == self.peer.answer


def measure_anonymity(path: Path, rows: int, fewer: int, runs: int) -> tuple[AnonymitySpeed, ...]:
    """Measure on the first `fewer` rows of a CSV file and on all its `rows`."""
    small = _compare(path, min(fewer, rows), runs)
    if rows <= fewer:
        return (small,)
    expected = small.peer_seconds * rows / fewer if small.peer_seconds is not None else None
    if expected is not None and expected < PATIENCE:
        return small, _compare(path, rows, 1)
    ours = run_task("k-anonymity", path, rows, runs)
    return small, AnonymitySpeed(
        rows, len(QUASI_IDENTIFIERS), ours, small.peer, expected, extrapolated=expected is not None
    )


def _compare(path: Path, rows: int, peer_runs: int) -> AnonymitySpeed:
    ours = run_task("k-anonymity", path, rows, max(3, peer_runs))
    peer = run_task("pycanon", path, rows, peer_runs)
    seconds = None if isinstance(peer, Failure) else peer.timing.median
    return AnonymitySpeed(rows, len(QUASI_IDENTIFIERS), ours, peer, seconds, extrapolated=False)
