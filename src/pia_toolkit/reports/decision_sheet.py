"""The sheet on the decision: what was decided, or the form to be filled in."""

from collections.abc import Iterator

from pia_toolkit.reports.blocks import Block, Content
from pia_toolkit.reports.figures import Figures
from pia_toolkit.reports.sheets import Column, Sheet
from pia_toolkit.reports.story import Story

_WIDTHS = (34, 60, 44, 24, 24, 28, 34)


def decision_sheet(story: Story, figures: Figures) -> Sheet:
    """Return what was decided block by block; before a decision, the form with empty cells."""
    words = figures.words
    about = words("decision.about" if story.decided.taken else "decision.about-open")
    blocks = (*story.decided.blocks, *((story.decision_form,) if story.decision_form else ()))
    rows: list[tuple[Content, ...]] = [(words("decision.title"),), (None, about)]
    for block in blocks:
        rows.extend(_rows(block))
    return Sheet("decision", tuple(Column("", width) for width in _WIDTHS), tuple(rows), headed=False)


def _rows(block: Block) -> Iterator[tuple[Content, ...]]:
    yield (None,)
    yield block.title, block.message or None
    for sentence in (*block.sentences, *block.small):
        yield None, sentence
    for grid in block.grids:
        yield grid.headings
        yield from grid.rows
