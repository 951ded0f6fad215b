"""`pia override` and `pia assess --check`: a person sets a level, both levels are kept, and the file can be checked."""

import json
import shutil
from pathlib import Path

import pytest

from pia_toolkit.content import read_yaml

WHY = "The stations are counted once a month only."


@pytest.fixture(scope="module")
def conclusions(tmp_path_factory):
    """Where the conclusions lie that each test gets a copy of; the history goes with them."""
    return tmp_path_factory.mktemp("conclusions")


@pytest.fixture
def assessed(case, conclusions, pia_here):
    made = conclusions / "case"
    if not made.exists():
        assert pia_here("assess", case).returncode == 0
        shutil.copytree(case, made)
    shutil.rmtree(case)
    return Path(shutil.copytree(made, case))


def kept(case):
    return json.loads((case / "assessment.json").read_text(encoding="utf-8"))["assessment"]


def gravest(case):
    return kept(case)["scenarios"][0]


def set_level(pia_here, case, scenario, *more, language="en"):
    said = ("--likelihood", "negligible", "--severity", "limited", "--reason", WHY, "--by", "DPO")
    return pia_here("override", case, scenario, *said, *more, language=language)


def told_once(text):
    return " ".join(text.split())


def test_without_a_risk_the_levels_are_listed(assessed, pia_here):
    listed = pia_here("override", assessed)
    assert listed.returncode == 0
    for scenario in kept(assessed)["scenarios"]:
        assert scenario["id"] in listed.stdout
    assert not (assessed / "overrides.yaml").exists()


def test_a_level_is_set_with_a_reason_and_both_are_kept(assessed, pia_here):
    before = gravest(assessed)
    done = set_level(pia_here, assessed, before["id"])
    assert done.returncode == 0, done.stderr
    assert WHY in done.stdout
    after = next(entry for entry in kept(assessed)["scenarios"] if entry["id"] == before["id"])
    assert after["residual"] == before["residual"]
    assert after["trace"] == before["trace"]
    assert (after["override"]["likelihood"], after["override"]["severity"]) == ("negligible", "limited")
    assert (after["override"]["reason"], after["override"]["by"]) == (WHY, "DPO")
    written = read_yaml(assessed / "overrides.yaml")["overrides"]
    assert [entry["scenario"] for entry in written] == [before["id"]]
    assert written[0]["computed_likelihood"] == before["residual"]["likelihood"]
    step = json.loads((assessed / "history.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (step["did"], step["by"], set(step["files"])) == ("override", "DPO", {"overrides.yaml", "assessment.json"})
    assert gravest(assessed)["id"] != before["id"]


@pytest.mark.parametrize(
    ("options", "language", "what"),
    [
        (("--likelihood", "limited", "--by", "DPO"), "en", "not said why"),
        (("--likelihood", "limited", "--reason", "  ", "--by", "DPO"), "en", "not said why"),
        (("--likelihood", "limited", "--by", "DPO"), "zh", "没有说明为何"),
        (("--reason", WHY, "--by", "DPO"), "en", "not said to what"),
        (("--likelihood", "limited", "--reason", WHY), "en", "not said who"),
        (("--withdraw", "--by", "DPO"), "en", "nothing to withdraw"),
        (("--withdraw", "--by", "DPO", "--likelihood", "limited"), "en", "goes with --by only"),
    ],
)
def test_what_is_incomplete_is_refused_and_changes_nothing(assessed, pia_here, options, language, what):
    scenario, before = gravest(assessed)["id"], (assessed / "history.jsonl").read_bytes()
    refused = pia_here("override", assessed, scenario, *options, language=language)
    assert refused.returncode == 2
    assert what in told_once(refused.stderr.replace("│", " "))
    assert (assessed / "history.jsonl").read_bytes() == before
    assert not (assessed / "overrides.yaml").exists()


@pytest.mark.parametrize(
    ("scenario", "what"),
    [
        ("trackin", 'Did you mean "tracking"?'),
        ("zzzzzz", 'No risk is called "zzzzzz"'),
        ("life-at-home-read-from-meters", "does not arise"),
    ],
)
def test_a_risk_that_is_unknown_or_does_not_arise_is_told(assessed, pia_here, scenario, what):
    refused = set_level(pia_here, assessed, scenario)
    assert refused.returncode == 2
    assert what in refused.stderr
    assert not (assessed / "overrides.yaml").exists()


def test_a_level_can_be_taken_back(assessed, pia_here):
    before = kept(assessed)
    set_level(pia_here, assessed, gravest(assessed)["id"])
    undone = pia_here("override", assessed, before["scenarios"][0]["id"], "--withdraw", "--by", "DPO")
    assert undone.returncode == 0
    assert kept(assessed) == before
    assert read_yaml(assessed / "overrides.yaml")["overrides"] == []


def test_without_anything_to_say_the_trace_is_shown(assessed, pia_here):
    scenario = gravest(assessed)["id"]
    shown = pia_here("override", assessed, scenario)
    assert f"{scenario}.yaml" in shown.stdout
    assert "No safeguard is in place that lowers it." in shown.stdout


def test_showing_a_risk_that_is_misspelt_helps_too(assessed, pia_here):
    assert 'Did you mean "tracking"?' in pia_here("override", assessed, "Tracking").stderr


def test_a_level_set_on_another_one_than_is_computed_now_is_told_to_be_looked_at_again(assessed, pia_here):
    scenario = gravest(assessed)
    set_level(pia_here, assessed, scenario["id"])
    path = assessed / "overrides.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(f"computed_severity: {scenario['residual']['severity']}", "computed_severity: negligible"),
        encoding="utf-8",
    )
    assert "look again" in told_once(pia_here("override", assessed).stdout)
    assert "computed otherwise since then: 1" in pia_here("assess", assessed).stdout


def test_a_later_assessment_says_what_of_the_required_is_met(assessed, pia_here):
    required = len(kept(assessed)["outcome"]["requirements"])
    assert f"Of the {required} points" in pia_here("assess", assessed).stdout
    (assessed / "assessment.json").write_text("{", encoding="utf-8")
    mended = pia_here("assess", assessed)
    assert mended.returncode == 0
    assert "last assessment" not in mended.stdout


def test_levels_of_a_risk_that_no_longer_arises_are_kept_and_told(assessed, pia_here):
    before = gravest(assessed)["id"]
    set_level(pia_here, assessed, before)
    path = assessed / "overrides.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, "stopped-to-arise"), encoding="utf-8")
    again = pia_here("assess", assessed)
    assert "stopped-to-arise" in again.stdout
    assert [entry["scenario"] for entry in kept(assessed)["idle_overrides"]] == ["stopped-to-arise"]
    assert "stopped-to-arise" in path.read_text(encoding="utf-8")
    assert WHY in pia_here("override", assessed, "stopped-to-arise").stdout
    assert pia_here("override", assessed, "stopped-to-arise", "--withdraw", "--by", "DPO").returncode == 0
    assert kept(assessed)["idle_overrides"] == []


def test_mistakes_in_the_file_are_told_with_their_line(assessed, pia_here):
    wrong = "schema: pia-toolkit/overrides/1\noverrides:\n- scenario: tracking\n  severity: limited\n"
    (assessed / "overrides.yaml").write_text(wrong + "  by: DPO\n  at: 2026-05-04T09:00:00Z\n", encoding="utf-8")
    refused = pia_here("assess", assessed)
    assert refused.returncode == 4
    assert "overrides.yaml" in refused.stderr
    assert "reason" in refused.stderr
    empty = wrong + "  by: DPO\n  reason: ''\n  at: 2026-05-04T09:00:00Z\n"
    (assessed / "overrides.yaml").write_text(empty, encoding="utf-8")
    assert "give a reason" in pia_here("assess", assessed).stderr


def test_the_check_says_that_a_kept_assessment_follows(assessed, pia_here):
    set_level(pia_here, assessed, gravest(assessed)["id"])
    before = (assessed / "history.jsonl").read_bytes()
    checked = pia_here("assess", assessed, "--check")
    assert checked.returncode == 0, checked.stdout
    assert "follows from the case" in checked.stdout
    assert (assessed / "history.jsonl").read_bytes() == before


def test_the_check_ends_with_5_when_the_case_has_changed_since(assessed, pia_here):
    answers = assessed / "answers.yaml"
    answers.write_text(
        "schema: pia-toolkit/answers/1\nchecklists:\n- checklist: un-77-211\n  version: '1'\n"
        "  answers:\n  - question: independent-oversight\n    value: 'no'\n",
        encoding="utf-8",
    )
    checked = pia_here("assess", assessed, "--check")
    assert checked.returncode == 5, (checked.stdout, checked.stderr)
    assert "Rights checks:" in checked.stdout
    assert "is not what follows from the case" in checked.stderr


def test_the_check_finds_a_level_that_was_edited_by_hand(assessed, pia_here):
    path = assessed / "assessment.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["assessment"]["scenarios"][0]["residual"] |= {"likelihood": "negligible", "severity": "negligible"}
    path.write_text(json.dumps(data), encoding="utf-8")
    checked = pia_here("assess", assessed, "--check")
    assert checked.returncode == 5
    assert "do not follow from their own trace: 1" in checked.stdout


def test_there_is_nothing_to_check_before_the_first_assessment(case, pia_here):
    assert pia_here("assess", case, "--check").returncode == 3
    assert "--fail-on" in pia_here("assess", case, "--check", "--fail-on", "limited").stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_has_examples(pia_here, language):
    told = pia_here("override", "--help", language=language)
    assert told.returncode == 0
    assert "pia override parking tracking --withdraw" in told_once(told.stdout.replace("│", " "))
