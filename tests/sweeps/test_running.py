"""The library call: the values of the blocks, files, progress and cancelling."""

import os
from pathlib import Path
from typing import Any

import pytest

import lrviz
from lrviz import Run, Scene
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.sweeps.axis import Axis
from lrviz.sweeps.engine import run_block
from lrviz.sweeps.measures import MEASURES
from lrviz.sweeps.result import Result
from lrviz.sweeps.running import sweep
from lrviz.sweeps.sweep import Sweep

SCENE = Scene(Quadratic(), steps=20, noise=0.1, runs=(Run(SGD()), Run(Adam())))
AXES = [Axis("optimizer.lr", 1e-3, 1.0, 9, log=True), Axis("noise", 0.0, 1.0, 3)]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler in the environment."""
    monkeypatch.delenv("LRVIZ_DASK_SCHEDULER", raising=False)


def expected() -> Result:
    """The result, block by block."""
    result = Result.empty(Sweep(SCENE, tuple(AXES), seeds=2, tolerance=0.01))
    for block in result.sweep.blocks(7):
        result.take(block, run_block(result.sweep, block))
    return result


def same(one: Result, other: Result) -> bool:
    """Whether two results hold the same bits."""
    return one.sweep == other.sweep and all(
        one.values[name].tobytes() == other.values[name].tobytes() for name in MEASURES
    )


def test_the_call_gives_the_values_of_the_blocks() -> None:
    result = sweep(SCENE, AXES, seeds=2, tolerance=0.01)
    assert result.done.all()
    assert same(result, expected())
    assert lrviz.sweep is sweep


def test_an_empty_address_is_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRVIZ_DASK_SCHEDULER", "tcp://127.0.0.1:1")
    assert same(sweep(SCENE, AXES, seeds=2, tolerance=0.01, scheduler=""), expected())


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_the_file_holds_the_result(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    result = sweep(SCENE, AXES, seeds=2, tolerance=0.01, out=str(out))
    assert os.listdir(tmp_path) == [name]
    if name.endswith(".csv"):
        assert out.read_text(encoding="utf-8") == result.to_csv()
    else:
        assert same(Result.read_parquet(out), result)
    with pytest.raises(ValueError, match="is there already"):
        sweep(SCENE, AXES, out=out)
    assert same(sweep(SCENE, AXES, seeds=2, tolerance=0.01, out=out, overwrite=True), result)


def test_progress_tells_cells_and_seconds_after_every_block() -> None:
    seen: list[tuple[int, int, float]] = []
    sweep(SCENE, AXES, seeds=2, progress=lambda *told: seen.append(told))
    done = [cells for cells, _, _ in seen]
    assert len(done) > 1
    assert done == sorted(set(done))
    assert seen[-1] == (54, 54, 0.0)
    assert all(cells == 54 and left >= 0 for _, cells, left in seen)


def test_what_is_done_stays_when_it_is_cancelled() -> None:
    seen: list[Any] = []
    result = sweep(SCENE, AXES, progress=lambda *told: seen.append(told), cancelled=lambda: len(seen) == 2)
    assert len(seen) == 2
    assert result.done.sum() == seen[-1][0] < 54
    whole = sweep(SCENE, AXES)
    for name in MEASURES:
        assert result.values[name][result.done].tobytes() == whole.values[name][result.done].tobytes()


def test_a_sweep_cancelled_at_once_has_nothing() -> None:
    assert not sweep(SCENE, AXES, cancelled=lambda: True).done.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"axes": []}, r"Sweep\.axes must be"),
        ({"seeds": 0}, r"Sweep\.seeds must be"),
        ({"tolerance": 0.0}, r"Sweep\.tolerance must be"),
        ({"axes": [Axis("optimizer.rate", 0, 1)]}, "a path must be one of"),
    ],
)
def test_what_makes_no_sweep_is_refused(tmp_path: Path, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sweep(**{"scene": SCENE, "axes": AXES, "out": tmp_path / "rows.csv"} | arguments)
    assert os.listdir(tmp_path) == []
