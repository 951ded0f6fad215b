"""Sizes as people write them: 500MiB, 2 GB, 1e6."""

import re

_DECIMAL = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_SIZE = re.compile(r"([0-9][0-9_,]*(?:\.[0-9]+)?(?:e[0-9]{1,2})?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)


def size_of(text: str | int) -> int:
    """Return a size or a number from what was written. Raises ValueError when it is none, or nothing."""
    found = _SIZE.fullmatch(str(text).strip())
    if found is None or (found[3] and not found[2]):
        raise ValueError
    times = (_BINARY if found[3] else _DECIMAL)[found[2].lower()]
    size = round(float(found[1].replace("_", "").replace(",", "")) * times)
    if size < 1:
        raise ValueError
    return size


def shown_size(size: int) -> str:
    """Return a size in the largest unit in which it is whole, such as 16MiB; numbers that are no sizes as they are."""
    for unit, times in reversed(_BINARY.items()):
        if size % times == 0:
            return f"{size // times}{unit.upper()}iB"
    return f"{size:,}"
