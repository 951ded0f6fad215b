"""Synthetic complaints in five languages, a chosen share of which name a person, made of the parts in complaints.yaml.

Streets and schools called after people, forms of address, texts in capitals or small letters and spelling mistakes
occur as they do in a city's inbox. The same language, share and number give the same texts.
"""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PARTS = Path(__file__).with_suffix(".yaml")
LANGUAGES = ("en", "zh", "es", "fr", "de")
_LOUD, _SMALL, _MISSPELT = 0.06, 0.06, 0.05


@dataclass(frozen=True)
class Complaint:
    """One text and whether a person is named in it."""

    text: str
    names_person: bool


def make_complaints(language: str, share: float, count: int) -> list[Complaint]:
    """Return `count` different complaints, of which exactly `share` name a person, in mixed order."""
    random_source = random.Random(f"{language} {share} {count}")  # noqa: S311  # nothing secret: the same texts each time
    wanted = round(share * count)
    texts: dict[str, bool] = {}
    while len(texts) < count:
        named = sum(texts.values()) < wanted
        texts.setdefault(_write(_parts()[language], random_source, named=named), named)
    made = [Complaint(text, named) for text, named in texts.items()]
    random_source.shuffle(made)
    return made


def _write(parts: dict[str, Any], random_source: random.Random, *, named: bool) -> str:
    pick = random_source.choice
    written = [pick(parts["matters"]), pick(parts["closings"])]
    if named:
        written.insert(random_source.randint(1, 2), pick(parts["people"]))
    filled = {"street": pick(parts["streets"]), "place": pick(parts["places"]), "given": pick(parts["given"])}
    numbers = {"number": random_source.randint(1, 2400), "days": random_source.randint(2, 90)}
    between = "" if "路灯" in parts["matters"][0] else " "
    text = between.join(line for line in written if line).format(**filled, **numbers, family=pick(parts["family"]))
    manner = random_source.random()
    if manner < _LOUD:
        return text.upper()
    if manner < _LOUD + _SMALL:
        return text.lower()
    return _misspell(text, random_source) if manner < _LOUD + _SMALL + _MISSPELT else text


def _misspell(text: str, random_source: random.Random) -> str:
    """Swap two neighbouring letters."""
    place = random_source.randrange(1, len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


@cache
def _parts() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(PARTS.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # a mapping in our own file
