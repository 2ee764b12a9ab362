"""The door to a class, alone in an empty page: what it says of the server, what it opens, and what it keeps."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.learn.test_modules import mount, words
from tests.browser.modules import SITE, open_modules, without_errors
from tests.browser.page import watched_page

ABOUT = {"class": True, "version": "1", "local": False, "workers": False, "addresses": []}
OPENED = {"code": "KWXPD", "token": "s3cret", "addresses": [f"{SITE}class/KWXPD"], "local": False}
LISTED = {"plan": '{"items": []}', "listed": ["momentum", "saddle"]}
NOTHING: dict[str, Any] = {"plan": "", "listed": []}


class Serving:
    """A server of classes that says what a test wants."""

    def __init__(self, page: Page) -> None:
        self.about: Any = ABOUT
        self.opened: tuple[int, Any] = (200, OPENED)
        self.there = 200
        self.plans: list[str | None] = []
        self.places = (page, page.context)  # a new tab's first address is the context's
        for place in self.places:
            place.route(f"{SITE}class/**", self.answer)

    def answer(self, route: Route) -> None:
        """Answers what the door asks."""
        asked = route.request
        if asked.url.endswith("/about"):
            route.fulfill(body=self.about if isinstance(self.about, str) else json.dumps(self.about))
        elif asked.url.endswith("/open"):
            self.plans.append(asked.post_data)
            status, said = self.opened
            route.fulfill(status=status, body=json.dumps(said))
        elif "/table/" in asked.url:
            route.fulfill(status=self.there if asked.headers.get("authorization") == "Bearer s3cret" else 401)
        else:
            route.fulfill(body="<!doctype html><link rel='icon' href='data:,'>", content_type="text/html")


@pytest.fixture(scope="module")
def prepared(browser: Browser) -> Iterator[Page]:
    """One page for all tests."""
    context = browser.new_context()
    page = watched_page(context)
    open_modules(page)
    with without_errors(page, lambda said: said.type == "error" and "404" not in said.text):  # of a class that is over
        yield page
    context.close()


@pytest.fixture
def page(prepared: Page) -> Page:
    """A page of a browser that remembers nothing."""
    prepared.evaluate("localStorage.clear()")
    return prepared


@pytest.fixture
def served(page: Page) -> Iterator[Serving]:
    """A server of classes."""
    serving = Serving(page)
    yield serving
    for place in serving.places:
        place.unroute(f"{SITE}class/**")


def door(page: Page, told: dict[str, Any] = LISTED) -> Page:
    """The door, once it knows what the server serves."""
    mount(page, "classroom", told)
    expect(page.locator(".lrviz-classroom[data-looked]")).to_be_visible()
    return page


@pytest.mark.parametrize("about", ["<!doctype html>", {"version": 1}, "[]", "null"])
def test_without_classes_it_says_how_to_start_them(page: Page, served: Serving, about: Any) -> None:
    served.about = about
    door(page)
    expect(page.get_by_role("status")).to_contain_text("This server serves no classes. Start the app with")
    expect(page.locator("code")).to_have_text("lrviz --host 0.0.0.0")
    expect(page.get_by_role("button", name="Open the class")).to_be_disabled()


def test_several_workers_and_a_lonely_machine_are_named(page: Page, served: Serving) -> None:
    served.about = ABOUT | {"workers": True}
    door(page)
    expect(page.get_by_role("status")).to_contain_text("without --workers")
    expect(page.get_by_role("button", name="Open the class")).to_be_disabled()
    served.about = ABOUT | {"local": True}
    door(page)
    expect(page.get_by_role("status")).to_contain_text("no phone can reach the class")
    expect(page.get_by_role("button", name="Open the class")).to_be_enabled()


def test_it_opens_the_projector_and_leads_back_to_it(page: Page, served: Serving) -> None:
    door(page)
    with page.expect_popup() as coming:
        page.get_by_role("button", name="Open the class").click()
    assert coming.value.url == f"{SITE}class/projector?code=KWXPD"
    coming.value.close()
    assert served.plans == [LISTED["plan"]]
    assert page.evaluate("localStorage.getItem('lrviz-class-KWXPD')") == "s3cret"
    back = page.get_by_role("link", name="to the projector")
    expect(back).to_have_attribute("href", f"{SITE}class/projector?code=KWXPD")
    assert "s3cret" not in page.content()
    door(page)
    expect(back).to_be_visible()
    served.there = 404
    door(page)
    expect(back).to_have_count(0)
    assert page.evaluate("localStorage.getItem('lrviz-class-KWXPD')") is None
    assert words(page) == []


def test_what_the_server_refuses_is_said_in_its_words(page: Page, served: Serving) -> None:
    served.opened = (200, [])
    door(page)
    page.get_by_role("button", name="Open the class").click()
    expect(page.get_by_role("alert")).to_have_text("The server's answer cannot be read.")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('class-'))") == []
    expect(page.get_by_role("button", name="Open the class")).to_be_enabled()


def test_an_empty_list_opens_nothing_and_an_old_one_is_put_back(page: Page, served: Serving) -> None:
    door(page, NOTHING)
    expect(page.get_by_role("status")).to_contain_text("The list is empty")
    expect(page.get_by_role("button", name="Open the class")).to_be_disabled()
    door(page)
    kept = page.locator(".door-lost button")
    expect(kept).to_have_count(0)
    page.evaluate("data => tell(data)", LISTED | {"listed": ["momentum", "saddle", "plateau"]})
    page.evaluate("data => tell(data)", NOTHING)
    expect(kept).to_have_count(1)
    kept.click()
    assert words(page) == [["again", ["momentum", "saddle", "plateau"]]]
    door(page, LISTED | {"listed": ["noise"]})
    expect(kept).to_have_count(1)
    door(page, LISTED | {"listed": ["noise", "plateau", "saddle", "momentum"]})
    expect(kept).to_have_count(0)


@pytest.mark.parametrize("kept", ["{", "7", '[{"texts": [1], "at": 1}]', "[null]", '[{"texts": "ab", "at": 2}]'])
def test_lists_that_cannot_be_read_do_no_harm(page: Page, served: Serving, kept: str) -> None:
    page.evaluate("kept => localStorage.setItem('lrviz.class.lists', kept)", kept)
    door(page)
    expect(page.locator(".door-lost button")).to_have_count(0)
