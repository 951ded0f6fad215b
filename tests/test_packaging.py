"""Checklists, templates and samples are found in a wheel, in a wheel made from the sdist, and in a checkout."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Build the sdist from the checkout and a wheel from that sdist, with the tools that are installed."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder]
    subprocess.run([*build, "--sdist", "--wheel", ROOT], check=True, capture_output=True)
    direct = next(folder.glob("*.whl"))
    from_sdist = folder / "from-sdist"
    sdist = next(folder.glob("*.tar.gz"))
    subprocess.run(["tar", "-xzf", sdist, "-C", folder], check=True)
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    subprocess.run([*build[:-1], from_sdist, "--wheel", unpacked], check=True, capture_output=True)
    return direct, next(from_sdist.glob("*.whl"))


def test_both_wheels_hold_the_same(wheels):
    direct, from_sdist = (sorted(zipfile.ZipFile(wheel).namelist()) for wheel in wheels)
    assert direct == from_sdist
    for needed in ("checklists/un-77-211.yaml", "templates/words/zh/cli.yaml", "sample_datasets/bike-trips.csv"):
        assert f"pia_toolkit/_shipped/{needed}" in direct
    assert not [name for name in direct if "__pycache__" in name or name.startswith("tests/")]


def test_an_installed_wheel_does_the_whole_job(wheels, tmp_path):
    """The wheel is installed by itself into a new environment that borrows only the dependencies."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", site, wheels[1]],
        check=True,
        capture_output=True,
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONNOUSERSITE": "1"}
    borrowed = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "borrowed.pth").write_text(f"{borrowed}\n")
    done = subprocess.run(
        [home / "bin" / "python", "-m", "pia_toolkit.cli.app", "demo", "--folder", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    where = subprocess.run(
        [home / "bin" / "python", "-c", "import pia_toolkit.resources as r; print(r.shipped('checklists'))"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(home) in where.stdout
    assert len(list((tmp_path / "out").glob("*/reports/assessment.html"))) >= 3
