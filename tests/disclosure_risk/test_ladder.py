"""The ladder: what it predicts is what a fresh measurement of the changed table finds, to the record."""

from math import log2

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_toolkit.disclosure_risk.classes.equivalence import count_classes
from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.disclosure_risk.ladder.build import Wanted, measure_ladder
from pia_toolkit.disclosure_risk.ladder.levels import nice_width
from pia_toolkit.disclosure_risk.ladder.turned import Bench
from pia_toolkit.disclosure_risk.ladder.whole_rows import in_sample
from pia_toolkit.disclosure_risk.places import Place
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.steps import Bands, Cap, CoarsenPlace, CoarsenTime, Drop, Period, Shorten, Suppress
from pia_toolkit.errors import StepUnfit
from pia_toolkit.transformation.fitting import fit

CATEGORIES = {"age": "age", "postcode": "postcode", "born": "date-of-birth", "sex": "sex"}
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "unknown", "3", "17", "34", "35", "36", "61", "88", "90"]),
        st.sampled_from(["1012AB", "1012CD", "1013AA", "2011ZZ", "*"]),
        st.sampled_from(["1980-01-03", "1980-01-19", "1980-07-02", "1991-12-31", "n/a"]),
        st.sampled_from(["m", "f"]),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=60,
)
STEPS = st.tuples(
    st.sampled_from([None, Bands(column="age", width=10), Cap(column="age", most=60), Drop(column="age")]),
    st.sampled_from([None, Shorten(column="postcode", characters=4), Shorten(column="postcode", characters=2)]),
    st.sampled_from([None, *(CoarsenTime(column="born", period=period) for period in (Period.MONTH, Period.YEAR))]),
).map(lambda steps: tuple(step for step in steps if step))


def frame_of(rows):
    return pl.DataFrame([row[:4] for row in rows], schema=dict.fromkeys(CATEGORIES, pl.String), orient="row")


def encoded(frame):
    encoder = TableEncoder(frame.columns)
    for batch in frame.to_arrow().to_batches():
        encoder.update(batch)
    return encoder.finish()


def bench(frame, units=None, floor=3):
    return Bench(encoded(frame), tuple(frame.columns), units, ("postcode",), floor)


def applied(frame, steps):
    """Change the cells themselves, as writing a mitigated file does."""
    for step in steps:
        cells = frame[step.column].to_arrow().cast(pa.large_string())
        fitted = fit(step, {step.column: encoded(frame).columns[step.column].values})
        frame = frame.with_columns(pl.Series(step.column, fitted.changed(step.column, cells)))
    return frame


@settings(max_examples=60, deadline=None)
@given(ROWS, STEPS)
def test_a_rung_is_what_a_fresh_measurement_finds(rows, steps):
    frame = frame_of(rows)
    units = [row[4] for row in rows]
    numbers = pl.Series(units).rank("dense").cast(pl.Int32).to_numpy() - 1
    try:
        predicted = bench(frame, numbers).rung(steps)
    except StepUnfit:
        return
    after = encoded(applied(frame, steps))
    classes = count_classes(*after.select(frame.columns), numbers)
    assert predicted.k == classes.k
    assert predicted.units == classes.units
    assert predicted.at_risk == classes.tally().below(3)
    assert predicted.uniques == classes.tally().below(2).units


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_rows_as_units_count_as_classes_do(rows):
    frame = frame_of(rows)
    rung = bench(frame).rung(())
    classes = count_classes(*encoded(frame).select(frame.columns))
    assert (rung.at_risk, rung.k) == (classes.tally().below(3), classes.k)
    assert rung.information_lost == 0
    assert rung.count_error == 0


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_the_ladder_gets_below_the_share_or_says_how_close(rows):
    frame = frame_of(rows)
    policy = Policy(small_class=3, acceptable_share=0.1)
    ladder = measure_ladder(encoded(frame), Wanted(CATEGORIES), policy)
    shares = [rung.at_risk.share for rung in (ladder.as_is, *ladder.path)]
    assert ladder.reached == (shares[-1] <= 0.1)
    # With all columns left out, all rows are one group, so only a tiny table cannot be helped.
    assert ladder.reached or len(rows) < 3
    assert shares == sorted(shares, reverse=True)
    lost = [rung.information_lost for rung in ladder.path]
    assert lost == sorted(lost)


def test_no_cheaper_way_on_a_small_table():
    frame = frame_of([(str(age), "1012AB", "1980-01-03", "m", 0) for age in range(20, 60)])
    ladder = measure_ladder(encoded(frame), Wanted(CATEGORIES), Policy(small_class=5))
    (rung,) = ladder.path
    assert rung.steps == (Bands(column="age", width=5),)
    assert (rung.k, rung.at_risk.units) == (5, 0)


def test_suppression_blanks_small_groups_alone():
    frame = frame_of([("34", "1012AB", "1980-01-03", "m", 0)] * 6 + [("61", "2011ZZ", "1991-12-31", "f", 0)] * 5 * 1)
    frame = pl.concat([frame, frame_of([("3", "2011ZZ", "1991-12-31", "f", 0)] * 5)])
    ladder = measure_ladder(encoded(frame), Wanted(CATEGORIES), Policy(small_class=6))
    (rung,) = [rung for rung in ladder.alone if rung.steps == (Suppress(smallest=6),)]
    assert (rung.k, rung.at_risk.units, rung.rows) == (6, 0, 16)
    # What the ten blanked rows told, in bits, out of what all sixteen told.
    told = {share: -log2(share) for share in (6 / 16, 10 / 16, 5 / 16)}
    by_two = 10 * told[10 / 16] / (10 * told[10 / 16] + 6 * told[6 / 16])
    by_three = 10 * told[5 / 16] / (10 * told[5 / 16] + 6 * told[6 / 16])
    assert rung.information_lost == pytest.approx((3 * by_two + by_three) / 4)


def test_rotating_a_pseudonym_makes_more_units():
    frame = pl.DataFrame(
        {"card": ["a", "a", "b", "b"], "start": ["2024-01-01 08:00", "2024-01-02 08:00"] * 2, "sex": ["m"] * 4}
    )
    table = encoded(frame)
    units, _ = table.units("card")
    ladder = measure_ladder(table, Wanted({"start": "timestamp", "sex": "sex"}, ("card", units)), Policy())
    rungs = {rung.steps[0].period: rung for rung in ladder.alone if rung.steps[0].kind == "rotate"}
    assert ladder.as_is.units == 2
    assert rungs[Period.DAY].units == 4
    assert rungs[Period.WEEK].units == 2


def test_a_place_is_one_dial():
    frame = pl.DataFrame({"lat": [f"52.{n:04d}" for n in range(40)], "lon": [f"4.{n:04d}" for n in range(40)]})
    ladder = measure_ladder(
        encoded(frame),
        Wanted({"lat": "latitude", "lon": "longitude"}, places=(Place(columns=("lat", "lon")),)),
        Policy(),
    )
    assert {rung.steps for rung in ladder.alone if rung.steps[0].kind == "place"} >= {
        (CoarsenPlace(columns=("lat", "lon"), metres=1000),)
    }


@pytest.mark.parametrize(("width", "nice"), [(0.3, 0.5), (1.0, 1.0), (3.1, 5.0), (51, 100.0), (0.02, 0.02)])
def test_widths_are_round(width, nice):
    assert nice_width(width) == pytest.approx(nice)


def test_a_sample_is_about_its_share_and_always_the_same():
    kept = in_sample(None, 20_000, 0.1)
    assert 0.09 < kept.mean() < 0.11
    assert (kept == in_sample(None, 20_000, 0.1)).all()


def test_columns_of_use_are_kept_and_said_to_stand_in_the_way():
    frame = frame_of([(str(age), f"{1000 + age}AB", "1980-01-03", "m", 0) for age in range(20, 60)])
    wanted = Wanted(CATEGORIES, use={"age": "age"}, kept=("age",))
    ladder = measure_ladder(encoded(frame), wanted, Policy(small_class=21))
    assert not ladder.reached
    assert ladder.in_the_way == ("age",)
    assert not any(step == Drop(column="age") for rung in ladder.alone for step in rung.steps)
    free = measure_ladder(encoded(frame), Wanted(CATEGORIES), Policy(small_class=21))
    assert free.reached
    assert free.in_the_way == ()
    few = measure_ladder(encoded(frame), Wanted(CATEGORIES), Policy(small_class=41))
    assert (few.reached, few.in_the_way) == (False, ())


def test_the_error_of_counts_is_what_a_hand_finds():
    rows = [("34", "1012AB", "2024-01-03 08:10", "m", 0)] * 6 + [("34", "1012AB", "2024-01-03 09:10", "m", 0)] * 2
    turned = Bench(encoded(frame_of(rows)), ("age", "postcode", "born", "sex"), None, ("postcode", "born"), 3)
    by_hour, by_day = (
        turned.rung((CoarsenTime(column="born", period=period),)) for period in (Period.HOUR, Period.DAY)
    )
    assert by_hour.count_error == 0
    # Eight rows shared out evenly over two hours: four and four in place of six and two.
    assert by_day.count_error == pytest.approx(2 / 8)


def test_the_budget_of_the_search_bounds_the_steps(monkeypatch):
    from pia_toolkit.disclosure_risk.ladder import build

    few = build.ladder_rules().model_copy(update={"most_row_visits": 1})
    monkeypatch.setattr(build, "ladder_rules", lambda: few)
    frame = frame_of([(str(age), f"{1000 + age}AB", f"19{age}-01-03", "mf"[age % 2], 0) for age in range(20, 60)])
    ladder = measure_ladder(encoded(frame), Wanted(CATEGORIES), Policy())
    assert len([rung for rung in ladder.alone if rung.steps[0].kind not in ("suppress", "sample")]) <= 10
    # The way back to the start, dial by dial, is measured even when the budget is used up.
    assert ladder.tried <= 20 + len(CATEGORIES) ** 2
    assert ladder.reached
