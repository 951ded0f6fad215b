"""Every reason has a sentence in every language, and no sentence is left without a reason."""

import string
from datetime import datetime

import pytest
from known_tables import (
    COMPLETE,
    WHEN,
    classes,
    column,
    counts,
    damaged,
    found,
    homes,
    linkage,
    load_curves,
    measured,
    one_value,
    place,
    risk,
    step,
    table,
    unicity,
)

from pia_toolkit.assessment.assess import assess
from pia_toolkit.assessment.outcome import Basis, suggest
from pia_toolkit.assessment.rights import answer_reason
from pia_toolkit.assessment.scenarios import Safeguard, ScenarioRule
from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.conditions import Condition, Situation
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Evidence, EvidenceKind, Role, UnitKind
from pia_toolkit.domain.override import Override, Overrides
from pia_toolkit.domain.proposal import Proposal, Recipient, Release
from pia_toolkit.i18n import languages, words

KINDS = ("supplier", "authority", "police", "research", "company", "club")
EVERYTHING_DECLARED = Proposal(
    title="x",
    retention_days=1,
    release=Release.OPEN,
    recipients=tuple(Recipient(name="N", kind=kind, abroad=True) for kind in KINDS),
    public_space=True,
    automated_decisions=True,
    trains_models=True,
    linked_with=("other",),
    residents=20_000,
    whole_population=True,
    encrypted=True,
    keyed_pseudonyms=True,
    synthetic=True,
)
UNDONE = Evidence(kind=EvidenceKind.INVERSION, detail="vehicle-plate", rows_hit=1, rows_read=2, exact=False)
COLUMNS = (
    column(Role.DIRECT_IDENTIFIER, "person-name", name="c"),
    column(Role.DEVICE_IDENTIFIER, "hash", name="b", distinct=7),
    column(Role.DEVICE_IDENTIFIER, "hash", name="d", evidence=(UNDONE,)),
    column(Role.QUASI_IDENTIFIER, "age"),
    WHEN,
)


def gathered():
    """Reasons of situations that together reach every rule."""
    kinds = {"t": "traces", "u": "load-curves", "v": "records"}
    every_kind = found(
        *(table(*COLUMNS, name=name, kind=kind, notes=damaged(9)) for name, kind in kinds.items()),
        table(column(personal=False), name="w", kind="aggregate", personal=False),
        table(column(Role.DIRECT_IDENTIFIER, "person-name"), name="x", kind="about-the-file"),
    )
    yield EVERYTHING_DECLARED, every_kind, risk()
    yield Proposal(title="x", release=Release.SHARED, encrypted=False), every_kind, risk()
    yield COMPLETE, found(table(column(personal=False), kind="aggregate", personal=False)), risk()
    for unit in UnitKind:
        for small in (classes(1, uniques=1, small=20), classes(9)):
            for units in (2_500, 10_000):
                entry = {"unit": unit, "units": units, "classes": small, "diversity": (one_value(3),)}
                only = found(table(*COLUMNS, unit=unit))
                yield EVERYTHING_DECLARED, only, risk(measured(**entry))
                yield COMPLETE, only, risk(measured(**entry))
    for unit in UnitKind:
        followed = {
            "unit": unit,
            "linkage": (linkage(60),),
            "unicity": unicity(0.5),
            "load_curves": load_curves(0.5, identified=0.5),
        }
        yield COMPLETE, found(table(*COLUMNS, unit=unit)), risk(measured(**followed))
    yield COMPLETE, found(table(column(personal=False), kind="aggregate")), risk(measured(counts=counts()))
    for metres in (None, 100):
        yield COMPLETE, found(table(*COLUMNS, kind="traces")), risk(measured(home_work=(homes(9, metres=metres),)))
    for seconds in (7, 60, 3600, 86_400, 900):
        for metres in (0.011, 11, 1100):
            for limit in (1, 10**6):
                places = {
                    "locations": (place(metres),),
                    "times": (step(seconds, first=2000, last=2020),),
                }
                report = risk(*(measured(name, **places) for name in kinds))
                policy = report.policy.model_copy(update={"fine_time_seconds": limit})
                yield COMPLETE, every_kind, report.model_copy(update={"policy": policy})
                yield COMPLETE, found(table(*COLUMNS, kind="traces")), report.model_copy(update={"policy": policy})


QUESTION = Question(id="q", text="?", help="", evidence_wanted="", provision="77/211:4", decisive=True)
CHECKLIST = Checklist(
    id="c",
    version="1",
    language="en",
    instrument="",
    title="",
    intro="",
    sections=(Section(id="s", title="", gist="", provision="77/211:4", questions=(QUESTION,)),),
)


def outcomes():
    for value in Value:
        given = ChecklistAnswers(checklist="c", version="1", answers=(Answer(question="q", value=value),))
        yield suggest(Basis((CHECKLIST,), Situation((), Answers(checklists=(given,))), ()))
    yield suggest(Basis((CHECKLIST,), Situation(()), ()))


ALWAYS = {"if": {"always": True}, "at_least": "maximum"}
WAITS_FOR_NOTHING = ScenarioRule.model_validate(
    {
        "id": "s",
        "title": {"en": "x"},
        "harm": {"en": "x"},
        "affected": {"en": "x"},
        "origin": "design-choice",
        "provisions": ["77/211:4"],
        "applies_if": {"always": True},
        "likelihood": [ALWAYS],
        "severity": [ALWAYS],
    }
)

OPTIONAL = CHECKLIST.model_copy(
    update={
        "sections": tuple(
            Section(id=name, title="", gist="", provision="77/211:4", questions=questions)
            for name, questions in (
                ("s", (QUESTION,)),
                ("t", (QUESTION.model_copy(update={"id": "may-stay-open", "optional": True}),)),
                ("u", (QUESTION.model_copy(update={"id": "hidden", "asked_if": Condition(fact=FactCode.TRACE)}),)),
                ("v", ()),
            )
        )
    }
)
HELPS = Safeguard.model_validate({"if": {"answer": "c/q", "is": ["yes"]}, "likelihood": 2, "severity": 2})
SET_BY_A_PERSON = Overrides(
    overrides=(
        Override(scenario="s", severity="limited", reason="It happens to nobody.", by="DPO", at=datetime(2026, 5, 1)),
    )
)


def concluded():
    """Yield the reasons of an assessment with a risk that a person judged, and with nothing to answer."""
    given = Answers(checklists=(ChecklistAnswers(checklist="c", version="1"),))
    helped = WAITS_FOR_NOTHING.model_copy(update={"lowered_by": (HELPS,)})
    yield from assess(Situation((), given), (OPTIONAL,), (helped,)).outcome.because
    found = assess(Situation(()), (OPTIONAL,), (WAITS_FOR_NOTHING,), SET_BY_A_PERSON)
    yield from found.outcome.because
    yield from found.scenarios[0].inherent.likelihood_because
    yield from (reason for check in found.rights for reason in check.because)


REASONS = {
    reason.says: reason
    for reason in (
        *concluded(),
        *(reason for known in gathered() for fact in facts_of(*known) for reason in fact.because),
        *(answer_reason(CHECKLIST, QUESTION, value) for value in (None, *Value)),
        *(reason for outcome in outcomes() for reason in outcome.because),
    )
}


@pytest.mark.parametrize("language", languages())
def test_every_reason_has_a_sentence_and_every_sentence_a_reason(language):
    assert set(words(language).find("reasons")) == set(REASONS)


@pytest.mark.parametrize("says", sorted(REASONS))
@pytest.mark.parametrize("language", languages())
def test_a_sentence_can_be_filled_and_leaves_no_blank(language, says):
    sentence = words(language).reason(REASONS[says])
    assert sentence.strip()
    assert "{" not in sentence


@pytest.mark.parametrize("says", sorted(REASONS))
def test_a_sentence_tells_the_same_in_every_language(says):
    blanks = [
        {field for _, field, _, _ in string.Formatter().parse(words(language)(f"reasons.{says}")) if field}
        for language in languages()
    ]
    assert all(found == blanks[0] for found in blanks)
    assert blanks[0] <= set(REASONS[says].values)


@pytest.mark.parametrize("language", languages())
def test_no_reason_speaks_of_a_breach_of_a_resolution(language):
    text = " ".join(words(language).find("reasons").values())
    assert "violat" not in text.lower()
    assert "违反" not in text
