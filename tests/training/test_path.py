"""The path of a run, its plane and the sharpness along it are what numpy and single measurements say."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz import Run
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR
from lrviz.tasks import Moons
from lrviz.training import (
    PathSlice,
    Record,
    SharpnessPath,
    Training,
    follow_path,
    path_slice,
    sharpness,
    sharpness_along,
    train,
)
from lrviz.training.path import Path, principal_plane
from lrviz.training.sharpness import SharpnessWatch
from tests.training.small import FACTORS, MOONS, TASKS
from tests.training.test_landscape import loss_of, network_of

WAVY = Training(MOONS, (Run(SGD(lr=0.5, momentum=0.9), CosineAnnealingLR(T_max=MOONS.steps)),), seed=2)


def at_steps(training: Training, *steps: int) -> list[Record]:
    """What a training has come to after so many steps."""
    found: list[Record] = []

    def follow(going: Any) -> None:
        if going.taken in steps:
            found.append(going.so_far())

    train(training, follow)
    return found


def flat(record: Record) -> np.ndarray:
    return np.concatenate([part.ravel() for part in record.weights.values()])


@pytest.fixture(scope="module")
def path() -> Path:
    (found,) = follow_path(WAVY)
    return found


def test_a_path_has_the_bits_of_the_run(path: Path) -> None:
    (record,) = train(WAVY)
    assert path.record.train_losses.tobytes() == record.train_losses.tobytes()
    assert path.steps.tolist() == list(range(MOONS.steps + 1))
    assert path.weights[-1].tobytes() == flat(record).tobytes()
    assert path.weights[7].tobytes() == flat(at_steps(WAVY, 7)[0]).tobytes()


def test_the_plane_is_that_of_the_singular_value_decomposition(path: Path) -> None:
    plane = principal_plane(path)
    rows = path.weights[:-1].astype(float) - path.weights[-1]
    _, singular, right = np.linalg.svd(rows, full_matrices=False)
    assert np.abs(plane.directions @ right[:2].T) == pytest.approx(np.eye(2), abs=1e-6)
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-12)
    assert plane.share == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum(), rel=1e-9)
    assert 0.5 < plane.share < 1
    assert plane.points[-1].tolist() == [0, 0]
    assert plane.points[:-1] == pytest.approx(rows @ plane.directions.T)


@pytest.mark.parametrize("task", [MOONS, replace(FACTORS, batch=None)], ids=lambda task: type(task).__name__)
def test_the_losses_on_the_plane_and_its_errors_are_those_of_other_means(task: Any) -> None:
    (path,) = follow_path(Training(task, (Run(Adam(lr=0.02)),)))
    seen: list[PathSlice] = []
    found = path_slice(path, 5, samples=10, follow=seen.append)
    plane, shapes = principal_plane(path), {name: part.shape for name, part in path.record.weights.items()}

    def loss(weights: np.ndarray) -> float:
        cuts = np.cumsum([int(np.prod(shape)) for shape in shapes.values()])[:-1]
        parts = np.split(weights.astype(np.float32), cuts)
        named = {name: part.reshape(shapes[name]) for name, part in zip(shapes, parts, strict=True)}
        placed = replace(path.record, weights=named)
        return loss_of(placed, network_of(placed), 10).item()

    end = path.weights[-1].astype(float)
    for at in (0, 5, len(path.steps) - 1):
        assert found.own[at] == pytest.approx(loss(path.weights[at]), rel=1e-5)
        assert found.on_plane[at] == pytest.approx(loss(end + plane.points[at] @ plane.directions), rel=1e-4)
    assert found.errors[-1] == 0
    assert found.errors.max() > 0
    for row, column in ((0, 4), (3, 1)):
        place = end + found.up[row] * plane.directions[0] + found.across[column] * plane.directions[1]
        assert found.losses[row, column] == pytest.approx(loss(place), rel=1e-4)
    for side, places in zip(found.points.T, (found.up, found.across), strict=True):
        assert places[0] < side.min() <= side.max() < places[-1]
    assert [part.known.sum() for part in seen] == [1, 2, 3, 4, 5]
    assert all(np.array_equal(part.losses[part.known], found.losses[part.known]) for part in seen)
    assert np.isnan(seen[0].losses[~seen[0].known]).all()


def test_the_sharpness_along_a_run_is_that_of_single_measurements_and_leaves_it_alone() -> None:
    last = MOONS.steps
    (found,) = sharpness_along(WAVY, places=5, samples=20)
    assert found.steps.tolist() == [0, *(round(last * part / 4) for part in (1, 2, 3)), last]
    (whole,) = train(WAVY)
    for at, step in enumerate(found.steps.tolist()[1:], 1):
        before, here = at_steps(WAVY, step - 1, step)
        alone = sharpness(here, samples=20)
        assert (found.largest[at], found.smallest[at], found.errors[at]) == (
            alone.largest,
            alone.smallest,
            alone.error,
        )
        middle = {name: (before.weights[name] + here.weights[name]) / 2 for name in here.weights}
        between = replace(here, weights=middle)
        assert found.midway[at] == sharpness(between, samples=20).largest
        assert found.rates[at] == whole.learning_rates[min(step, last - 1)]
    assert found.rates[0] == 0.5
    assert np.isfinite(found.largest[0])
    assert np.isnan(found.midway[0])
    assert (found.share, found.ended, found.samples) == (1.0, whole.outcome.sentence, 20)

    def follow(watch: SharpnessWatch) -> None:
        part: SharpnessPath = watch.so_far()
        known = ~np.isnan(part.largest)
        assert np.array_equal(part.largest[known], found.largest[known])
        assert part.share == known.mean()

    sharpness_along(WAVY, places=5, samples=20, follow=follow)


def test_gradient_descent_on_all_samples_stays_at_the_edge_of_stability() -> None:
    training = Training(Moons(batch=None, epochs=3000, validate_every=3000), (Run(SGD(lr=0.5)),))
    (found,) = sharpness_along(training, places=21)
    assert found.samples == training.task.samples
    assert (found.rates == 0.5).all()
    assert found.midway[10:] == pytest.approx(np.full(11, 4.0), rel=0.02)
    sides = [sharpness(record).largest for record in at_steps(training, 2999, 3000)]
    assert 3.7 < min(sides) < 3.95 < 4.1 < max(sides) < 4.5, "it hops from one side of the valley to the other"
    assert found.largest[-1] == sides[1]


def test_what_has_no_landscape_says_why() -> None:
    regression = next(task for task in TASKS if type(task).__name__ == "Regression")
    blown = Training(regression, (Run(SGD(lr=1e4)),))
    with pytest.raises(HyperparameterError, match=r"has no landscape: it diverged at step \d"):
        follow_path(blown)
    (found,) = sharpness_along(blown, places=10)
    assert np.isfinite(found.largest[0])
    assert np.isnan(found.largest[-1])
    assert found.ended.startswith("diverged at step")
    (still,) = follow_path(Training(MOONS, (Run(SGD(lr=0.0)),)))
    with pytest.raises(HyperparameterError, match="its weights never move"):
        path_slice(still)
    one = replace(MOONS, train=20, batch=20, epochs=1)
    (straight,) = follow_path(Training(one, (Run(SGD(lr=0.1)),)))
    assert principal_plane(straight).share == pytest.approx(1)
    assert np.isfinite(path_slice(straight, 3).losses).all()
    for make, says in (
        (lambda: path_slice(straight, 4), "size of a slice must be an odd number from 3 to 101, got 4"),
        (lambda: path_slice(straight, 3, 0), "samples must be at least 1, got 0"),
        (lambda: sharpness_along(blown, 1), "places must be from 2 to 200, got 1"),
    ):
        with pytest.raises(HyperparameterError, match=says):
            make()
