"""Wrong input ends in a clear error with the next step, the right exit code, and the last good state intact."""

import json
import os
import re
from pathlib import Path

import pytest

from pia_toolkit.readers.options import Limits

GOOD = Path(__file__).parents[2] / "sample_datasets" / "air-quality.csv"


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.csv", None, ("There is no file", "Check the name")),
        ("empty.csv", b"", ("is empty", "complete copy")),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), ("looks like",)),
        ("letter.xlsx", b"dear all\n" * 40, ("is called",)),
        ("letter.parquet", b"dear all\n" * 40, ("is called",)),
        ("book.xlsx", b"PK\x03\x04" + bytes(300), ("book.xlsx",)),
        ("program.exe", b"MZ" + bytes(300), ("does not read",)),
    ],
)
def test_unreadable_files(pia_here, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    told(pia_here("scan", name), 3, name, *words)


def test_an_empty_folder(pia_here, tmp_path):
    (tmp_path / "month").mkdir()
    told(pia_here("scan", "month"), 3, "month", "is empty")


def test_good_files_are_still_read_and_bad_ones_listed(pia_here, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    done = pia_here("scan", "empty.csv", GOOD, "missing.csv", "--format", "json")
    told(done, 3, "empty.csv", "missing.csv", "Could not be read: 2", "Everything else was scanned")
    assert [table["name"] for table in json.loads(done.stdout)["tables"]] == ["air-quality"]


@pytest.fixture
def month(tmp_path):
    """A folder with good, bad, unknown and needless files."""
    (tmp_path / "month" / "north").mkdir(parents=True)
    (tmp_path / "month" / "north" / "air.csv").write_bytes(GOOD.read_bytes())
    (tmp_path / "month" / "letter.xlsx").write_bytes(b"dear all\n" * 40)
    (tmp_path / "month" / "read me.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "month" / "Thumbs.db").write_bytes(b"\x00")
    return tmp_path / "month"


def test_a_folder_is_scanned_kept_and_measured(pia_here, month):
    pia_here("new", "case")
    told(pia_here("scan", "month", "--case", "case"), 3, "letter.xlsx", "Could not be read: 1")
    done = pia_here("scan", "month")
    for words in ("Thumbs.db", "read me.pdf", "letter.xlsx"):
        assert words in " ".join(done.stdout.split())
    assert pia_here("measure", "case").returncode == 0
    (month / "more.csv").write_text("a\n1\n")
    told(pia_here("measure", "case"), 3, "month", "changed since it was scanned")


def test_a_limit_is_told_with_its_option_and_kept_in_the_case(pia_here, month):
    (month / "letter.xlsx").unlink()
    pia_here("new", "case")
    told(pia_here("scan", "month", "--limit-members", "2", "--case", "case"), 3, "--limit-members")
    assert pia_here("scan", "month", "--limit-columns", "1e2", "--case", "case").returncode == 0
    kept = json.loads((month.parent / "case" / "datasets.json").read_text())
    assert kept["files"][0]["limits"]["columns"] == 100
    assert pia_here("measure", "case").returncode == 0


@pytest.mark.parametrize("size", ["many", "-5", "0", "2GX", "1iB", ""])
def test_limits_that_are_no_size(pia_here, size):
    told(pia_here("scan", GOOD, f"--limit-members={size}"), 2, "500MiB")


def test_every_limit_a_reader_names_is_an_option(pia_here):
    known = set(re.findall(r"--limit-([a-z-]+)", pia_here("scan", "--help").stdout))
    assert known == {name.replace("_", "-") for name in Limits.__dataclass_fields__}
    readers = Path(__file__).parents[2] / "src" / "pia_toolkit" / "readers"
    for path in sorted(readers.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r'limit="([a-z-]+)"|, "([a-z]+-bytes)"', text)) <= {
            pair for name in known for pair in ((name, ""), ("", name))
        }, path.name


def test_ragged_rows_are_read_and_told(pia_here, tmp_path):
    lines = [f"{number},{number * 2},x" for number in range(60)]
    lines[7] += ",extra"
    lines[9] = "9"
    (tmp_path / "ragged.csv").write_text("a,b,c\n" + "\n".join(lines) + "\n")
    done = pia_here("scan", "ragged.csv")
    assert done.returncode == 0
    assert "2" in done.stdout
    assert "60 rows" in done.stdout


def test_a_case_folder_that_is_none(pia_here, tmp_path):
    told(pia_here("assess", "nothing"), 3, "not a case folder", "pia new")
    told(pia_here("measure", "nothing"), 3, 'There is no file "nothing"')
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").write_text("a")
    told(pia_here("new", "full"), 3, "already holds files")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["a.txt"]


def test_steps_out_of_order_name_the_command(pia_here):
    pia_here("new", "case")
    told(pia_here("measure", "case"), 3, "pia scan")
    told(pia_here("assess", "case"), 3, "pia scan")
    told(pia_here("report", "case"), 3, "pia")
    told(pia_here("ask", "case"), 2, "not a terminal", "--answers")


@pytest.fixture
def scanned(pia_here):
    pia_here("new", "case")
    done = pia_here("scan", GOOD, "--case", "case")
    assert done.returncode == 0, done.stderr
    assert pia_here("measure", "case").returncode == 0
    return pia_here


def test_mistakes_in_case_yaml_are_all_told(scanned, tmp_path):
    path = tmp_path / "case" / "case.yaml"
    path.write_text("title: A\nretention_days: soon\nrelease: maybe\n")
    told(scanned("assess", "case"), 4, "line 2", "retention_days", "line 3", "release")
    path.write_text("title: A\ntitle: B\n")
    told(scanned("assess", "case"), 4, "line 2", "repeated key")


def test_answers_for_another_version_are_carried_over_and_told(scanned, tmp_path):
    (tmp_path / "answers.yaml").write_text(
        "schema: pia-toolkit/answers/1\nchecklists:\n- checklist: un-77-211\n  version: '0'\n  answers: []\n"
    )
    told(scanned("ask", "case", "--answers", "answers.yaml"), 0, "version 0", "un-77-211")
    assert (tmp_path / "case" / "answers.yaml").exists()


def test_a_broken_checklist_is_told_with_its_line(scanned, tmp_path):
    own = tmp_path / "case" / "checklists"
    own.mkdir()
    (own / "ours.yaml").write_text("id: ours\nversion: '1'\nsections: nothing\n")
    told(scanned("assess", "case"), 4, "ours.yaml", "sections")


def test_unknown_formats_and_languages(scanned):
    told(scanned("report", "case", "--lang", "xx"), 2, "xx")
    scanned("assess", "case")
    told(scanned("report", "case", "--format", "html,docx"), 2, "docx", "xlsx")


def test_unknown_columns_are_all_told(scanned):
    told(scanned("measure", "case", "-q", "one", "-q", "two"), 3, '"one"', '"two"')


def test_data_that_changed_since_the_scan_is_noticed(pia_here, tmp_path):
    (tmp_path / "data.csv").write_bytes(GOOD.read_bytes())
    pia_here("new", "case")
    assert pia_here("scan", "data.csv", "--case", "case").returncode == 0
    (tmp_path / "data.csv").write_bytes(GOOD.read_bytes() + b"\n")
    told(pia_here("measure", "case"), 3, "changed since it was scanned", "Scan it again")


def test_a_case_in_use_is_left_alone(scanned, tmp_path):
    from pia_toolkit.case_folder.case import Case

    with Case(tmp_path / "case").locked():
        told(scanned("assess", "case"), 3, "being worked on")
    assert scanned("assess", "case").returncode == 0


def test_a_full_disk_loses_nothing(scanned, tmp_path, monkeypatch):
    before = (tmp_path / "case" / "risk.json").read_bytes()

    def full(_handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        told(scanned("measure", "case"), 3, "the disk is full", "unharmed")
    assert (tmp_path / "case" / "risk.json").read_bytes() == before
    assert scanned("status", "case").returncode == 0


def test_a_changed_history_is_noticed(scanned, tmp_path):
    path = tmp_path / "case" / "history.jsonl"
    path.write_text(path.read_text().replace('"did":"scan"', '"did":"skip"'))
    told(scanned("status", "case"), 5, "history")


def test_a_recognizer_that_is_wrong_is_refused_with_its_field(pia_here, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "badge.yaml").write_text(
        "id: badge\ncategory: badge\nrole: device-identifier\npersonal: true\nwhy: {en: A badge.}\n"
        "reference: house rules\nheader: [card-id]\n"
        "patterns:\n- {regex: '(?=x)y', strength: strong}\n- {regex: 'B[0-9]{4}', strength: sure}\n"
        "- {regex: 'B[0-9', strength: weak}\n"
        "examples: [B1234]\ncounter_examples: [C1]\n"
    )
    done = pia_here("scan", GOOD, "--recognizers", "own")
    told(done, 4, "badge.yaml", "line 9", "lookaround", "line 10", "strength", "line 11", "not a regular expression")


def test_the_level_asked_for_ends_with_its_code(scanned):
    assert scanned("assess", "case", "--fail-on", "negligible").returncode == 1
    assert scanned("assess", "case", "--fail-on", "maximum").returncode == 0
    assert scanned("assess", "case", "--fail-on", "enormous").returncode == 2


def test_a_recognizer_whose_example_fails_is_refused_without_showing_it(pia_here, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "badge.yaml").write_text(
        "id: badge\ncategory: badge\nrole: device-identifier\npersonal: true\nwhy: {en: A badge.}\n"
        "reference: house rules\nheader: [card-id]\npatterns:\n- {regex: 'B[0-9]{4}', strength: strong}\n"
        "examples: [B1234, CANARY]\ncounter_examples: [C1, B9999]\n"
    )
    done = pia_here("scan", GOOD, "--recognizers", "own")
    told(done, 4, "examples.1: is not accepted", "counter_examples.1: is accepted")
    assert "CANARY" not in done.stderr
    (tmp_path / "own" / "badge.yaml").write_text(
        (tmp_path / "own" / "badge.yaml").read_text().replace(", CANARY", "").replace(", B9999", "")
    )
    assert pia_here("scan", GOOD, "--recognizers", "own").returncode == 0
