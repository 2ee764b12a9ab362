"""What stands over a scene that has left the app."""

import pytest

from lrviz.figures import caption
from lrviz.objectives import Formula, Rosenbrock
from lrviz.scene import Scene


@pytest.mark.parametrize(
    ("scene", "title", "formula"),
    [
        (Scene(Rosenbrock(b=10.0)), "Rosenbrock · 500 steps", "f(x, y) = (a - x)**2 + b*(y - x**2)**2, a = 1, b = 10"),
        (
            Scene(Formula("x**4 + y**2"), steps=1200, noise=0.5, seed=7, clip=2.0),
            "Formula · 1,200 steps · noise 0.5, seed 7 · gradients clipped at 2",
            "f(x, y) = x**4 + y**2",
        ),
    ],
    ids=("a function of the catalogue", "a formula of one's own"),
)
def test_a_caption_says_what_the_picture_does_not_show(scene: Scene, title: str, formula: str) -> None:
    assert caption(scene) == (title, formula)
