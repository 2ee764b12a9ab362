"""Trains many small networks at once: a perceptron for each rate and seed, their weights side by side in one block.

One backward pass gives the gradients of all of them, and lrviz's own update rule, on columns, steps them, in float64:
several times as fast as one after another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lrviz.arithmetic import BLOCKS
from lrviz.arrays import Floats
from lrviz.comparison.entry import EACH_EPOCH
from lrviz.hyperparameters import unchecked
from lrviz.optimizers import Rule
from lrviz.scene import Run
from lrviz.tasks import Perceptron
from lrviz.training.loop import batches
from lrviz.training.network import build_network, loss_and_score, split
from lrviz.training.training import Training

if TYPE_CHECKING:
    import torch


def stackable(training: Training, run: Run) -> bool:
    """Whether many runs of it can be trained at once.

    That takes a perceptron, an optimizer with a rule for each coordinate, and rates that the step alone decides.
    """
    task, rule = training.task, run.optimizer
    return (
        isinstance(task, Perceptron)
        and task.dense
        and isinstance(rule, Rule)
        and not (rule.scales_gradient or rule.needs_train)
        and training.clip is None
        and not run.schedule.watches
    )


_TOGETHER = 2**20
"""Numbers that are computed together: more of them leave the processor's cache, and no gain is left."""


ENDS = ("losses", "scores", "best_losses", "best_scores", "train_losses")
"""What is told of how each network ends, as `Sensitivity` names it."""


class Part(NamedTuple):
    """Networks that are trained at once.

    Attributes:
        rows, columns: which of the rates and of the seeds they have.
        share: the part of all work that is done.
        ends: shape (columns of `ENDS`, rates, seeds); None until they are trained. NaN where a network blew up.
    """

    rows: slice
    columns: slice
    share: float
    ends: Floats | None


def train_stacked(training: Training, run: Run, rates: Sequence[float], seeds: Sequence[int]) -> Iterator[Part]:
    """Trains a run at every rate from every seed; says after each step how far it is.

    Raises:
        ScheduleError: the schedule ends before the training.
    """
    many = max(1, _TOGETHER // _numbers(training))
    height = max(1, many // len(seeds))
    places = list(product(range(0, len(rates), height), range(0, len(seeds), many)))
    for number, (first, left) in enumerate(places):
        rows, columns = slice(first, first + height), slice(left, left + many)
        for share, ends in _together(training, run, rates[rows], seeds[columns]):
            yield Part(rows, columns, (number + share) / len(places), ends)


def _numbers(training: Training, samples: int = 0) -> int:
    """The weights of one network, and what it computes of so many samples; of those of a batch if not said."""
    task = training.task
    assert isinstance(task, Perceptron)
    weights = sum((inner + 1) * outer for inner, outer in pairwise(task.widths))
    return weights + (samples or task.batch or task.samples) * sum(task.widths)


def _together(
    training: Training, run: Run, rates: Sequence[float], seeds: Sequence[int]
) -> Iterator[tuple[float, Floats | None]]:
    """The share and the ends of a `Part`."""
    stack, rule = _Stack.of(training, len(rates), seeds), run.optimizer
    assert isinstance(rule, Rule)
    momenta, columns = _momenta(training, run), np.repeat(_rates(training, run, rates), len(seeds), axis=1)
    task, judge = training.task, _Judge(stack)
    ops, block = BLOCKS, stack.first
    state = rule.begin(block, ops)
    rule = unchecked(rule, {})
    steps = zip(*(batches(task, split(task), seed) for seed in seeds), strict=True)
    with np.errstate(all="ignore"):
        for step, drawn in enumerate(steps):
            if momenta is not None:
                vars(rule)[str(rule.cycled)] = float(momenta[step])
            gradient = stack.gradient(block, [inputs for inputs, *_ in drawn], [targets for _, targets, _ in drawn])
            lr = np.broadcast_to(columns[step], block.shape)
            block, state = rule.update(block, gradient, state, lr, step + 1, ops)
            if (step + 1) % task.validate_every == 0 and step + 1 < task.steps:
                judge.look(block)
            yield (step + 1) / (task.steps + 1), None
    yield 1.0, judge.ends(block).reshape(len(ENDS), len(rates), -1)


def _calls(training: Training) -> tuple[int, int]:
    """How many rates the schedule is asked for, and for how many steps each of them holds."""
    each_epoch = training.stepped == EACH_EPOCH
    return (training.task.epochs, training.task.steps_per_epoch) if each_epoch else (training.task.steps, 1)


def _rates(training: Training, run: Run, rates: Sequence[float]) -> Floats:
    """The rate of each step, shape (steps, rates)."""
    calls, times = _calls(training)
    return np.repeat(np.stack([run.schedule.rates(rate, calls) for rate in rates], 1), times, axis=0)


def _momenta(training: Training, run: Run) -> Floats | None:
    calls, times = _calls(training)
    momenta = run.schedule.momenta(run.momentum, calls)
    return None if momenta is None else np.repeat(momenta, times)


@dataclass(frozen=True)
class _Stack:
    """Perceptrons side by side: those of all seeds at the first rate, then those at the second one.

    Attributes:
        training: what they learn.
        repeats: how many rates there are.
        first: (parameters, networks), the first weights.
        shapes: the shape of each parameter.
    """

    training: Training
    repeats: int
    first: Floats
    shapes: tuple[tuple[int, ...], ...]

    @staticmethod
    def of(training: Training, repeats: int, seeds: Sequence[int]) -> "_Stack":
        """Networks with the first weights that single runs have."""
        networks = [list(build_network(training.task, seed).parameters()) for seed in seeds]
        flat = [np.concatenate([p.detach().double().numpy().ravel() for p in network]) for network in networks]
        return _Stack(
            training, repeats, np.tile(np.stack(flat, 1), repeats), tuple(tuple(p.shape) for p in networks[0])
        )

    def gradient(self, block: Floats, inputs: Sequence["torch.Tensor"], targets: Sequence["torch.Tensor"]) -> Floats:
        """The gradients at all weights, (parameters, networks), on a batch for each seed."""
        import torch

        leaf = torch.from_numpy(np.ascontiguousarray(block.T)).requires_grad_()
        taken, told = (torch.stack(list(parts)) for parts in (inputs, targets))
        many = [self.repeats, *[1] * (taken.dim() - 1)]
        outputs = self._outputs(leaf, taken.double().repeat(many))
        wanted = told.double() if told.is_floating_point() else told
        wanted = wanted.repeat([self.repeats, *[1] * (told.dim() - 1)])
        loss, _ = loss_and_score(self.training.task)
        total = loss(outputs.flatten(0, 1), wanted.flatten(0, 1)) * len(leaf)
        (gradient,) = torch.autograd.grad(total, leaf)
        return np.ascontiguousarray(gradient.numpy().T)

    def judged(self, block: Floats, inputs: "torch.Tensor", targets: "torch.Tensor") -> tuple[Floats, Floats]:
        """The losses and the scores of all networks on some samples, (networks,) each."""
        import torch

        targets = targets.double() if targets.is_floating_point() else targets
        criteria = [torch.vmap(one, (0, None)) for one in loss_and_score(self.training.task)]
        weights, found = torch.from_numpy(np.ascontiguousarray(block.T)), []
        with torch.no_grad():
            for part in torch.split(weights, max(1, _TOGETHER // _numbers(self.training, len(inputs)))):
                outputs = self._outputs(part, inputs.double().expand(len(part), *inputs.shape))
                found.append([criterion(outputs, targets).double() for criterion in criteria])
        losses, scores = (torch.cat(column).numpy() for column in zip(*found, strict=True))
        return losses, scores

    def _outputs(self, weights: "torch.Tensor", inputs: "torch.Tensor") -> "torch.Tensor":
        """(networks, samples) of one output, or (networks, samples, outputs), of inputs (networks, samples, …)."""
        import torch

        task = self.training.task
        assert isinstance(task, Perceptron)
        ends = accumulate((int(np.prod(shape)) for shape in self.shapes), initial=0)
        parts = [weights[:, a:b].view(-1, *s) for (a, b), s in zip(pairwise(ends), self.shapes, strict=True)]
        activation, x = getattr(torch.nn, task.activation)(), inputs
        for layer, (matrix, bias) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
            x = torch.baddbmm(bias.unsqueeze(1), activation(x) if layer else x, matrix.transpose(1, 2))
        return x.squeeze(-1) if task.last else x


class _Judge:
    """The validations of all networks: the best so far and the last one."""

    def __init__(self, stack: _Stack) -> None:
        self._stack, self._data = stack, split(stack.training.task)
        networks = stack.first.shape[1]
        self._lowest, self._highest = np.full(networks, np.inf), np.full(networks, -np.inf)
        self.look(stack.first)

    def look(self, block: Floats) -> tuple[Floats, Floats]:
        """Validates; the losses and the scores."""
        losses, scores = self._stack.judged(block, self._data.validation_inputs, self._data.validation_targets)
        self._lowest, self._highest = np.fmin(self._lowest, losses), np.fmax(self._highest, scores)
        return losses, scores

    def ends(self, block: Floats) -> Floats:
        """What is told in the end, (columns of `ENDS`, networks); a network that blew up has but its loss."""
        losses, scores = self.look(block)
        trained, _ = self._stack.judged(block, self._data.inputs, self._data.targets)
        found = np.stack([losses, scores, self._lowest, self._highest, trained])
        found[1:, ~np.isfinite(losses)] = np.nan
        return found
