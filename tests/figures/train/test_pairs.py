"""The picture of pairs has a dot for each seed of each run, at the height of its value, and a cross at the bad end."""

from xml.etree import ElementTree

import numpy as np
import pytest

from lrviz.figures.train.pairs import pairs_picture

SVG = "{http://www.w3.org/2000/svg}"


def heights(picture: str) -> tuple[list[float], list[float], list[float]]:
    """How far down the circles, the squares' middles and the crosses are."""
    root = ElementTree.fromstring(picture)
    circles = [float(one.get("cy", "")) for one in root.iter(f"{SVG}circle")]
    squares = [float(one.get("y", "")) + 4 for one in root.iter(f"{SVG}rect")]
    marks = [one.get("d", "") for one in root.iter(f"{SVG}path")]
    crosses = [float(mark.split("l")[0].split()[1]) + 4 for mark in marks if "m0 -8" in mark]
    return circles, squares, crosses


@pytest.mark.parametrize("factor", [1.5, 1000.0])
def test_higher_values_stand_higher_and_equal_ones_level(factor: float) -> None:
    first, second = np.array([1.0, factor, factor**0.5]), np.array([factor, 1.0, 1.0])
    picture = pairs_picture(first, second)
    circles, squares, crosses = heights(picture)
    assert np.argsort(circles).tolist() == np.argsort(-first).tolist()
    assert circles[0] == squares[1] == squares[2]
    assert circles[1] == squares[0]
    assert not crosses
    halfway = (circles[0] + circles[1]) / 2
    assert (abs(circles[2] - halfway) < 0.1) == (factor > 10), "far apart, equal factors are equally long"
    assert f"median {np.median(first):.3g}" in picture


def test_who_did_not_come_to_an_end_has_a_cross_at_the_bad_end() -> None:
    low, high = np.array([0.5, 0.6]), np.array([np.inf, np.inf])
    circles, _, crosses = heights(pairs_picture(low, high))
    assert len(crosses) == 2
    assert max(crosses) < min(circles)
    circles, _, crosses = heights(pairs_picture(low, -high, higher_is_better=True))
    assert min(crosses) > max(circles)
    assert "median ∞" in pairs_picture(high, high)
