"""What the first visitor would wait for, done before the visit."""

from lrviz.figures import STYLES, Drawn, curves_figure, map_figure, written
from lrviz.simulate import simulate
from lrviz.ui.first_view import FIRST_VIEW
from lrviz.ui.process import settle


def rehearse() -> None:
    """Computes and writes the first view's figures once, so that every import and every cache on the way is warm."""
    runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(FIRST_VIEW), STYLES, strict=False)]
    for figure in (map_figure(FIRST_VIEW.objective, FIRST_VIEW.origin, runs), curves_figure(runs)):
        written(figure)
    settle("imports")
