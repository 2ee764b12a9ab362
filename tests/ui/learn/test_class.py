"""The place "Class" of the page Learn: what a class goes through, in any order, by links, files and buttons."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.classroom import Choice, ClassPlan, Item, item_of, items_of, suggested
from lrviz.classroom.plan import MOST_ITEMS
from lrviz.lessons import CHAPTERS, LESSONS
from lrviz.objectives import Himmelblau
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.ui.kit.class_list import ITEMS, MOST_TEXT, list_values, read, written
from lrviz.ui.learn.class_adding import items_in, plan_in
from tests.ui.visits import Visit, complaints, gone_to, opened

SCRIPT = "from lrviz.ui.learn.page import page\npage()"
SCENE = Scene(Himmelblau(), steps=60, runs=(Run(SGD(lr=0.01)), Run(Adam(lr=0.3), name="Ä <b>$\\x|")))
OWN = replace(suggested(SCENE)[0], title="Two of them — “ours” 🙂", question="Which?\nSay it.")
POLL = Item("A poll", "How?", SCENE, Choice(("so", "not so")))
FIRST, SECOND, THIRD = (lesson.key for lesson in LESSONS[:3])


def preparing(*items: str, item: int = 0) -> AppTest:
    """The list with some items, of which one may be open."""
    return opened(SCRIPT, {"v": "2", "class": str(item), ITEMS: list(items)})


def press(app: AppTest, key: str) -> AppTest:
    """The page once a button has been pressed."""
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def in_link(app: AppTest) -> list[str]:
    """The items that the link has."""
    given = app.query_params.get(ITEMS, [])
    return [given] if isinstance(given, str) else list(given)


def at_door(app: AppTest) -> dict[str, Any]:
    """What the browser is given to open the class with."""
    plain = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
    (given,) = (data for data in plain if "plan" in data)
    return dict(given)


@pytest.mark.parametrize("item", [OWN, POLL, item_of(LESSONS[5])], ids=lambda item: item.title)
def test_an_item_in_a_link_is_the_same_item(item: Item) -> None:
    assert read(written(item)) == item
    assert read(written(item)).to_dict() == item.to_dict()


@pytest.mark.parametrize("text", ["~", "~%%%", "~AAAA", written(OWN)[:-9], "no-lesson", "~" + "A" * 4001, "é"])
def test_a_text_that_says_no_item_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_what_unfolds_without_end_is_refused() -> None:
    packed = zlib.compress(json.dumps(OWN.to_dict() | {"told": "a" * 2_000_000}).encode())
    with pytest.raises(ValueError, match=r"."):
        read("~" + urlsafe_b64encode(packed).decode())


def test_a_list_that_no_link_or_class_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=f"at most {MOST_ITEMS} items, got {MOST_ITEMS + 1}"):
        list_values([item_of(LESSONS[0])] * (MOST_ITEMS + 1))
    with pytest.raises(ValueError, match=f"{MOST_TEXT:,} characters at most"):
        list_values([OWN] * MOST_ITEMS)


def test_the_list_is_passed_on_with_the_class_alone() -> None:
    for place, passed_on in (({"class": "0"}, True), ({"lesson": FIRST}, False), ({"word": "momentum"}, False)):
        app = opened(SCRIPT, {"v": "2", ITEMS: [SECOND, written(OWN)], **place})
        plain = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
        (query,) = (data["query"] for data in plain if "query" in data)
        assert in_link(app) == [SECOND, written(OWN)], "the visitor's own address keeps it"
        assert (ITEMS in query) is passed_on
        assert not complaints(app)


def test_lessons_and_chapters_are_added_moved_and_taken_out() -> None:
    app = preparing()
    assert at_door(app)["plan"] == ""
    app.selectbox(key="~class.lesson").set_value(2).run()
    press(app, "~class.add")
    assert in_link(app) == [THIRD]
    app.selectbox(key="~class.chapter").set_value(CHAPTERS[1]).run()
    press(app, "~class.add.chapter")
    chapter = [item.lesson for item in items_of(CHAPTERS[1])]
    assert in_link(app) == [THIRD, *chapter]
    press(app, "~class.down 1")
    assert in_link(app)[:3] == [chapter[0], THIRD, chapter[1]]
    press(app, "~class.up 2")
    assert in_link(app)[:2] == [THIRD, chapter[0]]
    press(app, "~class.out 2")
    assert in_link(app) == [THIRD, *chapter[1:]]
    plan = ClassPlan.from_json(at_door(app)["plan"])
    assert [item.lesson for item in plan.items] == in_link(app) == at_door(app)["listed"]
    press(app, "~class.clear")
    assert in_link(app) == []
    assert at_door(app)["plan"] == ""


def test_an_item_that_is_open_is_shown_and_the_list_is_found_again() -> None:
    app = preparing(FIRST, SECOND, item=1)
    assert any(LESSONS[0].question in text.value for text in app.markdown)
    press(app, "~class.item 2")
    assert app.query_params["class"] in ("2", ["2"])
    again = opened(SCRIPT, dict(app.query_params))
    assert in_link(again) == [FIRST, SECOND]
    assert any(LESSONS[1].question in text.value for text in again.markdown)


def test_an_own_scene_is_edited() -> None:
    app = preparing(FIRST, written(OWN), item=2)
    app.text_area(key="~class.question 2").set_value("Who is *lower*?").run()
    app.text_area(key="~class.choices 2").set_value("this one\n\n that one \nneither").run()
    app.selectbox(key="~class.right 2").set_value(2).run()
    app.text_input(key="~class.title 2").set_value("Ours").run()
    assert complaints(app) == []
    item = read(in_link(app)[1])
    assert (item.title, item.question, item.scene) == ("Ours", "Who is *lower*?", SCENE)
    assert item.task == Choice(("this one", "that one", "neither"), 2)
    app.selectbox(key="~class.right 2").set_value(-1).run()
    assert read(in_link(app)[1]).task == Choice(("this one", "that one", "neither"), None)


def test_what_an_item_refuses_is_said_and_it_stays() -> None:
    app = preparing(written(OWN), item=1)
    before = in_link(app)
    app.text_area(key="~class.choices 1").set_value("only one").run()
    assert any("choices" in text for text in complaints(app))
    assert in_link(app) == before
    app.text_area(key="~class.question 1").set_value("  ").run()
    assert any("question" in text for text in complaints(app))
    assert in_link(app) == before
    press(app, "~class.item 1")
    app.text_area(key="~class.question 1").set_value("Better?").run()
    assert complaints(app) == []


def test_each_task_that_is_suggested_can_be_taken() -> None:
    app = preparing(written(OWN), item=1)
    known = list(enumerate(suggested(SCENE)))
    for index, one in (*known[1:], known[0]):
        app.selectbox(key="~class.task 1").set_value(index).run()
        assert not app.exception, app.exception
        item = read(in_link(app)[0])
        assert (item.task, item.question, item.title) == (one.task, one.question, OWN.title)
    app = preparing(written(known[0][1]), item=1)
    app.selectbox(key="~class.task 1").set_value(1).run()
    assert read(in_link(app)[0]) == known[1][1]


def test_links_of_scenes_lessons_and_classes_are_taken() -> None:
    app = preparing(FIRST)
    scene = "http://localhost:8501/tools/?v=2&t.f=Himmelblau&t.runs=1&t.runs=2&t.steps=60"
    for link in (
        scene,
        "https://x/learn?lesson=2",
        f"http://x/learn/?v=2&class=0&{ITEMS}={THIRD}&{ITEMS}={written(OWN)}",
    ):
        app.text_input(key="~class.link").set_value(link).run()
        assert complaints(app) == []
        assert app.text_input(key="~class.link").value == ""
    first, own, second, third, other = map(read, in_link(app))
    assert [first.lesson, second.lesson, third.lesson] == [FIRST, SECOND, THIRD]
    assert own.scene.objective == Himmelblau()
    assert (own.scene.steps, len(own.scene.runs), other) == (60, 2, OWN)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("hello", "begin with http:// or https://"),
        ("javascript:alert(1)", "begin with http:// or https://"),
        ("http://x/tune?v=2&u.steps=9", "open its runs in Trajectories"),
        ("http://x/learn?entry=Adam", "one of Learn without a lesson"),
        ("http://x/learn?lesson=99", "a number from 1 to"),
        ("http://x/?t.steps=0", "t.steps"),
        ("http://[bad", "a link must be one of Trajectories"),
        (f"http://x/learn?{ITEMS}=~broken", "no scene of a class"),
    ],
)
def test_a_link_that_opens_no_scene_is_refused_by_name(link: str, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        items_in(link)
    assert why in str(refused.value)


def test_a_bad_link_leaves_the_list_as_it_is() -> None:
    app = preparing(FIRST, SECOND)
    app.text_input(key="~class.link").set_value("hello").run()
    assert len(complaints(app)) == 1
    assert in_link(app) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "JSON"),
        (b"{}", "ClassPlan"),
        (b'{"type": "ClassPlan", "items": []}', "items"),
        (b'{"type": "ClassPlan", "items": [{"lesson": "gone"}]}', "item 1"),
        (b'{"type": "Scene"}', "ClassPlan"),
        (b"[" * 100_000, "JSON"),
        (b" " * 1_000_001, "characters"),
    ],
)
def test_a_file_that_is_no_class_is_refused_by_name(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        plan_in(data)
    assert why in str(refused.value)


def test_a_file_gives_the_class_back() -> None:
    plan = ClassPlan((OWN, item_of(LESSONS[0]), POLL))
    assert plan_in(plan.to_json().encode()) == plan_in(b"\xef\xbb\xbf" + plan.to_json().encode()) == plan


def test_a_bad_list_in_a_link_is_said() -> None:
    app = preparing(FIRST, "~broken")
    assert any(ITEMS in text for text in complaints(app))
    assert in_link(app) == []


def test_a_link_with_more_than_a_class_holds_is_said() -> None:
    app = preparing(*[FIRST] * (MOST_ITEMS + 1), item=1)
    assert any(f"at most {MOST_ITEMS} items" in text for text in complaints(app))
    assert in_link(app) == []


@pytest.mark.parametrize("item", ["101", "-1", "x"])
def test_an_item_that_cannot_be_is_said(item: str) -> None:
    app = opened(SCRIPT, {"class": item})
    assert len(complaints(app)) == 1


def test_the_numbers_of_a_task_are_changed_and_checked() -> None:
    rate = next(one for one in suggested(SCENE) if one.task.kind == "rate")
    app = preparing(written(rate), item=1)
    app.number_input(key="~class.rate high 1").set_value(0.125).run()
    assert complaints(app) == []
    changed = read(in_link(app)[0])
    assert changed == replace(rate, task=replace(rate.task, high=0.125))  # type: ignore[type-var]
    app.number_input(key="~class.rate low 1").set_value(0.5).run()
    assert any("low" in text for text in complaints(app))
    assert read(in_link(app)[0]) == changed
    race = next(one for one in suggested(SCENE) if one.task.kind == "race")
    app = preparing(written(race), item=1)
    app.number_input(key="~class.race steps 1").set_value(50).run()
    assert read(in_link(app)[0]).task.arguments()["steps"] == 50


def test_names_are_text_and_not_markup() -> None:
    app = preparing(written(replace(OWN, title="*not* $\\x$ <b>")), item=1)
    assert app.button(key="~class.item 1").label.startswith("1 · \\*not\\* \\$")


def test_an_item_beyond_the_list_shows_the_list_alone() -> None:
    assert complaints(preparing(FIRST, item=7)) == []


def test_a_lesson_and_its_chapter_are_used_in_class() -> None:
    app = opened(SCRIPT, {"lesson": THIRD})
    press(app, "~use")
    assert in_link(app) == [THIRD]
    assert app.query_params["class"] in ("1", ["1"])
    app = opened(SCRIPT, {"lesson": THIRD})
    press(app, "~use.chapter")
    assert in_link(app) == [item.lesson for item in items_of(LESSONS[2].chapter)]


def test_a_scene_of_trajectories_joins_the_list_that_stands(visit: Visit) -> None:
    app = gone_to(visit({}), "learn")
    press(app, "~use")
    assert in_link(app) == [FIRST]
    app = gone_to(app, "trajectories")
    press(app, "~use").run()
    assert not app.exception, app.exception
    lesson, own = map(read, in_link(app))
    assert lesson.lesson == FIRST
    assert own.scene.steps == 500
    assert app.query_params["class"] in ("2", ["2"])
