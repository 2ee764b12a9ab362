"""An animation is asked for, its frames come from the browser, and it leaves as one file."""

import base64
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.ui.trajectories import animation
from tests.export.test_animation import EMPTY, GROUND, png
from tests.ui.visits import Visit, shown

FIRST = {"ground": base64.b64encode(GROUND).decode(), "over": base64.b64encode(png(EMPTY)).decode()}
NEXT = FIRST | {"ground": ""}


@pytest.fixture
def asked(visit: Visit) -> AppTest:
    """The page once an animation has been asked for."""
    app = visit({"t.steps": "20"}, folds=("~script",))
    assert shown(app)["recording"] == 0
    app.button(key="~animate").click().run()
    assert shown(app)["recording"] == 1
    assert app.button(key="~animate").label == "Drawing the animation…"
    return app


def sent(app: AppTest, frames: Any, turn: int = 1) -> AppTest:
    """The page after what a browser sends; AppTest calls nothing of components."""
    film = app.session_state["~film"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(animation.st, "session_state", {"~film": film})
        animation.take_frames(film.scene, film.view, ["#ff0000"], {"turn": turn, "frames": frames})
    return app.run()


def saved(app: AppTest) -> list[str]:
    """What can be saved."""
    return [button.proto.label for button in app.get("download_button")]


def test_frames_leave_as_one_file_until_something_else_is_shown(asked: AppTest) -> None:
    app = sent(asked, [FIRST, NEXT, NEXT])
    assert shown(app)["recording"] == 0
    assert "Animation (.gif)" in saved(app)
    assert app.session_state["~film"].file.startswith(b"GIF89a")
    app.number_input(key="t1.o.SGD.lr").set_value(0.002).run()
    assert "Animation (.gif)" not in saved(app)
    assert app.button(key="~animate").label == "Make an animation"


def test_frames_of_another_animation_are_left_aside(asked: AppTest) -> None:
    app = sent(asked, [FIRST], turn=2)
    assert shown(app)["recording"] == 1
    assert "Animation (.gif)" not in saved(app)


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (None, "a list of frames"),
        ([3], "a list of frames"),
        ([{"ground": "***", "over": ""}], "must be in base64"),
        ([{"ground": 7, "over": ""}], "must be in base64"),
        ([], "1 to 60 frames"),
        ([FIRST] * 61, "1 to 60 frames"),
        ([{"ground": "AAAA", "over": "AAAA"}], "frame 1 must be a PNG file"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_cannot_be_an_animation_is_said_and_can_be_asked_for_again(asked: AppTest, frames: Any, said: str) -> None:
    app = sent(asked, frames)
    assert any(said in error.value for error in app.error)
    assert shown(app)["recording"] == 0
    app.button(key="~animate").click().run()
    assert shown(app)["recording"] == 2
    assert not app.error
