"""Values stay inside: canaries in every kind of cell, through the whole job and every failing path."""

import json
from pathlib import Path

import pytest

from canaries import CANARIES, HEADERS, csv_text, everything_written, leaks, parquet, rows, with_header, workbook


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


def not_a_workbook(path: Path) -> None:
    path.write_text(csv_text([HEADERS, *rows()]), encoding="utf-8")


def truncated_parquet(path: Path) -> None:
    parquet(path)
    path.write_bytes(path.read_bytes()[:-300])


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
