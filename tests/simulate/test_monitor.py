"""What runs did on their way, from their whole paths; `test_many` compares it with what blocks see step by step."""

import numpy as np

from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate, simulate_many
from lrviz.simulate.monitor import RunStatistics, last_tenth, statistics_of
from lrviz.simulate.outcomes.measures import tail


def test_the_last_tenth_is_rounded_up() -> None:
    assert [last_tenth(steps) for steps in (1, 9, 10, 11, 100, 101)] == [1, 1, 1, 2, 10, 11]


def test_some_runs_are_taken_and_put() -> None:
    whole, part = RunStatistics.empty(4), RunStatistics.empty(2)
    for index, column in enumerate(vars(part).values()):
        column[...] = index + np.array([0.25, 0.5])
    whole.put(np.array([3, 1]), part)
    assert whole.costs.tolist()[1::2] == [2.5, 2.25]
    assert np.isnan(whole.costs[::2]).all()
    again = whole.taken(np.array([3, 1]))
    assert all(np.array_equal(column, vars(part)[name]) for name, column in vars(again).items())


def test_one_path_in_plain_python() -> None:
    (path,) = simulate(Scene(Rosenbrock(), steps=95, runs=(Run(Adam(lr=0.1)),)))
    costs = path.losses.tolist()
    goal = sorted(costs)[40]
    seen = statistics_of(path.points, path.losses, goal)
    assert seen.ends[:, 0].tolist() == path.points[95].tolist()
    assert seen.earlier[:, 0].tolist() == path.points[95 - tail(95)].tolist()
    assert (seen.costs[0], seen.lowest[0]) == (costs[-1], min(costs))
    assert seen.late[0] == sum(costs[-9:], start=costs[-10]) / 10
    assert seen.arrivals[0] == next(step for step, cost in enumerate(costs) if cost <= goal)


def test_long_runs_of_many_lengths_are_watched_like_their_paths() -> None:
    """Stretches of rows, ends of columns and what is noted of them fall anywhere into one another."""
    lengths = [1, 2, 3000, 1025, 1024, 2048, 2049, 1025, 7, 0]
    runs = [Run(SGD(lr=1e-3, momentum=0.01 * index, maximize=False)) for index in range(len(lengths))]
    ends = simulate_many(Rosenbrock(), runs, (-1.5, 2.0), lengths, goals=0.05, marks=[0, 1, 1024, 2500])
    assert ends.statistics is not None
    assert ends.marked is not None
    for index, (run, steps) in enumerate(zip(runs, lengths, strict=True)):
        if not steps:
            assert ends.points[:, index].tolist() == [-1.5, 2.0]
            continue
        (path,) = simulate(Scene(Rosenbrock(), start=(-1.5, 2.0), steps=steps, runs=(run,)))
        assert ends.losses[index] == path.losses[-1]
        for name, column in vars(statistics_of(path.points, path.losses, 0.05)).items():
            assert np.array_equal(vars(ends.statistics)[name][..., [index]], column), (name, steps)
        for place, mark in enumerate([0, 1, 1024, 2500]):
            known = path.points[mark] if mark <= steps else [np.nan, np.nan]
            assert np.array_equal(ends.marked[place, :, index], known, equal_nan=True)
