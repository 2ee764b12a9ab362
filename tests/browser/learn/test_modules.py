"""The list of lessons and the line for the first visit, each alone in an empty page."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.modules import SITE, module_page

MOUNT = """async ([module, data]) => {
  const { default: mount } = await import(module);
  window.place?.remove();
  window.end?.();
  window.words = [];
  window.place = document.body.appendChild(document.createElement("div"));
  const setTriggerValue = (_, [, said]) => words.push(said.at(-1).slice(1));
  window.tell = async (data) => { window.end = await mount({ data, parentElement: place, setTriggerValue }); };
  await tell(data);
}"""

FOCUS = """(kind) => {
  const line = document.createElement("p");
  line.innerHTML = kind;
  place.append(line);
  line.firstChild.focus();
}"""

LISTING: dict[str, Any] = {
    "name": "Lessons",
    "parts": [
        {
            "title": "One",
            "items": [
                {"key": key, "number": n, "title": key.upper(), "also": []} for key, n in zip("ab", "12", strict=True)
            ],
            "waits": False,
        },
        {"title": "Two", "items": [{"key": "c", "number": "3", "title": "C", "also": []}], "waits": False},
    ],
    "open": "a",
    "turn": "a 0",
    "revealed": [],
    "search": "",
}

REFERENCE: dict[str, Any] = LISTING | {
    "parts": [
        {"title": "Optimizers", "items": [{"key": "Adam", "number": "", "title": "Adam", "also": []}], "waits": False},
        {
            "title": "Schedules",
            "items": [
                {"key": "StepLR", "number": "", "title": "StepLR", "also": ["step decay"]},
                {"key": "Constant", "number": "", "title": "Fixed rate", "also": ["constant"]},
            ],
            "waits": True,
        },
    ],
    "open": "Adam",
    "search": "Find by any name",
}


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    with module_page(browser) as page:
        yield page


@pytest.fixture
def empty(prepared: Page) -> Page:
    """A page of a browser that remembers nothing."""
    prepared.evaluate("localStorage.clear()")
    return prepared


def mount(page: Page, name: str, data: Any) -> None:
    page.evaluate(MOUNT, [f"{SITE}{name}/main.js", data])


def words(page: Page) -> Any:
    return page.evaluate("words")


def ticked(page: Page) -> list[str]:
    return page.locator(".is-done").all_inner_texts()


def test_the_list_turns_by_clicks_and_by_the_keys_of_a_clicker(empty: Page) -> None:
    mount(empty, "learn", LISTING)
    expect(empty.locator("[aria-current]")).to_contain_text("A")
    for key in ("PageUp", "PageDown", "PageDown", "PageDown", "PageUp"):
        empty.keyboard.press(key)
    assert words(empty) == [["open", "b"], ["open", "c"], ["open", "b"]]
    empty.get_by_role("button", name="C").click()
    assert words(empty)[-1] == ["open", "c"]
    expect(empty.locator("[aria-current]")).to_contain_text("C")


def test_keys_belong_to_a_text_that_has_the_focus_and_to_nothing_else(empty: Page) -> None:
    mount(empty, "learn", LISTING)
    kinds = ["<textarea>", "<input>", "<input type=number>", "<input type=range>", "<button>", "<select>"]
    for kind in kinds:
        empty.evaluate(FOCUS, kind)
        empty.keyboard.press("PageDown")
        empty.keyboard.press("PageUp")
    assert len(words(empty)) == 2 * len(kinds[3:])
    empty.evaluate("place.remove(); end()")
    empty.keyboard.press("PageDown")
    assert len(words(empty)) == 2 * len(kinds[3:])


def test_a_box_finds_lines_by_any_of_their_names_however_they_are_spelt(empty: Page) -> None:
    mount(empty, "learn", LISTING)
    expect(empty.get_by_role("searchbox")).to_have_count(0)
    mount(empty, "learn", REFERENCE)
    lines, box = empty.locator(".learn-item:visible"), empty.get_by_role("searchbox", name="Find by any name")
    expect(lines).to_have_text(["Adam"])
    for text, found in (
        ("step decay", ["StepLR"]),
        ("Step-Decay", ["StepLR"]),
        ("FIXED", ["Fixed rate"]),
        ("a", ["Adam", "StepLR", "Fixed rate"]),
    ):
        box.fill(text)
        expect(lines).to_have_text(found)
        expect(empty.get_by_role("status")).to_have_text(f"{len(found)} found")
    box.fill("step")
    box.press("PageDown")
    assert words(empty) == []
    empty.evaluate(FOCUS, "<button>")
    empty.keyboard.press("PageDown")
    assert words(empty) == [["open", "StepLR"]]
    empty.evaluate("data => tell(data)", REFERENCE | {"open": "StepLR"})
    expect(box).to_have_value("step")
    box.fill("fixed")
    box.press("Enter")
    assert words(empty)[1:] == [["open", "Constant"]]
    box.fill("no such thing")
    expect(lines).to_have_count(0)
    expect(empty.get_by_role("status")).to_have_text("Nothing has such a name.")
    box.press("Enter")
    box.fill(" - ")
    box.press("Enter")
    assert len(words(empty)) == 2
    expect(lines).to_have_text(["Adam"])
    expect(empty.get_by_role("status")).to_be_empty()


def test_what_was_revealed_is_known_at_the_next_visit(empty: Page) -> None:
    mount(empty, "learn", LISTING | {"revealed": ["b"]})
    assert ticked(empty) == ["2B"]
    expect(empty.locator(".learn-done")).to_have_text("1 of 3 revealed")
    kept = empty.evaluate("Object.values(localStorage)")
    assert kept == ['["b"]']
    empty.evaluate('localStorage.setItem(Object.keys(localStorage)[0], \'["c", 7, "gone"]\')')
    mount(empty, "learn", LISTING)
    assert ticked(empty) == ["2B", "3C"]
    empty.evaluate("localStorage.setItem(Object.keys(localStorage)[0], '{broken')")
    mount(empty, "learn", LISTING)
    assert "2B" in ticked(empty)


def test_the_line_is_dismissed_for_good(empty: Page) -> None:
    mount(empty, "welcome", {})
    line = empty.locator(".lrviz-welcome")
    expect(line).to_contain_text("press play")
    empty.get_by_role("link", name="lesson 1").click()
    assert words(empty) == [["learn", True]]
    empty.get_by_role("button", name="Dismiss").click()
    assert words(empty)[1:] == [["dismiss", True]]
    expect(line).to_be_hidden()
    mount(empty, "welcome", {})
    expect(line).to_be_hidden()
