"""`pia diff`: what changed since the last version, between versions and between cases, in words and as a contract."""

import json
import shutil

import jsonschema
import pytest

from pia_toolkit.contracts import json_schema
from pia_toolkit.resources import shipped


@pytest.fixture(scope="session")
def concluded(tmp_path_factory):
    """Where the one case is made of which each test gets a copy: measured, answered, assessed and frozen."""
    return tmp_path_factory.mktemp("concluded") / "parking"


@pytest.fixture
def parking(concluded, pia_here, tmp_path):
    samples = shipped("sample_datasets")
    if not concluded.exists():
        shutil.copytree(samples / "demo" / "parking", concluded, ignore=shutil.ignore_patterns("answers.yaml"))
        lines = (samples / "parking-sessions.csv").read_text(encoding="utf-8").splitlines()[:241]
        (concluded / "parking-sessions.csv").write_text("\n".join(lines), encoding="utf-8")
        for command in (
            ("scan", concluded / "parking-sessions.csv", "--case", concluded),
            ("measure", concluded),
            ("ask", concluded, "--answers", samples / "demo" / "parking" / "answers.yaml"),
            ("assess", concluded),
            ("freeze", concluded, "--note", "first"),
        ):
            done = pia_here(*command)
            assert done.returncode == 0, done.stderr
    return shutil.copytree(concluded, tmp_path / "parking")


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    seen = " ".join((done.stdout + done.stderr).split())
    for word in words:
        assert word in seen, seen
    assert "Traceback" not in done.stderr


def differences(pia_here, *arguments):
    done = pia_here("diff", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    jsonschema.validate(data, json_schema("difference"))
    return data


def found(data, area, *subject):
    in_area = [entry for entry in data["changes"] if entry["area"] == area]
    return [entry for entry in in_area if tuple(entry["subject"][: len(subject)]) == subject]


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_nothing_differs_from_itself(parking, pia_here):
    told(pia_here("diff", "parking"), 0, "version 1", "Nothing differs.")
    assert differences(pia_here, "parking")["changes"] == []
    told(pia_here("diff", "parking", "parking"), 0, "Nothing differs.")


def test_a_declared_field_shows_with_its_words(parking, pia_here):
    replace(parking / "case.yaml", "release: shared", "release: open")
    change = found(differences(pia_here, "parking"), "declared", "release")
    assert [(entry["before"], entry["after"], entry["gravity"], entry["direction"]) for entry in change] == [
        ("shared", "open", "major", "worse")
    ]
    told(pia_here("diff", "parking"), 0, "Who may see the data: was Named recipients, is now Everybody (open data).")
    told(pia_here("diff", "parking", language="zh"), 0, "谁可以看到数据：原为 指明的接收方，现为 所有人（开放数据）。")


def test_an_answer_shows_with_the_words_of_its_question(parking, pia_here):
    asked = "- question: decision-recorded\n    value: "
    replace(parking / "answers.yaml", f"{asked}'yes'", f"{asked}'no'")
    data = differences(pia_here, "parking")
    (change,) = found(data, "answer", "screening", "decision-recorded")
    assert (change["aspect"], change["before"], change["after"]) == ("value", "yes", "no")
    assert change["label"].endswith("?")
    told(pia_here("diff", "parking"), 0, change["label"].split()[0], "answer was Yes, is now No")
    chinese = json.loads(pia_here("diff", "parking", "--format", "json", language="zh").stdout)
    assert found(chinese, "answer", "screening", "decision-recorded")[0]["label"] != change["label"]


def test_data_figures_risks_and_measures_show_after_another_scan(parking, pia_here):
    lines = (parking / "parking-sessions.csv").read_text(encoding="utf-8").splitlines()[:121]
    cells = [[cell for number, cell in enumerate(line.split(",")) if number not in (1, 6)] for line in lines]
    (parking / "parking-sessions.csv").write_text("\n".join(",".join(row) for row in cells))
    for command in (("scan", parking / "parking-sessions.csv", "--case"), ("measure",)):
        assert pia_here(*command, "parking").returncode == 0
    told(pia_here("diff", "parking"), 0, "Made before something they rest on", "assessment.json")
    assert pia_here("assess", "parking").returncode == 0
    data = differences(pia_here, "parking")
    (gone,) = [entry for entry in found(data, "data", "parking-sessions", "plate") if entry["aspect"] == "role"]
    assert (gone["how"], gone["before"], gone["gravity"]) == ("gone", "device-identifier", "major")
    assert gone["direction"] == "better"
    assert found(data, "figure", "parking-sessions")
    assert found(data, "scenario")
    assert found(data, "measure")
    assert [entry["gravity"] for entry in data["changes"]] == sorted(
        (entry["gravity"] for entry in data["changes"]), key=["major", "notable", "minor"].index
    )
    told(pia_here("diff", "parking"), 0, "column “plate” of table “parking-sessions”: gone")
    told(pia_here("diff", "parking", "--all", language="zh"), 0, "数据表“parking-sessions”的列“plate”：已去除")


def test_versions_are_compared_by_number(parking, pia_here):
    replace(parking / "case.yaml", "retention_days: 365", "retention_days: 30")
    assert pia_here("freeze", "parking").returncode == 0
    replace(parking / "case.yaml", "retention_days: 30", "retention_days: 400")
    assert differences(pia_here, "parking")["before"]["version"] == 2
    data = differences(pia_here, "parking", "--from", "1", "--to", "2")
    assert (data["before"]["version"], data["after"]["version"]) == (1, 2)
    (change,) = found(data, "declared", "retention_days")
    assert (change["before"], change["after"], change["direction"]) == (365, 30, "better")
    (since,) = found(differences(pia_here, "parking", "--from", "1"), "declared", "retention_days")
    assert (since["after"], since["direction"]) == (400, "worse")
    assert differences(pia_here, "parking", "--to", "2")["changes"] == data["changes"]


def test_what_people_decided_and_did_shows(parking, pia_here):
    moment = "'2026-03-02T09:00:00Z'"
    (parking / "overrides.yaml").write_text(
        "schema: pia-toolkit/overrides/1\noverrides:\n- scenario: reidentification\n  likelihood: limited\n"
        f"  reason: few look\n  by: Ann\n  at: {moment}\n"
    )
    (parking / "actions.yaml").write_text(
        "schema: pia-toolkit/actions/1\nactions:\n- measure: coarser-places\n  title: {en: Coarser places}\n"
        f"  by: Ann\n  at: {moment}\n"
    )
    (parking / "decision.yaml").write_text(
        "schema: pia-toolkit/decision/1\nadvice:\n  officer: Ann\n  'on': '2026-03-02'\n  opinion: unfavourable\n"
        f"  text: No.\n  at: {moment}\n"
    )
    data = differences(pia_here, "parking")
    level = next(entry for entry in found(data, "override", "reidentification") if entry["aspect"] == "likelihood")
    assert (level["how"], level["after"], level["gravity"]) == ("new", "limited", "major")
    assert found(data, "action", "coarser-places")[0]["label"] == "Coarser places"
    (opinion,) = [entry for entry in found(data, "decision", "advice") if entry["aspect"] == "opinion"]
    assert (opinion["after"], opinion["gravity"]) == ("unfavourable", "major")
    told(
        pia_here("diff", "parking", "--all"),
        0,
        "“Coarser places”: new",
        "unfavourable",
        "few look",
        "likelihood: limited",
    )
    told(pia_here("diff", "parking", "--all", language="zh"), 0, "反对", "未完成")
    assert pia_here("freeze", "parking").returncode == 0
    replace(parking / "actions.yaml", "  by: Ann", "  state: dropped\n  reason: too dear\n  by: Ann")
    (state,) = [entry for entry in found(differences(pia_here, "parking"), "action") if entry["aspect"] == "state"]
    assert (state["before"], state["after"], state["direction"]) == ("open", "dropped", "worse")


def test_own_content_shows(parking, pia_here):
    (parking / "lexicon").mkdir()
    (parking / "lexicon" / "en.yaml").write_text("language: en\n")
    assert found(differences(pia_here, "parking"), "content", "lexicon/en.yaml")[0]["how"] == "new"


def test_what_only_one_side_has_is_said(parking, pia_here):
    for name in ("assessment.json", "risk.json"):
        (parking / name).unlink()
    data = differences(pia_here, "parking")
    assert data["not_compared"] == [{"step": "measure", "missing": "after"}, {"step": "assess", "missing": "after"}]
    assert not found(data, "scenario")
    told(pia_here("diff", "parking"), 0, "was not measured", "has no conclusions")


def test_cases_without_anything_in_common_are_refused(parking, case, pia_here):
    told(pia_here("diff", "parking", "case"), 2, "have nothing in common")
    told(pia_here("diff", "case"), 3, "has no frozen version yet", "pia freeze case")
    told(pia_here("diff", "parking", "--from", "4"), 2, "has no version 4", "1")
    told(pia_here("diff", "parking", "--from", "1", "--to", "2"), 2, "has no version 2")
    told(pia_here("diff", "parking", "nowhere"), 3, "is not a case folder")


def test_a_version_that_was_changed_is_not_compared(parking, pia_here):
    replace(parking / "versions" / "1" / "case.yaml", "release: shared", "release: open")
    told(pia_here("diff", "parking"), 5, "no longer as it was frozen", "pia freeze --check parking")


def test_texts_of_people_do_not_steer_the_terminal(parking, pia_here):
    nasty = 'department: "Road\\e[2Jworks\\u202e' + "x" * 300 + '"'
    replace(parking / "case.yaml", "department: Streets and Traffic", nasty)
    done = pia_here("diff", "parking")
    told(done, 0, "Department", "…")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
