"""The story: figures as people read them, small counts never told, reasons in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from example_conclusions import NO_BODY, SINGLED_OUT
from example_report import example_report
from hypothesis import given
from hypothesis import strategies as some

from pia_toolkit.domain.assessment import Decision
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.inventory import Evidence, EvidenceKind, Inventory
from pia_toolkit.domain.levels import Level
from pia_toolkit.domain.plan import Plan
from pia_toolkit.domain.risk import RiskReport
from pia_toolkit.i18n import words
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.html_page import write_html
from pia_toolkit.reports.markdown import write_markdown
from pia_toolkit.reports.reasoning import certainty, evidence_sentence, reason_sentences, together
from pia_toolkit.reports.story import tell, three_sentences

ENGLISH, CHINESE = words("en"), words("zh")
FIGURES = Figures(ENGLISH, 5)
SPACE = "\N{NO-BREAK SPACE}"


def empty_report():
    report = example_report()
    assessment = report.assessment.model_copy(update={"facts": (), "scenarios": (), "rights": (), "unanswered": 0})
    return report.model_copy(
        update={
            "inventory": Inventory(tables=()),
            "risk": RiskReport(tables=()),
            "checklists": (),
            "assessment": assessment,
            "plan": Plan(recommendations=()),
        }
    )


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0, "0 %"),
        (0.0002, "under 0.1 %"),
        (0.003, "0.3 %"),
        (0.05, "5 %"),
        (0.057, "5.7 %"),
        (0.41273, "41 %"),
        (0.976, "97.6 %"),
        (0.99, "99 %"),
        (0.9996, "over 99.9 %"),
        (1, "100 %"),
    ],
)
def test_shares_are_rounded_as_far_as_they_carry(share, told):
    assert FIGURES.percent(share) == told.replace(" %", f"{SPACE}%")


@given(some.floats(min_value=0, max_value=1))
def test_only_nothing_is_none_and_only_everything_is_all(share):
    told = FIGURES.percent(share)
    assert (told == f"0{SPACE}%") == (share == 0)
    assert (told == f"100{SPACE}%") == (share == 1)


@given(some.integers(min_value=0, max_value=10**6), some.integers(min_value=2, max_value=20))
def test_a_count_is_told_exactly_or_as_fewer_than_the_floor(count, floor):
    told = Figures(ENGLISH, floor).people(count)
    assert told == (f"fewer than {floor}" if 0 < count < floor else f"{count:,}")


@given(some.integers(min_value=1, max_value=4), some.integers(min_value=5, max_value=10**6))
def test_a_share_of_few_people_is_not_told(count, total):
    assert FIGURES.share(count, total) == "fewer than 5"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, "one moment only"),
        (1, "one second"),
        (900, "15 minutes"),
        (86400, "one day"),
        (365 * 86400, "one year"),
        (90, "90 seconds"),
    ],
)
def test_time_steps(seconds, told):
    assert FIGURES.step(seconds) == told


def test_what_people_wrote_stands_apart_in_a_language_without_spaces():
    told = together(CHINESE, "Four stations.", "数据拟公布。", "项目已运行。")
    assert told == "Four stations. 数据拟公布。项目已运行。"
    assert together(ENGLISH, "", "One.", None, "Two.") == "One. Two."


def test_a_checklist_is_named_where_all_its_questions_are_told():
    settled = NO_BODY.model_copy(update={"ref": "walk", "says": "questions-answered-well", "values": {"count": 3}})
    (told,) = reason_sentences((settled,), ENGLISH, questions={"walk": "The walk"})
    assert told.startswith("“The walk”: All 3 questions")


@pytest.mark.parametrize(("metres", "told"), [(0.11, "11 cm"), (1.11, "1.1 m"), (111.2, "111 m"), (11_132, "11 km")])
def test_distances(metres, told):
    assert FIGURES.metres(metres) == told


@pytest.mark.parametrize(("size", "told"), [(999, "999 bytes"), (201_442, "201.4 kB"), (1_482_113, "1.5 MB")])
def test_file_sizes(size, told):
    assert FIGURES.size(size) == told


def test_dates_are_those_of_utc():
    evening = datetime(2026, 3, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert FIGURES.date(evening) == "13 March 2026"
    assert Figures(CHINESE, 5).date(datetime(2026, 3, 12, tzinfo=UTC)) == "2026 年 3 月 12 日"


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1, "certain"), (0.95, "certain"), (0.949, "likely"), (0.7, "likely"), (0.69, "possible")],
)
def test_how_sure_is_a_word(confidence, word):
    assert certainty(confidence) == word


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (
            Evidence(kind=EvidenceKind.HEADER, detail="phone", rows_hit=9, rows_read=9),
            "The column name speaks for “phone number”.",
        ),
        (
            Evidence(kind=EvidenceKind.CHECKSUM, detail="luhn", rows_hit=2040, rows_read=2048, exact=False),
            "2,040 of 2,048 distinct values pass the check digit “Luhn”.",
        ),
        (
            Evidence(kind=EvidenceKind.SHAPE, detail="status", rows_hit=9980, rows_read=10_000),
            "99.8 % of 10,000 cells have the shape “status”.",
        ),
        (
            Evidence(kind=EvidenceKind.DICTIONARY, detail="names", rows_hit=3, rows_read=418),
            "Fewer than 5 of 418 cells stand in the word list “names of people”.",
        ),
    ],
)
def test_evidence_is_told_in_words(evidence, told):
    assert evidence_sentence(evidence, FIGURES).replace(SPACE, " ") == told


def test_a_reason_that_is_an_answer_tells_its_question_first():
    told = reason_sentences((NO_BODY,), ENGLISH, questions={NO_BODY.ref: "Is there a body?"})
    assert told == (f"“Is there a body?” {ENGLISH('reasons.answered-no')}",)


def test_a_reason_never_tells_a_small_count_of_people():
    few = SINGLED_OUT.model_copy(update={"values": {**SINGLED_OUT.values, "units": 3, "share": "0.1 %"}})
    (told,) = reason_sentences((few,), ENGLISH)
    assert "fewer than 5" in told
    assert f"under 0.24{SPACE}%" in told
    assert "0.1 %" not in told
    (told,) = reason_sentences((few,), ENGLISH, floor=2)
    assert "3" in told.replace("2,048", "")


def test_the_three_sentences():
    found, singled_out, first = three_sentences(example_report(), ENGLISH)
    assert "9 of 11 columns" in found
    assert singled_out.replace(SPACE, " ") == (
        "In the table “trips”, 41 % of 2,048 people are in groups of fewer than 5 that look alike; "
        "alone of their kind: 12 %."
    )
    assert first == "Do this first: Drop names and e-mail addresses (project owner, before the tender)."


def test_the_three_sentences_when_there_is_nothing_to_tell():
    found, singled_out, first = three_sentences(empty_report(), ENGLISH)
    assert found == ENGLISH("report.sentences.found-nothing", columns=0, tables=0)
    assert singled_out == ENGLISH("report.sentences.not-measured")
    assert first == ENGLISH("report.sentences.nothing-first")


@pytest.mark.parametrize("speak", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_an_empty_report_can_be_written(speak):
    for write in (write_html, write_markdown):
        assert speak("report.risks.none") in write(empty_report(), speak).decode()


def test_the_figures_of_the_first_page_follow_the_table_where_people_are_easiest_to_single_out():
    columns, exposure, conditions = tell(example_report(), ENGLISH).figures
    assert columns.value == "9 of 11"
    assert (exposure.value, "trips" in exposure.note) == (f"41{SPACE}%", True)
    assert conditions.value == "3"


def test_the_floor_is_that_of_the_policy():
    report = example_report()
    policy = Policy(small_class=1000)
    report = report.model_copy(update={"risk": report.risk.model_copy(update={"policy": policy})})
    text = write_markdown(report, ENGLISH).decode()
    assert "fewer than 1000" in text
    assert "840" not in text


@pytest.mark.parametrize("speak", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_three_people_are_never_counted_out(speak):
    story = tell(example_report(speak.language), speak)
    few = speak("report.number.few", floor=5)
    subscribers = story.tables[1].singling
    groups, *others = subscribers.blocks
    assert few in groups.message.lower()
    assert groups.grids[0].rows[0][1:] == (few, few, few)
    assert (groups.picture.bars[0].figure, groups.picture.bars[0].hollow) == (few, True)
    (given,) = [block for block in others if block.title == speak("singled.given.title")]
    assert few in given.sentences[0]
    filled = {row.verdict.name: row.filled for row in story.tables[1].personal}
    assert filled["disability"].startswith(few)


def test_k_comes_last_and_exact():
    groups = tell(example_report(), ENGLISH).tables[1].singling.blocks[0]
    assert "k = 3" in groups.sentences[-1]


def test_columns_name_the_actions_about_them():
    story = tell(example_report(), ENGLISH)
    (names,) = [row for row in story.tables[1].personal if row.verdict.name == "full_name"]
    assert names.actions == (1,)


def test_what_was_left_open_is_told_as_open():
    story = tell(example_report(), ENGLISH)
    missing = {line.label for line in story.proposal if line.open}
    assert missing == {"Benefit", "Where people are told", "Encrypted at rest and in transit"}


def test_actions_stand_under_seven_headings_and_keep_their_numbers():
    story = tell(example_report(), ENGLISH)
    assert len(story.plan) == 7
    assert sorted(row.number for group in story.plan for row in group.rows) == [1, 2, 3, 4, 5, 6, 7]
    assert [row.number for row in story.first_actions] == [1, 2, 3, 4, 5, 6, 7]


def test_an_answer_against_the_suggestion_is_told():
    first, second = (
        tell(example_report(), ENGLISH).answers[0].rows[0],
        tell(example_report(), ENGLISH).answers[0].rows[2],
    )
    assert (first.given, first.suggested, first.overruled) == ("Yes", "No", True)
    assert first.by == "M. Okafor, 12 March 2026"
    assert (second.given, second.overruled) == ("No", False)


def test_the_rights_row_does_not_repeat_an_answer_as_a_reason():
    rows = {row.title: row for row in tell(example_report(), ENGLISH).rights[0].rows}
    oversight = rows["Independent oversight"]
    assert oversight.because == ()
    assert [answer.given for answer in oversight.answers] == ["No"]
    (open_question,) = tell(example_report(), ENGLISH).rights[1].rows[1].because
    assert "Does a decision name owner" in open_question


def test_where_the_authority_is_asked_its_advice_has_a_line_to_sign():
    report = example_report()
    outcome = report.assessment.outcome.model_copy(update={"decision": Decision.CONSULT_AUTHORITY})
    asked = report.model_copy(update={"assessment": report.assessment.model_copy(update={"outcome": outcome})})
    assert len(tell(asked, ENGLISH).signers) == len(tell(report, ENGLISH).signers) + 1


def test_the_highest_levels_are_those_of_the_gravest_scenario():
    story = tell(example_report(), ENGLISH)
    assert (story.inherent, story.residual) == (Level.MAXIMUM, Level.SIGNIFICANT)
