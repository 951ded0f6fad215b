"""Values stay inside: canaries through what people set, decide, follow, freeze and compare, and where that fails."""

import io
import json
import shutil
import traceback
from itertools import cycle, product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from canaries import CANARIES, HEADERS, csv_text, everything_written, leaks, rows, with_header, workbook
from pia_toolkit.case_folder.case import Case
from pia_toolkit.content import read_model
from pia_toolkit.domain.proposal import Proposal
from pia_toolkit.errors import ContentInvalid, Several
from pia_toolkit.i18n import words
from pia_toolkit.pipeline import checklists_of

PERSONAL_NAMES = [CANARIES["mail"], CANARIES["mac"], CANARIES["number"], "IBAN DE89370400440532013000"]
SHAPE = "aaaaaaa.a@aaaaaa.aaaaaaa.aaa"
"""What is shown of a column whose name is an e-mail address."""
LANGUAGES = ("en", "zh")
APPROVED = ("approve-with-conditions", "--by", "council", "--reason", "Pilot.")
IN_PLACE_OF_CONTENT = {
    "table": csv_text([HEADERS, *rows(3)]),
    "records": json.dumps([dict(zip(HEADERS, row, strict=True)) for row in rows(3)], ensure_ascii=False),
    "keyed": json.dumps({name: {"mail": CANARIES["mail"]} for name in CANARIES.values() if name != "zyxwulfitis"}),
    "lines": "\n".join(f"{CANARIES['name']}: {value}" for value in ("one", "two")),
    "tag": f"title: !{CANARIES['given']} x\n",
    "alias": f"title: *{CANARIES['given']}\n",
    "bracket": f"{{{{{CANARIES['given']}}}}}: 1\n",
    "control sign": f"title: {CANARIES['name']}\x00\n",
    "schema": f"schema: {CANARIES['name']}\ntitle: [{CANARIES['mail']}]\nstage: {CANARIES['given']}\n",
}
ANSWERS = """
schema: pia-toolkit/answers/1
checklists:
- checklist: screening
  version: '{version}'
  answers: [{{question: city-questions-settled, value: 'no', author: Ann, at: '2026-01-02T03:00:00Z'}}]
"""
READ_BY = {
    "case.yaml": ["status", "diff"],
    "history.jsonl": ["freeze --check"],
    "inventory.json": ["diff"],
    "risk.json": ["assess --check"],
    "answers.yaml": ["ask"],
    "assessment.json": ["action", "decision take"],
    "overrides.yaml": ["override"],
    "actions.yaml": ["action", "status"],
    "decision.yaml": ["decision show"],
    "datasets.json": ["freeze"],
    "versions/1/manifest.json": ["freeze --check", "supplier"],
    "versions/1/case.yaml": ["diff"],
    "scenarios/own.yaml": ["override"],
}


@pytest.fixture(scope="module")
def worked_once(tmp_path_factory):
    """Where the one worked case is made of which each test gets a copy."""
    return tmp_path_factory.mktemp("canaries") / "all"


@pytest.fixture
def place(worked_once, pia_here, tmp_path):
    """A folder of a test with `data/`, which holds canaries, and `cases/`, which must not."""
    if not worked_once.exists():
        (tmp_path / "data").mkdir()
        (tmp_path / "cases").mkdir()
        with_header(tmp_path / "data" / "people.csv")
        workbook(tmp_path / "data" / "people.xlsx")
        named(tmp_path / "data" / "named.parquet", PERSONAL_NAMES)
        for command in (
            ("new", "cases/case", "--title", "Canaries"),
            ("scan", "data/people.csv", "data/named.parquet", "--case", "cases/case"),
            ("measure", "cases/case"),
            ("assess", "cases/case"),
            ("freeze", "cases/case"),
        ):
            done = pia_here(*command)
            assert done.returncode == 0, (command, done.stderr)
        shutil.copytree(tmp_path, worked_once)
    shutil.copytree(worked_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def run(pia_here):
    """Run `pia`, look for canaries in what it says, and return that; the exit code is one of those expected."""

    def spoken(*command, codes=(0,), language="en"):
        done = pia_here(*command, language=language)
        text = done.stdout + done.stderr
        assert done.returncode in codes, (command, done.returncode, done.stderr if not leaks(text) else "")
        assert not leaks(text), (command, leaks(text))
        return text

    return spoken


def named(path, names):
    """Write a Parquet file, whose names of columns are beyond doubt."""
    pq.write_table(pa.table({name: [f"{row % 3}" for row in range(40)] for name in names}), path)


def first_of(case):
    """Return the id of the gravest risk and those of the measures of a case."""
    kept = json.loads((case / "assessment.json").read_text(encoding="utf-8"))
    measures = [entry["mitigation"]["id"] for entry in kept["plan"]["recommendations"]]
    return kept["assessment"]["scenarios"][0]["id"], measures


def test_no_value_leaves_the_casework(place, run):
    case, data = place / "cases" / "case", place / "data"
    scenario, (done, dropped, *_) = first_of(case)
    level = ("override", case, scenario, "--likelihood", "limited", "--reason", "Few trips.")
    advice = ("--officer", "A. Keller", "--opinion", "with-reservations", "--text", "Less.", "--accepted")
    heard = ("--how", "meeting", "--said", "delete the same day", "--done", "one day")
    asked = ("--authority", "commissioner", "--asked", "2026-01-01")
    changing = (
        (*level, "--by", "DPO"),
        ("action", case, done, "--owner", "traffic office", "--due", "2026-02-01", "--by", "DPO"),
        ("action", case, done, "--done", "--evidence", data / "people.csv", "--by", "DPO"),
        ("action", case, dropped, "--drop", "--reason", "Not now.", "--by", "DPO"),
        ("action", case, dropped, "--reopen", "--by", "DPO", "--format", "json"),
        ("assess", case, "--format", "json"),
        ("decision", "advice", case, *advice, "--by", "council", "--document", data / "people.csv"),
        ("decision", "views", case, *heard, "--by", "DPO", "--document", data / "people.xlsx"),
        ("decision", "consult", case, *asked, "--by", "DPO"),
        ("decision", "take", case, *APPROVED),
        ("decision", "sign", case, "--by", "M. Okafor", "--role", "head", "--document", data / "people.csv"),
        ("freeze", case, "--note", "to the council", "--author", "Ann"),
    )
    for number, command in enumerate(changing):
        run(*command, language=LANGUAGES[number % 2])
    showing = (
        ("override", case),
        ("override", case, scenario),
        ("assess", case, "--check"),
        *(("decision", part, case) for part in ("advice", "views", "consult", "take", "sign", "withdraw")),
        ("decision", "show", case, "--format", "json"),
        ("override", case, scenario, "--withdraw", "--by", "DPO"),
    )
    for command, language in zip(showing, cycle(LANGUAGES), strict=False):
        run(*command, language=language)
    listing = (("action", "--all"), ("action", done), ("decision", "show"), ("freeze", "--check"), ("status",))
    for (name, *options), language in product(listing, LANGUAGES):
        run(*((name, *options, case) if name == "decision" else (name, case, *options)), language=language)
    assert {"overrides.yaml", "actions.yaml", "decision.yaml", "versions"} <= {path.name for path in case.iterdir()}
    assert "people.csv" in (case / "actions.yaml").read_text(encoding="utf-8")
    assert not leaks(everything_written(place / "cases"))


def test_no_value_leaves_comparison_register_and_supplier(place, run):
    case, data = place / "cases" / "case", place / "data"
    run("supplier", case, "Kerb Systems Ltd", "-o", "cases/kerb", language="zh")
    named(data / "named.parquet", [*PERSONAL_NAMES[1:], CANARIES["mail"].upper(), "771829334405 b"])
    for step in (("scan", data / "named.parquet", "--case"), ("measure",), ("assess",)):
        run(*step, case, language="zh")
    for language in LANGUAGES:
        told = run("diff", case, "--all", language=language)
        assert SHAPE in told
        assert SHAPE.replace("a", "A") in told
        run("register", "cases", language=language)
        for ending in ("csv", "xlsx"):
            run("register", "cases", "-o", f"cases/{language}.{ending}", language=language)
    assert SHAPE in run("diff", case, "--format", "json")
    run("freeze", case, language="zh")
    run("diff", case, "--from", "1", "--to", "2")
    run("diff", case, "cases/kerb", "--format", "json")
    run("register", "cases", "-o", "cases/register.json")
    for shown in ("json", "csv"):
        run("register", "cases", "--format", shown)
    run("report", case)
    run("status", "cases/kerb", language="zh")
    written = {path.name for path in (place / "cases").rglob("*")}
    assert {"register.json", "en.csv", "zh.csv", "en.xlsx", "zh.xlsx", "came-from.json", "assessment.json"} <= written
    assert (case / "versions" / "2" / "inventory.json").is_file()
    assert not leaks(everything_written(place / "cases"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_value_leaves_the_walk_of_the_city(place, run, monkeypatch, language):
    case = place / "cases" / "case"
    screening = next(entry for entry in checklists_of(Case(case), "en") if entry.id == "screening")
    (place / "before.yaml").write_text(ANSWERS.format(version=screening.version), encoding="utf-8")
    run("ask", case, "--answers", "before.yaml")
    lines = ["n", "Because.", str(place / "data" / "people.csv"), "?", "e", "l", "p", "Partly.", "", "q"]

    class Typed(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(io, "StringIO", lambda: Typed("\n".join(lines) + "\n"))
    run("ask", "cases/case", "--city", "--author", "Dana", language=language)
    kept = (case / "answers.yaml").read_text(encoding="utf-8")
    assert "people.csv (sha256 " in kept
    assert not leaks(everything_written(place / "cases"))


@pytest.mark.parametrize(("file", "language"), [("people.csv", "en"), ("people.xlsx", "zh")])
def test_no_value_leaves_where_data_are_given_in_the_place_of_something_else(place, run, file, language):
    case, wrong = place / "cases" / "case", Path("data") / file
    before = everything_written(place / "cases")
    for command in (
        *((name, wrong) for name in ("override", "action", "register", "freeze", "diff", "status", "ask")),
        ("decision", "show", wrong),
        ("assess", wrong, "--check"),
        ("diff", case, wrong),
        ("register", "cases", "-o", wrong),
        ("supplier", case, "Kerb", "-o", wrong),
        ("supplier", wrong, "Kerb", "-o", "cases/kerb"),
        ("demo", wrong),
        ("demo", "air-quality", "--folder", wrong),
        ("ask", case, "--answers", wrong),
        ("ask", case, "--import", wrong, "--take", "theirs"),
        ("ask", case, "--city"),
        ("override", case, wrong, "--likelihood", "limited", "--reason", "x", "--by", "y"),
        ("action", case, wrong),
        ("action", case, first_of(case)[1][0], "--done", "--evidence", "data/none.csv", "--by", "y"),
        ("decision", "sign", case, "--by", "x", "--role", "y", "--document", wrong),
        ("decision", "take", case, "approve", "--by", "x", "--reason", "y", "--condition", wrong, "--on", wrong),
    ):
        run(*command, codes=(2, 3, 4, 5), language=language)
    assert everything_written(place / "cases") == before
    assert not leaks(before)


@pytest.mark.parametrize(("file", "commands"), READ_BY.items())
def test_no_value_leaves_where_a_file_of_the_case_holds_data(place, run, file, commands):
    forms, case = cycle(IN_PLACE_OF_CONTENT.values()), place / "cases" / "case"
    (case / file).parent.mkdir(exist_ok=True)
    for command, language in product(commands, LANGUAGES):
        (case / file).write_text(next(forms), encoding="utf-8")
        name, *options = command.split()
        given = [name, *options, case] if name == "decision" else [name, case, *options]
        more = ["Kerb", "-o", "cases/kerb"] if name == "supplier" else []
        run(*given, *more, codes=(0, 2, 3, 4, 5), language=language)


def test_cases_that_hold_data_are_told_in_the_register_without_them(place, run):
    heavy = shutil.ignore_patterns("risk.json", "inventory.json", "versions")
    files = ("case.yaml", "actions.yaml", "decision.yaml", "assessment.json", "history.jsonl")
    for (number, text), file in product(enumerate(IN_PLACE_OF_CONTENT.values()), files):
        case = place / "cases" / f"{number}-{file.partition('.')[0]}"
        shutil.copytree(place / "cases" / "case", case, ignore=heavy)
        (case / file).write_text(text, encoding="utf-8")
    assert "0-case" in run("register", "cases", codes=(3,), language="zh")
    run("register", "cases", "-o", "all.csv", codes=(3,))
    assert not leaks((place / "all.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", IN_PLACE_OF_CONTENT.values(), ids=IN_PLACE_OF_CONTENT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_content_is_told_without_what_stands_there(text, language, tmp_path):
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises((ContentInvalid, Several)) as refused:
        read_model(tmp_path / "case.yaml", Proposal)
    several = getattr(refused.value, "errors", (refused.value,))
    told = [words(language).error(error) for error in several]
    assert all(message.what and message.next for message in told)
    assert not leaks(str(told) + "".join(traceback.format_exception(refused.value)))
