"""Reads the LaTeX in which optimizers and schedules declare their formulas, and computes with it.

sympy's own reader knows neither cases nor indices such as t−1, which these formulas are made of. A formula is one or
more definitions, each in a line of its own or after a quad: of a symbol (u = …), of a function (a(u) = …), or of
something at each index (m_t = …), with values to begin with (m_0 = …), which are 0 where the formula gives none.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

Meaning: TypeAlias = Callable[[dict[str, Any]], Any]
"""What an expression is worth, given the values of the names around it."""

_TOKEN = re.compile(
    r"\\(?:text|operatorname)\{(?P<word>[^}]*)\}|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\\\|\\.|\d+(?:\.\d+)?|\S"
)
_SPACING = {r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", r"\qquad", r"\displaystyle"}
_CLOSING = {
    "(": ")",
    "[": "]",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    r"\ne": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    r"\le": lambda a, b: a <= b,
    r"\ge": lambda a, b: a >= b,
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
    *_COMPARE,
    *_CLOSING.values(),
    r"\}",
    r"\end{cases}",
    "and",
}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    r"\cos": np.cos,
    r"\tanh": np.tanh,
    r"\exp": np.exp,
    r"\min": lambda *values: reduce(np.minimum, values),
    r"\max": lambda *values: reduce(np.maximum, values),
    "sign": np.sign,
    "clip": np.clip,
    "mean": np.mean,
    "rowmean": lambda value: np.mean(value, axis=1, keepdims=True),
    "colmean": lambda value: np.mean(value, axis=0, keepdims=True).T,
    "RMS": lambda value: np.sqrt(np.mean(np.square(value))),
}


CONSTANTS = {r"\pi": math.pi, "e": math.e, r"\infty": math.inf}


def tokens(text: str) -> list[str]:
    """The tokens of LaTeX, without spaces of any width; words have lost their command."""
    found = (match["word"] if match["word"] is not None else match[0] for match in _TOKEN.finditer(text))
    return [token.strip().replace(r"\_", "_") for token in found if token not in _SPACING]


def name_of(symbol: str) -> str:
    """How a symbol is known here, whatever its braces."""
    return "".join(token for token in tokens(symbol) if token not in "{}")


class Formula:
    """A formula that was read.

    Args:
        latex: the whole formula.
        names: the symbols of fields and of what is given, as `name_of` knows them.
        first: the first index; before it everything is 0 but what the formula says.
    """

    def __init__(self, latex: str, names: set[str], first: int) -> None:
        body = re.sub(r"\\(begin|end)\{aligned\}", "", latex)
        self._tokens, self._at = [*_lines(tokens(body)), None], 0
        self._first, self._known = first, names
        self.used: set[str] = set()
        self.bound: set[str] = set()
        self.symbols: dict[str, Meaning] = {}
        self.functions: dict[str, tuple[list[str], Meaning]] = {}
        self.indexed: dict[str, tuple[str, int, Meaning]] = {}
        self.initial: dict[tuple[str, int], Meaning] = {}
        self._heads = self._declared()
        for _ in range(2):  # what the first reading finds out are names, the second one knows
            self._at, self.used = 0, set()
            while self._peek() is not None:
                self._definition()

    def compute(self, name: str, given: Mapping[str, Any], index: int) -> Any:
        """What is called `name` at an index, where `given` has the values, functions and items of all other names."""
        return self.item(name, index, {"#": {}, **given})

    def unknown(self) -> set[str]:
        """The names that the formula uses and does not define."""
        defined = {*self.symbols, *self.functions, *self.indexed, *FUNCTIONS, *CONSTANTS, *self.bound}
        return self.used - defined - {name for name, _ in self.initial}

    def item(self, name: str, index: int, scope: dict[str, Any]) -> Any:
        """One item of what is defined for each index."""
        if name not in self.indexed:
            return self.initial[name, index](scope) if (name, index) in self.initial else scope[name](index)
        variable, shift, meaning = self.indexed[name]
        kept, key = scope["#"], (name, index, None if variable == "t" else scope.get("t"))
        if key in kept:
            return kept[key]
        if (name, index) in self.initial:
            value = self.initial[name, index](scope)
        elif variable == "t" and index - shift < self._first:
            value = 0.0
        else:
            value = meaning(scope | {variable: index - shift})
        kept[key] = value
        return value

    def _declared(self) -> set[str]:
        """What stands left of an = with an index, `m_t`, and with arguments, `a(u)`."""
        text = " ".join(token or "" for token in self._tokens)
        heads = r"(?:^|\\\\ )((?:\\hat|\\bar)?(?: \{)? ?[^\s{}]+(?: \})?) "
        found = [re.findall(heads + after, text) for after in (r"_ \{? ?[tij]\b", r"\(")]
        return {re.sub(r"[\s{}]", "", name) + sign for names, sign in zip(found, "[(", strict=True) for name in names}

    def _peek(self, ahead: int = 0) -> str | None:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def _take(self, wanted: str | None = None) -> str:
        token = self._peek()
        if token is None or (wanted is not None and token != wanted):
            raise ValueError(f"the formula must have {wanted or 'more'} here, got {self._tokens[self._at :][:8]}")
        self._at += 1
        return token

    def _definition(self) -> None:
        if self._peek() == r"\\":
            self._take()
            return
        name = self._base()
        if self._peek() == "(":
            self._take("(")
            parameters = [self._base()]
            while self._peek() == ",":
                self._take()
                parameters.append(self._base())
            self._take(")")
            self._take("=")
            self.bound |= set(parameters)
            self.functions[name] = parameters, self._sum()
        elif self._peek() == "_":
            self._take()
            self._indexed_definition(name, self._raw_group())
        else:
            self._take("=")
            self.symbols[name] = self._sum()

    def _indexed_definition(self, name: str, index: list[str]) -> None:
        self._take("=")
        meaning = self._sum()
        text = "".join(index)
        if re.fullmatch(r"-?\d+", text):
            self.initial[name, int(text)] = meaning
        elif match := re.fullmatch(r"([tij])([+-]\d+)?", text):
            self.bound.add(match[1])
            self.indexed[name] = match[1], int(match[2] or 0), meaning
        else:
            self.symbols[f"{name}_{text}"] = meaning

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
        while self._peek() in _COMPARE:
            signs.append(_COMPARE[self._take()])
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
            value = _joined(self._take(), value, self._product())
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
            value = _joined(str(sign), value, self._power())
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
        return _joined("/", self._group(), self._group())

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
        return lambda scope: _chosen(cases, scope)

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


def _lines(found: list[str]) -> list[str]:
    """The tokens with every definition after \\\\, and no & outside of cases."""
    lines, depth = [], 0
    for index, token in enumerate(found):
        depth += (token == r"\begin{cases}") - (token == r"\end{cases}")
        if (depth == 0 and token in ("&", r"\quad")) or (depth == 0 and token == "," and found[index + 1] == r"\quad"):
            lines += [r"\\"] * (token == r"\quad")
        else:
            lines.append(token)
    return lines


def _joined(sign: str, left: Meaning, right: Meaning) -> Meaning:
    if sign == "+":
        return lambda scope: left(scope) + right(scope)
    if sign == "-":
        return lambda scope: left(scope) - right(scope)
    if sign == "/":
        return lambda scope: left(scope) / right(scope)
    if sign == r"\bmod":
        return lambda scope: left(scope) % right(scope)
    return lambda scope: _times(left(scope), right(scope))


def _times(left: Any, right: Any) -> Any:
    """Of matrices the matrix product; a matrix of one row and column is a number."""
    matrices = np.ndim(left) == np.ndim(right) == 2 and 1 not in (np.size(left), np.size(right))
    return left @ right if matrices else left * right


def _chosen(cases: list[tuple[Meaning, Meaning]], scope: dict[str, Any]) -> Any:
    """The value of the first case that holds, for each coordinate where the conditions differ."""
    value, condition = cases[0]
    holds = np.asarray(condition(scope))
    if holds.ndim:
        return np.where(holds, value(scope), _chosen(cases[1:], scope))
    return value(scope) if holds else _chosen(cases[1:], scope)
