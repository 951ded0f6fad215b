"""Which cell styles of an OpenDocument workbook show more digits than the cells hold."""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import takewhile

from pia_toolkit.readers.workbooks.number_formats import DigitFormat, digit_format
from pia_toolkit.readers.workbooks.xml_elements import Element, MarkupRefused, elements

_PARTS = ("styles.xml", "content.xml")
_WANTED = frozenset({"number", "text", "embedded-text", "style", "automatic-styles"})
_LONGEST = 64


def digit_styles_of_ods(archive: zipfile.ZipFile) -> Mapping[str, DigitFormat]:
    """Return the cell styles that show more digits than the cells hold, by their names.

    A part that cannot be read is told of elsewhere. Source: OpenDocument 1.3, part 3, 16.29 (number styles).
    """
    codes: dict[str, str] = {}
    found: dict[str, DigitFormat] = {}
    for part in (part for part in _PARTS if part in archive.namelist()):
        with archive.open(part) as stream, suppress(MarkupRefused):
            _gather(elements(stream, _WANTED, {"number-style"}), codes, found)
    return found


def _gather(styles: Iterator[Element], codes: dict[str, str], found: dict[str, DigitFormat]) -> None:
    """Gather number styles as `codes` and the cell styles that use them; what follows the styles is not read."""
    inner: list[tuple[int, str]] = []
    for element in takewhile(lambda element: element.name != "automatic-styles", styles):
        if element.name == "style":
            shown = digit_format(codes.get(element.attributes.get("data-style-name", ""), ""))
            if shown:
                found[element.attributes.get("name", "")] = shown
        elif "number-style" in element.around:
            name = element.around["number-style"].get("name", "")
            codes[name] = codes.get(name, "") + _code(element, inner)


def _code(element: Element, inner: list[tuple[int, str]]) -> str:
    """Return a part of a number style as a workbook of Excel would write it; texts within a number wait for it."""
    told = element.attributes
    quoted = f'"{element.text()}"'.replace("\\", "")
    if element.name == "embedded-text":
        inner.append((_number(told.get("position")), quoted))
        return ""
    if element.name == "text":
        return quoted
    code = "0" * min(_number(told.get("min-integer-digits")), _LONGEST)
    if told.get("grouping") == "true" or _number(told.get("decimal-places")) or told.get("display-factor"):
        code = "General"
    for position, text in sorted(inner):
        at = max(0, len(code) - position - sum(len(one) for place, one in inner if place < position))
        code = code[:at] + text + code[at:]
    inner.clear()
    return code


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
