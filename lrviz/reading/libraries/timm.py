"""Reads the schedulers of timm."""

from collections.abc import Callable
from typing import Any

from lrviz import schedules as kinds
from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.export.pieces import Ramp
from lrviz.reading.libraries.library import Library
from lrviz.reading.libraries.pytorch import whole_numbers
from lrviz.reading.lines import ramped
from lrviz.reading.run import Run
from lrviz.reading.values import Driven, Made
from lrviz.schedules import Schedule, Warmup


def _made(run: Run, optimizer: Any, build: Callable[[float], Schedule], warmup: "_Warmup", in_epochs: bool) -> Made:
    """A schedule of the optimizer's rate behind timm's warmup."""
    lr = optimizer.lr if isinstance(optimizer, Driven) and optimizer.lr else run.own_rate()
    return Made(warmup.before(build(lr), lr), lr, EACH_EPOCH if in_epochs else EACH_STEP)


class _Warmup:
    """timm's warmup: before the schedule, or in the place of its first steps."""

    def __init__(self, steps: int, start: float, prefix: bool) -> None:
        self._steps, self._start, self._prefix = steps, start, prefix

    def before(self, schedule: Schedule, lr: float) -> Schedule:
        if not self._steps:
            return schedule
        into = isinstance(schedule, kinds.TanhCycles)
        place = "before" if self._prefix else "into" if into else "over"
        return Warmup(schedule, self._steps, self._start / lr, place=place)


def no_noise(noise: Any) -> None:
    if noise is not None:
        raise ValueError("a schedule with timm's random noise is not drawn")


def cosine(
    run: Run,
    optimizer: Any,
    t_initial: int,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)

    def build(lr: float) -> Schedule:
        if cycle_limit == 1 and k_decay == 1:
            return ramped(Ramp(lr, lr_min, t_initial, "cosine"), lr)
        return kinds.CosineCycles(t_initial, lr_min / lr, cycle_mul, cycle_decay, cycle_limit, k_decay)

    return _made(run, optimizer, build, _Warmup(warmup_t, warmup_lr_init, warmup_prefix), t_in_epochs)


def tanh(
    run: Run,
    optimizer: Any,
    t_initial: int,
    lb: float = -7.0,
    ub: float = 3.0,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)
    shape = (cycle_mul, cycle_decay, cycle_limit, lb, ub)
    warmup = _Warmup(warmup_t, warmup_lr_init, warmup_prefix)
    return _made(run, optimizer, lambda lr: kinds.TanhCycles(t_initial, lr_min / lr, *shape), warmup, t_in_epochs)


def poly(
    run: Run,
    optimizer: Any,
    t_initial: int,
    power: float = 0.5,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    k_decay: float = 1.0,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)

    def build(lr: float) -> Schedule:
        if cycle_limit == 1 and k_decay == 1:
            return ramped(Ramp(lr, lr_min, t_initial, "linear", power), lr)
        return kinds.PolynomialCycles(t_initial, lr_min / lr, cycle_mul, cycle_decay, cycle_limit, power, k_decay)

    return _made(run, optimizer, build, _Warmup(warmup_t, warmup_lr_init, warmup_prefix), t_in_epochs)


def step(
    run: Run,
    optimizer: Any,
    decay_t: int,
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)
    schedule = kinds.Constant() if decay_rate == 1 else kinds.StepLR(decay_t, decay_rate)
    warmup = _Warmup(warmup_t, warmup_lr_init, warmup_prefix)
    return _made(run, optimizer, lambda _: schedule, warmup, t_in_epochs)


def multi_step(
    run: Run,
    optimizer: Any,
    decay_t: list,  # type: ignore[type-arg]
    decay_rate: float = 1.0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)
    drops = tuple(at - 1 for at in whole_numbers(decay_t))  # timm drops one step before its milestones
    warmup = _Warmup(warmup_t, warmup_lr_init, warmup_prefix)
    return _made(run, optimizer, lambda _: kinds.MultiStepLR(drops, decay_rate), warmup, t_in_epochs)


_FALLS = {
    "linear": "1 - u",
    "1-sqrt": "1 - sqrt(u)",
    "cosine": "0.5 * (1 + cos(pi * u))",
    "power": "1 - u**{power!r}",
    "exp": "({ratio!r}**u - {ratio!r}) / {rest!r}",
}


def wsd(
    run: Run,
    optimizer: Any,
    t_initial: int,
    decay_t: int,
    lr_min: float = 0.0,
    stable_fn: str = "constant",
    stable_timescale: float | None = None,
    stable_power: float = 0.5,
    decay_fn: str = "1-sqrt",
    decay_power: float = 0.5,
    decay_ratio: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    t_in_epochs: bool = True,
    noise_range_t: Any = None,
    noise_pct: float = 0.67,
    noise_std: float = 1.0,
    noise_seed: int = 42,
    initialize: bool = True,
) -> Made:
    no_noise(noise_range_t)
    powers = {"constant": 0.0, "rsqrt": 0.5, "power": stable_power}
    if stable_fn not in powers or decay_fn not in _FALLS:
        raise ValueError(f"stable_fn and decay_fn must be timm's own, got {stable_fn[:20]} and {decay_fn[:20]}")
    form = _FALLS[decay_fn].format(power=decay_power, ratio=decay_ratio, rest=1 - decay_ratio)
    u = f"(min(max(t - {t_initial - decay_t}, 0) / {decay_t}, 1))"
    timescale = warmup_t if stable_timescale is None else stable_timescale
    warmup = _Warmup(warmup_t, warmup_lr_init, True)

    def build(lr: float) -> Schedule:
        floor = lr_min / lr
        if stable_fn == "constant" and decay_fn in ("linear", "cosine", "1-sqrt"):
            return kinds.WarmupStableDecay(0, t_initial - decay_t, decay_t, decay_fn, floor)
        stable = f"max((1 + t / {max(timescale, 1)!r})**{-powers[stable_fn]!r}, {floor!r})"
        return kinds.LambdaLR(f"{floor!r} + ({stable} - {floor!r}) * ({form.replace('u', u)})")

    return _made(run, optimizer, build, warmup, t_in_epochs)


LIBRARY = Library(
    "timm",
    {
        "CosineLRScheduler": cosine,
        "TanhLRScheduler": tanh,
        "PolyLRScheduler": poly,
        "StepLRScheduler": step,
        "MultiStepLRScheduler": multi_step,
        "WSDLRScheduler": wsd,
    },
)
