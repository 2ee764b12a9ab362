"""The reference in English: what everything declared is good for, and what goes wrong with it."""

from lrviz.lessons.english.entries.combinations import COMBINATIONS
from lrviz.lessons.english.entries.functions import FUNCTIONS
from lrviz.lessons.english.entries.laws import LAWS
from lrviz.lessons.english.entries.optimizers import OPTIMIZERS
from lrviz.lessons.english.entries.schedules import SCHEDULES
from lrviz.lessons.wording import EntryWording

__all__ = ["ENTRIES", "SHELVES"]

SHELVES: dict[str, str] = {
    "optimizers": "Optimizers",
    "combinations": "An optimizer under a schedule",
    "schedules": "Schedules",
    "functions": "Functions",
    "laws": "Laws",
}
"""The titles of the reference's shelves, by their keys."""

ENTRIES: dict[str, EntryWording] = {**OPTIMIZERS, **COMBINATIONS, **SCHEDULES, **FUNCTIONS, **LAWS}
"""The texts of all entries, by their keys."""
