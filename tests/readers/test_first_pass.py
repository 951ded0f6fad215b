"""The first pass parses and looks at once: nothing that is odd is missed, wherever in the text it stands."""

import hashlib

import pytest
from reader_checks import TINY, cells, codes, read_text

from pia_toolkit.errors import NotDecodable
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.text import encoding
from pia_toolkit.readers.text.dialect import Dialect
from pia_toolkit.readers.text.glance import glance_at
from pia_toolkit.readers.text.legacy_encodings import guess_encoding

HEAD = "id,name,place\n"
PLAIN = "".join(f"{n},Anna,Ulm\n" for n in range(600))
COMMA = ReadOptions(delimiter=",", header=True, block_bytes=TINY)


def test_a_long_row_beyond_the_head_adds_a_column_from_there_on(tmp_path):
    table = read_text(tmp_path, HEAD + PLAIN + "600,Ben,Ulm,0170 1234567\n" + PLAIN, COMMA)
    assert table.columns == ("id", "name", "place")
    names = [batch.schema.names for batch in table.batches()]
    assert names[0] == ["id", "name", "place"]
    assert names[-1] == list(table.columns) == ["id", "name", "place", "surplus"]
    rows = cells(table)
    assert [row[3] for row in rows if row[3]] == ["0170 1234567"]
    assert len(rows) == 1201
    assert codes(table)["ragged-rows"] == {"count": 1, "row": 602}


def test_the_column_of_a_late_long_row_can_be_asked_for_at_once(tmp_path):
    table = read_text(tmp_path, HEAD + PLAIN + "600,Ben,Ulm,x\n", COMMA)
    assert [row for row in cells(table, ["surplus", "id"]) if row[0]] == [["x", "600"]]


@pytest.mark.parametrize("odd", ["7,Ben", "7", "7,Ben,Ulm,5,6", "", '7,5" pipe,Ulm', '7,"open,Ulm', "7,\x0dBen,Ulm"])
@pytest.mark.parametrize("place", [1, 300, 600])
def test_one_odd_row_among_many_is_found(tmp_path, odd, place):
    lines = PLAIN.splitlines()
    lines.insert(place, odd)
    text = HEAD + "\n".join(lines) + "\n"
    large = read_text(tmp_path, text, ReadOptions(delimiter=",", header=True), "large.csv")
    small = read_text(tmp_path, text, COMMA, "small.csv")
    assert cells(large) == cells(small)
    assert large.notes == small.notes
    expected = {"": "blank-lines", '7,"open,Ulm': "stray-quotes", '7,5" pipe,Ulm': None, "7,\x0dBen,Ulm": None}
    code = expected.get(odd, "ragged-rows")
    assert code is None or codes(large)[code]["count"] == 1


def test_a_blank_line_and_a_short_row_do_not_make_up_for_each_other(tmp_path):
    found = codes(read_text(tmp_path, HEAD + PLAIN + "\n7,Ben\n" + PLAIN, ReadOptions(delimiter=",", header=True)))
    assert found["blank-lines"] == {"count": 1}
    assert found["ragged-rows"] == {"count": 1, "row": 603}


def test_rows_of_empty_cells_are_no_blank_lines(tmp_path):
    table = read_text(tmp_path, HEAD + PLAIN + ',,\n"","",\n' + PLAIN, ReadOptions(delimiter=",", header=True))
    assert cells(table)[600:602] == [[None] * 3, [None] * 3]
    assert not {"blank-lines", "ragged-rows"} & set(codes(table))


def test_text_that_keeps_disappointing_is_counted_all_the_same(tmp_path):
    lines = [f"{n},Anna" if n % 5 == 0 else f"{n},Anna,Ulm" for n in range(3000)]
    table = read_text(tmp_path, HEAD + "\n".join(lines), ReadOptions(delimiter=",", header=True, block_bytes=1024))
    assert codes(table)["ragged-rows"] == {"count": 600, "row": 2}
    assert [row[0] for row in cells(table)] == [str(n) for n in range(3000)]


def test_a_sign_that_looks_like_a_mark_of_the_encoding_stays(tmp_path):
    lines = "".join(f"\ufeffx{n},Anna,Ulm\n" for n in range(99))
    assert [row[0] for row in cells(read_text(tmp_path, HEAD + lines, COMMA))] == [f"\ufeffx{n}" for n in range(99)]


def test_names_that_are_repeated_below_are_no_record(tmp_path):
    table = read_text(tmp_path, HEAD * 3 + PLAIN, ReadOptions())
    assert table.columns == ("id", "name", "place")
    assert cells(table)[0] == ["0", "Anna", "Ulm"]
    assert codes(table)["header-rows"] == {"row": 1, "last": 3}


def test_a_glance_ends_with_a_whole_record():
    text = b'a,b\n1,"x\ny"\n2,"z\n'
    glance = glance_at(text, Dialect(), at_end=False)
    assert text[: glance.bytes] == b'a,b\n1,"x\ny"\n'
    assert glance.quoted
    assert glance_at(b'a,b\n1,5" pipe\n2,6" pipe\n', Dialect(), at_end=True) is None
    assert glance_at(b"a,b\n1,x\ry\n", Dialect(), at_end=True) is None
    assert glance_at(b'1,"never closed', Dialect(), at_end=True) is None


SIGNS = [b"a", b"\xc3\xa9", b"\xe4\xb8\xad", b"\xf0\x9f\x98\x80"]


@pytest.mark.parametrize("chunk", [1, 2, 3, 5])
def test_text_is_checked_wherever_it_is_cut(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(encoding, "_CHUNK", chunk)
    path = tmp_path / "t"
    for broken in (b"", b"\xff", b"\xc3", b"\xe4\xb8", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x80"):
        for first in SIGNS:
            for last in SIGNS:
                path.write_bytes(first + broken + last)
                assert encoding._is_utf8(lambda: path.open("rb")) == (not broken)
        path.write_bytes(b"a" + broken)
        assert encoding._is_utf8(lambda: path.open("rb")) == (not broken)


def test_a_late_byte_that_is_no_text_is_told_at_once_when_the_encoding_was_given(tmp_path):
    text = HEAD.encode() + PLAIN.encode() + b"7,\xff,Ulm\n"
    with pytest.raises(NotDecodable) as caught:
        read_text(tmp_path, text, ReadOptions(encoding="utf-8"))
    assert caught.value.values["row"] == 602


def test_text_without_any_foreign_letter_has_an_encoding_too():
    assert guess_encoding(b"plain").encoding
    assert guess_encoding(b"").encoding


def test_what_the_head_looks_like_is_no_longer_taken_for_granted_when_the_rest_is_known(tmp_path):
    """The head of both is UTF-8 and looked at as such; one mark in it is only right in what the file is in truth."""
    late = "".join(f"{n},Zoë,Köln\n" for n in range(600, 700))
    for name, told in (("utf-8", "utf-8"), ("cp1252", "cp1252")):
        table = read_text(tmp_path, (HEAD + PLAIN * 20 + late).encode(name), ReadOptions(), f"{name}.csv")
        assert codes(table)["encoding"]["encoding"] == told
        assert cells(table)[-1] == ["699", "Zoë", "Köln"]


@pytest.mark.parametrize("quote", ["", '"'])
def test_memory_that_is_used_again_holds_nothing_of_before(tmp_path, quote):
    """Many pieces are parsed at a time, of which some turn out to be odd: each row comes back once and in its place."""
    rows = [[str(n), f"Anna{n}", "Ulm" * (n % 7 + 1)] for n in range(9000)]
    lines = [",".join([row[0], f"{quote}{row[1]}{quote}", row[2]]) for row in rows]
    text = HEAD + "\n".join(lines[:4000] + [""] + lines[4000:5000] + [""] + lines[5000:])
    for block in (1000, 4096, 50_000):
        table = read_text(tmp_path, text, ReadOptions(delimiter=",", header=True, block_bytes=block))
        assert cells(table) == rows
        assert codes(table)["blank-lines"] == {"count": 2}


def test_the_hash_is_that_of_the_file(tmp_path):
    table = read_text(tmp_path, HEAD + PLAIN)
    assert table.source.sha256 == hashlib.sha256((HEAD + PLAIN).encode()).hexdigest()
