"""Number formats that show more digits than a cell holds: a postcode 01234 is stored as 1234, shown by `00000`."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

_LOCALE = re.compile(r"\[\$[^\]]*\]|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color[ 0-9]+)\]", re.IGNORECASE)
_PART = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|([0#?])|([-+ ()/:])')
"""Text in quotation marks, an escaped sign, a gap, a filling, a digit, a sign that stands for itself."""


@dataclass(frozen=True)
class DigitFormat:
    """How whole numbers are shown: signs and places of digits, `0` for one that is always shown."""

    parts: tuple[str, ...]
    are_digits: tuple[bool, ...]

    def shown(self, number: int) -> str:
        """Return a whole number, not below zero, as the workbook shows it."""
        digits = list(str(number)) if number else []
        written: list[str] = []
        places = sum(self.are_digits)
        for part, is_digit in zip(reversed(self.parts), reversed(self.are_digits), strict=True):
            if not is_digit:
                written.append(part)
                continue
            places -= 1
            taken = digits[-1:] if places else digits
            written.append("".join(taken) or ("0" if part == "0" else ""))
            digits = digits[: len(digits) - len(taken)]
        return "".join(reversed(written)).strip()


def digit_format(code: str) -> DigitFormat | None:
    """Understand the code of a number format; None where it shows a number's own digits, or no whole number.

    It counts where at least two digits are always shown, or signs stand between digits (ECMA-376 part 1, 18.8.31).
    """
    plain = _LOCALE.sub("", code).partition(";")[0].strip()
    parts: list[str] = []
    are_digits: list[bool] = []
    at = 0
    while at < len(plain):
        found = _PART.match(plain, at)
        if not found:
            return None
        text = next((group for group in found.groups() if group is not None), "")
        parts.append(text)
        are_digits.append(found[3] is not None)
        at = found.end()
    places = [at for at, is_digit in enumerate(are_digits) if is_digit]
    always = sum(part == "0" for part, is_digit in zip(parts, are_digits, strict=True) if is_digit)
    between = places and any(parts[at] for at in range(places[0], places[-1]) if not are_digits[at])
    return DigitFormat(tuple(parts), tuple(are_digits)) if always > 1 or between else None


@dataclass(repr=False)
class FormattedCells:
    """Where in a sheet which format holds: by column, from 0, the rows, from 1, at which it changes."""

    changes: dict[int, list[tuple[int, DigitFormat | None]]] = field(default_factory=dict)

    def add(self, row: int, column: int, shown: DigitFormat | None) -> None:
        """Note the format of one more cell; rows come in their order."""
        changes = self.changes.get(column)
        if changes is None:
            if shown:
                self.changes[column] = [(row, shown)]
        elif changes[-1][1] != shown:
            changes.append((row, shown))

    @cached_property
    def _rows(self) -> Mapping[int, list[int]]:
        return {column: [row for row, _ in changes] for column, changes in self.changes.items()}

    def show(self, row: int, first_column: int, values: Sequence[object], texts: list[str]) -> None:
        """Write the whole numbers of a row as the sheet shows them; `first_column`: of the values."""
        for column, changes in self.changes.items():
            at = column - first_column
            value = values[at] if 0 <= at < len(values) else None
            if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value == int(value):
                found = bisect_right(self._rows[column], row)
                shown = changes[found - 1][1] if found else None
                texts[at] = shown.shown(int(value)) if shown else texts[at]
