"""What a column name says: the ideas it names, whose they are, and whether it only tells about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pia_toolkit.detection.headers.lexicon import PERSONS, THINGS, Lexicon, Subject, load_lexicon
from pia_toolkit.detection.headers.search import Found, Match, longest_apart, search
from pia_toolkit.detection.headers.words import Word, split_header

__all__ = [
    "ConceptHit",
    "HeaderReading",
    "Lexicon",
    "in_a_list_of_things",
    "load_lexicon",
    "names_things",
    "order_languages",
    "read_header",
]

# What a word becomes once it is known whose it is.
_OF_A_PERSON = {
    "name": "person-name",
    "person-name": "person-name",
    "given-name": "given-name",
    "family-name": "family-name",
    "id": "person-id",
    "code": "person-id",
    "address": "home-address",
    "image": "portrait",
    "weight": "body-measure",
    "dimension": "body-measure",
    "score": "person-score",
}
_OF_A_THING = {"name": "thing-name", "address": "facility-address"}
# The name, label or code of a district is that district.
_STANDS_FOR_ITS_OWNER = frozenset({"name", "thing-name", "code", "id", "title"})
_OWNERS = frozenset((*PERSONS, *THINGS))
# The number or code of something is that thing: `passport no`, `offence code`.
_GENERIC = frozenset({"id", "code"})
_SHORTEST_FOREIGN = 4
_LIKELY_LANGUAGES = 2
_FEW_LETTERS = 4


@dataclass(frozen=True, slots=True)
class ConceptHit:
    """One idea of `concepts.yaml` that a header names.

    `phrase_tokens`: words of the phrase (one for scripts without spaces); `whole`: nothing else stands in the
    header, or in its half when it says the same in two languages.
    """

    concept: str
    phrase_tokens: int
    language: str
    whole: bool


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """A header understood: `concepts` is what the column holds, in order of appearance.

    `owners` are ideas that only say whose it is (`child` in `child's address`); they stand under `concepts` when
    nothing else does. `about` are words saying that the column tells about a thing without holding it. `subject`
    is what the nearest owner is.
    """

    tokens: tuple[str, ...]
    concepts: tuple[ConceptHit, ...]
    about: tuple[str, ...]
    subject: Subject | None
    owners: tuple[str, ...] = ()


def read_header(name: str, lexicon: Lexicon, languages: Sequence[str] = ()) -> HeaderReading:
    """Say what a column name means, in whatever language it is written.

    Whole words only. The language that explains most of the name goes first; among equals the one that stands first
    in `languages` (see `order_languages`), else the more widespread one. Longer phrases win over shorter ones.
    """
    words = split_header(name)
    found = sorted(search(name, lexicon), key=lambda entry: entry.rank(languages))
    taken = _take(found, languages)
    hits = _in_last_segment([match for match in taken if match.entry.concepts], words)
    content = [match for match in hits if not _OWNERS.issuperset(match.entry.concepts)]
    content = [match for match in content if _GENERIC.isdisjoint(match.entry.concepts)] or content
    speaking = {match.language for match in taken}
    every = [match for entry in found if entry.language in speaking for match in entry.every]
    owner = _find_owner(every, content)
    concepts = _once(hit for match in content or hits for hit in _understand(match, owner, words, taken))
    about = [match for match in taken if match.entry.about and any(hit is not match for hit in hits)]
    return HeaderReading(
        tokens=_tokens(words),
        concepts=concepts,
        about=tuple(_text(match, words) for match in about),
        subject=owner.entry.subject if owner else None,
        owners=_owners(taken, concepts),
    )


def names_things(table_name: str, lexicon: Lexicon) -> bool:
    """Whether a table is called after the things it lists, and nothing else: parks, schools_2024, street-trees."""
    listed = read_header(table_name, lexicon)
    return listed.subject == "thing" and bool(listed.concepts) and all(hit.whole for hit in listed.concepts)


def in_a_list_of_things(reading: HeaderReading) -> HeaderReading:
    """Return a header as it is meant in a table of things, where the bare word name is that of a thing."""
    if reading.subject or [hit.concept for hit in reading.concepts] != ["name"]:
        return reading
    return replace(reading, concepts=(replace(reading.concepts[0], concept="thing-name"),), subject="thing")


def order_languages(names: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the languages in which the headers of one table can be read, the one that explains most first.

    A word such as `data`, `art` or `nombre` means different things in different languages; the headers beside it
    tell which language is meant.
    """
    coverage: dict[str, int] = {}
    for name in names:
        for found in search(name, lexicon):
            coverage[found.language] = coverage.get(found.language, 0) + found.coverage
    return tuple(sorted(coverage, key=lambda language: -coverage[language]))


def _take(found: Sequence[Found], languages: Sequence[str]) -> list[Match]:
    """Take what the best language finds, and of the others what it leaves over.

    A short word is taken only from a language that is expected: too many languages have a word of three letters.
    """
    expected = ("en", *(languages[:_LIKELY_LANGUAGES] or [entry.language for entry in found[:1]]))
    taken: list[Match] = []
    for entry in found:
        for match in entry.longest:
            short = match.spaced and match.end - match.start < _SHORTEST_FOREIGN
            if (entry.language in expected or not short) and not any(match.overlaps(other) for other in taken):
                taken.append(match)
    return sorted(taken, key=lambda match: match.start)


def _in_last_segment(matches: list[Match], words: Sequence[Word]) -> list[Match]:
    """Of a nested name (`properties.owner.name`) keep what the last segment names.

    If it names nothing known, the segments before it tell where it belongs, not what it is (`education:teachers`);
    only a number or a few letters leave the meaning to them (`address.line_1`, `phone.0`).
    """
    last = words[-1].segment if words else 0
    own = [word for word in words if word.segment == last]
    start = min((word.start for word in own), default=0)
    found = [match for match in matches if match.end > start]
    says_more = any(not word.is_number and len(word.text) > _FEW_LETTERS for word in own)
    return found if found or (last and says_more) else matches


def _find_owner(every: Iterable[Match], content: Sequence[Match]) -> Match | None:
    """Find the word that says whose the content is: the nearest; of equals a person."""
    owners = longest_apart([match for match in every if match.entry.subject])

    def distance(owner: Match) -> tuple[int, int, bool]:
        person = owner.entry.subject == "person"
        if any(owner.overlaps(match) for match in content):
            return (0 if person else 2, 0, not person)
        gap = min((max(owner.start - match.end, match.start - owner.end) for match in content), default=0)
        return (1, gap, not person)

    return min(owners, key=distance, default=None)


def _understand(match: Match, owner: Match | None, words: Sequence[Word], taken: Sequence[Match]) -> list[ConceptHit]:
    """Turn a match into concept hits, read together with its owner where that makes it plainer."""
    start, end, count = match.start, match.end, match.words
    concepts = list(match.entry.concepts)
    if owner and not owner.overlaps(match) and owner.place[1] == match.place[1]:
        owned = [_owned(concept, owner) for concept in concepts]
        if any(owned):
            concepts = [new or old for new, old in zip(owned, concepts, strict=True)]
            start, end, count = min(start, owner.start), max(end, owner.end), count + owner.words
    beside = [word for word in words if word.place == match.place and not (word.is_number or start <= word.start < end)]
    empty = [other for other in taken if other.is_filler or not _GENERIC.isdisjoint(other.entry.concepts)]
    whole = all(any(other.start <= word.start < other.end for other in empty) for word in beside)
    return [ConceptHit(concept, count, match.language, whole) for concept in concepts]


def _once(hits: Iterable[ConceptHit]) -> tuple[ConceptHit, ...]:
    """Return every concept once, as its best hit."""
    best: dict[str, ConceptHit] = {}
    for hit in hits:
        known = best.setdefault(hit.concept, hit)
        if (hit.whole, hit.phrase_tokens) > (known.whole, known.phrase_tokens):
            best[hit.concept] = hit
    return tuple(best.values())


def _owned(concept: str, owner: Match) -> str | None:
    """Return what a concept becomes through its owner, if anything."""
    if owner.entry.subject == "person":
        return _OF_A_PERSON.get(concept)
    if concept in _STANDS_FOR_ITS_OWNER and owner.entry.concepts:
        return owner.entry.concepts[0]
    return _OF_A_THING.get(concept)


def _owners(taken: Iterable[Match], concepts: Iterable[ConceptHit]) -> tuple[str, ...]:
    """Return the ideas in a header that are owners and not what the column holds."""
    held = {hit.concept for hit in concepts}
    named = (concept for match in taken for concept in match.entry.concepts)
    return tuple(dict.fromkeys(concept for concept in named if concept in _OWNERS and concept not in held))


def _text(match: Match, words: Sequence[Word]) -> str:
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
