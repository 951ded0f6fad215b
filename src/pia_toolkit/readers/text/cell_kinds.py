"""What one cell looks like. Only used to tell header from data and delimiters apart, never to judge a column."""

import re
from enum import StrEnum
from functools import lru_cache


class CellKind(StrEnum):
    """The kinds told apart here; `WORDS` is any text that is none of the others."""

    EMPTY = "empty"
    MISSING = "missing"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    EMAIL = "email"
    LINK = "link"
    DEVICE = "device"
    CODE = "code"
    WORDS = "words"


TYPED = frozenset(CellKind) - {CellKind.EMPTY, CellKind.MISSING, CellKind.WORDS, CellKind.CODE}
"""Kinds that a column name hardly ever has."""

_MISSING = frozenset(
    "- -- --- . .. … ? n/a na n.a. nan nil none null unknown unbekannt k.a. inconnu nc s/o "
    "desconocido sconosciuto onbekend неизвестно нет 无 未知 不详 不明 なし 없음 غير معروف άγνωστο".split()
) | {"#n/a", "#ref!", "not available", "keine angabe", "нет данных"}

_CLOCK = r"[0-9]{1,2}[:.h][0-9]{2}([:.][0-9]{2}([.,][0-9]+)?)?( ?[ap]\.?m\.?)?"
_ZONE = r"( ?(z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
_DAY = (
    r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}년 ?[0-9]{1,2}월 ?[0-9]{1,2}일"
    r"|[0-9]{1,2}[-. ]*[^\W\d_]{3,10}\.?[- ,]*[0-9]{4}|[^\W\d_]{3,10}\.? [0-9]{1,2}, ?[0-9]{4})"
)
_PATTERNS = (
    (CellKind.INTEGER, r"[-+]?([0-9]+|[0-9]{1,3}([ ,.’'\u00a0\u202f][0-9]{3})+)"),
    (CellKind.DATE, rf"{_DAY}([t ,]+{_CLOCK}{_ZONE})?"),
    (CellKind.DATE, r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([t ]?[0-9]{4,6}z?)?"),
    (
        CellKind.DECIMAL,
        r"[-+]?[€$£¥]? ?([0-9]{1,3}([ ,.’'\u00a0\u202f][0-9]{3})+|[0-9]*)[.,][0-9]+(e[-+]?[0-9]+)?( ?[%€$£¥°])?",
    ),
    (CellKind.DECIMAL, r"[-+]?[0-9]+ ?[%€$£¥°]|[-+]?[0-9]+e[-+]?[0-9]+"),
    (CellKind.TIME, _CLOCK + _ZONE),
    (CellKind.EMAIL, r"[^\s@,;|]+@[^\s@,;|]+\.[^\s@,;|]+"),
    (CellKind.LINK, r"(https?|ftp)://\S+|www\.\S+"),
    (CellKind.DEVICE, r"[0-9a-f]{2}([:-][0-9a-f]{2}){5}|[0-9]{1,3}(\.[0-9]{1,3}){3}"),
    (CellKind.DEVICE, r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]*[0-9][0-9a-f]{15,}"),
    (CellKind.DEVICE, r"[-+(]*[0-9][-+()/. 0-9]{5,}[0-9]"),
    (CellKind.CODE, r"(?=.*[0-9])[\w./#-]+([ -][\w./#-]{1,8}){0,3}"),
)
_NAMED = {f"pattern_{number}": kind for number, (kind, _) in enumerate(_PATTERNS)}
_ANY_OF_THEM = re.compile(
    "|".join(f"(?P<{name}>{pattern})" for name, (_, pattern) in zip(_NAMED, _PATTERNS, strict=True)), re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def kind_of(cell: str) -> CellKind:
    """Return what a cell looks like, surrounding blanks aside."""
    text = cell.strip()
    if not text:
        return CellKind.EMPTY
    if text.casefold() in _MISSING:
        return CellKind.MISSING
    if len(text) > 200:  # noqa: PLR2004  # nothing longer is typed, and patterns should not run on it
        return CellKind.WORDS
    found = _ANY_OF_THEM.fullmatch(text)
    return _NAMED[found.lastgroup or ""] if found else CellKind.WORDS
