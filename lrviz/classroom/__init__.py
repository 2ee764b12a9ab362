"""A class on one screen: everybody predicts on a phone, the votes come in, and then the run tells."""

from lrviz.classroom.choice import Choice
from lrviz.classroom.crowd import crowd_paths, crowd_steps, scene_of
from lrviz.classroom.curve import curve
from lrviz.classroom.item import Item, item_of, items_of, judge
from lrviz.classroom.journal import Journal, journal_file
from lrviz.classroom.plan import TASKS, ClassPlan
from lrviz.classroom.race import Race
from lrviz.classroom.rate import Rate
from lrviz.classroom.record import ClassRecord, class_of, record
from lrviz.classroom.room import Room, RoomFullError
from lrviz.classroom.rooms import ALPHABET, Rooms
from lrviz.classroom.start import Start
from lrviz.classroom.suggestions import suggested
from lrviz.classroom.table import table
from lrviz.classroom.task import Phase, RefusedError, Result, Task

__all__ = [
    "ALPHABET",
    "TASKS",
    "Choice",
    "ClassPlan",
    "ClassRecord",
    "Item",
    "Journal",
    "Phase",
    "Race",
    "Rate",
    "RefusedError",
    "Result",
    "Room",
    "RoomFullError",
    "Rooms",
    "Start",
    "Task",
    "class_of",
    "crowd_paths",
    "crowd_steps",
    "curve",
    "item_of",
    "items_of",
    "journal_file",
    "judge",
    "record",
    "scene_of",
    "suggested",
    "table",
]
