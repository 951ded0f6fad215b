"""The risk matrix as inline SVG: scenarios as numbered dots, arrows from inherent to residual."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import product
from math import ceil, hypot, sqrt

from pia_toolkit.domain.levels import Level, risk_level
from pia_toolkit.domain.rating import Rating
from pia_toolkit.i18n import Words
from pia_toolkit.reports.risks import RiskRow

_CELL, _LEFT, _TOP, _BELOW = 112, 90, 26, 46
_WORD_ROOM, _RADIUS, _PITCH = 22, 11.0, 28.0
_TWO_DIGITS = 10
_ORDER = ("residual", "both", "inherent")
_WIDTH, _HEIGHT = _LEFT + 4 * _CELL + 2, _TOP + 4 * _CELL + _BELOW

Cell = tuple[int, int]
"""Likelihood and severity as ranks."""
Path = tuple[Cell, Cell]
"""The cell without safeguards and the cell with them."""


@dataclass(frozen=True)
class _Dot:
    """One scenario at one place: hollow without safeguards, filled with them, ringed when both are alike."""

    number: int
    kind: str
    path: Path
    x: float
    y: float
    radius: float


def risk_matrix(risks: Sequence[RiskRow], name: str, words: Words) -> str:
    """Return the matrix: likelihood to the right, severity upwards. `name` makes its ids unique."""
    description = " ".join(
        words(
            "report.risks.dot",
            number=row.number,
            inherent=row.inherent.level_label,
            residual=row.final.level_label,
        )
        for row in risks
    )
    dots = _place(risks)
    opening = (
        f'<svg class="chart matrix" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">'
    )
    title = escape(words("report.risks.matrix"))
    told = f'<title id="{name}-title">{title}</title><desc id="{name}-text">{escape(description)}</desc>'
    head = (
        f'<defs><marker id="{name}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path class="head" d="M0 0l8 4-8 4z"/></marker></defs>'
    )
    drawn = "".join(_draw(dot) for dot in dots)
    return f"{opening}{told}{head}{_grid(words)}{_arrows(dots, name)}{drawn}</svg>"


def _cell(rating: Rating) -> Cell:
    return (rating.likelihood.rank, rating.severity.rank)


def _corner(cell: Cell) -> tuple[int, int]:
    return (_LEFT + cell[0] * _CELL, _TOP + (3 - cell[1]) * _CELL)


def _grid(words: Words) -> str:
    upwards, rightwards = escape(words("report.risks.severity")), escape(words("report.risks.likelihood"))
    parts = [
        f'<text class="axis" x="0" y="16">{upwards} ↑</text>',
        f'<text class="axis" x="{_WIDTH - 2}" y="{_HEIGHT - 6}" text-anchor="end">{rightwards} →</text>',
    ]
    for likelihood, severity in product(Level, Level):
        level = risk_level(likelihood, severity)
        left, top = _corner((likelihood.rank, severity.rank))
        word = escape(words.label("level", level))
        parts.append(
            f'<rect class="cell {level.value}" x="{left}" y="{top}" width="{_CELL}" height="{_CELL}"/>'
            f'<text class="word" x="{left + 6}" y="{top + 16}">{word}</text>'
        )
    below = _TOP + 4 * _CELL + 18
    for level in Level:
        left, top = _corner((level.rank, level.rank))
        word = escape(words.label("level", level))
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + _CELL / 2 + 5}" text-anchor="end">{word}</text>'
            f'<text x="{left + _CELL / 2}" y="{below}" text-anchor="middle">{word}</text>'
        )
    return "".join(parts)


def _place(risks: Sequence[RiskRow]) -> tuple[_Dot, ...]:
    """Share the room of each cell among the dots in it; dots of one path stay together.

    What arrives stands above and to the right, what leaves below and to the left: safeguards lower a risk, so
    arrows point down and left, and cross few dots. Numbers are held negative, as rooms fill from the right.
    """
    held: dict[Cell, list[tuple[int, Path, int]]] = {}
    for row in risks:
        path = (_cell(row.inherent.rating), _cell(row.final.rating))
        if path[0] == path[1]:
            held.setdefault(path[0], []).append((_ORDER.index("both"), path, -row.number))
        else:
            held.setdefault(path[0], []).append((_ORDER.index("inherent"), path, -row.number))
            held.setdefault(path[1], []).append((_ORDER.index("residual"), path, -row.number))
    return tuple(dot for cell, markers in held.items() for dot in _fill(cell, sorted(markers)))


def _fill(cell: Cell, markers: Sequence[tuple[int, Path, int]]) -> list[_Dot]:
    across = min(len(markers), max(3, ceil(sqrt(len(markers)))))
    down = ceil(len(markers) / across)
    pitch = min(_PITCH, _CELL / across, (_CELL - _WORD_ROOM) / down)
    left, top = _corner(cell)
    middle_x, middle_y = left + _CELL / 2, top + _WORD_ROOM + (_CELL - _WORD_ROOM) / 2 - 3
    return [
        _Dot(
            -number,
            _ORDER[kind],
            path,
            x=middle_x - (position % across - (across - 1) / 2) * pitch,
            y=middle_y + (position // across - (down - 1) / 2) * pitch,
            radius=min(_RADIUS, pitch * 0.44),
        )
        for position, (kind, path, number) in enumerate(markers)
    ]


def _arrows(dots: Sequence[_Dot], name: str) -> str:
    """Draw one arrow for each pair of cells, between the dots of that path that are nearest to each other."""
    ends: dict[Path, tuple[list[_Dot], list[_Dot]]] = {}
    for dot in dots:
        if dot.kind != "both":
            ends.setdefault(dot.path, ([], []))[dot.kind == "residual"].append(dot)
    nearest = (min(product(*pair), key=_distance) for _, pair in sorted(ends.items()))
    return "".join(_arrow(start, end, name) for start, end in nearest)


def _distance(pair: tuple[_Dot, ...]) -> float:
    return hypot(pair[1].x - pair[0].x, pair[1].y - pair[0].y)


def _arrow(start: _Dot, end: _Dot, name: str) -> str:
    """Draw from edge to edge, so that numbers stay readable."""
    length = _distance((start, end))
    right, down = (end.x - start.x) / length, (end.y - start.y) / length
    from_x, from_y = start.x + right * start.radius, start.y + down * start.radius
    to_x, to_y = end.x - right * (end.radius + 2), end.y - down * (end.radius + 2)
    return (
        f'<line class="arrow" x1="{from_x:.1f}" y1="{from_y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" '
        f'marker-end="url(#{name}-head)"/>'
    )


def _draw(dot: _Dot) -> str:
    ring = f'<circle class="ring" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius + 2.5:.1f}"/>'
    size = dot.radius * (1.25 if dot.number < _TWO_DIGITS else 1.05)
    return (
        f'<g class="dot {dot.kind}" font-size="{size:.1f}">{ring if dot.kind == "both" else ""}'
        f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius:.1f}"/>'
        f'<text x="{dot.x:.1f}" y="{dot.y:.1f}" dy=".35em" text-anchor="middle">{dot.number}</text></g>'
    )
