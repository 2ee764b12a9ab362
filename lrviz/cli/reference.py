"""The command `lrviz reference`: what the library has, and what one of its names means, from its own docstrings."""

import argparse
import inspect
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib import import_module
from types import GenericAlias
from typing import Any

from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters

MODULES = (
    *("lrviz", "lrviz.objectives", "lrviz.optimizers", "lrviz.schedules", "lrviz.comparison", "lrviz.previewing"),
    *("lrviz.recording", "lrviz.analysis", "lrviz.analysis.logs", "lrviz.export", "lrviz.sweeps", "lrviz.search"),
    *("lrviz.forecasts", "lrviz.tasks", "lrviz.training", "lrviz.lessons", "lrviz.figures"),
)
"""Where the public names are; each is told where it stands first."""

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Runs the command line without its first word; returns the exit code, 2 where there is no such name."""
    known = argparse.ArgumentParser(prog="lrviz reference", description=__doc__)
    known.add_argument("name", nargs="?", default="", help="one name, such as Adam or lrviz.comparison.curve")
    known.add_argument("--markdown", action="store_true", help="everything, as one Markdown document")
    options = known.parse_args(arguments)
    if options.markdown:
        print("\n".join(document()))
        return 0
    if not options.name:
        print("\n".join(overview()))
        return 0
    found = [(module, name) for module, name in names() if options.name in (name, f"{module}.{name}")]
    if not found:
        close = get_close_matches(options.name, [name for _, name in names()])
        hint = f"; close to it: {', '.join(close)}" if close else ""
        print(f"lrviz: no name {options.name!r} in lrviz{hint}", file=sys.stderr)
        return REFUSED
    print("\n\n".join("\n".join(told(module, name)) for module, name in found))
    return 0


def names() -> Iterator[tuple[str, str]]:
    """Every public name with the module that has it; a value that several have is told once."""
    seen: set[int] = set()
    for module in MODULES:
        loaded = import_module(module)
        for name in loaded.__all__:
            value = getattr(loaded, name)
            if callable(value) and id(value) in seen:
                continue
            seen.add(id(value))
            yield module, name


def overview() -> Iterator[str]:
    """A line for each name, under its module."""
    last = ""
    for module, name in names():
        if module != last:
            yield f"{chr(10) * bool(last)}{module}: {_first(import_module(module).__doc__)}"
            last = module
        yield f"  {name:28} {_first(_doc(getattr(import_module(module), name)))}".rstrip()


def document() -> Iterator[str]:
    """Everything as Markdown."""
    last = ""
    yield "# lrviz"
    for module, name in names():
        if module != last:
            yield f"\n## {module}\n\n{_first(import_module(module).__doc__)}"
            last = module
        head, *rest = told(module, name)
        yield "\n".join((f"\n### {name}\n", "```text", head, *rest, "```"))


def told(module: str, name: str) -> Iterator[str]:
    """What one name is: how it is called, what it means, and its hyperparameters with their ranges."""
    value = getattr(import_module(module), name)
    if not callable(value):
        yield f"{module}.{name}: {_shape(value)}"
        return
    if isinstance(value, type) and issubclass(value, Declared):
        yield f"{module}.{name}({', '.join(_with_default(field) for field in hyperparameters(value))})"
        yield from ("", _doc(value), "")
        yield from (f"  {field.name}: {field.caption} {_allowed(field)}" for field in hyperparameters(value))
        return
    yield f"{module}.{name}{_signature(value)}"
    yield from ("", _doc(value))


def _with_default(field: Hyperparameter) -> str:
    return field.name if field.required else f"{field.name}={field.default!r}"


def _allowed(field: Hyperparameter) -> str:
    return f"({field.allowed})"


def _signature(value: Any) -> str:
    try:
        given = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return "(…)"
    return f"({', '.join(_argument(one) for one in given)})"


def _argument(one: inspect.Parameter) -> str:
    star = "*" if one.kind is one.VAR_POSITIONAL else "**" if one.kind is one.VAR_KEYWORD else ""
    return f"{star}{one.name}" if one.default is one.empty else f"{one.name}={one.default!r}"


def _shape(value: Any) -> str:
    """A value that is no function and no class: a catalogue by its names."""
    if isinstance(value, tuple | list | dict | frozenset | set):
        some = [getattr(item, "__name__", None) or getattr(item, "key", None) or str(item) for item in value]
        return ", ".join(map(str, some))
    return repr(value)


def _doc(value: Any) -> str:
    """Its own docstring; a type that is only named so has its base's, which says nothing of it."""
    own = callable(value) and not isinstance(value, GenericAlias)
    return inspect.cleandoc(value.__doc__ or "") if own else ""


def _first(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
