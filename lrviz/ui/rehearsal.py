"""Warms the server up: computes what the first visitor would otherwise wait for."""

from lrviz.analysis import traps
from lrviz.comparison import curve
from lrviz.figures import STYLES, Board, Drawn, board_payload, payload
from lrviz.figures.board.quantities import Plotted, main_panel
from lrviz.figures.board.view import BoardView
from lrviz.figures.stage.view import SLOTS, View
from lrviz.optimizers import AdamW
from lrviz.simulate import simulate
from lrviz.ui.kit.process import freeze_imports
from lrviz.ui.schedules.first_comparison import FIRST_ENTRIES, FIRST_ON, FIRST_PLAN
from lrviz.ui.trajectories.first_scene import FIRST_SCENE


def rehearse() -> None:
    """Computes and writes the first views once, so that every import and every cache on the way is warm."""
    runs = [Drawn(path.run.label, style, path) for path, style in zip(simulate(FIRST_SCENE), STYLES, strict=False)]
    payload(FIRST_SCENE, runs, SLOTS[: len(runs)], View().arguments())
    _rehearse_board()
    freeze_imports("imports")


def _rehearse_board() -> None:
    entries = enumerate(FIRST_ENTRIES[:FIRST_ON], 1)
    shown = [Plotted(slot, entry, curve(entry, FIRST_PLAN)) for slot, entry in entries]
    for one in shown:
        traps(one.entry, FIRST_PLAN, AdamW(), one.curve)
    panel, lines = main_panel(shown, "rate", "automatic", 1)
    board_payload(Board(FIRST_PLAN, [panel], [one.shown for one in shown], view=BoardView().arguments()), lines)
