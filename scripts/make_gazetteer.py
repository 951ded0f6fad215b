"""Build the list of people's names that detection reads, from the person providers of faker.

Usage: python scripts/make_gazetteer.py [FILE]
The content depends only on the installed version of faker and on the word lists beside the file.
"""

import gzip
import importlib
import json
import pkgutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import faker
import faker.providers.address
import faker.providers.company
import faker.providers.lorem
import faker.providers.person
import yaml

from pia_toolkit.detection.names.gazetteer import FOLDER, GAZETTEER, fold

FORMAT = 1
_PLACES = frozenset(
    "cities city_names countries states provinces regions departments prefectures metropolitan_cities cantons "
    "counties concelhos boroughs districts real_city_names".split()
)
_STREET_STARTS = frozenset({"street_prefixes", "street_prefixes_long", "street_prefixes_short"})
_STREET_ENDS = frozenset({"street_suffixes", "street_suffixes_long", "street_suffixes_short"})
_COMPANY_ENDS = frozenset({"company_suffixes"})
_KNOWN_FROM, _FREQUENT_FROM = 2, 4
# A name used in as many locales stays a plain name even when a language has it among its words.
_SURELY_GIVEN = 5
_SURELY_FAMILY = 5
_PRETENDED_LATIN = "la"
_ENGLISH_LOREM = frozenset({"en_US"})
_TOP_SHARE = 0.4
# A name of the hand-kept lists counts as borne in two countries more.
_HAND_KEPT = ("own-1", "own-2")


def providers(package: ModuleType) -> Iterator[tuple[str, type]]:
    """Yield the provider class of every locale of a faker package, sorted."""
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"{package.__name__}.{name}")
        if hasattr(module, "Provider"):
            yield name, module.Provider


def texts(values: Iterable[object]) -> Iterator[str]:
    """Yield the texts of a faker element list, whether plain, weighted or of tuples."""
    for value in values:
        if isinstance(value, str):
            yield value


def collect_names() -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Return the locales of every given and family name, and the names faker's weights call frequent."""
    given: dict[str, set[str]] = defaultdict(set)
    family: dict[str, set[str]] = defaultdict(set)
    frequent: set[str] = set()
    for locale, provider in providers(faker.providers.person):
        for attribute in sorted(dir(provider)):
            values = getattr(provider, attribute)
            if attribute.startswith("_") or "name" not in attribute or "language" in attribute:
                continue
            if not isinstance(values, (tuple, list, dict)):
                continue
            place = given if attribute.startswith(("first", "middle")) else family
            for text in texts(values):
                for part in fold(text).split():
                    place[part.strip(".")].add(locale)
            if (
                isinstance(values, dict)
                and values
                and all(isinstance(weight, (int, float)) for weight in values.values())
            ):
                ranked = sorted(values, key=lambda text: (-values[text], str(text)))
                for text in texts(ranked[: int(len(ranked) * _TOP_SHARE)]):
                    frequent.update(fold(text).split())
    return given, family, frequent


def collect_words() -> dict[str, set[str]]:
    """Return the languages in which faker's sample texts use a word."""
    words: dict[str, set[str]] = defaultdict(set)
    for locale, provider in providers(faker.providers.lorem):
        if locale == _PRETENDED_LATIN:
            continue
        for word in provider.word_list:
            words[fold(word)].add(locale)
    return words


def collect_places() -> set[str]:
    """Return the cities, regions and countries of faker's address providers."""
    places: set[str] = set()
    for _, provider in providers(faker.providers.address):
        for attribute in sorted(_PLACES):
            values = getattr(provider, attribute, ())
            for value in values:
                texts_of = value if isinstance(value, tuple) else (value,)
                places.update(fold(text) for text in texts_of if isinstance(text, str) and len(text) > 1)
    return places


def collect_endings(package: ModuleType, attributes: frozenset[str]) -> set[str]:
    """Return the words that begin or end streets or companies in the providers of a package."""
    found: set[str] = set()
    for _, provider in providers(package):
        for attribute in sorted(attributes):
            for text in texts(getattr(provider, attribute, ())):
                found.update({fold(text).strip(" .-"), fold(text).strip()})
    return {text for text in found if len(text) > 1 and " " not in text and not text.isdecimal()}


def level(locales: int, *, frequent: bool) -> int:
    """Return the coarse frequency of a name: 0 unknown, 1 rare, 2 known, 3 frequent."""
    if not locales:
        return 0
    return min(3, 1 + (locales >= _KNOWN_FROM) + (locales >= _FREQUENT_FROM) + frequent)


def build() -> bytes:
    """Return the content of the gazetteer: a header line, then one line for each group of names."""
    given, family, frequent = collect_names()
    words, places = collect_words(), collect_places()
    rules = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    for kind, place in (("given_names", given), ("family_names", family)):
        for name in rules[kind].split():
            place[fold(name)].update(_HAND_KEPT)
    own_words = {fold(word) for word in rules["words"].split()}
    never = {fold(word) for word in rules["never"].split()}
    skipped = (
        never | {fold(word) for word in rules["particles"].split()} | {fold(word) for word in rules["titles"].split()}
    )
    groups: dict[str, list[str]] = defaultdict(list)
    names = sorted(name for name in set(given) | set(family) if usable(name) and name not in skipped)
    for name in names:
        in_given, in_family = len(given.get(name, ())), len(family.get(name, ()))
        genuine = in_given >= _SURELY_GIVEN or in_family >= _SURELY_FAMILY
        spoken = bool(words.get(name)) and (not genuine or bool(words[name] & _ENGLISH_LOREM))
        common = name in own_words or spoken
        often = name in frequent
        code = level(in_given, frequent=often) + 4 * level(in_family, frequent=often) + 16 * common
        groups[f"{code:02d}"].append(name)
    groups["words"] = sorted(word for word in words if word.isalpha() and word not in given and word not in family)
    groups["places"] = sorted(places)
    groups["street_starts"] = sorted(collect_endings(faker.providers.address, _STREET_STARTS))
    groups["street_ends"] = sorted(collect_endings(faker.providers.address, _STREET_ENDS))
    groups["company_ends"] = sorted(collect_endings(faker.providers.company, _COMPANY_ENDS))
    header = json.dumps({"format": FORMAT, "faker": faker.VERSION, "names": len(names)}, sort_keys=True)
    lines = [header, *("\t".join([key, *groups[key]]) for key in sorted(groups))]
    return ("\n".join(lines) + "\n").encode()


def usable(name: str) -> bool:
    """Tell whether a folded word can stand in the list: letters, with hyphens and apostrophes."""
    if not name or not name[0].isalpha():
        return False
    return len(name) > 1 or not name.isascii()


def main() -> None:
    """Write the gazetteer, compressed without a date so that the bytes do not depend on the day."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else GAZETTEER
    target.write_bytes(gzip.compress(build(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
