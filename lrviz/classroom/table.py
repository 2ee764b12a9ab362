"""The answers of a class as a table for spreadsheets: a row for each, seats by random numbers."""

from collections.abc import Iterator

from lrviz.classroom.answers import Answer
from lrviz.classroom.item import judge
from lrviz.classroom.room import Room
from lrviz.classroom.task import COLUMNS
from lrviz.spreadsheet import Cell, csv_text

HEADER = ("scene", "title", "task", "round", "row", *COLUMNS, "right", "minimum", "loss", "outcome")
"""The names of the columns; scenes and minima count from 1, and `row` is the random number of a seat."""


def table(room: Room) -> str:
    """All answers of a class as comma-separated values; it may run in a thread of its own."""
    return csv_text(HEADER, _rows(room))


def _rows(room: Room) -> Iterator[tuple[Cell, ...]]:
    for index, round in room.answers.asked():
        answered = room.answers.to(index, round)
        for seat in sorted(answered, key=lambda seat: room.rows[seat]):
            for one in answered[seat]:
                yield _row(room, index, round, seat, one)


def _row(room: Room, index: int, round: int, seat: str, answer: Answer) -> tuple[Cell, ...]:
    item = room.plan.items[index]
    result, cells = answer.result or judge(item, answer.value), item.task.cells(answer.value)
    ends = None if result.ends is None or result.ends < 0 else result.ends + 1
    right = None if result.right is None else "yes" if result.right else "no"
    head = (index + 1, item.title, item.task.kind, round, room.rows[seat])
    return (*head, *(cells.get(name) for name in COLUMNS), right, ends, result.loss, result.text)
