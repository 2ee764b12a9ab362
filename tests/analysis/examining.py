"""One call that examines an entry."""

from lrviz.analysis import Trap, traps
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.optimizers import SGD, Optimizer
from lrviz.schedules import Schedule

PLAIN = SGD(lr=0.1)


def run(steps: int) -> Plan:
    """A plan of so many optimizer steps, in epochs of 1563."""
    return Plan(budget=float(steps), unit="steps")


def epochs(count: int, per_epoch: int = 100) -> Plan:
    """A plan of so many epochs."""
    return Plan(budget=float(count), unit="epochs", samples=per_epoch * 32, batch_size=32)


def examine(entry: Entry, plan: Plan, optimizer: Optimizer = PLAIN) -> tuple[Trap, ...]:
    """The traps of an entry."""
    return traps(entry, plan, optimizer, curve(entry, plan))


def found(
    schedule: Schedule, plan: Plan | int, lr: float = 0.1, optimizer: Optimizer = PLAIN, by_epoch: bool = False
) -> dict[str, Trap]:
    """The traps of a schedule by their kind, which each may have once."""
    entry = Entry(schedule, lr=lr, stepped=EACH_EPOCH if by_epoch else EACH_STEP)
    told = examine(entry, run(plan) if isinstance(plan, int) else plan, optimizer)
    by_kind = {trap.kind: trap for trap in told}
    assert len(by_kind) == len(told)
    return by_kind


def mended(trap: Trap) -> Entry:
    """The entry of a trap's fix."""
    assert trap.fix is not None
    return trap.fix


def fixed(trap: Trap) -> Schedule:
    """The schedule of a trap's fix."""
    return mended(trap).schedule
