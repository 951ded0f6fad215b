"""Numbers in bands, and capped."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pia_toolkit.domain.steps import written_number

Floats = npt.NDArray[np.float64]


def read_numbers(values: pa.Array) -> Floats:
    """Read an Arrow string array as numbers, with a decimal point or comma; NaN where a value is none."""
    text = pl.Series(values, dtype=pl.String).str.strip_chars().str.replace(",", ".", literal=True)
    numbers: Floats = text.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return np.where(np.isfinite(numbers), numbers, np.nan)


def in_bands(numbers: Floats, width: float) -> pl.Series:
    """Write each number as its band: `30-39` for whole bands, `2.5 to 5` for others; null where there is none."""
    lower = np.floor(numbers / width) * width
    if float(width).is_integer():
        ends = (_written(lower, 0), _written(lower + width - 1, 0))
        joined = pl.concat_str(ends[0], pl.lit("-") if _never_negative(lower) else pl.lit(" to "), ends[1])
        bands = pl.select(ends[0] if width == 1 else joined).to_series()
    else:
        places = _decimals(width)
        bands = pl.select(
            pl.concat_str(_written(lower, places), pl.lit(" to "), _written(lower + width, places))
        ).to_series()
    return _where(bands, np.isfinite(numbers))


def capped(numbers: Floats, most: float, values: pa.Array) -> pl.Series:
    """Write numbers of `most` and above as `most+`; others stay as they are written."""
    text = pl.Series(values, dtype=pl.String)
    label = f"{written_number(most)}+"
    high = pl.Series(np.nan_to_num(numbers, nan=-np.inf) >= most)
    return pl.select(pl.when(high).then(pl.lit(label)).otherwise(text)).to_series()


def _never_negative(lower: Floats) -> bool:
    return not bool(np.any(lower[np.isfinite(lower)] < 0))


def _written(numbers: Floats, places: int) -> pl.Expr:
    series = pl.Series(np.nan_to_num(numbers))
    if places == 0:
        return pl.lit(series.round().cast(pl.Int64).cast(pl.String))
    return pl.lit(pl.Series([f"{number:.{places}f}" for number in series.to_list()], dtype=pl.String))


def _decimals(width: float) -> int:
    return len(f"{width:.10f}".rstrip("0").partition(".")[2])


def _where(text: pl.Series, kept: npt.NDArray[np.bool_]) -> pl.Series:
    return pl.select(pl.when(pl.Series(kept)).then(text).otherwise(None)).to_series()
