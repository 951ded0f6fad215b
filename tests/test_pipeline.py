"""Tables keep their names from scan to measure, whatever fails on the way."""

from pathlib import Path

from pia_toolkit import pipeline, scanning
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.errors import FileDamaged, NotWhatItSays
from pia_toolkit.readers.options import ReadOptions

ROWS = "age,sex\n" + "".join(f"{20 + number % 40},{'FM'[number % 2]}\n" for number in range(60))


def silent(_name, _rows, _of):
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
    detect, calls = scanning.detect, []

    def breaks_off_at_first(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise FileDamaged(path="people.csv", where="row=5")
        return detect(*arguments)

    monkeypatch.setattr(scanning, "detect", breaks_off_at_first)
    scanned = pipeline.scan(files, ReadOptions(), (), silent)
    assert scanned.read == files[1:]
    assert len(scanned.unread) == 1
    files_read = [(file, ReadOptions()) for file in scanned.read]
    risk = pipeline.measure(files_read, scanned.inventory, Proposal(title="x"), silent)
    assert [table.table for table in risk.tables] == ["people"]


def failing_on(monkeypatch, source_name):
    """Let detection fail on one table, as it does when a file turns out to break off."""
    detect = scanning.detect

    def breaks_off(tables, *others):
        if tables[0].source.name == source_name:
            raise FileDamaged(path=source_name, where="row=5")
        return detect(tables, *others)

    monkeypatch.setattr(scanning, "detect", breaks_off)


def test_good_files_of_a_folder_are_scanned_and_measured_beside_bad_ones(tmp_path, monkeypatch):
    made(tmp_path / "a")
    made(tmp_path / "b")
    (tmp_path / "b" / "picture.csv").write_bytes(b"%PDF-1.7")
    failing_on(monkeypatch, f"{tmp_path.name}/a/people.csv")
    scanned = pipeline.scan((tmp_path,), ReadOptions(), (), silent)
    assert {type(error) for error in scanned.unread} == {FileDamaged, NotWhatItSays}
    (verdict,) = scanned.inventory.tables
    assert verdict.source.name == f"{tmp_path.name}/b/people.csv"
    assert [note.values["file"] for note in verdict.not_checked] == [f"{tmp_path.name}/a/people.csv"]
    risk = pipeline.measure([(tmp_path, ReadOptions())], scanned.inventory, Proposal(title="x"), silent)
    assert [table.table for table in risk.tables] == [verdict.name]


def test_a_table_that_fails_keeps_its_name_when_its_source_is_read_again(tmp_path, monkeypatch):
    import zipfile

    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr("people.csv", ROWS)
    (tmp_path / "people.csv").write_text(ROWS)
    made(tmp_path / "later")
    failing_on(monkeypatch, f"{tmp_path.name}/data.zip/people.csv")
    sources = (tmp_path, tmp_path / "later")
    scanned = pipeline.scan(sources, ReadOptions(), (), silent)
    names = [table.name for table in scanned.inventory.tables]
    risk = pipeline.measure([(path, ReadOptions()) for path in sources], scanned.inventory, Proposal(title="x"), silent)
    assert [table.table for table in risk.tables] == names
    assert len(set(names)) == 3


def test_progress_tells_rows_and_how_many_there_are_about(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("number,word\n" + "".join(f"{number},word\n" for number in range(200_000)))
    told = []
    pipeline.scan((path,), ReadOptions(block_bytes=100_000), (), lambda *news: told.append(news))
    assert told[0] == ("long.csv", 0, None)
    assert told[-1][:2] == ("long", 200_000)
    assert all(of is None or rows <= of <= 250_000 for _, rows, of in told[1:])
    assert any(of for _, _, of in told)
