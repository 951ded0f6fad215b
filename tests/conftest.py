"""What tests share: running the real command, as a person would."""

import io
import os
import subprocess
import sys

import pytest


@pytest.fixture
def pia(tmp_path):
    """Run `pia` in a folder of its own and return the finished process."""

    def run(*arguments, language="en", **options):
        environment = {
            **{key: value for key, value in os.environ.items() if key != "PIA_LANG"},
            "PIA_LANG": language,
            "NO_COLOR": "1",
            "COLUMNS": "100",
            "SOURCE_DATE_EPOCH": "1767323045",
        }
        return subprocess.run(
            [sys.executable, "-m", "pia_toolkit.cli.app", *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )

    return run


@pytest.fixture
def pia_here(tmp_path, monkeypatch, capsys):
    """Run `pia` in this process, which is quicker: the same entry point, arguments, exit codes and streams."""
    from pia_toolkit.cli import app

    def run(*arguments, language="en"):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PIA_LANG", language)
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767323045")
        monkeypatch.setattr(sys, "argv", ["pia", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            app.main()
        spoken = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, stopped.value.code or 0, spoken.out, spoken.err)

    return run
