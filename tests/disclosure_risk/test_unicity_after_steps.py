"""Unicity after a step is what is measured on traces that were made as coarse beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from pia_toolkit.disclosure_risk.series.after_steps import UnicityAfter
from pia_toolkit.disclosure_risk.series.columns import TraceColumns
from pia_toolkit.disclosure_risk.series.place_cells import PlaceColumns, PlaceForm
from pia_toolkit.disclosure_risk.series.trace_points import Places, Traces
from pia_toolkit.step_text import parse_steps

COLUMNS = TraceColumns("card", (PlaceColumns(PlaceForm.TWO_COLUMNS, ("north", "east")),), (("start",),))


def traces(seconds_apart=1):
    random = np.random.default_rng(5)
    units = np.repeat(np.arange(60), 8)
    places = Places(random.uniform(0, 3_000, 480), random.uniform(0, 3_000, 480), in_degrees=False)
    seconds = random.integers(0, 86_400 * 2, 480) // seconds_apart * seconds_apart
    return Traces(units, 60, places, seconds)


def share(steps, measured=None):
    return (measured or UnicityAfter(traces(), COLUMNS)).share(parse_steps(steps))


def test_a_time_by_the_day_is_as_unique_as_traces_written_so():
    assert share(["time:start:day"]) == UnicityAfter(traces(86_400), COLUMNS).share(())
    assert share(["bands:age:5"]) == share(["pseudonym:card"]) == share([]) == 1.0


def test_coarser_is_never_more_unique_and_nothing_left_is_nobody():
    shares = [share(["time:start:day", f"place:north,east:{metres}"]) for metres in (100, 1_000, 5_000)]
    assert shares[0] > shares[1]
    assert shares[2] is None or shares[2] <= shares[1]
    assert share(["drop:start", "place:north,east:5000"]) is None


@pytest.mark.parametrize(
    "step",
    ["suppress:5", "sample:0.5", "rotate:card,start:day", "drop:card", "time:start:month"]
    + ["drop:north", "bands:north:10", "shorten:start:4"],
)
def test_what_cannot_be_told_is_not_told(step):
    assert share([step]) is None


def test_times_alone_are_traces_until_they_are_left_out():
    times = UnicityAfter(replace(traces(), places=Places()), TraceColumns("card", (), (("start",),)))
    assert share([], times) == 1.0
    assert share(["drop:start"], times) is None
