"""What every component does: it fits itself to another size, as long as it is in the page."""

from playwright.sync_api import Browser

from tests.browser.modules import SITE, module_page

SIZES = """async (site) => {
  const { Component } = await import(`${site}kit/component.js`);
  const frames = async () => { for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame); };
  let fitted = 0;
  class Picture extends Component {
    resize() { fitted += 1; }
  }
  const place = document.createElement("div");
  document.body.append(place);
  const picture = new Picture(place, "picture");
  const chart = document.createElement("div");
  chart.style.height = "50px";
  picture.root.append(chart);
  picture.watchSize(chart);
  const told = [];
  for (const change of [
    () => {},
    () => { chart.style.height = "80px"; },
    () => { place.style.display = "none"; },
    () => { place.style.display = ""; },
    () => place.remove(),
  ]) {
    change();
    await frames();
    told.push(fitted);
  }
  picture.destroy();
  return told;
}"""


def test_what_is_hidden_or_taken_out_of_the_page_is_not_fitted(browser: Browser) -> None:
    with module_page(browser) as page:
        assert page.evaluate(SIZES, SITE) == [1, 2, 2, 3, 3]
