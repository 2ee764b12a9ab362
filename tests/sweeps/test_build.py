"""Builds differ where bits may, and say in what."""

from dataclasses import fields, replace

import pytest

from lrviz import Run, Scene
from lrviz.objectives import Sphere
from lrviz.optimizers import LBFGS, SGD
from lrviz.sweeps import Axis, Sweep, build
from lrviz.sweeps.build import Build, build_of, identity

SWEEP = Sweep(Scene(Sphere(), steps=5, runs=(Run(SGD(lr=0.1)),)), (Axis("optimizer.lr", 0.01, 1.0, 4, log=True),))


def test_a_build_is_the_same_each_time_and_torch_counts_only_where_it_runs() -> None:
    before = build_of(SWEEP)
    build._source.cache_clear()
    build._functions.cache_clear()
    assert build_of(SWEEP) == before
    assert before.differences(before) == ()
    assert before.torch == ""
    assert build_of(replace(SWEEP, scene=replace(SWEEP.scene, runs=(Run(LBFGS()),)))).torch != ""


@pytest.mark.parametrize("name", [field.name for field in fields(Build)])
def test_every_difference_is_told(name: str) -> None:
    mine = build_of(SWEEP)
    (told,) = replace(mine, **{name: "0"}).differences(mine)
    assert told
    assert len({*replace(mine, numpy="0", torch="0").differences(mine), told}) >= 2


def test_the_identity_is_of_the_sweep_and_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = identity(SWEEP)
    others = [
        replace(SWEEP, seeds=2),
        replace(SWEEP, tolerance=1e-3),
        replace(SWEEP, scene=replace(SWEEP.scene, seed=1)),
        replace(SWEEP, axes=(replace(SWEEP.axes[0], count=5),)),
    ]
    assert len({mine, *map(identity, others)}) == 1 + len(others)
    assert identity(Sweep.from_json(SWEEP.to_json())) == mine
    monkeypatch.setattr(build, "_source", lambda: "edited")
    assert identity(SWEEP) != mine
