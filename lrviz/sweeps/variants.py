"""Measures many scenes of one run that need not lie on a grid, all at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.objectives import Objective
from lrviz.scene import Scene
from lrviz.schedules import ScheduleError
from lrviz.simulate import simulate_many
from lrviz.sweeps.baselines import Baselines
from lrviz.sweeps.grid import why_no_rates
from lrviz.sweeps.measures import measure as known_measure
from lrviz.sweeps.measures import measured

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Variants:
    """What scenes of one run have measured.

    Attributes:
        values: (n, seeds), NaN where refused, inf where diverged.
        refusals: why scenes have no rates, by number.
    """

    values: Floats
    refusals: dict[int, str]


def measured_variants(scenes: Sequence[Scene], measure: str, seeds: int = 1, tolerance: float = 1e-6) -> Variants:
    """One measure of every scene with every seed, with the bits of the scene's own trajectory.

    Args:
        scenes: each with one run; they may differ in anything but their box.
        measure: its name.
        seeds: how many seeds of the noise, from each scene's own on.
        tolerance: a run has converged once the loss above the minimum falls to this fraction of its start.

    Raises:
        ValueError: an unknown measure.
    """
    name = known_measure(measure).name
    found = Variants(np.full((len(scenes), seeds), np.nan), {})
    members = list(range(len(scenes)))
    try:
        _fill(found, members, scenes, name, tolerance)
    except ScheduleError:
        reasons = {index: why_no_rates(scene.runs[0], scene.steps) for index, scene in enumerate(scenes)}
        found.refusals.update({index: why for index, why in reasons.items() if why})
        _fill(found, [index for index in members if index not in found.refusals], scenes, name, tolerance)
    return found


def _fill(found: Variants, indices: list[int], scenes: Sequence[Scene], name: str, tolerance: float) -> None:
    """Measures some of the scenes; a column of the simulation is a scene with a seed."""
    if not indices:
        return
    listed = [scenes[index] for index in indices]
    draws = found.values.shape[1] if any(scene.noise for scene in listed) else 1
    columns = [scene for scene in listed for _ in range(draws)]
    parts = list(_by_objective(columns))
    starts = np.array([scene.origin for scene in columns]).T
    goals = np.empty(len(columns))
    for baselines, members in parts:
        goals[members] = baselines.goals(starts[:, members], tolerance)
    seen = simulate_many(
        _shared([scene.objective for scene in columns]),
        [scene.runs[0] for scene in columns],
        starts,
        _shared([scene.steps for scene in columns]),
        scale=_shared([scene.noise for scene in columns]),
        seed=[scene.seed + draw for scene in listed for draw in range(draws)],
        clip=_shared([scene.clip for scene in columns]),
        goals=goals,
        box=columns[0].box,
    ).statistics
    assert seen is not None
    values = np.empty(len(columns))
    for baselines, members in parts:
        values[members] = measured(seen.taken(members), baselines, starts[:, members])[name]
    found.values[indices] = values.reshape(-1, draws)


def _by_objective(columns: Sequence[Scene]) -> Iterator[tuple[Baselines, Integers]]:
    """The baseline of each distinct objective, and which of the columns have it."""
    members: dict[tuple[Objective, bool, int], list[int]] = defaultdict(list)
    for member, scene in enumerate(columns):
        steps = scene.steps if scene.objective.moves else 0
        members[scene.objective, scene.runs[0].optimizer.climbs, steps].append(member)
    for case, some in members.items():
        yield Baselines.of(*case), np.array(some)


def _shared(values: list[T]) -> list[T]:
    """The one value where all are equal."""
    return values[:1] if all(value == values[0] for value in values) else values
