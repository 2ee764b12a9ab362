"""The looks of runs stay apart, on light and on dark."""

from itertools import combinations

import numpy as np

from lrviz.figures import STYLES


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])


def luminance(colour: str) -> float:
    share = rgb(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return 0.05 + float(linear @ [0.2126, 0.7152, 0.0722])


def test_styles_read_on_light_and_dark_and_apart() -> None:
    for style in STYLES:
        assert luminance("#ffffff") / luminance(style.colour) > 2.6
        assert luminance(style.colour) / luminance("#0e1117") > 3.8
    for one, other in combinations(STYLES, 2):
        assert one.dash != other.dash
        assert one.symbol != other.symbol
        assert np.abs(rgb(one.colour) - rgb(other.colour)).max() > 40
