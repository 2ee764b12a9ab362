"""The base class of schedules made of other schedules, and where each part lies inside the whole."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from lrviz.hyperparameters import HyperparameterError
from lrviz.schedules.base import Schedule
from lrviz.source import merged


@dataclass(frozen=True)
class Inside:
    """One schedule inside another one.

    Attributes:
        schedule: the inner schedule.
        start: the step of the outer one at which its own clock is 0; −1 where torch steps it once too often before the
            first step, so that all its stages but the first come a step early; None where it cannot be told.
        stop: the step at which another one takes over; None where none does.
        exchanged: the outer schedule with another one in this place.
        words: what the user's widgets call fields of the inner schedule, where they have other names.
        ruled: whether an outer one that rules the lengths of its parts rules this one's.
    """

    schedule: Schedule
    start: int | None
    stop: int | None
    exchanged: Callable[[Any], Schedule]
    words: tuple[tuple[str, str], ...] = ()
    ruled: bool = True


@dataclass(frozen=True)
class Combination(Schedule, abstract=True):
    """A schedule made of other schedules.

    Attributes:
        together: whether its parts act on the rate at the same time.
        rules_lengths: whether it scales its parts, so that their lengths are those that it gives them.
        parts_word: what its parts are called.
        loses_a_step: whether torch steps it once too often where it is the first one inside a SequentialLR.
    """

    falls = False
    together: ClassVar[bool] = False
    rules_lengths: ClassVar[bool] = False
    parts_word: ClassVar[str] = "stages"
    loses_a_step: ClassVar[bool] = True

    @property
    @abstractmethod
    def parts(self) -> tuple[Schedule, ...]:
        """The schedules that torch's object is built from, in this order."""

    @abstractmethod
    def inside(self) -> Iterator[Inside]:
        """The schedules that the user sees in it, and where they lie."""

    def flattened(self) -> "Combination | None":
        """The same with no combination inside another one, each stage from its own first step; None where it cannot."""
        return None

    def promised(self) -> "tuple[int, Combination | None] | None":
        """The steps that it is said to last where its parts last others, and the same with parts that last as long."""
        return None

    def check(self) -> None:
        self._refuse_watching(self.parts)

    def _refuse_watching(self, parts: tuple[Schedule, ...]) -> None:
        for part in parts:
            if part.alone:
                raise HyperparameterError(
                    f"{type(self).__name__} must be made of schedules that torch can start, which a warmup over "
                    f"another schedule is not, got {part.label}"
                )
            if part.watches:
                raise HyperparameterError(
                    f"{type(self).__name__} must be made of schedules of the step alone (torch refuses others "
                    f"as well), got {type(part).__name__}"
                )

    def _refuse_early_watching(self, parts: tuple[Schedule, ...]) -> None:
        """Refuses all that watches the losses but a plateau that stands last."""
        last = parts[-1]
        self._refuse_watching(parts[:-1] if last.feedback else parts)
        if last.feedback and self.cycles_momentum:
            raise HyperparameterError(
                f"{type(self).__name__} must not move the momentum before {type(last).__name__}, which would leave it "
                f"where it is, got {parts[0].label}"
            )

    @property
    def cycles_momentum(self) -> bool:
        return any(part.cycles_momentum for part in self.parts)

    @property
    def repeats(self) -> bool:
        return any(part.repeats for part in self.parts)

    def _part_codes(self, lr: float) -> tuple[str, tuple[str, ...]]:
        """The parts' expressions as a list, and their definitions, each once."""
        codes = merged(part.torch_code(lr) for part in self.parts)
        definitions = dict.fromkeys(definition for code in codes for definition in code.definitions)
        return f"[{', '.join(code.expression for code in codes)}]", tuple(definitions)
