"""A term of the glossary: what a word means, and a scene that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from lrviz.lessons import english
from lrviz.lessons.claim import Claim
from lrviz.lessons.criteria import CRITERIA
from lrviz.lessons.lesson import Lesson, numbers_of
from lrviz.lessons.wording import Language, TermWording
from lrviz.scene import Scene
from lrviz.simulate.outcomes import Kind

_WORDINGS = {"en": english.TERMS}


@dataclass(frozen=True, eq=False)
class Term:
    """One word. Its texts are in the language modules, by its key.

    Attributes:
        key: its name in links.
        scene: what shows it.
        run: which of the scene's runs shows it, counted from 1; 0 where all do.
        kind: the outcome that the word says; None for one that says none.
        lesson: the lesson that the scene is of; None where it is of none.
        claims: every number that its texts tell beside those of the lesson and the scene.
        look: fields of the stage's view that differ from its defaults.
    """

    key: str
    scene: Scene
    run: int = 0
    kind: Kind | None = None
    lesson: Lesson | None = None
    claims: tuple[Claim, ...] = ()
    look: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers that the texts may tell, but for the criterion: of the scene, its lesson, the claims, the run."""
        return numbers_of(self.scene, self.lesson, self.claims) | {"run": str(self.run)}

    def wording(self, language: Language = "en") -> TermWording:
        """The texts with their numbers."""
        return _WORDINGS[language][self.key].filled(self.numbers, CRITERIA)

    @cached_property
    def _english(self) -> TermWording:
        return self.wording()

    @property
    def name(self) -> str:
        """The word."""
        return self._english.name

    @property
    def meaning(self) -> str:
        """What it means."""
        return self._english.meaning

    @property
    def see(self) -> str:
        """What its scene shows."""
        return self._english.see

    @property
    def criterion(self) -> str:
        """When exactly a run is called so; empty for a word that says no outcome."""
        return self._english.criterion

    @property
    def tip(self) -> str:
        """What stands beside the word wherever it is used."""
        return f"{self.meaning} {self.criterion}".rstrip()


def of_lesson(key: str, lesson: Lesson, run: int = 0, kind: Kind | None = None, **look: Any) -> Term:
    """A term that the scene of a lesson shows."""
    return Term(key, lesson.scene, run, kind, lesson, look={**lesson.look, **look})
