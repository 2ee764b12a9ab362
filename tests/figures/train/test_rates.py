"""Curves over rates show what was measured; the words beside them tell its own numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.export.rates import rates_code, rates_to_csv
from lrviz.figures.train.rates import (
    ENDINGS,
    MeasuredRun,
    chaos,
    compared,
    range_test_picture,
    sensitivity_picture,
    told,
)
from lrviz.figures.tune.payload import tune_payload
from lrviz.optimizers import SGD, Adam
from lrviz.tasks import Regression
from lrviz.training import Training, range_test, sensitivity
from tests.figures.decoding import header

RATES, SEEDS = (1e-3, 1e-2, 0.1, 1e3), (0, 1, 2)
TRAINING = Training(Regression(train=64, validation=32, epochs=4), (Run(Adam()), Run(SGD(momentum=0.9))))
LOSS, SCORE = ENDINGS["validation loss at the end"], ENDINGS["best score"]


@pytest.fixture(scope="module")
def runs() -> list[MeasuredRun]:
    """Two runs, wholly measured."""
    found, tests = sensitivity(TRAINING, RATES, SEEDS), range_test(TRAINING, RATES[0], 10.0, 40)
    return [MeasuredRun(slot, f"run {slot}", *one) for slot, one in enumerate(zip(found, tests, strict=True), 1)]


def test_a_curve_is_the_median_over_seeds_and_what_diverged_is_infinite(runs: list[MeasuredRun]) -> None:
    picture = sensitivity_picture(runs, np.array(RATES), len(SEEDS), LOSS, "R²", "key")
    for row, run in enumerate(runs):
        assert run.found is not None
        finite = np.where(np.abs(run.found.losses) < 3.4e38, run.found.losses, np.inf)
        assert np.array_equal(picture.middle[row], np.median(finite, axis=1))
        assert picture.low is not None
        assert np.array_equal(picture.low[row], finite.min(axis=1))
        assert picture.high is not None
        assert np.array_equal(picture.high[row], finite.max(axis=1))
        assert picture.best[row] == row * len(RATES) + int(np.argmin(np.median(finite, axis=1)))
    assert np.isinf(picture.middle[1, -1]), "SGD diverges at a rate of a thousand"
    assert "diverged for half of the seeds or more from 1e+03" in told(runs[1], LOSS, "R²")
    facts = header(tune_payload(picture, {}))
    assert facts["uses"] == {"opens": "as a run", "refines": True, "thumbs": False}
    assert len(facts["good"]) == 2


def test_what_is_missing_from_a_score_is_drawn_and_the_score_is_told(runs: list[MeasuredRun]) -> None:
    picture = sensitivity_picture(runs, np.array(RATES), len(SEEDS), SCORE, "R²", "key")
    found = runs[0].found
    assert found is not None
    assert np.allclose(picture.middle[0, :3], 1 - np.median(found.best_scores, axis=1)[:3])
    assert picture.quantity.name == "1 − R², best of the run"
    best = float(np.nanmax(np.median(found.best_scores, axis=1)))
    assert f"best R² {best:.4g} at" in told(runs[0], SCORE, "R²")


def test_a_part_shows_what_is_done_alone(runs: list[MeasuredRun]) -> None:
    whole = runs[0].found
    assert whole is not None
    done = np.zeros((len(RATES), len(SEEDS)), dtype=bool)
    done[1, :2] = True
    part = MeasuredRun(1, "run", replace(whole, done=done))
    picture = sensitivity_picture([part, MeasuredRun(2, "other")], np.array(RATES), 3, LOSS, "R²", "key")
    assert picture.done.tolist() == [[False, True, False, False], [False] * 4]
    assert picture.middle[0, 1] == np.median(whole.losses[1, :2])
    assert (picture.best, picture.good) == ([None, None], [])
    assert told(part, LOSS, "R²") == "run: not measured yet"
    assert chaos([part], LOSS) == ""
    assert compared([part], LOSS) == []
    tune_payload(picture, {})


def test_the_words_on_a_range_test_are_made_of_its_numbers(runs: list[MeasuredRun]) -> None:
    sentences = compared(runs, LOSS)
    assert len(sentences) == 3
    for run, sentence in zip(runs, sentences, strict=False):
        assert run.test is not None
        assert f"falls fastest at {run.test.steepest:.2g}" in sentence

    def guessing(*guesses: float) -> str:
        pairs: Any = zip(runs, guesses, strict=True)
        told = [
            replace(run, test=replace(run.test, steepest=RATES[run.best(LOSS)] * guess))  # type: ignore[index,type-var]
            for run, guess in pairs
        ]
        return " ".join(compared(told, LOSS))

    assert "4 times lower than the best" in guessing(0.25, 3.0)
    assert "3 times higher than the best" in guessing(0.25, 3.0)
    assert "On this task the guesses err both ways" in guessing(0.25, 3.0)
    assert "it may err either way" in guessing(0.25, 1.0)
    assert "within a tenth of the best" in guessing(0.25, 1.0)
    for run in runs:
        width = run.width(LOSS)
        assert width is not None
        assert f"{width.high / 2:.2g} for {run.name}" in chaos(runs, LOSS)


def test_a_range_test_is_drawn_as_far_as_it_goes(runs: list[MeasuredRun]) -> None:
    rates = np.geomspace(RATES[0], 10.0, 40)
    picture = range_test_picture([*runs, MeasuredRun(3, "to come")], rates, LOSS, "key")
    for row, run in enumerate(runs):
        assert run.test is not None
        count = len(run.test.rates)
        assert np.allclose(run.test.rates, rates[:count])
        assert np.array_equal(picture.middle[row, :count], run.test.smoothed)
        assert picture.done[row].sum() == count
    assert {mark.kind for mark in picture.marks if mark.slot == 1} == {"best", "limit"}
    assert not picture.done[2].any()
    tune_payload(picture, {})


def test_the_table_has_every_training_and_every_step_and_the_code_repeats_it(
    runs: list[MeasuredRun], tmp_path: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: Any = [(run.name, run.found) for run in runs]
    tests: Any = [(run.name, run.test) for run in runs]
    head, *rows = rates_to_csv(measured, tests).splitlines()
    assert head.startswith("kind,run,rate,seed,losses,scores,")
    assert len(rows) == 2 * len(RATES) * len(SEEDS) + sum(len(test.rates) for _, test in tests)
    assert f"{measured[0][1].losses[0, 1]!r}".replace("np.float64(", "").rstrip(")") in rows[1]
    file = tmp_path / "training.json"
    file.write_text(TRAINING.to_json(), "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(rates_code(RATES, SEEDS, 40, file.name), {})
    said = capsys.readouterr().out
    assert str(measured[0][1].losses.tolist()) in said
