"""Numbers and marks that stand for a vehicle, a device, a meter or an account. None of them is in use."""

import numpy as np
import polars as pl

from city.draws import Draws, Integers, digits, join, switch

_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTVWXY"
_CONSONANTS = "BCDFGHJKLMNPRSTVWXYZ"
_HEX = "0123456789abcdef"
_MPAN_WEIGHTS = np.array([3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43])


def plates(draws: Draws) -> pl.Series:
    """Make number plates in the forms of five countries, from series not issued before the 2030s.

    Great Britain: years 30 to 49. France: first letter X or Y. Germany: district LDP, which does not exist.
    Spain: first letter X or Y. Italy: first letter W.
    """
    number = digits(draws.between("plate number", 1, 9999), 4)
    pair, other_pair, three = (
        draws.letters(f"{count} letters {where}", _PLATE_LETTERS, count)
        for count, where in ((2, "first"), (2, "last"), (3, "last"))
    )
    x_or_y, second = draws.letters("X or Y", "XY", 1), draws.letters("second", _PLATE_LETTERS, 1)
    styles = (
        (62, join(pair, digits(draws.between("year", 30, 49), 2), " ", three)),
        (14, join(x_or_y, second, "-", number.str.tail(3), "-", other_pair)),
        (10, join("LDP-", pair, " ", number.str.strip_chars_start("0"))),
        (8, join(number, " ", x_or_y, draws.letters("spanish", _CONSONANTS, 2))),
        (6, join("W", second, " ", number.str.tail(3), " ", other_pair)),
    )
    style = draws.weighted("plate style", [weight for weight, _ in styles])
    return switch(style, [series for _, series in styles])


def universal_macs(devices: Integers) -> pl.Series:
    """Write MAC addresses of form 00:00:5e:00:53:xx, kept for documentation (RFC 9542).

    There are only 256 of them; further devices get AC:DE:48, a block registered as private.
    """
    low = devices - 256
    kept_free = join("00:00:5e:00:53:", _hex_byte(devices))
    further = join("ac:de:48:", _hex_byte(low >> 16), ":", _hex_byte(low >> 8), ":", _hex_byte(low))
    return switch((devices >= 256).astype(np.int64), [kept_free, further])


def random_macs(draws: Draws) -> pl.Series:
    """Make MAC addresses up as a telephone does: second digit 2, 6, a or e (locally administered)."""
    first = join(draws.letters("first", _HEX, 1), draws.letters("local", "26ae", 1))
    return join(first, *(part for byte in range(5) for part in (":", draws.letters(f"byte {byte}", _HEX, 2))))


def meter_numbers(meters: Integers) -> pl.Series:
    """Write meter point numbers of British form (MPAN core with check digit) for distributor 99: none."""
    numbers = 990_000_000_000 + meters * 7919 % 1_000_000_000
    places = numbers[:, None] // 10 ** np.arange(11, -1, -1) % 10
    check = (places * _MPAN_WEIGHTS).sum(axis=1) % 11 % 10
    return digits(numbers * 10 + check, 13)


def ibans(draws: Draws) -> pl.Series:
    """Make account numbers with a right checksum at banks that do not exist.

    Great Britain: bank LIND, sort code 000000. Germany: bank code 01010101 (none begins with 0).
    """
    account = draws.below("account", 10**8)
    british = _check_digits(21182313_000000, account, 8, 161100)
    german = _check_digits(1010101, account, 10, 131400)
    styles = (
        join("GB", digits(british, 2), "LIND000000", digits(account, 8)),
        join("DE", digits(german, 2), "01010101", digits(account, 10)),
    )
    return switch(draws.weighted("bank", (7, 3)), styles)


def _check_digits(bank: int, account: Integers, width: int, country: int) -> Integers:
    """ISO 7064 mod 97-10: `country` is the country in digits (A is 10) followed by 00."""
    remainder = bank * 10 ** (width + 6) % 97 + account * 10**6 % 97 + country
    return np.asarray(98 - remainder % 97)


def _hex_byte(numbers: Integers) -> pl.Series:
    return join(*(pl.Series(list(_HEX)).gather(numbers >> shift & 15) for shift in (4, 0)))
