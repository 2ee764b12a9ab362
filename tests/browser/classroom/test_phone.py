"""A phone in a class: four ways to answer, how it came out, and the ways in."""

import json
import re

from playwright.sync_api import Browser, expect

from tests.browser.classroom.fake_class import CHOICE, CODE, RACE, RATE, START, FakeClass, state
from tests.browser.classroom.hands import button, counted


def test_a_choice_is_sent_changed_and_closed(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_be_focused()
        button(page, "Send").click(force=True)  # it is shown as not ready
        page.get_by_label("It diverges").check()
        button(page, "Send").click()
        counted(page)
        page.get_by_label("It circles for ever").check()
        expect(page.locator(".line")).to_have_text("Counted: It diverges. The new one is not sent yet.")
        button(page, "Send the new one").click()
        counted(page)
        assert fake.values == [1, 2]
        page.get_by_label("It converges").check()
        fake.tell(phase="closed")
        expect(page.locator(".line")).to_have_text("The vote is closed. Your answer is counted.")
        expect(page.get_by_label("It circles for ever")).to_be_checked()  # what counts, not what was not sent
        expect(page.get_by_role("radio").first).to_be_disabled()
        expect(page.get_by_role("button")).to_have_count(0)
        fake.tell(phase="revealed", outcome={"right": False, "text": "It *diverges*, by `1.01`.", "answer": 1})
        expect(page.locator(".result")).to_have_text("✗ Not soIt diverges, by 1.01.")
        expect(page.locator(".is-right")).to_have_text("It diverges✓ right")


def test_a_rate_is_dragged_and_set_by_keys_and_buttons(browser: Browser) -> None:
    fake = FakeClass(state(RATE))
    with fake.phone(browser) as page:
        slider, told = page.get_by_role("slider", name="learning rate"), page.locator(".value")
        expect(told).to_have_text("0.01")
        button(page, "learning rate: a little higher").click()
        expect(told).to_have_text("0.0101")
        slider.press("ArrowLeft")
        slider.press("ArrowLeft")
        expect(told).to_have_text("0.0099")
        expect(slider).to_have_attribute("aria-valuetext", "0.0099")
        slider.press("Home")
        expect(told).to_have_text("10⁻⁴")
        box = slider.bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(told).to_have_text("0.01")
        slider.press("End")
        button(page, "Send").click()
        counted(page)
        assert fake.values == [1]


def test_a_start_is_dragged_tapped_and_moved_by_keys(browser: Browser) -> None:
    fake = FakeClass(state(START))
    with fake.phone(browser) as page:
        told, area = page.locator(".value"), page.locator(".map")
        expect(told).to_have_text("x = −2, y = 0.5")
        box = area.bounding_box()
        assert box
        right, down = box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"]
        page.touchscreen.tap(right, down)
        expect(told).to_have_text(re.compile(r"x = (2\.9\d|3|3\.0\d), y = (1\.9\d|2|2\.0\d)$"))
        tapped = told.inner_text()
        page.mouse.move(right + 9, down + 9)
        page.mouse.down()
        expect(told).to_have_text(tapped)  # who takes hold beside the middle moves nothing
        page.mouse.move(right + box["width"], down + 2 * box["height"])
        page.mouse.up()
        expect(told).to_have_text("x = 5, y = −5")  # not beyond the edge
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Shift+ArrowLeft")
        expect(told).to_have_text("x = 4.5, y = −4.95")
        expect(page.get_by_role("slider", name="Start, x")).to_have_attribute("aria-valuetext", "4.5")
        button(page, "Send").click()
        counted(page)
        assert fake.values == [[4.5, -4.95]]
        fake.tell(phase="closed")
        expect(page.get_by_role("slider").first).to_be_disabled()
        page.touchscreen.tap(right, down)
        expect(told).to_have_text("x = 4.5, y = −4.95")


def test_a_race_lists_its_tries_and_tells_the_place(browser: Browser) -> None:
    fake = FakeClass(state(RACE))
    with fake.phone(browser) as page:
        page.get_by_label("Adam").check()
        page.get_by_label("Cosine").check()
        fake.result = {"loss": 0.25, "best": 0.25, "place": 2, "of": 9}
        button(page, "Try it").click()
        expect(page.locator(".line")).to_have_text("Loss 0.25. Your best: 0.25, place 2 of 9.")
        page.get_by_role("slider").press("End")
        fake.result = {"loss": None, "best": 0.25, "place": 3, "of": 9}
        button(page, "Try it").click()
        expect(page.locator(".line")).to_have_text("It diverged. Your best: 0.25, place 3 of 9.")
        expect(page.get_by_role("listitem")).to_have_text(["Adam, Cosine, 1diverged", "Adam, Cosine, 0.01★ loss 0.25"])
        assert fake.values[1] == {"optimizer": 1, "rate": 1, "schedule": 1}
        tries = [[1, 1, 0.01, 0.25], [1, 1, 1, None]]
        outcome = {"right": None, "text": "", "loss": 0.25, "place": 3, "of": 9}
        fake.tell(phase="revealed", mine=tries, outcome=outcome)
        expect(page.locator(".result")).to_have_text("Place 3 of 9Your best loss: 0.25")


def test_the_next_question_and_a_second_vote_begin_afresh(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE, "lobby") | {"item": None, "task": None})
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading", name="You are in")).to_be_visible()
        fake.tell(**state(CHOICE))
        expect(page.get_by_role("heading")).to_be_focused()
        page.get_by_label("It diverges").check()
        button(page, "Send").click()
        counted(page)
        fake.tell(round=2, mine=None)
        expect(page.locator(".title")).to_have_text("One per cent too much · second vote")
        expect(page.get_by_role("radio", checked=True)).to_have_count(0)
        expect(page.get_by_role("heading")).to_be_focused()
        fake.tell(**state(RATE, item=2))
        expect(page.locator("header")).to_have_text(f"Class {CODE} · Question 3 of 3")
        expect(page.get_by_role("slider")).to_have_count(1)
        fake.tell(phase="ended", item=None, task=None)
        expect(page.get_by_role("heading", name="The class is over")).to_be_focused()
        assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_a_refusal_is_said_and_nothing_is_lost(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE), refusing="this vote is closed")
    with fake.phone(browser) as page:
        page.get_by_label("It diverges").check()
        button(page, "Send").click()
        expect(page.locator(".line")).to_have_text("This vote is closed.")
        expect(page.get_by_label("It diverges")).to_be_checked()
        fake.refusing = ""
        button(page, "Send").click()
        counted(page)
        assert len({answer["n"] for answer in fake.answers}) == 2


def test_a_code_is_typed_as_people_type(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser, "") as page:
        field = page.get_by_label("Five letters, on the projector")
        expect(field).to_be_focused()
        for typed, why in (("kwx", "That is no code: it has five letters."), ("kwxpp", "There is no class KWXPP.")):
            field.fill(typed)
            button(page, "Join").click()
            expect(page.get_by_role("alert")).to_have_text(why)
            expect(field).to_be_focused()
        field.fill(" k w-x p0 ")
        page.keyboard.press("Enter")
        expect(page.get_by_label("It diverges")).to_be_visible()
        assert page.url.endswith(f"/tools/lrviz/class/{CODE}")
    with fake.phone(browser, f"/{CODE.lower()}/") as page:
        expect(page.get_by_label("It diverges")).to_be_visible()
    with fake.phone(browser, "/%E0%A4%A") as page:
        expect(page.get_by_role("alert")).to_have_text("The address names no class.")


def test_texts_of_strangers_stay_texts(browser: Browser) -> None:
    hostile = "<img src=x onerror=alert(1)> `x` **y** * z * {{base}}"
    fake = FakeClass(state({"kind": "choice", "choices": [hostile, "b"]}, title=hostile, question=hostile))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_have_text("<img src=x onerror=alert(1)> x y * z * {{base}}")
        expect(page.locator("img")).to_have_count(0)
        fake.say(json.loads('{"news": {"of": "another version"}}'))
        fake.tell(title="Still here")
        expect(page.locator("h1 code")).to_have_text("x")


def test_a_poll_and_a_race_in_which_all_diverged_have_no_empty_verdict(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE, "revealed", mine=1, outcome={"right": None, "text": "", "answer": None}))
    with fake.phone(browser) as page:
        expect(page.locator(".question")).to_have_attribute("data-phase", "revealed")
        expect(page.locator(".result")).to_be_empty()
        outcome = {"right": None, "text": "", "loss": None, "place": None, "of": 4}
        fake.tell(**state(RACE, "revealed", item=2, mine=[[0, 0, 1, None]], outcome=outcome))
        expect(page.locator(".result")).to_have_text("Your best loss: none, every try diverged")
