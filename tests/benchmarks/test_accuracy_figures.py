import json
from argparse import Namespace
from collections import Counter
from xml.etree import ElementTree as ET

import accuracy
import labelled_sets
import polars as pl
import pytest
from accuracy import Score, measure_accuracy, score
from confusion import confusion_matrix
from labelled_sets import DEVELOPMENT, HELD_OUT, NOTHING, OTHER, LabelledSet, LabelledTable, kind_of, vocabulary
from peers import run_labels
from reliability import (
    Told,
    after,
    before,
    best_stretch,
    bins,
    calibration_error,
    named_as_added_up,
    reliability_picture,
)
from timing import Failure

from pia_toolkit import scan
from pia_toolkit.detection import weights
from pia_toolkit.detection.catalogue.registry import load_registry

PEOPLE = pl.DataFrame(
    {
        "contact": [f"someone{number}@example.org" for number in range(30)],
        "height_m": [f"{number}.5" for number in range(30)],
        "blorp": ["fine"] * 30,
    }
)
LABELS = {"contact": "e-mail", "height_m": NOTHING, "blorp": OTHER}
PAGE = "# Page\n\n<!-- accuracy: begin -->\n<!-- accuracy: end -->\n"


def settings(tmp_path):
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    return Namespace(results=tmp_path / "results", page=tmp_path / "page.md")


def texts_of(picture):
    drawn = ET.fromstring(picture)  # noqa: S314  # a picture just drawn here
    return [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")]


def test_a_column_named_as_something_else_is_both_wrong_and_missed():
    found = score([("phone", "phone"), ("phone", "age"), (None, "age"), ("sex", None), (None, None)])
    assert found == Score(right=1, wrong=2, missed=2)
    assert (found.precision, found.recall, found.f1) == (
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
    )


def test_nothing_named_has_no_precision():
    assert score([(None, None)]) == Score(0, 0, 0)
    assert score([("phone", None)]).precision is None
    assert score([(None, "phone")]).recall is None
    assert score([(None, None)]).f1 is None


def test_halves_differ_and_stay():
    tables = [LabelledTable(f"t{number}", PEOPLE, LABELS, f"t{number}") for number in range(40)]
    halves = Counter(table.half("contact") for table in tables)
    assert set(halves) == {DEVELOPMENT, HELD_OUT}
    assert tables[0].half("contact") == tables[0].half("blorp")
    alone = LabelledTable("alone", PEOPLE, LABELS)
    assert {alone.half(str(number)) for number in range(40)} == {DEVELOPMENT, HELD_OUT}


def test_labels_mean_kinds_and_kinds_mean_categories_of_the_catalogue():
    words = vocabulary()
    allowed = {*words["kinds"], NOTHING, OTHER, "left out"}
    meanings = [*words["sets"].values(), *words["completed"].values()]
    assert {meant for labels in meanings for meant in labels.values()} <= allowed
    catalogue = {recognizer.category for recognizer in load_registry().recognizers}
    assert {category for kind in words["kinds"].values() for category in kind["categories"]} <= catalogue


def test_words_of_tools_are_brought_to_kinds():
    assert kind_of("latitude") == kind_of("longitude") == "coordinates"
    assert kind_of("US_SSN", "presidio-structured") == "national id"
    assert kind_of("amount") is None


def test_a_written_table_is_read_with_its_pipes_and_gaps():
    text = (
        "Classify:\n| Column 1 | Column 2 |\n|:---------|:---------|\n| a\\|b     | nan      |\n| c        | d        |"
    )
    frame = labelled_sets._markdown(text)
    assert frame.to_dict(as_series=False) == {"Column 1": ["a|b", "c"], "Column 2": [None, "d"]}


def test_values_are_read_from_a_python_file_without_running_it():
    source = 'raise SystemExit\n_test_values = {True: ["0134643467", 5], False: ["x"]}\n'
    assert labelled_sets._true_values(source) == ["0134643467"]


def test_a_set_is_measured_from_tables_to_page(tmp_path, monkeypatch):
    tables = [LabelledTable(f"t{number}", PEOPLE, LABELS, f"t{number}") for number in range(4)]
    sets = (
        LabelledSet(accuracy.PUBLISHED, "none", lambda _: iter(())),
        LabelledSet("made", "made", lambda _: iter(tables), "made here"),
    )
    monkeypatch.setattr(accuracy, "SETS", sets)
    monkeypatch.setattr(accuracy, "TOOLS", {"DataProfiler": None})
    monkeypatch.setattr(labelled_sets, "fetched", lambda name: tmp_path if name == "made" else None)
    given = settings(tmp_path)
    measure_accuracy(given)
    page = given.page.read_text(encoding="utf-8")
    halves = {table.half("contact") for table in tables}
    found = json.loads((given.results / "accuracy.json").read_text(encoding="utf-8"))
    assert {each["half"] for each in found["sets"]} == halves
    assert all((each["right"], each["wrong"], each["missed"]) == (each["columns"] / 3, 0, 0) for each in found["sets"])
    assert "| made |" in page
    assert "1.00 | 1.00 | 1.00 | 0 of " in page
    assert "skipped: could not be had" in page
    for name in ("confusion", "reliability"):
        assert texts_of((tmp_path / "pictures" / f"{name}.svg").read_text(encoding="utf-8"))


def test_without_any_set_the_page_stays(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(labelled_sets, "fetched", lambda _: None)
    given = settings(tmp_path)
    measure_accuracy(given)
    assert given.page.read_text(encoding="utf-8") == PAGE
    assert "skipped" in capsys.readouterr().err


def test_tools_name_columns_or_are_said_not_to_be_there(tmp_path):
    pytest.importorskip("presidio_structured")
    PEOPLE.select("contact").head(3).write_csv(tmp_path / "00000.csv")
    found = run_labels("presidio-structured", tmp_path)
    assert found["00000"]["contact"] == "EMAIL_ADDRESS"
    labels = run_labels("DataProfiler", tmp_path)
    assert labels == Failure("not installed") or labels["00000"]["contact"] == "EMAIL_ADDRESS"


def test_the_confusion_matrix_tells_every_count():
    picture = confusion_matrix(Counter({("phone", "phone"): 31, ("phone", None): 17, (NOTHING, "age"): 23}))
    texts = texts_of(picture)
    assert {"31", "17", "23", "48", "phone", "age", "none of these", "nothing personal"} <= set(texts)
    assert "postcode" not in texts


def test_the_calibration_error_is_the_mean_gap():
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0)
    assert calibration_error([(1.0, False)] * 5 + [(0.65, True)] * 5) == pytest.approx((1 + 0.35) / 2)
    assert calibration_error([]) == 0
    assert [each.columns for each in bins([(1.0, True), (0.99, True), (0.5, False)])] == [1, 2]


def test_the_stretch_of_made_pairs_is_found_again():
    pairs = [(0.6, place < 69) for place in range(100)] + [(0.7, place < 84) for place in range(100)]
    assert best_stretch(pairs) == pytest.approx(2.0, abs=0.1)
    assert best_stretch([(0.9, place < 9) for place in range(10)]) == pytest.approx(1.0, abs=0.05)


def test_what_is_told_and_what_adds_up_are_both_known():
    with named_as_added_up():
        measured = scan(PEOPLE).tables[0].columns
    columns = scan(PEOPLE).tables[0].columns
    assert [after(column) for column in measured] == pytest.approx([column.confidence for column in columns], abs=2e-3)
    assert before(measured[0]) == measured[0].confidence
    unclaimed = measured[2].model_copy(update={"confidence": 1 - weights.calibrate(0.02)})
    assert before(unclaimed) == pytest.approx(0.98)


def test_the_reliability_picture_counts_the_columns_of_each_bin():
    column = scan(PEOPLE).tables[0].column("contact")
    told = [Told(column.model_copy(update={"confidence": 0.75}), right=place < 20) for place in range(27)]
    texts = texts_of(reliability_picture(told))
    assert texts.count("27") == 2
    assert any("expected calibration error" in (text or "") for text in texts)
