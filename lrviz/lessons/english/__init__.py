"""The lessons in English: a text for each key."""

from lrviz.lessons.english import adaptive, curvature, essentials, noise, schedules
from lrviz.lessons.english.advice import CAUTIONS, LEAD, MEASURED_AS, PICKS, QUESTIONS
from lrviz.lessons.english.entries import ENTRIES, SHELVES
from lrviz.lessons.english.evidence import EVIDENCE, FINDINGS
from lrviz.lessons.english.glossary import NOTE, PARTS, TERMS
from lrviz.lessons.wording import Wording

__all__ = [
    "CAUTIONS",
    "CHAPTERS",
    "ENTRIES",
    "EVIDENCE",
    "FINDINGS",
    "LEAD",
    "MEASURED_AS",
    "NOTE",
    "PARTS",
    "PICKS",
    "QUESTIONS",
    "SHELVES",
    "TERMS",
    "WORDINGS",
]

CHAPTERS: dict[str, str] = {
    "essentials": "The essentials",
    "curvature": "Curvature and momentum",
    "adaptive": "Adaptive optimizers",
    "noise": "Noise",
    "schedules": "Schedules",
}
"""The titles of the chapters, by their keys."""

WORDINGS: dict[str, Wording] = {
    **essentials.WORDINGS,
    **curvature.WORDINGS,
    **adaptive.WORDINGS,
    **noise.WORDINGS,
    **schedules.WORDINGS,
}
"""The texts of the lessons, by their keys."""
