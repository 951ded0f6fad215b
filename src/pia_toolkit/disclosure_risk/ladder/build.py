"""Build the ladder of a table: each step alone, and the cheapest way below the share that the city accepts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.ladder.levels import Dial, dials_of
from pia_toolkit.disclosure_risk.ladder.rules import LadderRules, ladder_rules
from pia_toolkit.disclosure_risk.ladder.search import Levels, Search
from pia_toolkit.disclosure_risk.ladder.turned import Bench
from pia_toolkit.disclosure_risk.ladder.whole_rows import rotated, sampled, suppressed
from pia_toolkit.disclosure_risk.places import Place
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.steps import CoarsenTime, Drop, Rotate
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.fitting import ValueStep

_FEWEST_TRIED = 20


@dataclass(frozen=True)
class Wanted:
    """What steps are tried for: the quasi-identifiers, and the columns rows are counted by, with their categories.

    `unit`: the column that tells units apart, and whom each row belongs to; None and None when each row is one.
    `kept`: columns that are not left out.
    """

    quasi_identifiers: dict[str, str]
    unit: tuple[str | None, Codes | None] = (None, None)
    places: Sequence[Place] = ()
    use: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def measure_ladder(encoded: Encoded, wanted: Wanted, policy: Policy) -> Ladder:
    """Try sensible steps on a table, alone and together, and find the cheapest way to few enough at risk."""
    rules, names = ladder_rules(), wanted.quasi_identifiers
    bench = Bench(encoded, tuple(names), wanted.unit[1], tuple(wanted.use), policy.small_class)
    most = max(_FEWEST_TRIED, min(rules.most_combinations, rules.most_row_visits // max(encoded.rows, 1)))
    dials = _thinned(_fitting(bench, dials_of(encoded, names, wanted.places, rules), wanted.kept), most // 2)
    search = Search(
        [len(dial.turns) for dial in dials],
        lambda levels: bench.rung(_steps(dials, levels)),
        policy.acceptable_share,
        most,
    )
    as_is = bench.rung(())
    alone = [search.rung(_single(dials, place, turn)) for place, dial in enumerate(dials) for turn in _levels(dial)]
    way = search.run()
    path = tuple(search.rung(levels) for levels in way)
    reached = (path[-1] if path else as_is).at_risk.share <= policy.acceptable_share
    return Ladder(
        floor=policy.small_class,
        accepted_share=policy.acceptable_share,
        use=tuple(wanted.use),
        as_is=as_is,
        alone=(*alone, *_on_times(bench, wanted, rules), *_on_rows(bench, wanted, rules)),
        path=path,
        reached=reached,
        in_the_way=() if reached else _in_the_way(bench, _steps(dials, way[-1]) if way else ()),
        tried=search.tried,
    )


def _fitting(bench: Bench, dials: Sequence[Dial], kept: Sequence[str]) -> tuple[Dial, ...]:
    """Leave out what does not fit a column after all, such as dates that cannot be read, and what is not wanted."""
    fitting = [
        Dial(dial.columns, tuple(turn for turn in dial.turns if _is_wanted(turn, kept) and _fits(bench, turn)))
        for dial in dials
    ]
    return tuple(dial for dial in fitting if dial.turns)


def _is_wanted(turn: Sequence[ValueStep], kept: Sequence[str]) -> bool:
    return not any(isinstance(step, Drop) and step.column in kept for step in turn)


def _fits(bench: Bench, turn: Sequence[ValueStep]) -> bool:
    try:
        bench.codes(turn)
    except StepUnfit:
        return False
    return True


def _thinned(dials: Sequence[Dial], most: int) -> tuple[Dial, ...]:
    """Leave out the finest turns, one of each dial in rounds, until there are few enough to try each alone."""
    thinned = list(dials)
    while sum(len(dial.turns) for dial in thinned) > most and any(len(dial.turns) > 1 for dial in thinned):
        thinned = [Dial(dial.columns, dial.turns[1:] or dial.turns) for dial in thinned]
    return tuple(thinned)


def _levels(dial: Dial) -> range:
    return range(1, len(dial.turns) + 1)


def _single(dials: Sequence[Dial], place: int, level: int) -> Levels:
    return tuple(level if number == place else 0 for number in range(len(dials)))


def _steps(dials: Sequence[Dial], levels: Levels) -> tuple[ValueStep, ...]:
    turned = (dial.turns[level - 1] for dial, level in zip(dials, levels, strict=True) if level)
    return tuple(step for turn in turned for step in turn)


def _in_the_way(bench: Bench, steps: Sequence[ValueStep]) -> tuple[str, ...]:
    """Return the columns that still tell something, first those without which fewest would be at risk."""
    changed = bench.codes(steps)
    telling = [name for name in bench.names if bench.changed_codes(name, changed)[1] > 1]
    others = {name: [step for step in steps if name not in bench.codes((step,))] for name in telling}
    share = {name: bench.rung((*others[name], Drop(column=name))).at_risk.share for name in telling}
    return tuple(sorted(telling, key=lambda name: (share[name], bench.names.index(name))))


def _on_times(bench: Bench, wanted: Wanted, rules: LadderRules) -> list[Rung]:
    """Try to round times that are not compared: it changes what traces give away, and what counts cost."""
    others = {name: category for name, category in wanted.use.items() if name not in wanted.quasi_identifiers}
    steps = (
        CoarsenTime(column=name, period=period)
        for name, category in others.items()
        for period in rules.time.get(category, ())
    )
    return [bench.rung((step,)) for step in steps if _fits(bench, (step,))]


def _on_rows(bench: Bench, wanted: Wanted, rules: LadderRules) -> list[Rung]:
    """Try what works on whole rows."""
    rungs = [suppressed(bench, bench.floor), sampled(bench, rules.sample)]
    unit, _ = wanted.unit
    time = next((name for name, category in wanted.quasi_identifiers.items() if category in rules.time), None)
    if unit is None or time is None:
        return rungs
    for period in rules.rotation:
        rounding = CoarsenTime(column=time, period=period)
        if _fits(bench, (rounding,)):
            step = Rotate(column=unit, time=time, period=period)
            rungs.append(rotated(bench, step, bench.codes((rounding,))[time]))
    return rungs
