"""Writes a schedule as a PyTorch script that trains with its learning rates."""

from lrviz.comparison import EACH_EPOCH, Entry, Plan, curve
from lrviz.export.layout import assignment, imports, indented, is_import, wrapped
from lrviz.optimizers import Optimizer
from lrviz.source import Code


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
    driven, code = optimizer.torch_code("parameters"), entry.schedule.torch_code(entry.lr)
    definitions = dict.fromkeys((*driven.definitions, *code.definitions))
    parts = [
        _settings(entry, plan),
        *(definition for definition in definitions if not is_import(definition)),
        _optimizer(driven, optimizer),
        _scheduler(code),
        *([_METRIC] if entry.schedule.watches else []),
        _loop(entry, optimizer),
        _MAIN,
    ]
    body = "\n\n\n".join(part.strip("\n") for part in parts)
    lines = {"import json", "import torch"}
    lines |= {line for definition in definitions if is_import(definition) for line in definition.splitlines()}
    if "math." in body:
        lines.add("import math")
    head = imports(filter(None, lines), body)
    packages = dict.fromkeys(["torch", *(["numpy"] if "import numpy" in head else []), optimizer.package])
    return f"{_heading(entry, plan, packages)}\n\n{head}\n\n{body}\n"


_METRIC = '''
def validation_loss(step):
    """Stands for your own validation: what the scheduler waits for to stop improving."""
    return max(0.3, math.exp(-5 * step / STEPS))
'''

_MAIN = """
if __name__ == "__main__":
    for step, lr in enumerate(rates()):
        print(json.dumps({"step": step, "lr": lr}))
"""


def _heading(entry: Entry, plan: Plan, packages: dict[str, None]) -> str:
    early = "\nThe schedule ends before the run does: torch raises there.\n" if curve(entry, plan).problem else ""
    return (
        f'"""Trains by {type(entry.schedule).__name__} and prints the learning rate of every step as a JSON line.\n'
        f'{early}\nWritten by lrviz. Needs: pip install {" ".join(packages)}\n"""'
    )


def _settings(entry: Entry, plan: Plan) -> str:
    lines = [f"STEPS = {plan.steps}  # optimizer steps of the run"]
    if entry.stepped == EACH_EPOCH:
        lines.append(f"STEPS_PER_EPOCH = {plan.steps_per_epoch}")
    return "\n".join(lines)


def _optimizer(code: Code, optimizer: Optimizer) -> str:
    head = "def build_optimizer(parameters):\n"
    if optimizer.needs_train:
        return f"{head}{assignment('optimizer', code.expression)}\n    optimizer.train()\n    return optimizer"
    return f"{head}    return {wrapped(code.expression, 4, 11)}"


def _scheduler(code: Code) -> str:
    return f"def build_scheduler(optimizer):\n    return {wrapped(code.expression, 4, 11)}"


def _loop(entry: Entry, optimizer: Optimizer) -> str:
    step = "scheduler.step(validation_loss(step))" if entry.schedule.watches else "scheduler.step()"
    each_epoch = ["if (step + 1) % STEPS_PER_EPOCH == 0:", f"    {step}  # once an epoch"]
    body = [
        'yield optimizer.param_groups[0]["lr"]',
        "# your forward and backward pass stand here",
        "optimizer.step(closure)" if optimizer.needs_closure else "optimizer.step()",
        *(each_epoch if entry.stepped == EACH_EPOCH else [step]),
    ]
    lines = [
        "def rates():",
        '    """The rate of every step, from a loop in the order of a training loop."""',
        "    model = torch.nn.Linear(2, 2, bias=False)  # stands for your model",
        "    optimizer = build_optimizer(model.parameters())",
        "    scheduler = build_scheduler(optimizer)",
        *(indented(_CLOSURE, 4) if optimizer.needs_closure else []),
        "    for step in range(STEPS):",
        *indented(body, 8),
    ]
    return "\n".join(line.rstrip() for line in lines)


_CLOSURE = ("", "def closure():", "    return torch.zeros(())  # stands for your loss after its backward()", "")
