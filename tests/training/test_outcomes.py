"""Every kind of outcome, its numbers recomputed."""

import math

import numpy as np
import pytest

from lrviz.training.outcomes import Outcome, judge

STEPS = np.arange(0, 101, 10)


def judged(losses: np.ndarray, validation: np.ndarray, refusal: str = "") -> Outcome:
    return judge(losses, STEPS[: len(validation)], validation, np.linspace(0.5, 0.9, len(validation)), "R²", refusal)


def test_the_words_follow_the_numbers() -> None:
    falling = np.geomspace(1.0, 0.01, 100)
    flat = np.r_[np.geomspace(1.0, 0.1, 40), np.full(60, 0.1)]
    early = np.array([1.0, 0.5, 0.4, 0.3, 0.31, 0.35, 0.4, 0.5, 0.6, 0.6, 0.6])
    broken = np.where(np.arange(100) < 7, 2.0 ** np.arange(100), math.inf)
    cases = {
        "still_falling": judged(falling, np.geomspace(1.0, 0.02, 11)),
        "levelled": judged(flat, np.geomspace(1.0, 0.1, 11)),
        "overfitting": judged(falling, early),
        "no_progress": judged(np.full(100, 1.0), np.full(11, 0.999)),
        "worse": judged(np.full(100, 3.0), np.linspace(1.0, 3.0, 11)),
        "diverged": judged(broken, np.array([1.0])),
        "stopped": judged(flat, np.array([1.0, 0.9]), "torch says no"),
    }
    assert [outcome.kind for outcome in cases.values()] == list(cases)
    for outcome in cases.values():
        assert outcome.word
        assert "nan" not in outcome.sentence
    last = cases["still_falling"].numbers
    assert last["late"] == pytest.approx(falling[75:].mean())
    assert last["before"] == pytest.approx(falling[50:75].mean())
    over = cases["overfitting"].numbers
    assert (over["step"], over["lowest"], over["last"], over["count"]) == (30, 0.3, 0.6, 10)
    assert over["then"] == pytest.approx(falling[20:30].mean())
    assert over["now"] == pytest.approx(falling[90:].mean())
    assert "since step 30" in cases["overfitting"].sentence
    assert "100 % higher" in cases["overfitting"].sentence
    assert cases["worse"].numbers["best_step"] == 0
    assert cases["diverged"].sentence.startswith("diverged at step 7: ")
    assert cases["diverged"].numbers["largest"] == 64
    assert cases["stopped"].sentence == "stopped after 100 steps: torch says no"
    assert "(R² 0.9)" in cases["levelled"].sentence


def test_what_is_not_finite_has_words_too() -> None:
    none = np.full(100, math.nan)
    assert judged(none, np.array([])).sentence.startswith("diverged at step 0")
    assert judged(np.ones(100), np.r_[np.ones(10), math.nan]).numbers["step"] == 100
    assert judged(none, np.array([]), "no such package").kind == "stopped"
