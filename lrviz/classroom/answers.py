"""The answers of a class: what each seat has given to each item in each round, and what became of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lrviz.classroom.task import Result, Value


@dataclass
class Answer:
    """What a seat has given.

    Attributes:
        value: in the task's canonical type.
        result: what became of it; None as long as that is not computed.
        n: the number by which its sender knows it; 0 where it has none.
    """

    value: Value
    result: Result | None = None
    n: int = 0

    @property
    def loss(self) -> float | None:
        """The loss that counts; None where there is none, or it is not computed."""
        return self.result.loss if self.result else None


class Answers:
    """All answers of a class."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, int], dict[str, list[Answer]]] = {}
        self._best: dict[tuple[int, int], dict[str, Answer]] = {}

    def put(self, item: int, round: int, seat: str, answer: Answer, repeats: bool) -> None:
        """Keeps an answer: beside the seat's earlier ones where the task repeats, else in their place."""
        given = self._given.setdefault((item, round), {})
        given[seat] = [*given.get(seat, []), answer] if repeats else [answer]
        self._settle(item, round, seat)

    def judge(
        self, item: int, round: int, judged: Callable[[Value], Result], goes_on: Callable[[], bool] = lambda: True
    ) -> None:
        """Judges all that was given to an item in a round and nobody has judged yet.

        Args:
            item: which, counted from 0.
            round: 1 or 2.
            judged: what becomes of an answer.
            goes_on: is asked before each seat; False leaves the rest as it is.
        """
        for seat, given in sorted(self.to(item, round).items()):
            if not goes_on():
                return
            for one in given:
                one.result = one.result or judged(one.value)
            self._settle(item, round, seat)

    def of(self, seat: str, item: int, round: int) -> list[Answer]:
        """What a seat has given: nothing, one answer, or all tries of a race."""
        return self._given.get((item, round), {}).get(seat, [])

    def to(self, item: int, round: int) -> Mapping[str, list[Answer]]:
        """All that was given to an item in a round, by seat."""
        return self._given.get((item, round), {})

    def in_order(self, item: int, round: int) -> list[Answer]:
        """All that was given to an item in a round; seats are random, and so is their order."""
        return [one for _, given in sorted(self.to(item, round).items()) for one in given]

    def asked(self) -> Iterator[tuple[int, int]]:
        """The items and rounds that somebody has answered, in order."""
        return iter(sorted(self._given))

    def known(self, seat: str, n: int) -> Answer | None:
        """The answer of a seat that its sender knows by a number; None where there is none, or the number is 0."""
        own = (given.get(seat, []) for given in self._given.values())
        return next((one for some in own for one in some if n and one.n == n), None)

    def best(self, seat: str, item: int, round: int) -> Answer | None:
        """A seat's answer with the lowest loss; None without any loss."""
        return self._best.get((item, round), {}).get(seat)

    def bests(self, item: int, round: int) -> list[Answer]:
        """The answer with the lowest loss of each seat that has one."""
        return [one for _, one in sorted(self._best.get((item, round), {}).items())]

    def place(self, seat: str, item: int, round: int) -> int | None:
        """A seat's place by its lowest loss, counted from 1; the same for equal ones, None without a loss."""
        own = self.best(seat, item, round)
        if own is None:
            return None
        mine = _loss(own)
        return 1 + sum(_loss(other) < mine for other in list(self._best[item, round].values()))

    def _settle(self, item: int, round: int, seat: str) -> None:
        """Finds a seat's best answer anew."""
        arrived = [one for one in self.of(seat, item, round) if one.loss is not None]
        best = self._best.setdefault((item, round), {})
        if arrived:
            best[seat] = min(arrived, key=_loss)
        else:
            best.pop(seat, None)


def _loss(answer: Answer) -> float:
    return float("inf") if answer.loss is None else answer.loss
