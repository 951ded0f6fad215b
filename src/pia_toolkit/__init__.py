"""Privacy impact assessments for cities that look at the data.

    inventory = pia_toolkit.scan("requests.csv")
    risk = pia_toolkit.measure("requests.csv", inventory)
    conclusions = pia_toolkit.assess({"title": "Requests as open data"}, inventory, risk)

`scan` and `measure` take the path of a file or folder, the address of a database, or a pandas, polars or Arrow table.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from typing import Unpack

    from pia_toolkit.domain.answers import Answers
    from pia_toolkit.domain.conclusions import Conclusions
    from pia_toolkit.domain.dataset import Table
    from pia_toolkit.domain.inventory import Inventory
    from pia_toolkit.domain.proposal import Proposal
    from pia_toolkit.domain.risk import RiskReport
    from pia_toolkit.measuring import MeasureChoice

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
    data: "Data", inventory: "Inventory | None" = None, *, name: str = "table", **chosen: "Unpack[MeasureChoice]"
) -> "RiskReport":
    """Measure how easily people are singled out in a data set; it is scanned first where no inventory is given.

    `quasi_identifiers`, `sensitive`: names of columns that replace the automatic choice. `unit`: the column that tells
    people, households or devices apart. The population: `sampling_fraction`, `population_size` or `whole_population`;
    or `reference`, a table that counts it (given as `data` is), with `reference_count`, its column of counts.
    `link`: public files in which people may be found (each given as `data` is); `link_on`: pairs of a column of the
    data and one of them that say the same, in place of those found; `link_truth`: a pair that tells who is who.
    `memory_bytes`: what counting may take; a larger table is counted on disk. `in_rows`: measure in rows what is
    measured once only, although a column tells units apart. `measurement_of` in `pia_toolkit.domain.measured_figures`
    makes the JSON contract of the result. Raises `UnknownColumn`, `CannotRead`, `WrongCommand`.
    """
    from pia_toolkit.domain.proposal import Proposal
    from pia_toolkit.measuring import Chosen, measure_tables

    given = chosen.get("reference")
    if given is not None and not isinstance(given, str):
        chosen["reference"] = _tables(given, "reference")[0]
    if "link" in chosen:
        chosen["link"] = [table for entry in chosen["link"] for table in _tables(entry, "public file")]
    return measure_tables(
        _tables(data, name), inventory or scan(data, name=name), Proposal(title=""), Chosen.of(chosen)
    )


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
