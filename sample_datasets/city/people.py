"""People: names, telephone numbers, e-mail addresses. Everybody here is made up."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import yaml
from numpy.typing import NDArray

from city.draws import Draws, Integers, choose, digits, join, switch, take

_WORDS = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
_CULTURES = _WORDS["cultures"]
_MAIL_HOSTS = _WORDS["mail_hosts"]
_AREA_CODES = _WORDS["american_area_codes"]
_FOREIGN_LETTERS = str.maketrans({"ł": "l", "ı": "i", "ß": "ss", "'": "", " ": ""})


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_FOREIGN_LETTERS))
    return plain.encode("ascii", "ignore").decode()


_ASCII = {name: _ascii(name) for entry in _CULTURES for part in ("given", "family") for name in entry[part]}


@dataclass(frozen=True)
class People:
    """Columns about people, one row per key."""

    names: pl.Series
    emails: pl.Series
    phones: pl.Series


def people(draws: Draws) -> People:
    """Return people with Latin names, one per key of `draws`."""
    culture = _cultures(draws)
    given = _name_of_culture(draws, "given", culture)
    family = _name_of_culture(draws, "family", culture)
    return People(join(given, " ", family), _emails(draws, given, family), _phones(draws))


def are_chinese(draws: Draws) -> NDArray[np.bool_]:
    """Tell for each key whether its person has a Chinese name."""
    return np.array([entry["id"] == "chinese" for entry in _CULTURES])[_cultures(draws)]


def han_people(draws: Draws) -> People:
    """Return people with Chinese names, one per key of `draws`.

    China keeps no numbers free for stories; those used here begin with 154, which is given to no network.
    """
    han = _WORDS["han"]
    names = join(draws.pick("han family", han["family"]), draws.pick("han given", han["given"]))
    phones = join("154", digits(draws.below("han phone", 10**8), 8))
    mailbox = join(draws.letters("han mailbox", "bcdfghjlmnqstwxyz", 3), digits(draws.below("han year", 10**6), 6))
    return People(names, join(mailbox, "@", draws.pick("host", _MAIL_HOSTS)), phones)


def _cultures(draws: Draws) -> Integers:
    return draws.weighted("culture", [entry["weight"] for entry in _CULTURES])


def _name_of_culture(draws: Draws, part: str, culture: Integers) -> pl.Series:
    pools = [entry[part] for entry in _CULTURES]
    sizes = np.array([len(pool) for pool in pools])
    first = np.cumsum(sizes) - sizes
    return take([name for pool in pools for name in pool], first[culture] + draws.below(part, sizes[culture]))


def _emails(draws: Draws, given: pl.Series, family: pl.Series) -> pl.Series:
    number = choose(draws.chance("has number", 0.7), digits(draws.between("mail number", 1, 999), 1), "")
    dot = draws.pick("dot", (".", "", "_"), (6, 3, 1))
    return join(
        given.replace_strict(_ASCII),
        dot,
        family.replace_strict(_ASCII),
        number,
        "@",
        draws.pick("host", _MAIL_HOSTS),
    )


def _phones(draws: Draws) -> pl.Series:
    """Write numbers that regulators keep free for stories, in several styles.

    Ofcom: 07700 900000-900999 and 020 7946 0000-0999. North America: 555-0100 to 555-0199. ARCEP:
    01 99 00 xx xx. Bundesnetzagentur: 030 23125 000-999.
    """
    three = digits(draws.below("three", 1000), 3)
    two = digits(draws.below("two", 100), 2)
    pair = digits(draws.below("pair", 100), 2)
    area = draws.pick("area", _AREA_CODES)
    styles = (
        (34, join("07700 900", three)),
        (12, join("+44 7700 900", three)),
        (8, join("07700900", three)),
        (18, join("020 7946 0", three)),
        (6, join("+44 (0)20 7946 0", three)),
        (10, join("+1 ", area, "-555-01", two)),
        (6, join("(", area, ") 555-01", two)),
        (3, join("+33 1 99 00 ", pair, " ", two)),
        (3, join("+49 30 23125", three)),
    )
    style = draws.weighted("phone style", [weight for weight, _ in styles])
    return switch(style, [series for _, series in styles])
