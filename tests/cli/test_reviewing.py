"""Teaching it: recognizers and header words of a case, decisions on verdicts, by walk and by file."""

import io
import json
import random
from datetime import UTC, datetime

import openpyxl
import pytest
import yaml

from pia_toolkit import pipeline
from pia_toolkit.case_folder.case import INVENTORY, RISK, Case, create
from pia_toolkit.case_folder.review import decisions_of, keep_decisions, kinds_in, withdraw
from pia_toolkit.cli import reviewing
from pia_toolkit.cli.review import ReviewSession, review
from pia_toolkit.cli.terminal import Terminal
from pia_toolkit.domain.inventory import Inventory, Role, Ruling
from pia_toolkit.i18n import words
from pia_toolkit.readers.options import ReadOptions

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NAMES = ["Anna Schmidt", "Peter Weber", "Maria Lopez", "John Carter", "Eva Novak", "Karl Huber"]
DOG = """\
id: dog-licence
category: dog-licence
role: quasi-identifier
personal: true
why: {en: The number on a dog's tag leads to its owner.}
reference: by-law on dogs
header: [dog-tax]
patterns:
  - {regex: 'HND[0-9]{6}Q', strength: strong}
examples: [HND123456Q]
counter_examples: [HND12Q]
"""


def silent(_name, _rows, _of):
    pass


@pytest.fixture
def case(tmp_path):
    draw = random.Random(7)
    rows = [f"{draw.choice(NAMES)},HND{100000 + number}Q,{draw.choice('XYZ')}" for number in range(80)]
    (tmp_path / "dogs.csv").write_text("full name,tag,grade\n" + "\n".join(rows) + "\n")
    return create(tmp_path / "parking", "title: Dogs\n", NOW)


def scanned(case, source="dogs.csv"):
    found = pipeline.scan((case.folder.parent / source,), ReadOptions(), (), silent)
    return pipeline.keep_scan(case, found, NOW)


class Person:
    """Types lines one after the other; what was shown is kept."""

    def __init__(self, *lines):
        self.lines, self.shown = list(lines), []

    def read(self, prompt):
        self.shown.append(prompt)
        line = self.lines.pop(0) if self.lines else EOFError
        if isinstance(line, str):
            return line
        raise line

    @property
    def text(self):
        return "\n".join(self.shown)


def walked(case, *lines, author="Data protection officer", language="en"):
    person = Person(*lines)
    with case.locked():
        session = ReviewSession(
            terminal=Terminal(read=person.read, write=person.shown.append),
            words=words(language),
            kinds=kinds_in(case),
            keep=lambda decision: keep_decisions(case, (decision,), NOW),
            withdraw=lambda table, column: withdraw(case, table, column, NOW),
            now=lambda: NOW,
            author=author,
        )
        result = review(case.load(INVENTORY, Inventory), session)
    assert result == case.load(INVENTORY, Inventory)
    return person


def rulings(case):
    return {entry.column: entry.decision for entry in decisions_of(case).decisions}


def column(case, name):
    return case.load(INVENTORY, Inventory).tables[0].column(name)


def no_value_in(text):
    return not [value for value in (*NAMES, "HND1") if value in text]


def test_each_decision_is_kept_at_once_with_a_step_and_survives_the_next_scan(case):
    scanned(case)
    person = walked(case, "a", "", "r", "A grade of the dog, no person.", KeyboardInterrupt)
    assert list(rulings(case).values()) == [Ruling.ACCEPTED, Ruling.NOT_PERSONAL]
    assert [step.did for step in case.steps()] == ["new", "scan", "review", "review"]
    assert no_value_in(person.text)
    assert no_value_in((case.folder / "decisions.yaml").read_text())
    before = case.load(INVENTORY, Inventory)
    assert scanned(case) == before == case.load(INVENTORY, Inventory)
    name = column(case, "full name")
    assert (name.decision.ruling, name.decision.by) == (Ruling.ACCEPTED, "Data protection officer")


def test_rejecting_needs_a_reason_and_nothing_typed_decides_nothing(case):
    scanned(case)
    person = walked(case, "r", "", "c", "", "q")
    assert rulings(case) == {}
    assert person.text.count(words("en")("review.nothing-decided")) == 2


def test_a_kind_is_found_by_a_word_and_chosen_by_number_with_another_role(case):
    scanned(case)
    code = list(Role).index(Role.SENSITIVE) + 1
    walked(case, "c", "zzzz", "tax", "1", str(code), "It is the tax number.", "q")
    (taken,) = decisions_of(case).decisions
    assert (taken.decision, taken.role) == (Ruling.CHANGED, Role.SENSITIVE)
    assert column(case, taken.column).category == taken.category
    assert "tax" in taken.category


def test_back_help_skip_unknown_keys_and_a_name_that_is_asked_for(case):
    scanned(case)
    person = walked(case, "", "Jane, DPO", "b", "?", "zz", "s", "b", "ａ", "ok", "q", author="")
    (taken,) = decisions_of(case).decisions
    assert (taken.by, taken.decision, taken.reason) == ("Jane, DPO", Ruling.ACCEPTED, "ok")
    said = words("en")
    for key in ("review.is-first", "review.help", "review.unknown-key"):
        assert said(key) in person.text


def test_decided_columns_come_last_and_can_be_withdrawn_as_a_step(case):
    first = scanned(case)
    walked(case, "r", "No person.", "q")
    (rejected,) = rulings(case)
    person = walked(case, "s", "w", "s", "w", "q")
    assert words("en")("review.not-decided") in person.text
    assert rulings(case) == {}
    assert [step.did for step in case.steps()][-1] == "withdraw"
    assert case.load(INVENTORY, Inventory) == first
    assert rejected in person.text


def test_in_chinese_too(case):
    scanned(case)
    person = walked(case, "a", "", "q", language="zh")
    assert words("zh")("review.intro") in person.shown
    assert no_value_in(person.text)


def test_measuring_and_assessing_have_to_be_done_again(case):
    scanned(case)
    pipeline.measure_case(case, NOW, silent)
    assert not case.is_stale(RISK)
    walked(case, "r", "No person.", "q")
    assert case.is_stale(RISK)


def test_a_decision_outlives_its_column(case):
    scanned(case)
    walked(case, "a", "", "q")
    (case.folder.parent / "other.csv").write_text("grade,count\nX,5\nY,7\n")
    inventory = scanned(case, "other.csv")
    assert len(decisions_of(case).decisions) == 1
    assert [note.code for note in inventory.tables[0].notes][-1] == "decision-without-column"


def test_recognizers_and_words_of_the_case_are_used_without_being_named(case, pia_here):
    for folder, name, text in (
        ("recognizers", "dog-licence.yaml", DOG),
        ("lexicon", "ours.yaml", "language: en\nconcepts: {dog-tax: tag}\n"),
        ("lexicon", "concepts.yaml", "dog-tax: tax on keeping a dog\n"),
    ):
        (case.folder / folder).mkdir(exist_ok=True)
        (case.folder / folder / name).write_text(text)
    done = pia_here("scan", "dogs.csv", "--case", "parking", "--format", "json")
    assert done.returncode == 0, done.stderr
    found = {it["name"]: it["category"] for it in json.loads(done.stdout)["tables"][0]["columns"]}
    assert found["tag"] == "dog-licence"
    without = pia_here("scan", "dogs.csv", "--format", "json")
    assert '"dog-licence"' not in without.stdout


def test_the_printed_scan_and_its_json_show_whose_decision_it_is(case, pia_here):
    scanned(case)
    walked(case, "a", "Seen the form.", "q")
    done = pia_here("scan", "dogs.csv", "--case", "parking")
    told = " ".join(done.stdout.split())
    for part in ("Data protection officer", "Seen the form.", "person's"):
        assert part in told
    data = json.loads(pia_here("scan", "dogs.csv", "--case", "parking", "--format", "json").stdout)["tables"][0]
    (name,) = [it for it in data["columns"] if it["name"] == "full name"]
    assert name["decision"]["ruling"] == "accepted"
    (machine,) = [it for it in data["scanned"]["columns"] if it["name"] == "full name"]
    assert machine["decision"] is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_of_the_report_gives_decisions_back(case, pia_here, language):
    scanned(case)
    walked(case, "a", "ok", "q")
    (decided,) = rulings(case)
    pipeline.measure_case(case, NOW, silent)
    pipeline.assess_case(case, NOW)
    pipeline.report_case(case, ("xlsx",), case.folder / "reports", words(language), NOW)
    (path,) = (case.folder / "reports").glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    page = book[words(language)("report.sheets.columns")]
    titles = [cell.value for cell in page[1]]
    assert titles[-3:] == [words(language)(f"report.workbook.{key}") for key in ("decision", "reason", "decided-by")]
    for row in page.iter_rows(min_row=2):
        if row[1].value == decided:
            assert row[-3].value == words(language).label("ruling", Ruling.ACCEPTED)
            assert [row[-2].value, row[-1].value] == ["ok", "Data protection officer"]
        elif row[1].value == "grade":
            row[-3].value, row[-2].value = words(language).label("category", "school-class"), "As the key says."
    book.save(case.folder.parent / "edited.xlsx")
    steps = len(case.steps())
    done = pia_here("scan", "--case", "parking", "--decisions", "edited.xlsx", "--author", "Legal service")
    assert done.returncode == 0, done.stderr
    taken = decisions_of(case).of("dogs", "grade")
    assert (taken.decision, taken.category, taken.by) == (Ruling.CHANGED, "school-class", "Legal service")
    assert column(case, "grade").category == "school-class"
    assert len(case.steps()) == steps + 1
    again = pia_here("scan", "--case", "parking", "--decisions", "edited.xlsx", "--author", "Legal service")
    assert again.returncode == 0
    assert len(case.steps()) == steps + 1


def test_ten_wrong_rows_are_told_as_ten_and_nothing_is_taken(case, pia_here, tmp_path):
    scanned(case)
    wrong = ["dogs,none such,accepted,,DPO", "dogs,grade,rubbish,why,DPO", "dogs,grade,not personal,,DPO"]
    wrong += ["dogs,grade,accepted,,", "dogs,grade,,why,DPO", "no table,grade,accepted,,DPO"]
    wrong += ["dogs,full name,accepted,,DPO"] * 3 + ["dogs,tag,no,,DPO", "dogs,tag,school-class,,DPO"]
    right = ["dogs,full name,accepted,,DPO", "dogs,grade,,,"]
    text = "\n".join(["table,column,decision,reason,by", *right, *wrong]) + "\n"
    (tmp_path / "decisions.csv").write_text(text)
    done = pia_here("scan", "--case", "parking", "--decisions", "decisions.csv")
    assert done.returncode == 4
    assert done.stderr.count("decisions.csv, line ") == len(wrong)
    assert "rubbish" not in done.stderr
    assert rulings(case) == {}
    assert [step.did for step in case.steps()] == ["new", "scan"]


def test_a_scan_with_decisions_prints_what_was_decided(case, pia_here, tmp_path):
    (tmp_path / "decisions.csv").write_text("table;column;decision;reason\ndogs;grade;school-class;As the key says.\n")
    command = ("scan", "dogs.csv", "--case", "parking", "--decisions", "decisions.csv", "--author", "DPO")
    done = pia_here(*command, "--format", "json")
    assert done.returncode == 0, done.stderr
    columns = json.loads(done.stdout)["tables"][0]["columns"]
    assert [it["category"] for it in columns if it["name"] == "grade"] == ["school-class"]


def test_a_file_without_decisions_is_told(case, pia_here):
    scanned(case)
    done = pia_here("scan", "--case", "parking", "--decisions", "dogs.csv", "--author", "x")
    assert done.returncode == 4
    assert no_value_in(done.stderr)


def test_decisions_written_by_hand_count_at_once_or_from_the_next_scan(case, pia_here):
    scanned(case)
    entry = {"table": "dogs", "column": "grade", "decision": "changed", "category": "school-class"}
    entry |= {"by": "DPO", "at": "2026-01-02T03:04:05Z", "reason": "012"}
    text = yaml.safe_dump({"schema": "pia-toolkit/decisions/1", "decisions": [entry]})
    (case.folder / "decisions.yaml").write_text(text)
    assert scanned(case).tables[0].column("grade").category == "school-class"
    (case.folder / "decisions.yaml").write_text(text.replace("school-class", "religion"))
    done = pia_here("scan", "--case", "parking", "--decisions", "parking/decisions.yaml")
    assert done.returncode == 0, done.stderr
    assert column(case, "grade").category == "religion"
    assert decisions_of(case).of("dogs", "grade").reason == "012"
    (case.folder / "decisions.yaml").write_text(text.replace("reason: '012'", "reason: ''"))
    assert pia_here("scan", "dogs.csv", "--case", "parking").returncode == 4


def test_without_a_terminal_the_other_ways_are_named(case, pia_here):
    scanned(case)
    done = pia_here("scan", "--case", "parking", "--review")
    assert done.returncode == 2
    assert "--decisions" in done.stderr
    assert "decisions.yaml" in done.stderr


@pytest.mark.parametrize("arguments", [("--review",), ("--decisions", "x.csv"), (), ("--case", "parking")])
def test_a_command_that_says_too_little_is_refused(case, pia_here, arguments):
    assert pia_here("scan", *arguments).returncode == 2


def test_the_command_walks_on_a_terminal(case, monkeypatch, capsys):
    class Typed(io.StringIO):
        def isatty(self):
            return True

    scanned(case)
    monkeypatch.setattr("sys.stdin", Typed("Jane\na\n\nq\n"))
    reviewing.demand_terminal()
    reviewing.review_case(Case(case.folder), "", words("en"))
    assert list(rulings(case).values()) == [Ruling.ACCEPTED]
    assert no_value_in(capsys.readouterr().out)
