"""Canaries: values that no output of the toolkit may hold, in every kind of cell, and where they would be seen."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

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
