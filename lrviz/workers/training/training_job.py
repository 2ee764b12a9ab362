"""The job that trains a run."""

from dataclasses import dataclass
from typing import final

from lrviz.training import Record, train
from lrviz.workers.training import english
from lrviz.workers.training.job import Job, Report
from lrviz.workers.training.messages import picture_from_bytes, picture_to_bytes, record_from_bytes, record_to_bytes
from lrviz.workers.training.picture import Picture


@final
@dataclass(frozen=True)
class TrainingJob(Job):
    """Trains the run; what is known so far is a picture of it, the result its record."""

    stays = "the curve until then stays"

    def compute(self, report: Report) -> Record:
        (record,) = train(self.training, lambda run: report(lambda: Picture.of(run.so_far())))
        return record

    def write(self, result: Record) -> bytes:
        return record_to_bytes(result)

    def read(self, content: bytes) -> Record:
        return record_from_bytes(content, self.training, self.run)

    def write_part(self, part: Picture) -> bytes:
        return picture_to_bytes(part)

    def read_part(self, content: bytes) -> Picture:
        return picture_from_bytes(content)

    def part_of(self, result: Record) -> Picture:
        return Picture.of(result)

    def ended(self, result: Record) -> str:
        return result.outcome.sentence

    def how_far(self, part: Picture | None) -> str:
        return english.after_steps(part.taken if part else 0)
