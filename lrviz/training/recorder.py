"""Records losses, gradients and weights of a training at next to no cost.

All parameters are views of one vector, so that one operation sees all of them. What is computed stays as it would be
without: the same bits.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lrviz.arrays import Floats

if TYPE_CHECKING:
    import torch

_SMALL = 4096
"""Numbers: the norms of so few are taken at once for many steps, those of more at each step."""

_ROOM = 32
"""Steps whose norms are taken at once."""

_ALIGNED = 16
"""Numbers: each parameter begins at a multiple of so many, as a tensor of its own would in memory."""


class Vector:
    """The parameters of a network as views of one vector.

    Attributes:
        weights: the vector; the places between parameters are 0.
        parameters: the parameters, in the order of the network.
    """

    def __init__(self, network: "torch.nn.Module") -> None:
        import torch

        self.parameters = list(network.parameters())
        sizes = [-(-parameter.numel() // _ALIGNED) * _ALIGNED for parameter in self.parameters]
        self._begins = np.cumsum([0, *sizes])[:-1].tolist()
        self.weights = torch.zeros(sum(sizes), dtype=self.parameters[0].dtype)
        for parameter, view in zip(self.parameters, self.views(self.weights), strict=True):
            view.copy_(parameter.data)
            parameter.data = view

    def views(self, vector: "torch.Tensor") -> list["torch.Tensor"]:
        """The part of a vector that each parameter has, in its shape."""
        pairs = zip(self.parameters, self._begins, strict=True)
        return [vector[begin : begin + p.numel()].view(p.shape) for p, begin in pairs]

    def forget_gradients(self) -> None:
        """What `optimizer.zero_grad()` does."""
        for parameter in self.parameters:
            parameter.grad = None

    def gradients(self) -> list[Any]:
        """The gradients of all parameters, sparse ones spread out."""
        gradients: list[Any] = [parameter.grad for parameter in self.parameters]
        return [gradient.to_dense() for gradient in gradients] if gradients[0].is_sparse else gradients

    @property
    def count(self) -> int:
        """How many numbers the parameters hold."""
        return sum(parameter.numel() for parameter in self.parameters)


class Recorder:
    """What is written down of a run, step by step.

    Attributes:
        losses: shape (steps,), of each step; NaN for those that were not taken.
        steps: how many were taken.
        finite: whether all losses so far are finite.
    """

    def __init__(self, vector: Vector, steps: int) -> None:
        self._norms = (_NormsAtOnce if len(vector.weights) <= _SMALL else _NormsOneByOne)(vector, steps)
        self.losses = np.full(steps, np.nan)
        self.steps, self.finite = 0, True
        self.gradient, self.finish = self._norms.gradient, self._norms.finish

    def moved(self, loss: "torch.Tensor") -> None:
        """Takes the loss of a step, and the weights after it."""
        value = loss.item()
        self.losses[self.steps] = value
        self.finite = math.isfinite(value)
        self.steps += 1
        self._norms.moved()

    def norms(self) -> tuple[Floats, Floats]:
        """The norm of each step's gradient, and the length of the step over that of the weights before it; (steps,).

        Before `finish`, those of the last steps may not be taken yet.
        """
        gradients, moves, lengths = self._norms.columns()
        with np.errstate(all="ignore"):
            return gradients, moves / np.where(lengths > 0, lengths, np.nan)


class _NormsAtOnce:
    """Copies gradients and weights of few numbers into a ring, where the norms of all its steps are taken at once."""

    def __init__(self, vector: Vector, steps: int) -> None:
        import torch

        self._vector, self._copy = vector, torch._foreach_copy_
        size = len(vector.weights)
        self._gradients, self._moves = (vector.weights.new_zeros(_ROOM, size) for _ in range(2))
        self._weights = vector.weights.new_zeros(_ROOM + 1, size)
        self._gradient_rows, self._weight_rows = [vector.views(row) for row in self._gradients], list(self._weights)
        self._weights[0].copy_(vector.weights)
        self._columns = vector.weights.new_full((3, steps), math.nan)
        self._begin, self._at = 0, 0

    def gradient(self) -> None:
        """Takes the gradients that the network has now, before they are clipped."""
        self._copy(self._gradient_rows[self._at], self._vector.gradients())

    def moved(self) -> None:
        """Takes the weights after a step."""
        self._at += 1
        self._weight_rows[self._at].copy_(self._vector.weights)
        if self._at == _ROOM:
            self._flush()

    def _flush(self) -> None:
        import torch

        count, norm = self._at, torch.linalg.vector_norm
        gradients, moves, lengths = self._columns[:, self._begin : self._begin + count]
        before, after, difference = self._weights[:count], self._weights[1 : count + 1], self._moves[:count]
        norm(self._gradients[:count], dim=1, out=gradients)
        norm(torch.sub(after, before, out=difference), dim=1, out=moves)
        norm(before, dim=1, out=lengths)
        self._weights[0].copy_(self._weights[count])
        self._begin, self._at = self._begin + count, 0

    def finish(self) -> None:
        """Takes the norms of the last steps."""
        if self._at:
            self._flush()

    def columns(self) -> Floats:
        """The norms of gradients, of steps and of the weights before them, (3, steps)."""
        return self._columns.numpy().astype(float)


class _NormsOneByOne:
    """Takes the norms of many numbers at each step, while they are in the processor's cache."""

    def __init__(self, vector: Vector, steps: int) -> None:
        self._vector, self._weights = vector, vector.weights.clone()
        self._gradients, self._moves, self._lengths = (
            np.full(steps, np.nan),
            np.full(steps, np.nan),
            np.empty(steps + 1),
        )
        self._lengths[0] = _norm(self._weights)
        self._step = 0

    def gradient(self) -> None:
        """Takes the gradients that the network has now, before they are clipped."""
        self._gradients[self._step] = math.hypot(*map(_norm, self._vector.gradients()))

    def moved(self) -> None:
        """Takes the weights after a step."""
        before, after = self._weights, self._vector.weights
        self._moves[self._step] = _norm(before.sub_(after))
        self._step += 1
        self._lengths[self._step] = _norm(before.copy_(after))

    def finish(self) -> None:
        """Nothing is left to take."""

    def columns(self) -> Floats:
        """The norms of gradients, of steps and of the weights before them, (3, steps)."""
        return np.stack([self._gradients, self._moves, self._lengths[:-1]])


def _norm(tensor: "torch.Tensor") -> float:
    flat = tensor.flatten()
    return math.sqrt(flat.dot(flat).item())
