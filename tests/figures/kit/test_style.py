"""The looks of runs stay apart, on light and on dark, for colour-blind people and in grey print."""

from itertools import combinations, pairwise

import pytest
from coloraide import Color

from lrviz.figures import STYLES

THEMES = ("#ffffff", "#191815", "#0e1117")
"""What runs are drawn on: Streamlit's light and dark backgrounds, and the dark one of files."""

RUNS = STYLES[:8]

SEEN = {
    "usual": {},
    "deuteranopia": {"name": "deutan", "method": "vienot"},
    "deuteranopia after Machado": {"name": "deutan", "method": "machado"},
    "protanopia": {"name": "protan", "method": "vienot"},
    "protanopia after Machado": {"name": "protan", "method": "machado"},
    "tritanopia": {"name": "tritan"},
    "grey": {"name": "grayscale"},
}
"""Ways of seeing, as filters of coloraide; two simulations of the usual kinds of colour blindness, which differ."""


def seen(colour: str, way: str) -> Color:
    """A colour as it is seen."""
    return Color(colour).filter(**SEEN[way]).clip("srgb") if SEEN[way] else Color(colour)


def difference(one: str, other: str, way: str = "usual") -> float:
    """CIEDE2000 of two colours as they are seen."""
    return float(seen(one, way).delta_e(seen(other, way), method="2000"))


def test_styles_read_on_light_and_dark_and_differ_in_dash_and_symbol() -> None:
    for style in STYLES:
        assert min(Color(style.colour).contrast(theme, method="wcag21") for theme in THEMES) >= 3
    for one, other in combinations(STYLES, 2):
        assert one.dash != other.dash
        assert one.symbol != other.symbol


@pytest.mark.parametrize("way", SEEN)
def test_neighbours_are_told_apart(way: str) -> None:
    for one, other in pairwise(STYLES):
        assert difference(one.colour, other.colour, way) >= 15, (one, other)


def test_any_two_runs_are_told_apart_by_most_people() -> None:
    for one, other in combinations(RUNS, 2):
        assert difference(one.colour, other.colour) >= 18, (one, other)


def test_the_second_and_the_fourth_run_differ_in_hue_for_who_sees_no_green() -> None:
    second, fourth = (seen(STYLES[slot].colour, "deuteranopia").convert("lch-d65") for slot in (1, 3))
    assert abs((second["hue"] - fourth["hue"] + 180) % 360 - 180) > 90
    assert min(second["chroma"], fourth["chroma"]) > 20
