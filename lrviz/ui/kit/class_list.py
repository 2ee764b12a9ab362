"""The list of what a class goes through, as the link of the page Learn holds it: lessons by key, scenes in full."""

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache

import streamlit as st

from lrviz.classroom import ClassPlan, Item, item_of, suggested
from lrviz.classroom.item import lesson_of
from lrviz.classroom.plan import MOST_ITEMS, plan_of
from lrviz.classroom.task import MOST_STEPS
from lrviz.scene import Scene
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import value_of

CLASS = "class"
"""The link's parameter that says which item of the list is open: its number, 0 for none, nothing where no list is."""

NO_ITEM = "0"

ITEMS = f"{CLASS}.items"
"""The link's parameter with an item of the list in each of its values."""

MOST_TEXT = 40_000
"""How many characters of a link the list may take: browsers and servers take longer ones, but not for certain."""

_PROBLEM = "~class.problem"
_OWN = "~"
_MOST_BYTES = 100_000


def listed(link: Link) -> tuple[Item, ...]:
    """The items of the list; the link says which, and is told."""
    allowed = f"lessons by their keys, or scenes as the page Learn writes them, {MOST_TEXT:,} characters at most"
    texts: list[str] = link.value(ITEMS, Reading("class list", allowed, _known, many=True), [], [], drawn=False)
    items = tuple(map(read, texts))
    try:
        list_values(items)
    except ValueError as error:
        link.refuse([ITEMS], f"`{ITEMS}`: {error}")
        return ()
    return items


def items_now() -> tuple[Item, ...]:
    """The items of the list as it stands, for use in callbacks."""
    return tuple(map(read, value_of(ITEMS, [])))


def list_values(items: Sequence[Item]) -> dict[str, list[str]]:
    """What the link must be given so that it holds a list.

    Raises:
        ValueError: it is longer than a class, or than a link, may be.
    """
    if len(items) > MOST_ITEMS:
        raise ValueError(f"a class must have at most {MOST_ITEMS} items, got {len(items)}")
    texts = [written(item) for item in items]
    if (length := sum(map(len, texts))) > MOST_TEXT:
        raise ValueError(f"a class must fit into a link, {MOST_TEXT:,} characters at most, got {length:,}")
    return {ITEMS: texts}


@lru_cache(maxsize=64)
def items_for(scene: Scene) -> tuple[Item, ...]:
    """What a class can be asked about a scene; computed once."""
    return suggested(scene)


def item_for(scene: Scene) -> Item:
    """What a class is asked about a scene at first.

    Raises:
        ValueError: there is nothing.
    """
    if known := items_for(scene):
        return known[0]
    raise ValueError(
        f"a scene for a class must have at most {MOST_STEPS:,} steps, and optimizers that lrviz computes itself, got"
        f" {scene.steps:,} steps of {', '.join(run.label for run in scene.runs)}"
    )


def attempt(act: Callable[[], None]) -> None:
    """Changes the list, or notes why that is refused; for use in callbacks."""
    st.session_state[_PROBLEM] = ""
    try:
        act()
    except ValueError as error:
        st.session_state[_PROBLEM] = str(error)


def problem_now() -> str:
    """Why the last change of the list was refused; empty where it was not."""
    said: str = st.session_state.get(_PROBLEM, "")
    return said


def _known(text: str) -> str:
    read(text)
    return text


def written(item: Item) -> str:
    """An item as a text of the link; `read` gives an equal one back."""
    if item.lesson:
        return item.lesson
    plain = json.dumps(item.to_dict(), separators=(",", ":"), ensure_ascii=False).encode(errors="surrogatepass")
    return _OWN + urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


@lru_cache(maxsize=1024)
def read(text: str) -> Item:
    """The item that a text of the link says.

    Raises:
        ValueError: it says none.
    """
    if not text.startswith(_OWN):
        return item_of(lesson_of(text))
    try:
        packed = urlsafe_b64decode(text[1:] + "=" * (-(len(text) - 1) % 4))
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(packed, _MOST_BYTES)
        data = json.loads(plain) if unpacking.eof else None
    except (binascii.Error, zlib.error, UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError(f"no scene of a class: {error}") from None
    return plan_of({"type": ClassPlan.__name__, "items": [data]}).items[0]
