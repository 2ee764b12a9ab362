"""Parses a formula's text into an expression graph, without running any of it."""

import difflib
import keyword
import math
from collections.abc import Iterable

import numpy as np

from lrviz.formulas.functions import FUNCTIONS
from lrviz.formulas.graph import Graph
from lrviz.formulas.lexer import FormulaError, Token, tokens

LONGEST = 1000
"""How many characters a formula may have."""

MOST_NODES = 400
"""How many distinct operations, numbers and names a formula may have."""

DEEPEST = 50
"""How deep parentheses, signs and powers may be nested."""

LARGEST_EXPONENT = 100.0
"""The largest constant exponent, in absolute value."""

_MANY = 20
"""The most arguments of min and max that are taken one after the other."""

CONSTANTS = {"pi": math.pi, "e": math.e}
"""The constants that every formula may name."""

ARGUMENTS = {
    "sqrt": 1,
    "exp": 1,
    "log": 1,
    "sin": 1,
    "cos": 1,
    "tan": 1,
    "tanh": 1,
    "abs": 1,
    "floor": 1,
    "sigmoid": 1,
    "logaddexp": 2,
    "min": 2,
    "max": 2,
}
"""The functions that every formula may call, and how many arguments they take (min and max: at least)."""


def read(text: str, names: Iterable[str]) -> tuple[Graph, int]:
    """The graph of a formula and the index of its root.

    Raises:
        FormulaError: the text is not a formula of the names, or is too complicated.
        ValueError: a name is that of a constant or a function.
    """
    taken = sorted(set(names) & (CONSTANTS.keys() | ARGUMENTS.keys()))
    if taken:
        raise ValueError(f"a variable must not be called {taken[0]}: it is a constant or a function")
    if len(text) > LONGEST:
        raise FormulaError(f"a formula must have at most {LONGEST} characters, got {len(text)}", text, LONGEST)
    return _Parser(text, tuple(names)).whole()


class _Parser:
    """Recursive descent with Python's precedence: ** binds tighter than a sign before it, and to the right."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self.text = text
        self.names = names
        self.tokens = tokens(text)
        self.next = 0
        self.depth = 0
        self.graph = Graph()
        self.constants: dict[int, float] = {}

    def whole(self) -> tuple[Graph, int]:
        if self.token.kind == "end":
            raise self.error("a formula must not be empty")
        root = self.sum()
        if self.token.kind != "end":
            raise self.error(self.leftover())
        return self.graph, root

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def error(self, reason: str, position: int | None = None) -> FormulaError:
        return FormulaError(reason, self.text, self.token.position if position is None else position)

    def leftover(self) -> str:
        before = self.tokens[self.next - 1].text
        if self.token.text == ")":
            return "this ) closes nothing"
        if self.token.text == ",":
            return "a comma may only stand between the arguments of a function"
        if self.token.text in keyword.kwlist:
            return f"{self.token.text} is not allowed in a formula"
        return f"an operator is missing: for a product write {before}*{self.token.text}"

    def take(self, *signs: str) -> str | None:
        if self.token.kind != "sign" or self.token.text not in signs:
            return None
        self.next += 1
        return self.tokens[self.next - 1].text

    def sum(self) -> int:
        position, left = self.token.position, self.product()
        while sign := self.take("+", "-"):
            left = self.node(sign, (left, self.product()), position)
        return left

    def product(self) -> int:
        position, left = self.token.position, self.signed()
        while sign := self.take("*", "/"):
            if sign == "/" and self.token.text == "/":
                raise self.error("// is not allowed in a formula: write floor(a/b)")
            left = self.node(sign, (left, self.signed()), position)
        return left

    def signed(self) -> int:
        position = self.token.position
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(f"too complicated: parentheses, signs and powers nest deeper than {DEEPEST}")
        sign = self.take("+", "-")
        if sign:
            operand = self.signed()
            operand = self.node("neg", (operand,), position) if sign == "-" else operand
        else:
            operand = self.power()
        self.depth -= 1
        return operand

    def power(self) -> int:
        position, base = self.token.position, self.atom()
        if not self.take("**"):
            return base
        place, exponent = self.token.position, self.signed()
        if abs(self.constants.get(exponent, 0.0)) > LARGEST_EXPONENT:
            raise self.error(f"a constant exponent must be in [-{LARGEST_EXPONENT:g}, {LARGEST_EXPONENT:g}]", place)
        return self.node("**", (base, exponent), position)

    def atom(self) -> int:
        token = self.token
        if token.kind == "number":
            self.next += 1
            return self.number(token)
        if token.kind == "name":
            self.next += 1
            return self.call(token) if self.token.text == "(" else self.named(token)
        if self.take("("):
            inner = self.sum()
            self.close(token)
            return inner
        end = "the formula ends too early" if token.kind == "end" else f"{token.text} cannot stand here"
        raise self.error(f"{end}: a number, a name or ( is missing")

    def close(self, opening: Token) -> None:
        if self.take(")"):
            return
        if self.token.kind == "end":
            raise self.error("this ( is never closed", opening.position)
        raise self.error(self.leftover())

    def number(self, token: Token) -> int:
        value = float(token.text)
        if not math.isfinite(value):
            raise self.error(f"{token.text} is too large for a floating-point number", token.position)
        index = self.counted(self.graph.number(value))
        self.constants[index] = value
        return index

    def named(self, token: Token) -> int:
        if token.text in self.names:
            return self.counted(self.graph.name(token.text))
        if token.text in CONSTANTS:
            index = self.counted(self.graph.name(token.text))
            self.constants[index] = CONSTANTS[token.text]
            return index
        if token.text in ARGUMENTS:
            raise self.error(f"{token.text} is a function: write {token.text}(...)", token.position)
        raise self.error(self.unknown(token.text), token.position)

    def unknown(self, name: str) -> str:
        if name in keyword.kwlist:
            return f"{name} is not allowed in a formula"
        allowed = [*self.names, *CONSTANTS, *ARGUMENTS]
        near = difflib.get_close_matches(name[:40], allowed, 1)
        shown = name if len(name) <= 40 else name[:37] + "..."
        return f"unknown name {shown}" + (f", perhaps {near[0]}" if near else "") + f"; allowed: {', '.join(allowed)}"

    def call(self, token: Token) -> int:
        opening = self.token
        if token.text not in ARGUMENTS:
            if token.text in self.names or token.text in CONSTANTS:
                raise self.error(f"{token.text} is not a function: for a product write {token.text}*(...)")
            raise self.error(self.unknown(token.text), token.position)
        self.next += 1
        arguments = [] if self.token.text == ")" else [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.close(opening)
        self.check_arguments(token, len(arguments))
        if len(arguments) == 1:
            return self.node(token.text, (arguments[0],), token.position)
        return self.combined(token, arguments)

    def combined(self, token: Token, arguments: list[int]) -> int:
        """One after the other; many by halves, because Python bears no more than two hundred nested parentheses."""
        if len(arguments) > _MANY:
            middle = len(arguments) // 2
            arguments = [self.combined(token, part) for part in (arguments[:middle], arguments[middle:])]
        index = arguments[0]
        for argument in arguments[1:]:
            index = self.node(token.text, (index, argument), token.position)
        return index

    def check_arguments(self, token: Token, got: int) -> None:
        needed, open_ended = ARGUMENTS[token.text], token.text in ("min", "max")
        if got == needed or (open_ended and got > needed):
            return
        words = f"{'at least ' if open_ended else ''}{needed} argument{'s' if needed > 1 else ''}"
        raise self.error(f"{token.text} takes {words}, got {got}", token.position)

    def node(self, operation: str, operands: tuple[int, ...], position: int) -> int:
        index = self.counted(self.graph.apply(operation, *operands))
        if all(operand in self.constants for operand in operands):
            self.constants[index] = self.constant(operation, operands, position)
        return index

    def constant(self, operation: str, operands: tuple[int, ...], position: int) -> float:
        with np.errstate(all="ignore"):
            value = float(FUNCTIONS[operation](*(np.float64(self.constants[i]) for i in operands)))
        if math.isfinite(value):
            return value
        if operation == "/" and self.constants[operands[1]] == 0:
            raise self.error("division by zero", position)
        problem = "is not a real number" if math.isnan(value) else "is too large for a floating-point number"
        raise self.error(f"this constant {problem}", position)

    def counted(self, index: int) -> int:
        if len(self.graph.nodes) > MOST_NODES:
            raise self.error(f"too complicated: more than {MOST_NODES} different terms")
        return index
