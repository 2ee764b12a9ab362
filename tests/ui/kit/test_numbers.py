"""A number that people give in two ways is typed in either."""

import math

import pytest

from tests.ui.visits import Visit, complaints


def test_a_decay_is_typed_as_its_factor_or_as_the_constant_of_the_textbook(compare: Visit) -> None:
    gamma = "s1.s.ExponentialLR.gamma"
    app = compare({"s.schedules": "1", "s1.s": "ExponentialLR", gamma: "0.9"})
    constant = f"~{gamma}.k"
    assert app.number_input(key=constant).value == pytest.approx(-math.log(0.9))
    app.number_input(key=constant).set_value(0.01).run()
    assert app.number_input(key=gamma).value == pytest.approx(math.exp(-0.01), abs=1e-15)
    assert app.number_input(key=constant).value == 0.01
    for factor, k in ((1.0, 0.0), (0.0, None), (0.5, math.log(2))):
        app.number_input(key=gamma).set_value(factor).run()
        assert app.number_input(key=constant).value == (None if k is None else pytest.approx(k))
    app.number_input(key=constant).set_value(-99.0).run()
    assert app.number_input(key=gamma).value == pytest.approx(10)
    assert not complaints(app)
