"""Writes a scene as a PyTorch script that repeats it, and its paths as a CSV table."""

import ast
import csv
import io
import math
from collections.abc import Sequence

from lrviz.export.cells import plain_cell
from lrviz.export.layout import WIDTH, assignment, imports, indented, is_import
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant
from lrviz.simulate import Trajectory
from lrviz.source import Code


def to_csv(scene: Scene, paths: Sequence[Trajectory]) -> str:
    """The paths as a table with the columns run, step, x, y, loss, learning_rate.

    Row k of a run is the point after k steps and the rate that step k + 1 uses there, so the last rate is empty. A
    number that is not finite is an empty cell. A name that a spreadsheet takes for a formula gets a quote in front.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("run", "step", "x", "y", "loss", "learning_rate"))
    for run, path in zip(scene.runs, paths, strict=True):
        label = plain_cell(run.label)
        columns = (*path.points.T.tolist(), path.losses.tolist(), [*path.learning_rates.tolist(), math.nan])
        for step, numbers in enumerate(zip(*columns, strict=True)):
            writer.writerow((label, step, *(repr(v) if math.isfinite(v) else "" for v in numbers)))
    return table.getvalue()


def to_pytorch(scene: Scene) -> str:
    """A complete script that does with torch what the scene shows.

    It needs torch, numpy and the packages of the optimizers in the scene. Run, it prints one JSON line per run: its
    label, the final x and y and the loss there. A number that is not finite is null, and "diverged" is then true.
    """
    codes = (code for run in scene.runs for code in (run.optimizer.torch_code("parameters"), _scheduler(run)))
    definitions = list(dict.fromkeys(definition for code in codes for definition in code.definitions))
    imported = [line for d in definitions if is_import(d) for line in d.splitlines() if line]
    parts = [
        _settings(scene),
        _broken_sum(scene.objective.torch_code()),
        *(d for d in definitions if not is_import(d)),
        *(_builder(i, run) for i, run in enumerate(scene.runs, 1)),
        _noise(scene),
        *(
            _loop(scene, closure)
            for closure in (False, True)
            if any(r.optimizer.needs_closure is closure for r in scene.runs)
        ),
        _REPORT,
        _main(scene),
    ]
    body = "\n\n\n".join(part.strip("\n") for part in parts if part)
    head = imports({"import json", "import math", "import torch", *imported}, body)
    return f"{_heading(scene)}\n\n{head}\n\n{body}\n"


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


def _broken_sum(function: str) -> str:
    """The source of a function that only returns a sum, with one term a line where the sum is too long for one line."""
    head, _, expression = function.strip().partition("    return ")
    node = ast.parse(expression, mode="eval").body
    cuts: list[int] = []
    while len(expression) + 11 > WIDTH and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        end = node.left.end_col_offset or 0
        node = node.left
        cuts.insert(0, end + len(expression[end:]) - len(expression[end:].lstrip(") ")))
    if not cuts:
        return function
    terms = [expression[start:end].rstrip() for start, end in zip([0, *cuts], [*cuts, len(expression)], strict=True)]
    return "\n".join([f"{head}    return (", *indented(terms, 8), "    )"])


def _heading(scene: Scene) -> str:
    packages = dict.fromkeys(["torch", "numpy", *(run.optimizer.package for run in scene.runs)])
    return (
        f'"""Descends {type(scene.objective).__name__} and prints where each run ends, one JSON line per run.\n\n'
        f'Written by lrviz. Needs: pip install {" ".join(packages)}\n"""'
    )


def _settings(scene: Scene) -> str:
    lines = ["torch.set_default_dtype(torch.float64)", "", f"START = {scene.origin!r}", f"STEPS = {scene.steps}"]
    if scene.noise:
        lines.append(f"NOISE = {scene.noise!r}  # standard deviation of each coordinate of the gradient")
        lines.append(f"SEED = {scene.seed}")
    if scene.clip is not None:
        lines.append(f"CLIP = {scene.clip!r}  # largest norm of the gradient")
    return "\n".join(lines)


def _scheduler(run: Run) -> Code:
    if isinstance(run.schedule, Constant):
        return Code("None  # the learning rate stays")
    return run.schedule.torch_code(run.optimizer.lr)


def _builder(number: int, run: Run) -> str:
    optimizer = run.optimizer
    shape = optimizer.parameter_shape
    matrix = "" if len(shape) == 1 else f".reshape{shape}"
    lines = [
        f"def build_{number}():",
        f"    parameter = torch.nn.Parameter(torch.tensor(START){matrix})",
        assignment("optimizer", optimizer.torch_code("[parameter]").expression),
    ]
    if optimizer.needs_train:
        lines.append("    optimizer.train()  # the end is where gradients are taken; eval() would move to the average")
    lines += [assignment("scheduler", _scheduler(run).expression), "    return parameter, optimizer, scheduler"]
    return "\n".join(lines)


def _noise(scene: Scene) -> str:
    if not scene.noise:
        return ""
    note = "the same for every run" if scene.shared_noise else "another for each run"
    return (
        f'def gradient_noise(replicate):\n    """Noise for the gradients, shape (STEPS, 2): {note}."""\n'
        "    key = np.array([SEED, replicate], dtype=np.uint64)\n"
        "    generator = np.random.Generator(np.random.Philox(key=key))\n"
        "    return torch.tensor(generator.standard_normal((STEPS, 2)) * NOISE)"
    )


def _loop(scene: Scene, closure: bool) -> str:
    runs = [run for run in scene.runs if run.optimizer.needs_closure is closure]
    name = "descend_with_closure" if closure else "descend"
    lines = [f"def {name}(parameter, optimizer, scheduler{', noise' if scene.noise else ''}):"]
    lines.append("    for step in range(STEPS):")
    if closure:
        lines += ["", "        def closure():", *indented(_evaluation(scene, runs), 12), "            return loss", ""]
        lines += indented(_CLOSURE_STEP, 8)
    else:
        lines += indented([*_evaluation(scene, runs), "optimizer.step()"], 8)
    return "\n".join([*lines, *indented(_scheduler_step(runs), 8)])


_CLOSURE_STEP = (
    "try:",
    "    loss = optimizer.step(closure)",
    "except (ArithmeticError, IndexError):",
    "    # torch's line search raises at lr 0 and when the loss is not finite",
    "    parameter.data.fill_(math.nan)",
    "    return",
)


def _evaluation(scene: Scene, runs: Sequence[Run]) -> list[str]:
    lines = ["optimizer.zero_grad()", "loss = objective(*parameter.flatten())", "loss.backward()"]
    if scene.noise:
        lines.append("parameter.grad += noise[step]")
    if scene.clip is not None:
        lines.append("torch.nn.utils.clip_grad_norm_([parameter], CLIP)")
    sparse = [run.optimizer.sparse_gradient for run in runs]
    if any(sparse):
        names = ", ".join(sorted({str(run.optimizer.torch_name) for run in runs if run.optimizer.sparse_gradient}))
        convert = "parameter.grad = parameter.grad.to_sparse()"
        lines += [convert] if all(sparse) else [f"if isinstance(optimizer, {names}):", f"    {convert}"]
    return lines


def _scheduler_step(runs: Sequence[Run]) -> list[str]:
    kinds = {None if isinstance(run.schedule, Constant) else run.schedule.watches for run in runs}
    plain = ["scheduler.step()"]
    if None in kinds:
        plain = ["if scheduler is not None:", "    scheduler.step()"] if False in kinds else []
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
    several = len({run.optimizer.needs_closure for run in scene.runs}) > 1
    table, loop = ["RUNS = ["], "descend"
    for number, run in enumerate(scene.runs, 1):
        loop = "descend_with_closure" if run.optimizer.needs_closure else "descend"
        table.append(f"    ({run.label!r}, build_{number}{', ' + loop if several else ''}),")
    replicate = "0" if scene.shared_noise else "replicate"
    call = f"{'loop' if several else loop}(parameter, optimizer, scheduler"
    call += f", gradient_noise({replicate}))" if scene.noise else ")"
    counted = bool(scene.noise) and not scene.shared_noise
    names = f"label, build{', loop' if several else ''}"
    heads = f"for replicate, ({names}) in enumerate(RUNS):" if counted else f"for {names} in RUNS:"
    body = ["parameter, optimizer, scheduler = build()", call, "report(label, parameter)"]
    return "\n".join([*table, "]", "", 'if __name__ == "__main__":', f"    {heads}", *indented(body, 8)])
