"""The run that tools write down, and how a tool's form is told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan, curve
from lrviz.comparison.entry import EACH_EPOCH, EACH_STEP
from lrviz.schedules import CosineAnnealingLR, Warmup

EPOCHS, LENGTH, EVERY = 10, 100, 10
STEPS = EPOCHS * LENGTH
PLAN = Plan(budget=float(EPOCHS), unit="epochs", samples=3200, batch_size=32, tokens_per_sample=64)
BY_STEP = Entry(Warmup(CosineAnnealingLR(T_max=900), steps=100), lr=0.01, stepped=EACH_STEP)
BY_EPOCH = Entry(Warmup(CosineAnnealingLR(T_max=8), steps=2), lr=0.01, stepped=EACH_EPOCH)


@cache
def planned(entry: Entry) -> Floats:
    """The rates of the plan, for every optimizer step."""
    return curve(entry, PLAN).rates


def rate(step: int) -> float:
    """The rate of an optimizer step, from 0; the last one's after the end."""
    return float(planned(BY_STEP)[min(step, STEPS - 1)])


def epoch_rate(epoch: int) -> float:
    """The rate of an epoch, from 0."""
    return float(planned(BY_EPOCH)[epoch * LENGTH])


def loss(step: float) -> float:
    """The loss after so many steps."""
    return round(2 + 8 / (1 + step / 100), 4)


@dataclass(frozen=True)
class Tool:
    """A form in which a tool writes.

    Attributes:
        write: the log of the run.
        unit: what it counts.
        entry: what the plan was.
        name: of the file.
        first_loss: the first loss logged beside a rate; None where there is none.
        validation: how many validations it holds.
        groups: how many groups of parameters.
    """

    write: Callable[[], str | bytes]
    unit: str = "step"
    entry: Entry = BY_STEP
    name: str = ""
    first_loss: float | None = loss(10)
    validation: int = 0
    groups: int = 1


def text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def logged() -> range:
    """The steps that are logged, from 1."""
    return range(EVERY, STEPS + 1, EVERY)


def csv(header: str, rows: Iterable[Iterable[object]], comma: str = ",") -> str:
    return text([header, *(comma.join(str(cell) for cell in row) for row in rows)])


def epochs() -> range:
    return range(EPOCHS)


def of(lines: Callable[[], Iterator[str]]) -> Callable[[], str]:
    return lambda: text(lines())
