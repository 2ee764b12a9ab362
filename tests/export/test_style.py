"""Every script that leaves passes ruff's checks and its formatter as it is; ruff sees a folder of them at once."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import lrviz.export.scene
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Group, Plan
from lrviz.comparison.group_sets import layer_wise, no_decay, yolo
from lrviz.export import schedule_script, spellings, to_pytorch, training_script
from lrviz.export.layout import laid_out
from lrviz.objectives import OBJECTIVES, Formula, Quadratic, Rosenbrock
from lrviz.optimizers import LBFGS, OPTIMIZERS, SGD, Adam, Muon, Optimizer, Rule, ScheduleFreeSGD, SparseAdam
from lrviz.reference import torch_class
from lrviz.scene import Run, Scene
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealingLR,
    CosineDecay,
    OneCycleLR,
    ReduceLROnPlateau,
    Schedule,
    ScheduleError,
    StepLR,
    Warmup,
)
from lrviz.schedules.combination import Combination
from lrviz.schedules.formula import LambdaLR, MultiplicativeLR
from lrviz.search import Search
from lrviz.source import Code
from lrviz.sweeps import Axis
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison
from lrviz.tasks import TASKS, Moons
from lrviz.training import Training
from lrviz.ui.tune.export import basins_script, comparison_script, search_script
from tests.one_declaration.wobble import Wobble
from tests.strategies import instances

RULES = [kind for kind in OPTIMIZERS if issubclass(kind, Rule)]
NESTED = [kind for kind in SCHEDULES if issubclass(kind, (Combination, LambdaLR, MultiplicativeLR))]
SIMPLE = [StepLR, CosineAnnealingLR, Constant]


def declared_scenes() -> Iterator[Scene]:
    """Every optimizer, schedule and objective at its defaults, and every mixture of loops."""
    schedules = cycle(SCHEDULES)
    for optimizer in OPTIMIZERS:
        runs = (Run(optimizer()), Run(optimizer(), ReduceLROnPlateau()), Run(optimizer(), CosineAnnealingLR.usual()))
        for chosen in (runs, runs[:1], runs[1:2], runs[2:]):
            yield Scene(objective=Quadratic(), steps=4, runs=chosen)
    for objective in OBJECTIVES:
        runs = (Run(SGD(momentum=0.9), next(schedules).usual()), Run(LBFGS(max_iter=1)), Run(SparseAdam()))
        moving = objective().moves
        box = ((-1.0, 2.0), (-2.0, 1.0)) if moving else None
        yield Scene(objective=objective(), steps=4, runs=runs, noise=0.1, clip=1.0, shared_noise=False, box=box)
        if moving:
            yield Scene(objective=objective(), steps=4, runs=runs[1:2], box=box)
    for schedule in SCHEDULES:
        yield Scene(objective=Rosenbrock(), steps=4, runs=(Run(Adam(), schedule.usual()),), noise=0.1)
    runs = (Run(Wobble()), Run(Wobble(lr=0.1, weight_decay=0.1, twice=True)), Run(Wobble(maximize=True)))
    yield Scene(objective=Formula(" + ".join(f"sin({n}*x)*cos({n + 0.25}*y)**2" for n in range(20))), runs=runs)
    yield Scene(objective=Quadratic())


@st.composite
def drawn_scenes(draw: st.DrawFn) -> Scene:
    """Any optimizer, schedule and objective at any hyperparameters, under any name."""
    optimizer = draw(st.sampled_from(OPTIMIZERS).flatmap(instances))
    schedule = draw(st.sampled_from(SCHEDULES).flatmap(lambda kind: instances(kind, SIMPLE)))
    if schedule.cycles_momentum and optimizer.cycled is None:
        optimizer = SGD(lr=0.1, momentum=0.5)
    runs = (Run(optimizer, schedule, name=draw(st.text(max_size=80))), Run(Adam(), schedule))
    return Scene(
        objective=draw(st.sampled_from(OBJECTIVES).flatmap(instances)),
        start=draw(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))),
        steps=3,
        noise=draw(st.sampled_from((0.0, 0.1234567890123456789))),
        clip=draw(st.sampled_from((None, 1e-3))),
        runs=runs,
    )


def schedule_scripts() -> Iterator[str]:
    """Every schedule stepped each step and each epoch in every library."""
    for kind in SCHEDULES:
        for stepped, plan in ((EACH_STEP, Plan(500)), (EACH_EPOCH, Plan(500, samples=320))):
            entry = Entry(kind.usual(), 0.1, "\"'''\\", stepped)
            yield schedule_script(entry, plan, SGD(momentum=0.9))
            yield from spellings(entry, plan).values()
    for optimizer in OPTIMIZERS:
        yield schedule_script(Entry(CosineAnnealingLR(T_max=9), 0.02), Plan(12), optimizer())


EXPRESSIONS = st.recursive(
    st.sampled_from(("x", "step", "a_rather_long_name", "self.beta1", "group['betas']", "2.0", "1e-07", "'text'")),
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from(("+", "-", "*", "/", "**", "<", "and", "or")), inner),
        st.builds("{}({})".format, st.sampled_from(("-", "not ", "torch.sqrt", "f")), inner),
        st.builds("({}) if ({}) else ({})".format, inner, inner, inner),
        st.builds("torch.nn.functional.softplus({}, {}, beta={})".format, inner, inner, inner),
        st.builds("[{}, ({})]".format, inner, inner),
        st.builds("steps[{}]".format, inner),
    ),
    max_leaves=24,
)
STATEMENTS = st.builds(
    str.format,
    st.sampled_from(
        (
            "return {0}",
            "value = {0}",
            "total += {0}",
            "print({0}, key={1})",
            "return {0}, ({1})",
            "if {0}:\n        pass",
        )
    ),
    EXPRESSIONS,
    EXPRESSIONS,
)


def training_scripts() -> Iterator[str]:
    """Every task, and every loop."""
    plateau = ReduceLROnPlateau()
    plain = (Run(Adam(lr=0.01)), Run(Adam(lr=0.01), CosineAnnealingLR.usual()), Run(SGD(), plateau), Run(LBFGS()))
    loops = (*plain, Run(SGD(), Warmup(plateau, steps=3)), Run(ScheduleFreeSGD()), Run(LBFGS(), StepLR.usual()))
    for kind in TASKS:
        able = (Run(SparseAdam()),) * kind.gives_sparse_gradients + (Run(Muon()),) * kind.matrices_only
        yield training_script(Training(kind(), (*plain, *able)))
        yield training_script(Training(kind(), (*able, Run(SGD()))[:1]))
    for stepped in (EACH_STEP, EACH_EPOCH):
        for task in (Moons(), Moons(batch=None)):
            yield training_script(Training(task, loops, clip=1.0, stepped=stepped))


def large_scripts() -> Iterator[str]:
    """What is too large for the page Tune."""
    scene = Scene(objective=Rosenbrock(), runs=(Run(SGD()), Run(SGD(momentum=0.9))))
    yield basins_script(Basins(scene, 1024, ((-1.2345678, 1.2345678), (-2.3456789, 2.3456789))))
    yield search_script(
        Search(scene, (Axis("optimizer.lr", 1e-4, 1.0, 8), Axis("optimizer.momentum", 0.1, 0.95, 8)), trials=40)
    )
    yield comparison_script(FairComparison(scene))


def grouped_scripts() -> Iterator[str]:
    """Groups under one scheduler, under one with lists and under one each, with names that need care, and starts."""
    plan = Plan(40, samples=10, batch_size=2)
    names = ('it\'s "one"', "naïve 学习", "a" * 40)
    own = tuple(Group(name, "*x*" * 8, schedule=kind.usual()) for name, kind in zip(names, SIMPLE, strict=True))
    for groups in (own, own[:1], no_decay(), yolo(plan), (*own, *layer_wise(layers=3))):
        for schedule, stepped in (
            (OneCycleLR.usual(), EACH_STEP),
            (CosineDecay.usual(), EACH_EPOCH),
            (ReduceLROnPlateau(), EACH_STEP),
        ):
            yield schedule_script(Entry(schedule, stepped=stepped, groups=groups), plan, Adam())


def drawn(strategy: st.SearchStrategy[Any], write: Callable[[Any], str], count: int = 25) -> Iterator[str]:
    """What is written of many examples."""
    texts: list[str] = []

    @settings(max_examples=count, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(strategy)
    def collect(example: Any) -> None:
        with suppress(ScheduleError):  # what torch cannot build leaves no script
            texts.append(write(example))

    collect()
    assert len(texts) > 0.8 * count
    return iter(texts)


def with_own_source(rule: Rule) -> str:
    """A script with a rule that a package publishes as if none did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(rule), "torch_name", None)
        runs = (Run(rule), Run(type(rule)(lr=0.1)))
        return to_pytorch(Scene(objective=Quadratic(), steps=2, runs=runs))


def saved(folder: Path, groups: dict[str, Iterable[str]]) -> Path:
    """A folder of scripts."""
    for group, scripts in groups.items():
        for number, script in enumerate(scripts):
            (folder / f"{group}_{number}.py").write_text(script, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all these scripts."""
    groups = {
        "declared": map(to_pytorch, declared_scenes()),
        "drawn": drawn(drawn_scenes(), to_pytorch),
        "rule": drawn(st.sampled_from(RULES).flatmap(instances), with_own_source, 20),
        "schedule": schedule_scripts(),
        "grouped": grouped_scripts(),
        "large": large_scripts(),
        "training": training_scripts(),
    }
    with pytest.MonkeyPatch.context() as patch:
        # Nothing is run here: every other run is called chaotic.
        patch.setattr(lrviz.export.scene, "_is_chaotic", lambda scene, index: index % 2 == 0)
        return saved(tmp_path_factory.mktemp("scripts"), groups)


def ruff(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_scripts_pass_ruffs_checks(folder: Path) -> None:
    done = ruff("check", "--isolated", "--select", "E,F,B,I", "--output-format", "concise", str(folder))
    assert done.returncode == 0, done.stdout[-3000:]


def test_ruffs_formatter_leaves_scripts_as_they_are(folder: Path) -> None:
    done = ruff("format", "--isolated", "--diff", str(folder))
    assert done.returncode == 0, done.stdout[-3000:]


def test_ruffs_formatter_leaves_any_statement_as_it_is_laid_out(tmp_path: Path) -> None:
    def function(statement: str) -> str:
        source = f"def function(x, step=1.0):\n    {statement}\n"
        text = laid_out(source)
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))
        return text + "\n"

    done = ruff("format", "--isolated", "--diff", str(saved(tmp_path, {"statement": drawn(STATEMENTS, function, 200)})))
    assert done.returncode == 0, done.stdout[-3000:]


def left_out(called: Any, code: Code, arguments: dict[str, Any]) -> None:
    """What a call leaves out are defaults of what it calls, and what it writes has to be there."""
    call = ast.parse(code.expression, mode="eval").body
    assert isinstance(call, ast.Call)
    written = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    defaults = {name: parameter.default for name, parameter in inspect.signature(called).parameters.items()}
    assert {name: written.get(name, defaults[name]) for name in arguments} == arguments


@pytest.mark.parametrize("kind", [kind for kind in OPTIMIZERS if kind.torch_name])
def test_an_optimizer_leaves_out_what_are_defaults_of_its_class(kind: type[Optimizer]) -> None:
    optimizer = kind()
    left_out(torch_class(optimizer), optimizer.torch_code("parameters"), optimizer.torch_arguments())


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind.torch_name and kind not in NESTED])
def test_a_schedule_leaves_out_what_are_defaults_of_its_class(kind: type[Schedule]) -> None:
    module, _, name = str(kind.torch_name).rpartition(".")
    left_out(getattr(importlib.import_module(module), name), kind.usual().torch_code(0.1), kind.usual().arguments())
