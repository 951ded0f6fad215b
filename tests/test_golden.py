"""Golden reports: what the demo says, kept word for word, so that a change of wording or figures is seen in review.

After an intended change: `python tests/test_golden.py` writes them anew.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parents[1] / "sample_datasets"
TABLES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in {".csv", ".xlsx", ".parquet"})
CASES = sorted(path.parent.name for path in (SAMPLES / "demo").glob("*/case.yaml"))


def made(folder: Path) -> dict[str, str]:
    """Run the demo and return its Markdown reports, hashes and versions of this checkout masked."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767323045", "PIA_LANG": "en"}
    subprocess.run(
        [sys.executable, "-m", "pia_toolkit.cli.app", "demo", "--folder", folder / "demo"],
        env=environment,
        check=True,
        capture_output=True,
    )
    reports = {}
    for case in CASES:
        for name in ("assessment.md", "assessment.zh.md"):
            text = (folder / "demo" / case / "reports" / name).read_text(encoding="utf-8")
            reports[f"{case}.{name.removeprefix('assessment.')}"] = re.sub(r"\b[0-9a-f]{12,64}\b", "#", text)
    return reports


def scanned(name: str) -> str:
    """Return what `pia scan` prints of one sample data set."""
    environment = {**os.environ, "PIA_LANG": "en", "COLUMNS": "120", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "pia_toolkit.cli.app", "scan", SAMPLES / name]
    printed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return "\n".join(line.rstrip() for line in printed.splitlines()) + "\n"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return made(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("name", [f"{case}.{language}md" for case in CASES for language in ("", "zh.")])
def test_reports_are_as_they_were(reports, name):
    assert reports[name] == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_scans_are_as_they_were(name):
    assert scanned(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for file, content in made(Path(place)).items():
            (GOLDEN / file).write_text(content, encoding="utf-8")
    for file in TABLES:
        (GOLDEN / f"{file}.txt").write_text(scanned(file), encoding="utf-8")
