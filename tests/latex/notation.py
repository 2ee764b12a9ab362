"""The tokens of LaTeX."""

import re

_TOKEN = re.compile(
    r"\\(?:text|operatorname)\{(?P<word>[^}]*)\}|\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\\\|\\.|\d+(?:\.\d+)?|\S"
)
_SPACING = {r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", r"\qquad", r"\displaystyle"}


def tokens(text: str) -> list[str]:
    """The tokens of LaTeX, without spaces of any width; words have lost their command."""
    found = (match["word"] if match["word"] is not None else match[0] for match in _TOKEN.finditer(text))
    return [token.strip().replace(r"\_", "_") for token in found if token not in _SPACING]


def name_of(symbol: str) -> str:
    """How a symbol is known here, whatever its braces."""
    return "".join(token for token in tokens(symbol) if token not in "{}")


def lines(found: list[str]) -> list[str]:
    """The tokens with every definition after \\\\, and no & outside of cases."""
    kept, depth = [], 0
    for index, token in enumerate(found):
        depth += (token == r"\begin{cases}") - (token == r"\end{cases}")
        if (depth == 0 and token in ("&", r"\quad")) or (depth == 0 and token == "," and found[index + 1] == r"\quad"):
            kept += [r"\\"] * (token == r"\quad")
        else:
            kept.append(token)
    return kept
