"""One entry of the reference: formula, picture, what it is good for, its hyperparameters, what it costs, its code."""

import html
from typing import Literal

import streamlit as st

from lrviz.figures.reference.pictures import as_image, curve_picture, legend, losses_picture, paths_picture
from lrviz.forecasts import Law
from lrviz.lessons import LESSONS, Lesson
from lrviz.lessons.entries import ENTRIES, entries_of
from lrviz.lessons.entry import Entry
from lrviz.lessons.showing import FORECAST_PLAN, expected_losses, plan_of
from lrviz.optimizers import Optimizer
from lrviz.ui.kit.plans import open_plan
from lrviz.ui.kit.share import say
from lrviz.ui.kit.texts import capital
from lrviz.ui.learn.fields import fields_table
from lrviz.ui.learn.marking import letter_by_letter, with_papers
from lrviz.ui.learn.open_entry import turn_to_entry
from lrviz.ui.learn.open_lesson import with_number
from lrviz.ui.learn.parts import show_lesson
from lrviz.ui.learn.turning import titled
from lrviz.ui.trajectories.handover import open_scene

_MOST_LESSONS, _LONGEST = 3, 100


def entry_page(entry: Entry) -> None:
    """Draws an entry."""
    with st.container(key="lesson-head", gap="small"):
        tips = "Previous entry (Page Up)", "Next entry (Page Down)"
        titled(entry.title, tips, list(ENTRIES), entry.key, turn_to_entry)
        st.markdown(entry.sentence)
        if entry.also:
            st.caption(f"Also called {', '.join(entry.also)}.")
    with st.container(key="entry-body", gap="small"):
        words, pictures = st.columns([3, 2], gap="medium")
        with words:
            _words(entry)
        with pictures:
            _pictures(entry)
        _formulas(entry)
        st.markdown(fields_table(entry))
        _costs(entry)
        st.code(entry.code, language="python")
        _ways(entry)
    say(f"{entry.title}. {entry.sentence}")


def _formulas(entry: Entry) -> None:
    with st.container(horizontal=True, gap="medium", key="lesson-formula"):
        for formula in entry.formulas:
            st.latex(formula, width="content")
    for part in entry.parts:
        if details := part.details():
            name = f"{type(part).__name__}: " if len(entry.parts) > 1 else ""
            st.caption(letter_by_letter(name + details))


def _words(entry: Entry) -> None:
    if entry.good_for:
        st.markdown(f"**Good for.** {entry.good_for}")
    if entry.goes_wrong:
        st.markdown(f"**Goes wrong.** {entry.goes_wrong}")


def _pictures(entry: Entry) -> None:
    if entry.scene:
        labels = [run.label for run in entry.scene.runs]
        told = f"Paths of {' and '.join(labels)} on {entry.scene.objective.label}"
        st.html(_figure(paths_picture(entry.scene), told, legend(labels)))
    if entry.planned:
        plan = plan_of(entry.parts)
        told = f"The rate of {entry.planned.label} over {plan.steps:,} steps"
        st.html(_figure(curve_picture(entry.planned, plan), told, [(told, "")]))
    for law in entry.laws:
        names = [planned.schedule.title for planned in entry.forecast]
        lines = tuple(expected_losses(law, planned) for planned in entry.forecast)
        told = f"The loss over {FORECAST_PLAN.steps:,} steps under {', '.join(names)}"
        st.html(_figure(losses_picture(lines), told, legend(names)))


def _figure(picture: str, told: str, lines: list[tuple[str, str]]) -> str:
    named = "".join(f"<span>{_swatch(image)}{html.escape(label)}</span>" for label, image in lines)
    image = f'<img src="{as_image(picture)}" alt="{html.escape(told)}">'
    return f'<figure class="entry-picture">{image}<figcaption>{named}</figcaption></figure>'


def _swatch(image: str) -> str:
    return f'<img src="{image}" alt="" width="28" height="10">' if image else ""


def _costs(entry: Entry) -> None:
    for optimizer in entry.optimizers:
        st.markdown(f"**Remembers.** {_memory(optimizer)}")
    for law in entry.laws:
        st.markdown(f"**Tried on** {law.tested}. **Believed before a log is seen:** {_believed(law)}.")
    for part in entry.parts:
        if source := part.source():
            st.markdown(f"**Source.** {with_papers(source)}")


def _memory(optimizer: Optimizer) -> str:
    """What an optimizer keeps for each parameter, in words."""
    size, scaling = optimizer.state_bytes, optimizer.state_scaling
    kept = ", ".join(optimizer.state_per_parameter)
    told = f"{size:,} bytes for each parameter of float32" + (f": {kept}" if len(kept) < _LONGEST else "")
    whole = f"{told}. That is {size:,} GB for a model of a billion parameters." if size else "Nothing for a parameter."
    return f"{whole} {capital(scaling)}".rstrip()


def _believed(law: Law) -> str:
    """What is believed of a law's numbers before a log is seen, as Markdown."""
    return ", ".join(rf"${one.symbol} = {one.mean:g} \pm {one.deviation:g}$" for one in law.exponents)


def _ways(entry: Entry) -> None:
    with st.container(horizontal=True, gap="small"):
        if entry.scene:
            st.button("Open in Trajectories", key="~open", type="primary", on_click=open_scene, args=(entry.scene,))
        if entry.planned:
            going = ([entry.planned], plan_of(entry.parts))
            first: Literal["primary", "secondary"] = "secondary" if entry.scene else "primary"
            st.button("Open in Schedules", key="~to plan", type=first, on_click=open_plan, args=going)
        if entry.forecast:
            whole = (entry.forecast, FORECAST_PLAN)
            st.button("Open in Schedules", key="~to plan", type="primary", on_click=open_plan, args=whole)
        for lesson in _lessons(entry)[:_MOST_LESSONS]:
            st.button(with_number(lesson), key=f"~taught {lesson.key}", on_click=show_lesson, args=(lesson,))


def _lessons(entry: Entry) -> list[Lesson]:
    """The lessons whose scenes have it in them."""
    return [lesson for lesson in LESSONS if entry in entries_of(lesson.scene)]
