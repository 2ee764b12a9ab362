"""What the kinds share: texts that are nearly right."""

from collections.abc import Sequence

from hypothesis import strategies as st

ODD = (
    "",
    "\0",
    "\n",
    "\r",
    '"',
    "'",
    ",",
    ";",
    "(",
    ")",
    "[",
    "{",
    "}",
    "\\",
    "%",
    "é",
    "\u202e",
    "𝟙",
    "\ud800",
    "٣",
    "-",
    "=",
)
"""What is put into a text."""

Edit = tuple[int, int, str]


def marred(texts: st.SearchStrategy[str], odd: Sequence[str] = ODD) -> st.SearchStrategy[str]:
    """Texts in which a few places are cut out, and something else is put there."""
    put = st.sampled_from(odd) | st.text(max_size=3)
    edits = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4), put), min_size=1, max_size=3)
    return st.builds(_edited, texts, edits)


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for place, cut, put in edits:
        at = place % (len(text) + 1)
        text = text[:at] + put + text[at + cut :]
    return text
