"""A knob is turned in the memory of a kernel: what it then computes is the run with that value."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.hyperparameters import HyperparameterError, hyperparameters
from lrviz.kernels import kernel
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam, NAdam, RAdam, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import CyclicLR
from lrviz.simulate import simulate
from tests.kernels.running import Running
from tests.kernels.runs import CLOSE, RULES, descent, one

STEPS = 60


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_worked_out_anew_is_what_python_worked_out(rule: type[Rule]) -> None:
    known = kernel(descent(one(rule(), objective=Rosenbrock(), steps=STEPS)))
    running = Running(known)
    before = {name: running.column(name).copy() for name in known.layout.cells}
    running.set_field("", 0.0)
    for name, column in before.items():
        relative = 1e-13 if name in known.live else 0.0
        assert np.allclose(running.column(name), column, rtol=relative, atol=0.0), name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_turned_field_gives_the_run_with_that_value(rule: type[Rule]) -> None:
    before = rule(**({"momentum": 0.9} if "momentum" in {p.name for p in hyperparameters(rule)} else {}))
    scene = one(before, objective=Rosenbrock(), steps=STEPS)
    known, turned = kernel(descent(scene)), list[str]()
    for name in (p.name for p in hyperparameters(rule) if p.kind is float and p.name != "lr"):
        asks = [column for column, made_of in known.made_of.items() if f"field.{name}" in made_of]
        if not set(asks) <= known.live or getattr(before, name) == 0:
            continue
        try:
            after = replace(before, **{name: getattr(before, name) * 0.75})
        except HyperparameterError:
            continue
        running = Running(known)
        running.set_field(f"field.{name}", getattr(after, name))
        (wanted,) = simulate(replace(scene, runs=(Run(after),)))
        count = wanted.finite_steps + 1
        found = running.record(scene.origin).points[:count]
        assert np.abs(found - wanted.points[:count]).max() <= CLOSE * 4, name
        turned.append(name)
    assert turned or not any(p.kind is float and p.name != "lr" for p in hyperparameters(rule))


def test_the_knobs_of_the_usual_optimizers_need_no_server() -> None:
    for rule, names in ((SGD(momentum=0.9), ()), (Adam(), ("beta1", "beta2")), (NAdam(), ("beta1", "beta2"))):
        known = kernel(descent(one(rule, objective=Rosenbrock(), steps=STEPS)))
        asked = {field for made_of in known.made_of.values() for field in made_of if field.startswith("field.")}
        assert asked >= {f"field.{name}" for name in names}
        assert set(known.made_of) == known.live


def test_what_python_alone_can_work_out_says_what_it_is_made_of() -> None:
    known = kernel(descent(one(RAdam(), objective=Rosenbrock(), steps=STEPS)))
    assert [made_of for name, made_of in known.made_of.items() if name not in known.live] == [{"field.beta2", "step"}]


def test_cycled_momenta_are_worked_out_from_their_column() -> None:
    cycling = CyclicLR(base_lr=1e-3, max_lr=1e-2, step_size_up=7)
    scene = Scene(Rosenbrock(), steps=STEPS, runs=(Run(Adam(), cycling),))
    known = kernel(descent(scene))
    assert any("momentum" in made_of for made_of in known.made_of.values())
    running = Running(known)
    running.set_field("", 0.0)
    (wanted,) = simulate(scene)
    assert np.abs(running.record(scene.origin).points - wanted.points).max() <= CLOSE * 4


def test_without_a_record_nothing_is_worked_out_anew() -> None:
    known = kernel(descent(one(Adam(), objective=Rosenbrock(), steps=STEPS)), records=False)
    assert not known.refresh
    assert not known.live
