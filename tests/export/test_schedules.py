"""Exported scripts of schedules are executed, and give the rates of the curve."""

import ast
import warnings
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Entry, Metric, Plan, curve
from lrviz.export import schedule_script, schedule_setup
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Optimizer
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealingLR,
    Noam,
    OneCycleLR,
    Schedule,
    ScheduleError,
    Sequential,
    StepLR,
)
from tests.export.running import called, defined, printed
from tests.strategies import instances

MOMENTUM = SGD(lr=1.0, momentum=0.9)
EACH = pytest.mark.parametrize("stepped", ["each step", "each epoch"])


def script_rates(entry: Entry, plan: Plan, optimizer: Optimizer = MOMENTUM) -> list[float]:
    """As many rates as the curve has, from the script's own loop."""
    names = defined(schedule_script(entry, plan, optimizer))
    calls = -(-plan.steps // (plan.steps_per_epoch if entry.stepped == EACH_EPOCH else 1))
    metrics = iter(Metric().values(calls).tolist())
    names["validation_loss"] = lambda step: next(metrics)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The epoch parameter in")
        warnings.filterwarnings("ignore", "To get the last learning rate")
        return list(islice(names["rates"](), len(curve(entry, plan).rates)))


def assert_same(entry: Entry, plan: Plan, optimizer: Optimizer = MOMENTUM) -> None:
    np.testing.assert_allclose(script_rates(entry, plan, optimizer), curve(entry, plan).rates, 1e-12, 1e-300)


@EACH
@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule_gives_its_curve(kind: type[Schedule], stepped: str) -> None:
    assert_same(Entry(kind.usual(), 0.1, stepped=stepped), Plan(620, samples=48, batch_size=16))


@pytest.mark.parametrize("kind", SCHEDULES)
def test_the_few_lines_build_the_same_scheduler(kind: type[Schedule]) -> None:
    entry, plan = Entry(kind.usual(), 0.1), Plan(20)
    few, whole = schedule_setup(entry, MOMENTUM), schedule_script(entry, plan, MOMENTUM)
    names: dict[str, Any] = {"model": torch.nn.Linear(2, 2, bias=False)}
    exec(compile(few, "few", "exec"), names)
    built = defined(whole)
    scheduler = built["build_scheduler"](built["build_optimizer"](names["model"].parameters()))
    assert names["optimizer"].param_groups[0]["lr"] == scheduler.optimizer.param_groups[0]["lr"]
    if kind is Constant:
        assert "scheduler" not in names
        return
    assert type(names["scheduler"]).__name__ == type(scheduler).__name__
    assert few.endswith("scheduler.step(loss)\n" if entry.schedule.watches else "scheduler.step()\n")


@pytest.mark.parametrize("kind", SCHEDULES)
@settings(max_examples=5, derandomize=True)
@given(data=st.data())
def test_any_hyperparameters_give_the_curve(kind: type[Schedule], data: st.DataObject) -> None:
    entry = Entry(data.draw(instances(kind, [StepLR, CosineAnnealingLR, Constant])), data.draw(st.floats(1e-6, 10.0)))
    plan = Plan(data.draw(st.integers(1, 200)))
    if len(curve(entry, plan).rates):
        assert_same(entry, plan)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_optimizer_is_driven_at_the_entrys_rate(kind: type[Optimizer]) -> None:
    assert_same(Entry(CosineAnnealingLR(T_max=9), 0.02), Plan(12), kind())


def test_a_script_shows_what_is_not_a_default_of_the_optimizer_and_of_the_schedule() -> None:
    optimizer = Adam(lr=0.5, beta2=0.95, amsgrad=True)
    script = schedule_script(Entry(StepLR.usual(), 0.05), Plan(9), optimizer)
    assert called(script, "torch.optim.Adam") == {"lr": 0.05, "betas": (0.9, 0.95), "amsgrad": True}
    cycling = schedule_script(Entry(OneCycleLR(max_lr=0.1, total_steps=500, cycle_momentum=False)), Plan(9), MOMENTUM)
    assert called(cycling, "lr_scheduler")["cycle_momentum"] is False


def test_past_its_end_a_script_raises_what_torch_raises_and_what_torch_cannot_build_is_refused() -> None:
    entry, plan = Entry(OneCycleLR(max_lr=0.1, total_steps=20, pct_start=0.37)), Plan(40)
    script = schedule_script(entry, plan, MOMENTUM)
    assert "ends before the run" in script
    with pytest.raises(ValueError, match="Tried to step"):
        list(defined(script)["rates"]())
    assert "ends before the run" not in schedule_script(entry, Plan(20), MOMENTUM)
    with pytest.raises(ScheduleError, match="must not be 0"):
        schedule_script(Entry(Noam(), 0.0), Plan(10), MOMENTUM)


def test_a_script_runs_by_itself() -> None:
    entry, plan = Entry(Sequential.usual(), 0.1, stepped="each epoch"), Plan(30, samples=10, batch_size=2)
    lines = printed(schedule_script(entry, plan, Adam()))
    assert [line["step"] for line in lines] == list(range(30))
    np.testing.assert_allclose([line["lr"] for line in lines], curve(entry, plan).rates, 1e-12)


@EACH
@pytest.mark.parametrize("kind", SCHEDULES)
def test_scripts_name_the_packages_that_they_need(kind: type[Schedule], stepped: str) -> None:
    script = schedule_script(Entry(kind.usual(), 0.1, stepped=stepped), Plan(500), MOMENTUM)
    tree = ast.parse(script)
    imported = {alias.asname or alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert ("numpy" in ast.get_docstring(tree).split()) == ("np" in imported)
    assert ("validation_loss" in script) == kind.feedback
