"""Which answers the advice is given for; none where the page shows something else."""

import streamlit as st

from lrviz.lessons import ADVICE as KNOWN
from lrviz.ui.components.learn import ADVICE
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import assign

_ALLOWED = "; ".join(f"{question.key}: {' or '.join(question.choices)}" for question in KNOWN.questions)


def open_advice(link: Link) -> dict[str, str] | None:
    """The answers, by question; the link says which, and is told."""
    reading = Reading("advice", f"an answer to each question, between hyphens ({_ALLOWED})", _known)
    text: str = link.value(ADVICE, reading, "", "", drawn=False)
    return KNOWN.read(text) if text else None


def _known(text: str) -> str:
    """A text that writes answers, or an empty one.

    Raises:
        ValueError: it writes none.
    """
    return KNOWN.written(KNOWN.read(text)) if text else ""


def begin_advice() -> None:
    """Opens the advice at its first answers, for use in callbacks."""
    assign({ADVICE: KNOWN.written(KNOWN.usual)})


def close_advice() -> None:
    """Goes back to what was open before, for use in callbacks."""
    assign({ADVICE: ""})


def answer(answers: dict[str, str], question: str, key: str) -> None:
    """Takes what a widget says as the answer to a question, for use in callbacks."""
    assign({ADVICE: KNOWN.written({**answers, question: st.session_state[key]})})
