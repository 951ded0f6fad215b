"""How tables of counts are written: words for totals, marks for hidden counts, kinds of columns, kept as data."""

from functools import cache

from pia_toolkit.content import read_model
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.resources import beside


class CountTableRules(Frozen):
    """The words and kinds; each is explained in the file itself."""

    total_words: frozenset[str]
    total_parts: frozenset[str]
    hidden_marks: frozenset[str]
    unclear_marks: frozenset[str]
    below: tuple[str, ...]
    at_most: tuple[str, ...]
    between: tuple[str, ...]
    and_over: tuple[str, ...]
    counts: frozenset[str]
    numbers: frozenset[str]
    people: frozenset[str]
    things: frozenset[str]
    no_dimension: frozenset[str]
    places: frozenset[str]
    of_people: frozenset[str]
    contributors: frozenset[str]
    amounts: frozenset[str]


@cache
def count_table_rules() -> CountTableRules:
    """Return the shipped rules, `rules/count_tables.yaml`. Raises `ContentInvalid`."""
    return read_model(beside("disclosure_risk", "rules") / "count_tables.yaml", CountTableRules)
