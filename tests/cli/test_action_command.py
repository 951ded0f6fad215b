"""`pia action`: who does a measure until when, what is done and how that is known, and where it is told."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml

from pia_toolkit.case_folder.history import verified
from pia_toolkit.contracts import json_schema

OWN = """\
id: quiet-hours
heading: minimisation
title: {en: Keep the quiet hours free, zh: 不记录安静时段}
text: {en: Record nothing at night., zh: 夜间不作记录。}
check: {en: The file has no row at night., zh: 文件中没有夜间的记录。}
owner: project
effort: days
due: before-start
provisions: ["77/211:7(a)"]
lowers: none
advised_because: {en: People sleep then., zh: 那时人们在休息。}
advised_if: {fact: no-legal-basis}
"""
TODAY = "2026-01-02"
"""The day that the tests live in: SOURCE_DATE_EPOCH of the command that they run."""


@pytest.fixture(scope="session")
def assessed_once(tmp_path_factory):
    """Where the one assessed case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("assessed") / "case"


@pytest.fixture
def assessed(assessed_once, case, pia_here, tmp_path):
    """An assessed case, with a measure of the city's own."""
    if not assessed_once.exists():
        shutil.copytree(case, assessed_once)
        (assessed_once / "measures").mkdir()
        (assessed_once / "measures" / "quiet-hours.yaml").write_text(OWN, encoding="utf-8")
        done = pia_here("assess", assessed_once)
        assert done.returncode == 0, done.stderr
    return Path(shutil.copytree(assessed_once, tmp_path / "trips"))


@pytest.fixture
def act(assessed, pia_here):
    """Run `pia action` on the case."""

    def run(*arguments, language="en"):
        return pia_here("action", assessed, *arguments, language=language)

    return run


def kept(case):
    return {entry["measure"]: entry for entry in yaml.safe_load((case / "actions.yaml").read_text())["actions"]}


def listed(act, *arguments):
    told = json.loads(act(*arguments, "--format", "json").stdout)
    jsonschema.validate(told, json_schema("actions"))
    return told


@pytest.fixture
def condition(act):
    """A measure on which approval depends."""
    return next(entry["measure"] for entry in listed(act)["measures"] if entry["condition_of_approval"])


def test_the_list_has_the_conditions_and_all_has_everything(act, condition):
    measures = listed(act)["measures"]
    short, whole = act().stdout, act("--all").stdout
    assert condition in short
    assert "quiet-hours" not in short
    assert "quiet-hours" in whole
    assert str(len(measures) - sum(entry["condition_of_approval"] for entry in measures)) in short
    assert [entry["number"] for entry in measures] == list(range(1, len(measures) + 1))
    assert {entry["standing"] for entry in measures} == {"not-chosen"}


def test_owner_and_date_are_kept_with_who_and_when(act, assessed):
    done = act("quiet-hours", "--owner", "traffic office", "--due", "2027-03-31", "--by", "data protection officer")
    assert done.returncode == 0, done.stderr
    assert kept(assessed)["quiet-hours"] == {
        "measure": "quiet-hours",
        "title": {"en": "Keep the quiet hours free", "zh": "不记录安静时段"},
        "owner": "traffic office",
        "due": "2027-03-31",
        "by": "data protection officer",
        "at": "2026-01-02T03:04:05Z",
    }
    step = verified((assessed / "history.jsonl").read_text())[-1]
    assert (step.did, step.by) == ("action", "data protection officer")
    assert step.files == {"actions.yaml": hashlib.sha256((assessed / "actions.yaml").read_bytes()).hexdigest()}
    assert "traffic office" in act().stdout
    act("quiet-hours", "--owner", "security", "--by", "council")
    entry = kept(assessed)["quiet-hours"]
    assert (entry["owner"], entry["due"], entry["by"]) == ("security", "2027-03-31", "council")
    assert "Who: information security" in act("quiet-hours").stdout
    assert "信息安全部门" in act(language="zh").stdout
    act("quiet-hours", "--owner", "", "--by", "council")
    assert "owner" not in kept(assessed)["quiet-hours"]


@pytest.mark.parametrize(("due", "standing"), [("2026-01-01", "overdue"), (TODAY, "open"), ("2026-01-03", "open")])
def test_overdue_is_judged_against_the_day_from_outside(act, due, standing):
    done = act("quiet-hours", "--due", due, "--by", "dpo")
    assert (f"{due} has passed" in done.stderr) is (standing == "overdue")
    told = listed(act, "quiet-hours")
    assert told["day"] == TODAY
    assert [entry["standing"] for entry in told["measures"]] == [standing]
    assert told["counts"]["open"] == 1
    assert told["counts"]["overdue"] == (standing == "overdue")


@pytest.mark.parametrize("written", ["31.12.2026", "tomorrow", "20261231", "2026-W01-1", "2026-1-2", "٢٠٢٦-٠١-٠١", ""])
def test_what_is_no_date_is_said(act, assessed, written):
    done = act("quiet-hours", "--due", written, "--by", "dpo")
    assert done.returncode == 2
    assert f'"{written}" is not written as a date.' in done.stderr
    assert not (assessed / "actions.yaml").exists()


@pytest.mark.parametrize("written", ["2026-02-29", "2026-13-01", "2026-04-31", "0000-01-01"])
def test_a_day_that_does_not_exist_is_said(act, written):
    done = act("quiet-hours", "--due", written, "--by", "dpo")
    assert done.returncode == 2
    assert f'no day "{written}"' in done.stderr
    assert f"没有“{written}”这一天" in act("quiet-hours", "--due", written, "--by", "dpo", language="zh").stderr


def test_done_needs_evidence(act, assessed):
    done = act("quiet-hours", "--done", "--by", "dpo")
    assert done.returncode == 2
    assert "Nothing shows" in done.stderr
    assert not (assessed / "actions.yaml").exists()


def test_evidence_is_a_sentence_a_link_or_a_file_with_its_hash(act, assessed, tmp_path):
    (tmp_path / "minutes of May.pdf").write_bytes(b"minutes")
    given = ["Seen on the device.", "https://anna:s@cret@city.example/note?x=1", "minutes of May.pdf"]
    done = act("quiet-hours", "--done", *(part for text in given for part in ("--evidence", text)), "--by", "dpo")
    assert done.returncode == 0, done.stderr
    assert kept(assessed)["quiet-hours"]["evidence"] == [
        {"form": "text", "text": "Seen on the device."},
        {"form": "link", "text": "https://city.example/note?x=1"},
        {"form": "file", "text": "../minutes of May.pdf", "sha256": hashlib.sha256(b"minutes").hexdigest()},
    ]
    shown = act("quiet-hours").stdout
    assert "The file has no row at night." in shown
    assert "Seen on the device." in shown
    assert hashlib.sha256(b"minutes").hexdigest()[:12] in shown
    assert "no longer as it was" not in act().stderr
    (tmp_path / "minutes of May.pdf").write_bytes(b"other minutes")
    assert "minutes of May.pdf" in act().stderr
    (tmp_path / "minutes of May.pdf").unlink()
    assert "已不存在" in act("quiet-hours", language="zh").stderr


@pytest.mark.parametrize("name", ["minutes.pdf", "notes of 3 May.docx", ".", " "])
def test_a_file_that_is_not_there_is_no_evidence(act, assessed, name):
    done = act("quiet-hours", "--done", "--evidence", name, "--by", "dpo")
    assert done.returncode == 2
    assert f'no file "{name}"' in done.stderr
    assert not (assessed / "actions.yaml").exists()


def test_a_very_long_sentence_is_evidence_too(act, assessed):
    sentence = "It was looked at again and again. " * 200
    assert act("quiet-hours", "--done", "--evidence", sentence, "--by", "dpo").returncode == 0
    assert kept(assessed)["quiet-hours"]["evidence"][0]["form"] == "text"


def test_what_is_done_takes_more_evidence_and_nothing_else(act, assessed):
    act("quiet-hours", "--done", "--evidence", "Seen.", "--by", "dpo")
    assert act("quiet-hours", "--evidence", "Seen again.", "--by", "dpo").returncode == 0
    assert [proof["text"] for proof in kept(assessed)["quiet-hours"]["evidence"]] == ["Seen.", "Seen again."]
    for said in (["--due", "2027-01-01"], ["--owner", "x"], ["--drop", "--reason", "no"], ["--choose"]):
        done = act("quiet-hours", *said, "--by", "dpo")
        assert done.returncode == 2, said
        assert "--reopen" in done.stderr


def test_dropping_needs_a_reason_and_says_what_it_means(act, assessed, condition):
    done = act(condition, "--drop", "--by", "dpo")
    assert done.returncode == 2
    assert "--reason" in done.stderr
    done = act(condition, "--drop", "--reason", "no sensor is bought", "--by", "dpo")
    assert done.returncode == 0
    assert "Approval depends on this measure." in done.stderr
    assert kept(assessed)[condition]["reason"] == "no sensor is bought"
    counts = listed(act)["counts"]
    assert counts["dropped"] == 1
    assert counts["conditions_open"] >= 1


def test_reopening_starts_afresh_and_withdrawing_leaves_nothing(act, assessed):
    assert "need not be opened again" in act("quiet-hours", "--reopen", "--by", "dpo").stderr
    act("quiet-hours", "--owner", "it", "--done", "--evidence", "Seen.", "--by", "dpo")
    assert act("quiet-hours", "--reopen", "--by", "dpo").returncode == 0
    entry = kept(assessed)["quiet-hours"]
    assert (entry["owner"], entry.get("state"), entry.get("evidence")) == ("it", None, None)
    assert act("quiet-hours", "--done", "--by", "dpo").returncode == 2
    assert act("quiet-hours", "--withdraw", "--by", "dpo").returncode == 0
    assert kept(assessed) == {}
    done = act("quiet-hours", "--withdraw", "--by", "dpo")
    assert done.returncode == 2
    assert "Nobody has chosen" in done.stderr


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["no-such-thing"], "No measure is called"),
        (["quiet-huors"], 'Did you mean "quiet-hours"?'),
        (["Quiet-Hours"], 'Did you mean "quiet-hours"?'),
        (["ai-impact-assessment"], "not advised for this case"),
    ],
)
def test_another_measure_is_told_apart(act, assessed, said, told):
    for more in ([], ["--choose", "--by", "dpo"], ["--withdraw", "--by", "dpo"]):
        done = act(*said, *more)
        assert done.returncode == 2
        assert told in done.stderr
    assert not (assessed / "actions.yaml").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["quiet-hours", "--owner", "it"], "who decides"),
        (["quiet-hours", "--choose", "--by", "  "], "who decides"),
        (["quiet-hours", "--withdraw"], "who decides"),
        (["--owner", "it", "--by", "dpo"], "Name the measure"),
        (["quiet-hours", "--done", "--drop", "--evidence", "a", "--reason", "b", "--by", "dpo"], "--done --drop"),
        (["quiet-hours", "--reason", "why", "--by", "dpo"], "--reason belongs to --drop"),
        (["quiet-hours", "--withdraw", "--owner", "it", "--by", "dpo"], "--withdraw stands alone"),
        (["quiet-hours", "--all"], "--all belongs to the list"),
    ],
)
def test_what_does_not_go_together_is_refused(act, assessed, said, told):
    done = act(*said)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())
    assert not (assessed / "actions.yaml").exists()


def test_before_the_assessment_there_is_nothing_to_follow(case, pia_here):
    done = pia_here("action", case)
    assert done.returncode == 3
    assert "pia assess" in done.stderr


def test_status_tells_open_and_overdue_measures(act, assessed, pia_here):
    assert "Chosen and open: 0" in pia_here("status", assessed).stdout
    act("quiet-hours", "--owner", "it", "--due", "2026-01-01", "--by", "dpo")
    told = pia_here("status", assessed).stdout
    assert "Chosen and open: 1, of these overdue: 1." in told
    assert "Overdue, was due by 2026-01-01: Keep the quiet hours free (quiet-hours). Who: it." in told
    assert "pia assess" in told
    assert "其中逾期 1 项" in pia_here("status", assessed, language="zh").stdout


def test_the_plan_counts_on_what_is_chosen_and_not_on_what_is_dropped(act, assessed, condition, pia_here):
    def chosen():
        assert pia_here("assess", assessed).returncode == 0
        return json.loads((assessed / "assessment.json").read_text())["plan"]["chosen"]

    before = chosen()
    assert condition in before
    assert "quiet-hours" not in before
    act("quiet-hours", "--choose", "--by", "dpo")
    act(condition, "--drop", "--reason", "no sensor is bought", "--by", "dpo")
    after = chosen()
    assert condition not in after
    assert "quiet-hours" in after


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("actions:\n- {measure: a, title: {en: A}, by: x, at: 2026-01-02T03:04:05Z, due: soon}\n", "line 2"),
        ("actions:\n- {measure: a, title: {en: A}, by: x, at: 2026-01-02T03:04:05Z, state: done}\n", "needs evidence"),
        ("actions:\n- {measure: a, title: {en: A}, by: x, at: 2026-01-02T03:04:05Z, state: dropped}\n", "a reason"),
        ("actions: [\n", "line 2"),
    ],
)
def test_a_file_that_was_spoilt_by_hand_is_told_with_its_line(act, assessed, content, told):
    (assessed / "actions.yaml").write_text(content)
    done = act()
    assert done.returncode == 4
    assert "actions.yaml" in done.stderr
    assert told in done.stderr
    assert act("quiet-hours", "--choose", "--by", "dpo").returncode == 4
    assert (assessed / "actions.yaml").read_text() == content


def test_a_file_of_a_newer_version_is_not_touched(act, assessed):
    (assessed / "actions.yaml").write_text("schema: pia-toolkit/actions/2\nnew: thing\n")
    done = act("quiet-hours", "--choose", "--by", "dpo")
    assert done.returncode == 3
    assert "newer version" in done.stderr
    assert (assessed / "actions.yaml").read_text() == "schema: pia-toolkit/actions/2\nnew: thing\n"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reports_tell_who_does_what_until_when(act, assessed, condition, pia_here, language):
    act(condition, "--owner", "traffic office", "--due", "2026-01-01", "--by", "dpo")
    act("quiet-hours", "--done", "--evidence", "Seen on the device.", "--by", "dpo")
    done = pia_here("report", assessed, "--format", "html,md,xlsx,json", language=language)
    assert done.returncode == 0, done.stderr
    end = "" if language == "en" else ".zh"
    told = {name: assessed / "reports" / f"assessment{end}.{name}" for name in ("html", "md", "xlsx", "json")}
    overdue, finished = {"en": ("overdue", "done"), "zh": ("已逾期", "已完成")}[language]
    html, text = told["html"].read_text(), told["md"].read_text()
    assert re.search(rf'<span class="sign falls-short"><svg.*?</svg>{overdue}</span>', html)
    assert re.search(rf'<span class="sign consistent"><svg.*?</svg>{finished}</span>', html)
    assert f"▲ {overdue}" in text
    assert f"✓ {finished}" in text
    for page in (html, text):
        assert "traffic office" in page
        assert "Seen on the device." in page
    rows = list(openpyxl.load_workbook(told["xlsx"]).worksheets[5].iter_rows(values_only=True))
    assert any({"traffic office", overdue} <= set(row) for row in rows)
    assert any(finished in row for row in rows)
    report = json.loads(told["json"].read_text())
    assert {entry["measure"] for entry in report["actions"]["actions"]} == {condition, "quiet-hours"}


def test_a_measure_that_is_no_longer_advised_is_kept_and_told(act, assessed, pia_here, tmp_path):
    (tmp_path / "xq-home").mkdir()
    (tmp_path / "xq-home" / "minutes.pdf").write_bytes(b"minutes")
    act("quiet-hours", "--done", "--evidence", "xq-home/minutes.pdf", "--by", "dpo")
    (assessed / "measures" / "quiet-hours.yaml").unlink()
    assert pia_here("assess", assessed).returncode == 0
    told = listed(act)
    assert (told["measures"][-1]["measure"], told["measures"][-1]["number"]) == ("quiet-hours", None)
    assert told["counts"]["no_longer_advised"] == 1
    for language, words in (("en", "no longer advised"), ("zh", "不再建议")):
        assert words in act("quiet-hours", language=language).stdout
    assert act("quiet-hours", "--reopen", "--by", "dpo").returncode == 0
    assert act("quiet-hours", "--done", "--evidence", "xq-home/minutes.pdf", "--by", "dpo").returncode == 0
    pia_here("report", assessed, "--format", "html,md,xlsx,json")
    for name in ("html", "md", "json"):
        text = (assessed / "reports" / f"assessment.{name}").read_text()
        assert "Keep the quiet hours free" in text
        assert "minutes.pdf" in text
        assert "xq-home" not in text
    rows = list(openpyxl.load_workbook(assessed / "reports" / "assessment.xlsx").worksheets[5].iter_rows())
    assert "Keep the quiet hours free" in [cell.value for cell in rows[-1]]


def test_the_same_said_twice_gives_the_same_bytes(act, assessed):
    said = ("quiet-hours", "--owner", "=1+1", "--due", "2027-01-01", "--by", "dpo")
    act(*said)
    first = (assessed / "actions.yaml").read_bytes()
    act(*said)
    assert (assessed / "actions.yaml").read_bytes() == first
