"""Write docs/cli.md and docs/schema/*.json from the code: `make docs`. A test fails when they drift."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_HEAD_ROWS = 2
os.environ["PIA_LANG"] = "en"
os.environ["NO_COLOR"] = "1"
os.environ["COLUMNS"] = "80"


def cli_page() -> str:
    """Return the page that describes every command, option and exit code."""
    import typer

    from pia_toolkit.cli.app import app
    from pia_toolkit.errors import ExitCode

    group: Any = typer.main.get_command(app)
    parts = [
        "# The command `pia`",
        "",
        "This page is generated (`make docs`); change the words in `templates/words/en/cli.yaml`.",
        "",
    ]
    parts += [(group.help or "").strip(), ""]
    for name, command in _commands(group, "pia"):
        context = command.make_context(name, [], resilient_parsing=True)
        parts += [f"## {name}", "", _paragraphs(command.help or ""), "", *_parameters(command, context), ""]
    parts += ["## Exit codes", "", "| code | meaning |", "| --- | --- |"]
    parts += [f"| {code.value} | {code.name.lower().replace('_', ' ')} |" for code in ExitCode]
    return "\n".join(parts) + "\n"


def _commands(group: Any, above: str) -> Iterator[tuple[str, Any]]:
    """Yield every command with its whole name, and those below it."""
    for name, command in group.commands.items():
        yield f"{above} {name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{above} {name}")


def _paragraphs(text: str) -> str:
    """Return help text with its example commands as code."""
    lines = [f"    {line}" if line.startswith("pia ") else line for line in text.strip().splitlines()]
    return "\n".join(lines)


def _parameters(command: Any, context: Any) -> list[str]:
    """Return a table of a command's arguments and options."""
    rows = ["| argument or option | what it does |", "| --- | --- |"]
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            name, text = record
            rows.append(f"| `{name.replace('|', ' / ')}` | {' '.join(text.split()).replace('|', '/')} |")
    return rows if len(rows) > _HEAD_ROWS else []


def schemas() -> dict[str, str]:
    """Return the published JSON Schemas by file name."""
    from pia_toolkit.contracts import CONTRACTS, json_schema

    return {f"{name}.json": json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n" for name in CONTRACTS}


def generated() -> dict[Path, str]:
    """Return every generated file with its content."""
    return {HERE / "cli.md": cli_page(), **{HERE / "schema" / name: text for name, text in schemas().items()}}


def main() -> int:
    """Write the files; with --check, only say which are out of date."""
    stale = [
        path for path, text in generated().items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if "--check" in sys.argv:
            sys.stdout.write(f"out of date: {path.name}; run `make docs`\n")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(generated()[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
