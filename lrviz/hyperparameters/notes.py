"""What a declaration may note of a field: its range, its choices, its length, its unit, the term that explains it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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
class Means:
    """Says which term of the glossary explains what the field is, by the term's key."""

    term: str


@dataclass(frozen=True)
class Symbol:
    """Says what the field is called in formulas, in LaTeX, where its name alone does not say so."""

    latex: str


@dataclass(frozen=True)
class Otherwise:
    """Says that people also give the number in another way, such as the k of e^(−kt) for a factor.

    Attributes:
        name: what the other number is called.
        meaning: what it is, and how it comes from this one.
        there: the other number for one of this; None where there is none.
        back: this number for one of the other.
    """

    name: str
    meaning: str
    there: Callable[[float], float | None]
    back: Callable[[float], float]


@dataclass(frozen=True)
class First:
    """Says what a page begins with in a field that has no default because the real class has none."""

    value: Any


@dataclass(frozen=True)
class RuledBy:
    """Says that the owner sets the length of the declared value in this field while its flag of this name is on."""

    flag: str
