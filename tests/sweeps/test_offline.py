"""An interrupted sweep goes on from its blocks, and ends in the very file that an uninterrupted one writes."""

import os
from pathlib import Path
from unittest.mock import Mock

import pytest

import lrviz
from lrviz import Run, Scene
from lrviz.objectives import Sphere
from lrviz.optimizers import SGD, Adam
from lrviz.sweeps import MEASURES, Axis, Result, Sweep, offline
from lrviz.sweeps.offline import SCHEDULER, complete, scheduler_address
from lrviz.sweeps.store import Store
from tests.sweeps.results import after, computed, same

SCENE = Scene(Sphere(), steps=12, noise=0.1, runs=(Run(SGD(lr=0.1)), Run(Adam(lr=0.1))))
SWEEP = Sweep(SCENE, (Axis("optimizer.lr", 1e-3, 10.0, 12, log=True),), seeds=2)
SIZE = 3


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    """The file of the uninterrupted sweep."""
    complete(SWEEP, tmp_path / "whole.csv", size=100)
    return (tmp_path / "whole.csv").read_bytes()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("the disk is gone"), MemoryError()])
@pytest.mark.parametrize("count", [0, 1, 4])
@pytest.mark.parametrize("size", [SIZE, 5])
def test_interrupted_and_resumed_is_uninterrupted_whatever_the_size_of_blocks(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch, error: BaseException, count: int, size: int
) -> None:
    out = tmp_path / "results.csv"
    with monkeypatch.context() as patched:
        after(count, Mock(side_effect=error), patched)
        with pytest.raises(type(error)):
            complete(SWEEP, out, size=SIZE)
    assert not out.exists()
    assert len(list(Store(out, SWEEP).finished())) == count
    again: list[int] = []
    complete(SWEEP, out, size=size, progress=lambda done, *_: again.append(done))
    assert size != SIZE or len(again) == len(SWEEP.blocks(SIZE)) - count
    assert out.read_bytes() == whole
    assert sorted(os.listdir(tmp_path)) == ["results.csv", "whole.csv"]


def test_parquet_holds_the_same_and_progress_tells_cells_and_seconds(tmp_path: Path, whole: bytes) -> None:
    seen: list[tuple[int, int, float]] = []
    complete(SWEEP, tmp_path / "results.parquet", size=SIZE, progress=lambda *told: seen.append(told))
    assert Result.read_parquet(tmp_path / "results.parquet").to_csv().encode() == whole
    done = [one for one, _, _ in seen]
    assert done == sorted(set(done))
    assert seen[-1] == (SWEEP.cells, SWEEP.cells, 0.0)
    assert all(cells == SWEEP.cells and left >= 0 for _, cells, left in seen)


def test_a_file_that_cannot_be_written_leaves_the_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "results.csv"
    with monkeypatch.context() as patched:
        patched.setattr(Result, "csv_lines", Mock(side_effect=OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            complete(SWEEP, out, size=SIZE)
    assert os.listdir(tmp_path) == ["results.csv.blocks"]
    assert len(list(Store(out, SWEEP).finished())) == len(SWEEP.blocks(SIZE))


def test_a_bad_file_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "find_spec", lambda name: None)
    for name, reason in (
        ("results.txt", "must end in .parquet or .csv"),
        ("none/results.csv", "folder must be there already"),
        ("results.parquet", "pyarrow"),
    ):
        with pytest.raises(ValueError, match=reason):
            complete(SWEEP, tmp_path / name)
    assert os.listdir(tmp_path) == []


AXES = [Axis("optimizer.lr", 1e-3, 1.0, 9, log=True), Axis("noise", 0.0, 1.0, 3)]
TWO_AXES = Sweep(SCENE, tuple(AXES), seeds=2, tolerance=0.01)


def test_the_scheduler_comes_from_the_environment_and_an_empty_one_is_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert scheduler_address(None) is None
    monkeypatch.setenv(SCHEDULER, "tcp://127.0.0.1:1")
    assert scheduler_address(None) == "tcp://127.0.0.1:1"
    assert scheduler_address("tcp://10.0.0.2:8786") == "tcp://10.0.0.2:8786"
    assert same(lrviz.sweep(SCENE, AXES, seeds=2, tolerance=0.01, scheduler=""), computed(TWO_AXES, 7))


def test_the_file_holds_the_result_and_is_not_replaced_unasked(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    with pytest.raises(ValueError, match=r"Sweep\.axes must be"):
        lrviz.sweep(SCENE, [], out=out)
    assert not out.exists()
    out.write_text("precious")
    with pytest.raises(ValueError, match="is there already"):
        lrviz.sweep(SCENE, AXES, out=out)
    assert out.read_text() == "precious"
    result = lrviz.sweep(SCENE, AXES, seeds=2, tolerance=0.01, out=str(out), overwrite=True)
    assert same(result, computed(TWO_AXES))
    assert out.read_text(encoding="utf-8") == result.to_csv()


@pytest.mark.parametrize("to_file", [False, True])
def test_what_is_done_stays_when_it_is_cancelled_and_no_file_is_written(tmp_path: Path, to_file: bool) -> None:
    out, seen = tmp_path / "results.csv", []
    stop = {"progress": lambda *told: seen.append(told), "cancelled": lambda: len(seen) == 2}
    result, whole = lrviz.sweep(SCENE, AXES, out=out if to_file else None, **stop), lrviz.sweep(SCENE, AXES)
    assert result.done.sum() == seen[-1][0] < 54
    assert not out.exists()
    assert (len(seen), len(list(Store(out, result.sweep).finished()))) == (2, 2 if to_file else 0)
    for name in MEASURES:
        assert result.values[name][result.done].tobytes() == whole.values[name][result.done].tobytes()


def test_a_sweep_that_is_cancelled_at_once_has_nothing() -> None:
    assert not lrviz.sweep(SCENE, AXES, cancelled=lambda: True).done.any()
