"""Writes a schedule as a PyTorch script that trains with its learning rates."""

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export.groups import GROUP_STARTS, group_codes, group_scheduler, group_settings
from lrviz.export.layout import definitions, indented, laid_out, script
from lrviz.export.resuming import resumed_loop, resumption
from lrviz.export.snippets import assembled
from lrviz.optimizers import Optimizer
from lrviz.schedules import Constant
from lrviz.schedules.substitution import in_torch
from lrviz.source import Code, merged


def schedule_script(entry: Entry, plan: Plan, optimizer: Optimizer) -> str:
    """Complete PyTorch code that drives an optimizer by a schedule over a planned run.

    The script defines `build_optimizer(parameters)` and `build_scheduler(optimizer)`, to be copied, and `rates()`, a
    generator with the loop that shows where `scheduler.step()` stands; it yields the rate of every optimizer step.
    Run by itself, it prints them, one JSON line a step. A schedule that is resumed has two loops, one that saves a
    checkpoint and one that loads it. Where the schedule ends before the run does, the loop raises
    what torch raises.

    With groups of parameters it also defines `param_groups(model)`, which sorts a model's parameters into the groups
    that `build_optimizer` takes, and where they start in their own ways `GroupStarts`; each rate is then a list with
    one for each group, and printed by the groups' names.

    Args:
        entry: the schedule, its base rate, how often it is stepped, and its groups.
        plan: the run.
        optimizer: what the schedule drives; its own rate gives way to the entry's.

    Raises:
        ScheduleError: torch cannot build the schedule for this rate.
        ValueError: the optimizer cannot have the entry's groups.
    """
    if entry.groups:
        return _grouped_script(entry, plan, optimizer)
    optimizer = entry.driven(optimizer)
    schedule = in_torch(entry.schedule, entry.lr)
    whole = resumption(schedule, entry, plan)
    schedulers = (whole.scheduler, whole.resume) if whole else (schedule.torch_code(entry.lr),)
    driven, code, *_ = codes = merged((optimizer.torch_code("parameters"), *schedulers))
    parts = [
        _settings(entry, plan),
        *definitions(codes),
        _optimizer(driven, optimizer),
        laid_out(f"def build_scheduler(optimizer):\n    return {code.expression}"),
        _METRIC if entry.watches else "",
        _resumed(entry, plan, optimizer, whole.steps) if whole else _loop(entry, optimizer),
        _MAIN,
    ]
    return script(_heading(entry, plan), parts, codes)


def _grouped_script(entry: Entry, plan: Plan, optimizer: Optimizer) -> str:
    codes = group_codes(entry, optimizer)
    driven, *schedulers, _ = codes
    late = any(group.begins_late for group in entry.groups)
    parts = [
        _settings(entry, plan),
        *group_settings(entry, optimizer),
        *definitions(codes),
        GROUP_STARTS if late else "",
        _optimizer(driven, optimizer),
        *group_scheduler(entry, schedulers),
        _METRIC if entry.watches else "",
        _loop(entry, optimizer),
        _MAIN_OF_GROUPS,
    ]
    return script(_heading(entry, plan), parts, codes)


def schedule_setup(entry: Entry, optimizer: Optimizer) -> str:
    """The few lines of PyTorch that give a `model` an optimizer and its scheduler, and the step that a loop makes.

    A rate that stays needs no scheduler. Arguments and errors are those of `schedule_script`; groups of parameters,
    for which a few lines are too few, are refused.
    """
    if entry.groups:
        raise ValueError(
            f"the few lines of PyTorch must be for an entry without groups, got {len(entry.groups)} groups"
        )
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


_MAIN_OF_GROUPS = """
if __name__ == "__main__":
    names = [group["name"] for group in GROUPS]
    for step, lrs in enumerate(rates()):
        print(json.dumps({"step": step, "lr": dict(zip(names, lrs, strict=True))}))
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
    late = _begins_late(entry)
    lines = [
        "def rates():",
        f'    """The rate{"s" if entry.groups else ""} of every step, from a loop in the order of a training loop."""',
        *indented(_GROUPS_STAND_IN if entry.groups else _STAND_IN, 4),
        "    scheduler = build_scheduler(optimizer)",
        *(["    starts = GroupStarts(optimizer, STARTS)"] if late else []),
        *(indented(_CLOSURE, 4) if optimizer.needs_closure else []),
        f"    for {_counter(entry)} in range(STEPS):",
        *indented(_body(entry, optimizer), 8),
    ]
    return "\n".join(lines)


_ALL_RATES = 'yield [group["lr"] for group in optimizer.param_groups]'

_STAND_IN = (
    "model = torch.nn.Linear(2, 2, bias=False)  # stands for your model",
    "optimizer = build_optimizer(model.parameters())",
)

_GROUPS_STAND_IN = (
    "# these stand for param_groups(your_model)",
    "stand_ins = [torch.nn.Parameter(torch.zeros(2, 2)) for _ in GROUPS]",
    "pairs = zip(stand_ins, GROUPS, strict=True)",
    'groups = [{"params": [parameter], **group} for parameter, group in pairs]',
    "optimizer = build_optimizer(groups)",
)


def _begins_late(entry: Entry) -> bool:
    return any(group.begins_late for group in entry.groups)


def _counter(entry: Entry) -> str:
    return "step" if entry.watches or entry.stepped == EACH_EPOCH or _begins_late(entry) else "_"


def _body(entry: Entry, optimizer: Optimizer) -> list[str]:
    """The lines of a training loop's body."""
    step = "scheduler.step(validation_loss(step))" if entry.watches else "scheduler.step()"
    each_epoch = ["if (step + 1) % STEPS_PER_EPOCH == 0:", f"    {step}  # once an epoch"]
    late = _begins_late(entry)
    return [
        *(["starts.cover(step)"] if late else []),
        _ALL_RATES if entry.groups else 'yield optimizer.param_groups[0]["lr"]',
        "# your forward and backward pass stand here",
        "optimizer.step(closure)" if optimizer.needs_closure else "optimizer.step()",
        *(["starts.uncover()"] if late else []),
        *(each_epoch if entry.stepped == EACH_EPOCH else [step]),
    ]


def _resumed(entry: Entry, plan: Plan, optimizer: Optimizer, calls: int) -> str:
    """The loops of a run that stops after so many calls of its scheduler, and of the one that goes on."""
    closure = _CLOSURE if optimizer.needs_closure else ()
    return resumed_loop(closure, _counter(entry), _body(entry, optimizer), calls * entry.repeats(plan))


_CLOSURE = ("", "def closure():", "    return torch.zeros(())  # stands for your loss after its backward()", "")
