"""Snippets of other libraries are executed, and each gives the very curve that is drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export import LIBRARIES, spellings
from lrviz.schedules import SCHEDULES, ConstantWithWarmup, CosineAnnealingLR, LinearLR, Schedule, Sequential, Warmup
from lrviz.schedules.phases import Phase, Phases
from tests.export.running import called, defined, rates_of
from tests.strategies import instances

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

HF, TIMM, OPTAX, KERAS = LIBRARIES
EVERY = {HF, TIMM, OPTAX, KERAS}

HAVE: dict[str, set[str]] = {
    name: libraries
    for libraries, names in (
        (EVERY, "PolynomialLR CosineAnnealingLR CosineAnnealingWarmRestarts SWALR CosineDecay Warmup Phases"),
        (EVERY, "CosineWithWarmup ConstantWithWarmup PolynomialDecay"),
        (EVERY - {HF}, "StepLR MultiStepLR ExponentialLR LinearLR CosineCycles PiecewiseConstant Sequential"),
        (EVERY - {KERAS}, "Constant LinearWithWarmup CosineRestartsWithWarmup PolynomialWithWarmup"),
        ({HF, TIMM}, "InverseSqrt WarmupStableDecay OneMinusSqrt"),
        ({OPTAX, KERAS}, "ConstantLR"),
        ({OPTAX}, "OneCycleLR CyclicLR PiecewiseLinear"),
        ({TIMM}, "OneMinusSquare TanhCycles"),
        ({KERAS}, "InverseTime"),
        ({HF}, "ReduceLROnPlateau"),
    )
    for name in names.split()
}
"""The libraries that have the curve of a class at its defaults over 500 steps; no library has those not named."""
ALWAYS = {"LinearWithWarmup", "CosineWithWarmup", "CosineRestartsWithWarmup", "InverseSqrt"}
"""Which transformers has with any hyperparameters."""

ALONE = [
    kind
    for kind in SCHEDULES
    if kind.__name__ in HAVE and kind not in (Warmup, Sequential, Phases, kinds.ReduceLROnPlateau)
]
EXAMPLES = settings(max_examples=5, derandomize=True)
RATES = st.sampled_from((0.1, 3e-4)) | st.floats(1e-6, 10.0)


def assert_same(entry: Entry, plan: Plan) -> set[str]:
    """Every snippet gives the rates of the curve; the libraries that have one."""
    drawn = curve(entry, plan)
    repeats = plan.steps_per_epoch if entry.stepped == EACH_EPOCH else 1
    snippets = spellings(entry, plan)
    for library, snippet in snippets.items():
        rates = drawn.rates if library == OPTAX else drawn.rates[::repeats]
        theirs = rates_of(library, snippet, entry.lr, len(rates))
        np.testing.assert_allclose(theirs, rates, 1e-12, 1e-15 * rates.max() + 1e-300, err_msg=f"{library} {entry}")
    return set(snippets)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_the_libraries_that_have_a_schedule_give_its_curve(kind: type[Schedule]) -> None:
    entry = Entry(kind.usual(), 0.1)
    spelt = spellings(entry, Plan(500))
    assert set(spelt) == HAVE.get(kind.__name__, set())
    if kind is not kinds.ReduceLROnPlateau:
        assert_same(entry, Plan(620))
        if spelt != spellings(entry, Plan(620)):  # else their rates are the first ones of these
            assert_same(entry, Plan(500))


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
    schedules = (
        kinds.Constant(),
        LinearLR(1.0, draw(st.sampled_from((0.0, 0.25))), steps),
        CosineAnnealingLR(steps, draw(st.sampled_from((0.0, 1e-5)))),
        kinds.CosineDecay(steps, draw(st.sampled_from((0.0, 0.1)))),
        kinds.PolynomialLR(steps, 2.0),
        kinds.StepLR(steps, 0.5),
        kinds.MultiStepLR((steps, 2 * steps), 0.1),
        kinds.ExponentialLR(0.97),
        kinds.CosineAnnealingWarmRestarts(steps, draw(st.integers(1, 3))),
        kinds.OneMinusSqrt(steps),
    )
    return draw(st.sampled_from(schedules))


@st.composite
def composed(draw: st.DrawFn) -> Schedule:
    """A warmup, a sequence or phases of tame schedules."""
    first, second, warmup, late = draw(st.tuples(tame(), tame(), st.integers(0, 60), st.integers(1, 150)))
    schedules = (
        Warmup(first, warmup, draw(st.sampled_from((0.0, 0.1)))),
        Warmup(second, warmup, shape="cosine"),
        Sequential((first, second), (late,)),
        Sequential((Warmup(first, warmup), second, kinds.Constant()), (late, late + 20)),
        Phases((Phase(ConstantWithWarmup.usual(), 0.1), Phase(first, 0.5), Phase(second, 0.4)), late + 20),
    )
    return draw(st.sampled_from(schedules))


@settings(EXAMPLES, max_examples=30)
@given(composed(), RATES, st.integers(1, 400))
def test_composed_schedules_give_the_curve(schedule: Schedule, lr: float, steps: int) -> None:
    assert_same(Entry(schedule, lr), Plan(steps))


@EXAMPLES
@given(st.data(), st.integers(5, 300))
def test_one_cycle_is_optaxs_where_its_phases_end_on_steps(data: st.DataObject, total: int) -> None:
    schedule = kinds.OneCycleLR(
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
    schedule = kinds.Noam(512, warmup, scale=peak * (512 * warmup) ** 0.5)
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
        (kinds.CosineWithWarmup(10, 110), EVERY - {HF}),
        (kinds.CosineWithWarmup(10, 110, floor=0.1), EVERY - {HF}),
        (kinds.CosineDecay(100, 0.1, exponent=2.0), EVERY - {OPTAX}),
        (Warmup(kinds.CosineDecay(100, 0.1, exponent=2.0), 10), EVERY - {OPTAX}),
        (kinds.PolynomialDecay(60, 0.1, cycle=True), EVERY - {KERAS}),
        (Warmup(kinds.CosineDecay(100), 10, place="over"), EVERY - {TIMM}),
        (Warmup(kinds.StepLR(30), 10, 0.1, place="over"), EVERY - {TIMM}),
        (Warmup(kinds.TanhCycles.usual(), 10, place="into"), EVERY - {TIMM}),
        (Warmup(kinds.TanhCycles.usual(), 10, place="over"), EVERY),
        (Warmup(kinds.CosineDecay(100), 10, shape="cosine", place="over"), EVERY),
        (kinds.WarmupStableDecay(10, 80, 10, "exponential"), {HF, OPTAX, KERAS}),
        (kinds.WarmupStableDecay(10, 80, 10, "linear", floor=0.1), {KERAS}),
        (ConstantWithWarmup(10, shape="exponential"), EVERY),
        (kinds.PiecewiseLinear(((0.0, 1.0), (10.5, 0.1))), EVERY),
        (kinds.PiecewiseConstant((5, 9), (1.0, 0.5, 0.1)), {HF, TIMM}),
        (kinds.CosineAnnealingWarmRestarts(50, 2), {HF}),
        (kinds.CosineCycles(9, cycle_mul=1.2, cycle_limit=2, k_decay=0.25), EVERY),
        (kinds.OneCycleLR(max_lr=0.1, total_steps=55, pct_start=0.3), EVERY),
        (kinds.OneCycleLR(max_lr=0.1, total_steps=90), EVERY),
        (kinds.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=10, mode="triangular2"), EVERY),
        (LinearLR(1e-4, 1.0, 10**6), EVERY),
    ],
)
def test_what_differs_is_left_out(schedule: Schedule, lacking: set[str]) -> None:
    assert EVERY - assert_same(Entry(schedule, 0.1), Plan(250)) == lacking


def test_stairs_in_optax_climb_from_next_to_nothing() -> None:
    for low in (0.0, 1e-309, 1e-20):
        assert OPTAX in assert_same(Entry(kinds.PiecewiseConstant((3, 7), (low, 1.0, 0.5)), 1.0), Plan(20))


@pytest.mark.parametrize("mode", ["min", "max"])
def test_transformers_passes_a_plateau_on_to_torch(mode: str) -> None:
    schedule = kinds.ReduceLROnPlateau(mode=mode, patience=3, cooldown=2)
    snippet = spellings(Entry(schedule), Plan(100))[HF]
    assert called(snippet, "get_reduce_on_plateau_schedule") == schedule.told_arguments()


@pytest.mark.parametrize("every", [49, 98, 103, 107])
def test_stairs_in_optax_do_not_slip_under_jit(every: int) -> None:
    """XLA multiplies by the reciprocal of a constant, and 49 · (1/49) is below 1."""
    import jax

    entry, plan = Entry(kinds.StepLR(every, 0.5), 1.0), Plan(4 * every)
    schedule = defined(spellings(entry, plan)[OPTAX])["schedule"]
    with jax.enable_x64(True):
        theirs = [float(jax.jit(schedule)(step)) for step in range(every - 1, 3 * every + 1)]
    np.testing.assert_array_equal(theirs, curve(entry, plan).rates[every - 1 : 3 * every + 1])
