"""The cheapest way below the share that the city accepts, found by search.

It starts from the coarsest table and makes it finer again, one column after the other, as far as the share allows:
first what gives back most information for the risk it brings. Then exchanges are tried: one column finer, another
coarser. The order never depends on time, so that every run finds the same way.
"""

from collections.abc import Callable, Sequence

from pia_toolkit.domain.ladder import Rung

Levels = tuple[int, ...]
"""How far each dial is turned: 0 is as it is."""

_NEXT_TO_NOTHING = 1e-9


class Search:
    """Looks for the cheapest levels at which few enough are at risk."""

    def __init__(self, tops: Sequence[int], measure: Callable[[Levels], Rung], accepted: float, most: int) -> None:
        self.tops = tuple(tops)
        self.accepted = accepted
        self._measure = measure
        self._most = most
        self._known: dict[Levels, Rung] = {}

    @property
    def tried(self) -> int:
        """Combinations that were measured."""
        return len(self._known)

    def run(self) -> tuple[Levels, ...]:
        """Return the way: the levels after each step, the largest effect first; empty if nothing need be done."""
        as_is: Levels = (0,) * len(self.tops)
        if self._good(as_is):
            return ()
        here = self.tops
        if self._good(here):
            following: Levels | None = here
            while following is not None:
                here = following
                following = self._finer(here)
            here = self._exchanged(here)
        return self._in_order(here)

    def rung(self, levels: Levels) -> Rung:
        """Measure a combination, once."""
        if levels not in self._known:
            self._known[levels] = self._measure(levels)
        return self._known[levels]

    @property
    def _left(self) -> bool:
        return len(self._known) < self._most

    def _good(self, levels: Levels) -> bool:
        return self.rung(levels).at_risk.share <= self.accepted

    def _finer(self, here: Levels) -> Levels | None:
        """Turn that dial back by one which gives back most information for the risk it brings; None when none can."""
        now = self.rung(here)
        best, most = None, (-1.0, -1.0)
        for candidate in _turned(here, -1, self.tops):
            if not self._left:
                break
            then = self.rung(candidate)
            if then.at_risk.share > self.accepted:
                continue
            saved = now.information_lost - then.information_lost
            worth = saved / max(then.at_risk.share - now.at_risk.share, _NEXT_TO_NOTHING)
            if (worth, saved) > most:
                best, most = candidate, (worth, saved)
        return best

    def _exchanged(self, here: Levels) -> Levels:
        """Turn one dial back and another on, as long as that costs less and is still good."""
        better: Levels | None = here
        while better is not None:
            here = better
            better = next((candidate for candidate in self._exchanges(here) if self._is_better(candidate, here)), None)
        return here

    def _is_better(self, candidate: Levels, here: Levels) -> bool:
        if not self._left or not self._good(candidate):
            return False
        return self.rung(candidate).information_lost < self.rung(here).information_lost

    def _exchanges(self, here: Levels) -> list[Levels]:
        return [on for back in _turned(here, -1, self.tops) for on in _turned(back, 1, self.tops) if on != here]

    def _in_order(self, there: Levels) -> tuple[Levels, ...]:
        """Return the way to a combination, dial by dial, the largest effect first."""
        here: Levels = (0,) * len(there)
        left = [place for place, level in enumerate(there) if level]
        way = []
        while left:
            options = {place: (*here[:place], there[place], *here[place + 1 :]) for place in left}
            place = min(left, key=lambda place: (self.rung(options[place]).at_risk.share, place))
            here = options[place]
            left.remove(place)
            way.append(here)
        return tuple(way)


def _turned(here: Levels, by: int, tops: Levels) -> list[Levels]:
    """Return every combination with one dial turned by so much, within its ends."""
    return [
        (*here[:place], level + by, *here[place + 1 :])
        for place, level in enumerate(here)
        if 0 <= level + by <= tops[place]
    ]
