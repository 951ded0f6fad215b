"""The words of column names by language: loaded from `lexicon/<language>.yaml`, checked, ready to be looked up."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field

from pia_toolkit.content import read_model, read_yaml
from pia_toolkit.detection.headers.words import fold, respell
from pia_toolkit.domain.frozen import Frozen
from pia_toolkit.errors import ContentInvalid, PiaError, raise_all
from pia_toolkit.resources import beside, content_files

Subject = Literal["person", "thing"]

# Concepts that are themselves an owner: `applicant` in `applicant phone`, `station` in `station name`.
PERSONS = ("person-role", "relative", "child", "student", "contact", "victim", "suspect", "official-name")
THINGS = tuple(
    "station stop route zone building room camera school sensitive-place organisation-name department contractor "
    "brand product model incident event-name species animal-name place-name street-name district neighbourhood "
    "census-area city region country file-name".split()
)
# The language that is taken when nothing else tells in which one a header is written: the more widespread first.
_PREFERRED = "en zh es fr de pt it nl ru ja ko ar pl tr cs id".split()
_CONCEPTS_FILE = "concepts.yaml"
_ONLY_ALONE = "="
_SHORTEST_STEM = 4
_DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_SIGNS = dict.fromkeys(" -'’./&_", "")


class LexiconFile(Frozen):
    """One language as its author writes it: phrases parted by commas. `en.yaml` says what each field is for."""

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    countries: str = Field(default="", pattern=r"^([A-Z]{2}( [A-Z]{2})*)?$")
    concepts: dict[str, str]
    about: str = ""
    thing: str = ""
    person: str = ""
    other: str = ""
    ambiguous: str = ""
    endings: str = ""
    compounds: int = 0
    same_characters: str = ""


class Entry(NamedTuple):
    """What a phrase means in one language; all empty: a usual word that means nothing here."""

    concepts: tuple[str, ...] = ()
    about: bool = False
    subject: Subject | None = None


@dataclass(frozen=True, eq=False)
class Language:
    """The phrases of one language, folded and without spaces, and how its words change.

    `alone` holds those that count only when nothing else stands in the header.
    """

    code: str
    phrases: dict[str, Entry]
    alone: dict[str, Entry]
    stems: dict[str, Entry]
    ending: re.Pattern[str] | None
    compounds: int
    same_characters: dict[int, str]
    countries: frozenset[str] = frozenset()

    def stem(self, word: str) -> str:
        """Return a word without the ending that inflection gave it."""
        return self.ending.sub("", word) if self.ending else word

    def joined_to(self, other: "Language | None") -> "Language":
        """Return another file's words of the same language with these, which win."""
        if other is None:
            return self
        return replace(
            other,
            phrases={**other.phrases, **self.phrases},
            alone={phrase: entry for phrase, entry in other.alone.items() if phrase not in self.phrases} | self.alone,
            stems={
                **other.stems,
                **{other.stem(phrase): entry for phrase, entry in self.phrases.items()},
                **self.stems,
            },
            countries=other.countries | self.countries,
        )

    def find(self, phrase: str, stem: str) -> Entry | None:
        """Return what a phrase means, as it stands or by its stem."""
        return self.phrases.get(phrase) or self.stems.get(stem)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Every language, the more widespread ones first."""

    languages: tuple[Language, ...]


def load_lexicon(own_folders: Sequence[Path] = ()) -> Lexicon:
    """Load the header words of every language: the shipped ones, and a user's own from every file of `own_folders`.

    An own phrase wins over a shipped one. A file `concepts.yaml` among them names ideas beyond the shipped ones.
    Raises `ContentInvalid` (or `Several`) naming file and field: unknown concept, phrase under two concepts that is
    not listed as ambiguous, phrase listed as ambiguous that is not.
    """
    return _load(tuple(folder for folder in own_folders if folder.is_dir()))


@cache
def _load(own_folders: tuple[Path, ...]) -> Lexicon:
    if not own_folders:
        return _in_order(_languages_in((beside("detection", "lexicon"),), {}))
    shipped = {language.code: language for language in _load(()).languages}
    return _in_order(_languages_in(own_folders, shipped))


def _languages_in(folders: Sequence[Path], found: dict[str, Language]) -> dict[str, Language]:
    """Return the languages found so far, by code, with the words of every file of some folders."""
    described = (folder / _CONCEPTS_FILE for folder in (beside("detection", "lexicon"), *folders))
    concepts = frozenset(concept for path in described if path.is_file() for concept in read_yaml(path) or ())
    for path in (path for folder in folders for path in content_files(folder) if path.name != _CONCEPTS_FILE):
        language = load_language(path, concepts)
        found[language.code] = language.joined_to(found.get(language.code))
    return found


def _in_order(languages: dict[str, Language]) -> Lexicon:
    order = {code: place for place, code in enumerate(_PREFERRED)}
    return Lexicon(tuple(sorted(languages.values(), key=lambda it: (order.get(it.code, 99), it.code))))


def load_language(path: Path, concepts: Collection[str]) -> Language:
    """Load and check the header words of one language. Raises `ContentInvalid` or `Several`."""
    file = read_model(path, LexiconFile)
    texts, entries = _lists(file)
    ending = _ending(file.endings)
    phrases: dict[str, Entry] = {}
    stems: dict[str, Entry] = {}
    ambiguous: set[str] = set()
    for spelling in _spellings("\n".join(text.replace("\n", " ") for text in texts)):
        for keys, entry in zip(_keys(spelling), entries, strict=True):
            twice = {key: _join(phrases[key], entry) for key in phrases.keys() & keys if phrases[key] != entry}
            phrases.update(dict.fromkeys(keys, entry))
            phrases.update(twice)
            ambiguous.update(key for key, joined in twice.items() if len(joined.concepts) > 1)
        # Backwards, so that of several phrases with one stem the first one in the file wins.
        for keys, entry in zip(_keys(ending.sub("", spelling))[::-1], entries[::-1], strict=True) if ending else ():
            stems.update(dict.fromkeys(keys, entry))
    phrases.pop("", None)
    _check(file, path.name, ambiguous, concepts)
    alone = {key[1:]: phrases.pop(key) for key in list(phrases) if key[0] == _ONLY_ALONE}
    characters = {ord(pair[0]): pair[1] for pair in file.same_characters.split()}
    countries = frozenset(file.countries.split())
    return Language(file.language, phrases, alone, stems, ending, file.compounds, characters, countries)


def _lists(file: LexiconFile) -> tuple[list[str], list[Entry]]:
    """Return every list of phrases of a file and what the phrases in it mean."""
    texts = [*file.concepts.values(), file.about, file.thing, file.person, file.other]
    owner: dict[str, Subject] = {**dict.fromkeys(PERSONS, "person"), **dict.fromkeys(THINGS, "thing")}
    entries = [Entry(concepts=(concept,), subject=owner.get(concept)) for concept in file.concepts]
    return texts, [*entries, Entry(about=True), Entry(subject="thing"), Entry(subject="person"), Entry()]


def _spellings(text: str) -> list[str]:
    """Return a text folded, and once more as people spell who write `strasse` and `aerztin`."""
    spellings = [fold(text)]
    if any(letter in text for letter in "äöøå"):
        spellings.append(fold(respell(text.casefold(), _DIGRAPHS)))
    return spellings


def _keys(text: str) -> list[list[str]]:
    """Return the phrases of each line without spaces and signs."""
    return [line.split(",") for line in respell(text, _SIGNS).split("\n")]


def _ending(endings: str) -> re.Pattern[str] | None:
    """Return what finds an ending after at least four letters, the longer endings first."""
    by_length: dict[int, list[str]] = {}
    for ending in sorted(fold(endings).split(), key=lambda ending: (-len(ending), ending)):
        by_length.setdefault(len(ending), []).append(ending)
    alternatives = [
        rf"(?:{'|'.join(same)})(?![^\W_])(?<=\w{{{_SHORTEST_STEM + length}}})" for length, same in by_length.items()
    ]
    return re.compile("|".join(alternatives)) if alternatives else None


def _join(one: Entry, other: Entry) -> Entry:
    return Entry(
        tuple(dict.fromkeys(one.concepts + other.concepts)), one.about or other.about, one.subject or other.subject
    )


def _check(file: LexiconFile, name: str, ambiguous: set[str], concepts: Collection[str]) -> None:
    problems: list[PiaError] = [
        ContentInvalid(file=name, line=0, field=f"concepts.{concept}", problem="unknown concept")
        for concept in file.concepts
        if concept not in concepts
    ]
    allowed = {key for key in _keys(fold(file.ambiguous))[0] if key}
    found = {key.removeprefix(_ONLY_ALONE) for key in ambiguous}
    for phrase in sorted(found ^ allowed):
        problem = "means two concepts" if phrase in found else "does not mean two concepts"
        problems.append(ContentInvalid(file=name, line=0, field=f"ambiguous.{phrase}", problem=problem))
    raise_all(problems)
