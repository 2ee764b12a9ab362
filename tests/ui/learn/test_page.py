"""The page "Learn": what a learner does and is told, in every lesson."""

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.task import PlaceStart, SetValue
from lrviz.ui.learn.open_lesson import key_of
from tests.ui.visits import Visit, complaints, gone_to, opened, shown

SCRIPT = "from lrviz.ui.learn.page import page\npage()"
BY_KEY = {lesson.key: lesson for lesson in LESSONS}


def learning(link: dict[str, str] | None = None) -> AppTest:
    """The page alone, opened by a link."""
    return opened(SCRIPT, link)


def turned(app: AppTest, lesson: Lesson) -> AppTest:
    """The page with another lesson."""
    app.session_state["lesson"] = lesson.key
    return app.run()


def press(app: AppTest, name: str) -> AppTest:
    """The page once a button has been pressed."""
    app.button(key=f"~{name}").click().run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    """All texts of the page."""
    assert not app.exception, app.exception
    headings = (html.proto.body for html in app.get("html"))
    return "\n".join((*headings, *(part.value for part in (*app.markdown, *app.caption))))


def listing(app: AppTest) -> dict[str, Any]:
    """What the list beside the lesson is given."""
    plain = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
    (given,) = (data for data in plain if "parts" in data)
    return dict(given)


def answers(app: AppTest) -> list[Any]:
    """The answers to choose from, but for what chooses between lessons and glossary."""
    return [group for group in app.get("button_group") if group.key != "~part"]


@pytest.fixture(scope="module")
def lasting() -> AppTest:
    """One visit for all lessons."""
    return learning()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_each_lesson_asks_and_then_tells(lasting: AppTest, lesson: Lesson) -> None:
    app = turned(lasting, lesson)
    asked, told = said(app), lesson.reveal
    assert lesson.question in asked
    assert not any(text in asked for text in (told.answer, told.why, told.expect))
    header = shown(app)
    assert header["cue"]["act"] == "hold"
    assert header["view"]["hide_future"]
    assert header["movable"] == isinstance(lesson.task, PlaceStart)
    assert [run["slot"] for run in header["runs"]] == list(range(1, len(lesson.scene.runs) + 1))
    offered = [option.content for pills in answers(app) for option in pills.proto.options]
    assert offered == list(lesson.choices)
    assert len([box for box in app.number_input if str(box.key).startswith("~value")]) == isinstance(
        lesson.task, SetValue
    )
    assert shown(press(app, "playing"))["cue"]["act"] == "play"
    assert told.answer not in said(app)
    after = said(press(app, "told"))
    assert all(text in after for text in (told.answer, told.why, told.change))
    formula = "".join(part.value.strip("$\n") for part in app.latex)
    assert re.sub(r"\s", "", formula) == re.sub(r"\s|\\qquad", "", told.formula)
    assert lesson.key in listing(app)["revealed"]
    assert not complaints(app)


def test_a_link_opens_a_lesson_by_key_or_number_and_falls_back_with_a_notice() -> None:
    assert LESSONS[0].title in said(learning({"lesson": "1"}))
    for text, lesson in (("3", LESSONS[2]), ("saddle", BY_KEY["saddle"]), (str(len(LESSONS)), LESSONS[-1])):
        app = learning({"lesson": text})
        assert lesson.title in said(app)
        assert app.query_params["lesson"] == lesson.key
        assert not complaints(app)
    for text in ("0", "999", "nothing", "-1", "1e9"):
        with pytest.raises(ValueError, match=r".*"):
            key_of(text)
    app = learning({"lesson": "nothing"})
    assert LESSONS[0].title in said(app)
    assert "`lesson`" in complaints(app)[0]


def test_a_lesson_and_its_chapter_leave_as_files() -> None:
    app = opened(SCRIPT, {"lesson": "13"}, folds=("~lesson-files",))
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["This lesson (.html)", "Its chapter, Curvature and momentum (.html)"]
    assert not learning().get("download_button")


def test_lessons_turn_both_ways_and_end() -> None:
    app = learning()
    assert app.button(key="~turn←").disabled
    app.button(key="~turn→").click().run()
    assert LESSONS[1].title in said(app)
    assert app.query_params["lesson"] == LESSONS[1].key
    assert listing(app)["open"] == LESSONS[1].key
    app.button(key="~turn←").click().run()
    assert LESSONS[0].title in said(app)
    assert app.query_params["lesson"] == LESSONS[0].key
    assert turned(app, LESSONS[-1]).button(key="~turn→").disabled


@pytest.mark.parametrize(("choice", "word"), [(1, "Right"), (3, "Not so"), (None, "Answer")])
def test_what_was_chosen_is_told_right_or_wrong_with_a_hint(choice: int | None, word: str) -> None:
    app = learning({"lesson": "1"})
    lesson = LESSONS[0]
    if choice is not None:
        answers(app)[0].set_value(choice).run()
    told = said(press(press(app, "playing"), "told"))
    assert word in told
    hint = lesson.wording().hint(choice) if choice is not None else ""
    assert hint in told
    assert "Not so" not in said(press(app, "asked"))
    assert shown(app)["cue"]["act"] == "hold"


def test_a_value_that_is_set_runs_and_is_judged() -> None:
    lesson = BY_KEY["one-step"]
    assert isinstance(lesson.task, SetValue)
    for value, word in ((0.05, "Right"), (0.02, "Not so")):
        app = learning({"lesson": lesson.key})
        app.number_input(key="~value one-step").set_value(value).run()
        assert f"lr {value:g}" in shown(app)["runs"][0]["label"]
        assert word in said(press(press(app, "playing"), "told"))
    unanswered = press(press(learning({"lesson": lesson.key}), "playing"), "told")
    assert f"lr {lesson.task.answer:g}" in shown(unanswered)["runs"][0]["label"]


def placing_script() -> None:
    """A lesson whose start a browser sends, and a button for each of the two words that a browser says then."""
    import streamlit as st

    from lrviz.lessons import LESSONS
    from lrviz.lessons.answering import is_right
    from lrviz.ui.learn import playing, progress

    lesson = next(one for one in LESSONS if one.key == "steep-walls")
    st.button("place", on_click=lambda: playing.place(lesson, st.session_state["sent"]))
    st.button("played", on_click=lambda: progress.has_played(lesson, st.session_state["sent"]))
    st.button("reveal", on_click=lambda: progress.go_on(lesson, "playing"))
    known = progress.progress_in(lesson)
    st.session_state["known"] = known.given, known.phase, is_right(known.lesson, known.given), known.cue.id


@pytest.mark.parametrize(
    ("sent", "given"),
    [([4.4, 1.0], (4.4, 1.0)), ([1e9, 0.0], (126.0, 0.0)), ("here", None), ([float("nan"), 0.0], None), ([1.0], None)],
)
def test_a_start_that_is_placed_is_judged_and_what_is_no_point_moves_nothing(sent: Any, given: Any) -> None:
    app = AppTest.from_function(placing_script)
    app.session_state["sent"] = sent
    app.run().button[0].click().run()
    assert app.session_state["known"][:3] == (given, "asked", given == (4.4, 1.0))


def test_only_the_end_of_the_cue_that_plays_tells_the_answer() -> None:
    app = AppTest.from_function(placing_script).run()
    app.button[2].click().run()
    cue = app.session_state["known"][3]
    for sent, phase in (("another 1", "playing"), (None, "playing"), (cue, "told"), (cue, "told")):
        app.session_state["sent"] = sent
        app.button[1].click().run()
        assert app.session_state["known"][1] == phase


def test_the_change_plays_and_any_scene_opens_in_trajectories(visit: Visit) -> None:
    lesson = BY_KEY["too-small"]
    app = gone_to(visit(), "learn")
    app = press(press(turned(app, lesson), "playing"), "told")
    changed = press(app, "trying")
    assert lesson.reveal.expect in said(changed)
    assert shown(changed)["cue"]["act"] == "play"
    assert "lr 0.08" in shown(changed)["runs"][3]["label"]
    app.button(key="~open").click().run()
    app.run()
    assert not app.exception
    labels = [run["label"] for run in shown(app)["runs"]]
    assert labels == [f"{slot} · {run.label}" for slot, run in enumerate(lesson.change.scene.runs, 1)]
    assert shown(app)["steps"] == lesson.scene.steps
    assert shown(app)["start"] == list(lesson.scene.origin)
    app = gone_to(app, "learn")
    assert app.query_params["lesson"] == lesson.key
    assert lesson.reveal.expect in said(app)
    assert lesson.reveal.answer in said(press(app, "told"))


def test_large_type_stays_from_lesson_to_lesson_and_the_rest_begins_anew() -> None:
    app = learning({"lesson": "1", "lesson.view.large": "true", "lesson.view.speed": "4"})
    assert not complaints(app)
    for lesson in (LESSONS[0], BY_KEY["adagrad"]):
        view = shown(turned(app, lesson))["view"]
        assert (view["large"], view["speed"]) == (True, 4.0)
        assert view["rate"] == lesson.look.get("rate", "learning rate")
