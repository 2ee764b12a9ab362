"""What the first visitor would wait for, done before the visit."""

from lrviz.figures import STYLES, Drawn, payload
from lrviz.simulate import simulate
from lrviz.ui.first_view import FIRST_VIEW
from lrviz.ui.process import settle
from lrviz.ui.runs import SLOTS
from lrviz.ui.stage import View


def rehearse() -> None:
    """Computes and writes the first view once, so that every import and every cache on the way is warm."""
    runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(FIRST_VIEW), STYLES, strict=False)]
    payload(FIRST_VIEW, runs, SLOTS[: len(runs)], View().arguments())
    settle("imports")
