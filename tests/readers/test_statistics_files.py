"""Files of statistics programs."""

from importlib.util import find_spec

import pandas as pd
import pytest
from reader_checks import cells

from pia_toolkit.errors import FileDamaged, UnknownFormat
from pia_toolkit.readers.read import read

FRAME = pd.DataFrame(
    {"id": [1, 2], "name": ["anna", "Jürgen"], "score": [1.5, None], "day": pd.to_datetime(["2024-05-06", None])}
)


def test_stata(tmp_path):
    path = tmp_path / "people.dta"
    FRAME.to_stata(path, write_index=False, convert_dates={"day": "td"}, version=118)
    (table,) = read(path)
    assert table.columns == ("id", "name", "score", "day")
    assert cells(table) == [["1", "anna", "1.5", "2024-05-06T00:00:00"], ["2", "Jürgen", None, None]]
    assert cells(table, ["score"]) == [["1.5"], [None]]
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(FileDamaged):
        read(path)


@pytest.mark.skipif(find_spec("pyreadstat") is not None, reason="its library is installed")
def test_spss_without_its_library(tmp_path):
    (tmp_path / "people.sav").write_bytes(b"$FL2@(#) SPSS DATA FILE" + b" " * 200)
    with pytest.raises(UnknownFormat):
        read(tmp_path / "people.sav")


def test_broken_sas(tmp_path):
    (tmp_path / "people.xpt").write_bytes(b"HEADER RECORD*******LIBRARY HEADER RECORD" + b" " * 400)
    with pytest.raises(FileDamaged):
        read(tmp_path / "people.xpt")
