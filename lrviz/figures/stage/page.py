"""A scene as a file: the stage, as it was looked at, without a network."""

from collections.abc import Sequence

from lrviz.figures.kit.standalone import standalone
from lrviz.figures.kit.style import Drawn
from lrviz.figures.stage.caption import caption
from lrviz.figures.stage.live import live
from lrviz.figures.stage.payload import payload
from lrviz.figures.stage.view import View
from lrviz.scene import Scene


def scene_file(scene: Scene, runs: Sequence[Drawn], slots: Sequence[int], view: View, note: str = "") -> str:
    """The stage as an HTML file that opens and plays without a network; its start can be moved where a browser can
    compute all of its runs.

    Args:
        scene: what is drawn; the runs that can be run, as in `runs`.
        runs: the looks and the paths.
        slots: the slot of each run, 1 to 8.
        view: how it is looked at.
        note: what else is said over it, beside its function.
    """
    shown = payload(scene, runs, slots, view.arguments(), movable=live(scene) is not None)
    title, formula = caption(scene)
    return standalone(title, " · ".join(filter(None, (formula, note))), "stage", shown)
