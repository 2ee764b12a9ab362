"""A class moves as the teacher moves it, counts each seat once, and tells phones nothing before the reveal."""

import json
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lrviz.classroom import ClassPlan, RefusedError, Room, RoomFullError, judge
from lrviz.classroom.room import MOST_SEATS, MOST_TRIES
from tests.classroom.made import CHOICE, PLAN, RACE, RATE, START, VALUES

TRIES = VALUES[3]


def opened(*items: Any) -> Room:
    return Room("KWXPD", ClassPlan(items) if items else PLAN, "digest")


def act(room: Room, *commands: str) -> None:
    for command in commands:
        assert room.act(command, room.version)


def test_a_class_goes_from_the_lobby_to_its_end() -> None:
    room = opened(CHOICE, RATE)
    seen = []
    while room.phase != "ended":
        seen.append((room.phase, room.for_student("")["item"]))
        act(room, "next")
    steps = [("asking", 0), ("closed", 0), ("revealed", 0), ("asking", 1), ("closed", 1), ("revealed", 1)]
    assert seen == [("lobby", None), *steps]
    assert not any(room.act(command, room.version) for command in ("next", "back", "again", "end"))


def test_two_clicks_are_one_and_only_known_commands_move() -> None:
    room = opened()
    assert room.act("next", 0)
    assert not room.act("next", 0)
    for version in (2, None, True, "1", 1.0):
        assert not room.act("next", version)  # type: ignore[arg-type]
    assert room.phase == "asking"
    with pytest.raises(RefusedError, match="one of next, back, again, end"):
        room.act("close", 1)


def test_going_back_reopens_no_vote_and_shows_what_was_revealed() -> None:
    room = opened(CHOICE, RATE)
    seat = room.join(None)
    act(room, "next", "next", "next", "back")
    assert room.phase == "closed"
    assert not room.act("again", room.version)
    with pytest.raises(RefusedError, match="closed"):
        room.answer(seat, 0, 1, 1)
    act(room, "next", "next")
    assert (room.phase, room.index) == ("asking", 1)
    act(room, "back")
    assert (room.phase, room.index) == ("revealed", 0)
    act(room, "next")
    assert (room.phase, room.index) == ("asking", 1)
    act(room, "back", "back", "back")
    assert room.phase == "lobby"
    assert not room.act("back", room.version)
    act(room, "next")
    assert (room.phase, room.index) == ("revealed", 0)


def test_a_second_round_stands_beside_the_first_and_there_is_no_third() -> None:
    room = opened()
    seats = [room.join(None) for _ in range(3)]
    act(room, "next")
    for seat, choice in zip(seats, (0, 0, 1), strict=True):
        room.answer(seat, 0, 1, choice)
    assert not room.act("again", room.version)
    act(room, "next")
    assert room.votes()["counts"] == [2, 1, 0]
    act(room, "again")
    with pytest.raises(RefusedError, match="closed"):
        room.answer(seats[0], 0, 1, 1)
    room.answer(seats[0], 0, 2, 1)
    assert room.votes() == {"kind": "choice", "answered": 1, "counts": None, "first": [2, 1, 0], "right": None}
    act(room, "next")
    assert room.votes()["counts"] == [0, 1, 0]
    assert not room.act("again", room.version)
    act(room, "next")
    assert room.votes()["right"] == 1


def test_a_vote_can_change_until_it_is_closed_and_counts_once() -> None:
    room = opened()
    seat = room.join(None)
    act(room, "next")
    for choice in (0, 2, 1):
        room.answer(room.join(seat), 0, 1, choice)
    assert room.for_student(seat)["mine"] == 1
    act(room, "next")
    assert room.votes()["counts"] == [0, 1, 0]
    for item, round in ((0, 1), (1, 1), (0, 2), ("0", 1), (None, None)):
        with pytest.raises(RefusedError, match="closed"):
            room.answer(seat, item, round, 0)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="seat"):
        room.answer("no such seat", 0, 1, 0)


def test_an_answer_sent_again_under_its_number_is_the_same_answer() -> None:
    room = opened(RACE)
    seat = room.join(None)
    act(room, "next")
    first = room.answer(seat, 0, 1, TRIES[0], n=7)
    assert room.answer(seat, 0, 1, TRIES[0], n=7) == first == judge(RACE, TRIES[0])
    room.answer(seat, 0, 1, TRIES[0], n=8)
    act(room, "next")
    assert room.answer(seat, 0, 1, TRIES[0], n=7) == first
    assert len(room.votes()["tries"]) == 2
    for number in (-1, 2**53, 1.0, True, "7"):
        with pytest.raises(RefusedError, match="number of an answer"):
            room.answer(seat, 0, 1, TRIES[0], n=number)  # type: ignore[arg-type]


def test_a_race_counts_the_best_of_all_tries_and_has_places() -> None:
    room = opened(RACE)
    quick, slow, idle = (room.join(None) for _ in range(3))
    act(room, "next")
    losses = []
    for value in TRIES:
        told = room.answer(quick, 0, 1, value)
        assert told is not None
        losses.append(told.loss)
    worst = TRIES[losses.index(max(losses))]
    told = room.answer(slow, 0, 1, worst, judge(RACE, worst))
    assert told is not None
    assert told.loss == max(losses)
    assert room.standing(quick) == {"loss": losses[-1], "best": min(losses), "place": 1, "of": 2}
    assert room.standing(slow)["place"] == 2
    assert room.standing(idle) == {"loss": None, "best": None, "place": None, "of": 2}
    mine = room.for_student(quick)["mine"]
    assert mine == [
        [value["optimizer"], value["schedule"], value["rate"], loss] for value, loss in zip(TRIES, losses, strict=True)
    ]
    assert sorted(room.votes()["best"], key=lambda one: one[3])[0][3] == min(losses)
    act(room, "next", "next")
    assert room.for_student(quick)["outcome"]["place"] == 1
    values, groups = room.crowd(0)
    assert values == [TRIES[losses.index(min(losses))], worst]
    assert groups == [value["optimizer"] for value in values]


def test_tries_and_seats_are_bounded() -> None:
    room = opened(RACE)
    seats = [room.join(None) for _ in range(MOST_SEATS)]
    assert len(set(seats)) == len(set(room.rows.values())) == MOST_SEATS
    with pytest.raises(RoomFullError, match="300"):
        room.join("x")
    assert room.join(seats[5]) == seats[5]
    act(room, "next")
    result = judge(RACE, TRIES[0])
    for _ in range(MOST_TRIES):
        room.answer(seats[0], 0, 1, TRIES[0], result)
    with pytest.raises(RefusedError, match="at most 40"):
        room.answer(seats[0], 0, 1, TRIES[0], result)


def test_the_reveal_tells_everybody_and_computes_what_nobody_has() -> None:
    room = opened(RATE)
    early, silent = room.join(None), room.join(None)
    act(room, "next")
    room.answer(early, 0, 1, 5.0)
    assert room.votes() == {"kind": "rate", "answered": 1, "values": None, "first": None, "curve": None}
    act(room, "next")
    assert room.votes()["values"] == [[5.0, None]]
    act(room, "next")
    assert room.for_student(early)["outcome"] is None
    room.compute()
    assert room.for_student(early)["outcome"]["right"] is False
    assert room.for_student(silent)["outcome"]["right"] is None
    votes = room.votes()
    assert votes["values"] == [[5.0, False]]
    assert len(votes["curve"]) > 100


def test_starts_are_seen_while_they_are_placed_and_coloured_at_the_reveal() -> None:
    room = opened(START)
    seat = room.join(None)
    act(room, "next")
    room.answer(seat, 0, 1, list(VALUES[2][2]))
    assert room.votes()["points"] == [list(VALUES[2][2])]
    assert room.votes()["ends"] is None
    act(room, "next", "next")
    room.compute()
    assert room.votes()["ends"] == [0]
    assert room.votes()["right"] == [True]
    assert room.crowd(0) == ([VALUES[2][2]], [0])


def test_nobody_joins_a_class_that_has_ended() -> None:
    room = opened()
    seat = room.join("")
    act(room, "end")
    assert room.join(seat) == seat
    with pytest.raises(RefusedError, match="ended"):
        room.join("")


class AnyClass(RuleBasedStateMachine):
    """Phones and a teacher do anything. Beside each phone stands the class as it would be with that phone alone."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Room("KWXPD", PLAN, "digest")
        self.copy = Room("KWXPD", PLAN, "digest")
        self.alone: dict[str, Room] = {}
        self.commands: list[str] = []

    @rule()
    def join(self) -> None:
        seat = self.room.join(None)
        own = Room("KWXPD", PLAN, "digest")
        act(own, *self.commands)
        own.repeat({"do": "join", "seat": seat, "row": self.room.rows[seat]})
        self.alone[seat] = own

    @rule(command=st.sampled_from(["next", "next", "next", "back", "again"]), late=st.booleans())
    def act(self, command: str, late: bool) -> None:
        before = (self.room.phase, self.room.index, self.room.round)
        moved = self.room.act(command, self.room.version - late)
        assert not (moved and late)
        assert moved or before == (self.room.phase, self.room.index, self.room.round)
        for own in self.alone.values() if moved else ():
            act(own, command)
        self.commands += [command] if moved else []

    @precondition(lambda self: self.alone)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        seat = data.draw(st.sampled_from(sorted(self.alone)))
        index = data.draw(st.integers(0, len(PLAN.items) - 1)) if data.draw(st.booleans()) else self.room.index
        value = data.draw(st.sampled_from(VALUES[index]))
        open_for_it = self.room.phase == "asking" and index == self.room.index
        try:
            self.room.answer(seat, index, self.room.round, value)
        except RefusedError:
            assert not open_for_it or self.room.item.task.repeats
        else:
            assert open_for_it
            self.alone[seat].answer(seat, index, self.room.round, value)

    @rule()
    def compute(self) -> None:
        self.room.compute()

    @invariant()
    def before_the_reveal_a_phone_is_told_what_it_would_be_told_alone(self) -> None:
        for seat, own in self.alone.items():
            told = self.room.for_student(seat)
            json.dumps(told, allow_nan=False)
            if self.room.phase != "revealed":
                assert told == own.for_student(seat)
                assert told["outcome"] is None
                assert self.room.item.told not in json.dumps(told)

    @invariant()
    def the_projector_does_not_know_the_answer_either(self) -> None:
        told, votes = self.room.for_teacher(), self.room.votes()
        json.dumps([told, votes], allow_nan=False)
        if self.room.phase != "revealed":
            assert told["told"] == ""
            assert not any(votes.get(name) for name in ("right", "ends", "curve"))

    @invariant()
    def its_events_make_the_same_class(self) -> None:
        for event in self.room.take_events():
            self.copy.repeat(json.loads(json.dumps(event)))
        assert self.copy.phases == self.room.phases
        assert self.copy.rows == self.room.rows
        for where in self.room.answers.asked():
            given, again = (one.answers.in_order(*where) for one in (self.room, self.copy))
            assert [one.value for one in given] == [one.value for one in again]


TestAnyClass = AnyClass.TestCase
TestAnyClass.settings = settings(max_examples=12, stateful_step_count=30)
