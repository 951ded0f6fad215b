"""Checklists as files: `<id>.yaml` is a checklist, `<id>.<language>.yaml` beside it a translation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pia_toolkit.content import Lines, read_with_lines, validated
from pia_toolkit.domain.checklist import Asked, Checklist, Kind, Question
from pia_toolkit.domain.satisfiability import Questions, questions_of
from pia_toolkit.errors import ContentInvalid, RuleNeverHolds, unknown_name
from pia_toolkit.questionnaire.mistakes import Mistakes
from pia_toolkit.questionnaire.provisions import PROVISIONS
from pia_toolkit.questionnaire.translation import translated, words_of
from pia_toolkit.resources import content_files

Place = tuple[str | int, ...]


@dataclass
class _Files:
    """The base file of one checklist and its translations, by language."""

    base: Path | None = None
    translations: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class _Written:
    """A base file as it was read, with the line of every field."""

    file: str
    checklist: Checklist
    lines: Lines

    def mistake(self, place: Place, problem: str) -> ContentInvalid:
        """Tell a mistake at one place of the file."""
        where = ".".join(str(part) for part in place)
        return ContentInvalid(file=self.file, line=self.lines.get(place, 0), field=where, problem=problem)

    def misspelt(self, place: Place, address: str, known: Mapping[str, set[str]]) -> ContentInvalid:
        """Tell a question that no checklist asks at one place of the file, and the one that was probably meant."""
        where = ".".join(str(part) for part in place)
        addresses = (f"{checklist}/{question}" for checklist, asked in known.items() for question in asked)
        line = self.lines.get(place, 0)
        told = {"file": self.file, "field": where, "problem": "no-such-question", "name": address}
        return unknown_name(address, addresses, line=line, **told)

    def never_put(self, place: Place, question: Question, problem: str) -> RuleNeverHolds:
        """Tell a question that is never put, at the condition that keeps it from being put."""
        place = (*place, "asked_if") if question.asked_if else ("asked_if",)
        where = ".".join(str(part) for part in place)
        return RuleNeverHolds(file=self.file, line=self.lines.get(place, 0), field=where, problem=problem)

    def questions(self) -> Iterator[tuple[Place, Question]]:
        """Every question and its place in the file."""
        for number, section in enumerate(self.checklist.sections):
            for position, question in enumerate(section.questions):
                yield ("sections", number, "questions", position), question


def load_checklists(language: str, folders: Sequence[Path]) -> tuple[Checklist, ...]:
    """Return every checklist in one language, in the order of a walk; later folders win over earlier ones.

    A checklist of a later folder replaces one of the same id wholly, translations included, because a
    translation has to cover exactly the questions of the file it translates. Where there is no translation,
    the checklist stays in the language it was written in, which its `language` says.

    Raises `ContentInvalid`, or `Several` with every mistake of every file.
    """
    mistakes = Mistakes()
    written: list[tuple[_Written, Path | None]] = []
    found = _find(folders)
    for id_, files in sorted(found.items()):
        with mistakes.collected():
            written.append((_read(id_, files), files.translations.get(language)))
    known = {entry.checklist.id: {question.id for question in entry.checklist.questions} for entry, _ in written}
    broken = {path.stem for path in (files.base for files in found.values()) if path} - set(known)
    reachable = questions_of([entry.checklist for entry, _ in written])
    loaded = []
    for entry, translation in written:
        mistakes.found.extend((*_mistakes_in(entry), *_unknown_answers(entry, known, broken)))
        mistakes.found.extend(_never_put(entry, reachable) if not broken else ())
        with mistakes.collected():
            loaded.append(_in_language(entry.checklist, language, translation))
    mistakes.tell()
    return tuple(sorted(loaded, key=lambda checklist: (checklist.order, checklist.id)))


def _find(folders: Sequence[Path]) -> dict[str, _Files]:
    """Sort the files of all folders by checklist; a base file hides translations of earlier folders."""
    found: dict[str, _Files] = {}
    for folder in folders:
        paths = [path for path in content_files(folder) if path.name.split(".")[0] != PROVISIONS]
        for path in sorted(paths, key=lambda path: path.name.count(".")):
            id_, *language = path.name.removesuffix(".yaml").split(".", 1)
            if language:
                found.setdefault(id_, _Files()).translations[language[0]] = path
            else:
                found[id_] = _Files(base=path)
    return found


def _read(id_: str, files: _Files) -> _Written:
    if files.base is None:
        stray = min(files.translations.values())
        raise ContentInvalid(file=stray.name, line=0, field="-", problem=f"there is no {id_}.yaml to translate")
    data, lines = read_with_lines(files.base)
    return _Written(files.base.name, validated(data, Checklist, files.base.name, lines), lines)


def _in_language(base: Checklist, language: str, translation: Path | None) -> Checklist:
    if translation is None or base.language == language:
        return base
    data, lines = read_with_lines(translation)
    return translated(base, validated(data, words_of(base, language), translation.name, lines))


def _mistakes_in(written: _Written) -> Iterator[ContentInvalid]:
    """Find what the types cannot: a wrong name, ids used twice, empty words, conditions out of place."""
    if f"{written.checklist.id}.yaml" != written.file:
        yield written.mistake(("id",), "the file has another name")
    seen: set[str] = set()
    for number, section in enumerate(written.checklist.sections):
        if section.id in seen:
            yield written.mistake(("sections", number, "id"), "id used twice")
        seen.add(section.id)
    asked: set[str] = set()
    for place, question in written.questions():
        if question.id in asked:
            yield written.mistake((*place, "id"), "id used twice")
        asked.add(question.id)
        yield from _mistakes_in_question(written, place, question)


def _mistakes_in_question(written: _Written, place: Place, question: Question) -> Iterator[ContentInvalid]:
    for name in ("text", "help", "evidence_wanted", "provision"):
        if not getattr(question, name).strip():
            yield written.mistake((*place, name), "empty")
    has_condition = question.asked_if is not None
    if question.asked not in (Asked.ONCE_PER_CITY, Asked.FOR_A_FORM) and has_condition != (
        question.asked is Asked.WHEN_CALLED_FOR
    ):
        yield written.mistake(place, "asked_if goes with 'asked: when-called-for', not with 'every-dataset'")
    if question.counts and written.checklist.kind is not Kind.SCREENING:
        yield written.mistake((*place, "counts"), "only a checklist of 'kind: screening' counts criteria")


def _unknown_answers(written: _Written, known: Mapping[str, set[str]], broken: set[str]) -> Iterator[ContentInvalid]:
    """Find conditions on answers to questions that no checklist asks; a file that could not be read may ask them."""
    conditions = [((), written.checklist.asked_if), *((place, entry.asked_if) for place, entry in written.questions())]
    for place, condition in conditions:
        for part in condition.parts() if condition else ():
            checklist, _, question = (part.answer or "").partition("/")
            if part.answer and checklist not in broken and question not in known.get(checklist, ()):
                yield written.misspelt((*place, "asked_if"), part.answer, known)


def _never_put(written: _Written, questions: Questions) -> Iterator[RuleNeverHolds]:
    """Find questions that nothing can put, or only the answer they would get."""
    for place, question in written.questions():
        circle = questions.never_put.get(f"{written.checklist.id}/{question.id}")
        if circle is not None:
            yield written.never_put(place, question, "put-by-own-answer" if circle else "never-put")
