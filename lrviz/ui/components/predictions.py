"""What networks predict at a step, as one component that lives in the browser."""

from lrviz.ui.kit.component import Callbacks, mount

KEY = "predictions"


def predictions(shown: bytes, callbacks: Callbacks) -> None:
    """Mounts the predictions.

    Args:
        shown: the payload of what is drawn.
        callbacks: for each word that the browser says, what is called with its value before the script runs on: "view"
            with the fields of a view, "own" with the points of both classes as somebody has set them.
    """
    mount("predictions", KEY, "predictions/main.js", "predictions/predictions.css", shown, callbacks)
