"""Causes are found in drawn runs, with the right number, and are named nowhere else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.analysis.partings import CAUSES
from lrviz.comparison import Entry
from lrviz.schedules import CosineAnnealingLR, CosineWithWarmup, LinearWithWarmup, Warmup
from tests.analysis.partings.drawn import (
    DRAWN,
    ENTRIES,
    EVERY,
    PLAN,
    STEPS,
    WARMED,
    compared,
    faster,
    logged,
    rates,
)

EACH = 4
INVISIBLE = {("WSD", "resumed, planned anew")}
"""Runs that look like another: where the decay of WSD is put off beyond the log's end, the rate just stays."""

FORMS = ("whole", "g3", "g4", "g6", "d6")


def found(seed: int, kind: str) -> tuple[bool, bool, str]:
    """Whether a drawn run's cause is among those that are named, whether its number is right, and what was drawn."""
    rng = np.random.default_rng([seed, *kind.encode()])
    names = [name for name in ENTRIES if (name, kind) not in INVISIBLE]
    name, every, form = rng.choice(names), int(rng.choice(EVERY)), str(rng.choice(FORMS))
    drawn = DRAWN[kind](rng, ENTRIES[name])
    verdict = compared(ENTRIES[name], logged(drawn.rates, every, form, first=int(rng.integers(0, 2))))
    told = f"{name}, {drawn.size}, every {every}, {form}: {verdict.sentence}"
    if verdict.step is None:
        return True, True, told
    cause = kind.split(",")[0]
    right = [one.explanation for one in verdict.found if one.explanation.cause == cause]
    near = max(0.02 * abs(drawn.size), 1.5 + every if abs(drawn.size) > 10 else 0.0)
    return bool(right), any(abs(one.size - drawn.size) <= near for one in right), told


def test_causes_are_found_in_95_of_100_drawn_runs_with_their_numbers() -> None:
    every = [found(seed, kind) for kind in DRAWN for seed in range(EACH)]
    missed = [told for cause, size, told in every if not (cause and size)]
    assert len(missed) <= 0.05 * len(every), "\n".join(missed)


@settings(max_examples=40)
@given(st.sampled_from(sorted(ENTRIES)), st.sampled_from((1, 10, 50, 100)), st.sampled_from(FORMS), st.integers(-1, 1))
def test_where_the_curves_agree_no_cause_is_named(name: str, every: int, form: str, counting: int) -> None:
    verdict = compared(ENTRIES[name], logged(rates(ENTRIES[name])[max(counting, 0) :], every, form, max(-counting, 0)))
    assert (verdict.step, verdict.found) == (None, ())
    assert "Plan and log agree" in verdict.sentence


def test_what_no_cause_explains_is_said() -> None:
    rng = np.random.default_rng(5)
    names = sorted(ENTRIES)
    named = []
    logs = [(name, rates(ENTRIES[name]) * rng.uniform(0.7, 1.3, STEPS)) for name in names[::3]]
    for name, other in zip(names, [*names[3:], *names[:3]], strict=True):
        logs.append((name, rates(Entry(ENTRIES[other].schedule, ENTRIES[name].lr))))
    for name, values in logs:
        verdict = compared(ENTRIES[name], logged(values, 10))
        if verdict.found or "No known cause explains it." not in verdict.sentence:
            named.append(f"{name}: {verdict.sentence}")
    assert not named, "\n".join(named)


@pytest.mark.parametrize("name", WARMED)
def test_a_warmup_that_did_not_happen(name: str) -> None:
    entry = ENTRIES[name]
    values, rise = rates(entry), 60 if name == "cosine of transformers" else 100
    held = np.where(np.arange(STEPS) < rise, values.max(), values)
    for real in (held, np.append(values[rise:], np.full(rise, values[-1]))[: STEPS - rise]):
        verdict = compared(entry, logged(real, 10, "g4"))
        assert verdict.found[0].explanation.cause == "no warmup"
        assert f"The warmup of {rise} steps did not happen" in verdict.sentence


@pytest.mark.parametrize("factor", [1 / 2, 1 / 4, 1 / 8])
def test_a_factor_is_found_through_coarse_decimals(factor: float) -> None:
    entry = ENTRIES["cosine with a floor"]
    real = Entry(entry.schedule, entry.lr * factor)
    for first in (0, 1):
        (found,) = compared(entry, logged(rates(real), 50, "d6", first)).found
        assert (found.explanation.cause, found.explanation.size) == ("factor", factor)


def test_a_cosine_that_begins_again_is_not_called_a_period_ahead() -> None:
    entry = ENTRIES["cosine with a floor"]
    rows = ((398, 1, "g6"), *((start, 10, form) for start in (398, 578, 703) for form in ("g4", "whole")))
    for start, every, form in rows:
        values = np.concatenate([rates(entry)[:start], rates(entry)[: STEPS - start]])
        verdict = compared(entry, logged(values, every, form))
        assert f"agrees with the plan begun again at step {start}." in verdict.sentence


def test_evidence_is_what_can_be_counted_again() -> None:
    entry = ENTRIES["cosine after a warmup"]
    values = faster(entry, 4).copy()
    values[500] *= 1.5
    verdict = compared(entry, logged(values))
    evidence = verdict.found[0].evidence
    agreeing = np.isclose(rates(entry), values, rtol=0.01, atol=1e-6)
    assert (evidence.rows, evidence.agreeing) == (STEPS, STEPS - 1)
    assert abs(evidence.without - agreeing.sum()) <= 2
    assert "So 999 of 1,000 logged steps agree, within 0.01 % of the highest rate; without it " in (verdict.sentence)


@pytest.mark.parametrize("steps", [PLAN.steps_per_epoch, 1])
def test_causes_refuse_nothing(steps: int) -> None:
    """Logs of a row, of zeros, of huge and of negative rates go through every cause."""
    for values in (np.zeros(40), np.full(40, 1e308), -rates(ENTRIES["linear"]), np.geomspace(1e-300, 1e300, 60)):
        for entry in (ENTRIES["linear"], Entry(ENTRIES["linear"].schedule, 0.0)):
            assert compared(entry, logged(values, 7)).sentence
            assert compared(entry, logged(values[:1], steps, first=3)).sentence
    assert len(CAUSES) == len(set(CAUSES))


@pytest.mark.parametrize(("steps", "every"), [(600, 25), (1500, 1), (1500, 25)])
def test_another_length_after_the_planned_warmup(steps: int, every: int) -> None:
    for planned, ran in (
        (LinearWithWarmup(100, 1000), LinearWithWarmup(100, steps)),
        (CosineWithWarmup(60, 1000), CosineWithWarmup(60, steps)),
        (Warmup(CosineAnnealingLR(T_max=900), 100), Warmup(CosineAnnealingLR(T_max=steps - 100), 100)),
    ):
        run = logged(rates(Entry(ran, 1e-3))[:steps], every, "g5")
        verdict = compared(Entry(planned, 1e-3), run)
        assert [one.explanation.cause for one in verdict.found] == ["another length"]
        assert verdict.found[0].explanation.size == pytest.approx(steps, abs=2)
        drawn = verdict.what_ran()
        assert drawn is not None
        assert drawn.schedule == ran
