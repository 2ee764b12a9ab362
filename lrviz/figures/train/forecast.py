"""Draws the forecast of a training's runs from one of them, with the losses that were really trained."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lrviz.comparison import Plan
from lrviz.figures.board.forecast import PANEL, SHOWN_FROM
from lrviz.figures.board.payload import Board, Line, ListedEntry, Words, board_payload
from lrviz.figures.kit.style import STYLES
from lrviz.forecasts.trained import Held, Others
from lrviz.tasks import Task

_WORDS = Words("run", "Losses as forecast and as trained", "Choose: the others are compared with it")


def trained_forecast_payload(
    others: Others,
    source: int,
    names: Mapping[int, tuple[int, str]],
    held: Mapping[int, Held],
    task: Task,
    view: dict[str, Any],
) -> bytes:
    """What the board is told: bands of what is expected, and dots of what was trained.

    Args:
        others: the forecast.
        source: the place of the run that it is made from.
        names: of each place in the training its slot and what legends call it.
        held: of each place that was trained, what came of it.
        task: what is learnt.
        view: how it is looked at, plain JSON.
    """
    drawn = [place for place in others.places if not others.refusals[place]]
    lines = [*_measured(others, names[source]), *(line for place in drawn for line in _lines(others, place, names))]
    lines += [_trained(held[place], names[place], task.steps) for place in drawn if place in held]
    entries = [
        ListedEntry(names[place][0], names[place][1], STYLES[names[place][0] - 1], 0.0) for place in (source, *drawn)
    ]
    panel = replace(PANEL, title="validation loss", share=1.0, log=view["loss_scale"])
    plan = Plan(budget=float(task.steps), samples=task.samples, batch_size=task.batch or task.samples)
    return board_payload(Board(plan, [panel], entries, view=view, words=_WORDS), lines)


def _measured(others: Others, named: tuple[int, str]) -> Sequence[Line]:
    """The losses that the law is fitted to, and its fit."""
    slot, name = named
    run, fitted = others.made.runs[0], others.made.fitted
    style, at = STYLES[slot - 1], run.at - 1
    dots = Line(slot, PANEL.id, f"{name}, trained", style, run.losses, at, kind="dots")
    return dots, Line(slot, PANEL.id, f"{name}, fit", style, run.losses - fitted.residuals[0], at)


def _lines(others: Others, place: int, names: Mapping[int, tuple[int, str]]) -> Sequence[Line]:
    """What is expected of a run, with its band."""
    made, index, (slot, name) = others.made, others.places.index(place), names[place]
    at = made.steps[index]
    late = at >= SHOWN_FROM * at[-1]
    losses, low, high = (column[index][late] for column in (made.losses, made.low, made.high))
    return (Line(slot, PANEL.id, name, STYLES[slot - 1], losses, np.asarray(at[late] - 1), low=low, high=high),)


def _trained(held: Held, named: tuple[int, str], steps: int) -> Line:
    """The losses of a run as they were trained."""
    slot, name = named
    late = held.steps >= SHOWN_FROM * steps
    return Line(
        slot, PANEL.id, f"{name}, trained", STYLES[slot - 1], held.losses[late], held.steps[late] - 1, kind="dots"
    )
