"""The oracle: the real optimizer class, the real scheduler and autograd descend an objective."""

import importlib
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.optimizers import Optimizer
from lrviz.schedules import Constant, Schedule, ScheduleError

if TYPE_CHECKING:
    import torch

Gradient: TypeAlias = Callable[..., Sequence[float]]

_DTYPE_LOCK = threading.RLock()


class MissingPackageError(ValueError):
    """The class that was asked for lives in a package that is not installed."""


@dataclass(frozen=True)
class Record:
    """What happened at each step.

    Attributes:
        points: shape (steps + 1, 2), the start first; NaN from the first point that is not finite.
        losses: shape (steps + 1,), at the points, without noise; of a function that moves, points[t] at step t.
        learning_rates: shape (steps,), as the optimizer's group held them when it stepped.
        momenta: shape (steps,), the momentum or β₁ in the group; None where the schedule leaves it alone.
        refusal: what torch said when its `step` raised, which ends the path; empty when it never did.
    """

    points: Floats
    losses: Floats
    learning_rates: Floats
    momenta: Floats | None
    refusal: str = ""


@contextmanager
def double_precision() -> Iterator[None]:
    """Inside, torch's default dtype is float64, autograd is on and torch computes in one thread; one caller at a time.

    The default belongs to the whole process: code that needs another one in a thread of its own must wait here too.
    Two numbers gain nothing from torch's threads, and on a busy machine each sparse operation would wait for them.
    """
    with _precision("float64"):
        yield


@contextmanager
def single_precision() -> Iterator[None]:
    """As `double_precision`, with float32, in which networks are trained."""
    with _precision("float32"):
        yield


@contextmanager
def _precision(name: str) -> Iterator[None]:
    import torch

    with _DTYPE_LOCK, torch.enable_grad():
        dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
        torch.set_default_dtype(getattr(torch, name))
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            torch.set_num_threads(threads)


def torch_class(optimizer: Optimizer) -> Any:
    """The class, of torch or of its reference package, that `optimizer` stands for.

    An optimizer that no package publishes stands for the class that is exported with the source of its rule.

    Raises:
        MissingPackageError: its package is not installed.
    """
    if optimizer.torch_name is None:
        return _defined(optimizer.torch_code("parameters").definitions)[type(optimizer).__name__]
    module, _, name = optimizer.torch_name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except ImportError:
        raise MissingPackageError(
            f"{type(optimizer).__name__} is checked against {optimizer.torch_name}, which needs an installed package "
            f"{optimizer.package}, got none: pip install {optimizer.package}"
        ) from None


@lru_cache(maxsize=64)
def _defined(definitions: tuple[str, ...]) -> dict[str, Any]:
    """What exported code defines."""
    import torch

    names: dict[str, Any] = {"torch": torch, "np": np, "math": math}
    for definition in definitions:
        exec(definition, names)
    return names


def build_optimizer(optimizer: Optimizer, parameters: Iterable["torch.nn.Parameter"]) -> Any:
    """The real optimizer over some parameters, ready to step.

    Raises:
        MissingPackageError: its package is not installed.
    """
    kind = torch_class(optimizer)
    if optimizer.torch_name:
        real = kind(parameters, **optimizer.torch_arguments())
    else:
        code = optimizer.torch_code("parameters")
        real = eval(code.expression, {**_defined(code.definitions), "parameters": parameters})
    if optimizer.needs_train:
        real.train()
    return real


def build_scheduler(schedule: Schedule, lr: float, optimizer: Any) -> Any:
    """The real scheduler over a real optimizer whose own rate is `lr`; None for a constant rate."""
    if isinstance(schedule, Constant):
        return None
    code = schedule.torch_code(lr)
    return eval(code.expression, {**_defined(code.definitions), "optimizer": optimizer})


def loss_function(source: str) -> Callable[..., Any]:
    """The function `objective` of tensors that `Objective.torch_code` wrote."""
    function: Callable[..., Any] = _defined((source,))["objective"]
    return function


_DESCENDING: ContextVar[Callable[[Descent], Record] | None] = ContextVar("descending", default=None)


def hand_over(by: Callable[[Descent], Record] | None) -> None:
    """From now on, `by` runs what `descend` would run in this thread, such as in another process; None ends that."""
    _DESCENDING.set(by)


def descend(descent: Descent, gradient: Gradient | None = None) -> Record:
    """Runs forward, backward, `optimizer.step()`, `scheduler.step()` at each step, under a float64 default dtype.

    Args:
        descent: what is run; an optimizer that evaluates several times in a step meets the same noise each time.
        gradient: takes autograd's place, a function of x and y, and of t where the objective moves.

    Raises:
        ScheduleError: torch's scheduler refuses the optimizer or ends before `steps`.
        MissingPackageError: the optimizer's package is not installed.
    """
    by = _DESCENDING.get()
    if by is not None and gradient is None:
        return by(descent)
    with double_precision():
        return _TorchRun(descent, gradient).record()


class _TorchRun:
    """One run in progress."""

    def __init__(self, descent: Descent, gradient: Gradient | None) -> None:
        import torch

        optimizer, self.schedule = descent.run.optimizer, descent.run.schedule
        self.sparse, self.needs_closure = optimizer.sparse_gradient, optimizer.needs_closure
        self.descent, self.gradient = descent, gradient
        self.loss, self.moves = loss_function(descent.objective.torch_code()), descent.objective.moves
        self.parameter = torch.nn.Parameter(torch.tensor(descent.start).reshape(optimizer.parameter_shape))
        self.box = None if descent.box is None else torch.tensor(descent.box).T.reshape(2, *self.parameter.shape)
        self.optimizer = build_optimizer(optimizer, [self.parameter])
        with scheduler_refusals(self.schedule):
            self.scheduler = build_scheduler(self.schedule, optimizer.lr, self.optimizer)
        self.refusal = ""

    def record(self) -> Record:
        steps, noise = self.descent.steps, self.descent.drawn_noise()
        points, losses, rates = np.full((steps + 1, 2), np.nan), np.full(steps + 1, np.nan), np.empty(steps)
        momenta = np.empty(steps) if self.schedule.cycles_momentum else None
        points[0] = self.point()
        for step in range(steps):
            rates[step] = self.optimizer.param_groups[0]["lr"]
            if momenta is not None:
                momenta[step] = self.momentum()
            if np.isfinite(points[step]).all():
                losses[step], points[step + 1] = self.step(step, None if noise is None else noise[step])
            self.advance(losses[step])
        if np.isfinite(points[steps]).all():
            losses[steps] = self.evaluate(steps, None).item()
        return Record(points, losses, rates, momenta, self.refusal)

    def step(self, t: int, noise: Floats | None) -> tuple[float, tuple[float, float]]:
        """The loss before the step and the point after it, NaN where that is not finite."""
        import torch

        try:
            if self.needs_closure:
                loss = self.optimizer.step(lambda: self.evaluate(t, noise))
            else:
                loss = self.evaluate(t, noise)
                self.optimizer.step()
        except (ArithmeticError, IndexError) as error:  # L-BFGS's line search at a rate of 0, or on a loss that blew up
            self.refusal = f"{type(error).__name__}: {error}"
            return math.nan, (math.nan, math.nan)
        if self.box is not None:
            with torch.no_grad():
                self.parameter.clamp_(*self.box)
        x, y = self.point()
        return loss.item(), (x, y) if math.isfinite(x) and math.isfinite(y) else (math.nan, math.nan)

    def evaluate(self, t: int, noise: Floats | None) -> "torch.Tensor":
        """The loss at step t; its gradient, with the noise and clipped, is left in the parameter."""
        import torch

        parameter, clock = self.parameter, (float(t),) if self.moves else ()
        loss: torch.Tensor = self.loss(*parameter.flatten(), *map(torch.tensor, clock))
        if self.gradient is None:
            parameter.grad = None
            loss.backward()  # type: ignore[no-untyped-call]
        else:
            parameter.grad = torch.tensor(self.gradient(*self.point(), *clock)).reshape(parameter.shape)
        assert parameter.grad is not None
        if noise is not None:
            parameter.grad += torch.from_numpy(noise)
        if self.descent.clip is not None:
            torch.nn.utils.clip_grad_norm_([parameter], self.descent.clip)
        if self.sparse:
            parameter.grad = parameter.grad.to_sparse()
        return loss

    def advance(self, loss: float) -> None:
        """The scheduler's step."""
        if self.scheduler is not None:
            with scheduler_refusals(self.schedule):
                self.scheduler.step(loss) if self.schedule.watches else self.scheduler.step()

    def point(self) -> tuple[float, float]:
        x, y = self.parameter.detach().flatten().tolist()
        return x, y

    def momentum(self) -> float:
        group = self.optimizer.param_groups[0]
        return float(group["betas"][0] if "betas" in group else group["momentum"])


@contextmanager
def scheduler_refusals(schedule: Schedule) -> Iterator[None]:
    """Turns what torch's scheduler refuses into a ScheduleError that names the schedule."""
    try:
        yield
    except ValueError as error:
        raise ScheduleError(f"{schedule.label}: torch's scheduler refuses: {error}") from None
