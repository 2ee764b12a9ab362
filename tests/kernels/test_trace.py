"""Every rule on every function is a list; what is none says so."""

from dataclasses import dataclass

import pytest

from lrviz.arithmetic import Arithmetic, Value
from lrviz.descent import Descent
from lrviz.kernels import kernel
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.trace import traced
from lrviz.kernels.values import TracingError
from lrviz.objectives import OBJECTIVES, Objective, Rosenbrock
from lrviz.optimizers import OPTIMIZERS, SGD, Adam, ScheduleFreeAdamW, TorchOptimizer
from lrviz.optimizers.base import LearningRate, State, Updated
from lrviz.scene import Run, Scene
from lrviz.schedules import CyclicLR
from tests.kernels.running import Running
from tests.kernels.runs import RULES, compare, descent, one


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda objective: objective.__name__)
def test_every_rule_is_traced_on_every_function(objective: type[Objective]) -> None:
    for rule in RULES:
        trace = traced(RunKind.of(descent(one(rule(), objective=objective()))))
        assert all({"x", "y"} <= set(body.carried) for body in trace.bodies)
        assert trace.states == len(rule.state_names)


@pytest.mark.parametrize(
    "kind", [kind for kind in OPTIMIZERS if issubclass(kind, TorchOptimizer)], ids=lambda kind: kind.__name__
)
def test_what_runs_in_torch_is_not(kind: type[TorchOptimizer]) -> None:
    with pytest.raises(TracingError, match=f"{kind.__name__} runs in torch"):
        RunKind.of(Descent(Rosenbrock(), Run(kind()), (0.0, 0.0), 3))


@dataclass(frozen=True)
class Deciding(SGD):
    """Decides by the gradient in a branch of Python."""

    lr: LearningRate = 0.1

    def update(self, parameter: Value, gradient: Value, state: State, lr: Value, step: int, ops: Arithmetic) -> Updated:
        return (parameter - lr if gradient > 0 else parameter + lr), state


def test_a_rule_that_is_no_arithmetic_says_so() -> None:
    with pytest.raises(TracingError, match="decided by hyperparameters"):
        traced(RunKind.of(descent(one(Deciding(), objective=Rosenbrock()))))


def test_runs_that_differ_in_numbers_alone_have_one_trace() -> None:
    kinds = [RunKind.of(descent(one(Adam(lr=lr), objective=Rosenbrock()))) for lr in (0.1, 0.2)]
    assert traced(kinds[0]) is traced(kinds[1])
    other = RunKind.of(descent(one(Adam(weight_decay=0.1), objective=Rosenbrock())))
    assert traced(other) is not traced(kinds[0])


def test_runs_whose_branches_go_otherwise_have_traces_of_their_own() -> None:
    scenes = [
        one(SGD(momentum=0.9, dampening=share), objective=Rosenbrock(), steps=5) for share in (1.0, 0.5, 1.0, 0.4)
    ]
    for scene in scenes:
        compare(Running(kernel(descent(scene))).record(scene.origin), scene)
    traces = [traced(RunKind.of(descent(scene))) for scene in scenes]
    assert traces[0] is traces[2] is not traces[1] is traces[3]


def test_there_is_a_body_more_where_a_rule_asks_for_the_first_step_or_the_momentum_is_0() -> None:
    plain, remembering = SGD(), SGD(momentum=0.9)
    cycling = CyclicLR(base_lr=0.01, max_lr=0.1, base_momentum=0.0, max_momentum=0.5)
    counts = [
        len(traced(RunKind.of(descent(Scene(Rosenbrock(), runs=(run,))))).bodies)
        for run in (Run(plain), Run(remembering), Run(remembering, cycling))
    ]
    assert counts == [1, 2, 3]


def test_a_state_that_all_columns_have_in_common_is_found() -> None:
    trace = traced(RunKind.of(descent(one(ScheduleFreeAdamW(), objective=Rosenbrock()))))
    assert {ScheduleFreeAdamW.state_names[state] for state in trace.shared} == {"largest rate", "sum of weights"}
