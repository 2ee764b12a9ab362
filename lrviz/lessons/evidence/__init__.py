"""Evidence on real networks: for each rule an experiment that shows it and one where it fails, over seeds."""

from lrviz.lessons.evidence.by_seed import BySeed
from lrviz.lessons.evidence.experiment import FEWEST_SEEDS, SEEDS, Experiment, Finding
from lrviz.lessons.evidence.optimizers import ON_OPTIMIZERS
from lrviz.lessons.evidence.schedules import ON_SCHEDULES

__all__ = ["FEWEST_SEEDS", "FINDINGS", "SEEDS", "BySeed", "Experiment", "Finding", "findings_on"]

FINDINGS: tuple[Finding, ...] = (*ON_OPTIMIZERS, *ON_SCHEDULES)
"""All findings, in the order of the menu."""


def findings_on(*picks: str) -> tuple[Finding, ...]:
    """The findings on what is advised, by the keys of picks."""
    return tuple(finding for finding in FINDINGS if set(finding.picks) & set(picks))
