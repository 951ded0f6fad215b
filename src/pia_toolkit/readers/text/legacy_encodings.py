"""Which of the encodings from before UTF-8 a text is written in, told by the letters that come out."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pia_toolkit.content import read_yaml

_UNKNOWN_LETTER, _UNKNOWN_SIGN, _NO_TEXT = math.log(1e-5), math.log(1e-4), math.log(1e-6)
_PLAIN_LETTER, _COMMON_SIGN = math.log(1 / 40), math.log(1 / 60)
_COMMON_SIGNS = frozenset("°€–—“”‘’„«»·§²³…№£±×º¿¡ª®©\u00a0、。，；：（）「」『』！？～・　【】《》")
_FREQUENT_SHARE, _LEVEL_ONE, _LEVEL_TWO = 0.6, math.log(0.35 / 4000), math.log(0.01 / 6000)
_ODD_CASE, _SIGN_WITHIN_WORD, _MIXED_SCRIPTS = -5.0, -4.0, -6.0
_STRANGE = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\s,;|]*")
_WITHIN = re.compile(r"(?<=[^\W\d_])[^\w\s’'·.\-–](?=[^\W\d_])")


@dataclass(frozen=True)
class Guess:
    """An encoding, and how sure it is that it is the right one, 0 to 1."""

    encoding: str
    confidence: float


def guess_encoding(sample: bytes) -> Guess:
    """Return the encoding in which `sample`, text that is not UTF-8, makes most sense.

    Every candidate decodes the sample; the letters that come out are weighed by how often they occur in the
    languages the encoding was made for. The confidence is the lead over the best candidate that reads otherwise.
    """
    scored: dict[str, tuple[float, str]] = {}
    for encoding in _candidates():
        text = sample.decode(encoding, errors="replace")
        scored[encoding] = (_score(text, encoding), text)
    best = max(scored, key=lambda encoding: scored[encoding][0])
    top, text = scored[best]
    second = max((score for score, other in scored.values() if other != text), default=-math.inf)
    return Guess(best, round(min(0.99, 1 - math.exp(-(top - second) / 8)), 2))


def _score(text: str, encoding: str) -> float:
    """Log-likelihood of the parts of `text` that are not plain ASCII."""
    words = Counter(_STRANGE.findall(text))
    rarity = -float(_content()["encodings"][encoding]["rarity"])
    models = _models(encoding)
    return rarity + max(sum(count * _weigh(word, model) for word, count in words.items()) for model in models)


def _weigh(word: str, model: "_Model") -> float:
    total = sum(model.weigh(letter) for letter in word if letter.isalnum() or letter > "\x7f")
    if model.many:
        return total
    total += _SIGN_WITHIN_WORD * len(_WITHIN.findall(word))
    for part in re.findall(r"[^\W\d_]+", word):
        odd = sum(1 for left, right in pairwise(part) if left.islower() and right.isupper())
        if not part.isupper() and any(letter.isupper() for letter in part[1:]):
            odd += 1
        total += _ODD_CASE * odd
        if not model.latin and any(letter <= "z" for letter in part) and any(letter > "\x7f" for letter in part):
            total += _MIXED_SCRIPTS
    return total


@dataclass(frozen=True, repr=False)
class _Model:
    """What letters weigh in one language."""

    weights: Mapping[str, float]
    encoding: str
    latin: bool
    many: bool

    def weigh(self, letter: str) -> float:
        known = self.weights.get(letter)
        if known is not None:
            return known
        if letter <= "\x7f":
            return _PLAIN_LETTER
        if letter == "\ufffd" or "\x80" <= letter <= "\x9f" or "\ue000" <= letter <= "\uf8ff":
            return _NO_TEXT * 1.5
        if letter in _COMMON_SIGNS:
            return _COMMON_SIGN
        if self.many:
            return _level(letter, self.encoding)
        return _UNKNOWN_LETTER if letter.isalpha() else _UNKNOWN_SIGN


@cache
def _level(letter: str, encoding: str) -> float:
    """Weight of a character that is not among the frequent ones: the first level of its standard is commoner."""
    standard = {"gb18030": "gb2312", "cp949": "euc_kr", "cp932": "euc_jp"}.get(encoding, encoding)
    raw = letter.encode(standard, errors="ignore")
    if len(raw) != 2:  # noqa: PLR2004  # not in the two-byte standard at all
        return _NO_TEXT
    first = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "euc_jp": (0xB0, 0xCF), "euc_kr": (0xB0, 0xC8)}[standard]
    return _LEVEL_ONE if first[0] <= raw[0] <= first[1] else _LEVEL_TWO


@cache
def _models(encoding: str) -> tuple[_Model, ...]:
    content = _content()
    entry = content["encodings"][encoding]
    if "frequent" in entry:
        letters = "".join(content["frequent"][entry["frequent"]].split())
        return (_Model(_zipf(letters, _FREQUENT_SHARE, 40), encoding, latin=False, many=True),)
    alphabets = [content["alphabets"][name] for name in entry["alphabets"]]
    every = set("".join(alphabets))
    return tuple(_alphabet_model(letters, every, encoding) for letters in alphabets)


def _alphabet_model(letters: str, every: Iterable[str], encoding: str) -> _Model:
    latin = min(letters) < "\u0250"
    weights = dict.fromkeys(every, math.log(1e-3)) | dict(_zipf(letters, 0.3 if latin else 0.9, 6))
    capitals = {letter.upper(): weight - 1.5 for letter, weight in weights.items() if len(letter.upper()) == 1}
    return _Model(capitals | weights, encoding, latin=latin, many=False)


def _zipf(letters: str, share: float, offset: int) -> dict[str, float]:
    """Weights that fall with the rank and sum up to `share`."""
    ranked = list(dict.fromkeys(letters))
    total = sum(1 / (rank + offset) for rank in range(len(ranked)))
    return {letter: math.log(share / total / (rank + offset)) for rank, letter in enumerate(ranked)}


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_name("letters.yaml"))
    return content


def _candidates() -> tuple[str, ...]:
    return tuple(_content()["encodings"])
