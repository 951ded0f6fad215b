"""Cells of two files in a form that can be compared: case, accents, blanks, formats and precision set aside.

Every function takes the different values of a column and returns one text for each, null where a value cannot be
compared. Two cells agree when their texts are equal.
"""

import polars as pl

_ACCENTS = r"[\u0300-\u036f\u064b-\u0652\u0591-\u05c7]"
"""Marks above and below letters; signs of scripts in which a mark is a letter of its own are kept."""

_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ", "ё": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
}  # fmt: skip
"""Letters that files of the same place write in two ways and that have no mark to take off."""

_RANGE = r"^\D{0,12}([0-9]{1,3})\s*(?:-|–|—|to|bis|à|a|tot|~|～|至|до)\s*([0-9]{1,3})\D{0,12}$"
_OPEN_ABOVE = (
    r"^\D{0,12}?([0-9]{1,3})\s*"
    r"(?:\+|and over|or more|and older|plus|以上|岁以上|及以上|et plus|und älter|y más)\D{0,8}$"
)
_MASKED_END = r"(?:[\s*#•_?.-]+|\s[xX]{2,})$"
_OLDEST = 150


def text(values: pl.Series) -> pl.Series:
    """Small letters and digits, words parted by one blank; `Café-Straße 5` is `cafe strasse 5`."""
    plain = values.str.normalize("NFKD").str.replace_all(_ACCENTS, "").str.normalize("NFKC").str.to_lowercase()
    plain = plain.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    return _or_null(plain.str.replace_all(r"['’`´]", "").str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars())


def name(values: pl.Series) -> pl.Series:
    """Words in alphabetical order, so that `Smith, John` is `John Smith`."""
    plain = text(values)
    several = plain.str.contains(" ", literal=True).fill_null(value=False)
    if not several.any():
        return plain
    ordered = plain.filter(several).str.split(" ").list.sort().list.join(" ")
    return plain.scatter(several.arg_true(), ordered)


def code(values: pl.Series) -> pl.Series:
    """Letters and digits without anything between; a number without its leading zeros."""
    plain = text(values).str.replace_all(" ", "", literal=True)
    return _or_null(plain.str.replace(r"^0+([0-9]+)$", "$1"))


def beginning(values: pl.Series, characters: int, digits: int) -> pl.Series:
    """Cut codes to their first characters; what is shorter is null.

    Numbers shorter than `digits` are filled with zeros first: `1067` is `01067` where a program took the zero away.
    """
    plain = _unmasked(values)
    padded = pl.select(
        pl.when(plain.str.contains(r"^[0-9]+$")).then(plain.str.zfill(digits)).otherwise(plain)
    ).to_series()
    cut = padded.str.head(characters)
    return pl.select(pl.when(cut.str.len_chars() == characters).then(cut)).to_series()


def lengths(values: pl.Series) -> tuple[int, int]:
    """Return the characters that nearly all codes have at least, and the digits of the longest that is a number.

    Codes of which a few are cut off are compared as they are; those are left out.
    """
    plain = _unmasked(values).drop_nulls()
    if not len(plain):
        return 0, 0
    sizes = plain.str.len_chars().cast(pl.Int64)
    numeric = plain.str.contains(r"^[0-9]+$")
    digits = sizes.filter(numeric).max() if numeric.any() else 0
    longest = int(digits) if isinstance(digits, int) else 0
    padded = pl.select(pl.when(numeric & (sizes == longest - 1)).then(longest).otherwise(sizes)).to_series()
    low = padded.quantile(0.05, "lower")
    return int(low or 0), longest


def number(values: pl.Series, decimals: int, *, cut: bool) -> pl.Series:
    """Take numbers to so many decimals, rounded or cut off; `52,3702` is `52.3702`."""
    found = numbers(values)
    scaled = found * 10.0**decimals
    # What is written as x.5 must not fall to either side by the last bit of its binary form.
    whole = ((scaled.abs() + 1e-6).floor() * scaled.sign()) if cut else (scaled + 1e-6).round()
    return whole.cast(pl.Int64, strict=False).cast(pl.String)


def numbers(values: pl.Series) -> pl.Series:
    """Numbers with point or comma before the decimals; null where a value is none."""
    return values.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def decimals_of(values: pl.Series) -> int:
    """Return the decimals that nearly all numbers need at most; trailing zeros say nothing."""
    written = values.str.strip_chars().str.extract(r"^[-+]?[0-9]+[.,]([0-9]*?)0*$", 1).str.len_chars().cast(pl.Int64)
    found = pl.select(pl.when(numbers(values).is_not_null()).then(written.fill_null(0))).to_series().drop_nulls()
    high = found.quantile(0.95, "higher")
    return int(high or 0)


def bands(values: pl.Series) -> pl.DataFrame:
    """Return the `low` and `high` end of each range of years, equal for a single age; null where a value is none."""
    plain = values.str.to_lowercase().str.strip_chars()
    single = plain.str.extract(r"^([0-9]{1,3})(?:\.0+)?$", 1).cast(pl.Int64)
    between = plain.str.extract_groups(_RANGE).struct.unnest()
    above = plain.str.extract(_OPEN_ABOVE, 1).cast(pl.Int64)
    low = single.fill_null(between["1"].cast(pl.Int64)).fill_null(above)
    high = single.fill_null(between["2"].cast(pl.Int64))
    high = pl.select(pl.when(high.is_null() & above.is_not_null()).then(_OLDEST).otherwise(high)).to_series()
    return pl.DataFrame({"low": low, "high": high})


def meaning(values: pl.Series, meanings: dict[str, tuple[str, ...]]) -> pl.Series:
    """Put one word for all of the same meaning; null for words without a known one."""
    plain = text(values)
    known = {word: one for one, words in meanings.items() for word in words}
    initials = set(plain.drop_nulls().to_list())
    if {"h", "m"} <= initials and "f" not in initials:
        known["m"] = "female"
    return plain.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)


def _unmasked(values: pl.Series) -> pl.Series:
    """Codes with their zeros; signs at the end that stand for hidden characters are taken off."""
    hidden = values.str.replace(_MASKED_END, "")
    return _or_null(text(hidden).str.replace_all(" ", "", literal=True))


def _or_null(values: pl.Series) -> pl.Series:
    return pl.select(pl.when(values != "").then(values)).to_series()
