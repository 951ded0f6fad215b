"""What a column could be: for each recognizer the evidence for and against, added up."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from pia_toolkit.detection import weights
from pia_toolkit.detection.catalogue.checksums import chance, check
from pia_toolkit.detection.catalogue.patterns import Pattern, is_token
from pia_toolkit.detection.catalogue.plausible import contradicts
from pia_toolkit.detection.catalogue.recognizer import Strength
from pia_toolkit.detection.catalogue.registry import Registry
from pia_toolkit.detection.catalogue.shapes import LONGEST_TOKEN
from pia_toolkit.detection.column_reading import ColumnReading, Observed
from pia_toolkit.detection.column_state import ColumnState
from pia_toolkit.detection.worded_values import CHECKED_VALUES, street_weight, weigh_worded
from pia_toolkit.domain.inventory import Evidence, EvidenceKind, Role

_POSTCODE = "postcode"
_ONE_LENGTH, _POSTCODE_LENGTHS = 0.8, range(4, 7)
_LONG_ENOUGH = 4
_MANY, _ALL_DIFFERENT = 30, 0.97
_MOST = 0.5
_PEOPLE = (Role.DIRECT_IDENTIFIER,)


def read_column(observed: Observed, registry: Registry) -> list[ColumnReading]:
    """Return every recognizer's reading of a column, most likely first."""
    hits = _hits_by_recognizer(observed, registry)
    concepts = {hit.concept: hit.whole for hit in observed.header.concepts}
    readings = []
    for recognizer in registry.recognizers:
        named = [concept for concept in recognizer.header if concept in concepts]
        if recognizer.needs_header and not named:
            continue
        reading = ColumnReading(recognizer, by_header=bool(named))
        _weigh_header(reading, observed, named, concepts)
        if observed.state.filled:
            own, others = hits.get(recognizer.id, []), hits.get(recognizer.together_with or "", [])
            _weigh_values(reading, observed, own + others if own else [], registry)
        if reading.evidence:  # "none of these" stands for all that nothing speaks for
            readings.append(reading)
    return sorted(readings, key=lambda reading: (-reading.score, reading.recognizer.id))


def _hits_by_recognizer(observed: Observed, registry: Registry) -> dict[str, list[tuple[Pattern, int]]]:
    """Return the cells that match, by recognizer.

    Patterns of long things, such as geometries and vectors, are tried on the sampled values that are too long to be
    counted as a whole; their hits are scaled up to the column.
    """
    hits: dict[str, list[tuple[Pattern, int]]] = {}
    counted = Counter(observed.state.patterns.hits)
    tokens = is_token(observed.series)
    if not tokens.all():
        times = pl.Series([count for _, count in observed.values]).filter(~tokens)
        long = observed.series.filter(~tokens)
        for number, pattern in enumerate(registry.patterns.patterns):
            if pattern.language.longest > LONGEST_TOKEN:
                found = int(times.filter(long.str.contains(pattern.whole_cell)).sum())
                counted[number] += round(found / observed.cells * observed.state.filled)
    for number, count in counted.items():
        if count:
            pattern = registry.patterns.patterns[number]
            hits.setdefault(pattern.recognizer.id, []).append((pattern, count))
    return hits


def _weigh_header(reading: ColumnReading, observed: Observed, named: list[str], concepts: dict[str, bool]) -> None:
    rows = observed.state.rows
    if named:
        best = max(named, key=lambda concept: concepts[concept])
        whole = concepts[best]
        evidence = Evidence(kind=EvidenceKind.HEADER, detail=best, rows_hit=rows, rows_read=rows)
        reading.add(weights.HEADER_WHOLE if whole else weights.HEADER_PART, evidence)
        if observed.header.about:
            reading.add(weights.HEADER_IS_ABOUT)
    elif concepts:
        reading.add(weights.HEADER_OF_ANOTHER)
    if observed.header.subject == "thing" and reading.recognizer.role in _PEOPLE:
        reading.add(weights.HEADER_OF_A_THING)


def _weigh_values(
    reading: ColumnReading, observed: Observed, hits: list[tuple[Pattern, int]], registry: Registry
) -> None:
    recognizer = reading.recognizer
    if recognizer.patterns or recognizer.word_lists:
        pattern = _pattern_weight(reading, observed, hits)
        words = _word_weight(reading, observed, registry)
        streets = street_weight(reading, observed)
        given = [weight for weight in (pattern, words, streets) if weight is not None]
        if not (recognizer.header_suffices and max(given) < 0):
            reading.score += max(given)
    if recognizer.number is not None:
        _weigh_range(reading, observed)
    weigh_worded(reading, observed)
    if recognizer.category == _POSTCODE and not reading.by_header and _no_postcodes(observed):
        reading.add(weights.LENGTHS_DIFFER)
    if recognizer.repeats and _never_repeats(observed.state):
        reading.add(weights.NEVER_REPEATS)
    if reading.by_header and reading.by_values:
        reading.score += weights.HEADER_AND_VALUES_AGREE
    elif reading.by_header and contradicts(recognizer, observed.values):
        reading.add(weights.VALUES_CONTRADICT)


def _pattern_weight(reading: ColumnReading, observed: Observed, hits: list[tuple[Pattern, int]]) -> float | None:
    """Weigh the cells that match, and the check digits of those that carry one."""
    recognizer = reading.recognizer
    if not recognizer.patterns:
        return None
    if not hits:
        return weights.PATTERN_FAILS
    filled = observed.state.filled
    patterns = [pattern for pattern, _ in hits]
    counted = Counter(dict(hits))
    matched = observed.matching(patterns)
    sampled = sum(count for _, count in matched) / observed.cells if observed.cells else 0.0
    share = min(1.0, max(max(counted.values()) / filled, min(sampled, counted.total() / filled)))
    reading.evidence.append(
        Evidence(
            kind=EvidenceKind.PATTERN,
            detail=recognizer.id,
            rows_hit=round(share * filled),
            rows_read=filled,
            exact=len(hits) == 1 or observed.state.sample.complete,
        )
    )
    fits = sum(weights.PATTERN_FITS[p.spec.strength] * count for p, count in counted.items()) / counted.total()
    reading.by_values = share > _MOST
    return weights.between(share, weights.PATTERN_FAILS, fits) + _checksum_weight(reading, observed, counted, matched)


def _checksum_weight(
    reading: ColumnReading, observed: Observed, counted: Counter[Pattern], matched: list[tuple[str, int]]
) -> float:
    checked = [pattern for pattern, _ in counted.most_common() if pattern.spec.checksum]
    if not checked or not matched:
        return 0.0
    names = sorted({pattern.spec.checksum or "" for pattern in checked})
    carrying = matched if len(checked) == len(counted) else observed.matching(checked)
    tried = [value.strip(" \t") for value, _ in carrying[:CHECKED_VALUES]]
    passed = sum(1 for value in tried if any(check(name)(value) for name in names))
    reading.evidence.append(
        Evidence(kind=EvidenceKind.CHECKSUM, detail=names[0], rows_hit=passed, rows_read=len(tried), exact=False)
    )
    luck = 1 - _product(1 - chance(name) for name in names)
    weight = weights.checksum_weight(passed, len(tried), luck)
    if reading.by_header:
        return max(weight, weights.CHECKSUM_FAILS_BUT_NAMED)
    strong = all(pattern.spec.strength is not Strength.WEAK for pattern in checked)
    return max(0.0, weight + weights.CHECKSUM_SEARCHED) if strong and weight > 0 else weight + weights.CHECKSUM_SEARCHED


def _product(factors: Iterable[float]) -> float:
    result = 1.0
    for factor in factors:
        result *= factor
    return result


def _word_weight(reading: ColumnReading, observed: Observed, registry: Registry) -> float | None:
    """Weigh the cells that are words of the recognizer's lists."""
    if not reading.recognizer.word_lists:
        return None
    words = frozenset().union(*(registry.word_lists[name] for name in reading.recognizer.word_lists))
    listed = [(value, count) for value, count in observed.values if value.strip().casefold() in words]
    cells = sum(count for _, count in listed)
    if not listed:
        return weights.WORDS_FAIL
    reading.evidence.append(
        Evidence(
            kind=EvidenceKind.DICTIONARY,
            detail=reading.recognizer.word_lists[0],
            rows_hit=cells,
            rows_read=observed.cells,
            exact=observed.state.sample.complete,
        )
    )
    share = cells / observed.cells
    reading.by_values = reading.by_values or share > _MOST
    different = {value.strip().casefold() for value, _ in listed}
    fits = sum(weights.LONG_WORD if _is_telling(word) else weights.SHORT_WORD for word in different)
    return weights.between(share, weights.WORDS_FAIL, min(weights.WORDS_MOST, fits))


def _is_telling(word: str) -> bool:
    """Whether a listed word is long enough not to be a mere code; two signs are enough outside the Latin script."""
    return len(word) >= (_LONG_ENOUGH if word.isascii() else 2)


def _no_postcodes(observed: Observed) -> bool:
    """Whether numbers are of many lengths, too short or too long, or never come back: no country's postcodes do so."""
    numbers = [value.strip() for value, _ in observed.values if value.strip().isdecimal()]
    if len(numbers) < _ONE_LENGTH * len(observed.values):
        return False
    length, most = Counter(map(len, numbers)).most_common(1)[0]
    return most < _ONE_LENGTH * len(numbers) or length not in _POSTCODE_LENGTHS or _never_repeats(observed.state)


def _never_repeats(state: ColumnState) -> bool:
    """Whether every one of many cells holds another value."""
    return state.filled >= _MANY and state.sample.distinct >= _ALL_DIFFERENT * state.filled


def _weigh_range(reading: ColumnReading, observed: Observed) -> None:
    """Weigh the share of numbers within the recognizer's bounds."""
    bounds = reading.recognizer.number
    if bounds is None or not observed.cells:
        return
    decimals = 0 if reading.by_header else bounds.decimals
    within = 0
    for value, count in observed.values:
        text = value.strip().replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            continue
        if bounds.lowest <= number <= bounds.highest and len(text.partition(".")[2]) >= decimals:
            within += count
    evidence = Evidence(
        kind=EvidenceKind.RANGE,
        detail=reading.recognizer.id,
        rows_hit=within,
        rows_read=observed.cells,
        exact=observed.state.sample.complete,
    )
    share = within / observed.cells
    reading.by_values = reading.by_values or share > _MOST
    reading.add(weights.between(share, weights.RANGE_FAILS, weights.RANGE_FITS), evidence)
