"""Steps as people type them: `time:start:hour`, `bands:age:10`, `place:lat,lon:500`, `drop:name`, `suppress:5`."""

from collections.abc import Sequence

from pydantic import ValidationError

from pia_toolkit.domain.steps import STEP, Rotate, Step, columns_of, written_number
from pia_toolkit.errors import PiaError, StepNotUnderstood, raise_all

_WITHOUT_COLUMN = {"suppress": "smallest", "sample": "share"}
_WITHOUT_VALUE = ("drop", "redact", "pseudonym")
_VALUES = {"bands": "width", "cap": "most", "time": "period", "shorten": "characters"}

EXAMPLES = (
    "bands:COLUMN:10",
    "cap:COLUMN:90",
    "time:COLUMN:15min|hour|day|week|month|quarter|year",
    "shorten:COLUMN:4",
    "place:NORTH,EAST:500",
    "drop:COLUMN",
    "redact:COLUMN",
    "suppress:5",
    "pseudonym:COLUMN",
    "rotate:COLUMN,TIME:day",
    "sample:0.1",
)
"""One of each kind."""


def parse_steps(texts: Sequence[str]) -> tuple[Step, ...]:
    """Read steps; all that are not understood are told at once. Raises `StepNotUnderstood`, `Several`."""
    steps: list[Step] = []
    wrong: list[PiaError] = []
    for text in texts:
        try:
            steps.append(_parse(text))
        except (ValueError, ValidationError, KeyError):
            wrong.append(StepNotUnderstood(step=text, known=", ".join(EXAMPLES)))
    raise_all(wrong)
    return tuple(steps)


def _parse(text: str) -> Step:
    kind, _, rest = text.partition(":")
    if kind in _WITHOUT_COLUMN:
        return STEP.validate_python({"kind": kind, _WITHOUT_COLUMN[kind]: rest})
    if kind in _WITHOUT_VALUE:
        return STEP.validate_python({"kind": kind, "column": rest or None})
    # A column may be called `a:b`, so that its name ends at the last colon.
    columns, _, value = rest.rpartition(":")
    if kind == "place":
        return STEP.validate_python({"kind": kind, "columns": columns.split(","), "metres": value})
    if kind == "rotate":
        column, _, time = columns.rpartition(",")
        return STEP.validate_python({"kind": kind, "column": column or None, "time": time, "period": value})
    return STEP.validate_python({"kind": kind, "column": columns or None, _VALUES[kind]: value})


def written(step: Step) -> str:
    """Return a step as it is typed."""
    columns = (step.column, step.time) if isinstance(step, Rotate) else columns_of(step)
    given = step.model_dump(mode="json", exclude={"kind", "column", "columns", "time"}).values()
    told = [written_number(value) if isinstance(value, float) else str(value) for value in given]
    return ":".join([step.kind, *([",".join(columns)] if columns else []), *told])
