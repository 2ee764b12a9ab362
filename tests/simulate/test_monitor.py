"""What is seen of runs on their way, step by step, against their whole paths."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.simulate.monitor import Monitor, RunStatistics, Snapshots, combined, last_tenth, statistics_of
from lrviz.simulate.outcomes.measures import tail

LONGEST = 24
numbers = st.floats(-100, 100) | st.sampled_from([np.inf, -np.inf, np.nan])


def cost(x: np.ndarray, y: np.ndarray, step: np.ndarray | np.float64) -> np.ndarray:
    """A bowl that sinks."""
    return x * x + y - step


@st.composite
def walks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The paths of some columns, (LONGEST + 1, 2, n), how many steps each takes, and their goals."""
    count = draw(st.integers(1, 4))
    one = draw(st.integers(1, LONGEST))
    steps = draw(st.just([one] * count) | st.lists(st.integers(1, LONGEST), min_size=count, max_size=count))
    paths = draw(arrays(np.float64, (LONGEST + 1, 2, count), elements=st.floats(-100, 100), fill=st.nothing()))
    bad = draw(st.lists(st.tuples(st.integers(0, LONGEST), st.integers(0, 1), st.integers(0, count - 1)), max_size=3))
    for place in bad:
        paths[place] = draw(numbers)
    goals = draw(st.lists(st.floats(-200, 200) | st.just(-np.inf), min_size=count, max_size=count))
    return paths, np.array(steps), np.array(goals)


def brute(path: np.ndarray, steps: int, goal: float) -> dict[str, Any]:
    """What one column did, from its whole path."""
    x, y = path[: steps + 1].T
    costs = cost(x, y, np.arange(steps + 1))
    arrived = [step for step, one in enumerate(costs.tolist()) if one <= goal]
    late, total = costs[-max(1, -(-steps // 10)) :], 0.0
    for one in late.tolist():
        total += one
    return {
        "ends": path[steps].tolist(),
        "earlier": path[steps - tail(steps)].tolist(),
        "costs": costs[-1],
        "lowest": np.nan if np.isnan(costs).all() else np.nanmin(costs),
        "late": total / len(late),
        "arrivals": float(arrived[0]) if arrived else np.inf,
    }


@given(walks())
def test_a_monitor_sees_what_the_whole_path_shows(walk: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    paths, steps, goals = walk
    with np.errstate(all="ignore"):
        monitor = Monitor(cost, paths[0], goals, steps)
        seen_to = next(step for step in range(1, LONGEST + 1) if not monitor(paths[step]) or step == LONGEST)
        assert seen_to == steps.max()
        for column, count in enumerate(steps.tolist()):
            for name, value in brute(paths[:, :, column], count, goals[column]).items():
                np.testing.assert_array_equal(vars(monitor.statistics)[name][..., column], value, err_msg=name)


@given(walks())
def test_one_run_is_seen_like_a_column(walk: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    paths, steps, goals = walk
    with np.errstate(all="ignore"):
        path = paths[: steps[0] + 1, :, 0]
        alone = statistics_of(path, cost(*path.T, np.arange(len(path))), float(goals[0]))
        monitor = Monitor(cost, paths[0][:, :1], goals[:1], steps[:1])
        for step in range(1, steps[0] + 1):
            monitor(paths[step][:, :1])
    for name, column in vars(alone).items():
        np.testing.assert_array_equal(column, vars(monitor.statistics)[name], err_msg=name)


def test_a_monitor_stops_once_nothing_is_finite() -> None:
    monitor = Monitor(cost, np.zeros((2, 2)), np.zeros(2), np.array([500, 400]))
    answers = [monitor(np.full((2, 2), np.nan)) for _ in range(64)]
    assert not all(answers)
    assert np.isnan(monitor.statistics.ends).all()
    assert [last_tenth(steps) for steps in (1, 9, 10, 11, 100, 101)] == [1, 1, 1, 2, 10, 11], "rounded up"


def test_some_runs_are_taken_and_put() -> None:
    whole, part = RunStatistics.empty(4), RunStatistics.empty(2)
    for index, column in enumerate(vars(part).values()):
        column[...] = index + np.array([0.25, 0.5])
    whole.put(np.array([3, 1]), part)
    assert whole.costs.tolist()[1::2] == [2.5, 2.25]
    assert np.isnan(whole.costs[::2]).all()
    again = whole.taken(np.array([3, 1]))
    assert all(np.array_equal(column, vars(part)[name]) for name, column in vars(again).items())


def test_snapshots_keep_the_marked_points() -> None:
    for marks, kept in (([0, 2, 3], [7.0, 2.0, 3.0]), ([1], [1.0])):
        snapshots = Snapshots(marks, np.full((2, 3), 7.0))
        for step in (1, 2, 3, 4):
            snapshots(np.full((2, 3), float(step)))
        assert snapshots.points[:, 0, 0].tolist() == kept


def test_watches_see_all_until_none_goes_on() -> None:
    seen: list[str] = []

    def watching(name: str, last: int) -> Any:
        def see(point: np.ndarray) -> bool:
            seen.append(name)
            return seen.count(name) < last

        return see

    both = combined(watching("a", 1), None, watching("b", 3))
    assert both is not None
    assert [both(np.zeros((2, 1))) for _ in range(3)] == [True, True, False]
    assert seen == ["a", "b"] * 3
    one = watching("c", 1)
    assert combined(None, one) is one
    assert combined(None, None) is None


@pytest.mark.parametrize("first", [0.0, -0.0])
@pytest.mark.parametrize("count", [1, 2, 3, 8, 9])
def test_the_sign_of_a_lowest_zero_does_not_depend_on_the_neighbours(first: float, count: int) -> None:
    points = np.full((2, count), first)
    monitor = Monitor(lambda x, y, step: x + y, points, np.zeros(count), np.full(count, 1))
    monitor(-points)
    path = np.full((2, 2), first) * np.array([[1.0], [-1.0]])
    alone = statistics_of(path, path.sum(axis=1), 0.0)
    assert monitor.statistics.lowest.tobytes() == alone.lowest.tobytes() * count
