"""Tasks refuse scenes and answers that they cannot be asked about or judge, and say what is allowed."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lrviz.classroom import TASKS, Choice, ClassPlan, Item, Race, Rate, RefusedError, Start, Task, item_of, items_of
from lrviz.classroom.plan import MOST_CHARACTERS, MOST_ITEMS
from lrviz.hyperparameters import HyperparameterError
from lrviz.lessons import CHAPTERS, LESSONS
from lrviz.objectives import DriftingMinimum, Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, OneCycleLR
from tests.catalogues import final_classes
from tests.classroom.made import BOWL, CHOICE, HILLS, LESSON, PLAN, RACE, RATE, START, VALUES, item

HOSTILE: tuple[Any, ...] = (None, True, math.nan, math.inf, -math.inf, -1, 10**400, 1e300, "1", "", [], [1], {}, b"x")

ENDS = Run(SGD(), OneCycleLR(max_lr=0.1, total_steps=200))


def test_every_kind_is_in_the_catalogue_and_has_a_name_of_its_own() -> None:
    assert set(final_classes(Task)) == set(TASKS)
    assert len({kind.kind for kind in TASKS}) == len(TASKS)


@pytest.mark.parametrize("one", PLAN.items, ids=lambda one: one.task.kind)
def test_no_answer_but_its_own_is_taken(one: Item) -> None:
    for value in HOSTILE:
        with pytest.raises(RefusedError, match="must"):
            one.task.checked(one.scene, value)


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (CHOICE, 3),
        (CHOICE, 1.0),
        (RATE, 0.0009),
        (RATE, 10.1),
        (START, (1.0, 2.0, 3.0)),
        (START, (math.nan, 0.0)),
        (START, (0.0, 1e9)),
        (START, ("1", 2)),
        (RACE, {"optimizer": 2, "rate": 0.1, "schedule": 0}),
        (RACE, {"optimizer": 0, "rate": 2.0, "schedule": 0}),
        (RACE, {"optimizer": 0, "rate": 0.1, "schedule": True}),
        (RACE, {"optimizer": 0, "rate": 0.1}),
        (RACE, {"optimizer": 0, "rate": 0.1, "schedule": 0, "steps": 10}),
    ],
)
def test_near_misses_are_refused_with_what_is_allowed(one: Item, value: Any) -> None:
    with pytest.raises(RefusedError, match=r"must .*got"):
        one.task.checked(one.scene, value)


@pytest.mark.parametrize("number", range(len(PLAN.items)))
def test_answers_come_back_in_a_type_that_json_keeps(number: int) -> None:
    one = PLAN.items[number]
    for value in VALUES[number]:
        checked = one.task.checked(one.scene, json.loads(json.dumps(value)))
        assert one.task.checked(one.scene, json.loads(json.dumps(checked))) == checked == value


REFUSALS: tuple[tuple[Callable[[], Any], str], ...] = (
    (lambda: Choice(("a",)), "2 to 8"),
    (lambda: Choice(("a", "a")), "differ"),
    (lambda: Choice(("a", " ")), "characters"),
    (lambda: Choice(("a", "b" * 201)), "characters"),
    (lambda: Choice(("a", "b"), 2), "right"),
    (lambda: item(Scene(Quadratic()), Choice(("a", "b"))), "a run to reveal"),
    (lambda: item(replace(BOWL, steps=100_000, runs=BOWL.runs * 6), Choice(("a", "b"))), "1,000,000 steps together"),
    (lambda: Rate(1.0, 1.0), "less than"),
    (lambda: Rate(math.nan, 1.0), "finite"),
    (lambda: item(BOWL, Rate(0.1, 1e9)), "lr"),
    (lambda: item(BOWL, Rate(0.1, 1.0, run=2)), "2 runs"),
    (lambda: item(BOWL, Rate(0.1, 1.0, "optimizer.beta1")), "path"),
    (lambda: item(BOWL, Rate(10.0, 20.0, "steps")), "path"),
    (lambda: item(replace(BOWL, steps=10_001), Rate(0.1, 1.0)), "10000 steps"),
    (lambda: item(replace(BOWL, noise=1.0, shared_noise=False), Rate(0.1, 1.0, run=1)), "share their noise"),
    (lambda: item(HILLS, Start(target=4)), "4 minima"),
    (lambda: item(Scene(DriftingMinimum(), runs=(Run(SGD(lr=0.1)),)), Start()), "stands still"),
    (lambda: item(Scene(Quadratic(), steps=201, runs=(ENDS,)), Choice(("a", "b"))), "must last 201 steps"),
    (lambda: item(Scene(Quadratic(), steps=201, runs=(ENDS,)), Start()), "must last 201 steps"),
    (lambda: Race((), (Constant(),)), "1 to 8"),
    (lambda: Race((SGD(maximize=True),), (Constant(),)), "descend"),
    (lambda: Race((Adam(),), (OneCycleLR(max_lr=0.1, total_steps=200),)), "sets its own"),
    (lambda: Race((Adam(),), (Constant(),), 1.0, 0.1), "less than"),
    (lambda: replace(LESSON, lesson="no-such-lesson"), "one of"),
    (lambda: items_of("no such chapter"), "one of essentials"),
)


@pytest.mark.parametrize(("make", "words"), REFUSALS, ids=[words for _, words in REFUSALS])
def test_tasks_and_items_that_make_no_sense_are_refused(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(HyperparameterError, match=words):
        make()


def test_a_class_comes_back_from_its_file_with_lessons_by_their_keys() -> None:
    text = PLAN.to_json()
    assert ClassPlan.from_json(text) == PLAN
    assert json.loads(text)["items"][-1] == {"type": "Item", "lesson": LESSON.lesson}


def test_the_chapters_hold_all_lessons_in_order() -> None:
    assert [one.lesson for chapter in CHAPTERS for one in items_of(chapter)] == [lesson.key for lesson in LESSONS]
    assert len(ClassPlan(tuple(item_of(lesson) for lesson in LESSONS)).items) == len(LESSONS) <= MOST_ITEMS


def damaged(change: Callable[[dict[str, Any]], Any]) -> str:
    data = json.loads(PLAN.to_json())
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "type ClassPlan"),
        ('{"type": "ClassPlan", "items": []}', "1 to 100"),
        ('{"type": "ClassPlan", "items": [5]}', "item 1: an item must"),
        ('{"type": "ClassPlan", "items": [{"lesson": ["x"]}]}', "item 1: a lesson must be"),
        ('{"type": "ClassPlan", "items": [{"type": "Sphere"}]}', "item 1: an item must"),
        (damaged(lambda data: data["items"][2]["task"].update(run=7)), "item 3: .*1 runs"),
        (damaged(lambda data: data["items"][1]["task"].update(low=math.nan)), "item 2: Rate.low"),
        (damaged(lambda data: data["items"][0].update(title="\ud800")), "item 1: Item.title"),
        (damaged(lambda data: data["items"][0].update(extra=1)), "item 1: Item has the fields"),
        (damaged(lambda data: data.update(items=data["items"] * 20)), "at most 100 items"),
        (" " * (MOST_CHARACTERS + 1), "at most 1,000,000"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ClassPlan.from_json(text)
