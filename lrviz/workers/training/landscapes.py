"""The jobs that look at the loss around a run: slices through planes, and the sharpness along it."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, final

from lrviz.hyperparameters import HyperparameterError, Range
from lrviz.training import (
    PathSlice,
    SharpnessPath,
    Slice,
    follow_path,
    landscape_slice,
    path_slice,
    sharpness_along,
    train,
)
from lrviz.training.landscape import FARTHEST, FINEST
from lrviz.training.loop import Follow
from lrviz.training.path import check_end
from lrviz.training.sharpness import MOST_PLACES
from lrviz.workers.training import english
from lrviz.workers.training.job import Job, Report, fields_from_bytes, fields_to_bytes

Size = Annotated[int, "Rows and columns of the picture, odd.", Range(3, FINEST)]


@dataclass(frozen=True)
class SliceJob(Job, abstract=True):
    """Trains the run, then takes the loss on a plane; what is known so far is a slice with gaps."""

    size: Size = 41

    def check(self) -> None:
        if self.size % 2 == 0:
            raise HyperparameterError(f"{type(self).__name__}.size must be odd, got {self.size}")

    @abstractmethod
    def read(self, content: bytes) -> Slice | PathSlice:
        """The slice that `write` wrote."""

    def write(self, result: Slice | PathSlice) -> bytes:
        return fields_to_bytes(result)

    def how_far(self, part: Slice | PathSlice | None) -> str:
        return english.after_share(None if part is None else float(part.known.mean()))


@final
@dataclass(frozen=True)
class RandomSliceJob(SliceJob):
    """The loss along two random directions around the end of the run."""

    reach: Annotated[float, "How far it goes, in lengths of the weights.", Range(0, FARTHEST, low_open=True)] = 1.0
    direction_seed: Annotated[int, "Seed of the directions.", Range(0, 2**32 - 1, usual=(0, 99))] = 0

    def compute(self, report: Report) -> Slice:
        (record,) = train(self.training, _looking(report))
        check_end(record)
        return landscape_slice(
            record, self.size, self.reach, seed=self.direction_seed, follow=lambda part: report(lambda: part)
        )

    def read(self, content: bytes) -> Slice:
        return Slice(**fields_from_bytes(content))


@final
@dataclass(frozen=True)
class PathSliceJob(SliceJob):
    """The loss on the plane that lies closest to the path of the run."""

    def compute(self, report: Report) -> PathSlice:
        (path,) = follow_path(self.training, _looking(report))
        return path_slice(path, self.size, follow=lambda part: report(lambda: part))

    def read(self, content: bytes) -> PathSlice:
        return PathSlice(**fields_from_bytes(content))


@final
@dataclass(frozen=True)
class SharpnessJob(Job):
    """Trains the run and takes the sharpness on the way; what is known so far is a path with gaps."""

    places: Annotated[int, "At how many steps.", Range(2, MOST_PLACES)] = 21

    def compute(self, report: Report) -> SharpnessPath:
        (found,) = sharpness_along(self.training, self.places, follow=lambda watch: report(watch.so_far))
        return found

    def write(self, result: SharpnessPath) -> bytes:
        return fields_to_bytes(result)

    def read(self, content: bytes) -> SharpnessPath:
        return SharpnessPath(**fields_from_bytes(content))

    def how_far(self, part: SharpnessPath | None) -> str:
        return english.after_share(part.share if part else None)


def _looking(report: Report) -> Follow:
    """Follows a training of which nothing is told; it ends where nobody waits."""
    return lambda _: report(lambda: None)
