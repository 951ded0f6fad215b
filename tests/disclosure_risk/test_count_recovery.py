"""Hidden counts that follow from sums: by enumeration, on tables hidden by hand, with intervals and a proposal."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.count_tables.bounds import intervals
from pia_toolkit.disclosure_risk.count_tables.determined import unknowns_determined
from pia_toolkit.disclosure_risk.count_tables.linear_system import Sums
from pia_toolkit.disclosure_risk.count_tables.measure import measure_counts
from pia_toolkit.disclosure_risk.count_tables.recovery import recover
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.count_table_risk import CellPlace
from pia_toolkit.domain.inventory import Role


def sums_over(rows, values):
    """Sums over some cells, numbered from 1; a minus sign takes a cell away."""
    entries = [(abs(cell) - 1, 1 if cell > 0 else -1) for row in rows for cell in row]
    rhs = [sum((1 if cell > 0 else -1) * values[abs(cell) - 1] for cell in row) for row in rows]
    starts = np.cumsum([0, *map(len, rows)])
    cell, sign = (np.array(column, np.int64) for column in zip(*entries, strict=True))
    return Sums(starts.astype(np.int64), cell, sign, np.array(rhs, np.int64), len(values))


@st.composite
def systems(draw):
    count = draw(st.integers(1, 6))
    values = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    cells = st.sets(st.integers(1, count), min_size=1, max_size=4)
    rows = [sorted(row) for row in draw(st.lists(cells, min_size=1, max_size=5))]
    if draw(st.booleans()):
        rows[0][-1] *= -1
    unseen = set(range(1, count + 1)) - {abs(cell) for row in rows for cell in row}
    return ([*rows, sorted(unseen)] if unseen else rows), values


def rational_rank(rows, count):
    matrix = np.zeros((len(rows), count))
    for place, row in enumerate(rows):
        for cell in row:
            matrix[place, abs(cell) - 1] += 1 if cell > 0 else -1
    return matrix


@given(systems())
@settings(deadline=None, max_examples=100)
def test_what_linear_algebra_determines_is_what_the_rank_says(system):
    rows, values = system
    matrix = rational_rank(rows, len(values))
    unit = np.eye(len(values))
    follows = [
        np.linalg.matrix_rank(np.vstack([matrix, unit[cell]])) == np.linalg.matrix_rank(matrix)
        for cell in range(len(values))
    ]
    for found in (recover(sums_over(rows, values)).determined, unknowns_determined(sums_over(rows, values))[0]):
        assert found.tolist() == follows


@given(systems())
@settings(deadline=None, max_examples=100)
def test_recovered_values_are_the_true_ones(system):
    rows, values = system
    found = recover(sums_over(rows, values))
    assert found.checked
    assert found.known.tolist() == found.determined.tolist()
    assert found.values[found.known].tolist() == np.array(values)[found.known].tolist()


@given(systems())
@settings(deadline=None, max_examples=40)
def test_intervals_hold_every_solution_and_are_tight_up_to_fractions(system):
    rows, values = system
    sums, count, most = sums_over(rows, values), len(values), 5
    found = intervals(sums, np.zeros(count, np.int64), np.full(count, most, np.int64))
    assert not found.contradictory.any()
    matrix = rational_rank(rows, count)
    every = np.array(list(product(range(most + 1), repeat=count)))
    solutions = every[(every @ matrix.T == sums.rhs).all(axis=1)]
    assert (found.lower <= solutions.min(axis=0)).all()
    assert (found.upper >= solutions.max(axis=0)).all()
    halves = np.array(list(product(np.arange(0, most + 0.5, 0.5), repeat=count))) if count <= 3 else None
    if halves is not None:
        real = halves[(np.abs(halves @ matrix.T - sums.rhs) < 1e-9).all(axis=1)]
        assert (found.lower >= np.floor(real.min(axis=0))).all()
        assert (found.upper <= np.ceil(real.max(axis=0))).all()


def test_sums_that_nothing_fulfils_are_told():
    sums = sums_over([[1, 2], [1, 2]], [1, 1])
    sums = Sums(sums.starts, sums.cell, sums.sign, np.array([2, 5]), 2)
    assert intervals(sums, np.zeros(2, np.int64), np.full(2, 3, np.int64)).contradictory.any()


def printed(cells, hidden=()):
    """A table of areas by age with totals, as it is printed; hidden cells by area and age."""
    cells = np.array(cells)
    full = np.vstack([cells, cells.sum(axis=0)])
    full = np.hstack([full, full.sum(axis=1, keepdims=True)])
    areas = [*(f"A{number}" for number in range(len(cells))), "Total"]
    ages = [*(f"{10 * number}-{10 * number + 9}" for number in range(cells.shape[1])), "Total"]
    rows = [(area, age) for area in range(len(areas)) for age in range(len(ages))]
    return {
        "area": [areas[area] for area, _ in rows],
        "age": [ages[age] for _, age in rows],
        "persons": ["*" if place in hidden else str(full[place]) for place in rows],
    }


def measured(data, count="count", **columns):
    roles = {"area": (Role.QUASI_IDENTIFIER, "district"), "age": (Role.QUASI_IDENTIFIER, "age-band")} | columns
    verdict = verdict_on(data, {**roles, "persons": (Role.NONE, count)}, kind="aggregate", personal=False)
    return measure_counts(MemoryTable(data), verdict, Policy()).counts


CELLS = [[20, 3, 17], [30, 25, 40], [14, 28, 31]]


def test_one_hidden_cell_is_recovered():
    found = measured(printed(CELLS, {(0, 1)})).recoverability
    assert (found.marked, found.recoverable, found.recoverable_small) == (1, 1, 1)
    assert found.places == (CellPlace(column="persons", row=2),)


def test_two_in_a_row_are_recovered_by_their_columns():
    assert measured(printed(CELLS, {(0, 1), (0, 2)})).recoverability.recoverable == 2


def test_a_rectangle_is_not_recovered():
    found = measured(printed(CELLS, {(0, 1), (0, 2), (2, 1), (2, 2)})).recoverability
    assert (found.marked, found.recoverable, found.checked) == (4, 0, True)
    assert found.exact_intervals == 4


def test_a_cell_between_two_rectangles_is_recovered_though_no_sum_has_one_hidden_cell():
    cells = np.arange(36).reshape(6, 6) + 20
    block = {(0, 0), (0, 1), (1, 0), (1, 1)} | {(3, 3), (3, 4), (4, 3), (4, 4)}
    bridge = block | {(1, 3)}
    found = measured(printed(cells, bridge)).recoverability
    assert found.recoverable == 1
    assert found.places == (CellPlace(column="persons", row=1 * 7 + 4),)
    assert measured(printed(cells, block)).recoverability.recoverable == 0


def test_a_rest_of_nothing_tells_all_its_hidden_cells():
    found = measured(printed([[20, 0, 0], [30, 0, 0], [14, 28, 31]], {(0, 1), (0, 2), (1, 1), (1, 2)})).recoverability
    assert (found.recoverable, found.recoverable_small) == (4, 0)


def test_a_mark_with_an_end_tells_more():
    data = printed([[20, 4, 4], [30, 25, 40], [14, 28, 31]], {(0, 1), (0, 2), (1, 1), (1, 2)})
    cells = zip(data["persons"], data["area"], strict=True)
    data["persons"] = ["<5" if cell == "*" and area == "A0" else cell for cell, area in cells]
    assert measured(data).recoverability.recoverable_small == 2


def test_a_row_that_was_left_out_is_recovered():
    data = printed(CELLS)
    cut = {name: [cell for place, cell in enumerate(cells) if place != 1] for name, cells in data.items()}
    found = measured(cut).recoverability
    assert (found.marked, found.left_out, found.recoverable_small) == (0, 1, 1)


def test_the_proposal_hides_the_third_of_fifteen_five_and_three():
    data = {"area": ["A", "B", "C", "Total"], "persons": ["15", "5", "3", "23"]}
    verdict = verdict_on(
        data,
        {"area": (Role.QUASI_IDENTIFIER, "district"), "persons": (Role.NONE, "population")},
        kind="aggregate",
        personal=False,
    )
    found = measure_counts(MemoryTable(data), verdict, Policy(small_class=11, publication_class=11)).counts.proposal
    assert (found.primary, found.secondary, found.still_recoverable, found.still_small_groups) == (2, 1, 0, 0)
    assert found.places == (CellPlace(column="persons", row=1),)
    assert found.checked


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=4, max_size=4))
@settings(deadline=None, max_examples=30)
def test_what_the_proposal_promises_holds_when_its_cells_are_hidden(cells):
    data = printed(cells)
    proposal = measured(data).proposal
    if proposal is None:
        return
    rows = {place.row for place in proposal.places}
    hide = [number in rows or (0 < int(cell) < 5) for number, cell in enumerate(data["persons"], start=1)]
    data["persons"] = ["*" if hidden else cell for hidden, cell in zip(hide, data["persons"], strict=True)]
    found = measured(data)
    recovery = found.recoverability
    if recovery and recovery.sums:
        assert recovery.recoverable_small == proposal.still_recoverable


@pytest.mark.parametrize("shape", [(12, 12), (5, 5, 5)])
def test_rank_by_random_solution_agrees_with_removal_of_single_cells(shape):
    random = np.random.default_rng(7)
    hidden = random.random(shape) < 0.35
    numbers = np.cumsum(hidden.reshape(-1)).reshape(shape) * hidden
    rows = []
    for axis, size in enumerate(shape):
        lines = np.moveaxis(numbers, axis, -1).reshape(-1, size)
        rows += [line[line > 0].tolist() for line in lines if (line > 0).any()]
    values = random.integers(0, 20, int(hidden.sum())).tolist()
    matrix = rational_rank(rows, len(values))
    rank = np.linalg.matrix_rank(matrix)
    follows = [np.linalg.matrix_rank(np.delete(matrix, cell, axis=1)) < rank for cell in range(len(values))]
    assert recover(sums_over(rows, values)).determined.tolist() == follows
