"""Facts that the city's own declaration makes true, or that follow from what it left open."""

from collections.abc import Callable, Iterator, Mapping

from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.known import Known
from pia_toolkit.domain.proposal import Recipient, Release
from pia_toolkit.domain.reasons import Reason, ReasonKind

_RECIPIENT_KINDS = ("supplier", "authority", "police", "research", "company")


def _declared(field: str, says: str, **values: Scalar) -> Reason:
    return Reason(kind=ReasonKind.DECLARATION, ref=field, says=says, values=values)


def _when(field: str, expected: object, says: str) -> Callable[[Known], Iterator[Reason]]:
    """Build the rule: the fact holds when the field was declared so."""

    def rule(known: Known) -> Iterator[Reason]:
        if getattr(known.proposal, field) == expected:
            yield _declared(field, says)

    return rule


def _when_open(field: str, says: str) -> Callable[[Known], Iterator[Reason]]:
    """Build the rule: the fact holds when the field was left open, unless the scan found nothing personal."""

    def rule(known: Known) -> Iterator[Reason]:
        value = getattr(known.proposal, field)
        blank = value is None or (isinstance(value, str) and not value.strip())
        if blank and not known.impersonal:
            yield _declared(field, says)

    return rule


def _no_owner(known: Known) -> Iterator[Reason]:
    """Nobody is named who decides, or nobody whom people can ask."""
    for field in ("controller", "contact"):
        yield from _when_open(field, f"no-{field}")(known)


def _recipients(known: Known) -> Iterator[Reason]:
    yield from (_recipient(recipient) for recipient in known.recipients)
    if known.proposal.release is Release.SHARED:
        yield _declared("release", "shared-release")


def _police(known: Known) -> Iterator[Reason]:
    return (_recipient(recipient) for recipient in known.recipients if recipient.kind == "police")


def _abroad(known: Known) -> Iterator[Reason]:
    for recipient in known.recipients:
        if recipient.abroad:
            yield _declared("recipients", "recipient-abroad", recipient=recipient.name)


def _recipient(recipient: Recipient) -> Reason:
    says = f"recipient-{recipient.kind}" if recipient.kind in _RECIPIENT_KINDS else "recipient"
    return _declared("recipients", says, recipient=recipient.name)


def _open_release(known: Known) -> Iterator[Reason]:
    if known.open_release:
        yield _declared("release", "open-release")


def _linked(known: Known) -> Iterator[Reason]:
    return (_declared("linked_with", "linked", dataset=name) for name in known.proposal.linked_with)


DECLARED: Mapping[FactCode, Callable[[Known], Iterator[Reason]]] = {
    FactCode.TRAINING_SET: _when("trains_models", expected=True, says="training-set"),
    FactCode.LINKED: _linked,
    FactCode.NO_RETENTION: _when_open("retention_days", "no-retention"),
    FactCode.NO_LEGAL_BASIS: _when_open("legal_basis", "no-legal-basis"),
    FactCode.NO_NOTICE: _when_open("public_notice", "no-notice"),
    FactCode.NO_OWNER: _no_owner,
    FactCode.OUTSIDE_RECIPIENTS: _recipients,
    FactCode.POLICE_RECIPIENT: _police,
    FactCode.RECIPIENT_ABROAD: _abroad,
    FactCode.NOT_ENCRYPTED: _when("encrypted", expected=False, says="not-encrypted"),
    FactCode.OPEN_RELEASE: _open_release,
    FactCode.PUBLIC_SPACE: _when("public_space", expected=True, says="public-space"),
    FactCode.AUTOMATED_DECISIONS: _when("automated_decisions", expected=True, says="automated-decisions"),
    FactCode.KEYED_PSEUDONYMS: _when("keyed_pseudonyms", expected=True, says="keyed-pseudonyms"),
    FactCode.SYNTHETIC: _when("synthetic", expected=True, says="synthetic"),
    FactCode.ENCRYPTED: _when("encrypted", expected=True, says="encrypted"),
}
"""Rule by fact. Each rule tells the declared field that made its fact true."""
