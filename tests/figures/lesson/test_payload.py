"""Lessons in a file: every answer on offer is judged and run as the page does it, and all that is told is there."""

import numpy as np
import pytest

from lrviz.figures.lesson.markup import as_html
from lrviz.figures.lesson.options import options
from lrviz.figures.lesson.page import chapter_file, lessons_of
from lrviz.figures.lesson.payload import lesson_payload
from lrviz.lessons import CHAPTERS, LESSONS, Lesson
from lrviz.lessons.answering import is_right
from lrviz.lessons.task import Choose
from lrviz.scene import Scene
from lrviz.simulate import simulate
from tests.figures.decoding import blobs, decode, header


def shows(payload: bytes, scene: Scene) -> bool:
    """Whether a payload has the paths of a scene, free of any cue."""
    picture, paths = decode(payload), simulate(scene)
    assert picture["cue"] is None
    assert picture["view"]["hide_future"]
    assert not picture["movable"]
    ends = [(run["x"][0], run["y"][0], run["sentence"]) for run in picture["runs"]]
    wanted = [(*path.points[0], path.outcome.sentence) for path in paths]
    return [one[2] for one in ends] == [one[2] for one in wanted] and np.allclose(
        [one[:2] for one in ends], [one[:2] for one in wanted]
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_asks_judges_and_tells_as_the_page_does(lesson: Lesson) -> None:
    payload = lesson_payload([lesson])
    (told,), scenes = header(payload)["lessons"], blobs(payload)[1:]
    offered, task = options(lesson), lesson.task
    assert len({one.label for one in offered}) == len(offered) > 1
    assert lesson.answer in [one.given for one in offered]
    right = [is_right(lesson, one.given) for one in offered]
    assert [one["word"] for one in told["options"]] == ["Right." if solved else "Not so." for solved in right]
    assert set(right) == {True, False}
    assert told["open"]["word"] == "Answer."
    assert bool(told["setting"]) != isinstance(task, Choose)
    for one, said in zip(offered, told["options"], strict=True):
        assert as_html(lesson.reveal.answer) in said["told"]
        scene = lesson.scene if isinstance(task, Choose) else task.made(lesson.scene, one.given)  # type: ignore[arg-type]
        assert shows(scenes[said["scene"]], scene)
    assert shows(scenes[told["asked"]], lesson.scene)
    assert shows(scenes[told["changed"]], lesson.change.scene)
    assert told["rows"] == [list(row) for row in lesson.reveal.rows]


def test_a_chapter_has_its_lessons_in_order_and_each_scene_once() -> None:
    for chapter in CHAPTERS:
        lessons = lessons_of(chapter)
        payload = lesson_payload(lessons)
        told, scenes = header(payload)["lessons"], blobs(payload)[1:]
        assert [one["number"] for one in told] == [LESSONS.index(lesson) + 1 for lesson in lessons]
        assert len(set(scenes)) == len(scenes)
        assert {one["asked"] for one in told} <= set(range(len(scenes)))
    with pytest.raises(ValueError, match=r"essentials.*got 'none'"):
        chapter_file("none")
