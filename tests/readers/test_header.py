"""The row with the column names is found; a row of data never becomes column names."""

import csv
import io
import random

import pytest
from faker import Faker
from reader_checks import TINY, cells, codes, read_text

from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read
from pia_toolkit.readers.text.table_start import find_start


def read_tables(folder, text):
    (folder / "t.csv").write_text(text)
    return read(folder / "t.csv")


def start_of(text, header=None):
    return find_start(list(csv.reader(io.StringIO(text))), header=header)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("name,city\nAnna Schmidt,Ulm\nPeter Maier,Bonn\n", ("name", "city")),
        ("姓名,城市\n张伟,上海\n李娜,北京\n", ("姓名", "城市")),
        ("氏名,住所\n佐藤花子,横浜市\n", ("氏名", "住所")),
        ("plate,zone\nB-AB 1234,A\nM-XY 99,B\n", ("plate", "zone")),
        ("Bezirk,Farbe\n" + "Mitte,rot\nNord,blau\nSüd,rot\n" * 9, ("Bezirk", "Farbe")),
        ("district,2019,2020\nMitte,100,205\nNord,5,6\n", ("district", "2019", "2020")),
        ("station,2024-01-01,2024-01-02\nA,1.5,2.5\nB,3.5,4.5\n", ("station", "2024-01-01", "2024-01-02")),
        ("What is your name?,How old are you?\nAnna,5\nPeter,6\n", ("What is your name?", "How old are you?")),
        ("Station,PM10,NO2\n" + "A,1.5,2.5\nB,3.5,4.5\n" * 9, ("Station", "PM10", "NO2")),
        ("id,name,name,,x y\n1,a,b,c,d\n2,e,f,g,h\n", ("id", "name", "name-2", "column-4", "x y")),
        ("#id,name,n\n1,a,5\n2,b,6\n", ("id", "name", "n")),
        ("a,b,c,\n1,2,3,\n4,5,6,\n", ("a", "b", "c", "column-4")),
        ("name,age\n1,a,5\n2,b,6\n3,c,7\n", ("column-1", "name", "age")),
    ],
)
def test_column_names_are_found(text, columns):
    assert start_of(text).columns == columns


@pytest.mark.parametrize(
    "text",
    [
        "Anna Schmidt,Ulm\nPeter Maier,Bonn\nEva Klein,Ulm\n",
        "Anna Schmidt,unbekannt,2020-01-01\nPeter Maier,m,2020-01-02\nEva Klein,w,2020-02-02\n",
        "anna@example.org,5\nben@example.org,6\n",
        "张伟,上海\n李娜,北京\n王芳,上海\n",
        "B-AB 1234,A\nM-XY 99,B\nHH-C 77,A\n",
        "52.1,13.2,B-AB 12\n52.1,13.2,B-AB 13\n",
        "Main Street,Springfield\nOak Avenue,Shelbyville\nElm Street,Ogdenville\n",
        "R001,Rebecca Vargas,r@example.org,+49304279348\nR002,Miguel Costa,m@example.org,+493037193\n",
        "0,1,2,3,4\n5,6,7,8,9\n1,2,3,4,5\n",
        "1985-03-02,Anna\n1990-01-01,Ben\n",
        "AD\nDE\nFR\nIT\n",
        "Anna\n",
        "B-AB 1234,Ulm,Schönhauser Platz\n",
    ],
)
def test_data_never_become_column_names(text):
    start = start_of(text)
    assert start.first == 0
    assert start.columns == tuple(f"column-{n}" for n in range(1, len(start.columns) + 1))
    assert [note.code for note in start.notes] == ["no-header"]


LOCALES = {
    "de_DE": ["Name", "Ort", "Straße", "E-Mail", "Telefon", "Datum", "Anzahl", "Firma", "Kennzeichen"],
    "en_GB": ["Applicant", "Town", "Street", "Email", "Phone", "Date opened", "Count", "Contractor", "Vehicle reg"],
    "fr_FR": ["Nom", "Commune", "Adresse", "Courriel", "Téléphone", "Date", "Nombre", "Entreprise", "Immatriculation"],
    "pl_PL": ["Nazwisko", "Miasto", "Ulica", "E-mail", "Telefon", "Data", "Liczba", "Firma", "Rejestracja"],
    "ru_RU": ["Фамилия", "Город", "Улица", "Почта", "Телефон", "Дата", "Количество", "Организация", "Госномер"],
    "zh_CN": ["姓名", "城市", "街道", "邮箱", "电话", "日期", "数量", "公司", "车牌"],
    "ja_JP": ["氏名", "市区町村", "町名", "メール", "電話", "日付", "件数", "会社", "車両番号"],
}


def faked(fake, chance, kind):
    makers = [
        fake.name,
        fake.city,
        fake.street_name,
        fake.email,
        fake.phone_number,
        fake.date,
        lambda: str(chance.randrange(500)),
        fake.company,
        fake.license_plate if hasattr(fake, "license_plate") else lambda: f"X {chance.randrange(9999)}",
    ]
    return makers[kind]()


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_tables_of_persons_in_many_languages(locale):
    fake, chance = Faker(locale), random.Random(7)  # tables to try, no secret
    fake.seed_instance(7)
    found, tables = 0, 30
    for _ in range(tables):
        kinds = chance.sample(range(9), chance.randrange(2, 8))
        rows = [[faked(fake, chance, kind) for kind in kinds] for _ in range(chance.choice([1, 3, 10, 40]))]
        assert [note.code for note in find_start(rows).notes] == ["no-header"], "a person became a header"
        header = [LOCALES[locale][kind] for kind in kinds]
        found += find_start([header, *rows]).columns == tuple(header)
    assert found >= 0.95 * tables


def test_titles_comments_and_blank_lines_above(tmp_path):
    text = "# made by the city\nParking report 2024\n\nid,name,n\n" + "1,a,5\n2,b,6\n" * 5
    table, above = read_tables(tmp_path, text)
    assert table.columns == ("id", "name", "n")
    assert len(cells(table)) == 10
    notes = codes(table)
    assert notes["title-lines-skipped"] == {"count": 2}
    assert notes["header-row"] == {"row": 4}
    assert (above.name, above.columns) == ("t - lines outside the table", ("row", "text"))
    assert cells(above) == [["1", "# made by the city"], ["2", "Parking report 2024"]]
    assert "beside-the-table" in codes(above)


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ("Report;Complaints\nAuthor;Anna Schmidt\n\n", ["Report Complaints", "Author Anna Schmidt"]),
        ("Complaints;;;\nMade by;Anna Schmidt;;\n;;;\n", ["Complaints", "Made by Anna Schmidt"]),
        ("# one\n// two\n#\n# four\n", ["# one", "// two", "#", "# four"]),
        ("sep=;\n", []),
    ],
)
def test_lines_of_several_cells_above_the_names(tmp_path, above, told):
    rows = "1;Anna;Ulm;89073\n2;Ben;Bonn;53111\n3;Eva;Bonn;50667\n4;Ina;Ulm;89073\n"
    table, *beside = read_tables(tmp_path, f"{above}No;Name;City;Postcode\n{rows}")
    assert table.columns == ("No", "Name", "City", "Postcode")
    assert len(cells(table)) == 4
    assert [row[1] for one in beside for row in cells(one)] == told


def test_headings_above_several_columns(tmp_path):
    rows = "Anna;Ulm;UL-A 1;red\nBen;Bonn;BN-B 2;blue\nEva;Bonn;K-E 3;red\n"
    (table,) = read_tables(tmp_path, f"Person;;Vehicle;\nName;City;Plate;Colour\n{rows}")
    assert table.columns == ("Person Name", "Person City", "Vehicle Plate", "Vehicle Colour")


@pytest.mark.parametrize(
    "text",
    [
        "|id|name|city|\n|---|:--|---|\n|1|Anna|Ulm|\n|2|Ben|Bonn|\n",
        "id|name|city\n--+----+----\n1|Anna|Ulm\n2|Ben|Bonn\n",
    ],
)
def test_a_drawn_line_below_the_names_is_no_row(tmp_path, text):
    (table,) = read_tables(tmp_path, text)
    assert [[cell for cell in row if cell] for row in cells(table)] == [["1", "Anna", "Ulm"], ["2", "Ben", "Bonn"]]


def test_several_header_rows_are_joined(tmp_path):
    data = "A,1.5,2.5\nB,3.5,4.5\nC,7.5,8.5\n" * 10
    table = read_text(tmp_path, "Station,PM10,NO2\n,(µg/m³),(µg/m³)\n" + data)
    assert table.columns == ("Station", "PM10 (µg/m³)", "NO2 (µg/m³)")
    assert codes(table)["header-rows"] == {"row": 1, "last": 2}
    table = read_text(tmp_path, ",Morning,,Evening,\nStation,cars,bikes,cars,bikes\n" + "A,1,2,3,4\nB,5,6,9,8\n" * 10)
    assert table.columns == ("Station", "Morning cars", "Morning bikes", "Evening cars", "Evening bikes")
    assert len(cells(table)) == 20


def test_a_header_that_comes_again_is_no_reason_for_doubt():
    block = "kind,place,state\n" + "lamp,north,open\nroad,south,done\n" * 12
    assert start_of(block * 3).columns == ("kind", "place", "state")


def test_the_user_has_the_last_word(tmp_path):
    text = "anna@example.org,5\nben@example.org,6\n"
    forced = read_text(tmp_path, text, ReadOptions(header=True, block_bytes=TINY))
    assert forced.columns == ("aaaa@aaaaaaa.aaa", "5")
    assert codes(forced)["column-name-masked"] == {"column": "aaaa@aaaaaaa.aaa", "position": 1}
    assert cells(forced) == [["ben@example.org", "6"]]
    without = read_text(tmp_path, "name,age\nAnna,5\n", ReadOptions(header=False, block_bytes=TINY))
    assert without.columns == ("column-1", "column-2")
    assert cells(without) == [["name", "age"], ["Anna", "5"]]


def test_a_table_of_names_only(tmp_path):
    table = read_text(tmp_path, "name,street,phone\n")
    assert table.columns == ("name", "street", "phone")
    assert cells(table) == []
