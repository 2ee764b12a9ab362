"""The evidence on real networks: each experiment comes out as it is told, over seeds, and so do facts beside them."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain

import numpy as np
import pytest

from lrviz import Run
from lrviz.lessons import english
from lrviz.lessons.advice.rules import RULES
from lrviz.lessons.advice.shapes import SHAPES
from lrviz.lessons.evidence import FINDINGS, BySeed, Experiment, findings_on
from lrviz.lessons.evidence.telling import expected, told
from lrviz.optimizers import SGD, Adam, AdamW
from lrviz.schedules import CosineAnnealingLR
from lrviz.sweeps.good_range import uncertain_range
from lrviz.tasks import Moons, OwnPoints, Spirals
from lrviz.training import Record, Training, TrainingRun, sensitivity, train
from lrviz.workers.training import alone

SEEDS = 5
"""All five must agree: luck would have it so once in 32 times."""

EXPERIMENTS = {f"{finding.key} {word}": getattr(finding, word) for finding in FINDINGS for word in ("shows", "fails")}


@cache
def found(name: str) -> BySeed:
    """What an experiment comes to."""
    experiment: Experiment = EXPERIMENTS[name]
    return experiment.compared(records(experiment))


def records(experiment: Experiment) -> Sequence[Sequence[Record]]:
    trainings = [experiment.under(seed) for seed in range(SEEDS)]
    return [[trained(alone(training, run)) for training in trainings] for run in experiment.training.runs]


@cache
def trained(training: Training) -> Record:
    """What its one run does, which many experiments ask for."""
    (record,) = train(training)
    return record


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_experiment_comes_out_as_it_is_told(name: str) -> None:
    experiment, came = EXPERIMENTS[name], found(name)
    words = told(experiment, came)
    if experiment.expected == "first":
        assert came.better == SEEDS, words
        assert "is better with 5 of 5 seeds" in words
        assert "once in 32 tries" in words
    elif experiment.measure.yes_or_no:
        assert not came.gains.any(), words
    else:
        assert abs(came.gain) < np.ptp(came.first) / 2, words
    assert "That is what was expected." in words
    assert not re.search(r"[{}]|nan", words + expected(experiment))


def middle(name: str) -> tuple[float, float]:
    return float(np.median(found(name).first)), float(np.median(found(name).second))


def test_how_much_the_large_differences_are() -> None:
    adam, sgd = middle("adam shows")
    assert adam > 0.87
    assert sgd < 0.75
    cosine, constant = middle("cosine shows")
    assert cosine < 0.65 * constant
    low, high = middle("lbfgs shows")
    assert low < 1e-5 < 1e-2 < high
    seen, unseen = middle("lbfgs fails")
    assert seen < 0.1
    assert unseen > 1
    muon, beside = middle("muon shows")
    assert muon < 1e-9 < beside


def test_every_pick_has_a_finding_and_every_finding_its_texts() -> None:
    keys = {pick.key for pick in (*RULES, *SHAPES)}
    assert {pick for finding in FINDINGS for pick in finding.picks} == keys
    assert all(findings_on(key) for key in keys)
    assert [finding.key for finding in FINDINGS] == list(dict.fromkeys(finding.key for finding in FINDINGS))
    assert set(english.FINDINGS) == {finding.key for finding in FINDINGS}
    for text in chain(*(vars(finding.wording()).values() for finding in FINDINGS)):
        assert not re.search(r"[0-9{}]", text.replace("beta2", "")), text


def test_a_count_is_told_with_its_chance() -> None:
    ahead = BySeed(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), np.array([2.0, 3.0, 4.0, 5.0, 6.0, np.inf]))
    assert (ahead.better, ahead.worse, ahead.chance, ahead.verdict) == (6, 0, 1 / 64, "first")
    assert ahead.between == (1.0, np.inf, 1 - 2 / 64)
    one_off = BySeed(np.zeros(5), np.array([1.0, 1.0, 1.0, 1.0, -1.0]))
    assert (one_off.chance, one_off.verdict) == (6 / 32, "luck")
    lost = BySeed(np.array([np.inf, 1.0]), np.array([np.inf, 1.0]))
    assert (lost.better, lost.worse, lost.chance, lost.verdict) == (0, 0, 1.0, "luck")
    higher = BySeed(np.full(5, 0.9), np.full(5, -np.inf), lower_is_better=False)
    assert (higher.better, higher.verdict) == (5, "first")


def test_the_interval_of_the_median_holds_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    for seeds in (5, 8, 13):
        drawn = random.exponential(size=(4000, seeds)) - np.log(2)  # the median of all is 0
        intervals = [BySeed(np.zeros(seeds), gains).between for gains in drawn]
        held = np.mean([low <= 0 <= high for low, high, _ in intervals])
        assert abs(held - intervals[0][2]) < 0.015
        assert intervals[0][2] >= 0.9


def test_the_good_range_of_adam_is_hardly_wider_than_that_of_sgd() -> None:
    rates, moons = np.logspace(-3, 0, 13), Moons()
    runs = (Run(Adam()), Run(SGD(momentum=0.9)), Run(AdamW(), CosineAnnealingLR(T_max=moons.steps)))
    measured = sensitivity(Training(moons, runs), rates.tolist(), range(SEEDS))
    widths = [uncertain_range(one.rates, np.where(np.isfinite(one.losses), one.losses, np.inf)) for one in measured]
    adam, sgd, cosine = widths
    assert adam
    assert sgd
    assert cosine
    assert 1.25 <= adam.decades <= 2.0
    assert 1.0 <= sgd.decades <= 2.0
    assert abs(adam.decades - sgd.decades) <= 0.5
    assert cosine.decades >= adam.decades - 0.25
    assert adam.interval
    assert sgd.interval
    assert adam.interval[0] < sgd.interval[1], "within the luck of the seeds"


def test_on_spirals_sgd_at_a_high_rate_is_luck_of_the_seed_and_a_cosine_ends_too_soon() -> None:
    spirals = Spirals()
    ends = {}
    for run in (Run(Adam()), Run(Adam(), CosineAnnealingLR(T_max=spirals.steps)), Run(SGD(momentum=0.9))):
        rate = 0.3 if isinstance(run.optimizer, SGD) else 1e-2
        (measured,) = sensitivity(Training(spirals, (run,)), [rate], range(6))
        ends[run] = measured.losses[0]
    adam, cosine, sgd = ends.values()
    assert sgd.max() / sgd.min() > 2.5 * adam.max() / adam.min()
    assert BySeed(sgd, adam).verdict != "second"
    assert (cosine > 2 * adam).all()


def test_on_points_that_a_line_parts_the_weights_grow_like_the_logarithm_of_the_steps() -> None:
    left = tuple((-1 - 0.1 * k, 0.3 * (k % 3)) for k in range(8))
    right = tuple((1 + 0.1 * k, -0.3 * (k % 3)) for k in range(8))
    task = OwnPoints(first=left, second=right, hidden=(), epochs=1600, validate_every=1600)
    marks = [200 * 2**power for power in range(4)]
    for seed in range(SEEDS):
        training, norms, taken = Training(task, (Run(SGD(lr=1.0)),), seed=seed), [], [0]

        def follow(run: TrainingRun, norms: list[float] = norms, taken: list[int] = taken) -> None:
            taken[0] += 1
            if taken[0] in marks:
                norms.append(float(np.linalg.norm(run.so_far().weights["0.weight"])))

        (record,) = train(training, follow)
        gains = np.diff(norms)
        assert len(gains) == 3
        assert gains.max() < 1.15 * gains.min(), "each doubling of the steps adds as much"
        assert gains.min() > 0.3
        assert record.scores[-1] == 1
