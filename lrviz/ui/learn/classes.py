"""A class that is put together: the door to it, the list of what it goes through, the item that is open, its file."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from lrviz.classroom import ClassPlan, Item
from lrviz.ui.components.classroom import door
from lrviz.ui.kit.class_list import problem_now, written
from lrviz.ui.kit.export import download
from lrviz.ui.kit.headings import heading
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.notices import say_errors
from lrviz.ui.kit.share import say
from lrviz.ui.kit.texts import capital
from lrviz.ui.learn.class_changing import clear, move, put_back, remove
from lrviz.ui.learn.class_item import KINDS, item_page
from lrviz.ui.learn.open_class import open_item

_LEAD = (
    "Everybody predicts on a phone, without a name or an account; the projector shows the scene, then the votes, then"
    " what happens."
)


def class_page(items: Sequence[Item], opened: int) -> None:
    """Draws it.

    Args:
        items: what the class goes through.
        opened: the number of the item that is open, counted from 1; 0 for none.
    """
    problem = capital(problem_now())
    with st.container(key="lesson-head", gap="small"):
        heading("Class")
        st.caption(_LEAD)
        door(ClassPlan(tuple(items)).to_json() if items else "", [written(item) for item in items], {"again": put_back})
        say_errors([problem] if problem else [])
    listed, shown = st.columns([2, 3], gap="medium")
    with listed:
        _list(items, opened)
    with shown:
        if 0 < opened <= len(items):
            item_page(opened, items[opened - 1])
    say(problem or f"The class has {_counted(len(items))}.")


def _counted(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _list(items: Sequence[Item], opened: int) -> None:
    heading(_counted(len(items)))
    for number, item in enumerate(items, 1):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"class-item-{number}"):
            _line(number, item, number == opened, number == len(items))
    if items:
        with st.container(horizontal=True, gap="small"):
            download("The class", ClassPlan(tuple(items)).to_json, "lrviz_class.json")
            st.button("Empty the list", key="~class.clear", on_click=clear)
    else:
        st.caption("Nothing is in it yet: add lessons, a chapter, a link or a file beside.")


def _line(number: int, item: Item, is_open: bool, is_last: bool) -> None:
    label = complaint(f"{number} · {item.title} — {KINDS[item.task.kind]}")
    kind: Literal["secondary", "tertiary"] = "secondary" if is_open else "tertiary"
    st.button(label, key=f"~class.item {number}", type=kind, on_click=open_item, args=(number,))
    up, down, out = f"~class.up {number}", f"~class.down {number}", f"~class.out {number}"
    st.button("↑", key=up, help="Move it up", disabled=number == 1, on_click=move, args=(number, -1))
    st.button("↓", key=down, help="Move it down", disabled=is_last, on_click=move, args=(number, 1))
    st.button("×", key=out, help="Take it out of the class", on_click=remove, args=(number,))
