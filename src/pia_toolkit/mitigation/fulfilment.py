"""The case as it would be once some measures are done: answers that become yes, facts that come and go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pia_toolkit.domain.answers import Answer, Answers, ChecklistAnswers, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.fact_relations import BRINGS, RULED_OUT_BY
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.domain.plan import MeasuredEffect, Mitigation
from pia_toolkit.domain.reasons import Reason, ReasonKind

PROTECTIVE = tuple(FactCode)[tuple(FactCode).index(FactCode.LARGE_ENOUGH_CLASSES) :]
"""Facts that speak for a lower risk: the last block of `FactCode`."""
STANDS_AGAINST: Mapping[FactCode, frozenset[FactCode]] = {
    FactCode.KEYED_PSEUDONYMS: frozenset({FactCode.WEAK_PSEUDONYM}),
    FactCode.AGGREGATED: frozenset({FactCode.DIRECT_IDENTIFIER}),
    FactCode.LARGE_ENOUGH_CLASSES: frozenset({FactCode.SINGLED_OUT, FactCode.SMALL_CLASSES}),
}
"""A protective fact is not taken to become true while one of these holds, nor while one that rules it out does."""
KEPT_UP_BY: Mapping[FactCode, frozenset[FactCode]] = {
    FactCode.SINGLED_OUT: frozenset({FactCode.TRACE, FactCode.LOAD_CURVE}),
    FactCode.HOME_INFERABLE: frozenset({FactCode.LOAD_CURVE}),
}
"""A fact is not taken to end while one of these holds, or one that brings it: a few points of a trace single out,
however large the groups."""


NEEDS: Mapping[FactCode, frozenset[FactCode]] = {
    FactCode.KEYED_PSEUDONYMS: frozenset(
        {FactCode.DIRECT_IDENTIFIER, FactCode.PERSISTENT_IDENTIFIER, FactCode.WEAK_PSEUDONYM, FactCode.TRACE}
    ),
}
"""A protective fact is not taken to become true where none of these holds: without identifiers no pseudonym is made."""


@dataclass(frozen=True)
class Advice:
    """A measure that is advised here, with why, and what it would do to each table on which it was tried."""

    measure: Mitigation
    because: tuple[Reason, ...] = ()
    effects: tuple[MeasuredEffect, ...] = ()


def is_fulfilled(measure: Mitigation, situation: Situation) -> bool:
    """Whether all that a measure would make true is so already. Questions that are not applicable do not weigh."""
    fulfils = measure.fulfils
    gone = [code for code in (*fulfils.ends, *fulfils.measured) if situation.fact(code)]
    there = any(table.with_category(*fulfils.removes) for table in situation.inventory.tables)
    states = [_holds(code, situation) for code in (*fulfils.answers, *fulfils.facts, *fulfils.shares_in)]
    return not gone and not there and False not in states and True in states


def partners(measure: Mitigation, advised: Sequence[Advice]) -> tuple[str, ...]:
    """Return the ids of the other advised measures that share in something with a measure, sorted."""
    shared = set(measure.fulfils.shares_in)
    others = (entry.measure for entry in advised if entry.measure.id != measure.id)
    return tuple(sorted(other.id for other in others if shared & set(other.fulfils.shares_in)))


def situation_after(done: Sequence[Advice], advised: Sequence[Advice], situation: Situation) -> Situation:
    """Return the situation once some measures are done; whatever they do not touch stays as it is.

    What takes several measures becomes so once all of them that are advised here are done. No measure makes a
    question applicable that is not.
    """
    codes = _made_true(done, advised)
    inventory = _without({name for entry in done for name in entry.measure.fulfils.removes}, situation.inventory)
    facts = _facts_left(done, situation, inventory)
    return replace(
        situation,
        facts=_with_facts(facts, [code for code in codes if isinstance(code, FactCode) and _has_need(code, situation)]),
        answers=_with_yes(situation.answers, [code for code in codes if not isinstance(code, FactCode)]),
        inventory=inventory,
    )


def tables_risking(code: FactCode, situation: Situation) -> set[str] | None:
    """Return the tables whose groups make a measured fact true; None where anything else speaks for it too."""
    fact = situation.fact(code)
    because = fact.because if fact else ()
    if not because or any(reason.ref.rpartition("/")[2] not in _OF_GROUPS for reason in because):
        return None
    return {reason.ref.rpartition("/")[0] for reason in because}


_OF_GROUPS = ("uniques", "at-risk")


def _holds(code: str | FactCode, situation: Situation) -> bool | None:
    """Whether a fact holds or a question is answered yes; None where the question does not apply."""
    if isinstance(code, FactCode):
        return situation.fact(code) is not None
    value = situation.answers.value(*code.split("/"))
    return None if value is Value.NOT_APPLICABLE else value is Value.YES


def _made_true(done: Sequence[Advice], advised: Sequence[Advice]) -> list[str | FactCode]:
    """Return the questions and facts that become so, those shared among several measures included."""
    ids = {entry.measure.id for entry in done}
    open_shares = {code for entry in advised if entry.measure.id not in ids for code in entry.measure.fulfils.shares_in}
    found: dict[str | FactCode, None] = {}
    for entry in done:
        fulfils = entry.measure.fulfils
        shared = (code for code in fulfils.shares_in if code not in open_shares)
        found.update(dict.fromkeys((*fulfils.answers, *fulfils.facts, *shared)))
    return list(found)


def _without(categories: set[str], inventory: Inventory) -> Inventory:
    """Return the inventory without the columns of some categories."""
    if not categories:
        return inventory
    return inventory.model_copy(
        update={
            "tables": tuple(
                table.model_copy(
                    update={"columns": tuple(entry for entry in table.columns if entry.category not in categories)}
                )
                for table in inventory.tables
            )
        }
    )


def _facts_left(done: Sequence[Advice], situation: Situation, inventory: Inventory) -> tuple[Fact, ...]:
    """Return the facts that do not end: neither by a measure nor because every column that made them true is gone."""
    gone = _columns(situation.inventory) - _columns(inventory)
    ended = {code for entry in done for code in (*entry.measure.fulfils.ends, *_ended_as_measured(entry, situation))}
    ended |= {fact.code for fact in situation.facts if fact.code not in PROTECTIVE and _rests_on(fact, gone)}
    left = {fact.code for fact in situation.facts} - ended
    return tuple(fact for fact in situation.facts if fact.code not in ended or _kept_up_by(fact.code) & left)


def _kept_up_by(code: FactCode) -> frozenset[FactCode]:
    return KEPT_UP_BY.get(code, frozenset()).union(other for other, brought in BRINGS.items() if code in brought)


def _columns(inventory: Inventory) -> set[str]:
    return {f"{table.name}/{column.name}" for table in inventory.tables for column in table.columns}


def _rests_on(fact: Fact, columns: set[str]) -> bool:
    return bool(fact.because) and all(
        reason.kind is ReasonKind.FINDING and reason.ref in columns for reason in fact.because
    )


def _ended_as_measured(advice: Advice, situation: Situation) -> Iterator[FactCode]:
    """Yield the facts that the step of a measure ends, as the ladder of every table that makes them true shows it."""
    after = {effect.table: effect.after for effect in advice.effects}
    accepted = {effect.table: effect.accepted_share for effect in advice.effects}
    for code in advice.measure.fulfils.measured:
        tables = tables_risking(code, situation)
        if tables is None or not tables <= set(after):
            continue
        if code is FactCode.SINGLED_OUT and not any(after[name].uniques for name in tables):
            yield code
        if code is FactCode.SMALL_CLASSES:
            limit = dict.fromkeys(tables, 0.0) if situation.fact(FactCode.OPEN_RELEASE) else accepted
            if all(after[name].at_risk.share <= limit[name] for name in tables):
                yield code


def _has_need(code: FactCode, situation: Situation) -> bool:
    return code not in NEEDS or any(situation.fact(need) for need in NEEDS[code])


def _with_facts(facts: tuple[Fact, ...], codes: Sequence[FactCode]) -> tuple[Fact, ...]:
    """Add the facts that become true; those that something still rules out do not."""
    holding = {fact.code for fact in facts}
    added = [
        Fact(code=code, because=())
        for code in codes
        if code not in holding
        and holding.isdisjoint(RULED_OUT_BY.get(code, ()))
        and holding.isdisjoint(STANDS_AGAINST.get(code, ()))
    ]
    return (*facts, *added)


def _with_yes(answers: Answers, questions: Sequence[str]) -> Answers:
    """Answer some questions with yes, wherever they apply."""
    entries = {entry.checklist: entry for entry in answers.checklists}
    for name in questions:
        checklist, _, question = name.partition("/")
        entry = entries.get(checklist) or ChecklistAnswers(checklist=checklist, version="")
        given = entry.get(question)
        if given and given.value is Value.NOT_APPLICABLE:
            continue
        others = tuple(answer for answer in entry.answers if answer.question != question)
        entries[checklist] = entry.model_copy(update={"answers": (*others, Answer(question=question, value=Value.YES))})
    return Answers(checklists=tuple(entries.values()))
