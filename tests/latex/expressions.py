"""Reads expressions: sums, products, powers, fractions, cases, indices, calls, and conditions."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from tests.latex.arithmetic import COMPARE, CONSTANTS, FUNCTIONS, Meaning, chosen, joined

_CLOSING = {
    "(": ")",
    "[": "]",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}
_ENDS = {
    None,
    "}",
    ")",
    "]",
    "&",
    r"\\",
    ",",
    ":",
    "+",
    "-",
    r"\quad",
    *COMPARE,
    *_CLOSING.values(),
    r"\}",
    r"\end{cases}",
    "and",
}


class Expressions(ABC):
    """Reads expressions one after the other; `item` finds what has an index."""

    def __init__(self, tokens: list[str], names: set[str], heads: set[str]) -> None:
        self._tokens: list[str | None] = [*tokens, None]
        self._at = 0
        self._known, self._heads = names, heads
        self.used: set[str] = set()
        self.bound: set[str] = set()
        self.symbols: dict[str, Meaning] = {}
        self.functions: dict[str, tuple[list[str], Meaning]] = {}

    @abstractmethod
    def item(self, name: str, index: int, scope: dict[str, Any]) -> Any:
        """One item of what has an index."""

    def _peek(self, ahead: int = 0) -> str | None:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _take(self, wanted: str | None = None) -> str:
        token = self._peek()
        if token is None or (wanted is not None and token != wanted):
            raise ValueError(f"the formula must have {wanted or 'more'} here, got {self._tokens[self._at :][:8]}")
        self._at += 1
        return token

    def _base(self) -> str:
        name = self._take()
        if name in (r"\hat", r"\bar"):
            return name + "".join(self._raw_group())
        if name == r"\nabla":
            return name + self._take()
        return name

    def _raw_group(self) -> list[str]:
        """The tokens of a group in braces, or the one token."""
        if self._peek() != "{":
            return [self._take()]
        self._take("{")
        group = []
        while self._peek() != "}":
            group.append(self._take())
        self._take("}")
        return group

    def condition(self) -> Meaning:
        """Comparisons, also in a row, and flags; `and` joins them."""
        parts = [self._comparison()]
        while self._peek() == "and":
            self._take()
            parts.append(self._comparison())
        return lambda scope: reduce(lambda a, b: a & b, (np.asarray(part(scope)) != 0 for part in parts))

    def _comparison(self) -> Meaning:
        if self._peek() == "otherwise":
            self._take()
            return lambda scope: True
        sides, signs = [self._sum()], []
        while self._peek() in COMPARE:
            signs.append(COMPARE[self._take()])
            sides.append(self._sum())
        if not signs:
            return sides[0]

        def compared(scope: dict[str, Any]) -> Any:
            values = [side(scope) for side in sides]
            return reduce(
                lambda a, b: a & b,
                (np.asarray(sign(a, b)) for sign, a, b in zip(signs, values[:-1], values[1:], strict=True)),
            )

        return compared

    def _sum(self) -> Meaning:
        value = self._product()
        while self._peek() in ("+", "-"):
            value = joined(self._take(), value, self._product())
        return value

    def _product(self) -> Meaning:
        if self._peek() == "-":
            self._take()
            negated = self._product()
            return lambda scope: -negated(scope)
        value = self._power()
        while (sign := self._peek()) not in _ENDS:
            if sign in ("/", r"\cdot", r"\bmod"):
                self._take()
            value = joined(str(sign), value, self._power())
        return value

    def _power(self) -> Meaning:
        base = self._atom()
        while self._peek() == "^":
            self._take()
            if self._peek() == r"\top":
                self._take()
                base = (lambda inner: lambda scope: inner(scope).T)(base)
            else:
                base = (lambda inner, exponent: lambda scope: inner(scope) ** exponent(scope))(base, self._group())
        return base

    def _group(self) -> Meaning:
        """An expression in braces, or the one token."""
        if self._peek() != "{":
            return self._atom()
        self._take("{")
        value = self._sum()
        self._take("}")
        return value

    def _atom(self) -> Meaning:
        token = self._peek()
        assert token is not None
        if token.replace(".", "").isdigit():
            number = np.float64(self._take())
            return lambda scope: number
        if token in _CLOSING:
            return self._bracketed()
        special = {
            r"\frac": self._fraction,
            r"\tfrac": self._fraction,
            r"\sqrt": self._root,
            r"\sum": lambda: self._repeated(lambda a, b: a + b, 0.0),
            r"\prod": lambda: self._repeated(lambda a, b: a * b, 1.0),
            r"\#": self._count,
            r"\begin{cases}": self._cases,
        }
        if token in special:
            self._take()
            return special[token]()
        return self._named()

    def _fraction(self) -> Meaning:
        return joined("/", self._group(), self._group())

    def _root(self) -> Meaning:
        inner = self._group()
        return lambda scope: np.sqrt(inner(scope))

    def _bracketed(self) -> Meaning:
        opening = self._take()
        inner = self.condition() if opening == "[" else self._sum()
        self._take(_CLOSING[opening])
        if opening == "[":
            return lambda scope: np.where(inner(scope), 1.0, 0.0)[()]
        if opening == r"\lVert":
            order = 2
            if self._peek() == "_":
                self._take()
                order = int(self._raw_group()[0])
            return lambda scope: np.linalg.norm(np.ravel(inner(scope)), order)
        around = {"(": lambda value: value, r"\lvert": abs, r"\lfloor": np.floor, r"\lceil": np.ceil}[opening]
        return lambda scope: around(inner(scope))

    def _repeated(self, join: Callable[[Any, Any], Any], empty: float) -> Meaning:
        """A sum or a product from one index to another, or over all items there are."""
        self._take("_")
        self._take("{")
        variable = self._take()
        self.bound.add(variable)
        self._take("=")
        low = self._sum()
        self._take("}")
        self._take("^")
        high = self._group()
        body = self._product()

        def repeated(scope: dict[str, Any]) -> Any:
            indices = range(int(low(scope)), int(high(scope)) + 1)
            return reduce(join, (body(scope | {variable: index}) for index in indices), empty)

        return repeated

    def _count(self) -> Meaning:
        """How many items fulfil a condition: \\#\\{i : m_i \\le t\\}."""
        self._take(r"\{")
        variable = self._take()
        self.bound.add(variable)
        self._take(":")
        condition = self.condition()
        self._take(r"\}")

        def counted(scope: dict[str, Any]) -> float:
            items = range(1, int(scope["n"]) + 1) if "n" in scope else itertools.count(1)
            found = (bool(condition(scope | {variable: item})) for item in items)
            return float(sum(found) if "n" in scope else sum(itertools.takewhile(bool, found)))

        return counted

    def _cases(self) -> Meaning:
        cases = []
        while self._peek() != r"\end{cases}":
            value = self._sum()
            self._take("&")
            cases.append((value, self.condition()))
            if self._peek() == r"\\":
                self._take()
        self._take(r"\end{cases}")
        return lambda scope: chosen(cases, scope)

    def _named(self) -> Meaning:
        name = self._base()
        if self._peek() == "_":
            return self._subscripted(name)
        if name in FUNCTIONS or (self._peek() == "(" and f"{name}(" in self._heads | self._known):
            return self._called(name)
        return self._value(name)

    def _subscripted(self, name: str) -> Meaning:
        self._take("_")
        start = self._at
        joined = f"{name}_{''.join(self._raw_group())}"
        if joined in self._known | self.symbols.keys() or f"{name}[" not in self._heads | self._known:
            return self._value(joined)
        self._at = start
        index = self._group()
        argument = None
        if f"{name}(" in self._known and self._peek() == "(":
            self._take("(")
            argument = self._sum()
            self._take(")")
        self.used.add(name)

        def item(scope: dict[str, Any]) -> Any:
            at = int(index(scope))
            value = self.item(name, at, scope)
            return value if argument is None else value(argument(scope))

        return item

    def _called(self, name: str) -> Meaning:
        self.used.add(name)
        self._take("(")
        arguments = [self._sum()]
        while self._peek() == ",":
            self._take()
            arguments.append(self._sum())
        self._take(")")

        def called(scope: dict[str, Any]) -> Any:
            values = [argument(scope) for argument in arguments]
            if name in self.functions:
                parameters, body = self.functions[name]
                return body(scope | dict(zip(parameters, values, strict=True)))
            return (scope.get(name) or FUNCTIONS[name])(*values)

        return called

    def _value(self, name: str) -> Meaning:
        self.used.add(name)

        def value(scope: dict[str, Any]) -> Any:
            if name in scope:
                return scope[name]
            if name in self.symbols:
                return self.symbols[name](scope)
            return CONSTANTS.get(name, name)

        return value
