"""Two files of one made-up city: a register of residents, and requests to the city by some of them, with errors.

Names, streets and people are invented by chance; both files tell who is who in a column `truth`, for checking only.
"""

from pathlib import Path

import numpy as np
import polars as pl

SYLLABLES = (
    "ba be bo da de do fa fe ga go ka ki la le lo ma me mo na ne no pa pe ra re ro sa se so ta te to va vi".split()
)
FIRST_DAY = np.datetime64("1930-01-01")
DAYS = 30_000


def write_linked_files(folder: Path, rows: int, *, errors: float = 0.1, seed: int = 7) -> tuple[Path, Path]:
    """Write `register.csv` and `requests.csv` of `rows` rows each; return their paths.

    Half of the requests come from people of the register. Of these a share of `errors` has a letter of the family name
    changed, and as many have day and month of birth swapped.
    """
    chance = np.random.default_rng(seed)
    people = rows + rows // 2
    everyone = _people(chance, people)
    register = everyone.head(rows)
    asking = everyone.slice(rows // 2, rows)
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "register.csv", folder / "requests.csv"
    register.select(
        pl.col("truth"),
        pl.col("given").alias("voornaam"),
        pl.col("family").alias("achternaam"),
        pl.col("born").dt.strftime("%d-%m-%Y").alias("geboortedatum"),
        pl.col("sex").replace_strict({"f": "V", "m": "M"}).alias("geslacht"),
        pl.col("postcode"),
    ).sample(fraction=1.0, shuffle=True, seed=seed).write_csv(paths[0])
    _with_errors(chance, asking, errors).select(
        pl.col("truth"),
        pl.col("given").alias("first_name"),
        pl.col("family").alias("surname"),
        pl.col("born").dt.strftime("%Y-%m-%d").alias("date_of_birth"),
        pl.col("sex").replace_strict({"f": "female", "m": "male"}),
        pl.col("postcode").str.replace(" ", "").alias("postal_code"),
    ).sample(fraction=1.0, shuffle=True, seed=seed + 1).write_csv(paths[1])
    return paths


def _people(chance: np.random.Generator, count: int) -> pl.DataFrame:
    born = FIRST_DAY + chance.integers(0, DAYS, count)
    letters = np.array(list("ABCDEFGHJKLMNPRSTVWXZ"))
    return pl.DataFrame(
        {
            "truth": np.arange(count),
            "given": pl.Series(_names(chance, 2_000, 2)[chance.zipf(1.3, count) % 2_000]),
            "family": pl.Series(_names(chance, 20_000, 3)[chance.zipf(1.2, count) % 20_000]),
            "born": born,
            "sex": np.array(["f", "m"])[chance.integers(0, 2, count)],
            "number": chance.integers(1000, 1100, count),
            "first": letters[chance.integers(0, len(letters), count)],
            "second": letters[chance.integers(0, len(letters), count)],
        }
    ).with_columns(pl.format("{} {}{}", "number", "first", "second").alias("postcode"))


def _names(chance: np.random.Generator, count: int, syllables: int) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    parts = np.array(SYLLABLES)[chance.integers(0, len(SYLLABLES), (count, syllables))]
    return np.array(["".join(name).title() for name in parts])


def _with_errors(chance: np.random.Generator, people: pl.DataFrame, errors: float) -> pl.DataFrame:
    wrong = chance.random(len(people))
    misspelt, swapped = pl.Series(wrong < errors), pl.Series(wrong > 1 - errors)
    born = pl.col("born")
    turned = pl.date(born.dt.year(), born.dt.day().clip(1, 12), born.dt.month())
    return people.with_columns(
        pl.when(misspelt)
        .then(pl.concat_str(pl.col("family").str.head(2), pl.lit("x"), pl.col("family").str.slice(3)))
        .otherwise(pl.col("family"))
        .alias("family"),
        pl.when(swapped & (born.dt.day() <= 12)).then(turned).otherwise(born).alias("born"),
    )
