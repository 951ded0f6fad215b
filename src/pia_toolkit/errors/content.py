"""Errors of what people write themselves: names that are misspelt, rules that can never hold."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pia_toolkit.errors.working import ContentInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable


class ContentMisspelt(ContentInvalid):
    """A content file has a name at `field` that leads nowhere: `problem`; `near` is almost called so."""

    id = "content-misspelt"


class RuleNeverHolds(ContentInvalid):
    """A rule of a content file can never hold, or changes nothing where it does: `problem`."""

    id = "rule-never-holds"


def unknown_name(word: str, known: "Iterable[str]", /, **told: str | float) -> ContentInvalid:
    """Return the error for a word that is not `known`, with the nearest one if there is one that is near.

    The word itself is told only if it is among what is `told`.
    """
    by_lower = {entry.casefold(): entry for entry in sorted(known)}
    near = get_close_matches(word.casefold(), list(by_lower), 1, 0.6)
    if near:
        return ContentMisspelt(near=by_lower[near[0]], **told)
    return ContentInvalid(**told)
