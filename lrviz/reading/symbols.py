"""Writes expressions of Python in the step as formulas of lrviz."""

import ast
from dataclasses import dataclass

from lrviz.formulas import ARGUMENTS
from lrviz.reading.expressions import Expressions, dotted
from lrviz.reading.values import Unknown

_LONGEST = 1000


class UntranslatedError(ValueError):
    """An expression is no formula."""


@dataclass(frozen=True)
class Written:
    """A value that is a formula in t."""

    formula: str


def written(formula: str) -> Written:
    """A formula as a value."""
    return Written(formula)


_SIGNS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_ALSO = {
    "pow": "({0})**({1})",
    "power": "({0})**({1})",
    "float": "{0}",
    "square": "({0})**2",
    "log2": "log({0})/log(2)",
    "log10": "log({0})/log(10)",
    "ceil": "-floor(-({0}))",
    "expm1": "exp({0}) - 1",
    "int": "floor({0})",
    "clip": "min(max({0}, {1}), {2})",
    "minimum": "min({0}, {1})",
    "maximum": "max({0}, {1})",
    "float64": "{0}",
}
"""Functions that formulas do not have, said by those that they have. A step is at least 0, so that `int` is `floor`."""


class Symbolic:
    """Formulas of expressions among names that are values or formulas."""

    def __init__(self, among: Expressions) -> None:
        self._known = among

    def formula(self, node: ast.expr) -> str:
        """The formula in t that an expression is.

        Raises:
            UntranslatedError: it is none.
        """
        known = self._known.value(node)
        if isinstance(known, Written):
            return known.formula
        if isinstance(known, int | float) and known == known and abs(known) < 1e300:
            return repr(float(known) if isinstance(known, bool) else known)
        text = self._made(node)
        if len(text) > _LONGEST:
            raise UntranslatedError(f"it takes a formula of more than {_LONGEST} characters")
        return text

    def _made(self, node: ast.expr) -> str:
        match node:
            case ast.BinOp(left, op, right):
                return self._operation(op, self.formula(left), self.formula(right))
            case ast.UnaryOp(ast.USub(), operand):
                return f"(-{self.formula(operand)})"
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.formula(operand)
            case ast.Call(func, args, []):
                return self._call(dotted(func).rpartition(".")[2], [self.formula(one) for one in args])
            case ast.Compare(ast.expr() as left, [ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], [_]):
                raise UntranslatedError(f"{ast.unparse(left)[:40]!r} is compared inside a formula")
        value = self._known.value(node)
        text = value.text if isinstance(value, Unknown) else ast.unparse(node)
        raise UntranslatedError(f"the text does not say what {text[:60]!r} is")

    def _operation(self, op: ast.operator, left: str, right: str) -> str:
        if type(op) in _SIGNS:
            return f"({left} {_SIGNS[type(op)]} {right})"
        if isinstance(op, ast.FloorDiv):
            return f"floor({left} / {right})"
        if isinstance(op, ast.Mod):
            return f"({left} - {right} * floor({left} / {right}))"
        raise UntranslatedError(f"{type(op).__name__} is no operation of a formula")

    def _call(self, name: str, arguments: list[str]) -> str:
        if name in ARGUMENTS and (len(arguments) == ARGUMENTS[name] or (name in ("min", "max") and len(arguments) > 1)):
            return f"{name}({', '.join(arguments)})"
        try:
            return f"({_ALSO[name].format(*arguments)})"
        except (KeyError, IndexError):
            raise UntranslatedError(f"{name or 'a call'}() is no function that formulas have") from None
