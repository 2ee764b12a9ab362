"""A phone whose line comes and goes: the same seat, one vote, and nothing lost."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.classroom.fake_class import CHOICE, CODE, RATE, FakeClass, state
from tests.browser.classroom.hands import button, counted, until

NO_MEMORY = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } });"


def test_what_is_sent_without_a_line_is_kept_over_a_reload_and_counts_once(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_be_focused()
        fake.up = False
        fake.drop()
        expect(page.locator(".strip")).to_contain_text("No connection")
        page.get_by_label("It diverges").check()
        button(page, "Send").click()
        expect(page.locator(".line")).to_contain_text("Kept on this phone")
        page.get_by_label("It converges").check()
        button(page, "Keep this one instead").click()
        expect(button(page, "Kept on this phone")).to_be_visible()
        assert fake.answers == []
        page.reload()
        fake.up = True
        counted(page)
        expect(page.get_by_label("It converges")).to_be_checked()
        expect(page.locator(".strip")).to_be_empty()
        fake.drop()
        expect(page.locator(".strip")).to_be_empty()
        counted(page)
        assert fake.values == [0]
        assert [hello["seat"] for hello in fake.hellos] == ["", "seat-1", "seat-1"]


def test_an_answer_without_a_word_is_sent_again_under_its_number(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE), silent=True)
    with fake.phone(browser) as page:
        page.get_by_label("It diverges").check()
        button(page, "Send").click()
        expect(button(page, "Sending …")).to_be_visible()
        fake.silent = False
        fake.drop()
        counted(page)
        first, second = fake.answers
        assert first == second
        assert isinstance(first["n"], int)


def test_what_was_kept_for_a_question_that_is_over_is_said_to_be_late(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        page.get_by_label("It diverges").check()
        fake.up = False
        fake.drop()
        button(page, "Send").click()
        expect(button(page, "Kept on this phone")).to_be_visible()
        fake.state, fake.refusing, fake.up = state(RATE, item=2), "this vote is closed", True
        expect(page.get_by_role("slider")).to_be_visible()
        expect(page.locator(".line")).to_contain_text("came too late")
        button(page, "learning rate: a little lower").click()
        expect(page.locator(".line")).to_be_empty()


def test_tabs_and_phones_without_memory(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_be_focused()
        other = page.context.new_page()
        other.goto(page.url)
        expect(other.get_by_role("heading")).to_be_focused()
        assert fake.hellos[1]["seat"] == "seat-1"
        other.get_by_label("It diverges").check()
        button(other, "Send").click()
        counted(other)
        fake.tell()
        expect(page.get_by_label("It diverges")).to_be_checked()
        counted(page)
    fake.state = state(CHOICE)
    with fake.phone(browser, script=NO_MEMORY) as page:
        page.get_by_label("It converges").check()
        fake.drop()
        button(page, "Send").click()
        counted(page)
        assert [hello["seat"] for hello in fake.hellos][-2:] == ["", f"seat-{len(fake.hellos) - 1}"]


def test_two_tabs_that_join_at_once_share_a_seat(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE), waiting=[])
    with fake.phone(browser) as page:
        other = page.context.new_page()
        other.goto(page.url)
        for tab in (page, other):
            expect(tab.get_by_role("heading", name="Joining the class")).to_be_visible()
        until(page, lambda: len(fake.hellos) == 2)
        fake.seat_all()
        until(page, lambda: len(fake.lines) == 2 and len({*fake.lines.values()}) == 1)
        for tab in (page, other):
            expect(tab.get_by_label("It diverges")).to_be_visible()


def test_a_class_of_yesterday_is_forgotten(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    notes = "for (const [code, hours] of [['OLD', 13], ['NEW', 11]]) localStorage.setItem(`lrviz-phone-${code}`, "
    notes += "JSON.stringify({ seat: 'x', used: Date.now() - hours * 3600000 }));"
    with fake.phone(browser, script=notes) as page:
        expect(page.get_by_label("It diverges")).to_be_visible()
        assert sorted(page.evaluate("Object.keys(localStorage)")) == [f"lrviz-phone-{CODE}", "lrviz-phone-NEW"]


def test_a_dead_line_is_noticed_when_the_phone_wakes_up(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_be_focused()
        fake.dead = True
        page.evaluate("dispatchEvent(new Event('pageshow'))")
        expect(page.locator(".strip")).to_contain_text("No connection")
        fake.dead = False
        expect(page.locator(".strip")).to_be_empty()
        assert len(fake.hellos) >= 2


UNLOCKED = """(seconds) => {
  const now = Date.now;
  for (const [state, time] of [["hidden", now()], ["visible", now() + 1000 * seconds]]) {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    Date.now = () => time;
    document.dispatchEvent(new Event("visibilitychange"));
  }
  Date.now = now;
}"""
"""Locks the phone, and unlocks it so many seconds later."""


def test_an_unlocked_phone_is_back_at_once(browser: Browser) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_label("It diverges")).to_be_visible()
        page.evaluate(UNLOCKED, 1)
        assert len(fake.hellos) == 1
        fake.state = state(RATE, item=2)
        page.evaluate(UNLOCKED, 60)
        expect(page.get_by_role("slider")).to_be_visible()
        assert [hello["seat"] for hello in fake.hellos] == ["", "seat-1"]


@pytest.mark.parametrize(
    ("code", "message", "heading"),
    [
        (4429, {"full": "this class has room for 300, and all seats are taken"}, "You are not in the class"),
        (1008, {}, "You are not in the class"),
        (4404, {"gone": "this class has ended"}, "What is the code?"),
    ],
)
def test_who_is_not_let_in_is_told_why(browser: Browser, code: int, message: dict[str, str], heading: str) -> None:
    fake = FakeClass(state(CHOICE))
    with fake.phone(browser) as page:
        expect(page.get_by_role("heading")).to_be_focused()
        fake.say(message)
        fake.drop(code, "too many messages")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        told = next(iter(message.values()), "too many messages")
        expect(page.get_by_text(f"{told.capitalize()}.")).to_be_visible()
        assert len(fake.hellos) == 1  # it comes back by a touch only
        if heading == "What is the code?":
            page.get_by_label("Five letters, on the projector").fill(CODE)
            page.keyboard.press("Enter")
        else:
            button(page, "Try again").click()
        expect(page.get_by_label("It diverges")).to_be_visible()
