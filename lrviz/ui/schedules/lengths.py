"""Keeps the lengths inside schedules in proportion to the run, and what was set when another schedule is chosen."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from lrviz.analysis.traps.lengths import attempt, step_fields
from lrviz.analysis.traps.parts import parts
from lrviz.comparison import Entry, Group, Plan
from lrviz.hyperparameters import Declared, hyperparameters
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.schedules.scaling import fitted, scaled
from lrviz.ui.kit.catalogues import is_chosen, title
from lrviz.ui.kit.lengths import Lengths
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.values import value_of
from lrviz.ui.schedules.entry import put, was_put

_ORIGINS = "~origins"
_KINDS = {title(kind): kind for kind in SCHEDULES}
_WARMUP_SHARE = 20
"""A warmup that is put before a schedule takes at most the run's length over this."""


def follow(page: str, on: Sequence[int], entries: Mapping[int, Entry], last: Plan, plan: Plan) -> None:
    """Brings all lengths into proportion to another run, or to another stepping.

    They are counted from where they were first set, so that nothing is lost on the way.

    Args:
        page: what the keys of the widgets begin with.
        on: the slots that are on.
        entries: what the slots held when the page was last drawn, over the plan `last`.
        last: that plan.
        plan: the plan now.
    """
    origins: dict[int, tuple[Entry, Plan, Entry]] = st.session_state.setdefault(_ORIGINS, {})
    for slot in on:
        entry = entries.get(slot)
        if entry is None:
            continue
        # What a button has put is stepped as the button says.
        stepped = entry.stepped if was_put(slot) else value_of(f"{page}{slot}.stepped", entry.stepped)
        if plan == last and stepped == entry.stepped:
            continue
        origin, whole, result = origins.get(slot, (entry, last, entry))
        if result != entry:
            origin, whole = entry, last
        now = replace(entry, stepped=stepped)
        now = _stretched(now, origin, _calls(now, plan) / _calls(origin, whole), plan.steps / whole.steps)
        origins[slot] = origin, whole, now
        put(page, slot, now)


def _stretched(entry: Entry, origin: Entry, calls: float, steps: float) -> Entry:
    """An entry with the lengths that it had at first times a factor: of the scheduler's calls, or of steps."""
    groups = []
    for group in origin.groups:
        own = None if group.schedule is None else scaled(group.schedule, calls)
        groups.append(replace(scaled(replace(group, schedule=None), steps), schedule=own))
    return replace(entry, schedule=scaled(origin.schedule, calls), groups=tuple(groups))


def is_a_groups_own(key: str) -> bool:
    """Whether a widget's key is that of a field of a group of parameters, and not of a schedule in it."""
    return re.search(r"\.groups\.\d+\.\w+$", key) is not None


@contextmanager
def lengths_of(link: Link, prefix: str, default: Entry, plan: Plan) -> Iterator[None]:
    """Lets the lengths of an entry, and of its groups, be typed in any unit, meanwhile.

    Args:
        link: this run's link.
        prefix: what the keys of the entry's widgets begin with.
        default: what the entry is at first.
        plan: the run.
    """
    stepped = value_of(f"{prefix}.stepped", default.stepped)
    link.lengths = Lengths(plan, replace(default, stepped=stepped).repeats(plan), is_a_groups_own)
    yield
    link.lengths = None


def _calls(entry: Entry, plan: Plan) -> float:
    """How often a schedule is stepped in a run, the last epoch counted by how much of it there is."""
    return plan.steps / entry.repeats(plan)


def take_choices(page: str, on: Sequence[int], entries: Mapping[int, Entry], plan: Plan, fit: bool) -> None:
    """Keeps what was set where a menu, an inner one too, now says another schedule, and fits the new one to its steps.

    Args:
        page: what the keys of the widgets begin with.
        on: the slots that are on.
        entries: what the slots held when the page was last drawn.
        plan: the run.
        fit: whether lengths follow the run.
    """
    for slot in on:
        entry = entries.get(slot)
        if entry is None or was_put(slot):
            continue
        calls, own = entry.calls(plan), enumerate(entry.groups, 1)
        chosen = _rechosen(f"{page}{slot}.s", entry.schedule, entry.schedule, calls, fit)
        groups = tuple(_own_rechosen(f"{page}{slot}.groups.{n}.schedule", group, calls, fit) for n, group in own)
        if chosen is not None or groups != entry.groups:
            put(page, slot, replace(entry, schedule=chosen or entry.schedule, groups=groups))


def _own_rechosen(key: str, group: Group, calls: int, fit: bool) -> Group:
    """A group with the schedule of its own that a menu says, fitted where it has just been chosen."""
    own, kind = group.schedule, _KINDS.get(str(value_of(key)))
    if own is not None:
        return replace(group, schedule=_rechosen(key, own, own, calls, fit) or own)
    if kind is None:
        return group
    return replace(group, schedule=fitted(kind.usual(), calls) if fit else kind.usual())


def _rechosen(key: str, schedule: Schedule, whole: Schedule, calls: int, fit: bool) -> Schedule | None:
    """The schedule with the class that a menu of it says; None where all say what they said before."""
    name = value_of(key)
    if name in _KINDS and name != title(type(schedule)):
        inside = (part.duration for part in parts(whole, calls) if part.schedule is schedule)
        return _chosen(_KINDS[name], schedule, max(1, next(inside, calls)), fit)
    for field, index, inner_key, inner in _inner(f"{key}.{type(schedule).__name__}", schedule):
        other = _rechosen(inner_key, inner, whole, calls, fit)
        if other is not None:
            changed: Schedule | None = attempt(partial(_exchanged, schedule, field, index, other))
            return changed
    return None


def _inner(prefix: str, declared: Declared) -> Iterator[tuple[str, int | None, str, Schedule]]:
    """The schedules in the fields of a declared value: field, place in it, the key of the menu."""
    for parameter in hyperparameters(type(declared)):
        value = getattr(declared, parameter.name)
        if isinstance(value, Schedule):
            yield parameter.name, None, f"{prefix}.{parameter.name}", value
        elif parameter.many and issubclass(parameter.kind, Declared):
            for index, item in enumerate(value):
                at = f"{prefix}.{parameter.name}.{index + 1}"
                if is_chosen(type(item)):
                    yield parameter.name, index, at, item
                else:
                    yield from ((parameter.name, index, key, inner) for _, _, key, inner in _inner(at, item))


def _exchanged(owner: Any, field: str, index: int | None, schedule: Schedule) -> Any:
    """A declared value with another schedule in a field, or in the item of a field that holds it."""
    new: Any = schedule
    if index is not None:
        items = getattr(owner, field)
        held = items[index]
        if not isinstance(held, Schedule):
            (inner,) = (name for name, _, _, _ in _inner("", held))
            new = _exchanged(held, inner, None, schedule)
        new = (*items[:index], new, *items[index + 1 :])
    changes: dict[str, Any] = {field: new}
    return replace(owner, **changes)


def _chosen(kind: type[Schedule], before: Schedule, steps: int, fit: bool) -> Schedule:
    """A schedule of a class that a menu says: what was there goes into it, or comes out of it, where that can be."""
    held = next((part.schedule for part in parts(before, steps)[1:] if type(part.schedule) is kind), None)
    if held is not None:
        return held
    new = kind.usual()
    around = [p.name for p in hyperparameters(kind) if not p.many and issubclass(p.kind, Schedule)]
    for fields in (around[:1], around) if around else ():
        holding: Schedule | None = attempt(partial(_around, new, fields, before, steps))
        if holding is not None:
            return holding
    return fitted(new, steps) if fit else new


def _around(new: Schedule, fields: Sequence[str], before: Schedule, steps: int) -> Schedule:
    """A schedule around the one that was there, which keeps its own lengths unless it falls to the end of the run.

    One that puts another clock under it leaves no fewer steps for it.
    """
    if new.alone:
        return replace(new, **dict.fromkeys(fields, before))
    lead = {name: min(value, max(1, steps // _WARMUP_SHARE)) for name, value in step_fields(new).items()}
    left = max(1, steps - sum(lead.values()))
    inner = fitted(before, left) if before.falls and before.length == steps else before
    changes: dict[str, Any] = {**lead, **dict.fromkeys(fields, inner)}
    return replace(new, **changes)
