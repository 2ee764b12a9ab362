"""Expressions: evaluated to the full shape, printed as code that computes the same, set as LaTeX."""

import math

import numpy as np
import pytest
import torch

from lrviz.formulas import ARGUMENTS, parse

LIBRARIES = {"math": math, "np": np, "torch": torch}

SCHEDULES = [
    "1",
    "0.5*(1 + cos(pi*t/100))",
    "min(1, t/10)*0.99**t",
    "max(0, 1 - t/50) + floor(t/10)",
    "1/sqrt(t + 1) - log(2 + t)",
    "sigmoid(t - 5) + tanh(t) + tan(0.1)",
    "logaddexp(t, 3) - (t - (1 - t))/(2/(t + 1))",
    "-t**2 + (-t)**2 + (-2)**t*0 + 2**-t",
    "abs(t - 3)**(1/3) + e**(-t)",
    *(f"{name}({', '.join(['t + 0.3', 't/2'][:count])})" for name, count in ARGUMENTS.items()),
]


@pytest.mark.parametrize("text", SCHEDULES)
def test_printed_code_computes_the_same_and_can_be_parsed_again(text: str) -> None:
    expression, steps = parse(text, ("t",)), np.arange(12.0)
    expected = expression.evaluate(t=steps)
    for library, module in LIBRARIES.items():
        code = expression.to_python(library)
        for step, value in zip(steps.tolist(), expected.tolist(), strict=True):
            t = torch.tensor(step, dtype=torch.float64) if library == "torch" else step
            assert float(eval(code, {library: module, "math": math, "t": t})) == pytest.approx(
                value, rel=1e-12, abs=1e-13
            )
    assert expression.latex()
    if "logadd" not in text:
        again = parse(expression.to_python("math").replace("math.", ""), ("t",))
        np.testing.assert_allclose(again.evaluate(t=steps), expected, rtol=1e-14)


def test_values_are_printed_in_the_place_of_names() -> None:
    expression = parse("a*x**b - (a - 1)", ("x", "a", "b"))
    assert expression.to_python("np", {"a": -2.0, "b": 3.0}) == "-2.0 * x**3 - (-2.0 - 1.0)"
    assert expression.to_python("torch", {"a": 2.0, "b": -0.5}, ("x",)) == "2.0 * x**-0.5 - (2.0 - 1.0)"
    with pytest.raises(ValueError, match="library must be one of math, np, torch, got 'os'"):
        expression.to_python("os")


def test_torch_code_without_a_variable_is_a_tensor_with_a_gradient() -> None:
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    for text in ("3", "sqrt(2)*max(1, 2)", "min(x, 0.1)", "logaddexp(0.1, x)", "max(0.1, sin(0.2))"):
        value = eval(parse(text, ("x",)).to_python("torch"), LIBRARIES | {"x": x})
        assert value.shape == (2,)
        assert value.requires_grad
        np.testing.assert_allclose(value.detach().numpy(), parse(text, ("x",)).evaluate(x=[1.0, 2.0]), rtol=1e-15)


@pytest.mark.parametrize("shape", [(5,), (2, 3), (0,)])
def test_arrays_keep_their_full_shape_and_numbers_give_a_float(shape: tuple[int, ...]) -> None:
    for text in ("3", "pi*2", "x", "x + y", "x**0"):
        result = parse(text, ("x", "y")).evaluate(x=np.ones(shape), y=2)
        assert result.shape == shape
        assert result.dtype == np.float64
        result[...] = 0.0
    number = parse("x/y", ("x", "y")).evaluate(x=1, y=0)
    assert (type(number), number) == (float, math.inf)
    beyond = parse("log(t) + sqrt(t - 1)/t + exp(1000*t)", ("t",)).evaluate(t=np.array([-1, 0, 1, 2]))
    assert not np.isfinite(beyond).any()


def test_equal_texts_are_equal_expressions() -> None:
    assert parse("x + 1", ("x",)) == parse("x + 1", ("x",))
    assert hash(parse("x + 1", ("x",))) == hash(parse("x + 1", ("x",)))
    assert parse("x + 1", ("x",)) != parse("x + 1", ("x", "y"))


LATEX = [
    ("(a - x)**2 + b*(y - x**2)**2", r"\left(a - x\right)^{2} + b \left(y - x^{2}\right)^{2}"),
    ("-x - (y - 1)", r"-x - \left(y - 1\right)"),
    ("2*3*x", r"2 \cdot 3 x"),
    ("x*2/y", r"\frac{x \cdot 2}{y}"),
    ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
    ("exp(-x**2/2)", r"e^{-\frac{x^{2}}{2}}"),
    ("exp(x)**2", r"\left(e^{x}\right)^{2}"),
    ("-20*exp(-x/2) - (-3)*y", r"-20 e^{-\frac{x}{2}} - \left(-3 y\right)"),
    ("-(x + 1)/y", r"-\frac{x + 1}{y}"),
    ("-cos(x)*y*3", r"-\cos\left(x\right) y \cdot 3"),
    ("sqrt(abs(x)) + pi", r"\sqrt{\left|x\right|} + \pi"),
    ("max(x, y, 1)", r"\max\left(\max\left(x, y\right), 1\right)"),
    ("1e-20*x", r"1 \cdot 10^{-20} x"),
    ("x*(-y)", r"x \left(-y\right)"),
    ("0.5*log(b)", r"0.5 \log\left(b\right)"),
]


def test_latex_keeps_the_written_order_and_takes_symbols() -> None:
    assert [(text, parse(text, ("x", "y", "a", "b")).latex()) for text, _ in LATEX] == LATEX
    assert parse("kappa*x", ("x", "kappa")).latex({"kappa": r"\kappa"}) == r"\kappa x"
