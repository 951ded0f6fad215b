"""Personal data within texts, replaced by placeholders that tell their kind: `<PERSON>`, `<EMAIL_ADDRESS>`.

Who finds them is handed in, so that a text is read here exactly as it is read when a file is scanned.
"""

from collections.abc import Callable, Iterable, Sequence

import polars as pl
import pyarrow as pa

Span = tuple[str, int, int]
"""The kind of data, where it starts and where it ends in a text."""

Find = Callable[[Sequence[str]], Sequence[Iterable[Span]]]

_LABELS = {
    "names": "PERSON",
    "names-by-model": "PERSON",
    "address": "ADDRESS",
    "home-address": "ADDRESS",
}


def redacted(texts: pa.Array, find: Find) -> pa.Array:
    """Return texts (an Arrow string array) with placeholders; each different text is read once, nulls stay nulls."""
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    engine: AnonymizerEngine = AnonymizerEngine()  # type: ignore[no-untyped-call]  # presidio leaves it untyped
    operators = {"DEFAULT": OperatorConfig("replace")}
    series = pl.Series(texts, dtype=pl.String)
    different = series.drop_nulls().unique(maintain_order=True)
    told = []
    for text, spans in zip(different.to_list(), find(different.to_list()), strict=True):
        found = [RecognizerResult(_label(kind), start, end, 1.0) for kind, start, end in sorted(spans)]
        told.append(engine.anonymize(text, found, operators).text if found else text)
    replaced = series.replace_strict(different, pl.Series(told, dtype=pl.String), default=None, return_dtype=pl.String)
    return replaced.to_arrow().cast(pa.large_string())


def _label(kind: str) -> str:
    return _LABELS.get(kind, kind.upper().replace("-", "_"))
