"""What tests of `pia ask` share: a case that was scanned and measured."""

import shutil
from pathlib import Path

import pytest

from pia_toolkit.resources import shipped


@pytest.fixture(scope="session")
def measured(tmp_path_factory):
    """Where the one case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("measured") / "case"


@pytest.fixture
def case(measured, pia_here, tmp_path):
    """A case of its own in the folder of the test, on the sample of bicycle trips; nothing is answered yet."""
    if not measured.exists():
        pia_here("new", measured)
        pia_here("scan", shipped("sample_datasets") / "bike-trips.csv", "--case", measured)
        assert pia_here("measure", measured).returncode == 0
    return Path(shutil.copytree(measured, tmp_path / "case"))
