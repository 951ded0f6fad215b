"""`pia recognizer`: list, show, and try one's own."""

import pytest

from pia_toolkit.detection.catalogue.registry import load_registry

DOG = """\
id: dog-licence
category: animal-chip
role: quasi-identifier
personal: true
why: {en: The number on a dog's tag leads to its owner., zh: 犬牌号码可以查到主人。}
reference: by-law on dogs
header: [animal-chip]
patterns:
  - {regex: 'HND[0-9]{6}Q', strength: strong}
examples: [HND123456Q]
counter_examples: [HND12Q]
"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_recognizer_is_tried_on_data_in_counts_alone(tmp_path, pia_here, language):
    (tmp_path / "dog-licence.yaml").write_text(DOG)
    rows = "".join(f"HND{number:06}Q,{number},\n" for number in range(30))
    (tmp_path / "dogs.csv").write_text("token,number,empty\n" + rows)
    done = pia_here("recognizer", "test", "dog-licence.yaml", "--on", "dogs.csv", language=language)
    assert done.returncode == 0, done.stderr
    assert "HND0" not in done.stdout + done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("token ")]
    assert line.split()[1:3] == ["30", "30"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_invalid_file_ends_with_4_and_every_mistake(tmp_path, pia_here, language):
    wrong = DOG.replace("[HND123456Q]", "[HND1Q, SECRET]").replace("[HND12Q]", "[HND654321Q]")
    (tmp_path / "dog-licence.yaml").write_text(wrong)
    done = pia_here("recognizer", "test", "dog-licence.yaml", language=language)
    assert done.returncode == 4
    for field in ("examples.0", "examples.1", "counter_examples.0"):
        assert field in done.stderr
    assert "SECRET" not in done.stderr
    assert "654321" not in done.stderr


def test_every_recognizer_is_listed_and_one_category_alone(pia_here):
    registry = load_registry()
    ids = {entry.id for entry in registry.recognizers if entry.category == "national-id"}
    done = pia_here("recognizer", "list", "--category", "national-id")
    listed = {line.split()[0] for line in done.stdout.splitlines()[2:] if line.strip()}
    assert done.returncode == 0
    assert len(ids) > 5
    assert {name[:10] for name in ids} == {name[:10] for name in listed if name.startswith("national-")}
    everything = pia_here("recognizer", "list").stdout
    assert all(entry.category[:12] in everything for entry in registry.recognizers)


def test_one_is_shown_and_an_unknown_one_is_told_with_its_likes(pia_here):
    shown = pia_here("recognizer", "show", "national-id-spain")
    assert shown.returncode == 0
    assert "es.dni" in shown.stdout
    unknown = pia_here("recognizer", "show", "national-id-spainn")
    assert unknown.returncode == 2
    assert "national-id-spain" in unknown.stderr
    assert pia_here("recognizer", "list", "--category", "no-such-thing").returncode == 2


@pytest.mark.parametrize("words", [(), ("test",), ("list",), ("show",)])
def test_help_has_examples(pia_here, words):
    done = pia_here("recognizer", *words, "--help")
    assert done.returncode == 0
    assert f"pia recognizer {' '.join(words)}".strip() in " ".join(done.stdout.split())
