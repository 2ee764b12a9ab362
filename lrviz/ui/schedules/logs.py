"""The user's own logs beside the plan; they stay in the session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from lrviz.analysis.logs import Columns, LogError, LoggedRun, Series, Table, in_steps, is_loss, read_table
from lrviz.analysis.logs.numbers import AUTOMATIC
from lrviz.comparison import Curve, Measured, Plan
from lrviz.figures import Line, Mark, Style
from lrviz.figures.board.quantities import MAIN, Plotted
from lrviz.ui.kit.folds import fold, labelled
from lrviz.ui.kit.later import Later
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.schedules.groups import compared_groups
from lrviz.ui.schedules.log_choices import LogChoices, choice_menus, log_choices
from lrviz.ui.schedules.partings import parting_marks, told_parting

_LOG, _ERROR, _SEEN, _GIVEN = "~log", "~log.error", "~log.seen", "~log.given"
MEASURED = "~log.metric"
FOLLOWED = "~follow.file"
"""Where the session keeps which log of the server is followed."""

NONE_FOLLOWED = "(none)"
_STYLE = Style("#8a8f98", "solid", "circle")
_OTHERS = tuple(Style("#8a8f98", "solid", symbol) for symbol in ("diamond", "square", "cross", "x", "triangle-up"))
_MOST_DRAWN = 12
_TITLE = "Your own log: plan and reality"
_FOLD = "log"


@dataclass
class Overlay:
    """What a log adds to the board: its rates, its losses, where it parts from the plan, and what is forecast by it."""

    rates: list[Line] = field(default_factory=list)
    losses: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    forecasts: list[Line] = field(default_factory=list)
    run: LoggedRun | None = None


def log_controls(link: Link, page: str) -> LogChoices:
    """What is chosen for the log; the menus stand with it, in `own_log`."""
    is_open = bool(st.session_state.get(f"~{page}{_FOLD}")) and st.session_state.get(_LOG) is not None
    return log_choices(link, page, is_open)


def own_log(drawn: Sequence[Plotted], plan: Plan, choices: LogChoices, later: Later) -> Overlay:
    """The section in which a log is given, read and compared.

    Args:
        drawn: the entries that it may be compared with.
        plan: the run that was planned.
        choices: what is chosen for the log.
        later: what is told once the picture stands.
    """
    log: Table | None = st.session_state.get(_LOG)
    named = ("log", log.name or "pasted") if log is not None else None
    box = fold(labelled(_TITLE, [named] if named else []), f"{choices.page}{_FOLD}")
    is_open = bool(box.open)
    with box:
        if is_open:
            _give(choices)
        log = _table(choices)
        if log is None:
            return Overlay()
        return _shown(log, drawn, plan, choices, is_open, later)


def _give(choices: LogChoices) -> None:
    """Takes a file or a pasted text; one that cannot be read is said, and the log before stays."""
    file = st.file_uploader(
        "A log with steps and learning rates or losses: a table, JSON, what was printed, an event file of TensorBoard",
        key="~log.file",
        help="CSV of TensorBoard, W&B, Keras, Lightning, timm and Ultralytics; JSON of Hugging Face, detectron2 and "
        "mmcv; lines that a training printed; or yours. It stays in this session.",
    )
    text = st.text_area("or paste it", key="~log.text", height=90, placeholder="step,lr,loss\n0,0.001,2.31\n…")
    seen_file, seen_text = st.session_state.get(_SEEN, (None, ""))
    st.session_state[_SEEN] = (file.file_id if file else None, text)
    if file and file.file_id != seen_file:
        _read(file.getvalue(), file.name, choices.decimal)
    elif text.strip() and text != seen_text:
        _read(text.encode(errors="surrogatepass"), "", choices.decimal)
    if st.session_state.get(_ERROR):
        st.error(complaint(st.session_state[_ERROR]))
    if st.session_state.get(_LOG) is not None:
        st.button("Forget the log", key="~log.forget", on_click=_forget)


def take(data: bytes, name: str) -> None:
    """Takes a log in the place of the one before.

    Raises:
        LogError: it cannot be read; the one before stays.
    """
    _, decimal = st.session_state.get(_GIVEN, (b"", AUTOMATIC))
    st.session_state[_LOG], st.session_state[_ERROR] = read_table(data, name, decimal), ""
    st.session_state[_GIVEN] = (data, decimal)


def clear() -> None:
    """Forgets the log before another one is followed."""
    for key in (_LOG, _GIVEN, _ERROR):
        st.session_state.pop(key, None)


def _read(data: bytes, name: str, decimal: str) -> None:
    try:
        st.session_state[_LOG] = read_table(data, name, decimal)
        st.session_state[_GIVEN] = (data, decimal)
        st.session_state[_ERROR] = ""
    except LogError as error:
        st.session_state[_ERROR] = str(error)


def _table(choices: LogChoices) -> Table | None:
    """The log, read anew where another way to write decimals has been chosen."""
    table: Table | None = st.session_state.get(_LOG)
    data, decimal = st.session_state.get(_GIVEN, (b"", choices.decimal))
    if table is not None and decimal != choices.decimal:
        _read(data, table.name, choices.decimal)
        table = st.session_state[_LOG]
    return table


def _forget() -> None:
    for key in (_LOG, _GIVEN, _ERROR, MEASURED):
        st.session_state.pop(key, None)
    if FOLLOWED in st.session_state:
        st.session_state[FOLLOWED] = NONE_FOLLOWED


def _shown(
    log: Table, drawn: Sequence[Plotted], plan: Plan, choices: LogChoices, is_open: bool, later: Later
) -> Overlay:
    if is_open:
        choice_menus(log, choices)
    try:
        run = _run(log, choices.columns(log), choices.repeated)
    except LogError as error:
        st.error(complaint(str(error)))
        return Overlay()
    if is_open:
        _notes(run, plan)
    beside = _beside(drawn, is_open) if run.has_rates else None
    logged = _in_steps(run, plan, None if beside is None else beside.curve)
    overlay = _lines(logged)
    overlay.run = logged
    if beside is not None:
        overlay.marks = parting_marks(logged, beside, plan)
        later.add(partial(told_parting, log.name or "The log", logged, beside, drawn, plan, choices.page))
        later.add(partial(compared_groups, beside, logged, plan))
    if run.losses is not None and is_open:
        _measure(run)
    return overlay


def _notes(run: LoggedRun, plan: Plan) -> None:
    """What was left out, what was guessed, and how the log's unit is converted."""
    left_out = run.notes[:1] if run.left_out else ()
    for note in left_out:
        st.warning(complaint(note))
    for note in run.notes[len(left_out) :]:
        st.caption(complaint(note))
    if run.unit != "step":
        st.caption(complaint(f"The log counts in {run.unit}s; {_EACH[run.unit](plan)} in the plan."))
    elif run.restarts is not None:
        st.caption(complaint(f"An epoch is laid over the plan's, of {plan.steps_per_epoch:,} optimizer steps."))
    biases = [name for name in run.groups if name.endswith("(bias)")]
    if len(run.groups) > 1:
        named = f", that of the biases is {', '.join(biases)}" if biases else ""
        st.caption(complaint(f"{len(run.groups)} parameter groups are drawn: {', '.join(run.groups)}{named}."))


_EACH: dict[str, Callable[[Plan], str]] = {
    "epoch": lambda plan: f"an epoch is {plan.steps_per_epoch:,} optimizer steps",
    "batch": lambda plan: f"an optimizer step takes {plan.accumulation:,} of them",
    "sample": lambda plan: f"an optimizer step takes {plan.samples_per_step:,} of them",
    "token": lambda plan: f"an optimizer step takes {plan.per_step('tokens'):,.0f} of them",
}


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
def _run(log: Table, columns: Columns, repeated: str) -> LoggedRun:
    return log.run(columns, repeated)


@lru_cache(maxsize=16)
def _in_steps(run: LoggedRun, plan: Plan, curve: Curve | None) -> LoggedRun:
    return in_steps(run, plan, None if curve is None else curve.rates)


def _lines(run: LoggedRun) -> Overlay:
    """The rates of every parameter group, the loss, and the losses of validations; the run counts optimizer steps."""
    steps, overlay = run.steps.astype(np.intp), Overlay()
    names = list(run.groups)[:_MOST_DRAWN] if run.has_rates else []
    for place, name in enumerate(names):
        called, style = ("logged", _STYLE) if place == 0 else (f"logged {name}", _OTHERS[(place - 1) % len(_OTHERS)])
        overlay.rates.append(Line(0, MAIN, called, style, run.groups[name], steps, kind="dots"))
    if run.every_loss is not None:
        overlay.losses.append(_loss_line("logged loss", _STYLE, run.every_loss))
    held = [(name, series) for name, series in run.validation.items() if is_loss(name)]
    for place, (name, series) in enumerate(held[:_MOST_DRAWN]):
        overlay.losses.append(_loss_line(f"logged {name}", _OTHERS[place % len(_OTHERS)], series))
    return overlay


def _loss_line(name: str, style: Style, series: Series) -> Line:
    """Values over steps; of several at one step the last."""
    steps = np.round(series.steps).astype(np.intp)
    last = np.append(np.diff(steps) > 0, True)
    return Line(0, "logged", name, style, series.values[last], steps[last], kind="dots")
