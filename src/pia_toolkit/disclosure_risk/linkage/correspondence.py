"""Which columns of the data set and of the public file say the same: by what they hold, by header, as the user says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pia_toolkit.disclosure_risk.linkage.rules import Method, comparisons
from pia_toolkit.domain.inventory import ColumnVerdict, Role, TableVerdict
from pia_toolkit.domain.linkage_risk import FoundBy
from pia_toolkit.errors import PiaError, raise_all, unknown_column

_RUNNING_NUMBER = "record-number"


@dataclass(frozen=True)
class Pair:
    """Columns of both files that say the same, and how they are compared."""

    columns: tuple[str, ...]
    public_columns: tuple[str, ...]
    kind: str
    category: str
    method: Method
    found_by: tuple[FoundBy, ...]

    @property
    def by_user(self) -> bool:
        """Whether the user named the pair."""
        return FoundBy.USER in self.found_by

    @property
    def by_header_alone(self) -> bool:
        """Whether nothing but an equal header speaks for the pair."""
        return self.found_by == (FoundBy.HEADER,)


def pairs_named(named: Sequence[tuple[str, str]], verdict: TableVerdict, public: TableVerdict) -> tuple[Pair, ...]:
    """Return the pairs that the user names, as column of the data set and column of the public file.

    Several columns that make one are joined by `+`. Raises `UnknownColumn` for a column that is not there,
    `Several` for more than one.
    """
    problems: list[PiaError] = []
    found = []
    for ours, theirs in named:
        our_columns = _columns(ours, verdict, problems)
        their_columns = _columns(theirs, public, problems)
        if our_columns and their_columns:
            found.append(_pair(our_columns, their_columns, (FoundBy.USER,)))
    raise_all(problems)
    return tuple(found)


def find_pairs(verdict: TableVerdict, public: TableVerdict, taken: Iterable[Pair] = ()) -> tuple[Pair, ...]:
    """Return the columns that say the same according to detection and headers, the surest first.

    A column is in one pair at most. `taken`: pairs that stand already; their columns are left alone.
    """
    used = {name for pair in taken for name in pair.columns}
    public_used = {name for pair in taken for name in pair.public_columns}
    ours, theirs = _usable(verdict, used), _usable(public, public_used)
    ranked = sorted(
        (
            (-len(reasons) - (FoundBy.CATEGORY in reasons), our_place, their_place, reasons)
            for our_place, one in enumerate(ours)
            for their_place, other in enumerate(theirs)
            if (reasons := _reasons(one, other))
        ),
        key=lambda entry: entry[:3],
    )
    found: list[Pair] = []
    for _, our_place, their_place, reasons in ranked:
        one, other = ours[our_place], theirs[their_place]
        if one.name not in used and other.name not in public_used:
            used.add(one.name)
            public_used.add(other.name)
            found.append(_pair([one], [other], reasons))
    left = [column for column in ours if column.name not in used]
    public_left = [column for column in theirs if column.name not in public_used]
    return (*found, *_wholes(left, public_left))


def left_for_values(
    verdict: TableVerdict, pairs: Sequence[Pair], *, public: bool, fewest: int
) -> tuple[ColumnVerdict, ...]:
    """Return columns without a partner whose values alone may show one: words and codes of enough different values.

    Numbers and dates are none: small numbers and days are found in any two files.
    """
    used = {name for pair in pairs for name in (pair.public_columns if public else pair.columns)}
    return tuple(
        column
        for column in _usable(verdict, used)
        if column.profile.kind in ("token", "category", "text") and column.profile.distinct >= fewest
    )


def pair_by_values(one: ColumnVerdict, other: ColumnVerdict) -> Pair:
    """Return the pair of two columns whose values are largely the same."""
    return _pair([one], [other], (FoundBy.VALUES,))


def header_words(name: str) -> str:
    """Return a header in small letters and digits only: `Post_Code` and `postcode` are one."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _usable(verdict: TableVerdict, used: set[str]) -> list[ColumnVerdict]:
    return [
        column
        for column in verdict.columns
        if column.name not in used
        and column.role is not Role.FREE_TEXT
        and column.profile.filled
        and column.category != _RUNNING_NUMBER
    ]


def _reasons(one: ColumnVerdict, other: ColumnVerdict) -> tuple[FoundBy, ...]:
    rules = comparisons()
    kind, other_kind = rules.kind_of(one), rules.kind_of(other)
    same_header = header_words(one.name) == header_words(other.name)
    same_kind = kind == other_kind and kind not in rules.generic_categories
    return ((FoundBy.CATEGORY,) if same_kind else ()) + ((FoundBy.HEADER,) if same_header else ())


def _wholes(ours: list[ColumnVerdict], theirs: list[ColumnVerdict]) -> Iterable[Pair]:
    """Yield pairs in which one file has in several columns what the other has in one, such as a name."""
    rules = comparisons()
    for whole in rules.wholes:
        for one, other, turned in ((ours, theirs, False), (theirs, ours, True)):
            complete = next((column for column in one if rules.kind_of(column) == whole.whole), None)
            parts = [next((column for column in other if rules.kind_of(column) == part), None) for part in whole.parts]
            there = [part for part in parts if part is not None]
            if complete is None or len(there) < len(parts):
                continue
            yield (
                _pair(there, [complete], (FoundBy.CATEGORY,))
                if turned
                else _pair([complete], there, (FoundBy.CATEGORY,))
            )
            break


def _pair(ours: Sequence[ColumnVerdict], theirs: Sequence[ColumnVerdict], reasons: tuple[FoundBy, ...]) -> Pair:
    rules = comparisons()
    kinds = [rules.kind_of(column) for column in (*ours, *theirs)]
    if len(kinds) > 2:  # noqa: PLR2004  # one column on each side
        kind = next((whole.whole for whole in rules.wholes if whole.whole in kinds), kinds[0])
        method: Method = "name"
    else:
        kind = next((entry for entry in kinds if entry not in rules.generic_categories), kinds[0])
        method = rules.method_of(kind)
    return Pair(
        columns=tuple(column.name for column in ours),
        public_columns=tuple(column.name for column in theirs),
        kind=kind,
        category=ours[0].category,
        method=method,
        found_by=reasons,
    )


def _columns(named: str, verdict: TableVerdict, problems: list[PiaError]) -> list[ColumnVerdict]:
    """Return the columns that a name stands for; a header may hold a `+` of its own."""
    whole = verdict.column(named)
    if whole:
        return [whole]
    found = []
    for name in named.split("+"):
        column = verdict.column(name.strip())
        if column is None:
            problems.append(unknown_column(name.strip(), verdict.name, [entry.name for entry in verdict.columns]))
        else:
            found.append(column)
    return found
