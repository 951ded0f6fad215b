"""A mitigated file holds what was foreseen, to the record, and everything else is as it was."""

import csv

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_toolkit.detection.detect import detect
from pia_toolkit.disclosure_risk.measure import MeasureOptions
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.errors import StepUnfit
from pia_toolkit.mitigating import Subject, mitigate, try_steps
from pia_toolkit.readers.options import ReadOptions
from pia_toolkit.readers.read import read_source
from pia_toolkit.step_text import parse_steps

KEY = bytes(range(32))
COLUMNS = ("card", "age", "postcode", "start", "note")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", "e", "unknown", ""]),
        st.sampled_from(["", "unknown", "-1", "-5", "17", "34", "35", "61", "88"]),
        st.sampled_from(["1012AB", "1012CD", "1013AA", "2011ZZ", "n/a", "*"]),
        st.sampled_from(["2024-01-03 08:10", "2024-01-03 09:50", "2024-01-19 08:10", "2025-01-03 23:59", "unbekannt"]),
        st.sampled_from(["fine, thanks", 'said "hi"', "two\nlines", " x ", "=1+1", "007"]),
    ),
    min_size=2,
    max_size=40,
)
VALUE_STEPS = {
    "card": ("shorten:card:1", "drop:card", "pseudonym:card", "rotate:card,start:day", "rotate:card,start:year"),
    "age": ("bands:age:10", "bands:age:1", "cap:age:60", "drop:age", "pseudonym:age"),
    "postcode": ("shorten:postcode:4", "shorten:postcode:1", "drop:postcode", "pseudonym:postcode"),
    "start": ("time:start:hour", "time:start:day", "time:start:month", "drop:start"),
}
STEPS = st.tuples(
    *(st.sampled_from([None, *steps]) for steps in VALUE_STEPS.values()),
    st.sampled_from([None, "suppress:2", "suppress:4"]),
    st.sampled_from([None, "sample:0.5"]),
).map(lambda steps: [step for step in steps if step])


def subject_of(path, rows, unit):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    (table,) = read_source(path, ReadOptions(header=True, delimiter=",")).tables
    options = MeasureOptions(
        quasi_identifiers=("age", "postcode", "start"),
        unit_column=unit,
        in_rows=unit is None,
        policy=Policy(small_class=3),
        column_sets=False,
        special_uniques=False,
        wildcards=False,
    )
    return Subject(table, detect([table]).tables[0], options)


def cells(path):
    (table,) = read_source(path, ReadOptions(header=True)).tables
    rows = [
        row
        for batch in table.batches(table.columns)
        for row in zip(*map(list, batch.to_pydict().values()), strict=True)
    ]
    return table.columns, rows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    texts=STEPS,
    unit=st.sampled_from(["card", None]),
    suffix=st.sampled_from([".csv", ".parquet", ".tsv", ".xlsx"]),
)
def test_a_fresh_scan_finds_what_was_foreseen(tmp_path_factory, rows, texts, unit, suffix):
    folder = tmp_path_factory.mktemp("mitigated")
    source, out = folder / "in.csv", folder / f"out{suffix}"
    subject = subject_of(source, rows, unit)
    before = source.read_bytes()
    steps = parse_steps(texts)
    try:
        done = mitigate(subject, steps, out, KEY)
    except StepUnfit:
        return
    assert done.log.as_foreseen, (done.log.foreseen, done.log.found, done.log.rows)
    if done.log.found is not None:
        (risk,) = done.risk.tables
        assert risk.rows == done.log.foreseen.rows
        assert done.log.foreseen == try_steps(subject, steps).after
    assert source.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(["in.csv", out.name])
    columns, told = cells(out)
    dropped = {step.column for step in steps if step.kind == "drop"}
    assert list(columns) == [name for name in COLUMNS if name not in dropped]
    if not any(step.kind == "sample" for step in steps):
        _, untouched = cells(source)
        assert [row[-1] for row in told] == [row[-1] for row in untouched]
