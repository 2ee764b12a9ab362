"""The browser's modules on a page of their own, without a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route

from tests.browser.page import watched_page

SITE = "http://modules.test/"
ASSETS = Path(__file__).parents[2] / "assets"


@contextmanager
def without_errors(
    page: Page, is_error: Callable[[ConsoleMessage], bool] = lambda message: message.type == "error"
) -> Iterator[None]:
    """Fails if meanwhile something goes wrong in the page."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if is_error(message):
            errors.append(message.text)

    def fail(error: Error) -> None:
        errors.append(error.stack or str(error))

    page.on("console", note)
    page.on("pageerror", fail)
    yield
    page.remove_listener("console", note)
    page.remove_listener("pageerror", fail)
    assert errors == [], errors


@contextmanager
def module_page(browser: Browser, **settings: Any) -> Iterator[Page]:
    """A page for modules, in a context with such settings; errors fail the last test on it."""
    context = browser.new_context(**settings)
    page = watched_page(context)
    open_modules(page)
    with without_errors(page):
        yield page
    context.close()


def open_modules(page: Page) -> None:
    """Opens an empty page that can import every module of assets from where it stands."""
    page.route(f"{SITE}**", _answer)
    page.goto(SITE)


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(SITE)
    if name:
        route.fulfill(path=ASSETS / name, content_type="text/javascript")
    else:
        route.fulfill(body='<!doctype html><link rel="icon" href="data:,">', content_type="text/html")


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """What an exported function returns, for arguments and a result that JSON could hold, or NaN and infinity."""
    source = "async ([url, name, given]) => (await import(url))[name](...given)"
    return page.evaluate(source, [SITE + module, function, list(arguments)])
