"""Text of a case made safe to place: no invisible controls, nothing a spreadsheet could take for a formula.

Column names come from files of strangers; a report must show them and not obey them.
"""

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_KEPT = "\n\t"
_NO_CHARACTER = 0xFFFE
"""The last two places of every plane are no characters and not allowed in XML."""
_DIRECTION_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
_FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠﹢﹣﹫−")


def show_controls(text: str) -> str:
    """Return `text` with control characters and direction overrides replaced by a visible sign.

    Line breaks and tabs stay. A direction override could make `gpj.exe` read as `exe.jpg`; control characters
    are not allowed in HTML or in a spreadsheet.
    """
    return "".join(_REPLACEMENT if _is_control(character) else character for character in text)


def may_be_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula, by its first visible character (CWE-1236)."""
    return any(start in _FORMULA_STARTS for start in (text[:1], text.lstrip()[:1]) if start)


def _is_control(character: str) -> bool:
    if character in _KEPT:
        return False
    is_no_character = ord(character) & _NO_CHARACTER == _NO_CHARACTER
    return is_no_character or character in _DIRECTION_CONTROLS or unicodedata.category(character) in {"Cc", "Cs"}
