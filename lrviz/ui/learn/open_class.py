"""Which class is put together, and which of its items is open; none where the page shows something else."""

from collections.abc import Sequence

from lrviz.classroom import Item
from lrviz.classroom.plan import MOST_ITEMS
from lrviz.ui.kit.class_list import CLASS, NO_ITEM, items_now, list_values
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign


def open_class(link: Link) -> int | None:
    """The number of the item that is open, counted from 1, 0 for none; None where no class is. The link is told."""
    allowed = f"the number of an item, 0 to {MOST_ITEMS}"
    text: str = link.value(CLASS, Reading("class", allowed, _known), "", "", drawn=False)
    return int(text) if text else None


def _known(text: str) -> str:
    if text and not 0 <= int(text) <= MOST_ITEMS:
        raise ValueError(text)
    return str(int(text)) if text else ""


def begin_class() -> None:
    """Opens the list of the class, for use in callbacks."""
    assign({CLASS: NO_ITEM})


def close_class() -> None:
    """Goes back to what was open before; the list stays. For use in callbacks."""
    assign({CLASS: ""})


def open_item(number: int) -> None:
    """Opens an item of the list, counted from 1, for use in callbacks."""
    assign({CLASS: str(number)})


def put_items(items: Sequence[Item], opened: int = 0) -> None:
    """Puts a list in the place of the one before, and opens an item of it; for use in callbacks.

    Raises:
        ValueError: it is longer than a class, or than a link, may be; the one before stays.
    """
    assign({**list_values(items), CLASS: str(opened)})


def add_items(items: Sequence[Item]) -> None:
    """Puts items behind the list, and opens the first of them; for use in callbacks.

    Raises:
        ValueError: it becomes too long; the list stays as it is.
    """
    before = items_now()
    put_items([*before, *items], len(before) + 1)
