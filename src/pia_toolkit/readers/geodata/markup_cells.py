"""An XML element as cells: `a.b` for what is within it, attributes beside elements."""

from collections import Counter
from collections.abc import Collection

from pia_toolkit.readers.geodata.markup import Node


class Cells(dict[str, str]):
    """The cells of one record; a name that occurs again is numbered, as `link-2`."""

    def __init__(self) -> None:
        super().__init__()
        self._counted: Counter[str] = Counter()

    def put(self, name: str, text: str) -> None:
        """Add a cell, unless it is empty."""
        text = text.strip()
        if not text:
            return
        self._counted[name] += 1
        free = name if self._counted[name] == 1 else f"{name}-{self._counted[name]}"
        while free in self:
            self._counted[name] += 1
            free = f"{name}-{self._counted[name]}"
        self[free] = text

    def gather(self, node: Node, left_out: Collection[str], way: str = "") -> None:
        """Add the attributes of an element, its text, and what is in the elements within it.

        `left_out`: names of attributes and elements that tell nothing.
        """
        before = f"{way}." if way else ""
        if node.name == "email" and {"id", "domain"} <= node.attributes.keys():
            self.put(way, f"{node.attributes['id']}@{node.attributes['domain']}")
            return
        for name, text in node.attributes.items():
            if name not in left_out:
                self.put(f"{before}{name}", text)
        if way:
            self.put(way, node.text)
        for child in node.children:
            if child.name not in left_out:
                self.gather(child, left_out, f"{before}{child.name}")


def node_cells(node: Node, left_out: Collection[str]) -> Cells:
    """Return the cells of a record."""
    cells = Cells()
    cells.gather(node, left_out)
    return cells
