"""Records losses, gradients and weights of a training at next to no cost.

All parameters are views of one vector. It and the gradients are copied into a ring at each step, and the norms of all
steps in it are taken at once. What is computed stays as it would be without: the same bits.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lrviz.arrays import Floats

if TYPE_CHECKING:
    import torch

_MOST_STEPS = 32
_MOST_NUMBERS = 2**16
"""The ring holds at most so many steps, and at most so many gradients, so that it stays in the processor's cache."""

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
        import torch

        self._vector, self._copy = vector, torch._foreach_copy_
        size = len(vector.weights)
        self._room = max(1, min(_MOST_STEPS, _MOST_NUMBERS // size))
        self._gradients, self._moves = (vector.weights.new_zeros(self._room, size) for _ in range(2))
        self._weights = vector.weights.new_zeros(self._room + 1, size)
        self._gradient_rows, self._weight_rows = [vector.views(row) for row in self._gradients], list(self._weights)
        self._weights[0].copy_(vector.weights)
        self._norms = vector.weights.new_full((3, steps), math.nan)
        self._at = 0
        self.losses = np.full(steps, np.nan)
        self.steps, self.finite = 0, True

    def gradient(self) -> None:
        """Takes the gradients that the network has now, before they are clipped."""
        gradients: list[Any] = [parameter.grad for parameter in self._vector.parameters]
        if gradients[0].is_sparse:
            gradients = [gradient.to_dense() for gradient in gradients]
        self._copy(self._gradient_rows[self._at], gradients)

    def moved(self, loss: "torch.Tensor") -> None:
        """Takes the loss of a step, and the weights after it."""
        value = loss.item()
        self.losses[self.steps] = value
        self.finite = math.isfinite(value)
        self.steps += 1
        self._at += 1
        self._weight_rows[self._at].copy_(self._vector.weights)
        if self._at == self._room:
            self._flush()

    def _flush(self) -> None:
        """Takes the norms of the steps in the ring."""
        import torch

        count, norm = self._at, torch.linalg.vector_norm
        gradients, moves, lengths = self._norms[:, self.steps - count : self.steps]
        before, after, difference = self._weights[:count], self._weights[1 : count + 1], self._moves[:count]
        norm(self._gradients[:count], dim=1, out=gradients)
        norm(torch.sub(after, before, out=difference), dim=1, out=moves)
        norm(before, dim=1, out=lengths)
        self._weights[0].copy_(self._weights[count])
        self._at = 0

    def norms(self) -> tuple[Floats, Floats]:
        """The norm of each step's gradient, and the length of the step over that of the weights before it; (steps,)."""
        if self._at:
            self._flush()
        gradients, moves, lengths = self._norms.numpy().astype(float)
        with np.errstate(all="ignore"):
            return gradients, moves / np.where(lengths > 0, lengths, np.nan)
