"""A pick: an optimizer or a schedule that is advised, with a scene that shows why and one where it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from lrviz.lessons import english
from lrviz.lessons.claim import Claim
from lrviz.lessons.lesson import Lesson, numbers_of
from lrviz.lessons.wording import Language, PickWording
from lrviz.optimizers import Optimizer
from lrviz.scene import Scene
from lrviz.schedules import Schedule

Picked = TypeVar("Picked", Optimizer, Schedule)

_WORDINGS = {"en": english.PICKS}


@dataclass(frozen=True, eq=False)
class Evidence:
    """A scene that shows something, with the numbers that are told of it.

    Attributes:
        scene: what shows it.
        lesson: the lesson that the scene is of; None where it is of none.
        claims: every number that is told beside those of the lesson and the scene.
        look: fields of the stage's view that differ from its defaults.
    """

    scene: Scene
    lesson: Lesson | None = None
    claims: tuple[Claim, ...] = ()
    look: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers that its text may tell: of the scene, its lesson, the claims."""
        return numbers_of(self.scene, self.lesson, self.claims)


def taught(lesson: Lesson, *claims: Claim) -> Evidence:
    """The scene of a lesson as evidence."""
    return Evidence(lesson.scene, lesson, claims, lesson.look)


@dataclass(frozen=True, eq=False)
class Pick(Generic[Picked]):
    """An optimizer or a schedule that is advised. Its texts are in the language modules, by its key.

    Attributes:
        key: its name in texts.
        value: what is advised, ready to run.
        shows: what shows why.
        fails: where the same advice is bad.
    """

    key: str
    value: Picked
    shows: Evidence
    fails: Evidence

    def wording(self, language: Language = "en") -> PickWording:
        """The texts with their numbers."""
        return _WORDINGS[language][self.key].filled(self.shows.numbers, self.fails.numbers)

    @cached_property
    def said(self) -> PickWording:
        """The texts in English."""
        return self.wording()
