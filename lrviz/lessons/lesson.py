"""A lesson: a question about a scene whose future is hidden, and what is told once the scene has run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

from lrviz.lessons import english
from lrviz.lessons.claim import Claim, written
from lrviz.lessons.task import Choose, PlaceStart, SetValue
from lrviz.lessons.wording import Language, Wording
from lrviz.objectives import Point
from lrviz.scene import Scene
from lrviz.simulate.outcomes import Kind
from lrviz.sweeps import settings_of, value_at

Task: TypeAlias = Choose | SetValue | PlaceStart

_WORDINGS = {"en": english.WORDINGS}
_CHAPTERS = {"en": english.CHAPTERS}
_DIGITS = 6


@dataclass(frozen=True)
class Row:
    """A number that theory gives, beside the same number as it is measured.

    Attributes:
        key: what it is about; the wording has a text for it.
        theory: the key of the claim that computes it from a formula.
        here: the key of the claim that measures it in runs.
    """

    key: str
    theory: str
    here: str


@dataclass(frozen=True)
class Change:
    """The one change to make next.

    Attributes:
        scene: the lesson's scene with the change made.
        outcomes: how each of its runs ends.
    """

    scene: Scene
    outcomes: tuple[Kind, ...]


@dataclass(frozen=True)
class Reveal:
    """What is told once the scene has run.

    Attributes:
        answer: a sentence or two.
        rows: what a row is about, the number of theory, the number measured.
        formula: in LaTeX; between its parts stands \\qquad, where a page may break it.
        why: the reason, two or three sentences.
        change: the one change to make next.
        expect: what that shows.
    """

    answer: str
    rows: tuple[tuple[str, str, str], ...]
    formula: str
    why: str
    change: str
    expect: str


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson. Its texts are in the language modules, by its key.

    Attributes:
        key: its name in links.
        chapter: the key of its chapter.
        scene: what is asked about.
        outcomes: how each of the scene's runs ends.
        task: what the learner does before it is revealed.
        claims: every number that is told and measured.
        rows: which claims stand side by side as theory and measurement.
        formula: in LaTeX; between its parts stands \\qquad, where a page may break it.
        change: what to try next.
        look: fields of the stage's view that differ from its defaults.
    """

    key: str
    chapter: str
    scene: Scene
    outcomes: tuple[Kind, ...]
    task: Task
    claims: tuple[Claim, ...]
    rows: tuple[Row, ...]
    formula: str
    change: Change
    look: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The numbers that the texts may tell, as they are written.

        Those of claims by their keys; those of the scene by the ends of their paths (`steps`, `condition`,
        `start_x`), of a run with its number behind (`lr_1`, `T_max_2`); those of the changed scene likewise, with
        `new_` in front.
        """
        told = settings_text(self.scene) | {
            f"new_{name}": text for name, text in settings_text(self.change.scene).items()
        }
        return told | {claim.key: claim.text for claim in self.claims}

    def wording(self, language: Language = "en") -> Wording:
        """The texts with their numbers."""
        return _WORDINGS[language][self.key].filled(self.numbers)

    @cached_property
    def _english(self) -> Wording:
        return self.wording()

    @property
    def title(self) -> str:
        """A few words, for lists."""
        return self._english.title

    @property
    def question(self) -> str:
        """What is asked before anything runs."""
        return self._english.question

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen; empty where a value is set or a start is placed."""
        return self._english.choices

    @property
    def answer(self) -> int | float | Point:
        """Which choice is right, counted from 0; or a value, or a start, that solves the task."""
        return self.task.answer

    @property
    def reveal(self) -> Reveal:
        """What is told once the scene has run, in English."""
        return self.revealed_in("en")

    def revealed_in(self, language: Language) -> Reveal:
        """What is told once the scene has run."""
        said, told = self.wording(language), self.numbers
        rows = tuple((said.rows[row.key], told[row.theory], told[row.here]) for row in self.rows)
        return Reveal(said.answer, rows, self.formula, said.why, said.change, said.expect)


def numbers_of(scene: Scene, lesson: Lesson | None, claims: Iterable[Claim]) -> dict[str, str]:
    """The numbers that a text about a scene may tell: those of the lesson that it is of, or its own, and claims."""
    known = lesson.numbers if lesson else settings_text(scene)
    return {**known, **{claim.key: claim.text for claim in claims}}


def settings_text(scene: Scene) -> dict[str, str]:
    """The numbers of a scene by their names in texts, `lr_1` for that of the first run."""
    told: dict[str, str] = {}
    for run in range(len(scene.runs)):
        for setting in settings_of(scene, run):
            value = value_at(scene, setting.path, run)
            if value is not None:
                part, *rest = setting.path.split(".")
                name = "_".join((part, *rest) if part == "start" or not rest else rest)
                told[f"{name}_{run + 1}" if part in ("optimizer", "schedule") else name] = _shortened(value)
    return told


def _shortened(value: float) -> str:
    return written(value if isinstance(value, int) else float(f"{value:.{_DIGITS}g}"))


def chapter_title(chapter: str, language: Language = "en") -> str:
    """The title of a chapter, by its key."""
    return _CHAPTERS[language][chapter]
