"""Tell people's names from everything else, in a cell and in a text.

No model is used: a list of names from many cultures, the words that never stand in a name, and the orders in which
names are written.
"""

import re

from pia_toolkit.detection.name_alphabetic import score_alphabetic
from pia_toolkit.detection.name_east_asian import score_east_asian
from pia_toolkit.detection.name_spans import find_alphabetic, find_east_asian

_LONGEST = 60
_NO_NAME = re.compile(r"[\d@_:;/\\&#%+=*!?<>\[\]{}|\"“”«»、，。：；？！《》【】~^$€£¥…]")
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def score_name(cell: str) -> float:
    """How much a whole cell looks like one person's name, from 0 (no) to 1 (surely).

    About .55 to .7 stands for a single given or family name, .75 and more for a full name. A cell with a digit, with
    more than 60 characters or with a word such as street, school or Ltd is never a name.
    """
    text = cell.strip()
    if not 1 < len(text) <= _LONGEST or _NO_NAME.search(text):
        return 0.0
    if not text.isascii() and _EAST_ASIAN.search(text):
        return score_east_asian(text)
    return score_alphabetic(text)


def find_names(text: str) -> list[tuple[int, int, float]]:
    """Find people's names inside a text: start, end (characters) and a score from 0 to 1, in order of place.

    Rather misses a name than invents one: a name needs a known given name, a form of address, or a phrase such as
    "my name is" before it.
    """
    if not text.isascii() and _EAST_ASIAN.search(text):
        return sorted([*find_east_asian(text), *find_alphabetic(text)])
    return find_alphabetic(text)
