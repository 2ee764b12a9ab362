"""Splits a formula's text into numbers, names and signs, and defines the error that points at a character."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\*\*|[-+*/(),])"
)
_HINTS = {
    "^": "for a power write **",
    "×": "write *",
    "·": "write *",
    "÷": "write /",
    "−": "write -",
    "²": "write **2",
    "³": "write **3",
    "π": "write pi",
    "√": "write sqrt(...)",
    "%": "there is no remainder; floor(a/b) may help",
    "=": "write only the right-hand side",
    "<": "comparisons are not allowed; min, max and abs may help",
    ">": "comparisons are not allowed; min, max and abs may help",
    ".": "attributes are not allowed",
    "'": "text is not allowed",
    '"': "text is not allowed",
    "[": "write round parentheses",
    "{": "write round parentheses",
}


class FormulaError(ValueError):
    """A formula was refused; the message says why, then shows the formula with a caret under the place.

    Attributes:
        reason: the message without the picture.
        text: the formula.
        position: the index in the text of the first character that is wrong.
    """

    def __init__(self, reason: str, text: str, position: int) -> None:
        self.reason = reason
        self.text = text
        self.position = max(0, min(position, len(text)))
        first = max(0, self.position - 40)
        line = re.sub(r"[^ -~\u00a1-\uffff]", " ", text[first : self.position + 40])
        super().__init__(f"{reason} (character {self.position + 1})\n  {line}\n  {' ' * (self.position - first)}^")


@dataclass(frozen=True)
class Token:
    """A number, a name, a sign, or the end of the text."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, the end included.

    Raises:
        FormulaError: a character that no formula has.
    """
    found, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaError(_unexpected(text[position]), text, position)
        found.append(Token(str(match.lastgroup), match.group(), position))
        position = match.end()
    return [*found, Token("end", "", len(text))]


def _unexpected(character: str) -> str:
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint = _HINTS.get(character)
    return f"{shown} is not allowed in a formula" + (f": {hint}" if hint else "")
