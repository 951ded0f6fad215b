"""Why, in sentences: reasons behind a conclusion, evidence behind a verdict, notes that a stage left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pia_toolkit.domain.assessment import Assessment
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.domain.frozen import Scalar
from pia_toolkit.domain.inventory import Evidence, EvidenceKind
from pia_toolkit.domain.reasons import Reason, ReasonKind
from pia_toolkit.domain.report import Report
from pia_toolkit.i18n import Words
from pia_toolkit.reports.figures import Figures

_CERTAIN = 0.95
_LIKELY = 0.7
_ABOUT_A_CHECKLIST = ("questions-open", "questions-answered-well")
"""Reasons about all questions of a checklist, which is named before them."""
_SAID_AS_IT_IS = (EvidenceKind.SHAPE, EvidenceKind.NEIGHBOUR)
_NOTE_AREAS = ("reading", "detecting", "measuring", "linkage")
"""The words files of the stages that leave notes."""
FLOOR = Policy().small_class
"""The smallest count of people that is told exactly, unless a city chose another."""


@dataclass(frozen=True)
class Telling(Figures):
    """Figures and reasons of one report in one language.

    `questions` holds what reasons are about, by reference: the texts of questions, the titles of scenarios and of
    checklists.
    """

    questions: Mapping[str, str]

    def reasons(self, because: Iterable[Reason]) -> tuple[str, ...]:
        """Return each reason as a sentence, each sentence once, in order."""
        return reason_sentences(because, self.words, self.floor, self.questions)


def telling_of(report: Report, words: Words) -> Telling:
    """Return how a report is told in one language: counts of people below its policy's floor are not."""
    questions = {
        **{checklist.id: checklist.title for checklist in report.checklists},
        **{
            f"{checklist.id}/{question.id}": question.text
            for checklist in report.checklists
            for question in checklist.questions
        },
    }
    return Telling(words, report.risk.policy.small_class, {**questions, **titles_of(report.assessment, words.language)})


def titles_of(assessment: Assessment, language: str) -> dict[str, str]:
    """Return the title of each scenario by the references that lead to it: its own, and that of its override."""
    return {
        f"{place}/{scenario.id}": scenario.title.in_language(language)
        for scenario in assessment.scenarios
        for place in ("scenarios", "overrides")
    }


class _Told(str):
    """Text that stands where a sentence expects a figure: it takes no format."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


def reason_sentences(
    because: Iterable[Reason], words: Words, floor: int = FLOOR, questions: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return each reason as a sentence, each sentence once, in order.

    A measured count of people below `floor` is told as 'fewer than …', and its share as a share below that.
    `questions` is what reasons are about by its reference, such as the text of a question, told before the answer.
    """
    told = []
    for reason in because:
        sentence = words.reason(_without_small_counts(reason, words, floor))
        is_named = "/" in reason.ref or reason.says in _ABOUT_A_CHECKLIST
        question = (questions or {}).get(reason.ref) if is_named else None
        told.append(_said_about(question, sentence, words) if question else sentence)
    return tuple(dict.fromkeys(told))


def _said_about(name: str, sentence: str, words: Words) -> str:
    """Tell a reason after what it is about: a question is answered, a title is set off."""
    key = "report.reason" if name.endswith(("?", "？")) else "report.reason-titled"
    return words(key, question=name, sentence=sentence)


def note_sentences(notes: Iterable[ReadingNote], words: Words) -> tuple[str, ...]:
    """Return what a stage understood or could not do as sentences, each once, in order."""
    return tuple(dict.fromkeys(_note_sentence(note, words) for note in notes))


def evidence_sentence(evidence: Evidence, figures: Figures) -> str:
    """Return one piece of evidence as a sentence, such as '99.8 % of 10,000 cells match the pattern for …'.

    Exact evidence is told over cells, evidence from a sample over the entries that were looked at. Hits fewer
    than the floor are told as 'fewer than …'.
    """
    words = figures.words
    name = f"evidence.{evidence.kind.value}"
    if not isinstance(words.find(name), str):
        name = f"{name}.{'exact' if evidence.exact else 'sample'}"
    sentence = words(
        name,
        detail=evidence.detail if evidence.kind in _SAID_AS_IT_IS else _detail_label(evidence.detail, words),
        hit=figures.people(evidence.rows_hit),
        read=figures.people(evidence.rows_read),
        share=figures.share(evidence.rows_hit, evidence.rows_read),
        **evidence.values,
    )
    return figures.capitalised(sentence)


def _detail_label(detail: str, words: Words) -> str:
    """Return the name of what evidence agrees with: a kind of data, a check, a word list.

    A recognizer of one country, such as `national-id-spain`, goes by the name of its category, `national-id`.
    What has no name is told as it stands.
    """
    own = words.find("evidence.detail")
    names: Mapping[str, str] = own if isinstance(own, dict) else {}
    if detail in names:
        return names[detail]
    parts = detail.split("-")
    for length in range(len(parts), 0, -1):
        category = "-".join(parts[:length])
        if (label := words.label("category", category)) != category:
            return label
    return detail


def _without_small_counts(reason: Reason, words: Words, floor: int) -> Reason:
    units, total = reason.values.get("units"), reason.values.get("total")
    if reason.kind is not ReasonKind.MEASUREMENT or not isinstance(units, int) or not 0 < units < floor:
        return reason
    told: dict[str, Scalar] = {"units": _Told(words("report.number.few", floor=floor))}
    if "share" in reason.values and isinstance(total, int) and total:
        told["share"] = Figures(words, floor).at_most(floor / total)
    return reason.model_copy(update={"values": {**reason.values, **told}})


def _note_sentence(note: ReadingNote, words: Words) -> str:
    area = next((area for area in _NOTE_AREAS if words.find(f"{area}.{note.code}")), _NOTE_AREAS[0])
    return words(f"{area}.{note.code}", **note.values)


def together(words: Words, *sentences: str | None) -> str:
    """Return sentences one after the other as the language sets them apart; empty ones are left out."""
    separator, told = words("report.sentence-separator"), ""
    for sentence in filter(None, sentences):
        # What people wrote may be in another script than the report: then a space stands between.
        told += (separator or (" " if told and told[-1].isascii() else "")) + sentence if told else sentence
    return told


def certainty(confidence: float) -> str:
    """Return how sure a verdict is as a code: certain (from 95 %), likely (from 70 %) or possible."""
    if confidence >= _CERTAIN:
        return "certain"
    return "likely" if confidence >= _LIKELY else "possible"
