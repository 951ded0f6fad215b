"""How fine times are, whatever way they are written and wherever they start."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.time_step import MONTH_SECONDS, YEAR_SECONDS, TimeStepState

START = datetime(2023, 11, 20, 0, 7, 0, tzinfo=UTC)
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.000+01:00",
    "%Y/%m/%d %H:%M",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%d-%m-%y %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y%m%d%H%M%S",
    "%Y%m%dT%H%M",
    "%d %b %Y %H:%M",
    "%B %d, %Y %H:%M",
)


def state_of(cells, batch_rows=500):
    state = TimeStepState("t")
    for first in range(0, len(cells), batch_rows):
        state.update(pa.array(cells[first : first + batch_rows], pa.large_string()))
    return state


def step_of(cells):
    found, notes = state_of(cells).finish()
    assert not notes
    return found.step_seconds


def moments(step, count=300):
    return [START + timedelta(seconds=step * number) for number in range(count)]


@pytest.mark.parametrize("form", FORMATS)
def test_quarters_of_an_hour_that_start_at_seven_past(form):
    found, notes = state_of([moment.strftime(form) for moment in moments(900, 4100)]).finish()
    assert (found.step_seconds, found.first_year, found.last_year) == (900, 2023, 2024)
    assert not notes


@pytest.mark.parametrize("step", [1, 10, 60, 300, 1800, 3600, 86400, 7 * 86400])
def test_steps(step):
    assert step_of([moment.isoformat() for moment in moments(step)]) == step


@pytest.mark.parametrize(("scale", "suffix"), [(1, ""), (1000, ""), (1_000_000, ""), (1, ".0")])
def test_seconds_since_1970(scale, suffix):
    cells = [f"{int(moment.timestamp()) * scale}{suffix}" for moment in moments(900)]
    assert step_of(cells) == 900


def test_formats_may_be_mixed():
    cells = [moment.strftime(FORMATS[place % 3]) for place, moment in enumerate(moments(900))]
    assert step_of(cells) == 900


def test_days_stay_days_when_summer_time_begins():
    cells = [f"2024-03-{day:02}T00:00:00+01:00" for day in range(20, 31)]
    cells += [f"2024-04-{day:02}T00:00:00+02:00" for day in range(1, 10)]
    assert step_of(cells) == 86400


def test_finer_than_a_second():
    assert step_of([f"2024-05-03T10:00:0{number}.5" for number in range(9)] + ["2024-05-03T10:00:00.25"]) == 1


def test_months_and_years():
    assert step_of([f"2024-{month:02}" for month in range(1, 13)]) == MONTH_SECONDS
    assert step_of([f"2024年{month}月" for month in range(1, 13)]) == MONTH_SECONDS
    assert step_of([f"01.{month:02}.2024" for month in range(1, 13)]) == MONTH_SECONDS
    found, _ = state_of([str(year) for year in range(1990, 2021)]).finish()
    assert (found.step_seconds, found.first_year, found.last_year) == (YEAR_SECONDS, 1990, 2020)


def test_a_clock_without_a_date():
    found, _ = state_of(["08:00", "08:15", "17:45", "23:30"]).finish()
    assert (found.step_seconds, found.first_year, found.last_year) == (900, None, None)
    assert step_of(["8:00 am", "1:30 PM"]) == 19800
    assert step_of(["2024年5月3日 上午8:00", "2024年5月3日 下午1:30"]) == 19800


def test_a_single_moment_has_no_step():
    assert step_of(["2024-05-03"] * 5) is None


def test_the_order_of_day_and_month_is_that_of_most_cells():
    weekly = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=7 * week) for week in range(52)]
    assert step_of([day.strftime("%d/%m/%Y") for day in weekly]) == 7 * 86400
    assert step_of([day.strftime("%m/%d/%Y") for day in weekly]) == 7 * 86400
    assert step_of([day.strftime("%m/%d/%y") for day in weekly]) == 7 * 86400


def test_days_that_do_not_exist_are_not_understood():
    found, notes = state_of(["2024-02-28", "2024-02-29", "2024-02-30", "2023-02-29", "25:00", "10:61"]).finish()
    assert found is None
    assert notes[0].code == "time-not-understood"
    found, notes = state_of([*[f"2024-02-{day:02}" for day in range(1, 31)], None, "n/a"]).finish()
    assert found.step_seconds == 86400
    assert [(note.code, note.values["cells"]) for note in notes] == [("time-partly-understood", 1)]


def test_words_and_gaps():
    for cells in (["soon", "later"], ["1", "7", "12"]):
        assert [note.code for note in state_of(cells).finish()[1]] == ["time-not-understood"]
    found, notes = state_of([None, "n/a"]).finish()
    assert (found, notes[0].code) == (None, "empty-column")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 2**31), min_size=1, max_size=60),
    st.integers(0, 60),
    st.sampled_from([1, 60, 900, 86400]),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S"]),
)
def test_parts_add_up_to_the_whole(numbers, cut, step, form):
    cells = [datetime.fromtimestamp(number // step * step, UTC).strftime(form) for number in numbers]
    cut = min(cut, len(cells))
    first, second = state_of(cells[:cut], 17), state_of(cells[cut:], 23)
    first.merge(second)
    assert first.finish() == state_of(cells).finish() == state_of(cells[::-1]).finish()
