"""Colours of the page: WCAG 2.2 AA in light and in dark, computed from the style sheet itself."""

import re

import pytest

from pia_toolkit.resources import shipped

STYLE = (shipped("templates") / "report" / "style.css").read_text(encoding="utf-8")
BLOCKS = dict(zip(("light", "dark"), re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)[:2], strict=True))
LEVELS = ("negligible", "limited", "significant", "maximum")
STATES = ("consistent", "partly", "falls-short", "unknown", "not-applicable")
CELLS = tuple(f"cell-{level}" for level in LEVELS)
TEXT = [
    *((ink, "paper") for ink in ("ink", "soft", "accent", *LEVELS, *STATES)),
    *((ink, ground) for ground in CELLS for ink in ("ink", "soft")),
    ("paper", "ink"),  # the number in a filled dot
]
SHAPES = [
    *((shape, "paper") for shape in ("line", "bar", "exposed", "accent", *LEVELS, *STATES)),
    *((shape, "panel") for shape in ("bar", "exposed")),  # a bar on its track
    *((shape, ground) for ground in CELLS for shape in ("ink", "soft")),  # dots and arrows on cells
]


def variables(scheme):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", BLOCKS[scheme]))


def luminance(colour):
    def linear(channel):
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", BLOCKS)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(scheme, ink, ground):
    colours = variables(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", BLOCKS)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_are_seen(scheme, shape, ground):
    colours = variables(scheme)
    assert contrast(colours[shape], colours[ground]) >= 3


def test_both_schemes_name_the_same_colours():
    assert variables("light").keys() == variables("dark").keys()


def test_every_colour_is_a_variable_that_exists():
    rules = STYLE
    for block in BLOCKS.values():
        rules = rules.replace(block, "")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules)
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) <= variables("light").keys()


def test_text_colours_are_all_checked():
    inks = set(re.findall(r"(?:^|[\s;{])(?:color|fill): var\(--([a-z-]+)\)", STYLE))
    checked = {ink for ink, _ in (*TEXT, *SHAPES)} | {*CELLS, "panel"}
    assert inks <= checked
    grounds = set(re.findall(r"background: var\(--([a-z-]+)\)", STYLE))
    assert grounds <= {ground for _, ground in TEXT}
