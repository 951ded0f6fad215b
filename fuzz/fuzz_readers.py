"""Feed damaged and made-up files to the readers: nothing but a `PiaError` may come out. See README.md."""

import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path

import atheris
from seeds import write_seeds

from pia_toolkit import readers
from pia_toolkit.errors import PiaError

with atheris.instrument_imports(include=["pia_toolkit.readers"]):
    for module in pkgutil.iter_modules(readers.__path__, "pia_toolkit.readers."):
        importlib.import_module(module.name)

from pia_toolkit.readers.families import KNOWN
from pia_toolkit.readers.options import MIB, Limits, ReadOptions
from pia_toolkit.readers.read import read_source

SUFFIXES = tuple(sorted({*KNOWN, "gz", "bz2", "xz", "zst", "zip", "tar", ""}))
"""What a file may be called; the first byte of a case says which."""

ONLY = tuple(filter(None, os.environ.get("PIA_FUZZ_SUFFIXES", "").split(",")))
"""Only these suffixes are tried, whatever the first byte says."""

SMALL = Limits(
    columns=2_000,
    field_bytes=MIB,
    unpacked_bytes=32 * MIB,
    cells=1_000_000,
    workbook_bytes=32 * MIB,
    members=100,
    document_bytes=32 * MIB,
)


def one_case(case: bytes) -> None:
    """Read one case to its end, with blocks of three sizes so that cuts fall everywhere."""
    if not case[1:]:
        return
    among = ONLY or SUFFIXES
    suffix = among[case[0] % len(among)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (f"case.{suffix}" if suffix else "case")
        path.write_bytes(case[1:])
        try:
            for table in read_source(path, ReadOptions(block_bytes=(64, 1024, MIB)[case[0] % 3], limits=SMALL)).tables:
                for batch in table.batches():
                    batch.validate(full=True)
                _ = (table.name, table.columns, table.notes, table.source)
        except PiaError:
            return


def write_corpus(folder: Path) -> None:
    """Write a sound file of every format as a case to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        for path in write_seeds(Path(made)):
            suffix = path.suffix.removeprefix(".")
            (folder / path.name).write_bytes(bytes([SUFFIXES.index(suffix)]) + path.read_bytes())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--corpus"]:
        write_corpus(Path(sys.argv[2]))
    else:
        atheris.Setup(sys.argv, one_case)
        atheris.Fuzz()
