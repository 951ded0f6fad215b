"""Figures of the literature and of other tools, from a file to the JSON that `pia measure` prints."""

import csv
import json
import math
import random
from collections import Counter

import pandas as pd
import pytest
from test_special_uniques import PRACTICE_GUIDE, SEVEN_ROWS, TEMPL, THREE_ROWS

# sdcMicro, test_freqCalc.R: three key variables of eight records.
FREQ_CALC = {"A": [2, 3, 2, 2, 3, 3, 1, 2], "B": [3, 3, 3, 3, 3, 3, 4, 3], "C": [1, 3, 1, 2, 1, 1, 1, 1]}
FREQ_CALC_FK = [3, 1, 3, 1, 2, 2, 1, 3]
FREQ_CALC_GAPS = {**FREQ_CALC, "C": [1, 3, "", 2, 1, 1, "", 1]}
FREQ_CALC_GAPS_FK = [3, 1, 4, 2, 2, 2, 1, 3]

# Machanavajjhala and others, "l-diversity" (2007): 4-anonymous and 3-diverse inpatients.
PATIENTS = {
    "zip": ["130**"] * 4 + ["1485*"] * 4 + ["130**"] * 4,
    "age": ["<30"] * 4 + [">=40"] * 4 + ["3x"] * 4,
    "condition": "heart heart viral viral cancer heart viral viral cancer cancer cancer cancer".split(),
}
DIVERSE_PATIENTS = {
    "zip": ["1305*"] * 4 + ["1485*"] * 4 + ["1306*"] * 4,
    "age": ["<=40"] * 4 + [">40"] * 4 + ["<=40"] * 4,
    "condition": "heart viral cancer cancer cancer heart viral viral heart viral cancer cancer".split(),
}
# Li and others, "t-closeness" (2007), tables 4 and 5: salaries in thousands.
SALARIES = {"zip": ["476**"] * 3 + ["4790*"] * 3 + ["476*"] * 3, "salary": [3, 4, 5, 6, 11, 8, 7, 9, 10]}
CLOSE_SALARIES = {"zip": ["4767*"] * 3 + ["4790*"] * 3 + ["4760*"] * 3, "salary": [3, 5, 9, 6, 11, 8, 4, 7, 10]}


@pytest.fixture
def measured(pia_here, tmp_path):
    """Write columns to a file, measure it and return the figures of its table."""

    def run(data, *arguments, quasi=None):
        with (tmp_path / "data.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(data)
            writer.writerows(zip(*data.values(), strict=True))
        chosen = ("--quasi-identifier", ",".join(quasi or data))
        done = pia_here("measure", "data.csv", "--header", *chosen, *arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]
        return json.loads(done.stdout)["tables"][0]

    return run


def test_frequencies_of_sdcmicro(measured):
    found = measured(FREQ_CALC)
    assert (found["records"], found["classes"], found["k"], found["unique_records"]) == (8, 5, 1, 3)
    assert found["records_below"] == {"3": 5, "5": 8, "10": 8, "11": 8}
    assert found["average_prosecutor_risk"] == 5 / 8 == pytest.approx(sum(1 / f for f in FREQ_CALC_FK) / 8)
    assert found["wildcards"] is None


def test_gaps_as_wildcards_of_sdcmicro(measured):
    found = measured(FREQ_CALC_GAPS)["wildcards"]
    assert (found["k"], found["uniques"]) == (min(FREQ_CALC_GAPS_FK), FREQ_CALC_GAPS_FK.count(1))
    assert found["average_risk"] == pytest.approx(sum(1 / size for size in FREQ_CALC_GAPS_FK) / 8)
    assert [entry["units"] for entry in found["at_risk"] if entry["threshold"] == 3] == [5]


def test_population_frequencies_of_sdcmicro(measured, tmp_path_factory):
    """Fk as a census: 108, 45.5, 17, 100, 123.5 people, doubled to be whole."""
    people = {"2,3,1": 216, "3,3,3": 91, "2,3,2": 34, "3,3,1": 200, "1,4,1": 247}
    lines = [f"{key},{count}" for key, count in people.items()]
    census = tmp_path_factory.mktemp("census") / "census.csv"
    census.write_text("A,B,C,people\n" + "\n".join(lines) + "\n")
    found = measured(FREQ_CALC, "--reference", census, "--reference-count", "people")["reference"]
    sizes = {"2,3,1": 3, "3,3,3": 1, "2,3,2": 1, "3,3,1": 2, "1,4,1": 1}
    assert (found["k_map"], found["population"], found["matched_units"]) == (34, 788, 8)
    assert found["marketer"] == pytest.approx(sum(size / people[key] for key, size in sizes.items()) / 8)
    assert found["presence_most"] == pytest.approx(1 / 34)


@pytest.mark.parametrize(
    ("columns", "scores"),
    [
        (PRACTICE_GUIDE, [0, 0, 6, 0, 12, 0, 6, 10, 0, 0]),
        (TEMPL, [0, 0, 0, 0, 4, 2, 6, 8]),
        (SEVEN_ROWS, [0, 2, 3, 3, 3, 0, 2]),
    ],
)
def test_special_uniques_of_sdcmicro(measured, columns, scores):
    found = measured({f"c{place}": column for place, column in enumerate(columns)})["suda"]
    assert {level["score"]: level["units"] for level in found["levels"]} == Counter(score for score in scores if score)
    assert found["total_score"] == sum(scores)


@pytest.mark.parametrize(
    ("columns", "shares"), [(THREE_ROWS, [50, 37.5, 37.5]), (SEVEN_ROWS, [61.538, 69.231, 53.846])]
)
def test_contributions_of_sdcmicro(measured, columns, shares):
    found = measured({f"c{place}": column for place, column in enumerate(columns)})["suda"]
    assert [round(100 * one["share"], 3) for one in found["contributions"]] == shares


def test_the_patients_of_the_paper_on_l_diversity(measured):
    found = measured(PATIENTS, "--sensitive", "condition", quasi=["zip", "age"])
    assert (found["k"], found["classes"]) == (4, 3)
    told = found["l_diversity"]["condition"]
    assert (told["distinct"], told["classes_with_one_value"], told["members_with_one_value"]) == (1, 1, 4)
    told = measured(DIVERSE_PATIENTS, "--sensitive", "condition", quasi=["zip", "age"])["l_diversity"]["condition"]
    assert told["distinct"] == 3
    assert told["entropy"] == pytest.approx(math.exp(1.5 * math.log(2)))
    assert told["recursive"] == [{"l": 2, "c": 1.0}, {"l": 3, "c": 2.0}]


def test_recursive_diversity_takes_the_most_frequent_value_first(measured):
    data = {"zip": [1] * 10, "illness": ["a"] * 7 + ["b"] * 2 + ["c"]}
    told = measured(data, "--sensitive", "illness", quasi=["zip"])["l_diversity"]["illness"]
    assert told["recursive"] == [{"l": 2, "c": pytest.approx(7 / 3)}, {"l": 3, "c": 7.0}]


def test_the_salaries_of_the_paper_on_t_closeness(measured):
    close = measured(CLOSE_SALARIES, "--sensitive", "salary", quasi=["zip"])["t_closeness"]["salary"]
    far = measured(SALARIES, "--sensitive", "salary", quasi=["zip"])["t_closeness"]["salary"]
    assert (round(close["ordered"], 3), round(far["ordered"], 3)) == (0.167, 0.375)
    assert far["equal"] == pytest.approx(2 / 3)


def register(rows, seed):
    """A register in which people stand alone, have gaps, and have secrets."""
    chance = random.Random(seed)
    return {
        "age": [chance.choice([*range(20, 32), ""]) for _ in range(rows)],
        "sex": [chance.choice("FM") for _ in range(rows)],
        "ward": [chance.choice(["North", "South", "East"]) for _ in range(rows)],
        "illness": [chance.choice(["flu", "asthma", "none"]) for _ in range(rows)],
        "score": [chance.randrange(5) for _ in range(rows)],
    }


@pytest.mark.parametrize("limit", ["4GiB", "1"])
def test_a_stranger_with_pandas_gets_the_same(measured, limit):
    data, quasi = register(300, 5), ["age", "sex", "ward"]
    found = measured(data, "--sensitive", "illness,score", "--limit-memory", limit, quasi=quasi)
    frame = pd.DataFrame({**data, "age": [str(age) for age in data["age"]]})
    groups = frame.groupby(quasi, dropna=False)
    sizes, of_row = groups.size(), groups["sex"].transform("size")
    assert (found["records"], found["classes"], found["k"]) == (300, len(sizes), sizes.min())
    assert found["unique_records"] == (of_row == 1).sum()
    assert found["records_below"] == {str(limit): (of_row < limit).sum() for limit in (3, 5, 10, 11)}
    assert found["average_prosecutor_risk"] == pytest.approx((1 / of_row).mean())
    assert found["highest_risk"] == 1 / sizes.min()
    assert found["marketer_risk"] == found["distinction"] == pytest.approx(len(sizes) / 300)
    assert found["separation"] == pytest.approx(1 - (sizes * (sizes - 1)).sum() / (300 * 299))
    for column in ("illness", "score"):
        shares = groups[column].value_counts(normalize=True)
        entropies = shares.groupby(level=quasi, dropna=False).apply(lambda part: -sum(p * math.log(p) for p in part))
        assert found["l_diversity"][column]["distinct"] == groups[column].nunique().min()
        assert found["l_diversity"][column]["entropy"] == pytest.approx(math.exp(entropies.min()))
        whole = frame[column].value_counts(normalize=True)
        distances = [
            whole.sub(part[column].value_counts(normalize=True), fill_value=0).abs().sum() / 2 for _, part in groups
        ]
        assert found["t_closeness"][column]["equal"] == pytest.approx(max(distances))
    assert found["t_closeness"]["illness"]["ordered"] is None
    assert 0 < found["t_closeness"]["score"]["ordered"] <= found["t_closeness"]["score"]["equal"]


def test_a_column_of_people_changes_no_figure_in_records(measured):
    data = register(120, 8)
    quasi = ["age", "sex", "ward"]
    alone = measured(data, quasi=quasi)
    data = {"person_id": [f"P{row // 3:06}" for row in range(120)], **data}
    for named in ((), ("--unit", "person_id")):
        found = measured(data, *named, quasi=quasi)
        for key in ("k", "classes", "unique_records", "records_below", "average_prosecutor_risk", "separation"):
            assert found[key] == alone[key], key
        assert (found["units"], found["unit"]["column"]) == (40, "person_id")
        assert found["counted_in"] == ("units" if named else "records")
        assert found["units_k"] <= found["k"]
        assert found["unique_units"] == len(people_alone(data, quasi))
    assert alone["units_k"] is None


def people_alone(data, quasi):
    """Return the people who have a combination that nobody else has."""
    frame = pd.DataFrame(data)
    owners = frame.groupby(quasi, dropna=False)["person_id"].transform("nunique")
    return set(frame["person_id"][owners == 1])
