"""The situations of the domain tests serve here too, and the worked proposals, which are measured once."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "domain"))


@pytest.fixture(scope="session")
def cases():
    """Every worked proposal, scanned and measured."""
    from worked_cases import worked_cases

    return worked_cases()


@pytest.fixture(scope="session")
def concluded(cases):
    """What follows from every worked proposal."""
    from worked_cases import conclusions_of

    return conclusions_of(cases)
