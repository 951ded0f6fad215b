"""What commands print of results: tables a data protection officer understands."""

from collections.abc import Mapping

from pia_toolkit.cli.console import print_table, say
from pia_toolkit.cli.levels import print_idle
from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.conclusions import Conclusions
from pia_toolkit.domain.inventory import Inventory, TableVerdict, UnitKind
from pia_toolkit.domain.plan import Plan
from pia_toolkit.i18n import Words
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.found import tell_columns
from pia_toolkit.reports.reasoning import note_sentences, reason_sentences, titles_of
from pia_toolkit.reports.summary import tell_computed_outcome

_FIRST_ACTIONS = 5


def print_inventory(inventory: Inventory, speak: Words) -> None:
    """Print each table: its columns, what they are, why we think so, how sure."""
    figures = Figures(speak, Policy().small_class)
    for number, table in enumerate(inventory.tables):
        if number:
            say()
        _print_table(table, figures)


def _print_table(table: TableVerdict, figures: Figures) -> None:
    speak = figures.words
    between = speak("report.sentence-separator")
    title = "table-title-records" if table.unit.kind is UnitKind.RECORD else "table-title"
    unit = speak.label("unit-kind", table.unit.kind)
    say(speak(f"cli.{title}", name=table.name, rows=table.rows, unit=unit))
    headings = [speak(f"cli.{key}") for key in ("column", "what-it-is", "why", "how-sure")]
    rows = [
        [row.verdict.name, row.what, between.join(row.why), row.how_sure]
        for row in tell_columns(table, Plan(recommendations=()), figures)
    ]
    print_table(headings, rows, widest=2)
    personal = sum(1 for column in table.columns if column.contains_personal_data)
    if personal:
        say(speak("cli.personal-some", count=personal, total=len(table.columns)))
    else:
        say(speak("cli.personal-none"))
    if table.notes:
        say(speak("cli.understood", notes=between.join(note_sentences(table.notes, speak))))
    if table.not_checked:
        say(speak("cli.not-checked", notes=between.join(note_sentences(table.not_checked, speak))))


def print_conclusions(conclusions: Conclusions, speak: Words, questions: Mapping[str, str]) -> None:
    """Print the suggested outcome, the risk left, and the first actions. `questions`: their texts by reference."""
    assessment, plan = conclusions.assessment, conclusions.plan
    decision = speak.label("decision", assessment.outcome.decision)
    say(speak("cli.pair", label=speak("cli.outcome-title"), value=decision))
    about = {**questions, **titles_of(assessment, speak.language)}
    for sentence in reason_sentences(assessment.outcome.because, speak, questions=about):
        say(f"  {sentence}")
    level, before = (speak.label("level", entry) for entry in (assessment.residual, assessment.inherent))
    say(speak("cli.residual", level=level, level_before=before))
    _print_basis(assessment, speak)
    conditions = sum(1 for entry in plan.recommendations if entry.condition_of_approval)
    say(speak("cli.recommended", count=len(plan.recommendations), conditions=conditions))
    for number, entry in enumerate(plan.recommendations[:_FIRST_ACTIONS], start=1):
        say(f"  {number}. {entry.mitigation.title.in_language(speak.language)}")


def _print_basis(assessment: Assessment, speak: Words) -> None:
    """Print how much has to come true before approval, and what people set in place of what was computed."""
    if count := len(assessment.outcome.requirements):
        say(speak("assess.requirements-count", count=count))
    if count := len(assessment.bare_safeguards):
        say(speak("assess.bare-safeguards", count=count))
    pairs = [(entry.override, entry.residual) for entry in assessment.scenarios if entry.override]
    if pairs:
        say(speak("override.count", count=len(pairs)))
    if count := sum(override.is_outdated(computed) for override, computed in pairs):
        say(speak("override.outdated-count", count=count))
    if differs := tell_computed_outcome(assessment.outcome, speak):
        say(differs)
    print_idle(assessment, speak)
