"""What the projector is sent: the question's scene and the reveal's, what is told, and the paths of everybody."""

import numpy as np
import pytest

from lrviz import Run, Scene, simulate
from lrviz.classroom import Choice, Item, Race, crowd_steps, item_of, scene_of
from lrviz.figures.classroom import crowd_payload, item_payload
from lrviz.figures.kit.style import STYLES
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.answering import played
from lrviz.objectives import Himmelblau, Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import Constant
from tests.figures.decoding import blobs, decode, header, widened, words

LESSON_OF_EACH_KIND = tuple(
    next(one for one in LESSONS if type(one.task).__name__ == kind) for kind in ("Choose", "SetValue", "PlaceStart")
)


@pytest.mark.parametrize("lesson", LESSON_OF_EACH_KIND, ids=lambda lesson: lesson.key)
def test_a_lesson_asks_about_its_scene_and_plays_a_solution(lesson: Lesson) -> None:
    payload = item_payload(item_of(lesson))
    told, scenes = header(payload), blobs(payload)[1:]
    for which, scene in (("asked", lesson.scene), ("played", played(lesson, None))):
        picture = decode(scenes[told[which]])
        assert picture["view"]["large"]
        assert picture["view"]["hide_future"]
        assert [one["sentence"] for one in picture["runs"]] == [one.outcome.sentence for one in simulate(scene)]
        assert np.allclose([picture["runs"][0][side][0] for side in "xy"], scene.origin)
    assert told["rows"] == [list(row) for row in lesson.reveal.rows]
    assert told["why"]
    assert not {style["colour"] for style in told["looks"]} & {one.colour for one in STYLES[: len(lesson.scene.runs)]}


def test_own_words_are_shown_to_the_letter() -> None:
    item = Item("Own", "Is <b> & `b` right?", Scene(Himmelblau(), runs=(Run(Adam()),)), Choice(("yes", "no")), "*No*.")
    told = header(item_payload(item))
    assert told["question"] == "Is &lt;b&gt; &amp; <code>b</code> right?"
    assert told["answer"] == "<em>No</em>."
    assert (told["rows"], told["why"]) == ([], "")


def test_a_race_is_run_on_empty_ground_for_its_own_steps() -> None:
    item = Item(
        "Race", "Who?", Scene(Quadratic(), steps=500, runs=(Run(SGD()),)), Race((SGD(),), (Constant(),), steps=70)
    )
    payload = item_payload(item)
    picture = decode(blobs(payload)[1])
    assert (picture["steps"], picture["runs"]) == (70, [])


@pytest.mark.parametrize("steps", [1, 100, 1000])
def test_paths_of_a_crowd_are_those_of_simulate(steps: int) -> None:
    scene = Scene(Himmelblau(), steps=steps, runs=(Run(Adam(lr=0.1)), Run(SGD(lr=1.0))))
    scenes = [
        Scene(scene.objective, start=(x, 1.0), steps=steps, runs=(run,)) for x in (-3.0, 2.0) for run in scene.runs
    ]
    payload = crowd_payload(scenes, [3, -2, 0, -2])
    told, rows = header(payload), crowd_steps(steps)
    assert told == {"steps": rows.tolist(), "groups": [3, -2, 0, -2]}
    columns = np.frombuffer(blobs(payload)[1], np.uint8).reshape(2, len(scenes), -1)
    for number, one in enumerate(scenes):
        (path,) = simulate(one)
        for side in (0, 1):
            found = widened(words(columns[side, number].tobytes()), 20)
            assert np.allclose(found, path.points[rows, side], rtol=1e-6, equal_nan=True)


def test_nobody_has_no_path() -> None:
    assert header(crowd_payload([], [])) == {"steps": [], "groups": []}


def test_an_answer_makes_a_scene_of_one_run() -> None:
    item = item_of(LESSON_OF_EACH_KIND[2])
    assert header(crowd_payload([scene_of(item, (1.0, 1.0))], [0]))["groups"] == [0]
