"""One table measured as a whole: which columns single people out, gaps both ways, halves that make a whole."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.classes.attack import attack_risk
from pia_toolkit.disclosure_risk.classes.diversity import measure_diversity
from pia_toolkit.disclosure_risk.classes.equivalence import count_classes, describe
from pia_toolkit.disclosure_risk.classes.wildcards import measure_wildcards
from pia_toolkit.disclosure_risk.column_sets.attributes import read_attribute
from pia_toolkit.disclosure_risk.column_sets.minimal import Limits, measure_column_sets
from pia_toolkit.disclosure_risk.column_sets.special_uniques import measure_special_uniques
from pia_toolkit.disclosure_risk.encode import TableEncoder
from pia_toolkit.disclosure_risk.measure import MeasureOptions, measure
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.inventory import Role
from pia_toolkit.domain.risk import TableRisk
from pia_toolkit.errors import Several

PLACES = {"lat": ["52.1", "52.1", "52.2"], "lon": ["4.1", "4.2", "4.1"], "sex": list("ffm")}
QUASI_PLACES = {
    "lat": (Role.LOCATION, "latitude"),
    "lon": (Role.LOCATION, "longitude"),
    "sex": (Role.QUASI_IDENTIFIER, "sex"),
}


def measured(data, columns=None, options=None, **about):
    verdict = verdict_on(data, columns or {}, **about)
    return measure(MemoryTable(data, 64), verdict, options or MeasureOptions())


def test_what_singles_people_out():
    # Nobody is alone on one column; age and sex together tell all apart; zone repeats sex.
    data = {"age": ["30", "30", "40", "40"], "sex": list("fmfm"), "zone": list("abab")}
    risk = measured(data, None, MeasureOptions(quasi_identifiers=tuple(data)))
    assert (risk.classes.distinction, risk.classes.separation, risk.classes.unique_rows) == (1.0, 1.0, 4)
    assert (risk.attack.average_prosecutor, risk.attack.marketer) == (1.0, 1.0)
    sets = risk.column_sets
    assert (sets.candidates, sets.least_share, sets.largest) == (("age", "sex", "zone"), 0.05, 3)
    assert [one.columns for one in sets.minimal] == [("age", "sex"), ("age", "zone")]
    assert [(one.separation, one.distinction) for one in sets.each] == [(pytest.approx(2 / 3), 0.5)] * 3
    assert [(step.columns, step.sets_removed, step.sets_left) for step in sets.coarsening] == [(("age",), 2, 0)]
    special = risk.special_uniques
    assert (special.minimal_uniques, special.units_with_score, special.highest_score) == ((0, 8), 4, 2.0)
    assert [one.share for one in special.contributions] == [1.0, 0.5, 0.5]
    assert risk.wildcards is None


def test_the_user_chooses_how_far_to_go():
    data = {"age": ["30", "30", "40", "40"], "sex": list("fmfm"), "pay": ["1", "2", "3", "4"], "code": list("abab")}
    options = MeasureOptions(
        quasi_identifiers=("age", "sex"),
        sensitive=("pay", "code", "sex"),
        code_prefixes={"code": (1,)},
        least_share=1.0,
        every_set=True,
        largest_set=1,
        sampling_fraction=0.5,
    )
    risk = measured(data, None, options)
    assert [(found.column, found.t_ordered is None, found.t_hierarchical is None) for found in risk.diversity] == [
        ("pay", False, True),
        ("code", True, False),
    ]
    assert [one.columns for one in risk.column_sets.every] == [("age",), ("sex",)]
    assert (risk.column_sets.least_share, risk.column_sets.minimal) == (1.0, ())
    assert (risk.special_uniques.sampling_fraction, risk.special_uniques.assumed) == (0.5, False)
    with pytest.raises(Several):
        measured(data, None, MeasureOptions(sensitive=("wage",), code_prefixes={"kode": (1,)}))


def test_gaps_and_marks_are_told_and_counted_both_ways():
    data = {"age": ["30", "30", "*", None], "sex": list("ffmf")}
    risk = measured(data, None, MeasureOptions(quasi_identifiers=tuple(data)))
    assert [(one.missing, one.marked) for one in risk.classes.quasi_identifiers] == [(2, 1), (0, 0)]
    assert (risk.classes.k, risk.classes.uniques) == (1, 2)
    assert (risk.wildcards.k, risk.wildcards.uniques, risk.wildcards.average_risk) == (1, 1, 0.5)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 119), st.integers(0, 2**16))
def test_halves_read_apart_give_the_answer_of_the_whole(cut, seed):
    chance = random.Random(seed)
    names = ["age", "sex", "zone"]
    data = {name: [chance.choice(["1", "2", "3", None]) for _ in range(120)] for name in names}
    encoders = [TableEncoder(names) for _ in range(3)]
    for encoder, rows in zip(encoders, (slice(None), slice(cut), slice(cut, None)), strict=True):
        for batch in MemoryTable({name: cells[rows] for name, cells in data.items()}, 50).batches():
            encoder.update(batch)
    encoders[1].merge(encoders[2])
    found = []
    for encoded in (encoders[0].finish(), encoders[1].finish()):
        codes, sizes = encoded.select(names)
        classes = count_classes(codes, sizes)
        attributes = [read_attribute(encoded, [name]) for name in names]
        found.append(
            (
                describe(classes.tally(), (), Policy()),
                attack_risk(classes.tally()),
                measure_wildcards(codes, sizes, classes, Policy()),
                measure_diversity(classes, encoded.columns["zone"], "zone", None, (1,)),
                measure_column_sets(attributes, None, 0.05, Limits()),
                measure_special_uniques(attributes, None, None),
            )
        )
    assert found[0] == found[1]


def test_a_latitude_and_its_longitude_are_one_attribute():
    risk = measured(PLACES, QUASI_PLACES)
    assert ("lat", "lon") in [one.columns for one in risk.column_sets.each]
    assert risk.special_uniques.contributions[0].columns == ("lat", "lon")


def test_what_was_measured_can_be_written_and_read():
    risk = measured(PLACES, QUASI_PLACES)
    assert TableRisk.model_validate_json(risk.model_dump_json()) == risk
