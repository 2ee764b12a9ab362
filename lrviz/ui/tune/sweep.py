"""Sweeps on the page Tune: a measure as curves over one setting, or as a map over two."""

from collections.abc import Iterator
from typing import Any, ClassVar, final

import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures.tune.pictures import Progress
from lrviz.figures.tune.results import heat, sensitivity, width_words
from lrviz.scene import Scene
from lrviz.sweeps import MEASURES, Axis, Recheck, Result, Sweep, settings_of
from lrviz.sweeps.measures import DIVERGED
from lrviz.sweeps.offline import command, computed
from lrviz.sweeps.recheck import CHECK, LEAST
from lrviz.sweeps.size import block_size, estimate, most_steps, sweep_work, torch_seconds, weight
from lrviz.ui.components.tune import TuneView, marked
from lrviz.ui.kit import widgets
from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.budget import room
from lrviz.ui.kit.export import as_bytes, download, download_scene, section
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.tables import number, table, text
from lrviz.ui.tune.base import PictureMode, warn_of_luck
from lrviz.ui.tune.cluster import scheduler_control
from lrviz.ui.tune.controls import PAGE, Tuning, axis_controls, key_of, named_settings, one_run

_BLOCK = 20_000_000
"""Work of a block: what the page waits for between two looks at whether it is cancelled."""

_SECONDS = 10.0
"""How long judging the best may take through torch."""


class SweepMode(PictureMode):
    """A sweep over one or two settings; the classes below say of what."""

    look = 0.3
    language = "bash"
    count: ClassVar[int]
    """How many values an axis has at first."""

    def __init__(self, asked: Sweep) -> None:
        super().__init__(asked)
        self.sweep, self.scheduler = asked, ""
        self._result: Result | None = None
        self.recheck: Recheck | None = None

    @classmethod
    def axis(cls, link: Link, scene: Scene, side: str, usual: str, label: str, taken: str = "") -> Axis:
        """The widgets of an axis: which setting it varies, and from where to where.

        Args:
            link: this run's link.
            scene: the scene that is varied.
            side: "x" or "y".
            usual: the path of the setting that it varies at first.
            label: what stands over its menu.
            taken: the path that the other axis varies.
        """
        free = {name: setting for name, setting in named_settings(scene).items() if setting.path != taken}
        first = next((name for name, setting in free.items() if setting.path == usual), next(iter(free)))
        setting = free[widgets.menu(link, key_of(cls.title, side), label, list(free), first)]
        said = "" if label == "Setting" else f"{label.lower()}: "
        return axis_controls(link, key_of(cls.title, side, setting.path), setting, scene, cls.count, said)

    @property
    def cells(self) -> int:
        return self.sweep.cells

    def scene_of(self, cell: int) -> Scene:
        return self.sweep.scene_of(cell)

    @property
    def result(self) -> Result:
        """What is measured so far; it takes its place in memory when it is first asked for."""
        if self._result is None:
            self._result = Result.empty(self.sweep)
        return self._result

    @property
    def kept(self) -> int:
        return self._bytes if self._result is not None else 0

    def give_back(self) -> None:
        self._result = self.recheck = None

    @property
    def _bytes(self) -> int:
        """The memory of all measures of all cells and seeds."""
        return self.sweep.kept(self.sweep.seeds)

    @property
    def finished(self) -> bool:
        return self._swept and (not self.sweep.noisy or (self.recheck is not None and self.recheck.complete))

    @property
    def _swept(self) -> bool:
        return self._result is not None and bool(self._result.done.all())

    @property
    def label(self) -> str:
        if self._swept:
            return "Judge the best by fresh seeds"
        return "Resume" if self.task else f"Sweep {self.cells:,} settings"

    def cost(self) -> Cost:
        """What is left to do, with the steps of the longest run for all."""
        whole = self._whole
        left = Cost() if self._swept else whole
        return left + self._recheck_cost(whole) + self._memory

    @property
    def _memory(self) -> Cost:
        """What is still to be kept."""
        return Cost(kept=self._bytes - self.kept)

    @property
    def _whole(self) -> Cost:
        return Cost(sweep_work(self.sweep), estimate(self.sweep))

    def _recheck_cost(self, own: Cost) -> Cost:
        """What judging the best takes, but nothing that would keep the sweep itself from starting."""
        columns, one, allowed = self._recheck_columns(own), self._column, room(own)
        return Cost(min(columns * one.steps, allowed.steps), min(columns * one.seconds, allowed.seconds))

    def _recheck_columns(self, own: Cost) -> int:
        """How many runs with fresh seeds there may be beside what the sweep itself takes, and a few in any case."""
        if not self.sweep.noisy:
            return 0
        allowed, one = room(own), self._column
        columns = min(CHECK, allowed.steps) // one.steps
        if one.seconds:
            return min(columns, int(min(_SECONDS, allowed.seconds) / one.seconds))
        return max(columns, min(LEAST * len(MEASURES) * len(self.scene.runs), CHECK // one.steps))

    @property
    def _column(self) -> Cost:
        """What a single run takes, at most."""
        heaviest = max(weight(run) for run in self.scene.runs)
        return Cost(heaviest * most_steps(self.sweep), torch_seconds(self.scene, 1))

    def chosen(self, cost: Cost) -> Cost | None:
        """The cluster that computes it: what runs there costs nothing here."""
        try:
            self.scheduler = scheduler_control()
        except ValueError as error:
            st.error(complaint(str(error)))
            return None
        return self._recheck_cost(Cost()) + self._memory if self.scheduler else cost

    def script(self) -> str:
        return command(self.sweep)

    def compute(self, task: BackgroundTask) -> None:
        computed(
            self.sweep,
            into=self.result,
            scheduler=self.scheduler,
            size=None if self.scheduler else block_size(self.sweep, most=_BLOCK),
            progress=task.advance,
            cancelled=task.cancelled,
        )
        if self.sweep.noisy and self._swept and not task.cancelled():
            self.recheck = self.recheck or Recheck.planned(self.result, self._recheck_columns(self._whole))
            self.recheck.run(task.cancelled)

    def refined(self, sent: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for side, axis in zip("xy", self.sweep.axes, strict=False):
            for name, end in zip(("low", "high"), marked(sent, side, axis.low, axis.high) or (), strict=False):
                value = round(end) if axis.whole else float(f"{end:.6g}")
                values[key_of(self.title, side, axis.path, name)] = value
        return values

    def show(self, tuning: Tuning, view: TuneView) -> None:
        done = 0 if self._result is None else int(self._result.done.sum())
        if not done and not self.running:
            return
        make: Any = heat if len(self.sweep.axes) == 2 else sensitivity
        left = self.task.left if self.task else None
        picture = make(self.result, tuning.slots, tuning.measure, self.key, self.recheck)
        warn_of_luck(self.sweep.noisy, self.sweep.seeds)
        self.draw(picture, Progress(done, self.cells, left, self.running, self.waits), view)
        st.html(self._table(tuning))

    def _table(self, tuning: Tuning) -> str:
        """The best setting of each run."""
        names = [axis.path.split(".")[-1] for axis in self.sweep.axes]
        own = f"By the sweep's {self.sweep.seeds} seeds" if self.sweep.seeds > 1 else "By the sweep's one seed"
        best = ["Best, judged by fresh seeds", own] if self.sweep.noisy else ["Best"]
        good = ["Good range"] if self._has_widths else []
        rows = (self._row(tuning, run) for run in range(len(self.scene.runs)))
        return table(["Run", *best, *names, *good], rows, whole=True)

    def _row(self, tuning: Tuning, run: int) -> Iterator[str]:
        yield text(f"{tuning.slots[run]} · {self.scene.runs[run].label}")
        cell = self._best(tuning.measure, run)
        if cell is None:
            yield text(self._nothing(tuning.measure, run))
            return
        if self.sweep.noisy:
            yield text(self._judged(tuning.measure, run))
        best = self.result.table(tuning.measure).ravel()[cell]
        yield from (number(f"{value:.4g}") for value in (best, *self.sweep.settings_of(cell).values()))
        if self._has_widths:
            width = (self.recheck or self.result).width(tuning.measure, run)
            yield text(f"{width.low:.3g} to {width.high:.3g}, {width_words(width)}" if width else "")

    def words(self, tuning: Tuning) -> str:
        if self._result is None or not self._result.done.any():
            return ""
        return "; ".join(self._said(tuning, run) for run in range(len(self.scene.runs)))

    def _said(self, tuning: Tuning, run: int) -> str:
        """The best setting of a run, in words."""
        cell, label = self._best(tuning.measure, run), self.scene.runs[run].label
        if cell is None:
            return f"{label}: {self._nothing(tuning.measure, run)}"
        at = ", ".join(f"{path.split('.')[-1]} {value:.4g}" for path, value in self.sweep.settings_of(cell).items())
        return f"{label}: best {tuning.measure} {self.result.table(tuning.measure).ravel()[cell]:.4g} at {at}"

    def _best(self, measure: str, run: int | None = None) -> int | None:
        """The best cell of a run, or of all, by fresh seeds too once they have run."""
        return (self.recheck or self.result).best(measure, run)

    def _judged(self, measure: str, run: int | None) -> str:
        """What fresh seeds say of the best setting of a run, or of all."""
        judged = self.recheck.judged(measure, run) if self.recheck else None
        if judged is not None and judged.fresh:
            return judged.words(MEASURES[measure].infinite)
        return "not judged yet" if self.running or not self.finished else "not judged: it takes too long here"

    def _nothing(self, measure: str, run: int) -> str:
        """Why a run has no best setting."""
        if (self.result.table(DIVERGED.name)[run] == 1).all():
            return "every setting diverged"
        return f"no setting has a finite {measure}" + ("" if self.finished else " yet")

    @property
    def _has_widths(self) -> bool:
        return len(self.sweep.axes) == 1 and self.sweep.axes[0].log

    def export(self, tuning: Tuning) -> None:
        if self._result is not None and self._result.done.any():
            section("Data and code", f"{PAGE}data", lambda: self._leave(tuning))

    def _leave(self, tuning: Tuning) -> None:
        with st.container(horizontal=True):
            download("Table", self.result.to_csv, "lrviz_sweep.csv")
            download("Table", lambda: as_bytes(self.result.to_parquet), "lrviz_sweep.parquet")
            download_scene(self.scene)
        st.code(command(self.sweep), "bash")
        cell = self._best(tuning.measure)
        if cell is not None:
            judged = f": {self._judged(tuning.measure, None)}" if self.sweep.noisy else ""
            st.caption(complaint(f"The best of all, by {MEASURES[tuning.measure].name}{judged}."))
            st.code(to_pytorch(self.scene_of(cell)), "python")


@final
class OneSetting(SweepMode):
    """Curves over one setting of all runs."""

    title = "one setting"
    caption = "One curve per run over one setting: the best value, the good range, the stability limit."
    count = 128

    @classmethod
    def controls(cls, link: Link, tuning: Tuning) -> Sweep:
        axis = cls.axis(link, tuning.scene, "x", "optimizer.lr", "Setting")
        return Sweep(tuning.scene, (axis,), tuning.seeds, tuning.tolerance)


@final
class TwoSettings(SweepMode):
    """A map over two settings of one run."""

    title = "two settings"
    caption = "A map over two settings of one run."
    count = 64

    @classmethod
    def controls(cls, link: Link, tuning: Tuning) -> Sweep:
        scene = one_run(link, tuning)
        across = cls.axis(link, scene, "x", "optimizer.lr", "Across")
        usual = next((one.path for one in settings_of(scene)[1:] if one.path.startswith("optimizer.")), "noise")
        up = cls.axis(link, scene, "y", usual, "Up", across.path)
        return Sweep(scene, (across, up), tuning.seeds, tuning.tolerance)
