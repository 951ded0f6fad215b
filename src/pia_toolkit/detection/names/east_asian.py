"""How much a cell in Chinese characters, kana or Hangul looks like a person's name."""

import re
from functools import cache

from pia_toolkit.detection.names.gazetteer import east_asian_words, fold, gazetteer, listed_values

_NOT = 0.05
_WEAK = 0.15
_LONGEST_HAN = 4
_LONGEST_GIVEN = 2
_DOUBLE = 2
_LIKELY = 0.5
_LONGEST_JAPANESE = 8
_LONGEST_JAPANESE_GIVEN = 3
_FULL = 2
_HAN = re.compile("[\u3400-\u9fff々]+")
_JAPANESE = re.compile("[\u3400-\u9fff々\u3040-\u30ffー]+")
_KATAKANA = re.compile("[\u30a0-\u30ffー]+")
_HANGUL = re.compile("[\uac00-\ud7af]+")
_DOTS = re.compile("[・·•＝]")


def score_east_asian(text: str) -> float:
    """How much a cell in Chinese characters, kana or Hangul looks like a name, from 0 to 1."""
    if "(" in text or "（" in text or "," in text or text in listed_values():
        return _NOT
    body, titled = _without_title(text)
    parts = body.replace("\u3000", " ").split()
    if len(parts) > _LONGEST_HAN or not parts:
        return _NOT
    if len(parts) == 1 and _DOTS.search(body):
        return _score_dotted(_DOTS.split(body))
    whole = "".join(parts)
    gap = len(parts) > 1
    if _HANGUL.fullmatch(whole):
        score = score_korean(parts)
    elif _HAN.fullmatch(whole):
        score = max(score_chinese(whole) if len(parts) <= _FULL else 0.0, score_japanese(parts))
    elif _JAPANESE.fullmatch(whole):
        score = score_japanese(parts)
    else:
        return _NOT
    if titled:
        return 0.85 if score > _WEAK or is_family_name(whole) else 0.2
    return min(0.97, score + 0.1) if gap and score >= _LIKELY else score


def score_chinese(text: str) -> float:
    """How much two to four Chinese characters look like a surname followed by a given name."""
    words = east_asian_words()
    family, given = _split_chinese(text)
    frequent = len(family) == _DOUBLE or family in words["chinese_surnames"]
    if not frequent and family not in words["chinese_surnames_rare"]:
        return _NOT
    usual = sum(character in chinese_given() for character in given)
    if usual == 0 or _is_chinese_word(text, given):
        return _WEAK
    if usual < len(given):
        return 0.5 if frequent else 0.3
    score = 0.85 if frequent else 0.65
    return score if len(given) > 1 else score - 0.15


def _split_chinese(text: str) -> tuple[str, str]:
    """Return surname and given name as their lengths have it, or two empty texts when no name is as long."""
    if not _HAN.fullmatch(text):
        return "", ""
    cut = _DOUBLE if text[:_DOUBLE] in east_asian_words()["chinese_double_surnames"] else 1
    return (text[:cut], text[cut:]) if 1 <= len(text) - cut <= _LONGEST_GIVEN else ("", "")


def _is_chinese_word(text: str, given: str) -> bool:
    stop = east_asian_words()["chinese_stop"]
    if text in stop or text[:_DOUBLE] in stop:
        return True
    return text.endswith(_ends("chinese_ends")) and given not in gazetteer().codes


def score_japanese(parts: list[str]) -> float:
    """How much a text looks like a Japanese family name followed by a given name."""
    words = east_asian_words()
    whole = "".join(parts)
    if len(whole) > _LONGEST_JAPANESE or whole.endswith(_ends("japanese_ends")):
        return _NOT
    if _KATAKANA.fullmatch(whole):
        return _score_katakana(parts)
    if len(parts) == 1 and (whole in words["japanese_surnames"] or whole in words["japanese_given"]):
        return 0.6
    pairs = [(parts[0], "".join(parts[1:]))] if len(parts) > 1 else [(whole[:cut], whole[cut:]) for cut in (3, 2, 1)]
    return max(_japanese_pair(family, given) for family, given in pairs)


def score_korean(parts: list[str]) -> float:
    """How much Hangul looks like a Korean family name of one or two syllables followed by a given name."""
    words = east_asian_words()
    whole = "".join(parts)
    if not 1 < len(whole) <= _LONGEST_HAN or whole in words["korean_stop"]:
        return _NOT
    if len(whole) == _LONGEST_GIVEN and whole in gazetteer().codes:
        return 0.6
    double = whole[:2] in words["korean_surnames"] and len(whole) == _LONGEST_HAN
    family, given = (whole[:2], whole[2:]) if double else (whole[:1], whole[1:])
    if family not in words["korean_surnames"] or len(given) > _LONGEST_GIVEN:
        return _NOT
    if given in gazetteer().codes:
        return 0.92
    usual = all(syllable in words["korean_given"] for syllable in given)
    if not usual or len(given) == 1:
        return _WEAK
    return 0.3 if given.endswith(_ends("korean_ends")) else 0.7


def _japanese_pair(family: str, given: str) -> float:
    words = east_asian_words()
    if not given or family not in words["japanese_surnames"]:
        return 0.0
    if given in words["japanese_given"] or given in gazetteer().codes:
        return 0.92
    usual = all(character in words["japanese_given_characters"] for character in given)
    if len(given) > _LONGEST_JAPANESE_GIVEN:
        return 0.0
    return 0.8 if usual else 0.45


def _score_katakana(parts: list[str]) -> float:
    words, codes = east_asian_words(), gazetteer().codes
    if any(stop in part for part in parts for stop in words["katakana_stop"]):
        return _NOT
    known = sum(fold(part) in codes for part in parts)
    if len(parts) == 1:
        return 0.55 if known else _WEAK
    return 0.9 if known == len(parts) else 0.7 if known else 0.4


def _score_dotted(parts: list[str]) -> float:
    """Score a foreign name written with dots: マリア・ガルシア, 约翰·史密斯."""
    words = east_asian_words()
    if not 1 < len(parts) <= _LONGEST_HAN or any(len(part) < _FULL for part in parts):
        return _NOT
    if any(stop in part for part in parts for stop in words["katakana_stop"]):
        return _NOT
    if any(part.endswith(_ends("chinese_ends") + _ends("japanese_ends")) for part in parts):
        return _WEAK
    return 0.75


def _without_title(text: str) -> tuple[str, bool]:
    for kind in ("chinese_titles", "japanese_titles", "korean_titles"):
        for title in _ends(kind):
            if text.endswith(title) and len(text) > len(title):
                return text[: -len(title)].strip(), True
    return text, False


def is_family_name(text: str) -> bool:
    """Whether a text is a Chinese, Japanese or Korean family name."""
    words = east_asian_words()
    lists = (
        "chinese_surnames",
        "chinese_surnames_rare",
        "chinese_double_surnames",
        "japanese_surnames",
        "korean_surnames",
    )
    return any(text in words[kind] for kind in lists)


@cache
def chinese_given() -> frozenset[str]:
    """Return the characters that Chinese given names are made of."""
    return frozenset("".join(east_asian_words()["chinese_given"]))


@cache
def _ends(kind: str) -> tuple[str, ...]:
    return tuple(sorted(east_asian_words()[kind], key=lambda word: (-len(word), word)))
