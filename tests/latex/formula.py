"""Reads whole formulas: the definitions, and what they are worth at each index."""

import re
from collections.abc import Mapping
from typing import Any

from tests.latex.arithmetic import CONSTANTS, FUNCTIONS, Meaning
from tests.latex.expressions import Expressions
from tests.latex.notation import lines, tokens


class Formula(Expressions):
    """A formula that was read.

    Args:
        latex: the whole formula.
        names: the symbols of fields and of what is given, as `name_of` knows them.
        first: the first index; before it everything is 0 but what the formula says.
    """

    def __init__(self, latex: str, names: set[str], first: int) -> None:
        body = lines(tokens(re.sub(r"\\(begin|end)\{aligned\}", "", latex)))
        super().__init__(body, names, _heads(body))
        self._first = first
        self.indexed: dict[str, tuple[str, int, Meaning]] = {}
        self.initial: dict[tuple[str, int], Meaning] = {}
        for _ in range(2):  # what the first reading finds out are names, the second one knows
            self._at, self.used = 0, set()
            while self._peek() is not None:
                self._definition()

    def compute(self, name: str, given: Mapping[str, Any], index: int) -> Any:
        """What is called `name` at an index, where `given` has the values, functions and items of all other names."""
        return self.item(name, index, {"#": {}, **given})

    def unknown(self) -> set[str]:
        """The names that the formula uses and does not define."""
        defined = {*self.symbols, *self.functions, *self.indexed, *FUNCTIONS, *CONSTANTS, *self.bound}
        return self.used - defined - {name for name, _ in self.initial}

    def item(self, name: str, index: int, scope: dict[str, Any]) -> Any:
        """One item of what is defined for each index."""
        if name not in self.indexed:
            return self.initial[name, index](scope) if (name, index) in self.initial else scope[name](index)
        variable, shift, meaning = self.indexed[name]
        kept, key = scope["#"], (name, index, None if variable == "t" else scope.get("t"))
        if key in kept:
            return kept[key]
        if (name, index) in self.initial:
            value = self.initial[name, index](scope)
        elif variable == "t" and index - shift < self._first:
            value = 0.0
        else:
            value = meaning(scope | {variable: index - shift})
        kept[key] = value
        return value

    def _definition(self) -> None:
        if self._peek() == r"\\":
            self._take()
            return
        name = self._base()
        if self._peek() == "(":
            self._take("(")
            parameters = [self._base()]
            while self._peek() == ",":
                self._take()
                parameters.append(self._base())
            self._take(")")
            self._take("=")
            self.bound |= set(parameters)
            self.functions[name] = parameters, self._sum()
        elif self._peek() == "_":
            self._take()
            self._indexed_definition(name, self._raw_group())
        else:
            self._take("=")
            self.symbols[name] = self._sum()

    def _indexed_definition(self, name: str, index: list[str]) -> None:
        self._take("=")
        meaning = self._sum()
        text = "".join(index)
        if re.fullmatch(r"-?\d+", text):
            self.initial[name, int(text)] = meaning
        elif match := re.fullmatch(r"([tij])([+-]\d+)?", text):
            self.bound.add(match[1])
            self.indexed[name] = match[1], int(match[2] or 0), meaning
        else:
            self.symbols[f"{name}_{text}"] = meaning


def _heads(body: list[str]) -> set[str]:
    """What stands left of an = with an index, `m_t`, and with arguments, `a(u)`."""
    text = " ".join(body)
    heads = r"(?:^|\\\\ )((?:\\hat|\\bar)?(?: \{)? ?[^\s{}]+(?: \})?) "
    found = [re.findall(heads + after, text) for after in (r"_ \{? ?[tij]\b", r"\(")]
    return {re.sub(r"[\s{}]", "", name) + sign for names, sign in zip(found, "[(", strict=True) for name in names}
