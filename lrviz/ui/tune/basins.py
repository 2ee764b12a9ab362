"""Basin maps on the page Tune: which minimum the run from every start of a window reaches."""

import math
import time
from collections.abc import Iterator
from typing import Any, final

import numpy as np
import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import minimum_colour
from lrviz.figures.tune.pictures import BasinMap, PictureAxis, PictureRun, Progress
from lrviz.hyperparameters import Hyperparameter, Range
from lrviz.objectives import Objective, Point, Window
from lrviz.scene import Scene
from lrviz.sweeps.basins import ELSEWHERE, OPEN, Basins, BasinsResult, reach
from lrviz.sweeps.basins_files import to_csv, to_parquet
from lrviz.sweeps.size import weight
from lrviz.ui.components.tune import TuneView, marked
from lrviz.ui.kit import numbers
from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.export import as_bytes, download, download_scene, section
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.tables import named, number, table
from lrviz.ui.kit.values import assign
from lrviz.ui.tune.base import PictureMode, cost_of
from lrviz.ui.tune.controls import PAGE, Tuning, one_run
from lrviz.ui.tune.export import basins_script

_LARGEST, _LEAST, _BLOCK = 4096, 256, 20_000_000
"""The most and, without torch, the fewest starts of a block, and its work."""

_ROWS, _SAID = 40, 4
_MOST_TEXT = 65_536
"""The most starts that leave as text, with a scene each: some 40 MB."""

_DIGITS = 5
"""To how many digits of its own width the ends of a marked rectangle are rounded."""

_COUNT = Hyperparameter("starts", int, "Starts along each side of the map.", 128, Range(16, 512, log=True))


@final
class StartPoints(PictureMode):
    """A map of what the starts of a window reach; its last picture is kept as long as nothing is added to it."""

    title = "start points"
    caption = "Which minimum each start reaches."
    measured = False
    retried = False

    def __init__(self, asked: Basins) -> None:
        super().__init__(asked)
        self.basins, self.result = asked, BasinsResult.empty(asked)
        self._drawn: tuple[int, int, BasinMap] | None = None

    @classmethod
    def controls(cls, link: Link, tuning: Tuning) -> Basins:
        scene = one_run(link, tuning)
        objective = scene.objective
        count = numbers.number(link, f"{PAGE}.starts", _COUNT, _COUNT.default, "starts along each side")
        x, y = (_ends(link, objective, axis) for axis in range(2))
        if (x, y) != objective.window:
            whole = window_values(objective, objective.window)
            st.button("Map the function's window", key="~whole", on_click=assign, args=(whole,))
        return Basins(scene, count, (x, y))

    @property
    def cells(self) -> int:
        return self.basins.cells

    def scene_of(self, cell: int) -> Scene:
        return self.basins.scene_of(cell)

    @property
    def done(self) -> int:
        """How many starts are computed."""
        return int(self.result.done.sum())

    @property
    def finished(self) -> bool:
        return self.done == self.cells

    @property
    def label(self) -> str:
        return "Resume" if self.task else f"Map {self.cells - self.done:,} starts"

    def cost(self) -> Cost:
        return cost_of(self.scene, self.cells - self.done)

    def script(self) -> str:
        return basins_script(self.basins)

    def compute(self, task: BackgroundTask) -> None:
        before, started = self.done, time.monotonic()
        for block in self.basins.blocks(block_size(self.scene)):
            if task.cancelled():
                return
            if not self.result.done[block.cells].all():
                self.result.run(block)
                pace = (time.monotonic() - started) / (self.done - before)
                task.advance(self.done, self.cells, pace * (self.cells - self.done))

    def refined(self, sent: Any) -> dict[str, float]:
        try:
            x, y = (self._marked(sent, axis) for axis in range(2))
            inside = Basins(self.scene, self.basins.count, (x, y))
        except ValueError:
            return {}
        return window_values(self.scene.objective, inside.extent)

    def _marked(self, sent: Any, axis: int) -> Point:
        """The ends of one side of a rectangle, rounded, inside the window.

        Raises:
            ValueError: there are none.
        """
        ends, allowed = marked(sent, "xy"[axis], *self.basins.extent[axis]), reach(self.scene.objective)[axis]
        if ends is None:
            raise ValueError("a rectangle must have two different ends")
        digits = _DIGITS - math.floor(math.log10(ends[1] - ends[0]))
        low, high = (min(max(round(end, digits), allowed.low), allowed.high) for end in ends)
        return low, high

    def show(self, tuning: Tuning, view: TuneView) -> None:
        done, running = self.done, self.running
        if done or running:
            left = self.task.left if self.task else None
            self.draw(self._picture(tuning.slots[0], done), Progress(done, self.cells, left, running, self.waits), view)
        if done:
            st.html(self._table())

    def _picture(self, slot: int, done: int) -> BasinMap:
        if self._drawn is None or self._drawn[:2] != (slot, done):
            picture = self._map(slot)
            self._drawn = slot, int((picture.reached != OPEN).sum()), picture
        return self._drawn[2]

    def _map(self, slot: int) -> BasinMap:
        (x, y), shape = self.basins.sides, (self.basins.count, self.basins.count)
        ends = self.result.ends.reshape(shape).copy()  # before the steps, which the task writes first
        steps = self.result.steps.reshape(shape).copy()
        name = f"{slot} · {self.scene.runs[0].label}"
        axes = PictureAxis("start x", x), PictureAxis("start y", y)
        return BasinMap(
            self.key, axes, PictureRun(slot, name, STYLES[slot - 1]), self.scene.objective.minima, ends, steps
        )

    def _table(self) -> str:
        """The shares, the largest first, with how low and how soon."""
        shares = sorted(self.result.shares().items(), key=lambda row: -row[1])
        rows = [self._row(code, share) for code, share in shares[:_ROWS]]
        if len(shares) > _ROWS:
            rest = sum(share for _, share in shares[_ROWS:])
            rows.append(_cells(f"{len(shares) - _ROWS} others", rest))
        return table(("Where starts end", "Share", "Median steps", "Value there"), rows)

    def _row(self, code: int, share: float) -> Iterator[str]:
        if code < 0:
            return _cells(ELSEWHERE[code], share)
        steps = np.median(self.result.steps[self.result.ends == code])
        value = float(self.scene.objective.value(*self.scene.objective.minima[code]))
        swatch = f'<span style="color:{minimum_colour(code)}">■</span> '
        return _cells(self._place(code), share, f"{steps:g}", _number(value), swatch)

    def _place(self, code: int) -> str:
        """Where starts end, in words."""
        if code < 0:
            return ELSEWHERE[code]
        x, y = self.scene.objective.minima[code]
        return f"minimum {code + 1} at ({_number(x)}, {_number(y)})"

    def words(self, tuning: Tuning) -> str:
        shares = sorted(self.result.shares().items(), key=lambda row: -row[1])[:_SAID] if self.done else []
        return "; ".join(f"{self._place(code)}: {100 * share:.1f} % of the starts" for code, share in shares)

    def export(self, tuning: Tuning) -> None:
        if self.done:
            section("Data and code", f"{PAGE}starts.data", self._leave)

    def _leave(self) -> None:
        with st.container(horizontal=True):
            if self.cells <= _MOST_TEXT:
                download("Table", lambda: to_csv(self.result), "lrviz_starts.csv")
            download("Table", lambda: as_bytes(lambda file: to_parquet(self.result, file)), "lrviz_starts.parquet")
            download_scene(self.scene)
        st.caption("The map, by a script beside the saved scene:")
        st.code(self.script(), "python")
        st.caption("The run from the start in the sidebar; a click on the map opens any other in Trajectories.")
        st.code(to_pytorch(self.scene), "python")


def _cells(place: str, share: float, steps: str = "", value: str = "", mark: str = "") -> Iterator[str]:
    yield named(place, mark)
    yield from map(number, (f"{100 * share:.2f} %", steps, value))


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−") if abs(value) > 1e-12 else "0"


def block_size(scene: Scene) -> int:
    """How many starts are computed together: few enough that a map stops soon."""
    heavy = weight(scene.runs[0])
    size = _BLOCK // (scene.steps * heavy)
    return min(max(size, 1 if heavy > 1 else _LEAST), _LARGEST)


def _ends(link: Link, objective: Objective, axis: int) -> Point:
    """The widgets of one side of the window."""
    name, allowed, usual = "xy"[axis], reach(objective)[axis], objective.window[axis]
    ends = []
    for key, word, default in zip(_keys(objective, axis), ("from", "to"), usual, strict=True):
        caption = f"Where the map {'begins' if word == 'from' else 'ends'} in {name}."
        numbers.renew(key, default)
        parameter = Hyperparameter(name, float, caption, default, allowed)
        ends.append(float(numbers.number(link, key, parameter, default, f"{name} {word}")))
    return ends[0], ends[1]


def window_values(objective: Objective, window: Window) -> dict[str, float]:
    """What the widgets show of a window."""
    return dict(zip((*_keys(objective, 0), *_keys(objective, 1)), (*window[0], *window[1]), strict=True))


def _keys(objective: Objective, axis: int) -> tuple[str, str]:
    """The keys of the two ends of a side; each function has its own, as each has its own window."""
    prefix = f"{PAGE}.start_points.{type(objective).__name__}.{'xy'[axis]}"
    return f"{prefix}.low", f"{prefix}.high"
