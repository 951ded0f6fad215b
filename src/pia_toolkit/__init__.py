"""Privacy impact assessments for cities that look at the data.

    inventory = pia_toolkit.scan("requests.csv")
    risk = pia_toolkit.measure("requests.csv", inventory)
    conclusions = pia_toolkit.assess({"title": "Requests as open data"}, inventory, risk)

`scan` and `measure` take the path of a file or folder, the address of a database, or a pandas, polars or Arrow table.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from pia_toolkit.domain.answers import Answers
    from pia_toolkit.domain.conclusions import Conclusions
    from pia_toolkit.domain.dataset import Table
    from pia_toolkit.domain.inventory import Inventory
    from pia_toolkit.domain.proposal import Proposal
    from pia_toolkit.domain.risk import RiskReport

    Data = str | PathLike[str] | object

__version__ = "0.1.0"
__all__ = ["__version__", "assess", "measure", "scan"]


def scan(data: "Data", *, name: str = "table") -> "Inventory":
    """Say what each column of a data set is and whether it holds personal data.

    `data` is a path, the address of a database, or a pandas, polars or Arrow table, which is then called `name`. Raises
    `CannotRead`; also when only some files of a folder or an archive cannot be read, for nobody would be told of them.
    """
    from pia_toolkit.detection.detect import detect

    return detect(_tables(data, name))


def measure(
    data: "Data", inventory: "Inventory", *, quasi_identifiers: "Sequence[str] | None" = None, name: str = "table"
) -> "RiskReport":
    """Measure how easily people are singled out in a data set that was scanned.

    `quasi_identifiers` replaces the automatic choice. Raises `UnknownColumn`, `CannotRead`.
    """
    from pia_toolkit.disclosure_risk.measure import MeasureOptions
    from pia_toolkit.disclosure_risk.measure import measure as measure_table
    from pia_toolkit.domain.risk import RiskReport

    options = MeasureOptions(quasi_identifiers=None if quasi_identifiers is None else tuple(quasi_identifiers))
    verdicts = {table.name: table for table in inventory.tables}
    tables = [table for table in _tables(data, name) if table.name in verdicts]
    return RiskReport(tables=tuple(measure_table(table, verdicts[table.name], options) for table in tables))


def assess(
    proposal: "Proposal | Mapping[str, Any]",
    inventory: "Inventory",
    risk: "RiskReport",
    answers: "Answers | None" = None,
) -> "Conclusions":
    """Draw the conclusions: facts, scenarios, rights matrix, suggested outcome and measures.

    `proposal` holds what `case.yaml` holds; at least a title. Raises `ContentInvalid`.
    """
    from pia_toolkit import pipeline
    from pia_toolkit.content import validated
    from pia_toolkit.domain.proposal import Proposal

    declared = proposal if isinstance(proposal, Proposal) else validated(dict(proposal), Proposal, "proposal")
    return pipeline.conclude_from(declared, inventory, risk, answers)


def _tables(data: "Data", name: str) -> "tuple[Table, ...]":
    from os import PathLike
    from pathlib import Path

    if isinstance(data, str | PathLike):
        from pia_toolkit.readers.contents import named_apart
        from pia_toolkit.readers.read import read

        return tuple(named_apart(read(data if isinstance(data, str) else Path(data))))
    from pia_toolkit.readers.frames import from_frame

    return (from_frame(data, name),)
