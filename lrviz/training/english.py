"""The English sentence of each outcome of a training."""

from collections.abc import Callable, Mapping
from typing import Any

Numbers = Mapping[str, Any]


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def _last(n: Numbers) -> str:
    return f"validation loss {number(n['last'])} ({n['score_name']} {number(n['score'])}) after {_steps(n['step'])}"


def _diverged(n: Numbers) -> str:
    if n["step"] == 0:
        return "diverged at step 0: the first loss is not finite already"
    return (
        f"diverged at step {n['step']}: the loss is beyond all numbers; it was {number(n['first'])} at the start and"
        f" {number(n['largest'])} at most before that"
    )


def _overfitting(n: Numbers) -> str:
    percent = number(100 * (n["last"] / n["lowest"] - 1))
    return (
        f"overfitting since step {n['step']}: the validation loss was {number(n['lowest'])} there and is {percent} %"
        f" higher now, {number(n['last'])}, while the training loss fell on, from {number(n['then'])} to"
        f" {number(n['now'])} on average over {_steps(n['count'])}"
    )


PHRASES: dict[str, Callable[[Numbers], str]] = {
    "stopped": lambda n: f"stopped after {_steps(n['step'])}: {n['reason']}",
    "diverged": _diverged,
    "worse": lambda n: (
        f"worse than at the start: {_last(n)}, {number(n['first'])} before the first; the lowest was"
        f" {number(n['lowest'])} at step {n['best_step']}"
    ),
    "no_progress": lambda n: f"no progress: {_last(n)}, {number(n['first'])} before the first",
    "overfitting": _overfitting,
    "still_falling": lambda n: (
        f"still falling: {_last(n)}; the training loss averages {number(n['late'])} over the last"
        f" {_steps(n['count'])} and {number(n['before'])} over the {n['count']} before"
    ),
    "levelled": lambda n: f"levelled off: {_last(n)}, {number(n['first'])} before the first",
}
"""What is said of each kind, as a function of its numbers."""

WORDS: dict[str, str] = {
    "stopped": "stopped",
    "diverged": "diverged",
    "worse": "worse than at the start",
    "no_progress": "no progress",
    "overfitting": "overfitting",
    "still_falling": "still falling",
    "levelled": "levelled off",
}
"""What is said of each kind where there is no room for a sentence."""
