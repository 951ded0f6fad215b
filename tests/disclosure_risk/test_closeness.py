"""t-closeness: the example of the paper, pycanon's answer, and the definitions worked out in full."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.classes.closeness import equal_distances, hierarchical_distances, ordered_distances
from pia_toolkit.disclosure_risk.classes.diversity import measure_diversity
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.classes.scales import prefix_groups, ranks
from pia_toolkit.disclosure_risk.encode import EncodedColumn
from pia_toolkit.disclosure_risk.value_counts import count_values

# Li and others (2007): salaries 3k to 11k in three classes; ordered distances 0.375 and 0.167 from the whole.
SALARIES = [3, 4, 5, 6, 11, 8, 7, 9, 10]
SALARY_CLASSES = [0, 0, 0, 1, 1, 1, 2, 2, 2]


def counted(classes, secrets, units=None, names=None):
    """Count secrets given as codes, 0 for a gap; `names`: the values of the codes from 1."""
    names = names or [str(code) for code in range(1, max(secrets) + 1)]
    column = EncodedColumn("secret", np.array(secrets, np.int32), pa.array(names, pa.large_string()))
    whom = None if units is None else np.array(units, np.int32)
    groups = count_classes([np.array(classes, np.int32)], [max(classes) + 1], whom)
    return count_values(groups, column, whom), column, groups


def shares(counts, size):
    """Shares of each class and of all, as full rows."""
    table = np.zeros((counts.classes, size))
    table[counts.of_class, counts.values] = counts.units
    return table / table.sum(axis=1, keepdims=True), table.sum(axis=0) / table.sum()


def test_the_salaries_of_the_paper():
    values = sorted(SALARIES)
    codes = [values.index(salary) + 1 for salary in SALARIES]
    counts, _, _ = counted(SALARY_CLASSES, codes)
    # The paper compares {3k, 4k, 5k} and {6k, 8k, 11k} with all nine.
    assert np.round(ordered_distances(counts.told())[:2], 3).tolist() == [0.375, 0.167]


@st.composite
def secrets(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 7), st.integers(0, 12)), min_size=1, max_size=50))
    return tuple([row[place] for row in rows] for place in range(3))


@settings(deadline=None)
@given(secrets(), st.booleans())
def test_equal_and_ordered_distance_from_the_definition(table, in_units):
    classes, codes, units = table
    counts, _, _ = counted(np.unique(classes, return_inverse=True)[1].tolist(), codes, units if in_units else None)
    p, q = shares(counts, counts.size)
    assert equal_distances(counts) == pytest.approx(np.abs(p - q).sum(axis=1) / 2)
    p, q = p[:, q > 0], q[q > 0]
    expected = np.abs(np.cumsum(p - q, axis=1))[:, :-1].sum(axis=1) / max(len(q) - 1, 1)
    assert ordered_distances(counts) == pytest.approx(expected, abs=1e-12)


def node_costs(p, q, levels):
    """Li's distance, node by node: height / H x the lesser of what its children have too much and too little."""
    total = 0.0
    floors = [np.arange(len(p)), *levels, np.zeros(len(p), int)]
    for height, (children, parents) in enumerate(pairwise(floors), start=1):
        for node in set(parents.tolist()):
            extras = [float((p - q)[children == child].sum()) for child in set(children[parents == node].tolist())]
            much, little = (sum(max(sign * extra, 0) for extra in extras) for sign in (1, -1))
            total += height / (len(floors) - 1) * min(much, little)
    return total


@settings(deadline=None)
@given(secrets(), st.booleans())
def test_hierarchical_distance_node_by_node(table, two_levels):
    classes, codes, _ = table
    counts, _, _ = counted(np.unique(classes, return_inverse=True)[1].tolist(), codes)
    values = np.arange(counts.size)
    levels = [values // 2, values // 4] if two_levels else [values // 2]
    p, q = shares(counts, counts.size)
    expected = [node_costs(one, q, levels) for one in p]
    assert hierarchical_distances(counts, levels) == pytest.approx(expected)
    assert hierarchical_distances(counts, []) == pytest.approx(equal_distances(counts))


@settings(deadline=None)
@given(secrets(), st.randoms(use_true_random=False))
def test_names_and_order_of_rows_change_no_digit(table, random):
    classes, codes, units = table
    order = list(range(len(codes)))
    random.shuffle(order)
    new_codes = list(range(1, 8))
    random.shuffle(new_codes)
    names = [str(code) for code in range(1, 8)]
    renamed = [names[new_codes.index(place)] for place in range(1, 8)]
    found = []
    for places, spelling, given_codes in (
        (range(len(codes)), names, codes),
        (order, renamed, [new_codes[code - 1] if code else 0 for code in codes]),
    ):
        _, column, groups = counted(
            *([values[place] for place in places] for values in (classes, given_codes, units)), names=spelling
        )
        whom = np.array([units[place] for place in places], np.int32)
        found.append(measure_diversity(groups, column, "health", whom, (1,)))
    assert found[0] == found[1]


def test_a_constant_secret_is_no_distance():
    counts, column, groups = counted([0, 0, 1], [1, 1, 1])
    found = measure_diversity(groups, column, "pay", None)
    assert (found.t_equal, found.t_ordered, found.t_hierarchical) == (0.0, 0.0, None)
    assert ordered_distances(counts.told()).tolist() == [0, 0]


def test_gaps_are_a_value_of_the_equal_distance_only():
    _, column, groups = counted([0, 0, 1, 1], [1, 0, 1, 1], names=["5"])
    found = measure_diversity(groups, column, "pay", None)
    assert (found.t_equal, found.t_ordered) == (0.25, 0.0)


def test_codes_that_begin_alike():
    values = pa.array(["J45.1", "J45.9", "J30", "E11"], pa.large_string())
    assert [groups.tolist() for groups in prefix_groups(values, (1, 3))] == [[0, 1, 1, 2, 3], [0, 1, 1, 1, 2]]
    _, column, groups = counted([0, 0, 1, 1], [1, 2, 3, 4], names=values.to_pylist())
    found = measure_diversity(groups, column, "health", None, (3, 1))
    # Equal distance 1/2 among the codes, 1/2 among J45, J30, E11 and 1/4 among J, E; the mean of the three.
    assert found.t_hierarchical == pytest.approx((1 / 2 + 1 / 2 + 1 / 4) / 3)
    assert found.t_ordered is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["10", "9", " 9.50", "-3,5", "+9"], [4, 2, 3, 1, 2]),
        (["10", "low"], None),
        (["1.000.000"], None),
        ([], None),
    ],
)
def test_ranks_of_numbers(values, expected):
    found = ranks(pa.array(values, pa.large_string()))
    assert (None if found is None else found.tolist()) == expected


@pytest.mark.parametrize("kind", ["numbers", "words"])
def test_distances_agree_with_pycanon(kind):
    anonymity = pytest.importorskip("pycanon.anonymity")
    pandas = pytest.importorskip("pandas")
    random = np.random.default_rng(9)
    classes, codes = random.integers(0, 7, 400), random.integers(1, 9, 400)
    _, column, groups = counted(classes.tolist(), codes.tolist())
    found = measure_diversity(groups, column, "pay", None)
    frame = pandas.DataFrame({"group": classes.astype(str), "half": (classes % 2).astype(str), "pay": codes})
    if kind == "words":
        frame["pay"] = frame["pay"].astype(str).astype(object)
    expected = anonymity.t_closeness(frame, ["group", "half"], ["pay"])
    assert (found.t_ordered if kind == "numbers" else found.t_equal) == pytest.approx(expected, abs=1e-9)
