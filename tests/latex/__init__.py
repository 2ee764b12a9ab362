"""Reads the LaTeX in which optimizers and schedules declare their formulas, and computes with it.

sympy's own reader knows neither cases nor indices such as t−1, which these formulas are made of. A formula is one or
more definitions, each in a line of its own or after a quad: of a symbol (u = …), of a function (a(u) = …), or of
something at each index (m_t = …), with values to begin with (m_0 = …), which are 0 where the formula gives none.
"""

from tests.latex.formula import Formula
from tests.latex.notation import name_of

__all__ = ["Formula", "name_of"]
