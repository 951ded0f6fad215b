"""The benchmark of traces: every task runs, and what was not measured is not called met."""

import numpy as np
import pytest
from trace_tasks import POINTS_PER_DEVICE, TASKS, make_traces
from traces import TraceSpeed, table


@pytest.mark.parametrize(("task", "size"), [("unicity", 2_000), ("weeks", 4), ("two-points", 5 * POINTS_PER_DEVICE)])
def test_every_task_measures_what_it_is_asked_for(tmp_path, task, size):
    found = TASKS[task](size, tmp_path / "traces.csv")
    assert found["measured"] == size
    assert found["seconds"] > 0
    assert 0 < found.get("worst", 1) <= 1


def test_a_file_of_traces_is_measured_again_from_its_inventory(tmp_path):
    path = tmp_path / "traces.csv"
    TASKS["write-file"](2_000, path)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2_001
    assert TASKS["from-file"](2_000, path)["measured"] == 2_000


def test_the_same_traces_each_time():
    assert all(np.array_equal(*columns) for columns in zip(make_traces(500), make_traces(500), strict=True))


def test_limits_are_met_only_by_what_was_measured():
    speeds = [
        TraceSpeed("weeks", 5_000, 10.0, 2**30, 30.0),
        TraceSpeed("weeks", 5_000, 40.0, 2**30, 30.0),
        TraceSpeed("unicity", 5_000, 10.0, 2**31, 20.0, 1.5 * 2**30),
        TraceSpeed("scikit-mobility", 5_000, None, None, reason="not installed"),
    ]
    assert [speed.met for speed in speeds] == ["yes", "**no**", "**no**", "–"]
    assert "not installed" in list(table(speeds))[-1]
