"""The fair comparison of schedules on the page Tune."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures.style import STYLES
from lrviz.figures.sweeps import Along, Good, Progress, Quantity, Sensitivity, Subject, Thumb, Upright
from lrviz.figures.tune import tune_payload
from lrviz.figures.tuned import HIGH, LOW, width_words
from lrviz.hyperparameters import hyperparameters
from lrviz.scene import Scene
from lrviz.schedules import Constant, CosineAnnealingLR, OneCycleLR, WarmupStableDecay
from lrviz.schedules.scaling import fitted
from lrviz.simulate import trajectory
from lrviz.sweeps.fair import Fair, measured_rates
from lrviz.sweeps.measures import MEASURES, quantile
from lrviz.sweeps.ranking import Ranking, Standing, ranked
from lrviz.ui.first_sweep import FIRST_SWEEP
from lrviz.ui.handover import open_scene
from lrviz.ui.jobs import Job
from lrviz.ui.link import Link, assign, complaint
from lrviz.ui.numbers import number
from lrviz.ui.slots import switch
from lrviz.ui.tune import TuneView, tune
from lrviz.ui.tuned import sent_cell
from lrviz.ui.tuning import Tuning
from lrviz.ui.view import changed, remember
from lrviz.ui.written import written

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Fair)}
_STATE, _BEHIND, _THUMB = "~contest", "~contest.behind", "~contest.thumb"
_LOOK = 0.5
_USUAL = (Constant(), CosineAnnealingLR(), WarmupStableDecay(), OneCycleLR())


@dataclass(eq=False)
class Contest:
    """A comparison that is or was computed."""

    fair: Fair
    job: Job | None = None
    values: Any = None


def fair_controls(link: Link, page: str, tuning: Tuning) -> Fair | None:
    """The widgets of a comparison; None where the settings do not go together."""
    scene = tuning.controls.scene
    if scene is None:
        return None
    st.button("Take four usual schedules", key="~usual", on_click=_take_usual, args=(page, scene))
    values = {name: number(link, f"{page}.fair.{name}", _FIELDS[name], _FIELDS[name].default) for name in _RATES}
    if not scene.noise:
        st.caption("Without noise every seed gives the same run: add noise for bands and tests.")
    try:
        return Fair(scene, seeds=tuning.seeds, measure=tuning.measure, tolerance=tuning.tolerance, **values)
    except ValueError as error:
        tuning.problem = str(error)
        return None


_RATES = ("low", "high", "count")


def _take_usual(page: str, scene: Scene) -> None:
    """Puts four schedules behind the first run's optimizer into the first slots."""
    optimizer = scene.runs[0].optimizer
    for slot, schedule in enumerate(_USUAL, 1):
        default = FIRST_SWEEP.runs[(slot - 1) % len(FIRST_SWEEP.runs)]
        assign(written(f"{page}{slot}.o", optimizer, default.optimizer))
        assign(written(f"{page}{slot}.s", fitted(schedule, scene.steps), default.schedule))
    switch(f"{page}.runs", list(range(1, len(_USUAL) + 1)))


def contest(fair: Fair, tuning: Tuning, view: TuneView, page: str) -> None:
    """The curves of a comparison, its ranking in words, and what it depends on."""
    known: Contest | None = st.session_state.get(_STATE)
    if known is None or known.fair != fair:
        if known is not None and known.job is not None:
            known.job.cancel()
        known = Contest(fair)
        st.session_state[_STATE] = known
    if known.values is None and (known.job is None or not known.job.running):
        cost = fair.count * len(fair.scene.runs) * fair.draws * fair.scene.steps
        st.caption(f"{cost:,} steps in all.")
        if not st.button("Compare", type="primary", key="~compare"):
            return
        known.job = Job(lambda job: _compute(known, job))
    if known.job is not None:
        known.job.wait(0, 0.2)
    running = known.job is not None and known.job.running
    st.fragment(_shown, run_every=_LOOK if running else None)(known, tuning, view, page)


def _compute(known: Contest, job: Job) -> None:
    known.values = measured_rates(known.fair, job.advance, job.cancelled)


def _shown(known: Contest, tuning: Tuning, view: TuneView, page: str) -> None:
    if st.session_state.pop(_BEHIND, False):
        st.rerun()
    job = known.job
    if job is not None and job.error:
        st.error(complaint(job.error))
    if known.values is None:
        if job is not None and job.running:
            share = job.done / job.total if job.total else 0.0
            left = f"{job.left:.0f} s left" if job.left is not None else "waiting for its turn"
            st.progress(share, f"{job.done:,} of {job.total:,} · {left}")
            st.button("Stop", key="~stop", on_click=job.cancel)
        elif job is not None and not job.error:
            st.info("Stopped.")
        return
    if job is not None and not job.running and st.session_state.get("~contest.done") is not known:
        st.session_state["~contest.done"] = known
        st.rerun()
    _ranking(ranked(known.fair, known.values), known, tuning, view, page)


def _ranking(ranking: Ranking, known: Contest, tuning: Tuning, view: TuneView, page: str) -> None:
    slots = tuning.controls.slots
    told = {
        "view": lambda sent: _later(lambda: remember(page, changed(view, sent))),
        "hover": lambda sent: st.session_state.__setitem__(_THUMB, sent),
        "open": lambda cell: _later(lambda: _open(known.fair, cell)),
        "refine": lambda sent: None,
        "stop": lambda _: None,
    }
    picture = _picture(ranking, known.values, slots)
    cells = int(np.prod(known.values.shape[:2]))
    thumb = _thumb(known.fair)
    tune(tune_payload(picture, view.arguments(), Progress(cells, cells, None, False), thumb), told)
    for sentence in ranking.sentences:
        st.markdown(complaint(sentence))
    st.caption(" ".join(complaint(sentence) for sentence in ranking.depends_on))
    st.html(_table(ranking, slots))
    best = next((one.scene for one in ranking.standings if one.scene is not None), None)
    box = st.expander("The best setting as code", key=f"~{page}fair", expanded=False, on_change="rerun")
    if box.open and best is not None:
        box.code(to_pytorch(best), "python")


def _thumb(fair: Fair) -> Thumb | None:
    """The path of the rate under the pointer."""
    cell = sent_cell(st.session_state.get(_THUMB), len(fair.scene.runs) * fair.count)
    if cell is None:
        return None
    try:
        return Thumb(cell, trajectory(fair.scene_of(*divmod(cell, fair.count)), 0))
    except ValueError as error:
        return Thumb(cell, None, str(error))


def _later(act: Any) -> None:
    act()
    st.session_state[_BEHIND] = True


def _open(fair: Fair, sent: Any) -> None:
    cell = sent_cell(sent, len(fair.scene.runs) * fair.count)
    if cell is not None:
        open_scene(fair.scene_of(*divmod(cell, fair.count)))


def _picture(ranking: Ranking, values: Any, slots: Sequence[int]) -> Sensitivity:
    flat = values.reshape(-1, values.shape[2])
    shape, banded = values.shape[:2], values.shape[2] > 1
    known = MEASURES[ranking.fair.measure]
    by_run = {one.run: one for one in ranking.standings}
    order = [by_run[run] for run in range(len(slots))]
    rates = ranking.fair.rates
    return Sensitivity(
        str(hash(ranking.fair)),
        Along("peak learning rate", rates, True),
        [Subject(slot, f"{slot} · {one.label}", STYLES[slot - 1]) for slot, one in zip(slots, order, strict=True)],
        Quantity(known.name, known.log),
        quantile(flat, 0.5).reshape(shape),
        np.ones(shape, dtype=bool),
        quantile(flat, LOW).reshape(shape) if banded else None,
        quantile(flat, HIGH).reshape(shape) if banded else None,
        f"{100 * LOW:.0f} % to {100 * HIGH:.0f} % of {values.shape[2]} seeds" if banded else "",
        [_cell(one, rates, ranking.fair) for one in order],
        [
            Upright(slot, one.rate, f"best {one.rate:.4g}", "best")
            for slot, one in zip(slots, order, strict=True)
            if one.rate is not None
        ],
        [
            Good(slot, one.width.low, one.width.high, width_words(one.width))
            for slot, one in zip(slots, order, strict=True)
            if one.width is not None
        ],
    )


def _cell(standing: Standing, rates: Any, fair: Fair) -> int | None:
    if standing.rate is None:
        return None
    return standing.run * fair.count + int(np.argmin(np.abs(rates - standing.rate)))


def _table(ranking: Ranking, slots: Sequence[int]) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("Schedule", "Best rate", "Median, judged", "Good range"))
    rows = "".join(
        f"<tr><td>{slots[one.run]} · {html.escape(one.label)}</td>"
        f'<td class="number">{"none" if one.rate is None else f"{one.rate:.4g}"}</td>'
        f'<td class="number">{one.median:.4g}</td>'
        f"<td>{width_words(one.width) if one.width else ''}</td></tr>"
        for one in ranking.standings
    )
    return f'<table class="outcomes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
