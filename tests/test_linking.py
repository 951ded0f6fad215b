"""Linking through the public functions and the command: written files, a case that keeps its public file, bad input."""

import json
import random

import pandas as pd
import pytest

import pia_toolkit
from pia_toolkit.domain.fact_rules import facts_of
from pia_toolkit.domain.facts import FactCode
from pia_toolkit.domain.proposal import Proposal

FAMILIES = "Jansen Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Koster".split()
GIVEN = "Anna Maria Jan Piet Klaas Sofie Emma Liam Noah Olivia Lucas Finn Daan Milan Eva Julia Lotte Isa".split()


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Write a register in Dutch, and complaints without names: half of the complainants are in the register."""
    chance, folder = random.Random(5), tmp_path_factory.mktemp("town")
    people = [
        (
            chance.choice(GIVEN),
            chance.choice(FAMILIES),
            (chance.randint(1990, 1999), chance.randint(1, 12), chance.randint(1, 28)),
            chance.choice("VM"),
            f"{chance.randint(1000, 1099)} {chance.choice('ABCDEF')}{chance.choice('GHJKL')}",
        )
        for _ in range(900)
    ]
    register = [
        ",".join([given, family, "{2:02}-{1:02}-{0}".format(*born), sex, post])
        for given, family, born, sex, post in people[:600]
    ]
    complaints = [
        ",".join(["{}-{:02}-{:02}".format(*born), {"V": "female", "M": "male"}[sex], post.replace(" ", ""), "noise"])
        for _, _, born, sex, post in people[300:]
    ]
    chance.shuffle(complaints)
    register = ["voornaam,achternaam,geboortedatum,geslacht,postcode", *register]
    complaints = ["date_of_birth,sex,postal_code,about", *complaints]
    for name, lines in (("register", register), ("complaints", complaints)):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_known_overlap_is_found_through_files(town):
    inventory = pia_toolkit.scan(town / "complaints.csv")
    risk = pia_toolkit.measure(town / "complaints.csv", inventory, link=[town / "register.csv"])
    (found,) = risk.tables[0].linkage
    assert [column.columns for column in found.columns] == [("date_of_birth",), ("sex",), ("postal_code",)]
    assert (found.matched.units, found.matched.one_to_one, found.public_file) == (300, 300, "register.csv")
    assert found.best_sets[0].columns == ("date_of_birth", "postal_code")
    (fact,) = [fact for fact in facts_of(Proposal(title="x"), inventory, risk) if fact.code is FactCode.LINKED]
    (reason,) = fact.because
    assert (reason.says, reason.values["dataset"]) == ("links-with-public-file-record", "register.csv")


def test_frames_and_named_columns(town):
    complaints = pd.read_csv(town / "complaints.csv", dtype=str)
    register = pd.read_csv(town / "register.csv", dtype=str)
    pairs = [("date_of_birth", "geboortedatum")]
    (found,) = pia_toolkit.measure(complaints, link=[register], link_on=pairs).tables[0].linkage
    assert [(column.columns, column.found_by) for column in found.columns] == [(("date_of_birth",), ("user",))]
    assert found.matched.units >= 300


def test_the_command_and_the_case_keep_the_public_file(town, pia_here, tmp_path):
    plain = pia_here("measure", town / "complaints.csv", "--link", town / "register.csv", "--format", "json")
    (linkage,) = json.loads(plain.stdout)["tables"][0]["linkage"]
    assert linkage["matched"]["one_to_one"] == 300
    assert pia_here("new", "case").returncode == 0
    assert pia_here("scan", town / "complaints.csv", "--case", "case").returncode == 0
    on = ("--link-on", "date_of_birth=geboortedatum,postal_code=postcode")
    done = pia_here("measure", "case", "--link", town / "register.csv", *on)
    assert done.returncode == 0
    assert "Found in the public file “register”" in done.stdout
    kept = json.loads((tmp_path / "case" / "datasets.json").read_text(encoding="utf-8"))["public_files"]
    assert [(len(entry["sha256"]), entry["on"][1]) for entry in kept] == [(64, ["postal_code", "postcode"])]
    again = json.loads(pia_here("measure", "case", "--format", "json").stdout)["tables"][0]["linkage"]
    assert [column["columns"] for column in again[0]["columns"]] == [["date_of_birth"], ["postal_code"]]
    assert pia_here("scan", town / "complaints.csv", "--case", "case").returncode == 0
    assert json.loads((tmp_path / "case" / "datasets.json").read_text(encoding="utf-8"))["public_files"] == kept


def test_what_cannot_be_linked_is_told(town, pia_here, tmp_path):
    data, roll = town / "complaints.csv", town / "register.csv"
    wrong = pia_here("measure", data, "--link", roll, "--link-on", "dat_of_birth=geboortedatum")
    assert (wrong.returncode, "date_of_birth" in wrong.stderr) == (3, True)
    assert pia_here("measure", data, "--link", roll, "--link-on", "sex").returncode == 2
    assert pia_here("measure", data, "--link-on", "sex=geslacht").returncode == 2
    assert pia_here("measure", data, "--link", tmp_path / "nowhere.csv").returncode == 3
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert pia_here("measure", data, "--link", tmp_path / "empty.csv").returncode == 3
    (tmp_path / "sound.mp3").write_bytes(b"ID3\x03\x00" + bytes(range(256)) * 9)
    assert pia_here("measure", data, "--link", tmp_path / "sound.mp3").returncode == 3
    assert "the data set itself" in pia_here("measure", data, "--link", data).stdout
    (tmp_path / "trees.csv").write_text("species,height\n" + "oak,12\nelm,9\n" * 20, encoding="utf-8")
    told = " ".join(pia_here("measure", data, "--link", tmp_path / "trees.csv").stdout.split())
    assert "Columns of the public file: species, height." in told
