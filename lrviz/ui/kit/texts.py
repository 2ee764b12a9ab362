"""How values are written, read and explained in widgets."""

import html
from collections.abc import Iterable, Sequence
from typing import Any

from lrviz.hyperparameters import Hyperparameter
from lrviz.lessons.glossary import TERMS
from lrviz.lessons.spotting import terms_in, tip_in
from lrviz.lessons.term import Term


def explained(parameter: Hyperparameter, label: str = "") -> str:
    """What a field means and allows, as a tip; with the glossary's texts of what explains it, or is in its name.

    Args:
        parameter: the field.
        label: what it is called; left out, its name.
    """
    said = f"{parameter.caption} Allowed: {parameter.allowed}.".replace("$", r"\$")
    own = (TERMS[parameter.term],) if parameter.term else ()
    return _with_terms(said, dict.fromkeys((*own, *terms_in(label or parameter.name))))


def tipped(label: str, said: str | None = None) -> str | None:
    """What is said of a label, and what the glossary says of the terms that it uses; None where that is nothing."""
    return _with_terms(said or "", terms_in(label)) or None


def title_of(label: str) -> str:
    """The attribute of an HTML element that gives it as its tip what the glossary says of its label; may be empty."""
    tip = tip_in(label)
    return f' title="{html.escape(tip)}"' if tip else ""


def _with_terms(said: str, terms: Iterable[Term]) -> str:
    """A tip in Markdown, and under it what the glossary says of some terms, unless it stands there already."""
    told = (f"**{term.name}.** {term.tip}" for term in terms if term.tip not in said)
    return "\n\n".join(filter(None, (said, *told)))


def plain_items(parameter: Hyperparameter, items: Sequence[Any] | None) -> str:
    """The text that `read_items` reads as these items; an empty one for None."""
    if items is None:
        return ""
    return ", ".join(":".join(map(_plain, item)) if parameter.pairs else _plain(item) for item in items)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def read_items(parameter: Hyperparameter, text: str) -> Any:
    """The tuple that a text such as "30, 80" or "0:1, 100:0.1" writes; the text itself where it writes none.

    Nothing writes None where the field may be None.
    """
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if not pieces and parameter.optional:
        return None
    try:
        if parameter.pairs:
            return tuple((float(first), float(second)) for first, second in (piece.split(":") for piece in pieces))
        return tuple(read_number(parameter, piece) for piece in pieces)
    except (ValueError, OverflowError):
        return text


def example(parameter: Hyperparameter) -> str:
    """How a tuple is written."""
    if not parameter.pairs:
        return "30, 80"
    two = parameter.length is not None and parameter.length.low == parameter.length.high == 2
    return "-1:1, -2:2" if two else "0:1, 100:0.1"


def read_number(parameter: Hyperparameter, text: str) -> float:
    """The number that a text writes, whole where the field is.

    Raises:
        ValueError: it writes none.
        OverflowError: it writes an infinite whole one.
    """
    value = float(text)
    return int(value) if parameter.whole and value == int(value) else value


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def accepts(parameter: Hyperparameter, value: Any) -> bool:
    """Whether a field allows a value."""
    try:
        parameter.check("", value)
    except ValueError:
        return False
    return True
