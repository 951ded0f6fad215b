"""A pattern over the alphabet of shapes: a superset of the shapes of everything it matches, and what all of them share.

Used twice: to pass over cells that cannot match as a whole, and, for search inside text, to pass over texts no piece
of which could hold a match.
"""

import re
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from string import ascii_lowercase
from typing import Any, NamedTuple

from pia_toolkit.detection.catalogue.shapes import BEYOND_ASCII, DIGIT, LOWER, MARKS, UPPER

_LONGEST = 400
_NEVER = "(?!)"
_MANY_TURNS, _MOST_IN_ORDER = 8, 12
_LAST_OF_ASCII = 127
_SIGNS_OF = {
    chr(mark): frozenset(code for code in range(_LAST_OF_ASCII + 1) if MARKS[code] == mark) for mark in set(MARKS)
}
"""Mark to the ASCII signs that it stands for."""

_FOLDS_OUT_OF_ASCII = frozenset(map(ord, "KkSs"))  # the Kelvin sign and the long s equal them when case is ignored


@dataclass(frozen=True)
class ShapeLanguage:
    """What a pattern becomes over shapes.

    `regex` matches the shape of every match, and whatever has a shape that `sure` matches is a match. Every match has
    all marks of `needs`, none outside `allows` (None: any), between `shortest` and `longest` signs, at most `spaces`
    spaces, at least `digits` digits, contains `factor` in its shape, and has small letters out of `small` only.
    """

    regex: str
    sure: str
    shortest: int
    longest: int
    needs: frozenset[str]
    allows: frozenset[str] | None
    spaces: int
    digits: int
    factor: str
    small: frozenset[str]


def shape_language(regex: str) -> ShapeLanguage:
    """Re-emit a regex over the alphabet of shapes."""
    tree = sre_parser.parse(regex)
    part = _sequence(tree, ignore_case=bool(tree.state.flags & re.IGNORECASE))
    if part.open and part.wide > 1:  # any signs, many of them, and then more of some: slow to match in all ways
        part = part._replace(regex=_in_this_order(part.must), sure=_NEVER)
    return ShapeLanguage(
        regex=f"(?s:{part.regex})",
        sure=part.sure,
        shortest=part.shortest,
        longest=part.longest,
        needs=part.needs,
        allows=part.allows,
        spaces=part.spaces,
        digits=part.digits,
        factor=part.factor,
        small=part.small,
    )


class _Part(NamedTuple):
    """A piece of a pattern.

    `exact`: its only shape, if it has just one; `prefix`, `suffix`, `factor`: what all its shapes begin with, end
    with, contain; `must`: sets of marks, one mark of each comes in this order; `wide`: how many of its pieces come in
    very different numbers; `open`: one of these may be anything.
    """

    regex: str = ""
    sure: str = ""
    shortest: int = 0
    longest: int = 0
    needs: frozenset[str] = frozenset()
    allows: frozenset[str] | None = frozenset()
    spaces: int = 0
    digits: int = 0
    exact: str | None = ""
    prefix: str = ""
    suffix: str = ""
    factor: str = ""
    small: frozenset[str] = frozenset()
    must: tuple[frozenset[str], ...] = ()
    wide: int = 0
    open: bool = False

    def then(self, other: "_Part") -> "_Part":
        """Return this piece followed by another."""
        joint = self.suffix + other.prefix
        return _Part(
            regex=self.regex + other.regex,
            sure=self.sure + other.sure,
            shortest=self.shortest + other.shortest,
            longest=min(self.longest + other.longest, _LONGEST),
            needs=self.needs | other.needs,
            allows=_union(self.allows, other.allows),
            spaces=min(self.spaces + other.spaces, _LONGEST),
            digits=self.digits + other.digits,
            exact=None if self.exact is None or other.exact is None else self.exact + other.exact,
            prefix=self.prefix if self.exact is None else self.exact + other.prefix,
            suffix=other.suffix if other.exact is None else self.suffix + other.exact,
            factor=max((self.factor, other.factor, joint), key=len),
            small=self.small | other.small,
            must=(self.must + other.must)[:_MOST_IN_ORDER],
            wide=self.wide + other.wide,
            open=self.open or other.open,
        )


_ANYTHING = _Part(".", _NEVER, 1, 1, frozenset(), None, spaces=1, exact=None, small=frozenset(ascii_lowercase))


def _sequence(items: Iterable[Any], *, ignore_case: bool) -> _Part:
    return reduce(_Part.then, (_piece(item, ignore_case=ignore_case) for item in items), _Part())


def _piece(item: Any, *, ignore_case: bool) -> _Part:
    kind, value = item
    if kind in (sre.LITERAL, sre.IN):
        return _set([item] if kind is sre.LITERAL else value, ignore_case=ignore_case)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _repeat(value, ignore_case=ignore_case)
    if kind is sre.SUBPATTERN:
        _, added, _, inner = value
        return _sequence(inner, ignore_case=ignore_case or bool(added & re.IGNORECASE))
    if kind is sre.BRANCH:
        return _either([_sequence(branch, ignore_case=ignore_case) for branch in value[1]])
    if kind is sre.AT:
        return _Part(sure=_NEVER)
    return _ANYTHING


@cache
def _sign(codes: frozenset[int], *, ignore_case: bool) -> _Part:
    """Return the part for one sign out of `codes`."""
    marks = frozenset(chr(MARKS[code]) if code <= _LAST_OF_ASCII else BEYOND_ASCII for code in codes)
    if ignore_case and codes & _FOLDS_OUT_OF_ASCII:
        marks |= {BEYOND_ASCII}
    if ignore_case and marks & {UPPER, LOWER}:
        marks |= {UPPER, LOWER}
    all_of = frozenset(mark for mark in marks - {BEYOND_ASCII} if _SIGNS_OF[mark] <= codes)
    only = next(iter(marks)) if len(marks) == 1 else None
    told = only or ""
    return _Part(
        regex=_class(marks),
        sure=_class(all_of) if all_of else _NEVER,
        shortest=1,
        longest=1,
        needs=marks if only else frozenset(),
        allows=marks,
        spaces=int(" " in marks),
        digits=int(only == DIGIT),
        exact=only,
        prefix=told,
        suffix=told,
        factor=told,
        must=(marks,),
        small=frozenset(ascii_lowercase) & frozenset(chr(code).lower() if ignore_case else chr(code) for code in codes),
    )


def _in_this_order(sets: Sequence[frozenset[str]]) -> str:
    """Return a regex for one mark of each set in this order, whatever else there is."""
    return "".join(f"[^{_class(marks)[1:]}*{_class(marks)}" for marks in sets) + ".*"


def _class(marks: frozenset[str] | None) -> str:
    return "." if marks is None else "[" + "".join(re.escape(mark) for mark in sorted(marks)) + "]"


def _set(items: list[Any], *, ignore_case: bool) -> _Part:
    codes: set[int] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            codes.add(value)
        elif kind is sre.RANGE:
            low, high = value
            codes.update(range(low, min(high, _LAST_OF_ASCII) + 1))
            if high > _LAST_OF_ASCII:
                codes.add(high)
        else:  # a category or a negated set
            return _ANYTHING
    return _sign(frozenset(codes), ignore_case=ignore_case)


def _repeat(value: tuple[int, Any, Any], *, ignore_case: bool) -> _Part:
    least, most, repeated = value
    part = _sequence(repeated, ignore_case=ignore_case)
    endless = most is sre.MAXREPEAT
    ends = _ends_of_repeat(part, least, same=least == most)
    count = f"{{{least},}}" if endless else f"{{{least},{most}}}"
    wide = endless or most - least > _MANY_TURNS
    whole = _Part(
        regex=f"(?:{part.regex}){count}",
        sure=f"(?:{part.sure}){count}",
        shortest=part.shortest * least,
        longest=_LONGEST if endless else min(part.longest * int(most), _LONGEST),
        needs=part.needs if least else frozenset(),
        allows=part.allows,
        spaces=_LONGEST if endless and part.spaces else min(part.spaces * (1 if endless else int(most)), _LONGEST),
        digits=part.digits * least,
        exact=ends[0],
        prefix=ends[1],
        suffix=ends[2],
        factor=ends[3],
        small=part.small,
        must=(part.must * least)[:_MOST_IN_ORDER],
        wide=part.wide + wide,
        open=part.open or (wide and part.allows is None),
    )
    if part.shortest != part.longest and (endless or most > _MANY_TURNS):  # slow as well: any marks of it will do
        return whole._replace(regex=f"{_class(part.allows)}{{{whole.shortest},}}", sure=_NEVER)
    return whole


def _ends_of_repeat(part: _Part, least: int, *, same: bool) -> tuple[str | None, str, str, str]:
    """Return exact, prefix, suffix and factor of a piece that comes at least `least` times."""
    if not least:
        return ("" if same else None, "", "", "")
    if part.exact is not None:
        run = part.exact * min(least, _LONGEST)
        return (run if same else None, run, run, run)
    joint = part.suffix + part.prefix if least > 1 else ""
    return (None, part.prefix, part.suffix, max((part.factor, joint), key=len))


def _either(parts: list[_Part]) -> _Part:
    exact = parts[0].exact if len({part.exact for part in parts}) == 1 else None
    return _Part(
        regex="(?:" + "|".join(dict.fromkeys(part.regex for part in parts)) + ")",
        sure="(?:" + "|".join(dict.fromkeys(part.sure for part in parts)) + ")",
        shortest=min(part.shortest for part in parts),
        longest=max(part.longest for part in parts),
        needs=frozenset.intersection(*(part.needs for part in parts)),
        allows=reduce(_union, (part.allows for part in parts)),
        spaces=max(part.spaces for part in parts),
        digits=min(part.digits for part in parts),
        exact=exact,
        prefix=_common_start([part.prefix for part in parts]),
        suffix=_common_start([part.suffix[::-1] for part in parts])[::-1],
        factor=reduce(_common_run, (part.factor for part in parts)),
        small=frozenset().union(*(part.small for part in parts)),
        must=tuple(frozenset().union(*sets) for sets in zip(*(part.must for part in parts), strict=False)),
        wide=max(part.wide for part in parts),
        open=any(part.open for part in parts),
    )


def _union(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def _common_start(texts: Sequence[str]) -> str:
    shortest = min(texts, key=len)
    end = next((at for at, sign in enumerate(shortest) if any(text[at] != sign for text in texts)), len(shortest))
    return shortest[:end]


def _common_run(one: str, other: str) -> str:
    """Return the longest run of signs that both contain."""
    runs = (one[begin:end] for begin in range(len(one)) for end in range(len(one), begin, -1))
    return max((run for run in runs if run in other), key=len, default="")
