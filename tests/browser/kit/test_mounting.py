"""One picture for each place in the page, whatever order Streamlit's calls come and end in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.modules import SITE, module_page

MOUNT = """async (site) => {
  const { mounting } = await import(`${site}kit/mounting.js`);
  window.told = [];
  let loaded;
  class Picture {
    constructor(parent) { told.push("made"); }
    receive(data) { told.push(data); }
    destroy() { told.push("destroyed"); }
  }
  const mount = mounting(new Promise((done) => { loaded = () => done(Picture); }));
  window.place = document.createElement("div");
  document.body.append(place);
  window.call = (data) => mount({ data, parentElement: place, setTriggerValue() {} });
  window.loaded = loaded;
}"""


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    """A page with a picture that is not loaded yet."""
    with module_page(browser) as page:
        page.evaluate(MOUNT, SITE)
        yield page


def test_a_call_during_loading_does_not_end_the_picture(modules: Page) -> None:
    told = modules.evaluate("""async () => {
      const calls = [call("one"), call("two")];
      loaded();
      const [first] = await Promise.all(calls);
      first();
      return told;
    }""")
    assert told == ["made", "one", "two"]


def test_a_cleanup_in_a_place_that_stays_does_not_end_the_picture(modules: Page) -> None:
    told = modules.evaluate("""async () => {
      loaded();
      (await call("one"))();
      await call("two");
      return told;
    }""")
    assert told == ["made", "one", "two"]


def test_the_newest_call_s_cleanup_ends_it_in_a_place_that_is_gone_and_a_later_call_makes_another(
    modules: Page,
) -> None:
    told = modules.evaluate("""async () => {
      loaded();
      const leave = await call("one");
      place.remove();
      leave();
      await call("two");
      return told;
    }""")
    assert told == ["made", "one", "destroyed", "made", "two"]


def test_a_picture_whose_cleanup_came_too_early_ends_once_its_place_is_gone(modules: Page) -> None:
    modules.evaluate("""async () => {
      loaded();
      (await call("one"))();
      place.remove();
    }""")
    modules.wait_for_function("told.at(-1) === 'destroyed'")
    assert modules.evaluate("told") == ["made", "one", "destroyed"]
