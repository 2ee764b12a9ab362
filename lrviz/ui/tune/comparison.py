"""The fair comparison of schedules on the page Tune: each at its own best peak rate."""

from typing import Any, final

import streamlit as st

from lrviz.figures.tune.pictures import Progress, Sensitivity
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, WarmupStableDecay
from lrviz.schedules.scaling import fitted
from lrviz.sweeps.comparison import FairComparison, measured_rates, unmeasured
from lrviz.sweeps.ranking import Ranking, ranked
from lrviz.ui.components.tune import TuneView, marked
from lrviz.ui.kit.background import BackgroundTask, Cost
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.slots import switch
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.written import written
from lrviz.ui.tune.base import PictureMode, cost_of, warn_of_luck
from lrviz.ui.tune.controls import PAGE, Tuning
from lrviz.ui.tune.export import comparison_script
from lrviz.ui.tune.ranking import ranking_export, ranking_picture, ranking_table, ranking_words

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(FairComparison)}
_LABELS = {"low": "peak rates from", "high": "peak rates to", "count": "how many rates"}
_USUAL = (Constant(), CosineAnnealingLR.usual(), WarmupStableDecay.usual(), OneCycleLR.usual())


@final
class FairSchedules(PictureMode):
    """Runs at many peak rates with many seeds, ranked by what is measured so far."""

    title = "fair schedules"
    caption = "Each schedule at its own best rate, with the same budget and the same noise."
    seeds = 16
    awaited = 1_000_000  # a ranking of some rates is no first picture: it may be done soon
    counted = "settings"
    retried = False

    def __init__(self, asked: FairComparison) -> None:
        super().__init__(asked)
        self.comparison = asked
        self.values: Any = None
        self._outcome: tuple[Any, Ranking | ValueError] | None = None
        self._drawn: tuple[tuple[int, ...], Ranking, Sensitivity] | None = None

    @classmethod
    def controls(cls, link: Link, tuning: Tuning) -> FairComparison:
        scene = tuning.scene
        st.button("Take four usual schedules", key="~usual", on_click=_take_usual, args=(scene,))
        values = {
            name: number(link, _key(name), _FIELDS[name], _FIELDS[name].default, label)
            for name, label in _LABELS.items()
        }
        if not scene.noise:
            st.caption("Without noise every seed gives the same run: add noise for bands and tests.")
        return FairComparison(scene, seeds=tuning.seeds, measure=tuning.measure, tolerance=tuning.tolerance, **values)

    @property
    def cells(self) -> int:
        return len(self.scene.runs) * self.comparison.count

    def scene_of(self, cell: int) -> Scene:
        return self.comparison.scene_of(*divmod(cell, self.comparison.count))

    @property
    def finished(self) -> bool:
        return self.values is not None and self.task is not None and 0 < self.task.total == self.task.done

    @property
    def label(self) -> str:
        return "Compare at all rates" if self.task else "Compare"

    def cost(self) -> Cost:
        left = unmeasured(self.comparison, self.values).any(axis=0).sum()
        return cost_of(self.scene, int(left) * self.comparison.draws)

    def script(self) -> str:
        return comparison_script(self.comparison)

    def compute(self, task: BackgroundTask) -> None:
        left = unmeasured(self.comparison, self.values)
        task.advance(left.size - int(left.sum()), left.size, None)
        self._take(measured_rates(self.comparison, task.advance, task.cancelled, self.values, self._take))

    def _take(self, values: Any) -> None:
        self.values = values

    def refined(self, sent: Any) -> dict[str, float]:
        ends = marked(sent, "x", self.comparison.low, self.comparison.high) or ()
        return {_key(name): float(f"{end:.6g}") for name, end in zip(("low", "high"), ends, strict=False)}

    def show(self, tuning: Tuning, view: TuneView) -> None:
        warn_of_luck(bool(self.scene.noise), self.comparison.seeds)
        with st.container():
            self._say_what_counts()
        values = self.values
        ranking = None if values is None else self._ranked(values)
        if isinstance(ranking, Ranking):
            self._results(ranking, values, tuning.slots, view)
        elif ranking is not None and not self.running:
            st.error(complaint(str(ranking)))

    def _say_what_counts(self) -> None:
        task = self.task
        if len(self.scene.runs) < 2:
            st.info("A comparison takes at least two runs, got one: switch another one on in the sidebar.")
        if task is not None and not (task.running or task.error or self.finished):
            so_far = f"Stopped at {task.done:,} of {task.total:,} settings"
            st.info(f"{so_far}: only rates that all runs have been measured at count.")

    def _ranked(self, values: Any) -> Ranking | ValueError:
        """The ranking of what is measured, or why there is none."""
        if self._outcome is None or self._outcome[0] is not values:
            try:
                self._outcome = values, ranked(self.comparison, values)
            except ValueError as error:
                self._outcome = values, error
        return self._outcome[1]

    def _results(self, ranking: Ranking, values: Any, slots: tuple[int, ...], view: TuneView) -> None:
        if self._drawn is None or self._drawn[0] != slots or self._drawn[1] is not ranking:
            self._drawn = slots, ranking, ranking_picture(ranking, values, slots)
        picture = self._drawn[2]
        self.draw(picture, Progress(self.cells, self.cells, None, False), view)
        st.html(ranking_table(ranking, slots))
        over = f"Lines are the {picture.quantity.over} that judge, bands hold {picture.band}."
        bands = [over] if picture.band else []
        st.caption(" ".join(complaint(sentence) for sentence in [*bands, *ranking.depends_on]))
        ranking_words(ranking)

    def words(self, tuning: Tuning) -> str:
        ranking = None if self.values is None else self._ranked(self.values)
        return " ".join(ranking.sentences[: len(ranking.standings)]) if isinstance(ranking, Ranking) else ""

    def export(self, tuning: Tuning) -> None:
        ranking = None if self.values is None else self._ranked(self.values)
        if isinstance(ranking, Ranking):
            ranking_export(ranking, self.values, tuning.slots)


def _key(name: str) -> str:
    return f"{PAGE}.fair.{name}"


def _take_usual(scene: Scene) -> None:
    """Puts four schedules behind the first run's optimizer into the first slots."""
    optimizer = scene.runs[0].optimizer
    for slot, schedule in enumerate(_USUAL, 1):
        assign(written(f"{PAGE}{slot}.o", optimizer) | written(f"{PAGE}{slot}.s", fitted(schedule, scene.steps)))
    switch(f"{PAGE}.runs", list(range(1, len(_USUAL) + 1)))
