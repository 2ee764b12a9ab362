"""How values are written, read and explained in widgets."""

from collections.abc import Sequence
from typing import Any

from lrviz.hyperparameters import Hyperparameter
from lrviz.lessons.glossary import TERMS


def explained(parameter: Hyperparameter) -> str:
    """What a field means and allows, as a tip; with the glossary's text where a term of it explains the field."""
    said = [parameter.caption, f"Allowed: {parameter.allowed}."]
    if parameter.term:
        term = TERMS[parameter.term]
        said.append(f"\n\n**{term.name}.** {term.tip}")
    return " ".join(said).replace("$", r"\$")


def plain_items(parameter: Hyperparameter, items: Sequence[Any]) -> str:
    """The text that `read_items` reads as these items."""
    return ", ".join(":".join(map(_plain, item)) if parameter.pairs else _plain(item) for item in items)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def read_items(parameter: Hyperparameter, text: str) -> Any:
    """The tuple that a text such as "30, 80" or "0:1, 100:0.1" writes; the text itself where it writes none."""
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    try:
        if parameter.pairs:
            return tuple((float(first), float(second)) for first, second in (piece.split(":") for piece in pieces))
        return tuple(read_number(parameter, piece) for piece in pieces)
    except (ValueError, OverflowError):
        return text


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
