"""How much a cell looks like a postal address, by street words, house numbers and what stands around them.

The recognizer's patterns know forms that are written by the rules of one country. People write addresses as they
come: with a floor, a landmark, three towns, in another country's script. What stays is a word for a street and a
number.
"""

import re
from functools import cache
from typing import cast

from pia_toolkit.content import read_yaml
from pia_toolkit.detection.names.gazetteer import fold
from pia_toolkit.resources import beside

_LONGEST, _SHORTEST = 200, 6
_MOST_WORDS = 28
_SENTENCE = 0.6
"""Share of small words from which on a text is a sentence, where its script has capitals."""
_LONG_WORD, _MANY_SMALL = 4, 7
_SURE, _LIKELY, _STREET_ALONE = 0.9, 0.7, 0.4
_SEVERAL_PARTS = 3
_NO_ADDRESS = re.compile(r"[@?!=<>{}_\t]|://|www\.|\d\d:\d\d|\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[^\W\d_]+(?:[./'’-][^\W\d_]+)*\.?|\d[^\W_]*(?:[/-]\d[^\W_]*)*")
_NUMBER = re.compile(r"\d{1,6}[^\W\d_]?(?:[/-]\d{1,5}[^\W\d_]?)*")
_POSTCODE = re.compile(
    r"(?<![\w-])(?:\d{5}(?:-\d{3,4})?|\d{3} \d{2}|\d{2}-\d{3}|\d{3}-\d{4}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
    r"|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-])"
)
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def score_address(cell: str) -> float:
    """How much a whole cell looks like a postal address, from 0 (no) to 1 (surely).

    About .4 stands for a street without a number, .7 for a place told by several parts, .9 for street and number.
    Sentences, web addresses and times are none.
    """
    text = cell.strip()
    if not _SHORTEST <= len(text) <= _LONGEST or _NO_ADDRESS.search(text):
        return 0.0
    words = _WORD.findall(text)
    letters = [word for word in words if not word[0].isdigit()]
    if not letters or len(words) > _MOST_WORDS or is_sentence(letters):
        return 0.0
    if _EAST_ASIAN.search(text):
        return _SURE if _numbered().search(text) else 0.0
    return _score(text, [fold(word).rstrip(".") for word in words])


def _score(text: str, words: list[str]) -> float:
    numbers = [place for place, word in enumerate(words) if _NUMBER.fullmatch(word)]
    named = [place for place, word in enumerate(words) if _is_street(word)]
    after = [place for place, word in enumerate(words) if word in _words("streets_last")]
    with_name = any(number + 1 < street for number in numbers for street in after)
    glued = any(words[place] not in _words("streets") for place in named)
    enough = len(words) - len(numbers) > 1 or glued
    several = sum(bool(part.strip()) for part in re.split(r"[,;\n]", text)) >= _SEVERAL_PARTS
    if with_name or (named and numbers and enough):
        return _SURE
    postcode = bool(_POSTCODE.search(text))
    inside = any(word in _words("inside") for word in words)
    if several and (postcode or ((named or after) and inside)):
        return _LIKELY
    return _STREET_ALONE if (named or after) and len(words) > 1 else 0.0


def _is_street(word: str) -> bool:
    """Whether a word names a street that its name follows, or holds both."""
    if word in _words("streets"):
        return True
    if "-" in word and word.rpartition("-")[2] in _words("hyphenated"):
        return True
    return any(word.endswith(ending) and len(word) > len(ending) + 2 for ending in _words("street_endings"))


def is_sentence(letters: list[str]) -> bool:
    """Whether words are running text: most longer ones begin small; scripts without capitals are let pass."""
    long = [word for word in letters if len(word) >= _LONG_WORD]
    cased = [word for word in long if word[0].islower() or word[0].isupper()]
    if len(cased) < _SEVERAL_PARTS:
        return False
    if not any(word[0].isupper() for word in letters):
        return len(letters) >= _MANY_SMALL
    return sum(word[0].islower() for word in cased) >= _SENTENCE * len(cased)


@cache
def _lists() -> dict[str, str]:
    return cast("dict[str, str]", read_yaml(beside("detection", "lexicon") / "places" / "addresses.yaml"))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(_lists()[kind]).split())


@cache
def _numbered() -> re.Pattern[str]:
    """Return what finds a sign for a street or quarter and the number after it; 第3号 numbers a document."""
    signs = "|".join(sorted(_lists()["numbered_signs"].split(), key=lambda sign: (-len(sign), sign)))
    digit = "[0-9０-９一二三四五六七八九十]"
    return re.compile(
        f"(?:{signs})[^0-9０-９第号號]{{0,10}}?{digit}{{1,5}}(?!{digit}|[年月日时時人度次万元期名명개회건원%％台本])"
    )
