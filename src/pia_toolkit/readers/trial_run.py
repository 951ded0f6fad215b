"""The trial run itself: reads what comes in on standard input, tells nothing but whether it came to an end.

Started as a script by `trial.py`; it must not import the package, which it may not find.
"""

import io
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

_MEMORY, _CELLS = 4 * 2**30, 1_000_000


def _read_workbook(stream: BinaryIO, _: list[str]) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(stream)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name)


def _read_statistics(stream: BinaryIO, choices: list[str]) -> None:
    import pyreadstat

    readers: dict[str, Callable[..., Any]] = {
        "sav": pyreadstat.read_sav,
        "por": pyreadstat.read_por,
        "dta": pyreadstat.read_dta,
        "xpt": pyreadstat.read_xport,
    }
    read = readers.get(choices[0], pyreadstat.read_sas7bdat)
    encodings: tuple[dict[str, str], ...] = ({}, {"encoding": "ISO-8859-1"})
    for given in encodings[: 1 if choices[0] == "por" else 2]:
        with suppress(Exception):
            stream.seek(0)
            names = read(stream, metadataonly=True, **given)[1].column_names
            count, offset, read_rows = max(1_000, _CELLS // max(1, len(names))), 0, None
            while read_rows is None or read_rows == count:
                stream.seek(0)
                columns = read(stream, row_offset=offset, row_limit=count, output_format="dict", **given)[0]
                read_rows = len(next(iter(columns.values()), ()))
                offset += read_rows


_PARSERS: dict[str, Callable[[BinaryIO, list[str]], None]] = {
    "workbook": _read_workbook,
    "statistics": _read_statistics,
}


def _keep_within_bounds() -> None:
    """Allow so much memory and no more, and write no image of it to the disk when something breaks."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main(parser: str, choices: list[str]) -> None:
    """Read all of standard input with one parser; ordinary failures count as an end like any other."""
    _keep_within_bounds()
    stream: BinaryIO = sys.stdin.buffer
    if not stream.seekable():
        stream = io.BytesIO(stream.read())
    try:
        _PARSERS[parser](stream, choices)
    except MemoryError:
        sys.exit(1)
    except BaseException:  # noqa: BLE001, S110  # the real reading meets it again, and tells it
        pass


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
