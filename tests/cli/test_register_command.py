"""`pia register`: many cases at a glance; what is wrong with one keeps no other from being told."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from pia_toolkit.contracts import json_schema
from pia_toolkit.domain.answers import Answers
from pia_toolkit.questionnaire.answers_file import write_answers

TITLE = "title: Bike trips\ndepartment: Streets\n"
LATER = "1900000000"
"""A moment in 2030, by which an approval of 2026 has run out."""


@pytest.fixture(scope="session")
def portfolio_once(tmp_path_factory):
    """Where the cases are made of which each test gets a copy."""
    return tmp_path_factory.mktemp("portfolio") / "cases"


@pytest.fixture
def cases(portfolio_once, case, pia_here, tmp_path):
    """A folder with a case in each state, one of them far below."""
    if not portfolio_once.exists():
        _make(portfolio_once, case, pia_here)
    return Path(shutil.copytree(portfolio_once, tmp_path / "cases"))


def _make(folder, measured, pia_here):
    def copied(name, source):
        return Path(shutil.copytree(source, folder / name))

    def run(*arguments):
        done = pia_here(*arguments)
        assert done.returncode == 0, done.stderr

    folder.mkdir()
    run("new", folder / "new", "--title", "=1+1")
    scanned = copied("scanned", measured)
    (scanned / "risk.json").unlink()
    copied("measured", measured)
    answered = copied("answered", measured)
    (folder / "none.yaml").write_text(write_answers(Answers()))
    run("ask", answered, "--answers", folder / "none.yaml")
    (folder / "none.yaml").unlink()
    assessed = copied("streets/old town/assessed", answered)
    run("assess", assessed)
    decided = copied("decided", assessed)
    measures = json.loads((decided / "assessment.json").read_text())["plan"]["recommendations"]
    late, fine = (entry["mitigation"]["id"] for entry in measures[:2])
    run("action", decided, late, "--due", "2026-01-01", "--by", "dpo")
    run("action", decided, fine, "--due", "2026-01-02", "--by", "dpo")
    run("decision", "views", decided, "--why-not", "the trips are of a pilot", "--by", "dpo")
    run("decision", "advice", decided, "--officer", "A. K.", "--opinion", "favourable", "--text", "ok", "--accepted",
        "--by", "council")  # fmt: skip
    run("decision", "take", decided, "approve-with-conditions", "--by", "council", "--reason", "conditions suffice")


@pytest.fixture
def register(cases, pia_here):
    """Run `pia register` on the folder."""

    def run(*arguments, language="en"):
        return pia_here("register", cases, *arguments, language=language)

    return run


def told(register, *arguments):
    done = register("--format", "json", *arguments)
    data = json.loads(done.stdout)
    jsonschema.validate(data, json_schema("register"))
    return {entry["folder"]: entry for entry in data["cases"]}, data


def rows(content):
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_every_case_is_told_with_its_state(register):
    entries, data = told(register)
    assert {name: entry["state"] for name, entry in entries.items()} == {
        "answered": "answered",
        "decided": "decided",
        "measured": "measured",
        "new": "new",
        "scanned": "scanned",
        "streets/old town/assessed": "assessed",
    }
    assert list(entries) == sorted(entries)
    assert data["totals"]["cases"] == 6
    assert data["totals"]["open_actions"] == 2
    assert data["totals"]["overdue_actions"] == 1
    decided = entries["decided"]
    assert (decided["decision"], decided["decided_on"]) == ("approve-with-conditions", "2026-01-02")
    assert decided["next_review"] > "2026-12-01"
    assert (decided["actions"]["open"], decided["actions"]["overdue"]) == (2, 1)
    assert decided["new_look"] == []
    assert entries["streets/old town/assessed"]["outcome"]
    assert entries["streets/old town/assessed"]["residual"]
    assert entries["new"]["residual"] is entries["new"]["actions"] is None


def test_time_alone_calls_for_a_new_look(cases, register, monkeypatch):
    from pia_toolkit.cli import console

    moment = console.now

    def later():
        monkeypatch.setenv("SOURCE_DATE_EPOCH", LATER)
        return moment()

    monkeypatch.setattr("pia_toolkit.cli.register.now", later)
    entries, data = told(register)
    assert entries["decided"]["state"] == "needs-new-look"
    assert [trigger["kind"] for trigger in entries["decided"]["new_look"]] == ["validity"]
    assert data["totals"]["needs_new_look"] == 1
    assert entries["decided"]["actions"]["overdue"] == 2
    assert "needs a new look" in " ".join(register().stdout.split())
    assert "需要重新审视" in register(language="zh").stdout


def test_the_table_names_what_counts(register):
    done = register()
    assert done.returncode == 0
    text = done.stdout
    for wanted in ("=1+1", "streets/old town/assessed", "1 overdue", "decided", "Nobody has signed", "Cases: 6."):
        assert wanted in text
    assert "案卷：6 个" in register(language="zh").stdout


def spoil(cases):
    (cases / "new" / "case.yaml").write_text("title: [x\n")
    (cases / "scanned" / "history.jsonl").write_bytes(b"\xff\xfe\n")
    history = cases / "measured" / "history.jsonl"
    history.write_text(history.read_text().replace('"scan"', '"scam"'))
    (cases / "streets" / "old town" / "assessed" / "assessment.json").write_text('{"schema": "pia-')
    (cases / "decided" / "actions.yaml").write_text("actions:\n- {measure: 1}\n")
    (cases / "answered" / "decision.yaml").write_text("schema: pia-toolkit/decision/9\n")


def test_broken_cases_are_told_one_by_one_and_the_others_go_on(cases, register):
    whole = shutil.copytree(cases / "decided", cases / "whole")
    spoil(cases)
    done = register("--format", "json")
    assert done.returncode == 3
    data = json.loads(done.stdout)
    jsonschema.validate(data, json_schema("register"))
    wrong = {
        entry["folder"]: {remark["error"] for remark in entry["remarks"] if remark["kind"] == "unreadable"}
        for entry in data["cases"]
    }
    assert wrong == {
        "answered": {"case-from-newer"},
        "decided": {"content-invalid"},
        "measured": {"history-broken"},
        "new": {"content-invalid"},
        "scanned": {"content-invalid"},
        "streets/old town/assessed": {"content-invalid"},
        whole.name: set(),
    }
    assert data["totals"]["not_whole"] == 6
    entries = {entry["folder"]: entry for entry in data["cases"]}
    assert entries["decided"]["title"] == entries["measured"]["title"]
    assert (entries["decided"]["state"], entries["decided"]["actions"]) == ("decided", None)
    for language, words in (("en", "cannot be read whole: 6"), ("zh", "无法完整读取的案卷：6 个")):
        table = register(language=language)
        assert table.returncode == 3
        assert words in table.stderr
        assert table.stdout.count("assessment.json") == 2  # broken, and changed by hand
    assert "newer version" in register().stdout
    assert rows(register("--format", "csv").stdout)[3]["To attend to"]


def test_stale_and_edited_cases_are_told(cases, register, pia_here):
    assessed = cases / "streets" / "old town" / "assessed"
    (cases / "none.yaml").write_text(write_answers(Answers()))
    pia_here("ask", assessed, "--answers", cases / "none.yaml")
    (cases / "measured" / "case.yaml").write_text(TITLE)
    entries, data = told(register)
    assert entries["streets/old town/assessed"]["remarks"] == [
        {"kind": "stale", "error": "", "values": {"step": "assess"}}
    ]
    assert {"kind": "edited", "error": "", "values": {"files": "case.yaml"}} in entries["measured"]["remarks"]
    assert entries["measured"]["department"] == "Streets"
    assert data["totals"]["stale"] == 1
    assert "“pia assess”" in register().stdout


def test_links_versions_and_hidden_folders_are_left_out(cases, register):
    (cases / "linked").symlink_to(cases / "measured")
    (cases / "round").symlink_to(cases)
    (cases / "borrowed").mkdir()
    (cases / "borrowed" / "case.yaml").symlink_to(cases / "measured" / "case.yaml")
    for place in (cases / "measured" / "versions" / "1", cases / ".trash" / "old"):
        shutil.copytree(cases / "new", place)
    below = shutil.copytree(cases / "new", cases / "measured" / "suppliers" / "versions")
    entries, data = told(register)
    assert data["totals"]["cases"] == 7
    assert below.relative_to(cases).as_posix() in entries


def test_a_case_can_be_the_folder_itself(cases, pia_here):
    done = pia_here("register", cases / "measured", "--format", "json")
    assert [entry["folder"] for entry in json.loads(done.stdout)["cases"]] == ["."]


def test_no_text_becomes_a_formula(cases, register):
    spoilt = cases / "measured" / "case.yaml"
    spoilt.write_text('title: "\\t=cmd|x"\ndepartment: "@SUM(A1)"\ncontroller: "+1"\n')
    assert register("-o", cases / "all.csv").returncode == 0
    content = (cases / "all.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = {row["Folder"]: row for row in rows(content.decode("utf-8-sig"))}
    assert table["new"]["Title"] == "'=1+1"
    assert (table["measured"]["Title"], table["measured"]["Department"]) == ("'\t=cmd|x", "'@SUM(A1)")
    assert table["measured"]["Authority"] == "'+1"
    assert table["decided"]["Measures overdue"] == "1"
    assert register("-o", cases / "all.xlsx", language="zh").returncode == 0
    with zipfile.ZipFile(cases / "all.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
    page = openpyxl.load_workbook(cases / "all.xlsx").active
    assert page.title == "登记册"
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    for text in ("=1+1", "\t=cmd|x", "@SUM(A1)", "+1"):
        assert (cells[text].data_type, bool(cells[text].quotePrefix)) == ("s", True)
    heads = [cell.value for cell in page[1]]
    overdue = [row[heads.index("逾期的措施")].value for row in page.iter_rows(min_row=2)]
    assert overdue.count(1) == 1
    assert page.freeze_panes == "C2"


def test_formats_and_outputs(cases, register):
    out = cases / "register.json"
    assert register("-o", out).returncode == 0
    assert json.loads(out.read_text())["schema"] == "pia-toolkit/register/1"
    before = out.read_bytes()
    again = register("-o", out)
    assert again.returncode == 2
    assert out.read_bytes() == before
    assert register("-o", out, "--force").returncode == 0
    assert out.read_bytes() == before
    for arguments in (["-o", cases / "a.txt"], ["-o", cases / "a.csv", "--format", "table"], ["--format", "xlsx"]):
        assert register(*arguments).returncode == 2
    assert register("-o", cases / "a.txt", "--format", "csv").returncode == 0
    assert register("-o", cases / "one.xlsx").returncode == register("-o", cases / "two.xlsx").returncode == 0
    assert (cases / "one.xlsx").read_bytes() == (cases / "two.xlsx").read_bytes()


def test_a_folder_without_cases_and_one_that_is_not_there(tmp_path, pia_here):
    (tmp_path / "empty").mkdir()
    done = pia_here("register", tmp_path / "empty")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No case folder" in done.stderr
    assert pia_here("register", tmp_path / "empty", "--format", "json").returncode == 0
    done = pia_here("register", tmp_path / "nowhere")
    assert done.returncode == 3
    assert "nowhere" in done.stderr


def test_the_register_writes_nothing_into_the_cases(cases, register):
    def state():
        return {path: path.stat().st_mtime_ns for path in cases.rglob("*")}

    before = state()
    register()
    assert state() == before


def test_only_what_it_shows_is_loaded(cases):
    code = (
        "import sys\n"
        f"sys.argv = ['pia', 'register', {str(cases)!r}, '--format', 'json']\n"
        "from pia_toolkit.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('pandas', 'polars', 'numpy', 'pyarrow', 'duckdb', 'openpyxl', 'spacy', 'presidio_analyzer')\n"
        "print(*[name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PIA_LANG": "en"}
    )
    assert json.loads(done.stdout)["totals"]["cases"] == 6
    assert done.stderr.strip() == ""
