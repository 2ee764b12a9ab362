"""Writes the loop of a run that stops, saves a checkpoint and goes on from it in a new process."""

from collections.abc import Sequence

from lrviz.comparison import Entry, Plan
from lrviz.export.layout import indented
from lrviz.schedules import Paced, Resumed, Schedule
from lrviz.schedules.resumed import Resumption, slowed


def resumption(schedule: Schedule, entry: Entry, plan: Plan) -> Resumption | None:
    """How the run of a schedule stops and goes on; None where it does not, or stops after the plan's end.

    Args:
        schedule: the entry's, as it leaves.
        entry: it on its base rate.
        plan: the run.
    """
    whole = None
    if isinstance(schedule, Resumed):
        whole = schedule.resumption(entry.lr)
    elif isinstance(schedule, Paced):
        whole = slowed(schedule, entry.lr)
    return whole if whole is not None and whole.steps < entry.calls(plan) else None


def resumed_loop(closure: Sequence[str], counter: str, steps: Sequence[str], stopped: int) -> str:
    """The functions `train`, the loop of both runs, and `rates`, which saves the checkpoint and loads it.

    Args:
        closure: lines that define `closure` inside `train`, where the optimizer needs one.
        counter: what the loop counts by.
        steps: the lines of the loop's body.
        stopped: the optimizer step at which the run stopped.
    """
    lines = [
        "def train(optimizer, scheduler, start, stop):",
        '    """The rate of every step, from a loop in the order of a training loop."""',
        *indented(closure, 4),
        f"    for {counter} in range(start, stop):",
        *indented(steps, 8),
        "",
        "",
        "def rates():",
        '    """The rate of every step of the run that stops and of the one that goes on."""',
        "    model = torch.nn.Linear(2, 2, bias=False)  # stands for your model",
        "    optimizer = build_optimizer(model.parameters())",
        "    scheduler = build_scheduler(optimizer)",
        f"    yield from train(optimizer, scheduler, 0, {stopped})",
        "    checkpoint = io.BytesIO()  # stands for your file",
        '    state = {"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}',
        "    torch.save(state, checkpoint)",
        "",
        "    # a new process begins here",
        "    checkpoint.seek(0)",
        "    optimizer = build_optimizer(model.parameters())",
        "    scheduler = resume(optimizer, torch.load(checkpoint))",
        f"    yield from train(optimizer, scheduler, {stopped}, STEPS)",
    ]
    return "\n".join(lines)
