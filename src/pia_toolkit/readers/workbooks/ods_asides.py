"""What an OpenDocument workbook says beside its cells: properties, annotations, text boxes, links, lists, names."""

import re
import zipfile
from collections.abc import Callable

from pia_toolkit.domain.dataset import ReadingNote
from pia_toolkit.readers.packed.compressed import DAMAGED
from pia_toolkit.readers.workbooks.asides import PROPERTIES, Asides
from pia_toolkit.readers.workbooks.xml_elements import Element, MarkupRefused, elements

_LAST_AUTHOR, _OWN_PROPERTY = "creator", "user-defined"
_PAGE_TEXTS = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_UNREAD = re.compile(r"(?:Pictures|Basic|Scripts)/.|Object [0-9]+/content\.xml$")


def read_ods_asides(archive: zipfile.ZipFile) -> Asides:
    """Gather what the workbook says beside its cells. A part that cannot be read is told in a note."""
    asides = Asides()
    members = set(archive.namelist())
    parts: tuple[tuple[str, tuple[str, ...], Callable[[Asides, Element], None]], ...] = (
        ("meta.xml", ("meta", _OWN_PROPERTY), _take_property),
        ("styles.xml", _PAGE_TEXTS, _take_page_text),
        ("content.xml", tuple(_CONTENT), _take_content),
    )
    for member, wanted, take in parts:
        if member in members:
            try:
                with archive.open(member) as stream:
                    for element in elements(stream, wanted, {"table"}):
                        take(asides, element)
            except (MarkupRefused, *DAMAGED):
                asides.notes.append(ReadingNote(code="part-not-read", values={"part": member}))
    unread = sum(bool(_UNREAD.match(member)) for member in members)
    if unread:
        asides.notes.append(ReadingNote(code="embedded-not-read", values={"count": unread}))
    return asides


def _take_property(asides: Asides, element: Element) -> None:
    if element.name == _OWN_PROPERTY:
        asides.set_property(element.attributes.get("name", ""), element.text())
        return
    for name, text in element.leaves:
        if name == _LAST_AUTHOR:
            asides.set_property("last modified by", text)
        elif name in PROPERTIES:
            asides.set_property(PROPERTIES[name], text)


def _take_page_text(asides: Asides, element: Element) -> None:
    texts = [text for name, text in element.leaves if name not in _AUTOMATIC]
    asides.add_text("", "header or footer", " ".join(" ".join(texts).split()))


def _take_content(asides: Asides, element: Element) -> None:
    _CONTENT[element.name](asides, element, element.around.get("table", {}).get("name", ""))


def _take_annotation(asides: Asides, element: Element, sheet: str) -> None:
    text = "".join(text for name, text in element.leaves if name not in _ABOUT_ANNOTATION).strip()
    asides.comments.append((sheet, element.text(*_ABOUT_ANNOTATION[:1]), text))


def _take_validation(asides: Asides, element: Element, sheet: str) -> None:
    condition = element.attributes.get("condition", "")
    if "in-list(" in condition:
        asides.add_text(sheet, "list of choices", ", ".join(re.findall(r'"((?:[^"]|"")*)"', condition)))
    asides.add_text(sheet, "prompt", element.text())


def _take_name(asides: Asides, element: Element, _: str) -> None:
    texts = re.findall(r'"((?:[^"]|"")*)"', element.attributes.get("expression", ""))
    asides.names.append((element.attributes.get("name", ""), ", ".join(texts)))


def _take_link(asides: Asides, element: Element, sheet: str) -> None:
    target = element.attributes.get("href", "")
    if not target.startswith("#"):
        asides.add_text(sheet, "link", target)


def _take_changes(asides: Asides, element: Element, sheet: str) -> None:
    for name, text in element.leaves:
        if name not in _ABOUT_ANNOTATION[1:]:
            asides.add_text(sheet, "change history", text)


def _take_text_box(asides: Asides, element: Element, sheet: str) -> None:
    asides.add_text(sheet, "text box", element.text())


_AUTOMATIC = frozenset({"page-number", "page-count", "sheet-name", "date", "time", "title", "file-name"})
"""Elements of headers and footers that a program fills in."""
_ABOUT_ANNOTATION = ("creator", "date", "date-string", "creator-initials")
_CONTENT: dict[str, Callable[[Asides, Element, str], None]] = {
    "annotation": _take_annotation,
    "a": _take_link,
    "text-box": _take_text_box,
    "tracked-changes": _take_changes,
    "content-validation": _take_validation,
    "named-range": _take_name,
    "named-expression": _take_name,
}
