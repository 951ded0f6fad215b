"""What a returned form says: the answers that can be taken, and every row that cannot, with why."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pia_toolkit.domain.answers import Answer, Answers, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.questionnaire.ask import Step
from pia_toolkit.questionnaire.form import ReturnedForm, ReturnedRow
from pia_toolkit.questionnaire.prefill import suggest
from pia_toolkit.questionnaire.record import record


@dataclass(frozen=True)
class Given:
    """An answer of a returned form, the row it stands in, and the answer the case has, if any."""

    row: ReturnedRow
    step: Step
    theirs: Answer
    mine: Answer | None

    @property
    def is_same(self) -> bool:
        """Whether the case has this answer already, with the same note and evidence."""
        return self.mine is not None and _content(self.mine) == _content(self.theirs)

    @property
    def is_in_conflict(self) -> bool:
        """Whether the case has another answer, or another note or evidence."""
        return self.mine is not None and not self.is_same


@dataclass(frozen=True)
class RowProblem:
    """A row that was not taken, or taken with a remark: `code` names the sentence that explains it."""

    sheet: str
    number: int
    code: str
    column: str = ""


@dataclass(frozen=True)
class Returned:
    """A returned form, judged. `problems` in the order of the rows."""

    given: tuple[Given, ...]
    problems: tuple[RowProblem, ...]

    @property
    def fresh(self) -> tuple[Given, ...]:
        """Answers to questions that have none."""
        return tuple(entry for entry in self.given if entry.mine is None)

    @property
    def same(self) -> tuple[Given, ...]:
        """Answers that the case has already."""
        return tuple(entry for entry in self.given if entry.is_same)

    @property
    def conflicts(self) -> tuple[Given, ...]:
        """Answers that differ from those of the case."""
        return tuple(entry for entry in self.given if entry.is_in_conflict)


@dataclass(frozen=True)
class Judging:
    """What rows are judged by: questions that are put, ids of all there are, the words for answers, who, when."""

    put: Mapping[str, Step]
    known: frozenset[str]
    values: Mapping[str, Value]
    situation: Situation
    author: str
    at: datetime


def judge(form: ReturnedForm, judging: Judging) -> Returned:
    """Return what a form gives. No row is dropped in silence: each is taken, empty, or among the problems."""
    times = Counter(row.id for row in form.rows if row.id and _is_filled(row))
    given: list[Given] = []
    problems: list[RowProblem] = []
    for row in form.rows:
        if code := _problem(row, times, judging):
            problems.append(RowProblem(row.sheet, row.number, code, "".join(row.formulas[:1])))
        elif row.answer:
            entry = _given(row, judging)
            given.append(entry)
            if row.version != entry.step.checklist.version:
                problems.append(RowProblem(row.sheet, row.number, "other-version"))
        if row.is_overfull and row.id:
            problems.append(RowProblem(row.sheet, row.number, "beside"))
    problems += [RowProblem(sheet, 0, "other-sheet") for sheet in form.other_sheets]
    return Returned(tuple(given), tuple(problems))


def taken(answers: Answers, given: Sequence[Given]) -> Answers:
    """Return answers with those of a form in place of earlier ones."""
    for entry in given:
        answers = record(answers, entry.step.checklist, entry.theirs)
    return answers


def plain(word: str) -> str:
    """Return a word as it is compared: half-width, small."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def _problem(row: ReturnedRow, times: Mapping[str, int], judging: Judging) -> str:
    """Return the code of what keeps a row from being taken, or an empty text; the first of several."""
    value = judging.values.get(plain(row.answer))
    checks = (
        ("formula", bool(row.formulas)),
        ("added-row", not row.id),
        ("", not _is_filled(row)),
        ("unknown-id", row.id not in judging.known),
        ("answered-twice", times[row.id] > 1),
        ("not-asked", row.id not in judging.put),
        ("no-answer", not row.answer),
        ("no-such-answer", value is None),
        ("no-reason", value is Value.NOT_APPLICABLE and not row.note),
    )
    return next((code for code, holds in checks if holds), "")


def _is_filled(row: ReturnedRow) -> bool:
    return bool(row.answer or row.note or row.evidence or row.formulas)


def _given(row: ReturnedRow, judging: Judging) -> Given:
    step = judging.put[row.id]
    suggestion = suggest(step.question, judging.situation)
    theirs = Answer(
        question=step.question.id,
        value=judging.values[plain(row.answer)],
        note=row.note,
        evidence=row.evidence,
        author=judging.author,
        at=judging.at,
        suggested=suggestion.value if suggestion else None,
    )
    return Given(row, step, theirs, step.answer(judging.situation.answers))


def _content(answer: Answer) -> tuple[Value, str, str]:
    return answer.value, answer.note.strip(), answer.evidence.strip()
