"""Tell people's names from everything else, in a cell and in a text.

No model is used: a list of names from many cultures, the words that never stand in a name, and the orders in which
names are written.
"""

import re

from pia_toolkit.detection.names.alphabetic import score_alphabetic
from pia_toolkit.detection.names.east_asian import is_family_name, score_east_asian
from pia_toolkit.detection.names.spans import find_alphabetic, find_east_asian

_LONGEST = 60
_NO_NAME = re.compile(r"[\d@_:;/\\&#%+=*!?<>\[\]{}|\"“”«»、，。：；？！《》【】~^$€£¥…]")
_ASIDE = re.compile(r"""(?<=[^\W\d_]|[.,])\s+[("“„«'‘][^\W\d_][^()"“”„«»\d]{0,38}[)"”»'’]""")
_MASKED = re.compile("([\u3400-\u9fff\uac00-\ud7af]{1,2})[○〇◯OoＯXx*＊●Ｘ]{1,2}[\u3400-\u9fff\uac00-\ud7af]?")
_MASKED_SCORE = 0.7
_BETWEEN = re.compile(
    r"\s*(?:[;|/\n、，；•]|,(?!\s*(?:jr|sr|ii|iii|iv)\b)|\s(?:&|\+|and|und|et|en|och|og|y|e|i|и|ve)\s)\s*",
    re.IGNORECASE,
)
_SURELY_BETWEEN = re.compile(r"\s*[;|/\n；]\s*")
_LABEL = re.compile(r"\s*[^\W\d_][^\d:：]{1,20}[:：]\s*(?!//)")
_LONGEST_LIST, _MOST_PEOPLE = 240, 12
_PART, _FULL_PART, _SEVERAL_SCORE, _ENOUGH_PARTS = 0.5, 0.75, 0.85, 0.75
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def score_name(cell: str) -> float:
    """How much a whole cell looks like one person's name, from 0 (no) to 1 (surely).

    About .55 to .7 stands for a single given or family name, .75 and more for a full name. A cell with a digit, with
    more than 60 characters or with a word such as street, school or Ltd is never a name.
    """
    text = _ASIDE.sub("", cell.strip())  # a nickname or maiden name: Allen, Mrs. Hudson (Bess Daniels)
    masked = _MASKED.fullmatch(text)
    if masked:  # 王○明, 김*수: as authorities publish names
        return _MASKED_SCORE if is_family_name(masked[1]) else 0.0
    if not 1 < len(text) <= _LONGEST or _NO_NAME.search(text):
        return 0.0
    if not text.isascii() and _EAST_ASIAN.search(text):
        return score_east_asian(text)
    return score_alphabetic(text)


def score_people(cell: str) -> float:
    """How much a whole cell looks like the names of one person or of several in a row, from 0 (no) to 1 (surely).

    Several stand parted by commas, semicolons, slashes or a word such as and: "Anna Smith, Bob Brown & Carla Diaz".
    Each part has to look like a name, and half of them at least like a full one.
    """
    one = score_name(cell)
    labelled = _LABEL.match(cell)
    if labelled and not one:  # Contact: Emily Carter
        named = score_name(cell[labelled.end() :])
        return named if named >= _FULL_PART else one
    if one >= _SEVERAL_SCORE or len(cell) > _LONGEST_LIST or not _BETWEEN.search(cell):
        return one
    between = _SURELY_BETWEEN if _SURELY_BETWEEN.search(cell.strip(" ;")) else _BETWEEN  # SMITH, Anna; BROWN, Bob
    parts = [part for part in between.split(cell.strip(" ,;、")) if part]
    if not 1 < len(parts) <= _MOST_PEOPLE:
        return one
    scores = [score_name(part) for part in parts]
    likely = sum(score >= _PART for score in scores)
    full = sum(
        score >= _FULL_PART or (score >= _PART and _in_words(part)) for score, part in zip(scores, parts, strict=True)
    )
    several = 2 * full >= len(parts) and likely >= _ENOUGH_PARTS * len(parts) and max(scores) >= _FULL_PART
    return max(one, _SEVERAL_SCORE) if several else one


def _in_words(text: str) -> bool:
    return len(text.split()) > 1


def find_names(text: str) -> list[tuple[int, int, float]]:
    """Find people's names inside a text: start, end (characters) and a score from 0 to 1, in order of place.

    Rather misses a name than invents one: a name needs a known given name, a form of address, or a phrase such as
    "my name is" before it.
    """
    if not text.isascii() and _EAST_ASIAN.search(text):
        return sorted([*find_east_asian(text), *find_alphabetic(text)])
    return find_alphabetic(text)
