"""The table of an entry's hyperparameters: name, meaning, what is allowed, default, unit."""

import html
from typing import Any

from lrviz.hyperparameters import Declared, Hyperparameter
from lrviz.lessons.entry import Entry
from lrviz.ui.kit.tables import markup, table, text
from lrviz.ui.kit.texts import plain_items

_HEAD = ("Hyperparameter", "Meaning", "Allowed", "Default", "Unit")


def fields_table(entry: Entry) -> str:
    """It as HTML; a sentence where there are none."""
    rows = [_row(entry, part, field) for part, fields in entry.fields() for field in fields]
    if not rows:
        return "<p>It has no hyperparameters.</p>"
    counted = any(field.unit_in(part) for part, fields in entry.fields() for field in fields)
    width = len(_HEAD) if counted else len(_HEAD) - 1
    return f'<div class="entry-fields">{table(_HEAD[:width], (row[:width] for row in rows), whole=True)}</div>'


def _row(entry: Entry, part: Any, field: Hyperparameter) -> list[str]:
    default = "none, it must be given" if field.required else written(field, field.default)
    here = entry.changed.get(field.name)
    if here is not None:
        default += f"; here {written(field, here)}"
    name = markup(f"<code>{html.escape(field.name)}</code>")
    return [name, text(field.caption), text(_allowed(field)), text(default), text(field.unit_in(part))]


def _allowed(field: Hyperparameter) -> str:
    usual = field.range.usual if field.range else None
    return field.allowed.replace("in [", "[").replace("in (", "(") + (
        f", usually {usual[0]:g} to {usual[1]:g}" if usual else ""
    )


def written(field: Hyperparameter, value: Any) -> str:
    """A value of a field as people read it."""
    if isinstance(value, Declared):
        return str(getattr(value, "label", type(value).__name__))
    if isinstance(value, tuple) and value and isinstance(value[0], Declared):
        return ", ".join(written(field, one) for one in value)
    if isinstance(value, tuple):
        return plain_items(field, value)
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
