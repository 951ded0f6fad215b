"""A report as a city would get it: two tables, seven scenarios, two short checklists, built by hand."""

from example_conclusions import assessment, plan
from example_findings import inventory, risk
from example_questions import MOMENT, TEXTS, answers, checklists

from pia_toolkit.domain.proposal import Proposal, Recipient, Release, Stage
from pia_toolkit.domain.report import Provenance, Report, UsedFile


def example_report(
    language: str = "en", *, title: str = "", trips: str = "trips", odd_column: str = "remarks"
) -> Report:
    """Return the example; `title`, `trips` (a table) and `odd_column` can be as nasty as a test wants."""
    return Report(
        language=language,
        provenance=Provenance(
            case_id="9f2c1d77e0b4",
            created_at=MOMENT,
            tool_version="0.1.0",
            history_head="4be1" * 16,
            files=(
                UsedFile(name="un-77-211.yaml", origin="shipped", sha256="1f" * 32),
                UsedFile(name="house-rules.yaml", origin="project", sha256="2e" * 32),
            ),
        ),
        proposal=Proposal(
            title=title or TEXTS[language]["title"],
            summary=TEXTS[language]["summary"],
            controller="City of Rivermouth",
            department="Transport",
            contact="privacy office, town hall",
            purpose="route planning",
            legal_basis="By-law 12 of 2024, article 3",
            retention_days=90,
            release=Release.OPEN,
            stage=Stage.PRE_TENDER,
            recipients=(Recipient(name="Pedal Ltd", kind="supplier", abroad=True),),
            public_space=True,
            residents=82_000,
        ),
        inventory=inventory(trips, odd_column),
        risk=risk(trips),
        checklists=checklists(language),
        answers=answers(language),
        assessment=assessment(),
        plan=plan(),
    )
