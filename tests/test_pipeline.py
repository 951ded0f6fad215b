"""Tables keep their names from scan to measure, whatever fails on the way."""

from pathlib import Path

from pia_toolkit import pipeline
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.options import ReadOptions

ROWS = "age,sex\n" + "".join(f"{20 + number % 40},{'FM'[number % 2]}\n" for number in range(60))


def silent(_name, _rows):
    pass


def made(folder: Path) -> Path:
    folder.mkdir()
    (folder / "people.csv").write_text(ROWS)
    return folder / "people.csv"


def test_tables_of_one_name_are_numbered_alike_in_both_stages(tmp_path):
    files = (made(tmp_path / "a"), made(tmp_path / "b"))
    scanned = pipeline.scan(files, ReadOptions(), (), silent)
    risk = pipeline.measure([(file, ReadOptions()) for file in files], scanned.inventory, Proposal(title="x"), silent)
    assert [table.name for table in scanned.inventory.tables] == ["people", "people-2"]
    assert [table.table for table in risk.tables] == ["people", "people-2"]


def test_a_file_that_breaks_off_takes_no_name_with_it(tmp_path, monkeypatch):
    files = (made(tmp_path / "a"), made(tmp_path / "b"))
    detect, calls = pipeline.detect, []

    def breaks_off_at_first(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise FileDamaged(path="people.csv", where="row=5")
        return detect(*arguments)

    monkeypatch.setattr(pipeline, "detect", breaks_off_at_first)
    scanned = pipeline.scan(files, ReadOptions(), (), silent)
    assert scanned.read == files[1:]
    assert len(scanned.unread) == 1
    files_read = [(file, ReadOptions()) for file in scanned.read]
    risk = pipeline.measure(files_read, scanned.inventory, Proposal(title="x"), silent)
    assert [table.table for table in risk.tables] == ["people"]
