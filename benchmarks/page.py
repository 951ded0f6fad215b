"""The tables of docs/benchmarks.md, written between two marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anonymity import AnonymitySpeed
from peers import Done
from speed import ScanSpeed
from timing import Failure, Timing

BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"
TARGET_ROWS = 1_000_000
EXACT, WHOLE = "fifteen-columns", "service-requests"
"""The tables on which the exact scan, and the whole scan, are measured against parsing."""

_TEN, _LINEAR = 10, 1.1
_MANY = 100
_UNKNOWN = "–"


@dataclass(frozen=True)
class Target:
    """What is aimed at, what was measured, and the limit: the most it may be or, `at_least`, the least."""

    text: str
    measured: float | None
    limit: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether it is met; None: it was not measured."""
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def show(self) -> str:
        """Return what was measured in its unit."""
        if self.measured is None:
            return _UNKNOWN
        return f"{self.measured:,.0f} {self.unit}" if self.measured >= _MANY else f"{self.measured:.2f} {self.unit}"


def rewrite(page: str, tables: str, part: str = "measured") -> str:
    """Return `page` with what stands between the marks of one part replaced."""
    begin, end_mark = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, _, rest = page.partition(begin)
    _, end, after = rest.partition(end_mark)
    if not end:
        raise ValueError(begin, end_mark)
    return f"{before}{begin}\n\n{tables}\n{end_mark}{after}"


def tables(
    machine: dict[str, object], scans: Sequence[ScanSpeed], anonymity: Sequence[AnonymitySpeed], runs: int
) -> str:
    """Return everything that was measured as Markdown."""
    return "\n".join(
        (
            f"{_machine(machine)} Median of {runs} runs after a warm-up.",
            "",
            "### Targets",
            "",
            *_targets(scans, anonymity),
            "",
            "### Scan",
            "",
            *_scan(scans),
            "",
            "### k-anonymity on eight columns",
            "",
            *_anonymity(anonymity),
            "",
        )
    )


def _machine(machine: dict[str, object]) -> str:
    libraries = machine["libraries"]
    named = [f"{name} {version}" for name, version in dict(libraries).items() if version]  # type: ignore[call-overload]  # a mapping read back from JSON
    return (
        f"{machine['cores']} cores, {machine['memory_gib']} GiB of memory, Python {machine['python']}, "
        f"{', '.join(named)}."
    )


def _targets(scans: Sequence[ScanSpeed], anonymity: Sequence[AnonymitySpeed]) -> Iterable[str]:
    yield from header("target, at 1,000,000 rows", "measured", "met")
    for target in _all_targets(scans, anonymity):
        met = {True: "yes", False: "**no**", None: "not measured"}[target.met]
        yield row(target.text, target.show(), met)


def _all_targets(scans: Sequence[ScanSpeed], anonymity: Sequence[AnonymitySpeed]) -> Iterable[Target]:
    """Yield every target; figures at another number of rows say nothing about it."""
    full = [scan for scan in scans if scan.rows == TARGET_ROWS]
    for scan in full:
        peak = scan.scan.peak_bytes / 2**30 if isinstance(scan.scan, Timing) else None
        yield Target(f"`{scan.table}`: peak memory of the whole scan at most 1 GiB", peak, 1, "GiB")
        if scan.table == EXACT:
            yield from _exact_targets(scan)
        if scan.table == WHOLE:
            text = f"`{WHOLE}`: the whole scan, free text and start-up included, at most 6 × parsing"
            yield Target(text, scan.ratio, 6, "×")
    longer = [scan for scan in scans if scan.rows == _TEN * TARGET_ROWS]
    for short, long in ((short, long) for short in full for long in longer if short.table == long.table):
        text = f"`{short.table}`: {_TEN} times the rows take at most {_TEN * _LINEAR:.0f} times as long"
        yield Target(text, _times_as_long(short, long), _TEN * _LINEAR, "×")
    full_counts = [speed.ours for speed in anonymity if speed.rows == TARGET_ROWS]
    ours = full_counts[0].timing.median if full_counts and isinstance(full_counts[0], Done) else None
    yield Target("k-anonymity of eight columns in at most 1 s", ours, 1, "s")


def _exact_targets(scan: ScanSpeed) -> Iterable[Target]:
    """Yield what is aimed at for reading and scanning every cell, start-up left out."""
    exact = scan.exact if isinstance(scan.exact, Done) else None
    name, peak = f"`{scan.table}`: reading and exact scan", exact.timing.peak_bytes / 2**30 if exact else None
    yield Target(f"{name} at most 4 × parsing", scan.exact_ratio, 4, "×")
    yield Target(f"{name}: peak memory at most 1 GiB", peak, 1, "GiB")
    yield Target(f"{name}: at least 1.6 cores used", _cores(scan.exact), 1.6, "cores", at_least=True)
    presidio, profiler = scan.times_faster(scan.presidio), scan.times_faster(scan.profiler)
    yield Target(f"{name} at least 10,000 × presidio-structured", presidio, 10_000, "×", at_least=True)
    yield Target(f"{name} at least 50 × DataProfiler", profiler, 50, "×", at_least=True)


def _cores(exact: Done | Failure) -> float | None:
    return exact.answer if isinstance(exact, Done) and isinstance(exact.answer, float) else None


def _times_as_long(short: ScanSpeed, long: ScanSpeed) -> float | None:
    if isinstance(short.exact, Failure) or isinstance(long.exact, Failure):
        return None
    return long.exact.timing.median / short.exact.timing.median


def _scan(scans: Sequence[ScanSpeed]) -> Iterable[str]:
    yield from header(
        "table",
        "rows",
        "MB",
        "parse, s",
        "scan, s",
        "of it start-up, s",
        "scan ÷ parse",
        "read and exact scan, s",
        "the same ÷ parse",
        "cores used",
        "peak, GiB",
        "rows/s",
    )
    for scan in scans:
        timing = scan.scan
        yield row(
            f"`{scan.table}`",
            f"{scan.rows:,}",
            f"{scan.file_bytes / 1e6:.0f}",
            _seconds(scan.parse),
            _seconds(timing),
            _seconds(scan.start_up),
            f"{scan.ratio:.1f}" if scan.ratio else _UNKNOWN,
            _seconds(scan.exact),
            f"{scan.exact_ratio:.1f}" if scan.exact_ratio else _UNKNOWN,
            f"{timing.cores:.1f}" if isinstance(timing, Timing) and timing.cores else _UNKNOWN,
            f"{timing.peak_bytes / 2**30:.2f}" if isinstance(timing, Timing) else _UNKNOWN,
            f"{scan.rows / timing.median:,.0f}" if isinstance(timing, Timing) else _UNKNOWN,
        )
    yield ""
    peers = {"presidio-structured": lambda scan: scan.presidio, "DataProfiler": lambda scan: scan.profiler}
    for name, peer_of in peers.items():
        yield from header(f"{name} on", "rows given", "s", "rows/s", "peak, GiB", "all rows would take", "scan is")
        for scan in scans:
            yield row(f"`{scan.table}`", *_beside(scan, peer_of(scan)))
        yield ""


def _beside(scan: ScanSpeed, peer: Done | Failure) -> Sequence[str]:
    if isinstance(peer, Failure):
        return (_UNKNOWN, peer.reason, *[_UNKNOWN] * 4)
    per_second = peer.rows / peer.timing.median
    whole = scan.rows / per_second
    faster = f"{whole / scan.scan.median:,.0f} × faster" if isinstance(scan.scan, Timing) else _UNKNOWN
    return (
        f"{peer.rows:,}",
        _seconds(peer),
        f"{per_second:,.0f}",
        f"{peer.timing.peak_bytes / 2**30:.2f}",
        f"{_duration(whole)} (extrapolated)",
        faster,
    )


def _anonymity(anonymity: Sequence[AnonymitySpeed]) -> Iterable[str]:
    yield from header("rows", "pia-toolkit, s", "pycanon, s", "ratio", "same k")
    for speed in anonymity:
        yield row(
            f"{speed.rows:,}",
            _seconds(speed.ours),
            _peer_seconds(speed),
            f"{speed.ratio:,.0f} ×" if speed.ratio else _UNKNOWN,
            {True: "yes", False: "**no**", None: "not compared"}[speed.agree],
        )


def _peer_seconds(speed: AnonymitySpeed) -> str:
    if speed.peer_seconds is None:
        return _seconds(speed.peer)
    return f"{_significant(speed.peer_seconds)}{' (extrapolated)' if speed.extrapolated else ''}"


def _seconds(measured: Timing | Done | Failure) -> str:
    if isinstance(measured, Failure):
        return measured.reason
    timing = measured.timing if isinstance(measured, Done) else measured
    return _significant(timing.median)


def _significant(seconds: float) -> str:
    return f"{seconds:.3g}" if seconds < 100 else f"{seconds:.0f}"


def _duration(seconds: float) -> str:
    for limit, unit, length in ((120, "s", 1), (7200, "min", 60)):
        if seconds < limit:
            return f"{_significant(seconds / length)} {unit}"
    return f"{_significant(seconds / 3600)} h"


def header(*titles: str) -> tuple[str, str]:
    """Return the first two lines of a table."""
    return row(*titles), row(*["---"] * len(titles))


def row(*cells: str) -> str:
    """Return one line of a table."""
    return f"| {' | '.join(cells)} |"
