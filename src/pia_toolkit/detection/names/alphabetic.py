"""How much a cell in letters (Latin, Cyrillic, Arabic, Greek, Hebrew, Devanagari, ...) looks like a person's name."""

import re

from pia_toolkit.detection.names.gazetteer import fold, gazetteer, listed_values, rule_words
from pia_toolkit.detection.names.tokens import Token, is_east_asian_given, read_token

_MOST_WORDS = 7
_MOST_PEOPLE_WORDS = 5
_PAIR = 2
_FREQUENT = 3
_KNOWN_WELL = 2
_SHORT_SINGLE = 3
_NOT = 0.05
_WEAK = 0.1
_PLACE = 0.3
_UNSURE = 0.35
_DOT_INSIDE = re.compile(r"\.(?=[^\W\d_])")


def score_alphabetic(text: str) -> float:
    """How much a cell in letters looks like a name, from 0 to 1."""
    text = text.replace("(a)", "")
    words = text.split()
    if len(words) > _MOST_WORDS or text.count(",") > 1 or "(" in text:
        return _NOT
    folded = fold(text)
    listed = folded in listed_values()
    if listed and len(words) > 1:
        return _NOT
    tokens = tokens_of(text)
    if tokens is None:
        return _NOT
    if not any(token.clue for token in tokens):
        return _WEAK
    comma = _comma_place(words, tokens) if "," in text else 0
    score = _score(tokens, comma=comma, cased=folded != text)
    place = folded in gazetteer().places or folded in rule_words()["places"]
    if place and len(tokens) == 1 and tokens[0].given == _FREQUENT and not tokens[0].common:
        place = False
    return min(score, _UNSURE) if place or listed else score


def tokens_of(text: str) -> list[Token] | None:
    """Return the words of a cell, or None when one of them never stands in a name."""
    tokens: list[Token] = []
    for raw in text.replace(",", " ").split():
        token = read_token(raw)
        if (token.never or token.word) and _after_particle(tokens):
            token = token._replace(never=False, word=False)
        if token.never:
            return None
        if "." in raw[:-1] and not (token.title or token.suffix):
            tokens.extend(read_token(part) for part in _DOT_INSIDE.sub(". ", raw).split())
        else:
            tokens.append(token)
    return None if any(token.never for token in tokens) else tokens


def _after_particle(tokens: list[Token]) -> bool:
    """Whether the next word stands where a family name does, as in "Femke van" or "Thérèse de La"."""
    return len(tokens) > 1 and tokens[-1].particle and tokens[0].plain and tokens[0].given >= _KNOWN_WELL


def _comma_place(words: list[str], tokens: list[Token]) -> int:
    """Return how many words stand before the comma of "FAMILY, Given", else 0."""
    if len(words) != len(tokens):
        return 0
    return next((place + 1 for place, raw in enumerate(words) if raw.endswith(",")), 0)


def _score(tokens: list[Token], *, comma: int, cased: bool) -> float:
    named, comma = _without_address(tokens, comma)
    titled = not any(token.suffix for token in tokens) and len(named) < len(tokens)
    if 0 < comma < len(named):
        given, _ = _without_address(named[comma:], 0)  # Braund, Mr. Owen
        titled = titled or len(given) < len(named) - comma
        named = [*given, *named[:comma]]
    else:
        comma = 0
    people = [token for place, token in enumerate(named) if not _is_particle(token, place, len(named))]
    if not people or len(people) > _MOST_PEOPLE_WORDS:
        return _WEAK
    if not comma and not titled and _like_place(named):
        return _PLACE
    if len(people) == 1:
        return _single(people[0], titled=titled, joined=len(named) > 1, cased=cased)
    score = _full(people, cased=cased) if len(people) > _PAIR else _pair(people[0], people[1], cased=cased)
    if comma and score > _UNSURE:
        score += 0.05
    if titled and not any(token.word for token in people):
        score = max(score, 0.85)
    return min(score, 0.98)


def _without_address(tokens: list[Token], comma: int) -> tuple[list[Token], int]:
    """Drop forms of address and degrees around a name, and move the place of the comma with them."""
    while len(tokens) > 1 and tokens[0].title and not (tokens[0].plain and not tokens[0].dotted):
        tokens, comma = tokens[1:], max(0, comma - 1)
    if len(tokens) > 1 and _ends_with_title(tokens):
        tokens = tokens[:-1]
    while len(tokens) > 1 and tokens[-1].suffix:
        tokens = tokens[:-1]
    return tokens, comma


def _ends_with_title(tokens: list[Token]) -> bool:
    last = tokens[-1]
    return last.title and not last.plain and last.folded not in rule_words()["place_ends"]


def _is_particle(token: Token, place: int, count: int) -> bool:
    """Whether a word only joins the others: never the last one, nor an initial with its dot."""
    if place == count - 1 or not token.particle or token.dotted:
        return False
    return not (token.initial and token.capital) and not (token.capital and token.plain and place == 0)


def _like_place(tokens: list[Token]) -> bool:
    """Whether the words read like "Victoria Park", "San Pedro" or "Alameda Silva" rather than like a person."""
    if len(tokens) == 1 or _east_asian_order(tokens):
        return False
    first, last = tokens[0], tokens[-1]
    rules, gathered = rule_words(), gazetteer()
    if first.folded in rules["place_starts"] or first.folded in gathered.street_starts:
        return not (first.plain and first.given == _FREQUENT)
    if last.folded in rules["place_ends"]:
        return True
    return not last.plain and (last.folded in gathered.company_ends or last.folded in gathered.street_ends)


def _single(token: Token, *, titled: bool, joined: bool, cased: bool) -> float:
    """Score one word that is left when particles and forms of address are taken away."""
    if token.initial:
        return _NOT
    if titled:
        return _addressed(token, cased=cased)
    if token.plain and _stands_alone(token, cased=cased):
        both = 0.05 if token.given and token.family else 0.0
        return 0.5 + 0.05 * max(token.given, token.family) + both
    if token.known:
        return _UNSURE
    if token.patronymic:
        return 0.5
    return 0.3 if token.family_shape and joined else _WEAK


def _stands_alone(token: Token, *, cased: bool) -> bool:
    """Whether one word may be a name by itself: a short one only if it is frequent, a small one only if given."""
    if len(token.folded) <= _SHORT_SINGLE and token.folded.isascii():
        return max(token.given, token.family) >= _KNOWN_WELL and len(token.folded) == _SHORT_SINGLE
    return cased or bool(token.given) or not token.folded.isascii()


def _addressed(token: Token, *, cased: bool) -> float:
    """Score one word beside a form of address."""
    if token.word:
        return 0.2
    if token.plain:
        return 0.85
    return 0.7 if cased and token.capital else 0.55


def _pair(first: Token, second: Token, *, cased: bool) -> float:
    """Score two words, given name first or family name first."""
    if first.initial or second.initial:
        return _with_initial(second if first.initial else first, first if first.initial else second)
    if _east_asian_order([first, second]):
        return _UNSURE if first.word and second.word else 0.85
    if first.word or second.word:
        return _WEAK
    if cased and not (first.capital and second.capital):
        return 0.6 if first.plain and second.plain and first.given else _WEAK
    if first.known and second.known:
        return _both_known(first, second)
    return _one_known(first, second, cased=cased)


def _none_known(first: Token, second: Token) -> float:
    if first.patronymic or second.patronymic:
        return 0.6
    return 0.4 if second.family_shape else _WEAK


def _one_known(first: Token, second: Token, *, cased: bool) -> float:
    """Score two words of which one at most is a listed name."""
    if not (first.known or second.known):
        return _none_known(first, second)
    known, other = (first, second) if first.known else (second, first)
    shaped = other.family_shape or other.patronymic
    if known.common:
        return 0.6 if shaped and known.given >= _KNOWN_WELL else 0.25
    if known.given:
        score = 0.6 + 0.05 * known.given + (0.15 if shaped else 0.0) - (0.1 if known is second else 0.0)
        return score if cased else score - 0.2
    if other.patronymic:
        return 0.75
    if known is second and cased:
        return 0.6 if known.family >= _KNOWN_WELL else 0.5
    return 0.4


def _both_known(first: Token, second: Token) -> float:
    common = first.common + second.common
    rare = 0.1 if max(first.given, first.family) == max(second.given, second.family) == 1 else 0.0
    if first.given and second.family:
        if common == _PAIR:
            return 0.65 if first.given >= _KNOWN_WELL and second.family == _FREQUENT else 0.3
        return (0.95, 0.8)[common] - rare
    if second.given and first.family:
        return (0.82, 0.6, 0.25)[common] - rare
    if first.given:
        return (0.8, 0.55, 0.2)[common] - rare
    return (0.62, 0.35, 0.1)[common] - rare


def _with_initial(other: Token, initial: Token) -> float:
    if other.initial or other.word or not other.capital:
        return 0.6 if other.plain else _WEAK
    if not initial.capital:
        return _UNSURE
    if other.known:
        return 0.82 if other.plain else 0.65
    if other.family_shape:
        return 0.7
    return 0.55 if initial.dotted else _UNSURE


def _full(people: list[Token], *, cased: bool) -> float:
    """Score three words and more."""
    named = [token for token in people if not token.initial]
    if len(named) == 1:
        return _with_initial(named[0], people[0] if people[0].initial else people[-1])
    if len(named) == _PAIR:
        return _pair(named[0], named[1], cased=cased)
    if named and _east_asian_order(people):
        return 0.85
    if not named or any(token.word or (cased and not token.capital) for token in named):
        return _WEAK
    plain = sum(token.plain for token in named)
    if any(token.patronymic for token in named) and (plain or any(token.family_shape for token in named)):
        return 0.95
    return _many(named, plain, cased=cased)


def _many(named: list[Token], plain: int, *, cased: bool) -> float:
    """Score three written-out words and more, of which `plain` are listed names and no everyday words."""
    unknown = sum(not token.known and not token.family_shape for token in named)
    if not any(token.given and not token.common for token in named[:-1]):
        return 0.55 if not unknown and plain >= _PAIR else 0.2
    if unknown == 0:
        return 0.93 if plain >= len(named) - 1 else 0.6
    if unknown > 1:
        return 0.6 if plain >= _PAIR and cased else 0.3
    if plain >= _PAIR:
        return 0.78
    return 0.6 if plain + 1 == len(named) else _UNSURE


def _east_asian_order(people: list[Token]) -> bool:
    """Whether the words are a Chinese, Korean or Vietnamese name in Latin letters, in either order."""
    surnames = rule_words()["romanised_surnames"]
    front, back = people[0].folded in surnames, people[-1].folded in surnames
    if not (front or back) or len({token.capital for token in people}) > 1:
        return False
    if any(token.initial for token in people):
        return False
    if front and all(is_east_asian_given(token.folded) for token in people[1:]):
        return True
    return back and all(is_east_asian_given(token.folded) for token in people[:-1])
