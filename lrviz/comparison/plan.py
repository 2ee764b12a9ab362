"""The length of a training run in real units: samples, epochs, tokens and optimizer steps."""

import math
from dataclasses import dataclass, replace
from typing import Annotated

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Range

UNITS = ("steps", "epochs", "tokens")
MOST_STEPS = 1_000_000

_COUNT = Range(1, 1_000_000, log=True, usual=(1, 1024))


@dataclass(frozen=True)
class Plan(Declared):
    """How long a run is and what one optimizer step of it takes.

    A step uses batch_size · accumulation · devices samples. An epoch is ⌈samples / (batch_size · devices)⌉ batches a
    device, rounded down with drop_last, and a step ends every `accumulation` of them and with the epoch, as the
    Trainer of Hugging Face counts.
    """

    budget: Annotated[
        float, "How long the run is, in the unit beside it.", Range(0.0, 1e15, log=True, low_open=True, usual=(1, 1e6))
    ] = 1000.0
    unit: Annotated[str, "What the length is counted in.", Choice(UNITS)] = "steps"
    samples: Annotated[int, "Samples in the training set.", Range(1, 10**12, log=True, usual=(100, 10**8))] = 50_000
    batch_size: Annotated[int, "Samples that a device takes at once.", _COUNT] = 32
    accumulation: Annotated[int, "Batches whose gradients are added up before a step.", _COUNT] = 1
    devices: Annotated[int, "GPUs that work side by side.", _COUNT] = 1
    tokens_per_sample: Annotated[int, "Tokens in a sample.", Range(1, 10**7, log=True, usual=(1, 32_768))] = 512
    drop_last: Annotated[bool, "Leave out the last batch of an epoch where it is not full."] = False

    def check(self) -> None:
        if not 1 <= self._whole_steps() <= MOST_STEPS:
            raise HyperparameterError(
                f"Plan.budget must make 1 to {MOST_STEPS:,} optimizer steps, "
                f"got {self.budget:g} {self.unit}, which are {self._whole_steps():,}"
            )

    @property
    def samples_per_step(self) -> int:
        """Samples that an optimizer step uses."""
        return self.batch_size * self.accumulation * self.devices

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in an epoch, at least 1."""
        share = self.samples / (self.batch_size * self.devices)
        batches = math.floor(share) if self.drop_last else math.ceil(share)
        return max(1, math.ceil(batches / self.accumulation))

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole run."""
        return self._whole_steps()

    @property
    def epochs(self) -> float:
        """How many epochs the steps are."""
        return self.steps * self.per_step("epochs")

    @property
    def tokens(self) -> float:
        """How many tokens the steps see."""
        return self.steps * self.per_step("tokens")

    def per_step(self, unit: str) -> float:
        """How much of a unit ("steps", "epochs", "tokens") one optimizer step is."""
        if unit == "epochs":
            return 1 / self.steps_per_epoch
        return float(self.samples_per_step * self.tokens_per_sample) if unit == "tokens" else 1.0

    def counted_in(self, unit: str) -> "Plan":
        """The same run with its length in another unit."""
        amount = self.steps * self.per_step(unit)
        plan = replace(self, budget=float(f"{amount:.12g}"), unit=unit)
        return plan if plan.steps == self.steps else replace(self, budget=amount * (1 + 1e-12), unit=unit)

    def _whole_steps(self) -> int:
        """Steps that cover the budget; what rounding adds to a whole number is left out."""
        steps = self.budget / self.per_step(self.unit)
        return math.ceil(steps * (1 - 1e-9)) if steps < 1e18 else int(steps)
