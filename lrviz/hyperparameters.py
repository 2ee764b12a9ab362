"""Hyperparameters: one annotated dataclass field gives the check, the widget, the link, the code and the tests."""

import inspect
import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

DEEPEST = 20
"""How many values may stand one inside the other, such as a run in a scene and a schedule in the run."""


class HyperparameterError(ValueError):
    """A value was refused; the message says which one, what is allowed and what came."""


@dataclass(frozen=True)
class Range:
    """The allowed interval of a number, and of each item where the field is a tuple of numbers.

    `log` asks for a logarithmic scale. `low_open` and `high_open` exclude an end. `usual` is the part that a
    slider covers where the allowed interval is much wider than what people use. `beyond` says why an end stands where
    it does although the real class takes more.
    """

    low: float
    high: float
    log: bool = False
    low_open: bool = False
    high_open: bool = False
    usual: tuple[float, float] | None = None
    beyond: str = ""

    def __contains__(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def __str__(self) -> str:
        return f"{'(' if self.low_open else '['}{self.low:g}, {self.high:g}{')' if self.high_open else ']'}"


@dataclass(frozen=True)
class Choice:
    """The allowed values of a text field, in the order the user sees."""

    options: tuple[str, ...]

    def __str__(self) -> str:
        return "one of " + ", ".join(self.options)


@dataclass(frozen=True)
class Length:
    """How many items a tuple field may have, or how many characters a text field may have."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low} to {self.high} items"


@dataclass(frozen=True)
class Fractions:
    """Says that a count, a field of type float, may have a fraction; whole values of it are integers."""


@dataclass(frozen=True)
class Unit:
    """What a number counts, and the first number of each pair where the field is a tuple of pairs: "steps".

    `field` names the field that holds the unit where the user chooses it; `name` is then empty.
    """

    name: str = ""
    field: str = ""


@dataclass(frozen=True)
class RuledBy:
    """Says that the owner sets the length of the declared value in this field while its flag of this name is on."""

    flag: str


@dataclass(frozen=True)
class Hyperparameter:
    """What a declaration says of one field.

    `kind` is the type of one value: float, int, bool, str or a `Declared` class. `many` says that the field is a tuple
    of them, `pairs` that it is a tuple of (x, y) pairs of floats, `optional` that None is allowed. `unit` is what the
    number counts, "" where that is not declared or is said by the field `unit_field`. `fractional` says that an int may
    also be a float with a fraction. `ruled_by` is as in `RuledBy`.
    """

    name: str
    kind: type
    caption: str
    default: Any
    range: Range | None = None
    choice: Choice | None = None
    length: Length | None = None
    many: bool = False
    pairs: bool = False
    optional: bool = False
    unit: str = ""
    unit_field: str = ""
    fractional: bool = False
    ruled_by: str = ""

    def unit_in(self, owner: "Declared") -> str:
        """What the number counts in an instance of the class that declares it."""
        return str(getattr(owner, self.unit_field)) if self.unit_field else self.unit

    @property
    def whole(self) -> bool:
        """Whether only integers are allowed."""
        return self.kind is int and not self.fractional

    @property
    def required(self) -> bool:
        """Whether the field has no default."""
        return self.default is MISSING

    @property
    def allowed(self) -> str:
        """The allowed values in words, as an error says them."""
        words = _KIND_WORDS.get(self.kind, f"a {self.kind.__name__}")
        if self.choice:
            words = str(self.choice)
        elif self.range:
            words = f"{'an integer ' if self.whole else ''}in {self.range}"
        if self.pairs:
            words = f"pairs of finite numbers{f', the first {words}' if self.range else ''}"
        elif self.many:
            words = f"a tuple, each item {words}"
        if self.length and (self.many or self.pairs):
            words += f", {self.length}"
        return words + (" or None" if self.optional else "")

    def check(self, owner: str, value: Any) -> Any:
        """`value` in its canonical type.

        Raises:
            HyperparameterError: the value has the wrong type or is outside what the declaration allows.
        """
        if value is None and self.optional:
            return None
        try:
            checked = self._items(value) if self.many or self.pairs else self._one(value)
        except (TypeError, ValueError, OverflowError):
            raise HyperparameterError(f"{owner}.{self.name} must be {self.allowed}, got {_shown(value)}") from None
        return checked

    def _items(self, value: Any) -> tuple[Any, ...]:
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            raise TypeError
        items = tuple(value)
        if self.length and not self.length.low <= len(items) <= self.length.high:
            raise ValueError
        return tuple(self._pair(item) if self.pairs else self._one(item) for item in items)

    def _pair(self, item: Any) -> tuple[float, float]:
        first, second = item
        second = _real(second)
        return self._one(first), second

    def _one(self, value: Any) -> Any:
        if self.kind is float:
            value = _real(value)
        elif self.kind is int:
            value = _count(value) if self.fractional else _integer(value)
        elif not isinstance(value, self.kind):
            raise TypeError
        elif isinstance(value, str):
            self._check_text(value)
        if self.range is not None and value not in self.range:
            raise ValueError
        return value

    def _check_text(self, value: str) -> None:
        if self.choice is not None and value not in self.choice.options:
            raise ValueError
        if self.length is not None and not self.many and not self.length.low <= len(value) <= self.length.high:
            raise ValueError


_KIND_WORDS: dict[type, str] = {
    float: "a finite number",
    int: "an integer",
    bool: "True or False",
    str: "text",
}


def _real(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError
    return int(value)


def _count(value: Any) -> float:
    real = _real(value)
    return int(real) if real.is_integer() else real


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def hyperparameters(declared: type) -> tuple[Hyperparameter, ...]:
    """The hyperparameters of a declared class, in the order of its fields."""
    return _hyperparameters(declared)


@cache
def _hyperparameters(declared: Any) -> tuple[Hyperparameter, ...]:
    hints = get_type_hints(declared, include_extras=True)
    return tuple(_read(field.name, hints[field.name], field.default) for field in fields(declared))


def _read(name: str, hint: Any, default: Any) -> Hyperparameter:
    notes: Sequence[Any] = ()
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
    optional = get_origin(hint) in (Union, UnionType)
    if optional:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    many = get_origin(hint) is tuple
    pairs = many and get_origin(get_args(hint)[0]) is tuple
    fractional = any(isinstance(note, Fractions) for note in notes)
    kind = int if fractional else float if pairs else get_args(hint)[0] if many else hint
    unit = next((note for note in notes if isinstance(note, Unit)), Unit())
    return Hyperparameter(
        name=name,
        kind=kind,
        caption=next((note for note in notes if isinstance(note, str)), ""),
        default=default,
        range=next((note for note in notes if isinstance(note, Range)), None),
        choice=next((note for note in notes if isinstance(note, Choice)), None),
        length=next((note for note in notes if isinstance(note, Length)), None),
        many=many and not pairs,
        pairs=pairs,
        optional=optional,
        unit=unit.name,
        unit_field=unit.field,
        fractional=fractional,
        ruled_by=next((note.flag for note in notes if isinstance(note, RuledBy)), ""),
    )


class Declared:
    """Base of every frozen dataclass whose fields are hyperparameters: it checks its values when it is made.

    A class is abstract if it says so, `class Rule(Optimizer, abstract=True)`, and final otherwise. Every final class
    must declare the class variables that its bases name without a value, and write their abstract methods.
    """

    abstract: ClassVar[bool] = True

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
        data: plain data; anything else than a dict or a list is returned as it is.
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
        raise HyperparameterError(f"type must be one of {', '.join(classes)}, got {_shown(name)}")
    declared = {p.name: p for p in hyperparameters(classes[name])}
    values = {key: from_dict(value, classes, level + 1) for key, value in data.items() if key != "type"}
    unknown = sorted(set(values) - set(declared))
    if unknown:
        raise HyperparameterError(f"{name} has the fields {', '.join(declared)}, got {', '.join(unknown)}")
    missing = sorted(key for key, p in declared.items() if p.required and key not in values)
    if missing:
        raise HyperparameterError(f"{name} needs {', '.join(missing)}, got {', '.join(values) or 'nothing'}")
    return classes[name](**values)


def stacked(instances: Sequence[D]) -> D:
    """An instance of the same class whose fields are float columns of shape (N,) where the instances differ."""
    first = instances[0]
    whole: D = object.__new__(type(first))
    for name in first.__dict__:
        values = [instance.__dict__[name] for instance in instances]
        same = values.count(values[0]) == len(values)
        whole.__dict__[name] = values[0] if same else np.array(values, dtype=float)
    return whole
