"""The curves of trainings as the board draws them: losses, scores, rates, norms, each run under one seed or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Plan
from lrviz.figures.board.payload import Board, Line, ListedEntry, Mark, Panel, Words, board_payload
from lrviz.figures.kit.style import STYLES
from lrviz.tasks import Task
from lrviz.thinning import enveloped
from lrviz.workers.training import Picture

_MOST_NUMBERS = 14_000
"""Steps and values of all lines together: an update then has about 50 kB at most, predictions included."""

_MOST_OF_A_BAND = 200
"""Steps of a band."""

LOSS = "loss"
_BATCHES = "training loss"
_WORDS = Words("run", "Losses, scores and rates", "Choose: the others are compared with it")
_OF_STEPS = (
    ("rate", "learning rate", "learning_rates"),
    ("gradient", "gradient norm", "gradient_norms"),
    ("update", "update ratio", "update_ratios"),
)


@dataclass(frozen=True, eq=False)
class Shown:
    """A run as the board shows it.

    Attributes:
        slot: which it is.
        name: what legends call it.
        lr: its optimizer's own rate.
        pictures: of each seed that has begun.
        problem: why it could not be trained.
    """

    slot: int
    name: str
    lr: float
    pictures: tuple[Picture, ...] = ()
    problem: str = ""

    @property
    def taken(self) -> int:
        """How many steps of it are known, at most."""
        return max((picture.taken for picture in self.pictures), default=0)


def training_payload(runs: Sequence[Shown], task: Task, view: dict[str, Any]) -> bytes:
    """What the board is told of trainings.

    Args:
        runs: what is shown.
        task: what they learn.
        view: how it is looked at, plain JSON.
    """
    panels, drawn = _panels(task, view), [run for run in runs if run.pictures]
    shown = {panel.id for panel in panels}
    most = _MOST_NUMBERS // max(1, len(drawn) * (len(panels) + bool(view["batches"])))
    lines = [line for run in drawn for line in _lines(run, bool(view["batches"]), most) if line.panel in shown]
    entries = [ListedEntry(run.slot, run.name, STYLES[run.slot - 1], run.lr, run.problem) for run in runs]
    marks = [mark for run in drawn for mark in _marks(run)]
    plan = Plan(budget=task.steps, samples=task.samples, batch_size=task.batch or task.samples)
    rest = max((run.taken for run in drawn), default=0)
    return board_payload(Board(plan, panels, entries, marks, view, rest=rest, words=_WORDS), lines)


def _panels(task: Task, view: dict[str, Any]) -> list[Panel]:
    """The plots that the view wants."""
    panels = [Panel(LOSS, "validation loss", view["loss_scale"], 1.0, thin=_BATCHES if view["batches"] else "")]
    if view["score"]:
        panels.append(Panel("score", task.score_name, "linear", 0.5))
    panels += [
        Panel(name, title, "automatic", 0.35, rates=name == "rate") for name, title, _ in _OF_STEPS if view[name]
    ]
    return panels


def _lines(run: Shown, batches: bool, most: int) -> list[Line]:
    """All curves of a run, over how many steps are taken; the losses of batches are thin and lie below the others.

    Args:
        run: the run.
        batches: whether the losses of batches are among them.
        most: how many numbers are sent of each.
    """
    of_steps = [one.steps + 1 for one in run.pictures]
    of_validations = [one.validation_steps for one in run.pictures]

    def line(panel: str, steps: Sequence[Integers], column: str, kind: str = "line") -> Line:
        columns = [getattr(one, column).astype(float) for one in run.pictures]
        about: Any = {"slot": run.slot, "panel": panel, "name": run.name, "style": STYLES[run.slot - 1], "kind": kind}
        if len(columns) > 1:
            grid, low, middle, high = banded(steps, columns, min(most // 4, _MOST_OF_A_BAND))
            return Line(values=middle, steps=grid, low=low, high=high, **about)
        rows = enveloped(columns[0], most // 8)
        return Line(values=columns[0][rows], steps=steps[0][rows], **about)

    lines = [line(LOSS, of_validations, "validation_losses"), line("score", of_validations, "scores")]
    lines += [line(name, of_steps, column) for name, _, column in _OF_STEPS]
    return [line(LOSS, of_steps, "train_losses", "thin"), *lines] if batches else lines


def banded(
    steps: Sequence[Integers], columns: Sequence[Floats], most: int = _MOST_OF_A_BAND
) -> tuple[Integers, Floats, Floats, Floats]:
    """Steps, and there the lowest, the median and the highest of the columns that have got so far.

    Args:
        steps: of each column, rising, at which its values are.
        columns: the values.
        most: how many steps.
    """
    grid = _grid(steps, most)
    values = np.stack([_at(grid, at, column) for at, column in zip(steps, columns, strict=True)])
    bounds = np.full((3, len(grid)), np.nan)
    known = np.isfinite(values).any(axis=0)
    inside = np.where(np.isfinite(values), values, np.nan)[:, known]
    bounds[:, known] = np.nanmin(inside, 0), np.nanmedian(inside, 0), np.nanmax(inside, 0)
    low, middle, high = bounds
    return grid, low, middle, high


def _grid(steps: Sequence[Integers], most: int) -> Integers:
    """At most so many of the steps that the columns that have got furthest share, first and last among them."""
    last = max((int(one[-1]) for one in steps if len(one)), default=-1)
    shared = reduce(np.intersect1d, [one for one in steps if len(one) and one[-1] == last] or [np.arange(0)])
    count = min(len(shared), most)
    return shared[np.linspace(0, len(shared) - 1, count).astype(np.intp)] if count else shared


def _at(grid: Integers, steps: Integers, values: Floats) -> Floats:
    if not len(steps):
        return np.full(len(grid), np.nan)
    return np.asarray(np.interp(grid, steps, values, right=np.nan))


def _marks(run: Shown) -> list[Mark]:
    return [Mark(run.slot, cut.step, cut.sentence, "cut") for one in run.pictures for cut in one.cuts]
