"""In which order those who wait have their turn, so that all visitors share what there is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

Task = TypeVar("Task")


def in_fair_order(waiting: Mapping[Task, str], running: Iterable[str]) -> list[Task]:
    """Who waits, in the order of their turns: first visitors of whom the fewest tasks run, then who came first.

    Args:
        waiting: whose each task is, in the order in which they came.
        running: whose the tasks are that run.
    """
    before, ranks = Counter(running), {}
    for task, visitor in waiting.items():
        ranks[task] = before[visitor]
        before[visitor] += 1
    return sorted(waiting, key=lambda task: ranks[task])
