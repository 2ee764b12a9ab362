"""Short ways to write the scenes of lessons, and one change in them."""

from dataclasses import replace
from typing import Any

from lrviz.objectives import Formula, Point, Quadratic
from lrviz.optimizers import SGD, Adam, Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, LinearLR, Schedule


def sgd(lr: float, schedule: Schedule | None = None, **settings: Any) -> Run:
    """Gradient descent under a schedule; without one its rate stays."""
    return Run(SGD(lr=lr, **settings), schedule or Constant())


def adam(lr: float, schedule: Schedule | None = None, **settings: Any) -> Run:
    """Adam under a schedule; without one its rate stays."""
    return Run(Adam(lr=lr, **settings), schedule or Constant())


def to_zero(steps: int) -> Schedule:
    """The rate falls along a straight line to 0."""
    return LinearLR(start_factor=1.0, end_factor=0.0, total_iters=steps)


def bowl(condition: float, start: Point, steps: int, *runs: Run, noise: float = 0.0) -> Scene:
    """A quadratic valley along x: its curvature is 1 along x and `condition` along y."""
    return Scene(Quadratic(condition=condition), start=start, steps=steps, noise=noise, runs=runs)


def slope(steps: int, *runs: Run, reach: float = 3.0, noise: float = 0.0) -> Scene:
    """f = x, the same slope everywhere, from the origin; the map reaches so far to the left."""
    plain = Formula(text="x", x_min=-reach, x_max=0.15 * reach, y_min=-0.5 * reach, y_max=0.5 * reach)
    return Scene(plain, start=(0.0, 0.0), steps=steps, noise=noise, runs=runs)


def with_run(scene: Scene, run: int, changed: Run) -> Scene:
    """The scene with another run in the place of one, counted from 1 as in texts."""
    runs = (*scene.runs[: run - 1], changed, *scene.runs[run:])
    return replace(scene, runs=runs)


def with_optimizer(scene: Scene, run: int, optimizer: Optimizer) -> Scene:
    """The scene with another optimizer in one run, counted from 1 as in texts."""
    return with_run(scene, run, replace(scene.runs[run - 1], optimizer=optimizer))


def with_schedule(scene: Scene, run: int, schedule: Schedule) -> Scene:
    """The scene with another schedule in one run, counted from 1 as in texts."""
    return with_run(scene, run, replace(scene.runs[run - 1], schedule=schedule))
