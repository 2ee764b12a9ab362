"""Maps of start points as files: every row is a start with its whole scene."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from lrviz.objectives import Formula, Himmelblau
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from lrviz.sweeps.basins import ELSEWHERE, Basins
from lrviz.sweeps.basins_files import COLUMNS, read_parquet, to_csv, to_parquet
from tests.sweeps.results import csv_rows, mapped

RUN = Run(Adam(lr=0.3), name='100 % "@x", @@y\n{0}')
NAMED = Basins(Scene(Himmelblau(), steps=40, noise=0.2, clip=5.0, runs=(RUN, Run(SGD()))), 6)
OWN = Basins(Scene(Formula("x**4 - 3*x**2 + y**2"), steps=40, runs=(Run(SGD(lr=0.05)),)), 5, ((-9.0, 2.0), (0.1, 0.3)))
MAPS = pytest.mark.parametrize("starts", [NAMED, OWN], ids=["named", "a formula, inside a window"])


@MAPS
def test_a_rows_scene_is_the_starts_own_and_ends_where_the_row_says(starts: Basins) -> None:
    found = mapped(starts, 7)
    rows = csv_rows(to_csv(found))
    assert [int(row["cell"]) for row in rows] == list(range(starts.cells))
    for row in rows:
        scene = Scene.from_json(row["scene"])
        assert scene == starts.scene_of(int(row["cell"]))
        assert json.loads(row["scene"]) == json.loads(scene.to_json())
        assert (float(row["x"]), float(row["y"])) == scene.origin
        near = 0.01 * np.hypot(*np.ptp(scene.objective.window, axis=1))
        assert_ends_there(simulate(scene)[0].points, row, int(found.ends[int(row["cell"])]), near)
    outcomes = {row["outcome"] for row in rows}
    assert any(outcome.startswith("minimum") for outcome in outcomes)
    assert outcomes & set(ELSEWHERE.values())


def assert_ends_there(points: Any, row: dict[str, str], end: int, near: float) -> None:
    """A trajectory is at the row's minimum after its steps and at the end; without one, the row names neither."""
    if end < 0:
        assert row["outcome"] == ELSEWHERE[end]
        assert row["minimum_x"] == row["minimum_y"] == row["steps"] == ""
        return
    assert row["outcome"] == f"minimum {end + 1}"
    distances = np.hypot(*(points - [float(row["minimum_x"]), float(row["minimum_y"])]).T)
    assert max(distances[int(row["steps"])], distances[-1]) <= near


@MAPS
def test_a_parquet_file_holds_the_same_and_gives_the_map_back(starts: Basins, tmp_path: Path) -> None:
    found = mapped(starts, 7)
    to_parquet(found, tmp_path / "starts.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "starts.parquet")
    assert tuple(table.column_names) == COLUMNS
    written = [{name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()]
    assert written == csv_rows(to_csv(found))
    back = read_parquet(tmp_path / "starts.parquet")
    assert back.basins == starts
    np.testing.assert_array_equal(back.ends, found.ends)
    np.testing.assert_array_equal(back.steps, found.steps)


@pytest.mark.parametrize("blocks", [0, 3, None])
def test_what_is_not_computed_has_no_row_and_many_rows_are_written_in_groups(
    blocks: int | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found, path = mapped(NAMED, 7, blocks), tmp_path / "starts.parquet"
    whole = to_csv(found)
    assert len(csv_rows(whole)) == found.done.sum()
    assert whole.splitlines()[0] == ",".join(COLUMNS)
    monkeypatch.setattr("lrviz.sweeps.basins_files._GROUP", 10)
    assert to_csv(found) == whole
    to_parquet(found, path)
    assert pyarrow.parquet.ParquetFile(path).num_row_groups == -(-found.done.sum() // 10)
    np.testing.assert_array_equal(read_parquet(path).ends, found.ends)


@pytest.mark.parametrize("changes", [{"cell": [36]}, {"outcome": ["minimum 99"]}, {"outcome": ["lost"]}])
def test_another_file_is_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "starts.parquet"
    columns = {"cell": [0], "outcome": ["diverged"], "steps": pyarrow.array([None], pyarrow.int64())} | changes
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    with pytest.raises(ValueError, match="must be a file of start points"):
        read_parquet(path)
    metadata = {"lrviz.starts": NAMED.to_json()}
    pyarrow.parquet.write_table(pyarrow.table(columns).replace_schema_metadata(metadata), path)
    with pytest.raises(ValueError, match="must have rows of its starts alone"):
        read_parquet(path)
