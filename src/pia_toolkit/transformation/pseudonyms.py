"""Keyed pseudonyms: HMAC-SHA-256 (RFC 2104) with a key that the city keeps. Never an unsalted hash.

The same value has the same pseudonym under one key, and nothing connects the pseudonyms of two keys.
"""

import hmac
import os
import secrets
import stat
from pathlib import Path

import polars as pl
import pyarrow as pa

from pia_toolkit.cells.missing import say_nothing
from pia_toolkit.errors import KeyExists, KeyMissing, KeyNotUsable, KeyReadableByOthers

_KEY_BYTES = 32
_SHOWN = 32
"""Hexadecimal digits of a pseudonym: 128 bits, so that two of a billion values hardly ever share one."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def new_key(path: Path) -> None:
    """Write a new random key of 256 bits to a file that only its owner may read. Raises `KeyExists`."""
    try:
        with open(path, "xb", opener=_private) as file:  # a path has no way to say who may read
            file.write(secrets.token_hex(_KEY_BYTES).encode() + b"\n")
    except FileExistsError:
        raise KeyExists(path=str(path)) from None


def read_key(path: Path) -> bytes:
    """Read a key. Raises `KeyMissing`, `KeyReadableByOthers`, and `KeyNotUsable` for one that is too short."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyReadableByOthers(path=str(path))
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError:
        raise KeyMissing(path=str(path)) from None
    except ValueError:
        raise KeyNotUsable(path=str(path), bits=8 * _KEY_BYTES) from None
    if len(key) < _KEY_BYTES:
        raise KeyNotUsable(path=str(path), bits=8 * _KEY_BYTES)
    return key


def pseudonyms(values: pa.Array, key: bytes, context: str) -> pa.Array:
    """Return the pseudonym of each value (an Arrow string array); nulls stay nulls.

    `context` separates uses of one key, such as two columns or two days: the same value has another pseudonym there.
    """
    inner = hmac.digest(key, context.encode(), "sha256")
    text = pl.Series(values, dtype=pl.String)
    different = text.drop_nulls().unique()
    told = [hmac.digest(inner, value.encode(), "sha256").hex()[:_SHOWN] for value in different.to_list()]
    replaced = text.replace_strict(different, pl.Series(told, dtype=pl.String), default=None, return_dtype=pl.String)
    return replaced.to_arrow().cast(pa.large_string())


def in_period(values: pa.Array, periods: pa.Array, key: bytes, context: str, *, numbers: bool = False) -> pa.Array:
    """Return pseudonyms that hold in one period only; rows without a period share one of their own.

    `numbers`: whether a number such as -1 among the periods says nothing.
    """
    silent = pl.Series(say_nothing(periods.fill_null(""), numbers=numbers))
    frame = pl.DataFrame({"value": pl.Series(values, dtype=pl.String), "period": pl.Series(periods, dtype=pl.String)})
    # The length in front keeps two different pairs from becoming one text.
    joined = frame.select(
        pl.when(pl.col("value").is_not_null()).then(
            pl.concat_str(
                pl.col("value").str.len_bytes().cast(pl.String),
                pl.lit(":"),
                pl.col("value"),
                pl.when(silent).then(pl.lit("")).otherwise(pl.col("period").fill_null("")),
            )
        )
    ).to_series()
    return pseudonyms(joined.to_arrow().cast(pa.large_string()), key, f"{context} by period")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
