"""Texts of lessons as HTML: what the app hands to Streamlit as Markdown."""

import html
import re

_CODE = re.compile(r"`([^`]+)`")
_STRONG_WORD = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")


def as_html(text: str) -> str:
    """A text with its `code` and its *emphasis* marked; all else is shown to the letter."""
    parts = _CODE.split(text)
    plain, code = (map(html.escape, some) for some in (parts[::2], parts[1::2]))
    emphasised = [_STRONG_WORD.sub(r"<em>\1</em>", part) for part in plain]
    marked = [f"<code>{part}</code>" for part in code]
    return "".join(text + mark for text, mark in zip(emphasised, [*marked, ""], strict=True))
