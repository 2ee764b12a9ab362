"""Advice: a few questions lead to an optimizer and a schedule, with a scene that speaks for each and one against it."""

from lrviz.lessons.advice.advising import ADVICE, Advice, Recommendation

__all__ = ["ADVICE", "Advice", "Recommendation"]
