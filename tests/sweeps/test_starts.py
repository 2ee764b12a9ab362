"""Basin maps say where every start ends."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.objectives import Easom, Himmelblau, Objective, Rastrigin, Rosenbrock, Sphere
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from lrviz.sweeps.starts import DIVERGED, OPEN, STALLED, UNFINISHED, Reached, Starts


def reached(scene: Scene, count: int = 12, size: int = 50) -> Reached:
    """The whole map."""
    found = Reached.none(Starts(scene, count))
    for block in found.starts.blocks(size):
        found.run(block)
    return found


@pytest.mark.parametrize("objective", [Himmelblau(), Rastrigin()], ids=lambda objective: objective.title)
def test_each_start_ends_where_its_trajectory_does(objective: Objective) -> None:
    scene = Scene(objective, steps=300, runs=(Run(SGD(lr=1e-3, momentum=0.9)),))
    found = reached(scene)
    for cell in range(0, 144, 7):
        path = simulate(found.starts.scene_of(cell))[0]
        distances = [np.hypot(*(path.points[-1] - np.array(place))) for place in objective.minima]
        if found.ends[cell] >= 0:
            assert int(np.argmin(distances)) == found.ends[cell]
            assert 0 <= found.steps[cell] <= 300
        else:
            assert min(distances) > 0.05 or not np.isfinite(distances).all()
            assert found.steps[cell] == -1


def test_himmelblaus_four_minima_share_the_plane() -> None:
    shares = reached(Scene(Himmelblau(), steps=500, runs=(Run(SGD(lr=0.005)),)), 24).shares()
    assert {0, 1, 2, 3} <= set(shares)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_what_diverges_stalls_and_is_not_finished_has_its_own_code() -> None:
    assert set(reached(Scene(Sphere(), steps=200, runs=(Run(SGD(lr=1.5)),))).ends) == {DIVERGED}
    assert UNFINISHED in reached(Scene(Rosenbrock(), steps=20, runs=(Run(SGD(lr=1e-4)),))).ends
    assert STALLED in reached(Scene(Easom(), steps=50, runs=(Run(SGD(lr=1e-9)),))).ends


def test_nearer_starts_arrive_sooner() -> None:
    found = reached(Scene(Sphere(), steps=400, runs=(Run(SGD(lr=0.02)),)), 21)
    steps = found.steps.reshape(21, 21)
    assert (found.ends == 0).all()
    assert steps[10, 10] <= steps[10, 15] <= steps[10, 20]


@pytest.mark.parametrize("size", [1, 13, 1000])
def test_blocks_cover_every_start_once_coarse_ones_first(size: int) -> None:
    starts = Starts(Scene(Sphere(), runs=(Run(SGD()),)), 10)
    cells = np.concatenate([block.cells for block in starts.blocks(size)])
    assert sorted(cells.tolist()) == list(range(100))
    assert set(cells[:4].tolist()) == {0, 8, 80, 88}
    assert all(len(block.cells) <= size for block in starts.blocks(size))


def test_blocks_do_not_change_the_map() -> None:
    scene = Scene(Himmelblau(), steps=100, noise=0.5, runs=(Run(Adam(lr=0.05)),))
    whole, pieces = reached(scene, size=1000), reached(scene, size=7)
    np.testing.assert_array_equal(whole.ends, pieces.ends)
    np.testing.assert_array_equal(whole.steps, pieces.steps)
    assert not (whole.ends == OPEN).any()


def test_what_cannot_be_started_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        Starts(Scene(Sphere()))
    with pytest.raises(ValueError, match="from 0 to 3"):
        Starts(replace(Scene(Sphere()), runs=(Run(SGD()),)), 2).scene_of(4)
