"""Nothing is downloaded or sent at run time: the whole job with every way out of the machine closed."""

import subprocess
import sys

CLOSED = """
import socket, sys
def refuse(*arguments, **options):
    sys.stderr.write("NETWORK USED\\n")
    raise OSError("no network here")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
from pia_toolkit.cli.app import main
sys.argv = ["pia", "demo", "--folder", "out"]
main()
"""


def test_the_demo_needs_no_network(tmp_path):
    done = subprocess.run([sys.executable, "-c", CLOSED], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "NETWORK USED" not in done.stderr
    assert list((tmp_path / "out").glob("*/reports/assessment.html"))


def test_the_guard_would_notice():
    code = CLOSED.split("from pia_toolkit", maxsplit=1)[0] + "socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NETWORK USED" in done.stderr
