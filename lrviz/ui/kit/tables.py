"""Tables of outcomes as HTML."""

import html
from collections.abc import Iterable

from lrviz.ui.kit.texts import title_of


def text(content: str, kind: str = "", tip: str = "") -> str:
    """A cell that shows a text to the letter; its kind is a class of the style sheet, its tip is shown on hover."""
    noted = {"class": kind, "title": tip}
    marks = "".join(f' {name}="{html.escape(value)}"' for name, value in noted.items() if value)
    return f"<td{marks}>{html.escape(content)}</td>"


def number(content: str) -> str:
    """A cell that shows a number."""
    return text(content, "number")


def spread(middle: str, low: str, high: str) -> str:
    """A cell that shows a number and, where that says more, from where to where it is spread."""
    reach = "" if low == high else f"<small>{html.escape(low)} to {html.escape(high)}</small>"
    return f'<td class="number">{html.escape(middle)}{reach}</td>'


def named(content: str, mark: str = "") -> str:
    """A cell that names something, behind a mark in HTML; the terms of the glossary in it are its tip."""
    return f"<td{title_of(content)}>{mark}{html.escape(content)}</td>"


def markup(content: str) -> str:
    """A cell that holds HTML."""
    return f"<td>{content}</td>"


def table(head: Iterable[str], rows: Iterable[Iterable[str]], whole: bool = False) -> str:
    """A table.

    Args:
        head: what stands over the columns; the terms of the glossary in it are its tips.
        rows: of cells.
        whole: whether it keeps its width, and scrolls where there is too little.
    """
    top = "".join(f"<th{title_of(name)}>{html.escape(name)}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    kinds = "outcomes whole" if whole else "outcomes"
    return f'<table class="{kinds}"><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>'
