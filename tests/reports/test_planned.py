"""What measures lower, and what is left: told as an estimate, risk by risk, in each form of the report."""

from io import BytesIO

import pytest
from example_report import example_report
from openpyxl import load_workbook

from pia_toolkit.domain.frozen import LocalText
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Lowers, Relief
from pia_toolkit.domain.requirement import Demand, Requirement
from pia_toolkit.i18n import words
from pia_toolkit.reports.html_page import write_html
from pia_toolkit.reports.markdown import write_markdown
from pia_toolkit.reports.planned import tell_planned
from pia_toolkit.reports.reasoning import telling_of
from pia_toolkit.reports.story import FIRST_ACTIONS, tell
from pia_toolkit.reports.xlsx_workbook import write_xlsx

ENGLISH = words("en")


def falls(report, after):
    """Each scenario, from its level now to another."""
    return tuple(
        Relief(scenario=scenario.id, before=scenario.final.level, after=after)
        for scenario in report.assessment.scenarios
    )


def planned_report(language="en", after=Level.NEGLIGIBLE):
    """The example: the first measure lowers everything together with the second, the third lowers nothing."""
    report = example_report(language)
    first, second, third, *others = report.plan.recommendations
    why = LocalText({"en": "People ask for it.", "zh": "人们要求这样做。"})
    duty = third.mitigation.model_copy(update={"lowers": Lowers.NONE, "advised_because": why})
    lowering = {"lowers": falls(report, after), "together_with": (second.mitigation.id,), "relief": 3.0}
    plan = report.plan.model_copy(
        update={
            "recommendations": (
                first.model_copy(update=lowering),
                second,
                third.model_copy(update={"mitigation": duty}),
                *others,
            ),
            "chosen": (first.mitigation.id,),
            "planned": falls(report, after),
        }
    )
    return report.model_copy(update={"plan": plan})


def test_a_measure_names_each_risk_with_the_level_now_and_then():
    report = planned_report(after=Level.LIMITED)
    lowering = tell(report, ENGLISH).actions[0].lowering
    gravest = report.assessment.scenarios[0]
    level = ENGLISH.label("level", gravest.final.level)
    assert lowering.sentences[0] == f"{gravest.title.in_language('en')}: from {level} to limited."
    assert len(lowering.sentences) == len(report.assessment.scenarios) + 1
    assert lowering.sentences[-1] == "Only together with no. 2."
    assert f"further risks: {len(report.assessment.scenarios) - 2}" in lowering.brief


def test_a_risk_that_no_longer_arises_is_told_so():
    assert "no longer arises" in tell(planned_report(after=None), ENGLISH).actions[0].lowering.sentences[0]


def test_a_measure_that_lowers_nothing_says_why_it_is_advised():
    _, second, third, *_ = tell(planned_report(), ENGLISH).actions
    assert third.lowering.sentences == ("Lowers no level by itself. People ask for it.",)
    told = second.lowering
    assert told.sentences == (told.brief,) == (f"{ENGLISH('plan.nothing-here')} {ENGLISH('plan.mends')}",)


def test_what_lowers_nothing_and_is_no_condition_is_not_told_on_the_first_page():
    report = planned_report()
    first, second, *others = report.plan.recommendations
    advised = second.model_copy(update={"condition_of_approval": False})
    plan = report.plan.model_copy(update={"recommendations": (first, advised, *others)})
    told = tell(report.model_copy(update={"plan": plan}), ENGLISH).actions[1].lowering
    assert (told.sentences, told.brief) == ((ENGLISH("plan.nothing-here"),), "")


def test_a_condition_that_lowers_only_with_others_says_so():
    report = planned_report()
    first, second, *others = report.plan.recommendations
    needed = second.model_copy(update={"lowers_with_conditions": True})
    plan = report.plan.model_copy(update={"recommendations": (first, needed, *others)})
    told = tell(report.model_copy(update={"plan": plan}), ENGLISH).actions[1].lowering
    assert told.sentences == (told.brief,) == (ENGLISH("plan.with-conditions"),)


def test_what_is_left_is_told_for_every_risk_beside_the_level_without_safeguards_and_now():
    report = planned_report()
    block = tell_planned(report, telling_of(report, ENGLISH))
    (grid,) = block.grids
    assert [row[0] for row in grid.rows] == [entry.title.in_language("en") for entry in report.assessment.scenarios]
    assert {row[3] for row in grid.rows} == {"○ negligible"}
    residual = ENGLISH.label("level", report.assessment.residual)
    assert block.message == f"Highest risk: now {residual}, with the chosen measures negligible."
    assert block.sentences == (ENGLISH("plan.planned.chosen", measures="1"),)
    assert block.small == (ENGLISH("plan.estimate"),)


def test_another_proposal_that_would_lower_more_is_named():
    report = planned_report()
    first = report.plan.recommendations[0]
    drastic = first.model_copy(update={"mitigation": first.mitigation.model_copy(update={"redesign": True})})
    plan = report.plan.model_copy(update={"recommendations": (drastic, *report.plan.recommendations[1:]), "chosen": ()})
    block = tell_planned(report.model_copy(update={"plan": plan}), telling_of(report, ENGLISH))
    assert block.sentences[0] == ENGLISH("plan.planned.none-chosen")
    assert first.mitigation.title.in_language("en") in block.sentences[1]


def test_a_plan_without_estimates_tells_none():
    report = example_report()
    assert tell_planned(report, telling_of(report, ENGLISH)) is None
    assert tell(report, ENGLISH).planned is None


def test_the_first_page_has_at_most_ten_measures():
    report = planned_report()
    many = tuple(report.plan.recommendations[number % 7] for number in range(20))
    story = tell(report.model_copy(update={"plan": report.plan.model_copy(update={"recommendations": many})}), ENGLISH)
    assert FIRST_ACTIONS == 10
    assert len(story.first_actions) == 10
    assert len(story.actions) == 20


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_form_says_what_is_lowered_and_that_it_is_an_estimate(language):
    told, report = words(language), planned_report(language, after=None)
    lowering = tell(report, told).actions[0].lowering
    page, text = write_html(report, told).decode(), write_markdown(report, told).decode()
    for form in (page, text):
        assert form.count(told("plan.estimate")) >= 2
        assert told("plan.ranking") in form
        assert all(sentence in form for sentence in lowering.sentences)
        assert told("plan.planned.no-longer") in form
    book = load_workbook(BytesIO(write_xlsx(report, told)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert "\n".join(lowering.sentences) in cells
    assert told("plan.planned.no-longer") in cells


@pytest.mark.parametrize(("after", "is_said"), [(Level.SIGNIFICANT, True), (Level.LIMITED, False), (None, False)])
def test_the_first_page_says_where_the_conditions_do_not_suffice(after, is_said):
    report = planned_report(after=after)
    gravest = report.assessment.scenarios[0]
    demand = Requirement(demand=Demand.RISK_AT_MOST, ref=f"scenarios/{gravest.id}", level=Level.LIMITED)
    outcome = report.assessment.outcome.model_copy(update={"requirements": (demand,)})
    conditions = [entry.mitigation.id for entry in report.plan.recommendations if entry.condition_of_approval]
    plan = report.plan.model_copy(update={"chosen": tuple(conditions)})
    assessment = report.assessment.model_copy(update={"outcome": outcome})
    told = tell(report.model_copy(update={"assessment": assessment, "plan": plan}), ENGLISH).outcome.sentence
    assert ("They do not suffice" in told) is is_said
    without = report.plan.model_copy(update={"chosen": ()})
    dropped = tell(report.model_copy(update={"assessment": assessment, "plan": without}), ENGLISH).outcome.sentence
    assert "They do not suffice" not in dropped
