"""Lessons: a question about a scene, what is told once it has run, and numbers that tests measure anew."""

from lrviz.lessons.adaptive import ADAPTIVE
from lrviz.lessons.claim import Claim
from lrviz.lessons.curvature import CURVATURE
from lrviz.lessons.essentials import ESSENTIALS
from lrviz.lessons.lesson import Lesson
from lrviz.lessons.noise import NOISE
from lrviz.lessons.schedules import SCHEDULES

__all__ = ["CHAPTERS", "LESSONS", "Claim", "Lesson"]

LESSONS: tuple[Lesson, ...] = (*ESSENTIALS, *CURVATURE, *ADAPTIVE, *NOISE, *SCHEDULES)
"""All lessons, in the order of teaching."""

CHAPTERS: tuple[str, ...] = tuple(dict.fromkeys(lesson.chapter for lesson in LESSONS))
"""The keys of the chapters, in the order of teaching; the language modules have their titles."""
