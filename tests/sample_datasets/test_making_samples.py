import shutil
import subprocess
import sys
import zipfile

import make
import polars as pl
import pytest
from city import table as table_module
from city.tables import TABLES
from openpyxl import load_workbook

FORMATS = ("csv", "parquet", "xlsx")


def test_the_repository_holds_what_the_script_makes(samples):
    run = subprocess.run([sys.executable, samples / "make.py", "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_every_changed_or_missing_file_is_told(samples, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in samples.glob("*.*"):
        shutil.copy(path, copy)
    assert make.changed(copy) == []

    csv = copy / "timetable.csv"
    csv.write_bytes(csv.read_bytes().replace(b"\n", b"\r\n", 1))
    meters = pl.read_parquet(copy / "smart-meters.parquet")
    meters.with_columns(pl.col("kWh").cast(pl.Float32)).write_parquet(copy / "smart-meters.parquet")
    workbook = load_workbook(copy / "district-totals.xlsx")
    workbook["Notes"]["A1"] = "changed"
    workbook.save(copy / "district-totals.xlsx")
    (copy / "bike-trips.csv").unlink()

    assert sorted(make.changed(copy)) == [
        "bike-trips.csv", "district-totals.xlsx", "smart-meters.parquet", "timetable.csv",
    ]  # fmt: skip


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_same_seed_same_bytes_in_every_format(name, file_format, tmp_path):
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        made.append(make.make(TABLES[name], folder, 60, file_format).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("name", TABLES)
def test_rows_do_not_depend_on_the_size_of_the_pieces(name, tmp_path, monkeypatch):
    whole = make.make(TABLES[name], tmp_path, 101, "csv").read_bytes()
    monkeypatch.setattr(table_module, "ROWS_AT_ONCE", 7)
    assert make.make(TABLES[name], tmp_path, 101, "csv").read_bytes() == whole


@pytest.mark.parametrize("name", TABLES)
def test_another_seed_gives_other_rows_of_the_same_form(name, tmp_path):
    frames = [pl.concat(TABLES[name].batches(seed, 50)) for seed in (7, 8)]
    assert frames[0].schema == frames[1].schema
    assert not frames[0].equals(frames[1])


@pytest.mark.parametrize("rows", [1, 2, 1000])
@pytest.mark.parametrize("name", TABLES)
def test_any_number_of_rows_can_be_asked_for(name, rows):
    assert sum(len(batch) for batch in TABLES[name].batches(7, rows)) == rows


def test_a_workbook_tells_no_time(tmp_path):
    path = make.make(TABLES["district-totals"], tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml")
    assert properties.count(b"2025-01-01T00:00:00Z") == 2


def test_only_and_output_choose_what_is_written(tmp_path, capsys):
    folder = tmp_path / "new"
    arguments = ["--only", "timetable", "--only", "air-quality", "--rows", "5", "--format", "parquet"]
    assert make.main([*arguments, "-o", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["air-quality.parquet", "timetable.parquet"]
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    "arguments", [["--rows", "0"], ["--rows", "2000000", "--format", "xlsx"], ["--only", "nothing"]]
)
def test_what_cannot_be_made_is_refused(arguments, tmp_path):
    with pytest.raises(SystemExit) as refusal:
        make.main([*arguments, "-o", str(tmp_path)])
    assert refusal.value.code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_table_too_long_for_a_worksheet_is_refused_in_its_own_format_too(tmp_path):
    with pytest.raises(SystemExit) as refusal:
        make.main(["--only", "district-totals", "--rows", "2000000", "-o", str(tmp_path)])
    assert refusal.value.code == 2
