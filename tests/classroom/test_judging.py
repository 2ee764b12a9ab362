"""What becomes of an answer is what `simulate` computes, to the last bit, and what lessons say of it themselves."""

import base64
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lrviz.classroom import Item, Race, Rate, Result, Start, crowd_paths, crowd_steps, curve, item_of, judge, scene_of
from lrviz.classroom.levels import SIDE, levels
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.answering import is_right
from lrviz.lessons.task import Choose, PlaceStart
from lrviz.objectives import Formula
from lrviz.optimizers import SGD
from lrviz.schedules import Constant
from lrviz.simulate import simulate
from lrviz.sweeps import with_setting
from lrviz.sweeps.basins import Basins, BasinsResult
from tests.classroom.made import BOWL, CHOICE, HILLS, POLL, RACE, RATE, START, item

each = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)


def wrong_answer(lesson: Lesson) -> object:
    """An answer that the phone can give and that is wrong."""
    task = lesson.task
    if isinstance(task, Choose):
        return (task.right + 1) % len(lesson.choices)
    if isinstance(task, PlaceStart):
        return task.accepted[0][0] - 0.5, task.answer[1]
    return (task.accepted[0] + task.allowed[0]) / 2


@each
def test_every_lesson_is_an_item_that_judges_as_the_lesson_does(lesson: Lesson) -> None:
    one = item_of(lesson)
    assert (one.title, one.question, one.scene) == (lesson.title, lesson.question, lesson.scene)
    for answer in (lesson.answer, wrong_answer(lesson)):
        assert judge(one, answer).right is is_right(lesson, answer)  # type: ignore[arg-type]
    assert judge(one, lesson.answer).right
    assert not judge(one, wrong_answer(lesson)).right


@each
def test_no_slider_and_no_start_opens_where_it_is_right_already(lesson: Lesson) -> None:
    one = item_of(lesson)
    asked = one.task.asked(one.scene)
    opening = asked.get("start", asked.get("at"))
    assert opening is None or not judge(one, opening).right


def test_a_slider_opens_at_the_value_of_the_scene_or_in_the_middle() -> None:
    assert RATE.task.asked(BOWL)["start"] == 0.01
    assert Rate(0.02, 2.0).asked(BOWL)["start"] == pytest.approx(0.2)
    assert Rate(1.0, 3.0).asked(BOWL)["start"] == 2.0


@pytest.mark.parametrize(("low", "high", "log"), [(1e-3, 1.0, True), (0.1, 1.0, False), (0.9, 1.1, False)])
def test_phones_and_projector_hear_whether_a_slider_has_equal_ratios(low: float, high: float, log: bool) -> None:
    race = Race((SGD(),), (Constant(),), low, high)
    assert (Rate(low, high).asked(BOWL)["log"], race.asked(BOWL)["log"]) == (log, log)


def test_a_slider_that_begins_at_zero_has_equal_steps() -> None:
    assert Rate(0.0, 1.0, "optimizer.momentum").asked(BOWL)["log"] is False


def test_a_wrong_choice_hears_what_it_overlooks_and_a_poll_hears_nothing() -> None:
    lesson = LESSONS[0]
    assert judge(item_of(lesson), 0).text == lesson.wording().hint(0) != ""
    assert judge(item_of(lesson), lesson.answer).text == ""
    assert judge(CHOICE, 1) == Result(right=True)
    assert judge(POLL, 1) == Result()


@given(st.floats(0.001, 10.0))
@example(0.199)
@example(10.0)
@settings(max_examples=12)
def test_a_rate_is_right_if_its_run_converges(rate: float) -> None:
    (alone,) = simulate(replace(with_setting(BOWL, "optimizer.lr", rate, 0), runs=scene_of(RATE, rate).runs))
    path = simulate(with_setting(BOWL, "optimizer.lr", rate, 0))[0]
    assert np.array_equal(alone.points, path.points, equal_nan=True)
    found = judge(RATE, rate)
    assert found.right is (path.outcome.kind == "converged")
    assert found.loss == (path.losses[-1] if np.isfinite(path.losses[-1]) else None)
    assert path.outcome.sentence[1:] in found.text


@given(st.tuples(st.floats(-6.0, 6.0), st.floats(-6.0, 6.0)))
@settings(max_examples=12)
def test_a_start_ends_where_its_run_ends(start: tuple[float, float]) -> None:
    (path,) = simulate(replace(HILLS, start=start))
    found = judge(START, list(start))
    assert found.loss == path.losses[-1]
    assert found.ends is not None
    if found.ends >= 0:
        assert np.hypot(*(path.points[-1] - HILLS.objective.minima[found.ends])) <= 0.01 * HILLS.objective.diagonal
    assert found.right is (found.ends == 0)


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_starts_reach_what_the_map_of_basins_shows(noise: float) -> None:
    scene = replace(HILLS, noise=noise, seed=3, box=((-5.0, 5.0), (-5.0, 5.0)))
    basins = Basins(scene, 6)
    found = BasinsResult.empty(basins)
    for block in basins.blocks(36):
        found.run(block)
    one = item(scene, Start())
    starts = basins.places(np.arange(36)).T.tolist()
    assert [judge(one, start).ends for start in starts] == found.ends.tolist()
    assert {judge(one, start).right for start in starts} == {None}


@given(st.integers(0, 1), st.floats(1e-3, 1.0), st.integers(0, 1))
@settings(max_examples=12)
def test_the_lowest_loss_of_a_try_counts(optimizer: int, rate: float, schedule: int) -> None:
    value = {"optimizer": optimizer, "rate": rate, "schedule": schedule}
    scene = scene_of(RACE, value)
    (path,) = simulate(scene)
    assert (scene.steps, scene.runs[0].optimizer.lr) == (40, rate)  # type: ignore[attr-defined]
    assert judge(RACE, value).loss == path.losses.min()


@pytest.mark.parametrize("one", [RATE, item(replace(BOWL, noise=0.3, seed=7), Rate(0.0, 0.99, "optimizer.momentum"))])
def test_the_curve_behind_the_rates_has_the_losses_of_their_runs(one: Item) -> None:
    found = curve(one)
    assert found is not None
    assert isinstance(one.task, Rate)
    assert (found[0][0], found[-1][0]) == pytest.approx((one.task.low, one.task.high))
    for value, loss in found[::20]:
        run = judge(one, value)
        assert loss == run.loss or (loss is None and not run.right)
    assert curve(START) is None


def test_the_curve_of_rates_has_no_loss_where_the_run_diverges() -> None:
    found = curve(RATE)
    assert found is not None
    assert found[0][1] is not None
    assert found[-1] == (10.0, None)


def test_paths_of_a_crowd_are_those_of_their_scenes() -> None:
    starts = [scene_of(START, (x, 1.0)) for x in (-4.0, 0.0, 3.5)]
    tries = [
        scene_of(RACE, {"optimizer": o, "rate": r, "schedule": s})
        for o, r, s in ((0, 0.9, 1), (1, 0.1, 0), (1, 0.5, 1))
    ]
    noisy = [scene_of(item(replace(BOWL, noise=1.0, seed=5, clip=2.0), Rate(0.001, 1.0)), rate) for rate in (0.01, 0.5)]
    scenes = [starts[0], *tries, starts[1], *noisy, starts[2]]
    for scene, path in zip(scenes, crowd_paths(scenes, 20), strict=True):
        whole = simulate(scene)[0].points
        assert len(path) <= 21
        assert np.array_equal(path, whole[crowd_steps(scene.steps, 20)], equal_nan=True)


def test_paths_of_lessons_whose_functions_know_their_own_start_run_together() -> None:
    lesson = next(one for one in LESSONS if isinstance(one.task, PlaceStart))
    scenes = [scene_of(item_of(lesson), (x, 1.0)) for x in (1.0, 4.4, 5.9)]
    for scene, path in zip(scenes, crowd_paths(scenes), strict=True):
        assert np.array_equal(path, simulate(scene)[0].points[crowd_steps(scene.steps)], equal_nan=True)


@given(st.integers(1, 10_000), st.integers(2, 200))
def test_the_steps_of_a_crowd_rise_from_the_start_to_the_end(steps: int, points: int) -> None:
    kept = crowd_steps(steps, points)
    assert (kept[0], kept[-1]) == (0, steps)
    assert (np.diff(kept) > 0).all()
    assert len(kept) <= points + 1


def test_levels_are_lightest_where_the_function_is_lowest_and_the_first_row_is_the_top() -> None:
    picture = np.frombuffer(base64.b64decode(levels(Formula(text="x + 3*y"))), np.uint8).reshape(SIDE, SIDE)
    assert (picture[-1, 0], picture[0, -1]) == (255, 0)
    assert (np.diff(picture.astype(int), axis=0) >= 0).all()
    assert (np.diff(picture.astype(int), axis=1) <= 0).all()


def test_levels_of_a_flat_function_and_of_one_with_holes_are_there() -> None:
    assert set(base64.b64decode(levels(Formula(text="2")))) == {255}
    holes = np.frombuffer(base64.b64decode(levels(Formula(text="log(x)"))), np.uint8).reshape(SIDE, SIDE)
    assert (holes[:, 0] == 0).all()
    assert holes.max() == 255
