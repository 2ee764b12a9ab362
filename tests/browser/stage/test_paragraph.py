"""Words on a canvas stay between their edges, in order, and none is lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.modules import call, module_page

NORMAL, BOLD = "14px sans-serif", "600 14px sans-serif"
LEFT, RIGHT = 10.0, 130.0


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    with module_page(browser) as page:
        yield page


@pytest.mark.parametrize(
    "parts",
    [
        [(BOLD, "name"), (NORMAL, "a sentence that takes more than one of such short lines")],
        [(NORMAL, "f(x, y) = " + "x**2+" * 30 + "1")],
        [(BOLD, "🙂" * 40), (NORMAL, "one")],
        [(NORMAL, "")],
    ],
    ids=("a sentence", "a long word", "signs of two halves", "nothing"),
)
def test_every_word_stands_between_the_edges(modules: Page, parts: list[tuple[str, str]]) -> None:
    lines = call(modules, "stage/paragraph.js", "paragraph", parts, LEFT, RIGHT)
    assert "".join(word["text"] for line in lines for word in line) == "".join(
        text.replace(" ", "") for _, text in parts
    )
    measure = "([font, text]) => { const c = document.createElement('canvas').getContext('2d'); c.font = font; "
    measure += "return c.measureText(text).width; }"
    for line in lines:
        ends = [word["x"] + modules.evaluate(measure, [word["font"], word["text"]]) for word in line]
        starts = [word["x"] for word in line]
        assert starts[0] == LEFT
        assert max(ends) <= RIGHT + 0.01
        assert all(end < start for end, start in zip(ends, starts[1:], strict=False))
