"""What the report rests on: the proposal as declared, its data flow, the files used, the thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass

from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.figures import Figures, in_utc


@dataclass(frozen=True)
class Line:
    """A labelled line; `open`: nothing was declared, and `text` says so."""

    label: str
    text: str
    open: bool = False


@dataclass(frozen=True)
class Provenance:
    """What made this report, from which data and files, and how to check that."""

    identity: tuple[Line, ...]
    case_id: str
    hash: str
    created: str
    sources: tuple[tuple[str, str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    thresholds: tuple[tuple[str, str, str], ...]


def tell_proposal(proposal: Proposal, figures: Figures) -> tuple[Line, ...]:
    """Tell the proposal field by field; what was left open is told as open."""
    words = figures.words
    declared = {
        "controller": proposal.controller,
        "department": proposal.department,
        "contact": proposal.contact,
        "purpose": proposal.purpose,
        "benefit": proposal.benefit,
        "legal-basis": proposal.legal_basis,
        "public-notice": proposal.public_notice,
        "stage": words.label("stage", proposal.stage),
        "release": words.label("release", proposal.release),
        "recipients": _recipients(proposal, words),
        "retention": _retention(proposal, figures),
        "encrypted": "" if proposal.encrypted is None else _yes_or_no(words, value=proposal.encrypted),
        "pseudonyms": _yes_or_no(words, value=proposal.keyed_pseudonyms),
        "public-space": _yes_or_no(words, value=proposal.public_space),
        "automated-decisions": _yes_or_no(words, value=proposal.automated_decisions),
        "trains-models": _yes_or_no(words, value=proposal.trains_models),
        "linked-with": words("report.list-separator").join(proposal.linked_with),
        "residents": "" if proposal.residents is None else figures.number(proposal.residents),
        "synthetic": _yes_or_no(words, value=proposal.synthetic),
    }
    optional = {"linked-with", "residents"}
    return tuple(
        Line(words(f"report.proposal.{name}"), text or words("report.proposal.open"), open=not text)
        for name, text in declared.items()
        if text or name not in optional
    )


def tell_flow(report: Report, figures: Figures) -> tuple[Line, ...]:
    """Tell the five stations of the data: collected, used, stored, shared, deleted."""
    words, proposal = figures.words, report.proposal
    tables = words("report.list-separator").join(table.name for table in report.inventory.tables)
    encrypted = {None: "unknown", True: "yes", False: "no"}[proposal.encrypted]
    stations = {
        "collected": tables,
        "used": proposal.purpose,
        "stored": words(f"report.flow.encrypted-{encrypted}"),
        "shared": _recipients(proposal, words) if proposal.recipients else words.label("release", proposal.release),
        "deleted": _retention(proposal, figures),
    }
    return tuple(
        Line(words(f"report.flow.{name}"), text or words("report.proposal.open"), open=not text)
        for name, text in stations.items()
    )


def tell_provenance(report: Report, figures: Figures) -> Provenance:
    """Tell what made this report, and when."""
    words, origin = figures.words, report.provenance
    moment = in_utc(origin.created_at)
    identity = {
        "case-id": origin.case_id,
        "history-head": origin.history_head,
        "created": words("report.moment", date=figures.date(moment), time=f"{moment:%H:%M}"),
        "tool-version": origin.tool_version,
    }
    sources = dict.fromkeys(table.source for table in report.inventory.tables)
    return Provenance(
        identity=(
            *(Line(words(f"report.provenance.{name}"), text) for name, text in identity.items()),
            *_versions(report, figures),
        ),
        case_id=origin.case_id,
        hash=origin.history_head,
        created=identity["created"],
        sources=tuple(
            (source.name, source.format, figures.size(source.bytes), source.sha256)
            if source.sha256
            else (source.name, source.format, "", words("report.provenance.no-file"))
            for source in sources
        ),
        files=tuple((file.name, words.label("file-origin", file.origin), file.sha256) for file in origin.files),
        thresholds=_thresholds(report, figures),
    )


def _versions(report: Report, figures: Figures) -> Iterator[Line]:
    """Tell which version was frozen last and whether the report is of just that, and what the case was made from."""
    words, version, source = figures.words, report.provenance.version, report.provenance.came_from
    if version:
        name, day = f"versions.report.{'changed' if version.changed else 'unchanged'}", figures.date(in_utc(version.at))
        told = words(name, number=version.number, date=day, sha256=version.sha256)
        yield Line(words("versions.report.version"), told)
    if source:
        told = words("versions.report.from", title=source.title, version=source.version, sha256=source.sha256)
        yield Line(words("versions.report.source"), told)


def _thresholds(report: Report, figures: Figures) -> tuple[tuple[str, str, str], ...]:
    """Return each threshold of the policy: its name, its value here, where it comes from."""
    policy, words = report.risk.policy, figures.words
    values = {
        "small-class": figures.number(policy.small_class),
        "publication-class": figures.number(policy.publication_class),
        "acceptable-share": figures.percent(policy.acceptable_share),
        "fine-location": figures.metres(policy.fine_location_metres),
        "fine-time": figures.step(policy.fine_time_seconds),
    }
    return tuple(
        (words(f"report.thresholds.{name}.name"), value, words(f"report.thresholds.{name}.source"))
        for name, value in values.items()
    )


def _recipients(proposal: Proposal, words: Words) -> str:
    told = [
        words(
            f"report.proposal.recipient{'-abroad' if recipient.abroad else ''}",
            who=recipient.name,
            kind=words.label("recipient-kind", recipient.kind),
        )
        for recipient in proposal.recipients
    ]
    return words("report.list-separator").join(told) or words("report.proposal.no-recipients")


def _retention(proposal: Proposal, figures: Figures) -> str:
    if proposal.retention_days is None:
        return ""
    if proposal.retention_days == 0:
        return figures.words("report.proposal.retention-no-days")
    return figures.days(proposal.retention_days)


def _yes_or_no(words: Words, *, value: bool) -> str:
    return words(f"report.{'yes' if value else 'no'}")
