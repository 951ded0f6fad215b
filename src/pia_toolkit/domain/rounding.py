"""How far a share is told: as far as it carries, and never so that nearly all reads as all, or hardly any as none."""

_SMALLEST = 0.001
"""A tenth of a per cent; what is closer to nothing or to all is told as less or more than that."""
_WHOLE = (0.1, 0.9)
"""Between these, whole per cents are enough."""


def rounded_percent(share: float) -> tuple[str, str]:
    """Return a share from 0 to 1 in per cent as a sign and a number: `("", "41")`, `("<", "0.1")`, `(">", "99.9")`."""
    if 0 < share < _SMALLEST:
        return "<", "0.1"
    if 1 - _SMALLEST < share < 1:
        return ">", "99.9"
    decimals = 0 if _WHOLE[0] <= share <= _WHOLE[1] else 1
    return "", f"{share * 100:.{decimals}f}".removesuffix(".0")
