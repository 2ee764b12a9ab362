"""Phone and projector of the real server, below a path, hold the policy that it sends, and ask nobody else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lrviz.classroom import ClassPlan, items_of
from lrviz.lessons import CHAPTERS
from tests.browser.page import PATIENCE

OPEN = """async ([address, plan]) => {
  const answer = await fetch(`${address}class/open`, { method: "POST", body: plan });
  const { code, token } = await answer.json();
  localStorage.setItem(`lrviz-class-${code}`, token);
  return code;
}"""


@pytest.fixture
def strict(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that holds the policy against the tests too."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def test_phone_and_projector_hold_the_policy_and_ask_no_other_server(strict: BrowserContext, address: str) -> None:
    complaints, asked = list[str](), list[str]()
    strict.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    strict.on("weberror", lambda error: complaints.append(str(error.error)))
    strict.on("request", lambda request: asked.append(request.url))
    projector, phone = strict.new_page(), strict.new_page()
    projector.goto(f"{address}class/about")
    plan = ClassPlan(items_of(next(iter(CHAPTERS)))[:1]).to_json()
    code = projector.evaluate(OPEN, [address, plan])
    projector.goto(f"{address}class/projector?code={code}")
    expect(projector.locator(".lrviz-class[data-phase='lobby']")).to_be_visible(timeout=PATIENCE)
    before = len(asked)
    phone.goto(f"{address}class/{code}")
    expect(phone.locator("header")).to_contain_text(code)
    assert len(asked) - before <= 3
    projector.keyboard.press("PageDown")
    expect(phone.get_by_role("radio").first).to_be_visible()
    expect(projector.locator(".lrviz-class[data-phase='asking'] .lrviz-stage[data-seq]")).to_be_visible(
        timeout=PATIENCE
    )
    assert complaints == []
    assert {urlsplit(one).netloc for one in asked if one.startswith("http")} == {urlsplit(address).netloc}
