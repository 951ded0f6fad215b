"""The four steps on which likelihood, severity and risk are told."""

from enum import StrEnum


class Level(StrEnum):
    """Negligible, limited, significant, maximum: the scale of CNIL's method, in that order."""

    NEGLIGIBLE = "negligible"
    LIMITED = "limited"
    SIGNIFICANT = "significant"
    MAXIMUM = "maximum"

    @property
    def rank(self) -> int:
        """0 for negligible up to 3 for maximum."""
        return _RANKS[self]

    # All four comparisons are needed: a string already has them, and would compare by letter.
    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Level) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Level) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Level) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Level) else NotImplemented

    def moved(self, steps: int) -> "Level":
        """Return the level `steps` higher (or lower), kept within the scale."""
        return list(Level)[max(0, min(3, self.rank + steps))]


_RANKS = {level: rank for rank, level in enumerate(Level)}


def risk_level(likelihood: Level, severity: Level) -> Level:
    """Combine likelihood and severity: the matrix every report shows.

    Sum of the ranks 0-1 negligible, 2 limited, 3-4 significant, 5-6 maximum; a negligible likelihood keeps the
    risk at limited or below. The matrix is the toolkit's own choice.
    """
    if likelihood is Level.NEGLIGIBLE:
        return Level.LIMITED if severity >= Level.SIGNIFICANT else Level.NEGLIGIBLE
    total = likelihood.rank + severity.rank
    return list(Level)[(0, 0, 1, 2, 2, 3, 3)[total]]
