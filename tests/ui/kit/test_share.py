"""What stands at the head of a page: its name, its link as a QR code, and what is said of it."""

import json
import re
from typing import Any

import pytest
import segno
from streamlit.testing.v1 import AppTest

from lrviz.ui.kit import share
from lrviz.ui.kit.link import VERSION
from lrviz.ui.tune.sweep import OneSetting
from tests.ui.tune.modes import ended
from tests.ui.visits import Visit, gone_to

ADDRESS = "https://school.example/tools/lrviz/"


def told(app: AppTest) -> Any:
    """What the component at the head of a page is given."""
    plain = (json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json)
    (given,) = (data for data in plain if "query" in data)
    return given


def dark(code: Any) -> list[list[int]]:
    """The squares that the strokes of a code cover."""
    squares = [[0] * code["size"] for _ in range(code["size"])]
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code["path"]):
        squares[int(y)][int(x) : int(x) + int(length)] = [1] * int(length)
    return squares


@pytest.mark.parametrize("length", [1, 300, share.MOST_BYTES])
def test_a_code_has_the_squares_of_the_link(length: int) -> None:
    link = (ADDRESS + "?" + "x" * length)[-length:]
    code = share.qr_code(link)
    assert not code["problem"]
    assert dark(code) == [list(row) for row in segno.make(link, error="l", micro=False).matrix_iter(border=4)]


def test_a_link_that_is_too_long_is_said() -> None:
    code = share.qr_code("x" * (share.MOST_BYTES + 1))
    assert code["problem"] == "This link has 2,954 bytes, and a QR code holds at most 2,953. Copy it instead."
    assert code["path"] == ""


@pytest.mark.parametrize("sent", [None, 7, "", "javascript:alert(1)", "https://" + "x" * 3000, ["https://a"]])
def test_what_is_no_address_is_left_aside(monkeypatch: pytest.MonkeyPatch, sent: Any) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(share.st, "session_state", state)
    share._ask(sent)
    assert state == {}


def test_the_code_of_the_whole_link_comes_once_for_each_time_it_is_asked_for(visit: Visit) -> None:
    app = visit({"t.steps": "70"})
    query = told(app)["query"]
    assert query.startswith(f"v={VERSION}&t.f=Rosenbrock&t.runs=1&")
    assert "t2.o.SGD.momentum=0.9" in query
    assert told(app)["code"] is None
    app.session_state["~address"], app.session_state["~turn"] = ADDRESS, 3
    code = told(app.run())["code"]
    assert (code["link"], code["turn"]) == (f"{ADDRESS}?{query}", 3)
    assert told(app.run())["code"] is None


HEADINGS = {
    "trajectories": ["Scene", "Runs", "View", "Map and curves", "Outcomes", "Take away"],
    "schedules": [
        "Run",
        "Schedules",
        "View",
        "Curves",
        "Traps",
        "Plan and reality",
        "Forecast",
        "Code from elsewhere",
        "Take away",
    ],
    "tune": ["What varies", "Scene", "Runs", "View", "Results", "Take away"],
    "learn": ["Lessons", "View", "1 · One per cent too much", "Take away"],
}


OUTCOMES = {
    "trajectories": "2 · SGD lr 0.003, momentum 0.9: converged",
    "schedules": "Traps: None found in a run of 1,000 steps.",
    "tune": "RMSprop lr 0.01: best final loss",
    "learn": "",
}


@pytest.mark.parametrize("name", HEADINGS)
def test_a_page_has_one_title_and_a_heading_for_each_section_and_says_what_came_out(visit: Visit, name: str) -> None:
    app = gone_to(visit(), name)
    if name == "tune":
        app = ended(app, OneSetting)
    bodies = "".join(html.proto.body for area in (app.sidebar, app.main) for html in area.get("html"))
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", bodies) == [name.capitalize()]
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", bodies) == HEADINGS[name]
    assert OUTCOMES[name] in told(app)["said"]


def test_what_is_said_changes_with_what_is_shown(visit: Visit) -> None:
    app = visit({"t.runs": "1"})
    assert told(app)["said"].startswith("1 · SGD lr 0.001: still descending")
    app.number_input(key="t1.o.SGD.lr").set_value(0.02).run()
    assert told(app)["said"].startswith("1 · SGD lr 0.02: diverged")
