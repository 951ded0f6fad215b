"""What two tables of counts give away together, and amounts that give a contributor away."""

import numpy as np
import pytest
from risk_tables import MemoryTable, verdict_on

from pia_toolkit.disclosure_risk.count_tables.compare import compare_counts
from pia_toolkit.disclosure_risk.count_tables.dominance import DominanceRules, judge_cells
from pia_toolkit.disclosure_risk.count_tables.measure import measure_counts
from pia_toolkit.domain.class_risk import Policy
from pia_toolkit.domain.count_table_risk import DifferenceRule
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.inventory import Inventory, Role, Unit
from pia_toolkit.domain.proposal import Proposal, Release
from pia_toolkit.domain.risk import RiskReport, TableRisk

KINDS = {
    "district": (Role.QUASI_IDENTIFIER, "district"),
    "ward": (Role.QUASI_IDENTIFIER, "district"),
    "postcode": (Role.QUASI_IDENTIFIER, "postcode"),
    "age": (Role.QUASI_IDENTIFIER, "age-band"),
    "illness": (Role.SENSITIVE, "health"),
    "sex": (Role.QUASI_IDENTIFIER, "sex"),
    "cases": (Role.NONE, "count"),
    "persons": (Role.NONE, "population"),
    "vehicles": (Role.NONE, "traffic-count"),
}


def table(name, header, *lines, kind="aggregate"):
    cells = [line.split() for line in lines]
    data = {column: [line[place] for line in cells] for place, column in enumerate(header.split())}
    verdict = verdict_on(data, {column: KINDS[column] for column in data}, kind=kind, personal=False)
    return MemoryTable(data, name=name), verdict.model_copy(update={"name": name})


def together(*tables):
    policy = Policy()
    risks = []
    for own, verdict in tables:
        bare = TableRisk(table=verdict.name, rows=verdict.rows, unit=Unit(), units=verdict.rows)
        risks.append(measure_counts(own, verdict, policy).added_to(bare))
    return {risk.table: risk.counts for risk in compare_counts(tables, risks, policy)}


def test_overlapping_areas_are_told_apart_by_a_list_of_both():
    districts = table("by district", "district persons", "North 503", "South 410")
    postcodes = table("by postcode", "postcode persons", "P1 500", "P2 413")
    streets = table("streets", "district postcode", "North P1", "North P2", "South P2", kind="reference")
    (found,) = together(districts, postcodes, streets)["by district"].differencing
    assert (found.rule, found.other_table) == (DifferenceRule.OVERLAPPING_AREAS, "by postcode")
    assert (found.differences, found.small) == (1, 1)
    assert [place.row for place in found.places] == [1]
    assert together(districts, postcodes)["by district"].differencing == ()


def test_overlaps_that_can_be_anything_are_not_told():
    districts = table("by district", "district persons", "North 503", "South 410")
    postcodes = table("by postcode", "postcode persons", "P1 500", "P2 413")
    streets = table("s", "district postcode", "North P1", "North P2", "South P1", "South P2", kind="reference")
    assert together(districts, postcodes, streets)["by district"].differencing == ()


def test_bands_of_two_tables_are_subtracted():
    older = table("18", "ward age persons", "A 18+ 409", "A 65+ 80", "A 75+ 40", "B 18+ 250", "B 65+ 60", "B 75+ 20")
    younger = table("16", "ward age persons", "A 16+ 412", "A 65+ 80", "A 75+ 40", "B 16+ 300", "B 65+ 60", "B 75+ 20")
    found = [entry for entry in together(older, younger)["18"].differencing if entry.other_table]
    assert [(entry.rule, entry.small) for entry in found] == [(DifferenceRule.NESTED_BAND, 1)]


def test_last_month_and_this_month_are_subtracted():
    before = [f"W{ward} flu {100 + 7 * ward}" for ward in range(25)]
    after = [f"W{ward} flu {100 + 7 * ward + (2 if ward % 5 == 0 else 6 * (ward % 3))}" for ward in range(25)]
    older, newer = table("May", "ward illness cases", *before), table("June", "ward illness cases", *after)
    (found,) = together(older, newer)["May"].differencing
    assert (found.rule, found.other_table, found.small) == (DifferenceRule.CUMULATIVE, "June", 5)


def test_what_one_table_hides_and_the_other_shows():
    hidden = table("one", "ward sex cases", "A m *", "A f 20", "B m 30", "B f 17")
    shown = table("two", "ward sex cases", "A m 3", "A f 20", "B m 30", "B f 17")
    (found,) = together(hidden, shown)["one"].differencing
    assert (found.rule, found.differences, found.small) == (DifferenceRule.HIDDEN_IN_ONE, 1, 1)


def test_totals_that_stand_in_another_table():
    fine = table("fine", "ward sex cases", "A m *", "A f 20", "B m 30", "B f 17", "C m 40", "C f 33")
    coarse = table("coarse", "ward cases", "A 23", "B 47", "C 73")
    found = together(fine, coarse)["fine"]
    assert found.recoverability.recoverable == 0
    assert [(entry.rule, entry.small) for entry in found.differencing] == [(DifferenceRule.TOTALS_ELSEWHERE, 1)]


def test_tables_of_other_people_are_not_compared():
    one = table("one", "ward sex cases", "A m *", "A f 20", "B m 30", "B f 17")
    other = table("two", "ward sex cases", "A m 3", "A f 220", "B m 330", "B f 117")
    assert together(one, other)["one"].differencing == ()


@pytest.mark.parametrize(
    ("amounts", "few", "dominated", "p_percent", "pq"),
    [
        ([100.0, 3.0, 2.0], False, True, True, False),  # 103 of 105; the rest of 2 is less than 10 % of 100
        ([50.0, 30.0, 20.0], False, False, False, False),  # 80 of 100; 20 is more than 5
        ([50.0, 30.0], True, True, True, True),
        ([20.0, 20.0, 20.0, 1.5], False, False, False, False),
        ([60.0, 35.0, 5.0], False, True, True, False),  # 95 of 100; the rest of 5 is less than 6
    ],
)
def test_dominance_by_hand(amounts, few, dominated, p_percent, pq):
    cells, who = np.zeros(len(amounts), np.int64), np.arange(len(amounts))
    found = judge_cells(cells, who, np.array(amounts), DominanceRules(q=1000.0))
    assert (found.few[0], found.dominated[0], found.p_percent[0], found.pq[0]) == (few, dominated, p_percent, pq)


def test_rows_of_one_contributor_count_together():
    cells, who = np.zeros(4, np.int64), np.array([0, 0, 1, 2])
    found = judge_cells(cells, who, np.array([40.0, 40.0, 15.0, 5.0]), DominanceRules())
    assert found.dominated[0]
    assert found.p_percent[0]


def test_dominance_in_a_table_of_contributions():
    data = {
        "firm": [f"F{place}" for place in range(12)],
        "area": ["A"] * 6 + ["B"] * 6,
        "energy": ["500", "3", "2", "1", "1", "1", "50", "60", "55", "45", "52", "1.050,5"],
    }
    verdict = verdict_on(
        data,
        {"firm": (Role.NONE, "organisation-name"), "area": (Role.QUASI_IDENTIFIER, "district")}
        | {"energy": (Role.NONE, "energy-consumption")},
        kind="reference",
        personal=False,
    )
    (found,) = measure_counts(MemoryTable(data), verdict, Policy()).dominance
    assert (found.amount, found.contributor, found.columns, found.cells) == ("energy", "firm", ("area",), 2)
    assert (found.few_contributors, found.dominated, found.p_unsafe) == (0, 1, 1)


def facts(*tables, release=Release.OPEN):
    policy = Policy()
    risks = []
    for own, verdict in tables:
        bare = TableRisk(table=verdict.name, rows=verdict.rows, unit=Unit(), units=verdict.rows)
        risks.append(measure_counts(own, verdict, policy).added_to(bare))
    inventory = Inventory(tables=tuple(verdict for _, verdict in tables))
    found = facts_of(Proposal(title="", release=release), inventory, RiskReport(tables=tuple(risks)))
    return {fact.code: [reason.says for reason in fact.because] for fact in found}


def test_small_counts_of_people_are_a_fact():
    found = facts(table("t", "ward illness cases", "A flu 10", "A cold 0", "B flu 3", "B cold 7"))
    assert found[FactCode.SMALL_CLASSES] == found[FactCode.SMALL_COUNTS] == ["small-counts"]
    assert found[FactCode.UNIFORM_SENSITIVE_GROUP] == ["group-in-one-cell"]


def test_small_counts_of_vehicles_are_none():
    found = facts(table("t", "ward vehicles", "A 1", "B 2", "C 3", "D 4"))
    assert not {FactCode.SMALL_CLASSES, FactCode.SMALL_COUNTS} & set(found)


def test_hidden_counts_that_follow_are_a_fact():
    found = facts(table("t", "ward sex cases", "A m *", "A f 20", "A Total 23", "B m 30", "B f 17", "B Total 47"))
    assert found[FactCode.SMALL_CLASSES] == ["recoverable-counts"]


def test_no_count_of_a_cell_stands_in_what_is_told():
    own, verdict = table(
        "t", "ward sex cases", "A m *", "A f 70707", "A Total 70777", "B m 80808", "B f 60606", "B Total 141414"
    )
    told = measure_counts(own, verdict, Policy()).counts.model_dump_json()
    assert all(canary not in told for canary in ("70707", "70777", "80808", "60606", "141414"))
