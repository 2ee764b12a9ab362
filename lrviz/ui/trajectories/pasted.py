"""The scene that a link of the page Trajectories opens, read without opening it."""

from lrviz.scene import Scene
from lrviz.ui.kit.pasted_link import PastedLink
from lrviz.ui.trajectories.controls import scene_controls
from lrviz.ui.trajectories.first_scene import FIRST_SCENE

_PAGE = "t"


def scene_in(given: dict[str, list[str]]) -> Scene:
    """The scene of a link.

    Args:
        given: the texts of each of its parameters.

    Raises:
        ValueError: it has a parameter that the page does not know, or a value that it refuses.
    """
    link = PastedLink(_PAGE, given)
    controls = scene_controls(link, _PAGE, FIRST_SCENE)
    if unknown := link.unknown(but=f"{_PAGE}.view."):
        raise ValueError(f"the link has {', '.join(unknown)[:120]}, which a link of Trajectories has not")
    problems = [*link.problems, controls.problem, *controls.errors.values()]
    if said := " ".join(filter(None, problems)):
        raise ValueError(said)
    if controls.scene is None or not controls.scene.runs:
        raise ValueError("the link's scene must have at least one run, got none")
    return controls.scene
