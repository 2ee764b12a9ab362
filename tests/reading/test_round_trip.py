"""What leaves as code or as a configuration is read back, and gives the same curve."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.export import LIBRARIES, schedule_script, spellings
from lrviz.export.configurations import CONFIGURATIONS, configured
from lrviz.optimizers import AdamW
from lrviz.reading import PasteError, read_code
from lrviz.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CosineDecay,
    Paced,
    Resumed,
    Schedule,
    StepLR,
)
from lrviz.schedules.combination import Combination
from lrviz.schedules.resumed import LAST_EPOCH, NEW, STATE
from tests.export.test_libraries import composed
from tests.strategies import instances

EACH_STEP_PLAN = Plan(500, samples=50, batch_size=1)
EACH_EPOCH_PLAN = Plan(2500, samples=5, batch_size=1)
SILENT = {"Hugging Face", "Accelerate"}
"""Their code holds no loop, and no argument, that says how often the scheduler is stepped: a comment does."""
WITH_RUN = {"Hugging Face Trainer", "timm train.py", "Ultralytics"}
"""Their arguments say how long the run is."""


def written(entry: Entry, plan: Plan) -> Iterator[tuple[str, str]]:
    """Every text that an entry leaves as, with the name of what it is for."""
    yield "PyTorch", schedule_script(entry, plan, AdamW())
    yield from spellings(entry, plan).items()
    yield from ((name, one.text) for name, one in configured(entry, plan, AdamW()).items() if one.text)


def assert_read_back(entry: Entry, plan: Plan) -> set[str]:
    """Every text gives the curve again; what they are for."""
    names = set()
    for name, text in written(entry, plan):
        pasted = read_code(text, plan, entry.lr)
        (back,) = pasted.entries
        assert not pasted.left_out, name
        if name in SILENT:
            back = replace(back, stepped=entry.stepped)
        if entry.schedule.watches:
            assert back.schedule == entry.schedule, name
        else:
            expected, found = curve(entry, plan), curve(back, plan)
            np.testing.assert_allclose(found.rates, expected.rates, 1e-12, 1e-15, err_msg=f"{name} {entry}\n{text}")
        assert back.stepped == entry.stepped, name
        if name in WITH_RUN:
            assert pasted.plan is not None, name
            assert pasted.plan.steps == plan.steps, name
        names.add(name)
    return names


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_schedule_comes_back_from_every_library(kind: type[Schedule]) -> None:
    assert "PyTorch" in assert_read_back(Entry(kind.usual(), 0.1), EACH_STEP_PLAN)
    assert_read_back(Entry(kind.usual(), 0.1, stepped=EACH_EPOCH), EACH_EPOCH_PLAN)


@pytest.mark.parametrize("schedule", [
    Paced(CosineDecay(100), 3, 7),
    Paced(StepLR(30), 4, 1, start=50),
    Paced(CosineAnnealingWarmRestarts(3), 1, 10, fractions=True),
    Resumed(StepLR(30), StepLR(20), 60, LAST_EPOCH),
    Resumed(StepLR(30), CosineAnnealingLR(40), 60, NEW),
    Resumed(CosineDecay(200), CosineDecay(400), 60, STATE),
])  # fmt: skip
def test_runs_at_another_pace_and_resumed_ones_come_back_as_they_are(schedule: Schedule) -> None:
    entry = Entry(schedule, 0.1)
    assert_read_back(entry, EACH_STEP_PLAN)
    (back,) = read_code(schedule_script(entry, EACH_STEP_PLAN, AdamW()), EACH_STEP_PLAN).entries
    assert back.schedule == schedule


def test_a_resumed_run_that_was_changed_is_not_taken_for_what_it_was() -> None:
    script = schedule_script(Entry(Resumed(StepLR(30), StepLR(20), 60, STATE), 0.1), EACH_STEP_PLAN, AdamW())
    changed = script.replace("    scheduler.load_state_dict", "    scheduler.step()\n    scheduler.load_state_dict")
    pasted = read_code(changed, EACH_STEP_PLAN)
    assert not any(isinstance(entry.schedule, Resumed) for entry in pasted.entries)
    assert any("loaded" in said for said in pasted.left_out)


@settings(max_examples=12, derandomize=True)
@given(composed(), st.sampled_from((0.1, 3e-4)), st.sampled_from((EACH_STEP, EACH_EPOCH)))
def test_composed_schedules_come_back(schedule: Schedule, lr: float, stepped: str) -> None:
    assert_read_back(Entry(schedule, lr, stepped=stepped), Plan(240, samples=6, batch_size=1))


SINGLE = [kind for kind in SCHEDULES if not issubclass(kind, Combination)]


@settings(max_examples=40, derandomize=True)
@given(st.sampled_from(SINGLE).flatmap(lambda kind: instances(kind)), st.floats(1e-5, 1.0))
def test_any_hyperparameters_come_back(schedule: Schedule, lr: float) -> None:
    entry, plan = Entry(schedule, lr), Plan(60, samples=6, batch_size=1)
    if not curve(entry, plan).problem:
        with suppress(PasteError):  # beyond what a class here takes, as the message says
            assert_read_back(entry, plan)


def test_every_library_has_something_to_be_read() -> None:
    seen: set[str] = set()
    for schedule in (Constant(), CosineDecay(500, 0.1)):
        seen |= {name for name, _ in written(Entry(schedule, 0.1), EACH_STEP_PLAN)}
        seen |= {name for name, _ in written(Entry(schedule, 0.1, stepped=EACH_EPOCH), EACH_EPOCH_PLAN)}
    assert seen == {"PyTorch", *LIBRARIES, *(one.name for one in CONFIGURATIONS)}
