"""The looks of runs stay apart, on light and on dark."""

from itertools import combinations

import numpy as np

from lrviz.figures import STYLES

WHITE, DARK = (255, 255, 255), (14, 17, 23)


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def test_styles_read_on_light_and_dark_and_apart() -> None:
    for style in STYLES:
        assert contrast(rgb(style.colour), WHITE) > 2.6
        assert contrast(rgb(style.colour), DARK) > 3.8
    for one, other in combinations(STYLES, 2):
        assert one.dash != other.dash
        assert one.symbol != other.symbol
        assert np.abs(np.subtract(rgb(one.colour), rgb(other.colour))).max() > 40
