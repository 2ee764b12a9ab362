"""What is chosen for a forecast: by which loss, whether that was smoothed, and what the map of decays goes over."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.widgets import one_of
from lrviz.ui.schedules.log_choices import name_reading

SHAPES, LENGTHS = "share and shape", "share and length"
MAPS = (SHAPES, LENGTHS)
_MOST_WARMUP = 1_000_000


@dataclass(frozen=True)
class ForecastChoices:
    """What was chosen for a forecast.

    Attributes:
        page: what the keys of the widgets begin with.
        loss: the name of a validation's loss; "" for that of the training.
        warmup: the steps in which the rate rose before the log's first row; 0 where the log begins with the run.
        smoothed: whether the losses are a moving average.
        over: what the map of decays goes over, one of `MAPS`.
    """

    page: str
    loss: str
    warmup: int
    smoothed: bool
    over: str

    def key(self, name: str) -> str:
        """The key of a widget."""
        return f"{self.page}.forecast.{name}"


def forecast_choices(link: Link, page: str, is_open: bool) -> ForecastChoices:
    """What the link says of a forecast; the widgets stand with it."""
    key = f"{page}.forecast"
    loss = name_reading("Loss", "loss")
    warmup = Reading(
        "Warmup", f"a whole number from 0 to {_MOST_WARMUP:,}", int, lambda steps: 0 <= steps <= _MOST_WARMUP
    )
    smoothed = Reading("Smoothed", "true or false", lambda text: one_of(("true", "false"), text.lower()) == "true")
    over = Reading("Map", f"one of {', '.join(MAPS)}", partial(one_of, MAPS), lambda name: name in MAPS)
    with link.fold(not is_open):
        return ForecastChoices(
            page,
            link.value(f"{key}.loss", loss, ""),
            link.value(f"{key}.warmup", warmup, 0),
            link.value(f"{key}.smoothed", smoothed, False),
            link.value(f"{key}.map", over, SHAPES),
        )


def loss_menu(choices: ForecastChoices, names: tuple[str, ...]) -> str:
    """The menu of a log's losses; the one that is chosen, where the log has it, else its first."""
    chosen = choices.loss if choices.loss in names else names[0]
    tip = "Validation losses are best: they have less noise, and are what a schedule is chosen by."
    at = names.index(chosen)
    key = choices.key("loss")
    if st.session_state.get(key) not in names:
        st.session_state.pop(key, None)
    return st.selectbox("Loss", names, at, lambda name: name or "of the training", key=key, help=tip) or chosen


def warmup_box(choices: ForecastChoices) -> int:
    """The steps of a warmup that the log does not show."""
    tip = "A log that begins at the peak does not show how the rate rose before its first row: say in how many steps."
    key = choices.key("warmup")
    return int(st.number_input("Warmup before the first row", 0, _MOST_WARMUP, choices.warmup, key=key, help=tip))


def smoothed_box(choices: ForecastChoices) -> bool:
    """Whether the losses are a moving average."""
    tip = "Trackers show and export smoothed curves. A forecast from one is off by about 0.1, so that none is made."
    return st.checkbox("The losses were smoothed", choices.smoothed, key=choices.key("smoothed"), help=tip)


def map_menu(choices: ForecastChoices) -> str:
    """What the map goes over."""
    tip = "The decay falls to 0 in the last share of the run. Over lengths it falls on a straight line."
    at = MAPS.index(choices.over)
    return st.selectbox("Map of decays", MAPS, at, key=choices.key("map"), help=tip) or choices.over
