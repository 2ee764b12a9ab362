"""Which word of the glossary is open; none where the page shows lessons."""

from lrviz.lessons.glossary import TERMS
from lrviz.lessons.term import Term
from lrviz.ui.components.learn import WORD
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign

_KEYS = tuple(TERMS)


def open_word(link: Link) -> Term | None:
    """The word that is open; the link says which, and is told."""
    reading = Reading("word", f"one of {', '.join(_KEYS)}", _known)
    key: str = link.value(WORD, reading, "", "", drawn=False)
    return TERMS[key] if key else None


def _known(text: str) -> str:
    if text and text not in TERMS:
        raise ValueError(text)
    return text


def open_glossary() -> None:
    """Opens the glossary at its first word, for use in callbacks."""
    assign({WORD: _KEYS[0]})


def close_glossary() -> None:
    """Goes back to the lessons, for use in callbacks."""
    assign({WORD: ""})


def turn_to_word(key: str) -> None:
    """Opens a word at the next run, for use in callbacks; what names none leaves the page as it is."""
    if key in TERMS:
        assign({WORD: key})
