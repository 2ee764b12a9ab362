"""The board: schedules over one another, as one component that lives in the browser."""

from lrviz.ui.kit.component import Callbacks, mount

KEY = "board"


def board(shown: bytes, callbacks: Callbacks, key: str = KEY) -> None:
    """Mounts the board.

    Args:
        shown: the payload of what is drawn.
        callbacks: for each word that the browser says, what is called with its value before the script runs on: "view"
            with the fields of a view, "zoom" with a stretch of steps or None, "points" with a slot and its points,
            "rest" once points have come to rest.
        key: its key in the session; each page has its own.
    """
    mount("board", key, "board/main.js", "board/board.css", shown, callbacks)
