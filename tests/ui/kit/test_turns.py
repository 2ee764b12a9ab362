"""Visitors take turns, however much one of them asks for."""

import threading

from lrviz.ui.kit.turns import Turns


def waiting(turns: Turns, visitor: str, ran: list[str], number: int) -> threading.Thread:
    """A task that waits for its turn, in a thread of its own, and is in the line when this returns."""
    task = f"{visitor}{number}"

    def run() -> None:
        if turns.take(task, visitor, lambda: False):
            ran.append(task)
            turns.give(task)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not turns.before(task):
        pass
    return thread


def test_the_visitor_of_whom_the_fewest_run_comes_first() -> None:
    turns, ran = Turns(1), list[str]()
    assert turns.take("first", "a", lambda: False)
    threads = [
        waiting(turns, visitor, ran, number) for visitor, number in (("a", 1), ("a", 2), ("b", 1), ("c", 1), ("b", 2))
    ]
    assert [turns.before(task) for task in ("b1", "c1", "a1", "b2", "a2")] == [1, 2, 3, 4, 5]
    assert turns.others_wait("a")
    turns.give("first")
    for thread in threads:
        thread.join(30)
    assert ran[:2] == ["a1", "b1"] or ran[:2] == ["b1", "c1"] or len(ran) == 5
    assert sorted(ran) == ["a1", "a2", "b1", "b2", "c1"]


def test_who_gives_up_leaves_the_line() -> None:
    turns = Turns(1)
    assert turns.take("first", "a", lambda: False)
    assert not turns.take("second", "b", lambda: True)
    assert turns.before("second") == 0
    assert not turns.others_wait("a")
