"""What each optimizer says it keeps is what the real class keeps: measured on a tensor, with each switch turned too."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch

from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import LBFGS, OPTIMIZERS, Adafactor, Optimizer
from lrviz.reference import build_optimizer

ROWS, COLUMNS = 96, 256
STEPS = 6
SHORT = {LBFGS: {"history_size": 3, "max_iter": 1, "tolerance_grad": 0.0, "tolerance_change": 0.0}}
"""What lets a few steps fill the whole memory."""


def kept(optimizer: Optimizer, *shape: int) -> int:
    """The bytes of all tensors in the real object's state after a few steps on a float32 tensor."""
    generator = torch.Generator().manual_seed(0)
    parameter = torch.rand(*shape, generator=generator).requires_grad_()
    stiffness = torch.rand(*shape, generator=generator) + 0.5
    real = build_optimizer(optimizer, [parameter])

    def closure() -> torch.Tensor:
        slope = (stiffness * parameter).detach()
        parameter.grad = slope.to_sparse() if optimizer.sparse_gradient else slope
        return (slope * parameter.detach()).sum()

    for _ in range(STEPS):
        if optimizer.needs_closure:
            real.step(closure)
        else:
            closure()
            real.step()
    assert parameter.dtype == torch.float32
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors(list(real.state.values())))


def tensors(data: Any) -> Iterator[torch.Tensor]:
    """All tensors in the state of an object of torch."""
    if isinstance(data, torch.Tensor):
        yield data
    elif isinstance(data, dict | list | tuple):
        for value in data.values() if isinstance(data, dict) else data:
            yield from tensors(value)


def variants(kind: type[Optimizer]) -> Iterator[Optimizer]:
    """The defaults, and each switch turned, momentum and weight decay among them."""
    first = kind(**({"lr": 0.01} | SHORT.get(kind, {})))
    yield first
    for parameter in hyperparameters(kind):
        value = getattr(first, parameter.name)
        turned = not value if parameter.kind is bool else 0.0 if value else 0.5
        if parameter.kind is bool or parameter.name in ("momentum", "weight_decay"):
            try:
                yield replace(first, **{parameter.name: turned})
            except ValueError:
                continue


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.__name__)
def test_the_bytes_of_each_parameter_are_measured(kind: type[Optimizer]) -> None:
    for optimizer in variants(kind):
        many, whole = ROWS * COLUMNS, kept(optimizer, ROWS, COLUMNS)
        once = whole - optimizer.state_bytes * many
        assert 0 <= once <= 4 * (ROWS + COLUMNS + 1), f"{optimizer.label()}: {whole / many} bytes for each parameter"
        if not kind.state_scaling:
            assert once < 100, f"{optimizer.label()}: {once} bytes beside those of each parameter"


def test_adafactor_keeps_a_number_for_each_row_and_column() -> None:
    optimizer = Adafactor()
    assert "each row and 4 for each column" in optimizer.state_scaling
    assert kept(optimizer, 10, 30) - kept(optimizer, 10, 20) == 4 * 10
    assert kept(optimizer, 25, 20) - kept(optimizer, 10, 20) == 4 * 15
    assert kept(optimizer, 300) - kept(optimizer, 200) == 4 * 100


def test_lbfgs_grows_until_its_history_is_full() -> None:
    sizes = [kept(LBFGS(0.1, 1, 100, 0.0, 0.0, pairs), ROWS, COLUMNS) // (ROWS * COLUMNS) for pairs in (1, 2, 3, 90)]
    assert sizes == [16, 24, 32, 8 * (STEPS - 1) + 8]
    assert "8 bytes for each parameter and iteration" in LBFGS().state_scaling
