"""What a column name says: the ideas it names, whose they are, and whether it only tells about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pia_toolkit.detection.header_lexicon import (
    PERSONS,
    THINGS,
    Entry,
    Language,
    Lexicon,
    Subject,
    load_lexicon,
)
from pia_toolkit.detection.header_words import Word, split_header

__all__ = ["ConceptHit", "HeaderReading", "Lexicon", "load_lexicon", "order_languages", "read_header"]

# What a word becomes once it is known whose it is.
_OF_A_PERSON = {
    "name": "person-name",
    "id": "person-id",
    "code": "person-id",
    "address": "home-address",
    "image": "portrait",
    "weight": "body-measure",
    "dimension": "body-measure",
    "score": "person-score",
}
_OF_A_THING = {"name": "thing-name", "address": "facility-address"}
# The name or code of a district is that district.
_STANDS_FOR_ITS_OWNER = frozenset({"name", "code", "id", "title"})
_OWNERS = frozenset((*PERSONS, *THINGS))
_MOST_WORDS = 12
_SHORTEST_JOINED = 4


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """One idea of `concepts.yaml` that a header names.

    `phrase_tokens`: words of the phrase (one for scripts without spaces); `whole`: nothing else stands in the
    header, or in the half of a header in two languages.
    """

    concept: str
    phrase_tokens: int
    language: str
    whole: bool


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """A header understood: `concepts` is what the column holds, in order of appearance.

    `owners` are ideas that only say whose it is (`child` in `child's address`); they stand under `concepts` when
    nothing else does. `about` are words saying that the column tells about a thing without holding it.
    """

    tokens: tuple[str, ...]
    concepts: tuple[ConceptHit, ...]
    about: tuple[str, ...]
    subject: Subject | None
    owners: tuple[str, ...] = ()

    def names(self, *concepts: str) -> bool:
        """Whether the header names one of `concepts`."""
        return any(hit.concept in concepts for hit in self.concepts)


@dataclass(frozen=True, slots=True)
class _Match:
    """A phrase found in a header, from character `start` to before `end`."""

    start: int
    end: int
    words: int
    entry: Entry
    language: str

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.entry.concepts

    @property
    def is_filler(self) -> bool:
        return not any(self.entry)

    def overlaps(self, other: "_Match") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class _Found:
    """What one language finds in a header: every phrase, and the longest ones that do not overlap."""

    language: Language
    every: tuple[_Match, ...]
    longest: tuple[_Match, ...]

    @property
    def coverage(self) -> int:
        return sum(match.end - match.start for match in self.longest)

    def rank(self, languages: Sequence[str]) -> tuple[int, int, int, bool]:
        """Explains more, in fewer phrases, in a language of the table, with a word that means something."""
        code = self.language.code
        place = languages.index(code) if code in languages else len(languages)
        return (-self.coverage, len(self.longest), place, all(match.is_filler for match in self.longest))


def read_header(name: str, lexicon: Lexicon, languages: Sequence[str] = ()) -> HeaderReading:
    """Say what a column name means, in whatever language it is written.

    Whole words only. The language that explains most of the name goes first; among equals the one that stands first
    in `languages` (see `order_languages`), else the more widespread one. Longer phrases win over shorter ones.
    """
    words = split_header(name)
    found = sorted(_search(name, lexicon), key=lambda entry: entry.rank(languages))
    taken: list[_Match] = []
    for entry in found:
        taken += [match for match in entry.longest if not any(match.overlaps(other) for other in taken)]
    taken.sort(key=lambda match: match.start)
    hits = _in_last_segment([match for match in taken if match.concepts], words)
    content = [match for match in hits if not _OWNERS.issuperset(match.concepts)]
    speaking = {match.language for match in taken}
    every = [match for entry in found if entry.language.code in speaking for match in entry.every]
    owner = _find_owner(every, content)
    concepts = [hit for match in content or hits for hit in _understand(match, owner, words, taken)]
    about = [match for match in taken if match.entry.about and any(hit is not match for hit in hits)]
    return HeaderReading(
        tokens=_tokens(words),
        concepts=tuple(dict.fromkeys(concepts)),
        about=tuple(_text(match, words) for match in about),
        subject=owner.entry.subject if owner else None,
        owners=_owners(taken, concepts),
    )


def order_languages(names: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the languages in which the headers of one table can be read, the one that explains most first.

    A word such as `data`, `art` or `nombre` means different things in different languages; the headers beside it
    tell which language is meant.
    """
    coverage: dict[str, int] = {}
    for name in names:
        for found in _search(name, lexicon):
            coverage[found.language.code] = coverage.get(found.language.code, 0) + found.coverage
    return tuple(sorted((code for code in coverage if coverage[code]), key=lambda code: -coverage[code]))


@lru_cache(maxsize=4096)
def _search(name: str, lexicon: Lexicon) -> tuple[_Found, ...]:
    words = split_header(name)
    return tuple(found for language in lexicon.languages if (found := _search_in(words, language)).every)


def _search_in(words: Sequence[Word], language: Language) -> _Found:
    """Find every phrase of one language; then keep the longest ones that do not overlap."""
    pieces = _pieces(words, language)
    every = [*_find_alone(pieces, language), *_find_phrases(pieces, language)]
    longest: list[_Match] = []
    for match in sorted(every, key=lambda match: (match.start - match.end, match.start)):
        if not any(match.overlaps(other) for other in longest):
            longest.append(match)
    return _Found(language, tuple(every), tuple(longest))


def _find_alone(pieces: Sequence[Word], language: Language) -> list[_Match]:
    """Find phrases that count only when nothing else stands in the header, its last segment or its part."""
    found = []
    for place in {(piece.segment, piece.part) for piece in pieces}:
        group = [piece for piece in pieces if (piece.segment, piece.part) == place and not piece.is_number]
        entry = language.find_alone("".join(piece.text for piece in group))
        if entry:
            count = len(group) if group[0].spaced else 1
            found.append(_Match(group[0].start, group[-1].end, count, entry, language.code))
    return found


def _find_phrases(pieces: Sequence[Word], language: Language) -> list[_Match]:
    stems = [language.stem(piece.text) if piece.spaced else piece.text for piece in pieces]
    found = []
    for first in range(len(pieces)):
        phrase = stem = ""
        for last in range(first, min(first + _MOST_WORDS, len(pieces))):
            phrase += pieces[last].text
            stem += stems[last]
            entry = language.find(phrase, stem)
            if entry and _may_be(pieces, first, last):
                count = last - first + 1 if pieces[first].spaced else 1
                found.append(_Match(pieces[first].start, pieces[last].end, count, entry, language.code))
    return found


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
    if not 0 < place < len(pieces) or pieces[place].part != pieces[place - 1].part:
        return False
    before, after = pieces[place - 1].text[0], pieces[place].text[0]
    katakana = all("\u30a1" <= char <= "\u30ff" for char in (before, after))
    return katakana or "\u0e30" <= after <= "\u0e3a" or "\u0e45" <= after <= "\u0e4e" or "\u0e40" <= before <= "\u0e44"


def _pieces(words: Sequence[Word], language: Language) -> list[Word]:
    """Return the words as one language sees them: its own characters, its compounds taken apart."""
    pieces: list[Word] = []
    for word in words:
        if not word.spaced and language.same_characters:
            text = word.text.translate(language.same_characters)
            pieces.append(replace(word, text=text))
        elif language.compounds and word.spaced and len(word.text) >= 2 * _SHORTEST_JOINED - 1:
            start = word.start
            for part in _split_compound(word.text, language) or [word.text]:
                pieces.append(replace(word, text=part, start=start))
                start += len(part)
        else:
            pieces.append(word)
    return pieces


def _split_compound(word: str, language: Language) -> list[str] | None:
    """Take a compound apart when every half is a word of the language: `antragstellername`."""
    if word in language.phrases or language.stem(word) in language.stems:
        return None
    for place in range(len(word) - 3, _SHORTEST_JOINED - 1, -1):
        left, right = word[:place], word[place:]
        if _is_half(left, language) or any(
            left.endswith(link) and _is_half(left.removesuffix(link), language) for link in ("s", "n", "en", "es")
        ):
            rest = [right] if _is_half(right, language) else _split_compound(right, language)
            if rest:
                return [left, *rest]
    return None


def _is_half(word: str, language: Language) -> bool:
    entry = language.phrases.get(word)
    return bool(entry and any(entry)) or language.find_alone(word) is not None


def _in_last_segment(matches: list[_Match], words: Sequence[Word]) -> list[_Match]:
    """Of a nested name (`properties.owner.name`) keep what the last segment names, if it names anything."""
    last = words[-1].segment if words else 0
    start = min((word.start for word in words if word.segment == last), default=0)
    return [match for match in matches if match.end > start] or matches


def _find_owner(every: Iterable[_Match], content: Sequence[_Match]) -> _Match | None:
    """Find the word that says whose the content is: the nearest; of equals a person."""
    owners: list[_Match] = []
    for match in sorted(every, key=lambda match: (match.start - match.end, match.start)):
        if match.entry.subject and not any(match.overlaps(other) for other in owners):
            owners.append(match)

    def distance(owner: _Match) -> tuple[int, int, bool]:
        person = owner.entry.subject == "person"
        if any(owner.overlaps(match) for match in content):
            return (0 if person else 2, 0, not person)
        gap = min((max(owner.start - match.end, match.start - owner.end) for match in content), default=0)
        return (1, gap, not person)

    return min(owners, key=distance, default=None)


def _understand(match: _Match, owner: _Match | None, words: Sequence[Word], taken: Sequence[_Match]) -> list[ConceptHit]:
    """Turn a match into concept hits, read together with its owner where that makes it plainer."""
    start, end, count = match.start, match.end, match.words
    concepts = match.concepts
    if owner and not owner.overlaps(match):
        read = tuple(_owned(concept, owner) for concept in concepts)
        if read != concepts:
            concepts = read
            start, end, count = min(start, owner.start), max(end, owner.end), count + owner.words
    part = next((word.part for word in words if word.start <= match.start < word.end), 0)
    segment = words[-1].segment
    others = [
        word
        for word in words
        if word.part == part and word.segment == segment and not word.is_number and not start <= word.start < end
    ]
    whole = all(any(m.is_filler and m.start <= word.start < m.end for m in taken) for word in others)
    return [ConceptHit(concept, count, match.language, whole) for concept in concepts]


def _owned(concept: str, owner: _Match) -> str:
    if owner.entry.subject == "person":
        return _OF_A_PERSON.get(concept, concept)
    if concept in _STANDS_FOR_ITS_OWNER and owner.entry.concepts:
        return owner.entry.concepts[0]
    return _OF_A_THING.get(concept, concept)


def _owners(hits: Iterable[_Match], concepts: Iterable[ConceptHit]) -> tuple[str, ...]:
    held = {hit.concept for hit in concepts}
    return tuple(dict.fromkeys(concept for match in hits for concept in match.concepts if concept not in held & _OWNERS and concept in _OWNERS))


def _text(match: _Match, words: Sequence[Word]) -> str:
    found = [word for word in words if word.start < match.end and match.start < word.end]
    return (" " if found[0].spaced else "").join(word.text for word in found)


def _tokens(words: Sequence[Word]) -> tuple[str, ...]:
    """Return the words of a header; characters of a script without spaces stay together."""
    tokens: list[str] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else None
        if before and not word.spaced and not before.spaced and before.part == word.part:
            tokens[-1] += word.text
        else:
            tokens.append(word.text)
    return tuple(tokens)
