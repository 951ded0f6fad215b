"""A confusion matrix as an SVG picture: what columns are, across, what they were called, down."""

from collections.abc import Iterable, Mapping
from html import escape

from labelled_sets import NOTHING, OTHER, vocabulary

Pair = tuple[str, str | None]
"""The label of a column and the kind it was called, None for none of the kinds."""

_CELL, _LEFT, _TOP, _MARGIN = 40, 150, 130, 12
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1b1b1b}.cell{text-anchor:middle}.light{fill:#fff}"
    ".right{fill:#0b5e78}.wrong{fill:#b3541e}.grid{fill:none;stroke:#d8d8d8}"
)
_FAINTEST = 0.12
_DARK = 0.55


def confusion_matrix(counts: Mapping[Pair, int]) -> str:
    """Return the picture: a row for each label, a column for each kind told; darker is a larger share of the row.

    The diagonal is blue, what is beside it brown. Labels and kinds without a column of the tables are left out.
    """
    kinds = list(vocabulary()["kinds"])
    labels = [label for label in (*kinds, OTHER, NOTHING) if any(given == label for given, _ in counts)]
    told = [kind for kind in (*kinds, None) if any(named == kind for _, named in counts) or kind in labels]
    width = _LEFT + _CELL * (len(told) + 3)
    height = _TOP + _CELL * len(labels) + _MARGIN
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
            f"<title>What columns are, and what they were called</title><style>{_STYLE}</style>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *_headings(labels, told),
            *(_row(label, told, counts, _TOP + _CELL * place) for place, label in enumerate(labels)),
            "</svg>\n",
        )
    )


def _headings(labels: list[str], told: list[str | None]) -> Iterable[str]:
    yield f'<text x="{_MARGIN}" y="{_TOP - 10}">is ↓  called →</text>'
    for place, kind in enumerate((*told, "columns")):
        x = _LEFT + _CELL * place + _CELL // 2
        name = "none of these" if kind is None else kind
        yield f'<text transform="translate({x + 5} {_TOP - 8}) rotate(-60)">{escape(name)}</text>'
    for place, label in enumerate(labels):
        name = {OTHER: "something else", NOTHING: "nothing personal"}.get(label, label)
        yield f'<text x="{_MARGIN}" y="{_TOP + _CELL * place + 25}">{escape(name)}</text>'


def _row(label: str, told: list[str | None], counts: Mapping[Pair, int], top: int) -> str:
    total = sum(counts.get((label, kind), 0) for kind in told)
    cells = []
    for place, kind in enumerate(told):
        count = counts.get((label, kind), 0)
        x = _LEFT + _CELL * place
        cells.append(f'<rect class="grid" x="{x}" y="{top}" width="{_CELL}" height="{_CELL}"/>')
        if count:
            right = kind == label or (kind is None and label in {OTHER, NOTHING})
            share = max(_FAINTEST, count / total)
            cells.append(
                f'<rect class="{"right" if right else "wrong"}" x="{x + 1}" y="{top + 1}" width="{_CELL - 2}" '
                f'height="{_CELL - 2}" fill-opacity="{share:.2f}"/>'
                f'<text class="cell{" light" * (share > _DARK)}" x="{x + _CELL // 2}" y="{top + 25}">{count}</text>'
            )
    cells.append(f'<text class="cell" x="{_LEFT + _CELL * len(told) + _CELL // 2 + 6}" y="{top + 25}">{total}</text>')
    return "".join(cells)
