"""Records losses, gradients and weights of a training at next to no cost.

All parameters are views of one vector, and so are their gradients. Both are copied into a ring at each step, and the
norms of all steps in it are taken at once. What is computed stays as it would be without: the same bits.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

RING = 32
"""Steps whose norms are taken at once."""

_ALIGNED = 16
"""Numbers: each parameter begins at a multiple of so many, as a tensor of its own would in memory."""


class Vector:
    """The parameters of a network as views of one vector.

    Attributes:
        weights: the vector; the places between parameters are 0.
        gradient: their gradients, as long; None where they are sparse.
        parameters: the parameters, in the order of the network.
    """

    def __init__(self, network: "torch.nn.Module", sparse: bool) -> None:
        import torch

        self.parameters = list(network.parameters())
        sizes = [-(-parameter.numel() // _ALIGNED) * _ALIGNED for parameter in self.parameters]
        self.begins = np.cumsum([0, *sizes])[:-1].tolist()
        self.weights = torch.zeros(sum(sizes), dtype=self.parameters[0].dtype)
        self.gradient = None if sparse else torch.zeros_like(self.weights)
        for parameter, view in zip(self.parameters, self.views(self.weights), strict=True):
            view.copy_(parameter.data)
            parameter.data = view
        if self.gradient is not None:
            for parameter, view in zip(self.parameters, self.views(self.gradient), strict=True):
                parameter.grad = view

    def views(self, vector: "torch.Tensor") -> list["torch.Tensor"]:
        """The part of a vector that each parameter has, in its shape."""
        pairs = zip(self.parameters, self.begins, strict=True)
        return [vector[begin : begin + p.numel()].view(p.shape) for p, begin in pairs]

    def zero(self) -> None:
        """Sets all gradients to 0."""
        if self.gradient is not None:
            self.gradient.zero_()
        else:
            for parameter in self.parameters:
                parameter.grad = None

    def copy_gradient(self, row: "torch.Tensor") -> None:
        """Copies the gradients into a vector."""
        if self.gradient is not None:
            row.copy_(self.gradient)
        else:
            for parameter, view in zip(self.parameters, self.views(row), strict=True):
                assert parameter.grad is not None
                view.copy_(parameter.grad.to_dense())

    @property
    def count(self) -> int:
        """How many numbers the parameters hold."""
        return sum(parameter.numel() for parameter in self.parameters)


class Recorder:
    """What is written down of a run, step by step.

    Attributes:
        losses, gradient_norms, update_ratios: shape (steps,), of each step; NaN for those that were not taken, and a
            ratio is also where all weights were 0.
        steps: how many were taken.
        finite: whether all losses so far are finite; known once in `RING` steps.
    """

    def __init__(self, vector: Vector, steps: int) -> None:
        import torch

        self._vector = vector
        self._gradients = torch.zeros(RING, len(vector.weights), dtype=vector.weights.dtype)
        self._weights = torch.zeros(RING + 1, len(vector.weights), dtype=vector.weights.dtype)
        self._gradient_rows, self._weight_rows = list(self._gradients), list(self._weights)
        self._weights[0].copy_(vector.weights)
        self._losses: list[Any] = []
        self._at, self._begin = 0, 0
        self.losses, self.gradient_norms, self.update_ratios = (np.full(steps, np.nan) for _ in range(3))
        self.finite = True

    @property
    def steps(self) -> int:
        return self._begin + self._at

    def gradient(self) -> None:
        """Takes the gradients that the network has now, before they are clipped."""
        self._vector.copy_gradient(self._gradient_rows[self._at])

    def moved(self, loss: "torch.Tensor") -> None:
        """Takes the loss of a step, and the weights after it."""
        self._losses.append(loss.detach())
        self._at += 1
        self._weight_rows[self._at].copy_(self._vector.weights)
        if self._at == RING:
            self.flush()

    def flush(self) -> None:
        """Takes the norms of the steps in the ring."""
        import torch

        count = self._at
        if not count:
            return
        place, norm = slice(self._begin, self._begin + count), torch.linalg.vector_norm
        before, after = self._weights[:count], self._weights[1 : count + 1]
        self.losses[place] = torch.stack(self._losses).numpy()
        self.gradient_norms[place] = norm(self._gradients[:count], dim=1).numpy()
        sizes = norm(before, dim=1).numpy()
        with np.errstate(all="ignore"):
            self.update_ratios[place] = norm(after - before, dim=1).numpy() / np.where(sizes > 0, sizes, np.nan)
        self.finite = self.finite and bool(np.isfinite(self.losses[place]).all())
        self._weights[0].copy_(self._weights[count])
        self._losses.clear()
        self._begin, self._at = self._begin + count, 0

    def cut_where_it_broke(self) -> int:
        """Ends the record at the first loss that is not finite, which stays in it; how many steps are left."""
        self.flush()
        broken = np.flatnonzero(~np.isfinite(self.losses[: self._begin]))
        kept = int(broken[0]) + 1 if len(broken) else self._begin
        for column in (self.losses, self.gradient_norms, self.update_ratios):
            column[kept:] = np.nan
        return kept
