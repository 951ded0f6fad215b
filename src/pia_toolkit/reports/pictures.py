"""Pictures as data: what is drawn, apart from how. Every picture has a text that stands in for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar from zero: `length` 0 to 1. Hollow: the length is only an upper end. Exposed: it is what matters."""

    label: str
    figure: str
    length: float
    exposed: bool = False
    hollow: bool = False


@dataclass(frozen=True)
class Bars:
    """Lying bars under each other, on one scale."""

    bars: tuple[Bar, ...]
    text: str


@dataclass(frozen=True)
class Point:
    """A share at a number of known points, with the interval in which it lies."""

    at: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """One curve, with the label that stands at its end."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Curves:
    """Curves of shares over the number of known points. `across` and `up` name the axes."""

    curves: tuple[Curve, ...]
    across: str
    up: str
    text: str


@dataclass(frozen=True)
class Mark:
    """A place on a ruler, 0 (left) to 1 (right); `exposed`: it lies on the wrong side of the limit."""

    place: float
    label: str
    exposed: bool = False


@dataclass(frozen=True)
class Span:
    """A stretch of a ruler, such as a range of estimates."""

    low: float
    high: float


@dataclass(frozen=True)
class Ruler:
    """A scale with ticks, the city's limit if there is one, and what was measured."""

    ticks: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    text: str
    limit: Mark | None = None
    span: Span | None = None


Picture = Bars | Curves | Ruler
