"""Find people's names inside a text."""

import re
from functools import cache

from pia_toolkit.detection.names.alphabetic import score_alphabetic
from pia_toolkit.detection.names.east_asian import score_chinese, score_korean
from pia_toolkit.detection.names.gazetteer import east_asian_words, fold, rule_words
from pia_toolkit.detection.names.tokens import Token, read_token

Span = tuple[int, int, float]

_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*\.?")
_LONGEST_RUN = 5
_LONGEST_STRETCH = 60
"""Capitalised words looked at together, so that a text of nothing else takes no longer than any other."""
_SURE = 0.7
_SURER = 0.9
_MANY = 6
_FULL = 2
_LIKELY_CHINESE = 0.65


def find_alphabetic(text: str) -> list[Span]:
    """Find names in letters: after a cue, after a form of address, or a known given name with a family name."""
    words = [_Word(match) for match in _WORD.finditer(text)]
    if not words:
        return []
    small = not any(letter.isupper() for letter in text)
    spans = _after_cues(text, words, small=small) + _after_titles(text, words, small=small)
    if not small:
        loud = not any(letter.islower() for letter in text)
        for run in _runs(text, words):
            for start in range(0, len(run), _LONGEST_STRETCH):
                spans += _names_in_run(run[start : start + _LONGEST_STRETCH], loud=loud)
    return _without_overlaps(spans)


def find_east_asian(text: str) -> list[Span]:
    """Find Chinese names beside cues and titles, and Japanese and Korean names before a form of address."""
    spans: list[Span] = []
    for cue in _cue_before().finditer(text):
        spans += _chinese_after(text, cue.end(), sure=cue.group(1) in east_asian_words()["chinese_sure_cues"])
    for title in _title_after().finditer(text):
        spans += _chinese_before(text, title.start())
    spans += [(match.start(1), match.end(1), 0.8) for match in _japanese_title().finditer(text)]
    spans += [
        (match.start(1), match.end(1), 0.8)
        for match in _korean_title().finditer(text)
        if score_korean([match.group(1)]) >= _SURE
    ]
    return _without_overlaps(spans)


class _Word:
    """One word of a text with its place."""

    __slots__ = ("end", "raw", "start", "token")

    def __init__(self, match: re.Match[str]) -> None:
        self.start, self.end, self.raw = match.start(), match.end(), match.group()
        self.token: Token = read_token(self.raw)
        if self.raw.endswith(".") and not (self.token.initial or self.token.title):
            self.end -= 1

    @property
    def closes(self) -> bool:
        """Whether the word ends with a full stop, which ends a name too."""
        return self.raw.endswith(".") and not (self.token.initial or self.token.title)

    @property
    def upper(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.raw[0].isupper() or (self.token.capital and any(letter.isupper() for letter in self.raw))


def _runs(text: str, words: list[_Word]) -> list[list[_Word]]:
    """Return the stretches of capitalised words, joined by particles, that stand in no street or office."""
    runs: list[list[_Word]] = []
    current: list[int] = []
    for place, word in enumerate(words):
        joined = bool(current) and _adjacent(text, words[place - 1], word)
        if not joined and current:
            _close_run(text, words, current, runs)
            current = []
        if word.upper or (current and word.token.particle):
            current.append(place)
        elif current:
            _close_run(text, words, current, runs)
            current = []
    _close_run(text, words, current, runs)
    return runs


def _close_run(text: str, words: list[_Word], places: list[int], runs: list[list[_Word]]) -> None:
    while places and not words[places[-1]].upper:
        places = places[:-1]
    if len(places) < _FULL:
        return
    before, after = places[0] - 1, places[-1] + 1
    if before > 0 and words[before].token.particle:
        before -= 1
    if before >= 0 and words[before].token.never and _adjacent(text, words[before], words[before + 1]):
        return
    if after < len(words) and words[after].token.never and _adjacent(text, words[after - 1], words[after]):
        return
    run = [words[place] for place in places]
    if not any(word.token.never for word in run):
        runs.append(run)


def _names_in_run(run: list[_Word], *, loud: bool) -> list[Span]:
    """Return the best name in a stretch of capitalised words, and the names on both sides of it."""
    likely: list[tuple[float, int, int, float]] = []
    for first in range(len(run)):
        if run[first].token.particle and not run[first].upper:
            continue
        for last in range(first + 1, min(len(run), first + _LONGEST_RUN)):
            score = _score_words(run[first : last + 1]) if run[last].upper else 0.0
            if score >= _SURE:
                likely.append((score + 0.03 * (last - first), first, last, score))
    chosen = _best_apart(likely, 0, len(run), loud=loud)
    return [(run[first].start, run[last].end, score) for first, last, score in chosen]


def _best_apart(
    likely: list[tuple[float, int, int, float]], start: int, end: int, *, loud: bool
) -> list[tuple[int, int, float]]:
    """Return the best of the likely names between two words, and the best of what is left on both sides of it."""
    threshold = _SURER if loud or end - start >= _MANY else _SURE
    inside = [name for name in likely if start <= name[1] and name[2] < end]
    best = max((name for name in inside if name[3] >= threshold), key=lambda name: name[0], default=None)
    if best is None:
        return []
    _, first, last, score = best
    before, after = _best_apart(inside, start, first, loud=loud), _best_apart(inside, last + 1, end, loud=loud)
    return [(first, last, score), *before, *after]


def _score_words(words: list[_Word]) -> float:
    if words[0].token.title and not words[0].token.known:
        return 0.0
    return score_alphabetic(" ".join(word.raw if word.token.initial else word.raw.rstrip(".") for word in words))


def _after_titles(text: str, words: list[_Word], *, small: bool) -> list[Span]:
    spans: list[Span] = []
    for place, word in enumerate(words[:-1]):
        if word.token.folded not in rule_words()["plain_titles"] and word.raw != "M.":
            continue
        named = _name_from(text, words, place + 1, small=small)
        if named and not named[0].token.title and _adjacent(text, word, named[0]):
            spans.append((named[0].start, named[-1].end, 0.7 if small else 0.85))
    return spans


def _after_cues(text: str, words: list[_Word], *, small: bool) -> list[Span]:
    spans: list[Span] = []
    flat = _flatten(text)
    for kind in ("cues", "weak_cues"):
        for cue in _cue_pattern(kind).finditer(flat):
            place = next((place for place, word in enumerate(words) if word.start >= cue.end()), None)
            if place is None or words[place].start > cue.end():
                continue
            named = _name_from(text, words, place, small=small)
            while named and named[0].token.title and len(named) > 1:
                named = named[1:]
            if not named or (kind == "weak_cues" and (small or not named[0].token.plain)):
                continue
            known = sum(word.token.known for word in named)
            spans.append((named[0].start, named[-1].end, 0.95 if known == len(named) else 0.9 if known else 0.75))
    return spans


def _name_from(text: str, words: list[_Word], place: int, *, small: bool) -> list[_Word]:
    """Return the words of a name that starts at a place, as far as they can belong to it."""
    named: list[_Word] = []
    for word in words[place : place + _LONGEST_RUN]:
        token = word.token
        if named and not _adjacent(text, named[-1], word):
            break
        if token.never or token.word or (small and not token.particle and not token.plain):
            break
        if not small and not word.upper and not token.particle and token.capital is False:
            break
        named.append(word)
        if word.closes:
            break
    while named and named[-1].token.particle and not named[-1].upper:
        named.pop()
    return named


def _adjacent(text: str, before: _Word, after: _Word) -> bool:
    return not before.closes and text[before.end : after.start].isspace() and "\n" not in text[before.end : after.start]


def _without_overlaps(spans: list[Span]) -> list[Span]:
    """Keep the longest of spans that overlap; of equal ones the surest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], -span[2], span[0])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return sorted(kept)


def _flatten(text: str) -> str:
    """Fold a text letter by letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    flat = ((fold(letter), letter) for letter in text)
    return "".join(folded if len(folded) == 1 else letter for folded, letter in flat).replace("’", "'")


@cache
def _cue_pattern(kind: str) -> re.Pattern[str]:
    cues = sorted(rule_words()[kind], key=lambda cue: (-len(cue), cue))
    either = "|".join(re.escape(cue).replace("ss", "(?:ss|ß)") for cue in cues)
    return re.compile(rf"(?<![^\W_])(?:{either})(?:\s+|(?<=:))\s*")


@cache
def _cue_before() -> re.Pattern[str]:
    return re.compile(f"({_either('chinese_cues_before')})[：: ]*")


@cache
def _title_after() -> re.Pattern[str]:
    return re.compile(_either("chinese_titles"))


@cache
def _japanese_title() -> re.Pattern[str]:
    return re.compile(f"((?:{_either('japanese_surnames')})[ \u3000]?[\u3400-\u9fff々]{{0,3}})(?:さん|様|氏)")


@cache
def _korean_title() -> re.Pattern[str]:
    return re.compile(r"(?<![\uac00-\ud7af])([\uac00-\ud7af]{3}) ?(?:씨|님)(?![\uac00-\ud7af]{2})")


def _either(kind: str) -> str:
    return "|".join(re.escape(word) for word in sorted(east_asian_words()[kind], key=lambda word: (-len(word), word)))


def _chinese_after(text: str, start: int, *, sure: bool) -> list[Span]:
    words = east_asian_words()
    double = text[start : start + 2] in words["chinese_double_surnames"]
    longest = 4 if double else 3
    for length in (longest, longest - 1):
        candidate = text[start : start + length]
        if len(candidate) < length:
            continue
        ended = length == longest and candidate[-1] in words["chinese_small_words"] and not sure
        score = score_chinese(candidate)
        if not ended and score >= (0.5 if sure else _LIKELY_CHINESE):
            return [(start, start + length, 0.95 if sure else 0.85)]
    return []


def _chinese_before(text: str, end: int) -> list[Span]:
    words = east_asian_words()
    for length in (3, 2):
        candidate = text[max(0, end - length) : end]
        if len(candidate) == length and score_chinese(candidate) >= _LIKELY_CHINESE:
            return [(end - length, end, 0.9)]
    if end and text[end - 1] in words["chinese_surnames"]:
        return [(end - 1, end, 0.6)]
    return []
