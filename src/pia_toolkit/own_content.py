"""What a city wrote itself for one case is checked whole: checklists, scenarios and measures, every mistake at once."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pia_toolkit.assessment.scenarios import ScenarioRule
from pia_toolkit.content import Entry, Lines, line_of, read_with_lines, validated
from pia_toolkit.domain.checklist import Checklist
from pia_toolkit.domain.plan import Mitigation
from pia_toolkit.domain.satisfiability import questions_of
from pia_toolkit.errors import ContentInvalid, PiaError, RuleNeverHolds, unknown_name
from pia_toolkit.i18n import words
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.questionnaire.mistakes import Mistakes
from pia_toolkit.questionnaire.provisions import load_provisions
from pia_toolkit.resources import beside, content_files, shipped
from pia_toolkit.rule_checks import Names, Problem, problems_of_measure, problems_of_scenario

CHECKLISTS, SCENARIOS, MEASURES, RECOGNIZERS = "checklists", "scenarios", "measures", "recognizers"
"""The folders of a case for content of its own."""


def check_own_content(folder: Path) -> None:
    """Check every checklist, scenario and measure of a case; nothing is done where it has none.

    Raises `ContentInvalid` or one of its kinds, or `Several` with every mistake in every file: a rule that can never
    hold, a question that is never put, a name that leads nowhere, a field or a word that is not known.
    """
    if not any(content_files(folder / kind) for kind in (CHECKLISTS, SCENARIOS, MEASURES)):
        return
    mistakes = Mistakes()
    checklists = _checklists(folder, mistakes)
    names = names_known(folder, checklists, unread=bool(mistakes.found))
    _check_each(folder / SCENARIOS, ScenarioRule, lambda entry: problems_of_scenario(entry, names), mistakes)
    _check_each(folder / MEASURES, Mitigation, lambda entry: problems_of_measure(entry, names), mistakes)
    mistakes.tell()


def names_known(folder: Path, checklists: Sequence[Checklist], *, unread: bool = False) -> Names:
    """Return everything the rules of a case can refer to: what is shipped and what its own files add.

    `unread`: whether its own checklists could not be read, so that their questions are not known.
    """
    own = content_files(folder / RECOGNIZERS)
    cited = frozenset(section.provision for checklist in checklists for section in checklist.sections)
    scenarios = (*content_files(beside("assessment", "scenarios")), *content_files(folder / SCENARIOS))
    return Names(
        questions=questions_of(checklists),
        categories=frozenset(words("en").find("categories")).union(*(_category(path) for path in own)),
        provisions=frozenset(load_provisions("en")) | cited,
        scenarios=frozenset(path.stem for path in scenarios),
        unread=frozenset(path.stem for path in content_files(folder / CHECKLISTS)) if unread else frozenset(),
    )


def _checklists(folder: Path, mistakes: Mistakes) -> Sequence[Checklist]:
    """Return the checklists in force; where those of the case cannot be read, the shipped ones."""
    with mistakes.collected():
        return load_checklists("en", (shipped("checklists"), folder / CHECKLISTS))
    return load_checklists("en", (shipped("checklists"),))


def _category(path: Path) -> Iterator[str]:
    """Yield the category a recognizer of the case finds; a file that is none is told when it is scanned with."""
    try:
        data, _ = read_with_lines(path)
    except PiaError:
        return
    if isinstance(data, dict) and isinstance(data.get("category"), str):
        yield data["category"]


def _check_each(
    folder: Path, model: type[Entry], problems_of: Callable[[Entry], Iterator[Problem]], mistakes: Mistakes
) -> None:
    """Note every mistake of every file in a folder."""
    for path in content_files(folder):
        with mistakes.collected():
            data, lines = read_with_lines(path)
            entry = validated(data, model, path.name, lines)
            if entry.id != path.stem:
                problem = "id is not the file's name"
                mistakes.found.append(ContentInvalid(file=path.name, line=1, field="id", problem=problem))
            mistakes.found += [_told(path.name, problem, lines) for problem in problems_of(entry)]


def _told(file: str, problem: Problem, lines: Lines) -> ContentInvalid:
    """Tell a problem at its line, with what was probably meant where a name leads nowhere."""
    where = ".".join(str(part) for part in problem.place)
    line = line_of(problem.place, lines)
    told = {"file": file, "field": where, "problem": problem.code}
    if problem.known:
        return unknown_name(problem.name, problem.known, line=line, name=problem.name, **told)
    return RuleNeverHolds(line=line, **told)
