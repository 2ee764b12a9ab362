"""Blocks on disk come back bit for bit, whole or not at all, and never those of another sweep."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz import Run, Scene
from lrviz.objectives import Sphere
from lrviz.optimizers import SGD
from lrviz.sweeps import MEASURES, Axis, Measured, Sweep, build, lock
from lrviz.sweeps.store import Store
from tests.sweeps.results import same

SWEEP = Sweep(
    Scene(Sphere(), steps=5, runs=(Run(SGD(lr=0.1)),)), (Axis("optimizer.lr", 0.01, 1.0, 16, log=True),), seeds=2
)


def measured(first: int = 0, count: int = 4, value: float = 1.5) -> Measured:
    """A block of made-up values."""
    values = {name: np.full((count, SWEEP.seeds), value + index) for index, name in enumerate(MEASURES)}
    return Measured(first, np.arange(first, first + count), values, {first: "no such run"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store without blocks."""
    with Store(tmp_path / "results.csv", SWEEP) as made:
        yield made


def block_file(store: Store) -> Path:
    """The file of its only block."""
    (path,) = store.folder.glob("*.npz")
    return path


@settings(max_examples=25)
@given(
    numbers=arrays(np.float64, (len(MEASURES), 3, SWEEP.seeds), elements=st.floats(width=64)),
    why=st.dictionaries(st.integers(0, 15), st.text()),
)
def test_every_bit_comes_back(
    numbers: np.ndarray, why: dict[int, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = Measured(3, np.array([1, 7, 15]), dict(zip(MEASURES, numbers, strict=True)), why)
    with Store(tmp_path_factory.mktemp("store") / "results.csv", SWEEP) as store:
        store.keep(kept)
        (found,) = store.finished()
    assert same(kept, found)


def test_keeping_a_block_again_changes_nothing(store: Store) -> None:
    store.keep(measured())
    store.keep(measured(4))
    store.keep(measured())
    first, second = store.finished()
    assert same(first, measured())
    assert same(second, measured(4))


def test_half_a_block_is_ignored_and_a_damaged_one_too_unless_it_is_whole(store: Store) -> None:
    store.keep(measured())
    file = block_file(store)
    whole = file.read_bytes()
    for place in range(0, len(whole), 11):
        file.write_bytes(whole[:place])
        assert list(store.finished()) == []
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert all(same(found, measured()) for found in store.finished())
    file.write_bytes(whole)
    assert len(list(store.finished())) == 1
    np.savez(file, cells=np.array([print], dtype=object), values=np.zeros((1, 1, 1)), told=np.array("{}"))
    assert list(store.finished()) == []


def test_a_block_that_does_not_fit_is_ignored(store: Store) -> None:
    store.keep(replace(measured(), cells=np.arange(14, 18)))
    store.keep(replace(measured(), values={"final loss": np.zeros((4, SWEEP.seeds))}))
    assert list(store.finished()) == []


def test_a_write_that_fails_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(store.folder.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", Mock(side_effect=OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            store.keep(measured())
    assert sorted(store.folder.iterdir()) == before


def test_opening_again_keeps_the_blocks_until_all_is_removed(store: Store) -> None:
    store.keep(measured())
    assert Sweep.from_json(json.dumps(json.loads((store.folder / "sweep.json").read_text())["sweep"])) == SWEEP
    store.close()
    again = Store(store.folder.with_name("results.csv"), SWEEP)
    assert again.begun
    again.open()
    assert len(list(again.finished())) == 1
    again.remove()
    assert not store.folder.exists()


def test_blocks_of_another_sweep_or_another_build_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep(measured())
    store.close()
    other = Store(store.folder.with_name("results.csv"), replace(SWEEP, seeds=3, tolerance=0.5))
    with pytest.raises(ValueError, match=r"another one \(other seeds and tolerance\)"):
        other.open()
    assert list(other.finished()) == []
    monkeypatch.setattr(build, "_functions", lambda: "0")
    with pytest.raises(ValueError, match="another processor"):
        Store(store.folder.with_name("results.csv"), SWEEP).open()


def test_a_sweep_that_never_got_to_a_block_is_in_nobodys_way(store: Store) -> None:
    (store.folder / "half.part").write_bytes(b"cut")
    (store.folder / "lock").unlink()  # as if its machine had lost power
    with Store(store.folder.with_name("results.csv"), replace(SWEEP, seeds=3)) as other:
        assert not other.begun
        assert json.loads((store.folder / "sweep.json").read_text())["sweep"]["seeds"] == 3
    assert not store.folder.exists()


def test_a_folder_without_a_description_is_refused_and_one_of_something_else_left_alone(store: Store) -> None:
    store.keep(measured())
    store.close()
    for text in ("", "{", "[]", "{}", '{"identity": "x", "build": {}}', '{"identity": 1, "build": 2}'):
        (store.folder / "sweep.json").write_text(text)
        with pytest.raises(ValueError, match="must describe a sweep"):
            store.open()
    block_file(store).rename(store.folder / "thesis.txt")
    with pytest.raises(ValueError, match="got something else"):
        store.open()
    assert (store.folder / "thesis.txt").exists()


def test_one_sweep_at_a_time_has_the_folder_open_and_the_next_may_when_it_is_closed(store: Store) -> None:
    out = store.folder.with_name("results.csv")
    for other in (Store(out, SWEEP), Store(out, replace(SWEEP, seeds=3))):
        with pytest.raises(
            ValueError, match=rf"another sweep is writing {out} now \(process {os.getpid()} on .+\): wait"
        ):
            other.open()
        other.close()
    store.keep(measured())
    store.close()
    with Store(out, SWEEP) as other:
        assert len(list(other.finished())) == 1
        other.remove()
    assert os.listdir(out.parent) == []


def test_a_lock_that_was_taken_just_as_its_file_went_is_taken_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, out = lock._lock, store.folder.with_name("results.csv")

    def late(handle: int) -> None:
        """The other sweep ends between the opening of the file and its locking."""
        monkeypatch.setattr(lock, "_lock", real)
        store.remove()
        real(handle)

    monkeypatch.setattr(lock, "_lock", late)
    with Store(out, SWEEP) as other:
        other.keep(measured())
        with pytest.raises(ValueError, match="another sweep is writing"):
            Store(out, SWEEP).open()


def test_blocks_are_kept_where_nothing_can_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", Mock(side_effect=OSError(95, "Operation not supported")))
    with Store(tmp_path / "results.csv", SWEEP) as one, Store(tmp_path / "results.csv", SWEEP) as other:
        one.keep(measured())
        assert len(list(other.finished())) == 1


def test_a_folder_that_is_deleted_meanwhile_is_named_and_not_the_file_that_was_on_its_way(store: Store) -> None:
    shutil.rmtree(store.folder)
    with pytest.raises(OSError, match=r"results.csv.blocks was deleted while .* start this one again") as error:
        store.keep(measured())
    assert ".part" not in str(error.value)
