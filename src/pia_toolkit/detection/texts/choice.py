"""Which texts of a column the language models read, and what that says of the texts they did not read.

Reading with a model takes some milliseconds a text, so a column has a budget. Half of it goes to texts drawn evenly:
they alone tell how many others may hold something. The other half goes to the texts that most likely hold something.
The choice depends on the texts only; the same column is read the same way each time.
"""

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pia_toolkit.detection.names.gazetteer import east_asian_words, rule_words

TEXTS_READ, CHARACTERS_READ = 400, 60_000
"""What is read of a column, about three seconds on two cores. No time limit: every machine gives the same answer."""

CHARACTERS_LISTED = 300_000
"""What is searched of a column with the list of names, which takes a second or two; the models read a part of it."""

COLUMNS_IN_FULL = 10
"""In a table with more columns of texts, each has its part of what so many would have together."""

LONGEST_READ = 1000
"""Characters of a text that are read; names in what follows are not looked for, patterns are."""

_LEAST_PART = 0.04
_CONFIDENCE_Z = 1.6449
_RULE_OF_THREE = 3
_PAIR = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]+ [^\W\d_a-zß-ÿ][^\W\d_]+")
_NUMBERS = re.compile(r"@|[0-9](?:[ ./-]?[0-9]){6}")
_UNLIKELY = 3


@dataclass(frozen=True)
class Choice:
    """Places of the texts that are read: those drawn evenly, the likely ones, and the rank of every text."""

    drawn: frozenset[int]
    likely: frozenset[int]
    ranks: tuple[int, ...]

    @property
    def read(self) -> list[int]:
        """All that are read, in order."""
        return sorted(self.drawn | self.likely)

    def estimate(self, hits: frozenset[int]) -> float:
        """Return the share of all texts that hold something, when `hits` of those read do.

        Each rank counts by how many texts have it, so that reading likely texts first does not raise the share.
        """
        texts, read = Counter(self.ranks), Counter(self.ranks[place] for place in self.read)
        held = Counter(self.ranks[place] for place in hits)
        return sum(texts[rank] * held[rank] / read[rank] for rank in held) / max(1, len(self.ranks))


def first_texts(values: Iterable[str]) -> list[str]:
    """Return as many of the texts, each cut to what is read of it, as are searched with the list of names."""
    budget, texts = _Budget(sys.maxsize, CHARACTERS_LISTED), list[str]()
    for text in values:
        if not budget.takes(text):
            break
        texts.append(text[:LONGEST_READ])
    return texts


def choose(texts: Sequence[str], named: frozenset[int], columns: int = 1) -> Choice:
    """Choose the texts to read. `texts` stand in an order that is itself random, such as that of their hashes.

    `named` are the places of texts in which the list of names found somebody; `columns` is how many columns of texts
    the table has.
    """
    part = min(1.0, max(_LEAST_PART, COLUMNS_IN_FULL / columns))
    budget = _Budget(int(part * TEXTS_READ), int(part * CHARACTERS_READ))
    ranks = tuple(0 if place in named else _rank(text) for place, text in enumerate(texts))
    half = _Budget(budget.texts // 2, budget.characters // 2)
    drawn = set()
    for place, text in enumerate(texts):
        if not half.takes(text):
            break
        budget.takes(text)
        drawn.add(place)
    likely = set()
    for place in sorted(range(len(drawn), len(texts)), key=lambda place: (ranks[place], place)):
        if ranks[place] == _UNLIKELY or not budget.takes(texts[place]):
            break
        likely.add(place)
    for place in range(len(drawn), len(texts)):  # what is left is drawn evenly too
        if place not in likely and not budget.takes(texts[place]):
            break
        drawn.add(place)
    return Choice(frozenset(drawn), frozenset(likely - drawn), ranks)


def upper_bound(held: int, read: int) -> float:
    """Return the largest share of texts to be expected when `held` of `read` evenly drawn ones hold something.

    At 95 % confidence, one-sided: the rule of three when none does (Hanley and Lippman-Hand 1983), else Wilson's
    score bound (1927).
    """
    if not read:
        return 1.0
    if not held:
        return min(1.0, _RULE_OF_THREE / read)
    share, z = held / read, _CONFIDENCE_Z
    middle = share + z * z / (2 * read)
    spread = z * math.sqrt(share * (1 - share) / read + z * z / (4 * read * read))
    return min(1.0, (middle + spread) / (1 + z * z / read))


def _rank(text: str) -> int:
    """Return 1 for a text with a form of address or a phrase before names, 2 for capitals or long numbers, else 3."""
    head = text[:LONGEST_READ]
    if _cues().search(head.casefold()):
        return 1
    return 2 if _PAIR.search(head) or _NUMBERS.search(head) else _UNLIKELY


@dataclass
class _Budget:
    """What may still be read."""

    texts: int
    characters: int

    def takes(self, text: str) -> bool:
        """Whether a text fits, which then is taken."""
        length = min(len(text), LONGEST_READ)
        if self.texts < 1 or self.characters < length:
            return False
        self.texts, self.characters = self.texts - 1, self.characters - length
        return True


@cache
def _cues() -> re.Pattern[str]:
    rules, han = rule_words(), east_asian_words()
    words = rules["plain_titles"] | rules["cues"] | rules["residence_cues"]
    signs = han["chinese_cues_before"] | han["chinese_titles"] | han["chinese_residence_cues"]
    either = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])|{'|'.join(map(re.escape, sorted(signs)))}")
