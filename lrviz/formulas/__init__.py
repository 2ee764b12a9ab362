"""Formulas typed as text: parsed safely, differentiated exactly, compiled, and printed as code and as LaTeX."""

from lrviz.formulas.expression import (
    Derivatives,
    Expression,
    bound_graph,
    bound_program,
    columns_graph,
    derive,
    derive_bound,
    derive_phases,
    parse,
    stopped_program,
)
from lrviz.formulas.graph import Graph
from lrviz.formulas.lexer import FormulaError
from lrviz.formulas.parser import ARGUMENTS, CONSTANTS
from lrviz.formulas.program import Program

__all__ = [
    "ARGUMENTS",
    "CONSTANTS",
    "Derivatives",
    "Expression",
    "FormulaError",
    "Graph",
    "Program",
    "bound_graph",
    "bound_program",
    "columns_graph",
    "derive",
    "derive_bound",
    "derive_phases",
    "parse",
    "stopped_program",
]
