"""Write the assessment down: the last stage."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pia_toolkit.domain.report import Report
from pia_toolkit.errors import UnknownReportFormat
from pia_toolkit.i18n import Words
from pia_toolkit.storage import told_as_cannot_write, write_atomically

Writer = Callable[[Report, Words], bytes]


def _html(report: Report, words: Words) -> bytes:
    from pia_toolkit.reports.html_page import write_html

    return write_html(report, words)


def _xlsx(report: Report, words: Words) -> bytes:
    from pia_toolkit.reports.xlsx_workbook import write_xlsx

    return write_xlsx(report, words)


def _json(report: Report, words: Words) -> bytes:  # noqa: ARG001 - all writers have one shape; JSON has no words
    from pia_toolkit.reports.json_record import write_json

    return write_json(report)


def _markdown(report: Report, words: Words) -> bytes:
    from pia_toolkit.reports.markdown import write_markdown

    return write_markdown(report, words)


_WRITERS: dict[str, Writer] = {"html": _html, "xlsx": _xlsx, "json": _json, "md": _markdown}
FORMATS: tuple[str, ...] = tuple(_WRITERS)
"""The formats a report can be written in."""


def write(report: Report, folder: Path, formats: Sequence[str], words: Words) -> tuple[Path, ...]:
    """Write the assessment as files and return where they are, in the order asked for.

    The files are called `assessment.html` and so on, in another language than English `assessment.zh.html`.
    Every format is made before the first is written, and each file is the old one or the new one, never half
    of each. The same report gives the same bytes. Raises `UnknownReportFormat` with every format that is not
    known, or `CannotWrite`.
    """
    wanted = tuple(dict.fromkeys(formats))
    unknown = [name for name in wanted if name not in _WRITERS]
    if unknown:
        raise UnknownReportFormat(format=", ".join(unknown), known=", ".join(FORMATS))
    suffix = "" if words.language == "en" else f".{words.language}"
    contents = {folder / f"assessment{suffix}.{name}": _WRITERS[name](report, words) for name in wanted}
    with told_as_cannot_write(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        write_atomically(path, content)
    return tuple(contents)
