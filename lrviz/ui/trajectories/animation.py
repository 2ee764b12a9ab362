"""An animation of a scene: the stage in the browser draws its frames, the server makes them into a file."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.export.animation import Frame, to_gif
from lrviz.hyperparameters import Declared
from lrviz.scene import Scene
from lrviz.ui.kit.export import download
from lrviz.ui.kit.link import complaint

_FILM, _TURN = "~film", "~film.turn"


@dataclass
class _Film:
    """An animation that was asked for.

    Attributes:
        scene: what it is of.
        view: how the stage looks at it.
        turn: which one it is in this session.
        file: the animation, once its frames have come.
        problem: why there is none.
    """

    scene: Scene
    view: Declared
    turn: int
    file: bytes = b""
    problem: str = ""

    @property
    def is_coming(self) -> bool:
        """Whether its frames are still to come."""
        return not self.file and not self.problem


def recording(scene: Scene, view: Declared) -> int:
    """Which animation the stage is to draw the frames of; 0 is none."""
    film = _film(scene, view)
    return film.turn if film is not None and film.is_coming else 0


def take_frames(scene: Scene, view: Declared, colours: Sequence[str], sent: Any) -> None:
    """Makes the frames that a browser sent into the animation that was asked for; what is none is left aside.

    Args:
        scene: what the stage shows now.
        view: how.
        colours: those of its runs.
        sent: "turn", which animation it is, and "frames", each with two pictures in base64.
    """
    film = _film(scene, view)
    if film is None or not film.is_coming or not isinstance(sent, Mapping) or sent.get("turn") != film.turn:
        return
    try:
        film.file = to_gif(_frames(sent.get("frames")), colours)
    except ValueError as error:
        film.problem = str(error)


def offer_animation(scene: Scene, view: Declared) -> None:
    """The button that asks for an animation, and then gives it."""
    film = _film(scene, view)
    if film is not None and film.file:
        made = film.file
        download("Animation", lambda: made, "lrviz.gif")
        return
    coming = film is not None and film.is_coming
    label = "Drawing the animation…" if coming else "Make an animation"
    st.button(label, key="~animate", on_click=_ask, args=(scene, view), help="The whole run as a GIF, for slides.")
    if film is not None and film.problem:
        st.error(complaint(film.problem))


def _ask(scene: Scene, view: Declared) -> None:
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_FILM] = _Film(scene, view, turn)


def _film(scene: Scene, view: Declared) -> _Film | None:
    """The animation that was asked for, if it is of what is shown."""
    film: _Film | None = st.session_state.get(_FILM)
    return film if film is not None and (film.scene, film.view) == (scene, view) else None


def _frames(sent: Any) -> list[Frame]:
    """The frames that a browser sent.

    Raises:
        ValueError: they are none.
    """
    if not isinstance(sent, list) or not all(isinstance(one, Mapping) for one in sent):
        raise ValueError("an animation must be a list of frames, each with two pictures")
    try:
        return [
            Frame(*(base64.b64decode(one.get(name) or "", validate=True) for name in ("ground", "over")))
            for one in sent
        ]
    except (TypeError, binascii.Error):
        raise ValueError("the pictures of a frame must be in base64") from None
