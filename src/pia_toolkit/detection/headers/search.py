"""Which phrases of the lexicon stand in a column name, language by language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pia_toolkit.detection.headers.lexicon import Entry, Language, Lexicon
from pia_toolkit.detection.headers.words import Word, split_header

_MOST_WORDS = 12
_MOST_CHARACTERS = 28
_SHORTEST_JOINED = 4
_SHORTEST_LEFT = 4
_LINKING_LETTERS = ("s", "n", "en", "es")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a header, from character `start` to before `end`, and where its first word stands."""

    start: int
    end: int
    words: int
    entry: Entry
    language: str
    place: tuple[int, int, bool]
    spaced: bool

    @property
    def is_filler(self) -> bool:
        """Whether the phrase means none of the concepts."""
        return not any(self.entry)

    def overlaps(self, other: "Match") -> bool:
        """Whether both use a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Found:
    """What one language finds in a header: every phrase, and the longest ones that do not overlap."""

    language: str
    every: tuple[Match, ...]
    longest: tuple[Match, ...]

    @property
    def coverage(self) -> int:
        """Characters of the header that the language explains."""
        return sum(match.end - match.start for match in self.longest)

    def rank(self, languages: Sequence[str]) -> tuple[int, int, int, bool]:
        """Explains more, in fewer phrases, in a language of the table, with a word that means something."""
        place = languages.index(self.language) if self.language in languages else len(languages)
        return (-self.coverage, len(self.longest), place, all(match.is_filler for match in self.longest))


@lru_cache(maxsize=4096)
def search(name: str, lexicon: Lexicon) -> tuple[Found, ...]:
    """Return what each language that knows a word of a header finds in it."""
    words = split_header(name)
    return tuple(found for language in lexicon.languages if (found := _search_in(words, language)).longest)


def longest_apart(matches: Sequence[Match]) -> list[Match]:
    """Return the longest matches that do not overlap, the earlier ones first among equals."""
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        if not any(match.overlaps(other) for other in chosen):
            chosen.append(match)
    return chosen


def _search_in(words: Sequence[Word], language: Language) -> Found:
    pieces = _pieces(words, language)
    every = [*_find_alone(pieces, language), *_find_phrases(pieces, language)]
    longest = longest_apart(every)
    torn_out = {match for match in longest if _is_torn_out(match, pieces, longest)}
    return Found(
        language.code,
        tuple(match for match in every if match not in torn_out),
        tuple(match for match in longest if match not in torn_out),
    )


def _find_alone(pieces: Sequence[Word], language: Language) -> list[Match]:
    """Find phrases that count only when nothing else stands in the header, its last segment or its part."""
    found = []
    for place in dict.fromkeys(piece.place for piece in pieces):
        group = [piece for piece in pieces if piece.place == place and not piece.is_number]
        entry = language.alone.get("".join(piece.text for piece in group))
        if entry:
            found.append(_match(group, entry, language))
    return found


def _find_phrases(pieces: Sequence[Word], language: Language) -> list[Match]:
    stems = [language.stem(piece.text) if piece.spaced else piece.text for piece in pieces]
    found = []
    for first in range(len(pieces)):
        phrase = stem = ""
        most = _MOST_WORDS if pieces[first].spaced else _MOST_CHARACTERS
        for last in range(first, min(first + most, len(pieces))):
            phrase += pieces[last].text
            stem += stems[last]
            entry = language.find(phrase, stem)
            if entry and _may_be(pieces, first, last):
                found.append(_match(pieces[first : last + 1], entry, language))
    return found


def _match(pieces: Sequence[Word], entry: Entry, language: Language) -> Match:
    words = len(pieces) if pieces[0].spaced else 1
    return Match(pieces[0].start, pieces[-1].end, words, entry, language.code, pieces[0].place, pieces[0].spaced)


def _may_be(pieces: Sequence[Word], first: int, last: int) -> bool:
    """Whether words may be read together as a phrase, and a phrase may begin and end here."""
    inside = pieces[first : last + 1]
    if not inside[0].spaced:
        return not (_splits_word(pieces, first) or _splits_word(pieces, last + 1))
    if inside[-1].end - inside[0].start >= _SHORTEST_JOINED:
        return True
    return all(piece.glued for piece in inside[1:]) or all(len(piece.text) == 1 for piece in inside)


def _splits_word(pieces: Sequence[Word], place: int) -> bool:
    """Whether a phrase that ends before `place` would break a katakana word or a Thai syllable."""
    if not 0 < place < len(pieces) or pieces[place].place != pieces[place - 1].place:
        return False
    before, after = pieces[place - 1].text[0], pieces[place].text[0]
    katakana = all("\u30a1" <= char <= "\u30ff" for char in (before, after))
    return katakana or "\u0e30" <= after <= "\u0e3a" or "\u0e45" <= after <= "\u0e4e" or "\u0e40" <= before <= "\u0e44"


def _is_torn_out(match: Match, pieces: Sequence[Word], longest: Sequence[Match]) -> bool:
    """Whether a match is one character of a longer word that the lexicon does not know (性 in 特性)."""
    place = next(index for index, piece in enumerate(pieces) if piece.start == match.start)
    if match.end - match.start > 1 or pieces[place].spaced:
        return False
    neighbours = [piece for piece in pieces[max(place - 1, 0) : place + 2] if piece.place == pieces[place].place]
    return any(
        not piece.spaced and not any(other.start <= piece.start < other.end for other in longest)
        for piece in neighbours
    )


def _pieces(words: Sequence[Word], language: Language) -> list[Word]:
    """Return the words as one language sees them: its own characters, its compounds taken apart."""
    pieces: list[Word] = []
    for word in words:
        if not word.spaced and language.same_characters:
            pieces.append(replace(word, text=word.text.translate(language.same_characters)))
        elif language.compounds and word.spaced and len(word.text) >= _SHORTEST_LEFT + language.compounds:
            start = word.start
            for part in _split_compound(word.text, language) or [word.text]:
                pieces.append(replace(word, text=part, start=start))
                start += len(part)
        else:
            pieces.append(word)
    return pieces


def _split_compound(word: str, language: Language) -> list[str] | None:
    """Take a compound apart when every half is a word of the language: `antragstellername`."""
    if language.find(word, language.stem(word)):
        return None
    for place in range(len(word) - language.compounds, _SHORTEST_LEFT - 1, -1):
        left, right = word[:place], word[place:]
        linked = any(left.endswith(link) and _is_half(left.removesuffix(link), language) for link in _LINKING_LETTERS)
        if linked or _is_half(left, language):
            rest = [right] if _is_half(right, language) else _split_compound(right, language)
            if rest:
                return [left, *rest]
    return None


def _is_half(word: str, language: Language) -> bool:
    entry = language.phrases.get(word) or language.alone.get(word)
    return entry is not None and any(entry)
