"""How far a visit has come in each lesson: what was answered, what is revealed, how the stage is looked at."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, final

import streamlit as st

from lrviz.figures import Cue
from lrviz.figures.stage.view import View
from lrviz.hyperparameters import Declared, Range
from lrviz.lessons import Lesson
from lrviz.lessons.answering import played
from lrviz.objectives import Point
from lrviz.scene import Scene

Phase = Literal["asked", "playing", "told", "trying", "tried"]
"""Asked, then revealed: it plays, and is told; then the change: it plays, and has been tried."""

_PROGRESS = "~lessons"
_ACTS: dict[Phase, Literal["hold", "play", "end"]] = {
    "asked": "hold",
    "playing": "play",
    "told": "end",
    "trying": "play",
    "tried": "end",
}
_AFTER: dict[Phase, Phase] = {"playing": "told", "trying": "tried"}
_BLIND: tuple[Phase, ...] = ("asked", "playing", "trying")


@final
@dataclass(frozen=True)
class LearnView(Declared):
    """What stays of the view from lesson to lesson; the rest begins anew as each lesson wants it."""

    large: Annotated[bool, "Large type and thick lines, for a projector."] = False
    speed: Annotated[float, "How fast it plays: at 1 a whole run takes ten seconds.", Range(0.25, 8.0, log=True)] = 2.0


@dataclass(frozen=True)
class Progress:
    """How far a visit has come in one lesson.

    Attributes:
        lesson: which.
        view: how the stage is looked at, but for what stays from lesson to lesson.
        phase: what has been revealed.
        turn: how often the phase has changed.
        given: the choice, the value or the start that was given; None before.
    """

    lesson: Lesson
    view: View
    phase: Phase = "asked"
    turn: int = 0
    given: int | float | Point | None = None

    @property
    def revealed(self) -> bool:
        """Whether the answer is told."""
        return self.phase not in ("asked", "playing")

    @property
    def changed(self) -> bool:
        """Whether the stage shows the lesson's change."""
        return self.phase in ("trying", "tried")

    @property
    def scene(self) -> Scene:
        """What the stage shows: with what was given, once revealed with a solution where nothing was; or the change."""
        if self.changed:
            return self.lesson.change.scene
        if self.given is None and self.phase == "asked":
            return self.lesson.scene
        return played(self.lesson, self.given)

    @property
    def cue(self) -> Cue:
        """What the clock of the stage is to do."""
        return Cue(f"{self.lesson.key} {self.turn}", _ACTS[self.phase])

    def at(self, phase: Phase) -> "Progress":
        """The progress in another phase; the future is hidden until it has played."""
        view = replace(self.view, hide_future=phase in _BLIND)
        return replace(self, phase=phase, turn=self.turn + 1, view=view)


def progress_in(lesson: Lesson) -> Progress:
    """How far this visit has come in a lesson."""
    known: dict[str, Progress] = st.session_state.get(_PROGRESS, {})
    return known.get(lesson.key) or Progress(lesson, View(**{**lesson.look, "hide_future": True}))


def note(progress: Progress) -> None:
    """Notes how far this visit has come, for use in callbacks."""
    st.session_state[_PROGRESS] = st.session_state.get(_PROGRESS, {}) | {progress.lesson.key: progress}


def give(lesson: Lesson, given: Any) -> None:
    """Notes what is answered before the answer is told."""
    before = progress_in(lesson)
    if before.phase == "asked":
        note(replace(before, given=given))


def go_on(lesson: Lesson, phase: Phase) -> None:
    """Goes on to another phase of a lesson."""
    note(progress_in(lesson).at(phase))


def has_played(lesson: Lesson, cue: Any) -> None:
    """Takes a browser's word that the run of a cue has been played to its end."""
    before = progress_in(lesson)
    if cue == before.cue.id and before.phase in _AFTER:
        note(before.at(_AFTER[before.phase]))


def revealed() -> list[str]:
    """The keys of the lessons that this visit has revealed."""
    known: dict[str, Progress] = st.session_state.get(_PROGRESS, {})
    return [key for key, progress in known.items() if progress.revealed]
