"""Codes as they are meant, numbers as they are read, and sliders on which each step has a value of its own."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from lrviz.classroom import ALPHABET
from lrviz.classroom.checking import has_equal_ratios
from tests.browser.modules import SITE, call, module_page

ROOM = "class/phone"

SLIDER = """async ([site, low, high, log]) => {
  const { scale } = await import(`${site}class/phone/slider.js`);
  const { steps, value, step, marks } = scale(low, high, log);
  const all = Array.from({ length: steps + 1 }, (_, index) => value(index));
  return { all, back: all.map(step), marks };
}"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the phone's modules."""
    with module_page(browser) as page:
        yield page


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kwxpd", "KWXPD"),
        (" k-w x.p d ", "KWXPD"),
        ("http://10.0.0.2:8501/tools/lrviz/class/KWXPD/", "KWXPD"),
        ("0X8B5", "DXBBS"),
        ("1234", ""),
        ("KWXPDA", ""),
        ("VVXPD", ""),
        ("", ""),
    ],
)
def test_a_code_is_what_somebody_means(modules: Page, typed: str, code: str) -> None:
    assert call(modules, f"{ROOM}/codes.js", "codeOf", typed, ALPHABET) == code


def test_each_code_is_itself(modules: Page) -> None:
    for letter in ALPHABET:
        assert call(modules, f"{ROOM}/codes.js", "codeOf", 5 * letter.lower(), ALPHABET) == 5 * letter


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0312, "0.0312"),
        (-4, "−4"),
        (3.12e-5, "3.12 × 10⁻⁵"),
        (1e-6, "10⁻⁶"),
        (-2.5e7, "−2.5 × 10⁷"),
        (12345, "12300"),
    ],
)
def test_a_number_is_written_as_people_read_it(modules: Page, value: float, text: str) -> None:
    assert call(modules, f"{ROOM}/words.js", "written", value, 3) == text


@pytest.mark.parametrize(
    ("low", "high"), [(1e-4, 1.0), (0.001, 0.2), (3.7e-5, 0.93), (1e-12, 1e3), (0.0, 0.99), (0.9, 1.0), (-2.0, 3.0)]
)
def test_a_slider_tells_its_steps_apart_and_finds_them_again(modules: Page, low: float, high: float) -> None:
    told = modules.evaluate(SLIDER, [SITE, low, high, has_equal_ratios(low, high)])
    values = told["all"]
    assert values == sorted(set(values))
    assert told["back"] == list(range(len(values)))
    assert (values[0], values[-1]) == (low, high)
    assert len(told["marks"]) <= 6
    if has_equal_ratios(low, high):
        ratios = [after / before for before, after in pairwise(values)]
        assert max(ratios) < 1.025, "a step goes too far"
        assert 0.03 in values


def test_every_value_of_one_digit_can_be_set(modules: Page) -> None:
    values = modules.evaluate(SLIDER, [SITE, 1e-4, 1.0, True])["all"]
    assert {float(f"{digit}e-{power}") for digit in range(1, 10) for power in range(1, 5)} <= set(values)
