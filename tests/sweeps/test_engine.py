"""Every cell and seed of a block measures, bit for bit, what the trajectory of its own scene shows."""

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene
from lrviz.hyperparameters import Range
from lrviz.objectives import OBJECTIVES, Formula, HolderTable, Objective, Quadratic, Rosenbrock, Sphere
from lrviz.optimizers import OPTIMIZERS, SGD, Adafactor, Adam, Lion, RAdam, RMSprop, Rprop, Rule, ScheduleFreeAdamW
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealingLR,
    CosineWithWarmup,
    CyclicLR,
    LinearLR,
    OneCycleLR,
    PolynomialWithWarmup,
    ReduceLROnPlateau,
    Sequential,
    StepLR,
    TanhCycles,
    Warmup,
)
from lrviz.schedules import CosineRestartsWithWarmup as Restarts
from lrviz.simulate import batching
from lrviz.sweeps import MEASURES, Axis, Block, Setting, Sweep, run_block, settings_of
from lrviz.sweeps.settings import setting_at
from tests.strategies import floats, instances
from tests.sweeps.oracle import VARIED, alone, check
from tests.sweeps.results import computed, same

THROUGH_TORCH = [kind for kind in OPTIMIZERS if not issubclass(kind, Rule)]
RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]
PARTS = [Constant, StepLR, LinearLR, CosineAnnealingLR]
LONGEST = 45
USUAL = {kind: kind() for kind in OBJECTIVES}


@st.composite
def axes(draw: st.DrawFn, place: Setting) -> Axis:
    """Any axis of a place; a short one of steps."""
    allowed = Range(1, LONGEST) if place.path == "steps" else place.range
    whole = st.integers(int(allowed.low), int(min(allowed.high, allowed.low + 100)))
    low, high = sorted(draw(st.tuples(*[whole if place.whole else floats(allowed)] * 2)))
    most = int(high - low) + 1 if place.whole else 3 if high > low else 1
    log = low > 0 and draw(st.booleans())
    return Axis(place.path, low, high, draw(st.integers(min(2, most), min(3, most))), log, place.whole)


def schedules(optimizer: Rule) -> st.SearchStrategy[Any]:
    """Any schedule; those that move the momentum only where there is one."""
    drawn = st.sampled_from(SCHEDULES).flatmap(lambda kind: instances(kind, PARTS))
    return drawn.filter(lambda schedule: optimizer.cycled is not None or not schedule.cycles_momentum)


runs = st.sampled_from(RULES).flatmap(instances).flatmap(lambda rule: st.builds(Run, st.just(rule), schedules(rule)))


@st.composite
def sweeps(draw: st.DrawFn) -> Sweep:
    """Any small sweep."""
    scene = Scene(
        objective=draw(st.sampled_from(list(USUAL.values()))),
        start=draw(st.none() | st.tuples(st.floats(-3, 3), st.floats(-3, 3))),
        steps=draw(st.integers(1, LONGEST)),
        noise=draw(st.sampled_from([0.0, 0.0, 0.3, 40.0])),
        seed=draw(st.integers(0, 5)),
        runs=tuple(draw(st.lists(runs, min_size=1, max_size=3))),
        clip=draw(st.sampled_from([None, None, 0.7])),
        box=draw(st.sampled_from([None, None, ((-2.0, 1.5), (-1.0, 3.0))])),
        shared_noise=draw(st.booleans()),
    )
    known = {place.path: place for index in range(len(scene.runs)) for place in settings_of(scene, index)}
    kinds = st.sampled_from(list(dict.fromkeys(path.split(".")[0] for path in known)))
    paths = kinds.flatmap(lambda kind: st.sampled_from([path for path in known if path.split(".")[0] == kind]))
    varied = tuple(draw(axes(known[path])) for path in draw(st.lists(paths, min_size=1, max_size=2, unique=True)))
    try:
        return Sweep(scene, varied, draw(st.integers(1, 3)), draw(st.sampled_from([1e-6, 0.05, 0.5])))
    except ValueError:
        assume(False)
        raise


FALLEN_ALREADY = Scene(HolderTable(), steps=1, runs=(Run(Rprop(lr=1.0)), Run(SGD(lr=1.0))))
"""A start at x = 2233 has a loss of -inf."""


@settings(max_examples=25)
@given(sweeps(), st.integers(1, 7))
@example(Sweep(FALLEN_ALREADY, (Axis("start.x", 0.0, 2233.0, 2),)), 1)
def test_a_cell_is_its_scene_whatever_its_block(sweep: Sweep, size: int) -> None:
    found = computed(sweep)
    check(found)
    assert same(found, computed(sweep, size))


@VARIED
@settings(max_examples=2)
@given(data=st.data())
def test_functions_that_vary(kind: type[Objective], place: Setting, data: st.DataObject) -> None:
    scene = Scene(USUAL[kind], steps=30, noise=0.1, runs=(Run(SGD(lr=0.01)), Run(SGD(lr=0.02, maximize=True))))
    axis = data.draw(axes(place))
    other = data.draw(st.sampled_from([one for one in settings_of(scene) if one.path != place.path]).flatmap(axes))
    sweep = Sweep(scene, (axis, other), seeds=2, tolerance=0.1)
    found = computed(sweep)
    check(found)
    assert same(found, computed(sweep, 2))


def sweep_of(scene: Scene, *varied: tuple[str, float, float, int], seeds: int = 1, tolerance: float = 1e-3) -> Sweep:
    """A sweep along axes (path, low, high, count)."""
    listed = [Axis(path, low, high, count, whole=setting_at(scene, path).whole) for path, low, high, count in varied]
    return Sweep(scene, tuple(listed), seeds, tolerance)


NESTED = Sequential((Warmup(CosineAnnealingLR(T_max=20), steps=5), StepLR(step_size=4)), (18,))
MANY = Scene(
    Rosenbrock(),
    steps=30,
    noise=0.3,
    runs=(Run(Adam(lr=0.1), NESTED), Run(SGD(lr=1e-3), ReduceLROnPlateau(patience=2)), Run(RMSprop(lr=0.01))),
)


@pytest.mark.parametrize(
    "sweep",
    [
        sweep_of(MANY, ("noise", 0.0, 1.0, 3), ("steps", 1, 25, 4), seeds=3),
        sweep_of(MANY, ("schedule.schedules.0.schedule.T_max", 3, 30, 4), ("schedule.milestones.0", 2, 40, 4), seeds=2),
        sweep_of(MANY, ("schedule.patience", 0, 4, 3), ("optimizer.momentum", 0.0, 1.0, 3)),
        sweep_of(MANY, ("optimizer.beta1", 0.0, 0.99, 9), ("clip", 0.01, 2.0, 3)),
        sweep_of(MANY, ("start.x", -2.0, 2.0, 5), ("optimizer.lr", 0.0, 0.5, 5), seeds=2),
        sweep_of(MANY, ("objective.b", 0.5, 100.0, 4), ("start.y", -1.0, 1.0, 3), ("steps", 3, 4, 2)),
        sweep_of(
            Scene(Sphere(), steps=25, runs=(Run(RAdam(), CyclicLR(base_lr=0.001, max_lr=0.5)),)),
            ("schedule.max_lr", 0.1, 2, 9),
        ),
        sweep_of(Scene(Sphere(), steps=200, runs=(Run(SGD()),)), ("optimizer.lr", 0.5, 1.5, 2)),
        sweep_of(Scene(Formula("log(x) + y"), steps=9, runs=(Run(Lion(maximize=True)),)), ("start.x", -1e12, 1e12, 9)),
    ],
    ids=lambda sweep: " × ".join(axis.path for axis in sweep.axes),
)
def test_known_sweeps(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BLOCK", 9400)
    found = computed(sweep)
    check(found)
    assert same(found, computed(sweep, 5))
    monkeypatch.setattr(batching, "BLOCK", 3)
    assert same(found, computed(sweep))
    assert same(found, computed(sweep, 5))


@pytest.mark.parametrize("optimizer", THROUGH_TORCH, ids=lambda kind: kind.__name__)
def test_optimizers_that_run_through_torch(optimizer: type[Any]) -> None:
    scene = Scene(Quadratic(), steps=7, noise=0.1, clip=0.5, runs=(Run(optimizer(lr=0.1), StepLR(step_size=3)),))
    sweep = sweep_of(scene, ("optimizer.lr", 0.01, 0.3, 2), ("steps", 4, 7, 2), seeds=2, tolerance=0.5)
    check(computed(sweep, 3))


ONE_CYCLE = OneCycleLR(max_lr=0.1, total_steps=20, cycle_momentum=False)


@pytest.mark.parametrize(
    ("runs", "axes", "refused"),
    [
        ([Run(SGD(), ONE_CYCLE), Run(SGD(lr=0.1), name="without one")], [("schedule.total_steps", 4, 20, 3)], [0]),
        ([Run(SGD(), TanhCycles.usual())], [("schedule.lb", -3.0, 0.0, 3), ("schedule.ub", 0.0, 4.0, 3)], [6]),
        ([Run(SGD()), Run(SGD(momentum=0.5, nesterov=True))], [("optimizer.momentum", 0.0, 0.9, 3)], [3]),
        ([Run(SGD(), PolynomialWithWarmup.usual())], [("optimizer.lr", 0.0, 0.1, 3), ("steps", 2, 4, 2)], [0, 1]),
        ([Run(Adam()), Run(ScheduleFreeAdamW())], [("optimizer.beta1", 0.0, 0.9, 2)], [2]),
        (
            [Run(SGD(), CosineWithWarmup.usual()), Run(SGD(), Restarts.usual())],
            [("schedule.num_cycles", 0.5, 2, 4)],
            [4, 6],
        ),
    ],
    ids=["steps", "schedule", "optimizer", "both", "another range", "integers only"],
)
def test_cells_whose_settings_do_not_go_together_carry_the_reason(
    runs: list[Run], axes: list[tuple[str, float, float, int]], refused: list[int]
) -> None:
    sweep = sweep_of(Scene(Sphere(), steps=5, noise=0.1, runs=tuple(runs)), *axes, seeds=2)
    found = computed(sweep)
    assert sorted(found.refusals) == refused
    check(found)
    assert same(found, computed(sweep, 2))


def test_a_schedule_that_ends_early_is_refused_through_torch_too() -> None:
    sweep = sweep_of(
        Scene(Sphere(), steps=5, runs=(Run(Adafactor(lr=0.1), ONE_CYCLE),)), ("schedule.total_steps", 3, 7, 2)
    )
    found = computed(sweep)
    assert list(found.refusals) == [0]
    assert "steps" in found.refusals[0]
    assert all(np.isnan(column[0]).all() for column in found.values.values())
    assert {name: column[1, 0] for name, column in found.values.items()} == alone(sweep.scene_of(1), sweep.tolerance)


@pytest.mark.parametrize("cells", [[], [7], [5, 2, 8], [8, 7, 6, 5, 4, 3, 2, 1, 0]])
def test_any_cells_make_a_block_that_travels(cells: list[int]) -> None:
    sweep = sweep_of(MANY, ("optimizer.lr", 0.0, 0.5, 3), seeds=2)
    sent, block = pickle.loads(pickle.dumps((sweep, Block(4, np.array(cells, dtype=np.int64)))))
    found, all_of_them = pickle.loads(pickle.dumps(run_block(sent, block))), computed(sweep)
    assert found.index == 4
    assert found.cells.tolist() == cells
    assert all(found.values[name].tobytes() == all_of_them.values[name][cells].tobytes() for name in MEASURES)
