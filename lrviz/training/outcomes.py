"""How a run of a training ended, as data: a kind and the numbers that it claims, from which the sentence is made."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.training import english

Kind = Literal["stopped", "diverged", "worse", "no_progress", "overfitting", "still_falling", "levelled"]
Language = Literal["en"]

_LANGUAGES = {"en": english.PHRASES}

LITTLE = 0.01
"""A fall of the validation loss by less than this share of the first one is no progress."""

OVERFITTED = 0.05
"""A validation loss this share above its lowest, while the training loss fell on, is overfitting."""

FALLING = 0.05
"""A training loss that falls by at least this share from one quarter of the run to the last one still falls."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        kind: one word.
        numbers: what is claimed, exact: steps, losses, scores, shares.
    """

    kind: Kind
    numbers: Mapping[str, Any]

    @property
    def word(self) -> str:
        """The kind as a person reads it, in English."""
        return english.WORDS[self.kind]

    @property
    def sentence(self) -> str:
        """What a person reads, in English."""
        return self.sentence_in("en")

    def sentence_in(self, language: Language) -> str:
        """What a person reads."""
        return _LANGUAGES[language][self.kind](self.numbers)


def judge(
    losses: Floats, steps: Integers, validation: Floats, scores: Floats, score_name: str, refusal: str = ""
) -> Outcome:
    """How a run ended.

    Args:
        losses: of each step, NaN after the end.
        steps: after how many steps each validation came, ascending.
        validation: the loss at each validation.
        scores: the score at each validation.
        score_name: what the score is.
        refusal: what torch said when it would not go on.
    """
    taken = int(np.isfinite(losses).sum())
    if refusal:
        return _outcome("stopped", step=taken, reason=refusal)
    broken = np.flatnonzero(~np.isfinite(losses))
    if len(broken):
        return _diverged(int(broken[0]), losses)
    if not np.isfinite(validation[-1]):
        return _diverged(int(steps[-1]), losses)
    first, last = float(validation[0]), float(validation[-1])
    best = int(np.nanargmin(validation))
    numbers: dict[str, Any] = {"first": first, "last": last, "score": float(scores[-1]), "step": int(steps[-1])}
    numbers |= {"score_name": score_name}
    if last > first:
        return _outcome("worse", **numbers, lowest=float(validation[best]), best_step=int(steps[best]))
    if first - float(validation[best]) < LITTLE * abs(first):
        return _outcome("no_progress", **numbers)
    return _overfitting(losses, steps, validation, best) or _falling(losses, numbers) or _outcome("levelled", **numbers)


def _outcome(kind: Kind, **numbers: Any) -> Outcome:
    return Outcome(kind, MappingProxyType(numbers))


def _diverged(step: int, losses: Floats) -> Outcome:
    """The loss before `step` is the last one that is finite."""
    known = losses[:step]
    largest = float(known.max()) if step else math.nan
    return _outcome("diverged", step=step, first=float(losses[0]), largest=largest)


def _overfitting(losses: Floats, steps: Integers, validation: Floats, best: int) -> Outcome | None:
    """A validation loss that has risen from its lowest while the training loss went on falling."""
    lowest, last, since = float(validation[best]), float(validation[-1]), int(steps[best])
    span = min(max(len(losses) // 10, 1), len(losses) - since, since)
    if last <= lowest * (1 + OVERFITTED) or span < 1:
        return None
    then, now = float(losses[since - span : since].mean()), float(losses[-span:].mean())
    if now >= then:
        return None
    return _outcome("overfitting", step=since, lowest=lowest, last=last, then=then, now=now, count=span)


def _falling(losses: Floats, numbers: Mapping[str, Any]) -> Outcome | None:
    """A training loss that is lower in the last quarter of the run than in the one before."""
    quarter = len(losses) // 4
    if quarter < 1:
        return None
    before, late = float(losses[-2 * quarter : -quarter].mean()), float(losses[-quarter:].mean())
    if not late < before * (1 - FALLING):
        return None
    return _outcome("still_falling", **numbers, before=before, late=late, count=quarter)
