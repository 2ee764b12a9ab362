"""The list of lessons, or of words, beside the one that is open."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lrviz.lessons import CHAPTERS, LESSONS, Lesson
from lrviz.lessons.glossary import ENDINGS, WORDS, part_title
from lrviz.lessons.lesson import chapter_title
from lrviz.lessons.term import Term
from lrviz.ui.components.learn import Item, Part, contents
from lrviz.ui.kit.headings import spoken_heading
from lrviz.ui.learn.open_advice import begin_advice, close_advice
from lrviz.ui.learn.open_lesson import turn_to
from lrviz.ui.learn.open_word import close_glossary, open_glossary, turn_to_word
from lrviz.ui.learn.progress import progress_in, revealed

_LESSONS, _GLOSSARY, _ADVICE = "Lessons", "Glossary", "Advice"
_PART = "~part"


def choosing(part: str) -> None:
    """What chooses between lessons, glossary and advice; it shows the part that is open."""
    st.session_state[_PART] = part
    st.segmented_control(
        "What to learn from",
        [_LESSONS, _GLOSSARY, _ADVICE],
        key=_PART,
        required=True,
        on_change=_choose,
        label_visibility="collapsed",
        width="stretch",
    )


def _choose() -> None:
    close_glossary()
    close_advice()
    if st.session_state[_PART] == _GLOSSARY:
        open_glossary()
    if st.session_state[_PART] == _ADVICE:
        begin_advice()


def lessons_listed(lesson: Lesson) -> None:
    """The list of lessons by chapters, with what has been revealed; it turns them."""
    spoken_heading(_LESSONS)
    numbered = enumerate(LESSONS, 1)
    items = [(one.chapter, Item(one.key, str(number), one.title)) for number, one in numbered]
    parts = [Part(chapter_title(key), [item for own, item in items if own == key]) for key in CHAPTERS]
    contents(_LESSONS, parts, lesson.key, progress_in(lesson).cue.id, revealed(), {"open": _called(turn_to)})


def words_listed(term: Term) -> None:
    """The list of words; it turns them."""
    spoken_heading(_GLOSSARY)
    parts = [Part(part_title(key), _items(terms)) for key, terms in (("words", WORDS), ("endings", ENDINGS))]
    contents(_GLOSSARY, parts, term.key, term.key, (), {"open": _called(turn_to_word)})


def _items(terms: Sequence[Term]) -> list[Item]:
    return [Item(term.key, "", term.name) for term in terms]


def _called(turn: Any) -> Any:
    """Calls with what a browser sent; what is no text is left aside."""
    return lambda sent: turn(sent) if isinstance(sent, str) else None
