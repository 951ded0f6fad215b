"""A table of fifteen columns, one of them free text, as long as asked: nobody in it exists.

Every column has values of its own kind in every row, so that nothing can be scanned by looking at a few values.
"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROWS_AT_ONCE = 250_000
_SEED = 7
_GIVEN = "Ada Bruno Chiara Dmitri Elif Farid Grace Hana Ivan Joana Kofi Lena Mateo Nadia Omar Petra".split()
_FAMILY = "Almeida Becker Costa Dubois Eriksen Farouk Garcia Horvat Ivanov Jensen Kaya Lopez Moreau Novak".split()
_CATEGORIES = ("Noise", "Waste collection", "Street light", "Road damage", "Parks", "Water", "Parking", "Other")
_STATES = ("open", "in progress", "closed", "rejected")
_PHRASES = (
    "the light at the corner has been out for weeks",
    "please send somebody to look at the pavement",
    "rubbish was not collected on the usual day",
    "cars stand on the cycle path every morning",
    "the drain overflows as soon as it rains",
    "music goes on until late at night",
)
_LETTERS = np.array(list("ABCDEFGHJKLMNPRSTUVWXYZ"))
_WITH_A_PERSON = 0.02


def write_wide_table(path: Path, rows: int) -> Path:
    """Write the table as CSV, piece by piece. The same number of rows gives the same bytes."""
    random = np.random.default_rng(_SEED)
    with path.open("wb") as file:
        for start in range(0, rows, ROWS_AT_ONCE):
            piece = _piece(random, start, min(ROWS_AT_ONCE, rows - start))
            piece.write_csv(file, include_header=start == 0)
    return path


def _piece(random: np.random.Generator, start: int, rows: int) -> pl.DataFrame:
    def numbers(low: int, high: int) -> NDArray[np.int64]:
        return random.integers(low, high, rows)

    def digits(length: int) -> pl.Expr:
        return pl.lit(pl.Series(numbers(0, 10**length))).cast(pl.String).str.zfill(length)

    def one_of(words: tuple[str, ...] | list[str]) -> pl.Expr:
        return pl.lit(pl.Series(np.array(words, dtype=object)[numbers(0, len(words))], dtype=pl.String))

    def letters(length: int) -> pl.Expr:
        return pl.concat_str([one_of(list(_LETTERS)) for _ in range(length)])

    columns = {
        "request_id": pl.format("SR-{}", pl.int_range(start + 1, start + rows + 1).cast(pl.String).str.zfill(8)),
        "applicant_name": pl.concat_str([one_of(_GIVEN), one_of(_FAMILY)], separator=" "),
        "email": pl.format("{}.{}{}@example.org", one_of(_GIVEN).str.to_lowercase(), one_of(["k", "lm"]), digits(4)),
        "phone": pl.format("020 7946 {}", digits(4)),
        "bank_ref": _iban(numbers(0, 10**8), numbers(0, 10**10)),
        "vehicle_reg": pl.format("{}{} {}", letters(2), digits(2), letters(3)),
        "device_mac": pl.concat_str([_hexadecimal(numbers(0, 256)) for _ in range(6)], separator=":"),
        "client_ip": pl.format("10.{}.{}.{}", *(pl.lit(pl.Series(numbers(0, 256))) for _ in range(3))),
        "latitude": pl.format("46.{}", digits(6)),
        "longitude": pl.format("-22.{}", digits(6)),
        "created_at": pl.lit(pl.Series(numbers(1_700_000_000, 1_730_000_000) * 1000))
        .cast(pl.Datetime("ms"))
        .dt.strftime("%Y-%m-%d %H:%M:%S"),
        "category": one_of(_CATEGORIES),
        "status": one_of(_STATES),
        "temperature_c": pl.format("{}.{}", pl.lit(pl.Series(numbers(-9, 35))), digits(1)),
    }
    frame = pl.select(**columns)
    told = pl.format(" Call me on {}, {}.", pl.col("phone"), pl.col("applicant_name"))
    text = pl.format("{}, {} near number {}.", one_of(_PHRASES), one_of(_PHRASES), digits(3))
    some = pl.lit(pl.Series(random.random(rows) < _WITH_A_PERSON))
    return frame.with_columns(complaint_text=pl.concat_str([text, pl.when(some).then(told).otherwise(pl.lit(""))]))


def _hexadecimal(values: NDArray[np.int64]) -> pl.Expr:
    names = np.array([f"{value:02x}" for value in range(256)], dtype=object)
    return pl.lit(pl.Series(names[values], dtype=pl.String))


def _iban(bank: NDArray[np.int64], account: NDArray[np.int64]) -> pl.Expr:
    """Return German IBANs with right check digits (ISO 13616: 98 less the rest by 97, DE = 1314)."""
    rest = (bank % 97) * pow(10, 16, 97) + (account % 97) * pow(10, 6, 97) + 131400
    check, parts = 98 - rest % 97, []
    for values, length in ((check, 2), (bank, 8), (account, 10)):
        parts.append(pl.lit(pl.Series(values)).cast(pl.String).str.zfill(length))
    return pl.concat_str([pl.lit("DE"), *parts])
