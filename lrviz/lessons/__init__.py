"""What the page Learn teaches: lessons, a glossary and advice, with numbers that tests measure anew."""

from lrviz.lessons.adaptive import ADAPTIVE
from lrviz.lessons.advice import ADVICE
from lrviz.lessons.claim import Claim
from lrviz.lessons.curvature import CURVATURE
from lrviz.lessons.essentials import ESSENTIALS
from lrviz.lessons.glossary import GLOSSARY
from lrviz.lessons.lesson import Lesson
from lrviz.lessons.noise import NOISE
from lrviz.lessons.schedules import SCHEDULES

__all__ = ["ADVICE", "CHAPTERS", "GLOSSARY", "LESSONS", "Claim", "Lesson"]

LESSONS: tuple[Lesson, ...] = (*ESSENTIALS, *CURVATURE, *ADAPTIVE, *NOISE, *SCHEDULES)
"""All lessons, in the order of teaching."""

CHAPTERS: tuple[str, ...] = tuple(dict.fromkeys(lesson.chapter for lesson in LESSONS))
"""The keys of the chapters, in the order of teaching; the language modules have their titles."""
