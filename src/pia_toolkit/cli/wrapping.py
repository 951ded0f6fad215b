"""Text in lines that fit a terminal, where a Chinese character is two columns wide and may end a line."""

import re
import unicodedata

_NOT_FIRST = "，。、；：？！）》」』】”’％…,.;:?!)]}%"
_NOT_LAST = "（《「『【“‘([{"
_ZERO_WIDTH = ("Mn", "Me", "Cf")


def display_width(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return sum(_columns(sign) for sign in text)


def wrap(text: str, width: int, indent: str = "", hanging: int = 0) -> str:
    """Return a text in lines of at most `width` columns, each beginning with `indent`.

    Lines that go on a paragraph stand `hanging` columns further in. Its own line breaks stay. A word wider than a
    line stands on a line of its own. A closing sign never begins a line, nor does an opening one end it.
    """
    room = max(1, width - display_width(indent))
    lines = (line for paragraph in text.splitlines() or [""] for line in _fill(paragraph, room, hanging))
    return "\n".join(f"{indent}{line}" for line in lines)


def _fill(paragraph: str, room: int, hanging: int) -> list[str]:
    lines, line = [], ""
    for unit in _units(paragraph):
        if line.strip() and display_width(line + unit.rstrip()) > room:
            lines.append(line.rstrip())
            line = " " * hanging + unit.lstrip()
        else:
            line += unit
    return [*lines, line.rstrip()]


def _units(paragraph: str) -> list[str]:
    """Cut a text where a line may end: after spaces, and beside wide characters."""
    pieces = re.findall(r"\s+|[^\s]", paragraph)
    units: list[str] = []
    for piece in pieces:
        if units and _belongs_together(units[-1], piece):
            units[-1] += piece
        else:
            units.append(piece)
    return units


def _belongs_together(unit: str, piece: str) -> bool:
    if piece.isspace() or piece in _NOT_FIRST or _columns(piece) == 0:
        return True
    if unit[-1].isspace():
        return False
    return unit[-1] in _NOT_LAST or not (_is_wide(unit[-1]) or _is_wide(piece))


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in _ZERO_WIDTH:
        return 0
    return 2 if _is_wide(sign) else 1


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in {"W", "F"}
