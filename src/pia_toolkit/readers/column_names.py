"""Column names that are clean, unique and safe to show."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pia_toolkit.domain.dataset import ReadingNote

_LONGEST_NAME, _LOOKED_AT = 200, 500
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_YEAR = r"(19|20)[0-9]{2}"
_MONTH, _DAY = r"(0?[1-9]|1[0-2])", r"(0?[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([ T]+[0-2]?[0-9]:[0-5][0-9](:[0-5][0-9])?)?"
_COMPACT = r"(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])?"
_DATE = (
    rf"({_YEAR}([-/._ ]{_MONTH}([-/._ ]{_DAY}{_CLOCK})?|{_COMPACT})?"
    rf"|{_DAY}[-/._ ]{_MONTH}[-/._ ]{_YEAR}{_CLOCK})"
)
_DATES = re.compile(rf"{_DATE}([-/._ ]+{_DATE})*([-/][0-9]{{2}})?")
_PERSONAL = re.compile(
    r"@"
    r"|(?<![0-9a-f])[0-9a-f]{2}([:-])[0-9a-f]{2}(\1[0-9a-f]{2}){4}(?![0-9a-f])"
    r"|(?<![0-9.])[0-9]{1,3}(\.[0-9]{1,3}){3}(?![0-9.])"
    r"|(?<![a-z0-9])[a-z]{2}[0-9]{2}( ?[a-z0-9]{4}){2,}"
    r"|(?<![0-9a-f])(?=[0-9a-f]*[0-9][0-9a-f]*[0-9])[0-9a-f]{16,}(?![0-9a-f])",
    re.IGNORECASE,
)
_ANNOTATION = re.compile(
    r"(?:@(?:odata|iot)\.(?:bind|context|count|deltaLink|editLink|etag|id|navigationLink|nextLink|readLink|selfLink|type)"
    r"|(?<!\w)@(?:context|graph|id|language|type|value))(?![\w.-])"
)
"""Names by which OData, SensorThings and JSON-LD tell something about a value."""
_DIGITS = re.compile(r"[0-9](?:[-./:() T]*[0-9]){5,}")


@dataclass(frozen=True)
class ColumnNames:
    """Safe names in column order and what was done to them."""

    names: tuple[str, ...]
    notes: tuple[ReadingNote, ...] = ()


def looks_personal(name: str) -> bool:
    """Tell whether a name looks like somebody's data.

    That is an address with @, a number of a device or an account, or six digits and more. Digits that are nothing
    but years, dates and times of day are no sign: a column `2023-06` stays.
    """
    plain = _ANNOTATION.sub("", unicodedata.normalize("NFKC", name[:_LOOKED_AT]))
    return bool(_PERSONAL.search(plain)) or any(not _DATES.fullmatch(run) for run in _DIGITS.findall(plain))


def shape_of(name: str) -> str:
    """Return the shape of a name: 9 for a digit, A for a capital, 文 for a Han character, a for any other letter."""
    return name.translate(_SHAPES)


def safe_names(raw: Sequence[str]) -> ColumnNames:
    """Turn what stands in a header into names that are clean, unique and safe to show, and say what was changed."""
    cleaned = [_clean(name) for name in raw]
    masked = [position for position, name in enumerate(cleaned, 1) if looks_personal(name)]
    empty = [position for position, name in enumerate(cleaned, 1) if not name]
    for position in masked:
        cleaned[position - 1] = shape_of(cleaned[position - 1])
    for position in empty:
        cleaned[position - 1] = f"column-{position}"
    names = make_unique(cleaned)
    repeated = sum(name != wish for name, wish in zip(names, cleaned, strict=True))
    notes = (
        *(ReadingNote(code="column-name-masked", values={"column": names[p - 1], "position": p}) for p in masked),
        *_counted("duplicate-column-names", repeated),
        *_counted("empty-column-names", len(empty)),
    )
    return ColumnNames(names, notes)


def numbered(count: int) -> tuple[str, ...]:
    """Return the names of columns that have none: `column-1`, `column-2` and so on."""
    return tuple(f"column-{position}" for position in range(1, count + 1))


def make_unique(wishes: Sequence[str]) -> tuple[str, ...]:
    """Return the names as wished, repeated ones numbered: `name`, `name-2`, `name-3`."""
    taken: set[str] = set()
    wanted = set(wishes)
    following: dict[str, int] = {}
    names = []
    for wish in wishes:
        name, number = wish, following.get(wish, 2)
        while name in taken or (name != wish and name in wanted):
            name, number = f"{wish}-{number}", number + 1
        following[wish] = number
        taken.add(name)
        names.append(name)
    return tuple(names)


def _clean(name: str) -> str:
    """Take out what cannot be seen, put every run of blanks and line breaks into one blank, shorten."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", name)).replace("\ufffd", "")
    return " ".join(visible.split())[:_LONGEST_NAME].strip().strip("\"'").strip()


class _Shapes(dict[int, str]):
    """The sign that stands for each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        shape = next((shape for shape, holds in _SIGNS if holds(sign)), sign)
        self[code] = shape
        return shape


_SIGNS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("9", str.isdigit),
    ("A", str.isupper),
    ("文", lambda sign: "\u3400" <= sign <= "\u9fff"),
    ("a", str.isalpha),
)
_SHAPES = _Shapes()


def _counted(code: str, count: int) -> tuple[ReadingNote, ...]:
    return (ReadingNote(code=code, values={"count": count}),) if count else ()
