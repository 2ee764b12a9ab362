"""Configurations of frameworks give the very curve, or say why not."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz import schedules as kinds
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export.configurations import CONFIGURATIONS, Written, configured
from lrviz.export.libraries import lacking, spellings
from lrviz.optimizers import SGD, AdamW, Lion
from lrviz.schedules import SCHEDULES, Schedule
from tests.export.frameworks import (
    EPOCH,
    deepspeed,
    fastai,
    in_accelerate,
    in_lightning,
    train_py,
    trainer,
    ultralytics,
)
from tests.export.test_libraries import composed, tame

pytestmark = pytest.mark.xdist_group("libraries")  # one worker loads them

TRAINER, LIGHTNING, ACCELERATE, DEEPSPEED, TIMM, FASTAI, ULTRALYTICS = (one.name for one in CONFIGURATIONS)
EXAMPLES = settings(max_examples=15, derandomize=True)


def plan_of(steps: int, devices: int = 1) -> Plan:
    """A run with epochs of `EPOCH` steps."""
    return Plan(steps, samples=EPOCH * devices, batch_size=1, devices=devices)


def code_of(entry: Entry, plan: Plan, name: str, optimizer: Any = AdamW()) -> Written:  # noqa: B008
    return configured(entry, plan, optimizer)[name]


def assert_curve(entry: Entry, plan: Plan, rates: np.ndarray, close: float = 1e-12) -> None:
    expected = curve(entry, plan).rates
    np.testing.assert_allclose(rates, expected, close, close * 1e-3 * expected.max() + 1e-300, err_msg=str(entry))


BOTH_LENGTHS = pytest.mark.filterwarnings("ignore:Both num_training_steps and num_stable_steps")


@BOTH_LENGTHS
@EXAMPLES
@given(tame() | composed(), st.integers(2, 200), st.sampled_from((0.1, 3e-4)))
def test_the_trainers_arguments_give_the_curve(schedule: Schedule, steps: int, lr: float) -> None:
    entry, plan = Entry(schedule, lr), plan_of(steps)
    written = code_of(entry, plan, TRAINER)
    if written.text:
        assert_curve(entry, plan, trainer(written.text))


@pytest.mark.parametrize(
    "schedule",
    [
        kinds.Constant(),
        kinds.CosineWithWarmup(10, 200),
        kinds.CosineWithWarmup(10, 200, floor=0.1),
        kinds.LinearWithWarmup(1, 200),
        kinds.CosineRestartsWithWarmup(10, 200, 3),
        kinds.PolynomialWithWarmup(10, 200, 1e-5, 2.0),
        kinds.InverseSqrt(10),
        kinds.ConstantWithWarmup(10),
        kinds.WarmupStableDecay(10, 150, 40, "cosine", 0.1),
        kinds.WarmupStableDecay(10, 100, 40),
        kinds.Warmup(kinds.CosineDecay(190), 10),
    ],
    ids=lambda schedule: schedule.label,
)
@BOTH_LENGTHS
def test_the_trainer_has_every_scheduler_of_transformers(schedule: Schedule) -> None:
    entry, plan = Entry(schedule, 0.01), plan_of(200)
    assert_curve(entry, plan, trainer(code_of(entry, plan, TRAINER).text))


@pytest.mark.parametrize("stepped", [EACH_STEP, EACH_EPOCH])
@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if kind is not kinds.ReduceLROnPlateau])
def test_lightning_and_accelerate_give_the_curve_of_every_schedule(kind: type[Schedule], stepped: str) -> None:
    entry, plan = Entry(kind.usual(), 0.1, stepped=stepped), plan_of(120)
    written = code_of(entry, plan, LIGHTNING)
    if written.text:
        assert_curve(entry, plan, in_lightning(entry, written.text, 120))
    else:
        assert entry.schedule.alone
        assert written.reason
    for devices in (1, 3):
        plan = plan_of(120, devices)
        text = code_of(entry, plan, ACCELERATE).text
        prepared = "accelerator.prepare(build_scheduler" in text
        assert prepared or devices > 1 or entry.schedule.alone
        assert_curve(entry, plan, in_accelerate(entry, text, 120, devices))


@pytest.mark.parametrize("stepped", [EACH_STEP, EACH_EPOCH])
@pytest.mark.parametrize(("calls", "every"), [(1, 4), (2, 10), (3, 1), (6, 2), (1, 7)])
def test_a_pace_becomes_a_frequency_or_that_of_the_processes(calls: int, every: int, stepped: str) -> None:
    entry, plan = Entry(kinds.Paced(kinds.StepLR(2), calls, every), 0.1, stepped=stepped), plan_of(120, 3)
    written = code_of(entry, plan, LIGHTNING)
    assert bool(written.text) == (calls < every and (stepped == EACH_EPOCH or EPOCH % (every // calls) == 0))
    if written.text:
        assert "class" not in written.text
        assert_curve(entry, plan, in_lightning(entry, written.text, 120))
    text = code_of(entry, plan, ACCELERATE).text
    assert ("class" not in text) == ("accelerator.prepare(build_scheduler" in text) == (calls == 3 * every)
    assert_curve(entry, plan, in_accelerate(entry, text, 120, 3))


def test_a_schedule_that_watches_a_loss_is_given_one_to_monitor() -> None:
    entry = Entry(kinds.ReduceLROnPlateau(patience=3), 0.1, stepped=EACH_EPOCH)
    assert '"monitor": "val_loss"' in code_of(entry, plan_of(50), LIGHTNING).text
    text = code_of(entry, plan_of(50), TRAINER).text
    assert 'eval_strategy="epoch"' in text
    assert "reduce_lr_on_plateau" in text


def test_deepspeeds_json_gives_the_curve() -> None:
    first = kinds.LambdaLR("0.1")
    rise = kinds.ConstantWithWarmup(20, 0.1)
    for schedule in (
        kinds.Constant(),
        kinds.Sequential((first, rise), (1,)),
        kinds.Sequential((first, rise, kinds.PolynomialDecay(60, 0.1)), (1, 21)),
    ):
        entry, plan = Entry(schedule, 0.02), plan_of(100)
        assert_curve(entry, plan, deepspeed(code_of(entry, plan, DEEPSPEED).text, 100))


@settings(max_examples=30, derandomize=True)
@given(tame() | composed(), st.integers(1, 60), st.sampled_from((EACH_STEP, EACH_EPOCH)))
def test_timms_flags_give_the_curve_and_the_run(schedule: Schedule, epochs: int, stepped: str) -> None:
    entry, plan = Entry(schedule, 0.1, stepped=stepped), plan_of(EPOCH * epochs)
    written = code_of(entry, plan, TIMM)
    if written.text:
        rates, trained = train_py(written.text, plan.steps)
        assert_curve(entry, plan, rates)
        assert trained == epochs


@pytest.mark.parametrize(
    "schedule",
    [
        kinds.CosineDecay(20, 0.1),
        kinds.Warmup(kinds.CosineDecay(15), 5, 0.1),
        kinds.Warmup(kinds.CosineDecay(20), 5, 0.1, place="over"),
        kinds.StepLR(7),
        kinds.MultiStepLR((5, 12)),
        kinds.PolynomialDecay(20, 0.01, 0.9),
        kinds.CosineAnnealingWarmRestarts(5),
        kinds.Constant(),
    ],
    ids=lambda schedule: schedule.label,
)
def test_timms_flags_are_there_for_what_train_py_knows(schedule: Schedule) -> None:
    entry, plan = Entry(schedule, 0.1, stepped=EACH_EPOCH), plan_of(EPOCH * 20)
    rates, trained = train_py(code_of(entry, plan, TIMM).text, plan.steps)
    assert_curve(entry, plan, rates)
    assert trained == 20


@EXAMPLES
@given(tame() | composed(), st.integers(20, 300))
def test_fastais_callback_gives_the_curve_to_the_rounding_of_float32(schedule: Schedule, steps: int) -> None:
    entry, plan = Entry(schedule, 0.1), plan_of(steps)
    written = code_of(entry, plan, FASTAI)
    if written.text:
        np.testing.assert_allclose(fastai(written.text, steps), curve(entry, plan).rates, rtol=2e-4, atol=2e-7)


@pytest.mark.parametrize(
    "schedule",
    [
        kinds.OneCycleLR(0.1, 201, pct_start=(0.25 * 200 + 1) / 201),
        kinds.LinearWithWarmup(20, 200),
        kinds.Warmup(kinds.CosineDecay(180, 0.1), 20),
        kinds.ExponentialLR(0.99),
        kinds.Constant(),
        kinds.WarmupStableDecay(20, 150, 30, "linear"),
    ],
    ids=lambda schedule: schedule.label,
)
def test_fastai_has_lines_cosines_and_exponentials(schedule: Schedule) -> None:
    entry, plan = Entry(schedule, 0.1), plan_of(200)
    rates = fastai(code_of(entry, plan, FASTAI).text, 200)
    np.testing.assert_allclose(rates, curve(entry, plan).rates, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("schedule", [kinds.CosineDecay(20, 0.05), kinds.PolynomialDecay(20, 0.01), kinds.Constant()])
def test_ultralytics_arguments_give_the_curve(schedule: Schedule) -> None:
    entry, plan = Entry(schedule, 0.02, stepped=EACH_EPOCH), plan_of(EPOCH * 20)
    assert_curve(entry, plan, ultralytics(code_of(entry, plan, ULTRALYTICS).text, plan.steps))


@pytest.mark.parametrize("stepped", [EACH_STEP, EACH_EPOCH])
@pytest.mark.parametrize("kind", SCHEDULES)
def test_where_there_is_no_code_there_is_a_reason(kind: type[Schedule], stepped: str) -> None:
    entry, plan = Entry(kind.usual(), 0.1, stepped=stepped), plan_of(503)
    for name, written in configured(entry, plan, SGD()).items():
        assert bool(written.text) != bool(written.reason), name
        assert not written.reason or written.reason.endswith("."), name
    reasons = lacking(entry, plan)
    assert not reasons.keys() & spellings(entry, plan).keys()
    early = bool(curve(entry, plan).problem)
    assert all(reason.endswith(".") and (early or name in reason) for name, reason in reasons.items())


@pytest.mark.parametrize(
    ("name", "schedule", "stepped", "says"),
    [
        (TRAINER, kinds.CosineWithWarmup(10, 90), EACH_STEP, "the whole run, 100, and this one is planned for 90"),
        (TRAINER, kinds.StepLR(9), EACH_STEP, "transformers has no scheduler with this curve"),
        (TRAINER, kinds.CosineWithWarmup(10, 100), EACH_EPOCH, "all others at each optimizer step"),
        (DEEPSPEED, kinds.CosineDecay(100), EACH_STEP, "begin a step late"),
        (TIMM, kinds.CosineDecay(99), EACH_STEP, "99 steps are no whole epochs of 5"),
        (TIMM, kinds.CosineDecay(40), EACH_EPOCH, "to the end of the schedule, 40 epochs, and the run has 20"),
        (FASTAI, kinds.StepLR(50), EACH_STEP, "this curve has another part"),
        (ULTRALYTICS, kinds.CosineDecay(100), EACH_STEP, "once an epoch"),
        (ULTRALYTICS, kinds.CosineDecay(19), EACH_EPOCH, "over all its epochs"),
        (LIGHTNING, kinds.OneCycleLR(max_lr=0.1, total_steps=50), EACH_STEP, "The schedule ends before the run does"),
        (ACCELERATE, kinds.ReduceLROnPlateau(), EACH_EPOCH, "given to its step()"),
    ],
)
def test_the_reason_is_the_curves_own(name: str, schedule: Schedule, stepped: str, says: str) -> None:
    assert says in code_of(Entry(schedule, 0.1, stepped=stepped), plan_of(100), name).reason


def test_an_optimizer_that_a_framework_lacks_is_named() -> None:
    entry = Entry(kinds.CosineDecay(20), 0.1, stepped=EACH_EPOCH)
    assert "Ultralytics has no Lion" in code_of(entry, plan_of(100), ULTRALYTICS, Lion()).reason
