"""A measure says what it would do where the ladder of a table tried it, and nothing elsewhere."""

from known_tables import column, found, table

from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.inventory import Role, Unit, UnitKind
from pia_toolkit.domain.ladder import Ladder, Rung
from pia_toolkit.domain.risk import RiskReport, TableRisk
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.mitigation.effects import measured_effects
from pia_toolkit.step_text import parse_steps

MEASURES = {measure.id: measure for measure in load_catalogue()}
KINDS = {"bands", "cap", "time", "shorten", "place", "drop", "redact", "suppress", "pseudonym", "rotate", "sample"}


def rung(units, lost, *steps):
    share = units / 100
    return Rung(
        steps=parse_steps(steps),
        at_risk=AtRisk(threshold=5, units=units, rows=units, share=share),
        uniques=0,
        unique_share=0,
        k=1,
        units=100,
        rows=100,
        information_lost=lost,
    )


def effects(name):
    columns = (
        column(Role.QUASI_IDENTIFIER, "postcode", name="postcode"),
        column(Role.QUASI_IDENTIFIER, "timestamp", name="start"),
    )
    inventory = found(table(*columns, name="trips"))
    alone = (
        rung(30, 0.2, "shorten:postcode:4"),
        rung(10, 0.4, "shorten:postcode:2"),
        rung(10, 0.3, "shorten:postcode:3"),
        rung(50, 0.1, "time:start:hour"),
        rung(0, 0.9, "suppress:5"),
    )
    ladder = Ladder(
        floor=5, accepted_share=0.05, use=(), as_is=rung(50, 0), alone=alone, path=(), reached=False, tried=5
    )
    trips = TableRisk(table="trips", rows=100, unit=Unit(kind=UnitKind.PERSON), units=100, ladder=ladder)
    return list(measured_effects(MEASURES[name], inventory, RiskReport(tables=(trips,))))


def test_the_step_that_leaves_fewest_at_the_least_cost():
    (effect,) = effects("shorten-postcode")
    assert effect.after.steps == parse_steps(["shorten:postcode:3"])
    assert (effect.table, effect.before.at_risk.units, effect.after.at_risk.units) == ("trips", 50, 10)
    assert effect.accepted_share == 0.05
    assert effects("merge-small-groups")[0].after.at_risk.units == 0


def test_what_was_not_tried_or_does_not_help_says_nothing():
    assert effects("coarsen-time") == []
    assert effects("coarsen-date-of-birth") == []
    assert effects("encrypt") == []


def test_measures_name_steps_that_there_are():
    tried = {measure.id: set(measure.tried_as) for measure in MEASURES.values() if measure.tried_as}
    assert len(tried) >= 9
    assert not set().union(*tried.values()) - KINDS
