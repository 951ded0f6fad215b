"""Fragments: the few pieces of a text in which a match can lie, so that patterns need not be tried on whole texts.

A fragment is a longest row of signs that are no small letters (save x, which hides digits) and of words that are long
or hold a digit, `@`, `*` or `:`. Most prose is cut away; what stays, such as ` 50. N`, has few shapes.
"""

from pia_toolkit.detection.catalogue.shape_language import ShapeLanguage
from pia_toolkit.detection.catalogue.shapes import DIGIT, LOWER

_TELLING = frozenset(f"{DIGIT}@*:")
_LONG_WORD, _LONG_ROW = 14, 13
_WORD = f"(?:[!-~]*[0-9@*:][!-~]*|[!-~]{{{_LONG_WORD},}})"
_OTHER = "[ -`x{-~]"

FRAGMENT = f"{_OTHER}*{_WORD}(?:{_WORD}|{_OTHER})*|{_OTHER}{{{_LONG_ROW},}}"
"""The regex for a fragment; words come before other signs, so that none is broken off."""

_PRINTABLE = frozenset(map(chr, range(ord(" "), ord("~") + 1)))


def holds_matches(language: ShapeLanguage) -> bool:
    """Whether every match of a pattern lies in one fragment."""
    if language.allows is None or not language.allows <= _PRINTABLE:
        return False
    telling = language.digits > 0 or bool(language.needs & _TELLING)
    in_row = language.small <= {"x"} and (telling or language.shortest >= _LONG_ROW)
    in_word = " " not in language.allows and (telling or language.shortest >= _LONG_WORD)
    return in_row or in_word


def holds_factors(language: ShapeLanguage) -> bool:
    """Whether the run of marks that every match of a pattern contains lies in one fragment."""
    marks = frozenset(language.factor)
    return bool(marks & _TELLING) and marks <= _PRINTABLE and not {LOWER, " "} <= marks
