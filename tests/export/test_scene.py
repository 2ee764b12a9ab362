"""Exported scripts are executed and must end where `simulate` ends; tables must hold every number of a path."""

import ast
import csv
import io
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.export import to_csv, to_pytorch
from lrviz.objectives import OBJECTIVES, JumpingMinimum, Quadratic, Rastrigin, Rosenbrock
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Muon, Optimizer, SparseAdam, TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import (
    SCHEDULES,
    Chained,
    Constant,
    ConstantWithWarmup,
    CosineAnnealingLR,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    StepLR,
    Warmup,
)
from lrviz.simulate import simulate
from tests.export.running import called, executed, printed


def assert_ends_where_simulate_ends(scene: Scene, rtol: float = 1e-9) -> None:
    lines = executed(to_pytorch(scene))
    paths = simulate(scene)
    assert [line["run"] for line in lines] == [run.label for run in scene.runs]
    for line, path in zip(lines, paths, strict=True):
        end = (*path.points[-1], path.losses[-1])
        for key, expected in zip(("x", "y", "loss"), end, strict=True):
            if math.isfinite(expected):
                assert line[key] == pytest.approx(expected, rel=rtol, abs=rtol), (line, end)
            else:
                assert line[key] is None, (line, end)
        assert line.get("diverged", False) == (not np.isfinite(end).all())


def tame(cls: type[Optimizer]) -> Optimizer:
    """The defaults at a rate at which nothing blows up and L-BFGS does not crawl."""
    return cls() if issubclass(cls, TorchOptimizer) and cls.needs_closure else replace(cls(), lr=min(cls().lr, 0.02))


@pytest.mark.parametrize("cls", OPTIMIZERS)
def test_every_optimizer_ends_where_simulate_ends(cls: type[Optimizer]) -> None:
    run = Run(tame(cls), CosineAnnealingLR(T_max=40))
    assert_ends_where_simulate_ends(Scene(objective=Rosenbrock(), start=(-1.2, 1.0), steps=50, runs=(run,), clip=2.0))
    diverging = Run(replace(cls(), lr=1e4))
    far = Scene(objective=Rosenbrock(), start=(1e60, 1.0), steps=5, runs=(diverging,))
    assert_ends_where_simulate_ends(far, rtol=1e-6)
    moving = JumpingMinimum(every=4)
    held = Scene(moving, steps=9, runs=(replace(run, name="held"),), box=((-2.0, 1.0), (-1.0, 0.5)))
    assert_ends_where_simulate_ends(held)


@pytest.mark.parametrize("cls", SCHEDULES)
def test_every_schedule_ends_where_simulate_ends(cls: type[Schedule]) -> None:
    runs = (Run(SGD(lr=0.01, momentum=0.5), cls.usual()), Run(Adam(lr=0.05), cls.usual()))
    assert_ends_where_simulate_ends(Scene(objective=Quadratic(), steps=40, runs=runs, noise=0.1, clip=1.0))


@pytest.mark.parametrize("cls", OBJECTIVES)
def test_every_objective_ends_where_simulate_ends(cls: Any) -> None:
    runs = (Run(Adam(lr=0.01)), Run(SGD(lr=1e-4)))
    (left, right), (low, high) = cls().window
    for box in (None, ((left, right / 2), (low / 3, high)))[: 2 if cls().moves else 1]:
        assert_ends_where_simulate_ends(Scene(objective=cls(), steps=20, runs=runs, box=box))


def test_all_optimizers_in_one_script() -> None:
    schedules = (Constant(), ReduceLROnPlateau(patience=2), Warmup(ReduceLROnPlateau(patience=2), steps=5))
    runs = tuple(Run(tame(cls), schedule) for cls in OPTIMIZERS for schedule in schedules)
    runs += tuple(Run(tame(cls), CosineAnnealingLR(T_max=9)) for cls in OPTIMIZERS)[: 64 - len(runs)]
    assert_ends_where_simulate_ends(Scene(objective=Quadratic(), steps=12, runs=runs, noise=0.2, seed=7))


@settings(max_examples=25)
@given(st.data())
def test_every_mixture_of_loops_runs(data: st.DataObject) -> None:
    optimizers = st.sampled_from((SGD(lr=0.01), LBFGS(max_iter=2), SparseAdam(lr=0.01), Muon(lr=0.01)))
    plateau = ReduceLROnPlateau(patience=1)
    schedules = st.sampled_from((Constant(), CosineAnnealingLR(T_max=9), plateau, Warmup(plateau, steps=3)))
    run = st.builds(Run, optimizers, schedules)
    scene = Scene(
        objective=data.draw(st.sampled_from((Quadratic(), JumpingMinimum(every=2)))),
        steps=6,
        runs=tuple(data.draw(st.lists(run, max_size=4))),
        noise=data.draw(st.sampled_from((0.0, 0.3))),
        seed=data.draw(st.integers(0, 2**32 - 1)),
        clip=data.draw(st.sampled_from((None, 0.5))),
        shared_noise=data.draw(st.booleans()),
        box=data.draw(st.sampled_from((None, ((-1.0, 2.0), (-0.5, 0.25))))),
    )
    assert_ends_where_simulate_ends(scene)


@given(st.text(max_size=80))
def test_no_name_can_break_out_of_its_string(name: str) -> None:
    def tree(run: Run) -> ast.Module:
        return ast.parse(to_pytorch(Scene(objective=Quadratic(), runs=(run,))))

    class Renamed(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:
            return ast.Constant("plain") if node.value == run.label else node

    run = Run(SGD(), name=name)
    assume(run.label not in ("x", "y", "loss", "run", "diverged", "__main__"))
    assert ast.dump(Renamed().visit(tree(run))) == ast.dump(tree(Run(SGD(), name="plain")))


def test_the_script_shows_what_is_not_a_default_and_only_what_the_scene_needs() -> None:
    optimizer = Adam(lr=0.05, beta2=0.95, amsgrad=True)
    script = to_pytorch(Scene(objective=Rosenbrock(), steps=9, runs=(Run(optimizer),)))
    assert called(script, "torch.optim.Adam") == {"lr": 0.05, "betas": (0.9, 0.95), "amsgrad": True}
    for absent in ("noise", "CLIP", "to_sparse", "closure", "scheduler.step", "numpy as np"):
        assert absent not in script


def test_a_chaotic_run_says_so() -> None:
    calm, wild = Run(Adam(lr=0.01), name="calm"), Run(SGD(lr=0.3), name="wild")
    scene = Scene(objective=Rastrigin(), steps=300, runs=(calm, wild))
    assert ["chaotic" in path.outcome.sentence for path in simulate(scene)] == [False, True]
    lines = to_pytorch(scene).splitlines()
    assert lines[lines.index('    ("wild", build_2),') - 2].startswith("    # Chaotic: ")
    assert "Chaotic" not in to_pytorch(replace(scene, runs=(calm,)))
    assert "Chaotic" not in to_pytorch(
        Scene(Quadratic(), steps=60, runs=(Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=9)),))
    )


def test_a_linear_warmup_is_torchs_own_where_that_gives_the_curve() -> None:
    def script(schedule: Schedule) -> str:
        return to_pytorch(Scene(objective=Quadratic(), runs=(Run(SGD(momentum=0.5), schedule),)))

    rise = Warmup(CosineAnnealingLR(T_max=450), steps=50, start_factor=0.1)
    assert called(script(rise), "LinearLR") == {"start_factor": 0.1, "total_iters": 50}
    assert "LambdaLR" not in script(rise)
    together = Chained((ConstantWithWarmup(50, start_factor=0.1), StepLR.usual()))
    for other in (replace(rise, start_factor=0.0), replace(rise, schedule=OneCycleLR.usual()), together):
        assert "LambdaLR" in script(other)


def test_a_script_runs_by_itself() -> None:
    runs = (Run(Adam(lr=0.1), CosineAnnealingLR(T_max=30)), Run(LBFGS()), Run(SGD(lr=1.0)))
    scene = Scene(objective=Rosenbrock(), steps=30, runs=runs, noise=0.1)
    lines = printed(to_pytorch(scene))
    assert lines == executed(to_pytorch(scene))
    assert lines[2] == {"run": "SGD lr 1", "x": None, "y": None, "loss": None, "diverged": True}


def test_a_table_holds_every_number() -> None:
    scene = Scene(objective=Rosenbrock(), steps=40, runs=(Run(Adam(lr=0.1)), Run(SGD(lr=1.0), name="=1+1")))
    paths = simulate(scene)
    header, *rows = csv.reader(io.StringIO(to_csv(scene, paths)))
    assert header == ["run", "step", "x", "y", "loss", "learning_rate"]
    assert [row[0] for row in rows] == ["Adam lr 0.1"] * 41 + ["'=1+1"] * 41
    assert [int(row[1]) for row in rows] == [*range(41), *range(41)]
    numbers = np.array([[float(cell) if cell else np.nan for cell in row[2:]] for row in rows]).reshape(2, 41, 4)
    for table, path in zip(numbers, paths, strict=True):
        losses = np.where(np.isfinite(path.losses), path.losses, np.nan)
        assert np.array_equal(table[:, :2], path.points, equal_nan=True)
        assert np.array_equal(table[:, 2], losses, equal_nan=True)
        assert np.array_equal(table[:-1, 3], path.learning_rates)
        assert np.isnan(table[-1, 3])
    assert np.isnan(numbers[1, -1, 0])
