"""What was done to a table, and what it did: the log beside a mitigated file."""

from pydantic import Field

from pia_toolkit.domain.class_risk import AtRisk
from pia_toolkit.domain.dataset import Source
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.ladder import Rung
from pia_toolkit.domain.steps import Step

MITIGATED_SCHEMA = "pia-toolkit/mitigated/1"


class Mitigated(Frozen):
    """A table that was made coarser: from which source, by which steps, at risk before and after.

    `before` and `foreseen` were counted on the source before anything was written. `found` was counted by reading,
    scanning and measuring the file that was written. `as_foreseen`: they are the same, to the record.
    """

    schema_id: str = Field(default=MITIGATED_SCHEMA, alias="schema")
    table: str
    source: Source
    steps: tuple[Step, ...]
    written: tuple[str, ...] = Field(description="the steps as they are typed")
    quasi_identifiers: tuple[str, ...]
    before: Rung
    foreseen: Rung
    found: AtRisk | None = Field(description="None when no quasi-identifier is left to measure on")
    as_foreseen: bool
    output: Source
    rows: int = Field(ge=0, description="rows that were written")
    still_personal: tuple[str, ...] = Field(description="columns of the new file in which personal data are found")


NOISY_COUNTS_SCHEMA = "pia-toolkit/noisy-counts/1"


class NoisyCounts(Frozen):
    """Counts that were released with noise: what was counted after which steps, and what the library says it spends.

    `left_out`: rows that did not count, so that no unit has more than `per_unit`. `threshold`: cells with a smaller
    noisy count are not told; None where the cells are public.
    """

    schema_id: str = Field(default=NOISY_COUNTS_SCHEMA, alias="schema")
    table: str
    source: Source
    written: tuple[str, ...] = Field(description="the steps as they are typed")
    columns: tuple[str, ...]
    unit: str | None = Field(description="column that tells units apart; None: each row is one")
    per_unit: int = Field(ge=1)
    left_out: int = Field(ge=0)
    library: str
    mechanism: str
    scale: float = Field(gt=0)
    threshold: int | None
    epsilon: float = Field(ge=0)
    delta: float = Field(ge=0, le=1)
    public: bool
    cells: int = Field(ge=0)
