"""What a sweep has found: values for every cell and seed, summaries, and files with the whole scene of each row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.simulate.outcomes.measures import lowest_cost
from lrviz.spreadsheet import csv_lines, plain_json
from lrviz.sweeps.engine import Measured
from lrviz.sweeps.good_range import Width, good_range, uncertain_range
from lrviz.sweeps.judged import Judged
from lrviz.sweeps.measures import EXCESS, FINAL, MEASURES, measure, quantile
from lrviz.sweeps.sweep import Sweep

Summary = str | float

_GROUP = 16_384
"""Rows that a Parquet file is made of at a time."""

_BELOW = 1e-9
"""Which share of the way down is rounding."""


@dataclass(frozen=True, eq=False)
class Result:
    """The values of a sweep so far.

    Attributes:
        sweep: what was asked for.
        values: (cells, seeds) for each measure, NaN where not computed or without meaning, inf where diverged.
        done: (cells,), which are computed.
        refusals: why cells have no scene, by number.
    """

    sweep: Sweep
    values: dict[str, Floats]
    done: Flags
    refusals: dict[int, str] = field(default_factory=dict)
    _widths: dict[tuple[str, int, int], Width | None] = field(default_factory=dict, repr=False)

    @staticmethod
    def empty(sweep: Sweep) -> "Result":
        """A result in which nothing is computed yet.

        Raises:
            ValueError: it would keep more than anybody could.
        """
        sweep.check_kept(sweep.seeds)
        values = {name: np.full((sweep.cells, sweep.seeds), np.nan) for name in MEASURES}
        return Result(sweep, values, np.zeros(sweep.cells, dtype=bool))

    def take(self, measured: Measured) -> None:
        """Files what a block has measured; the same block again changes nothing."""
        for name, values in measured.values.items():
            self.values[name][measured.cells] = values
        self.done[measured.cells] = True
        self.refusals.update(measured.refusals)

    def table(self, name: str, summary: Summary = "median") -> Floats:
        """One number a cell, shape (runs, *counts): a quantile over the seeds.

        Args:
            name: of the measure; for a share the mean is taken, whatever the summary.
            summary: "median", or a quantile from 0 to 1.

        Raises:
            ValueError: an unknown measure or summary.
        """
        values = self.values[measure(name).name]
        if measure(name).share:
            return np.asarray(values.mean(axis=1)).reshape(self.sweep.shape)
        return quantile(values, _share(summary)).reshape(self.sweep.shape)

    def best(self, name: str, run: int | None = None) -> int | None:
        """The cell with the lowest median, of one run or of all; None where every cell diverged or waits.

        With noise it has been lucky with these seeds: `lrviz.sweeps.recheck` chooses and judges by others.
        """
        table = self.table(name)
        if run is not None:
            table = np.where(np.arange(len(table)).reshape(-1, *[1] * (table.ndim - 1)) == run, table, np.nan)
        known = np.isfinite(table.ravel())
        return int(np.argmin(np.where(known, table.ravel(), np.inf))) if known.any() else None

    def width(self, name: str, run: int = 0) -> Width | None:
        """The good range of a sweep's only axis, which is logarithmic, for one run.

        It reaches from the best value to both sides for as long as the measure's median, above the lowest value that
        the function has in its window, is at most twice that of the best. Of `steps to tolerance` and distances the
        measure itself counts.

        Returns:
            With noise, how wide it is comes with an interval. None where nothing has converged, where runs
            go below what is known as lowest, so that twice as bad means nothing, and of the share that diverged.

        Raises:
            ValueError: there is more than one axis, or it is not logarithmic.
        """
        key = measure(name).name, run, int(self.done.sum())
        if key not in self._widths:
            self._widths[key] = self.range_by(self.values[name].reshape(*self.sweep.shape, -1)[run], name, run)
        return self._widths[key]

    def range_by(self, values: Floats, name: str, run: int) -> Width | None:
        """The good range by values of a measure that other seeds have given a run, shape (values of the axis, seeds).

        Raises:
            ValueError: there is more than one axis, or it is not logarithmic.
        """
        if len(self.sweep.axes) != 1 or not self.sweep.axes[0].log:
            raise HyperparameterError("a good range needs one logarithmic axis")
        if measure(name).share and self.sweep.noisy:
            return None
        scores = values - np.reshape(self._lowest(run), (-1, 1)) if measure(name).of_loss else values
        medians = quantile(scores, 0.5)
        if medians.min(initial=np.inf, where=np.isfinite(medians)) < -self._rounding(run):
            return None
        if self.sweep.noisy:
            return uncertain_range(self.sweep.values[0], scores)
        return good_range(self.sweep.values[0], medians)

    def _rounding(self, run: int) -> float:
        """How far below the lowest cost a run may seem to be that has come there."""
        optimizer, objective = self.sweep.scene.runs[run].optimizer, self.sweep.scene.objective
        start = optimizer.sign * float(objective.value(*self.sweep.scene.origin))
        return float(_BELOW * np.abs(start - np.asarray(self._lowest(run))).max())

    def judged(self, name: str, cell: int, fresh: bool = False) -> Judged:
        """What the seeds say of one cell, with the interval of their median.

        Args:
            name: of the measure.
            cell: its number.
            fresh: whether the cell was chosen by other seeds than these.

        Raises:
            ValueError: an unknown measure.
        """
        return Judged.of(self.values[measure(name).name][cell], measure(name), fresh)

    def _lowest(self, run: int) -> float | Floats:
        """The lowest cost that a run's function has, or has at each value of the axis."""
        if self.sweep.axes[0].path.startswith("objective."):
            with np.errstate(invalid="ignore"):
                lowest = self.values[FINAL.name] - self.values[EXCESS.name]
            return np.asarray(np.fmax.reduce(lowest, axis=1).reshape(self.sweep.shape)[run])
        return lowest_cost(self.sweep.scene.objective, self.sweep.scene.runs[run].optimizer.climbs)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what stands in a row."""
        return ("cell", "run", "label", "seed", *(axis.path for axis in self.sweep.axes), *MEASURES, "scene")

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row for each computed cell and seed: its settings, its measures and its whole scene as JSON."""
        columns = self.columns
        for cell in np.flatnonzero(self.done).tolist():
            run, *_ = self.sweep.place_of(cell)
            label, settings = self.sweep.scene.runs[run].label, self.sweep.settings_of(cell).values()
            for seed in range(self.sweep.seeds):
                own = cell, run, label, self.sweep.scene.seed + seed, *settings
                measures = (float(self.values[name][cell, seed]) for name in MEASURES)
                yield dict(zip(columns, (*own, *measures, self._scene_json(cell, seed)), strict=True))

    def _scene_json(self, cell: int, seed: int) -> str:
        if cell in self.refusals:
            return ""
        return json.dumps(self.sweep.scene_of(cell, seed).to_dict(), separators=(",", ":"))

    def to_csv(self) -> str:
        """The rows as comma-separated values under a header; nothing where there are none."""
        return "".join(self.csv_lines())

    def csv_lines(self) -> Iterator[str]:
        """The lines of `to_csv`, made one by one."""
        if self.done.any():
            rows = (row | {"scene": plain_json(row["scene"])} for row in self.rows())
            yield from csv_lines(self.columns, (tuple(row.values()) for row in rows))

    def to_parquet(self, path: str | Path) -> None:
        """Writes the rows as a Parquet file, with the sweep itself in its metadata; it needs pyarrow."""
        import pyarrow
        import pyarrow.parquet

        whole, words = dict.fromkeys(_WHOLE, pyarrow.int64()), dict.fromkeys(_WORDS, pyarrow.string())
        kinds = dict.fromkeys(self.columns, pyarrow.float64()) | whole | words
        kept = {_SWEEP: self.sweep.to_json(), _REFUSALS: json.dumps(self.refusals)}
        rows, schema = self.rows(), pyarrow.schema(kinds, metadata=kept)
        with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            while group := list(islice(rows, _GROUP)):
                writer.write_table(pyarrow.Table.from_pylist(group, schema))

    @staticmethod
    def read_parquet(path: str | Path) -> "Result":
        """The result that `to_parquet` wrote.

        Raises:
            ValueError: another file.
        """
        import pyarrow.parquet

        kept = pyarrow.parquet.read_schema(path).metadata or {}
        if _SWEEP.encode() not in kept:
            raise HyperparameterError(f"{path} must be a file of a sweep, got one without the sweep in its metadata")
        result = Result.empty(Sweep.from_json(kept[_SWEEP.encode()].decode()))
        table = pyarrow.parquet.read_table(path, columns=["cell", "seed", *MEASURES])
        cells, seeds = (table[name].to_numpy().astype(np.int64) for name in ("cell", "seed"))
        for name in MEASURES:
            result.values[name][cells, seeds - result.sweep.scene.seed] = table[name].to_numpy()
        result.done[cells] = True
        result.refusals.update({int(cell): why for cell, why in json.loads(kept[_REFUSALS.encode()]).items()})
        return result


_SWEEP, _REFUSALS = "lrviz.sweep", "lrviz.refusals"
_WHOLE, _WORDS = ("cell", "run", "seed"), ("label", "scene")


def _share(summary: Summary) -> float:
    if summary == "median":
        return 0.5
    if isinstance(summary, str) or not 0 <= summary <= 1:
        raise HyperparameterError(f"a summary must be median or a quantile in [0, 1], got {summary!r}")
    return float(summary)
