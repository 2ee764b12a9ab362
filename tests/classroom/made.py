"""Items of every kind, for the tests of classes."""

from lrviz.classroom import Choice, ClassPlan, Item, Race, Rate, Start, Task, item_of
from lrviz.lessons import LESSONS
from lrviz.objectives import Himmelblau, Quadratic
from lrviz.optimizers import SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, CosineAnnealingLR

BOWL = Scene(Quadratic(), steps=60, runs=(Run(SGD(lr=0.01)), Run(Adam(lr=0.1))))
HILLS = Scene(Himmelblau(), steps=80, runs=(Run(Adam(lr=0.1)),))


def item(scene: Scene, task: Task, title: str = "Mine", told: str = "The secret is 42.") -> Item:
    """An item of one's own."""
    return Item(title, "What comes out?", scene, task, told)


CHOICE = item(BOWL, Choice(("first", "second", "third"), 1))
POLL = item(BOWL, Choice(("yes", "no")))
RATE = item(BOWL, Rate(0.001, 10.0))
START = item(HILLS, Start(target=0))
RACE = item(BOWL, Race((SGD(), Adam()), (Constant(), CosineAnnealingLR(T_max=40)), 1e-3, 1.0, 40))
LESSON = item_of(LESSONS[0])

PLAN = ClassPlan((CHOICE, RATE, START, RACE, POLL, LESSON))
"""One item of every kind, a poll and a lesson."""

VALUES = (
    (0, 1, 2),
    (0.001, 0.05, 5.0),
    ((3.0, 2.0), (-2.8, 3.1), (-3.7, -3.3)),
    tuple({"optimizer": o, "rate": r, "schedule": s} for o, r, s in ((0, 0.01, 0), (1, 0.3, 1), (1, 0.1, 0))),
    (0, 1),
    (0, 1, 2, 3),
)
"""Answers that the items of `PLAN` take, in their order."""
