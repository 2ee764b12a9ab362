"""What stands above the stage: the question and what may be answered, then the answer, then the change."""

import math
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrviz.lessons import Lesson
from lrviz.lessons.answering import judged
from lrviz.lessons.task import Choose, SetValue
from lrviz.sweeps import settings_of, value_at
from lrviz.ui.learn.progress import Phase, Progress, give, go_on


def asking(progress: Progress) -> None:
    """Draws what belongs above the stage in this phase."""
    lesson = progress.lesson
    if progress.changed:
        with _row():
            st.markdown(f"**{lesson.reveal.change}.** {lesson.reveal.expect}")
            _step(lesson, "Back to the question", "told")
        return
    st.markdown(lesson.question)
    if progress.revealed:
        with _row():
            st.markdown(verdict(progress))
            _step(lesson, "Ask again", "asked")
        return
    with _row("bottom" if isinstance(lesson.task, SetValue) else "center"):
        answering(progress)
        if progress.phase == "asked":
            _step(lesson, "Reveal", "playing", primary=True)
        else:
            _step(lesson, "Show the answer", "told")


def verdict(progress: Progress) -> str:
    """The answer as Markdown, with a word on what was given."""
    word, told = judged(progress.lesson, progress.given)
    signs = {"Right.": ":green[**✓ Right.**]", "Not so.": ":red[**✗ Not so.**]"}
    return f"{signs.get(word, f'**{word}**')} {told}"


def in_words(progress: Progress) -> str:
    """The answer for a screen reader; nothing before the lesson is revealed."""
    return " ".join(judged(progress.lesson, progress.given)) if progress.revealed else ""


def answering(progress: Progress) -> None:
    """What a learner answers with: choices, or a value; a start is placed on the stage itself."""
    task, locked = progress.lesson.task, progress.phase != "asked"
    if isinstance(task, Choose):
        _choices(progress, locked)
    elif isinstance(task, SetValue):
        _value(progress, task, locked)
    else:
        x, y = progress.scene.origin
        st.caption(f"Drag the circle on the map, or click. It is at x = {x:.4g}, y = {y:.4g}.")


def _choices(progress: Progress, locked: bool) -> None:
    lesson = progress.lesson
    key, choices = f"~choice {lesson.key}", lesson.choices
    given = progress.given if isinstance(progress.given, int) else None
    st.pills(
        "Your answer",
        range(len(choices)),
        default=given,
        format_func=lambda index: choices[index],
        key=key,
        on_change=lambda: give(lesson, st.session_state[key]),
        disabled=locked,
        label_visibility="collapsed",
    )


def _value(progress: Progress, task: SetValue, locked: bool) -> None:
    lesson = progress.lesson
    key, (low, high) = f"~value {lesson.key}", task.allowed
    setting = next(one for one in settings_of(lesson.scene, task.run) if one.path == task.path)
    opened = float(value_at(lesson.scene, task.path, task.run))
    st.number_input(
        setting.parameter.name,
        min_value=low,
        max_value=high,
        value=opened if progress.given is None else float(progress.given),  # type: ignore[arg-type]
        step=10.0 ** math.floor(math.log10((high - low) / 50)),
        format="%.6g",
        key=key,
        on_change=lambda: give(lesson, st.session_state[key]),
        disabled=locked,
        width=180,
    )


def _row(alignment: Literal["center", "bottom"] = "center") -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment=alignment, gap="small", key="lesson-row")


def _step(lesson: Lesson, label: str, phase: Phase, primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.button(label, key=f"~{phase}", type=kind, on_click=go_on, args=(lesson, phase))
