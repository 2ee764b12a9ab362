"""Groups of parameters in pasted code are read as the rates that torch gives each, and come back from scripts."""

import warnings
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lrviz.comparison import Entry, Group, Plan, curve, group_sets
from lrviz.export import schedule_script
from lrviz.optimizers import AdamW
from lrviz.reading import Pasted, read_code
from lrviz.schedules import CosineAnnealingLR, CyclicLR, OneCycleLR, Schedule, Sequential, StepLR, Warmup

PLAN = Plan(120)
TWO = """
optimizer = torch.optim.AdamW(
    [
        {{"params": model.backbone.parameters(), "lr": 1e-4, "weight_decay": 0.0}},
        {{"params": model.head.parameters()}},
    ],
    lr=1e-3,
)
scheduler = {}
"""
SCHEDULERS = [
    "lr_scheduler.StepLR(optimizer, 30)",
    "lr_scheduler.OneCycleLR(optimizer, max_lr=[1e-3, 1e-2], total_steps=150)",
    "lr_scheduler.OneCycleLR(optimizer, 1e-2, 150)",
    "lr_scheduler.OneCycleLR(optimizer, [1e-3, 1e-2], 150, cycle_momentum=False)",
    "lr_scheduler.CyclicLR(optimizer, [1e-4, 1e-3], [1e-3, 1e-2], 20, cycle_momentum=False)",
    "lr_scheduler.CyclicLR(optimizer, [1e-4, 1e-3], [1e-3, 2e-2], 20, cycle_momentum=False)",
    "lr_scheduler.CosineAnnealingLR(optimizer, 100, eta_min=1e-5)",
    "lr_scheduler.LambdaLR(optimizer, [lambda e: 0.95 ** e, lambda e: 1.0 if e < 10 else 0.1])",
    "lr_scheduler.SequentialLR(optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, total_iters=5), "
    "lr_scheduler.LambdaLR(optimizer, [lambda e: 0.9 ** e, lambda e: 0.8 ** e])], [5])",
]


def read(text: str) -> tuple[Entry, Pasted]:
    pasted = read_code(text, PLAN)
    (entry,) = pasted.entries
    return entry, pasted


def ran(text: str) -> np.ndarray:
    """The rates of each group where a text is run, (groups, steps)."""
    model = SimpleNamespace(backbone=torch.nn.Linear(2, 2), head=torch.nn.Linear(2, 1))
    names = {"torch": torch, "lr_scheduler": torch.optim.lr_scheduler, "model": model}
    exec(text, names)
    rates = []
    for _ in range(PLAN.steps):
        rates.append([group["lr"] for group in names["optimizer"].param_groups])  # type: ignore[attr-defined]
        names["optimizer"].step()  # type: ignore[attr-defined]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            names["scheduler"].step()  # type: ignore[attr-defined]
    return np.array(rates).T


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_each_group_has_the_rates_that_torch_gives_it(scheduler: str) -> None:
    text = TWO.format(scheduler)
    entry, pasted = read(text)
    assert not pasted.left_out
    assert entry.group_names == ("backbone", "head")
    assert [group.weight_decay for group in entry.groups] == [0.0, None]
    assert entry.groups[1].parameters == "head.*"
    found = [curve(part, PLAN).rates for part in entry.parts]
    np.testing.assert_allclose(found, ran(text), 1e-11, 1e-18)


def test_groups_are_called_by_what_the_text_calls_them() -> None:
    text = """
groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0, "name": "rest"}]
optimizer = AdamW(groups, lr=1e-3)
StepLR(optimizer, 30)
"""
    entry, _ = read(text)
    assert entry.group_names == ("decayed", "rest")
    entry, _ = read(text.replace("decayed", "[p for n, p in named if p.ndim > 1]"))
    assert entry.group_names == ("group 1", "rest")


def test_a_rate_that_the_optimizer_lacks_is_that_of_the_groups() -> None:
    entry, _ = read("o = SGD([{'params': a, 'lr': 0.1}, {'params': b, 'lr': 0.3}])\nStepLR(o, 30)")
    np.testing.assert_allclose([part.lr for part in entry.parts], [0.1, 0.3])


@pytest.mark.parametrize(
    "optimizer",
    [
        "AdamW([{'params': p, 'lr': 0.1 * 0.9 ** i} for i, p in enumerate(layers)], lr=0.1)",
        "AdamW([{'params': p}, {'params': q, 'lr': rate_of(q)}], lr=0.1)",
        "AdamW([" + "{'params': p}, " * 7 + "], lr=0.1)",
        "AdamW([{'params': p, 'weight_decay': 1e9}], lr=0.1)",
        "AdamW([{'params': p, 'lr': 1e300}, {'params': q}], lr=0.1)",
        "AdamW([{'params': model." + "b" * 900 + ".parameters()}], lr=0.1)",
        "AdamW(p, lr=0.1)\no.add_param_group({'params': q})",
    ],
)
def test_groups_that_cannot_be_read_are_said(optimizer: str) -> None:
    _, pasted = read(f"o = {optimizer}\nStepLR(o, 30)")
    assert any("group" in said.lower() for said in pasted.left_out)


def test_lists_of_another_number_than_the_groups_are_said() -> None:
    _, pasted = read(TWO.format("OneCycleLR(optimizer, [1e-3, 1e-2, 1e-1], 150)"))
    assert any("3 groups" in said for said in pasted.left_out)


@pytest.mark.parametrize("groups", [
    group_sets.backbone_and_head(0.1),
    group_sets.no_decay(),
    group_sets.yolo(PLAN),
    (Group("a", "*"), Group("b", "b.*", 0.5, schedule=StepLR(7))),
])  # fmt: skip
@pytest.mark.parametrize("schedule", [
    CosineAnnealingLR(100), OneCycleLR(0.1, 150), CyclicLR(0.01, 0.1, 20), Warmup(StepLR(30), 10),
    Sequential((StepLR(5), StepLR(9)), (20,)),
])  # fmt: skip
def test_a_script_with_groups_comes_back(groups: tuple[Group, ...], schedule: Schedule) -> None:
    entry = Entry(schedule, 0.1, groups=groups)
    back, pasted = read(schedule_script(entry, PLAN, AdamW()))
    assert not pasted.left_out
    assert back.group_names == entry.group_names
    for own, other in zip(entry.groups, back.groups, strict=True):
        assert own.parameters == other.parameters
        assert (own.start, own.warmup_steps, own.warmup_lr) == (other.start, other.warmup_steps, other.warmup_lr)
    for part, found in zip(entry.parts, back.parts, strict=True):
        np.testing.assert_allclose(curve(found, PLAN).rates, curve(part, PLAN).rates, 1e-11, 1e-18)
