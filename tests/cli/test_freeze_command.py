"""`pia freeze`: versions that never change again, and cases of a newer toolkit that are left alone."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from pia_toolkit.case_folder import versions
from pia_toolkit.case_folder.case import Case

CANARY = "Quirinius-Zebedee"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """Where the one case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("scanned") / "own"


@pytest.fixture
def own(scanned, tmp_path, pia_here):
    """A case whose data lie inside its own folder, beside what was found in them."""
    if not scanned.exists():
        pia_here("new", scanned)
        data = scanned / "people.csv"
        data.write_text("name,age\n" + "".join(f"{CANARY} {number},{20 + number % 9}\n" for number in range(60)))
        assert pia_here("scan", data, "--case", scanned).returncode == 0
    return shutil.copytree(scanned, tmp_path / "own")


def content_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stdout + done.stderr, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_a_version_holds_the_cases_own_files_and_never_the_data(own, pia_here):
    (own / "recognizers").mkdir()
    (own / "recognizers" / "notes.txt").write_text("not ours")
    (own / "measures").mkdir()
    (own / "measures" / "extra.yaml").write_text("id: extra\n")
    (own / "letter.docx").write_text(CANARY)
    told(pia_here("freeze", "own", "--note", "to the council", "--author", "Ann"), 0, "Version 1")
    frozen = content_of(own / "versions" / "1")
    manifest = json.loads(frozen.pop("manifest.json"))
    assert set(frozen) == {"case.yaml", "datasets.json", "inventory.json", "history.jsonl", "measures/extra.yaml"}
    assert manifest["files"] == {name: hashlib.sha256(text).hexdigest() for name, text in frozen.items()}
    assert (manifest["number"], manifest["note"], manifest["by"]) == (1, "to the council", "Ann")
    assert not any(CANARY.encode() in text for text in frozen.values())
    last = json.loads((own / "history.jsonl").read_text().splitlines()[-1])
    assert (last["did"], last["by"]) == ("freeze", "Ann")
    path = own / "versions" / "1" / "manifest.json"
    assert last["files"] == {"versions/1/manifest.json": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_data_around_the_case_do_not_hide_the_cases_own_files(own, tmp_path, pia_here):
    shutil.copy(own / "people.csv", tmp_path / "people.csv")
    assert pia_here("scan", tmp_path, "--case", "own").returncode == 0
    told(pia_here("freeze", "own"), 0)
    assert {"case.yaml", "inventory.json"} <= set(content_of(own / "versions" / "1"))


def test_an_unchanged_case_is_not_frozen_again(own, pia_here):
    pia_here("freeze", "own")
    before = content_of(own)
    told(pia_here("freeze", "own", "--note", "again"), 0, "Nothing has changed")
    assert content_of(own) == before
    with (own / "case.yaml").open("a") as file:
        file.write("# a word\n")
    told(pia_here("freeze", "own"), 0, "Version 2")
    told(pia_here("freeze", "own", "--check"), 0, "as it was frozen: 2")
    assert [entry.number for entry in versions.versions_of(Case(own))] == [1, 2]


def test_a_case_that_was_never_frozen_has_nothing_to_check(own, pia_here):
    told(pia_here("freeze", "own", "--check"), 0, "No version")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: (folder / "case.yaml").write_text("title: other\n"), "case.yaml was changed"),
        (lambda folder: (folder / "inventory.json").unlink(), "inventory.json is missing"),
        (lambda folder: (folder / "answers.yaml").write_text("checklists: []\n"), "answers.yaml was added"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "manifest.json was changed"),
        (lambda folder: (folder / "manifest.json").unlink(), "manifest.json is missing"),
        (shutil.rmtree, "Version 1 as a whole is missing"),
        (lambda folder: shutil.copytree(folder, folder.with_name("7")), "Version 7 is not in the history"),
    ],
)
def test_every_harm_to_a_version_is_told(own, pia_here, harm, words):
    pia_here("freeze", "own")
    harm(own / "versions" / "1")
    told(pia_here("freeze", "own", "--check"), 5, words)


def test_a_forged_version_with_hashes_that_fit_is_told(own, pia_here):
    pia_here("freeze", "own")
    folder = own / "versions" / "1"
    (folder / "case.yaml").write_text("title: other\n")
    manifest = versions.versions_of(Case(own))[0]
    files = manifest.files | {"case.yaml": hashlib.sha256(b"title: other\n").hexdigest()}
    forged = manifest.model_copy(update={"files": files}).sealed()
    (folder / "manifest.json").write_text(forged.model_dump_json(by_alias=True))
    assert forged.is_whole
    told(pia_here("freeze", "own", "--check"), 5, "manifest.json was changed")


_KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from pia_toolkit.case_folder.case import Case
from pia_toolkit.case_folder import versions
def killed(*_, **__): os._exit(9)
if sys.argv[2] == "note": Case.note = killed
else: Path.rename = killed
versions.freeze(Case(Path(sys.argv[1])), datetime(2026, 1, 2, tzinfo=UTC))
"""


@pytest.mark.parametrize("moment", ["rename", "note"])
def test_a_killed_run_leaves_a_whole_version_or_none(own, pia_here, moment):
    done = subprocess.run([sys.executable, "-c", _KILLED, own, moment], check=False)
    assert done.returncode == 9
    there = (own / "versions" / "1").is_dir()
    assert there is (moment == "note")
    told(pia_here("freeze", "own", "--check"), 5 if there else 0)
    told(pia_here("freeze", "own"), 0, "Version 1 is frozen")
    told(pia_here("freeze", "own", "--check"), 0, "as it was frozen: 1")
    assert [path.name for path in (own / "versions").iterdir()] == ["1"]


def test_a_full_disk_leaves_nothing_half(own, pia_here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = content_of(own)
    monkeypatch.setattr(os, "fsync", full)
    told(pia_here("freeze", "own"), 3, "the disk is full")
    assert content_of(own) == before


@pytest.mark.parametrize("command", [("measure",), ("freeze",), ("scan", "people.csv", "--case")], ids=" ".join)
def test_a_frozen_version_is_not_worked_in(own, pia_here, command):
    pia_here("freeze", "own")
    shutil.copy(own / "people.csv", own.parent / "people.csv")
    before = content_of(own)
    told(pia_here(*command, own / "versions" / "1"), 3, "is a frozen version")
    assert content_of(own) == before


def test_a_broken_history_is_not_frozen(own, pia_here):
    with (own / "history.jsonl").open("a") as file:
        file.write("{}\n")
    told(pia_here("freeze", "own"), 5, "history")
    assert not (own / "versions").exists()


COMMANDS = (
    *(("scan", "people.csv", "--case"), ("measure",), ("ask",), ("assess",), ("report",), ("status",)),
    *(("freeze",), ("diff",), ("freeze", "--check")),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_case_with_a_newer_schema_is_left_alone(own, pia_here, command):
    path = own / "inventory.json"
    path.write_text(path.read_text().replace("pia-toolkit/inventory/1", "pia-toolkit/inventory/2"))
    before = content_of(own)
    shutil.copy(own / "people.csv", own.parent / "people.csv")
    told(pia_here(*command, "own"), 3, "newer version of pia", "inventory.json")
    assert content_of(own) == before


def _worked_on_by(own, tool, **more):
    """Write the history again as another version of the toolkit would have."""
    lines, previous = [], "0" * 64
    for text in (own / "history.jsonl").read_text().splitlines():
        line = json.loads(text) | {"previous": previous, "tool_version": tool, **more}
        lines.append(json.dumps(line))
        previous = hashlib.sha256(lines[-1].encode()).hexdigest()
    (own / "history.jsonl").write_text("\n".join(lines) + "\n")


def test_unknown_fields_of_a_newer_toolkit_are_told_as_such(own, pia_here):
    with (own / "case.yaml").open("a") as file:
        file.write("lawful_interest: none\n")
    told(pia_here("measure", "own"), 4, "lawful_interest")
    _worked_on_by(own, "9.0.1")
    before = content_of(own)
    told(pia_here("measure", "own"), 3, "newer version of pia", "case.yaml")
    told(pia_here("measure", "own", language="zh"), 3, "更新版本的 pia")
    assert content_of(own) == before


def test_a_newer_toolkit_that_wrote_nothing_unknown_is_no_obstacle(own, pia_here):
    _worked_on_by(own, "9.0.1")
    told(pia_here("status", "own"), 0)
    _worked_on_by(own, "9.0.1", signed_by="a key")
    told(pia_here("status", "own"), 3, "newer version of pia", "history.jsonl")


def test_it_speaks_chinese(own, pia_here):
    told(pia_here("freeze", "own", language="zh"), 0, "第 1 版已冻结")
    told(pia_here("freeze", "own", language="zh"), 0, "没有任何变化")
    told(pia_here("freeze", "own", "--check", language="zh"), 0, "与冻结时一致")
