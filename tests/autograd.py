"""The derivatives of a function by torch's autograd, from the code that it is printed as."""

import math
from typing import Any

import torch

from lrviz.objectives import Objective


def torch_derivatives(objective: Objective, x: Any, y: Any, t: float = 0.0) -> list[Any]:
    """Value, gradient and Hessian at step t, of shape (N,), (2, N) and (2, 2, N)."""
    namespace: dict[str, Any] = {"torch": torch, "math": math}
    exec(objective.torch_code(), namespace)
    tensors = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, y)]
    clock = [torch.tensor(t, dtype=torch.float64)] if objective.moves else []
    value = namespace["objective"](*tensors, *clock)
    gradient = _autograd(value, tensors)
    hessian = [_autograd(component, tensors) for component in gradient]
    parts = (value, torch.stack(gradient), torch.stack([torch.stack(row) for row in hessian]))
    return [part.detach().numpy() for part in parts]


def _autograd(value: torch.Tensor, tensors: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    if not value.requires_grad:
        return tuple(torch.zeros_like(t) for t in tensors)
    return torch.autograd.grad(value.sum(), tensors, create_graph=True, allow_unused=True, materialize_grads=True)
