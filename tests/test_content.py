"""Every data file a lawyer, translator or engineer edits is whole, in every language."""

import string

import pytest

from pia_toolkit import errors
from pia_toolkit.content import read_yaml
from pia_toolkit.detection.catalogue.registry import load_registry
from pia_toolkit.errors import PiaError
from pia_toolkit.i18n import languages
from pia_toolkit.resources import content_files, shipped

WORDS = shipped("templates") / "words"
AREAS = sorted({path.name for path in WORDS.glob("*/*.yaml")})


def sentences(data, place=()):
    """Yield every sentence of a words file with its dotted place."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from sentences(value, (*place, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from sentences(value, (*place, str(number)))
    else:
        yield ".".join(place), data


def placeholders(sentence):
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("area", AREAS)
def test_every_language_says_the_same_things(language, area):
    english = dict(sentences(read_yaml(WORDS / "en" / area)))
    other = dict(sentences(read_yaml(WORDS / language / area)))
    assert english.keys() == other.keys()
    for place, sentence in other.items():
        assert isinstance(sentence, str), place
        assert sentence.strip() or place == "sentence-separator", place
        assert placeholders(sentence) <= placeholders(english[place]), place


def every_error(kind=PiaError):
    for inner in kind.__subclasses__():
        yield inner
        yield from every_error(inner)


@pytest.mark.parametrize("language", languages())
def test_every_error_has_words(language):
    said = {kind.id for kind in every_error() if "id" in kind.__dict__}
    known = set(read_yaml(WORDS / language / "errors.yaml")) - {"problems"}
    assert said == known
    for kind in every_error():
        if "id" in kind.__dict__:
            assert kind.exit_code if kind is not errors.Several else True


@pytest.mark.parametrize("language", languages())
def test_every_category_a_scan_can_name_has_a_label(language):
    from pia_toolkit.detection.verdicts import CATEGORY_OF_KIND

    named = {recognizer.category for recognizer in load_registry().recognizers}
    named |= {category for category, _ in CATEGORY_OF_KIND.values()} | {"empty", "place-address"}
    labels = read_yaml(WORDS / language / "categories.yaml")
    assert named <= set(labels)


def test_chinese_is_set_as_chinese():
    """Full-width punctuation after Han; no half-width comma, colon or full stop between Han signs."""
    import re

    for path in content_files(WORDS / "zh"):
        for place, sentence in sentences(read_yaml(path)):
            assert not re.search(r"[\u4e00-\u9fff][,:;!?]|[\u4e00-\u9fff]\.(?:\s|$)", sentence), (path.name, place)
