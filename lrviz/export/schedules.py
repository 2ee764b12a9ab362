"""Writes a schedule as a PyTorch script that trains with its learning rates."""

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export.layout import definitions, indented, laid_out, script
from lrviz.export.snippets import assembled
from lrviz.optimizers import Optimizer
from lrviz.schedules import Constant
from lrviz.schedules.substitution import in_torch
from lrviz.source import Code, merged


def schedule_script(entry: Entry, plan: Plan, optimizer: Optimizer) -> str:
    """Complete PyTorch code that drives an optimizer by a schedule over a planned run.

    The script defines `build_optimizer(parameters)` and `build_scheduler(optimizer)`, to be copied, and `rates()`, a
    generator with the loop that shows where `scheduler.step()` stands; it yields the rate of every optimizer step.
    Run by itself, it prints them, one JSON line a step. Where the schedule ends before the run does, the loop raises
    what torch raises.

    Args:
        entry: the schedule, its base rate and how often it is stepped.
        plan: the run.
        optimizer: what the schedule drives; its own rate gives way to the entry's.

    Raises:
        ScheduleError: torch cannot build the schedule for this rate.
    """
    optimizer = entry.driven(optimizer)
    schedule = in_torch(entry.schedule, entry.lr)
    driven, code = codes = merged((optimizer.torch_code("parameters"), schedule.torch_code(entry.lr)))
    parts = [
        _settings(entry, plan),
        *definitions(codes),
        _optimizer(driven, optimizer),
        laid_out(f"def build_scheduler(optimizer):\n    return {code.expression}"),
        _METRIC if entry.schedule.watches else "",
        _loop(entry, optimizer),
        _MAIN,
    ]
    return script(_heading(entry, plan), parts, codes)


def schedule_setup(entry: Entry, optimizer: Optimizer) -> str:
    """The few lines of PyTorch that give a `model` an optimizer and its scheduler, and the step that a loop makes.

    A rate that stays needs no scheduler. Arguments and errors are those of `schedule_script`.
    """
    driven = entry.driven(optimizer).torch_code("model.parameters()")
    if entry.schedule == Constant():
        return assembled(["optimizer"], [driven])
    codes = merged((driven, in_torch(entry.schedule, entry.lr).torch_code(entry.lr)))
    step = "# after each validation: scheduler.step(loss)" if entry.schedule.watches else _EACH[entry.stepped]
    return f"{assembled(['optimizer', 'scheduler'], codes)}\n{step}\n"


_EACH = {
    EACH_STEP: "# after each optimizer.step(): scheduler.step()",
    EACH_EPOCH: "# after each epoch: scheduler.step()",
}

_METRIC = '''
def validation_loss(step):
    """Stands for your own validation: the scheduler waits until it stops improving."""
    return max(0.3, math.exp(-5 * step / STEPS))
'''

_MAIN = """
if __name__ == "__main__":
    for step, lr in enumerate(rates()):
        print(json.dumps({"step": step, "lr": lr}))
"""


def _heading(entry: Entry, plan: Plan) -> str:
    says = f"Trains by {type(entry.schedule).__name__} and prints the rate of every step, one JSON line each."
    return says + (
        "\n\nThe schedule ends before the run does: torch raises there." if curve(entry, plan).problem else ""
    )


def _settings(entry: Entry, plan: Plan) -> str:
    lines = [f"STEPS = {plan.steps}  # optimizer steps of the run"]
    if entry.stepped == EACH_EPOCH:
        lines.append(f"STEPS_PER_EPOCH = {plan.steps_per_epoch}")
    return "\n".join(lines)


def _optimizer(code: Code, optimizer: Optimizer) -> str:
    if not optimizer.needs_train:
        return laid_out(f"def build_optimizer(parameters):\n    return {code.expression}")
    built = f"    optimizer = {code.expression}\n    optimizer.train()\n    return optimizer"
    return laid_out(f"def build_optimizer(parameters):\n{built}")


def _loop(entry: Entry, optimizer: Optimizer) -> str:
    step = "scheduler.step(validation_loss(step))" if entry.schedule.watches else "scheduler.step()"
    each_epoch = ["if (step + 1) % STEPS_PER_EPOCH == 0:", f"    {step}  # once an epoch"]
    body = [
        'yield optimizer.param_groups[0]["lr"]',
        "# your forward and backward pass stand here",
        "optimizer.step(closure)" if optimizer.needs_closure else "optimizer.step()",
        *(each_epoch if entry.stepped == EACH_EPOCH else [step]),
    ]
    counter = "step" if entry.schedule.watches or entry.stepped == EACH_EPOCH else "_"
    lines = [
        "def rates():",
        '    """The rate of every step, from a loop in the order of a training loop."""',
        "    model = torch.nn.Linear(2, 2, bias=False)  # stands for your model",
        "    optimizer = build_optimizer(model.parameters())",
        "    scheduler = build_scheduler(optimizer)",
        *(indented(_CLOSURE, 4) if optimizer.needs_closure else []),
        f"    for {counter} in range(STEPS):",
        *indented(body, 8),
    ]
    return "\n".join(lines)


_CLOSURE = ("", "def closure():", "    return torch.zeros(())  # stands for your loss after its backward()", "")
