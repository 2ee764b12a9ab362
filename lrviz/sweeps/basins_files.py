"""Maps of start points as files: a row for each start that is computed, with its whole scene."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from lrviz.arrays import Integers
from lrviz.hyperparameters import HyperparameterError
from lrviz.spreadsheet import csv_text, plain_json
from lrviz.sweeps.basins import ELSEWHERE, STALLED, Basins, BasinsResult, starts_itself

COLUMNS = ("cell", "x", "y", "outcome", "minimum_x", "minimum_y", "steps", "scene")
"""Of each start: its number and place, what it reaches in words, where that is and from which step on, its scene.

Where it reaches no minimum, that minimum and the steps are left empty.
"""

_STARTS = "lrviz.starts"
_EARLIER = {"stands still elsewhere": STALLED}
"""What files of earlier versions call an end."""

_GROUP = 65_536
"""Rows that a Parquet file is made of at a time."""

Rows = dict[str, list[Any]]


def to_csv(result: BasinsResult) -> str:
    """The starts as comma-separated values under a header."""
    groups = _groups(result, plain_json(_form(result.basins)))
    return csv_text(COLUMNS, chain.from_iterable(zip(*rows.values(), strict=True) for rows in groups))


def to_parquet(result: BasinsResult, path: str | Path) -> None:
    """Writes the starts as a Parquet file, with what was asked for in its metadata; it needs pyarrow."""
    import pyarrow
    import pyarrow.parquet

    kinds = dict.fromkeys(COLUMNS, pyarrow.float64())
    kinds |= dict.fromkeys(("cell", "steps"), pyarrow.int64()) | dict.fromkeys(("outcome", "scene"), pyarrow.string())
    schema = pyarrow.schema(kinds, metadata={_STARTS: result.basins.to_json()})
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(result, _form(result.basins)):
            writer.write_table(pyarrow.table(rows, schema))


def read_parquet(path: str | Path) -> BasinsResult:
    """The map that `to_parquet` wrote.

    Raises:
        ValueError: another file, or rows that its starts do not have.
    """
    import pyarrow.parquet

    kept = (pyarrow.parquet.read_schema(path).metadata or {}).get(_STARTS.encode())
    if kept is None:
        raise HyperparameterError(f"{path} must be a file of start points, got one without them in its metadata")
    result = BasinsResult.empty(Basins.from_json(kept.decode()))
    codes = {words: code for code, words in _outcomes(result.basins).items()} | _EARLIER
    table = pyarrow.parquet.read_table(path, columns=["cell", "outcome", "steps"])
    try:
        cells = table["cell"].to_numpy()
        result.ends[cells] = [codes[words] for words in table["outcome"].to_pylist()]
        result.steps[cells] = table["steps"].fill_null(-1).to_numpy()
    except (KeyError, IndexError) as error:
        raise HyperparameterError(f"{path} must have rows of its starts alone, got another one: {error}") from None
    return result


def _groups(result: BasinsResult, form: str) -> Iterator[Rows]:
    """The columns of so many computed starts after so many; `form` becomes their scenes."""
    cells = np.flatnonzero(result.done)
    for first in range(0, len(cells), _GROUP):
        yield _columns(result, cells[first : first + _GROUP], form)


def _columns(result: BasinsResult, cells: Integers, form: str) -> Rows:
    basins, ends = result.basins, result.ends[cells]
    x, y = (side.tolist() for side in basins.places(cells))
    words, minima = _outcomes(basins), dict(enumerate(basins.scene.objective.minima))
    places = [minima.get(end, (None, None)) for end in ends.tolist()]
    return {
        "cell": cells.tolist(),
        "x": x,
        "y": y,
        "outcome": [words[end] for end in ends.tolist()],
        "minimum_x": [place[0] for place in places],
        "minimum_y": [place[1] for place in places],
        "steps": [steps if steps >= 0 else None for steps in result.steps[cells].tolist()],
        "scene": [form % {"x": one, "y": other} for one, other in zip(x, y, strict=True)],
    }


def _outcomes(basins: Basins) -> dict[int, str]:
    """What every code of an end is called."""
    return {index: f"minimum {index + 1}" for index in range(len(basins.scene.objective.minima))} | ELSEWHERE


def _form(basins: Basins) -> str:
    """What `%` makes the scene of any start from, as JSON, given its x and y."""
    scene = basins.scene_of(0).to_dict()
    mark = "@"
    while mark in json.dumps(scene):
        mark += "@"
    scene["start"] = [f"{mark}x", f"{mark}y"]
    if starts_itself(basins.scene.objective):
        scene["objective"] |= {"start_x": f"{mark}x", "start_y": f"{mark}y"}
    form = json.dumps(scene, separators=(",", ":")).replace("%", "%%")
    for name in "xy":
        form = form.replace(f'"{mark}{name}"', f"%({name})r")
    return form
