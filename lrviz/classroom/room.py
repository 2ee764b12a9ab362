"""A running class: who sits in it, what is asked in which phase, and the answers. It knows neither clock nor net."""

import hmac
import secrets
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any, TypeAlias

from lrviz.classroom.answers import Answer, Answers
from lrviz.classroom.checking import index
from lrviz.classroom.curve import Curve, curve
from lrviz.classroom.item import Item, judge
from lrviz.classroom.messages import Messages
from lrviz.classroom.phases import Phases, command_of
from lrviz.classroom.plan import ClassPlan
from lrviz.classroom.task import Phase, RefusedError, Result, Value

MOST_SEATS = 300
"""How many phones may sit in a class."""

MOST_TRIES = 40
"""How often a seat may try in one round of a race."""

MOST_NUMBER = 2**53
"""Numbers by which senders know their answers lie below it: browsers count no further."""

Event: TypeAlias = dict[str, Any]
"""A change of a room as plain data, under "do" its kind; `Room.repeat` makes it again."""

_ROWS = range(1000, 10_000)


class RoomFullError(RefusedError):
    """All seats of a class are taken."""


class Room:
    """A running class.

    Attributes:
        code: what is typed to join.
        plan: what it goes through.
        digest: of the teacher's token, which itself is kept nowhere.
        recorded: whether it is a class that is over and shown again: nobody may join or answer.
        phases: where it stands.
        answers: what was given.
        rows: a random number of each seat, by which tables name it.
    """

    def __init__(self, code: str, plan: ClassPlan, digest: str, recorded: bool = False) -> None:
        self.code, self.plan, self.digest, self.recorded = code, plan, digest, recorded
        self.phases = Phases(len(plan.items), recorded)
        self.answers = Answers()
        self.rows: dict[str, int] = {}
        self._curves: dict[int, Curve] = {}
        self._messages = Messages(plan, self.phases, self.answers, self._curves)
        self._events: list[Event] = []

    @property
    def phase(self) -> Phase:
        """What happens now."""
        return self.phases.phase

    @property
    def index(self) -> int:
        """Which item it is about, counted from 0."""
        return self.phases.index

    @property
    def round(self) -> int:
        """1, or 2 where the present item is asked again."""
        return self.phases.round

    @property
    def version(self) -> int:
        """How often the teacher has moved the class."""
        return self.phases.version

    @property
    def item(self) -> Item:
        """What is asked about, or comes first."""
        return self.plan.items[self.index]

    def admits(self, token: str) -> bool:
        """Whether a token is the teacher's."""
        return hmac.compare_digest(self.digest, digest_of(token))

    def take_events(self) -> tuple[Event, ...]:
        """The changes since they were last taken, for the journal."""
        taken, self._events = tuple(self._events), []
        return taken

    def join(self, seat: str | None) -> str:
        """Seats somebody: the seat that it was given before, or a new one where that is unknown.

        Raises:
            RoomFullError: there is none left.
            RefusedError: the class has ended.
        """
        if seat is not None and seat in self.rows and not self.recorded:
            return seat
        if self.recorded or self.phase == "ended":
            raise RefusedError("this class has ended")
        if len(self.rows) >= MOST_SEATS:
            raise RoomFullError(f"this class has room for {MOST_SEATS}, and all seats are taken")
        made = secrets.token_hex(16)
        free = sorted(set(_ROWS) - set(self.rows.values()))
        self._do({"do": "join", "seat": made, "row": secrets.choice(free)})
        return made

    def check(self, seat: str, item: int, round: int, value: Value) -> Value:
        """An answer in its canonical type, if it may be given now.

        Raises:
            RefusedError: no such seat, a closed vote, another item or round, or a value that the task does not allow.
        """
        if seat not in self.rows:
            raise RefusedError("this seat is unknown: join again")
        if self.phase != "asking" or item != self.index or round != self.round:
            raise RefusedError("this vote is closed")
        if self.item.task.repeats and len(self.answers.of(seat, self.index, self.round)) >= MOST_TRIES:
            raise RefusedError(f"at most {MOST_TRIES} tries count, and you have made them")
        return self.item.task.checked(self.item.scene, value)

    def answer(
        self, seat: str, item: int, round: int, value: Value, result: Result | None = None, n: int = 0
    ) -> Result | None:
        """Takes an answer; a seat's later one takes the place of its earlier one, but in a race all tries count.

        Args:
            seat: whose.
            item: what it answers, counted from 0.
            round: in which round.
            value: the answer, as messages bring it.
            result: what became of it, where somebody has called `judge` already.
            n: the number by which the sender knows it: the same one again is the same answer, which is not taken twice.

        Returns:
            what became of a try; None of any other answer, since that is told at the reveal.

        Raises:
            RefusedError: as `check` does.
        """
        n = index("the number of an answer", n, MOST_NUMBER)
        known = self.known(seat, n)
        if known is None:
            checked = self.check(seat, item, round, value)
            repeats = self.item.task.repeats
            known = Answer(checked, judge(self.item, checked) if repeats and result is None else result, n)
            self._do(
                {"do": "answer", "seat": seat, "item": self.index, "round": self.round, "value": checked, "n": n}, known
            )
        return known.result if self.item.task.repeats else None

    def known(self, seat: str, n: int) -> Answer | None:
        """The answer that a seat has given under a number; None where there is none, or the number is 0."""
        return self.answers.known(seat, n)

    def act(self, command: str, version: int) -> bool:
        """Moves the class, if the teacher saw it as it is now, so that two clicks are one.

        Args:
            command: "next", "back", "again" or "end".
            version: the one that the teacher saw.

        Returns:
            whether it moved.

        Raises:
            RefusedError: there is no such command.
        """
        if not self.phases.moves(command, version):
            return False
        self._do({"do": command})
        return True

    def repeat(self, event: Event) -> None:
        """Makes a change again that another room's events tell of."""
        self._apply(event, None)

    def compute(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Judges answers to the present item that nobody has judged, and computes its curve.

        It may run in a thread of its own.

        Args:
            goes_on: is asked now and then; False ends it early.
        """
        index, item = self.index, self.item
        self.answers.judge(index, self.round, partial(judge, item), goes_on)
        found = None if index in self._curves else curve(item)
        if found is not None:
            self._curves[index] = found

    def standing(self, seat: str) -> dict[str, Any]:
        """What a seat is told of its tries in a race: the last one's loss, its best, its place and among how many."""
        return self._messages.standing(seat)

    def for_student(self, seat: str) -> dict[str, Any]:
        """What a phone shows; nothing of the answer or of others before the reveal."""
        return self._messages.student(seat)

    def for_teacher(self) -> dict[str, Any]:
        """What the projector shows beside the votes; nothing of the answer before the reveal."""
        return {**self._messages.teacher(), "code": self.code, "recorded": self.recorded}

    def votes(self) -> dict[str, Any]:
        """What the projector shows of the answers to the present item; empty where none is shown."""
        return self._messages.votes()

    def crowd(self, index: int) -> tuple[list[Value], list[int | None]]:
        """The answers to an item whose paths are drawn at its reveal, and the group of each, by which it is coloured.

        Groups are the minima that starts reach, or the optimizers of a race; None where that is not computed yet.
        """
        return self._messages.crowd(index)

    @property
    def answered(self) -> int:
        """How many seats have answered the present item in this round."""
        return self._messages.answered

    def _do(self, event: Event, answer: Answer | None = None) -> None:
        self._apply(event, answer)
        self._events.append(event)

    def _apply(self, event: Event, answer: Answer | None) -> None:
        command = command_of(event["do"])
        if command:
            self.phases.move(command)
        elif event["do"] == "join":
            self.rows[event["seat"]] = event["row"]
        else:
            item = self.plan.items[event["item"]]
            given = answer or Answer(item.task.checked(item.scene, event["value"]), n=event["n"])
            self.answers.put(event["item"], event["round"], event["seat"], given, item.task.repeats)


def digest_of(token: str) -> str:
    """What is kept of a token: nobody finds the token by it."""
    return sha256(token.encode(errors="replace")).hexdigest()
