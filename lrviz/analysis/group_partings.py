"""Lays the rates that a log has for each group of parameters over the groups of an entry."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrviz.analysis.logs import LoggedRun
from lrviz.analysis.partings import Parting, parting
from lrviz.arrays import Floats
from lrviz.comparison import Entry, Plan


@dataclass(frozen=True)
class GroupParting:
    """A group of a log beside the group of an entry that it is taken for.

    Attributes:
        logged: what the log calls it.
        planned: what the entry calls it.
        guessed: whether it is taken for that one by its rates or its place, and not by its name.
        parting: where they part, if they do; why is said of the first group that does.
    """

    logged: str
    planned: str
    guessed: bool
    parting: Parting


def group_partings(
    planned: Mapping[str, Floats],
    run: LoggedRun,
    logged: Mapping[str, Floats],
    entry: Entry | None = None,
    plan: Plan | None = None,
    pause: Callable[[], object] = lambda: None,
) -> tuple[GroupParting, ...]:
    """Where each group of a log parts from the plan, in the order of the log, and why the first one does.

    A logged group is the planned one of its name, in whatever case. One without such a name is the planned group with
    which the largest share of its steps agrees; of equals one that no other has yet, at its own place or the first.

    Args:
        planned: name of a group of the entry -> its rates, (steps of the plan,).
        run: what the log says of its steps, (n,).
        logged: name of a group of the log -> its rates, (n,), NaN where none was logged; what has none at all is left
            out.
        entry: what the planned rates are of, by which its schedules are known beyond the plan's end.
        plan: the run that the entry has them in.
        pause: what is done now and then, as in `parting`; what it raises ends the search.

    Raises:
        ValueError: no group is planned.
    """
    if not planned:
        raise ValueError("the planned groups must be at least one, got none")
    filled = [(name, rates) for name, rates in logged.items() if np.isfinite(rates).any()]
    told: list[GroupParting] = []
    for place, (name, rates) in enumerate(filled):
        order = _order(planned, place, {one.planned for one in told})
        told.append(_beside(planned, order, name, _of_group(run, rates)))
    parted = [one for one in told if one.parting.step is not None]
    if parted:
        first = min(parted, key=lambda one: one.parting.step or 0)
        rows, part = _of_group(run, dict(filled)[first.logged]), _part(entry, first.planned)
        why = parting(planned[first.planned], rows, entry=part, plan=plan, pause=pause)
        told[told.index(first)] = replace(first, parting=why)
    return tuple(told)


def _part(entry: Entry | None, name: str) -> Entry | None:
    """The entry of one group; None where its rates are others, by a start of its own."""
    if entry is None or name not in entry.group_names:
        return None
    place = entry.group_names.index(name)
    return None if entry.groups[place].begins_late else entry.parts[place]


def _order(names: Iterable[str], place: int, taken: Collection[str]) -> list[str]:
    """Names that are not taken before others, of each kind the one at a place first."""
    ranked = sorted(enumerate(names), key=lambda one: (one[1] in taken, one[0] != place))
    return [name for _, name in ranked]


def _of_group(run: LoggedRun, rates: Floats) -> LoggedRun:
    """The rows of a run in which a group has a rate, with that rate."""
    rows = np.isfinite(rates)
    return replace(run, steps=run.steps[rows], rates=rates[rows], losses=None)


def _beside(planned: Mapping[str, Floats], order: Sequence[str], logged: str, run: LoggedRun) -> GroupParting:
    """The planned group that a logged one is taken for; of equals the first in an order."""
    named = next((name for name in planned if name.casefold() == logged.casefold()), None)
    if named is not None:
        return GroupParting(logged, named, False, parting(planned[named], run, explained=False))
    partings = [(name, parting(planned[name], run, explained=False)) for name in order]
    name, best = max(partings, key=lambda one: one[1].share_agreeing)
    return GroupParting(logged, name, True, best)
