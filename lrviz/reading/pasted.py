"""What a pasted text becomes: schedules on their base rates, the run, and what was not understood."""

from dataclasses import dataclass

from lrviz.comparison import Entry, Plan


@dataclass(frozen=True)
class Pasted:
    """What was read from a text.

    Attributes:
        form: what it was read as, such as "Python" or "a configuration of DeepSpeed".
        entries: the schedules that it builds, in its order, at least one.
        plan: the run that it describes; None where it says nothing of it.
        notes: how it was understood where that is not plain, in sentences.
        left_out: what was not understood, in sentences.
    """

    form: str
    entries: tuple[Entry, ...]
    plan: Plan | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
