"""The public functions: paths and tables of three libraries, one answer."""

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import pia_toolkit
from pia_toolkit.domain.assessment import Decision
from pia_toolkit.errors import ContentInvalid, FileMissing, PopulationToldTwice, ReferenceIncomplete, UnknownColumn

TRIPS = Path(__file__).parents[1] / "sample_datasets" / "bike-trips.csv"


def verdicts(inventory):
    return {column.name: (column.category, column.role) for column in inventory.tables[0].columns}


def test_tables_of_every_library_are_read_alike():
    frame = pl.read_csv(TRIPS, infer_schema=False)
    by_path = verdicts(pia_toolkit.scan(str(TRIPS)))
    assert by_path["birth_year"][0] == "birth-year"
    for table in (frame, frame.to_pandas(), frame.to_arrow()):
        assert verdicts(pia_toolkit.scan(table, name="trips")) == by_path


def test_typed_tables_are_read_too():
    frame = pd.DataFrame({"birth_year": [1980, 1991] * 20, "sex": ["F", "M"] * 20, "value": [1.5, 2.25] * 20})
    assert verdicts(pia_toolkit.scan(frame))["sex"][0] == "sex"
    assert verdicts(pia_toolkit.scan(pa.Table.from_pandas(frame)))["birth_year"][0] == "birth-year"


def test_measure_and_assess():
    inventory = pia_toolkit.scan(TRIPS)
    risk = pia_toolkit.measure(TRIPS, inventory, quasi_identifiers=["birth_year", "sex"])
    chosen = risk.tables[0].classes.quasi_identifiers
    assert [entry.column for entry in chosen] == ["birth_year", "sex"]
    conclusions = pia_toolkit.assess({"title": "Trips", "release": "open"}, inventory, risk)
    assert conclusions.assessment.outcome.decision is not Decision.APPROVE
    assert conclusions.plan.recommendations


def test_wrong_input_is_told():
    with pytest.raises(FileMissing):
        pia_toolkit.scan("nowhere.csv")
    inventory = pia_toolkit.scan(TRIPS)
    with pytest.raises(UnknownColumn):
        pia_toolkit.measure(TRIPS, inventory, quasi_identifiers=["no such"])
    with pytest.raises(ContentInvalid):
        pia_toolkit.assess({"titel": "x", "title": "y"}, inventory, pia_toolkit.measure(TRIPS, inventory))


PEOPLE = {
    "age": ["30", "30", "30", "40", "40", "50"],
    "district": ["A", "A", "B", "A", "A", "B"],
    "who": ["a", "b", "c", "d", "d", "e"],
    "illness": ["flu", "asthma", "flu", "flu", "flu", "asthma"],
}


def test_measure_takes_what_the_command_takes():
    frame = pl.DataFrame(PEOPLE)
    census = pd.DataFrame({"age": [30, 30, 40, 50], "district": ["A", "B", "A", "B"], "people": [20, 4, 10, 2]})
    risk = pia_toolkit.measure(
        frame,
        quasi_identifiers=["age,district"],
        sensitive=["illness"],
        unit="who",
        population_size=36,
        reference=census,
        reference_count="people",
    ).tables[0]
    assert (risk.unit.column, risk.units, risk.classes.k, risk.record_classes.k) == ("who", 5, 1, 1)
    assert [found.column for found in risk.diversity] == ["illness"]
    assert (risk.population.population, risk.reference.k_map) == (36, 2)
    on_disk = pia_toolkit.measure(frame, quasi_identifiers=["age,district"], unit="who", memory_bytes=1).tables[0]
    assert on_disk.classes == risk.classes
    with pytest.raises(PopulationToldTwice):
        pia_toolkit.measure(frame, quasi_identifiers=["age"], population_size=9, whole_population=True)
    with pytest.raises(ReferenceIncomplete):
        pia_toolkit.measure(frame, quasi_identifiers=["age"], reference=census)
