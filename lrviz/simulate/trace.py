"""What one run did, step by step, and how stable it was: everything but a verdict on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lrviz.arrays import Floats
from lrviz.objectives import Objective, Window
from lrviz.optimizers import Rule
from lrviz.scene import Run
from lrviz.simulate.stability import Stability, growth, stability

SENSITIVE = 1e-9
"""A run is chaotic when one rounding error moves it by more than this share of the path's size."""

_GRAINS = 1024
"""A step of so many units in the last place of its parameter has a length that rounding does not decide."""


@dataclass(frozen=True, eq=False)
class Trace:
    """What one run did; every array is read-only.

    Attributes:
        objective: the function descended.
        run: the optimizer and its schedule.
        noise: standard deviation of the gradient noise.
        box: where the point is held, or None.
        points: (steps + 1, 2), the start first; NaN from the step on where the parameter stopped being finite.
        losses: (steps + 1,), the function's values at the points, without noise; NaN where the points are. Of a
            function that moves, points[t] counts at step t, whose gradient the (t + 1)-th step takes there.
        gradients: (steps + 1, 2), the gradient at each point, without noise and before any clipping.
        learning_rates: (steps,), the rates used.
        momenta: (steps,), the momentum or β₁ used, or None where no schedule moves it.
        state_array: (steps, 2, k), the optimizer's state after each step; k is 0 for optimizers that run in torch.
        make_noise: makes the noise that joined the gradients, (steps, 2), or None without any; called once, when
            `effective_rates` are first asked for.
        make_twin: makes `twin`; called once, when it is first asked for.
        make_slower: makes `half_rate_losses`; called once, when they are first asked for.
    """

    objective: Objective
    run: Run
    noise: float
    box: Window | None
    points: Floats
    losses: Floats
    gradients: Floats
    learning_rates: Floats
    momenta: Floats | None
    state_array: Floats
    make_noise: Callable[[], Floats | None]
    make_twin: Callable[[], Floats]
    make_slower: Callable[[], Floats | None]

    @property
    def steps(self) -> int:
        """How many steps were asked for."""
        return len(self.learning_rates)

    @cached_property
    def finite_steps(self) -> int:
        """How many steps left the parameter finite."""
        return int(np.isfinite(self.points).all(axis=1).sum()) - 1

    @cached_property
    def step_lengths(self) -> Floats:
        """(steps,): how far each step went, |θₜ₊₁ − θₜ|; NaN where the parameter was not finite before or after it."""
        with np.errstate(all="ignore"):
            lengths: Floats = np.hypot(*np.diff(self.points, axis=0).T)
        return lengths

    @cached_property
    def effective_rates(self) -> Floats:
        """(steps,): what each step made of its rate, |θₜ₊₁ − θₜ| / |gₜ|: plain gradient descent would need that rate
        to go as far.

        gₜ is the gradient that was computed at θₜ, its noise included, before clipping, weight decay or the optimizer
        do anything to it. So it is the learning rate itself for plain SGD, lr / (1 − μ) for a heavy ball once a slope
        has stayed, and what clipping leaves of the rate. NaN where gₜ is 0, where `step_lengths` is NaN, and where at a
        rate above 0 the step is so short that the rounding of the parameter could change its length by 0.1 %.
        """
        noise = self.make_noise()
        with np.errstate(all="ignore"):
            given = self.gradients[:-1] if noise is None else self.gradients[:-1] + noise
            slopes = np.hypot(*given.T)
            grain = np.spacing(np.abs(self.points[:-1]).max(axis=1))
            told = (slopes > 0) & ((self.learning_rates == 0) | (self.step_lengths >= _GRAINS * grain))
            return np.where(told, self.step_lengths / slopes, np.nan)

    @cached_property
    def states(self) -> dict[str, Floats]:
        """The optimizer's state by name, each (steps, 2): after each step, for x and y."""
        names = self.run.optimizer.state_names[: self.state_array.shape[2]]
        return {name: self.state_array[:, :, index] for index, name in enumerate(names)}

    @cached_property
    def stability(self) -> Stability | None:
        """How the function curves along the path, as the optimizer sees it; None for one that runs in torch."""
        if not isinstance(self.run.optimizer, Rule):
            return None
        return stability(self.objective, self.run.optimizer, self.points, self.state_array, self.momenta)

    @property
    def limits(self) -> Floats:
        """(steps,): the largest linearly stable learning rate at each step.

        inf where the function does not curve upwards; NaN where no limit is known for the optimizer.
        """
        return np.full(self.steps, np.nan) if self.stability is None else self.stability.limits

    @property
    def limit_factors(self) -> Floats:
        """(steps,): the numerators of the limits; NaN where these are."""
        return np.full(self.steps, np.nan) if self.stability is None else self.stability.factors

    @cached_property
    def growth(self) -> float:
        """How many e-folds a small error can grow along the path; inf where not known, 0 for what runs in torch."""
        if self.stability is None:
            return 0.0
        momenta = self.run.momentum if self.momenta is None else self.momenta
        taken = slice(0, self.finite_steps)
        return growth(self.stability, self.learning_rates, momenta, taken)

    @cached_property
    def half_rate_losses(self) -> Floats | None:
        """(steps + 1,): the losses of the same run at half the rate; None where its schedule sets the rate itself."""
        return self.make_slower()

    @cached_property
    def twin(self) -> Floats:
        """(steps + 1, 2): the same run from one ulp beside the start, rounded otherwise by an ulp at each step."""
        return self.make_twin()

    @cached_property
    def sensitivity(self) -> float:
        """How far the twin strays, relative to the path's size: a chaotic run magnifies an ulp until it is seen."""
        if np.isfinite(self.points[-1]).all() != np.isfinite(self.twin[-1]).all():
            return float("inf")
        both = np.isfinite(self.points).all(axis=1) & np.isfinite(self.twin).all(axis=1)
        gap = np.abs(self.points[both] - self.twin[both]).max(initial=0.0)
        scale = max(1.0, float(np.abs(self.points[both]).max(initial=0.0)))
        return float(gap) / scale
