"""Which kinds of columns link two files, kept as data (`comparisons.yaml`), read and checked here."""

from functools import cache, cached_property
from typing import Literal

from pydantic import Field

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.domain.inventory import ColumnVerdict, EvidenceKind
from pia_toolkit.resources import beside

Method = Literal["text", "name", "code", "beginning", "number", "band", "date", "meaning"]


class Kind(Frozen):
    """Columns that say the same about somebody, whatever they are called."""

    id: str
    says: tuple[str, ...]
    method: Method = Field(alias="as")


class Whole(Frozen):
    """A kind that other columns hold in parts."""

    whole: str
    parts: tuple[str, ...]


class Comparisons(Frozen):
    """What decides which columns correspond and how they are compared; each field is explained in the file itself."""

    kinds: tuple[Kind, ...]
    wholes: tuple[Whole, ...]
    generic: str
    dates: tuple[str, ...]
    numbers: tuple[str, ...]
    codes: str
    meanings: dict[str, dict[str, tuple[str, ...]]]

    @cached_property
    def generic_categories(self) -> frozenset[str]:
        """Categories that say little about what a column means."""
        return frozenset(self.generic.split())

    @cached_property
    def code_categories(self) -> frozenset[str]:
        """Categories whose cells are codes."""
        return frozenset(self.codes.split())

    def kind_of(self, column: ColumnVerdict) -> str:
        """Return what a column says: by its header where that is known, else by its category."""
        concepts = [evidence.detail for evidence in column.evidence if evidence.kind is EvidenceKind.HEADER]
        for said in (*concepts, column.category):
            for kind in self.kinds:
                if said in kind.says:
                    return kind.id
        return column.category

    def method_of(self, kind: str) -> Method:
        """Return how columns of a kind are compared."""
        known = next((entry.method for entry in self.kinds if entry.id == kind), None)
        if known:
            return known
        if kind in self.dates:
            return "date"
        if kind in self.numbers:
            return "number"
        return "code" if kind in self.code_categories else "text"


@cache
def comparisons() -> Comparisons:
    """Return the shipped rules. Raises `ContentInvalid`."""
    return read_model(beside("disclosure_risk", "linkage") / "comparisons.yaml", Comparisons)
