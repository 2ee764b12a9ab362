"""Files of results: every row runs again to the very loss that it says, and every bit comes back."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import Run, Scene, simulate
from lrviz.objectives import Quadratic, Sphere
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR, Warmup
from lrviz.sweeps import MEASURES, Axis, Result, Sweep
from tests.sweeps.oracle import alone
from tests.sweeps.results import MAP, computed, csv_rows, same, whole_map

ONE = Sweep(Scene(Sphere(), runs=(Run(SGD()), Run(Adam()))), (Axis("optimizer.lr", 1e-3, 10.0, 5, log=True),))


def test_every_row_of_a_csv_file_runs_again_to_its_loss() -> None:
    rows = csv_rows(whole_map().to_csv())
    assert [(int(row["cell"]), int(row["seed"])) for row in rows] == [(c, s) for c in range(18) for s in (4, 5, 6)]
    for row in rows:
        cell, run = int(row["cell"]), MAP.scene.runs[int(row["run"])]
        assert row["label"] == run.label
        assert {path: float(row[path]) for path in MAP.settings_of(cell)} == MAP.settings_of(cell)
        if cell in whole_map().refusals:
            assert row["scene"] == ""
            assert all(math.isnan(float(row[name])) for name in MEASURES)
            continue
        scene = Scene.from_json(row["scene"])
        assert (scene.seed, scene.runs[0].name) == (int(row["seed"]), run.name)
        assert alone(scene, MAP.tolerance) == {name: float(row[name]) for name in MEASURES}


def test_every_row_of_a_parquet_file_is_that_of_the_csv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lrviz.sweeps.result._GROUP", 5)
    whole_map().to_parquet(tmp_path / "rows.parquet")
    (tmp_path / "rows.csv").write_text(whole_map().to_csv(), encoding="utf-8")
    packed = pd.read_parquet(tmp_path / "rows.parquet")
    plain = pd.read_csv(tmp_path / "rows.csv", keep_default_na=False, na_values={name: ["nan"] for name in MEASURES})
    assert list(packed.columns) == list(plain.columns)
    for name in packed.columns:
        one, other = packed[name].to_numpy(), plain[name].to_numpy()
        if name in ("label", "scene"):
            assert one.tolist() == other.tolist()
        else:
            np.testing.assert_array_equal(one.astype(float), other.astype(float))
    row = packed[packed["run"] == 0].iloc[-1]
    assert simulate(Scene.from_json(row["scene"]))[0].losses[-1] == row["final loss"]


@pytest.mark.parametrize("blocks", [0, 1, 2, None])
def test_files_hold_the_result_finished_or_not(tmp_path: Path, blocks: int | None) -> None:
    result = computed(MAP, 5, blocks)
    result.to_parquet(tmp_path / "rows.parquet")
    assert same(Result.read_parquet(tmp_path / "rows.parquet"), result)
    assert sorted({int(row["cell"]) for row in csv_rows(result.to_csv())}) == np.flatnonzero(result.done).tolist()


@settings(max_examples=25)
@given(
    numbers=st.lists(st.floats(width=64), min_size=10, max_size=10),
    done=st.lists(st.booleans(), min_size=10, max_size=10).filter(any),
)
def test_every_bit_of_a_number_comes_back(
    numbers: list[float], done: list[bool], tmp_path_factory: pytest.TempPathFactory
) -> None:
    result, path = Result.empty(ONE), tmp_path_factory.mktemp("parquet") / "rows.parquet"
    result.values["final loss"][...] = np.array(numbers)[:, None]
    result.done[...] = done
    result.to_parquet(path)
    again = Result.read_parquet(path)
    assert again.done.tolist() == done
    for cell in np.flatnonzero(done):
        assert np.array_equal(again.values["final loss"][cell], [numbers[cell]], equal_nan=True)
    texts = [row["final loss"] for row in csv_rows(result.to_csv())]
    assert np.array_equal([float(text) for text in texts], np.array(numbers)[done], equal_nan=True)


def test_another_file_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"cell": [0]}).to_parquet(tmp_path / "other.parquet")
    (tmp_path / "rows.parquet").write_text("cell,run\n")
    for name, words in (("other", "must be a file of a sweep, got one without"), ("rows", "(?i)parquet")):
        with pytest.raises(ValueError, match=words):
            Result.read_parquet(tmp_path / f"{name}.parquet")


def test_files_stay_small(tmp_path: Path) -> None:
    axes = (Axis("schedule.steps", 1, 64, 64, whole=True), Axis("schedule.schedule.T_max", 1, 64, 64, whole=True))
    scene = Scene(Quadratic(), steps=10, runs=(Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=12), steps=3)),))
    result = computed(Sweep(scene, axes), 4096)
    result.to_parquet(tmp_path / "rows.parquet")
    assert (tmp_path / "rows.parquet").stat().st_size < 500_000
    assert len(result.to_csv()) < 4_000_000
