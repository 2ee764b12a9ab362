"""Boards to be shown by tests, and what is read off them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lrviz.comparison import Plan
from lrviz.figures import STYLES, Board, Line, ListedEntry, Panel, board_payload
from tests.browser.charts import Floats
from tests.browser.mounted import Mounted

Points = Sequence[tuple[float, float]]


VIEW: dict[str, Any] = {
    "quantity": "rate",
    "rate_scale": "automatic",
    "step_scale": "linear",
    "unit": "steps",
    "momentum": True,
    "theory": "none",
    "chosen": 1,
    "hidden": [],
    "large": False,
    "drawing": False,
}


RATE = Panel("rate", "learning rate", "automatic", 1.0, rates=True)


HAND = ((0.0, 0.2), (40.0, 1.0), (80.0, 0.5))


def line(slot: int, values: Any, panel: str = "rate", steps: Any = None) -> Line:
    column = np.asarray(values, dtype=np.float64)
    return Line(slot, panel, f"curve {slot}", STYLES[slot - 1], column, steps, kind="line" if slot else "dots")


def sent(lines: Sequence[Line], panels: Sequence[Panel] = (RATE,), hand: Points | None = None, **given: Any) -> bytes:
    """A payload with an entry for each slot; `hand` are the points of slot 1."""
    stretch, marks = given.pop("stretch", None), given.pop("marks", ())
    steps = given.pop("steps", max([2, *(len(one.values) for one in lines if one.slot)]))
    names = given.pop("names", {})
    entries = [
        ListedEntry(slot, names.get(slot, f"curve {slot}"), STYLES[slot - 1], 1e-3, points=tuple(hand or ()) or None)
        if slot == 1
        else ListedEntry(slot, names.get(slot, f"curve {slot}"), STYLES[slot - 1], 1e-3)
        for slot in sorted({one.slot for one in lines} - {0})
    ]
    plan = Plan(budget=float(steps), samples=3200, batch_size=32)
    return board_payload(Board(plan, panels, entries, marks, VIEW | given, stretch), lines)


def drawn(points: Points, steps: int = 100) -> Floats:
    places, factors = np.array(points).T
    return np.asarray(1e-3 * np.interp(np.arange(steps), places, factors))


def by_hand(points: Points = HAND, **given: Any) -> bytes:
    return sent([line(1, drawn(points)), line(2, np.full(100, 9e-4))], hand=points, **{"drawing": True, **given})


def painted(board: Mounted, slot: int, layer: str = "lines") -> Floats:
    """(n, 2), the pixels in the colour of a slot."""
    return board.painted(layer, STYLES[slot - 1].colour)


def values(board: Mounted, row: int) -> list[str]:
    return [
        text.strip() for text in board.page.locator(".board-table tbody tr").nth(row).locator("td").all_inner_texts()
    ]


def zoom(board: Mounted) -> Any:
    """Zooms by dragging a rectangle; the axes then."""
    axes = board.axes()
    x, y = axes["xaxis"]["offset"], axes["yaxis"]["offset"]
    board.drag((x + 100, y + 60), (x + 300, y + 200))
    return board.axes()


def wait_for_end(board: Mounted, end: float) -> None:
    """Waits until the axis of steps ends there."""
    source = "document.querySelector('.board-chart')._fullLayout.xaxis.range[1]"
    board.page.wait_for_function(f"Math.abs({source} - {end}) < 1e-9")
