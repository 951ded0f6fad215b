import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_datasets"
sys.path.insert(0, str(SAMPLES))


@pytest.fixture(scope="session")
def samples():
    return SAMPLES
