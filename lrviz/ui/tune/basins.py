"""Basin maps on the page Tune."""

import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import minimum_colour, tune_payload
from lrviz.figures.tune.pictures import Along, BasinMap, Progress, Subject, Thumb
from lrviz.sweeps.basins import ELSEWHERE, OPEN, Basins, Reached
from lrviz.sweeps.basins_files import to_csv, to_parquet
from lrviz.sweeps.size import weight, work
from lrviz.ui.components.tune import TuneView, tune
from lrviz.ui.kit.background import Job
from lrviz.ui.kit.budget import begin, starts_by_itself, told, too_much
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.trajectories.handover import catch_up, later, open_scene
from lrviz.ui.tune.controls import Tuning
from lrviz.ui.tune.export import refused, starts_script
from lrviz.ui.tune.start_points import refine
from lrviz.ui.tune.sweep import sent_cell, thumb_of

_STATE, _THUMB, _SEEN = "~basins", "~basins.thumb", "~basins.done"
_LOOK, _FIRST = 0.4, 0.25
_LARGEST, _LEAST, _BLOCK = 4096, 256, 20_000_000
"""The most and, without torch, the fewest starts of a block, and its work."""
_ROWS = 40
_MOST_TEXT = 65_536
"""The most starts that leave as text, with a scene each: some 40 MB."""


@dataclass(eq=False)
class Mapping:
    """A map that is or was computed; its last picture is kept as long as nothing is added to it."""

    found: Reached
    job: Job | None = None
    drawn: tuple[int, int, BasinMap] | None = None

    @property
    def running(self) -> bool:
        """Whether it is being computed."""
        return self.job is not None and self.job.running

    @property
    def done(self) -> int:
        """How many starts are computed."""
        return int(self.found.done.sum())

    @property
    def whole(self) -> bool:
        """Whether all are."""
        return self.done == self.found.starts.cells


def basins(starts: Basins, tuning: Tuning, view: TuneView, page: str) -> None:
    """The map of what every start reaches, in the background; another one cancels it.

    Args:
        starts: what is mapped.
        tuning: what the controls say.
        view: how the picture is looked at.
        page: what the keys of the widgets begin with.
    """
    known = _current(starts)
    if not (known.running or known.whole) and not _begun(known):
        return
    if known.job is not None:
        known.job.wait(0, _FIRST)
    if not known.running:
        st.session_state[_SEEN] = known.job
    st.fragment(_shown, run_every=_LOOK if known.running else None)(known, tuning, view, page)
    if known.done:
        _leaving(known.found, page)


def _current(starts: Basins) -> Mapping:
    """The session's map of these starts; a map of others is cancelled."""
    known: Mapping | None = st.session_state.get(_STATE)
    if known is None or known.found.starts != starts:
        if known is not None and known.job is not None:
            known.job.cancel()
        known = st.session_state[_STATE] = Mapping(Reached.none(starts))
        st.session_state.pop(_THUMB, None)
    return known


def _begun(known: Mapping) -> bool:
    """Starts a map that is small or asked for; whether there is something to show."""
    starts = known.found.starts
    missing = starts.cells - known.done
    amount = work(starts.scene, missing)
    problem = too_much(amount)
    if problem:
        refused(problem, starts.scene, starts_script(starts))
    elif known.job is None and starts_by_itself(starts.scene, amount):
        _begin(known, amount)
    elif known.job is None or not known.job.error:
        label = f"Map {missing:,} starts" if known.job is None else "Go on"
        st.button(label, type="primary", key="~basingo", on_click=_begin, args=(known, amount))
        st.caption(told(starts.scene, missing, amount))
    return known.job is not None


def _begin(known: Mapping, amount: int) -> None:
    with suppress(ValueError):  # somebody was quicker: the page says so next
        known.job = begin(lambda job: _compute(known.found, job), amount)


def _compute(found: Reached, job: Job) -> None:
    cells, before, started = found.starts.cells, int(found.done.sum()), time.monotonic()
    for block in found.starts.blocks(_block_size(found.starts)):
        if job.cancelled():
            return
        if found.done[block.cells].all():
            continue
        found.run(block)
        done = int(found.done.sum())
        job.advance(done, cells, (time.monotonic() - started) / (done - before) * (cells - done))


def _block_size(starts: Basins) -> int:
    heavy = weight(starts.scene.runs[0])
    size = _BLOCK // (starts.scene.steps * heavy)
    return min(max(size, 1 if heavy > 1 else _LEAST), _LARGEST)


def _shown(known: Mapping, tuning: Tuning, view: TuneView, page: str) -> None:
    catch_up()
    job, running = known.job, known.running
    if job is not None and job.error:
        st.error(complaint(job.error))
    hearing: dict[str, Callable[[Any], None]] = {
        "view": lambda sent: later(lambda: remember(page, changed(view, sent))),
        "hover": lambda sent: st.session_state.__setitem__(_THUMB, sent),
        "open": lambda sent: later(lambda: _open(known.found.starts, sent)),
        "refine": lambda sent: later(lambda: refine(page, known.found.starts, sent)),
        "stop": lambda _: job.cancel() if job else None,
    }
    if known.done or running:
        progress = Progress(known.done, known.found.starts.cells, job.left if job else None, running)
        picture = _picture(known, tuning)
        tune(tune_payload(picture, view.arguments(), progress, _thumb(known.found.starts)), hearing)
    if known.done:
        st.html(_table(known.found))
    if not running and st.session_state.get(_SEEN) is not job:
        st.session_state[_SEEN] = job
        st.rerun()


def _open(starts: Basins, sent: Any) -> None:
    cell = sent_cell(sent, starts.cells)
    if cell is not None:
        open_scene(starts.scene_of(cell))


def _thumb(starts: Basins) -> Thumb | None:
    """The path from the start under the pointer."""
    return thumb_of(st.session_state.get(_THUMB), starts.cells, starts.scene_of)


def _picture(known: Mapping, tuning: Tuning) -> BasinMap:
    slot, done = tuning.controls.slots[0], known.done
    if known.drawn is None or known.drawn[:2] != (slot, done):
        picture = _drawn(known.found, slot)
        known.drawn = slot, int((picture.reached != OPEN).sum()), picture
    return known.drawn[2]


def _drawn(found: Reached, slot: int) -> BasinMap:
    scene, (x, y) = found.starts.scene, found.starts.sides
    shape = found.starts.count, found.starts.count
    ends = found.ends.reshape(shape).copy()  # before the steps, which the job writes first
    steps = found.steps.reshape(shape).copy()
    return BasinMap(
        str(hash(found.starts)),
        (Along("start x", x), Along("start y", y)),
        Subject(slot, f"{slot} · {scene.runs[0].label}", STYLES[slot - 1]),
        scene.objective.minima,
        ends,
        steps,
    )


def _table(found: Reached) -> str:
    """The shares in a table, the largest first, with how low and how soon."""
    shares = sorted(found.shares().items(), key=lambda row: -row[1])
    head = "".join(f"<th>{name}</th>" for name in ("Where starts end", "Share", "Median steps", "Value there"))
    rows = "".join(_row(found, code, share) for code, share in shares[:_ROWS])
    if len(shares) > _ROWS:
        rest = sum(share for _, share in shares[_ROWS:])
        rows += _cells(f"{len(shares) - _ROWS} others", f"{100 * rest:.2f} %", "", "")
    return f'<table class="outcomes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(found: Reached, code: int, share: float) -> str:
    told = f"{100 * share:.2f} %"
    if code < 0:
        return _cells(ELSEWHERE[code], told, "", "")
    objective = found.starts.scene.objective
    x, y = objective.minima[code]
    steps = np.median(found.steps[found.ends == code])
    place = f'<span style="color:{minimum_colour(code)}">■</span> minimum {code + 1} at ({_number(x)}, {_number(y)})'
    return _cells(place, told, f"{steps:g}", _number(float(objective.value(x, y))))


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−") if abs(value) > 1e-12 else "0"


def _cells(place: str, *numbers: str) -> str:
    return f"<tr><td>{place}</td>" + "".join(f'<td class="number">{text}</td>' for text in numbers) + "</tr>"


def _leaving(found: Reached, page: str) -> None:
    """The section of everything that can be taken away of a map."""
    box = st.expander("Data and code", key=f"~{page}starts.data", expanded=False, on_change="rerun")
    if not box.open:
        return
    scene = found.starts.scene
    with box:
        with st.container(horizontal=True):
            if found.starts.cells <= _MOST_TEXT:
                st.download_button(
                    "Table (.csv)", lambda: to_csv(found), "lrviz_starts.csv", "text/csv", on_click="ignore"
                )
            st.download_button("Table (.parquet)", lambda: _parquet(found), "lrviz_starts.parquet", on_click="ignore")
            st.download_button("Scene (.json)", scene.to_json(), "scene.json", "application/json", on_click="ignore")
        st.caption("The map, by a script beside the saved scene:")
        st.code(starts_script(found.starts), "python")
        st.caption("The run from the start in the sidebar; a click on the map opens any other in Trajectories.")
        st.code(to_pytorch(scene), "python")


def _parquet(found: Reached) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "starts.parquet"
        to_parquet(found, file)
        return file.read_bytes()
