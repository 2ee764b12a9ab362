"""Laws of the loss under a learning-rate schedule, each a sum of columns whose coefficients are fitted."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, final

import numpy as np

from lrviz.arrays import Floats
from lrviz.forecasts.changes import Changes
from lrviz.hyperparameters import Declared, Range, Symbol, hyperparameters


@dataclass(frozen=True)
class Exponent:
    """A number of a law that is fitted beside the coefficients.

    Attributes:
        symbol: in LaTeX.
        mean, deviation: what is believed before any log is seen, from fits to public runs of language models.
        low, high: between which it lies.
    """

    symbol: str
    mean: float
    deviation: float
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """The units of a fit, so that its exponents mean the same for every run.

    Attributes:
        rate: the peak of the rates that were fitted.
        area: their sum.
        steps: their number.
    """

    rate: float
    area: float
    steps: int


@dataclass(frozen=True)
class Law(Declared, ABC, abstract=True):
    """A law: the loss is the sum of its columns times coefficients of at least 0, which are fitted to a log.

    Attributes:
        title: what it is called.
        latex: its formula.
        tested: on what it was tried, in words.
        deviations: of each field that is fitted too, how far it is believed to be from its value before any log is
            seen, as a standard deviation; the value and this come from fits to public runs of language models.
        told_by_decay: the column whose coefficient only a change of the rate tells; None where there is none.
    """

    title: ClassVar[str]
    latex: ClassVar[str]
    tested: ClassVar[str]
    deviations: ClassVar[Mapping[str, float]]
    told_by_decay: ClassVar[int | None] = None

    @property
    def exponents(self) -> tuple[Exponent, ...]:
        """What is fitted beside the coefficients, in the order of the fields."""
        fitted = [one for one in hyperparameters(type(self)) if one.name in self.deviations and one.range]
        return tuple(
            Exponent(one.symbol, getattr(self, one.name), self.deviations[one.name], one.range.low, one.range.high)
            for one in fitted
            if one.range
        )

    @abstractmethod
    def columns(self, seen: Changes, exponents: Sequence[float], scale: Scale) -> Floats:
        """(m, columns), for the steps that a run is seen from."""


_LEAST = 1e-6
_TESTED = (
    "validation losses of language models of 25 million to 3 billion parameters, trained once over their data, at the "
    "same peak of the rate and 0.5 to 10 times the length"
)

_Alpha = Annotated[float, "How fast the loss falls with the sum of the rates.", Range(0.05, 2.0), Symbol(r"\alpha")]


@final
@dataclass(frozen=True)
class MultiPower(Law):
    """The loss falls as a power of the summed rates, and each fall of the rate takes off more, by and by.

    Rates are in units of the log's peak, sums of them in units of the log's own sum.

    Source: Luo et al., ICLR 2025, 2503.12811.
    """

    also_called = ("MPL", "loss curve prediction")
    title = "Multi-power law"
    latex = (
        r"L(t) = L_0 + A\,S_1(t)^{-\alpha} - B \sum_{k \le t} (\eta_{k-1} - \eta_k)"
        r"\left(1 - \left(1 + C\,\eta_k^{-\gamma} S_k(t)\right)^{-\beta}\right),"
        r"\quad S_k(t) = \sum_{\tau=k}^{t} \eta_\tau"
    )
    tested = _TESTED
    deviations: ClassVar[Mapping[str, float]] = {"alpha": 0.08, "log_c": 1.0, "beta": 0.15, "gamma": 0.2}
    told_by_decay = 2

    alpha: _Alpha = 0.45
    log_c: Annotated[
        float, "Logarithm of how soon a fall of the rate is worth something.", Range(-2.0, 9.0), Symbol(r"\ln C")
    ] = 6.5
    beta: Annotated[float, "How soon the rest of it comes.", Range(0.05, 3.0), Symbol(r"\beta")] = 0.6
    gamma: Annotated[
        float, "How much sooner a fall at a low rate is worth something.", Range(0.0, 1.5), Symbol(r"\gamma")
    ] = 0.65

    def columns(self, seen: Changes, exponents: Sequence[float], scale: Scale) -> Floats:
        alpha, log_c, beta, gamma = exponents
        pace = np.exp(log_c - gamma * np.log(seen.rates / scale.rate))
        told = -np.expm1(-beta * np.log1p(pace * (seen.areas_since / scale.area)))
        return _stacked(_travelled(seen, scale) ** -alpha, told @ (seen.sizes / scale.rate))


@final
@dataclass(frozen=True)
class Memory(Law):
    """The same power of the summed rates, with falls of the rate that are taken in at one pace, whatever the rate is.

    Rates are in units of the log's peak, sums of them in units of the log's own sum.

    Source: Tissue et al., 2408.11029.
    """

    also_called = ("Tissue's law", "scaling law with learning rate annealing", "annealing area")
    title = "Two-term law with a memory"
    latex = (
        r"L(t) = L_0 + A\,S_1(t)^{-\alpha} - C \sum_{k \le t} (\eta_{k-1} - \eta_k)"
        r"\sum_{\tau=k}^{t} \lambda^{\tau-k}, \quad S_1(t) = \sum_{\tau=1}^{t} \eta_\tau"
    )
    tested = _TESTED
    deviations: ClassVar[Mapping[str, float]] = {"alpha": 0.08}
    told_by_decay = 2

    alpha: _Alpha = 0.45
    retention: Annotated[
        float,
        "What a step leaves of a fall that was not taken in yet; it is not fitted.",
        Range(0.9, 0.99999),
        Symbol(r"\lambda"),
    ] = 0.999

    def columns(self, seen: Changes, exponents: Sequence[float], scale: Scale) -> Floats:
        told = -np.expm1(seen.steps_since * np.log(self.retention))
        return _stacked(_travelled(seen, scale) ** -exponents[0], told @ (seen.sizes / scale.rate))


@final
@dataclass(frozen=True)
class PowerOfSteps(Law):
    """The loss falls as a power of the steps, whatever the rate does: what curves are usually drawn on by.

    It knows nothing of the rate, and is here to be compared with.

    Source: What trackers of experiments extrapolate by.
    """

    also_called = ("power law", "scaling law in steps")
    title = "Power of the steps"
    latex = r"L(t) = L_0 + A\,t^{-\alpha}"
    tested = _TESTED
    deviations: ClassVar[Mapping[str, float]] = {"alpha": 0.5}

    alpha: Annotated[float, "How fast the loss falls with the steps.", Range(0.05, 2.0), Symbol(r"\alpha")] = 0.5

    def columns(self, seen: Changes, exponents: Sequence[float], scale: Scale) -> Floats:
        return _stacked((seen.at / scale.steps) ** -exponents[0])


def _travelled(seen: Changes, scale: Scale) -> Floats:
    """The sums of the rates in units of the scale, above 0 where the rate has been 0 so far."""
    sums: Floats = np.maximum(seen.areas / scale.area, _LEAST)
    return sums


def _stacked(*columns: Floats) -> Floats:
    return np.stack([np.ones(len(columns[0])), *columns], axis=1)


LAWS: tuple[type[Law], ...] = (MultiPower, Memory, PowerOfSteps)
"""The first one forecasts; the others are there to be compared with."""
