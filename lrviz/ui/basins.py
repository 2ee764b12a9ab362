"""Basin maps on the page Tune."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lrviz.figures.style import STYLES
from lrviz.figures.sweeps import Along, BasinMap, Progress, Subject, Thumb
from lrviz.figures.tune import tune_payload
from lrviz.simulate import trajectory
from lrviz.sweeps.starts import DIVERGED, STALLED, UNFINISHED, Reached, Starts
from lrviz.ui.handover import open_scene
from lrviz.ui.jobs import Job
from lrviz.ui.link import complaint
from lrviz.ui.sweeping import MOST_EVALUATIONS
from lrviz.ui.tune import TuneView, tune
from lrviz.ui.tuned import sent_cell
from lrviz.ui.tuning import Tuning
from lrviz.ui.view import changed, remember

_STATE, _BEHIND, _THUMB = "~basins", "~basins.behind", "~basins.thumb"
_LOOK, _FIRST = 0.4, 0.25
_BLOCK = 4096
_WORDS = {DIVERGED: "diverged", STALLED: "stands still elsewhere", UNFINISHED: "still on its way"}


def basins(tuning: Tuning, view: TuneView, page: str) -> None:
    """The map of what every start reaches, in the background; another one cancels it."""
    scene = tuning.controls.scene
    if scene is None:
        return
    try:
        starts = Starts(scene, tuning.pixels)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    work = 2 * starts.cells * scene.steps
    if work > MOST_EVALUATIONS:
        st.error(complaint(f"A map on this page must be at most {MOST_EVALUATIONS:,} steps in all, got {work:,}."))
        return
    found, job = _current(starts)
    if not job.running and not found.done.all() and st.button("Go on", type="primary", key="~basingo"):
        job = Job(lambda one: _compute(found, one))
        st.session_state[_STATE] = found, job
    job.wait(0, _FIRST)
    st.fragment(_shown, run_every=_LOOK if job.running else None)(found, job, tuning, view, page)


def _current(starts: Starts) -> tuple[Reached, Job]:
    known: tuple[Reached, Job] | None = st.session_state.get(_STATE)
    if known is not None and known[0].starts == starts:
        return known
    if known is not None:
        known[1].cancel()
    found = Reached.none(starts)
    known = found, Job(lambda one: _compute(found, one))
    st.session_state[_STATE] = known
    return known


def _compute(found: Reached, job: Job) -> None:
    for block in found.starts.blocks(_BLOCK):
        if job.cancelled():
            return
        if not found.done[block.cells].all():
            found.run(block)
        job.advance(int(found.done.sum()), found.starts.cells, None)


def _shown(found: Reached, job: Job, tuning: Tuning, view: TuneView, page: str) -> None:
    if st.session_state.pop(_BEHIND, False):
        st.rerun()
    if job.error:
        st.error(complaint(job.error))
    told: dict[str, Callable[[Any], None]] = {
        "view": lambda sent: _later(lambda: remember(page, changed(view, sent))),
        "hover": lambda sent: st.session_state.__setitem__(_THUMB, sent),
        "open": lambda sent: _later(lambda: _open(found.starts, sent)),
        "refine": lambda sent: None,
        "stop": lambda _: job.cancel(),
    }
    progress = Progress(int(found.done.sum()), found.starts.cells, job.left, job.running)
    tune(tune_payload(_picture(found, tuning), view.arguments(), progress, _thumb(found.starts)), told)
    _table(found)
    if not job.running and st.session_state.get("~basins.done") is not job:
        st.session_state["~basins.done"] = job
        st.rerun()


def _later(act: Callable[[], None]) -> None:
    act()
    st.session_state[_BEHIND] = True


def _open(starts: Starts, sent: Any) -> None:
    cell = sent_cell(sent, starts.cells)
    if cell is not None:
        open_scene(starts.scene_of(cell))


def _thumb(starts: Starts) -> Thumb | None:
    """The path from the start under the pointer."""
    cell = sent_cell(st.session_state.get(_THUMB), starts.cells)
    if cell is None:
        return None
    try:
        return Thumb(cell, trajectory(starts.scene_of(cell), 0))
    except ValueError as error:
        return Thumb(cell, None, str(error))


def _picture(found: Reached, tuning: Tuning) -> BasinMap:
    x, y = found.starts.sides
    slot, run = tuning.controls.slots[0], found.starts.scene.runs[0]
    shape = found.starts.count, found.starts.count
    return BasinMap(
        str(hash(found.starts)),
        (Along("start x", x), Along("start y", y)),
        Subject(slot, f"{slot} · {run.label}", STYLES[slot - 1]),
        found.starts.scene.objective.minima,
        found.ends.reshape(shape).copy(),
        found.steps.reshape(shape).copy(),
    )


def _table(found: Reached) -> None:
    """The shares in a table, the largest first."""
    minima = found.starts.scene.objective.minima
    rows = "".join(
        f"<tr><td>{_WORDS.get(code) or f'minimum at ({minima[code][0]:.4g}, {minima[code][1]:.4g})'}</td>"
        f'<td class="number">{100 * share:.2f} %</td></tr>'
        for code, share in sorted(found.shares().items(), key=lambda row: -row[1])[:40]
    )
    head = "<th>Where starts end</th><th>Share</th>"
    st.html(f'<table class="outcomes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
