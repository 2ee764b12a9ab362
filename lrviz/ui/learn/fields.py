"""The table of an entry's hyperparameters: name, symbol, meaning, what is allowed, default, unit."""

from collections.abc import Sequence
from dataclasses import MISSING
from typing import Any

from lrviz.hyperparameters import Declared, Hyperparameter
from lrviz.lessons.entry import Entry
from lrviz.ui.kit.texts import plain_items
from lrviz.ui.learn.marking import letter_by_letter

_HEAD = ("Hyperparameter", "Symbol", "Meaning", "Allowed", "Default", "Unit")


def fields_table(entry: Entry) -> str:
    """It as Markdown, without the columns that would be empty; a sentence where there are no hyperparameters."""
    rows = [_row(entry, part, field) for part, fields in entry.fields() for field in fields]
    if not rows:
        return "It has no hyperparameters."
    told = [place for place, _ in enumerate(_HEAD) if any(row[place] for row in rows)]
    lines = ([row[place] for place in told] for row in (_HEAD, ["---"] * len(_HEAD), *rows))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(entry: Entry, part: Any, field: Hyperparameter) -> Sequence[str]:
    default = _default(field)
    if field.name in entry.changed:
        default += f"; here {written(field, entry.changed[field.name])}"
    if field.otherwise and (other := field.otherwise.there(field.default)):
        default += f" ({field.otherwise.name} = {other:.4g})"
    symbol = "" if field.symbol.startswith(r"\text") else f"${field.symbol}$"
    meaning = " ".join(filter(None, (field.caption, field.otherwise.meaning if field.otherwise else "")))
    texts = (meaning, _allowed(field), default, field.unit_in(part))
    return (f"`{field.name}`", symbol, *map(letter_by_letter, texts))


def _default(field: Hyperparameter) -> str:
    if field.default is MISSING:
        return "none, it must be given"
    value = written(field, field.default)
    return f"none in Python; {value} where a page is told nothing else" if field.required else value


def _allowed(field: Hyperparameter) -> str:
    usual = field.range.usual if field.range else None
    return field.allowed.removeprefix("in ") + (f", usually {usual[0]:g} to {usual[1]:g}" if usual else "")


def written(field: Hyperparameter, value: Any) -> str:
    """A value of a field as people read it."""
    if isinstance(value, Declared):
        return str(getattr(value, "label", type(value).__name__))
    if isinstance(value, tuple) and value and isinstance(value[0], Declared):
        return ", ".join(written(field, one) for one in value)
    if isinstance(value, tuple):
        return plain_items(field, value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
