"""Who signed a decision, whether that holds, and which signed decisions hold no longer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from pia_toolkit.domain.decision import EarlierDecision, Signature
from pia_toolkit.domain.decision_standing import CheckedSignature, DecisionStanding, SignatureState
from pia_toolkit.reports.blocks import Block, Content, Grid
from pia_toolkit.reports.figures import Figures, in_utc


def tell_signer(checked: CheckedSignature, figures: Figures) -> str:
    """Say who signed in which role; of a signature that does not hold, that it does not."""
    words, signature = figures.words, checked.signature
    told = words("decision.first.signer", name=signature.name, role=signature.role)
    if checked.state is SignatureState.HOLDS:
        return told
    return words("decision.line", label=told, text=words.label("signature-state", checked.state))


def tell_signatures(standing: DecisionStanding, figures: Figures) -> Block:
    """Tell who signed the decision taken, over which hash, and whether each signature holds."""
    words = figures.words
    names = ("name", "role", "when", "document", "check")
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            entry.signature.name,
            entry.signature.role,
            _when(entry.signature, figures),
            entry.signature.document,
            words.label("signature-state", entry.state),
        )
        for entry in standing.signatures
    )
    return Block(
        title=words("decision.signatures.title"),
        message="" if rows else words("decision.signatures.none"),
        sentences=(words("decision.signatures.sha256", sha256=standing.sha256),),
        grids=(decision_grid("signatures", names, rows, figures),) if rows else (),
        small=(words("decision.signatures.about"),),
    )


def _when(signature: Signature, figures: Figures) -> str:
    """Say when it was signed; of a paper, also when that was put on record."""
    recorded = tell_moment(signature.at, figures)
    if signature.on is None:
        return recorded
    return figures.words("decision.signatures.on-paper", date=tell_day(signature.on, figures), moment=recorded)


def tell_earlier(standing: DecisionStanding, figures: Figures) -> Iterator[Block]:
    """Tell the signed decisions that were replaced or withdrawn."""
    if not standing.record.earlier:
        return
    names = ("decision", "by", "date", "signed", "check", "ended", "reason")
    rows = tuple(
        _earlier_row(entry, signatures, figures)
        for entry, signatures in zip(standing.record.earlier, standing.earlier, strict=True)
    )
    yield Block(figures.words("decision.earlier.title"), grids=(decision_grid("earlier", names, rows, figures),))


def _earlier_row(
    entry: EarlierDecision, signatures: tuple[CheckedSignature, ...], figures: Figures
) -> tuple[Content, ...]:
    words, taken = figures.words, entry.decision
    checks = dict.fromkeys(words.label("signature-state", signature.state) for signature in signatures)
    names = (words("decision.first.signer", name=it.name, role=it.role) for it in entry.signatures)
    ending = {"how": words.label("ending", entry.ended), "date": figures.date(entry.at), "by": entry.by}
    return (
        words.label("decision", taken.decision),
        taken.by,
        tell_day(taken.on, figures),
        words("decision.first.roles-separator").join(names),
        words("decision.first.roles-separator").join(checks),
        words("decision.earlier.ended-told", **ending),
        entry.reason,
    )


def tell_day(day: date, figures: Figures) -> str:
    """Return a day of the calendar, as reports write it."""
    return figures.date(datetime.combine(day, time(), UTC))


def decision_grid(name: str, columns: tuple[str, ...], rows: tuple[tuple[Content, ...], ...], figures: Figures) -> Grid:
    """Return a table under the headings that the words of decisions have for it."""
    words = figures.words
    return Grid(words(f"decision.{name}.table"), tuple(words(f"decision.{name}.{key}") for key in columns), rows)


def tell_moment(moment: datetime, figures: Figures) -> str:
    """Return a moment as reports write it."""
    moment = in_utc(moment)
    return figures.words("report.moment", date=figures.date(moment), time=f"{moment:%H:%M}")
