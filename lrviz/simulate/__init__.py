"""Runs scenes: one engine, on floats for a single trajectory and on blocks for many."""

from lrviz.descent import Descent
from lrviz.scene import Scene
from lrviz.simulate.many import BatchResult, simulate_many
from lrviz.simulate.outcomes import Outcome
from lrviz.simulate.single import trajectory_of
from lrviz.simulate.trajectory import Trajectory

__all__ = ["BatchResult", "Outcome", "Trajectory", "simulate", "simulate_many"]


def simulate(scene: Scene) -> tuple[Trajectory, ...]:
    """Runs every run of a scene.

    Returns:
        one trajectory per run, in order.

    Raises:
        ScheduleError: a schedule ends before the scene does, as its torch class would raise.
    """
    return tuple(trajectory(scene, index) for index in range(len(scene.runs)))


def trajectory(scene: Scene, index: int) -> Trajectory:
    """The trajectory of one run of a scene; the most recent ones are remembered."""
    return trajectory_of(Descent.of(scene, index))
