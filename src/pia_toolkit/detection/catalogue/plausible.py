"""Whether the values of a column rule out what its header says: a count is nobody's faith, one digit no plate."""

import re
from collections.abc import Sequence

from pia_toolkit.detection.catalogue.recognizer import Recognizer
from pia_toolkit.domain.inventory import Role

_ATTRIBUTES = (Role.SENSITIVE, Role.QUASI_IDENTIFIER)
_IDENTIFIERS = (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER)
_RUNNING = frozenset(
    "person-id pseudonym user-id student-id employee-id device-id customer-number account-number household-id card-id "
    "vehicle-id session-id health-number official-name phone-call portrait signature".split()
)
"""Kinds of identifier that a small system may simply number 1, 2, 3, or that are no numbers at all."""

_NUMBERED = frozenset(
    "vehicle-plate national-id passport-number driving-licence residence-permit tax-number phone-number bank-account "
    "payment-card health-number imei imsi vin meter-number".split()
)
"""Kinds of identifier that have digits in every country."""

_FEW_VALUED = frozenset(
    "sex gender-identity marital-status ethnicity religion migration-status sexual-orientation blood-group pregnancy "
    "trade-union vaccination disability household-type military-service".split()
)
_IN_LETTERS = frozenset({"postal-address", "official-name", "portrait", "signature"})
_NAMED_THINGS = frozenset({"organisation-name", "place-name", "school", "species"})
"""Things that have names; where their header stands above amounts, they are counted."""

_MANY_VALUES, _VARIED = 60, 0.2
_MOSTLY = 0.8
_SHORTEST_NUMBER = 3
_SHORTEST = {
    **dict.fromkeys(("national-id", "passport-number", "tax-number", "bank-account"), 6),
    **dict.fromkeys(("driving-licence", "health-number"), 5),
}
"""Signs that even the shortest such number in the world has."""
_FEWEST_AMOUNTS, _LENGTHS, _ALL_DIFFERENT = 8, 3, 0.5
_WHOLE = re.compile(r"[-+]?[0-9]{1,3}(?:[ .,'\u00a0][0-9]{3})+|[-+]?[0-9]+(?:[.,]0+)?")
_FRACTION = re.compile(r"[-+]?[0-9]*[.,][0-9]*[1-9][0-9]*%?|[-+]?[0-9.,]+ ?%")
_YES_NO = frozenset("0 1 y n yes no true false t f si sí sim não nao oui non ja nein да нет 是 否 有 无 無".split())


def contradicts(recognizer: Recognizer, values: Sequence[tuple[str, int]]) -> bool:
    """Whether the values of a column cannot be what its header says, judged by their form alone.

    An identifier is longer than two signs, has no fraction and is more than yes or no. An attribute of a person
    (faith, origin, offence) is a word or a code of fixed length, never an amount; `measured` kinds are exempt. Marital
    status, faith and the like have few values.
    """
    if not values:
        return False
    if recognizer.category in _NAMED_THINGS:
        return _amounts(values)
    if recognizer.role in _IDENTIFIERS:
        return _is_no(recognizer.category, values)
    if recognizer.role in _ATTRIBUTES and recognizer.personal and not recognizer.measured:
        return _amounts(values) or (recognizer.category in _FEW_VALUED and _too_varied(values))
    return False


def _is_no(category: str, values: Sequence[tuple[str, int]]) -> bool:
    """Whether values cannot be an identifier of a category."""
    if category in _IN_LETTERS:
        return _numbers(values)
    if (category in _NUMBERED and _without_digits(values)) or (category == "vehicle-plate" and _amounts(values)):
        return True
    return category not in _RUNNING and _no_identifier(values, category)


def _numbers(values: Sequence[tuple[str, int]]) -> bool:
    return sum(bool(_WHOLE.fullmatch(value.strip())) for value, _ in values) >= _MOSTLY * len(values)


def _without_digits(values: Sequence[tuple[str, int]]) -> bool:
    return sum(any(sign.isdigit() for sign in value) for value, _ in values) <= (1 - _MOSTLY) * len(values)


def _too_varied(values: Sequence[tuple[str, int]]) -> bool:
    """Whether there are more values than any classification of people has."""
    return len(values) > max(_MANY_VALUES, _VARIED * sum(count for _, count in values))


def _no_identifier(values: Sequence[tuple[str, int]], category: str) -> bool:
    texts = [value.strip() for value, _ in values]
    short = sum(len(text) < _SHORTEST.get(category, _SHORTEST_NUMBER) for text in texts)
    fraction = sum(bool(_FRACTION.fullmatch(text)) for text in texts)
    yes_no = sum(text.casefold() in _YES_NO for text in texts)
    return max(short, fraction, yes_no) >= _MOSTLY * len(texts)


def _amounts(values: Sequence[tuple[str, int]]) -> bool:
    """Whether values are amounts: mostly with fractions, or many whole numbers of several lengths."""
    texts = [value.strip() for value, _ in values]
    fraction = sum(bool(_FRACTION.fullmatch(text)) for text in texts)
    whole = [text for text in texts if _WHOLE.fullmatch(text)]
    if fraction + len(whole) < _MOSTLY * len(texts):
        return False
    if fraction >= _MOSTLY * len(texts) / 2:
        return True
    lengths = len({len(text) for text in whole})
    varied = len(texts) >= _ALL_DIFFERENT * sum(count for _, count in values)
    return len(whole) >= _FEWEST_AMOUNTS and (lengths >= _LENGTHS or (varied and lengths > 1))
