"""The forecast of the page Train: from one of its runs the loss of the others, beside what they were trained to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from lrviz.figures.board.view import SLOTS, TrainingView
from lrviz.figures.train.forecast import trained_forecast_payload
from lrviz.forecasts import ForecastError
from lrviz.forecasts.trained import Held, Others, others_from, verdict
from lrviz.optimizers import Adam
from lrviz.scene import Run
from lrviz.schedules import CosineWithWarmup, LinearWithWarmup, WarmupStableDecay
from lrviz.tasks import Moons
from lrviz.training import Record, Training
from lrviz.ui.components.board import board
from lrviz.ui.kit.folds import fold
from lrviz.ui.kit.headings import spoken_heading, tipped_caption
from lrviz.ui.kit.link import Link, Reading, complaint
from lrviz.ui.kit.tables import number, table, text
from lrviz.ui.kit.values import value_of
from lrviz.ui.kit.view import view_keeper
from lrviz.ui.kit.widgets import one_of
from lrviz.ui.train.controls import PAGE, Setup
from lrviz.ui.train.handover import open_training
from lrviz.ui.train.outcomes import label_of
from lrviz.ui.train.trained import TrainedRuns

_SOURCE, _FOLD = f"{PAGE}.forecast.run", f"{PAGE}forecast"
_HEAD = ("Run", "Final loss, forecast", "Band of 90 %", "Trained", "Off by", "Inside the band")
_NAMES = tuple(map(str, SLOTS))
_LOOKED = ("loss_scale", "step_scale", "counted", "chosen", "hidden", "large")
"""Of how boards are looked at, what this one shows."""


def _shown_case() -> Training:
    """Four schedules on a network that is too small for the law, and sees its samples again and again."""
    task = Moons(epochs=30)
    steps, warm, fall = task.steps, task.steps // 20, task.steps // 5
    schedules = (
        CosineWithWarmup(warmup_steps=warm, total_steps=steps),
        WarmupStableDecay(warmup_steps=warm, stable_steps=steps - warm - fall, decay_steps=fall),
        WarmupStableDecay(warmup_steps=warm, stable_steps=steps - warm - 2 * fall, decay_steps=2 * fall),
        LinearWithWarmup(warmup_steps=warm, total_steps=steps),
    )
    return Training(task, tuple(Run(Adam(lr=1e-2), schedule) for schedule in schedules))


SHOWN_CASE, SHOWN_SEEDS = _shown_case(), 2
"""A training that shows what a forecast is worth on a small network, and its seeds: so few that it begins by itself."""


def read_source(link: Link) -> None:
    """Has the link tell the run that others are forecast from; the menu stands in `trained_forecast`."""
    reading = Reading("Forecast from", "the number of a run", partial(one_of, _NAMES), lambda name: name in _NAMES)
    with link.fold(not st.session_state.get(f"~{_FOLD}")):
        link.value(_SOURCE, reading, _NAMES[0])


def trained_forecast(setup: Setup, runs: TrainedRuns, view: TrainingView) -> None:
    """The section of the forecast.

    Args:
        setup: what is trained.
        runs: how far it is.
        view: how boards are looked at.
    """
    spoken_heading("Forecast")
    box = fold("Forecast: from one run the loss of the others", _FOLD)
    if not box.open:
        return
    with box:
        menu, offer = st.columns([2, 1], vertical_alignment="bottom")
        with menu:
            slot = _menu(setup)
        with offer:
            _offer()
        pairs = [(one.record, index) for index, one in enumerate(runs.by_slot[slot]) if one.record is not None]
        if not pairs:
            st.info(f"Run {slot} is not trained yet: its losses are what the others are forecast from.")
        try:
            if pairs:
                _told(setup, runs, slot, pairs, view)
        except ForecastError as error:
            st.error(complaint(f"Not forecast: {error}."))


def _menu(setup: Setup) -> int:
    """The menu of the run that others are forecast from."""
    names, source = list(map(str, setup.slots)), value_of(_SOURCE)
    at = names.index(source) if source in names else 0
    if st.session_state.get(_SOURCE) not in names:
        st.session_state.pop(_SOURCE, None)
    tip = "Its validation losses and its rates are the log. A run whose rate falls tells most."
    chosen = st.selectbox("Forecast from", names, at, lambda name: f"run {name}", key=_SOURCE, help=tip)
    return int(chosen or names[at])


@dataclass(frozen=True, eq=False)
class _Seed:
    """The forecast under one seed, and by the place of a run what was trained of it."""

    others: Others
    held: dict[int, Held]


def _told(setup: Setup, runs: TrainedRuns, slot: int, pairs: Sequence[tuple[Record, int]], view: TrainingView) -> None:
    seeds = [_seed(setup, runs, record, index) for record, index in pairs]
    place, names = setup.slots.index(slot), {at: (own, label_of(setup, own)) for at, own in enumerate(setup.slots)}
    for warning in seeds[0].others.made.warnings:
        st.warning(complaint(warning))
    shown = trained_forecast_payload(
        seeds[0].others, place, names, seeds[0].held, setup.wanted.task, {name: getattr(view, name) for name in _LOOKED}
    )
    board(shown, {"view": view_keeper(PAGE, view)}, "training-forecast")
    medians = f" Both are of the first of {len(seeds)} seeds; the table has medians of all." if len(seeds) > 1 else ""
    tipped_caption(f"Line and band: the forecast. Dots: the losses as trained.{medians}")
    st.html(table(_HEAD, (_row(setup, at, seeds) for at in range(len(setup.slots)) if at != place), whole=True))
    said = verdict([held for seed in seeds for held in seed.held.values()])
    st.markdown(complaint(said) or "Once other runs are trained, the forecast is measured beside them.")
    law = seeds[0].others.made.fitted.law
    tipped_caption(f"{law.title}, tried on {law.tested}. Networks of this page are far smaller.")


def _seed(setup: Setup, runs: TrainedRuns, record: Record, index: int) -> _Seed:
    """The forecast from a record of one seed, beside the records that others have under the same seed."""
    others, held = _others(record, setup.wanted), {}
    for place in others.places:
        own = runs.by_slot[setup.slots[place]][index].record
        if own is not None and not others.refusals[place]:
            held[place] = others.held(place, own)
    return _Seed(others, held)


@lru_cache(maxsize=32)
def _others(record: Record, training: Training) -> Others:
    return others_from(record, training)


def _row(setup: Setup, place: int, seeds: Sequence[_Seed]) -> Iterator[str]:
    yield text(label_of(setup, setup.slots[place]))
    refusal = seeds[0].others.refusals[place]
    if refusal:
        yield text("not forecast")
        yield f'<td colspan="4">{text(refusal)[4:-5]}</td>'
        return
    ends = [seed.others.end(place) for seed in seeds]
    yield number(f"{np.median([end for end, _ in ends]):.3f}")
    yield number(f"± {np.median([half for _, half in ends]):.3f}")
    held = [seed.held[place] for seed in seeds if place in seed.held]
    known = [one for one in held if np.isfinite(one.error)]
    if not known:
        yield text("not trained yet")
        yield from (number("") for _ in range(2))
        return
    yield number(f"{np.median([one.losses[-1] for one in known]):.3f}")
    yield number(f"{np.median([one.error for one in known]):+.3f}".replace("-", "−"))
    inside = np.concatenate([one.inside for one in held])
    yield number(f"{int(inside.sum()):,} of {len(inside):,}")


def _offer() -> None:
    """The way to a case that shows what a forecast is worth here; above all that grows, it stays under the mouse."""
    st.button(
        "Try it on two moons",
        key="~forecast.case",
        on_click=open_training,
        args=(SHOWN_CASE, SHOWN_SEEDS),
        help="Trains four schedules at one rate on a small network, under some seeds; the forecast comes from the first"
        " run, and is measured beside the others.",
    )
