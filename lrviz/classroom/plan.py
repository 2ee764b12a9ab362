"""The file of a class: its items in order, lessons by their keys and scenes of one's own in full."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from lrviz.classroom.choice import Choice
from lrviz.classroom.item import Item, item_of, lesson_of
from lrviz.classroom.race import Race
from lrviz.classroom.rate import Rate
from lrviz.classroom.start import Start
from lrviz.classroom.task import Task
from lrviz.hyperparameters import Declared, HyperparameterError, Length, from_dict
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS
from lrviz.scene import Run, Scene, loaded
from lrviz.schedules import SCHEDULES, Phase

MOST_ITEMS = 100
"""How many items a class may have."""

MOST_CHARACTERS = 1_000_000
"""How long the file of a class may be."""

TASKS: tuple[type[Task], ...] = (Choice, Rate, Start, Race)
"""All kinds of tasks, in the order the user sees."""

_KINDS: tuple[type[Declared], ...] = (Item, *TASKS, Scene, Run, *OBJECTIVES, *OPTIMIZERS, *SCHEDULES, Phase)
_CLASSES: dict[str, type[Declared]] = {kind.__name__: kind for kind in _KINDS}


@dataclass(frozen=True)
class ClassPlan(Declared):
    """What a class goes through, item by item."""

    items: Annotated[tuple[Item, ...], "What is asked, in order.", Length(1, MOST_ITEMS)]

    def to_json(self) -> str:
        """The whole as JSON; `from_json` gives an equal one back."""
        return json.dumps(self.to_dict(), indent=1)

    @staticmethod
    def from_json(text: str) -> "ClassPlan":
        """The class that `to_json` wrote.

        Raises:
            ValueError: too long, not JSON, not a class, or a value that is refused; the message names it.
        """
        if len(text) > MOST_CHARACTERS:
            raise HyperparameterError(f"a class must have at most {MOST_CHARACTERS:,} characters, got {len(text):,}")
        return plan_of(loaded(text, "a class"))


def plan_of(data: Any) -> ClassPlan:
    """The class that plain data describe, as `ClassPlan.to_dict` makes them.

    Raises:
        ValueError: it is none, or a value is refused; the message names it.
    """
    if not isinstance(data, dict) or data.get("type") != "ClassPlan" or not isinstance(data.get("items"), list):
        raise HyperparameterError("a class must be a JSON object of the type ClassPlan with a list of items")
    if len(data["items"]) > MOST_ITEMS:
        raise HyperparameterError(f"a class must have at most {MOST_ITEMS} items, got {len(data['items'])}")
    return ClassPlan(tuple(_numbered(number, one) for number, one in enumerate(data["items"], 1)))


def _numbered(number: int, data: Any) -> Item:
    """An item; what is refused of it is told with its number."""
    try:
        return _item(data)
    except ValueError as error:
        raise HyperparameterError(f"item {number}: {error}") from None


def _item(data: Any) -> Item:
    if isinstance(data, dict) and data.get("lesson"):
        return item_of(lesson_of(data["lesson"]))
    made = from_dict(data, _CLASSES)
    if not isinstance(made, Item):
        raise HyperparameterError("an item must be a JSON object of the type Item")
    return made
