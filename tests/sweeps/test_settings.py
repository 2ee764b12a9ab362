"""Places are read from the declarations: every number of every class can be found, read and put elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.objectives import OBJECTIVES, Formula, Objective, Quadratic, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, Lion, Optimizer
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    CosineAnnealingLR,
    ExponentialLR,
    MultiStepLR,
    Phase,
    Phases,
    PiecewiseConstant,
    Schedule,
    Sequential,
    StepLR,
    TanhCycles,
    Warmup,
)
from lrviz.sweeps import settings_of, usual_axis, value_at, with_setting
from lrviz.sweeps.settings import changed, has, is_shared, setting_at
from tests.strategies import floats, instances

PARTS = [Constant, StepLR, ExponentialLR, MultiStepLR, CosineAnnealingLR]
SHARED = ["start.x", "start.y", "noise", "clip", "steps"]
STEPPED = Run(SGD(lr=0.1), StepLR.usual())
TWO = Scene(Rosenbrock(), steps=50, noise=0.5, runs=(STEPPED, Run(Lion(lr=0.2), Warmup(Constant()))))


def paths(scene: Scene, run: int = 0) -> list[str]:
    """The paths of all places of a run."""
    return [one.path for one in settings_of(scene, run)]


def tried(scene: Scene, path: str, value: float) -> Scene | None:
    """The scene with another number at a path; None where it is refused."""
    try:
        return with_setting(scene, path, value)
    except ValueError:
        return None


def scene_with(part: type[Declared]) -> Scene:
    """A scene of one run with the defaults of a class in it."""
    if issubclass(part, Objective):
        return Scene(part(), runs=(Run(SGD(lr=0.1)),))
    optimizer = part(lr=0.1) if issubclass(part, Optimizer) else Adam(lr=0.1)
    return Scene(Sphere(), runs=(Run(optimizer, part.usual() if issubclass(part, Schedule) else Constant()),))


@pytest.mark.parametrize("kind", [*OPTIMIZERS, *SCHEDULES, *OBJECTIVES], ids=lambda kind: kind.__name__)
def test_every_number_has_a_place_that_can_be_put_at_both_ends(kind: type[Declared]) -> None:
    scene = scene_with(kind)
    found = settings_of(scene)
    assert len({one.path for one in found}) == len(found)
    for one in found:
        for end in usual_axis(one, 5).values[[0, -1]].tolist():
            elsewhere = tried(scene, one.path, end)
            if elsewhere is None:
                continue
            assert value_at(elsewhere, one.path) == end
            assert type(value_at(elsewhere, one.path)) is one.parameter.kind
            before = value_at(scene, one.path)
            assert before is None or with_setting(elsewhere, one.path, before) == scene


@pytest.mark.parametrize("kind", [*OPTIMIZERS, *OBJECTIVES], ids=lambda kind: kind.__name__)
def test_all_numbers_of_a_class_have_places_but_those_that_do_not_change_a_formula(kind: type[Declared]) -> None:
    word, found = "optimizer" if issubclass(kind, Optimizer) else "objective", paths(scene_with(kind))
    known = [p.name for p in hyperparameters(kind) if p.kind in (int, float) and not p.many and not p.pairs]
    own = [path for path in found[: -len(SHARED)] if path.startswith(f"{word}.")]
    assert own == ([] if kind is Formula else [f"{word}.{name}" for name in known])
    assert word == "objective" or found[: -len(SHARED)] == own
    assert found[-len(SHARED) :] == SHARED


@settings(max_examples=100)
@given(st.sampled_from(SCHEDULES).flatmap(lambda kind: instances(kind, PARTS)), st.data())
def test_what_is_put_somewhere_is_there_and_nowhere_else(schedule: Schedule, data: st.DataObject) -> None:
    scene = Scene(Quadratic(), runs=(Run(Adam(lr=0.1), schedule),))
    one = data.draw(st.sampled_from(settings_of(scene)))
    whole = st.integers(int(one.range.low), int(min(one.range.high, one.range.low + 500)))
    value = data.draw(whole if one.whole else floats(one.range))
    others = {path: value_at(scene, path) for path in paths(scene) if path != one.path}
    elsewhere = tried(scene, one.path, value)
    assume(elsewhere is not None)
    assert elsewhere is not None
    assert value_at(elsewhere, one.path) == value
    assert {path: value_at(elsewhere, path) for path in others} == others
    assert Scene.from_json(elsewhere.to_json()) == elsewhere


NESTED = Sequential(
    (Warmup(CosineAnnealingLR(T_max=20), steps=5), Chained((StepLR.usual(), ExponentialLR.usual()))), (30,)
)
PHASED = Phases((Phase(StepLR(step_size=9), 0.5), Phase(Constant(), 0.5)))


@pytest.mark.parametrize(
    ("schedule", "path", "value"),
    [
        (NESTED, "schedule.schedules.0.schedule.T_max", 20),
        (NESTED, "schedule.schedules.0.steps", 5),
        (NESTED, "schedule.schedules.1.schedules.1.gamma", ExponentialLR.usual().gamma),
        (NESTED, "schedule.milestones.0", 30),
        (PHASED, "schedule.phases.0.schedule.step_size", 9),
        (MultiStepLR(milestones=(3, 8)), "schedule.milestones.1", 8),
    ],
)
def test_places_lie_at_any_depth(schedule: Schedule, path: str, value: float) -> None:
    scene = Scene(Sphere(), runs=(Run(SGD(lr=0.1), schedule),))
    assert path in paths(scene)
    assert value_at(scene, path) == value
    assert has(scene.runs[0], path)


def test_a_place_of_several_runs_changes_all_or_one() -> None:
    everywhere = with_setting(TWO, "optimizer.lr", 0.7)
    assert [value_at(everywhere, "optimizer.lr", run) for run in (0, 1)] == [0.7, 0.7]
    second = with_setting(TWO, "optimizer.lr", 0.7, run=1)
    assert [value_at(second, "optimizer.lr", run) for run in (0, 1)] == [0.1, 0.7]
    only = with_setting(TWO, "schedule.step_size", 7)
    assert only.runs[0].schedule == StepLR(step_size=7)
    assert only.runs[1] == TWO.runs[1]


@pytest.mark.parametrize("path", SHARED)
def test_what_all_runs_share_changes_for_all(path: str) -> None:
    assert is_shared(path)
    for run in (None, 0, 1):
        changed_scene = with_setting(TWO, path, 3, run)
        assert value_at(changed_scene, path) == 3
        assert changed_scene.runs == TWO.runs


def test_the_first_run_that_has_a_place_declares_it_and_labels_it_with_its_class() -> None:
    assert setting_at(TWO, "schedule.steps").parameter.kind is int
    assert setting_at(TWO, "optimizer.momentum") in settings_of(TWO, 0)
    for path, words in (("optimizer.lr", "learning rate (lr)"), ("schedule.step_size", StepLR.title)):
        assert words in setting_at(TWO, path).label
    assert value_at(TWO, "clip") is None


UNKNOWN = ["", ".", "optimizer", "optimizer.", "optimizer.LR", "optimizer.lr.0", "optimizer.nesterov", "schedule"]
UNKNOWN += ["start", "start.z", "objective", "objective.c", "seed", "shared_noise", "noise.0"]


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_path_is_refused_with_those_that_there_are(path: str) -> None:
    for refused, rest in ((value_at, ()), (setting_at, ()), (with_setting, (1.0,)), (with_setting, (1.0, 0))):
        with pytest.raises(ValueError, match=r"a path must be one of optimizer\.lr, .* got '"):
            refused(TWO, path, *rest)


@pytest.mark.parametrize("run", [-1, 2, 100])
def test_a_run_that_is_not_there_is_refused(run: int) -> None:
    for refused, asked in ((settings_of, ()), (value_at, ("optimizer.lr",)), (with_setting, ("optimizer.lr", 1.0))):
        with pytest.raises(ValueError, match=f"run must be one of the scene's 2 runs, got {run}"):
            refused(TWO, *asked, run)


@pytest.mark.parametrize(
    ("run", "path", "value", "message"),
    [
        (STEPPED, "optimizer.lr", -1.0, r"SGD\.lr must be in \[0, 10000\], got -1"),
        (STEPPED, "schedule.step_size", 2.5, r"StepLR\.step_size must be an integer in \[1, .*\], got 2\.5"),
        (STEPPED, "steps", 0, r"Scene\.steps must be an integer in \[1, 100000\], got 0"),
        (STEPPED, "clip", 0.0, r"Scene\.clip must be in \(0, .* or None, got 0\.0"),
        (STEPPED, "objective.b", 0.0, r"Rosenbrock\.b must be in \[.*\], got 0\.0"),
        (STEPPED, "start.x", np.inf, r"Scene\.start must be a tuple, each item a finite number.*, got \(inf, "),
        (Run(SGD(lr=0.1), MultiStepLR((3, 8))), "schedule.milestones.1", -2, r"milestones must be .*, got -2"),
        (
            Run(SGD(lr=0.1), TanhCycles(t_initial=100, ub=0.0)),
            "schedule.lb",
            0.0,
            r"TanhCycles\.lb must be below ub = 0, got 0",
        ),
        (Run(SGD(lr=0.1, momentum=0.9, nesterov=True)), "optimizer.momentum", 0.0, r"nesterov needs .* got momentum 0"),
        (Run(SGD(lr=0.1), PiecewiseConstant((5, 9), (1.0, 0.5, 0.1))), "schedule.boundaries.0", 9, "boundaries"),
    ],
)
def test_a_refused_value_says_what_is_allowed_and_what_came(run: Run, path: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_setting(replace(TWO, runs=(run,)), path, value)


def test_numbers_that_only_go_together_are_put_in_at_once() -> None:
    schedule = PiecewiseConstant((3, 8), (1.0, 0.5, 0.1))
    assert changed(schedule, {("boundaries", "0"): 10, ("boundaries", "1"): 20}).boundaries == (10, 20)
    assert changed(schedule, {}) == schedule
