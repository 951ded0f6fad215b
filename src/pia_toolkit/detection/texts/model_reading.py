"""Read texts with the language models there are, each text with those that know its language or script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pia_toolkit.detection.names.spans import Span
from pia_toolkit.detection.texts.chinese_model import load_chinese_model
from pia_toolkit.detection.texts.installed_models import load_installed_models
from pia_toolkit.detection.texts.language_model import ModelAltered, ModelMissing, load_language_model
from pia_toolkit.detection.texts.model_names import Address, addresses, people, without_streets

MISSING, ALTERED = "model-missing", "model-altered"
NO_CHINESE, CHINESE_ALTERED = "no-chinese-model", "chinese-model-altered"
OTHER_LANGUAGES = "no-language-model"
"""What can stand in the way of reading texts: codes of `detecting.yaml`."""

_HAN, _KANA = re.compile("[\u3400-\u9fff]"), re.compile("[\u3040-\u30ff]")
_LATIN, _LETTER = re.compile("[A-Za-z\u00c0-\u024f]"), re.compile(r"[^\W\d_]")
_SOME_SHARE, _SOME = 0.02, 20
"""Share of the texts, or their number, from which on texts in a language that no model reads are told."""
_MUCH = 0.2
"""Share of the letters from which on a script is read: names of one language stand in texts of another."""


@dataclass
class ReadText:
    """What was found in one text: by the models, and in the list of names."""

    listed: list[Span]
    people: list[Span]
    addresses: list[Address]


@dataclass(frozen=True)
class ModelReading:
    """All texts as read, and what stood in the way, with the number of texts in whose way it stood."""

    texts: tuple[ReadText, ...]
    hindrances: dict[str, int]


def read_with_models(texts: Sequence[str], listed: Sequence[Sequence[Span]]) -> ModelReading:
    """Read texts with every model that fits them; `listed` are the names that the list of names found in each."""
    found = [ReadText(list(spans), [], []) for spans in listed]
    others = _read_others(texts, found)
    rest = [place for place in range(len(texts)) if place not in others]
    han = [place for place in rest if _HAN.search(texts[place]) and not _KANA.search(texts[place])]
    latin = [place for place in rest if _share_of(_LATIN, texts[place]) >= _MUCH]
    chinese = [place for place in han if _share_of(_HAN, texts[place]) >= _MUCH]
    unread = [place for place in set(rest) - set(han) - set(latin) if _LETTER.search(texts[place])]
    stood = {
        _read_chinese(texts, han, found): len(chinese),
        _read_latin(texts, latin, found): len(latin),
        OTHER_LANGUAGES: len(unread),
    }
    few = min(_SOME, _SOME_SHARE * len(texts))
    return ModelReading(tuple(found), {code: count for code, count in stood.items() if code and count and count >= few})


def _read_latin(texts: Sequence[str], places: Sequence[int], found: list[ReadText]) -> str | None:
    """Read texts in Latin letters with the bundled model; return what stood in the way."""
    try:
        model = load_language_model() if places else None
    except ModelMissing:
        return MISSING
    except ModelAltered:
        return ALTERED
    labelled = model.read([texts[place] for place in places]) if model else []
    for place, entries in zip(places, labelled, strict=True):
        text, read = texts[place], found[place]
        read.listed = without_streets(read.listed, entries)
        read.people += people(text, entries, read.listed)
        read.addresses += addresses(text, entries, [*read.people, *read.listed])
    return None


def _read_chinese(texts: Sequence[str], places: Sequence[int], found: list[ReadText]) -> str | None:
    """Read texts with Chinese characters; return what stood in the way."""
    try:
        model = load_chinese_model() if places else None
    except ModelMissing:
        return NO_CHINESE
    except ModelAltered:
        return CHINESE_ALTERED
    for place in places if model else ():
        persons, homes = model.read(texts[place])  # type: ignore[union-attr]  # looped over only with a model
        found[place].people += persons
        found[place].addresses += homes
    return None


def _read_others(texts: Sequence[str], found: list[ReadText]) -> set[int]:
    """Read texts in other languages with the models that the user has for them; return which texts those were."""
    models = load_installed_models()
    read = set()
    for place, text in enumerate(texts if models.pipelines else ()):
        language = models.language_of(text)
        if language:
            found[place].people += models.people(text, language)
            read.add(place)
    return read


def _share_of(script: re.Pattern[str], text: str) -> float:
    letters = len(_LETTER.findall(text))
    return len(script.findall(text)) / letters if letters else 0.0
