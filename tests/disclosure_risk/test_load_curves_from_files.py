"""From a file to the figure: load curves in rows, and with a column for each half-hour or day."""

import csv
import random
from datetime import timedelta

import pytest
from trace_files import MONDAY, codes, measured

HOUSEHOLDS, HALF_HOURS, READ_DAYS = 12, 48, 21


def household(number):
    return f"M{70_000_000 + number * 7:08}"


def readings():
    """Return a reading for each household and half-hour; the last half of the households live by a strict habit."""
    chance = random.Random(3)
    habit = {who: [chance.random() for _ in range(HALF_HOURS)] for who in range(HOUSEHOLDS)}
    return {
        (who, MONDAY + timedelta(days=day, minutes=30 * step)): round(
            habit[who][step] + chance.random() / 20 if who >= HOUSEHOLDS // 2 else chance.random(), 3
        )
        for who in range(HOUSEHOLDS)
        for day in range(READ_DAYS)
        for step in range(HALF_HOURS)
    }


def long_form(found):
    header = ("meter_number", "read_at", "kwh")
    return header, [(household(who), when.isoformat(), value) for (who, when), value in found.items()]


def wide_by_clock(found):
    times = [f"{step // 2:02}:{step % 2 * 30:02}" for step in range(HALF_HOURS)]
    return ("meter_number", "date", *times), [
        (household(who), (MONDAY + timedelta(days=day)).date().isoformat(), *cells)
        for who in range(HOUSEHOLDS)
        for day in range(READ_DAYS)
        for cells in [[found[who, MONDAY + timedelta(days=day, minutes=30 * step)] for step in range(HALF_HOURS)]]
    ]


def wide_by_number(found):
    _, rows = wide_by_clock(found)
    return ("meter_number", "date", *(f"kwh_{step}" for step in range(HALF_HOURS))), rows


@pytest.mark.parametrize("form", [long_form, wide_by_clock, wide_by_number])
def test_readings_in_rows_and_in_columns_give_the_same_figures(tmp_path, form):
    found = readings()
    header, rows = form(found)
    path = tmp_path / "readings.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    risk = measured(path)
    curves = risk.load_curves
    assert (curves.households, curves.readings, curves.unusable_readings) == (HOUSEHOLDS, len(found), 0)
    week = curves.week_to_week[0]
    assert (week.seconds, week.households, week.tried) == (1800, HOUSEHOLDS, 2 * HOUSEHOLDS)
    assert week.identified == recognised(found)
    assert week.identified >= HOUSEHOLDS > week.chance_share * week.tried
    assert {one.seconds for one in curves.unicity} == {1800, 3600, 14_400, 86_400}


def recognised(found):
    """Count the weeks whose nearest neighbour among all weeks that follow is that of the same household."""

    def week(who, number):
        days = range(7 * number, 7 * number + 7)
        return [
            found[who, MONDAY + timedelta(days=day, minutes=30 * step)] for day in days for step in range(HALF_HOURS)
        ]

    count = 0
    for number in range(READ_DAYS // 7 - 1):
        followers = [week(who, number + 1) for who in range(HOUSEHOLDS)]
        for who in range(HOUSEHOLDS):
            own = week(who, number)
            far = [sum((a - b) ** 2 for a, b in zip(own, other, strict=True)) for other in followers]
            count += far[who] < min(far[:who] + far[who + 1 :])
    return count


def test_a_column_for_each_day(tmp_path):
    chance = random.Random(8)
    days = [(MONDAY + timedelta(days=day)).date().isoformat() for day in range(14)]
    rows = [(household(who), *(round(4 + who + chance.random(), 2) for _ in days)) for who in range(30)]
    path = tmp_path / "days.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("household_id", *days), *rows])
    curves = measured(path).load_curves
    assert (curves.households, curves.readings) == (30, 30 * 14)
    assert [one.seconds for one in curves.unicity] == [86_400]


def test_readings_that_are_no_numbers_are_told(tmp_path):
    header, rows = long_form(readings())
    rows = [(*row[:2], "error" if place % 500 == 9 else row[2]) for place, row in enumerate(rows)]
    path = tmp_path / "readings.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    risk = measured(path)
    assert codes(risk)["curves-unusable"] == {"readings": len(rows[9::500])}
    assert risk.load_curves.readings == len(rows) - len(rows[9::500])


def test_one_household_is_recognised_among_nobody(tmp_path):
    header, rows = long_form(readings())
    path = tmp_path / "readings.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row[0] == household(0))])
    risk = measured(path)
    assert risk.load_curves is None
    assert "curves-nothing" in codes(risk)
