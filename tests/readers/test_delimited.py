"""Delimited text comes back cell by cell, however it is written and wherever it is cut."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reader_checks import TINY, cells, codes, read_text

from pia_toolkit.errors import ChangedSinceScan, FileEmpty, LimitExceeded, UnknownColumn
from pia_toolkit.readers.options import Limits, ReadOptions


def written(rows: list[list[str]], **dialect: object) -> str:
    """Rows as Python's csv module writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, **dialect).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufeff"), max_size=12
) | st.sampled_from(["", '"', '""', ",", ";", "\n", "\r\n", "\r", 'a"b', '"a', "a,b", " ", "é", "中文", '5" pipe'])
TABLE = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=30)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=TABLE,
    delimiter=st.sampled_from([",", ";", "\t", "|", " ", ":"]),
    ends=st.sampled_from([("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]),
    block=st.sampled_from([64, 200, 2**20]),
)
@example(rows=[["\r", "x\r"]], delimiter=",", ends=("\r\n", csv.QUOTE_MINIMAL), block=64)
def test_what_csv_writes_comes_back(tmp_path, rows, delimiter, ends, block):
    line_end, quoting = ends
    if line_end == "\n" and quoting == csv.QUOTE_MINIMAL:  # Python 3.11 leaves a lone \r unquoted here
        rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    names = [f"name{position}x" for position in range(len(rows[0]))]
    text = written([names, *rows], delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    options = ReadOptions(delimiter=delimiter, encoding="utf-8", header=True, block_bytes=block)
    table = read_text(tmp_path, text, options)
    assert table.columns == tuple(names)
    assert cells(table) == [[cell or None for cell in row] for row in rows]
    assert cells(table) == cells(table)
    assert "ragged-rows" not in codes(table)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.sampled_from(["", "a", "b c", 'x"y', "1,2", "l\nm"]), max_size=6), max_size=40))
def test_ragged_rows_are_counted_as_the_csv_module_sees_them(tmp_path, rows):
    text = "name,place,age\n" + "anna,ulm,3\n" * 100 + written(rows, lineterminator="\n")
    table = read_text(tmp_path, text, ReadOptions(header=True, delimiter=",", block_bytes=TINY))
    expected = list(csv.reader(io.StringIO(text, newline="")))[1:]
    odd = [number for number, row in enumerate(expected, 2) if row and len(row) != 3]
    notes = codes(table)
    assert notes.get("ragged-rows") == ({"count": len(odd), "row": odd[0]} if odd else None)
    assert notes.get("blank-lines", {"count": 0})["count"] == sum(not row for row in expected)
    filled = [row for row in expected if row]
    wide = any(len(row) > 3 for row in filled)
    assert table.columns == ("name", "place", "age", *(["surplus"] if wide else []))
    assert cells(table, ["name", "place", "age"]) == [[cell or None for cell in (row + [""] * 3)[:3]] for row in filled]
    if wide:
        assert cells(table, ["surplus"]) == [[",".join(row[3:]) or None] for row in filled]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(alphabet='",\n\rab', max_size=120), block=st.sampled_from([64, 2**20]))
def test_no_cut_changes_what_is_read(tmp_path, body, block):
    text = "one,two\nx,y\n" + body
    whole = read_text(tmp_path, text, ReadOptions(header=True, delimiter=",", block_bytes=2**20), "whole.csv")
    small = read_text(tmp_path, text, ReadOptions(header=True, delimiter=",", block_bytes=block), "small.csv")
    assert cells(whole) == cells(small)
    assert whole.notes == small.notes
    found = "".join(cell for row in cells(small)[1:] for cell in row if cell)
    assert [sign for sign in found if sign in "ab"] == [sign for sign in body if sign in "ab"]
    if "\r" in body.replace("\r\n", ""):
        return
    try:
        strict = list(csv.reader(io.StringIO(body, newline="\n"), strict=True))
    except csv.Error:
        return
    assert cells(small, ["one", "two"])[1:] == [[cell or None for cell in [*row, ""][:2]] for row in strict if row]


def test_an_inch_sign_swallows_nothing(tmp_path):
    rows = "".join(f'{n},5" pipe,ok\n' if n % 7 == 0 else f"{n},pipe,ok\n" for n in range(1, 500))
    table = read_text(tmp_path, "id,item,state\n" + rows)
    assert len(cells(table)) == 499
    assert cells(table)[6] == ["7", '5" pipe', "ok"]
    assert "ragged-rows" not in codes(table)


def test_seconds_of_a_degree_end_in_quotation_marks(tmp_path):
    rows = [["id", "lat", "lon"], ["1", "48°12'33\"N", "16°22'00\"E"], ["2", "48°13'33\"N", "16°23'10\"E"]]
    assert cells(read_text(tmp_path, written(rows))) == rows[1:]


def test_a_quote_that_never_closes_swallows_nothing(tmp_path):
    rows = [f"{n},note {n},ok" for n in range(1, 3000)]
    rows[9] = '10,"never closed,ok'
    table = read_text(tmp_path, "id,note,state\n" + "\n".join(rows) + "\n")
    read_rows = cells(table)
    assert len(read_rows) == 2999
    assert read_rows[9] == ["10", '"never closed', "ok"]
    assert codes(table)["stray-quotes"] == {"count": 1, "row": 11}


def test_quoted_cells_may_run_over_many_lines_and_blocks(tmp_path):
    long = "\n".join(f"line {n}" for n in range(400))
    table = read_text(tmp_path, written([["id", "text"], ["1", long], ["2", "short"]], lineterminator="\n"))
    assert cells(table) == [["1", long], ["2", "short"]]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closed", [True, False])
def test_line_ends(tmp_path, line_end, closed):
    lines = ["id,name,day", *(f'{n},"na,me {n}",2024-01-0{n}' for n in range(1, 9))]
    table = read_text(tmp_path, line_end.join(lines) + (line_end if closed else ""))
    assert table.columns == ("id", "name", "day")
    assert cells(table) == [[str(n), f"na,me {n}", f"2024-01-0{n}"] for n in range(1, 9)]
    assert set(codes(table)) == {"encoding", "delimiter", "header-row"}


def test_blank_lines_are_left_out_and_counted(tmp_path):
    table = read_text(tmp_path, "id,name\n\n1,a\n\r\n\n2,b\n\n")
    assert cells(table) == [["1", "a"], ["2", "b"]]
    assert codes(table)["blank-lines"] == {"count": 3}


def test_nul_bytes_are_text_like_any_other(tmp_path):
    table = read_text(tmp_path, "id,name\n" + "".join(f"{n},a{chr(0) if n == 5 else 'x'}b\n" for n in range(50)))
    assert cells(table)[5] == ["5", "a\x00b"]


def test_rows_too_long_and_too_short_are_kept(tmp_path):
    rows = "1,Ulm,5\n2,Ulm\n3,Ulm,6,anna@example.org,0170 1234567\n4,Ulm,7\n"
    table = read_text(tmp_path, "id,place,count\n" + rows)
    assert table.columns == ("id", "place", "count", "surplus")
    assert cells(table) == [
        ["1", "Ulm", "5", None],
        ["2", "Ulm", None, None],
        ["3", "Ulm", "6", "anna@example.org,0170 1234567"],
        ["4", "Ulm", "7", None],
    ]
    assert codes(table)["ragged-rows"] == {"count": 2, "row": 3}


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(tmp_path):
    table = read_text(tmp_path, "a_b,c_d\n" + "1,2\n" * 50 + "1\n1,2,3\n" + "1,2\n" * 50, ReadOptions())
    assert codes(table)["ragged-rows"] == {"count": 2, "row": 52}
    assert sum(row[2] is not None for row in cells(table)) == 1


def test_escaped_quotes(tmp_path):
    table = read_text(tmp_path, 'id,text,n\n1,"he said \\"hi, you\\" to me",3\n2,"plain",4\n3,"a \\\\",5\n')
    assert cells(table)[0] == ["1", 'he said "hi, you" to me', "3"]
    assert [row[2] for row in cells(table)] == ["3", "4", "5"]
    assert "escaped-quotes" in codes(table)


def test_single_quotation_marks(tmp_path):
    table = read_text(tmp_path, "id,place,n\n" + "".join(f"{n},'Ulm, Mitte','it''s {n}'\n" for n in range(999)))
    assert table.columns == ("id", "place", "n")
    assert cells(table)[7] == ["7", "Ulm, Mitte", "it's 7"]


def test_a_few_single_quotation_marks_count_when_rows_are_of_one_width_only_with_them(tmp_path):
    lines = [f"{n} north ok" for n in range(30)]
    lines[3], lines[9] = "3 'north of Ulm' ok", "9 north 'not yet'"
    assert cells(read_text(tmp_path, "id place state\n" + "\n".join(lines)))[3] == ["3", "north of Ulm", "ok"]
    lines = [f"{n},'s-Gravenhage,'t Hof" if n % 3 else f"{n},'Ulm','it is'" for n in range(30)]
    table = read_text(tmp_path, "id,place,note\n" + "\n".join(lines))
    assert cells(table)[:2] == [["0", "'Ulm'", "'it is'"], ["1", "'s-Gravenhage", "'t Hof"]]


def test_a_delimiter_at_the_end_of_rows_hides_nothing(tmp_path):
    rows = "".join(f"{n},Ulm,{' ' * (n % 3)}\n" for n in range(900))
    table = read_text(tmp_path, "id,place\n" + rows + "900,Ulm,0170 1234567\n")
    assert table.columns[:2] == ("id", "place")
    assert cells(table)[-1] == ["900", "Ulm", "0170 1234567"]
    assert "ragged-rows" not in codes(table)


def test_a_pass_that_is_broken_off_does_no_harm(tmp_path):
    table = read_text(tmp_path, "id,name\n" + "".join(f"{n},a\n" for n in range(500)))
    first = next(iter(table.batches()))
    assert first.num_rows < 500
    assert len(cells(table)) == 500


def test_blank_after_the_delimiter(tmp_path):
    table = read_text(tmp_path, "id, name, n\n" + "".join(f'{n}, "Ulm, Mitte", 4\n' for n in range(20)))
    assert table.columns == ("id", "name", "n")
    assert cells(table)[3] == ["3", "Ulm, Mitte", "4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", ":", "~", "^", "§", "@", "\x01"])
def test_delimiters_are_found(tmp_path, delimiter):
    rows = [["sensor", "place", "reading"], *([f"s{n}", "north", f"{n}"] for n in range(30))]
    table = read_text(tmp_path, "\n".join(delimiter.join(row) for row in rows), name="t.txt")
    assert table.columns == ("sensor", "place", "reading")
    assert cells(table) == rows[1:]


@pytest.mark.parametrize("delimiter", ["||", "::", "§", "tab", "\\t"])
def test_delimiters_can_be_given(tmp_path, delimiter):
    sign = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    rows = [["sensor", "place", "reading"], *([f"s{n}", "north", f"{n}"] for n in range(30))]
    text = "\n".join(sign.join(row) for row in rows)
    table = read_text(tmp_path, text, ReadOptions(delimiter=delimiter, block_bytes=TINY))
    assert cells(table) == rows[1:]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("ort;wert\nUlm;1,5\nBonn;2,25\nKöln;3,75\n", ";"),
        ("name;note\nUlm;a, b, c\nBonn;d, e, f\n", ";"),
        ("time,value\n12:30:00,1\n12:31:00,2\n", ","),
        ("sep=;\na;b\n1,5;2\n2,5;3\n", ";"),
        ("id|a,b|c\n1|x,y|2\n2|x,y|3\n", "|"),
        ('id,geom\n1,"POINT (1 2)"\n2,"POINT (3 4)"\n', ","),
        ("Time@Place@Note\n" + '08:00@Hall@"Bring lamps, ropes"\n09:30@Yard@\n' * 15, "@"),
    ],
)
def test_the_right_delimiter_is_chosen(tmp_path, text, delimiter):
    assert codes(read_text(tmp_path, text))["delimiter"] == {"delimiter": delimiter}


@pytest.mark.parametrize(
    "text",
    [
        "day\n2024-01-01 12:00:00\n2024-01-02 12:00:00\n",
        "reading\n1,5\n2,5\n3,25\n",
        "email\na@example.org\nb@example.org\n",
        "remark\nThe lamp is out.\nA hole, a deep one, near the school\nNothing\n",
        "remark\n" + "Anna <a@example.org> and Ben <b@example.org>\nMia <m@a.org>, t@a.org\nu@a.org and v@a.org\n" * 9,
    ],
)
def test_one_column(tmp_path, text):
    table = read_text(tmp_path, text)
    assert len(table.columns) == 1
    assert [row[0] for row in cells(table)] == text.splitlines()[1:]
    assert "one-column" in codes(table)


def test_columns_are_chosen_and_unknown_ones_refused(tmp_path):
    table = read_text(tmp_path, "id,name,age\n1,a,7\n2,b,8\n")
    assert cells(table, ["age", "id"]) == [["7", "1"], ["8", "2"]]
    with pytest.raises(UnknownColumn):
        next(iter(table.batches(["salary"])))


def test_limits(tmp_path):
    with pytest.raises(LimitExceeded) as caught:
        read_text(tmp_path, ",".join(f"c{n}x" for n in range(50)), ReadOptions(limits=Limits(columns=40)))
    assert caught.value.values["limit"] == "columns"
    long_cell = "id,text\n1,y\n" * 500 + "1," + "x" * 5000 + "\n"
    with pytest.raises(LimitExceeded):
        cells(read_text(tmp_path, long_cell, ReadOptions(limits=Limits(field_bytes=4000))))
    with pytest.raises(LimitExceeded):
        read_text(tmp_path, "x" * 2**20, ReadOptions(block_bytes=TINY, limits=Limits(field_bytes=4000)))
    late = "id,t\n1,2\n" * 99 + "x" * 2**20
    with pytest.raises(LimitExceeded):
        cells(read_text(tmp_path, late, ReadOptions(block_bytes=TINY, limits=Limits(field_bytes=4000))))


@pytest.mark.parametrize("text", [b"\n\n\n", b"\xef\xbb\xbf", b" \r\n ", b"\xff\xfe", b",,,\n,,,\n"])
def test_nothing_but_blanks_is_an_empty_file(tmp_path, text):
    with pytest.raises(FileEmpty):
        read_text(tmp_path, text)


def test_a_file_that_changes_is_noticed(tmp_path):
    table = read_text(tmp_path, "id,name\n1,a\n")
    (tmp_path / "t.csv").write_text("id,name\n1,a\n2,b\n")
    with pytest.raises(ChangedSinceScan):
        cells(table)


def test_no_value_shows_in_a_repr(tmp_path):
    table = read_text(tmp_path, "id,name\n1,CANARY\n2,CANARY2\n")
    assert "CANARY" not in repr(table)
    assert "CANARY" not in repr(table.notes)


def test_wide_tables(tmp_path):
    width = 5000
    rows = [[f"col{n}x" for n in range(width)], [str(n) for n in range(width)], ["x"] * width]
    table = read_text(tmp_path, written(rows), ReadOptions(header=True))
    assert len(table.columns) == width
    assert cells(table) == rows[1:]
