"""The browser's modules on a page of their own, without a server."""

from pathlib import Path
from typing import Any

import plotly
from playwright.sync_api import Page, Route

SITE = "http://modules.test/"
ASSETS = Path(__file__).parents[2] / "assets"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def open_modules(page: Page) -> None:
    """Opens an empty page that can import every module of assets, and plotly.min.js, from where it stands."""
    page.route(f"{SITE}**", _answer)
    page.goto(SITE)


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(SITE)
    if name:
        file = PLOTLY if name == PLOTLY.name else ASSETS / name
        route.fulfill(path=file, content_type="text/javascript")
    else:
        route.fulfill(body='<!doctype html><link rel="icon" href="data:,">', content_type="text/html")


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    """What an exported function returns, for arguments and a result that JSON could hold, or NaN and infinity."""
    source = "async ([url, name, given]) => (await import(url))[name](...given)"
    return page.evaluate(source, [SITE + module, function, list(arguments)])
