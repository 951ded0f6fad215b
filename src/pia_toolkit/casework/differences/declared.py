"""What `case.yaml` declares, what people decided, and what they say about measures and levels: value by value."""

from collections.abc import Iterator, Mapping
from typing import Any

from pia_toolkit.casework.differences.leaves import differing, leaves
from pia_toolkit.domain.action import Actions
from pia_toolkit.domain.decision import DecisionRecord
from pia_toolkit.domain.difference import Area, Change, Direction, Gravity, How
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.override import Overrides
from pia_toolkit.domain.proposal import Proposal

_MAJOR = {"purpose", "legal_basis", "recipients", "release", "stage", "automated_decisions", "trains_models"}
"""What a decision rests on: what the data are for, by what right, who gets them, what is done to people with them."""
_MINOR = {"title", "summary", "controller", "department", "contact", "benefit"}
_WORSE_WHEN_TRUE = {"automated_decisions", "trains_models", "public_space"}
_BETTER_WHEN_TRUE = {"encrypted", "keyed_pseudonyms", "synthetic"}
_WIDER = ("internal", "shared", "open")
_WHO_AND_WHEN = {"at", "by"}
_LISTS = {"conditions", "waived", "signatures"}
"""Parts of a decision that hold several things."""


def declared(before: Proposal, after: Proposal) -> Iterator[Change]:
    """Compare what two cases declare."""
    for change in differing(Area.DECLARED, *(leaves(entry.model_dump(mode="json")) for entry in (before, after))):
        field = change.subject[0]
        gravity = Gravity.MAJOR if field in _MAJOR else Gravity.MINOR if field in _MINOR else Gravity.NOTABLE
        yield change.model_copy(update={"gravity": gravity, "direction": _direction(field, change)})


def _direction(field: str, change: Change) -> Direction:
    """Say who is better off, where the field alone tells it."""
    if field in _WORSE_WHEN_TRUE:
        return Direction.WORSE if change.after else Direction.BETTER
    if field in _BETTER_WHEN_TRUE:
        return Direction.BETTER if change.after else Direction.WORSE
    if field == "release":
        return _by_rank(_WIDER.index(str(change.before)), _WIDER.index(str(change.after)))
    if field == "retention_days" and isinstance(change.before, int) and isinstance(change.after, int):
        return _by_rank(change.before, change.after)
    if field in ("recipients", "linked_with") and change.how is not How.CHANGED:
        return Direction.WORSE if change.how is How.NEW else Direction.BETTER
    return Direction.NEITHER


def _by_rank(before: int, after: int) -> Direction:
    return Direction.WORSE if after > before else Direction.BETTER


def decided(before: DecisionRecord | None, after: DecisionRecord | None) -> Iterator[Change]:
    """Compare what people decided, advised and signed; what a decision rested on is compared by itself."""
    for found in differing(Area.DECISION, leaves(_decision(before)), leaves(_decision(after))):
        subject, aspect = found.subject, found.aspect
        if subject[1:] and not subject[2:] and subject[0] not in _LISTS:
            subject, aspect = subject[:1], subject[1]
        change = found.model_copy(update={"subject": subject, "aspect": aspect})
        is_detail = _is_detail(change) or subject[0] == "earlier"
        major = subject[0] in ("taken", "conditions", "waived") or aspect in ("opinion", "reply")
        gravity = Gravity.MINOR if is_detail else Gravity.MAJOR if major else Gravity.NOTABLE
        yield change.model_copy(update={"gravity": gravity})


def _decision(record: DecisionRecord | None) -> Mapping[str, Any]:
    """Return what counts of a record as plain data: the decision taken, and what was heard for it."""
    record = record or DecisionRecord()
    heard = {"advice": record.advice_now, "views": record.views_now, "consultation": record.consultation_now}
    taken = record.taken
    return {
        "taken": taken.model_dump(mode="json", exclude={*heard, "basis", "conditions", "waived"}) if taken else None,
        "conditions": [condition.measure for condition in taken.conditions] if taken else [],
        "waived": [condition.measure for condition in taken.waived] if taken else [],
        **{name: said.model_dump(mode="json") if said else None for name, said in heard.items()},
        "signatures": [entry.model_dump(mode="json") for entry in record.signatures],
        "earlier": len(record.earlier),
    }


def acted(before: Actions | None, after: Actions | None, language: str) -> Iterator[Change]:
    """Compare what became of measures."""
    sides = [entry.actions if entry else () for entry in (before, after)]
    names = {entry.measure: entry.title.in_language(language) for side in sides for entry in side}
    plain = [{"actions": [_without_title(entry.model_dump(mode="json")) for entry in side]} for side in sides]
    for change in differing(Area.ACTION, *(leaves(side) for side in plain)):
        subject = change.subject[1:]
        done = _rank(change.after) - _rank(change.before) if change.aspect == "state" else 0
        yield change.model_copy(
            update={
                "subject": subject,
                "label": names.get(subject[0], ""),
                "gravity": Gravity.MINOR if _is_detail(change) else Gravity.NOTABLE,
                "direction": Direction.BETTER if done > 0 else Direction.WORSE if done < 0 else Direction.NEITHER,
            }
        )


def _without_title(action: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in action.items() if name != "title"}


def _rank(state: object) -> int:
    """Return how much a measure protects: done more than promised, dropped or not chosen not at all."""
    return {"done": 2, "open": 1}.get(str(state), 0)


def overridden(before: Overrides | None, after: Overrides | None, titles: Mapping[str, str]) -> Iterator[Change]:
    """Compare the levels that people set. `titles`: what scenarios are called."""
    plain = [
        {"overrides": [level.model_dump(mode="json") for level in entry.overrides]} if entry else {}
        for entry in (before, after)
    ]
    for change in differing(Area.OVERRIDE, *(leaves(side) for side in plain)):
        levels = _levels(change.before, change.after)
        yield change.model_copy(
            update={
                "subject": change.subject[1:],
                "label": titles.get(change.subject[1], ""),
                "gravity": Gravity.MAJOR if change.aspect in ("likelihood", "severity") else Gravity.MINOR,
                "direction": _by_rank(*levels) if levels else Direction.NEITHER,
            }
        )


def _levels(*said: object) -> tuple[int, ...]:
    """Return the ranks of codes of levels; none where one of them is no level."""
    ranks = {level.value: level.rank for level in Level}
    found = tuple(ranks[str(entry)] for entry in said if str(entry) in ranks)
    return found if len(found) == len(said) else ()


def _is_detail(change: Change) -> bool:
    """Whether a change tells no more than who wrote something down and when."""
    return _WHO_AND_WHEN & {change.subject[-1], change.aspect} != set()


def own_content(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Compare content of a case's own by the hashes of its files."""
    sides = [{"files": [{"name": name, "sha256": known} for name, known in side.items()]} for side in (before, after)]
    for change in differing(Area.CONTENT, *(leaves(side) for side in sides)):
        yield change.model_copy(update={"subject": change.subject[1:]})
