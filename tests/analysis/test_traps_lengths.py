"""Traps of lengths that do not fit the run: each is found, and what is nearly one is left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.optimizers import SGD
from lrviz.schedules import (
    Chained,
    ChebyshevSteps,
    Constant,
    ConstantLR,
    ConstantWithWarmup,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineCycles,
    CosineDecay,
    CosineWithWarmup,
    CyclicLR,
    ExponentialLR,
    InverseRoot,
    InverseSqrt,
    LinearLR,
    LinearWithWarmup,
    MultiStepLR,
    Noam,
    OneCycleLR,
    OneMinusSqrt,
    Phase,
    Phases,
    PiecewiseConstant,
    PiecewiseLinear,
    PolynomialLR,
    PolynomialWithWarmup,
    ReduceLROnPlateau,
    Rex,
    Schedule,
    Sequential,
    StepLR,
    Warmup,
    WarmupStableDecay,
)
from tests.analysis.examining import epochs, fixed, found

LENGTHS = st.integers(100, 3000)
CLIMBS, ABOVE, STILL = "climbs again", "ends above its floor", "stands still at the end"
HIGH, FLOOR = "ends high inside a cycle", "stays at its floor"
LONG, BEYOND = "warmup longer than the run", "milestone beyond the end"
PEAKLESS, JUMPS = "never reaches its peak", "jumps at a hand-over"
QUIET = {"cycle_momentum": False}
WARM, FALL = Phase(LinearLR(0.1, 1.0, 10), 0.1, "share"), Phase(CosineAnnealingLR.usual(), 0.9, "share")


def stages(*milestones: int, parts: tuple[Schedule, ...]) -> Sequential:
    """A SequentialLR."""
    return Sequential(parts, milestones)


def cosine(T_max: int) -> CosineAnnealingLR:
    """A cosine from the optimizer's rate to 0."""
    return CosineAnnealingLR(T_max=T_max)


def points(*steps: int) -> PiecewiseLinear:
    """Straight from the whole rate to a tenth and to a hundredth of it."""
    return PiecewiseLinear(tuple(zip(map(float, (0, *steps)), (1.0, 0.1, 0.01), strict=False)))


def trapezoid(total: int) -> Phases:
    """Warmup, stable, decay."""
    phases = (Phase(ConstantWithWarmup.usual(), 0.1), Phase(Constant(), 0.7), Phase(OneMinusSqrt.usual(), 0.2))
    return Phases(phases, total_steps=total)


def counted(warmup: int, fall: int) -> Phases:
    """A warmup and a cosine of so many steps."""
    return Phases((Phase(ConstantWithWarmup.usual(), warmup, "steps"), Phase(CosineAnnealingLR.usual(), fall, "steps")))


STAIRS = (1.0, 0.1, 0.01)
RISE, FADE = LinearLR(0.1, 1.0, 50), ExponentialLR.usual()
FOUND: list[tuple[str, int, Schedule, Schedule]] = [
    (CLIMBS, 250, stages(50, parts=(RISE, cosine(200))), stages(50, parts=(RISE, cosine(450)))),
    (CLIMBS, 300, Chained((ConstantLR(0.1, 20), cosine(300))), Chained((ConstantLR(0.1, 20), cosine(500)))),
    (CLIMBS, 300, CosineWithWarmup(50, 300), CosineWithWarmup(50, 500)),
    (CLIMBS, 362, CosineWithWarmup(50, 300, num_cycles=0.4), CosineWithWarmup(50, 500, num_cycles=0.4)),
    (CLIMBS, 300, Phases((WARM, FALL), total_steps=300), Phases((WARM, FALL), total_steps=500)),
    (CLIMBS, 300, counted(100, 200), counted(167, 333)),
    (ABOVE, 499, cosine(1000), cosine(500)),
    (ABOVE, 499, LinearLR(1.0, 0.0, 800), LinearLR(1.0, 0.0, 500)),
    (ABOVE, 499, PolynomialLR(total_iters=900), PolynomialLR(total_iters=500)),
    (ABOVE, 499, LinearWithWarmup(50, 1000), LinearWithWarmup(50, 500)),
    (ABOVE, 499, OneMinusSqrt(total_steps=700), OneMinusSqrt(total_steps=500)),
    (ABOVE, 499, OneCycleLR(0.1, 900, **QUIET), OneCycleLR(0.1, 500, **QUIET)),
    (ABOVE, 499, WarmupStableDecay(50, 350, 150), WarmupStableDecay(50, 300, 150)),
    (ABOVE, 499, Warmup(cosine(900), steps=100), Warmup(cosine(400), steps=100)),
    (ABOVE, 499, CosineDecay(total_steps=2000, floor=0.1), CosineDecay(total_steps=500, floor=0.1)),
    (ABOVE, 499, Phases((WARM, FALL), total_steps=1000), Phases((WARM, FALL), total_steps=500)),
    (PEAKLESS, 0, OneCycleLR(0.1, 5000, **QUIET), OneCycleLR(0.1, 500, **QUIET)),
    (PEAKLESS, 0, CyclicLR(0.001, 0.1, **QUIET), CyclicLR(0.001, 0.1, step_size_up=250, **QUIET)),
    (HIGH, 499, CyclicLR(0.001, 0.1, step_size_up=400, **QUIET), CyclicLR(0.001, 0.1, step_size_up=250, **QUIET)),
    (HIGH, 499, CosineAnnealingWarmRestarts(T_0=450), CosineAnnealingWarmRestarts(T_0=500)),
    (HIGH, 499, CosineAnnealingWarmRestarts(60, T_mult=2), CosineAnnealingWarmRestarts(72, T_mult=2)),
    *((HIGH, 499, CosineWithWarmup(50, 500, n), CosineWithWarmup(50, 500, 0.5)) for n in (0.25, 0.75, 1.0)),
    (HIGH, 499, CosineWithWarmup(50, 500, 2.0), CosineWithWarmup(50, 500, 1.5)),
    (HIGH, 499, Warmup(CosineAnnealingWarmRestarts(100), 25), Warmup(CosineAnnealingWarmRestarts(95), 25)),
    (FLOOR, 100, CosineDecay(100, floor=0.1), CosineDecay(500, floor=0.1)),
    (FLOOR, 50, LinearLR(1.0, 0.1, 50), LinearLR(1.0, 0.1, 500)),
    (FLOOR, 250, WarmupStableDecay(50, 150, 50, floor=0.01), WarmupStableDecay(50, 399, 50, floor=0.01)),
    (STILL, 400, LinearWithWarmup(50, 400), LinearWithWarmup(50, 500)),
    (STILL, 400, trapezoid(400), trapezoid(500)),
    (JUMPS, 50, stages(50, parts=(LinearLR(0.1, 0.8, 50), cosine(450))), stages(50, parts=(RISE, cosine(450)))),
    (JUMPS, 50, stages(50, parts=(LinearLR(0.1, 1.0, 100), cosine(450))), stages(50, parts=(RISE, cosine(450)))),
    (JUMPS, 50, Warmup(LinearWithWarmup(50, 450), steps=50), Warmup(LinearWithWarmup(0, 450), steps=50)),
    (BEYOND, 499, points(1000), points(500)),
    (BEYOND, 499, trapezoid(800), trapezoid(500)),
]
"""What is found in a run of 500 steps, at which step, and the schedule put right, which has no traps left."""

LEFT: list[tuple[str, Schedule, Schedule]] = [
    (CLIMBS, stages(200, parts=(cosine(100), FADE)), stages(200, parts=(cosine(200), FADE))),
    (BEYOND, MultiStepLR((250, 600)), MultiStepLR((167, 400))),
    (BEYOND, MultiStepLR((250, 500)), MultiStepLR((200, 400))),
    (BEYOND, StepLR(step_size=500), StepLR(step_size=400)),
    (BEYOND, PiecewiseConstant((250, 1000), STAIRS), PiecewiseConstant((100, 400), STAIRS)),
    (BEYOND, *(stages(4 * n, parts=(Constant(), LinearLR(1.0, 0.1, n))) for n in (200, 100))),
    (LONG, LinearWithWarmup(1000, 1000), LinearWithWarmup(50, 1000)),
    (LONG, InverseSqrt(warmup_steps=998), InverseSqrt(warmup_steps=50)),
    (LONG, LinearLR(0.1, 1.0, 0), LinearLR(0.1, 1.0, 50)),
]
"""As above, where another trap may be left, or may have been there all the time."""

FINE: list[Schedule] = [
    cosine(499),
    cosine(505),
    WarmupStableDecay(50, 350, 100),
    ExponentialLR(gamma=0.999),
    LinearLR(0.1, 1.0, 50),
    InverseSqrt(warmup_steps=50),
    CyclicLR(0.001, 0.1, step_size_up=125, **QUIET),
    MultiStepLR((250, 499)),
    MultiStepLR((400, 250)),
    StepLR(step_size=499),
    PiecewiseConstant((250, 499), STAIRS),
    points(400),
    PiecewiseLinear(((0.0, 1.0), (400.0, 0.1), (900.0, 0.1))),
    stages(499, parts=(Constant(), ExponentialLR.usual())),
    Warmup(cosine(498), steps=2),
    Warmup(cosine(499), steps=1),
    Warmup(cosine(450), steps=50, shape="exponential"),
    stages(50, parts=(LinearLR(0.1, 0.97, 50), cosine(450))),
    stages(50, parts=(Constant(), StepLR(step_size=100))),
    MultiStepLR((250,)),
    Phases(),
]
"""What a run of 500 steps has no traps for, besides what is put right above and below."""

CLEAN = {
    "none": Constant(),
    "BERT fine-tuning": LinearWithWarmup(1000, 10_000),
    "GPT-3": CosineWithWarmup(100, 10_000),
    "cosine to 10 %": Warmup(CosineDecay(total_steps=9900, floor=0.1), steps=100),
    "cosine to 10 % in torch": Sequential((LinearLR(0.01, 1.0, 100), CosineAnnealingLR(9900, 0.01)), (100,)),
    "WSD": WarmupStableDecay(1000, 8000, 1000),
    "WSD in torch": Sequential((LinearLR(0.01, 1.0, 1000), Constant(), LinearLR(1.0, 0.0, 1000)), (1000, 9000)),
    "Transformer": InverseSqrt(warmup_steps=400),
    "ImageNet in steps": MultiStepLR((3000, 6000, 8000)),
    "ImageNet by thirds": StepLR(step_size=3000),
    "ImageNet cosine": CosineAnnealingLR(T_max=10_000),
    "one cycle": OneCycleLR(max_lr=0.1, total_steps=10_000),
    "super-convergence": CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=2500),
    "SGDR": CosineAnnealingWarmRestarts(T_0=1429, T_mult=2),
    "timm": Warmup(CosineCycles(t_initial=9500, cycle_limit=1), steps=500),
    "polynomial": PolynomialWithWarmup(1000, 10_000),
    "REX": Rex(total_steps=10_000),
    "exponential": Warmup(ExponentialLR(gamma=0.9995), steps=500),
    "held back": Chained((ConstantLR(0.1, 100), ExponentialLR(gamma=0.9995))),
    "plateau": ReduceLROnPlateau(patience=300),
    "1/√t": InverseRoot(),
    "Chebyshev": ChebyshevSteps(),
}
"""Schedules of well-known recipes for 10,000 steps."""


@pytest.mark.parametrize(("kind", "step", "schedule", "right"), FOUND, ids=lambda value: getattr(value, "label", None))
def test_what_does_not_fit_is_found_and_put_right(kind: str, step: int, schedule: Schedule, right: Schedule) -> None:
    trap = found(schedule, 500)[kind]
    assert (trap.step, trap.severity) == (step, "warning")
    whole = fixed(trap)
    if isinstance(right, Phases):
        assert isinstance(whole, Phases)
        assert trap.fix_label == "Fit the phases to 500 steps"
        assert [phase.length for phase in whole.phases] == [phase.length for phase in right.phases]
        assert whole.lengths() == right.lengths()
    else:
        assert whole == right
    assert not found(whole, 500)


@pytest.mark.parametrize(("kind", "schedule", "right"), LEFT, ids=lambda value: getattr(value, "label", None))
def test_what_does_not_fit_is_put_right_where_more_is_wrong(kind: str, schedule: Schedule, right: Schedule) -> None:
    assert fixed(found(schedule, 500)[kind]) == right
    assert kind not in found(right, 500)


@pytest.mark.parametrize("schedule", FINE, ids=lambda schedule: schedule.label)
def test_what_fits_is_left_alone(schedule: Schedule) -> None:
    assert not found(schedule, 500)


@pytest.mark.parametrize("schedule", CLEAN.values(), ids=CLEAN)
def test_a_sensible_schedule_has_no_traps(schedule: Schedule) -> None:
    assert not found(schedule, 10_000, optimizer=SGD(lr=0.1, momentum=0.9))


def test_cycles_that_are_meant_do_not_climb_again() -> None:
    for schedule in (
        CosineAnnealingWarmRestarts(T_0=100),
        CosineWithWarmup(50, 500, num_cycles=2.0),
        CosineWithWarmup(50, 500, num_cycles=0.3),
        CosineDecay(total_steps=300),
        CyclicLR(0.001, 0.1, step_size_up=20, **QUIET),
    ):
        assert CLIMBS not in found(schedule, 500)


@given(LENGTHS, st.floats(0.3, 0.9), st.integers(0, 50))
@settings(max_examples=25)
def test_a_cosine_over_too_soon_climbs_again(run: int, share: float, warmup: int) -> None:
    T_max = int((run - warmup) * share)
    trap = found(Warmup(cosine(T_max), steps=warmup), run)[CLIMBS]
    assert (trap.step, trap.severity) == (T_max + warmup, "warning")
    assert fixed(trap) == Warmup(cosine(run - warmup), steps=warmup)
    assert trap.fix_label == f"Set T_max to {run - warmup:,}"
    assert not found(fixed(trap), run)


def test_a_short_cosine_by_epochs_is_planned_for_the_last_epoch_but_not_for_a_floor_of_zero() -> None:
    trap = found(CosineAnnealingLR(T_max=10, eta_min=1e-3), epochs(10), by_epoch=True)[ABOVE]
    assert (trap.severity, trap.step) == ("note", 900)
    assert fixed(trap) == CosineAnnealingLR(T_max=9, eta_min=1e-3)
    assert ABOVE not in found(fixed(trap), epochs(10), by_epoch=True)
    assert not found(cosine(10), epochs(10), by_epoch=True)
    assert fixed(found(cosine(5), epochs(10), by_epoch=True)[CLIMBS]) == cosine(10)


def test_a_linear_decay_of_few_steps_ends_one_step_too_late() -> None:
    trap = found(LinearWithWarmup(5, 50), 50)[ABOVE]
    assert (trap.severity, fixed(trap)) == ("note", LinearWithWarmup(5, 49))
    assert not found(LinearWithWarmup(5, 49), 50)


@given(LENGTHS, st.floats(1.0, 5.0))
@settings(max_examples=25)
def test_a_warmup_as_long_as_the_run_is_found(run: int, times: float) -> None:
    right = Warmup(Constant(), steps=run // 10)
    assert fixed(found(Warmup(Constant(), steps=int(run * times * 1.02) + 2), run)[LONG]) == right
    assert not found(right, run)
    assert not found(Warmup(Constant(), steps=run - 1), run)


def test_a_rise_says_how_far_it_gets_even_where_another_schedule_cuts_it_off() -> None:
    for schedule, kind, reached in (
        (LinearLR(0.1, 1.0, 1000), LONG, "55 %"),
        (LinearWithWarmup(1000, 1000), LONG, "50 %"),
        (InverseSqrt(warmup_steps=998), LONG, "50 %"),
        (LinearLR(0.1, 1.0, 0), LONG, "10 %"),
        (stages(100, parts=(FADE, LinearLR(0.1, 1.0, 1000))), LONG, "46 %"),
        (CyclicLR(0.001, 0.1, **QUIET), PEAKLESS, "26 %"),
    ):
        assert f"{reached} of" in found(schedule, 500)[kind].sentence
    cut = stages(100, parts=(OneCycleLR(max_lr=0.1, total_steps=5000, **QUIET), Constant()))
    assert found(cut, 500)[PEAKLESS].step == 0


def test_milestones_that_do_not_rise_skip_a_stage() -> None:
    parts, kind = (Constant(), ExponentialLR(0.9), PolynomialLR(total_iters=400)), "skips a stage"
    skipping, others = (Sequential((parts[0], part, parts[2]), (200, 100)) for part in (parts[1], StepLR(step_size=7)))
    trap = found(skipping, 500)[kind]
    assert "exponential γ=0.9" in trap.sentence
    assert fixed(trap) == stages(100, 200, parts=parts)
    assert np.array_equal(others.rates(0.1, 500), skipping.rates(0.1, 500))
    assert found(stages(100, 100, parts=parts), 500)[kind].fix is None
    assert kind not in found(fixed(trap), 500)


def test_a_rate_of_zero_for_a_tail_is_wasted() -> None:
    assert "100 steps" in found(LinearWithWarmup(50, 400), 500)[STILL].sentence
    assert STILL not in found(LinearWithWarmup(50, 499), 500)
    assert found(Constant(), 500, lr=0.0)[STILL].step == 0


def test_noam_is_told_when_its_warmup_is_longer_than_the_run() -> None:
    for warmup, told in ((4000, False), (40_000, True)):
        peak = float(Noam(512, warmup).rates(1.0, warmup + 1).max())
        assert (LONG in found(Noam(512, warmup), 10_000, lr=peak)) == told


def test_steps_are_counted_by_the_optimizer() -> None:
    trap = found(cosine(20), epochs(30), by_epoch=True)[CLIMBS]
    assert trap.step == 2000
    assert "epoch 20" in trap.sentence
    assert fixed(trap) == cosine(30)
    assert np.isclose(cosine(30).rates(0.1, 30)[-1], 0.1 * 0.00274, rtol=0.01)


def test_a_jump_between_phases_is_put_right_in_the_earlier_one() -> None:
    low = Phase(LinearLR(0.1, 0.7, 10), 0.1)
    assert not found(fixed(found(Phases((low, FALL), total_steps=500), 500)[JUMPS]), 500)
    floored = Phase(CosineDecay(total_steps=500, floor=0.5), 0.5)
    assert found(Phases((floored, FALL), total_steps=500), 500)[JUMPS].fix is None


def test_a_fix_is_called_by_the_names_that_the_widgets_have() -> None:
    labels = [trap.fix_label for trap in found(Warmup(cosine(100), steps=900), 500).values()]
    assert any(label.startswith("Set steps to") for label in labels)
    assert not any("warmup_steps" in label for label in labels)
