"""Sweeps number their cells, cut them into blocks, coarse ones first, and say which scene each cell is."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR, MultiStepLR, StepLR, TanhCycles, Warmup
from lrviz.sweeps import Axis, Sweep, settings_of, value_at
from lrviz.sweeps.settings import has, is_shared
from tests.sweeps.test_engine import sweeps

RATE = Axis("optimizer.lr", 1e-3, 1.0, 4, log=True)
WARM = Axis("schedule.steps", 1, 30, 3, whole=True)
BEND = Axis("objective.condition", 2.0, 50.0, 5)
SCENE = Scene(
    Quadratic(),
    steps=40,
    seed=7,
    shared_noise=False,
    runs=(Run(SGD(lr=0.1), StepLR.usual()), Run(Adam(lr=0.2), Warmup(CosineAnnealingLR(T_max=30), steps=5), "named")),
)
SWEEP = Sweep(SCENE, (RATE, WARM, BEND), seeds=3)
READERS = (SWEEP.place_of, SWEEP.scene_of, SWEEP.settings_of)


@settings(max_examples=50)
@given(sweeps())
def test_json_gives_an_equal_sweep_back(sweep: Sweep) -> None:
    again = Sweep.from_json(sweep.to_json())
    assert again == sweep
    assert again.to_json() == sweep.to_json()
    assert all(one.tobytes() == other.tobytes() for one, other in zip(again.values, sweep.values, strict=True))


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 19), min_size=1, max_size=3).filter(lambda counts: np.prod(counts) < 2000),
    st.integers(1, 3),
    st.integers(1, 500),
)
def test_blocks_part_the_cells_coarse_ones_first(counts: list[int], runs: int, size: int) -> None:
    axes = [Axis(path, 0.0, 1.0, count) for path, count in zip(("start.x", "start.y", "noise"), counts, strict=False)]
    sweep = Sweep(replace(SCENE, runs=SCENE.runs[:1] * runs), tuple(axes))
    blocks = sweep.blocks(size)
    assert [block.index for block in blocks] == list(range(len(blocks)))
    assert all(0 < len(block.cells) <= size for block in blocks)
    assert sorted(np.concatenate([block.cells for block in blocks]).tolist()) == list(range(sweep.cells))
    strides = [{min(np.gcd(sweep.place_of(cell)[1:], 8).tolist()) for cell in block.cells} for block in blocks]
    assert all(len(stride) == 1 for stride in strides)
    assert [*chain(*strides)] == sorted(chain(*strides), reverse=True)


def test_the_first_block_is_every_eighth_value() -> None:
    sweep = Sweep(SCENE, (Axis("start.x", 0.0, 1.0, 17), Axis("start.y", 0.0, 1.0, 9)))
    places = [sweep.place_of(cell) for cell in sweep.blocks(1000)[0].cells]
    assert places == list(product((0, 1), (0, 8, 16), (0, 8)))


def test_cells_are_numbered_in_the_order_of_the_shape() -> None:
    assert SWEEP.shape == (2, 4, 3, 5)
    assert SWEEP.cells == 120
    assert [SWEEP.place_of(cell) for cell in range(120)] == list(product(range(2), range(4), range(3), range(5)))
    settings = SWEEP.settings_of(119)
    assert settings == {"optimizer.lr": 1.0, "schedule.steps": 30.0, "objective.condition": 50.0}


@pytest.mark.parametrize(
    ("refused", "number", "message"),
    [
        *((refused, cell, "a cell must be from 0 to 119") for refused in READERS for cell in (-1, 120, 10**9)),
        *((lambda seed: SWEEP.scene_of(0, seed), seed, "a seed must be from 0 to 2") for seed in (-1, 3)),
        *((SWEEP.blocks, size, "the size of a block must be at least 1") for size in (0, -1)),
    ],
)
def test_a_cell_a_seed_or_a_size_that_there_is_not_is_refused(
    refused: Callable[[int], object], number: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"{message}, got {number}"):
        refused(number)


@pytest.mark.parametrize("seed", [0, 2])
def test_the_scene_of_a_cell_has_its_settings_and_its_seed(seed: int) -> None:
    for cell in range(0, 120, 7):
        scene, settings = SWEEP.scene_of(cell, seed), SWEEP.settings_of(cell)
        run, *indices = SWEEP.place_of(cell)
        assert list(settings.values()) == [v[i] for v, i in zip(SWEEP.values, indices, strict=True)]
        assert scene.seed == 7 + seed
        assert scene.shared_noise
        assert scene.runs[0].name == SCENE.runs[run].name
        assert len(scene.runs) == 1
        for path, value in settings.items():
            if is_shared(path) or has(SCENE.runs[run], path):
                assert value_at(scene, path) == value
            else:
                assert path not in {one.path for one in settings_of(scene)}
        assert (scene.start, scene.steps, scene.noise, scene.clip) == (SCENE.start, 40, 0.0, None)


def test_the_start_stays_where_the_function_varies() -> None:
    scene = Scene(Quadratic(), start=(0.5, -0.25), runs=(Run(SGD()),))
    sweep = Sweep(scene, (BEND, Axis("start.y", 1.0, 2.0, 2)))
    assert {sweep.scene_of(cell).start for cell in range(10)} == {(0.5, 1.0), (0.5, 2.0)}


def test_axes_may_depend_on_each_other_and_lie_inside_a_tuple() -> None:
    scene = replace(SCENE, runs=(Run(SGD(lr=0.1), TanhCycles(t_initial=100, lb=-6.0, ub=3.0)),))
    sweep = Sweep(scene, (Axis("schedule.lb", -1.0, 0.0, 2), Axis("schedule.ub", 0.0, 1.0, 2)))
    found = {cell: sweep.scene_of(cell).runs[0].schedule for cell in (0, 1, 3)}
    assert found == {
        0: TanhCycles(t_initial=100, lb=-1, ub=0),
        1: TanhCycles(t_initial=100, lb=-1, ub=1),
        3: TanhCycles(t_initial=100, lb=0, ub=1),
    }
    with pytest.raises(ValueError, match=r"TanhCycles\.lb must be below ub = 0, got 0"):
        sweep.scene_of(2)
    scene = replace(SCENE, runs=(Run(SGD(lr=0.1), MultiStepLR(milestones=(3, 20))),))
    sweep = Sweep(scene, (Axis("schedule.milestones.1", 5, 9, 3, whole=True),))
    assert sweep.scene_of(1).runs[0].schedule == MultiStepLR(milestones=(3, 7))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"scene": Scene(Quadratic())}, r"Sweep\.scene must have at least one run, got none"),
        ({"scene": 5}, r"Sweep\.scene must be a Scene, got 5"),
        ({"axes": ()}, r"Sweep\.axes must be .*, 1 to 16 items, got \(\)"),
        ({"axes": (5,)}, r"Sweep\.axes must be .*, 1 to 16 items, got \(5,\)"),
        ({"axes": (RATE,) * 17}, r"Sweep\.axes must be .*, 1 to 16 items, got"),
        ({"axes": (RATE, WARM, RATE)}, r"Sweep\.axes must have different paths, got optimizer\.lr, schedule\.steps, o"),
        ({"axes": (Axis("optimizer.beta3", 0, 1),)}, r"must be one of optimizer\.lr, .*, got 'optimizer\.beta3'"),
        ({"axes": (Axis("noise", -1, 1),)}, r"Axis noise must stay in \[0, 1e\+06\], got -1"),
        ({"axes": (Axis("optimizer.lr", 0, 1e5),)}, r"Axis optimizer\.lr must stay in \[0, 10000\], got 100000"),
        ({"axes": (Axis("clip", 0, 1),)}, r"Axis clip must stay in \(0, 1e\+06\], got 0"),
        ({"axes": (Axis("steps", 1, 9, 2),)}, r"Axis steps must be whole, as its setting is, got whole=False"),
        ({"scene": replace(SCENE, seed=2**32 - 1), "seeds": 2}, r"Sweep\.seeds must end below 2\*\*32, got 2 from 429"),
    ],
)
def test_a_bad_sweep_says_what_is_allowed_and_what_came(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sweep(**{"scene": SCENE, "axes": (RATE,)} | fields)


def test_the_last_seeds_are_allowed() -> None:
    assert Sweep(replace(SCENE, seed=2**32 - 2), (RATE,), seeds=2).scene_of(0, 1).seed == 2**32 - 1


def written(**changes: Any) -> str:
    """The JSON of the sweep with other fields; None leaves one out."""
    data = json.loads(SWEEP.to_json()) | changes
    return json.dumps({key: value for key, value in data.items() if value is not None})


def test_json_may_leave_out_what_has_a_default() -> None:
    assert Sweep.from_json(written(seeds=None, tolerance=None)) == Sweep(SCENE, SWEEP.axes)
    assert Sweep.from_json(written(type=None)) == SWEEP


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a sweep must be JSON"),
        ("5", "a sweep must be a JSON object with the fields scene, axes, seeds and tolerance"),
        (written(seed=5), "a sweep must be a JSON object with the fields scene, axes, seeds and tolerance"),
        (written(scene=None), "a scene must be a JSON object, got NoneType"),
        (written(axes=None), r"Sweep\.axes must be"),
        (written(axes=[5]), r"Sweep\.axes must be"),
        (written(axes=[{"type": "Sphere"}]), "type must be one of Axis, got 'Sphere'"),
        (written(type="Scene"), "must have the type Sweep, got '?Scene"),
    ],
)
def test_bad_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sweep.from_json(text)
