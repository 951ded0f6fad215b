"""Evidence of values that read like names of people, streets with a number, or institutions."""

from collections.abc import Callable

from pia_toolkit.detection import weights
from pia_toolkit.detection.column_reading import ColumnReading, Observed
from pia_toolkit.detection.names.reading import score_name, score_people
from pia_toolkit.detection.places.addresses import score_address
from pia_toolkit.detection.places.institutions import is_institution
from pia_toolkit.domain.inventory import Evidence, EvidenceKind

CHECKED_VALUES = 400
"""Distinct values that are looked at one by one, out of the sample."""

PERSON_NAME = "person-name"

_OFFICIAL_NAME = "official-name"
_POSTAL_ADDRESS, INSTITUTION = "postal-address", "institution-name"
"""Recognizers, by id, whose values are told by their words."""
_NAME_LIKELY, _NAME_FULL, _NAME_IMPOSSIBLE = 0.5, 0.75, 0.05
_MOST, _HARDLY_ANY = 0.5, 0.1


def weigh_worded(reading: ColumnReading, observed: Observed) -> None:
    """Weigh values by their words, where the recognizer is one of people's names or of institutions."""
    if reading.recognizer.category == PERSON_NAME:
        _weigh_names(reading, observed)
    elif reading.recognizer.category == _OFFICIAL_NAME and reading.by_header:
        _weigh_officials(reading, observed)
    elif reading.recognizer.id == INSTITUTION and _says_little(observed):
        weight = _worded_weight(reading, observed, "institutions", is_institution)
        reading.score += max(0.0, weight or 0.0)


def _says_little(observed: Observed) -> bool:
    """Whether a header leaves open what is named: nothing that is known, or the bare word name."""
    return all(hit.concept == "name" for hit in observed.header.concepts)


def street_weight(reading: ColumnReading, observed: Observed) -> float | None:
    """Return the weight of the values that hold a street and a number, in whatever order and company; None: none."""
    if reading.recognizer.id != _POSTAL_ADDRESS:
        return None
    return _worded_weight(reading, observed, "streets", lambda value: score_address(value) > _MOST)


def _weigh_names(reading: ColumnReading, observed: Observed) -> None:
    """Weigh the share of values that look like people's names."""
    tried = observed.values[:CHECKED_VALUES]
    scores = [score_people(value) for value, _ in tried]
    likely = [score >= _NAME_LIKELY for score in scores]
    reading.full_names = sum(score >= _NAME_FULL for score in scores)
    share = _told(reading, "names", sum(likely), len(tried))
    reading.by_values = share > _MOST
    in_words = sum(name and len(value.split()) > 1 for name, (value, _) in zip(likely, tried, strict=True))
    telling = len(tried) + in_words + reading.full_names
    reading.score += weights.names_weight(share, telling, by_header=reading.by_header)
    if sum(score <= _NAME_IMPOSSIBLE for score in scores) > _MOST * len(tried):
        reading.score += weights.NAMES_IMPOSSIBLE


def _weigh_officials(reading: ColumnReading, observed: Observed) -> None:
    """Weigh whether a column headed mayor or director holds names at all, and not what the mayor spends."""
    tried = observed.values[:CHECKED_VALUES]
    likely = sum(score_name(value) >= _NAME_LIKELY for value, _ in tried)
    reading.by_values = likely > _MOST * len(tried)
    if reading.by_values:
        reading.score += weights.OFFICIALS_FIT
    elif likely < _HARDLY_ANY * len(tried):
        reading.score += weights.VALUES_CONTRADICT


def _worded_weight(
    reading: ColumnReading, observed: Observed, word_list: str, fits: Callable[[str], bool]
) -> float | None:
    tried = [value for value, _ in observed.values[:CHECKED_VALUES]]
    likely = sum(map(fits, tried))
    if not likely:
        return None
    share = _told(reading, word_list, likely, len(tried))
    reading.by_values = reading.by_values or share > _MOST
    return weights.names_weight(share, 2 * likely, by_header=reading.by_header)


def _told(reading: ColumnReading, word_list: str, likely: int, tried: int) -> float:
    """Add the evidence, if there is any, and return the share."""
    if not likely:
        return 0.0
    evidence = Evidence(kind=EvidenceKind.DICTIONARY, detail=word_list, rows_hit=likely, rows_read=tried, exact=False)
    reading.evidence.append(evidence)
    return likely / tried
