"""A curve is recognised by its shape as a schedule of lrviz, or becomes points."""

import math
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.comparison import Entry
from lrviz.schedules import (
    Constant,
    CosineDecay,
    ExponentialLR,
    PiecewiseLinear,
    PolynomialDecay,
    Warmup,
    WarmupStableDecay,
)

TOP = 0.05
COSINE = lambda u: 0.5 * (1 + math.cos(math.pi * min(max(u, 0.0), 1.0)))  # noqa: E731
SHAPES: dict[str, tuple[Any, Any]] = {
    "a cosine": (lambda t: TOP * COSINE(t / 500), CosineDecay(500, 0.0)),
    "a cosine as long as what is read": (lambda t: TOP * COSINE(t / 600), CosineDecay(600, 0.0)),
    "to a floor": (lambda t: TOP * (0.1 + 0.9 * COSINE(t / 600)), CosineDecay(600, 0.1)),
    "behind a warmup": (
        lambda t: TOP * (0.01 + 0.99 * t / 50 if t < 50 else COSINE((t - 50) / 400)),
        Warmup(CosineDecay(400, 0.0), 50, 0.01),
    ),
    "a line": (lambda t: TOP * max(0.0, 1 - t / 800), PolynomialDecay(800, 0.0)),
    "a trapezoid": (
        lambda t: TOP * min(1.0, t / 100, max(0.0, (550 - t) / 150)),
        WarmupStableDecay(100, 300, 150, "linear", 0.0),
    ),
    "a factor at each step": (lambda t: TOP * 0.997**t, ExponentialLR(0.997)),
    "a constant": (lambda t: TOP, Constant()),
}


@pytest.mark.parametrize("single", [False, True], ids=["float64", "float32"])
@pytest.mark.parametrize("name", SHAPES)
def test_a_curve_alone_is_recognised_by_its_shape(name: str, single: bool) -> None:
    function, expected = SHAPES[name]
    seen = lrviz.preview((lambda t: np.float32(function(t))) if single else function, 600)
    assert not seen.notes
    assert seen.entry is not None
    assert seen.entry.lr == TOP
    if single and isinstance(expected, ExponentialLR):
        assert isinstance(seen.entry.schedule, ExponentialLR)
        assert seen.entry.schedule.gamma == pytest.approx(expected.gamma, rel=1e-8)
    else:
        assert seen.entry == Entry(expected, TOP)


def test_a_curve_that_is_none_of_ours_is_points_and_says_how_far_off() -> None:
    def inverse(step: int) -> float:
        return 0.1 / (1 + step / 50)

    seen = lrviz.preview(inverse, 500)
    assert isinstance(seen.entry, Entry)
    assert isinstance(seen.entry.schedule, PiecewiseLinear)
    drawn = seen.entry.schedule.rates(seen.entry.lr, 500)
    off = 100 * float(np.max(np.abs(drawn - seen.rates))) / 0.1
    assert f"off by {off:.2g} % of its top at most" in seen.sentence
    straight = lrviz.preview(lambda step: max(0.0, 0.1 - 1e-3 * step), 300)
    assert not straight.notes
    assert lrviz.preview(lambda step: -0.1, 3).entry is None
    broken = lrviz.preview(lambda step: float("nan") if step == 1 else 0.1, 3)
    assert broken.entry is None
    assert "1 rates are not finite" in broken.sentence
