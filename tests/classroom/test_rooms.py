"""Classes are found by their codes, belong to who holds the token, and make way when they are over."""

import pytest

from lrviz.classroom import ALPHABET, RefusedError, Rooms
from lrviz.classroom.rooms import AFTERWARDS, IDLE, LENGTH, MOST_ROOMS, UNUSED
from tests.classroom.made import PLAN


def test_a_code_is_found_however_it_is_typed_and_has_no_letters_that_look_alike() -> None:
    rooms = Rooms()
    room, _ = rooms.open(PLAN, 0.0)
    assert len(room.code) == LENGTH
    assert not set("ILOQUV") & set(ALPHABET)
    assert set(room.code) <= set(ALPHABET)
    assert rooms.find(f" {room.code[:2].lower()} {room.code[2:]}\n", 0.0) is room
    for code in ("", "AAAA", room.code[:-1], None, 5, "\ud800"):
        assert rooms.find(code, 0.0) is None  # type: ignore[arg-type]


def test_only_the_token_makes_a_teacher() -> None:
    rooms = Rooms()
    room, token = rooms.open(PLAN, 0.0)
    other, another = rooms.open(PLAN, 0.0)
    assert len(token) == 32
    assert token not in (room.digest, other.digest)
    assert rooms.teacher(room.code, token, 0.0) is room
    for wrong in ("", another, room.digest, token.upper() + "x", None, 7, "é\ud800"):
        assert rooms.teacher(room.code, wrong, 0.0) is None  # type: ignore[arg-type]


def test_a_class_that_nobody_uses_for_twelve_hours_is_forgotten() -> None:
    rooms = Rooms()
    kept, _ = rooms.open(PLAN, 0.0)
    gone, _ = rooms.open(PLAN, 0.0)
    rooms.find(kept.code, 10.0)
    assert rooms.expire(IDLE) == []
    assert rooms.expire(IDLE + 5.0) == [gone.code]
    assert list(rooms) == [kept]


def test_a_class_that_has_ended_stays_for_its_table() -> None:
    rooms = Rooms()
    room, token = rooms.open(PLAN, 0.0)
    room.act("end", 0)
    assert rooms.expire(AFTERWARDS) == []
    assert rooms.teacher(room.code, token, 0.0) is room
    assert rooms.expire(AFTERWARDS + 1.0) == [room.code]


def test_classes_that_are_over_and_then_those_that_nobody_joined_make_way() -> None:
    rooms = Rooms()
    opened = [rooms.open(PLAN, float(number))[0] for number in range(MOST_ROOMS)]
    for room in opened[:-2]:
        room.join(None)
    with pytest.raises(RefusedError, match="at most 16 classes"):
        rooms.open(PLAN, 100.0)
    opened[3].act("end", 0)
    rooms.open(PLAN, 100.0)
    assert opened[3] not in list(rooms)
    rooms.open(PLAN, MOST_ROOMS + UNUSED)
    assert opened[-2] not in list(rooms)
    assert len(rooms) == MOST_ROOMS
    assert rooms.problem == ""
