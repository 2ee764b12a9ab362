"""Expressions that build schedulers and optimizers, with the definitions that they need."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any


@dataclass(frozen=True)
class Code:
    """An expression that builds a scheduler or an optimizer.

    Attributes:
        expression: it.
        definitions: the functions, classes and imports that it needs.
        package: what pip must install for it, besides torch.
    """

    expression: str
    definitions: tuple[str, ...] = ()
    package: str = ""


def call(name: str, first: str, arguments: Mapping[str, Any]) -> str:
    """The expression that calls something with one argument and with others by their names."""
    return ", ".join([f"{name}({first}", *(f"{argument}={value!r}" for argument, value in arguments.items())]) + ")"


def told(values: Mapping[str, Any], defaults: Mapping[str, Any], always: Iterable[str]) -> dict[str, Any]:
    """The arguments that a call writes: those that are not their defaults, and some that a reader must see."""
    return {name: value for name, value in values.items() if name in always or value != defaults[name]}


_DEFINED = re.compile(r"(?:@\w+\n)*(?:def |class )?(\w+)(?=\(|:| = )")


def merged(codes: Iterable[Code]) -> list[Code]:
    """The same codes for one script: definitions that differ and share a name are told apart by a number."""
    taken: dict[str, str] = {}
    return [_renamed(code, taken) for code in codes]


def _renamed(code: Code, taken: dict[str, str]) -> Code:
    names: dict[str, str] = {}
    definitions = []
    for definition in code.definitions:
        found = _DEFINED.match(definition)
        if found is None:
            definitions.append(definition)
            continue
        own = found[1]
        base = re.sub(r"_\d+$", "", own)
        for name in chain([own], (f"{base}_{number}" for number in count(2))):
            text = _with_names(definition, names | {own: name})
            if taken.setdefault(name, text) == text:
                break
        names[own] = name
        definitions.append(text)
    return Code(_with_names(code.expression, names), tuple(definitions), code.package)


def _with_names(text: str, names: Mapping[str, str]) -> str:
    changed = {old: new for old, new in names.items() if old != new}
    if not changed:
        return text
    return re.sub(rf"(?<![\w.])(?:{'|'.join(changed)})\b", lambda found: changed[found[0]], text)
