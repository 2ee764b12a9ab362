"""One run as it is computed, here or in torch: what steps down which function, from where, with which noise."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.objectives import Objective, Point
from lrviz.scene import Run, Scene


@dataclass(frozen=True)
class Noise:
    """Gaussian noise of gradients: the same seed and replicate, the same noise, of which more steps only append.

    Attributes:
        scale: standard deviation in each coordinate.
        seed, replicate: the key of its Philox stream.
    """

    scale: float
    seed: int = 0
    replicate: int = 0

    @property
    def generator(self) -> np.random.Generator:
        """What draws two normal numbers a step, at its beginning."""
        return np.random.Generator(np.random.Philox(key=np.array([self.seed, self.replicate], dtype=np.uint64)))

    def drawn(self, steps: int) -> Floats:
        """(steps, 2): what joins the gradient at each step."""
        return self.generator.standard_normal((steps, 2)) * self.scale


@dataclass(frozen=True)
class Descent:
    """Everything that decides about the path of one run.

    Attributes:
        objective: the function to descend.
        run: the optimizer and its schedule.
        start: where it begins.
        steps: how many.
        noise: what joins the gradients; None leaves them alone.
        clip: the largest norm of a gradient, the noise included; None leaves them alone.
    """

    objective: Objective
    run: Run
    start: Point
    steps: int
    noise: Noise | None = None
    clip: float | None = None

    @staticmethod
    def of(scene: Scene, index: int) -> "Descent":
        """The descent of one run of a scene."""
        noise = Noise(scene.noise, scene.seed, 0 if scene.shared_noise else index) if scene.noise else None
        return Descent(scene.objective, scene.runs[index], scene.origin, scene.steps, noise, scene.clip)

    def drawn_noise(self) -> Floats | None:
        """(steps, 2), or None."""
        return None if self.noise is None else self.noise.drawn(self.steps)
