"""How long the first visitor of a fresh server waits for the picture: `python -m tests.browser.first_paint`."""

import statistics
import time

from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import chromium, serving

VISITS = 5
SEQ = "Number(document.querySelector('.lrviz-stage')?.dataset.seq ?? 0)"


def first_paint(browser: Browser, path: str = "", settled: float = 3.0) -> float:
    """Seconds from the request to painted paths in map and curves, for a fresh server that is `settled` seconds old."""
    with serving() as address:
        page = browser.new_page(viewport={"width": 1400, "height": 900}, bypass_csp=True)
        time.sleep(settled)
        begin = time.perf_counter()
        page.goto(f"{address}{path}", wait_until="commit")
        page.wait_for_function(f"{SEQ} > 0")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        waited = time.perf_counter() - begin
        page.close()
    return waited


def main() -> None:
    """Prints each visit and the median."""
    with sync_playwright() as playwright:
        waits = []
        for _ in range(VISITS):
            browser = chromium(playwright)
            waits.append(first_paint(browser))
            browser.close()
    print("seconds to the first picture:", ", ".join(f"{wait:.2f}" for wait in waits))
    print(f"median {statistics.median(waits):.2f}")


if __name__ == "__main__":
    main()
