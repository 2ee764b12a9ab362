"""Trains real networks on real data under the optimizers and schedules of the catalogues, in torch itself."""

from lrviz.reference import single_precision
from lrviz.training.landscape import Slice, landscape_slice
from lrviz.training.loop import Follow, TrainingRun, unfollowed
from lrviz.training.lr_range import RangeTest, range_test
from lrviz.training.outcomes import Outcome
from lrviz.training.path import Path, PathSlice, follow_path, path_slice
from lrviz.training.record import Record
from lrviz.training.scheduling import Cut
from lrviz.training.sensitivity import Sensitivity, sensitivity
from lrviz.training.sharpness import Sharpness, SharpnessPath, sharpness, sharpness_along
from lrviz.training.training import Training

__all__ = [
    "Cut",
    "Outcome",
    "Path",
    "PathSlice",
    "RangeTest",
    "Record",
    "Sensitivity",
    "Sharpness",
    "SharpnessPath",
    "Slice",
    "Training",
    "TrainingRun",
    "follow_path",
    "landscape_slice",
    "path_slice",
    "range_test",
    "sensitivity",
    "sharpness",
    "sharpness_along",
    "train",
]


def train(training: Training, follow: Follow = unfollowed) -> tuple[Record, ...]:
    """Trains every run of a training, from the same first weights and on the same batches.

    It holds torch's default dtype at float32 meanwhile, for the whole process.

    Args:
        training: what is trained.
        follow: called after each step with the run that takes it, whose `so_far` is the record until then; what it
            raises ends the training.

    Returns:
        one record per run, in order. A run that cannot go on ends with an outcome that says why; the others go on.

    Raises:
        MissingDataError: the package that brings the data of the task is not installed.
    """
    with single_precision():
        return tuple(TrainingRun(training, run).record(follow) for run in training.runs)
