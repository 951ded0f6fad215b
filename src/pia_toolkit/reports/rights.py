"""The rights matrix: one strip of cells per checklist, one cell per provision, with answers and reasons."""

from dataclasses import dataclass

from pia_toolkit.domain.answers import CLAIMS, Answer, ChecklistAnswers
from pia_toolkit.domain.assessment import RightsCheck, RightsState
from pia_toolkit.domain.checklist import Checklist, Question, Section
from pia_toolkit.domain.citations import cite, cite_place
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.reasoning import Telling

_NOTHING_PUT = ("nothing-put-here", "nothing-asked-about-it")


@dataclass(frozen=True)
class AnswerRow:
    """One question with its answer; `given` is empty when it was skipped.

    `shown` is what was given, marked where it speaks for the proposal and is stated, not evidenced.
    """

    question: str
    provision: str
    given: str
    suggested: str
    overruled: bool
    note: str
    evidence: str
    by: str
    shown: str = ""


@dataclass(frozen=True)
class RightsRow:
    """One cell of the strip and its row of the table. `because` leaves out what `answers` already tells."""

    state: RightsState
    state_label: str
    place: str
    provision: str
    title: str
    gist: str
    because: tuple[str, ...]
    evidenced: str
    answers: tuple[AnswerRow, ...]
    no_answer: str

    @property
    def told_answers(self) -> tuple[str, ...]:
        """Each question with its answer, or that there is none."""
        return tuple(f"{answer.question} {answer.shown}" for answer in self.answers if answer.given) or (
            self.no_answer,
        )


@dataclass(frozen=True)
class RightsStrip:
    """One checklist: its instrument, its cells in reading order, how many stand in which state."""

    title: str
    instrument: str
    version: str
    rows: tuple[RightsRow, ...]
    tally: str


def tell_rights(report: Report, telling: Telling) -> tuple[RightsStrip, ...]:
    """Tell every checklist that has cells in the matrix, in the order of the report."""
    words = telling.words
    strips = []
    for checklist in report.checklists:
        checks = tuple(check for check in report.assessment.rights if check.checklist == checklist.id)
        if not checks:
            continue
        sections = {section.id: section for section in checklist.sections}
        answers = report.answers.of(checklist.id)
        rows = tuple(_tell_check(check, sections.get(check.title), answers, telling) for check in checks)
        strips.append(
            RightsStrip(
                title=checklist.title,
                instrument=checklist.instrument,
                version=checklist.version,
                rows=rows,
                tally=_tally(checks, words),
            )
        )
    return tuple(strips)


def tell_answers(checklist: Checklist, answers: ChecklistAnswers, telling: Telling) -> tuple[AnswerRow, ...]:
    """Tell every question of a checklist that was answered or skipped, in reading order."""
    return tuple(row for section in checklist.sections for row in _tell_section(section, answers, telling))


def _tell_check(
    check: RightsCheck, section: Section | None, answers: ChecklistAnswers | None, telling: Telling
) -> RightsRow:
    words = telling.words
    rows = _tell_section(section, answers, telling) if section and answers else ()
    is_silent = any(reason.says in _NOTHING_PUT for reason in check.because)
    given = {f"{check.checklist}/{answer.question}" for answer in (answers.answers if answers else ())}
    return RightsRow(
        state=check.state,
        state_label=words.label("rights-state", check.state),
        place=cite_place(check.provision, words.language),
        provision=cite(check.provision, words.language),
        title=section.title if section else check.title,
        gist=section.gist if section else "",
        because=telling.reasons(reason for reason in check.because if reason.ref not in given),
        evidenced=_tell_evidence(check, words),
        answers=rows,
        no_answer=words("assess.nothing-to-answer" if is_silent else "report.rights.no-answer"),
    )


def _tell_evidence(check: RightsCheck, words: Words) -> str:
    """Say whether what is claimed names its evidence; empty where nothing is claimed."""
    if check.evidenced:
        return words("report.rights.evidenced")
    return words("assess.not-evidenced") if check.not_evidenced else ""


def _tell_section(section: Section, answers: ChecklistAnswers, telling: Telling) -> tuple[AnswerRow, ...]:
    told = []
    for question in section.questions:
        answer = answers.get(question.id)
        if answer or question.id in answers.skipped:
            told.append(_tell_answer(question, answer, telling))
    return tuple(told)


def _tell_answer(question: Question, answer: Answer | None, telling: Telling) -> AnswerRow:
    words = telling.words
    provision = cite(question.provision, words.language)
    if answer is None:
        return AnswerRow(question.text, provision, "", "", overruled=False, note="", evidence="", by="")
    when = telling.date(answer.at) if answer.at else ""
    given = words.label("value", answer.value)
    is_bare = answer.value in CLAIMS and not answer.evidence.strip()
    return AnswerRow(
        question=question.text,
        provision=provision,
        given=given,
        suggested=words.label("value", answer.suggested) if answer.suggested else "",
        overruled=answer.suggested is not None and answer.suggested is not answer.value,
        note=answer.note,
        evidence=words("assess.not-evidenced") if is_bare else answer.evidence,
        by=words("report.by-on", by=answer.author, date=when) if answer.author and when else answer.author or when,
        shown=words("assess.bare-answer", answer=given) if is_bare else given,
    )


def _tally(checks: tuple[RightsCheck, ...], words: Words) -> str:
    """Say how many cells stand in each state that occurs."""
    counts = ((state, sum(check.state is state for check in checks)) for state in RightsState)
    told = (
        words("report.rights.tally", state=words.label("rights-state", state), count=count)
        for state, count in counts
        if count
    )
    return words("report.rights.tallied", tally=words("report.list-separator").join(told))
