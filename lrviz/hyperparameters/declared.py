"""The base of everything that is declared: it checks its values, and travels as plain data."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from typing import Any, ClassVar, Self, TypeVar, get_origin

import numpy as np

from lrviz.hyperparameters.field import hyperparameters, shown
from lrviz.hyperparameters.notes import HyperparameterError

DEEPEST = 20
"""How many values may stand one inside the other, such as a run in a scene and a schedule in the run."""


class Declared:
    """Base of every frozen dataclass whose fields are hyperparameters: it checks its values when it is made.

    A class is abstract if it says so, `class Rule(Optimizer, abstract=True)`, and final otherwise. Every final class
    must declare the class variables that its bases name without a value, and write their abstract methods.

    Attributes:
        also_called: other names by which people look for the class; menus find it by them.
    """

    abstract: ClassVar[bool] = True
    also_called: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, abstract: bool = False, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.abstract = abstract
        missing = {} if abstract else _undeclared(cls)
        if missing:
            told = ", ".join(f"{name} (see {base})" for name, base in missing.items())
            raise TypeError(f"{cls.__name__} must declare {told}")

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for parameter in hyperparameters(type(self)):
            value = getattr(self, parameter.name)
            object.__setattr__(self, parameter.name, parameter.check(owner, value))
        if (nesting := self.nesting()) > DEEPEST:
            raise HyperparameterError(f"{owner} must hold at most {DEEPEST} values one inside the other, got {nesting}")
        self.check()

    @classmethod
    def usual(cls) -> Self:
        """The instance that a page begins with: the defaults, and the `First` of every field that has none.

        Raises:
            TypeError: a field has neither.
        """
        return cls(**{p.name: p.default for p in hyperparameters(cls) if p.required and p.default is not MISSING})

    def nesting(self) -> int:
        """How many values stand one inside the other, this one included."""
        inner = 0
        for parameter in hyperparameters(type(self)):
            if not issubclass(parameter.kind, Declared):
                continue
            value = getattr(self, parameter.name)
            values = value if isinstance(value, tuple) else (value,)
            inner = max([inner, *(one.nesting() for one in values if isinstance(one, Declared))])
        return 1 + inner

    def check(self) -> None:
        """Refuses combinations of values that are allowed one by one; the base refuses none."""

    @classmethod
    def idle(cls) -> str:
        """The field that does nothing where the owner sets the length, as `RuledBy` says; empty where none does."""
        return ""

    @classmethod
    def caption(cls) -> str:
        """The first sentence of the class's docstring, which the app shows."""
        return (cls.__doc__ or "").strip().split("\n")[0]

    @classmethod
    def details(cls) -> str:
        """What the class's docstring says between its caption and its source, on one line."""
        return cls._told().partition("Source: ")[0].strip()

    @classmethod
    def source(cls) -> str:
        """Where the class's docstring says it comes from, on one line; empty where it does not say."""
        return cls._told().partition("Source: ")[2].strip()

    @classmethod
    def _told(cls) -> str:
        """What the class's docstring says after its caption."""
        return " ".join((cls.__doc__ or "").partition("\n\n")[2].split())

    def arguments(self) -> dict[str, Any]:
        """The value of every field, in the order of the fields."""
        return {parameter.name: getattr(self, parameter.name) for parameter in hyperparameters(type(self))}

    def to_dict(self) -> dict[str, Any]:
        """The values as plain data: the class's name under "type", then every field."""
        return {"type": type(self).__name__, **{name: _plain(value) for name, value in self.arguments().items()}}


def _undeclared(declared: type) -> dict[str, str]:
    """What the bases of a class want declared and it does not have, with the base that says so."""
    missing: dict[str, str] = {}
    present: set[str] = set()
    for base in declared.__mro__:
        own, hints = vars(base), inspect.get_annotations(base)
        announced = [name for name, hint in hints.items() if _is_class_variable(hint) and name not in own]
        unwritten = [name for name, value in own.items() if getattr(value, "__isabstractmethod__", False)]
        missing |= {name: base.__name__ for name in (*announced, *unwritten) if name not in present}
        present |= own.keys()
    return missing


def _is_class_variable(hint: Any) -> bool:
    return get_origin(hint) is ClassVar


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.to_dict() if isinstance(value, Declared) else value


D = TypeVar("D", bound=Declared)


def from_dict(data: Any, classes: Mapping[str, type[Declared]], level: int = 0) -> Any:
    """The declared value that `Declared.to_dict` described.

    Args:
        data: plain data; anything else than a dict or a list is returned as it is. A field that is left out has its
            default, or its `First`.
        classes: the classes that may be named, by name.
        level: how many dicts and lists it stands in.

    Raises:
        HyperparameterError: an unknown class, an unknown or missing field, or a refused value.
    """
    if level > 2 * DEEPEST:
        raise HyperparameterError(f"at most {DEEPEST} values may stand one inside the other, got more")
    if isinstance(data, list):
        return tuple(from_dict(item, classes, level + 1) for item in data)
    if not isinstance(data, dict):
        return data
    name = data.get("type")
    if not isinstance(name, str) or name not in classes:
        raise HyperparameterError(f"type must be one of {', '.join(classes)}, got {shown(name)}")
    declared = {p.name: p for p in hyperparameters(classes[name])}
    values = {key: from_dict(value, classes, level + 1) for key, value in data.items() if key != "type"}
    unknown = sorted(set(values) - set(declared))
    if unknown:
        raise HyperparameterError(f"{name} has the fields {', '.join(declared)}, got {', '.join(unknown)}")
    left_out = {key: p.default for key, p in declared.items() if p.required and key not in values}
    missing = sorted(key for key, first in left_out.items() if first is MISSING)
    if missing:
        raise HyperparameterError(f"{name} needs {', '.join(missing)}, got {', '.join(values) or 'nothing'}")
    return classes[name](**left_out, **values)


def unchecked(declared: D, values: Mapping[str, Any]) -> D:
    """A copy with other values for some fields, of which nothing is checked: columns, or what an engine moves."""
    copied: D = object.__new__(type(declared))
    copied.__dict__.update({**declared.__dict__, **values})
    return copied


def stacked(instances: Sequence[D]) -> D:
    """An instance of the same class whose fields are float columns of shape (N,) where the instances differ."""
    first = instances[0]
    whole: D = object.__new__(type(first))
    for name in first.__dict__:
        values = [instance.__dict__[name] for instance in instances]
        same = values.count(values[0]) == len(values)
        whole.__dict__[name] = values[0] if same else np.array(values, dtype=float)
    return whole
