"""The words of column names by language: loaded from `lexicon/<language>.yaml`, checked, ready to be looked up."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from pia_toolkit.content import read_model, read_yaml
from pia_toolkit.detection.header_words import fold, split_header
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.errors import ContentInvalid, PiaError, Several
from pia_toolkit.resources import beside, content_files

Subject = Literal["person", "thing"]

# Languages in the order in which they are preferred when nothing else tells which one a header is in.
PREFERRED = ("en", "zh", "es", "fr", "de", "pt", "it", "nl", "ru", "ja", "ko", "ar", "pl", "tr", "cs", "id")
# Ideas that are themselves an owner: `applicant` in `applicant phone`, `station` in `station name`.
PERSONS = ("person-role", "relative", "child", "student", "contact", "victim", "suspect", "official-name")
THINGS = (
    "station stop route zone building room camera school sensitive-place organisation-name department contractor "
    "brand product model incident event-name species animal-name place-name street-name district neighbourhood "
    "census-area city region country file-name"
).split()
_CONCEPTS_FILE = "concepts.yaml"
_SHORTEST_STEM = 4
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


class LexiconFile(Frozen):
    """One language as its author writes it: phrases parted by commas, in normal spelling and small letters.

    A phrase that starts with `=` counts only when it is the whole header (`=name`, `=tel`).
    """

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    concepts: dict[str, str] = Field(description="concept of concepts.yaml → phrases that name it")
    about: str = Field(default="", description="words saying that the column tells about a thing without holding it")
    thing: str = Field(default="", description="owners that are things, beyond those among the concepts")
    person: str = Field(default="", description="owners that are people, beyond those among the concepts")
    other: str = Field(default="", description="usual words that mean none of the concepts, articles, prepositions")
    ambiguous: str = Field(default="", description="phrases that may stand under two concepts")
    endings: str = Field(default="", description="endings that inflection adds to a word")
    compounds: bool = Field(default=False, description="whether words are written together, as in German")
    same_characters: str = Field(default="", description="pairs of characters: as written elsewhere, as written here")


class Entry(NamedTuple):
    """What one phrase means in one language. `alone`: what it means when it is the whole header."""

    words: int
    concepts: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    about: bool = False
    subject: Subject | None = None


@dataclass(frozen=True, eq=False)
class Language:
    """The phrases of one language, folded and without spaces, and how its words change."""

    code: str
    phrases: dict[str, Entry]
    stems: dict[str, Entry]
    endings: tuple[str, ...]
    compounds: bool
    same_characters: dict[int, str]

    def stem(self, word: str) -> str:
        """Return a word without the ending that inflection gave it."""
        return _stem(word, self.endings)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Every language, the preferred ones first."""

    languages: tuple[Language, ...]


@cache
def load_lexicon() -> Lexicon:
    """Load the header words of every language.

    Raises `ContentInvalid` (or `Several`) naming file and field: unknown concept, phrase under two concepts that is
    not listed as ambiguous, phrase listed as ambiguous that is not.
    """
    folder = beside("detection", "lexicon")
    concepts = frozenset(read_yaml(folder / _CONCEPTS_FILE))
    languages = [
        load_language(path, concepts) for path in content_files(folder) if path.name != _CONCEPTS_FILE
    ]
    order = {code: place for place, code in enumerate(PREFERRED)}
    languages.sort(key=lambda language: (order.get(language.code, len(order)), language.code))
    return Lexicon(tuple(languages))


def load_language(path: Path, concepts: Collection[str]) -> Language:
    """Load and check the header words of one language. Raises `ContentInvalid` or `Several`."""
    file = read_model(path, LexiconFile)
    endings = tuple(sorted((fold(ending) for ending in file.endings.split()), key=lambda e: (-len(e), e)))
    phrases: dict[str, Entry] = {}
    stems: dict[str, Entry] = {}
    for words, entry in _entries(file):
        key = "".join(words)
        phrases[key] = _joined(phrases[key], entry) if key in phrases else entry
        if endings and not entry.alone:
            stems.setdefault("".join([_stem(word, endings) for word in words]), entry)
    _check(file, path.name, phrases, concepts)
    characters = {ord(pair[0]): pair[1] for pair in file.same_characters.split()}
    return Language(file.language, phrases, stems, endings, file.compounds, characters)


def _entries(file: LexiconFile) -> Iterator[tuple[list[str], Entry]]:
    """Yield every phrase of a file as its words and its meaning."""
    for concept, text in file.concepts.items():
        owner: Subject | None = "person" if concept in PERSONS else "thing" if concept in THINGS else None
        for alone, words in _phrases(text):
            if alone:
                yield words, Entry(len(words), alone=(concept,))
            else:
                yield words, Entry(len(words), concepts=(concept,), subject=owner)
    for _, words in _phrases(file.about):
        yield words, Entry(len(words), about=True)
    for _, words in _phrases(file.thing):
        yield words, Entry(len(words), subject="thing")
    for _, words in _phrases(file.person):
        yield words, Entry(len(words), subject="person")
    for _, words in _phrases(file.other):
        yield words, Entry(len(words))


def _phrases(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Yield whether a phrase counts only alone, and its folded words."""
    spellings = [fold(text)]
    if any(letter in text for letter in "äöüøå"):
        spellings.append(fold(text.translate(_DIGRAPHS)))
    for spelling in spellings:
        for raw in spelling.split(","):
            phrase = raw.strip()
            alone = phrase.startswith("=")
            phrase = phrase.removeprefix("=")
            if phrase.isascii() and phrase.replace(" ", "").isalpha():
                yield alone, phrase.split()
            elif phrase:
                yield alone, [word.text for word in split_header(phrase)]


def _joined(one: Entry, other: Entry) -> Entry:
    return Entry(
        one.words,
        tuple(dict.fromkeys(one.concepts + other.concepts)),
        tuple(dict.fromkeys(one.alone + other.alone)),
        one.about or other.about,
        one.subject or other.subject,
    )


def _check(file: LexiconFile, name: str, phrases: dict[str, Entry], concepts: Collection[str]) -> None:
    problems: list[PiaError] = [
        ContentInvalid(file=name, line=0, field=f"concepts.{concept}", problem="unknown concept")
        for concept in file.concepts
        if concept not in concepts
    ]
    allowed = {"".join(words) for _, words in _phrases(file.ambiguous)}
    found = {key for key, entry in phrases.items() if len(entry.concepts) > 1 or len(entry.alone) > 1}
    for phrase in sorted(found ^ allowed):
        problem = "means two concepts" if phrase in found else "does not mean two concepts"
        problems.append(ContentInvalid(file=name, line=0, field=f"ambiguous.{phrase}", problem=problem))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)


def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
