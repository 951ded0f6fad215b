"""What was decided: advice, views, decision, conditions, signatures, and what calls for a new look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pia_toolkit.domain.action import FollowedPlan, Standing
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.citations import cite
from pia_toolkit.domain.decision import Advice, AdviceReply, Consultation, DecisionTaken, Views
from pia_toolkit.domain.decision_standing import DecisionStanding
from pia_toolkit.domain.due_review import Trigger, TriggerKind
from pia_toolkit.reports.blocks import Block, Content
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.signed import decision_grid, tell_day, tell_earlier, tell_moment, tell_signatures, tell_signer

_LABELS_OF = {
    TriggerKind.RELEASE: "release",
    TriggerKind.RESIDUAL: "level",
    TriggerKind.SCENARIO: "level",
    TriggerKind.OUTCOME: "decision",
}
"""By which labels the codes of a trigger, before and now, are told."""
_ADVICE, _VIEWS, _CONSULTATION = "GDPR:35(2)", "GDPR:35(9)", "GDPR:36(1)-(2)"


@dataclass(frozen=True)
class Decided:
    """What was decided, in words.

    `first`: sentences for the first page, the first of which names the decision; none before one is taken.
    """

    taken: bool
    first: tuple[str, ...]
    blocks: tuple[Block, ...]


def tell_decided(
    standing: DecisionStanding,
    figures: Figures,
    suggested: Decision | None = None,
    followed: FollowedPlan | None = None,
) -> Decided:
    """Tell what was decided and how that stands.

    `suggested`: what the assessment suggests now; `followed`: how far the measures have come.
    """
    taken = standing.record.taken
    if taken is None:
        return Decided(taken=False, first=(), blocks=tuple(_not_taken(standing, suggested, figures)))
    blocks = (
        _taken(standing, taken, figures),
        *_conditions(taken, followed, figures),
        tell_advice(taken.advice, figures),
        tell_views(taken.views, figures),
        *((tell_consultation(taken.consultation, figures),) if _asks_authority(taken) else ()),
        tell_signatures(standing, figures),
        _review(standing.due, figures),
        *_for_the_next(standing, figures),
        *tell_earlier(standing, figures),
    )
    return Decided(taken=True, first=_first(standing, taken, figures), blocks=blocks)


def tell_trigger(trigger: Trigger, figures: Figures) -> str:
    """Say in a sentence what calls for a new look."""
    words, values = figures.words, dict(trigger.values)
    for name in ("then", "now"):
        if name in values:
            values[name] = words.label(_LABELS_OF[trigger.kind], str(values[name]))
    if "on" in values:
        values["on"] = tell_day(date.fromisoformat(str(values["on"])), figures)
    if trigger.kind is TriggerKind.SCENARIO:
        values["title"] = trigger.title.in_language(words.language) if trigger.title else trigger.ref
    key = f"{trigger.kind.value}.{trigger.ref}" if trigger.kind is TriggerKind.USE else trigger.kind.value
    return words(f"decision.triggers.{key}", **values)


def tell_taken_by(taken: DecisionTaken, figures: Figures) -> str:
    """Say who decided, and when."""
    key = "by-as" if taken.role else "by"
    return figures.words(f"decision.first.{key}", by=taken.by, role=taken.role, date=tell_day(taken.on, figures))


def _not_taken(standing: DecisionStanding, suggested: Decision | None, figures: Figures) -> Iterator[Block]:
    """Tell what is on record before a decision is taken."""
    record = standing.record
    if doubts := tuple(_doubts(standing, figures)):
        yield Block(figures.words("decision.taken.title"), sentences=doubts)
    yield tell_advice(record.advice, figures)
    yield tell_views(record.views, figures)
    if record.consultation or suggested is Decision.CONSULT_AUTHORITY:
        yield tell_consultation(record.consultation, figures)
    yield from tell_earlier(standing, figures)


def _first(standing: DecisionStanding, taken: DecisionTaken, figures: Figures) -> tuple[str, ...]:
    words = figures.words
    decision = words("decision.first.taken", decision=words.label("decision", taken.decision))
    valid = words("decision.first.valid", date=tell_day(taken.valid_until, figures)) if taken.valid_until else ""
    signers = words("decision.first.roles-separator").join(tell_signer(entry, figures) for entry in standing.signatures)
    signed = words("decision.first.signed", names=signers) if signers else words("decision.first.unsigned")
    due = words("decision.first.due", count=len(standing.due)) if standing.due else ""
    doubts = _doubts(standing, figures)
    return tuple(filter(None, (decision, tell_taken_by(taken, figures), valid, signed, due, *doubts)))


def _asks_authority(taken: DecisionTaken) -> bool:
    """Whether the authority was consulted, or the assessment suggested that it be."""
    return taken.consultation is not None or taken.basis.outcome is Decision.CONSULT_AUTHORITY


def _doubts(standing: DecisionStanding, figures: Figures) -> Iterator[str]:
    """Say what speaks against taking the record as it stands."""
    words = figures.words
    if standing.edited_by_hand:
        yield words("decision.taken.edited")
    if standing.changed_files:
        files = words("report.list-separator").join(standing.changed_files)
        yield words("decision.taken.changed", files=files)


def _taken(standing: DecisionStanding, taken: DecisionTaken, figures: Figures) -> Block:
    words, basis = figures.words, taken.basis
    sentences = [tell_taken_by(taken, figures)]
    if taken.valid_until:
        sentences.append(words("decision.taken.valid", date=tell_day(taken.valid_until, figures)))
    if basis.outcome is not taken.decision and basis.outcome is not None:
        sentences.append(words("decision.taken.departs", suggested=words.label("decision", basis.outcome)))
    else:
        sentences.append(words("decision.taken.as-suggested"))
    if taken.waived:
        titles = words("report.list-separator").join(entry.title.in_language(words.language) for entry in taken.waived)
        sentences.append(words("decision.taken.waived", measures=titles))
    if taken.reason:
        sentences.append(words("decision.taken.reason", reason=taken.reason))
    if basis.residual is not None:
        sentences.append(words("decision.taken.basis", level=words.label("level", basis.residual)))
    return Block(
        title=words("decision.first.taken", decision=words.label("decision", taken.decision)),
        sentences=(*sentences, *_doubts(standing, figures)),
        small=(words("decision.taken.recorded", moment=tell_moment(taken.at, figures)),),
    )


def _conditions(taken: DecisionTaken, followed: FollowedPlan | None, figures: Figures) -> Iterator[Block]:
    if not taken.conditions:
        return
    words = figures.words
    names = ("condition", "check", "owner", "due", *(("state",) if followed else ()))
    rows: list[tuple[Content, ...]] = []
    for entry in taken.conditions:
        known = followed.of(entry.measure) if followed else None
        standing = known.standing if known else Standing.NOT_CHOSEN
        state = (words.label("standing", standing),) if followed else ()
        title, check = (text.in_language(words.language) for text in (entry.title, entry.check))
        rows.append((title, check, words.label("owner", entry.owner), words.label("due", entry.due), *state))
    yield Block(
        title=words("decision.conditions.title"),
        message=words("decision.conditions.message", count=len(rows)),
        grids=(decision_grid("conditions", names, tuple(rows), figures),),
    )


def tell_advice(advice: Advice | None, figures: Figures, title: str = "title") -> Block:
    """Tell what the data protection officer advised, and what was done with it; `title` names the heading."""
    words = figures.words
    small = (words("decision.advice.source", provision=cite(_ADVICE, words.language)),)
    if advice is None:
        return Block(words(f"decision.advice.{title}"), message=words("decision.advice.none"), small=small)
    told = {"officer": advice.officer, "date": tell_day(advice.on, figures)}
    reply = {
        None: words("decision.advice.open"),
        AdviceReply.ACCEPTED: words("decision.advice.accepted", by=advice.reply_by),
        AdviceReply.OVERRULED: words("decision.advice.overruled", by=advice.reply_by, reason=advice.reason),
    }[advice.reply]
    return Block(
        title=words(f"decision.advice.{title}"),
        message=words("decision.advice.told", **told, opinion=words.label("opinion", advice.opinion)),
        sentences=(advice.text, *_document(advice.document, figures), reply),
        small=small,
    )


def tell_views(views: Views | None, figures: Figures, title: str = "title") -> Block:
    """Tell what the people concerned said and what came of it, or why they were not heard."""
    words = figures.words
    small = (words("decision.views.source", provision=cite(_VIEWS, words.language)),)
    if views is None:
        return Block(words(f"decision.views.{title}"), message=words("decision.views.none"), small=small)
    lines = {"how": views.how, "said": views.said, "done": views.done, "why-not": views.why_not}
    sentences = (
        words("decision.line", label=words(f"decision.views.{name}"), text=text) for name, text in lines.items() if text
    )
    by = words("decision.views.by", by=views.by, date=figures.date(views.at))
    return Block(
        title=words(f"decision.views.{title}"),
        message=words("decision.views.heard" if views.heard else "decision.views.not-heard"),
        sentences=(*sentences, *_document(views.document, figures), by),
        small=small,
    )


def tell_consultation(consulted: Consultation | None, figures: Figures, title: str = "title") -> Block:
    """Tell whether the data protection authority was asked, when, and what it answered."""
    words = figures.words
    heading = words(f"decision.consultation.{title}")
    small = (words("decision.consultation.source", provision=cite(_CONSULTATION, words.language)),)
    if consulted is None:
        return Block(heading, message=words("decision.consultation.none"), small=small)
    answer = words("decision.consultation.unanswered")
    if consulted.answered:
        day = tell_day(consulted.answered, figures)
        answer = words("decision.consultation.answered", date=day, answer=consulted.answer)
    reference = words("decision.consultation.reference", reference=consulted.reference) if consulted.reference else ""
    asked = {"authority": consulted.authority, "date": tell_day(consulted.asked, figures)}
    return Block(
        title=heading,
        message=words("decision.consultation.asked", **asked),
        sentences=tuple(filter(None, (reference, answer))),
        small=small,
    )


def _review(due: tuple[Trigger, ...], figures: Figures) -> Block:
    words = figures.words
    return Block(
        title=words("decision.review.title"),
        message=words("decision.review.due", count=len(due)) if due else words("decision.review.none"),
        sentences=tuple(tell_trigger(trigger, figures) for trigger in due),
        small=(words("decision.review.about"),),
    )


def _for_the_next(standing: DecisionStanding, figures: Figures) -> Iterator[Block]:
    """Tell what is already there for the decision that follows the one taken."""
    record = standing.record
    if record.advice:
        yield tell_advice(record.advice, figures, "next-title")
    if record.views:
        yield tell_views(record.views, figures, "next-title")
    if record.consultation:
        yield tell_consultation(record.consultation, figures, "next-title")


def _document(document: str, figures: Figures) -> tuple[str, ...]:
    return (figures.words("decision.advice.document", document=document),) if document else ()
