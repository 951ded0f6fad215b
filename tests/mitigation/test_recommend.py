"""What is advised, in which order, for which columns, and what approval depends on."""

from known_tables import COMPLETE, classes, column, found, measured, risk, table
from reaching import situation_with

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.scenarios import load_scenarios
from pia_toolkit.content import read_model
from pia_toolkit.domain.assessment import RightsState
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.proposal import Release
from pia_toolkit.mitigation.catalogue import load_catalogue
from pia_toolkit.mitigation.recommend import recommend
from pia_toolkit.resources import shipped

SCENARIOS, MEASURES = load_scenarios(), load_catalogue()
CHECKLISTS = tuple(
    read_model(shipped("checklists") / f"{name}.yaml", Checklist) for name in ("un-77-211", "un-habitat-2-1")
)


def planned(situation):
    assessment = assess(situation, CHECKLISTS, SCENARIOS)
    return assessment, recommend(situation, assessment, MEASURES)


def advised(codes=(), answers=(), columns=()):
    _, plan = planned(situation_with(codes, dict(answers), CHECKLISTS, columns))
    return {entry.mitigation.id: entry for entry in plan.recommendations}


def released():
    """A table with a name and a rare date of birth, meant for the open."""
    inventory = found(
        table(
            column(Role.DIRECT_IDENTIFIER, "person-name", name="name"),
            column(Role.QUASI_IDENTIFIER, "date-of-birth", name="a"),
            column(Role.NONE, "count", name="n", personal=False),
            name="people/2024",
        ),
        table(column(Role.DIRECT_IDENTIFIER, "email-address", name="name"), name="other"),
    )
    measures = risk(measured("people/2024", classes=classes(1, uniques=30, small=60)))
    proposal = COMPLETE.model_copy(update={"release": Release.OPEN, "column_purposes": {"name": "p", "a": "p"}})
    return Situation(facts=facts_of(proposal, inventory, measures), inventory=inventory)


def test_nothing_is_advised_where_nothing_was_found_or_answered():
    assert advised({FactCode.NO_PERSONAL_DATA}) == {}


def test_columns_are_those_the_reasons_point_at():
    _, plan = planned(released())
    columns = {entry.mitigation.id: entry.columns for entry in plan.recommendations}
    assert columns["drop-direct-identifiers"] == ("people/2024/name", "other/name")
    assert columns["coarsen-date-of-birth"] == ("people/2024/a",)
    assert columns["merge-small-groups"] == ("people/2024/a",)  # named by the measurement
    assert columns["terms-of-open-data"] == ()


def test_a_category_that_is_not_there_advises_nothing():
    assert "shorten-postcode" not in advised({FactCode.SINGLED_OUT})
    assert "shorten-postcode" in advised({FactCode.SINGLED_OUT}, columns=["postcode"])


def test_approval_depends_on_what_treats_a_significant_risk():
    codes = {FactCode.DIRECT_IDENTIFIER, FactCode.SENSITIVE_CATEGORY}
    secured = {
        "un-77-211/security-safeguards": "yes",
        "un-77-211/encrypted-and-pseudonymised": "yes",
        "un-habitat-2-1/security-tested": "yes",
    }
    assert advised(codes)["drop-direct-identifiers"].condition_of_approval
    assert not advised(codes, secured)["drop-direct-identifiers"].condition_of_approval


def test_approval_depends_on_what_mends_a_provision_that_falls_short():
    name, settled = "un-77-211/later-resolutions-checked", "screening/city-questions-settled"
    checklists = (*CHECKLISTS, read_model(shipped("checklists") / "screening.yaml", Checklist))
    situation = situation_with({FactCode.TRACE}, {name: "no", settled: "no"}, checklists)
    assessment = assess(situation, checklists, SCENARIOS)
    plan = recommend(situation, assessment, MEASURES)
    short = [check.provision for check in assessment.rights if check.state is RightsState.FALLS_SHORT]
    assert short == ["77/211:14"]
    (entry,) = [one for one in plan.recommendations if one.mitigation.id == "check-newer-resolutions"]
    assert entry.condition_of_approval


def test_a_partly_calls_for_the_measure_but_approval_does_not_depend_on_it():
    entries = advised((), {"un-77-211/later-resolutions-checked": "partly"})
    assert not entries["check-newer-resolutions"].condition_of_approval


def test_a_measure_that_is_attested_is_not_advised():
    retention = "un-77-211/retention-limited"
    assert "delete-by-schedule" in advised({FactCode.TRACE})
    assert "delete-by-schedule" not in advised({FactCode.TRACE}, {retention: "yes"})


def test_conditions_come_first_then_the_gravest_risk_then_the_weight():
    assessment, plan = planned(released())
    levels = {scenario.id: scenario.residual.level.rank for scenario in assessment.scenarios}
    order = [
        (
            not entry.condition_of_approval,
            -max((levels[name] for name in entry.mitigation.treats if name in levels), default=-1),
            -entry.mitigation.weight,
            entry.mitigation.id,
        )
        for entry in plan.recommendations
    ]
    assert order == sorted(order)
    assert len(order) > 5


def test_no_measure_is_advised_twice():
    _, plan = planned(released())
    names = [entry.mitigation.id for entry in plan.recommendations]
    assert len(set(names)) == len(names)


def test_the_worst_case_has_no_unfounded_advice():
    everything = situation_with(FactCode, {}, CHECKLISTS)
    _, plan = planned(everything)
    assert all(entry.because for entry in plan.recommendations)
    assert any(entry.condition_of_approval for entry in plan.recommendations)
