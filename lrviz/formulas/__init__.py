"""Formulas as text: parsed safely, derived exactly, compiled to floats and blocks, printed as code and as LaTeX."""

from lrviz.formulas.expression import Derivatives, Expression, derive, derive_bound, gradient_writer, parse
from lrviz.formulas.lexer import FormulaError
from lrviz.formulas.parser import ARGUMENTS, CONSTANTS

__all__ = [
    "ARGUMENTS",
    "CONSTANTS",
    "Derivatives",
    "Expression",
    "FormulaError",
    "derive",
    "derive_bound",
    "gradient_writer",
    "parse",
]
