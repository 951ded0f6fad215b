"""Writing: file names, the same bytes every time, errors, nothing half-written."""

import json
import os
import zipfile

import pytest
from example_report import example_report

from pia_toolkit.domain.report import Report
from pia_toolkit.errors import CannotWrite, UnknownReportFormat
from pia_toolkit.i18n import words
from pia_toolkit.reports.write import FORMATS, write


@pytest.mark.parametrize(("language", "suffix"), [("en", ""), ("zh", ".zh")])
def test_every_format_is_written_in_both_languages(tmp_path, language, suffix):
    written = write(example_report(language), tmp_path / "reports", FORMATS, words(language))
    assert [path.name for path in written] == [f"assessment{suffix}.{name}" for name in FORMATS]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == sorted(path.name for path in written)
    assert all(path.stat().st_size > 1000 for path in written)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_same_report_gives_the_same_bytes(tmp_path, language):
    first = write(example_report(language), tmp_path / "first", FORMATS, words(language))
    second = write(example_report(language), tmp_path / "second", FORMATS, words(language))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_workbook_carries_the_time_of_the_report_and_no_other(tmp_path):
    (path,) = write(example_report(), tmp_path, ["xlsx"], words("en"))
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 12, 14, 5, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-03-12T14:05:00Z") == 2


def test_formats_are_written_once_and_in_the_order_asked_for(tmp_path):
    written = write(example_report(), tmp_path, ["md", "json", "md"], words("en"))
    assert [path.suffix for path in written] == [".md", ".json"]


def test_every_unknown_format_is_told_and_nothing_is_written(tmp_path):
    with pytest.raises(UnknownReportFormat) as told:
        write(example_report(), tmp_path / "reports", ["html", "pdf", "docx"], words("en"))
    assert told.value.values == {"format": "pdf, docx", "known": "html, xlsx, json, md"}
    assert not (tmp_path / "reports").exists()


def test_json_is_the_whole_report_in_canonical_form(tmp_path):
    report = example_report()
    (path,) = write(report, tmp_path, ["json"], words("en"))
    text = path.read_text(encoding="utf-8")
    assert Report.model_validate_json(text) == report
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert json.loads(text)["schema"] == "pia-toolkit/report/1"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "in-the-way").write_text("a file")
    with pytest.raises(CannotWrite):
        write(example_report(), tmp_path / "in-the-way" / "reports", ["json"], words("en"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CannotWrite):
            write(example_report(), tmp_path, ["json"], words("en"))
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_cannot_be_put_in_place_leaves_nothing_half_written(tmp_path):
    (tmp_path / "assessment.json").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotWrite) as told:
        write(example_report(), tmp_path, ["json", "md"], words("en"))
    assert told.value.values["path"] == "assessment.json"
    assert sorted(tmp_path.iterdir()) == before
