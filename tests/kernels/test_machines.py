"""wasmtime, LLVM and numpy run the same programs with the same bits, and numpy does where there is no wasmtime."""

import subprocess
import sys
from threading import Thread
from typing import Any

import numpy as np
import pytest

from lrviz.kernels import machines, recorded
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.machines import NumpyMachine, choosing, machine
from lrviz.kernels.native.c_code import CMachine, compiler
from lrviz.kernels.program import block_program, recording_program
from lrviz.kernels.trace import traced
from lrviz.kernels.wasm.machine import WasmMachine
from lrviz.objectives import OBJECTIVES, Ackley, Formula, Quadratic, Rastrigin, Rosenbrock
from lrviz.optimizers import SGD, Adam, NAdam, RAdam, Rprop, Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import CosineAnnealingLR, CyclicLR, ReduceLROnPlateau, Schedule
from lrviz.simulate import BatchResult, simulate_many
from tests.kernels.running import same_bits
from tests.kernels.runs import RULES, descent, one


@pytest.fixture
def numpys(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs something with numpy alone."""

    def run(work: Any) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(machines, "_usual", lambda: NumpyMachine)
            return work()

    return run


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_numpy_keeps_the_same_record(rule: type[Rule], numpys: Any) -> None:
    for objective in OBJECTIVES[::6]:
        run = descent(one(rule(), objective=objective(), steps=9, noise=0.1, clip=2.0))
        found, wanted = recorded(run), numpys(lambda run=run: recorded(run))
        for name, array in vars(found).items():
            assert array is None or same_bits(array, vars(wanted)[name]), name


PLATEAU, CYCLING = ReduceLROnPlateau(patience=1), CyclicLR(base_lr=1e-3, max_lr=1e-2, step_size_up=3)
SCHEDULED: list[tuple[type[Rule], Schedule]] = [
    (rule, schedule)
    for rule in RULES
    for schedule in (CosineAnnealingLR(T_max=5), PLATEAU, CYCLING)
    if rule.cycled is not None or not schedule.cycles_momentum
]


def name(value: Any) -> str:
    """A case's name."""
    return str(value.label if isinstance(value, Schedule) else value.__name__)


def of_their_own(rule: type[Rule], schedule: Schedule) -> BatchResult:
    """Runs of a rule that differ in all that may differ."""
    runs = [Run(rule(lr=lr), schedule) for lr in (0.01, 0.1, 0.02, 0.5, 0.3)]
    functions = [Quadratic(condition=c, angle=30.0) for c in (2.0, 3.0, 4.0, 5.0, 6.0)]
    starts, steps = np.random.default_rng(5).uniform(-1, 1, (2, 5)), [9, 4, 4, 9, 1]
    more: dict[str, Any] = {
        "scale": [0.1, 0.2, 0.1, 0.3, 0.1],
        "seed": [1, 2, 1, 1, 3],
        "clip": [1.0, 2.0, 1.0, 0.5, 9.0],
    }
    return simulate_many(functions, runs, starts, steps, goals=0.1, marks=[3], **more)


@pytest.mark.parametrize(("rule", "schedule"), SCHEDULED, ids=name)
def test_numpy_moves_the_same_columns(rule: type[Rule], schedule: Schedule, numpys: Any) -> None:
    found, wanted = of_their_own(rule, schedule), numpys(lambda: of_their_own(rule, schedule))
    compare_ends(found, wanted)


def compare_ends(found: BatchResult, wanted: BatchResult) -> None:
    """Compares all that is known of many runs, bit for bit."""
    assert found.statistics is not None
    assert same_bits(found.points, wanted.points)
    assert same_bits(found.losses, wanted.losses)
    assert (found.marked is None) == (wanted.marked is None)
    assert found.marked is None or wanted.marked is None or same_bits(found.marked, wanted.marked)
    assert found.finite_steps.tolist() == wanted.finite_steps.tolist()
    for name, column in vars(found.statistics).items():
        assert same_bits(column, vars(wanted.statistics)[name]), name


@pytest.mark.parametrize(
    ("rule", "schedule"),
    [(rule, schedule) for rule, schedule in SCHEDULED if schedule is not CYCLING or RULES.index(rule) % 3 == 0],
    ids=name,
)
def test_llvm_moves_the_same_columns(rule: type[Rule], schedule: Schedule, monkeypatch: pytest.MonkeyPatch) -> None:
    native = pytest.importorskip("lrviz.kernels.native.machine").NativeMachine
    found = of_their_own(rule, schedule)
    monkeypatch.setattr(machines, "_usual", lambda: native)
    compare_ends(found, of_their_own(rule, schedule))


def test_llvm_has_the_same_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    native = pytest.importorskip("lrviz.kernels.native.machine").NativeMachine
    starts = np.random.default_rng(2).uniform(-1, 1, (2, 37)) * 10.0 ** np.arange(37) ** 0.5
    for text in ("sin(x)*cos(y) + tan(x)", "exp(x) + log(y)", "tanh(x)*sigmoid(y)", "abs(x)**y + logaddexp(x, y)"):
        run, function = Run(SGD(lr=0.1)), Formula(text)
        found = simulate_many(function, run, starts, 9, goals=0.0)
        with monkeypatch.context() as patched:
            patched.setattr(machines, "_usual", lambda: native)
            compare_ends(found, simulate_many(function, run, starts, 9, goals=0.0))


def test_a_c_compiler_gives_the_same_bits() -> None:
    if compiler() is None:
        pytest.skip("there is no C compiler")
    starts = np.random.default_rng(4).uniform(-1, 1, (2, 20))
    for rule, function in (
        (NAdam(lr=0.1), Ackley()),
        (Rprop(lr=0.1), Rosenbrock()),
        (RAdam(lr=0.1), Formula("abs(x)**y")),
    ):
        found = simulate_many(function, Run(rule), starts, 30, goals=0.5, scale=0.1, replicates=range(20))
        with choosing(CMachine):
            compare_ends(
                found, simulate_many(function, Run(rule), starts, 30, goals=0.5, scale=0.1, replicates=range(20))
            )


def test_llvm_is_taken_where_there_is_much_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    native = pytest.importorskip("lrviz.kernels.native.machine").NativeMachine
    monkeypatch.setattr(machines, "WORTH", 1000)
    trace = traced(RunKind.of(descent(one(Adam(), objective=Rosenbrock()))))
    many, single = block_program(trace, False, False, 256, 8), recording_program(trace)
    kinds = []
    for program, work in ((many, 600), (many, 600), (single, 5000)):
        with machine(program, 8, work) as opened:
            kinds.append(type(opened))
    assert kinds == [WasmMachine, native, WasmMachine]


@pytest.mark.parametrize("broken", ["None", "object()"], ids=["no wheel", "a wheel that fails"])
def test_without_wasmtime_numpy_runs_everything(broken: str) -> None:
    code = f"""
import sys
sys.modules["wasmtime"] = {broken}
from lrviz.kernels.machines import NumpyMachine, _usual
from lrviz import Run, Scene, simulate
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import Adam
assert _usual() is NumpyMachine
print(simulate(Scene(Rosenbrock(), steps=20, runs=(Run(Adam(lr=0.1)),)))[0].points[-1].tolist())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with_it = recorded(descent(one(Adam(lr=0.1), objective=Rosenbrock(), steps=20))).points[-1].tolist()
    assert done.stdout.strip() == str(with_it)


@pytest.mark.parametrize("kind", [WasmMachine, NumpyMachine, "native"])
def test_a_part_computes_the_columns_that_it_is_told(kind: Any) -> None:
    if kind == "native":
        kind = pytest.importorskip("lrviz.kernels.native.machine").NativeMachine
    trace = traced(RunKind.of(descent(one(SGD(lr=0.1), objective=Quadratic(condition=1.0)))))
    opened = kind(block_program(trace, False, False, 16, 8), 8)
    for axis in "xy":
        opened.column(axis)[:] = 1.0
    opened.cells("rate")[:] = 0.5
    opened.call("step0", 1, 2, 10)
    assert (opened.column("x") != 1.0).tolist() == [2 <= place < 10 for place in range(16)]
    opened.close()


def test_memories_of_programs_are_apart_and_given_back() -> None:
    program = recording_program(traced(RunKind.of(descent(one(Adam(), objective=Rosenbrock())))))
    with machine(program, 4) as first, machine(program, 4) as second:
        first.column("x")[0], second.column("x")[0] = 1.0, 2.0
        assert (first.column("x")[0], second.column("x")[0]) == (1.0, 2.0)
    for _ in range(2000):  # each would hold addresses of its own
        with machine(program, 4) as opened:
            assert opened.column("x")[0] == 0.0


def test_threads_run_side_by_side() -> None:
    starts = np.random.default_rng(0).uniform(-2, 2, (2, 64))
    found: dict[int, BatchResult] = {}

    def run(index: int) -> None:
        found[index] = simulate_many(Rastrigin(A=7.0 + index % 2), Run(Adam(lr=0.1)), starts, 90, goals=1.0)

    threads = [Thread(target=run, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for index in range(2, 8):
        assert same_bits(found[index].points, found[index % 2].points)
    assert not same_bits(found[0].points, found[1].points)


def test_a_nudge_multiplies_what_a_step_leaves() -> None:
    run = descent(Scene(Rosenbrock(), steps=2, runs=(Run(SGD(lr=1e-3)),), start=(0.5, 0.5)))
    plain, nudged = recorded(run), recorded(run, np.array([[1.5, 1.0], [1.0, 1.0]]))
    assert nudged.points[1].tolist() == [plain.points[1, 0] * 1.5, plain.points[1, 1]]
    assert nudged.points[2].tolist() != plain.points[2].tolist()
