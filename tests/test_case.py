"""A case folder: atomic, locked, hash-chained, resumable."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from pia_toolkit.case_folder import case as cases
from pia_toolkit.case_folder.case import Case, as_json, create
from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.errors import (
    CannotWrite,
    CaseExists,
    CaseInUse,
    ChangedSinceScan,
    ContentInvalid,
    DatasetMoved,
    HistoryBroken,
    NotACase,
    Several,
    StepMissing,
)
from pia_toolkit.readers.options import Limits

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROPOSAL = "title: Parking sensors\n"


@pytest.fixture
def case(tmp_path):
    return create(tmp_path / "parking", PROPOSAL, NOW)


def test_a_new_case_has_an_identity_and_a_history(case):
    assert [step.did for step in case.steps()] == ["new"]
    assert len(case.id) == 12
    assert case.proposal().title == "Parking sensors"


def test_steps_are_chained(case):
    with case.locked():
        case.record("scan", NOW, {cases.INVENTORY: as_json(Inventory(tables=()))})
    assert [step.did for step in case.steps()] == ["new", "scan"]
    lines = (case.folder / cases.HISTORY).read_text().splitlines()
    changed = json.loads(lines[0]) | {"did": "newer"}
    (case.folder / cases.HISTORY).write_text("\n".join([json.dumps(changed), *lines[1:]]) + "\n")
    with pytest.raises(HistoryBroken) as caught:
        case.steps()
    assert caught.value.values["line"] == 2


def test_a_name_may_hold_signs_that_end_a_line_elsewhere(case):
    with case.locked():
        case.record("ask", NOW, {"roll\x85call.csv": b""}, by="Ann\u2028Smith\x0b\x1c")
        case.record("ask", NOW, {})
    assert [step.by for step in case.steps()] == ["", "Ann\u2028Smith\x0b\x1c", ""]


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    with pytest.raises(CaseExists):
        create(tmp_path / "full", PROPOSAL, NOW)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter.txt"]


def test_other_folders_are_no_cases(tmp_path):
    with pytest.raises(NotACase):
        Case(tmp_path)


def test_a_missing_step_names_the_command(case):
    with pytest.raises(StepMissing) as caught:
        case.load(cases.INVENTORY, Inventory)
    assert caught.value.values["needed"] == "scan"


def test_every_mistake_in_a_proposal_is_told(case):
    (case.folder / cases.PROPOSAL).write_text("title: A\nretention_days: soon\nrelease: maybe\nnonsense: 1\n")
    with pytest.raises(Several) as caught:
        case.proposal()
    assert {(error.values["line"], error.values["field"]) for error in caught.value.errors} == {
        (2, "retention_days"),
        (3, "release"),
        (4, "nonsense"),
    }


def test_a_bare_no_in_a_proposal_stays_text(case):
    (case.folder / cases.PROPOSAL).write_text("title: no\n")
    assert case.proposal().title == "no"


def test_a_second_writer_is_refused(case):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom pia_toolkit.case_folder.case import Case\n"
        "with Case(Path(sys.argv[1])).locked():\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, case.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline().strip() == "held"
        with pytest.raises(CaseInUse), case.locked():
            pass
        other.stdin.close()
    with case.locked():
        pass


def test_a_killed_writer_leaves_the_last_good_state(case):
    before = as_json(Inventory(tables=()))
    with case.locked():
        case.record("scan", NOW, {cases.INVENTORY: before})
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom datetime import datetime, UTC\n"
        "from pia_toolkit import storage\nfrom pia_toolkit.case_folder import case as cases\n"
        "from pia_toolkit.case_folder.case import Case\n"
        "real = os.fsync\n"
        "def dies(handle):\n    real(handle)\n    os.kill(os.getpid(), 9)\n"
        "os.fsync = dies\n"
        "case = Case(Path(sys.argv[1]))\n"
        "with case.locked():\n    case.record('scan', datetime.now(UTC), {cases.INVENTORY: b'half'})\n"
    )
    assert subprocess.run([sys.executable, "-c", code, case.folder], check=False).returncode == -9
    assert (case.folder / cases.INVENTORY).read_bytes() == before
    assert [step.did for step in case.steps()] == ["new", "scan"]
    with case.locked():
        pass


def test_a_full_disk_is_told_and_nothing_is_lost(case, monkeypatch):
    with case.locked():
        case.record("scan", NOW, {cases.INVENTORY: b"old"})

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with case.locked(), pytest.raises(CannotWrite) as caught:
        case.record("scan", NOW, {cases.INVENTORY: b"new"})
    assert caught.value.values["problem"] == "disk-full"
    assert (case.folder / cases.INVENTORY).read_bytes() == b"old"
    assert not list(case.folder.glob(".*.part"))


def test_a_changed_or_moved_data_set_is_noticed(case, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("a\n1\n")
    with case.locked():
        case.record("scan", NOW, {cases.DATASETS: as_json(cases.Datasets(files=(case.dataset(data),)))})
    assert case.datasets()[0][0].samefile(data)
    data.write_text("a\n2\n")
    with pytest.raises(ChangedSinceScan):
        case.datasets()
    data.unlink()
    with pytest.raises(DatasetMoved):
        case.datasets()


def kept(case, source, options=None):
    with case.locked():
        datasets = cases.Datasets(files=(case.dataset(source, options),))
        case.record("scan", NOW, {cases.DATASETS: as_json(datasets)})
    return json.loads((case.folder / cases.DATASETS).read_text())["files"][0]


def test_a_changed_or_moved_folder_is_noticed(case, tmp_path):
    (tmp_path / "month" / "north").mkdir(parents=True)
    (tmp_path / "month" / "north" / "data.csv").write_text("a\n1\n")
    assert kept(case, tmp_path / "month")["path"] == "../month"
    assert case.datasets()[0][0].samefile(tmp_path / "month")
    (tmp_path / "month" / ".DS_Store").write_text("x")
    assert case.datasets()
    (tmp_path / "month" / "more.csv").write_text("a\n1\n")
    with pytest.raises(ChangedSinceScan):
        case.datasets()
    shutil.rmtree(tmp_path / "month")
    with pytest.raises(DatasetMoved):
        case.datasets()


def test_a_database_is_kept_without_user_and_password(case):
    entry = kept(case, "postgresql://anna:secret@db.example.org:5432/parking")
    text = (case.folder / cases.DATASETS).read_text()
    assert "anna" not in text
    assert "secret" not in text
    assert entry["sha256"] == ""
    ((address, _),) = case.datasets()
    assert isinstance(address, str)
    assert "db.example.org" in address


def test_limits_are_kept(case, tmp_path):
    (tmp_path / "data.csv").write_text("a\n1\n")
    kept(case, tmp_path / "data.csv", {"limits": Limits(members=7), "encoding": "cp1252"})
    ((_, dataset),) = case.datasets()
    assert dataset.limits == Limits(members=7)
    assert dataset.encoding == "cp1252"


def test_data_sets_kept_before_there_were_limits_are_found(case, tmp_path):
    (tmp_path / "data.csv").write_text("a\n1\n")
    entry = kept(case, tmp_path / "data.csv")
    del entry["limits"]
    (case.folder / cases.DATASETS).write_text(json.dumps({"files": [entry]}))
    assert case.datasets()[0][1].limits == Limits()


def test_a_moved_case_finds_its_data_beside_it(case, tmp_path):
    data = tmp_path / "data.csv"
    data.write_text("a\n1\n")
    with case.locked():
        case.record("scan", NOW, {cases.DATASETS: as_json(cases.Datasets(files=(case.dataset(data),)))})
    assert "/" not in case.load(cases.DATASETS, cases.Datasets).files[0].path.removeprefix("../")


def test_hand_edits_and_stale_steps_are_noticed(case):
    with case.locked():
        case.record("scan", NOW, {cases.INVENTORY: b"1"})
        case.record("measure", NOW, {cases.RISK: b"1"})
    assert case.edited_by_hand() == ()
    assert not case.is_stale(cases.RISK)
    with case.locked():
        case.record("scan", NOW, {cases.INVENTORY: b"2"})
    assert case.is_stale(cases.RISK)
    (case.folder / cases.INVENTORY).write_bytes(b"3")
    assert case.edited_by_hand() == (cases.INVENTORY,)


def test_a_damaged_result_is_told(case):
    (case.folder / cases.INVENTORY).write_text("{")
    with pytest.raises(ContentInvalid):
        case.load(cases.INVENTORY, Inventory)
