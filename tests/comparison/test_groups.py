"""Groups of parameters: their curves follow from what is said of each, and what cannot be is refused."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.comparison import EACH_EPOCH, Entry, Group, Plan, curve, group_curves
from lrviz.comparison.group_sets import backbone_and_head, layer_wise, no_decay, yolo
from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, CyclicLR, LambdaLR, Noam, OneCycleLR, Schedule, StepLR, Warmup

PLAN = Plan(90)


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if not (kind.feedback or kind.reloads)])
def test_a_group_has_the_rates_that_its_schedule_gives_on_its_own_base_rate(kind: type[Schedule]) -> None:
    entry = Entry(kind.usual(), 0.1, groups=(Group(factor=0.5), Group(), Group(schedule=StepLR(7))))
    half, whole, own = group_curves(entry, PLAN)
    if not kind.overwrites_lr:
        np.testing.assert_array_equal(half.rates, kind.usual().rates(0.05, 90))
    np.testing.assert_array_equal(whole.rates, kind.usual().rates(0.1, 90))
    np.testing.assert_array_equal(own.rates, StepLR(7).rates(0.1, 90))
    assert curve(entry, PLAN) is half


@pytest.mark.parametrize("schedule", [OneCycleLR.usual(), CyclicLR.usual(), Noam(), Warmup(OneCycleLR.usual(), 9)])
def test_the_factor_acts_on_rates_that_ignore_the_base_rate_too(schedule: Schedule) -> None:
    half, whole = group_curves(Entry(schedule, 0.1, groups=(Group(factor=0.5), Group())), PLAN)
    np.testing.assert_allclose(half.rates, 0.5 * whole.rates, 1e-12)


def test_absolute_floors_are_those_of_torch_for_every_group() -> None:
    entry = Entry(CosineAnnealingLR(T_max=89, eta_min=1e-3), 0.1, groups=backbone_and_head())
    assert [one.rates[-1] for one in group_curves(entry, PLAN)] == pytest.approx([1e-3, 1e-3])


def test_a_group_stands_still_and_warms_up_over_a_clock_that_runs_on() -> None:
    group = Group(start=10, warmup_steps=20, warmup_lr=0.5, warmup_momentum=0.3)
    (found,) = group_curves(Entry(StepLR(30), 0.1, groups=(group,)), PLAN, 0.9)
    rates = StepLR(30).rates(0.1, 90)
    expected = [0.0] * 10 + [0.5 + (0.1 - 0.5) * step / 20 for step in range(20)] + rates[30:].tolist()
    np.testing.assert_allclose(found.rates, expected, 1e-15)
    assert found.momenta is not None
    np.testing.assert_allclose(found.momenta, np.interp(np.arange(90), [10, 30], [0.3, 0.9]), 1e-12)
    assert not found.rates.flags.writeable


def test_yolos_groups_are_those_of_its_trainer() -> None:
    """Its formula, batch by batch: numpy's interpolation from 0 or the biases' rate to that of the epoch's lambda."""
    plan, epochs, lr, final = Plan(6, "epochs", samples=1600), 6, 0.01, 0.01
    schedule = LambdaLR(f"max(0, 1 - t/{epochs})*{1 - final} + {final}")
    curves = group_curves(Entry(schedule, lr, stepped=EACH_EPOCH, groups=yolo(plan)), plan, 0.937)
    batches, warmup = plan.steps_per_epoch, 150
    for one, first in zip(curves, (0.0, 0.0, 0.1), strict=True):
        for step in range(plan.steps):
            target = lr * (max(1 - (step // batches) / epochs, 0) * (1 - final) + final)
            assert one.rates[step] == pytest.approx(np.interp(step, [0, warmup], [first, target]), rel=1e-12, abs=0)
            assert one.momenta is not None
            assert one.momenta[step] == pytest.approx(np.interp(step, [0, warmup], [0.8, 0.937]), rel=1e-12)
    assert [group.weight_decay for group in yolo(plan)] == [0.0005, 0.0, 0.0]


def test_layers_have_a_power_of_their_distance_to_the_head() -> None:
    assert [group.factor for group in layer_wise(0.5, 4)] == [0.125, 0.25, 0.5, 1.0]
    for decay, layers in ((0.75, 1), (0.75, 7), (0.0, 4), (float("nan"), 4), (11.0, 4)):
        with pytest.raises(HyperparameterError, match="must be in"):
            layer_wise(decay, layers)


def test_what_cannot_be_is_refused_in_words() -> None:
    with pytest.raises(HyperparameterError, match="different names, got 'a' more than once"):
        Entry(groups=(Group("a"), Group("a")))
    with pytest.raises(HyperparameterError, match="'group 2' more than once"):
        Entry(groups=(Group("group 2"), Group()))
    with pytest.raises(HyperparameterError, match="0 to 6 items"):
        Entry(groups=(Group(),) * 7)
    with pytest.raises(HyperparameterError, match=r"head with the factor 10000: .*max_lr must be in"):
        Entry(OneCycleLR(total_steps=500, max_lr=100.0), groups=(Group("head", factor=1e4),))


def test_without_groups_an_entry_travels_as_it_did() -> None:
    assert "groups" not in Entry().to_dict()
    assert Entry(groups=no_decay()).to_dict()["groups"][1]["weight_decay"] == 0.0


def test_a_part_put_right_is_the_whole_put_right() -> None:
    entry = Entry(StepLR(7), 0.1, groups=(Group("a", factor=0.5), Group("b", schedule=StepLR(9))))
    shared = entry.with_part(0, replace(entry.parts[0], schedule=StepLR(8)))
    assert shared == replace(entry, schedule=StepLR(8))
    own = entry.with_part(1, replace(entry.parts[1], schedule=StepLR(8)))
    assert own is not None
    assert own.schedule == StepLR(7)
    assert own.groups[1].schedule == StepLR(8)
    slower = entry.with_part(0, replace(entry.parts[0], lr=0.2))
    assert slower is not None
    assert slower.lr == 0.4
    cycle = Entry(OneCycleLR.usual(), groups=(Group(factor=0.25),))
    longer = cycle.with_part(0, replace(cycle.parts[0], schedule=replace(cycle.parts[0].schedule, total_steps=90)))
    assert longer == replace(cycle, schedule=OneCycleLR(max_lr=0.1, total_steps=90))
    stopped = Entry(StepLR(7), groups=(Group(factor=0.0),))
    assert stopped.with_part(0, replace(stopped.parts[0], lr=0.1)) is None
    tiny = Entry(StepLR(7), groups=(Group(factor=1e-6),))
    assert tiny.with_part(0, replace(tiny.parts[0], schedule=StepLR(8))) == replace(tiny, schedule=StepLR(8))
    assert tiny.with_part(0, replace(tiny.parts[0], lr=1e3)) is None  # the base rate would be beyond its range
