"""Writes a training as a PyTorch script that repeats it, bit for bit in the same versions of torch and numpy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lrviz.comparison.entry import EACH_STEP
from lrviz.export.layout import definitions, indented, laid_out, script, table_row
from lrviz.scene import Run
from lrviz.schedules import Constant, watch
from lrviz.schedules.substitution import in_torch
from lrviz.source import Code, merged
from lrviz.source.reading import plain_source_in
from lrviz.training import Training
from lrviz.training.training import VALIDATION_LOSS

_NN = "from torch import nn"


def training_script(training: Training) -> str:
    """A complete script that trains with torch as `lrviz.training.train` does.

    It needs torch, numpy, what the data come with, and the packages of the optimizers. Run, it prints one JSON line per
    validation: the run, the step, the loss of the last batch, the validation loss, the score and the learning rate.
    A number that is not finite is null, and with a loss that is not finite a run ends.
    """
    data = training.task.data()
    built = [code for run in training.runs for code in (run.optimizer.torch_code("network.parameters()"), _moves(run))]
    codes = merged([data.code(), _network(training), *built])
    made, network = codes[:2]
    loops = {loop.name: loop for loop in map(_Loop.of, training.runs)}
    pairs = zip(training.runs, codes[2::2], codes[3::2], strict=True)
    parts = [
        _settings(training),
        data.preface(),
        *definitions(codes),
        _data(made),
        _building(training, network),
        *(_builder(training, number, *pair) for number, pair in enumerate(pairs, 1)),
        _report(training),
        *(_loop(training, loop) for loop in loops.values()),
        _main(training),
    ]
    kind = type(training.task).__name__
    return script(f"Trains {kind} and prints how it goes, one JSON line per validation.", parts, codes)


@dataclass(frozen=True)
class _Loop:
    """What a loop has to do for a run."""

    closure: bool
    averages: bool
    scheduled: bool
    watches: bool
    led: bool

    @staticmethod
    def of(run: Run) -> "_Loop":
        watching = watch(run.schedule)
        return _Loop(
            run.optimizer.needs_closure,
            run.optimizer.needs_train,
            not isinstance(run.schedule, Constant),
            watching is not None,
            watching is not None and watching.before is not None,
        )

    @property
    def name(self) -> str:
        """What the script calls the loop."""
        told = {
            "scheduled": self.scheduled and not self.watches,
            "led_to_plateau": self.led,
            "on_plateau": self.watches and not self.led,
            "averaged": self.averages,
            "with_closure": self.closure,
        }
        return "_".join(["train", *(word for word, holds in told.items() if holds)])


def _moves_rates(training: Training) -> bool:
    """Whether any run has a scheduler."""
    return not all(isinstance(run.schedule, Constant) for run in training.runs)


def _mixes_sparse(training: Training) -> bool:
    """Whether some runs step by sparse gradients and others do not."""
    return len({run.optimizer.sparse_gradient for run in training.runs}) > 1


def _moves(run: Run) -> Code:
    if isinstance(run.schedule, Constant):
        return Code("None")
    return in_torch(run.schedule, run.optimizer.lr).torch_code(run.optimizer.lr)


def _network(training: Training) -> Code:
    """The network with the source of its parts and of the loss and the score."""
    task = training.task
    sources = [plain_source_in("lrviz.tasks.networks", part) for part in task.network_parts]
    sources += [plain_source_in("lrviz.tasks.criteria", f"{task.criterion}_{what}") for what in ("loss", "score")]
    expression = task.network(any(run.optimizer.sparse_gradient for run in training.runs))
    if _mixes_sparse(training):
        expression = expression.replace("sparse=True", "sparse=sparse")
    return Code(expression, (_NN, *sources))


def _settings(training: Training) -> str:
    task = training.task
    lines = ["# Such small networks gain nothing from more threads, and one gives the same bits.", _THREADS, ""]
    lines.append(f"SEED = {training.seed}")
    lines += [f"EPOCHS = {task.epochs}", f"BATCH = {task.batch}"] if task.batch is not None else []
    lines += [f"STEPS = {task.steps}", f"VALIDATE_EVERY = {task.validate_every}  # steps"]
    if training.clip is not None:
        lines.append(f"CLIP = {training.clip!r}  # largest norm of the gradient")
    return "\n".join(lines)


_THREADS = "torch.set_num_threads(1)"


def _data(code: Code) -> str:
    names = "inputs, targets, validation_inputs, validation_targets"
    return laid_out(f"data = {code.expression}\n{names} = [torch.from_numpy(array) for array in data]")


def _building(training: Training, network: Code) -> str:
    lines = [
        f"def build_network({'sparse' * _mixes_sparse(training)}):",
        '    """The network with the same first weights for every run."""',
        "    torch.manual_seed(SEED)",
        f"    return {network.expression}",
    ]
    return laid_out("\n".join(lines))


def _builder(training: Training, number: int, run: Run, optimizer: Code, scheduler: Code) -> str:
    lines = [f"def build_{number}(network):", laid_out(f"optimizer = {optimizer.expression}", 4)]
    lines += ["    optimizer.train()"] * run.optimizer.needs_train
    if not _moves_rates(training):
        return "\n".join([*lines, "    return optimizer"])
    if isinstance(run.schedule, Constant):
        return "\n".join([*lines, "    return optimizer, None"])
    return "\n".join([*lines, laid_out(f"scheduler = {scheduler.expression}", 4), "    return optimizer, scheduler"])


def _report(training: Training) -> str:
    text = _REPORT.replace("CRITERION", training.task.criterion)
    if not any(run.schedule.watches for run in training.runs):
        return text
    metric = "validation_loss" if training.watched == VALIDATION_LOSS else "score"
    return f"{text}    return {metric}  # for the scheduler"


_REPORT = '''
def report(label, step, network, optimizer, train_loss=math.nan):
    """Validates and prints one line; null stands for a number that is not finite."""
    with torch.no_grad():
        outputs = network(validation_inputs)
        validation_loss = CRITERION_loss(outputs, validation_targets).item()
        score = CRITERION_score(outputs, validation_targets).item()
    numbers = {
        "step": step,
        "train_loss": float(train_loss),
        "validation_loss": validation_loss,
        "score": score,
        "lr": float(optimizer.param_groups[0]["lr"]),
    }
    known = {name: n if math.isfinite(n) else None for name, n in numbers.items()}
    print(json.dumps({"run": label, **known}))
'''


def _loop(training: Training, loop: _Loop) -> str:
    full = training.task.batch is None
    head = [
        f"def {loop.name}(label, network, optimizer{', scheduler' * _moves_rates(training)}):",
        "    report(label, 0, network, optimizer)",
    ]
    if full:
        lines = [*head, "    for step in range(1, STEPS + 1):"]
        return "\n".join([*lines, *indented([*_taking(training, loop, full), *_scheduling(training, loop, True)], 8)])
    lines = [
        *head,
        "    random = torch.Generator().manual_seed(SEED)",
        "    step = 0",
        "    for _ in range(EPOCHS):",
        "        order = torch.randperm(len(inputs), generator=random)",
        "        for batch in order.split(BATCH):",
    ]
    inner = [*_taking(training, loop, full), *_scheduling(training, loop, False)]
    return "\n".join([*lines, *indented(inner, 12), *indented(_after_epoch(training, loop), 8)])


def _taking(training: Training, loop: _Loop, full: bool) -> list[str]:
    """The lines of one step and of its validation."""
    lines = [*_closure(training, full), ""] if loop.closure else _evaluation(training, full)
    lines += _CLOSURE_STEP if loop.closure else ["optimizer.step()"]
    lines += [] if full else ["step += 1"]
    lines += ["if not math.isfinite(loss.item()):", "    return"]
    measured = "metric = report(" if loop.watches else "report("
    call = f"{measured}label, step, network, optimizer, loss.item())"
    report = ["optimizer.eval()", call, "optimizer.train()"] if loop.averages else [call]
    if loop.watches:
        lines.append("metric = None")
    return [*lines, "if step % VALIDATE_EVERY == 0 or step == STEPS:", *indented(report, 4)]


def _evaluation(training: Training, full: bool) -> list[str]:
    chosen = "" if full else "[batch]"
    lines = [
        "optimizer.zero_grad()",
        f"loss = {training.task.criterion}_loss(network(inputs{chosen}), targets{chosen})",
        "loss.backward()",
    ]
    return lines + ["nn.utils.clip_grad_norm_(network.parameters(), CLIP)"] * (training.clip is not None)


def _closure(training: Training, full: bool) -> list[str]:
    taken = "" if full else "batch=batch"
    return ["", f"def closure({taken}):", *indented([*_evaluation(training, full), "return loss"], 4)]


_CLOSURE_STEP = [
    "try:",
    "    loss = optimizer.step(closure)",
    "except (ArithmeticError, IndexError):",
    "    # torch's line search raises at lr 0 and when the loss is not finite.",
    "    return",
]


def _scheduling(training: Training, loop: _Loop, ends_epoch: bool) -> list[str]:
    """The lines after a step; where it is an epoch of its own, those after an epoch too."""
    due = training.stepped == EACH_STEP or ends_epoch
    if not loop.scheduled:
        return []
    if not loop.watches:
        return ["scheduler.step()"] if due else []
    if not loop.led:
        return ["if metric is not None:", "    scheduler.step(metric)"]
    if due:
        return ["if scheduler.calls < scheduler.start or metric is not None:", "    scheduler.step(metric)"]
    return ["if scheduler.calls >= scheduler.start and metric is not None:", "    scheduler.step(metric)"]


def _after_epoch(training: Training, loop: _Loop) -> list[str]:
    if training.stepped == EACH_STEP or not loop.scheduled:
        return []
    if not loop.watches:
        return ["scheduler.step()  # once an epoch"]
    if loop.led:
        return ["if scheduler.calls < scheduler.start:", "    scheduler.step(None)  # once an epoch"]
    return []


def _main(training: Training) -> str:
    rows = [line for row in _rows(training) for line in row]
    table = "\n".join(["RUNS = [", *rows, "]"]) if rows else "RUNS = []"
    mixed = _mixes_sparse(training)
    names = f"label, build, loop{', sparse' * mixed}"
    body = [
        f"network = build_network({'sparse' * mixed})",
        f"loop(label, network, {'*' * _moves_rates(training)}build(network))",
    ]
    return "\n".join([table, "", 'if __name__ == "__main__":', f"    for {names} in RUNS:", *indented(body, 8)])


def _rows(training: Training) -> Iterator[Sequence[str]]:
    """The lines of each run in the table of runs."""
    mixed = _mixes_sparse(training)
    for number, run in enumerate(training.runs, 1):
        sparse = [str(run.optimizer.sparse_gradient)] * mixed
        yield table_row(run.label, [f"build_{number}", _Loop.of(run).name, *sparse])
