"""The stage: map, loss and learning rate on one clock, as one component that lives in the browser."""

from lrviz.ui.kit.component import Callbacks, mount

KEY = "stage"


def stage(shown: bytes, callbacks: Callbacks) -> None:
    """Mounts the stage.

    Args:
        shown: the payload of what is drawn.
        callbacks: for each word that the browser says, what is called with its value before the script runs on: "start"
            with a point, "view" with the fields of a view, "rest" once the start has come to rest, "frames" with those
            of an animation that was asked for.
    """
    mount("stage", KEY, "stage/main.js", "stage/stage.css", shown, callbacks)
