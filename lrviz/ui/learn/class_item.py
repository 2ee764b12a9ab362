"""One item of a class: of a lesson what it asks and tells, of a scene of one's own also the boxes to change that."""

import math
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lrviz.classroom import Choice, Item, Race, Rate, Start
from lrviz.ui.kit.class_list import attempt, items_for
from lrviz.ui.kit.headings import heading
from lrviz.ui.learn.class_changing import change
from lrviz.ui.trajectories.handover import open_scene

KINDS = {"choice": "choose", "rate": "set a value", "start": "place the start", "race": "race"}
"""What a class does, by the kinds of tasks."""

_NUMBERS = {
    "rate": {"low": "Least value", "high": "Largest value"},
    "race": {"low": "Least rate", "high": "Largest rate", "steps": "Steps of a try"},
}
"""Which numbers of a task can be changed, and what they are called, by its kind."""

_POLL = "none: a poll"


def item_page(number: int, item: Item) -> None:
    """Draws an item, counted from 1."""
    heading(f"{number} · {item.title}")
    if item.lesson:
        _of_lesson(item)
    else:
        _own(number, item)
    st.button("Open in Trajectories", key="~class.open", on_click=open_scene, args=(item.scene,))


def _of_lesson(item: Item) -> None:
    st.markdown(item.question)
    if isinstance(item.task, Choice):
        st.markdown("\n".join(_choice_lines(item.task)))
    else:
        st.caption(f"Everybody may {KINDS[item.task.kind]}.")
    st.markdown(f"**Told at the reveal.** {item.told}")


def _choice_lines(task: Choice) -> list[str]:
    return [f"- {choice}{' **✓**' if index == task.right else ''}" for index, choice in enumerate(task.choices)]


def _own(number: int, item: Item) -> None:
    if known := items_for(item.scene):
        _task_menu(number, item, known)
    _text(number, item, "title", "Title", 1)
    _text(number, item, "question", "Question", 2)
    if isinstance(item.task, Choice):
        _choices(number, item, item.task)
    if isinstance(item.task, Start):
        _target(number, item, item.task)
    if isinstance(item.task, Rate | Race):
        names = _NUMBERS[item.task.kind]
        for column, (name, label) in zip(st.columns(len(names)), names.items(), strict=True):
            with column:
                _number(number, item.task, name, label)
    _text(number, item, "told", "Told at the reveal", 2)


def _task_menu(number: int, item: Item, known: Sequence[Item]) -> None:
    """A menu of the tasks that fit the scene; another one brings its own question and answer."""
    key = f"~class.task {number}"
    st.session_state[key] = _place(known, item)
    st.selectbox(
        "Everybody is to",
        range(len(known)),
        format_func=lambda index: f"{KINDS[known[index].task.kind]}: {known[index].question}",
        key=key,
        on_change=lambda: _take_task(number, item, known, st.session_state[key]),
    )


def _place(known: Sequence[Item], item: Item) -> int:
    """Which of the suggestions an item is made of."""
    same = [index for index, one in enumerate(known) if one.task == item.task]
    alike = [index for index, one in enumerate(known) if type(one.task) is type(item.task)]
    return next(iter((*same, *alike, 0)))


def _take_task(number: int, item: Item, known: Sequence[Item], index: int) -> None:
    """Takes a suggestion; what somebody has called the item stays."""
    chosen = known[index]
    title = chosen.title if item.title in {one.title for one in known} else item.title
    change(number, title=title, task=chosen.task, question=chosen.question, told=chosen.told)


def _text(number: int, item: Item, field: str, label: str, lines: int) -> None:
    key = f"~class.{field} {number}"
    st.session_state[key] = getattr(item, field)
    longest = 100 if field == "title" else 1000
    if lines == 1:
        st.text_input(label, key=key, max_chars=longest, on_change=lambda: change(number, **{field: _now(key)}))
    else:
        st.text_area(
            label, key=key, max_chars=longest, height=80, on_change=lambda: change(number, **{field: _now(key)})
        )


def _now(key: str) -> str:
    return str(st.session_state[key]).strip()


def _choices(number: int, item: Item, task: Choice) -> None:
    key, right = f"~class.choices {number}", f"~class.right {number}"
    st.session_state[key] = "\n".join(task.choices)
    st.session_state[right] = -1 if task.right is None else task.right
    st.text_area(
        "Choices, one in each line", key=key, height=140, on_change=lambda: _take_choices(number, task, _now(key))
    )
    st.selectbox(
        "Right is",
        range(-1, len(task.choices)),
        format_func=lambda index: _POLL if index < 0 else task.choices[index],
        key=right,
        on_change=lambda: _take_right(number, task, st.session_state[right]),
    )


def _take_choices(number: int, task: Choice, text: str) -> None:
    """Takes other choices; the right one stays where its words or its place do."""
    choices = tuple(line.strip() for line in text.splitlines() if line.strip())
    right = task.right
    if right is not None and task.choices[right] in choices:
        right = choices.index(task.choices[right])
    if right is not None and right >= len(choices):
        right = None
    attempt(lambda: change(number, task=Choice(choices, right)))


def _take_right(number: int, task: Choice, right: int) -> None:
    change(number, task=replace(task, right=None if right < 0 else right))


def _number(number: int, task: Rate | Race, name: str, label: str) -> None:
    key = f"~class.{task.kind} {name} {number}"
    value: int | float = getattr(task, name)
    whole = isinstance(value, int)
    st.session_state[key] = value
    st.number_input(
        label,
        step=10 if whole else 10.0 ** math.floor(math.log10(abs(value) or 1.0)),
        format="%d" if whole else "%.6g",
        key=key,
        on_change=lambda: attempt(lambda: change(number, task=replace(task, **{name: st.session_state[key]}))),
    )


def _target(number: int, item: Item, task: Start) -> None:
    key, minima = f"~class.target {number}", item.scene.objective.minima
    st.session_state[key] = -1 if task.target is None else task.target
    st.selectbox(
        "Right is to reach",
        range(-1, len(minima)),
        format_func=lambda index: _POLL if index < 0 else "the minimum at ({:.4g}, {:.4g})".format(*minima[index]),
        key=key,
        on_change=lambda: change(number, task=replace(task, target=_chosen(st.session_state[key]))),
    )


def _chosen(index: int) -> int | None:
    return None if index < 0 else index
