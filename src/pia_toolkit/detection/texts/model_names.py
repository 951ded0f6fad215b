"""People and addresses in a text, out of what a language model labelled in it.

A model that labels every second complaint would be of no use, and small models do label everyday words. So a labelled
run counts as a person when something beside the model speaks for it: a listed name, a form of address or a phrase such
as "my name is" before it, or a given name and a family name that are no everyday words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pia_toolkit.detection.names.gazetteer import east_asian_words, fold, rule_words
from pia_toolkit.detection.names.spans import Span
from pia_toolkit.detection.names.tokens import Token, read_token
from pia_toolkit.detection.texts.language_model import GIVEN, HOUSE, STREET, SURNAME, Labelled

SURE_ENOUGH = 0.5
_SURE_WITHOUT_LIST = 0.9
_JOINT = re.compile(r"[\s\-‐‑'’.,]{0,3}")
_NUMBER_BESIDE = re.compile(r"[\s,:;]{0,3}(?:(?:n[.ºo°]{0,2}|nr\.?|no\.?)\s?)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*\.?")
_BEFORE = re.compile(r"([^\W\d_]+\.?)[\s\-‐‑]+$")
_AFTER = re.compile(r"\s+([^\W\d_]+)|(?:[\-‐‑][^\W\d_]+)*[\-‐‑]([^\W\d_]+)")
_FAR_BACK = 50
_SHORTLY = 12
"""Characters that may stand between words of living somewhere and the place."""

_NEXT_TO_NAME = re.compile(r"[\s,;:，、；：\-–|]{1,4}")


@dataclass(frozen=True)
class Address:
    """A street with a house number: where it stands, how sure that is, and whether the text says who lives there."""

    start: int
    end: int
    score: float
    home: bool


def people(text: str, labelled: Sequence[Labelled], listed: Sequence[Span]) -> list[Span]:
    """Return the persons among the labelled runs; `listed` are the names that the list of names found."""
    named = [entry for entry in labelled if entry.label in (GIVEN, SURNAME) and entry.score >= SURE_ENOUGH]
    runs: list[list[Labelled]] = []
    for entry in named:
        if runs and _JOINT.fullmatch(text, runs[-1][-1].end, entry.start):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return [
        (run[0].start, run[-1].end, max(entry.score for entry in run)) for run in runs if _is_person(text, run, listed)
    ]


def without_streets(listed: Iterable[Span], labelled: Sequence[Labelled]) -> list[Span]:
    """Leave out names that the model knows as those of streets: streets are called after people."""
    streets = [entry for entry in labelled if entry.label == STREET and entry.score >= SURE_ENOUGH]
    return [span for span in listed if not any(span[0] < street.end and street.start < span[1] for street in streets)]


def addresses(text: str, labelled: Sequence[Labelled], persons: Sequence[Span]) -> list[Address]:
    """Return the streets with a house number.

    A street alone is a place, and so is most often a number in it: where the lamp is broken. It is told as somebody's
    home when words of living there stand before it, or a person's name directly beside it.
    """
    sure = [entry for entry in labelled if entry.score >= SURE_ENOUGH]
    found: list[Address] = []
    for street in (entry for entry in sure if entry.label == STREET and _is_street(text, entry)):
        for house in (entry for entry in sure if entry.label == HOUSE):
            start, end = min(street.start, house.start), max(street.end, house.end)
            between = (min(street.end, house.end), max(street.start, house.start))
            if _NUMBER_BESIDE.fullmatch(text, *between):
                home = is_home(text, start) or is_beside_a_name(text, start, end, persons)
                found.append(Address(start, end, min(street.score, house.score), home))
                break
    return found


def is_home(text: str, start: int) -> bool:
    """Whether words of living somewhere stand shortly before a place in a text."""
    before = fold(text[max(0, start - _FAR_BACK) : start]).replace("’", "'")
    return bool(_residence().search(before))


def is_beside_a_name(text: str, start: int, end: int, persons: Sequence[Span]) -> bool:
    """Whether a person's name stands directly before or behind a place in a text, as in a letterhead."""
    return any(
        _NEXT_TO_NAME.fullmatch(text, person[1], start) or _NEXT_TO_NAME.fullmatch(text, end, person[0])
        for person in persons
    )


def _is_person(text: str, run: Sequence[Labelled], listed: Sequence[Span]) -> bool:
    start, end = run[0].start, run[-1].end
    if _called_for(text, start) or any(start < other[1] and other[0] < end for other in listed):
        return True
    tokens = [read_token(word) for word in _WORD.findall(text[start:end])]
    if not tokens or any(token.never for token in tokens) or _of_a_place(text, start, end):
        return False
    if _speaks_small(text, start):
        return any(token.plain and token.given for token in tokens) and all(map(_no_everyday_word, tokens))
    if any(token.plain for token in tokens):
        return True
    both = {entry.label for entry in run} == {GIVEN, SURNAME}
    sure = max(entry.score for entry in run) >= _SURE_WITHOUT_LIST
    return both and sure and all(map(_no_everyday_word, tokens))


def _no_everyday_word(token: Token) -> bool:
    return not (token.common or token.word)


def _speaks_small(text: str, start: int) -> bool:
    """Whether a run is written small although the text has capitals."""
    return text[start].islower() and any(letter.isupper() for letter in text)


def _called_for(text: str, start: int) -> bool:
    """Whether a form of address stands directly before."""
    word = _BEFORE.search(text, max(0, start - _FAR_BACK), start)
    return word is not None and fold(word[1]).rstrip(".") in rule_words()["plain_titles"]


def _of_a_place(text: str, start: int, end: int) -> bool:
    """Whether a word directly beside makes it the name of a street, a school or a company."""
    before, after = _BEFORE.search(text, max(0, start - _FAR_BACK), start), _AFTER.match(text, end)
    return any(read_token(word[word.lastindex or 0]).never for word in (before, after) if word)


def _is_street(text: str, entry: Labelled) -> bool:
    """Whether a run names a street: a capital letter where the text has small ones too, or a word such as road."""
    named = text[entry.start : entry.end]
    capital = any(letter.isupper() for letter in named) and any(letter.islower() for letter in text)
    return capital or any(read_token(word).never for word in _WORD.findall(named))


@cache
def _residence() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(rule_words()["residence_cues"])))
    han = "|".join(map(re.escape, sorted(east_asian_words()["chinese_residence_cues"])))
    return re.compile(
        rf"(?<![^\W_])(?:{words})(?![^\W_])[^.!?\n]{{0,{_SHORTLY}}}$|(?:{han})[^。！？\n]{{0,{_SHORTLY}}}$"
    )
