"""The line that greets whoever comes for the first time; the browser knows whether it was dismissed."""

from lrviz.ui.kit.component import Callbacks, mount

KEY = "welcome"


def welcome(callbacks: Callbacks) -> None:
    """Mounts the line, which shows nothing where it was dismissed.

    Args:
        callbacks: called before the script runs on: "learn" where the first lesson is wanted, "dismiss" once it is
            dismissed for good.
    """
    mount("welcome", KEY, "welcome/main.js", "welcome/welcome.css", {}, callbacks)
