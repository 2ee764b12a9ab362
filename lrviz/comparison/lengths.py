"""Reads lengths as people write them: "5,000", "20 %", "3 epochs", "1.5M tokens"."""

import math
import re
from dataclasses import dataclass

from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import HyperparameterError
from lrviz.hyperparameters.field import shown

SHARE = "share"
_WORDS = {
    "steps": ("step", "steps", "it", "iter", "iters", "iteration", "iterations"),
    "epochs": ("epoch", "epochs", "ep"),
    "tokens": ("token", "tokens", "tok"),
    "samples": ("sample", "samples"),
    SHARE: ("%", "percent", "per cent", "pct"),
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
_SIZES = {"k": 1e3, "m": 1e6, "g": 1e9, "b": 1e9, "t": 1e12}
_TOKENS_FROM = 1e9
"""A bare number with a B or a T behind it counts tokens: no run has so many steps."""

_GROUPED = r"\d{1,3}(?:[,_ '\u00a0\u202f]\d{3})+(?:\.\d+)?"
_PLAIN = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_LENGTH = re.compile(
    rf"({_GROUPED}|{_PLAIN})\s*(?:([kKmMgGbBtT])(?=$|\s|%|tok|step|ep|it|sam))?\s*([a-zA-Z %]*)", re.ASCII
)
_LONGEST = 80
ALLOWED = 'a length such as 5,000, "20 %", "3 epochs" or "10B tokens"'


@dataclass(frozen=True)
class Amount:
    """How much of what: steps, epochs, tokens, samples, a share of the run, or "", where no unit was written."""

    value: float
    unit: str = ""


def read_amount(text: str) -> Amount:
    """The amount that a text writes; k, M, B and T stand for thousands, millions, billions and trillions.

    Raises:
        HyperparameterError: it writes none.
    """
    match = _LENGTH.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    unit = _UNITS.get(match[3].strip().lower(), "") if match else ""
    if match is None or (match[3].strip() and not unit):
        raise HyperparameterError(f"a length must be {ALLOWED}, got {shown(text)}")
    size = _SIZES[match[2].lower()] if match[2] else 1.0
    value = float(re.sub(r"[,_ '\u00a0\u202f]", "", match[1])) * size
    if not math.isfinite(value):
        raise HyperparameterError(f"a length must be finite, got {shown(text)}")
    if not unit and size >= _TOKENS_FROM:
        unit = "tokens"
    return Amount(value / 100, unit) if unit == SHARE else Amount(value, unit)


def in_steps(amount: Amount, plan: Plan) -> float:
    """The optimizer steps that an amount is in a run; a bare number counts them."""
    if amount.unit == SHARE:
        return amount.value * plan.steps
    if amount.unit == "samples":
        return amount.value / plan.samples_per_step
    return amount.value / plan.per_step(amount.unit or "steps")


def read_length(text: str, plan: Plan, per_call: int = 1) -> float:
    """The length that a text writes, in steps of a scheduler.

    A bare number counts the scheduler's steps. What is written in another unit, or as a share of the run, is rounded to
    whole ones, at least 1 unless it is 0.

    Args:
        text: such as "5,000", "20 %", "3 epochs", "2ep", "1.5M tokens", "10B".
        plan: the run.
        per_call: optimizer steps between two steps of the scheduler.

    Raises:
        HyperparameterError: it writes no length.
    """
    amount = read_amount(text)
    if not amount.unit:
        return amount.value
    calls = in_steps(amount, plan) / per_call
    return float(max(1, math.floor(calls + 0.5)) if calls > 0 else 0)
