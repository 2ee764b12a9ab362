"""The library call: the values of the blocks, files, progress and cancelling."""

from pathlib import Path
from typing import Any

import pytest

import lrviz
from lrviz import Run, Scene
from lrviz.objectives import Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.sweeps import MEASURES, Axis, Sweep, sweep
from tests.sweeps.results import computed, same

SCENE = Scene(Quadratic(), steps=20, noise=0.1, runs=(Run(SGD()), Run(Adam())))
AXES = [Axis("optimizer.lr", 1e-3, 1.0, 9, log=True), Axis("noise", 0.0, 1.0, 3)]
SWEEP = Sweep(SCENE, tuple(AXES), seeds=2, tolerance=0.01)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No scheduler in the environment."""
    monkeypatch.delenv("LRVIZ_DASK_SCHEDULER", raising=False)


def test_the_call_gives_the_values_of_the_blocks_and_an_empty_address_is_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LRVIZ_DASK_SCHEDULER", "tcp://127.0.0.1:1")
    result = lrviz.sweep(SCENE, AXES, seeds=2, tolerance=0.01, scheduler="")
    assert result.done.all()
    assert same(result, computed(SWEEP, 7))


def test_the_file_holds_the_result(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    with pytest.raises(ValueError, match=r"Sweep\.axes must be"):
        sweep(SCENE, [], out=out)
    assert not out.exists()
    result = sweep(SCENE, AXES, seeds=2, tolerance=0.01, out=str(out))
    assert out.read_text(encoding="utf-8") == result.to_csv()
    with pytest.raises(ValueError, match="is there already"):
        sweep(SCENE, AXES, out=out)
    assert same(sweep(SCENE, AXES, seeds=2, tolerance=0.01, out=out, overwrite=True), result)


def test_what_is_done_stays_when_it_is_cancelled() -> None:
    seen: list[Any] = []
    result = sweep(SCENE, AXES, progress=lambda *told: seen.append(told), cancelled=lambda: len(seen) == 2)
    assert len(seen) == 2
    assert result.done.sum() == seen[-1][0] < 54
    assert not sweep(SCENE, AXES, cancelled=lambda: True).done.any()
    whole = sweep(SCENE, AXES)
    for name in MEASURES:
        assert result.values[name][result.done].tobytes() == whole.values[name][result.done].tobytes()
