"""The training loop: forward, backward, `optimizer.step()`, validation, `scheduler.step()`, recorded."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.reference import MissingPackageError, build_optimizer
from lrviz.scene import Run
from lrviz.schedules import ScheduleError
from lrviz.tasks import Task
from lrviz.training.network import Split, build_network, loss_and_score, split
from lrviz.training.predictions import Predictions
from lrviz.training.record import Record
from lrviz.training.recorder import Recorder, Vector
from lrviz.training.scheduling import Cut, Scheduling
from lrviz.training.training import VALIDATION_LOSS, Training

if TYPE_CHECKING:
    import torch

REFUSALS = (ArithmeticError, IndexError, ScheduleError, MissingPackageError)
"""What ends a run: L-BFGS's line search at a rate of 0 or on a loss that blew up, a scheduler past its end."""

Follow: TypeAlias = Callable[["TrainingRun"], None]
"""Is called after each step; what it raises ends the run, unless it is one of `REFUSALS`."""


def unfollowed(_: "TrainingRun") -> None:
    """Follows a run without looking at it."""


def batches(task: Task, data: Split, seed: int) -> Iterator[tuple["torch.Tensor", "torch.Tensor", bool]]:
    """The inputs and targets of each step, and whether an epoch ends with it; the same for the same seed.

    Each epoch goes through all samples in an order of its own; its last batch may be smaller.
    """
    import torch

    inputs, targets, size = data.inputs, data.targets, task.batch
    random = torch.Generator().manual_seed(seed)
    for _ in range(task.epochs):
        if size is None:
            yield inputs, targets, True
            continue
        order = torch.split(torch.randperm(task.samples, generator=random), size)
        for chosen in order[:-1]:
            yield inputs[chosen], targets[chosen], False
        yield inputs[order[-1]], targets[order[-1]], True


class TrainingRun:
    """One run of a training in progress."""

    def __init__(self, training: Training, run: Run) -> None:
        task, sparse = training.task, run.optimizer.sparse_gradient
        self._training, self._run, self._data = training, run, split(task)
        self._network = build_network(task, training.seed, sparse)
        self._loss, self._score = loss_and_score(task)
        self._vector = Vector(self._network)
        self._recorder = Recorder(self._vector, task.steps)
        self._rates = np.full(task.steps, np.nan)
        self._predictions = Predictions(task, self._network)
        self._validations: list[tuple[int, float, float]] = []
        self._began, self._validating = time.process_time(), 0.0
        self._optimizer: Any = None
        self._cuts: list[Cut] = []

    def record(self, follow: Follow = unfollowed) -> Record:
        """Takes all steps.

        Args:
            follow: called after each step, may ask `so_far` and may raise, which ends the run.
        """
        refusal = ""
        try:
            self._optimizer = build_optimizer(self._run.optimizer, self._vector.parameters)
            self._validate(0)
            scheduling = Scheduling(self._training, self._run, self._optimizer)
            self._cuts = scheduling.cuts
            self._began, self._validating = time.process_time(), 0.0
            self._descend(scheduling, follow)
        except REFUSALS as error:
            named = isinstance(error, ValueError)
            refusal = str(error) if named else f"torch's {type(self._run.optimizer).__name__} raised: {error}"
        self._recorder.finish()
        return self._written(refusal)

    def so_far(self) -> Record:
        """What is known after the last step, NaN for what is to come.

        The norms of the last few steps may not be taken yet; they are NaN then.
        """
        return self._written("")

    @property
    def taken(self) -> int:
        """How many steps were taken."""
        return self._recorder.steps

    @property
    def lr(self) -> float:
        """The rate that the next step uses."""
        return float(self._optimizer.param_groups[0]["lr"])

    def weights(self) -> dict[str, Floats]:
        """The weights now, by the names of the network's parameters; they move with the run."""
        return {name: parameter.detach().numpy() for name, parameter in self._network.named_parameters()}

    def flat_weights(self) -> Floats:
        """A copy of the weights, all parameters one after another."""
        return np.concatenate([value.ravel() for value in self.weights().values()])

    def train_loss(self) -> float:
        """The loss on all training samples at the weights that validations see."""
        with self._looked_at(begun=True):
            loss, _ = self._judged(self._data.inputs, self._data.targets)
        return loss

    def _descend(self, scheduling: Scheduling, follow: Follow) -> None:
        task, recorder, rates = self._training.task, self._recorder, self._rates
        take = self._step_with_closure if self._run.optimizer.needs_closure else self._step
        watches_loss = self._training.watched == VALIDATION_LOSS
        last, every = task.steps, task.validate_every
        for step, (inputs, targets, ends_epoch) in enumerate(batches(task, self._data, self._training.seed), 1):
            rates[step - 1] = scheduling.lr
            recorder.moved(take(inputs, targets))
            if not recorder.finite:
                break
            metric = None
            if step % every == 0 or step == last:
                loss, score = self._validate(step)
                metric = loss if watches_loss else score
            scheduling.advance(step, ends_epoch, metric)
            follow(self)

    def _step(self, inputs: "torch.Tensor", targets: "torch.Tensor") -> "torch.Tensor":
        loss = self._evaluate(inputs, targets)
        self._recorder.gradient()
        self._clip()
        self._optimizer.step()
        return loss

    def _step_with_closure(self, inputs: "torch.Tensor", targets: "torch.Tensor") -> "torch.Tensor":
        losses: list[torch.Tensor] = []

        def closure() -> "torch.Tensor":
            loss = self._evaluate(inputs, targets)
            if not losses:
                self._recorder.gradient()
                losses.append(loss)
            self._clip()
            return loss

        self._optimizer.step(closure)
        return losses[0]

    def _evaluate(self, inputs: "torch.Tensor", targets: "torch.Tensor") -> "torch.Tensor":
        """The loss on a batch, whose gradients are left in the network."""
        self._vector.forget_gradients()
        loss = self._loss(self._network(inputs), targets)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    def _clip(self) -> None:
        if self._training.clip is not None:
            import torch

            torch.nn.utils.clip_grad_norm_(self._vector.parameters, self._training.clip)

    def _validate(self, step: int) -> tuple[float, float]:
        """The loss and the score on the validation samples after so many steps."""
        began = time.process_time()
        with self._looked_at(begun=step > 0):
            loss, score = self._judged(self._data.validation_inputs, self._data.validation_targets)
            self._predictions.look(step)
        self._validations.append((step, loss, score))
        self._validating += time.process_time() - began
        return loss, score

    def _judged(self, inputs: "torch.Tensor", targets: "torch.Tensor") -> tuple[float, float]:
        outputs = self._network(inputs)
        return self._loss(outputs, targets).item(), self._score(outputs, targets).item()

    @contextmanager
    def _looked_at(self, begun: bool) -> Iterator[None]:
        """Without gradients, and at the weights that the optimizer averages where it does that and has begun."""
        import torch

        averages = self._run.optimizer.needs_train and begun
        if averages:
            self._optimizer.eval()
        with torch.no_grad():
            yield
        if averages:
            self._optimizer.train()

    def _written(self, refusal: str) -> Record:
        recorder, gradient_norms, update_ratios = self._recorder, *self._recorder.norms()
        spent = time.process_time() - self._began - self._validating
        rates = self._rates.copy()
        rates[recorder.steps :] = np.nan
        steps, losses, scores = zip(*self._validations, strict=True) if self._validations else ((), (), ())
        seen, frames = self._predictions.frames()
        return Record(
            training=self._training,
            run=self._run,
            train_losses=recorder.losses.copy(),
            learning_rates=rates,
            gradient_norms=gradient_norms,
            update_ratios=update_ratios,
            validation_steps=np.array(steps, dtype=int),
            validation_losses=np.array(losses, dtype=float),
            scores=np.array(scores, dtype=float),
            prediction_steps=seen,
            predictions=frames,
            cuts=tuple(self._cuts),
            weights={name: value.copy() for name, value in self.weights().items()},
            state_bytes=state_bytes(self._optimizer) / self._vector.count,
            milliseconds_per_step=1e3 * spent / max(recorder.steps, 1),
            refusal=refusal,
        )


def state_bytes(optimizer: Any) -> int:
    """Bytes of all tensors that a real optimizer keeps between steps, without single numbers such as counters."""
    if optimizer is None:
        return 0
    return sum(_bytes(value) for state in optimizer.state.values() for value in state.values())


def _bytes(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(map(_bytes, value))
    return value.numel() * value.element_size() if getattr(value, "ndim", 0) else 0
