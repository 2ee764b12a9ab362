"""One finding about a schedule: what is wrong with it, at which step, and how to fix it."""

from dataclasses import dataclass
from typing import Literal

from lrviz.comparison import Entry

Severity = Literal["error", "warning", "note"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""From the worst: the run stops or goes astray; it does other than planned; it is worth knowing."""


@dataclass(frozen=True)
class Trap:
    """One thing that a person would want to know of an entry before it trains.

    Attributes:
        kind: its short name, the same for all entries: "climbs again".
        sentence: what happens, with this entry's numbers, and why it matters.
        step: the optimizer step at which it shows; None where it has no place.
        severity: "error", "warning" or "note".
        fix: the entry put right; None where no single change does it.
        fix_label: what the change is: "Set T_max to 9,500"; empty without a fix.
    """

    kind: str
    sentence: str
    step: int | None
    severity: Severity
    fix: Entry | None = None
    fix_label: str = ""
