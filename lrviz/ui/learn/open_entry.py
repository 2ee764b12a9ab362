"""Which entry of the reference is open; none where the page shows lessons or words."""

from lrviz.lessons.entries import ENTRIES, named, on_shelf
from lrviz.lessons.entry import Entry, Shelf
from lrviz.ui.components.learn import ENTRY
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign


def open_entry(link: Link) -> Entry | None:
    """The entry that is open; the link says which, and is told."""
    allowed = "the name of an optimizer, a schedule, a function or a law, such as Adam, StepLR or Rosenbrock"
    key: str = link.value(ENTRY, Reading("entry", allowed, _known), "", "", drawn=False)
    return ENTRIES[key] if key else None


def _known(text: str) -> str:
    return named(text).key if text else ""


def open_shelf(shelf: Shelf) -> None:
    """Opens the reference at the first entry of a shelf, for use in callbacks."""
    assign({ENTRY: on_shelf(shelf)[0].key})


def close_reference() -> None:
    """Goes back to what the page showed before, for use in callbacks."""
    assign({ENTRY: ""})


def turn_to_entry(key: str) -> None:
    """Opens an entry at the next run, for use in callbacks; what names none leaves the page as it is."""
    if key in ENTRIES:
        assign({ENTRY: key})
