"""The catalogue of tasks: real data, networks, losses and scores to train on."""

from lrviz.tasks.base import Perceptron, Task
from lrviz.tasks.call import Call
from lrviz.tasks.characters import Characters
from lrviz.tasks.curve import Regression
from lrviz.tasks.factorization import Factorization
from lrviz.tasks.points import Circles, Moons, OwnPoints, Spirals, Xor
from lrviz.tasks.rare import RareFeatures
from lrviz.tasks.tables import BreastCancer, Digits, MissingDataError

TASKS: tuple[type[Task], ...] = (
    Moons,
    Circles,
    Spirals,
    Xor,
    OwnPoints,
    BreastCancer,
    Digits,
    Regression,
    RareFeatures,
    Factorization,
    Characters,
)
"""Every task, in the order of the menu."""

__all__ = [
    "TASKS",
    "BreastCancer",
    "Call",
    "Characters",
    "Circles",
    "Digits",
    "Factorization",
    "MissingDataError",
    "Moons",
    "OwnPoints",
    "Perceptron",
    "RareFeatures",
    "Regression",
    "Spirals",
    "Task",
    "Xor",
]
