"""Steps as people type them: every kind comes back as it was written, and mistakes are told together."""

import pytest

from pia_toolkit.errors import Several, StepNotUnderstood
from pia_toolkit.step_text import parse_steps, written

STEPS = (
    "bands:age:10",
    "cap:household size:5",
    "time:start:15min",
    "time:born:on:month",
    "shorten:postcode:4",
    "place:lat,lon:500",
    "place:geometry:100",
    "drop:full name",
    "suppress:5",
    "pseudonym:plate",
    "rotate:card,start:week",
    "sample:0.25",
    "cap:income:1234567",
    "bands:income:0.000125",
)


@pytest.mark.parametrize("text", STEPS)
def test_a_step_comes_back_as_it_was_written(text):
    (step,) = parse_steps([text])
    assert written(step) == text


def test_a_column_may_hold_a_colon():
    (step,) = parse_steps(["time:born:on:month"])
    assert step.column == "born:on"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age:10",
        "bands:age",
        "bands:age:0",
        "bands::10",
        "time:start:fortnight",
        "drop:",
        "sample:2",
        "place:a,b,c:5",
    ],
)
def test_what_is_no_step_is_refused(text):
    with pytest.raises(StepNotUnderstood) as caught:
        parse_steps([text])
    assert caught.value.values["step"] == text


def test_ten_mistakes_are_told_as_ten():
    with pytest.raises(Several) as caught:
        parse_steps([f"round:{number}" for number in range(10)])
    assert len(caught.value.errors) == 10
