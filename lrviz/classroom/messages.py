"""What phones and the projector are told of a class: before the reveal nothing of the answer, and nothing of others."""

from collections.abc import Mapping
from typing import Any

from lrviz.classroom.answers import Answers
from lrviz.classroom.curve import Curve
from lrviz.classroom.item import Item
from lrviz.classroom.phases import Phases
from lrviz.classroom.plan import ClassPlan
from lrviz.classroom.task import Ballot, Value

_ITEM_SHOWN = ("asking", "closed", "revealed")


class Messages:
    """Makes the messages of a class, as plain data."""

    def __init__(self, plan: ClassPlan, phases: Phases, answers: Answers, curves: Mapping[int, Curve]) -> None:
        self._plan, self._phases, self._answers, self._curves = plan, phases, answers, curves
        self._asked: dict[int, dict[str, Any]] = {}

    @property
    def shows(self) -> bool:
        """Whether an item is shown now."""
        return self._phases.phase in _ITEM_SHOWN

    @property
    def answered(self) -> int:
        """How many seats have answered the item that is shown, in this round; 0 where none is."""
        return len(self._answers.to(*self._here)) if self.shows else 0

    def student(self, seat: str) -> dict[str, Any]:
        """What a phone shows."""
        revealed = self._phases.phase == "revealed"
        own = self._answers.of(seat, *self._here)
        mine = self._item.task.mine([(one.value, one.result) for one in own]) if self.shows else None
        return {**self._state(), "mine": mine, "outcome": self._outcome(seat) if revealed else None}

    def teacher(self) -> dict[str, Any]:
        """What the projector shows beside the votes."""
        return {**self._state(), "told": self._item.told if self._phases.phase == "revealed" else ""}

    def votes(self) -> dict[str, Any]:
        """What the projector shows of the answers to the item that is shown; empty where none is."""
        if not self.shows:
            return {}
        given, task = self._answers.in_order(*self._here), self._item.task
        values, results = [one.value for one in given], [one.result for one in given]
        curve = self._curves.get(self._phases.index)
        ballot = Ballot(self._phases.phase, self.answered, values, results, self._first(), curve)
        return {"kind": task.kind, **task.votes(ballot)}

    def standing(self, seat: str) -> dict[str, Any]:
        """What a phone is told of its tries in a race: the last one's loss, its best, its place and among how many."""
        own, best = self._answers.of(seat, *self._here), self._answers.best(seat, *self._here)
        place = self._answers.place(seat, *self._here)
        return {"loss": own[-1].loss if own else None, "best": best and best.loss, "place": place, "of": self.answered}

    def crowd(self, index: int) -> tuple[list[Value], list[int | None]]:
        """The answers to an item whose paths are drawn at its reveal, and the group of each, which colours it."""
        where = (index, self._phases.reached[index].round if index in self._phases.reached else 1)
        task = self._plan.items[index].task
        given = self._answers.bests(*where) if task.repeats else self._answers.in_order(*where)
        return task.crowd([(one.value, one.result) for one in given])

    @property
    def _item(self) -> Item:
        return self._plan.items[self._phases.index]

    @property
    def _here(self) -> tuple[int, int]:
        return self._phases.index, self._phases.round

    def _first(self) -> list[Value] | None:
        """The answers of the first round, where this is the second."""
        index, round = self._here
        return [one.value for one in self._answers.in_order(index, 1)] if round > 1 else None

    def _state(self) -> dict[str, Any]:
        where = {"phase": self._phases.phase, "version": self._phases.version, "of": self._phases.count}
        if not self.shows:
            return {**where, "item": None, "round": 1, "title": "", "question": "", "task": None}
        item, (index, round) = self._item, self._here
        if index not in self._asked:
            self._asked[index] = {"kind": item.task.kind, **item.task.asked(item.scene)}
        task = self._asked[index]
        return {**where, "item": index, "round": round, "title": item.title, "question": item.question, "task": task}

    def _outcome(self, seat: str) -> dict[str, Any] | None:
        """What became of a seat's answer, in a race of its best try; None while that is not computed."""
        task, own = self._item.task, self._answers.of(seat, *self._here)
        counting = self._answers.best(seat, *self._here) if task.repeats else (own[-1] if own else None)
        if own and (counting is None or counting.result is None):
            return None
        result = counting.result if counting else None
        told = {"right": result and result.right, "text": result.text if result else "", "loss": result and result.loss}
        place = self._answers.place(seat, *self._here) if task.repeats else None
        among = self.answered if task.repeats else None
        return {**told, "place": place, "of": among, **task.solution()}
