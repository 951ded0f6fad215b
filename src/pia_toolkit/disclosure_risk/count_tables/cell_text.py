"""What a cell of a column of counts says: a count, a mark for a hidden one, nothing, or something unusable."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from pia_toolkit.disclosure_risk.count_tables.bounds import UNBOUNDED
from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules

_GROUPED = re.compile(r"^[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*$")
_INDIAN = re.compile(r"^[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}$")
_DECIMAL = re.compile(r"^([0-9]+)([.,])([0-9]+)$")
_MINUS = re.compile(r"^(?:[-−–]\s?[0-9][0-9.,' ]*|\([0-9][0-9.,' ]*\))$")
_FOOTNOTE = re.compile(r"^([0-9][0-9.,' ]*?)\s?(?:[a-z]|[*†‡¹²³⁴⁵]{1,2}|\[[0-9a-z]\]|\([0-9a-z]\))$")
_DIGITS = re.compile(r"[0-9]+")
_SIGNS_ONLY = re.compile(r"^(?:\*+|\.{2,}|#+|x+)$")
_UNITS = tuple("persons people personen personas personnes pessoas osób lidí 人 名 例 件 명 건 个 個".split())
_MOST_DIGITS = 12


class State(IntEnum):
    """What is known of a cell."""

    KNOWN = 0
    HIDDEN = 1
    UNCLEAR = 2
    EMPTY = 3
    UNREADABLE = 4
    NEGATIVE = 5
    FRACTIONAL = 6
    ABSENT = 7


@dataclass(frozen=True)
class CellText:
    """One cell: its state, the count, or the bounds that a mark such as `<5` tells of a hidden one."""

    state: State
    count: int = field(default=0, repr=False)
    lower: int = field(default=0, repr=False)
    upper: int = field(default=UNBOUNDED, repr=False)


def read_cells(texts: Sequence[str]) -> list[CellText]:
    """Read the different texts of one column; whether 1.234 is a thousand or a fraction is seen by the others."""
    plain = [_plain(text) for text in texts]
    decimal_sign = next((sign for sign in map(_fraction_sign, plain) if sign), "")
    return [_read(text, decimal_sign) for text in plain]


def common_step(counts: npt.NDArray[np.int64]) -> int | None:
    """Return 3, 5, 10, 50, 100 or 1000 if all counts are multiples of it, the greatest of these; None otherwise.

    Twenty different counts above 0 are needed to tell rounding from chance.
    """
    different = np.unique(counts[counts > 0])
    if len(different) < _ENOUGH_TO_SEE_ROUNDING:
        return None
    return next((step for step in (1000, 100, 50, 10, 5, 3) if not (different % step).any()), None)


_ENOUGH_TO_SEE_ROUNDING = 20


def _plain(text: str) -> str:
    """Fold full-width signs, foreign digits and rare spaces into plain ones."""
    folded = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)
    plain = " ".join(digits.replace("’", "'").lower().split())
    return plain[1:] if re.match(r"^'[0-9]", plain) else plain


def _fraction_sign(text: str) -> str:
    """Return the sign that is surely a decimal sign in this text, if any."""
    found = _DECIMAL.match(text)
    sure = found and (len(found[3]) != 3 or len(found[1]) > 3 or found[1] == "0")  # noqa: PLR2004  # a group of thousands
    return found[2] if found and sure else ""


def _read(text: str, decimal_sign: str) -> CellText:
    rules = count_table_rules()
    if not text:
        return CellText(State.EMPTY)
    if text in rules.unclear_marks:
        return CellText(State.UNCLEAR)
    if text in rules.hidden_marks or _SIGNS_ONLY.match(text):
        return CellText(State.HIDDEN)
    number = _number(text, decimal_sign) or _bounded(text)
    if number:
        return number
    footnoted = _FOOTNOTE.match(text)
    word = footnoted[1] if footnoted else next((text.removesuffix(unit) for unit in _UNITS if text.endswith(unit)), "")
    return _number(word.strip(), decimal_sign) or CellText(State.UNREADABLE)


def _number(text: str, decimal_sign: str) -> CellText | None:
    """Read a number; None if it is none."""
    if _MINUS.match(text):
        return CellText(State.NEGATIVE)
    if _DIGITS.fullmatch(text):
        return _known(text)
    grouped = _GROUPED.match(text)
    if _INDIAN.match(text) or (grouped and grouped[1] != decimal_sign):
        return _known("".join(_DIGITS.findall(text)))
    fraction = _DECIMAL.match(text)
    if not fraction:
        return None
    if fraction[3].strip("0"):
        return CellText(State.FRACTIONAL)
    return _known(fraction[1])


def _known(digits: str) -> CellText | None:
    """Return a count; None for more digits than a count of people or things can have."""
    return CellText(State.KNOWN, int(digits)) if len(digits) <= _MOST_DIGITS else None


def _bounded(text: str) -> CellText | None:
    """Read a mark that tells bounds, such as `<5`, `1-4`, `fewer than 5`, `5未満`; None if it is none."""
    numbers = [int(found) for found in _DIGITS.findall(text) if len(found) <= _MOST_DIGITS]
    words = " ".join(_DIGITS.sub(" ", text).split())
    rules = count_table_rules()
    for unit in _UNITS:
        words = words.removeprefix(unit).removesuffix(unit).strip()
    if len(numbers) == 1 and words in rules.below:
        return CellText(State.HIDDEN, upper=max(0, numbers[0] - 1))
    if len(numbers) == 1 and words in rules.at_most:
        return CellText(State.HIDDEN, upper=numbers[0])
    if len(numbers) == 2 and words in rules.between and numbers[0] < numbers[1]:  # noqa: PLR2004  # two ends
        return CellText(State.HIDDEN, lower=numbers[0], upper=numbers[1])
    return None
