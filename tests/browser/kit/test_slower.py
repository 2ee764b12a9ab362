"""What follows pictures more slowly than they come."""

from playwright.sync_api import Browser

from tests.browser.modules import module_page

ASKED = """async () => {
  const { Slower } = await import("/kit/slower.js");
  const [done, waiting] = [[], new Map()];
  window.setTimeout = (action) => (waiting.set(waiting.size + 1, action), waiting.size);
  window.clearTimeout = (timer) => waiting.set(timer, () => {});
  const pass = () => waiting.forEach((action, timer) => (waiting.set(timer, () => {}), action()));
  const often = new Slower(20, () => done.push("soon"));
  for (let turn = 0; turn < 5; turn += 1) often.soon();
  const before = done.length;
  pass();
  const once = done.length;
  often.soon();
  often.now();
  pass();
  const again = done.length;
  often.soon();
  often.stop();
  pass();
  return [before, once, again, done.length];
}"""
"""The page's own clock stands still until `pass` is called."""


def test_it_is_done_once_however_often_it_is_asked_for_and_not_after_a_stop(browser: Browser) -> None:
    with module_page(browser) as page:
        assert page.evaluate(ASKED) == [0, 1, 2, 2]
