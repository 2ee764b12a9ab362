"""The parser: what it accepts means what Python means by it; what it refuses, it refuses at the right place."""

import ast
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.formulas import FormulaError, parse
from lrviz.formulas.parser import DEEPEST, LARGEST_EXPONENT, LONGEST, MOST_NODES

REFUSED = [
    ("", "must not be empty", 0),
    ("   ", "must not be empty", 3),
    ("__import__('os').system('true')", "' is not allowed", 11),
    ("__import__(x)", "unknown name __import__", 0),
    ("x.real", ". is not allowed in a formula: attributes", 1),
    ("().__class__", ". is not allowed", 2),
    ("lambda x: x", ": is not allowed", 8),
    ("lambda x", "lambda is not allowed", 0),
    ("[x for x in y]", "[ is not allowed", 0),
    ("x for x in y", "for is not allowed", 2),
    ('"text"', '" is not allowed', 0),
    ("x if y else 2", "if is not allowed", 2),
    ("not x", "not is not allowed", 0),
    ("x and y", "and is not allowed", 2),
    ("True", "True is not allowed", 0),
    ("None + x", "None is not allowed", 0),
    ("x < y", "< is not allowed", 2),
    ("x == y", "= is not allowed", 2),
    ("x := 3", ": is not allowed", 2),
    ("x # comment", "# is not allowed", 2),
    ("x % 2", "% is not allowed", 2),
    ("x // y", "write floor(a/b)", 3),
    ("x ^ 2", "write **", 2),
    ("x² + y", "write **2", 1),
    ("x − y", "write -", 2),
    ("ｘ + 1", "ｘ is not allowed", 0),
    ("x\0", "U+0000 is not allowed", 1),
    ("x + \u202ey", "U+202E is not allowed", 4),
    ("2x", "write 2*x", 1),
    ("x y", "write x*y", 2),
    ("(x)(y)", "write )*(", 3),
    ("1(2)", "write 1*(", 1),
    ("x(y)", "x is not a function", 1),
    ("sin", "sin is a function", 0),
    ("sin x", "sin is a function", 0),
    ("sine(x)", "unknown name sine, perhaps sin", 0),
    ("x + z", "unknown name z", 4),
    ("x + z(y)", "unknown name z", 4),
    ("sin()", "sin takes 1 argument, got 0", 0),
    ("y + sin(x, y)", "sin takes 1 argument, got 2", 4),
    ("max(x)", "max takes at least 2 arguments, got 1", 0),
    ("logaddexp(x, y, x)", "logaddexp takes 2 arguments, got 3", 0),
    ("x +", "ends too early", 3),
    ("x + * y", "* cannot stand here", 4),
    ("x, y", "a comma", 1),
    ("(x, y)", "a comma", 2),
    ("(x + y", "this ( is never closed", 0),
    ("x + (y*(x - 1)", "this ( is never closed", 4),
    ("x + y)", "closes nothing", 5),
    ("1/0", "division by zero", 0),
    ("x + 1/(2 - 2)", "division by zero", 4),
    ("x + 1e999", "too large", 4),
    ("9" * 400, "too large", 0),
    ("1j", "write 1*j", 1),
    ("x + sqrt(-1)", "not a real number", 4),
    ("(-1)**0.5", "not a real number", 0),
    ("log(0) + x", "too large", 0),
    ("exp(1000)", "too large", 0),
    ("x**9**9**9", "exponent must be in [-100, 100]", 6),
    ("x**-101", "exponent must be in [-100, 100]", 3),
    ("(" * 1000 + "x" + ")" * 1000, "at most", LONGEST),
    ("(" * 400 + "x" + ")" * 400, "too complicated", DEEPEST),
    ("-" * 900 + "x", "too complicated", DEEPEST),
    ("x" + "**x" * 300, "too complicated", 3 * DEEPEST),
    ("+".join(["x"] * 500), "too complicated", 2 * MOST_NODES),
    ("x" * 1_000_000, "at most", LONGEST),
]


@pytest.mark.parametrize(("text", "reason", "position"), REFUSED, ids=[repr(row[0][:30]) for row in REFUSED])
def test_refusal_names_the_problem_and_points_at_it(text: str, reason: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text, ("x", "y"))
    error = caught.value
    assert reason in error.reason
    assert abs(error.position - position) <= (3 if "complicated" in reason else 0)
    message, line, caret = str(error).split("\n")
    assert f"character {error.position + 1}" in message
    assert len(line) <= 82
    assert caret.strip() == "^"
    shown = line[caret.index("^") :]
    assert text[error.position :].startswith(shown[:1].strip()) or not shown[:1].isprintable()


@given(st.text(max_size=60) | st.text(alphabet="xy0123456789.e+-*/() ,sincoqrtaxmpl_^", max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    got = _value_or_reason(text, {"x": 0.3, "y": -1.7})
    assert isinstance(got, float) or got


def _formulas() -> st.SearchStrategy[str]:
    numbers = st.sampled_from(["0.5", "2", "3.25", "1e-2", ".75"])
    leaves = st.one_of(st.sampled_from(["x", "y", "pi", "e"]), numbers)

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        signs = st.sampled_from([" + ", "-", "*", " / "])
        return st.one_of(
            st.tuples(inner, signs, inner).map("".join),
            st.tuples(inner, signs, inner).map(lambda parts: f"({''.join(parts)})"),
            st.tuples(st.sampled_from(["-", "+", "--"]), inner).map("".join),
            st.tuples(inner, st.sampled_from(["**2", "**-1", "**-x", "**2**-1", "**3"])).map("".join),
            st.tuples(st.sampled_from(["sin", "tanh", "exp", "abs"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
            st.tuples(inner, inner, inner).map(lambda parts: f"max({','.join(parts)})"),
        )

    return st.recursive(leaves, grow, max_leaves=8)


@settings(max_examples=200)
@given(_formulas())
def test_precedence_is_pythons(text: str) -> None:
    point = {"x": 0.375, "y": 1.625}
    expected, largest = _pythons(text, point)
    assume(largest < 1e4)  # a rounding error is not made larger than what is allowed below
    got = _value_or_reason(text, point)
    if isinstance(got, str):
        assert "exponent" in got or "constant" in got or "division by zero" in got
    else:
        assert got == pytest.approx(expected, rel=1e-6, abs=1e-6)


def _pythons(text: str, point: dict[str, float]) -> tuple[float, float]:
    """What Python makes of a formula, and the largest number on the way; infinity where it is not real."""
    names = {name: getattr(math, name) for name in ("sin", "tanh", "exp", "pi", "e")} | {"abs": abs, "max": max}
    tree = ast.parse(text, mode="eval")
    parts = [node for node in ast.walk(tree.body) if isinstance(node, ast.expr)]
    try:
        codes = [compile(ast.Expression(part), "", "eval") for part in parts]
        values = [eval(code, {"__builtins__": {}}, names | point) for code in codes]
        return values[0], max(abs(float(value)) for value in values if not callable(value))
    except (ArithmeticError, ValueError, TypeError):  # a function of a complex number is a TypeError
        return math.inf, math.inf


def _value_or_reason(text: str, point: dict[str, float]) -> float | str:
    try:
        return float(parse(text, ("x", "y")).evaluate(**point))
    except FormulaError as error:
        return error.reason


def test_only_the_given_names_are_known_and_none_hides_a_constant() -> None:
    with pytest.raises(FormulaError, match="unknown name x"):
        parse("x", ("t",))
    for taken in ("e", "sin"):
        with pytest.raises(ValueError, match=f"must not be called {taken}"):
            parse("t", ("t", taken))


def test_the_largest_exponent_and_white_space_are_allowed() -> None:
    assert parse(f"x**{LARGEST_EXPONENT:g}", ("x",)).evaluate(x=1.0) == 1.0
    assert parse(" x\n + \t y ", ("x", "y")).evaluate(x=1.0, y=np.array([1.0, 2.0])).tolist() == [2.0, 3.0]
