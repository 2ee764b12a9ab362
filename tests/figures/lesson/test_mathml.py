"""Formulas as MathML: every one of the lessons is read, and what is not known is refused."""

from xml.etree import ElementTree

import pytest

from lrviz.figures.lesson.mathml import as_mathml
from lrviz.lessons import LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_every_formula_of_a_lesson_is_read(lesson: object) -> None:
    for part in lesson.formula.split(r"\qquad"):
        tree = ElementTree.fromstring(as_mathml(part))
        assert tree.tag == "math"
        assert "\\" not in "".join(tree.itertext())


@pytest.mark.parametrize(
    ("formula", "mathml"),
    [
        ("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (r"\frac{a}{2}", "<mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"\tfrac12h", '<mstyle displaystyle="false"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle><mi>h</mi>'),
        ("x^10", "<msup><mi>x</mi><mn>1</mn></msup><mn>0</mn>"),
        (r"\sqrt\kappa", "<msqrt><mi>κ</mi></msqrt>"),
        (r"\sum_{t}", "<munder><mo>∑</mo><mrow><mi>t</mi></mrow></munder>"),
        (r"a<b-1", "<mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>−</mo><mn>1</mn>"),
        (r"\text{as fast}", "<mtext>as\u00a0fast</mtext>"),
    ],
)
def test_each_kind_of_element(formula: str, mathml: str) -> None:
    assert as_mathml(formula) == f'<math display="block">{mathml}</math>'


@pytest.mark.parametrize("formula", [r"\nosuch", r"\frac{a", r"\text{a", r"\left( a", r"\begin{array}", r"\text a"])
def test_what_is_not_known_or_ends_too_early_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match=r"known|ends|end|braces"):
        as_mathml(formula)
