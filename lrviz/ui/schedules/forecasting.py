"""The forecast of the page "Schedules": the loss under each schedule, from the user's own log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from lrviz.analysis.logs import LogError, LoggedRun, in_steps, read_log
from lrviz.comparison import MOST_STEPS, Curve, Entry, Plan
from lrviz.figures import Line
from lrviz.figures.board.forecast import forecast_lines
from lrviz.figures.board.quantities import Plotted
from lrviz.forecasts import LAWS, Forecast, ForecastError, forecast, forecast_again, losses_of
from lrviz.ui.kit.folds import fold
from lrviz.ui.kit.headings import spoken_heading, tipped_caption
from lrviz.ui.kit.later import Later
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.plans import FIELDS, LAST_ENTRIES
from lrviz.ui.kit.tables import number, table, text
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.written import field_values
from lrviz.ui.schedules.decays import decays
from lrviz.ui.schedules.forecast_choices import ForecastChoices, forecast_choices, loss_menu, smoothed_box, warmup_box

_SECOND, _SEEN, _ERROR = "~forecast.log", "~forecast.seen", "~forecast.error"
_FOLD = "forecast"
_HEAD = ("Schedule", "Final loss", "Band of 90 %", "Against the log's own", "Resolved")
_SMOOTHED = (
    "Not forecast: a moving average bends the curve where the rate falls, and forecasts from one were off by 0.09 to "
    "0.12. Give the losses as they were measured."
)


def forecast_controls(link: Link, page: str) -> ForecastChoices:
    """What is chosen for a forecast; the widgets stand with it, in `forecasting`."""
    return forecast_choices(link, page, bool(st.session_state.get(f"~{page}{_FOLD}")))


def forecasting(
    drawn: Sequence[Plotted], run: LoggedRun | None, plan: Plan, choices: ForecastChoices, later: Later
) -> list[Line]:
    """The section of the forecast, and what it adds to the board.

    Args:
        drawn: the entries that are forecast.
        run: the user's own log, in steps of the plan; None without one.
        plan: the run that was planned.
        choices: what is chosen for the forecast.
        later: what is told once the picture stands.
    """
    spoken_heading("Forecast")
    box = fold("Forecast: the loss under each schedule", f"{choices.page}{_FOLD}")
    if not box.open:
        return []
    with box:
        if run is None:
            st.info("A forecast is made from a log with learning rates and losses: give one above, as your own log.")
            return []
        fitted = _fit(run, plan, choices)
        if fitted is None:
            return []
        own = next((one for one in drawn if fitted.runs[0].is_begin_of(one.curve.rates)), None)
        made = _forecast(fitted, tuple(one.curve for one in drawn), own.curve if own else None)
        later.add(partial(_told, fitted, made, own, drawn, plan, choices))
        return forecast_lines(made, drawn, plan.steps)


def _told(
    fitted: Forecast,
    made: Forecast,
    own: Plotted | None,
    drawn: Sequence[Plotted],
    plan: Plan,
    choices: ForecastChoices,
) -> None:
    """What is said of a forecast, and the map of decays."""
    _warn(made)
    _length(made, drawn, plan, choices.page)
    st.html(table(_HEAD, _rows(made, drawn), whole=True))
    _scope(made, own)
    decays(fitted, [one.slot for one in drawn], plan, choices)


def _fit(run: LoggedRun, plan: Plan, choices: ForecastChoices) -> Forecast | None:
    """What is fitted to the log by what is chosen, or None where it is said why nothing is."""
    names = losses_of(run)
    if not names:
        st.error("Not forecast: the log has no loss.")
        return None
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        loss = loss_menu(choices, names)
    with middle:
        warmup = warmup_box(choices)
    with right:
        smoothed = smoothed_box(choices)
    second = _second()
    if smoothed:
        st.error(_SMOOTHED)
        return None
    runs = (run,) if second is None else (run, _in_steps(second, plan))
    try:
        return _fitted(runs, loss, warmup)
    except ForecastError as error:
        st.error(complaint(f"Not forecast: {error}."))
        return None


@lru_cache(maxsize=4)
def _fitted(runs: tuple[LoggedRun, ...], loss: str, warmup: int) -> Forecast:
    """A forecast of nothing yet: what is fitted stays while schedules change."""
    return forecast(runs, [], loss=loss, warmup=warmup)


@lru_cache(maxsize=16)
def _forecast(fitted: Forecast, curves: tuple[Curve, ...], own: Curve | None) -> Forecast:
    return forecast_again(fitted, curves, own=own)


@lru_cache(maxsize=8)
def _in_steps(run: LoggedRun, plan: Plan) -> LoggedRun:
    return in_steps(run, plan)


def _second() -> LoggedRun | None:
    """A second log, where one is given; one that cannot be read is said, and the one before stays."""
    left, right = st.columns(2)
    tip = "Of the same model, data, batch, optimizer and peak, under another schedule. It makes the band narrower."
    file = left.file_uploader("A second log, if there is one", key="~forecast.file", help=tip)
    pasted = right.text_area("or paste the second log", key="~forecast.text", height=90)
    given = (file.file_id if file else None, pasted)
    if given != st.session_state.get(_SEEN, (None, "")):
        st.session_state[_SEEN] = given
        st.session_state[_ERROR] = ""
        data = file.getvalue() if file else pasted.encode(errors="surrogatepass")
        try:
            st.session_state[_SECOND] = read_log(data, file.name if file else "") if data.strip() else None
        except LogError as error:
            st.session_state[_ERROR] = str(error)
    if st.session_state.get(_ERROR):
        st.error(complaint(st.session_state[_ERROR]))
    run: LoggedRun | None = st.session_state.get(_SECOND)
    return run


def _warn(made: Forecast) -> None:
    for warning in made.warnings:
        st.warning(complaint(warning))


def _length(made: Forecast, drawn: Sequence[Plotted], plan: Plan, page: str) -> None:
    """Offers the log's length and peak where what is drawn has others."""
    run = made.runs[0]
    steps, peak = len(run.rates), float(f"{run.peak:.4g}")
    if steps > MOST_STEPS or (steps == plan.steps and not any(made.refusals)):
        return
    label = f"Plan {steps:,} steps at the log's peak of {peak:g}"
    tip = "Every schedule gets the log's peak as its rate; lengths inside the schedules follow the run."
    slots = [one.slot for one in drawn]
    st.button(label, key="~forecast.plan", on_click=plan_as, args=(page, slots, steps, peak), help=tip)


def plan_as(page: str, slots: Sequence[int], steps: int, peak: float) -> None:
    """Gives the run of the page some steps, and schedules another rate; what follows the run begins with that rate."""
    assign({f"{page}.plan.budget": float(steps), f"{page}.plan.unit": "steps"})
    entries: dict[int, Entry] = dict(st.session_state.get(LAST_ENTRIES, {}))
    for slot in slots:
        assign(dict(field_values(f"{page}{slot}.lr", FIELDS["lr"], peak)))
        if slot in entries:
            entries[slot] = replace(entries[slot], lr=peak)
    st.session_state[LAST_ENTRIES] = entries


def _rows(made: Forecast, drawn: Sequence[Plotted]) -> Iterator[Iterator[str]]:
    order = np.argsort(made.finals, kind="stable")  # those that are not forecast come last
    for place in order.tolist():
        yield _row(made, drawn[place], place)


def _row(made: Forecast, one: Plotted, place: int) -> Iterator[str]:
    yield text(f"{one.slot} · {one.entry.label}")
    if made.refusals[place]:
        yield text("not forecast")
        yield f'<td colspan="3">{text(made.refusals[place])[4:-5]}</td>'
        return
    half = float(made.high[place][-1] - made.low[place][-1]) / 2
    gain, band = 0.0 - float(made.gains[place]), float(made.gain_bands[place])
    yield number(f"{made.finals[place]:.3f}")
    yield number(f"± {half:.3f}")
    yield number(f"{gain:+.3f} ± {band:.3f}".replace("-", "−"))
    yield text("cannot tell" if abs(gain) < band or band == 0 else "lower" if gain < 0 else "higher")


def _scope(made: Forecast, own: Plotted | None) -> None:
    law, run = made.fitted.law, made.runs[0]
    ends = (
        f"whose own schedule ends after {len(run.rates):,} steps"
        if own is None
        else f"which has followed {own.slot} · {own.entry.label} for {len(run.rates):,} steps: that is its own schedule"
    )
    st.markdown(
        f"Peak, batch, optimizer, model and data stand as in the log, {complaint(ends)}. **Tried on {law.tested}**: "
        "there the end was off by about 0.015. On small networks it is off by more, and the band is too narrow: the "
        "page Train shows it on its own runs."
    )
    st.latex(law.latex)
    tipped_caption(f"{law.title}: {law.source()} It misses the losses of the log by {made.fitted.misfit:.3g}.")
    others = "; ".join(f"{one.title} ({one.source().rstrip('.')})" for one in LAWS if not isinstance(law, one))
    tipped_caption(f"The library also has, to compare with: {others}. All are in the reference of the page Learn.")
