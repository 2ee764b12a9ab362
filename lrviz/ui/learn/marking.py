"""Texts of declarations as Markdown: to the letter, with the ways to the papers that they name."""

import re

_ARXIV = re.compile(r"(?:arXiv:? ?)?\b(\d{4}\.\d{4,5})\b", re.IGNORECASE)


def letter_by_letter(text: str) -> str:
    """A text as Markdown that shows it to the letter."""
    return re.sub(r"([\\*_\[\]<>$#~:|`])", r"\\\1", text)


def with_papers(source: str) -> str:
    """A source as Markdown, in which the number of a paper on arXiv leads to it."""
    parts = _ARXIV.split(source)
    plain, numbers = parts[::2], parts[1::2]
    ways = [f"[arXiv {number}](https://arxiv.org/abs/{number})" for number in numbers]
    return "".join(letter_by_letter(text) + way for text, way in zip(plain, [*ways, ""], strict=True))
