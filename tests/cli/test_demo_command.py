"""`pia demo`: some of the sample proposals, or a name that none has."""

from pia_toolkit.domain.inventory import Inventory
from pia_toolkit.resources import shipped

NAMES = sorted(path.parent.name for path in (shipped("sample_datasets") / "demo").glob("*/case.yaml"))


def test_only_what_is_named_is_assessed_and_in_its_own_folder(pia_here, tmp_path):
    done = pia_here("demo", "air-quality", "air-quality", "--folder", "out")
    assert done.returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["air-quality"]
    assert "Air quality at four stations" in done.stdout
    assert (tmp_path / "out" / "air-quality" / "reports" / "assessment.zh.html").is_file()


def test_what_a_person_decided_about_columns_counts(pia_here, tmp_path):
    assert pia_here("demo", "camera-analytics", "--folder", "out").returncode == 0
    case = tmp_path / "out" / "camera-analytics"
    kept = Inventory.model_validate_json((case / "inventory.json").read_text(encoding="utf-8"))
    (table,) = kept.tables
    assert (table.kind, table.unit.column) == ("traces", "trackId")
    assert table.column("trackId").decision.by == "Data protection office"


def test_a_name_that_no_proposal_has_is_refused_with_those_there_are(pia_here, tmp_path):
    done = pia_here("demo", "air-quality", "nowhere", "--folder", "out")
    assert done.returncode == 2
    assert '"nowhere"' in done.stderr
    assert all(name in done.stderr for name in NAMES)
    assert not (tmp_path / "out").exists()
