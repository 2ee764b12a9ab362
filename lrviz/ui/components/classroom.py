"""The door to a class: it lives in the browser, which opens it on the server and keeps what its teacher is known by."""

from collections.abc import Sequence

from lrviz.ui.kit.component import Callbacks, mount

KEY = "classroom"


def door(plan: str, listed: Sequence[str], callbacks: Callbacks) -> None:
    """Mounts it.

    Args:
        plan: what the class goes through, as the file of a class has it; empty where that is nothing.
        listed: the same as texts of the link, which the browser keeps.
        callbacks: called before the script runs on: "again" with the texts of a list that was kept.
    """
    shown = {"plan": plan, "listed": list(listed)}
    mount("classroom", KEY, "classroom/main.js", "classroom/classroom.css", shown, callbacks)
