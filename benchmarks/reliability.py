"""Does a confidence of 80 % mean right in eight of ten columns? Drawn, and summed up in one figure.

"Before" are the confidences as the weights add up, "after" those told.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import log
from unittest.mock import patch

from page import header, row

from pia_toolkit.detection import weights
from pia_toolkit.domain.inventory import ColumnVerdict, EvidenceKind

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
FEW = 20
"""A bin of fewer columns says little: it is drawn hollow."""

_LEAST_DOUBT = 0.001
_TINY = 0.0005
"""Verdicts are rounded to three digits: nothing is nearer to 0 or 1 than this."""
_LEAST = 1e-12

_SIZE, _LEFT, _TOP, _GAP = 360, 60, 50, 80
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1b1b}.small{font-size:11px;fill:#555}.axis{stroke:#999;fill:none}"
    ".bar{fill:#7fb2c1;stroke:#0b5e78}.few{fill:#fff}.line{stroke:#b3541e;stroke-width:3}"
    ".middle{text-anchor:middle}.end{text-anchor:end}"
)


@dataclass(frozen=True)
class Told:
    """A verdict of a scan under `named_as_added_up`, and whether it was right."""

    verdict: ColumnVerdict
    right: bool


@dataclass(frozen=True)
class Bin:
    """Columns of about the same confidence: how many, their mean confidence, the share that was right."""

    columns: int
    confidence: float
    right: float


@contextmanager
def named_as_added_up() -> Iterator[None]:
    """Let scans tell how sure they are of named columns as the weights add up; the others stay calibrated.

    Verdicts are rounded to three digits: near one, calibration leaves fewer of them to the former, more to the latter.
    """
    told = weights.calibrated
    with patch.object(weights, "calibrated", lambda sure: sure if _names(sure) else told(sure)):
        yield


def _names(sure: dict[str, float]) -> bool:
    return max(sure.values(), default=0.0) >= weights.EVEN


def before(verdict: ColumnVerdict) -> float:
    """Return how sure such a scan would be as the weights add up; nearly so where readings compete below one half."""
    told = verdict.confidence
    return told if is_named(verdict) else _stretched(told, 1 / weights.STRETCH_BELOW)


def after(verdict: ColumnVerdict) -> float:
    """Return how sure of a column users are told to be."""
    if not is_named(verdict):
        return verdict.confidence
    most = 1.0 if named_by_values(verdict) else weights.HEADER_ALONE_MOST
    return min(most, weights.calibrate(verdict.confidence))


def _stretched(confidence: float, factor: float) -> float:
    if not 0 < confidence < 1:
        return confidence
    odds = pow(confidence / (1 - confidence), factor)
    return odds / (1 + odds)


def best_stretch(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the factor, in tenths, by which log-odds are to be stretched: that of the largest likelihood."""
    return min((tenths / 10 for tenths in range(1, 61)), key=lambda factor: _surprise(pairs, factor))


def _surprise(pairs: Sequence[tuple[float, bool]], factor: float) -> float:
    """Return the negative log-likelihood of what turned out."""
    told = ((_stretched(min(1 - _TINY, max(_TINY, confidence)), factor), right) for confidence, right in pairs)
    return -sum(log(max(_LEAST, confidence if right else 1 - confidence)) for confidence, right in told)


def is_named(verdict: ColumnVerdict) -> bool:
    """Whether a recognizer claims the column; otherwise its confidence is that nothing personal is there."""
    return not any(evidence.kind is EvidenceKind.SHAPE for evidence in verdict.evidence)


def named_by_values(verdict: ColumnVerdict) -> bool:
    """Whether the values had a say in what a column was named."""
    return any(evidence.kind not in {EvidenceKind.HEADER, EvidenceKind.NEIGHBOUR} for evidence in verdict.evidence)


def bins(pairs: Sequence[tuple[float, bool]], edges: Sequence[float] = EDGES) -> list[Bin]:
    """Part pairs of confidence and rightness by confidence; empty bins are left out, 1 belongs to the last."""
    found = []
    for low, high in pairwise(edges):
        members = [pair for pair in pairs if low <= pair[0] < high or (pair[0] == high == edges[-1])]
        if members:
            count = len(members)
            found.append(Bin(count, sum(c for c, _ in members) / count, sum(r for _, r in members) / count))
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error: by how much confidence and share of right ones differ on average.

    Bins count by their columns; 0 is best, 1 worst (Naeini, Cooper, Hauskrecht 2015).
    """
    return sum(each.columns * abs(each.confidence - each.right) for each in bins(pairs)) / max(1, len(pairs))


def reliability_lines(told: Sequence[Told]) -> Iterable[str]:
    """Return what the picture shows as lines of Markdown."""
    yield from header("confidence told", "columns", "mean confidence", "right")
    for each in bins(_after(told)):
        few = " (few)" if each.columns < FEW else ""
        yield row(_span(each), f"{each.columns:,}{few}", f"{each.confidence:.3f}", f"{each.right:.3f}")
    yield ""
    error, uncalibrated = calibration_error(_after(told)), calibration_error(_before(told))
    yield f"Expected calibration error: {error:.3f}; {uncalibrated:.3f} without calibration."


def fitted_lines(told: Sequence[Told]) -> Iterable[str]:
    """Return what the calibration would be, were it fitted on these columns, as a line of Markdown."""
    named = [(before(one.verdict), one.right) for one in told if is_named(one.verdict) and named_by_values(one.verdict)]
    unclaimed = [
        (before(one.verdict), one.right)
        for one in told
        if not is_named(one.verdict) and before(one.verdict) < 1 - _LEAST_DOUBT
    ]
    if named and unclaimed:
        yield (
            f"Stretch of the log-odds fitted on the development halves: {best_stretch(named)} above one half "
            f"({len(named):,} columns), {best_stretch(unclaimed)} below ({len(unclaimed):,}); in use: "
            f"{weights.STRETCH_ABOVE} and {weights.STRETCH_BELOW}."
        )


def reliability_picture(told: Sequence[Told]) -> str:
    """Return confidence against the share of right ones, before and after calibration, as an SVG picture."""
    width, height = 2 * (_SIZE + _LEFT) + _GAP, _SIZE + _TOP + 66
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
            "<title>How often verdicts are right, by the confidence told, before and after calibration</title>",
            f'<style>{_STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>',
            _panel(_LEFT, "as the weights add up", _before(told)),
            _panel(_LEFT + _SIZE + _GAP, "as told", _after(told)),
            f'<text class="small" x="{_LEFT}" y="{_TOP + _SIZE + 54}">bar: share right; line: mean confidence; ',
            f"below: confidence, columns; hollow: fewer than {FEW}</text>",
            "</svg>\n",
        )
    )


def _panel(left: int, name: str, pairs: Sequence[tuple[float, bool]]) -> str:
    found = bins(pairs)
    step = _SIZE / max(1, len(found))
    error = f"{len(pairs):,} columns, expected calibration error {calibration_error(pairs):.3f}"
    return "".join(
        (
            f'<text x="{left}" y="{_TOP - 26}">{name}</text>',
            f'<text class="small" x="{left}" y="{_TOP - 9}">{error}</text>',
            f'<rect class="axis" x="{left}" y="{_TOP}" width="{_SIZE}" height="{_SIZE}"/>',
            *(
                f'<text class="small end" x="{left - 6}" y="{_height(tick) + 4:.0f}">{tick:.0%}</text>'
                for tick in (0, 0.25, 0.5, 0.75, 1)
            ),
            *(_bar(left + place * step, step, each) for place, each in enumerate(found)),
        )
    )


def _bar(left: float, step: float, each: Bin) -> str:
    top, line, middle = _height(each.right), _height(each.confidence), left + step / 2
    few = " few" if each.columns < FEW else ""
    low, _, high = _span(each).replace("%", "").partition(" to ")
    return (
        f'<rect class="bar{few}" x="{left + 6:.1f}" y="{top:.1f}" width="{step - 12:.1f}" '
        f'height="{_TOP + _SIZE - top:.1f}"/>'
        f'<path class="line" d="M{left + 1:.1f} {line:.1f}H{left + step - 1:.1f}"/>'
        f'<text class="small middle" x="{middle:.1f}" y="{_TOP + _SIZE + 16}">{low}–{high}</text>'
        f'<text class="small middle" x="{middle:.1f}" y="{_TOP + _SIZE + 32}">{each.columns:,}</text>'
    )


def _height(share: float) -> float:
    return _TOP + _SIZE * (1 - share)


def _span(each: Bin) -> str:
    low = max(edge for edge in EDGES[:-1] if edge <= each.confidence)
    return f"{low:.0%} to {EDGES[EDGES.index(low) + 1]:.0%}"


def _before(told: Sequence[Told]) -> list[tuple[float, bool]]:
    return [(before(one.verdict), one.right) for one in told]


def _after(told: Sequence[Told]) -> list[tuple[float, bool]]:
    return [(after(one.verdict), one.right) for one in told]
