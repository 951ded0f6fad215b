"""What the data suggest before anybody answers; a person confirms it or says otherwise."""

from pia_toolkit.domain.answers import Suggestion, Value
from pia_toolkit.domain.checklist import Question
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.reasons import unique

SHOWS_A_LACK = frozenset(
    {
        FactCode.WEAK_PSEUDONYM,
        FactCode.SINGLED_OUT,
        FactCode.SECRETS,
        FactCode.COLUMN_WITHOUT_PURPOSE,
        FactCode.STALE_RECORDS,
        FactCode.NO_RETENTION,
        FactCode.NO_LEGAL_BASIS,
        FactCode.NO_NOTICE,
        FactCode.NO_OWNER,
        FactCode.NOT_ENCRYPTED,
    }
)
"""Facts which say that something is missing or broken; the others only make a question weightier."""


def suggest(question: Question, situation: Situation) -> Suggestion | None:
    """Return the answer that the facts suggest, with their reasons, or None when they say nothing about it.

    A fact that raises the question suggests *no* when it shows a lack, *partly* otherwise. A fact that lowers
    it suggests *yes*; facts on both sides, *partly*. Where no personal data were found and nothing speaks
    against it, *not applicable*, for questions that then lose their object.

    For a criterion of screening *yes* says that it is met: raising facts suggest *yes*, lowering ones *no*.
    """
    raising = _holding(question.raised_by, situation)
    lowering = _holding(question.lowered_by, situation)
    if not raising and not lowering:
        return None
    because = unique(reason for fact in (*raising, *lowering) for reason in fact.because)
    value = _met(raising, lowering) if question.counts else _value(raising, lowering)
    return Suggestion(value=value, because=because)


def _met(raising: tuple[Fact, ...], lowering: tuple[Fact, ...]) -> Value:
    if raising and lowering:
        return Value.PARTLY
    return Value.YES if raising else Value.NO


def _value(raising: tuple[Fact, ...], lowering: tuple[Fact, ...]) -> Value:
    if raising and lowering:
        return Value.PARTLY
    if raising:
        return Value.NO if any(fact.code in SHOWS_A_LACK for fact in raising) else Value.PARTLY
    if any(fact.code is FactCode.NO_PERSONAL_DATA for fact in lowering):
        return Value.NOT_APPLICABLE
    return Value.YES


def _holding(codes: tuple[FactCode, ...], situation: Situation) -> tuple[Fact, ...]:
    return tuple(fact for code in codes if (fact := situation.fact(code)))
