"""A class that is over, as a file: its plan and all answers, so that they can be shown again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lrviz.classroom.answers import Answer
from lrviz.classroom.checking import index
from lrviz.classroom.phases import ROUNDS, Reached
from lrviz.classroom.plan import MOST_CHARACTERS, ClassPlan, plan_of
from lrviz.classroom.room import MOST_SEATS, MOST_TRIES, Room
from lrviz.classroom.task import RefusedError, Value
from lrviz.hyperparameters import HyperparameterError
from lrviz.hyperparameters.field import shown
from lrviz.scene import loaded

MOST_RECORDED = 8_000_000
"""How many characters the record of a class may have."""


@dataclass(frozen=True)
class Given:
    """The answers to one item in one round.

    Attributes:
        item: which, counted from 0.
        round: 1 or 2.
        answers: pairs of a seat's random number and an answer of it.
    """

    item: int
    round: int
    answers: tuple[tuple[int, Value], ...]


@dataclass(frozen=True)
class ClassRecord:
    """A class that is over: the items that were answered, and the answers.

    Attributes:
        plan: the items.
        given: the answers, item by item.
    """

    plan: ClassPlan
    given: tuple[Given, ...]

    @staticmethod
    def of(room: Room) -> "ClassRecord":
        """The record of a class so far.

        Raises:
            RefusedError: nobody has answered yet.
        """
        asked = list(room.answers.asked())
        if not asked:
            raise RefusedError("nobody has answered in this class yet, so that there is nothing to keep")
        items = sorted({item for item, _ in asked})
        plan = ClassPlan(tuple(room.plan.items[item] for item in items))
        return ClassRecord(plan, tuple(_given(room, items.index(item), item, round) for item, round in asked))

    def to_json(self) -> str:
        """The whole as JSON; `class_of` gives an equal one back."""
        given = [{"item": one.item, "round": one.round, "answers": one.answers} for one in self.given]
        return json.dumps({"type": "ClassRecord", "plan": self.plan.to_dict(), "given": given})

    def room(self, code: str, digest: str) -> Room:
        """The class again, to be looked at."""
        room = Room(code, self.plan, digest, recorded=True)
        for one in self.given:
            room.phases.reached[one.item] = Reached("revealed", one.round)
            repeats = self.plan.items[one.item].task.repeats
            for row, value in one.answers:
                room.rows[str(row)] = row
                room.answers.put(one.item, one.round, str(row), Answer(value), repeats)
        return room


def record(room: Room) -> str:
    """The record of a class so far, as JSON.

    Raises:
        RefusedError: nobody has answered yet.
    """
    return ClassRecord.of(room).to_json()


def class_of(text: str) -> ClassPlan | ClassRecord:
    """The class to open that a file describes, or one that is over and is to be shown again.

    Raises:
        ValueError: too long, not JSON, neither of them, or a value that is refused; the message names it.
    """
    if len(text) > MOST_RECORDED:
        raise HyperparameterError(f"a class must have at most {MOST_RECORDED:,} characters, got {len(text):,}")
    data = loaded(text, "a class")
    if isinstance(data, dict) and data.get("type") == "ClassRecord":
        return _record_of(data)
    if len(text) > MOST_CHARACTERS:
        raise HyperparameterError(f"a class must have at most {MOST_CHARACTERS:,} characters, got {len(text):,}")
    return plan_of(data)


def _given(room: Room, number: int, item: int, round: int) -> Given:
    seats = room.answers.to(item, round)
    pairs = sorted((room.rows[seat], seat) for seat in seats)
    return Given(number, round, tuple((row, one.value) for row, seat in pairs for one in seats[seat]))


def _record_of(data: dict[str, Any]) -> ClassRecord:
    plan, given = plan_of(data.get("plan")), data.get("given")
    if not isinstance(given, list) or not 1 <= len(given) <= ROUNDS * len(plan.items):
        raise HyperparameterError("a record must have a list with the answers to each of its items")
    made = tuple(_answers_of(plan, one) for one in given)
    if {one.item for one in made} != set(range(len(plan.items))) or len({(g.item, g.round) for g in made}) < len(made):
        raise HyperparameterError("a record must have the answers to each of its items once for each round")
    return ClassRecord(plan, tuple(sorted(made, key=lambda one: (one.item, one.round))))


def _answers_of(plan: ClassPlan, data: Any) -> Given:
    if not isinstance(data, dict) or set(data) != {"item", "round", "answers"}:
        raise HyperparameterError(f"what a record has of an item must be item, round and answers, got {shown(data)}")
    item = index("a record's item", data["item"], len(plan.items))
    round = 1 + index("a record's round less one", data["round"] - 1 if type(data["round"]) is int else None, ROUNDS)
    return Given(item, round, tuple(_pairs(plan, item, data["answers"])))


def _pairs(plan: ClassPlan, item: int, answers: Any) -> Iterable[tuple[int, Value]]:
    task, scene = plan.items[item].task, plan.items[item].scene
    most = MOST_TRIES if task.repeats else 1
    if not isinstance(answers, list) or len(answers) > MOST_SEATS * most:
        raise HyperparameterError(f"the answers to an item must be a list of at most {MOST_SEATS * most} pairs")
    for pair in answers:
        if not isinstance(pair, list) or len(pair) != 2:
            raise HyperparameterError(f"an answer must be a pair of a row and a value, got {shown(pair)}")
        row, value = pair
        yield index("the row of an answer", row, 10_000), task.checked(scene, value)
