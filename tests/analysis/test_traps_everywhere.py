"""What holds for the traps of every entry: fixes mend and break nothing, and good schedules have none."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.analysis import SEVERITIES, Trap
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, Plan, curve
from lrviz.optimizers import OPTIMIZERS, Adam, AdamW, Optimizer
from lrviz.schedules import SCHEDULES, LambdaLR, Schedule, Sequential, Warmup
from lrviz.schedules.combination import Combination
from tests.analysis.claims import Seen
from tests.analysis.examining import examine, run
from tests.analysis.sentences import assert_true
from tests.strategies import instances

OTHERS = tuple(kind for kind in SCHEDULES if not kind.feedback and not issubclass(kind, Combination))


@st.composite
def sequences(draw: st.DrawFn) -> Sequential:
    """Any SequentialLR, its milestones in order or not."""
    stages = draw(st.lists(st.sampled_from(OTHERS).flatmap(instances), min_size=1, max_size=4))
    milestones = [draw(st.integers(0, 300)) for _ in stages[1:]]
    return Sequential(tuple(stages), tuple(draw(st.sampled_from((sorted(milestones), milestones)))))


@st.composite
def cases(draw: st.DrawFn, kind: type[Schedule]) -> tuple[Entry, Plan, Optimizer]:
    """Any entry with a schedule of one class, a plan around its length and any optimizer."""
    schedule = draw(sequences() if kind is Sequential else instances(kind, nested=OTHERS))
    length = schedule.length or 100
    steps = draw(st.integers(1, 60) | st.integers(max(1, min(length - 3, 900)), min(length + 3, 1000)) | st.just(500))
    per_epoch = draw(st.sampled_from((1, 7, 40)))
    plan = Plan(budget=float(steps), samples=32 * per_epoch)
    stepped = draw(st.sampled_from((EACH_STEP, EACH_EPOCH)))
    entry = Entry(schedule, lr=draw(st.sampled_from((0.0, 1e-3, 0.1, 1.0))), stepped=stepped)
    return entry, plan, draw(st.sampled_from(OPTIMIZERS))(lr=0.1)


@pytest.mark.parametrize("kind", SCHEDULES)
@given(data=st.data())
@settings(max_examples=12)
def test_traps_are_the_same_every_time_and_true_and_every_fix_mends(kind: type[Schedule], data: Any) -> None:
    entry, plan, optimizer = data.draw(cases(kind))
    before = examine(entry, plan, optimizer)
    assert examine(entry, plan, optimizer) == before
    for trap in before:
        _assert_well_formed(trap, plan)
        assert_true(trap, Seen(entry, plan, curve(entry, plan)))
        if trap.fix:
            _assert_mended(trap, before, examine(trap.fix, plan, optimizer))


def _assert_well_formed(trap: Trap, plan: Plan) -> None:
    assert trap.severity in SEVERITIES
    assert trap.step is None or 0 <= trap.step <= plan.steps
    assert trap.sentence.endswith(".")
    assert "nan" not in trap.sentence.split()
    assert bool(trap.fix) == bool(trap.fix_label)


def _identity(trap: Trap) -> tuple[str, int | None]:
    """The same before and after: a warmup that is now short enough may uncover a long one behind it."""
    return trap.kind, trap.step if trap.kind == "warmup longer than the run" else None


def _assert_mended(trap: Trap, before: tuple[Trap, ...], after: tuple[Trap, ...]) -> None:
    told, left = (Counter(map(_identity, traps)) for traps in (before, after))
    assert left[_identity(trap)] < told[_identity(trap)], (trap, after)
    errors = {found.kind for found in after if found.severity == "error"}
    assert errors <= {found.kind for found in before if found.severity == "error"}, trap


@pytest.mark.parametrize("optimizer", [Adam(lr=0.1), AdamW(lr=0.1)])
def test_the_worst_comes_first(optimizer: Optimizer) -> None:
    entry = Entry(Warmup(LambdaLR("0.5 - t / 100"), steps=50), lr=0.1)
    severities = [SEVERITIES.index(trap.severity) for trap in examine(entry, run(900), optimizer)]
    assert len(severities) > 1
    assert severities == sorted(severities)
