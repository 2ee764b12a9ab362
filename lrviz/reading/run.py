"""The run that pasted code speaks of: what the text says of it, and what is taken from the page where it is silent."""

import math
from dataclasses import dataclass, field, replace
from typing import Any

from lrviz.comparison import MOST_STEPS, Plan
from lrviz.reading.expressions import Expressions, unknown
from lrviz.reading.values import Unknown

_STEPS = frozenset(
    {
        "num_training_steps",
        "total_steps",
        "max_steps",
        "num_steps",
        "training_steps",
        "max_iters",
        "n_steps",
        "max_train_steps",
        "train_steps",
        "estimated_stepping_batches",
        "t_total",
        "max_iterations",
        "total_iterations",
        "num_train_steps",
        "lr_decay_iters",
    }
)
_EPOCHS = frozenset(
    {
        "epochs",
        "num_epochs",
        "max_epochs",
        "n_epochs",
        "num_train_epochs",
        "n_epoch",
        "total_epochs",
        "epoch_count",
    }
)
_STEPS_AN_EPOCH = frozenset(
    {
        "steps_per_epoch",
        "num_update_steps_per_epoch",
        "iters_per_epoch",
        "updates_per_epoch",
        "num_batches",
        "niter_per_ep",
        "batches_per_epoch",
    }
)
_RATES = frozenset(
    {
        "lr",
        "learning_rate",
        "base_lr",
    }
)
_BATCHES = frozenset(
    {
        "accumulation",
        "accumulation_steps",
        "gradient_accumulation_steps",
        "grad_accum_steps",
    }
)
_DEVICES = frozenset(
    {
        "num_processes",
        "world_size",
        "num_devices",
        "n_gpu",
        "num_gpus",
    }
)


def counts_epochs(name: str) -> bool:
    """Whether a name is one by which people call the number of epochs."""
    return name.lower() in _EPOCHS


@dataclass
class Run:
    """What is known of the run while a text is read.

    Attributes:
        plan: the run; the page's, changed by what the text says.
        lr: the rate where the text says none.
        said: whether the text says something of the plan.
        length_open: whether it has not said how long the run is.
        notes: what the reader must know of how the text was understood.
        left_out: what was not understood.
        steps_once: whether Accelerate steps a scheduler once, however many processes there are.
        among: how expressions of the text are worked out, where the text is Python.
    """

    plan: Plan
    lr: float
    said: bool = False
    length_open: bool = True
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    steps_once: bool = False
    among: Expressions = field(
        default_factory=lambda: Expressions({}, lambda node, among: unknown(node, among.scope), {})
    )

    def note(self, text: str) -> None:
        """Says something once."""
        if text not in self.notes:
            self.notes.append(text)

    def leave_out(self, text: str) -> None:
        """Says once what was not understood."""
        if text not in self.left_out:
            self.left_out.append(text)

    def change(self, **changes: Any) -> None:
        """Takes from the text what it says of the run.

        Raises:
            ValueError: the run would be none that can be planned.
        """
        self.plan = replace(self.plan, **changes)
        self.said = True
        self.length_open = self.length_open and "budget" not in changes

    def lasts(self, length: float, unit: str = "steps") -> None:
        """Takes from the text how long the run is, where it is none that is too long."""
        try:
            self.change(budget=float(length), unit=unit)
        except ValueError:
            self.leave_out(
                f"{length:,g} {unit} are more than {MOST_STEPS:,} steps: the length of the page's run stays."
            )

    def own_rate(self) -> float:
        """The page's rate, for a text that says none."""
        self.note(f"The text does not say the learning rate: {self.lr:g} is taken.")
        return self.lr

    def epoch_has(self, steps: int) -> None:
        """Takes from the text how many optimizer steps an epoch has."""
        if steps != self.plan.steps_per_epoch:
            self.change(samples=steps * self.plan.samples_per_step)

    def worked_out(self, value: Any) -> Any:
        """A value of the text, with what stands in the run for names that it gives no value."""
        return self.among.worked_out(value)

    def taken(self, value: Unknown) -> float | None:
        """What stands in the run for a name that the text gives no value; None where it has nothing such."""
        name = value.name.lower()
        for names, number in self._known():
            if name in names:
                self.note(f"{value.text} is not in the text: {number:,g} is taken from the page.")
                return number
        return None

    def _known(self) -> list[tuple[frozenset[str], float]]:
        plan = self.plan
        return [
            (_STEPS, plan.steps),
            (_EPOCHS, max(1, math.ceil(plan.epochs - 1e-9))),
            (_STEPS_AN_EPOCH, plan.steps_per_epoch),
            (_RATES, self.lr),
            (_BATCHES, plan.accumulation),
            (_DEVICES, plan.devices),
        ]
