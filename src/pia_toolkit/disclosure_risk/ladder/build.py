"""Build the ladder of a table: each step alone, and the cheapest way below the share that the city accepts."""

from collections.abc import Sequence

from pia_toolkit.disclosure_risk.encode import Codes, Encoded
from pia_toolkit.disclosure_risk.ladder.levels import Dial, dials_of
from pia_toolkit.disclosure_risk.ladder.rules import LadderRules, ladder_rules
from pia_toolkit.disclosure_risk.ladder.search import Levels, Search
from pia_toolkit.disclosure_risk.ladder.turned import Bench, coarsened
from pia_toolkit.disclosure_risk.ladder.whole_rows import rotated, sampled, suppressed
from pia_toolkit.disclosure_risk.places import Place
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.steps import CoarsenTime, Rotate
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.fitting import ValueStep, fit


def measure_ladder(
    encoded: Encoded,
    quasi_identifiers: dict[str, str],
    units: tuple[str | None, Codes | None],
    places: Sequence[Place],
    policy: Policy,
) -> Ladder:
    """Try sensible steps on a table, alone and together, and find the cheapest way to few enough at risk.

    `quasi_identifiers`: columns with their categories. `units`: the column that tells them apart, and whom each
    row belongs to; None and None when each row is one.
    """
    rules = ladder_rules()
    names = tuple(quasi_identifiers)
    use = tuple(name for name, category in quasi_identifiers.items() if category in rules.use)[:2]
    bench = Bench(encoded, names, units[1], use, policy.small_class)
    dials = _fitting(bench, dials_of(encoded, quasi_identifiers, places, rules))
    search = Search(
        [len(dial.steps) for dial in dials],
        lambda levels: bench.rung(_steps(dials, levels)),
        policy.acceptable_share,
        rules.most_combinations,
    )
    alone = [bench.rung((step,)) for dial in dials for step in dial.steps]
    way = search.run()
    path = tuple(search.rung(levels) for levels in way)
    as_is = bench.rung(())
    return Ladder(
        floor=policy.small_class,
        accepted_share=policy.acceptable_share,
        use=use,
        as_is=as_is,
        alone=(*alone, *_on_rows(bench, units[0], quasi_identifiers, rules)),
        path=path,
        reached=(path[-1] if path else as_is).at_risk.share <= policy.acceptable_share,
        tried=search.tried + len(alone),
    )


def _fitting(bench: Bench, dials: Sequence[Dial]) -> tuple[Dial, ...]:
    """Leave out steps that do not fit a column after all, such as dates that cannot be read."""
    kept = [Dial(dial.columns, tuple(step for step in dial.steps if _fits(bench, step))) for dial in dials]
    return tuple(dial for dial in kept if dial.steps)


def _fits(bench: Bench, step: ValueStep) -> bool:
    try:
        bench.codes((step,))
    except StepUnfit:
        return False
    return True


def _steps(dials: Sequence[Dial], levels: Levels) -> tuple[ValueStep, ...]:
    return tuple(dial.steps[level - 1] for dial, level in zip(dials, levels, strict=True) if level)


def _on_rows(
    bench: Bench, unit_column: str | None, quasi_identifiers: dict[str, str], rules: LadderRules
) -> list[Rung]:
    """Try what works on whole rows."""
    rungs = [suppressed(bench, (), {}, bench.floor), sampled(bench, rules.sample)]
    time = next((name for name, category in quasi_identifiers.items() if category in rules.time), None)
    if unit_column is None or time is None:
        return rungs
    for period in rules.rotation:
        column = bench.encoded.columns[time]
        try:
            fitted = fit(CoarsenTime(column=time, period=period), {time: column.values})
        except StepUnfit:
            continue
        step = Rotate(column=unit_column, time=time, period=period)
        rungs.append(rotated(bench, step, coarsened(fitted.changed(time, column.values))))
    return rungs
