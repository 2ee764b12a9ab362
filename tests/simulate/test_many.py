"""Runs that differ in everything at once, each against itself alone: its end, its way and its marked points."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate
from lrviz.objectives import OBJECTIVES, Formula, Himmelblau, Quadratic, Rosenbrock, Window
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Rule
from lrviz.schedules import Constant, CosineAnnealingLR, CyclicLR, OneCycleLR, ReduceLROnPlateau, Schedule, Warmup
from lrviz.simulate import batching, simulate_many
from lrviz.simulate.monitor import statistics_of
from tests.strategies import instances

RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]
FUNCTIONS = [*(kind() for kind in OBJECTIVES), Quadratic(condition=40.0, angle=20.0), Rosenbrock(b=5.0)]
PLAIN: list[Schedule] = [Constant(), Warmup(CosineAnnealingLR(T_max=20), steps=4), ReduceLROnPlateau(patience=1)]
CYCLING = [OneCycleLR(max_lr=0.05, total_steps=40), CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=5)]


@st.composite
def settings_of_a_run(draw: st.DrawFn, kind: type[Rule]) -> dict[str, Any]:
    """Everything that a run needs, by one rule or by any."""
    rule = draw(st.sampled_from([kind, kind, *RULES]).flatmap(instances))
    schedules = PLAIN if rule.cycled is None else PLAIN + CYCLING
    return {
        "objective": draw(st.sampled_from(FUNCTIONS)),
        "run": Run(rule, draw(st.sampled_from(schedules))),
        "start": draw(st.tuples(st.floats(-3, 3), st.floats(-3, 3)) | st.just((1e200, -1e200))),
        "steps": draw(st.integers(1, 40)),
        "noise": draw(st.sampled_from([0.0, 0.3, 5.0])),
        "seed": draw(st.integers(0, 3)),
        "clip": draw(st.sampled_from([None, 0.3, 2.0])),
        "goal": draw(st.floats(-10, 50)),
    }


def alone(one: dict[str, Any], box: Window | None = None) -> Any:
    """The trajectory of one run by itself."""
    names = ("objective", "start", "steps", "noise", "seed", "clip")
    return simulate(Scene(runs=(one["run"],), box=box, **{name: one[name] for name in names}))[0]


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
@settings(max_examples=6)
@given(data=st.data())
def test_runs_that_differ_in_everything_end_as_each_does_alone(kind: type[Rule], data: st.DataObject) -> None:
    drawn = data.draw(st.lists(settings_of_a_run(kind), min_size=1, max_size=6))
    listed = {name: [one[name] for one in drawn] for name in drawn[0]}
    marks, box = [0, 1, 7, 40], data.draw(st.sampled_from([None, None, ((-1.0, 0.5), (-2.0, 1e-3))]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batching, "BLOCK", data.draw(st.integers(1, 6)))
        starts, noise = np.array(listed["start"]).T, {"scale": listed["noise"], "seed": listed["seed"]}
        others = noise | {"clip": listed["clip"], "goals": listed["goal"], "marks": marks, "box": box}
        ends = simulate_many(listed["objective"], listed["run"], starts, listed["steps"], **others)
    assert ends.statistics is not None
    assert ends.marked is not None
    for index, one in enumerate(drawn):
        path, climbs = alone(one, box), one["run"].optimizer.climbs
        assert np.array_equal(ends.points[:, index], path.points[-1], equal_nan=True), one
        assert np.array_equal(ends.losses[index], path.losses[-1], equal_nan=True), one
        assert ends.finite_steps[index] == path.finite_steps
        for place, mark in enumerate(marks):
            if mark <= path.finite_steps:
                assert ends.marked[place, :, index].tolist() == path.points[mark].tolist(), (one, mark)
        if path.finite_steps == one["steps"]:
            with np.errstate(all="ignore"):
                seen = statistics_of(path.points, -path.losses if climbs else path.losses, one["goal"])
            for name, column in vars(ends.statistics.taken(np.array([index]))).items():
                assert np.array_equal(column, vars(seen)[name], equal_nan=True), (one, name)


def test_being_watched_changes_no_end() -> None:
    runs = [Run(Adam(lr=lr)) for lr in (0.01, 0.1, 1.0)]
    plain, early, watched = (
        simulate_many(Himmelblau(), runs, (1.0, 2.0), 50, **asked)
        for asked in ({}, {"marks": [1, 3]}, {"goals": 1.0, "marks": [0, 50]})
    )
    assert (plain.statistics, plain.marked) == (None, None)
    assert plain.points.tobytes() == early.points.tobytes() == watched.points.tobytes()
    assert plain.losses.tobytes() == early.losses.tobytes() == watched.losses.tobytes()
    assert watched.marked is not None
    assert watched.marked[1].tobytes() == watched.points.tobytes()


def test_functions_that_differ_in_their_start_alone_run_together() -> None:
    functions = [Formula(text="x**2 + 2*y**2", start_x=x) for x in (1.0, 2.0, 3.0)]
    ends = simulate_many(functions, Run(SGD(lr=0.1)), np.array([one.start for one in functions]).T, 20)
    for index, one in enumerate(functions):
        (path,) = simulate(Scene(one, steps=20, runs=(Run(SGD(lr=0.1)),)))
        assert np.array_equal(ends.points[:, index], path.points[-1])


def test_torch_among_the_others() -> None:
    shared = {"objective": Quadratic(), "start": (1.0, 2.0), "noise": 0.1, "seed": 1, "clip": 0.5, "steps": 6}
    runs = [Run(SGD(lr=0.1)), Run(LBFGS(lr=0.1, max_iter=2)), Run(Adam(lr=0.1))]
    ends = simulate_many(Quadratic(), runs, (1.0, 2.0), 6, scale=0.1, seed=1, clip=0.5, goals=1.0, marks=[2, 6])
    assert ends.statistics is not None
    assert ends.marked is not None
    for index, run in enumerate(runs):
        path = alone(shared | {"run": run})
        seen = statistics_of(path.points, path.losses, 1.0)
        assert ends.points[:, index].tolist() == path.points[-1].tolist()
        assert ends.marked[:, :, index].tolist() == path.points[[2, 6]].tolist()
        assert ends.finite_steps[index] == 6
        assert all(vars(ends.statistics)[name][..., [index]].tolist() == c.tolist() for name, c in vars(seen).items())
