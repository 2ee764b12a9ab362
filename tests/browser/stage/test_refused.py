"""Where a browser may not compute, the server does, and the page says so."""

from playwright.sync_api import Browser, expect

from tests.browser.page import Stage, watched_page

WITHOUT = "delete window.WebAssembly"


def test_a_browser_without_webassembly_asks_the_server_and_says_so(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, bypass_csp=True)
    context.add_init_script(WITHOUT)
    stage = Stage(watched_page(context))
    stage.open_first(address)
    expect(stage.page.get_by_role("note")).to_contain_text("This browser computes no paths by itself")
    with stage.update():
        stage.page.mouse.click(*stage.on_map(0.25, 0.25))
    assert stage.start_of_paths() == stage.start()
    context.close()
