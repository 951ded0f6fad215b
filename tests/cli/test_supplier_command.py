"""`pia supplier`: one case for each supplier, from the last version frozen before the tender."""

import json
import shutil

import pytest

from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder.versions import versions_of
from pia_toolkit.content import read_yaml

ANSWERS = """
schema: pia-toolkit/answers/1
checklists:
- checklist: procurement
  version: '{procurement}'
  answers:
  - {{question: {ours}, value: 'yes', author: Ann, at: '2026-03-02T09:00:00Z'}}
- checklist: un-77-211
  version: '{rights}'
  answers:
  - {{question: private-life-mapped, value: 'yes', note: seen, author: Ann, at: '2026-03-02T09:00:00Z'}}
  - {{question: {theirs}, value: 'no', author: Ann, at: '2026-03-02T09:00:00Z'}}
  skipped: []
"""


@pytest.fixture
def frozen(case, pia_here):
    """A frozen case with answers of its own people and of a supplier."""
    from pia_toolkit.pipeline import checklists_of

    lists = {entry.id: entry for entry in checklists_of(Case(case), "en")}
    theirs = next(entry for entry in lists["un-77-211"].questions if entry.answered_by == "supplier")
    ours = lists["procurement"].questions[0]
    versions = {"procurement": lists["procurement"].version, "rights": lists["un-77-211"].version}
    text = ANSWERS.format(theirs=theirs.id, ours=ours.id, **versions)
    (case / "answers.yaml").write_text(text, encoding="utf-8")
    text = (case / "case.yaml").read_text()
    known = "recipients: [{name: City archive, kind: authority}]"
    (case / "case.yaml").write_text(text.replace("recipients: []", known))
    assert pia_here("freeze", "case").returncode == 0
    return case


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stdout + done.stderr, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_what_depends_on_the_supplier_is_open_again_and_the_rest_carried_over(frozen, tmp_path, pia_here):
    told(pia_here("supplier", "case", "Kerb Systems Ltd", "-o", "kerb"), 0, "author and date: 1", "on the supplier: 2")
    kerb = tmp_path / "kerb"
    (entry,) = read_yaml(kerb / "answers.yaml")["checklists"]
    assert entry["checklist"] == "un-77-211"
    (answer,) = entry["answers"]
    assert (answer["question"], answer["note"], answer["author"]) == ("private-life-mapped", "seen", "Ann")
    assert answer["at"].startswith("2026-03-02T09:00:00")
    proposal = Case(kerb).proposal()
    assert proposal.stage == "supplier"
    assert [(entry.name, entry.kind, entry.abroad) for entry in proposal.recipients] == [
        ("City archive", "authority", False),
        ("Kerb Systems Ltd", "supplier", False),
    ]
    source = json.loads((kerb / "came-from.json").read_text())
    (version,) = versions_of(Case(frozen))
    assert (source["case_id"], source["version"], source["sha256"]) == (Case(frozen).id, 1, version.sha256)
    assert len(source["reopened"]) == 2
    assert [step.did for step in Case(kerb).steps()] == ["new", "supplier"]
    assert not (kerb / "assessment.json").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_new_case_can_be_worked_on_and_compared(frozen, tmp_path, pia_here):
    assert pia_here("supplier", "case", "Kerb Systems Ltd", "-o", "deep/er/kerb", "--abroad").returncode == 0
    kerb = tmp_path / "deep" / "er" / "kerb"
    told(pia_here("status", kerb), 0, "data scanned: done", "risk measured: done")
    assert pia_here("measure", kerb).returncode == 0
    assert pia_here("assess", kerb).returncode == 0
    data = json.loads(pia_here("diff", "case", kerb, "--format", "json").stdout)
    told_of = {(entry["area"], *entry["subject"]) for entry in data["changes"]}
    assert ("declared", "stage") in told_of
    assert ("declared", "recipients", "Kerb Systems Ltd") in told_of
    assert {entry[0] for entry in told_of} == {"declared", "answer"}
    assert pia_here("freeze", kerb).returncode == 0
    assert pia_here("report", kerb, "--format", "md").returncode == 0
    written = (kerb / "reports" / "assessment.md").read_text()
    (version,) = versions_of(Case(kerb))
    assert f"SHA-256 {version.sha256}. The report is of just this version." in written
    assert data["before"]["title"] in written


def test_two_suppliers_are_two_cases_that_can_be_compared(frozen, tmp_path, pia_here):
    for name, folder in (("Kerb Systems Ltd", "kerb"), ("路沿系统有限公司", "luyan")):
        told(pia_here("supplier", "case", name, "-o", folder), 0, name)
    assert Case(tmp_path / "kerb").id != Case(tmp_path / "luyan").id
    told(pia_here("diff", "kerb", "luyan"), 0, "路沿系统有限公司")
    shutil.rmtree(tmp_path / "luyan")
    done = pia_here("supplier", "case", "路沿系统有限公司", "-o", "luyan", language="zh")
    told(done, 0, "已为 路沿系统有限公司 生成案卷")
    assert Case(tmp_path / "luyan").proposal().title.endswith("（路沿系统有限公司）")


def test_it_starts_from_what_was_frozen_and_not_from_what_came_after(frozen, tmp_path, pia_here):
    (frozen / "case.yaml").write_text((frozen / "case.yaml").read_text().replace("release: shared", "release: open"))
    assert pia_here("supplier", "case", "Kerb", "-o", "kerb").returncode == 0
    assert Case(tmp_path / "kerb").proposal().release == "internal"


def test_a_supplier_that_is_known_already_is_not_named_twice(frozen, tmp_path, pia_here):
    assert pia_here("supplier", "case", "city ARCHIVE", "-o", "archive", "--abroad").returncode == 0
    (recipient,) = Case(tmp_path / "archive").proposal().recipients
    assert (recipient.name, recipient.abroad) == ("City archive", True)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("ann@example.org", "address or number"),
        ("Ann 4000 1234 5678", "address or number"),
        ("Kerb \u202egpj.exe", "cannot be seen"),
        ("Kerb\x1b[2J", "cannot be seen"),
    ],
)
def test_what_is_no_name_of_a_supplier_is_refused(frozen, tmp_path, pia_here, name, words):
    done = pia_here("supplier", "case", name, "-o", "kerb")
    told(done, 2, words)
    assert "ann@" not in done.stderr
    assert not (tmp_path / "kerb").exists()


@pytest.mark.parametrize("name", ["3M", "1&1 Telecom", "../../etc", "نرم\u200cافزار", "A: b # c", "'", "=1+1"])
def test_odd_names_stay_as_they_are_and_never_become_paths(frozen, tmp_path, pia_here, name):
    told(pia_here("supplier", "case", name, "-o", "kerb"), 0)
    assert Case(tmp_path / "kerb").proposal().recipients[-1].name == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "kerb"]


def test_what_cannot_be_is_said(case, frozen, tmp_path, pia_here):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    told(pia_here("supplier", "case", "Kerb", "-o", "full"), 3, "already holds files")
    shutil.copytree(frozen, tmp_path / "fresh", ignore=shutil.ignore_patterns("versions"))
    (tmp_path / "fresh" / "history.jsonl").write_text(
        "\n".join((tmp_path / "fresh" / "history.jsonl").read_text().splitlines()[:-1]) + "\n"
    )
    told(pia_here("supplier", "fresh", "Kerb", "-o", "kerb"), 3, "no frozen version", "pia freeze fresh")
    assert pia_here("supplier", "case", "Kerb", "-o", "kerb").returncode == 0
    assert pia_here("freeze", "kerb").returncode == 0
    told(pia_here("supplier", "kerb", "Other", "-o", "other"), 2, "not from before the tender", "supplier")
    (frozen / "versions" / "1" / "case.yaml").write_text("title: other\n")
    told(pia_here("supplier", "case", "Kerb", "-o", "kerb-2"), 5, "no longer as it was frozen")
    assert not (tmp_path / "kerb-2").exists()


def test_a_case_that_was_never_scanned_can_be_split_too(tmp_path, pia_here):
    pia_here("new", "bare")
    assert pia_here("freeze", "bare").returncode == 0
    told(pia_here("supplier", "bare", "Kerb", "-o", "kerb"), 0, "author and date: 0")
    assert {path.name for path in (tmp_path / "kerb").iterdir()} - {".lock"} == {
        "case.yaml",
        "came-from.json",
        "history.jsonl",
    }
    told(pia_here("status", "kerb"), 0, "data scanned: not yet", "from version 1")
    told(pia_here("diff", "bare", "kerb"), 0, "Kerb")
