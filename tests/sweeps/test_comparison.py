"""Fair comparisons: planted differences are found, equal schedules are noise, and every number is a scene's."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import Quadratic, Saddle
from lrviz.optimizers import SGD, Adam, Muon, Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, ConstantLR, CosineDecay, OneCycleLR, Schedule
from lrviz.sweeps.comparison import LOOK, FairComparison, measured_rates, unmeasured
from lrviz.sweeps.ranking import LEVEL, Ranking, ranked
from lrviz.sweeps.variants import Variants, measured_variants
from tests.sweeps.oracle import alone

Floats = np.ndarray

RATED = SGD(lr=0.1)
NOISY = Scene(Quadratic(condition=4.0), start=(1.0, 1.0), steps=60, noise=0.3)


def fair_of(*schedules: Schedule, scene: Scene = NOISY, optimizer: Optimizer = RATED, **rest: Any) -> FairComparison:
    """A comparison of schedules behind one optimizer, over few rates."""
    runs = tuple(Run(optimizer, schedule) for schedule in schedules)
    return FairComparison(replace(scene, runs=runs), **{"low": 1e-3, "high": 0.4, "count": 9, "seeds": 24} | rest)


def compare(*schedules: Schedule, **rest: Any) -> Ranking:
    """The ranking of schedules."""
    fair = fair_of(*schedules, **rest)
    return ranked(fair, measured_rates(fair))


@pytest.fixture(scope="module")
def filled() -> Ranking:
    """A decay to nothing against a constant rate, which keeps its noise floor, and one that stops half-way."""
    return compare(Constant(), CosineDecay(60), ConstantLR(factor=0.001, total_iters=59))


def test_a_planted_difference_is_found_and_said(filled: Ranking) -> None:
    first, second, last = filled.standings
    assert (first.run, second.run, last.run) == (1, 0, 2)
    assert first.median < second.median < last.median
    found = {(one.better, one.worse): one for one in filled.differences}
    assert found[1, 2].noise is False
    assert found[1, 2].adjusted <= LEVEL
    assert 1 < found[1, 2].effect.low < found[1, 2].effect.estimate < found[1, 2].effect.high
    text = " ".join(filled.sentences)
    assert "1. Cosine with floor T=60: final loss" in text
    assert "The final loss above the lowest value of ×0.001 for 59 is " in text
    assert "p = " in text
    assert "12 seeds" in text


def test_half_of_the_seeds_choose_and_the_others_judge_each_number_of_its_scene(filled: Ranking) -> None:
    assert filled.choosing == tuple(range(0, 24, 2))
    assert filled.judging == tuple(range(1, 24, 2))
    values = measured_rates(filled.comparison)
    for standing in filled.standings:
        assert standing.scene is not None
        assert standing.rate == filled.comparison.rates[np.median(values[standing.run][:, ::2], axis=1).argmin()]
        scenes = (replace(standing.scene, seed=seed) for seed in filled.judging)
        np.testing.assert_array_equal(standing.judged, [alone(scene, 1e-6)["final loss"] for scene in scenes])
        assert standing.median == np.median(standing.judged)


def test_the_same_schedule_twice_does_not_differ() -> None:
    ranking = compare(Constant(), Constant(), count=3)
    (difference,) = ranking.differences
    assert difference.p == difference.adjusted == 1
    assert difference.noise is True
    assert difference.effect.estimate == 1
    assert "constant (run 1) and constant (run 2) do not differ." in ranking.sentences


def null_values(generator: np.random.Generator, runs: int, seeds: int) -> Floats:
    """Losses of schedules with one law: a bowl over the rates, noise that rates share and noise that they do not."""
    bowl = 0.3 * np.linspace(-2, 2, 9).reshape(1, -1, 1) ** 2
    shared = generator.standard_normal((runs, 1, seeds))
    return np.exp(bowl + shared + 0.5 * generator.standard_normal((runs, 9, seeds)))


@pytest.mark.parametrize("runs", [2, 4])
def test_schedules_of_one_law_are_called_noise(runs: int) -> None:
    generator, fair = np.random.default_rng(0), fair_of(*[Constant()] * runs)
    found = [ranked(fair, null_values(generator, runs, 24)) for _ in range(200)]
    assert np.mean([any(one.noise is not True for one in ranking.differences) for ranking in found]) <= 0.08
    text = " ".join(found[0].sentences)
    assert "the differences are noise, as far as 12 seeds tell" in text
    assert "95 %: " in text


def test_a_difference_of_a_third_is_found_among_equals() -> None:
    generator = np.random.default_rng(1)
    fair, found = fair_of(Constant(), Constant(), seeds=64), 0
    for _ in range(50):
        values = null_values(generator, 2, 64)
        values[1] = 3.0 * values[1]
        found += ranked(fair, values).differences[0].noise is False
    assert found >= 40


@pytest.mark.parametrize("seeds", [2, 8, 10])
def test_few_seeds_cannot_tell(seeds: int) -> None:
    ranking = compare(Constant(), CosineDecay(60), seeds=seeds, count=3)
    assert ranking.differences[0].noise is None
    text = " ".join(ranking.sentences)
    assert "too few for any test" in text
    assert "takes 12 seeds at least" in text
    assert ("flatters" in " ".join(ranking.depends_on)) == (seeds < 4)


def test_twelve_seeds_can_tell_two_but_not_four() -> None:
    values = np.ones((4, 9, 12)) * np.arange(1, 5).reshape(-1, 1, 1)
    two = ranked(fair_of(*[Constant()] * 2, seeds=12), values[:2])
    four = ranked(fair_of(*[Constant()] * 4, seeds=12), values)
    assert [one.noise for one in two.differences] == [False]
    assert [one.noise for one in four.differences] == [None] * 6


def test_without_noise_there_is_nothing_to_test() -> None:
    ranking = compare(Constant(), CosineDecay(60), scene=replace(NOISY, noise=0.0))
    assert ranking.comparison.draws == 1
    assert np.isnan(ranking.differences[0].p)
    assert ranking.differences[0].noise is None
    assert any("without noise" in sentence for sentence in ranking.sentences)
    assert any("nothing to test" in sentence for sentence in ranking.depends_on)


def test_what_diverges_everywhere_stands_last() -> None:
    fair = fair_of(Constant(), ConstantLR(factor=1.0), count=2)
    ranking = ranked(fair, np.broadcast_to(np.reshape([np.inf, 1.0], (2, 1, 1)), (2, 2, 24)))
    assert [standing.run for standing in ranking.standings] == [1, 0]
    assert (ranking.standings[1].rate, ranking.standings[1].scene, ranking.differences) == (None, None, ())
    assert any("no peak rate" in sentence for sentence in ranking.sentences)


def test_one_lucky_seed_in_divergence_does_not_break_the_test() -> None:
    values = np.ones((2, 9, 24)) * np.linspace(1, 2, 24)
    values[1, :, 1::2] *= 2
    values[1, :, 5] = np.inf
    (difference,) = ranked(fair_of(Constant(), Constant()), values).differences
    assert difference.noise is False
    assert difference.effect.estimate == pytest.approx(2)


def test_a_function_without_a_minimum_is_compared_by_differences() -> None:
    ranking = compare(Constant(), CosineDecay(60), scene=replace(NOISY, objective=Saddle(), start=(1.0, 0.5)))
    assert ranking.ratios is False
    assert ranking.standings[0].width is None
    assert any(" above that of " in sentence for sentence in ranking.sentences)


def test_of_a_single_rate_nothing_is_said_about_others_and_one_at_the_end_is_told() -> None:
    fair = fair_of(Constant(), CosineDecay(60))
    values = np.full((2, 9, 24), np.nan)
    values[:, 0] = 1.0
    text = " ".join(ranked(fair, values).sentences)
    assert "neighbour" not in text
    assert "end of the range" not in text
    values[:, 1] = 100.0
    found = ranked(fair, values)
    assert (found.standings[0].at_end, found.standings[0].rate) == (True, fair.rates[0])
    assert "the good range is narrower than the grid (95 %: 0 or more decades)" in " ".join(found.sentences)
    assert "at the end of the range" in " ".join(found.sentences)
    quiet = fair_of(Constant(), CosineDecay(60), scene=replace(NOISY, noise=0.0))
    assert "its neighbour is more than twice as bad" in " ".join(ranked(quiet, values[:, :, :1]).sentences)


@pytest.mark.parametrize("seeds", [8, 24])
def test_standings_and_ranges_carry_their_uncertainty(seeds: int) -> None:
    ranking = compare(Constant(), CosineDecay(60), seeds=seeds)
    for standing, sentence in zip(ranking.standings, ranking.sentences, strict=False):
        judged, width = standing.judgement, standing.width
        assert width is not None
        assert (judged.seeds, width.seeds) == (seeds // 2, seeds // 2)
        assert judged.fresh
        assert judged.interval() in sentence
        assert width.interval_words in sentence
        assert ("too few" in judged.interval()) == ("too few" in width.interval_words) == (seeds < 12)
        assert judged.low <= standing.median <= judged.high


def test_what_the_order_depends_on_and_optimizers_are_named_where_they_differ() -> None:
    text = " ".join(compare(Constant(), CosineDecay(50)).depends_on)
    for word in ("Quadratic", "60 steps", "SGD", "0.3", "12 seeds chose", "9 from 0.001", "planned for 50 steps"):
        assert word in text
    runs = Run(SGD(lr=0.1)), Run(Adam(lr=0.1), name="mine"), Run(Adam(lr=1.0))
    fair = FairComparison(replace(NOISY, runs=runs), count=2)
    labels = {standing.label for standing in ranked(fair, np.ones((3, 2, 24))).standings}
    assert labels == {"SGD · constant", "mine", "Adam · constant"}


def stopped(fair: FairComparison, looks: int) -> Floats:
    """What is measured where somebody says stop at one of the looks."""
    asked = iter([False] * (looks - 1))
    return measured_rates(fair, cancelled=lambda: next(asked, True))


def looks(fair: FairComparison) -> int:
    """How often it is asked whether to stop."""
    asked: list[None] = []
    measured_rates(fair, cancelled=lambda: bool(asked.append(None)))
    return len(asked)


def test_cancelling_keeps_what_is_done() -> None:
    fair = fair_of(Constant(), CosineDecay(60), count=65, seeds=4)
    values = stopped(fair, 2)
    known = ~np.isnan(values).any(axis=(0, 2))
    assert known.sum() == 32
    assert known[::4].all()
    np.testing.assert_array_equal(ranked(fair, values).rates, fair.rates[known])


@given(
    st.sampled_from([0.0, 0.3]),
    st.lists(
        st.sampled_from([Constant(), CosineDecay(60), OneCycleLR(max_lr=0.1, total_steps=60)]), min_size=1, max_size=3
    ),
    st.integers(1, 3000),
    st.lists(st.integers(1, 6), max_size=3),
)
@settings(max_examples=20)
def test_going_on_gives_the_bits_of_one_go(
    noise: float, schedules: list[Schedule], look: int, stops: list[int]
) -> None:
    fair = fair_of(*schedules, scene=replace(NOISY, noise=noise), optimizer=Adam(lr=0.1), count=5, seeds=3)
    straight, values = measured_rates(fair), None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lrviz.sweeps.comparison.LOOK", look)
        for stop in stops:
            asked = iter([False] * stop)
            values = measured_rates(fair, None, lambda asked=asked: next(asked, True), values)
            known = ~np.isnan(values)
            np.testing.assert_array_equal(values[known], straight[known])
        np.testing.assert_array_equal(measured_rates(fair, earlier=values), straight)


def test_only_what_is_missing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    fair = fair_of(Constant(), CosineDecay(60), count=5)
    values = measured_rates(fair)
    kept = values.copy()
    values[1, 3], values[0, 2, 5] = np.nan, np.nan
    assert np.argwhere(unmeasured(fair, values)).tolist() == [[0, 2], [1, 3]]
    assert unmeasured(fair, None).all()
    measured: list[Scene] = []

    def noted(scenes: list[Scene], *rest: Any) -> Variants:
        measured.extend(scenes)
        return measured_variants(scenes, *rest)

    monkeypatch.setattr("lrviz.sweeps.comparison.measured_variants", noted)
    told: list[tuple[int, int]] = []
    given = values.copy()
    found = measured_rates(fair, lambda done, cells, left: told.append((done, cells)), earlier=values)
    np.testing.assert_array_equal(found, kept)
    np.testing.assert_array_equal(values, given)
    assert set(measured) == {fair.scene_of(0, 2), fair.scene_of(1, 3)}
    assert told == [(10, 10)]


@pytest.mark.parametrize(("look", "times"), [(None, 1), (2 * 20 * 24, 4), (20 * 10, 8 * 3), (1, 8 * 24)])
def test_a_look_comes_at_least_every_so_much_work(look: int | None, times: int) -> None:
    fair = fair_of(Constant(), scene=replace(NOISY, noise=0.1, steps=20), count=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lrviz.sweeps.comparison.LOOK", look or LOOK)
        assert looks(fair) == times


def test_through_torch_a_look_comes_at_every_run_and_values_are_the_same() -> None:
    scene = replace(NOISY, steps=4)
    fair = fair_of(Constant(), CosineDecay(4), scene=scene, optimizer=Muon(lr=0.1), count=2, seeds=3)
    straight = measured_rates(fair)
    assert looks(fair) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lrviz.sweeps.comparison.LOOK_IN_TORCH", 4000)
        assert looks(fair) == 2 * 2 * 3
        values = stopped(fair, 6)
        assert np.isfinite(values).sum() == 5
        told: list[int] = []
        values = measured_rates(fair, lambda done, cells, left: told.append(done), earlier=values)
    assert told == [1, 1, 2, 2, 2, 3, 3, 3, 4]
    np.testing.assert_array_equal(values, straight)
    for run, rate, seed in np.argwhere(~np.isnan(values)).tolist():
        assert values[run, rate, seed] == alone(fair.scene_of(run, rate, seed), 1e-6)["final loss"]


def test_what_is_measured_so_far_is_shown_and_progress_ends_with_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lrviz.sweeps.comparison.LOOK", 60 * 24)
    seen: list[Floats] = []
    told: list[tuple[int, int, float]] = []
    values = measured_rates(fair_of(Constant(), count=3), lambda *news: told.append(news), watch=seen.append)
    assert [int((~np.isnan(one)).any(axis=(0, 2)).sum()) for one in seen] == [1, 2, 3]
    np.testing.assert_array_equal(seen[-1], values)
    assert told[-1] == (3, 3, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"high": 1e-3}, "high must be above low"),
        ({"measure": "diverged"}, "must be one of final loss"),
        ({"scene": replace(NOISY, runs=())}, "at least one run"),
        ({"scene": replace(NOISY, seed=2**32 - 2, runs=(Run(SGD(lr=0.1)),))}, "must end below"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(HyperparameterError, match=message):
        replace(fair_of(Constant()), **change)


def test_values_must_fit_and_each_schedule_some_rate() -> None:
    fair, cycle = fair_of(Constant()), OneCycleLR(max_lr=0.1, total_steps=20, cycle_momentum=False)
    for refused, message in (
        (lambda: ranked(fair, np.ones((1, 9, 3))), "shape"),
        (lambda: ranked(fair, np.full((1, 9, 24), np.nan)), "a value at some rate for all runs, got none"),
        (lambda: measured_rates(fair, earlier=np.ones(9)), r"values must have the shape \(1, 9, 24\), got \(9,\)"),
        (lambda: measured_rates(fair_of(cycle, count=3)), "one cycle.*cannot be compared at any rate.*total_steps"),
    ):
        with pytest.raises(HyperparameterError, match=message):
            refused()
