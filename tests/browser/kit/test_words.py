"""What a component says is not lost where a server hears the newest message only."""

from typing import Any

from playwright.sync_api import Browser

from tests.browser.modules import SITE, module_page

SAY = """async (site) => {
  const { Words } = await import(`${site}kit/words.js`);
  const words = new Words(), other = new Words(), sent = [];
  const send = (name, said) => sent.push([name, said]);
  words.say("start", [1, 2], send);
  words.say("view", { large: true }, send);
  words.say("start", [3, 4], send);
  other.say("start", [5, 6], send);
  words.say("frames", "x".repeat(30000), send);
  words.say("rest", "", send);
  const now = performance.now;
  performance.now = () => now.call(performance) + 31000;
  words.say("rest", "late", send);
  performance.now = now;
  return sent;
}"""


def test_each_message_repeats_the_newest_of_every_word_of_the_last_while(browser: Browser) -> None:
    with module_page(browser) as page:
        sent: list[Any] = page.evaluate(SAY, SITE)
    assert {name for name, _ in sent} == {"said"}
    assert len({said[0] for _, said in sent}) == 1
    told = [said[1] for _, said in sent]
    view, start = [2, "view", {"large": True}], [3, "start", [3, 4]]
    assert told[:4] == [[[1, "start", [1, 2]]], [[1, "start", [1, 2]], view], [view, start], [[4, "start", [5, 6]]]]
    assert [word for _, word, _ in told[4]] == ["view", "start", "frames"]
    assert told[5] == [view, start, [6, "rest", ""]], "what is long is said once"
    assert told[6] == [[7, "rest", "late"]]
