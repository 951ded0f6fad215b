"""`pia what-if` and `pia mitigate` on files and on cases: what they write, what they refuse, what they never tell."""

import errno
import json
import os
import random
import stat

import polars as pl
import pytest

CANARY = "Quirinius-Zebedee"


def told(done, code, *words):
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert CANARY not in done.stdout + done.stderr


@pytest.fixture
def survey(tmp_path):
    chance = random.Random(3)
    path = tmp_path / "survey.csv"
    rows = [
        f"{CANARY} {number},{chance.randrange(18, 60)},{chance.choice('FM')},{chance.choice(['North', 'South'])},"
        f"2024-0{chance.randrange(1, 4)}-1{chance.randrange(9)} 0{chance.randrange(6, 9)}:15"
        for number in range(200)
    ]
    path.write_text("name,age,sex,district,seen_at\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def key(tmp_path, pia_here):
    assert pia_here("mitigate", "--new-key", "city.key").returncode == 0
    return tmp_path / "city.key"


QUASI = ("-q", "age,sex,district")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "xlsx"])
def test_a_coarser_file_and_its_log(pia_here, survey, tmp_path, suffix):
    before = survey.read_bytes()
    steps = ("-s", "bands:age:10", "-s", "drop:name", "-s", "time:seen_at:day")
    done = pia_here("mitigate", survey, *QUASI, *steps, "-o", f"out.{suffix}", "--format", "json")
    told(done, 0)
    log = json.loads(done.stdout)
    assert log["as_foreseen"]
    assert log["found"] == log["foreseen"]["at_risk"]
    assert log["written"] == ["bands:age:10", "drop:name", "time:seen_at:day"]
    assert json.loads((tmp_path / f"out.{suffix}.log.json").read_text()) == log
    assert survey.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"out.{suffix}", f"out.{suffix}.log.json", "survey.csv"]
    foreseen = json.loads(pia_here("what-if", survey, *QUASI, *steps, "--format", "json").stdout)
    assert foreseen["after"] == log["foreseen"]
    if suffix == "csv":
        source, out = (pl.read_csv(tmp_path / name, infer_schema=False) for name in ("survey.csv", "out.csv"))
        assert out.columns == ["age", "sex", "district", "seen_at"]
        assert out["sex"].equals(source["sex"])
        assert out["seen_at"].equals(source["seen_at"].str.slice(0, 10))
        assert out["age"].equals(source["age"].str.slice(0, 1) + "0-" + source["age"].str.slice(0, 1) + "9")


def test_figures_are_told_in_both_languages(pia_here, survey):
    english = pia_here("what-if", survey, *QUASI, "-s", "bands:age:20", "--use", "district,seen_at")
    chinese = pia_here("what-if", survey, *QUASI, "-s", "bands:age:20", language="zh")
    told(english, 0)
    told(chinese, 0)
    assert "age in bands of 20" in english.stdout
    assert "按 20 分段" in chinese.stdout


def test_without_a_step_the_whole_ladder_is_shown(pia_here, survey):
    done = pia_here("what-if", survey, *QUASI)
    told(done, 0)
    assert "age in bands of 10" in done.stdout
    assert "this takes the share in groups smaller than 5" in done.stdout


def test_nothing_to_compare_is_said(pia_here, tmp_path):
    (tmp_path / "air.csv").write_text("pm10\n" + "".join(f"{row}.5\n" for row in range(40)))
    done = pia_here("what-if", "air.csv", "-s", "drop:pm10")
    told(done, 0)
    assert "-q" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-s", "bands:name:10"), ('"name"',)),
        (("-s", "time:name:day", "-s", "bands:name:10"), ('"name"',)),
        (("-s", "drop:nmae"), ('Did you mean "name"',)),
        (("-s", "time:seen:day", "-s", "bands:aeg:5"), ('Did you mean "age"', 'Did you mean "seen_at"')),
        (("-s", "round:age:10"), ("round:age:10", "bands:COLUMN:10")),
        (("-s", "bands:age:-3"), ("bands:age:-3",)),
        (("-s", "pseudonym:name"), ("--key",)),
        (("-s", "pseudonym:name", "--key", "none.key"), ("none.key",)),
        (("-s", "drop:name", "--use", "distrct"), ('Did you mean "district"',)),
    ],
)
def test_what_does_not_fit_is_refused(pia_here, survey, tmp_path, arguments, words):
    done = pia_here("mitigate", survey, *QUASI, *arguments, "-o", "out.csv")
    assert done.returncode in (2, 3)
    told(done, done.returncode, *words)
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


def test_no_file_is_ever_written_over(pia_here, survey, tmp_path):
    before = survey.read_bytes()
    for output in ("survey.csv", "./survey.csv"):
        told(pia_here("mitigate", survey, "-s", "drop:name", "-o", output), 2, "survey.csv")
    told(pia_here("mitigate", survey, "-s", "drop:name", "-o", "out.docx"), 2, ".parquet")
    told(pia_here("mitigate", survey, "-s", "drop:name", "-o", "nowhere/out.csv"), 3, "no such folder")
    told(pia_here("mitigate", survey, "-o", "out.csv"), 2, "--step")
    told(pia_here("mitigate"), 2, "--new-key")
    assert survey.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


def test_keys_are_kept_to_oneself(pia_here, survey, key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    told(pia_here("mitigate", "--new-key", key), 2, "city.key")
    command = ("mitigate", survey, *QUASI, "-s", "pseudonym:name", "--key", key, "-o")
    key.chmod(0o644)
    told(pia_here(*command, "out.csv"), 2, "city.key")
    key.chmod(0o600)
    text = key.read_text()
    key.write_text(text[:20])
    told(pia_here(*command, "out.csv"), 2, "256")
    key.write_text("not a key\n")
    told(pia_here(*command, "out.csv"), 2, "city.key")
    key.write_text(text)
    told(pia_here(*command, "one.csv"), 0)
    told(pia_here(*command, "two.csv"), 0)
    one, two = (pl.read_csv(survey.parent / name, infer_schema=False)["name"] for name in ("one.csv", "two.csv"))
    assert one.equals(two)
    assert one.n_unique() == 200
    assert CANARY not in "".join(one)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_nothing_half_written_is_left(pia_here, survey, tmp_path, monkeypatch, suffix, stop):
    from pia_toolkit.transformation import output

    writer = {"csv": output._Text, "parquet": output._Parquet, "xlsx": output._Workbook}[suffix]
    write = writer.write

    def broken(self, batch):
        write(self, batch)
        raise stop

    monkeypatch.setattr(writer, "write", broken)
    before = survey.read_bytes()
    done = pia_here("mitigate", survey, *QUASI, "-s", "drop:name", "-o", f"out.{suffix}")
    assert done.returncode != 0
    told(done, done.returncode, *(("full",) if isinstance(stop, OSError) else ()))
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]
    assert survey.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files is a thing of POSIX")
def test_a_disk_that_refuses_more_bytes(pia, survey, tmp_path):
    """The system itself stops the writing in the middle of the file."""
    import resource

    survey.write_text(survey.read_text() * 40)
    limit = survey.stat().st_size // 4
    done = pia(
        *("mitigate", survey, "-q", "age", "-s", "bands:age:10", "-o", "out.csv"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    told(done, 3, "out.csv", "full")
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


def test_a_case_keeps_both(pia_here, survey, tmp_path):
    pia_here("new", "case", "--title", "Survey")
    told(pia_here("scan", survey, "--case", "case"), 0)
    told(pia_here("measure", "case", *QUASI), 0)
    told(pia_here("what-if", "case", *QUASI, "-s", "bands:age:10"), 0)
    told(pia_here("mitigate", "case", *QUASI, "-s", "bands:age:10", "-s", "drop:name", "-o", "out.csv"), 0)
    (tmp_path / "later").mkdir()
    told(pia_here("mitigate", "case", *QUASI, "-s", "drop:age", "-s", "drop:name", "-o", "later/out.csv"), 0)
    for folder, step in (("out.csv", "bands:age:10"), ("out.csv-2", "drop:age")):
        kept = tmp_path / "case" / "mitigated" / folder
        assert {path.name for path in kept.iterdir()} == {"log.json", "inventory.json", "risk.json"}
        log = json.loads((kept / "log.json").read_text())
        assert log["as_foreseen"]
        assert step in log["written"]
        assert json.loads((kept / "risk.json").read_text())["tables"][0]["column_sets"]
    everything = "".join(path.read_text() for path in (tmp_path / "case").rglob("*") if path.is_file())
    assert CANARY not in everything
    told(pia_here("status", "case"), 0)


def test_a_log_is_never_written_over(pia_here, survey, tmp_path):
    log = tmp_path / "out.csv.log.json"
    log.write_text("kept")
    told(pia_here("mitigate", survey, "-s", "drop:name", "-o", "out.csv"), 2, "out.csv.log.json")
    assert log.read_text() == "kept"
    assert not (tmp_path / "out.csv").exists()


def test_the_recognizers_of_a_case_read_the_new_file_too(pia_here, survey, tmp_path):
    pia_here("new", "case", "--title", "Survey")
    (tmp_path / "case" / "recognizers").mkdir(exist_ok=True)
    (tmp_path / "case" / "recognizers" / "quarter-code.yaml").write_text(
        """
id: quarter-code
category: customer-number
role: direct-identifier
personal: true
why: {en: A code that stands for one household., zh: 代表一户的代码。}
reference: city register
header: []
patterns:
  - {regex: 'QX-[0-9]{5}', strength: certain}
examples: [QX-12345]
counter_examples: [QX-1, QX-123456]
"""
    )
    rows = "".join(f"{number % 40 + 20},QX-{10000 + number}\n" for number in range(200))
    (tmp_path / "coded.csv").write_text("age,quarter\n" + rows)
    told(pia_here("scan", "coded.csv", "--case", "case"), 0)
    done = pia_here("mitigate", "case", "-q", "age", "-s", "bands:age:10", "-o", "out.csv", "--format", "json")
    told(done, 0)
    assert "quarter" in json.loads(done.stdout)["still_personal"]


def test_one_of_several_tables(pia_here, survey, tmp_path):
    (tmp_path / "both").mkdir()
    for name in ("a", "b"):
        (tmp_path / "both" / f"{name}.csv").write_bytes(survey.read_bytes())
    told(pia_here("what-if", "both", "-s", "drop:name"), 2, "--table")
    told(pia_here("what-if", "both", "-s", "drop:name", "--table", "c"), 3, "a, b")
    told(pia_here("what-if", "both", "-s", "drop:name", "--table", "b"), 0)


NOISY = ("--noisy-counts", "district,seen_at", "-s", "time:seen_at:month")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--epsilon", "1", "--per-unit", "2"), ("delta",)),
        (("--epsilon", "0", "--per-unit", "2", "--delta", "1e-6"), ("epsilon",)),
        (("--epsilon", "1", "--per-unit", "2", "--delta", "1e-6", "-s", "suppress:5"), ("suppress:5",)),
        (("--epsilon", "1", "--per-unit", "2", "--delta", "1e-6", "-s", "drop:nmae"), ('Did you mean "name"',)),
    ],
)
def test_noisy_counts_need_their_bounds(pia_here, survey, tmp_path, arguments, words):
    done = pia_here("mitigate", survey, *NOISY, *arguments, "-o", "out.csv")
    assert done.returncode in (2, 3)
    told(done, done.returncode, *words)
    assert [path.name for path in tmp_path.iterdir()] == ["survey.csv"]


def test_noisy_counts_show_the_accounting_of_the_library(pia_here, survey, tmp_path):
    pytest.importorskip("opendp", reason="OpenDP is not installed, so there is no noise to test")
    pia_here("new", "case", "--title", "Survey")
    pia_here("scan", survey, "--case", "case")
    command = ("mitigate", "case", *NOISY, "--epsilon", "1", "--per-unit", "1", "--unit", "name")
    done = pia_here(*command, "--delta", "1e-6", "-o", "out.csv", "--format", "json")
    told(done, 0)
    log = json.loads(done.stdout)
    assert (log["epsilon"], log["mechanism"], log["unit"]) == (1.0, "laplace-threshold", "name")
    assert 0 < log["delta"] <= 1e-6
    told_counts = pl.read_csv(tmp_path / "out.csv")
    assert told_counts.columns == ["district", "seen_at", "noisy_count"]
    assert told_counts["noisy_count"].min() >= log["threshold"]
    told(pia_here(*command, "--delta", "1e-6", "-o", "again.csv"), 2, "--force")
    (tmp_path / "later").mkdir()
    other = [word.replace("district,seen_at", "district") for word in command]
    told(pia_here(*other, "--delta", "1e-6", "-o", "later/out.csv"), 0)
    turned = [word.replace("district,seen_at", "seen_at,district") for word in command]
    for same in (command, turned):  # another release of that name does not make the first one forgotten
        told(pia_here(*same, "--delta", "1e-6", "-o", "again.csv"), 2, "--force")
    told(pia_here(*command, "--delta", "1e-6", "-o", "again.csv", "--force"), 0)
    (tmp_path / "cells.csv").write_text("district,seen_at\nNorth,2024-01\nWest,2024-01\n")
    told(pia_here(*command, "--public", "cells.csv", "-o", "public.csv", "--force"), 0)
    rows = pl.read_csv(tmp_path / "public.csv").rows()
    assert [row[:2] for row in rows] == [("North", "2024-01"), ("West", "2024-01")]


def test_no_unit_counts_more_often_than_it_may():
    import numpy as np

    from pia_toolkit.transformation.noisy_counts import within_bound

    units = np.random.default_rng(1).integers(0, 50, 4_000)
    kept = within_bound(units, 3)
    assert np.bincount(units[kept]).max() == 3
    # Another unit's rows in between change nothing for the rest.
    assert (within_bound(np.concatenate([[99], units]), 3)[1:] == kept).all()


def test_texts_are_redacted(pia_here, tmp_path):
    lines = [f'{row},"Please call {CANARY} at anna{row}@example.org"' for row in range(30)]
    (tmp_path / "notes.csv").write_text("number,message\n" + "\n".join(lines) + "\n")
    told(pia_here("mitigate", "notes.csv", "-s", "redact:message", "-o", "out.csv"), 0)
    messages = pl.read_csv(tmp_path / "out.csv", infer_schema=False)["message"]
    assert "@" not in "".join(messages)
    assert messages.str.contains("<EMAIL_ADDRESS>").all()
