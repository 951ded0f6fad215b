"""Values stay inside: canaries in every kind of cell, through the whole job and every failing path."""

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

CANARIES = {
    "name": "Zyxwulf Qwertovic",
    "given": "Zyxwulf",
    "mail": "zyxwulf.q@canary.example.org",
    "phone": "+44 7700 900 417",
    "plate": "ZY54 XWQ",
    "mac": "00:00:5e:00:53:c7",
    "number": "771829334405",
    "address": "4711 Canarywharf Lane",
    "place": "46.7182934",
    "moment": "2031-07-29T03:41:59",
    "illness": "zyxwulfitis",
    "chinese": "金丝雀欧阳",
    "formula": "=CANARY(1)",
}
HEADERS = [
    "name",
    "given name",
    "email",
    "phone",
    "plate",
    "mac",
    "number",
    "address",
    "lat",
    "time",
    "diagnosis",
    "姓名",
    "note",
]


def leaks(text: str) -> list[str]:
    return [canary for canary in CANARIES.values() if canary.casefold() in text.casefold()]


def rows(count: int = 40) -> list[list[str]]:
    first = list(CANARIES.values())
    others = [[f"{cell} {number}" if number else cell for cell in first] for number in range(count)]
    return [first, *others, first]


def csv_text(table: list[list[str]], delimiter: str = ",") -> str:
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in table) + "\n"


def with_header(path: Path) -> None:
    path.write_text(csv_text([HEADERS, *rows()]), encoding="utf-8")


def without_header(path: Path) -> None:
    path.write_text(csv_text(rows()), encoding="utf-8")


def one_row(path: Path) -> None:
    path.write_text(csv_text(rows(0)[:1]), encoding="utf-8")


def ragged(path: Path) -> None:
    lines = csv_text([HEADERS, *rows()]).splitlines()
    lines[7] += ',"' + CANARIES["name"] + '"'
    lines[9] = '"' + CANARIES["mail"] + '"'
    path.write_text("\n".join(lines), encoding="utf-8")


def undecodable(path: Path) -> None:
    path.write_bytes(csv_text([HEADERS, *rows()]).encode() + b'"\xff\xfe\xfa' + CANARIES["name"].encode() + b'"\n')


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEADERS, *rows()]:
        sheet.append(row)
    sheet["A2"].comment = openpyxl.comments.Comment(CANARIES["name"], CANARIES["given"])
    book.properties.creator = CANARIES["name"]
    book.properties.title = CANARIES["address"]
    hidden = book.create_sheet("more")
    hidden.sheet_state = "hidden"
    hidden.append(["name", "mail"])
    hidden.append([CANARIES["name"], CANARIES["mail"]])
    book.save(path)


def parquet(path: Path) -> None:
    columns = {header: [row[number] for row in rows()] for number, header in enumerate(HEADERS)}
    columns["nested"] = [{"mail": CANARIES["mail"], "more": [CANARIES["name"]]}] * len(rows())
    pq.write_table(pa.table(columns), path)


def not_a_workbook(path: Path) -> None:
    path.write_text(csv_text([HEADERS, *rows()]), encoding="utf-8")


def truncated_parquet(path: Path) -> None:
    parquet(path)
    path.write_bytes(path.read_bytes()[:-300])


def everything_written(folder: Path) -> str:
    """Return the text of every file below a folder, workbooks unpacked."""
    parts = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        parts.append(content.decode("utf-8", "replace"))
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (with_header, "people.csv"),
        (without_header, "people.csv"),
        (one_row, "people.csv"),
        (ragged, "people.csv"),
        (undecodable, "people.csv"),
        (workbook, "people.csv"),
        (workbook, "people.xlsx"),
        (parquet, "people.parquet"),
    ],
)
def test_no_value_leaves_the_whole_job(pia_here, tmp_path, make, name):
    make(tmp_path / name)
    case = tmp_path / "case"
    spoken = []
    commands = [
        ("new", "case", "--title", "Canaries"),
        ("scan", name),
        ("scan", name, "--format", "json"),
        ("scan", name, "--case", "case", "--lang", "zh"),
        ("measure", "case"),
        ("measure", "case", "--format", "json", "-q", "no such column"),
        ("ask", "case"),
        ("assess", "case"),
        ("report", "case"),
        ("report", "case", "--lang", "zh"),
        ("status", "case"),
    ]
    for command in commands:
        done = pia_here(*command)
        assert done.returncode in (0, 2, 3), (command, done.stderr)
        assert not leaks(done.stdout + done.stderr), (command, leaks(done.stdout + done.stderr))
        spoken.append(done.returncode)
    assert (case / "reports" / "assessment.html").is_file()
    assert not leaks(everything_written(case))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (not_a_workbook, "people.xlsx"),
        (not_a_workbook, "people.parquet"),
        (truncated_parquet, "people.parquet"),
    ],
)
def test_no_value_leaves_a_failing_read(pia_here, tmp_path, make, name):
    make(tmp_path / name)
    done = pia_here("scan", name)
    assert done.returncode == 3
    assert done.stderr
    assert not leaks(done.stdout + done.stderr)


def test_a_bug_is_told_without_its_message(monkeypatch, capsys):
    from pia_toolkit.cli import app

    def breaks(**_):
        raise ValueError(CANARIES["name"])

    monkeypatch.setattr(app, "app", breaks)
    with pytest.raises(SystemExit) as stopped:
        app.main()
    spoken = capsys.readouterr()
    assert stopped.value.code == 70
    assert "ValueError" in spoken.err
    assert not leaks(spoken.out + spoken.err)


def test_json_contract_holds_no_value(pia, tmp_path):
    with_header(tmp_path / "people.csv")
    done = pia("scan", "people.csv", "--format", "json")
    data = json.loads(done.stdout)
    assert data["schema"] == "pia-toolkit/inventory/1"
    assert [column["name"] for column in data["tables"][0]["columns"]] == HEADERS
