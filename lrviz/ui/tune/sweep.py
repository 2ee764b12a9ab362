"""What the page Tune gives: the picture, the best settings, and everything that can leave."""

import html
import os
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lrviz.export import to_pytorch
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import Heat, Progress, Sensitivity, Thumb
from lrviz.figures.tune.results import heat, sensitivity, width_words
from lrviz.scene import Scene
from lrviz.simulate import trajectory
from lrviz.sweeps import MEASURES, Result, Sweep
from lrviz.sweeps.offline import command
from lrviz.sweeps.size import sweep_work
from lrviz.ui.components.tune import TuneView, tune
from lrviz.ui.kit.budget import starts_by_itself, told, too_much
from lrviz.ui.kit.link import complaint, postpone
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.trajectories.handover import catch_up, later, open_scene
from lrviz.ui.tune.controls import Tuning, axis_key
from lrviz.ui.tune.sweeping import Sweeping, check_scheduler, current, key_of, start

_FIRST = 0.25
"""Seconds that a page waits for the first coarse picture."""

_LOOK = 0.3
"""Seconds between two looks at a sweep that goes on."""

_THUMB = "~thumb"


def swept(tuning: Tuning, view: TuneView, page: str) -> None:
    """The picture of a sweep over one or two settings, and what it found.

    Args:
        tuning: what the controls say, with a sweep.
        view: how the picture is looked at.
        page: what the keys of the widgets begin with.
    """
    sweep = tuning.sweep
    assert sweep is not None
    try:
        known = _begun(sweep)
    except ValueError as error:
        st.error(complaint(str(error)))
        return
    if known is not None:
        known.job.wait(0, _FIRST)
        shown = st.fragment(_picture, run_every=_LOOK if known.job.running else None)
        shown(known, tuning, view, page)


def _begun(sweep: Sweep) -> Sweeping | None:
    """The session's sweep, started if it is small or asked for; None where it waits for that.

    Raises:
        ValueError: it is too much.
    """
    amount, known = sweep_work(sweep), current()
    same = known is not None and known.key == key_of(sweep)
    if same and known is not None and (known.job.running or known.finished):
        return known
    if not same and starts_by_itself(sweep.scene, amount):
        return start(sweep)
    scheduler = _scheduler()
    problem = "" if scheduler else too_much(amount, command(sweep))
    label = "Go on" if same else f"Sweep {sweep.cells:,} settings"
    if st.button(label, type="primary", key="~go", disabled=bool(problem)) and scheduler is not None:
        return start(sweep, scheduler)
    if problem:
        raise ValueError(problem)
    st.caption(told(sweep.scene, sweep.cells // len(sweep.scene.runs) * sweep.seeds, amount))
    return known if same else None


def _scheduler() -> str | None:
    """The cluster that computes the sweep: empty for none, None where it is refused."""
    tip = (
        "Address of a Dask scheduler on this machine, or the one that the server was started with; empty computes here."
    )
    own = os.environ.get("LRVIZ_DASK_SCHEDULER", "")
    address = st.text_input(
        "Dask scheduler", own, key="~scheduler", help=tip, placeholder="tcp://127.0.0.1:8786"
    ).strip()
    try:
        if address:
            check_scheduler(address)
    except ValueError as error:
        st.error(complaint(str(error)))
        return None
    return address


def _picture(known: Sweeping, tuning: Tuning, view: TuneView, page: str) -> None:
    """The part of the page that follows the sweep."""
    catch_up()
    if not known.job.running and known.job.error:
        st.error(complaint(known.job.error))
    make = heat if len(known.result.sweep.axes) == 2 else sensitivity
    picture: Heat | Sensitivity = make(known.result, tuning.controls.slots, tuning.measure, known.key)
    job = known.job
    progress = Progress(int(known.result.done.sum()), known.result.sweep.cells, job.left, job.running)
    told: dict[str, Callable[[Any], None]] = {
        "view": lambda sent: later(lambda: remember(page, changed(view, sent))),
        "hover": lambda cell: st.session_state.__setitem__(_THUMB, (known.key, cell)),
        "open": lambda cell: later(lambda: _open(known.result.sweep, cell)),
        "refine": lambda sent: later(lambda: _refine(page, tuning, known.result.sweep, sent)),
        "stop": lambda _: job.cancel(),
    }
    tune(tune_payload(picture, view.arguments(), progress, _thumb(known)), told)
    _best(known.result, tuning)
    if st.session_state.get("~tune.running", False) != job.running:
        st.session_state["~tune.running"] = job.running
        if not job.running:
            st.rerun()


def sent_cell(sent: Any, cells: int) -> int | None:
    """The cell that a browser names; None where it names none of so many."""
    cell = sent.get("cell") if isinstance(sent, dict) else None
    return cell if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell < cells else None


def _open(sweep: Sweep, sent: Any) -> None:
    cell = sent_cell(sent, sweep.cells)
    if cell is not None:
        open_scene(sweep.scene_of(cell))


def _refine(page: str, tuning: Tuning, sweep: Sweep, sent: Any) -> None:
    """Takes the ranges of a rectangle as the ends of the axes; what is none is left aside."""
    if not isinstance(sent, dict):
        return
    values: dict[str, Any] = {}
    for side, axis in zip(("x", "y"), sweep.axes, strict=False):
        ends = sent.get(side)
        if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
            continue
        low, high = (min(max(float(end), axis.low), axis.high) for end in sorted(ends))
        if low < high:
            for name, end in (("low", low), ("high", high)):
                value = round(end) if axis.whole else float(f"{end:.6g}")
                values[axis_key(page, tuning.mode, side, axis.path, name)] = value
    postpone(values)


def _thumb(known: Sweeping) -> Thumb | None:
    """The path of the cell under the pointer."""
    key, sent = st.session_state.get(_THUMB, ("", None))
    sweep = known.result.sweep
    return thumb_of(sent, sweep.cells, sweep.scene_of) if key == known.key else None


def thumb_of(sent: Any, cells: int, scene_of: Callable[[int], Scene]) -> Thumb | None:
    """The path of the cell that a browser names; None where it names none of so many."""
    cell = sent_cell(sent, cells)
    if cell is None:
        return None
    try:
        return Thumb(cell, trajectory(scene_of(cell), 0))
    except ValueError as error:
        return Thumb(cell, None, str(error))


def _best(result: Result, tuning: Tuning) -> None:
    """The best setting of each run, with everything that can leave."""
    sweep, measure = result.sweep, tuning.measure
    table = result.table(measure).ravel()
    good = ("Good range",) if _has_widths(sweep) else ()
    head = "".join(f"<th>{name}</th>" for name in ("Run", "Best", *_names(sweep), *good))
    rows = "".join(_row(result, tuning, run, table) for run in range(len(sweep.scene.runs)))
    st.html(f'<table class="outcomes whole"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def _names(sweep: Sweep) -> Sequence[str]:
    return [html.escape(axis.path.split(".")[-1]) for axis in sweep.axes]


def _row(result: Result, tuning: Tuning, run: int, table: Any) -> str:
    sweep = result.sweep
    name = html.escape(f"{tuning.controls.slots[run]} · {sweep.scene.runs[run].label}")
    cell = result.best(tuning.measure, run)
    if cell is None:
        return f"<tr><td>{name}</td><td>nothing that ends</td></tr>"
    numbers = [table[cell], *sweep.settings_of(cell).values()]
    cells = [f'<td class="number">{value:.4g}</td>' for value in numbers]
    if _has_widths(sweep):
        width = result.width(tuning.measure, run)
        cells.append(f"<td>{f'{width.low:.3g} to {width.high:.3g}, {width_words(width)}' if width else ''}</td>")
    return f"<tr><td>{name}</td>{''.join(cells)}</tr>"


def _has_widths(sweep: Sweep) -> bool:
    return len(sweep.axes) == 1 and sweep.axes[0].log


def leaving(page: str, tuning: Tuning) -> None:
    """The section of everything that can be taken away of the session's sweep."""
    known = current()
    if known is None or tuning.sweep is None or known.key != key_of(tuning.sweep) or not known.result.done.any():
        return
    box = st.expander("Data and code", key=f"~{page}data", expanded=False, on_change="rerun")
    if not box.open:
        return
    with box:
        _downloads(known.result)
        cell = known.result.best(tuning.measure)
        if cell is not None:
            st.caption(f"The best of all, by {MEASURES[tuning.measure].name}:")
            st.code(to_pytorch(known.result.sweep.scene_of(cell)), "python")


def _downloads(result: Result) -> None:
    with st.container(horizontal=True):
        st.download_button("Table (.csv)", result.to_csv, "lrviz_sweep.csv", "text/csv", on_click="ignore")
        st.download_button("Table (.parquet)", lambda: _parquet(result), "lrviz_sweep.parquet", on_click="ignore")
        scene = result.sweep.scene.to_json()
        st.download_button("Scene (.json)", scene, "scene.json", "application/json", on_click="ignore")
    st.code(command(result.sweep), "bash")


def _parquet(result: Result) -> bytes:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "sweep.parquet"
        result.to_parquet(file)
        return file.read_bytes()
