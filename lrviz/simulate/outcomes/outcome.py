"""How a run ended, as data: a kind, a step, and claims of numbers, from which every sentence is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from lrviz.simulate.outcomes import english

Kind = Literal[
    "converged",
    "settled",
    "frozen",
    "balanced",
    "stalled",
    "descending",
    "rising",
    "restless",
    "cycling",
    "bouncing",
    "noise_floor",
    "drifting",
    "chaotic",
    "diverging",
    "diverged",
    "unbounded",
    "undefined",
]

Language = Literal["en"]

_LANGUAGES = {"en": english.PHRASES}
_WORDS = {"en": english.WORDS}

MARKED: tuple[Kind, ...] = ("diverged", "undefined")
"""The kinds of runs that end in a cross, at the outcome's step."""


@dataclass(frozen=True)
class Claim:
    """One thing that is said of a run.

    Attributes:
        key: what is said; each language has a phrase for each key.
        numbers: what is claimed, exact: steps, losses, rates, distances, points (x, y), and words that are keys too.
    """

    key: str
    numbers: Mapping[str, Any]


def claim(key: str, **numbers: Any) -> Claim:
    """A claim; its numbers cannot be changed afterwards."""
    return Claim(key, MappingProxyType(numbers))


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        kind: one word.
        step: the step at which it happened; the last one where it still goes on.
        claims: what is said of it, in the order of the sentence.
    """

    kind: Kind
    step: int
    claims: tuple[Claim, ...]

    @property
    def word(self) -> str:
        """The kind as a person reads it, in English."""
        return self.word_in("en")

    def word_in(self, language: Language) -> str:
        """The kind as a person reads it, in a word or a few."""
        return _WORDS[language][self.kind]

    @property
    def sentence(self) -> str:
        """What a person reads, in English."""
        return self.sentence_in("en")

    def sentence_in(self, language: Language) -> str:
        """What a person reads."""
        phrases = _LANGUAGES[language]
        return "".join(phrases[one.key](one.numbers) for one in self.claims)

    @property
    def marked_step(self) -> int | None:
        """The step that a cross marks in every picture; None without a cross."""
        return self.step if self.kind in MARKED else None
