"""The user's own logs beside the plan; they stay in the session."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from lrviz.analysis.logs import REPEATED, Columns, Log, LogError, LoggedRun, read_log
from lrviz.analysis.parting import Parting, parting
from lrviz.comparison import Curve, Measured, Plan
from lrviz.figures import Line, Mark, Style
from lrviz.figures.board.quantities import MAIN, Plotted
from lrviz.ui.kit.folds import fold, labelled
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.link import complaint

_LOG, _ERROR, _SEEN = "~log", "~log.error", "~log.seen"
MEASURED = "~log.metric"
_STYLE = Style("#8a8f98", "solid", "circle")
_NONE = "(none)"
_TITLE = "Your own log: plan and reality"


@dataclass
class Overlay:
    """What a log adds to the board: its rates, its losses, and where it parts from the plan."""

    rates: list[Line] = field(default_factory=list)
    losses: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def own_log(drawn: Sequence[Plotted], plan: Plan, page: str) -> Overlay:
    """The section in which a log is given, read and compared.

    Args:
        drawn: the entries that it may be compared with.
        plan: the run that was planned.
        page: what the keys of the widgets begin with.
    """
    log: Log | None = st.session_state.get(_LOG)
    named = ("log", log.name or "pasted") if log is not None else None
    spoken_heading("Plan and reality")
    box = fold(labelled(_TITLE, [named] if named else []), f"{page}log")
    is_open = bool(box.open)
    with box:
        if is_open:
            _give()
            log = st.session_state.get(_LOG)
        if log is None:
            return Overlay()
        return _shown(log, drawn, is_open)


def _give() -> None:
    """Takes a file or a pasted text; one that cannot be read is said, and the log before stays."""
    file = st.file_uploader(
        "CSV, TSV, JSONL or JSON with step, learning rate and loss",
        key="~log.file",
        help="Exports of TensorBoard and W&B, Hugging Face's trainer_state.json, or yours. It stays in this session.",
    )
    text = st.text_area("or paste it", key="~log.text", height=90, placeholder="step,lr,loss\n0,0.001,2.31\n…")
    given: tuple[Any, ...] = (file.file_id,) if file else (text,) if text.strip() else ()
    if given and given != st.session_state.get(_SEEN):
        st.session_state[_SEEN] = given
        try:
            st.session_state[_LOG] = read_log(file.getvalue(), file.name) if file else read_log(text.encode())
            st.session_state[_ERROR] = ""
        except LogError as error:
            st.session_state[_ERROR] = str(error)
    if st.session_state.get(_ERROR):
        st.error(complaint(st.session_state[_ERROR]))
    if st.session_state.get(_LOG) is not None:
        st.button("Forget the log", key="~log.forget", on_click=_forget)


def _forget() -> None:
    for key in (_LOG, _ERROR, MEASURED):
        st.session_state.pop(key, None)


def _shown(log: Log, drawn: Sequence[Plotted], is_open: bool) -> Overlay:
    try:
        run = _run(log, is_open)
    except LogError as error:
        st.error(complaint(str(error)))
        return Overlay()
    for note in (*log.notes, *run.notes) if is_open else ():
        st.caption(complaint(note))
    overlay = _lines(run)
    beside = _beside(drawn, is_open)
    if beside is not None:
        verdict = _parting(beside.curve, run)
        st.markdown(
            f"**{complaint(log.name or 'The log')} and {complaint(beside.entry.label)}**: {complaint(verdict.sentence)}"
        )
        if verdict.step is not None:
            place = max(0, verdict.step + verdict.offset)
            overlay.marks = [Mark(beside.slot, place, verdict.sentence, "parting")]
    if run.losses is not None and is_open:
        _measure(run)
    return overlay


def _run(log: Log, is_open: bool) -> LoggedRun:
    """The run that the log describes by the columns that are guessed or chosen."""
    try:
        guess = log.guess()
    except LogError:
        if not is_open:
            raise
        guess = Columns(None, log.names[0])
    if not is_open:
        return _series(log, st.session_state.get("~log.columns", guess), st.session_state.get("~log.kept", REPEATED[0]))
    names, optional = list(log.names), [_NONE, *log.names]
    step, rate, loss, repeated = st.columns(4)
    chosen = Columns(
        _picked(step.selectbox("Step", optional, _place(optional, guess.step), key="~log.step")),
        str(rate.selectbox("Learning rate", names, _place(names, guess.rate), key="~log.rate")),
        _picked(loss.selectbox("Loss", optional, _place(optional, guess.loss), key="~log.loss")),
    )
    tip = "Resumed runs log some steps twice: refuse them, or keep the last or the first row of each."
    kept = str(repeated.selectbox("Repeated steps", REPEATED, key="~log.repeated", help=tip))
    st.session_state["~log.columns"], st.session_state["~log.kept"] = chosen, kept
    return _series(log, chosen, kept)


def _picked(name: str | None) -> str | None:
    return None if name in (None, _NONE) else name


def _place(names: Sequence[str], name: str | None) -> int:
    return names.index(name) if name in names else 0


def _beside(drawn: Sequence[Plotted], is_open: bool) -> Plotted | None:
    """The entry that the log is compared with."""
    if not drawn:
        return None
    names = {one.slot: f"{one.slot} · {one.entry.label}" for one in drawn}
    slot = st.session_state.get("~log.beside", drawn[0].slot)
    if is_open:
        slot = st.selectbox("Compared with", list(names), format_func=names.__getitem__, key="~log.beside")
    return next((one for one in drawn if one.slot == slot), drawn[0])


def _measure(run: LoggedRun) -> None:
    tip = "ReduceLROnPlateau then sees the logged losses, one for each of its steps, in place of a made-up metric."
    known = st.session_state.get(MEASURED)
    wanted = st.checkbox("Show ReduceLROnPlateau this loss", known is not None, key="~log.measures", help=tip)
    measured = _measured(run) if wanted else None
    if measured is not known:
        st.session_state[MEASURED] = measured
        st.rerun()


@lru_cache(maxsize=8)
def _measured(run: LoggedRun) -> Measured:
    return Measured(np.asarray(run.losses))


@lru_cache(maxsize=8)
def _series(log: Log, columns: Columns, repeated: str) -> LoggedRun:
    return log.series(columns, repeated)


@lru_cache(maxsize=16)
def _parting(curve: Curve, run: LoggedRun) -> Parting:
    return parting(curve.rates, run)


def _lines(run: LoggedRun) -> Overlay:
    steps = run.steps.astype(np.intp)
    overlay = Overlay([Line(0, MAIN, "logged", _STYLE, run.rates, steps, kind="dots")])
    if run.losses is not None and np.isfinite(run.losses).any():
        overlay.losses = [Line(0, "logged", "logged loss", _STYLE, run.losses, steps, kind="dots")]
    return overlay
