"""How trainings depend on their learning rates, as pictures and in words: measured, and as a range test guesses."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import Hints, PictureAxis, PictureRun, Quantity, Uses, VerticalLine
from lrviz.figures.tune.pictures import Sensitivity as Curves
from lrviz.figures.tune.results import bracket
from lrviz.sweeps import Width
from lrviz.sweeps.good_range import uncertain_range
from lrviz.sweeps.measures import quantile
from lrviz.training import RangeTest, Sensitivity

_LARGEST = float(np.finfo(np.float32).max)
"""Torch's default numbers end here: a loss beyond it has diverged, though float64 goes on."""

_LAST_BITS = 0.5
"""Above such a part of the good range's top, the last bits of sums decide how a training goes on."""


@dataclass(frozen=True)
class Ending:
    """What is looked at of how a training ends; the lower the better, and in the same proportion.

    Attributes:
        name: what menus call it.
        of: takes it from a sensitivity.
        scored: whether it is what is missing from the highest score.
    """

    name: str
    of: Callable[[Sensitivity], Floats]
    scored: bool = False

    def title(self, score_name: str) -> str:
        """What stands at the axis."""
        return self.name.replace("score", f"{score_name}") if not self.scored else f"1 − {score_name}, {self.when}"

    @property
    def when(self) -> str:
        """Of which moment of the run it is."""
        return "best of the run" if self.name.startswith("best") else "at the end"

    def told(self, value: float, score_name: str) -> str:
        """A value in words: of a score, the score itself."""
        return f"{score_name} {1 - value:.4g}" if self.scored else f"loss {value:.4g}"


ENDINGS: dict[str, Ending] = {
    ending.name: ending
    for ending in (
        Ending("validation loss at the end", lambda found: found.losses),
        Ending("best validation loss", lambda found: found.best_losses),
        Ending("score at the end", lambda found: 1 - found.scores, scored=True),
        Ending("best score", lambda found: 1 - found.best_scores, scored=True),
        Ending("training loss at the end", lambda found: found.train_losses),
    )
}
"""What may be looked at, by name."""


@dataclass(frozen=True, eq=False)
class MeasuredRun:
    """A run at every rate, as far as it is measured.

    Attributes:
        slot: which it is.
        name: what legends call it.
        found: what is measured; None before anything is.
        test: its range test; None before it has ended.
        problem: why one of them is missing; empty where none is.
    """

    slot: int
    name: str
    found: Sensitivity | None = None
    test: RangeTest | None = None
    problem: str = ""

    def values(self, ending: Ending) -> Floats:
        """(rates, seeds), infinite where it diverged, NaN where it is to come."""
        if self.found is None:
            return np.empty((0, 0))
        blown = ~(np.abs(self.found.losses) <= _LARGEST)
        values = np.where(blown, np.inf, ending.of(self.found))
        return np.where(self.found.done, values, np.nan)

    def known(self, count: int) -> Flags:
        """(count,), at which rates a seed at least has ended."""
        return np.zeros(count, dtype=bool) if self.found is None else np.asarray(self.found.done.any(axis=1))

    def quantiles(self, ending: Ending, count: int, share: float) -> Floats:
        """(count,), over the seeds that have ended; NaN where none has."""
        values, rows = self.values(ending), np.full(count, np.nan)
        for row in np.flatnonzero(self.known(count)):
            seen = values[row][~np.isnan(values[row])]
            rows[row] = quantile(seen[None, :], share)[0] if len(seen) else np.inf
        return rows

    def width(self, ending: Ending) -> Width | None:
        """The good range, once all is measured."""
        if self.found is None or not self.found.done.all():
            return None
        return uncertain_range(self.found.rates, np.nan_to_num(self.values(ending), nan=np.inf, posinf=np.inf))

    def best(self, ending: Ending) -> int | None:
        """Which rate has the lowest median, once all is measured; None also where every one diverged."""
        if self.found is None or not self.found.done.all():
            return None
        medians = self.quantiles(ending, len(self.found.rates), 0.5)
        return int(np.argmin(medians)) if np.isfinite(medians).any() else None


def sensitivity_picture(
    runs: Sequence[MeasuredRun], rates: Floats, seeds: int, ending: Ending, score_name: str, key: str
) -> Curves:
    """The ends of trainings against the rate.

    Args:
        runs: one curve each.
        rates: rising.
        seeds: of each rate.
        ending: what is looked at.
        score_name: what the task's score is.
        key: what tells this picture from others.
    """
    count, best = len(rates), [run.best(ending) for run in runs]
    widths = [run.width(ending) for run in runs]
    over = f"median of {seeds} seeds" if seeds > 1 else "one seed"
    low, high = (np.stack([run.quantiles(ending, count, share) for run in runs]) for share in (0.0, 1.0))
    return Curves(
        key,
        PictureAxis("learning rate", rates, log=True),
        [PictureRun(run.slot, run.name, STYLES[run.slot - 1], _note(run, ending, score_name)) for run in runs],
        Quantity(ending.title(score_name), over=over),
        np.stack([run.quantiles(ending, count, 0.5) for run in runs]),
        np.stack([run.known(count) for run in runs]),
        low if seeds > 1 else None,
        high if seeds > 1 else None,
        f"lowest to highest of {seeds} seeds" if seeds > 1 else "",
        [None if at is None else row * count + at for row, at in enumerate(best)],
        [
            VerticalLine(run.slot, float(rates[at]), "", "best")
            for run, at in zip(runs, best, strict=True)
            if at is not None
        ],
        [bracket(run.slot, width) for run, width in zip(runs, widths, strict=True) if width is not None],
        uses=Uses("as a run", thumbs=False),
    )


def _note(run: MeasuredRun, ending: Ending, score_name: str) -> str:
    at = run.best(ending)
    if run.found is None or at is None:
        return run.problem
    value = run.quantiles(ending, len(run.found.rates), 0.5)[at]
    return f"best {ending.told(float(value), score_name)} at {run.found.rates[at]:.3g}"


def range_test_picture(runs: Sequence[MeasuredRun], rates: Floats, ending: Ending, key: str) -> Curves:
    """The losses of range tests against the rising rate, with the rates that they suggest and those that were measured.

    Args:
        runs: one curve each.
        rates: of the tests, rising.
        ending: what the measured best rate is the best for.
        key: what tells this picture from others.
    """
    count = len(rates)
    middle, done = np.full((len(runs), count), np.nan), np.zeros((len(runs), count), dtype=bool)
    marks: list[VerticalLine] = []
    for row, run in enumerate(runs):
        if run.test is None:
            continue
        middle[row, : len(run.test.smoothed)], done[row, : len(run.test.smoothed)] = run.test.smoothed, True
        marks.append(VerticalLine(run.slot, run.test.steepest, f"steepest {run.test.steepest:.2g}", "limit"))
        best = run.best(ending)
        if run.found is not None and best is not None:
            marks.append(VerticalLine(run.slot, float(run.found.rates[best]), "", "best"))
    return Curves(
        key,
        PictureAxis("learning rate", rates, log=True),
        [PictureRun(run.slot, run.name, STYLES[run.slot - 1], _test_note(run)) for run in runs],
        Quantity("training loss of each batch, smoothed"),
        middle,
        done,
        marks=marks,
        best=[None] * len(runs),
        judged=[None] * len(runs),
        hints=Hints(best="dotted line: best rate as measured", limit="dashed line: where the test falls fastest"),
        uses=Uses("", refines=False, thumbs=False),
    )


def _test_note(run: MeasuredRun) -> str:
    if run.test is None:
        return run.problem
    end = f", blows up at {run.test.rates[-1]:.2g}" if run.test.blew_up else ""
    return f"steepest at {run.test.steepest:.2g}, lowest at {run.test.lowest:.2g}{end}"


def chaos(runs: Sequence[MeasuredRun], ending: Ending) -> str:
    """Above which rates luck decides, in words; empty where no range is known."""
    tops = [(run.name, width.high * _LAST_BITS) for run in runs if (width := run.width(ending)) is not None]
    if not tops:
        return ""
    named = ", ".join(f"{top:.2g} for {name}" for name, top in tops)
    return (
        f"Near the top of a good range trainings are chaotic: above half of it ({named}) the last bits of sums decide"
        " what comes out at one rate and seed, and another machine may get another number there. The median over seeds"
        " is what to look at."
    )


def told(run: MeasuredRun, ending: Ending, score_name: str) -> str:
    """What was measured of a run, in words."""
    best, width = run.best(ending), run.width(ending)
    if run.found is None or not run.found.done.all():
        return f"{run.name}: {run.problem or 'not measured yet'}"
    if best is None or width is None:
        return f"{run.name}: every rate diverged"
    value = float(run.quantiles(ending, len(run.found.rates), 0.5)[best])
    blown = run.found.rates[np.isinf(run.quantiles(ending, len(run.found.rates), 0.5))]
    lost = f"; diverged for half of the seeds or more from {blown.min():.3g}" if len(blown) else ""
    wide = f"good from {width.low:.3g} to {width.high:.3g}" + ("" if width.decades else ", the best rate alone")
    return f"{run.name}: best {ending.told(value, score_name)} at {run.found.rates[best]:.3g}; {wide}{lost}"


def compared(runs: Sequence[MeasuredRun], ending: Ending) -> list[str]:
    """How far each range test's guess is from the best rate as measured, and what follows; in words."""
    told, sides = [], set()
    for run in runs:
        best = run.best(ending)
        if run.test is None or run.found is None or best is None:
            continue
        measured = float(run.found.rates[best])
        guess = run.test.steepest / measured
        sides.add(_side(guess))
        told.append(
            f"{run.name}: the test falls fastest at {run.test.steepest:.2g}, {_apart(guess)} the best rate as measured,"
            f" {measured:.3g}; it is lowest at {run.test.lowest:.2g}, {_apart(run.test.lowest / measured)} it"
        )
    if {"lower", "higher"} <= sides:
        told.append("On this task the guesses err both ways: they say where to look, measuring says where it is")
    elif told:
        told.append(
            "A range test is one short run whose rate never stays: it may err either way, whatever it did on this task"
        )
    return told


def _side(ratio: float) -> str:
    return "at" if math.isclose(ratio, 1, rel_tol=0.1) else "lower" if ratio < 1 else "higher"


def _apart(ratio: float) -> str:
    side = _side(ratio)
    return "within a tenth of" if side == "at" else f"{max(ratio, 1 / ratio):.2g} times {side} than"
