"""Patterns that must not be let in: what the linear engine cannot read, and what a backtracking one never finishes.

Whole cells and texts are searched by the linear engine inside polars; presidio, which weighs context words in free
text, tries the same patterns with a backtracking engine. There a pattern whose repetition can match one run of signs
in several ways takes exponential time. It is found as in Weideman et al. 2016, "Analyzing matching time behavior of
backtracking regular expression matchers by using ambiguity of NFA": a state from which two different paths over the
same signs lead back to itself.
"""

import re._constants as op
import re._parser as sre_parser
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeAlias

_MANY = 12
"""Repetitions from which on a bounded one is as slow as an unbounded one."""

_SEVERAL = 2
_MOST_REPEATED = 100_000
_LAST_SIGN = 0x10FFFF
_READ_BY_BOTH = frozenset(
    {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN, op.BRANCH, op.SUBPATTERN, op.MAX_REPEAT, op.MIN_REPEAT, op.AT}
)
Ranges = tuple[tuple[int, int], ...]
Tree: TypeAlias = Any  # what sre_parser returns has no types of its own


def find_problem(regex: str) -> str | None:
    """Return what forbids a pattern, or None. The pattern must be one that Python's `re` reads."""
    tree = sre_parser.parse(regex)
    if any(code not in _READ_BY_BOTH for code, _ in _nodes(tree)):
        return "only constructs that Python and Rust both know are allowed"
    if _size(tree) > _MOST_REPEATED:
        return "repetitions multiply to a pattern too large to compile"
    for code, argument in _nodes(tree):
        if code not in (op.MAX_REPEAT, op.MIN_REPEAT) or argument[1] < _MANY or not _varies(argument[2]):
            continue
        if _Automaton(argument[2]).is_ambiguous:
            return "catastrophic: a repetition that can match the same signs in several ways"
    return None


def _nodes(tree: Tree) -> Iterator[tuple[Tree, Tree]]:
    """Yield every node of a parse tree, the outer ones first."""
    for code, argument in tree:
        yield code, argument
        for inner in _children(code, argument):
            yield from _nodes(inner)


def _children(code: Tree, argument: Tree) -> list[Tree]:
    if code is op.BRANCH:
        return list(argument[1])
    if code in (op.SUBPATTERN, op.MAX_REPEAT, op.MIN_REPEAT):
        return [argument[-1]]
    return []


def _varies(tree: Tree) -> bool:
    """Whether what is repeated can match runs of signs of different lengths, or in more than one way."""
    return any(
        code is op.BRANCH or (code in (op.MAX_REPEAT, op.MIN_REPEAT) and argument[0] != argument[1])
        for code, argument in _nodes(tree)
    )


def _size(tree: Tree) -> int:
    """Return how many signs a pattern has when its counted repetitions are written out."""
    total = 0
    for code, argument in tree:
        inner = sum(_size(child) for child in _children(code, argument)) or 1
        repeated = argument[1] if code in (op.MAX_REPEAT, op.MIN_REPEAT) else 1
        total += inner * (argument[0] + 1 if repeated == op.MAXREPEAT else max(1, repeated))
    return total


class _Automaton:
    """The body of a repetition as a loop: states, steps without a sign, and steps that read one."""

    def __init__(self, body: Tree) -> None:
        self._silent: dict[int, list[int]] = defaultdict(list)
        self._reading: dict[int, list[tuple[Ranges, int]]] = defaultdict(list)
        self._states = 1
        self._silent[self._add(body, 0)].append(0)

    def _new(self) -> int:
        self._states += 1
        return self._states - 1

    def _add(self, tree: Tree, start: int) -> int:
        """Add a sequence that begins at `start`; return where it ends."""
        for code, argument in tree:
            if code is op.BRANCH:
                end = self._new()
                for branch in argument[1]:
                    self._silent[self._add(branch, start)].append(end)
                start = end
            elif code is op.SUBPATTERN:
                start = self._add(argument[-1], start)
            elif code in (op.MAX_REPEAT, op.MIN_REPEAT):
                least, most, inner = argument
                start = self._add_repeat(least, most, inner, start)
            elif code is not op.AT:
                end = self._new()
                self._reading[start].append((_ranges(code, argument), end))
                start = end
        return start

    def _add_repeat(self, least: int, most: Tree, body: Tree, start: int) -> int:
        for _ in range(min(least, 2)):
            start = self._add(body, start)
        if most >= _MANY:
            loop, end = self._new(), self._new()
            self._silent[start].append(loop)
            self._silent[self._add(body, loop)].append(loop)
            self._silent[loop].append(end)
            return end
        end = self._new()
        for _ in range(min(most - least, 2)):
            self._silent[start].append(end)
            start = self._add(body, start)
        self._silent[start].append(end)
        return end

    @property
    def is_ambiguous(self) -> bool:
        """Whether some state comes back to itself over the same signs on two different paths."""
        steps = {state: self._steps(state) for state in range(self._states)}
        targets = sorted({target for found in steps.values() for _, target, _ in found})
        return any(_returns_twice(state, steps) for state in targets)

    def _steps(self, start: int) -> list[tuple[Ranges, int, bool]]:
        """Return what can be read next, where it leads, and whether several silent paths lead there."""
        paths: dict[int, int] = defaultdict(int)
        waiting: list[tuple[int, frozenset[tuple[int, int]]]] = [(start, frozenset())]
        while waiting:
            state, passed = waiting.pop()
            paths[state] += 1
            if paths[state] <= _SEVERAL:
                steps = ((state, after) for after in self._silent[state])
                waiting.extend((step[1], passed | {step}) for step in steps if step not in passed)
        return [(signs, target, paths[state] > 1) for state in paths for signs, target in self._reading[state]]


def _returns_twice(state: int, steps: dict[int, list[tuple[Ranges, int, bool]]]) -> bool:
    """Search pairs of states reached over the same signs."""
    seen = {(state, state, False)}
    waiting = deque(seen)
    while waiting:
        one, other, parted = waiting.popleft()
        for place, (signs, first, several) in enumerate(steps[one]):
            for position, (others, second, _) in enumerate(steps[other]):
                if not _overlap(signs, others):
                    continue
                apart = parted or (one == other and (place != position or several)) or one != other
                if apart and first == second == state:
                    return True
                if (first, second, apart) not in seen:
                    seen.add((first, second, apart))
                    waiting.append((first, second, apart))
    return False


def _ranges(code: Tree, argument: Tree) -> Ranges:
    """Return the signs that a node reads, as ranges of code points."""
    if code is op.ANY:
        return ((0, _LAST_SIGN),)
    if code is op.LITERAL:
        return ((argument, argument),)
    if code is op.NOT_LITERAL:
        return _complement(((argument, argument),))
    ranges = [part if kind is op.RANGE else (part, part) for kind, part in argument if kind in (op.RANGE, op.LITERAL)]
    return _complement(tuple(ranges)) if argument[0][0] is op.NEGATE else tuple(ranges)


def _complement(ranges: Ranges) -> Ranges:
    edges = [(-1, -1), *sorted(ranges), (_LAST_SIGN + 1, _LAST_SIGN + 1)]
    return tuple((before[1] + 1, after[0] - 1) for before, after in pairwise(edges) if before[1] + 1 <= after[0] - 1)


def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(low <= last and first <= high for low, high in one for first, last in other)
