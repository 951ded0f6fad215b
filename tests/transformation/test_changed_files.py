"""The changed table as a file: whole or not there, and untouched columns as they were."""

import tempfile

import openpyxl
import polars as pl
import pyarrow as pa
import pytest

from pia_toolkit.domain.steps import Bands, Drop
from pia_toolkit.errors import OutputExists, OutputFormatUnknown, OutputTooLong
from pia_toolkit.transformation import output
from pia_toolkit.transformation.apply import Changes, apply
from pia_toolkit.transformation.fitting import fit
from pia_toolkit.transformation.output import check_output, write_table

COLUMNS = ("name", "age", "note")
ROWS = [("Ann", "34", "=1+1"), ("Bo", "35", 'says "hi", then\nleaves'), (None, "", "007"), ("Cy", "61", " x ")]


def batches(rows=ROWS, size=3):
    for start in range(0, len(rows), size):
        cells = [pa.array(column, pa.large_string()) for column in zip(*rows[start : start + size], strict=True)]
        yield pa.RecordBatch.from_arrays(cells, names=list(COLUMNS))


def read_back(path):
    match path.suffix:
        case ".parquet":
            return pl.read_parquet(path).rows()
        case ".xlsx":
            rows = openpyxl.load_workbook(path).active.iter_rows(min_row=2)
            assert not [cell for row in openpyxl.load_workbook(path).active for cell in row if cell.data_type == "f"]
            return [tuple(cell.value for cell in row) for row in rows]
        case _:
            separator = "\t" if path.suffix == ".tsv" else ","
            return pl.read_csv(path, infer_schema=False, separator=separator).rows()


@pytest.mark.parametrize("suffix", output.FORMATS)
def test_what_is_written_reads_back(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    assert write_table(path, COLUMNS, batches()) == 4
    told = [tuple(cell or None for cell in row) for row in read_back(path)]
    assert told == [tuple(cell or None for cell in row) for row in ROWS]
    assert list(tmp_path.iterdir()) == [path]


def test_a_break_leaves_nothing_behind(tmp_path):
    def broken():
        yield next(batches())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_table(tmp_path / "out.csv", COLUMNS, broken())
    assert not list(tmp_path.iterdir())


def test_a_sheet_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(output, "_SHEET_ROWS", 3)
    with pytest.raises(OutputTooLong):
        write_table(tmp_path / "out.xlsx", COLUMNS, batches())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", output.FORMATS)
def test_no_row_passes_through_the_folder_of_temporary_files(tmp_path, monkeypatch, suffix):
    """Files there may be left by a crash, be read by others, or lie on another disk."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    seen = []

    def watched():
        for batch in batches(size=1):
            seen.extend(path for path in elsewhere.rglob("*"))
            yield batch

    write_table(tmp_path / f"out{suffix}", COLUMNS, watched())
    assert not seen
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", f"out{suffix}"]


def test_no_file_is_written_over(tmp_path):
    there = tmp_path / "in.csv"
    there.write_text("a\n")
    with pytest.raises(OutputExists):
        check_output(there)
    with pytest.raises(OutputFormatUnknown):
        check_output(tmp_path / "out.docx")
    check_output(tmp_path / "out.CSV")


def test_steps_are_applied_and_the_rest_stays():
    ages = pa.array(["34", "35", "61"], pa.large_string())
    changes = Changes(
        fitted=(fit(Bands(column="age", width=10), {"age": ages}), fit(Drop(column="name"), {"name": ages})),
        blank=("age",),
        blanked=pl.Series([False, False, False, True]).to_numpy(),
        kept=pl.Series([True, True, False, True]).to_numpy(),
    )
    rows = [
        row for batch in apply(batches(), COLUMNS, changes) for row in zip(*(c.to_pylist() for c in batch), strict=True)
    ]
    assert rows == [("30-39", "=1+1"), ("30-39", 'says "hi", then\nleaves'), (None, " x ")]
    assert changes.columns(COLUMNS) == ("age", "note")
