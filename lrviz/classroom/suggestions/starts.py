"""The question for a start from which a run reaches another minimum than from its own."""

from dataclasses import replace

from lrviz.classroom.item import Item, judge
from lrviz.classroom.start import Start
from lrviz.scene import Scene
from lrviz.simulate.outcomes.english import point_text
from lrviz.sweeps.basins import Basins, BasinsResult

_SIDE = 24
"""Starts along each side of the window by which the minima are found that are reached."""

_LEAST = 0.01
"""The share of these starts from which a minimum must be reached, so that a class finds it."""


def other_minimum(scene: Scene) -> Item | None:
    """A start from which the first run reaches another minimum, the one with the largest basin."""
    objective = scene.objective
    if not scene.runs or objective.moves or objective.valley or len(objective.minima) < 2:
        return None
    now = judge(Item("Start", "Where?", scene, Start()), scene.origin).ends
    others = {end: share for end, share in _shares(scene).items() if end >= 0 and end != now and share >= _LEAST}
    if not others:
        return None
    target = max(others, key=lambda end: others[end])
    place, run = point_text(objective.minima[target]), scene.runs[0].label
    question = f"Place the start so that {run} reaches minimum {target + 1}, at {place}."
    told = f"From {others[target]:.0%} of the starts in the window it does."
    return Item("Reach the other minimum", question, scene, Start(target=target), told)


def _shares(scene: Scene) -> dict[int, float]:
    """Which share of the starts in the window reaches each minimum."""
    found = BasinsResult.empty(Basins(replace(scene, runs=scene.runs[:1]), _SIDE))
    for block in found.basins.blocks(_SIDE**2):
        found.run(block)
    return found.shares()
