import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_toolkit import scan
from pia_toolkit.detection import weights

CONFIDENCE = st.floats(0, 1)
SCORES = st.dictionaries(st.text(min_size=1, max_size=3), st.floats(-30, 30), min_size=1, max_size=6)


@given(CONFIDENCE, CONFIDENCE)
def test_calibration_keeps_the_order_and_the_line(one, other):
    low, high = sorted((one, other))
    assert weights.calibrate(low) <= weights.calibrate(high)
    assert (weights.calibrate(one) >= weights.EVEN) == (one >= weights.EVEN)


def test_calibration_has_no_step_at_one_half():
    assert weights.calibrate(0.5) == 0.5
    assert weights.calibrate(0.4999) == pytest.approx(0.5, abs=1e-3)


def test_nothing_points_to_it_stays_nothing_and_all_points_to_it_is_not_quite_all():
    assert weights.calibrate(0) == 0
    assert weights.calibrate(1) == weights.MOST_CERTAIN < 1


@given(SCORES)
def test_calibrated_readings_still_compete(scores):
    before = weights.confidences(scores)
    after = weights.calibrated(before)
    assert sum(after.values()) <= 1 + 1e-9
    top = max(before, key=before.get)
    assert after[top] == max(after.values())
    others = sorted((name for name in before if name != top), key=before.get)
    assert [after[name] for name in others] == sorted(after[name] for name in others)


def test_no_readings_give_no_confidences():
    assert weights.calibrated({}) == {}


def test_verdicts_tell_calibrated_confidences():
    addresses = [f"person{number}@example.org" for number in range(40)]
    (table,) = scan(pa.table({"email": addresses, "remark": ["ok"] * 40})).tables
    email = table.column("email")
    assert email.category == "email-address"
    assert 0.99 < email.confidence <= weights.MOST_CERTAIN


def test_header_alone_is_never_surer_than_its_limit():
    (table,) = scan(pa.table({"religion": [f"{number}" for number in (1, 2, 3, 1, 2) * 8]})).tables
    assert table.columns[0].confidence <= weights.HEADER_ALONE_MOST
