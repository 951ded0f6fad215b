"""Nothing is downloaded or sent at run time: every command with every way out of the machine closed."""

import json
import os
import subprocess
import sys

CLOSED = """
import socket, sys
def refuse(*arguments, **options):
    sys.stderr.write("NETWORK USED\\n")
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
"""
COMMANDS = """
import json, os
from pia_toolkit.cli.app import main
for command in json.loads(os.environ["COMMANDS"]):
    sys.argv = ["pia", *command]
    try:
        main()
    except SystemExit as end:
        if end.code:
            sys.exit(f"{command}: {end.code}")
"""
CASE = "out/air-quality"


def run_closed(folder, *commands):
    """Run commands of `pia` one after the other with the network closed; none may fail."""
    environment = {**os.environ, "COMMANDS": json.dumps(commands)}
    code = [sys.executable, "-c", CLOSED + COMMANDS]
    done = subprocess.run(code, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "NETWORK USED" not in done.stderr


def test_a_case_from_the_data_to_the_register_needs_no_network(tmp_path):
    run_closed(tmp_path, ("demo", "air-quality", "--folder", "out"))
    declared = tmp_path / CASE / "case.yaml"
    text = declared.read_text(encoding="utf-8")
    assert "stage: live" in text
    declared.write_text(text.replace("stage: live", "stage: pre-tender"), encoding="utf-8")
    why = ("--by", "DPO", "--reason", "A pilot.")
    run_closed(
        tmp_path,
        ("assess", CASE),
        ("freeze", CASE),
        ("override", CASE),
        ("action", CASE),
        ("assess", CASE, "--check"),
        ("decision", "views", CASE, "--why-not", "nobody is in the data", "--by", "DPO"),
        ("decision", "take", CASE, "do-not-proceed", *why),
        ("decision", "sign", CASE, "--by", "M. Okafor", "--role", "head", "--document", "https://city.example/1"),
        ("decision", "show", CASE),
        ("diff", CASE),
        ("supplier", CASE, "Kerb Systems Ltd", "--out", "out/kerb"),
        ("register", "out", "--output", "out/register.xlsx"),
        ("status", CASE),
    )
    assert (tmp_path / "out" / "register.xlsx").is_file()
    assert (tmp_path / CASE / "reports" / "assessment.html").is_file()


def test_the_guard_would_notice():
    code = CLOSED + "socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NETWORK USED" in done.stderr
