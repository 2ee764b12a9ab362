"""Loops that step a scheduler at a pace of its own are read as the rates that they have, run with torch."""

import warnings

import numpy as np
import pytest
import torch

from lrviz.comparison import Plan, curve
from lrviz.reading import Pasted, read_code
from lrviz.schedules import CosineAnnealingLR, Paced, StepLR

PAGE = Plan(240, samples=60, batch_size=1)
HEAD = """
optimizer = torch.optim.SGD([parameter], lr=0.1)
scheduler = torch.optim.lr_scheduler.{}
"""
COSINE = "CosineAnnealingLR(optimizer, T_max=50)"


class _Optimizer(torch.optim.SGD):
    """Notes the rate of each of its steps."""

    rates: list[float]

    def step(self, closure=None):  # type: ignore[no-untyped-def]
        self.rates.append(self.param_groups[0]["lr"])
        return super().step(closure)


def ran(text: str) -> list[float]:
    """The rates of the optimizer's steps where a text is run."""
    rates: list[float] = []
    _Optimizer.rates = rates
    code = text.replace("torch.optim.SGD", "SGD")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of a scheduler that is stepped first
        exec(code, {"torch": torch, "SGD": _Optimizer, "parameter": torch.zeros(1), "loader": range(60)})
    return rates


def read(text: str, plan: Plan = PAGE) -> Pasted:
    pasted = read_code(text, plan)
    assert len(pasted.entries) == 1
    return pasted


LOOPS = {
    "4 times": """
for step in range(240):
    optimizer.step()
    for _ in range(4):
        scheduler.step()
""",
    "a name for how often": """
world_size = 3
for step in range(240):
    optimizer.step()
    for _ in range(world_size):
        scheduler.step()
""",
    "every 5th, from the first step on": """
for step in range(240):
    optimizer.step()
    if step % 5 == 0:
        scheduler.step()
""",
    "every 5th": """
for step in range(240):
    optimizer.step()
    if (step + 1) % 5 == 0:
        scheduler.step()
""",
    "every 5th, by not": """
for epoch in range(4):
    for i, batch in enumerate(loader, start=1):
        optimizer.step()
        if not i % 5:
            scheduler.step()
""",
    "by a count of its own": """
count = 0
for epoch in range(4):
    for batch in loader:
        optimizer.step()
        count += 1
        if count % 7 == 0:
            scheduler.step()
""",
    "by a count that follows": """
count = 0
while count < 240:
    optimizer.step()
    if count % 7 == 6:
        scheduler.step()
    count += 1
""",
    "twice in every 6th": """
for step in range(1, 241):
    optimizer.step()
    if step % 6 == 0:
        for _ in range(6):
            scheduler.step()
""",
    "with accumulation": """
for step in range(480):
    if (step + 1) % 2 == 0:
        optimizer.step()
        scheduler.step()
""",
    "every 2nd epoch": """
for epoch in range(4):
    for batch in loader:
        optimizer.step()
    if epoch % 2 == 1:
        scheduler.step()
""",
    "in a function": """
def train(optimizer, scheduler):
    for step in range(240):
        optimizer.step()
        if (step + 1) % 3 == 0:
            scheduler.step()

train(optimizer, scheduler)
""",
}
OFF = {"twice in every 6th"}
"""Where the steps are not even, which is said."""


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_read_as_the_rates_that_it_has(name: str) -> None:
    text = HEAD.format(COSINE) + LOOPS[name]
    pasted = read(text)
    assert bool(pasted.left_out) == (name in OFF), pasted.left_out
    if name not in OFF:
        np.testing.assert_allclose(curve(pasted.entries[0], PAGE).rates, ran(text), 1e-12, 1e-15)


def test_fractions_of_an_epoch_are_read_as_the_rates_that_they_give() -> None:
    text = (
        HEAD.format("CosineAnnealingWarmRestarts(optimizer, T_0=2)")
        + """
iters = len(list(range(60)))
iters = 60
for epoch in range(4):
    for i, batch in enumerate(loader):
        optimizer.step()
        scheduler.step(epoch + i / iters)
"""
    )
    pasted = read(text)
    np.testing.assert_allclose(curve(pasted.entries[0], pasted.plan or PAGE).rates, ran(text), 1e-12, 1e-15)


@pytest.mark.parametrize("loop", [
    "for i in range(9):\n    optimizer.step()\n    if i > 0 and i % 3 == 0:\n        scheduler.step()",
    "for i in range(9):\n    optimizer.step()\n    if i % 3 == 1:\n        scheduler.step()",
    "for i in range(9):\n    optimizer.step()\n    if total % 3 == 0:\n        scheduler.step()",
    "for e in range(9):\n  for i in range(60):\n    optimizer.step()\n    if i % 7 == 6:\n        scheduler.step()",
    "for i in range(9):\n    if i % 3 == 2:\n        optimizer.step()\n    scheduler.step()",
])  # fmt: skip
def test_a_pace_that_is_not_drawn_to_the_step_is_said(loop: str) -> None:
    pasted = read(HEAD.format(COSINE) + loop)
    assert len(pasted.left_out) == 1
    assert isinstance(pasted.entries[0].schedule, Paced)


def test_a_loop_that_only_skips_ahead_is_no_pace() -> None:
    pasted = read(HEAD.format("StepLR(optimizer, 30)") + "for _ in range(100):\n    scheduler.step()")
    assert pasted.entries[0].schedule == StepLR(30)


def test_a_class_named_paced_that_does_something_else_is_not_taken_for_lrvizs() -> None:
    text = "class Paced:\n    pass\n\nscheduler = Paced(" + COSINE + ", times=3, every=4)"
    assert read(text).entries[0].schedule == CosineAnnealingLR(50)


def test_a_state_that_is_loaded_is_said() -> None:
    pasted = read(HEAD.format(COSINE) + 'scheduler.load_state_dict(torch.load("last.pt")["scheduler"])')
    assert any("loaded" in said for said in pasted.left_out)
    assert pasted.entries[0].schedule == CosineAnnealingLR(50)
