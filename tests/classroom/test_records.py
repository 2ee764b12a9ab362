"""After a class: a table that no spreadsheet runs, and a record that shows the class again."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from lrviz.classroom import (
    Choice,
    ClassPlan,
    ClassRecord,
    RefusedError,
    Room,
    Rooms,
    class_of,
    judge,
    record,
    table,
)
from lrviz.classroom.record import MOST_RECORDED
from lrviz.classroom.table import HEADER
from tests.classroom.made import BOWL, PLAN, VALUES, item
from tests.classroom.test_journal import held


@pytest.fixture(scope="module")
def over() -> Room:
    """A class in which everything has happened once; nobody changes it."""
    return held(Room("KWXPD", PLAN, "digest"))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_has_a_row_for_each_answer_with_what_became_of_it(over: Room) -> None:
    rows = rows_of(table(over))
    assert len(rows) == 2 * len(PLAN.items) + 1 + 1  # two seats each, a second round, and one try more in the race
    assert tuple(rows[0]) == HEADER
    assert {int(row["row"]) for row in rows} == set(over.rows.values())
    for number, (one, values) in enumerate(zip(PLAN.items, VALUES, strict=True), 1):
        losses = {row["loss"] for row in rows if row["scene"] == str(number)}
        expected = {judge(one, value).loss for value in (values[0], values[1])}
        assert losses == {"" if loss is None else str(loss) for loss in expected}
    start = next(row for row in rows if row["task"] == "start")
    assert (float(start["x"]), float(start["y"])) in VALUES[2]
    race = next(row for row in rows if row["task"] == "race")
    assert (race["optimizer"], race["schedule"], race["value"]) == ("SGD", "constant", "0.01")


def test_a_table_of_nobody_has_a_head_and_hostile_words_are_no_formulas() -> None:
    room = Room("KWXPD", ClassPlan((item(BOWL, Choice(("=1+1", '@x",;=2\n+3')), "=HYPERLINK(1)"),)), "digest")
    assert table(room) == ",".join(HEADER) + "\n"
    seat = room.join(None)
    room.act("next", 0)
    room.answer(seat, 0, 1, 0)
    (row,) = rows_of(table(room))
    assert (row["title"], row["value"]) == ("'=HYPERLINK(1)", "'=1+1")


def test_a_record_comes_back_and_shows_the_class_again(over: Room) -> None:
    text = record(over)
    found = class_of(text)
    assert isinstance(found, ClassRecord)
    assert found == ClassRecord.of(over)
    rooms = Rooms()
    again, token = rooms.open(found, 0.0)
    assert rooms.teacher(again.code, token, 0.0) is again
    assert again.for_teacher()["recorded"]
    for seat in (None, next(iter(again.rows))):
        with pytest.raises(RefusedError, match="ended"):
            again.join(seat)
    phases = []
    while again.act("next", again.version):
        again.compute()
        phases.append(again.phase)
        assert not again.act("again", again.version)
        if again.phase == "revealed":
            assert len(again.votes().get("values", again.votes())) >= 1
    assert phases == ["closed", "revealed"] * len(PLAN.items) + ["ended"]
    assert rows_of(table(again)) == rows_of(table(over))
    assert over.for_teacher()["recorded"] is False


def test_a_record_holds_only_what_was_asked_and_of_nobody_there_is_none() -> None:
    room = Room("KWXPD", PLAN, "digest")
    with pytest.raises(RefusedError, match="nobody has answered"):
        record(room)
    seat = room.join(None)
    for _ in range(4):
        room.act("next", room.version)
    room.answer(seat, 1, 1, 0.05)
    found = class_of(record(room))
    assert isinstance(found, ClassRecord)
    assert [one.title for one in found.plan.items] == [PLAN.items[1].title]
    assert seat not in record(room)


def damaged(over: Room, change: Callable[[dict[str, Any]], Any]) -> str:
    data = json.loads(record(over))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(plan=None), "type ClassPlan"),
        (lambda data: data.update(given=[]), "answers to each"),
        (lambda data: data.update(given=data["given"] * 3), "answers to each"),
        (lambda data: data["given"].pop(), "each of its items"),
        (lambda data: data["given"].append(data["given"][0]), "once for each round"),
        (lambda data: data["given"].__setitem__(0, 5), "item, round and answers"),
        (lambda data: data["given"][0].update(item=9), "item must"),
        (lambda data: data["given"][0].update(round=3), "round"),
        (lambda data: data["given"][0].update(round="1"), "round"),
        (lambda data: data["given"][0].update(answers={}), "list of at most 300"),
        (lambda data: data["given"][0].update(answers=[[1, 1]] * 301), "list of at most 300"),
        (lambda data: data["given"][0].update(answers=[5]), "pair"),
        (lambda data: data["given"][0].update(answers=[["x", 1]]), "row of an answer"),
        (lambda data: data["given"][0].update(answers=[[1000, 9]]), "a choice must"),
    ],
)
def test_a_damaged_record_is_refused(over: Room, change: Callable[[dict[str, Any]], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        class_of(damaged(over, change))


def test_what_is_opened_is_bounded() -> None:
    assert class_of(PLAN.to_json()) == PLAN
    with pytest.raises(ValueError, match="1,000,000"):
        class_of('{"type": "ClassPlan"}' + " " * 1_000_000)
    with pytest.raises(ValueError, match="8,000,000"):
        class_of(" " * (MOST_RECORDED + 1))
