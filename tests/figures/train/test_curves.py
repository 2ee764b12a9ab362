"""What the board is sent of trainings: each run's curves, or their bands, in at most 50 kB."""

from typing import Any

import numpy as np
import pytest

from lrviz.figures.board.view import TrainingView
from lrviz.figures.train.curves import Shown, banded, training_payload
from lrviz.optimizers import Adam
from lrviz.scene import Run
from lrviz.schedules import ReduceLROnPlateau
from lrviz.tasks import Moons
from lrviz.training import Training, train
from lrviz.workers.training import Picture
from tests.figures.decoding import blobs, header, numbers, words

MOST_BYTES = 41_500
"""The newest predictions of eight runs, which come along, need about 8,000."""
ALL = TrainingView(gradient=True, update=True).arguments()


def noise(seed: int, taken: int) -> Picture:
    """A picture of a run that nothing can pack."""
    random = np.random.default_rng(seed)
    steps, validations = np.arange(0, taken, max(1, taken // 1800)), np.arange(0, taken, max(1, taken // 500))
    columns = [random.lognormal(size=len(steps)).astype(np.float32) for _ in range(4)]
    judged = random.random((2, len(validations)), np.float32)
    return Picture(taken, -1, steps, *columns, validations, *judged, np.zeros(0, np.uint8), ())


@pytest.mark.parametrize("seeds", [1, 16])
def test_eight_runs_under_any_seeds_need_at_most_50_kb(seeds: int) -> None:
    runs = [
        Shown(slot, "run", 0.1, tuple(noise(seeds * slot + n, 100_000) for n in range(seeds))) for slot in range(1, 9)
    ]
    assert len(training_payload(runs, Moons(epochs=7000), ALL)) <= MOST_BYTES


def columns(data: bytes) -> dict[tuple[str, str], Any]:
    """Steps and rows of values of each line, by its panel and its kind."""
    known = {}
    for facts, blob in zip(header(data)["series"], blobs(data)[1:], strict=True):
        half = 4 * facts["rows"]
        rows = numbers(blob[half:], 3 if facts["band"] else 1, facts["digits"])
        known[facts["panel"], facts["kind"]] = words(blob[:half]).astype(int), rows
    return known


def test_one_seed_gives_lines_and_several_give_bands_of_the_same_records() -> None:
    plateau = Run(Adam(lr=0.05), ReduceLROnPlateau(patience=0, factor=0.5))
    records = [train(Training(Moons(epochs=12), (plateau,), seed))[0] for seed in (0, 1, 2)]
    pictures = tuple(map(Picture.of, records))
    first = training_payload([Shown(2, "=x", 0.05, pictures[:1])], Moons(epochs=12), ALL)
    told, sent = header(first), columns(first)
    assert [panel["id"] for panel in told["panels"]] == ["loss", "score", "rate", "gradient", "update"]
    assert (told["rest"], told["subject"]) == (records[0].taken, "run")
    assert [mark["step"] for mark in told["marks"]] == [cut.step for cut in records[0].cuts][-8:]
    steps, (values,) = sent["loss", "line"]
    np.testing.assert_array_equal(steps, records[0].validation_steps)
    np.testing.assert_allclose(values, records[0].validation_losses, rtol=1e-5)
    steps, (values,) = sent["loss", "thin"]
    assert (steps[0], steps[-1]) == (1, records[0].taken)
    np.testing.assert_allclose(values, records[0].train_losses, rtol=1e-5)
    steps, (middle, low, high) = columns(training_payload([Shown(2, "x", 0.05, pictures)], Moons(epochs=12), ALL))[
        "loss", "line"
    ]
    together = np.stack([record.validation_losses for record in records])
    for own, wanted in ((middle, np.median(together, 0)), (low, together.min(0)), (high, together.max(0))):
        np.testing.assert_allclose(own, wanted, rtol=1e-5)


def test_a_view_leaves_panels_and_batches_out() -> None:
    view = TrainingView(score=False, rate=False, batches=False).arguments()
    told = header(training_payload([Shown(1, "run", 0.1, (noise(0, 300),)), Shown(2, "none yet", 0.1)], Moons(), view))
    assert [(one["panel"], one["kind"]) for one in told["series"]] == [("loss", "line")]
    assert [entry["name"] for entry in told["entries"]] == ["run", "none yet"]


def test_a_band_goes_as_far_as_the_furthest_seed_and_leaves_out_what_diverged() -> None:
    grid, low, middle, high = banded(
        [np.array([0, 5, 10]), np.array([0, 5])], [np.array([3.0, np.inf, np.nan]), np.array([1.0, 2.0])]
    )
    assert grid.tolist() == [0, 5, 10]
    assert (low[:2].tolist(), middle[:2].tolist(), high[:2].tolist()) == ([1, 2], [2, 2], [3, 2])
    assert np.isnan([low[2], middle[2], high[2]]).all()
