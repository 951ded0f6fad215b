"""A pattern over the alphabet of shapes: a superset of the shapes of everything it matches, and what all of them share.

Used twice: to pass over columns no cell of which could match, and, for search inside text, to pass over texts that
lack a run of signs that every match contains.
"""

import re
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, NamedTuple

from pia_toolkit.detection.shapes import COARSE, FINE

_LONGEST = 400
_DIGIT, _UPPER, _LOWER = ord("9"), ord("A"), ord("a")
_FOLDS_OUT_OF_ASCII = frozenset(map(ord, "KkSs"))  # the Kelvin sign and the long s equal them when case is ignored


@dataclass(frozen=True)
class ShapeLanguage:
    """What a pattern becomes over shapes.

    Every match has all classes of `needs`, none outside `allows` (None: any), between `shortest` and `longest` signs,
    at most `spaces` spaces, at least `digits` digits, and contains `factor` in its fine shape.
    """

    fine: str
    coarse: str
    shortest: int
    longest: int
    needs: frozenset[str]
    allows: frozenset[str] | None
    spaces: int
    digits: int
    factor: str

    def could_match(self, length: int, spaces: int, classes: frozenset[str]) -> bool:
        """Whether a shape of this length, with so many spaces, made of `classes`, could be one of ours."""
        if not self.shortest <= length <= self.longest or spaces > self.spaces or not self.needs <= classes:
            return False
        return self.allows is None or classes <= self.allows


def shape_language(regex: str) -> ShapeLanguage:
    """Re-emit a regex over the shape alphabets."""
    tree = sre_parser.parse(regex)
    part = _sequence(tree, ignore_case=bool(tree.state.flags & re.IGNORECASE))
    return ShapeLanguage(
        fine=f"^(?s:{part.fine})$",
        coarse=f"^(?s:{part.coarse})$",
        shortest=part.shortest,
        longest=part.longest,
        needs=part.needs,
        allows=part.allows,
        spaces=part.spaces,
        digits=part.digits,
        factor=part.factor,
    )


class _Part(NamedTuple):
    """A piece of a pattern.

    `exact`: its only fine shape, if it has just one; `prefix`, `suffix`, `factor`: what all its fine shapes begin
    with, end with, contain.
    """

    fine: str = ""
    coarse: str = ""
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

    def then(self, other: "_Part") -> "_Part":
        """Return this piece followed by another."""
        joint = self.suffix + other.prefix
        return _Part(
            fine=self.fine + other.fine,
            coarse=self.coarse + other.coarse,
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
        )


_ANYTHING = _Part(".", ".", 1, 1, frozenset(), None, spaces=1, exact=None)


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
        return _Part()
    return _ANYTHING


@cache
def _sign(codes: frozenset[int], *, ignore_case: bool) -> _Part:
    """Return the part for one sign out of `codes`."""
    marks = {FINE[code] for code in codes if code <= 127}
    if any(code > 127 for code in codes) or (ignore_case and codes & _FOLDS_OUT_OF_ASCII):
        marks.add(_LOWER)
    if ignore_case and marks & {_UPPER, _LOWER}:
        marks |= {_UPPER, _LOWER}
    fine = frozenset(chr(mark) for mark in marks)
    coarse = frozenset(chr(COARSE[mark]) for mark in marks)
    only = next(iter(fine)) if len(fine) == 1 else None
    told = only or ""
    return _Part(
        fine=_class(fine),
        coarse=_class(coarse),
        shortest=1,
        longest=1,
        needs=fine if only else frozenset(),
        allows=fine,
        spaces=int(" " in fine),
        digits=int(only == "9"),
        exact=only,
        prefix=told,
        suffix=told,
        factor=told,
    )


def _class(marks: frozenset[str]) -> str:
    return "[" + "".join(re.escape(mark) for mark in sorted(marks)) + "]"


def _set(items: list[Any], *, ignore_case: bool) -> _Part:
    codes: set[int] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            codes.add(value)
        elif kind is sre.RANGE:
            low, high = value
            codes.update(range(low, min(high, 127) + 1))
            if high > 127:
                codes.add(high)
        else:  # a category or a negated set
            return _ANYTHING
    return _sign(frozenset(codes), ignore_case=ignore_case)


def _repeat(value: tuple[int, Any, Any], *, ignore_case: bool) -> _Part:
    least, most, inner = value
    part = _sequence(inner, ignore_case=ignore_case)
    endless = most is sre.MAXREPEAT
    count = f"{{{least},}}" if endless else f"{{{least},{most}}}"
    ends = _ends_of_repeat(part, least, same=least == most)
    return _Part(
        fine=f"(?:{part.fine}){count}",
        coarse=f"(?:{part.coarse}){count}",
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
    )


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
        fine="(?:" + "|".join(part.fine for part in parts) + ")",
        coarse="(?:" + "|".join(part.coarse for part in parts) + ")",
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
