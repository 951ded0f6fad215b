"""The lists of people's names and of the words that make or break a name, read once from lexicon/names."""

import gzip
import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from pia_toolkit.content import read_yaml
from pia_toolkit.resources import beside, content_files

FOLDER: Path = beside("detection", "lexicon") / "names"
GAZETTEER: Path = FOLDER / "names.txt.gz"

GIVEN_BITS = 3
FAMILY_BITS = 12
COMMON_BIT = 16
_FORMS_OF_ADDRESS = "name-title"
_PLAIN = str.maketrans("łøđıæœ’‘ʼ`´", "lodiao'''''")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names with their coarse frequency, and the words around names.

    A code holds the frequency as given name (bits 0-1: 0 none, 1 rare, 2 known, 3 frequent), the same as family
    name (bits 2-3), and whether the name is an everyday word too (bit 4).
    """

    header: dict[str, str | int]
    codes: dict[str, int]
    words: frozenset[str]
    places: frozenset[str]
    street_starts: frozenset[str]
    street_ends: frozenset[str]
    company_ends: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Return the names and words that were gathered from faker."""
    first, *lines = gzip.decompress(GAZETTEER.read_bytes()).decode().splitlines()
    codes: dict[str, int] = {}
    lists: dict[str, frozenset[str]] = {}
    for line in lines:
        key, *entries = line.split("\t")
        if key.isdecimal():
            codes.update(dict.fromkeys(entries, int(key)))
        else:
            lists[key] = frozenset(entries)
    return Gazetteer(json.loads(first), codes, **lists)


@cache
def rule_words() -> dict[str, frozenset[str]]:
    """Return the hand-kept lists of lexicon/names/words.yaml, folded; what is joined by _ is one phrase."""
    lists = cast("dict[str, str]", read_yaml(FOLDER / "words.yaml"))
    return {key: frozenset(word.replace("_", " ") for word in fold(text).split()) for key, text in lists.items()}


@cache
def east_asian_words() -> dict[str, frozenset[str]]:
    """Return the hand-kept lists for Chinese characters, kana and Hangul, as they are written."""
    lists = cast("dict[str, str]", read_yaml(FOLDER / "east_asia.yaml"))
    return {key: frozenset(text.split()) for key, text in lists.items()}


@cache
def listed_values() -> frozenset[str]:
    """Return the values known to be something else than a person: colours, species, categories, countries."""
    values: set[str] = set()
    for path in content_files(FOLDER.parent / "values", "*.txt"):
        if path.stem != _FORMS_OF_ADDRESS:
            text = fold(path.read_text(encoding="utf-8"))
            values.update(line for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(values)


def fold(text: str) -> str:
    """Return a text without capitals and accents, so that José and JOSE are one name."""
    if text.isascii():
        return text.lower()
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    return unicodedata.normalize("NFC", bare.translate(_PLAIN))
