"""Where a class stands: which item is asked in which phase and round, as the teacher moves it."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast, get_args

from lrviz.classroom.task import Phase, RefusedError

Command: TypeAlias = Literal["next", "back", "again", "end"]

ROUNDS = 2
"""An item is asked once, and where wanted once more."""

_NEXT: dict[Phase, Phase] = {"asking": "closed", "closed": "revealed"}


@dataclass
class Reached:
    """How far an item has got.

    Attributes:
        phase: the furthest one that it has reached.
        round: 1, or 2 where it is asked again.
    """

    phase: Phase = "asking"
    round: int = 1


@dataclass
class Phases:
    """Where a class of some items stands.

    Attributes:
        count: how many items there are.
        over: whether it is a class that is over and shown again: each item begins closed, and nothing is asked.
        phase: what happens now.
        index: which item, counted from 0.
        version: how often the teacher has moved the class.
        reached: how far the items have got that were shown.
    """

    count: int
    over: bool = False
    phase: Phase = "lobby"
    index: int = 0
    version: int = 0
    reached: dict[int, Reached] = field(default_factory=dict)

    @property
    def round(self) -> int:
        """1, or 2 where the present item is asked again."""
        return self.reached.get(self.index, Reached()).round

    @property
    def answered(self) -> bool:
        """Whether the answer to the present item has been told, now or before the teacher went back."""
        return self.index in self.reached and self.reached[self.index].phase == "revealed"

    def moves(self, command: str, version: int) -> bool:
        """Whether a command does something, sent by a teacher who saw the class in a version.

        Raises:
            RefusedError: there is no such command.
        """
        if command not in get_args(Command):
            raise RefusedError(f"a command must be one of {', '.join(get_args(Command))}, got {command!r:.80}")
        if type(version) is not int or version != self.version or self.phase == "ended":
            return False
        if command == "back":
            return self.phase != "lobby"
        return command != "again" or (self.phase == "closed" and not self.answered and self.round < ROUNDS)

    def move(self, command: str) -> None:
        """Does a command that does something."""
        self.version += 1
        if command == "end":
            self.phase = "ended"
        elif command == "again":
            self.reached[self.index] = Reached("asking", self.round + 1)
            self.phase = "asking"
        elif command == "back":
            self._back()
        else:
            self._forward()

    def _forward(self) -> None:
        if self.phase in _NEXT:
            self.phase = _NEXT[self.phase]
            if not self.answered:
                self.reached[self.index].phase = self.phase
        elif self.phase == "revealed" and self.index + 1 == self.count:
            self.phase = "ended"
        else:
            self._show(self.index if self.phase == "lobby" else self.index + 1)
            self.phase = "closed" if self.over else self.phase

    def _back(self) -> None:
        """One step back; a vote that was closed stays closed."""
        if self.phase == "revealed":
            self.phase = "closed"
        elif self.index == 0:
            self.phase = "lobby"
        else:
            self._show(self.index - 1)

    def _show(self, index: int) -> None:
        """Goes to an item, as far as it has got."""
        self.index = index
        self.phase = self.reached.setdefault(index, Reached()).phase


def command_of(event: str) -> Command | None:
    """The command that an event is; None where it is another one."""
    return cast(Command, event) if event in get_args(Command) else None
