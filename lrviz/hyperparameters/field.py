"""What a declaration says of one field, and how a value for it is checked."""

import math
import numbers
import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

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


@dataclass(frozen=True)
class Hyperparameter:
    """What a declaration says of one field.

    `required` says that Python asks for it; `default` is then what a page begins with (`First`), or MISSING.
    `kind` is the type of one value: float, int, bool, str or a `Declared` class. `many` says that the field is a tuple
    of them, `pairs` that it is a tuple of (x, y) pairs of floats, `optional` that None is allowed. `unit` is what the
    number counts, "" where that is not declared or is said by the field `unit_field`. `fractional` says that an int may
    also be a float with a fraction. `ruled_by` is as in `RuledBy`, `term` as in `Means`.
    `symbol` is what formulas call the field, in LaTeX: "\\\\gamma" for gamma. `otherwise` is how people also give it.
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
    term: str = ""
    symbol: str = ""
    otherwise: Otherwise | None = None
    required: bool = False

    def unit_in(self, owner: Any) -> str:
        """What the number counts in an instance of the class that declares it."""
        return str(getattr(owner, self.unit_field)) if self.unit_field else self.unit

    @property
    def whole(self) -> bool:
        """Whether only integers are allowed."""
        return self.kind is int and not self.fractional

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
            raise HyperparameterError(f"{owner}.{self.name} must be {self.allowed}, got {shown(value)}") from None
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
        value.encode()  # half a character, such as "\ud800", raises: no file could hold it
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


def shown(value: Any) -> str:
    """A refused value as an error writes it."""
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
    first = next((note.value for note in notes if isinstance(note, First)), MISSING)
    return Hyperparameter(
        name=name,
        kind=kind,
        caption=next((note for note in notes if isinstance(note, str)), ""),
        default=first if default is MISSING else default,
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
        term=next((note.term for note in notes if isinstance(note, Means)), ""),
        symbol=next((note.latex for note in notes if isinstance(note, Symbol)), _spelled(name)),
        otherwise=next((note for note in notes if isinstance(note, Otherwise)), None),
        required=default is MISSING,
    )


_LETTERS = re.compile("([A-Za-z]|alpha|beta|gamma|delta|eta|lambda|mu|rho)([0-9]*)")


def _spelled(name: str) -> str:
    """The symbol that a name spells, as T_max and beta1 do, or the name itself."""
    letter, _, rest = name.partition("_")
    match = _LETTERS.fullmatch(letter)
    if match is None or (rest and (match[2] or not (rest.isdigit() or rest in ("min", "max")))):
        return rf"\text{{{name.replace('_', chr(92) + '_')}}}"
    base = match[1] if len(match[1]) == 1 else rf"\{match[1]}"
    below = match[2] or (rf"{{\{rest}}}" if rest in ("min", "max") else rest)
    return f"{base}_{below}" if below else base
