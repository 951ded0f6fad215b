"""Prosecutor and marketer risk, distinction and separation: worked by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.classes.attack import attack_risk
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes, describe
from pia_toolkit.domain.class_risk import Policy


def classes_of(sizes):
    return count_classes([np.repeat(np.arange(len(sizes)), sizes)], [len(sizes)])


def test_three_classes():
    # Classes of 1, 2 and 5 rows: three classes for eight rows.
    risk = attack_risk(classes_of([1, 2, 5]).tally())
    assert (risk.highest, risk.average_prosecutor, risk.marketer) == (1.0, 3 / 8, 3 / 8)


def test_nobody():
    assert attack_risk(count_classes([np.empty(0, np.int32)], [1]).tally()) is None


def test_a_unit_has_the_risk_of_its_rarest_class():
    # Unit 0 is in a class of three and alone in another.
    risk = attack_risk(count_classes([np.array([0, 0, 0, 1])], [2], np.array([0, 1, 2, 0])).tally())
    assert risk.average_prosecutor == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)
    assert risk.marketer == 2 / 4


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=12))
def test_risks_by_hand(sizes):
    risk = attack_risk(classes_of(sizes).tally())
    of_rows = [Fraction(1, size) for size in sizes for _ in range(size)]
    assert risk.highest == float(max(of_rows))
    assert risk.average_prosecutor == pytest.approx(float(sum(of_rows) / len(of_rows)))
    assert risk.marketer == pytest.approx(risk.average_prosecutor)


def test_distinction_and_separation_of_classes():
    # Eight rows in classes of 1, 2 and 5: 28 pairs, 1 + 10 of them alike.
    figures = describe(classes_of([1, 2, 5]).tally(), (), Policy())
    assert (figures.distinction, figures.separation, figures.unique_rows) == (3 / 8, pytest.approx(17 / 28), 1)
    assert describe(classes_of([1]).tally(), (), Policy()).separation is None
    nobody = describe(count_classes([np.empty(0, np.int32)], [1]).tally(), (), Policy())
    assert (nobody.distinction, nobody.separation) == (None, None)
    # A person with three equal rows counts once.
    classes = count_classes([np.array([0, 0, 0, 1])], [2], np.array([0, 0, 0, 1]))
    figures = describe(classes.tally(), (), Policy())
    assert (figures.distinction, figures.separation, figures.unique_rows) == (1.0, 1.0, 4)
