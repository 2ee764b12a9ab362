"""The paths of a whole class at once, thinned for a picture; their points are those of `simulate`, bit for bit."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.classroom.item import Item
from lrviz.classroom.task import Value
from lrviz.descent import Descent
from lrviz.scene import Scene
from lrviz.simulate import simulate_many

POINTS = 160
"""How many points of each path are drawn, unless told otherwise."""


def scene_of(item: Item, value: Value) -> Scene:
    """The scene of one run that an answer makes of its item's; `judge` tells how that run ends.

    Raises:
        RefusedError: the task does not allow the answer.
    """
    return item.task.played(item.scene, item.task.checked(item.scene, value))


def crowd_steps(steps: int, points: int = POINTS) -> Integers:
    """The steps whose points are kept of runs of so many steps, rising: the first ones densely, 0 and the last one."""
    if steps < points:
        return np.arange(steps + 1)
    spread = np.linspace(0.0, 1.0, points)
    return np.unique(np.round(spread * (1 + (steps - 1) * spread)).astype(np.int64))


def crowd_paths(scenes: Sequence[Scene], points: int = POINTS) -> list[Floats]:
    """The path of the first run of each scene.

    Args:
        scenes: with as many steps as they like; those of equal lengths and boxes are computed together.
        points: how many points of each path are wanted at most.

    Returns:
        for each scene an array (n, 2) with its points after `crowd_steps`, NaN where it stopped being finite.
    """
    paths: dict[int, Floats] = {}
    numbered = sorted(enumerate(scenes), key=lambda one: _together(one[1]))
    for _, some in groupby(numbered, key=lambda one: _together(one[1])):
        members = list(some)
        paths |= zip([number for number, _ in members], _computed([one for _, one in members], points), strict=True)
    return [paths[number] for number in range(len(scenes))]


def _together(scene: Scene) -> tuple[int, str]:
    return scene.steps, repr(scene.box)


def _computed(scenes: Sequence[Scene], points: int) -> Iterator[Floats]:
    descents = [Descent.of(scene, 0) for scene in scenes]
    steps = crowd_steps(scenes[0].steps, points)
    marked = simulate_many(
        [one.objective for one in descents],
        [one.run for one in descents],
        np.array([one.start for one in descents], dtype=float).T,
        scenes[0].steps,
        scale=[scene.noise for scene in scenes],
        seed=[scene.seed for scene in scenes],
        clip=[one.clip for one in descents],
        marks=steps.tolist(),
        box=scenes[0].box,
    ).marked
    assert marked is not None
    paths = np.ascontiguousarray(marked.transpose(2, 0, 1))
    lost = np.maximum.accumulate(~np.isfinite(paths).all(axis=2), axis=1)
    paths[lost] = np.nan
    return iter(paths)
