"""`pia measure` on files and on cases: what it takes, what it prints, what it refuses."""

import json
import random

import jsonschema
import pytest

from pia_toolkit.contracts import json_schema

KEYS = """records units quasi_identifiers classes k unique_records records_below average_prosecutor_risk highest_risk
marketer_risk distinction separation l_diversity t_closeness suda minimal_sets population_uniques unicity home_work
load_curves tables linkage ladder""".split()


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def lines(rows, seed=1):
    chance = random.Random(seed)
    choices = (range(18, 60), "FM", ("North", "South"), ("flu", "asthma"))
    return [",".join(str(chance.choice(among)) for among in choices) for _ in range(rows)]


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("age,sex,district,illness\n" + "\n".join(lines(200)) + "\n")
    return path


@pytest.fixture
def census(tmp_path):
    path = tmp_path / "census.csv"
    groups = [(age, sex, district) for age in range(18, 60) for sex in "FM" for district in ("North", "South")]
    path.write_text("age,sex,district,people\n" + "".join(f"{a},{s},{d},{a * 3}\n" for a, s, d in groups))
    return path


def figures(done):
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    jsonschema.validate(found, json_schema("measure"))
    return found["tables"]


def test_every_key_of_the_contract_is_there(pia_here, survey, tmp_path):
    (tmp_path / "none.csv").write_text("age,sex\n")
    (tmp_path / "one.csv").write_text("age,sex\n30,F\n")
    tables = figures(pia_here("measure", survey, "none.csv", "one.csv", "--format", "json"))
    assert [table["table"] for table in tables] == ["survey", "none", "one"]
    for table in tables:
        assert set(KEYS) <= set(table)
    assert (tables[1]["records"], tables[1]["k"], tables[1]["suda"]) == (0, None, None)
    assert "empty-table" in [note["code"] for note in tables[1]["not_measured"]]
    one = figures(pia_here("measure", "one.csv", "-q", "age,sex", "--format", "json"))[0]
    assert (one["k"], one["unique_records"], one["separation"]) == (1, 1, None)


def test_thresholds_say_whose_they_are(pia_here, survey):
    table = figures(pia_here("measure", survey, "-q", "age", "--format", "json"))[0]
    assert {entry["threshold"]: entry["source"] for entry in table["thresholds"]} == {
        3: "ons-health-statistics",
        5: "louisville-open-data",
        10: "ons-research-outputs",
        11: "cms-cell-suppression",
    }


def test_columns_are_named_in_every_way(pia_here, survey, tmp_path):
    once = pia_here("measure", survey, "-q", "age,sex", "--format", "json").stdout
    assert pia_here("measure", survey, "-q", "age", "-q", "sex", "--format", "json").stdout == once
    assert pia_here("measure", survey, "-q", "survey:age, sex", "--format", "json").stdout == once
    (tmp_path / "comma.csv").write_text('"age, years";sex\n' + "".join(f"{row};F\n" for row in range(30)))
    table = figures(pia_here("measure", "comma.csv", "-q", "age, years", "--delimiter", ";", "--format", "json"))[0]
    assert table["quasi_identifiers"] == ["age, years"]


def test_columns_that_are_not_there_are_all_told(pia_here, survey):
    done = pia_here("measure", survey, "-q", "agee,sex,dstrict", "--sensitive", "ilness", "--unit", "nothing like it")
    told(done, 3, 'Did you mean "age"', 'Did you mean "district"', 'Did you mean "illness"', '"nothing like it"')
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--sampling-fraction", "0.1", "--population-size", "9000"), "More than one thing"),
        (("--whole-population", "--population-size", "9000"), "More than one thing"),
        (("--sampling-fraction", "1.5"), "1.5 is no sampling fraction"),
        (("--population-size", "199"), "smaller than the data set"),
        (("--reference", "census.csv"), "two things"),
        (("--reference-count", "people"), "two things"),
        (("--limit-memory", "much"), "500MiB"),
    ],
)
def test_what_contradicts_itself_is_refused(pia_here, survey, arguments, words):
    done = pia_here("measure", survey, "-q", "age,sex", *arguments)
    told(done, 2, words)
    assert done.stdout == ""


def test_a_pair_that_is_none_is_refused_in_the_language_asked_for(pia_here, survey):
    done = pia_here("measure", survey, "--link", survey, "--link-on", "sex", "--lang", "zh")
    told(done, 2, "公开文件中的一列")


def test_what_is_told_about_the_population(pia_here, survey):
    def asked(*arguments):
        return figures(pia_here("measure", survey, "-q", "age,sex,district", *arguments, "--format", "json"))[0]

    exact = asked("--whole-population")["population_uniques"]
    assert (exact["exact"], exact["population"], exact["chosen"]) == (True, 200, None)
    share, size = asked("--sampling-fraction", "0.05"), asked("--population-size", "4000")
    assert share["population_uniques"] == size["population_uniques"]
    found = share["population_uniques"]
    assert set(found["models"]) == {"zayatz", "pitman", "shifted-negative-binomial"}
    assert found["share"] == found["models"][found["chosen"]]["share"]
    assert found["range"]["lowest"] <= found["share"] <= found["range"]["highest"]
    assert share["suda"]["sampling_fraction"] == size["suda"]["sampling_fraction"] == 0.05
    silent = asked()
    assert silent["population_uniques"] is None
    assert "population-not-told" in [note["code"] for note in silent["not_measured"]]


def test_a_reference_table(pia_here, survey, census, tmp_path):
    chosen = ("-q", "age,sex,district", "--reference", census, "--reference-count", "people")
    found = figures(pia_here("measure", survey, *chosen, "--format", "json"))[0]["reference"]
    assert found["unmatched_units"] == sum(one["only_in_file"] for one in found["unmatched"]) == 0
    text = census.read_text()
    census.write_text(text.replace("North", "north side"))
    done = pia_here("measure", survey, *chosen)
    assert "district" in done.stdout
    assert "1 only in the data, 1 only in the reference table" in done.stdout
    census.write_text(text.replace("North", "n").replace("South", "s"))
    done = pia_here("measure", survey, *chosen)
    told(done, 3, "No group of the data set", "district 2", "age 0")
    assert done.stdout == ""
    told(pia_here("measure", survey, *chosen[:-1], "peopel"), 3, 'Did you mean "people"')
    told(pia_here("measure", survey, *chosen[:3], "nowhere.csv", *chosen[4:]), 3, "nowhere.csv")


def test_constant_and_empty_columns_are_told(pia_here, tmp_path):
    (tmp_path / "flat.csv").write_text("age,city,gone\n" + "".join(f"{row},Utrecht,\n" for row in range(30)))
    done = pia_here("measure", "flat.csv", "-q", "age,city,gone")
    assert done.returncode == 0
    assert "“city” has the same value in every row" in done.stdout
    assert "“gone” has no values" in done.stdout


def test_good_files_are_measured_and_bad_ones_told(pia_here, survey, tmp_path):
    (tmp_path / "letter.xlsx").write_bytes(b"dear all\n" * 40)
    done = pia_here("measure", survey, "letter.xlsx", "-q", "age", "--format", "json")
    told(done, 3, "letter.xlsx", "Everything else was measured")
    assert [table["table"] for table in json.loads(done.stdout)["tables"]] == ["survey"]
    told(pia_here("measure", "letter.xlsx"), 3, "letter.xlsx")
    told(pia_here("measure"), 2, "SOURCE")


def test_people_read_sentences_in_their_language(pia_here, survey):
    chosen = ("measure", survey, "-q", "age,sex,district", "--sensitive", "illness", "--sampling-fraction", "0.05")
    english, chinese = pia_here(*chosen), pia_here(*chosen, language="zh")
    assert "an estimate by the model" in english.stdout
    assert "ICO" in english.stdout
    assert "模型估计" in chinese.stdout
    assert "Pitman" in chinese.stdout
    assert english.stderr == chinese.stderr == ""


def test_the_same_answer_on_disk_and_nothing_is_left(pia_here, survey, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    chosen = ("measure", survey, "-q", "age,sex,district", "--sensitive", "illness", "--format", "json")
    memory, disk = figures(pia_here(*chosen))[0], figures(pia_here(*chosen, "--limit-memory", "1"))[0]
    for key in ("k", "classes", "unique_records", "records_below", "class_sizes", "separation", "t_closeness"):
        assert disk[key] == memory[key], key
    assert disk["l_diversity"] == memory["l_diversity"]
    assert "larger-than-memory" in [note["code"] for note in disk["not_measured"]]
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


@pytest.fixture
def case(pia_here, survey, census, tmp_path):
    pia_here("new", "case", "--title", "Survey")
    assert pia_here("scan", survey, census, "--case", "case").returncode == 0
    return tmp_path / "case"


def declare(case, **fields):
    text = (case / "case.yaml").read_text()
    for name, value in fields.items():
        before = next(line for line in text.splitlines() if line.startswith(f"{name}:"))
        text = text.replace(before, f"{name}: {value}")
    (case / "case.yaml").write_text(text)


def test_a_case_declares_its_population(pia_here, case):
    asked = ("measure", "case", "-q", "survey:age,survey:sex,survey:district", "--format", "json")
    declare(case, sampling_fraction="0.05", reference="{table: census, count: people}")
    tables = figures(pia_here(*asked))
    assert [table["table"] for table in tables] == ["survey"]
    assert tables[0]["population_uniques"]["population"] == 4000
    assert tables[0]["reference"]["columns"] == ["age", "sex", "district"]
    kept = json.loads((case / "risk.json").read_text())
    assert (kept["schema"], kept["tables"][0]["population"]["population"]) == ("pia-toolkit/risk/1", 4000)
    declare(case, sampling_fraction="null", reference="null", residents="6000")
    table = figures(pia_here(*asked))[0]
    assert table["population_uniques"]["population"] == 6000
    assert "population-residents" in [note["code"] for note in table["not_measured"]]
    assert figures(pia_here(*asked, "--whole-population"))[0]["population_uniques"]["exact"]
    chosen = ("--reference", "census", "--reference-count", "people")
    assert figures(pia_here(*asked, *chosen))[0]["reference"]["k_map"] >= 54
    declare(case, reference="{table: cencus, count: people}")
    told(pia_here(*asked), 3, "cencus", "survey, census")


def test_a_case_is_read_as_it_was_scanned(pia_here, case):
    told(pia_here("measure", "case", "--delimiter", ";"), 2, "pia scan")
    assert not (case / "risk.json").exists()


def test_it_asks_first_whether_the_data_are_everyone(pia_here, survey, monkeypatch):
    """Only where somebody can be asked, and the answer counts."""
    from pia_toolkit.cli import measure

    asked = []
    monkeypatch.setattr(measure, "_can_ask", lambda _output: True)
    monkeypatch.setattr("typer.confirm", lambda text, **_: asked.append(text) or False)
    monkeypatch.setattr("typer.prompt", lambda text, **_: asked.append(text) or 4000)
    done = pia_here("measure", survey, "-q", "age,sex,district")
    assert [text.endswith("?") for text in asked] == [True, True]
    assert "an estimate" in done.stdout
    monkeypatch.setattr("typer.confirm", lambda text, **_: asked.append(text) or True)
    assert "the data are everyone" in pia_here("measure", survey, "-q", "age,sex,district").stdout
    assert len(asked) == 3
    pia_here("measure", survey, "-q", "age", "--population-size", "4000")
    assert len(asked) == 3
