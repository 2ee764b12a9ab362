"""Hyperparameters: one annotated dataclass field gives the check, the widget, the link, the code and the tests."""

from lrviz.hyperparameters.declared import DEEPEST, Declared, from_dict, stacked, unchecked
from lrviz.hyperparameters.field import Hyperparameter, hyperparameters
from lrviz.hyperparameters.kept import check_kept, counted, in_bytes
from lrviz.hyperparameters.notes import (
    Choice,
    First,
    Fractions,
    HyperparameterError,
    Length,
    Means,
    Otherwise,
    Range,
    RuledBy,
    Symbol,
    Unit,
)

__all__ = [
    "DEEPEST",
    "Choice",
    "Declared",
    "First",
    "Fractions",
    "Hyperparameter",
    "HyperparameterError",
    "Length",
    "Means",
    "Otherwise",
    "Range",
    "RuledBy",
    "Symbol",
    "Unit",
    "check_kept",
    "counted",
    "from_dict",
    "hyperparameters",
    "in_bytes",
    "stacked",
    "unchecked",
]
