"""What the values of a dimension say of each other by their words: totals, bands such as 18-64, codes such as DE21."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from pia_toolkit.disclosure_risk.count_tables.rules import count_table_rules

NO_END = 10**6
"""The upper end of an open band such as 65+."""

Band = tuple[int, int]
"""The least and greatest whole number of a band."""

_MARGIN = r"\D{0,12}?"
_OLD_ENOUGH = re.compile(r"^([0-9]{1,3})$")
_CODE = re.compile(r"^[A-Za-z]{0,3}[0-9]*(?:[-./_ ][0-9A-Za-z]+)*$|^[A-Z]{2}[0-9A-Z]{0,12}$")


def plain(label: str) -> str:
    """Fold a label for comparing it with words."""
    folded = " ".join(unicodedata.normalize("NFKC", label).lower().split())
    return folded.strip(" :.,;()[]-–—*")


def is_total_word(label: str) -> bool:
    """Whether a label, whole, is a word for a total."""
    return plain(label) in count_table_rules().total_words


def may_be_total(label: str) -> bool:
    """Whether a label begins or ends with a word for a total, as in `Persons, total`."""
    words = re.split(r"[\s,:;()_/-]+", plain(label))
    parts = count_table_rules().total_parts
    if words[0] in parts or words[-1] in parts:
        return True
    return plain(label).endswith(tuple(part for part in parts if not part.isascii() and len(part) > 1))


def bands(labels: Sequence[str]) -> list[Band | None]:
    """Read the labels as bands of whole numbers; all None unless several of them are bands that touch.

    Where one band ends at the number at which the next begins, as in 0-10, 10-20, the end does not belong to it.
    """
    found = [_band(plain(label)) for label in labels]
    several = [band for band in found if band]
    if len(set(several)) < _SEVERAL:
        return [None] * len(labels)
    starts = {low for low, high in several if low < high}
    shared = sum(high in starts and low < high < NO_END for low, high in several)
    follow = sum(high + 1 in starts for low, high in several)
    if shared > follow:
        found = [(band[0], band[1] - 1) if band and band[0] < band[1] < NO_END else band for band in found]
    return found


_SEVERAL = 3


@cache
def _band_forms() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return how bands are written: from a number to one, from a number on, below a number, up to a number."""
    rules = count_table_rules()
    number = r"([0-9]{1,6})"
    between, on = _any_of(rules.between), _any_of(rules.and_over)
    below, at_most = _any_of(rules.below), _any_of(rules.at_most)
    return (
        re.compile(rf"^{_MARGIN}{number}\s?(?:{between})\s?{number}\D{{0,15}}$"),
        re.compile(rf"^{_MARGIN}{number}\s?(?:{on})$"),
        re.compile(rf"^(?:(?:{below})\s?{number}\D{{0,15}}|{number}\D{{0,2}}?(?:{below}))$"),
        re.compile(rf"^(?:(?:{at_most})\s?{number}\D{{0,15}}|{number}\D{{0,2}}?(?:{at_most}))$"),
    )


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _band(label: str) -> Band | None:
    from_to, on, below, at_most = _band_forms()
    if both := from_to.match(label):
        low, high = int(both[1]), int(both[2])
        return (low, high) if low <= high else None
    if start := on.match(label):
        return int(start[1]), NO_END
    if end := at_most.match(label):
        return 0, int(end[1] or end[2])
    if end := below.match(label):
        return (0, int(end[1] or end[2]) - 1) if int(end[1] or end[2]) else None
    single = _OLD_ENOUGH.match(label)
    return (int(single[1]), int(single[1])) if single else None


def children_by_code(labels: Sequence[str]) -> dict[int, list[int]]:
    """Return for each code its direct parts: codes that begin with it and with no longer one (NUTS, census tracts)."""
    codes = {label.strip(): place for place, label in enumerate(labels) if label.strip() and _CODE.match(label.strip())}
    ordered = sorted(codes)
    children: dict[int, list[int]] = {}
    above: list[str] = []
    for code in ordered:
        while above and not code.startswith(above[-1]):
            above.pop()
        if above:
            children.setdefault(codes[above[-1]], []).append(codes[code])
        above.append(code)
    return {parent: parts for parent, parts in children.items() if len(parts) > 1}


def tilings(found: Sequence[Band | None]) -> list[tuple[int, list[int]]]:
    """Return bands that are exactly filled by others, with the coarsest others that fill them."""
    by_start: dict[int, list[tuple[int, int]]] = {}
    for place, band in enumerate(found):
        if band:
            by_start.setdefault(band[0], []).append((band[1], place))
    for ends in by_start.values():
        ends.sort(reverse=True)
    result = []
    for place, band in enumerate(found):
        if not band:
            continue
        for high, first in by_start[band[0]]:
            if high < band[1] and (rest := _fill(high + 1, band[1], by_start)) is not None:
                result.append((place, [first, *rest]))
                break
    return result


def _fill(low: int, high: int, by_start: dict[int, list[tuple[int, int]]]) -> list[int] | None:
    """Fill the numbers from `low` to `high` with bands, the longest first; None if it does not go.

    A number from which it does not go is tried once only, however many bands end before it.
    """
    starts = [low]
    parts: list[int] = []
    closed: set[int] = set()
    while starts[-1] <= high:
        open_bands = (band for band in by_start.get(starts[-1], ()) if band[0] <= high and band[0] + 1 not in closed)
        if band := next(open_bands, None):
            starts.append(band[0] + 1)
            parts.append(band[1])
        elif parts:
            closed.add(starts.pop())
            parts.pop()
        else:
            return None
    return parts
