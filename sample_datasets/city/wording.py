"""Free text: what people write about their matter, and what slips in about themselves and others."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from city.draws import Draws, Integers, join, switch

_LANGUAGES = yaml.safe_load((Path(__file__).parent / "requests.yaml").read_text(encoding="utf-8"))

REMARK_SHARE = 0.22
"""Share of texts with a personal remark."""


def categories(language: str) -> tuple[str, ...]:
    """Return what requests can be about."""
    return tuple(_LANGUAGES[language]["categories"])


def texts(draws: Draws, language: str, category: Integers, words: Mapping[str, pl.Series]) -> pl.Series:
    """Write one text per key: a sentence on the matter, perhaps an ending, perhaps a personal remark.

    `words` fill the places in braces.
    """
    language_words = _LANGUAGES[language]
    gap = " " if language == "en" else ""
    matters = list(language_words["categories"].values())
    first = np.cumsum([0] + [len(sentences) for sentences in matters])
    sizes = np.diff(first)
    matter = first[category] + draws.below("matter", sizes[category])
    ending = draws.below("ending", len(language_words["endings"]))
    remark = draws.below("remark", len(language_words["remarks"])) + 1
    remark[~draws.chance("has remark", REMARK_SHARE)] = 0
    text = join(
        _fill([sentence for sentences in matters for sentence in sentences], matter, words),
        gap, _fill(language_words["endings"], ending, words),
        gap, _fill(["", *language_words["remarks"]], remark, words),
    )  # fmt: skip
    return text.str.replace_all("  ", " ", literal=True).str.strip_chars()


def _fill(templates: Sequence[str], chosen: Integers, words: Mapping[str, pl.Series]) -> pl.Series:
    """Fill the template chosen for each row."""
    rows = len(chosen)
    return switch(chosen, [_filled(template, words, rows) for template in templates])


def _filled(template: str, words: Mapping[str, pl.Series], rows: int) -> pl.Series:
    pieces = template.replace("}", "{").split("{")
    return join(pl.repeat("", rows, eager=True), *(words.get(piece, piece) for piece in pieces))
