"""Basin maps say where every start ends."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lrviz.objectives import Easom, Formula, Himmelblau, Objective, Rastrigin, Rosenbrock, Sphere
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate
from lrviz.sweeps.basins import DIVERGED, OPEN, STALLED, UNFINISHED, Basins, BasinsResult
from tests.sweeps.results import mapped

WELLS = Formula("x**4 - 3*x**2 + y**2", x_min=-2.0, x_max=2.5, start_x=1.0)


@pytest.mark.parametrize("objective", [Himmelblau(), Rastrigin(), WELLS], ids=lambda objective: objective.title)
def test_each_start_ends_where_its_trajectory_does(objective: Objective) -> None:
    scene = Scene(objective, steps=300, runs=(Run(SGD(lr=1e-3, momentum=0.9)),))
    found = mapped(Basins(scene, 12))
    for cell in range(0, 144, 7):
        path = simulate(found.basins.scene_of(cell))[0]
        distances = [np.hypot(*(path.points[-1] - np.array(place))) for place in objective.minima]
        if found.ends[cell] >= 0:
            assert int(np.argmin(distances)) == found.ends[cell]
            assert 0 <= found.steps[cell] <= 300
        else:
            assert min(distances) > 0.05 or not np.isfinite(distances).all()
            assert found.steps[cell] == -1


def test_himmelblaus_four_minima_share_the_plane() -> None:
    shares = mapped(Basins(Scene(Himmelblau(), steps=500, runs=(Run(SGD(lr=0.005)),)), 24)).shares()
    assert {0, 1, 2, 3} <= set(shares)
    assert sum(shares.values()) == pytest.approx(1.0)


def test_what_diverges_stalls_and_is_not_finished_has_its_own_code() -> None:
    def ends(objective: Objective, steps: int, lr: float) -> set[int]:
        return set(mapped(Basins(Scene(objective, steps=steps, runs=(Run(SGD(lr=lr)),)), 12)).ends.tolist())

    assert ends(Sphere(), 200, 1.5) == {DIVERGED}
    assert UNFINISHED in ends(Rosenbrock(), 20, 1e-4)
    assert STALLED in ends(Easom(), 50, 1e-9)
    nowhere = ends(Formula("x - y**3"), 400, 0.1)
    assert DIVERGED in nowhere
    assert nowhere <= {DIVERGED, STALLED, UNFINISHED}


def test_nearer_starts_arrive_sooner() -> None:
    found = mapped(Basins(Scene(Sphere(), steps=400, runs=(Run(SGD(lr=0.02)),)), 21))
    steps = found.steps.reshape(21, 21)
    assert (found.ends == 0).all()
    assert steps[10, 10] <= steps[10, 15] <= steps[10, 20]


def test_blocks_do_not_change_the_map() -> None:
    scene = Scene(Himmelblau(), steps=100, noise=0.5, runs=(Run(Adam(lr=0.05)),))
    whole, pieces = mapped(Basins(scene, 12), 1000), mapped(Basins(scene, 12), 7)
    np.testing.assert_array_equal(whole.ends, pieces.ends)
    np.testing.assert_array_equal(whole.steps, pieces.steps)
    assert not (whole.ends == OPEN).any()


def test_a_map_inside_a_window_is_that_part_of_the_whole_map() -> None:
    scene = Scene(Himmelblau(), steps=60, noise=0.5, runs=(Run(SGD(lr=0.01)),))
    whole, part = mapped(Basins(scene, 16)), mapped(Basins(scene, 8, ((-3.0, 3.0), (-3.0, 3.0))))
    for all_of_it, inside in ((whole.ends, part.ends), (whole.steps, part.steps)):
        np.testing.assert_array_equal(all_of_it.reshape(16, 16)[4:12, 4:12], inside.reshape(8, 8))
    assert len(set(part.ends)) > 2


def test_starts_lie_in_the_middles_of_the_windows_cells_and_come_coarse_ones_first() -> None:
    starts = Basins(Scene(Sphere(), runs=(Run(SGD()),)), 4, ((1.0, 3.0), (-30.0, 10.0)))
    assert [side.tolist() for side in starts.sides] == [[1.25, 1.75, 2.25, 2.75], [-25, -15, -5, 5]]
    assert starts.scene_of(6).origin == (1.75, -5.0)
    np.testing.assert_array_equal(starts.places(np.array([6, 15])), [[1.75, 2.75], [-5.0, 5.0]])
    blocks = [block.cells.tolist() for block in replace(starts, count=10).blocks(13)]
    assert blocks[0] == [0, 8, 80, 88]
    assert sorted(cell for block in blocks for cell in block) == list(range(100))


@pytest.mark.parametrize("objective", [Himmelblau(), WELLS], ids=lambda objective: objective.title)
def test_starts_are_the_same_after_a_trip_through_json(objective: Objective) -> None:
    scene = Scene(objective, runs=(Run(Adam(lr=0.1)),))
    starts = Basins(scene, 7, ((-1.0, 0.1), (0.0, 2.0)))
    assert Basins.from_json(starts.to_json()) == starts
    assert Basins(scene, 7) == Basins(scene, 7, objective.window) != starts


def test_a_formulas_own_start_does_not_count() -> None:
    scene, other = (Scene(replace(WELLS, start_y=y), runs=(Run(SGD()),)) for y in (None, 2.0))
    assert Basins(scene, 5).scene_of(7) == Basins(other, 5).scene_of(7)
    opened = Basins(scene, 5).scene_of(7).objective
    assert (opened.start_x, opened.start_y) == Basins(scene, 5).scene_of(7).origin


def test_whoever_sees_a_start_done_sees_its_steps() -> None:
    seen: list[Any] = []

    class Watched(np.ndarray[Any, Any]):
        def __setitem__(self, cells: Any, ends: Any) -> None:
            seen.append(found.steps[cells].copy())
            super().__setitem__(cells, ends)

    blank = BasinsResult.empty(Basins(Scene(Sphere(), steps=400, runs=(Run(SGD(lr=0.02)),)), 8))
    found = BasinsResult(blank.basins, blank.ends.view(Watched), blank.steps)
    block = found.basins.blocks(64)[-1]
    found.run(block)
    (steps,) = seen
    assert (found.ends[block.cells] == 0).all()
    np.testing.assert_array_equal(steps, found.steps[block.cells])
    assert (steps >= 0).all()


@pytest.mark.parametrize(
    ("objective", "window", "said"),
    [
        (Sphere(), ((1.0, 1.0), (0.0, 1.0)), r"x must go from a number in \[.*\] to a greater one, got 1.0 to 1.0"),
        (Sphere(), ((0.0, 1.0), (2.0, 1.0)), r"y must go .* got 2.0 to 1.0"),
        (Sphere(), ((0.0, 1e6), (0.0, 1.0)), r"x must go .* got 0.0 to 1000000.0"),
        (Sphere(), ((0.0, 1.0), (1.0, np.nextafter(1.0, 2.0))), "y must be wide enough for 4 different starts, got"),
        (Sphere(), ((0.0, 1.0),), "window must be pairs of finite numbers, 2 to 2 items or None"),
        (Sphere(), ((0.0, 1.0), (0.0, float("nan"))), "window must be pairs of finite numbers"),
        (Formula("x", x_max=1e6), ((-1e5, 2e6), (0.0, 1.0)), r"x must go .*1e\+06\] .* got -100000.0 to 2000000.0"),
    ],
)
def test_bad_windows_are_refused(objective: Objective, window: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Basins(Scene(objective, runs=(Run(SGD()),)), 4, window)


def test_what_is_no_starts_is_refused() -> None:
    for text in ("", "[", "[]", "{}", '{"type": "Starts"}', '{"type": "Scene", "steps": 3}'):
        with pytest.raises(ValueError, match="starts must be"):
            Basins.from_json(text)
    with pytest.raises(ValueError, match="at least one run"):
        Basins(Scene(Sphere()))
    with pytest.raises(ValueError, match="from 0 to 3"):
        Basins(Scene(Sphere(), runs=(Run(SGD()),)), 2).scene_of(4)
