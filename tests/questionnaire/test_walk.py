"""The walk on a terminal, driven by what a person types."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pia_toolkit.cli.terminal import Terminal, open_terminal
from pia_toolkit.cli.walk import WalkSession, walk
from pia_toolkit.cli.wrapping import display_width
from pia_toolkit.domain.answers import Answers, Value
from pia_toolkit.domain.conditions import Situation
from pia_toolkit.domain.facts import Fact, FactCode
from pia_toolkit.domain.reasons import Reason
from pia_toolkit.i18n import languages, words
from pia_toolkit.questionnaire.answers_file import read_answers, write_answers
from pia_toolkit.questionnaire.ask import progress, questions_to_put
from pia_toolkit.questionnaire.load import load_checklists
from pia_toolkit.questionnaire.route import Round
from pia_toolkit.questionnaire.selection import EVERYTHING, select
from pia_toolkit.resources import shipped

CHECKLIST = "un-77-211"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAIN = Situation(facts=())
WALKED = (CHECKLIST, "un-habitat-2-1")


def checklists_in(language):
    return tuple(entry for entry in load_checklists(language, [shipped("checklists")]) if entry.id in WALKED)


TOTAL = progress(checklists_in("en"), PLAIN).put
MANY = 2 * TOTAL
"""More than enough answers to come to the end, whatever questions they call for."""
SECOND = questions_to_put(checklists_in("en"), PLAIN)[1].question.id
SITUATION = Situation(
    facts=(
        Fact(
            code=FactCode.DIRECT_IDENTIFIER,
            because=tuple(
                Reason(
                    kind="finding",
                    ref=f"sessions/{column}",
                    says="column-is",
                    values={"table": "sessions", "column": column, "category": "vehicle-plate"},
                )
                for column in ("plate", "plate_2", "plate_3", "plate_4", "plate_5", "plate_6")
            ),
        ),
    )
)


class Person:
    """Types lines; an exception among them is raised, as Ctrl-C would be."""

    def __init__(self, *lines):
        self.lines = list(lines)
        self.shown = []
        self.prompts = []

    def read(self, prompt):
        self.prompts.append(prompt)
        if not self.lines:
            raise EOFError
        line = self.lines.pop(0)
        if isinstance(line, type):
            raise line
        return f"{line}\n"

    @property
    def text(self):
        return "\n".join(self.shown)


class Case:
    """Walks and keeps what was saved."""

    def __init__(self, language="en", situation=PLAIN):
        self.language = language
        self.situation = situation
        self.checklists = checklists_in(language)
        self.saved = []
        self.clock = START
        self.selected = EVERYTHING
        self.assess = None

    def now(self):
        self.clock += timedelta(minutes=1)
        return self.clock

    def walk(self, *lines, wanted=Round.FRESH):
        person = Person(*lines)
        terminal = Terminal(read=person.read, write=person.shown.append)
        session = WalkSession(terminal, words(self.language), self.saved.append, self.now, author="DPO", wanted=wanted)
        session = replace(session, selected=self.selected, assess=self.assess)
        self.answers = walk(self.checklists, self.situation, self.last, session)
        assert self.answers == self.last
        return person

    @property
    def last(self):
        return self.saved[-1] if self.saved else Answers()

    def given(self):
        entry = self.answers.of(CHECKLIST)
        return [(answer.question, answer.value.value) for answer in entry.answers] if entry else []

    def answer(self, question):
        return self.answers.of(CHECKLIST).get(question)


def test_each_answer_is_saved_before_the_next_question():
    case = Case()
    case.walk("y", "x", "Nobody gains.", "q")
    assert [len(answers.of(CHECKLIST).answers) for answers in case.saved] == [1, 2]
    assert case.given() == [("private-life-mapped", "yes"), (SECOND, "not-applicable")]
    answer = case.answer("private-life-mapped")
    assert (answer.author, answer.at, answer.suggested) == ("DPO", START + timedelta(minutes=1), None)


def test_no_and_partly_ask_for_note_and_evidence():
    case = Case()
    person = case.walk("n", "Nobody wrote it down.", "", "p", "", "page 3", "q")
    assert case.answer("private-life-mapped").note == "Nobody wrote it down."
    assert case.answer(SECOND).evidence == "page 3"
    assert [prompt[:4] for prompt in person.prompts[:3]] == ["Answ", "Note", "Evid"]


def test_a_note_can_be_typed_first_and_is_then_not_asked_for_again():
    case = Case()
    case.walk("t", "As promised.", "report.pdf", "n", "q")
    answer = case.answer("private-life-mapped")
    assert (answer.value, answer.note, answer.evidence) == (Value.NO, "As promised.", "report.pdf")


def test_back_shows_the_answer_and_lets_it_be_changed():
    case = Case()
    person = case.walk("p", "Half.", "page 3", "b", "y", "q")
    assert "Your answer so far: Partly" in person.text
    assert "Note: Half." in person.text
    answer = case.answer("private-life-mapped")
    assert (answer.value, answer.note, answer.evidence) == (Value.YES, "Half.", "page 3")


def test_a_note_on_an_answered_question_changes_the_answer_at_once_and_a_dash_clears_it():
    case = Case()
    case.walk("p", "Half.", "page 3", "b", "t", "-", "", "q")
    answer = case.answer("private-life-mapped")
    assert (answer.value, answer.note, answer.evidence) == (Value.PARTLY, "", "page 3")


def test_back_on_the_first_question_stays_there():
    case = Case()
    person = case.walk("b", "y", "q")
    assert "This is the first question." in person.text
    assert case.given() == [("private-life-mapped", "yes")]


def test_skipped_questions_are_kept_as_skipped_and_come_up_when_nothing_else_is_open():
    case = Case()
    case.walk("s", *["y"] * MANY)
    assert case.answers.of(CHECKLIST).skipped == ("private-life-mapped",)
    person = case.walk("y")
    assert "Is it written down which parts" in person.text
    assert case.answers.of(CHECKLIST).skipped == ()
    assert progress(case.checklists, Situation(facts=(), answers=case.answers)).left == 0


def test_help_says_why_what_counts_and_what_the_provision_asks_for():
    person = Case().walk("?", "q")
    assert "We ask because nobody can weigh" in person.text
    assert "Evidence that would show it: Data inventory" in person.text
    assert "Nobody's privacy" in person.text


def test_an_unknown_key_is_explained_and_changes_nothing():
    case = Case()
    person = case.walk("w", "", "yy", "q")
    assert person.text.count("Type y, p, n or x") == 3
    assert case.saved == []


def test_citation_and_progress_are_shown():
    person = Case().walk("y", "q")
    assert f"1 of {TOTAL}, 0 answered · A/RES/77/211, para. 1 · No arbitrary" in person.text.replace("\n", " ")
    assert f"2 of {TOTAL}" in person.text


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError, "q"])
def test_stopping_loses_nothing_says_so_and_the_next_walk_goes_on_there(stop):
    case = Case()
    person = case.walk("y", "y", stop)
    assert f"Stopped. 2 of {TOTAL} questions are answered, and everything is saved." in person.text.replace("\n", " ")
    person = case.walk("y", "q")
    assert f"3 of {TOTAL}" in person.text
    assert f"1 of {TOTAL}" not in person.text
    assert len(case.given()) == 3


def test_ctrl_c_while_typing_a_note_keeps_the_answer():
    case = Case()
    case.walk("n", KeyboardInterrupt)
    assert case.given() == [("private-life-mapped", "no")]


def test_a_walk_may_begin_with_ctrl_c():
    case = Case()
    person = case.walk(KeyboardInterrupt)
    assert case.saved == []
    assert case.answers == Answers()
    assert f"Stopped. 0 of {TOTAL}" in person.text


def test_everything_answered_ends_the_walk_and_again_puts_everything_once_more():
    case = Case()
    person = case.walk(*["y"] * MANY)
    put = progress(case.checklists, Situation(facts=(), answers=case.answers)).put
    assert f"end. {put} of {put} questions are answered" in person.text.replace("\n", " ")
    person = case.walk("y")
    assert person.prompts == []
    person = case.walk("x", "No people in it.", "q", wanted=Round.ALL)
    assert case.answer("private-life-mapped").value is Value.NOT_APPLICABLE
    assert "Your answer so far: Yes" in person.text


def test_the_data_suggest_an_answer_with_reasons_and_who_says_otherwise_is_asked_why():
    case = Case(situation=SITUATION)
    person = case.walk("y", "Written on Monday.", "inventory.pdf", "q")
    assert "The data suggest: Partly" in person.text
    first = words("en").reason(SITUATION.facts[0].because[0])
    assert first.split()[0] in person.text
    assert "- and 4 more; e shows all" in person.text
    assert "This is not what the data suggest." in person.text
    answer = case.answer("private-life-mapped")
    assert (answer.value, answer.suggested, answer.note) == (Value.YES, Value.PARTLY, "Written on Monday.")


def test_an_answer_can_call_for_a_question_and_take_it_back():
    """Answers to a question that is no longer put are neither kept nor saved."""
    called = (Fact(code=FactCode.CHILDREN, because=()),)
    case = Case(situation=Situation(facts=called))
    steps = questions_to_put(case.checklists, case.situation)
    number = 1 + [step.question.id for step in steps].index("children-interests-assessed")
    case.walk(str(number), "y", "Assessed in May.", "", "q")
    assert case.answer("children-interests-assessed").value is Value.YES
    case.situation = PLAIN
    case.walk("y", "q")
    assert case.answer("children-interests-assessed") is None


def test_chinese_words_wide_letters_and_labels_are_understood():
    case = Case("zh")
    person = case.walk("ｙ", "否", "没有写。", "", "？", "Q")
    assert case.given() == [("private-life-mapped", "yes"), (SECOND, "no")]
    assert case.answer(SECOND).note == "没有写。"
    assert f"第 1 题，共 {TOTAL} 题，已答 0 题 · 第 77/211 号决议，第 1 段" in person.text
    assert f"已停止。共 {TOTAL} 题，已回答 2 题" in person.text


@pytest.mark.parametrize("language", languages())
def test_every_question_fits_80_columns_and_is_put_in_words_of_its_language(language):
    everything = Situation(facts=tuple(Fact(code=code, because=()) for code in FactCode))
    case = Case(language, everything)
    steps = questions_to_put(case.checklists, everything)
    person = case.walk(*["?", "x", "no", ""] * len(steps))
    assert all(display_width(line) <= 80 for line in person.text.splitlines())
    assert all(display_width(prompt) <= 60 for prompt in person.prompts)
    shown = "".join(person.text.split())
    assert all("".join(step.question.text.split()) in shown for step in steps)


def test_not_applicable_needs_a_reason_and_without_one_nothing_changes():
    case = Case()
    person = case.walk("x", "", "x", "No people in it.", "q")
    assert "Not applicable needs a reason." in person.text
    assert case.given() == [("private-life-mapped", "not-applicable")]
    assert case.answer("private-life-mapped").note == "No people in it."


def test_what_the_data_suggest_is_taken_with_a_and_its_evidence_shown_with_e():
    case = Case(situation=SITUATION)
    person = case.walk("e", "a", "", "", "q")
    shown = [words("en").reason(reason).split(" of ")[0] for reason in SITUATION.facts[0].because]
    assert all(start in person.text for start in shown)
    answer = case.answer("private-life-mapped")
    assert (answer.value, answer.suggested) == (Value.PARTLY, Value.PARTLY)


def test_without_a_suggestion_a_and_e_say_so():
    case = Case()
    person = case.walk("a", "e", "q")
    assert person.text.count("The data suggest nothing") == 2
    assert case.saved == []


def test_a_file_as_evidence_is_kept_by_name_and_hash(tmp_path):
    path = tmp_path / "inventory.pdf"
    path.write_bytes(b"list")
    case = Case()
    person = case.walk("t", "", str(path), "y", "q")
    assert "Kept by name and hash (SHA-256): inventory.pdf." in person.text
    assert case.answer("private-life-mapped").evidence.startswith("inventory.pdf (sha256 ")
    person = Case().walk("t", "", f"{tmp_path}/nothing.pdf", "q")
    assert "There is no such file" in person.text


def test_a_number_jumps_and_what_was_jumped_over_comes_later():
    case = Case()
    person = case.walk("3", "y", "99", "q")
    steps = questions_to_put(case.checklists, PLAIN)
    assert case.given() == [(steps[2].question.id, "yes")]
    assert "The questions have the numbers 1 to" in person.text
    case.walk(*["y"] * MANY)
    assert progress(case.checklists, Situation(facts=(), answers=case.answers)).left == 0


def test_a_word_is_found_with_the_number_of_its_question():
    person = Case().walk("/PRIVATE LIFE", "/zzz", "q")
    assert "1  Is it written down which parts" in person.text.replace("\n", " ")
    assert "No question holds this word." in person.text
    assert "1  " in Case("zh").walk("/私生活", "q").text


def test_the_list_shows_the_sections_and_how_far_they_are():
    person = Case().walk("y", "l", "q")
    assert "1  No arbitrary or unlawful interference: 1 of 1 answered" in person.text
    assert "UN-Habitat Assembly resolution 2/1" in person.text


def test_one_role_or_section_is_walked_alone():
    case = Case()
    case.selected = select(case.checklists, ["legal"], [])
    person = case.walk(*["y"] * MANY)
    steps = questions_to_put(case.checklists, Situation(facts=(), answers=case.answers))
    legal = [step for step in steps if step.question.answered_by == "legal"]
    answered = [step for step in steps if step.answer(case.answers)]
    assert answered == legal != steps
    assert f"{len(legal)} of {len(legal)} questions are answered" in person.text.replace("\n", " ")


def test_what_is_open_can_be_asked_with_what_was_skipped():
    case = Case()
    case.walk("s", "y", "q")
    person = case.walk("y", "q", wanted=Round.OPEN)
    assert "Is it written down which parts" in person.text
    assert case.answer("private-life-mapped").value is Value.YES


def test_answers_against_the_data_are_pointed_out_at_the_end_and_stay():
    lacking = (Fact(code=FactCode.NO_LEGAL_BASIS, because=SITUATION.facts[0].because),)
    case = Case(situation=Situation(facts=lacking))
    steps = questions_to_put(case.checklists, case.situation)
    number = 1 + next(i for i, step in enumerate(steps) if FactCode.NO_LEGAL_BASIS in step.question.raised_by)
    person = case.walk(str(number), "y", "We say so.", "", "q")
    assert "Answers that say the opposite of the data: 1" in person.text
    assert "You say: Yes. The data suggest: No." in person.text.replace("\n", " ").replace("      ", " ")
    assert steps[number - 1].answer(case.answers).value is Value.YES


def test_a_changed_answer_shows_what_it_moves():
    case = Case()
    case.assess = assessed
    person = case.walk("y", "b", "p", "", "", "q")
    moved = " ".join(person.text.split())
    assert "This change moves: - A/RES/77/211, para. 1: consistent → partly" in moved
    assert "moves" not in Case().walk("y", "q").text


def assessed(answers):
    from pia_toolkit.pipeline import conclude

    return conclude(Situation(facts=(), answers=answers), checklists_in("en")).assessment


def test_both_languages_say_the_same_things():
    assert keys(words("en").find("walk")) == keys(words("zh").find("walk"))


def keys(area):
    import re

    return {name: sorted(re.findall(r"\{(\w+)\}", text)) for name, text in area.items()}


def test_the_same_answers_in_both_languages_make_the_same_file(tmp_path):
    files = []
    for language in ("en", "zh"):
        case = Case(language)
        case.walk("y", "n", "说明", "", "s", "q")
        path = tmp_path / f"{language}.yaml"
        path.write_text(write_answers(case.answers), encoding="utf-8")
        assert read_answers(path, case.checklists) == case.answers
        files.append(path.read_bytes())
    assert files[0] == files[1]


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("screen", "no_color", "coloured"),
    [(Screen, None, True), (Screen, "1", False), (io.StringIO, None, False)],
)
def test_colour_only_on_a_terminal_without_no_color(monkeypatch, screen, no_color, coloured):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    writes = screen()
    session = WalkSession(open_terminal(io.StringIO("y\n"), writes), words("en"), lambda _: None, lambda: START)
    answers = walk(checklists_in("en"), PLAIN, Answers(), session)
    assert answers.value(CHECKLIST, "private-life-mapped") is Value.YES
    assert ("\x1b[" in writes.getvalue()) is coloured
