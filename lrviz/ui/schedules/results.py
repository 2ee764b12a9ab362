"""What a comparison gives: the board, the traps, and everything that can leave."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import streamlit as st

from lrviz.analysis import Trap, traps
from lrviz.analysis.group_traps import group_traps, start_traps
from lrviz.analysis.theory import Spectrum
from lrviz.comparison import Entry, Measurements, Plan, curve
from lrviz.figures import Board, Line, Mark, Panel, board_payload
from lrviz.figures.board.forecast import PANEL as FORECAST
from lrviz.figures.board.quantities import Plotted, each_drawn, main_panel, metric_panel, momentum_panel, plotted
from lrviz.figures.board.theory import theory_panel
from lrviz.figures.board.view import BoardView
from lrviz.optimizers import Optimizer
from lrviz.ui.components.board import board
from lrviz.ui.kit.component import Callbacks
from lrviz.ui.kit.headings import heading, spoken_heading
from lrviz.ui.kit.later import Later
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.notices import say_errors
from lrviz.ui.kit.share import say
from lrviz.ui.kit.view import changed, remember
from lrviz.ui.schedules.controls import Comparison
from lrviz.ui.schedules.drawing import draw_points
from lrviz.ui.schedules.entry import ordered, put
from lrviz.ui.schedules.export import schedules_export
from lrviz.ui.schedules.following import following
from lrviz.ui.schedules.forecast_choices import ForecastChoices
from lrviz.ui.schedules.forecasting import forecasting
from lrviz.ui.schedules.groups import refused_groups
from lrviz.ui.schedules.log_choices import LogChoices
from lrviz.ui.schedules.logs import Overlay, own_log
from lrviz.ui.schedules.pasting import paste_code
from lrviz.ui.schedules.theory import theory_table

_STRETCH = "~stretch"
_MOST_MARKS = 200
_COLOURS = {"error": "red", "warning": "orange", "note": "blue"}


def comparing(
    comparison: Comparison,
    view: BoardView,
    spectrum: Spectrum,
    choices: LogChoices,
    forecasts: ForecastChoices,
    page: str,
) -> None:
    """Everything that a comparison gives.

    Args:
        comparison: what the controls say.
        view: how the board shows it.
        spectrum: the quadratic that theory looks at.
        choices: what is chosen for the user's own log.
        forecasts: what is chosen for the forecast by it.
        page: what the keys of the widgets begin with.
    """
    picture, below, later = st.container(), st.container(), Later()
    drawn = _drawn(comparison, view)
    found = {one.slot: _traps(one.entry, comparison) for one in drawn}
    with below:
        later.add(partial(_trap_list, found, comparison, drawn, page))
        later.add(partial(theory_table, each_drawn(drawn), view, spectrum))
        spoken_heading("Plan and reality")
        following()
        overlay = own_log(drawn, comparison.plan, choices, later)
        overlay.forecasts = forecasting(drawn, overlay.run, comparison.plan, forecasts, later)
        later.add(partial(paste_code, comparison.entries, comparison.plan, page))
        later.add(partial(schedules_export, comparison, drawn, page))
    with picture:
        say_errors(f"Schedule {slot} is not drawn. {error}" for slot, error in sorted(comparison.errors.items()))
        say_errors(refused_groups(comparison.entries, comparison.optimizer))
        spoken_heading("Curves")
        _board(comparison, drawn, view, spectrum, overlay, _marks(drawn, found), page)
        if not drawn:
            st.info("No schedule is on: switch one on, or add a preset, in the sidebar.")
    later.draw()


def _drawn(comparison: Comparison, view: BoardView) -> list[Plotted]:
    """The entries with their curves, in the order of the view."""
    slots = ordered(comparison.entries, view.order)
    entries = [(slot, comparison.entries[slot]) for slot in slots]
    momentum = _momentum(comparison.optimizer)
    return [plotted(slot, one, comparison.plan, momentum, comparison.metric) for slot, one in entries]


def _momentum(optimizer: Optimizer) -> float:
    return 0.0 if optimizer.cycled is None else float(getattr(optimizer, optimizer.cycled))


@lru_cache(maxsize=256)
def _found(entry: Entry, plan: Plan, optimizer: Optimizer, metric: Measurements) -> tuple[Trap, ...]:
    return traps(entry, plan, optimizer, curve(entry, plan, _momentum(optimizer), metric))


def _traps(entry: Entry, comparison: Comparison) -> tuple[Trap, ...]:
    of_schedules = group_traps(
        entry, lambda part: _found(part, comparison.plan, comparison.optimizer, comparison.metric)
    )
    return (*of_schedules, *start_traps(entry, comparison.plan))


def _board(
    comparison: Comparison,
    drawn: Sequence[Plotted],
    view: BoardView,
    spectrum: Spectrum,
    overlay: Overlay,
    marks: list[Mark],
    page: str,
) -> None:
    panels, lines = _plots(comparison, each_drawn(drawn), view, spectrum, overlay)
    callbacks: Callbacks = {
        "view": lambda sent: remember(page, changed(view, sent)),
        "zoom": _zoom,
        "points": lambda sent: draw_points(page, comparison.entries, comparison.plan, sent),
        "rest": lambda _: None,
    }
    whole = Board(
        comparison.plan,
        panels,
        [one.shown for one in drawn],
        [*marks, *overlay.marks],
        view.arguments(),
        _stretch(comparison.plan),
    )
    board(board_payload(whole, lines), callbacks)


def _plots(
    comparison: Comparison, drawn: Sequence[Plotted], view: BoardView, spectrum: Spectrum, overlay: Overlay
) -> tuple[list[Panel], list[Line]]:
    panel, lines = main_panel(drawn, view.quantity, view.rate_scale, view.chosen)
    plots = [(panel, lines + (overlay.rates if view.quantity == "rate" else []))]
    momenta = momentum_panel(drawn) if view.momentum else None
    if momenta:
        plots.append(momenta)
    seen = metric_panel(comparison.metric, drawn, comparison.plan.steps)
    if seen:
        plots.append(seen)
    if view.theory != "none" and drawn:
        plots.append(theory_panel(drawn, view.theory, spectrum))
    if overlay.losses:
        plots.append((Panel("logged", "logged loss", "automatic", 0.5), overlay.losses))
    if overlay.forecasts:
        plots.append((FORECAST, overlay.forecasts))
    return [panel for panel, _ in plots], [line for _, some in plots for line in some]


def _zoom(sent: Any) -> None:
    """Notes the stretch of steps that a browser looks at closely; None is the whole run."""
    whole = isinstance(sent, list) and len(sent) == 2 and all(isinstance(step, int | float) for step in sent)
    st.session_state[_STRETCH] = sent if whole else None


def _stretch(plan: Plan) -> tuple[int, int] | None:
    sent = st.session_state.get(_STRETCH)
    if sent is None:
        return None
    low, high = (int(min(max(step, 0), plan.steps)) if step == step else 0 for step in sent)
    return (low, high) if low < high else None


def _marks(drawn: Sequence[Plotted], found: dict[int, tuple[Trap, ...]]) -> list[Mark]:
    marks: list[Mark] = []
    for one in drawn:
        cuts = [cut for part in one.groups or (one,) for cut in part.curve.cuts]
        marks += [Mark(one.slot, cut.step, cut.reason, "cut") for cut in dict.fromkeys(cuts)]
        marks += [
            Mark(one.slot, trap.step, f"{trap.kind}: {trap.sentence}", "trap")
            for trap in found[one.slot]
            if trap.step is not None
        ]
        if one.curve.problem:
            marks.append(Mark(one.slot, max(0, len(one.curve.rates) - 1), one.curve.problem, "end"))
    return marks[:_MOST_MARKS]


def _trap_list(found: dict[int, tuple[Trap, ...]], comparison: Comparison, drawn: Sequence[Plotted], page: str) -> None:
    """Every trap in words, with a button where one click mends it."""
    names = {one.slot: one.entry.label for one in drawn}
    told = [(slot, number, trap) for slot, some in found.items() for number, trap in enumerate(some)]
    heading(f"Traps ({len(told)})" if told else "Traps")
    none = f"None found in a run of {comparison.plan.steps:,} steps."
    if not told and names:
        st.caption(none)
    say(f"Traps: {'; '.join(f'{names[slot]}: {trap.sentence}' for slot, _, trap in told) or none}")
    order = list(_COLOURS)
    for slot, number, trap in sorted(told, key=lambda one: order.index(one[2].severity)):
        with st.container(key=f"run-{slot}-trap-{number}", horizontal=True, vertical_alignment="center"):
            colour = _COLOURS[trap.severity]
            text = f":{colour}[**{trap.kind}**] **{slot} · {complaint(names[slot])}** — {complaint(trap.sentence)}"
            st.markdown(text, width="stretch")
            if trap.fix is not None:
                st.button(trap.fix_label, key=f"~fix{slot}.{number}", on_click=put, args=(page, slot, trap.fix))
