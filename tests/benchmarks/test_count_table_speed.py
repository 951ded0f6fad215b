"""The benchmark on tables of counts, on a small one."""

from count_tables import counts_table, make_counts, measure_counts_speed


def test_a_small_table_is_measured():
    speed = measure_counts_speed((12, 12), runs=1)
    assert (speed.cells, speed.sums > 0, speed.checked) == (13 * 13, True, True)
    assert "12 x 12" in counts_table([speed])


def test_totals_are_sums_and_some_counts_are_hidden():
    data = make_counts((4, 5))
    assert len(data["persons"]) == 5 * 6
    assert "*" in data["persons"]
    assert data["dimension-0"][-1] == data["dimension-1"][-1] == "Total"
