"""How a text file separates cells and records, found by looking at its first rows."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from pia_toolkit.readers.text.cell_kinds import TYPED, CellKind, kind_of
from pia_toolkit.readers.text.dialect import NO_DELIMITER, Dialect
from pia_toolkit.readers.text.records import split_records

_QUOTED = re.compile(r'(?<![^,;\t|\r\n ])"(?:[^"]++|"")*+"')
_CLOCK = re.compile(r"(?<![0-9])[0-9]{1,2}:[0-9]{2}(?![0-9])")
_RECORDS, _CELLS, _LONGEST_FIELD = 300, 6000, 2**24
_LIKELIHOOD = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, " ": 0.55, ":": 0.55}
_RARE_LIKELIHOOD = 0.5
_LEAST_SCORE = 0.3
_OF_EAST_ASIA = "，；｜"
"""Signs that separate cells where the same sign of another alphabet would."""
_NO_SEPARATOR = frozenset("\"'()[]{}<>.-_/+=?%&\\°€$£\ufffd")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONE_QUOTE = re.compile(r"(?<![0-9.])\"")
"""After a digit the same sign stands for seconds of a degree, or inches."""
_APOSTROPHES = re.compile(r"(?<![\w'])'[^']+'(?![\w'])")


def find_line_end(text: str) -> str:
    r"""Return what ends a line: `\r` in files of old Apple computers, else `\n` (also when `\r` precedes it)."""
    if text.count("\r") == text.count("\r\n"):
        return "\n"
    bare = _QUOTED.sub("", text)
    if not ("\n" in bare or "\r" in bare):
        bare = text
    lone = bare.count("\r") - bare.count("\r\n")
    return "\r" if lone > 10 * bare.count("\n") else "\n"


def find_dialect(text: str, given: Dialect, delimiter: str | None = None) -> Dialect:
    """Find how `text` (the beginning of a file) separates cells.

    Every candidate is tried out: the right one gives rows of one width whose cells look whole. `given` carries what
    is known already; `delimiter` is what the user said. Without any good candidate the text is one column.
    """
    lines = _without_comments([line + given.line_end for line in text.split(given.line_end) if line.strip()])
    quotes = _find_quotes(lines)
    if delimiter is not None:
        candidates = [delimiter]
    elif lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == len("sep=,"):
        candidates = [lines[0].strip()[-1]]
    else:
        candidates = [*_LIKELIHOOD, *_rare_candidates(lines)]
    tried = [replace(given, delimiter=candidate, quote=quote) for quote in quotes for candidate in candidates]
    tried = [replace(one, skip_space=_skips_space(lines, one)) for one in tried]
    best, best_score = tried[0], 0.0
    for one in tried if len(tried) > 1 else ():
        score = _score(lines, one, best_score)
        if score > best_score:
            best, best_score = one, score
    if len(candidates) > 1 and (best_score < _LEAST_SCORE or _one_column(lines, best.delimiter)):
        return replace(given, delimiter=NO_DELIMITER, quote=quotes[0])
    return best


def _without_comments(lines: list[str]) -> list[str]:
    """Leave out lines that begin with # or //, unless nearly all do."""
    others = [line for line in lines if not line.lstrip().startswith(("#", "//"))]
    return others if len(others) > 1 else lines


def _score(lines: Sequence[str], dialect: Dialect, beaten: float) -> float:
    """How well a delimiter fits, 0 to 1: share of rows of one width, times share of cells that look whole.

    Cells are only looked at when the score may be above the one to be `beaten`.
    """
    if not any(dialect.delimiter in line for line in lines):
        return 0.0
    records = islice(split_records(lines, dialect, _LONGEST_FIELD, complete=True), _RECORDS)
    rows = [record.cells for record in records if record.cells]
    width, agreeing = _usual_width(rows)
    if dialect.delimiter == ":" and sum(bool(_CLOCK.search(line)) for line in lines) > len(lines) / 2:
        return 0.0
    if width < 2:  # noqa: PLR2004  # one column is no separation
        return 0.0
    steadiness = agreeing / len(rows)
    likelihood = _LIKELIHOOD.get(dialect.delimiter, _RARE_LIKELIHOOD)
    most = steadiness * likelihood * (1 - 0.6 / width)
    if likelihood < 1 and (steadiness < 0.9 or len(rows) < 2):  # noqa: PLR2004  # such signs also occur in plain text
        return 0.0
    if most <= beaten:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row][:_CELLS]
    whole = sum(_looks_whole(cell, dialect) for cell in cells) / len(cells)
    return most * whole**2


def _usual_width(rows: Iterable[Sequence[str]]) -> tuple[int, int]:
    """Return the commonest number of cells, and how many rows have it; of equals the wider one."""
    counted = Counter(len(row) for row in rows)
    return max(counted.items(), key=lambda entry: (entry[1], entry[0]), default=(0, 0))


def _looks_whole(cell: str, dialect: Dialect) -> bool:
    """Tell whether a cell looks complete: no other separator tight between its signs, no half pair of quotes."""
    text = cell.strip()
    others = [sign for sign in ",;|" if sign != dialect.delimiter and sign in text]
    if not others and "\t" not in text and '"' not in text:
        return True
    kind = kind_of(text)
    if kind in TYPED or kind in {CellKind.EMPTY, CellKind.MISSING}:
        return True
    if "\t" in text or len(_LONE_QUOTE.findall(text)) % 2 or (text[:1] == text[-1:] == '"' and len(text) > 1):
        return False
    return not any(_tight(text, sign) for sign in others)


def _tight(text: str, sign: str) -> bool:
    """Tell whether `sign` stands without a blank after it, as a separator does and punctuation does not."""
    pieces = text.split(sign)
    return any(not piece.startswith(" ") for piece in pieces[1:])


def _one_column(lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether the lines are each one date, time, number or address, `delimiter` and all."""
    single = {
        CellKind.DATE,
        CellKind.TIME,
        CellKind.DECIMAL,
        CellKind.INTEGER,
        CellKind.EMAIL,
        CellKind.DEVICE,
    }
    below = lines[1:_RECORDS] or lines
    header_too = delimiter in lines[0] and kind_of(lines[0]) not in single
    return not header_too and sum(kind_of(line) in single for line in below) >= 0.9 * len(below)


def _find_quotes(lines: Sequence[str]) -> str:
    """Return the marks that may be quotation marks: `"`, or `'` when only that one stands around cells of most lines.

    Where `'` stands around something now and then, both: it is one if rows are of one width only with it.
    """

    def around(quote: str) -> int:
        cell = re.compile(rf"(?:^|[,;\t|]) ?{quote}[^{quote}]*{quote}(?=[,;\t|\r]|$)")
        return sum(quote in line and bool(cell.search(line)) for line in lines)

    lines = lines[:_RECORDS]
    if around('"'):
        return '"'
    if around("'") > max(1, len(lines) // 2):
        return "'"
    return "\"'" if sum(bool(_APOSTROPHES.search(line)) for line in lines) > 1 else '"'


def _skips_space(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether quoted cells follow the delimiter after a blank, and never without one."""
    if dialect.delimiter == " ":
        return False
    spaced, tight = f"{dialect.delimiter} {dialect.quote}", f"{dialect.delimiter}{dialect.quote}"
    counted = sum(line.count(spaced) for line in lines[:_RECORDS])
    return counted > 0 and not any(tight in line.replace(spaced, "") for line in lines[:_RECORDS])


def _rare_candidates(lines: Sequence[str]) -> list[str]:
    """Return other signs that stand equally often, at least twice, in three or more lines."""
    if len(lines) < 3:  # noqa: PLR2004  # too few to call it a pattern
        return []
    first, *others = lines[1:_RECORDS]
    return sorted(
        sign
        for sign, count in Counter(first).items()
        if (count > 1 or sign in _OF_EAST_ASIA)
        and not sign.isalnum()
        and not sign.isspace()
        and sign not in _NO_SEPARATOR
        and sign not in _LIKELIHOOD
        and all(other.count(sign) == count for other in others)
        and not (sign == "@" and _has_addresses((first, *others), count))
    )


def _has_addresses(lines: Sequence[str], signs: int) -> bool:
    """Tell whether the `signs` @ of each line belong to e-mail addresses, more than a few of them."""
    return sum(len(_ADDRESS.findall(line)) for line in lines) > 0.1 * signs * len(lines)
