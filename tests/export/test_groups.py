"""Scripts with groups of parameters are executed, and each group's rates and momenta are those of its curve."""

import warnings
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, Entry, Group, Metric, Plan, group_curves
from lrviz.comparison.group_sets import backbone_and_head, layer_wise, no_decay, yolo
from lrviz.export import schedule_script, schedule_setup
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, AdamW, Lion, Optimizer, Rprop
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealingLR,
    CyclicLR,
    LambdaLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    StepLR,
    Warmup,
)
from tests.export.running import called, defined, executed
from tests.strategies import instances

GROUPED = [kind for kind in SCHEDULES if not kind.reloads]
MOMENTUM = SGD(lr=1.0, momentum=0.9)
EACH = pytest.mark.parametrize("stepped", ["each step", "each epoch"])
STARTS: dict[str, Any] = {"start": 7, "warmup_steps": 30, "warmup_lr": 0.1, "warmup_momentum": 0.5}


def script_rates(entry: Entry, plan: Plan, optimizer: Optimizer, count: int) -> np.ndarray:
    """As many rates of each group, (groups, count), from the script's own loop."""
    names = defined(schedule_script(entry, plan, optimizer))
    metrics = iter(Metric().values(entry.calls(plan)).tolist())
    names["validation_loss"] = lambda step: next(metrics)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The epoch parameter in")
        warnings.filterwarnings("ignore", "To get the last learning rate")
        return np.array(list(islice(names["rates"](), count)), dtype=float).T


def assert_same(entry: Entry, plan: Plan, optimizer: Optimizer = MOMENTUM) -> None:
    """Up to where the first of the groups ends, where torch raises for all of them."""
    curves = group_curves(entry, plan)
    count = min(len(one.rates) for one in curves)
    assert count
    found = script_rates(entry, plan, optimizer, count)
    assert len(found) == len(entry.groups)
    for rates, one in zip(found, curves, strict=True):
        np.testing.assert_allclose(rates, one.rates[:count], 1e-12, 1e-300)


@EACH
@pytest.mark.parametrize("kind", GROUPED)
def test_every_schedule_gives_the_curve_of_each_group(kind: type[Schedule], stepped: str) -> None:
    groups = (Group("a", factor=0.1), Group("b", factor=2.0, **STARTS), Group("c"))
    assert_same(Entry(kind.usual(), 0.1, stepped=stepped, groups=groups), Plan(620, samples=48, batch_size=16))


@pytest.mark.parametrize("kind", GROUPED)
def test_every_schedule_can_be_the_own_one_of_a_group(kind: type[Schedule]) -> None:
    groups = (Group(factor=0.5), Group(factor=3.0, schedule=kind.usual()), Group(schedule=kind.usual(), start=5))
    assert_same(Entry(CosineAnnealingLR(T_max=50), 0.1, groups=groups), Plan(80))


@st.composite
def grouped(draw: st.DrawFn) -> Group:
    """A group with all that it may have of its own."""
    nested = [StepLR, CosineAnnealingLR, Constant]
    own = draw(st.none() | st.sampled_from(GROUPED).flatmap(lambda kind: instances(kind, nested)))
    steps = st.integers(0, 60)
    return Group(
        factor=draw(st.sampled_from((0.0, 0.1, 1.0, 2.5))),
        schedule=own,
        start=draw(steps),
        warmup_steps=draw(steps),
        warmup_lr=draw(st.floats(0, 1)),
        warmup_momentum=draw(st.none() | st.floats(0, 1)),
    )


@settings(max_examples=60, derandomize=True)
@given(
    st.sampled_from(GROUPED).flatmap(lambda kind: instances(kind, [StepLR, CosineAnnealingLR, Constant])),
    st.floats(1e-6, 10.0),
    st.lists(grouped(), min_size=1, max_size=3),
    st.integers(1, 120),
)
def test_any_groups_give_their_curves(schedule: Schedule, lr: float, groups: list[Group], steps: int) -> None:
    try:
        entry = Entry(schedule, lr, groups=tuple(groups))
    except HyperparameterError:  # a factor takes a rate out of its range
        assume(False)
    assume(all(len(one.rates) for one in group_curves(entry, Plan(steps))))
    assert_same(entry, Plan(steps))


def scheduler_line(entry: Entry, optimizer: Optimizer = MOMENTUM) -> str:
    script = schedule_script(entry, Plan(30), optimizer)
    return script.split("def build_scheduler(optimizer):\n")[1].split("\n\n\n")[0]


def test_torchs_own_lists_are_used_where_it_has_them() -> None:
    two = backbone_and_head()
    one_cycle = schedule_script(Entry(OneCycleLR(max_lr=0.1, total_steps=30), groups=two), Plan(30), MOMENTUM)
    assert called(one_cycle, "OneCycleLR") == {"max_lr": [0.010000000000000002, 0.1], "total_steps": 30}
    own = (Group("a"), Group("b", schedule=OneCycleLR(max_lr=0.1, total_steps=30, max_momentum=0.99)))
    momenta = schedule_script(Entry(OneCycleLR(max_lr=0.1, total_steps=30), groups=own), Plan(30), MOMENTUM)
    assert called(momenta, "OneCycleLR")["max_momentum"] == [0.95, 0.99]
    cyclic = called(schedule_script(Entry(CyclicLR.usual(), groups=two), Plan(30), MOMENTUM), "CyclicLR")
    assert cyclic["base_lr"] == [1e-4, 1e-3]
    assert cyclic["max_lr"] == pytest.approx([1e-2, 1e-1])
    floors = (Group("a"), Group("b", schedule=ReduceLROnPlateau(min_lr=1e-5)))
    script = schedule_script(Entry(ReduceLROnPlateau(), groups=floors), Plan(30), MOMENTUM)
    assert called(script, "ReduceLROnPlateau")["min_lr"] == [0.0, 1e-5]


def test_one_scheduler_does_for_groups_alike_and_one_for_each_where_they_differ() -> None:
    assert scheduler_line(Entry(StepLR.usual(), groups=no_decay())).count("StepLR") == 1
    own = (Group("a"), Group("b", schedule=LambdaLR.usual()))
    assert "LambdaLR(optimizer, [factor, factor_2])" in scheduler_line(Entry(LambdaLR("1 - t/99"), groups=own))
    assert "GroupSchedulers(optimizer" in scheduler_line(Entry(StepLR.usual(), groups=own))
    assert "GroupSchedulers(optimizer" in scheduler_line(
        Entry(Warmup(StepLR.usual(), place="over"), groups=backbone_and_head())
    )


@pytest.mark.parametrize("optimizer", [MOMENTUM, Adam(), Lion()], ids=lambda one: type(one).__name__)
def test_momenta_follow_too(optimizer: Optimizer) -> None:
    entry = Entry(
        OneCycleLR(max_lr=0.1, total_steps=60),
        0.1,
        groups=(Group("a", **STARTS), Group("b", schedule=StepLR.usual(), **STARTS)),
    )
    own = float(getattr(optimizer, str(optimizer.cycled)))
    curves = group_curves(entry, Plan(60), own)
    names = defined(schedule_script(entry, Plan(60), optimizer))
    groups = [{"params": [torch.nn.Parameter(torch.zeros(2))], **group} for group in names["GROUPS"]]
    driven = names["build_optimizer"](groups)
    scheduler, starts = names["build_scheduler"](driven), names["GroupStarts"](driven, names["STARTS"])
    for step in range(60):
        starts.cover(step)
        for group, one in zip(driven.param_groups, curves, strict=True):
            found = group["betas"][0] if "betas" in group else group["momentum"]
            assert one.momenta is not None
            assert found == pytest.approx(one.momenta[step], rel=1e-12)
        driven.step()
        starts.uncover()
        scheduler.step()


class Net(torch.nn.Module):
    """A network with what the patterns of the sets look for."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = torch.nn.Embedding(3, 2)
        self.blocks = torch.nn.ModuleList(
            torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.LayerNorm(2)) for _ in range(5)
        )
        self.norm = torch.nn.LayerNorm(2)
        self.head = torch.nn.Linear(2, 2)


def sorted_names(groups: tuple[Group, ...], optimizer: Optimizer = MOMENTUM) -> dict[str, list[str]]:
    """What the script puts into each group."""
    net = Net()
    names = defined(schedule_script(Entry(groups=groups), Plan(5), optimizer))
    known = {id(parameter): name for name, parameter in net.named_parameters()}
    made = names["param_groups"](net)
    names["build_optimizer"](made)
    assert sum(len(group["params"]) for group in made) == len(known)
    return {group["name"]: [known[id(one)] for one in group["params"]] for group in made}


def test_the_sets_sort_the_parameters_by_name() -> None:
    assert sorted_names(backbone_and_head())["head"] == ["head.weight", "head.bias"]
    norms = sorted_names(no_decay())["norms and biases"]
    blocks = [f"blocks.{n}.{part}" for n in range(5) for part in ("0.bias", "1.weight", "1.bias")]
    assert norms == [*blocks, "norm.weight", "norm.bias", "head.bias"]
    layers = sorted_names(layer_wise())
    assert layers["layer 2"] == [f"blocks.2.{part}" for part in ("0.weight", "0.bias", "1.weight", "1.bias")]
    lowest = [f"blocks.0.{part}" for part in ("0.weight", "0.bias", "1.weight", "1.bias")]
    assert layers["layer 0"] == ["embed.weight", *lowest, "norm.weight", "norm.bias"]
    of_yolo = sorted_names(yolo(Plan(5)))
    assert of_yolo["biases"] == [*(f"blocks.{n}.{m}.bias" for n in range(5) for m in (0, 1)), "norm.bias", "head.bias"]
    assert of_yolo["norms"] == [*(f"blocks.{n}.1.weight" for n in range(5)), "norm.weight"]


def test_what_no_pattern_fits_and_a_group_that_gets_nothing_are_said() -> None:
    with pytest.raises(ValueError, match=r"no group has a pattern for the parameter embed.weight"):
        sorted_names((Group(parameters="head.*"), Group(parameters="blocks.*")))
    with pytest.raises(ValueError, match="no parameter is in the group group 2"):
        sorted_names((Group(), Group(parameters="nothing.*")))


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_optimizer_is_driven_with_its_groups_or_says_why_not(kind: type[Optimizer]) -> None:
    optimizer = kind()
    decay = 0.05 if "weight_decay" in optimizer.arguments() else None
    entry = Entry(CosineAnnealingLR(T_max=9), 0.02, groups=(Group("a", factor=0.1), Group("b", weight_decay=decay)))
    if not optimizer.takes_groups:
        with pytest.raises(ValueError, match="one group"):
            schedule_script(entry, Plan(12), optimizer)
        return
    assert_same(entry, Plan(12), optimizer)
    names = defined(schedule_script(entry, Plan(12), optimizer))
    groups = [{"params": [torch.nn.Parameter(torch.ones(2, 2))], **group} for group in names["GROUPS"]]
    built = names["build_optimizer"](groups)
    if decay is not None:
        assert [group["weight_decay"] for group in built.param_groups] == [vars(optimizer)["weight_decay"], decay]


def test_a_weight_decay_of_a_group_acts_in_a_rule_that_lrviz_writes_out() -> None:
    moved = {}
    for decay in (0.0, 0.5):
        entry = Entry(lr=0.1, groups=(Group(weight_decay=decay),))
        names = defined(schedule_script(entry, Plan(2), Lion()))
        parameter = torch.nn.Parameter(torch.ones(2, 2))
        built = names["build_optimizer"]([{"params": [parameter], **names["GROUPS"][0]}])
        parameter.grad = torch.ones(2, 2)
        built.step()
        moved[decay] = float(parameter[0, 0].detach())
    assert moved[0.5] == pytest.approx(moved[0.0] - 0.05)


def test_groups_that_an_optimizer_cannot_have_are_refused() -> None:
    with pytest.raises(ValueError, match=r"weight_decay of group 1 must be None, as Rprop has none, got 0.1"):
        schedule_script(Entry(groups=(Group(weight_decay=0.1),)), Plan(5), Rprop())
    with pytest.raises(ValueError, match="warmup_momentum of head must be None"):
        schedule_script(Entry(groups=(Group("head", **STARTS),)), Plan(5), Rprop())
    with pytest.raises(ValueError, match="without groups"):
        schedule_setup(Entry(groups=(Group(),)), AdamW())
    with pytest.raises(ValueError, match="one group"):
        schedule_script(Entry(groups=(Group(),)), Plan(5), LBFGS())


def test_a_script_runs_and_prints_the_rates_of_each_group() -> None:
    plan = Plan(40, samples=10, batch_size=2)
    own = (Group("of its own", schedule=StepLR.usual(), start=3), *yolo(plan))
    entry = Entry(CosineAnnealingLR(T_max=9), 0.1, stepped=EACH_EPOCH, groups=own)
    script = schedule_script(entry, plan, MOMENTUM)
    lines = executed(script)
    for name, one in zip(entry.group_names, group_curves(entry, plan), strict=True):
        np.testing.assert_allclose([line["lr"][name] for line in lines], one.rates, 1e-12)
