"""Whether a cell is the name of an institution, a facility or a firm: schools, clinics, shops, offices."""

import re
from functools import cache
from typing import cast

from pia_toolkit.content import read_yaml
from pia_toolkit.detection.names.gazetteer import fold
from pia_toolkit.detection.places.addresses import is_sentence
from pia_toolkit.resources import beside

_LONGEST, _MOST_WORDS = 120, 9
_FEWEST_LETTERS_BEFORE = 2
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_NAME = re.compile(r"[@?!=<>{}_\t\n]|://|www\.")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")


def is_institution(cell: str) -> bool:
    """Whether a whole cell is named by a word for an institution; the bare word alone is a kind, not a name."""
    text = _ASIDE.sub(" ", cell.strip()).strip()
    if not text or len(text) > _LONGEST or _NO_NAME.search(text):
        return False
    if _EAST_ASIAN.search(text):
        return any(text.endswith(sign) and len(text) > len(sign) for sign in _signs())
    written = _WORD.findall(text)
    words = [fold(word) for word in written]
    if is_sentence(written):
        return False
    if not 1 < len(words) <= _MOST_WORDS:
        return len(words) == 1 and _ends(words[0])
    return any(word in _words() for word in words) or any(map(_ends, words))


def _ends(word: str) -> bool:
    return any(word.endswith(ending) and len(word) > len(ending) + _FEWEST_LETTERS_BEFORE for ending in _endings())


@cache
def _lists() -> dict[str, str]:
    return cast("dict[str, str]", read_yaml(beside("detection", "lexicon") / "places" / "institutions.yaml"))


@cache
def _words() -> frozenset[str]:
    return frozenset(fold(_lists()["words"]).split())


@cache
def _endings() -> frozenset[str]:
    return frozenset(fold(_lists()["endings"]).split())


@cache
def _signs() -> tuple[str, ...]:
    return tuple(_lists()["signs"].split())
