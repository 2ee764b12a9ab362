"""The jobs that say how a run depends on its learning rate: a sensitivity, and a range test."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, final

import numpy as np

from lrviz.hyperparameters import Length, Range
from lrviz.optimizers.base import RATES
from lrviz.training import RangeTest, Sensitivity, Training, range_test, sensitivity
from lrviz.training.sensitivity import MOST_TRAININGS, Measuring
from lrviz.workers.training import english
from lrviz.workers.training.job import Job, Report, fields_from_bytes, fields_to_bytes, packed, unpacked
from lrviz.workers.training.messages import record_from_bytes, record_to_bytes

Rates = Annotated[tuple[float, ...], "Learning rates, rising.", RATES, Length(1, MOST_TRAININGS)]
Seeds = Annotated[tuple[int, ...], "Seeds of first weights and batches.", Range(0, 2**32 - 1), Length(1, 64)]


@final
@dataclass(frozen=True)
class SensitivityJob(Job):
    """Trains the run at every rate from every seed; what is known so far is a sensitivity with gaps."""

    rates: Rates
    seeds: Seeds

    @property
    def nothing(self) -> Sensitivity:
        """What is known before anything is trained."""
        return Measuring(self.training, np.array(self.rates), self.seeds).so_far()

    def compute(self, report: Report) -> Sensitivity:
        (found,) = sensitivity(self.training, self.rates, self.seeds, lambda measuring: report(measuring.so_far))
        return found

    def write(self, result: Sensitivity) -> bytes:
        return fields_to_bytes(result, without=("run",))

    def read(self, content: bytes) -> Sensitivity:
        known = fields_from_bytes(content)
        return Sensitivity(self.run, **known | {"seeds": tuple(known["seeds"])})

    def how_far(self, part: Sensitivity | None) -> str:
        return english.after_share(part.share if part else None)


@final
@dataclass(frozen=True)
class RangeTestJob(Job):
    """Lets the rate of the run rise in one short training."""

    low: Annotated[float, "The first rate.", RATES]
    high: Annotated[float, "The last rate.", RATES]
    steps: Annotated[int, "How many rates there are.", Range(20, 10_000)] = 200

    def compute(self, report: Report) -> RangeTest:
        (found,) = range_test(self.training, self.low, self.high, self.steps, lambda _: report(lambda: None))
        return found

    def write(self, result: RangeTest) -> bytes:
        record, told = result.record, {"training": result.record.training.to_json()}
        parts = {"record": record_to_bytes(record), "rest": fields_to_bytes(result, without=("record",))}
        return packed(told, {name: np.frombuffer(part, np.uint8) for name, part in parts.items()})

    def read(self, content: bytes) -> RangeTest:
        told, parts = unpacked(content)
        training = Training.from_json(told["training"])
        run = replace(training.runs[0], name=self.run.name)
        record = record_from_bytes(parts["record"].tobytes(), replace(training, runs=(run,)), run)
        return RangeTest(record, **fields_from_bytes(parts["rest"].tobytes()))

    def how_far(self, part: Any) -> str:
        return english.after_share(None)
