"""Snippets of other libraries are executed, and each gives the very curve that is drawn."""

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export import LIBRARIES, spellings
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineCycles,
    CosineDecay,
    CosineWithWarmup,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    Noam,
    OneCycleLR,
    OneMinusSqrt,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialLR,
    ReduceLROnPlateau,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
)
from lrviz.schedules.phases import Phase, Phases
from tests.export.running import rates_of
from tests.strategies import instances

HF, TIMM, OPTAX, KERAS = LIBRARIES
EVERY = {HF, TIMM, OPTAX, KERAS}

#: The libraries that have the curve of a class at its defaults over 500 steps; no library has those not named.
HAVE: dict[str, set[str]] = {
    "Constant": {HF, TIMM, OPTAX},
    "StepLR": {TIMM, OPTAX, KERAS},
    "MultiStepLR": {TIMM, OPTAX, KERAS},
    "ExponentialLR": {TIMM, OPTAX, KERAS},
    "LinearLR": {TIMM, OPTAX, KERAS},
    "ConstantLR": {OPTAX, KERAS},
    "PolynomialLR": EVERY,
    "CosineAnnealingLR": EVERY,
    "CosineAnnealingWarmRestarts": EVERY,
    "OneCycleLR": {OPTAX},
    "CyclicLR": {OPTAX},
    "ReduceLROnPlateau": {HF},
    "SWALR": EVERY,
    "LinearWithWarmup": {HF, TIMM, OPTAX},
    "CosineWithWarmup": EVERY,
    "CosineRestartsWithWarmup": {HF, TIMM, OPTAX},
    "PolynomialWithWarmup": {HF, TIMM, OPTAX},
    "ConstantWithWarmup": EVERY,
    "InverseSqrt": {HF, TIMM},
    "WarmupStableDecay": {HF, TIMM},
    "CosineDecay": EVERY,
    "OneMinusSqrt": {HF, TIMM},
    "OneMinusSquare": {TIMM},
    "InverseTime": {KERAS},
    "CosineCycles": {TIMM, OPTAX, KERAS},
    "TanhCycles": {TIMM},
    "PiecewiseLinear": {OPTAX},
    "PiecewiseConstant": {TIMM, OPTAX, KERAS},
    "Warmup": EVERY,
    "Sequential": {TIMM, OPTAX, KERAS},
    "Phases": EVERY,
}
ALWAYS = {"LinearWithWarmup", "CosineWithWarmup", "CosineRestartsWithWarmup", "InverseSqrt"}
"""Which transformers has with any hyperparameters."""

COMBINED = (Warmup, Sequential, Phases)
ALONE = [kind for kind in SCHEDULES if kind.__name__ in HAVE and kind not in (*COMBINED, ReduceLROnPlateau)]
EXAMPLES = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
)
RATES = st.sampled_from((0.1, 3e-4)) | st.floats(1e-6, 10.0)


def assert_same(entry: Entry, plan: Plan) -> set[str]:
    """Every snippet gives the rates of the curve; the libraries that have one."""
    drawn = curve(entry, plan)
    repeats = plan.steps_per_epoch if entry.stepped == EACH_EPOCH else 1
    snippets = spellings(entry, plan)
    for library, snippet in snippets.items():
        counts_epochs = repeats > 1 and library != OPTAX
        rates = drawn.rates[::repeats] if counts_epochs else drawn.rates
        theirs = rates_of(library, snippet, entry.lr, len(rates))
        np.testing.assert_allclose(theirs, rates, 1e-12, 1e-15 * rates.max() + 1e-300, err_msg=f"{library} {entry}")
    return set(snippets)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_the_libraries_that_have_a_schedule_give_its_curve(kind: type[Schedule]) -> None:
    entry = Entry(kind(), 0.1)
    if kind is not ReduceLROnPlateau:
        assert assert_same(entry, Plan(500)) == HAVE.get(kind.__name__, set())
        assert_same(entry, Plan(1100))
    assert set(spellings(entry, Plan(500))) == HAVE.get(kind.__name__, set())


@pytest.mark.parametrize("kind", ALONE)
@EXAMPLES
@given(st.data(), RATES, st.integers(1, 400))
def test_any_hyperparameters_give_the_curve(kind: type[Schedule], data: st.DataObject, lr: float, steps: int) -> None:
    offered = assert_same(Entry(data.draw(instances(kind)), lr), Plan(steps))
    assert kind.__name__ not in ALWAYS or HF in offered


@st.composite
def tame(draw: st.DrawFn) -> Schedule:
    """A schedule that many libraries have, at values of which people think."""
    steps = draw(st.integers(2, 120))
    return draw(
        st.sampled_from(
            (
                Constant(),
                LinearLR(1.0, draw(st.sampled_from((0.0, 0.25))), steps),
                CosineAnnealingLR(steps, draw(st.sampled_from((0.0, 1e-5)))),
                CosineDecay(steps, draw(st.sampled_from((0.0, 0.1)))),
                PolynomialLR(steps, 2.0),
                StepLR(steps, 0.5),
                MultiStepLR((steps, 2 * steps), 0.1),
                ExponentialLR(0.97),
                CosineAnnealingWarmRestarts(steps, draw(st.integers(1, 3))),
                OneMinusSqrt(steps),
            )
        )
    )


@st.composite
def composed(draw: st.DrawFn) -> Schedule:
    """A warmup, a sequence or phases of tame schedules."""
    first, second = draw(tame()), draw(tame())
    warmup = draw(st.integers(0, 60))
    late = draw(st.integers(1, 150))
    return draw(
        st.sampled_from(
            (
                Warmup(first, warmup, draw(st.sampled_from((0.0, 0.1)))),
                Warmup(second, warmup, shape="cosine"),
                Sequential((first, second), (late,)),
                Sequential((Warmup(first, warmup), second, Constant()), (late, late + 20)),
                Phases((Phase(ConstantWithWarmup(), 0.1), Phase(first, 0.5), Phase(second, 0.4)), late + 20),
            )
        )
    )


@settings(EXAMPLES, max_examples=60)
@given(composed(), RATES, st.integers(1, 400))
def test_composed_schedules_give_the_curve(schedule: Schedule, lr: float, steps: int) -> None:
    assert_same(Entry(schedule, lr), Plan(steps))


@EXAMPLES
@given(st.data(), st.integers(5, 300))
def test_one_cycle_is_optaxs_where_its_phases_end_on_steps(data: st.DataObject, total: int) -> None:
    schedule = OneCycleLR(
        max_lr=data.draw(RATES),
        total_steps=total,
        pct_start=data.draw(st.integers(2, total // 2)) / total,
        anneal_strategy=data.draw(st.sampled_from(("cos", "linear"))),
        div_factor=data.draw(st.floats(1.5, 100.0)),
        three_phase=data.draw(st.booleans()),
    )
    assert assert_same(Entry(schedule, 0.1), Plan(total)) == {OPTAX}


@EXAMPLES
@given(st.integers(2, 60), st.integers(1, 400), RATES)
def test_noam_is_timms_where_the_optimizer_has_its_peak(warmup: int, steps: int, peak: float) -> None:
    schedule = Noam(512, warmup, scale=peak * (512 * warmup) ** 0.5)
    assert assert_same(Entry(schedule, peak), Plan(steps)) <= {TIMM}
    assert TIMM not in spellings(Entry(schedule, 2 * peak), Plan(steps))
    if steps > warmup:
        assert TIMM in spellings(Entry(schedule, peak), Plan(steps))


@EXAMPLES
@given(tame(), st.integers(2, 9), st.integers(1, 200))
def test_stepped_each_epoch_they_count_epochs(schedule: Schedule, per_epoch: int, steps: int) -> None:
    plan = Plan(steps, samples=per_epoch, batch_size=1)
    entry = Entry(schedule, 0.1, stepped=EACH_EPOCH)
    assert assert_same(entry, plan) == set(spellings(replace(entry, stepped=EACH_STEP), Plan(-(-steps // per_epoch))))


@pytest.mark.parametrize(
    ("schedule", "lacking"),
    [
        (CosineAnnealingLR(T_max=100), EVERY),
        (CosineWithWarmup(10, 110), EVERY - {HF}),
        (WarmupStableDecay(10, 80, 10, "exponential"), {HF, OPTAX, KERAS}),
        (WarmupStableDecay(10, 80, 10, "linear", floor=0.1), {KERAS}),
        (ConstantWithWarmup(10, shape="exponential"), EVERY),
        (PiecewiseLinear(((0.0, 1.0), (10.5, 0.1))), EVERY),
        (PiecewiseConstant((5, 9), (1.0, 0.5, 0.1)), {HF, TIMM}),
        (CosineAnnealingWarmRestarts(50, 2), {HF}),
        (CosineCycles(9, cycle_mul=1.2, cycle_limit=2, k_decay=0.25), EVERY),
        (OneCycleLR(total_steps=55, pct_start=0.3), EVERY),
        (OneCycleLR(total_steps=90), EVERY),
        (CyclicLR(step_size_up=10, mode="triangular2"), EVERY),
        (LinearLR(1e-4, 1.0, 10**6), EVERY),
    ],
)
def test_what_differs_is_left_out(schedule: Schedule, lacking: set[str]) -> None:
    assert EVERY - assert_same(Entry(schedule, 0.1), Plan(250)) == lacking


@pytest.mark.parametrize("low", [0.0, 1e-309, 1e-20])
def test_stairs_in_optax_climb_from_next_to_nothing(low: float) -> None:
    entry = Entry(PiecewiseConstant((3, 7), (low, 1.0, 0.5)), 1.0)
    assert OPTAX in assert_same(entry, Plan(20))


@pytest.mark.parametrize("mode", ["min", "max"])
def test_transformers_passes_a_plateau_on_to_torch(mode: str) -> None:
    schedule = ReduceLROnPlateau(mode=mode, patience=3, cooldown=2)
    call = ast.parse(spellings(Entry(schedule), Plan(100))[HF])
    built = next(node for node in ast.walk(call) if isinstance(node, ast.Call))
    assert ast.unparse(built.func) == "get_reduce_on_plateau_schedule"
    assert {k.arg: ast.literal_eval(k.value) for k in built.keywords} == schedule.arguments()


@pytest.mark.parametrize("every", [49, 98, 103, 107])
def test_stairs_in_optax_do_not_slip_under_jit(every: int) -> None:
    """XLA multiplies by the reciprocal of a constant, and 49 · (1/49) is below 1."""
    import jax

    entry, plan = Entry(StepLR(every, 0.5), 1.0), Plan(4 * every)
    names: dict[str, Any] = {}
    exec(spellings(entry, plan)[OPTAX], names)
    with jax.enable_x64(True):
        theirs = [float(jax.jit(names["schedule"])(step)) for step in range(every - 1, 3 * every + 1)]
    np.testing.assert_array_equal(theirs, curve(entry, plan).rates[every - 1 : 3 * every + 1])


@pytest.mark.parametrize("kind", SCHEDULES)
def test_snippets_stay_readable(kind: type[Schedule]) -> None:
    for stepped in (EACH_STEP, EACH_EPOCH):
        for snippet in spellings(Entry(kind(), 0.1, stepped=stepped), Plan(500, samples=320)).values():
            lines = snippet.splitlines()
            assert max(map(len, lines)) <= 120
            assert all(line == line.rstrip() for line in lines)
            assert "array(" not in snippet
