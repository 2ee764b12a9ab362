"""The traps of an entry with groups of parameters: those of each group, told once, and those of their starts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lrviz.analysis.trap import SEVERITIES, Trap
from lrviz.comparison import Entry, Plan

_WARMUP_SHARE = 20
"""A warmup that is put right takes the steps that a group trains over this."""


def group_traps(entry: Entry, find: Callable[[Entry], Sequence[Trap]]) -> tuple[Trap, ...]:
    """What `find` finds for each part of an entry, the worst first; of one without groups what it finds for it.

    A trap of the same kind at the same step is told for the first group that has it, with the names of the others. A
    fix is that of the whole entry; where no change of one field of it gives exactly the part put right, there is none.

    Args:
        entry: with groups or without.
        find: the traps of an entry without groups.
    """
    if not entry.groups:
        return tuple(find(entry))
    alike: dict[tuple[str, int | None], list[tuple[int, Trap]]] = {}
    for number, part in enumerate(entry.parts):
        for trap in find(part):
            having = alike.setdefault((trap.kind, trap.step), [])
            if all(other != number for other, _ in having):
                having.append((number, trap))
    told = [_told(entry, having) for having in alike.values()]
    return tuple(sorted(told, key=lambda trap: SEVERITIES.index(trap.severity)))


def _told(entry: Entry, having: Sequence[tuple[int, Trap]]) -> Trap:
    """One trap for all groups that have it."""
    number, trap = having[0]
    names = [entry.group_names[other] for other, _ in having]
    also = f" The same kind of trap is in: {', '.join(names[1:])}." if names[1:] else ""
    fix = None if trap.fix is None else entry.with_part(number, trap.fix)
    label = trap.fix_label if fix is not None else ""
    return replace(trap, sentence=f"{names[0]}: {trap.sentence}{also}", fix=fix, fix_label=label)


def start_traps(entry: Entry, plan: Plan) -> Iterator[Trap]:
    """The groups that never train in a run, and those whose warmup is longer than it; those alike are told once."""
    alike: dict[tuple[int, int], list[int]] = {}
    for number, group in enumerate(entry.groups):
        alike.setdefault((group.start, group.warmup_steps), []).append(number)
    for (start, warmup), numbers in alike.items():
        names = ", ".join(entry.group_names[number] for number in numbers)
        trained = plan.steps - start
        if trained <= 0:
            sentence = (
                f"{names}: The start is at step {start:,}, and the run has {plan.steps:,} steps: nothing is trained."
            )
            yield Trap("never starts", sentence, None, "error", _changed(entry, numbers, start=0), "Set start to 0")
        elif warmup > trained:
            shorter = max(1, trained // _WARMUP_SHARE)
            sentence = (
                f"{names}: The warmup would go on to step {start + warmup:,}, and the run has {plan.steps:,} steps: "
                f"{trained:,} of {warmup:,} steps of the warmup are taken."
            )
            fix = _changed(entry, numbers, warmup_steps=shorter)
            yield Trap("unfinished warmup", sentence, None, "warning", fix, f"Set warmup_steps to {shorter:,}")


def _changed(entry: Entry, numbers: Sequence[int], **changes: int) -> Entry:
    """The same with some steps of some groups changed."""
    fields: dict[str, Any] = dict(changes)
    every = enumerate(entry.groups)
    return replace(
        entry, groups=tuple(replace(group, **fields) if number in numbers else group for number, group in every)
    )
