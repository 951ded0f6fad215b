"""l-diversity: known answers, and the same figures as counting by hand."""

import math
from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.classes.diversity import measure_diversity
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.encode import EncodedColumn


def measured(classes, secrets, units=None):
    """Measure with secrets given as codes, 0 for a gap; every code must occur."""
    column = EncodedColumn("secret", np.array(secrets, np.int32), pa.array([str(code) for code in range(max(secrets))]))
    whom = None if units is None else np.array(units, np.int32)
    groups = count_classes([np.array(classes, np.int32)], [max(classes) + 1], whom)
    return measure_diversity(groups, column, "health", whom)


def test_classes_of_sdcmicro():
    # sdcMicro, tests/test_ldiversity.R: three classes whose rows have distinct l 3, 3, 3, 2, 2, 2, 2.
    found = measured([0, 0, 0, 1, 1, 2, 2], [1, 2, 3, 1, 2, 2, 3])
    assert (found.distinct_l, found.classes_with_one_value) == (2, 0)


def test_a_class_that_gives_its_secret_away():
    found = measured([0, 0, 0, 1, 1], [1, 1, 1, 1, 2])
    assert (found.distinct_l, found.classes_with_one_value, found.units_with_one_value) == (1, 1, 3)


def test_whose_secret_is_told_is_counted_in_units():
    found = measured([0, 0, 0, 1, 1], [1, 1, 1, 1, 2], [7, 7, 8, 9, 9])
    assert found.units_with_one_value == 2


def test_a_gap_hides_and_only_gaps_give_nothing_away():
    assert measured([0, 0, 1, 1], [1, 0, 0, 0]).distinct_l == 2
    assert measured([0, 0], [0, 0]) is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 6)), min_size=1, max_size=50))
def test_the_same_as_counting_by_hand(rows):
    values, members = defaultdict(set), defaultdict(set)
    for group, secret, unit in rows:
        values[group].add(secret)
        members[group].add(unit)
    telling = {group: found for group, found in values.items() if found != {0}}
    found = measured(*([row[place] for row in rows] for place in range(3)))
    if not telling:
        assert found is None
        return
    alone = [group for group, secrets in telling.items() if len(secrets) == 1]
    assert found.distinct_l == min(map(len, telling.values()))
    assert found.classes_with_one_value == len(alone)
    assert found.units_with_one_value == len(set().union(*(members[group] for group in alone)))


def by_class(rows):
    """Units with each value in each class, from (class, value, unit)."""
    found = defaultdict(Counter)
    for group, secret, _unit in set(rows):
        found[group][secret] += 1
    return {group: counts for group, counts in found.items() if set(counts) != {0}}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 9)), min_size=1, max_size=50))
def test_entropy_and_recursive_by_hand(rows):
    classes = by_class(rows)
    found = measured(*([row[place] for row in rows] for place in range(3)))
    if not classes:
        assert found is None
        return
    entropies = []
    for counts in classes.values():
        total = sum(counts.values())
        entropies.append(-sum(count / total * math.log(count / total) for count in counts.values()))
    assert found.entropy_l == pytest.approx(math.exp(min(entropies)))
    assert found.entropy_l <= found.distinct_l + 1e-9
    assert [entry.l for entry in found.recursive] == list(range(2, found.distinct_l + 1))
    for entry in found.recursive:
        ratios = []
        for counts in classes.values():
            falling = sorted(counts.values(), reverse=True)
            ratios.append(falling[0] / sum(falling[entry.l - 1 :]))
        assert entry.c == pytest.approx(max(ratios))


def test_recursive_diversity_needs_the_most_frequent_value_first():
    # Counts 7, 2, 1: (c, 3)-diversity needs c > 7 / 1, (c, 2)-diversity c > 7 / 3.
    found = measured([0] * 10, [1] * 7 + [2] * 2 + [3])
    assert [(entry.l, entry.c) for entry in found.recursive] == [(2, 7 / 3), (3, 7)]


def test_two_values_in_equal_shares_are_two():
    assert measured([0] * 4, [1, 2, 1, 2]).entropy_l == 2.0


def test_entropy_agrees_with_pycanon():
    anonymity = pytest.importorskip("pycanon.anonymity")
    pandas = pytest.importorskip("pandas")
    random = np.random.default_rng(6)
    classes, secrets = random.integers(0, 6, 600), random.integers(1, 8, 600) ** 2 // 9 + 1
    frame = pandas.DataFrame(
        {"group": classes.astype(str), "half": (classes % 2).astype(str), "secret": secrets.astype(str)}
    )
    found = measured(classes.tolist(), secrets.tolist())
    # pycanon tells the whole part only.
    assert math.floor(found.entropy_l) == anonymity.entropy_l_diversity(frame, ["group", "half"], ["secret"])
    assert found.distinct_l == anonymity.l_diversity(frame, ["group", "half"], ["secret"])
