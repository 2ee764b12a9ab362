"""What `lrviz.simulate` returns: the trajectories of a scene, which show themselves as the scene does."""

from lrviz.scene import Scene
from lrviz.shown import Shown
from lrviz.simulate import Trajectory
from lrviz.simulate import simulate as simulated


class Trajectories(tuple[Trajectory, ...], Shown):
    """One trajectory a run, in order; a notebook shows them on the stage.

    Attributes:
        scene: whose runs they are.
    """

    scene: Scene

    @staticmethod
    def of(scene: Scene) -> "Trajectories":
        """The trajectories of a scene.

        Raises:
            ScheduleError: a schedule ends before the scene does, as its torch class would raise.
        """
        paths = Trajectories(simulated(scene))
        paths.scene = scene
        return paths


def simulate(scene: Scene) -> Trajectories:
    """Runs every run of a scene.

    Returns:
        one trajectory a run, in order: a tuple that a notebook shows as a player.

    Raises:
        ScheduleError: a schedule ends before the scene does, as its torch class would raise.
    """
    return Trajectories.of(scene)
