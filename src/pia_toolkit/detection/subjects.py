"""What a table lists when it does not list people: places, organisations, trees, animals."""

from collections.abc import Sequence

from pia_toolkit.domain.inventory import ColumnVerdict, EvidenceKind, Role

REACHABLE = frozenset({"postal-address", "phone-number", "email-address"})
"""Ways to reach a person, which are ways to reach a place as well."""

ORGANISATIONS = frozenset("organisation-name school thing-name organisation-kind company-number".split())
_VISITED = frozenset("place-name station sensitive-place place-address building-id stop-id".split())
"""Places that a table lists only if it names most of them once: people come by them again and again."""

_FIXED = frozenset({"latitude", "longitude", "coordinates", "geometry", "easting", "northing", "url"})
OF_PLACES_TOO = frozenset(
    "school education house-number occupation employer language-spoken interest household-type school-class user-agent "
    "portrait income debt benefits household-size age-band disability social-care child".split()
)
"""Attributes of persons that are attributes of institutions as well: the level of a school, the trade of a shop."""

IN_OFFICE = "official-name"
"""The head of a school or a mayor: a person, but one who stands for the place in a list of places."""

_LIVING_THINGS = frozenset({"species", "animal-chip"})
_OF_A_HOME = frozenset({"home-address"})
_MOSTLY_FILLED, _MOSTLY_DIFFERENT, _LONGEST_LABEL = 0.5, 0.7, 120
_OF_PERSONS = {"sex", "age-band"}
_RETURNS, _OFTEN_DIFFERENT = 5, 0.3
_TO_EACH = 1.5
"""Ways of one sort to reach an organisation, on average: some have two."""


def lists_places(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether a table lists places or organisations and tells nothing of persons but ways to reach them."""
    categories = {column.category for column in columns}
    telling = [column for column in columns if column.contains_personal_data and column.category not in REACHABLE]
    direct = any(
        column.role in (Role.DIRECT_IDENTIFIER, Role.DEVICE_IDENTIFIER)
        and column.category not in OF_PLACES_TOO
        and column.category != IN_OFFICE
        for column in telling
    )
    described = {column.category for column in telling if column.role in (Role.QUASI_IDENTIFIER, Role.SENSITIVE)}
    persons = direct or len(described - OF_PLACES_TOO) > 1 or described >= _OF_PERSONS
    reached_by = {column.category for column in columns if column.category in REACHABLE and column.profile.filled}
    by_address = reached_by <= {"postal-address"}
    fixed, labelled = bool(categories & _FIXED), _has_labels(columns)
    listed = (
        _own_what_reaches_them(columns)
        or _names_once(columns, _VISITED)
        or _comes_by_again(columns)
        or (fixed and (by_address or labelled))
        or (by_address and labelled)
    )
    return listed and not persons and not _logs_events(columns)


def _own_what_reaches_them(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether organisations are named, and about as many as there are addresses, numbers or e-mail addresses.

    Ten departments beside a thousand telephone numbers of a log are not whom the numbers reach; in a table without
    times they may have a thousand branches. Where nothing reaches anybody, most rows must name another one.
    """
    named = [column.profile.distinct for column in columns if column.category in ORGANISATIONS]
    reached = [column.profile.distinct for column in columns if column.category in REACHABLE]
    if not any(reached):
        return _names_once(columns, ORGANISATIONS)
    return bool(named) and (max(reached) <= _TO_EACH * max(named) or not _goes_on(columns))


def _goes_on(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether times differ from row to row or so: something happens there."""
    times = [column.profile for column in columns if column.role is Role.TIME and column.profile.filled]
    return any(profile.distinct >= _OFTEN_DIFFERENT * profile.filled for profile in times)


def _comes_by_again(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether stations or sites return in row after row, and addresses with them: theirs, as there are as many."""
    named = max((column.profile.distinct for column in columns if column.category in _VISITED), default=0)
    reached = [column for column in columns if column.category in REACHABLE and column.profile.filled]
    return bool(reached) and all(
        column.category == "postal-address"
        and _MOSTLY_DIFFERENT * named <= column.profile.distinct <= named
        and column.profile.filled >= _RETURNS * column.profile.distinct
        for column in reached
    )


def _logs_events(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether rows are events: two times differ from row to row (reported, done), or one and nothing is named."""
    clocked = [column for column in columns if column.category == "timestamp" and column.profile.filled]
    differing = sum(column.profile.distinct >= _MOSTLY_DIFFERENT * column.profile.filled for column in clocked)
    named = _names_once(columns, ORGANISATIONS | _VISITED) or _has_labels(columns)
    return differing > 1 or (differing > 0 and not named)


def _names_once(columns: Sequence[ColumnVerdict], kinds: frozenset[str]) -> bool:
    """Whether a column of one of `kinds` names something else in most rows."""
    return any(
        column.category in kinds and column.profile.distinct >= _MOSTLY_FILLED * max(1, column.profile.filled)
        for column in columns
    )


def _has_labels(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether some column labels nearly every row with words of its own that are no persons' names."""
    return any(
        column.category in ("text", "category", "free-text")
        and not column.contains_personal_data
        and column.profile.longest <= _LONGEST_LABEL
        and "9" not in column.profile.shape
        and column.profile.distinct >= _MOSTLY_DIFFERENT * max(1, column.profile.rows)
        for column in columns
    )


def lists_living_things(columns: Sequence[ColumnVerdict]) -> bool:
    """Whether a table lists trees or animals and names nobody: health, age and sex are theirs.

    The address of plants, which go by their Latin names, is where they stand; that of a dog is where its keeper lives.
    """
    plants = any(_has_latin_names(column) for column in columns)
    named = any(
        column.contains_personal_data
        and column.role is Role.DIRECT_IDENTIFIER
        and not (plants and _is_bare_address(column))
        for column in columns
    )
    return not named and any(column.category in _LIVING_THINGS for column in columns)


def _has_latin_names(column: ColumnVerdict) -> bool:
    forms = (evidence for evidence in column.evidence if evidence.kind is EvidenceKind.PATTERN)
    return column.category == "species" and any(evidence.share >= _MOSTLY_FILLED for evidence in forms)


def _is_bare_address(column: ColumnVerdict) -> bool:
    """Whether a column is headed address, which is where a tree stands, and not home address."""
    headed = {evidence.detail for evidence in column.evidence if evidence.kind is EvidenceKind.HEADER}
    return column.category == "postal-address" and not headed & _OF_A_HOME
