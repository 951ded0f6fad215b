"""What is known of one word in letters: whether it is a given name, a family name, an everyday word or none."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pia_toolkit.detection.names.gazetteer import COMMON_BIT, FAMILY_BITS, GIVEN_BITS, fold, gazetteer, rule_words

_REMEMBERED = 1 << 16
_SHORTEST_STEM = 3
_SEVERAL = 2
_JOINTS = re.compile(r"[-‐‑'’]")
_ELISIONS = frozenset({"o", "d", "l", "n", "dell", "dall", "nell", "sant", "m"})


class Token(NamedTuple):
    """One word of a cell. Frequencies run from 0 (not listed) to 3 (frequent); a clue speaks for a name at all."""

    folded: str
    given: int = 0
    family: int = 0
    common: bool = False
    capital: bool = False
    initial: bool = False
    dotted: bool = False
    particle: bool = False
    title: bool = False
    never: bool = False
    suffix: bool = False
    word: bool = False
    family_shape: bool = False
    patronymic: bool = False
    clue: bool = False

    @property
    def known(self) -> bool:
        """Whether the word is listed as a name."""
        return bool(self.given or self.family)

    @property
    def plain(self) -> bool:
        """Whether the word is listed as a name and is no everyday word."""
        return self.known and not self.common


@lru_cache(maxsize=_REMEMBERED)
def read_token(raw: str) -> Token:
    """Return what is known of one word, written as in the cell."""
    folded = fold(raw)
    bare = folded.strip(".,'-’")
    rules = rule_words()
    capital = not raw[0].islower()
    if not bare or folded in rules["never"] or bare in rules["never"]:
        return Token(folded, never=True, capital=capital)
    if len(bare) == 1 and bare.isalpha():
        return Token(
            bare, initial=True, capital=capital, dotted="." in raw, particle=bare in rules["particles"], clue=True
        )
    given, family, common = _frequency(bare)
    known = bool(given or family)
    title = bare in rules["titles"] or folded in rules["titles"]
    shape = _has_ending(bare, "family_endings") or bare.startswith(_endings("family_starts"))
    patronymic = _has_ending(bare, "patronymic_endings")
    return Token(
        bare,
        given=given,
        family=family,
        common=common,
        capital=capital or (not raw.isalpha() and any(letter.isupper() for letter in raw)),
        dotted=raw.endswith("."),
        particle=bare in rules["particles"],
        title=title,
        suffix=bare in rules["suffixes"],
        never=not known and bare.endswith(_endings("place_endings")),
        word=not known and _is_word(bare),
        family_shape=shape,
        patronymic=patronymic,
        clue=known or title or shape or patronymic or bare in rules["romanised_surnames"],
    )


@lru_cache(maxsize=_REMEMBERED)
def is_east_asian_given(folded: str) -> bool:
    """Whether a word is one or two syllables of a Chinese, Korean or Vietnamese given name in Latin letters."""
    return bool(_syllables().fullmatch(folded))


@cache
def _syllables() -> re.Pattern[str]:
    rules = rule_words()
    initials, finals = "|".join(sorted(rules["pinyin_initials"])), "|".join(sorted(rules["pinyin_finals"]))
    pinyin = f"(?:(?:{initials})?(?:{finals}))"
    korean = f"(?:{'|'.join(sorted(rules['korean_syllables']))})"
    vietnamese = f"(?:{'|'.join(sorted(rules['vietnamese_given']))})"
    return re.compile(f"{pinyin}(?:[-']?{pinyin})?|{korean}-?{korean}?|{vietnamese}")


def _frequency(bare: str) -> tuple[int, int, bool]:
    """Return frequency as given name, as family name, and whether the word is an everyday word too."""
    code = gazetteer().codes.get(bare)
    if code is not None:
        return code & GIVEN_BITS, (code & FAMILY_BITS) >> 2, bool(code & COMMON_BIT)
    parts = [] if bare.isalpha() else [part for part in _JOINTS.split(bare) if part]
    if len(parts) < _SEVERAL:
        return 0, int(_is_derived(bare)), False
    if parts[0] in _ELISIONS or parts[0] in rule_words()["particles"]:
        _, family, common = _frequency(parts[1])
        return 0, family, common
    each = [_frequency(part) for part in parts]
    return (
        min(given for given, _, _ in each),
        min(family for _, family, _ in each),
        any(common for _, _, common in each),
    )


def _is_derived(bare: str) -> bool:
    """Whether a word is a listed family name with an ending such as Hungarian -né."""
    if not bare.endswith(_endings("derived_endings")):
        return False
    codes = gazetteer().codes
    return any(
        bare.endswith(ending) and codes.get(bare.removesuffix(ending), COMMON_BIT) < COMMON_BIT
        for ending in _endings("derived_endings")
        if len(bare) >= len(ending) + _SHORTEST_STEM
    )


def _is_word(bare: str) -> bool:
    own, gathered = rule_words()["words"], gazetteer().words
    if bare in own or bare in gathered:
        return True
    if bare.isalpha():
        return bare.endswith("s") and bare[:-1] in own
    parts = _JOINTS.split(bare)
    return len(parts) > 1 and any(part in own or part in gathered or part in rule_words()["never"] for part in parts)


@cache
def _endings(kind: str) -> tuple[str, ...]:
    return tuple(sorted(rule_words()[kind]))


def _has_ending(bare: str, kind: str) -> bool:
    if not bare.endswith(_endings(kind)):
        return False
    longest = max(len(ending) for ending in _endings(kind) if bare.endswith(ending))
    return len(bare) >= longest + _SHORTEST_STEM
