"""What runs of one kind say of themselves when they stand side by side as the columns of a block."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import unchecked
from lrviz.kernels.kinds import OwnParameters, RunKind
from lrviz.kernels.steps import AXES
from lrviz.kernels.tables import Given, Rows, longer
from lrviz.objectives import Objective
from lrviz.optimizers import Rule
from lrviz.schedules import Whole
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.simulate.noise import NoiseSource, NoiseStream
from lrviz.simulate.rate_columns import RateColumns
from lrviz.simulate.run_batch import RunBatch, column, picked


class Inputs:
    """What some runs of a batch say: what is the same for all of them apart from what each has of its own.

    Attributes:
        kind: what decides about their operations.
        given: what they say.
    """

    def __init__(self, batch: RunBatch, members: Integers, rates: RateColumns) -> None:
        self._fields: dict[str, float] = {}
        self._own: dict[str, Floats] = {}
        self._wide: dict[str, Rows] = {}
        self._steps = int(column(batch.steps, members).max())
        self._columns: dict[str, Floats] = {"step": np.arange(1.0, self._steps + 2.0)}
        runs = picked(batch.runs, members)
        rule = cast(Rule, runs[0].optimizer)
        self._put_rules([cast(Rule, run.optimizer) for run in runs])
        self._put_rates(rates)
        clips = picked(batch.clips, members)
        if clips[0] is not None:
            self._put("clip", np.array(clips, dtype=float))
        noisy = bool(column(batch.scales, members)[0])
        if noisy:
            self._put_noise(picked(batch.streams, members), column(batch.scales, members))
        objective, plateau = self._objective(picked(batch.objectives, members)), self._plateau(rates.plateau)
        placed = frozenset((*self._own, *self._wide))
        cycles = runs[0].schedule.cycles_momentum
        self.kind = RunKind(objective, rule, noisy, clips[0] is not None, batch.box, plateau, cycles, placed)
        self.given = Given(self._fields, self._columns, self._own, self._wide)

    def _put(self, name: str, numbers: Floats) -> None:
        """A number of each run, one number where it is the same."""
        if _same(numbers):
            self._fields[name] = float(numbers[0])
        else:
            self._own[f"own.{name}"] = numbers

    def _put_rules(self, rules: Sequence[Rule]) -> None:
        for name, value in vars(rules[0]).items():
            if isinstance(value, float):
                self._put(f"field.{name}", np.array([rule.__dict__[name] for rule in rules]))

    def _put_rates(self, rates: RateColumns) -> None:
        whole = rates.rates.rates if isinstance(rates.rates, Whole) else None
        if whole is None:
            self._wide["wide.rate"] = rates.rates.rows
        else:
            self._put_table("rate", whole)
        if rates.momenta is not None:
            self._put_table("momentum", rates.momenta)
        if rates.starts is None or whole is None:
            return
        self._put_table("next", whole if whole.strides[0] == 0 else np.append(whole[1:], whole[-1:], axis=0))
        starts = rates.starts[:1] if _same(rates.starts) else rates.starts
        self._put_table("watching", (self._columns["step"][:-1, None] > starts).astype(float))

    def _put_table(self, name: str, table: Floats) -> None:
        """Numbers of each step, (steps,) or (steps, n): as few as say all of them."""
        if table.ndim == 1 or table.shape[1] == 1 or table.strides[1] == 0 or not len(table):
            self._columns[name] = longer(table if table.ndim == 1 else table[:, 0])
        elif table.strides[0] == 0 and name != "momentum":
            self._put_steady(name, table[0])
        else:
            self._wide[f"wide.{name}"] = _rows(longer(table))

    def _put_steady(self, name: str, numbers: Floats) -> None:
        if _same(numbers):
            self._columns[name] = np.full(self._steps + 1, numbers[0])
        else:
            self._own[f"own.{name}"] = np.array(numbers)

    def _put_noise(self, streams: Sequence[NoiseStream], scales: Floats) -> None:
        if len(set(streams)) == 1 and _same(scales):
            source = NoiseSource(streams[:1], self._steps, scales[:1])
            for axis, name in enumerate(AXES):
                self._columns[f"noise.{name}"] = longer(source.rows(axis, 0, self._steps)[:, 0])
        else:
            source = NoiseSource(streams, self._steps, scales)
            self._wide |= {f"wide.noise.{name}": _of_axis(source, axis) for axis, name in enumerate(AXES)}

    def _objective(self, objectives: Sequence[Objective]) -> Objective | OwnParameters:
        first = objectives[0]
        if all(one.hyperparameter_values == first.hyperparameter_values for one in objectives):
            return first
        values = [np.array(each) for each in zip(*(one.hyperparameter_values for one in objectives), strict=True)]
        told = tuple(float(each[0]) if _same(each) else None for each in values)
        own = OwnParameters(first.expression, told)
        with np.errstate(all="ignore"):
            columns = own.columns(tuple(each if one is None else one for each, one in zip(values, told, strict=True)))
        for name, numbers in columns.items():
            self._own[f"own.objective.{name}"] = np.broadcast_to(numbers, len(objectives))
        return own

    def _plateau(self, plateau: ReduceLROnPlateau | None) -> ReduceLROnPlateau | None:
        if plateau is None:
            return None
        own = {name: value for name, value in vars(plateau).items() if isinstance(value, np.ndarray)}
        for name, numbers in own.items():
            self._own[f"own.plateau.{name}"] = numbers
        return unchecked(plateau, _firsts(own))


def _firsts(columns: Mapping[str, Floats]) -> dict[str, Any]:
    return {name: numbers[0].item() for name, numbers in columns.items()}


def _same(numbers: Floats | Integers) -> bool:
    """Whether all numbers have the same bits."""
    whole = np.ascontiguousarray(numbers).view(np.int64)
    return bool((whole == whole[0]).all())


def _rows(table: Floats) -> Callable[[int, int], Floats]:
    return lambda start, stop: table[start:stop]


def _of_axis(source: NoiseSource, axis: int) -> Rows:
    return lambda start, stop: source.rows(axis, start, stop)
