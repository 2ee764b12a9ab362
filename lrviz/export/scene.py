"""Writes a scene as a PyTorch script that repeats it, and its paths as a CSV table."""

import math
from collections.abc import Iterator, Sequence

from lrviz.export.layout import definitions, indented, laid_out, script, table_row
from lrviz.optimizers import TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant
from lrviz.schedules.substitution import in_torch
from lrviz.simulate import Trajectory, trajectory
from lrviz.source import Code, merged
from lrviz.spreadsheet import Cell, csv_text


def to_csv(scene: Scene, paths: Sequence[Trajectory]) -> str:
    """The paths as a table with the columns run, step, x, y, loss, learning_rate.

    Row k of a run is the point after k steps and the rate that step k + 1 uses there, so the last rate is empty. A
    number that is not finite is an empty cell. A name that a spreadsheet takes for a formula gets a quote in front.
    """
    return csv_text(("run", "step", "x", "y", "loss", "learning_rate"), _rows(scene, paths))


def _rows(scene: Scene, paths: Sequence[Trajectory]) -> Iterator[Sequence[Cell]]:
    for run, path in zip(scene.runs, paths, strict=True):
        columns = (*path.points.T.tolist(), path.losses.tolist(), [*path.learning_rates.tolist(), math.nan])
        for step, numbers in enumerate(zip(*columns, strict=True)):
            yield run.label, step, *(number if math.isfinite(number) else None for number in numbers)


def to_pytorch(scene: Scene) -> str:
    """A complete script that does with torch what the scene shows.

    It needs torch, numpy and the packages of the optimizers in the scene. Run, it prints one JSON line per run: its
    label, the final x and y and the loss there. A number that is not finite is null, and "diverged" is then true.
    """
    codes = merged(code for run in scene.runs for code in (run.optimizer.torch_code("[parameter]"), _scheduler(run)))
    optimizers, schedulers = codes[::2], codes[1::2]
    built = enumerate(zip(scene.runs, optimizers, schedulers, strict=True), 1)
    parts = [
        _settings(scene),
        laid_out(scene.objective.torch_code()),
        *definitions(codes),
        *(_builder(number, scene, *one) for number, one in built),
        _noise(scene),
        *(_loop(scene, closure) for closure in _loops(scene)),
        _REPORT,
        _main(scene),
    ]
    name = type(scene.objective).__name__
    return script(f"Descends {name} and prints where each run ends, one JSON line per run.", parts, codes)


_REPORT = '''
def report(label, parameter):
    """Prints where a run ended; null stands for a number that is not finite."""
    x, y = parameter.flatten().tolist()
    loss = objective(*parameter.flatten()).item()
    if not (math.isfinite(x) and math.isfinite(y)):
        x = y = loss = None
    elif not math.isfinite(loss):
        loss = None
    line = {"run": label, "x": x, "y": y, "loss": loss}
    if loss is None:
        line["diverged"] = True
    print(json.dumps(line))
'''


def _settings(scene: Scene) -> str:
    lines = ["torch.set_default_dtype(torch.float64)", "", f"START = {scene.origin!r}", f"STEPS = {scene.steps}"]
    if scene.noise:
        lines += ["# Standard deviation of the noise in each coordinate of the gradient.", f"NOISE = {scene.noise!r}"]
        lines.append(f"SEED = {scene.seed}")
    if scene.clip is not None:
        lines.append(f"CLIP = {scene.clip!r}  # largest norm of the gradient")
    return "\n".join(lines)


def _scheduler(run: Run) -> Code:
    if isinstance(run.schedule, Constant):
        return Code("None")
    lr = run.optimizer.lr
    return in_torch(run.schedule, lr).torch_code(lr)


def _moves_rates(runs: Sequence[Run]) -> bool:
    """Whether any run has a scheduler."""
    return not all(isinstance(run.schedule, Constant) for run in runs)


def _builder(number: int, scene: Scene, run: Run, optimizer: Code, scheduler: Code) -> str:
    shape = run.optimizer.parameter_shape
    matrix = "" if len(shape) == 1 else f".reshape{shape}"
    lines = [
        f"def build_{number}():",
        f"    parameter = torch.nn.Parameter(torch.tensor(START){matrix})",
        laid_out(f"optimizer = {optimizer.expression}", 4),
    ]
    if run.optimizer.needs_train:
        lines.append("    # The end is where gradients are taken; eval() would move to the average.")
        lines.append("    optimizer.train()")
    if not _moves_rates(scene.runs):
        return "\n".join([*lines, "    return parameter, optimizer"])
    if isinstance(run.schedule, Constant):
        return "\n".join([*lines, "    return parameter, optimizer, None"])
    lines.append(laid_out(f"scheduler = {scheduler.expression}", 4))
    return "\n".join([*lines, "    return parameter, optimizer, scheduler"])


def _noise(scene: Scene) -> str:
    if not scene.noise:
        return ""
    note = "the same for every run" if scene.shared_noise else "another for each run"
    stream = "0" if scene.shared_noise else "run"
    return (
        f"def gradient_noise({'' if scene.shared_noise else 'run'}):\n"
        f'    """Noise for the gradients, shape (STEPS, 2): {note}."""\n'
        f"    key = np.array([SEED, {stream}], dtype=np.uint64)\n"
        "    generator = np.random.Generator(np.random.Philox(key=key))\n"
        "    return torch.tensor(generator.standard_normal((STEPS, 2)) * NOISE)"
    )


def _loops(scene: Scene) -> list[bool]:
    """Which loops the runs need: the plain one, the one with a closure or both."""
    return sorted({run.optimizer.needs_closure for run in scene.runs}) or [False]


def _arguments(scene: Scene, noise: str) -> str:
    """What a loop takes."""
    scheduler = ["scheduler"] if _moves_rates(scene.runs) else []
    return ", ".join(["parameter", "optimizer", *scheduler, *([noise] if scene.noise else [])])


def _loop(scene: Scene, closure: bool) -> str:
    runs = [run for run in scene.runs if run.optimizer.needs_closure is closure]
    step = "step" if scene.noise else "_"
    lines = [f"def {_LOOP_NAMES[closure]}({_arguments(scene, 'noise')}):", f"    for {step} in range(STEPS):"]
    if closure:
        taken = "step=step" if scene.noise else ""
        lines += ["", f"        def closure({taken}):", *indented([*_evaluation(scene, runs), "return loss"], 12), ""]
        lines += indented(_closure_step(any(run.schedule.watches for run in runs)), 8)
    else:
        lines += indented([*_evaluation(scene, runs), "optimizer.step()"], 8)
    return "\n".join([*lines, *indented(_scheduler_step(runs), 8)])


_LOOP_NAMES = ("descend", "descend_with_closure")


def _closure_step(informs: bool) -> list[str]:
    return [
        "try:",
        f"    {'loss = ' if informs else ''}optimizer.step(closure)",
        "except (ArithmeticError, IndexError):",
        "    # torch's line search raises at lr 0 and when the loss is not finite.",
        "    parameter.data.fill_(math.nan)",
        "    return",
    ]


def _evaluation(scene: Scene, runs: Sequence[Run]) -> list[str]:
    lines = ["optimizer.zero_grad()", "loss = objective(*parameter.flatten())", "loss.backward()"]
    if scene.noise:
        lines.append("parameter.grad += noise[step]")
    if scene.clip is not None:
        lines.append("torch.nn.utils.clip_grad_norm_([parameter], CLIP)")
    sparse = [run.optimizer.sparse_gradient for run in runs]
    if any(sparse):
        names = sorted({str(run.optimizer.torch_name) for run in runs if run.optimizer.sparse_gradient})
        kinds = names[0] if len(names) == 1 else f"({', '.join(names)})"
        convert = "parameter.grad = parameter.grad.to_sparse()"
        lines += [convert] if all(sparse) else [f"if isinstance(optimizer, {kinds}):", f"    {convert}"]
    return lines


def _scheduler_step(runs: Sequence[Run]) -> list[str]:
    if not _moves_rates(runs):
        return []
    kinds = {None if isinstance(run.schedule, Constant) else run.schedule.watches for run in runs}
    plain = ["scheduler.step()"]
    if None in kinds:
        plain = ["if scheduler is not None:", "    scheduler.step()"]
    if True not in kinds:
        return plain
    informed = "scheduler.step(loss.item())"
    if kinds == {True}:
        return [informed]
    branch = ["if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):", f"    {informed}"]
    if False not in kinds:
        return branch
    return [*branch, *(["el" + plain[0], plain[1]] if None in kinds else ["else:", f"    {plain[0]}"])]


def _main(scene: Scene) -> str:
    loops = _loops(scene)
    several = len(loops) > 1
    table = [line for index in range(len(scene.runs)) for line in _row(scene, index, several)]
    rows = "\n".join(["RUNS = [", *table, "]"]) if table else "RUNS = []"
    counted = bool(scene.noise) and not scene.shared_noise
    names = f"label, build{', descend' if several else ''}"
    head = f"for run, ({names}) in enumerate(RUNS):" if counted else f"for {names} in RUNS:"
    call = _arguments(scene, "gradient_noise(run)" if counted else "gradient_noise()")
    body = [
        f"{_arguments(scene, '').removesuffix(', ')} = build()",
        f"{'descend' if several else _LOOP_NAMES[loops[0]]}({call})",
        "report(label, parameter)",
    ]
    return "\n".join([rows, "", 'if __name__ == "__main__":', f"    {head}", *indented(body, 8)])


def _row(scene: Scene, index: int, several: bool) -> list[str]:
    """The lines of a run in the table of runs."""
    run = scene.runs[index]
    loop = [_LOOP_NAMES[run.optimizer.needs_closure]] if several else []
    row = table_row(run.label, [f"build_{index + 1}", *loop])
    return [*(_CHAOTIC if _is_chaotic(scene, index) else []), *row]


_CHAOTIC = (
    "    # Chaotic: a rounding error is enough to send this run along another path, so that",
    "    # another machine or version of torch may end elsewhere.",
)


_MOST_EVALUATIONS = 20_000
"""How many evaluations of a function in torch itself a script waits for to say whether its run is chaotic."""


def _is_chaotic(scene: Scene, index: int) -> bool:
    optimizer = scene.runs[index].optimizer
    if isinstance(optimizer, TorchOptimizer) and scene.steps * optimizer.evaluations > _MOST_EVALUATIONS:
        return False
    try:
        outcome = trajectory(scene, index).outcome
    except ValueError:  # a schedule that ends before the run does: the script raises there, as torch does
        return False
    return any(claim.key in ("chaotic", "sensitive") for claim in outcome.claims)
