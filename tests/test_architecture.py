"""The shape of the code: who may import what, how large files and functions may grow, how light the start is."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "pia_toolkit").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 30, 5
VAGUE = {"utils", "helpers", "common", "core", "manager", "handler", "misc"}
HEAVY = ("pandas", "polars", "numpy", "pyarrow", "spacy", "presidio_analyzer", "openpyxl", "jinja2", "rich")


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert not VAGUE & {path.stem, *path.parent.name.split("_")}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
            assert statements <= LONGEST_FUNCTION, node.name
            is_command = path.parent.name == "cli" and node.name == "run"
            names = [
                argument.arg
                for argument in (*node.args.args, *node.args.kwonlyargs)
                if argument.arg not in ("self", "cls")
            ]
            assert is_command or len(names) <= MOST_PARAMETERS, node.name


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys\n"
        f"sys.argv = ['pia', *{arguments!r}]\n"
        "from pia_toolkit.cli.app import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules and name != 'rich'], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert done.stderr.strip() == ""


def test_nothing_private_is_written_into_the_sources():
    forbidden = ("/home/", "/root/", "C:\\Users")
    for path in [
        *SOURCES,
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
    ]:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in forbidden if word in text], path
