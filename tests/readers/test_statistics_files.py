"""Files of statistics programs: labels tell what names and codes mean."""

import datetime as dt

import pandas as pd
import pyreadstat
import pytest
from reader_checks import cells, codes

from pia_toolkit.errors import FileDamaged
from pia_toolkit.readers.columnar.spss_moments import with_moments
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read

FRAME = pd.DataFrame(
    {
        "q1": [1.0, 2.0, 9.0, 3.0],
        "name": ["Anna", "Jürgen", "", "李娜"],
        "born": [dt.date(1980, 1, 2), dt.date(1875, 3, 4), None, dt.date(2001, 5, 6)],
        "score": [1.5, None, 2.0, 12345678.0],
    }
)
LABELS = {"q1": "Sex of the  respondent", "name": "NAME", "score": "Points"}
CODES = {"q1": {1: "female", 2: "male", 9: "no answer"}}


def write(path):
    if path.suffix in {".sav", ".zsav"}:
        pyreadstat.write_sav(
            FRAME,
            path,
            column_labels=LABELS,
            variable_value_labels=CODES,
            missing_ranges={"q1": [9]},
            file_label="Survey by Anna",
            note=["kept by Ben"],
            compress=path.suffix == ".zsav",
        )
    elif path.suffix == ".dta":
        pyreadstat.write_dta(FRAME, path, column_labels=LABELS, variable_value_labels={"q1": CODES["q1"]})
    elif path.suffix == ".por":
        pyreadstat.write_por(FRAME.assign(name="Anna"), path, column_labels=LABELS)
    else:
        pyreadstat.write_xport(FRAME, path, column_labels=LABELS, table_name="ONE")
    return path


ROWS = [
    ["female", "Anna", "1980-01-02", "1.5"],
    ["male", "Jürgen", "1875-03-04", None],
    ["no answer", None, None, "2"],
    ["3", "李娜", "2001-05-06", "12345678"],
]


@pytest.mark.parametrize("suffix", ["sav", "zsav", "dta"])
def test_labels_become_names_and_cells(tmp_path, suffix):
    table, *beside = read(write(tmp_path / f"people.{suffix}"))
    assert table.columns == ("q1 (Sex of the respondent)", "name", "born", "score (Points)")
    assert cells(table) == ROWS
    assert cells(table, ["score (Points)"]) == [[row[3]] for row in ROWS]
    notes = codes(table)
    assert notes["variable-labels"] == {"count": 2}
    assert notes["value-labels"] == {"count": 1}
    if suffix == "sav":
        assert cells(beside[0]) == [["Survey by Anna", "kept by Ben"]]
        assert "beside-the-table" in codes(beside[0])


def test_portable_and_transport_files(tmp_path):
    for suffix in ("por", "xpt"):
        (table,) = read(write(tmp_path / f"people.{suffix}"))
        assert [name.casefold().split(" (")[0] for name in table.columns] == ["q1", "name", "born", "score"]
        assert [row[2] for row in cells(table)] == [row[2] for row in ROWS]


def test_several_data_sets_in_one_file_are_told(tmp_path):
    first, second = write(tmp_path / "one.xpt"), write(tmp_path / "two.xpt")
    (tmp_path / "both.xpt").write_bytes(first.read_bytes() + second.read_bytes()[240:])
    (table,) = read(tmp_path / "both.xpt")
    assert codes(table)["datasets-not-read"] == {"count": 1}


def test_an_old_file_that_does_not_tell_its_encoding(tmp_path):
    word = "Bürgermeister Müller über die Straße"
    pyreadstat.write_sav(pd.DataFrame({"name": [word, "Größe"] * 20}), tmp_path / "new.sav")
    content = (tmp_path / "new.sav").read_bytes()
    for text in (word, "Größe"):
        raw = text.encode()
        content = content.replace(raw, text.encode("cp1252").ljust(len(raw)))
    (tmp_path / "old.sav").write_bytes(content)
    (table,) = read(tmp_path / "old.sav")
    assert cells(table)[:2] == [[word], ["Größe"]]
    assert codes(table)["encoding-assumed"]["encoding"] in {"cp1252", "windows-1252", "iso-8859-1", "latin-1"}
    (told,) = read(tmp_path / "old.sav", ReadOptions(encoding="cp1252"))
    assert cells(told) == cells(table)


def test_a_date_that_no_calendar_has_costs_no_other(tmp_path):
    frame = pd.DataFrame(
        {"day": [12_600_000_000.0, 9e12, None], "at": [12_600_000_060.0, None, 1.0], "n": [1.0, 2.0, 3.0]}
    )
    pyreadstat.write_sav(
        frame, tmp_path / "days.sav", variable_format={"day": "ADATE10", "at": "DATETIME20", "n": "F8"}
    )
    (table,) = read(tmp_path / "days.sav")
    first = dt.datetime.fromisoformat("1582-10-14") + dt.timedelta(seconds=12_600_000_000)
    assert cells(table) == [
        [first.date().isoformat(), (first + dt.timedelta(minutes=1)).isoformat(), "1"],
        ["9000000000000", None, "2"],
        [None, "1582-10-14T00:00:01", "3"],
    ]
    assert list(with_moments(frame[["n"]].copy(), {"n": "F8"})["n"]) == [1.0, 2.0, 3.0]


def test_rows_come_some_at_a_time(tmp_path):
    path = tmp_path / "long.sav"
    frame = pd.DataFrame({f"v{column}": range(2_200) for column in range(1_000)})
    pyreadstat.write_sav(frame, path)
    (table,) = read(path)
    assert [batch.num_rows for batch in table.batches(["v7"])] == [1_000, 1_000, 200]
    assert [row[0] for row in cells(table, ["v7"])] == [str(number) for number in range(2_200)]


def test_damaged_files_tell_nothing(tmp_path):
    for suffix in ("sav", "dta"):
        path = write(tmp_path / f"people.{suffix}")
        path.write_bytes(path.read_bytes()[:300])
        with pytest.raises(FileDamaged) as caught:
            cells(read(path)[0])
        assert "Anna" not in str(caught.value)
    (tmp_path / "people.xpt").write_bytes(b"HEADER RECORD*******LIBRARY HEADER RECORD" + b" " * 400)
    with pytest.raises(FileDamaged):
        read(tmp_path / "people.xpt")


def test_a_file_over_which_the_parser_falls_is_refused(tmp_path):
    pyreadstat.write_sav(FRAME[["q1"]], tmp_path / "codes.sav", variable_value_labels=CODES)
    content = (tmp_path / "codes.sav").read_bytes()
    at = content.index(b"\x04\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00")  # labels for one variable, the first
    (tmp_path / "codes.sav").write_bytes(content[: at + 8] + b"\x01\xde\x00\x00" + content[at + 12 :])
    with pytest.raises(FileDamaged):
        read(tmp_path / "codes.sav")
