"""The list of what there is to learn: it lives in the browser, which knows what was revealed in earlier visits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from lrviz.ui.kit.class_list import CLASS
from lrviz.ui.kit.component import Callbacks, mount

KEY = "learn"

LESSON, WORD, ENTRY, ADVICE = "lesson", "word", "entry", "advice"
"""The parameters of the page's link, and where the session has what they say: the keys of the lesson, word or entry
that is open, and the answers that the advice is given for."""

PAGE = (LESSON, WORD, ENTRY, ADVICE, CLASS)
"""What the keys of the page's widgets begin with."""


@dataclass(frozen=True)
class Item:
    """One line of the list.

    Attributes:
        key: what is sent when it is chosen.
        number: what stands before it; empty where nothing does.
        title: what it is called.
        also: the other names by which it is found.
    """

    key: str
    number: str
    title: str
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """Lines under one title.

    Attributes:
        title: what they have in common.
        items: the lines.
        waits: whether they are listed only where somebody looks for one of them.
    """

    title: str
    items: Sequence[Item]
    waits: bool = False


def contents(
    name: str,
    parts: Sequence[Part],
    shown: str,
    turn: str,
    revealed: Sequence[str],
    callbacks: Callbacks,
    search: str = "",
) -> None:
    """Mounts the list; Page Up and Page Down go through it while it stands.

    Args:
        name: what a screen reader calls it.
        parts: its lines.
        shown: the key of the one that is open.
        turn: how far it has come; where that is new, the page is scrolled to its top.
        revealed: the keys of those that this visit has revealed.
        callbacks: called before the script runs on: "open" with the key of a line.
        search: what the box is called in which somebody looks for a line by its names; empty where there is none.
    """
    listed = [asdict(part) for part in parts]
    listing = {"name": name, "parts": listed, "open": shown, "turn": turn, "revealed": list(revealed), "search": search}
    mount("learn", KEY, "learn/main.js", "learn/learn.css", listing, callbacks)
