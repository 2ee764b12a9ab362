"""The place where code or a configuration is pasted and becomes schedules of the page."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.figures.board.view import SLOTS
from lrviz.hyperparameters import hyperparameters
from lrviz.reading import Pasted, PasteError, read_code
from lrviz.ui.kit.folds import fold
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.plans import LAST_ENTRIES, LAST_PLAN
from lrviz.ui.kit.slots import switch
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.written import field_values
from lrviz.ui.schedules.entry import put

_TITLE = "Paste code or a config"
_HELP = (
    "Python with the schedulers of torch, Hugging Face, timm, optax, Keras, fastai, Lightning or Accelerate; "
    "TrainingArguments, the JSON of DeepSpeed, the flags of timm's train.py, the arguments of Ultralytics. It is read, "
    "never run, and stays in this session."
)
_EXAMPLE = "scheduler = CosineAnnealingLR(optimizer, T_max=1000)"
_FIRST_RATE = 1e-3
_DEEPEST = 3
"""How many schedules inside one another the widgets show."""


def paste_code(entries: Mapping[int, Entry], plan: Plan, page: str) -> None:
    """The section in which a text is pasted, with what it was read as and the buttons that show it.

    Args:
        entries: the schedules that are on, by slot.
        plan: the run of the page, for what the text does not say.
        page: what the keys of the widgets begin with.
    """
    spoken_heading("Code from elsewhere")
    box = fold(_TITLE, f"{page}paste")
    if not box.open:
        return
    with box:
        text = st.text_area("Code or configuration", key="~paste.text", height=160, placeholder=_EXAMPLE, help=_HELP)
        if text.strip():
            lr = next((entry.lr for _, entry in sorted(entries.items()) if entry.lr), _FIRST_RATE)
            _show(text, entries, plan, lr, page)


def _show(text: str, entries: Mapping[int, Entry], plan: Plan, lr: float, page: str) -> None:
    try:
        pasted = _read(text, plan, lr)
    except PasteError as error:
        st.error(complaint(str(error)))
        return
    _tell(pasted)
    deep = next((entry for entry in pasted.entries if entry.schedule.nesting() > _DEEPEST), None)
    if deep is not None:
        st.error(complaint(f"{deep.label} has schedules inside one another deeper than the page can show."))
        return
    on = sorted(entries)
    free = len(SLOTS) - len(on)
    with st.container(horizontal=True):
        tip = "The schedules of the text take the place of all others, and its run that of the page, where it says one."
        st.button("Show only these", key="~paste.only", on_click=show_only, args=(page, pasted), help=tip)
        tip = "The schedules of the text stand beside the others; the run stays as it is."
        adding: dict[str, Any] = {"on_click": add, "args": (page, on, pasted), "help": tip}
        st.button("Add them", key="~paste.add", disabled=len(pasted.entries) > free, **adding)


@lru_cache(maxsize=8)
def _read(text: str, plan: Plan, lr: float) -> Pasted:
    return read_code(text, plan, lr)


def _tell(pasted: Pasted) -> None:
    """What the text was read as, how, and what was left out."""
    run = "" if pasted.plan is None else f" · a run of {pasted.plan.steps:,} steps"
    st.markdown(f"**Read as {complaint(pasted.form)}**{run}")
    for entry in pasted.entries:
        st.markdown(f"- {complaint(entry.label)} · {entry.stepped}")
    for note in pasted.notes:
        st.caption(complaint(note))
    if pasted.left_out:
        st.warning("\n\n".join(["Not understood:", *map(complaint, pasted.left_out)]))


def show_only(page: str, pasted: Pasted) -> None:
    """Has the page show the schedules of a text alone, over its run where it says one."""
    if pasted.plan is not None:
        for parameter in hyperparameters(Plan):
            value = getattr(pasted.plan, parameter.name)
            assign(dict(field_values(f"{page}.plan.{parameter.name}", parameter, value)))
    _put(page, SLOTS, pasted.entries)
    switch(f"{page}.schedules", list(SLOTS[: len(pasted.entries)]))
    for noted in (LAST_PLAN, LAST_ENTRIES):
        st.session_state.pop(noted, None)


def add(page: str, on: Sequence[int], pasted: Pasted) -> None:
    """Puts the schedules of a text into free slots."""
    free = [slot for slot in SLOTS if slot not in on][: len(pasted.entries)]
    _put(page, free, pasted.entries)
    switch(f"{page}.schedules", [*on, *free])


def _put(page: str, slots: Sequence[int], entries: Sequence[Entry]) -> None:
    for slot, entry in zip(slots, entries, strict=False):
        put(page, slot, entry)
