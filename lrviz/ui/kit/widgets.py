"""Widgets made from declarations: nothing here knows a hyperparameter by name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias

import streamlit as st

from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.optimizers import OPTIMIZERS, Optimizer
from lrviz.schedules import SCHEDULES, Schedule
from lrviz.ui.kit.link import Link
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.texts import accepts, explained, plain_items, read_items, unless_folded

Built: TypeAlias = Declared | ValueError
"""A declared value, or why there is none."""

_CATALOGUES: dict[type[Declared], tuple[type[Declared], ...]] = {
    Objective: OBJECTIVES,
    Optimizer: OPTIMIZERS,
    Schedule: SCHEDULES,
}
_DEEPEST = 2
_MOST_PARTS = 8


def title(declared: type[Declared]) -> str:
    """What menus call a declared class."""
    name = getattr(declared, "title", None)
    return name if isinstance(name, str) else declared.__name__


def chooser(
    link: Link,
    key: str,
    label: str,
    kind: type[Declared],
    default: Declared,
    first: int = 1,
    depth: int = 0,
    ruled: bool = False,
) -> Built:
    """A menu over a catalogue and the widgets of the chosen class.

    Args:
        link: this run's link.
        key: the menu's key; the fields' keys are made of it, the class and the field.
        label: what stands over the menu.
        kind: what the catalogue holds.
        default: what is chosen at first, with its values.
        first: how many fields stand open, and all texts; the others are folded away.
        depth: how many choosers this one is inside.
        ruled: whether what it is inside sets its length, so that a field which is that length is not shown.

    Returns:
        The instance, or the error that its class raised.
    """
    classes = {title(c): c for c in _catalogue(kind, depth)}
    chosen = classes[menu(link, key, label, list(classes), title(type(default)))]
    if not link.sparing:
        st.caption(chosen.caption())
    shown = default if type(default) is chosen else chosen()
    return editor(link, f"{key}.{chosen.__name__}", chosen, shown, first, depth, chosen.idle() if ruled else "")


def menu(link: Link, key: str, label: str, names: list[str], default: str, tip: str | None = None) -> str:
    """A menu of names; its value is the name."""
    if link.omits(key, default):
        return default
    allowed = f"one of {', '.join(names)}" if len(names) < 9 else "one of the names in its menu"
    bind = link.watch(key, default, allowed, lambda text: text in names)
    return (
        st.selectbox(label, names, names.index(default), key=key, help=unless_folded(link, tip), bind=bind) or default
    )


def _catalogue(kind: type[Declared], depth: int) -> tuple[type[Declared], ...]:
    """What may stand in a field of this kind; empty where it is in no catalogue."""
    catalogue: tuple[type[Declared], ...] = next((c for base, c in _CATALOGUES.items() if issubclass(kind, base)), ())
    return tuple(c for c in catalogue if depth < _DEEPEST or not _holds_others(c))


def _nested(
    link: Link, key: str, label: str, kind: type[Declared], default: Declared, first: int, depth: int, ruled: bool
) -> Built:
    """The widgets of a declared value inside another one: with a menu of classes where there is a catalogue of them."""
    if _catalogue(kind, depth):
        return chooser(link, key, label, kind, default, first, depth, ruled)
    if not link.sparing:
        st.markdown(f"*{label}*")
    return editor(link, key, kind, default, len(hyperparameters(kind)), depth)


def is_chosen(kind: type[Declared]) -> bool:
    """Whether a catalogue holds the class, so that a menu chooses it."""
    return any(issubclass(kind, base) for base in _CATALOGUES)


def _holds_others(declared: type) -> bool:
    return any(issubclass(parameter.kind, Declared) for parameter in hyperparameters(declared))


def editor(
    link: Link, prefix: str, chosen: type[Declared], default: Declared, first: int, depth: int = 0, idle: str = ""
) -> Built:
    """The widgets of every field of a class but the idle one; other arguments and result as in `chooser`."""
    fields: type = chosen
    flags = {parameter.ruled_by for parameter in hyperparameters(fields)}
    shown = [parameter for parameter in hyperparameters(fields) if parameter.name != idle]
    declared = sorted(shown, key=lambda parameter: parameter.name not in flags)
    values: dict[str, Any] = {}
    for unseen in (parameter for parameter in hyperparameters(fields) if parameter.name == idle):
        values[idle] = link.passes(f"{prefix}.{idle}", getattr(default, idle), partial(_one, unseen))
    texts = [parameter for parameter in declared if parameter.kind is str and not parameter.choice]
    first = max(first, len(declared[: declared.index(texts[-1]) + 1]) if texts else 0)
    open_fields, folded = declared[:first], declared[first:]
    for parameter in open_fields:
        ruled = bool(values.get(parameter.ruled_by))
        values[parameter.name] = field(link, f"{prefix}.{parameter.name}", parameter, default, depth, ruled)
    if folded:
        with folding(link, f"{prefix}.~more", [parameter.name for parameter in folded]):
            for parameter in folded:
                values[parameter.name] = field(link, f"{prefix}.{parameter.name}", parameter, default, depth)
    return _built(link, prefix, chosen, values, default)


def _one(parameter: Hyperparameter, text: str) -> Any:
    """A single number of a link."""
    return parameter.check("", parameter.kind(text))


@contextmanager
def folding(link: Link, key: str, names: Sequence[str]) -> Iterator[None]:
    """A fold that names what is in it; closed, it holds only what differs from the defaults."""
    if link.sparing:
        yield
        return
    box = st.expander(", ".join(names), key=f"~{key}", type="compact", on_change="rerun")
    with box, link.fold(not box.open):
        yield


def _built(link: Link, prefix: str, chosen: type[Declared], values: dict[str, Any], default: Declared) -> Built:
    parts = [part for value in values.values() for part in (value if isinstance(value, tuple) else (value,))]
    for part in parts:
        if isinstance(part, ValueError):
            return part
    try:
        return chosen(**values)
    except ValueError as error:
        given = link.given(f"{prefix}.")
        if not given:
            return error
        link.refuse(given, f"{', '.join(f'`{key}`' for key in given)}: {str(error).splitlines()[0]}")
        return default


def field(link: Link, key: str, parameter: Hyperparameter, owner: Declared, depth: int = 0, ruled: bool = False) -> Any:
    """The widget of one field; its default is the owner's value, and `ruled` says whether the owner sets its length.

    Returns:
        The value. Text that cannot be read is returned as it is, for the class to refuse.
    """
    default = getattr(owner, parameter.name)
    if issubclass(parameter.kind, Declared):
        if parameter.many:
            return _parts(link, key, parameter, default, depth)
        return _nested(link, key, parameter.name, parameter.kind, default, 2, depth + 1, ruled)
    if parameter.many or parameter.pairs:
        return _tuple(link, key, parameter, default)
    if parameter.kind is bool:
        return flag(link, key, parameter.name, default, explained(parameter))
    if parameter.choice:
        return _choice(link, key, parameter, parameter.choice.options, default)
    if parameter.kind is str:
        return _text(link, key, parameter, default)
    return number(link, key, parameter, default)


def _parts(link: Link, key: str, parameter: Hyperparameter, default: tuple[Any, ...], depth: int) -> tuple[Any, ...]:
    low = max(1, parameter.length.low) if parameter.length else 1
    counts = [str(n) for n in range(low, max(_MOST_PARTS, len(default)) + 1)]
    count = menu(link, f"{key}.n", f"number of {parameter.name}", counts, str(len(default)), explained(parameter))
    padded = [*default, *[default[-1]] * len(counts)]
    single = parameter.name.removesuffix("s")
    return tuple(
        _nested(link, f"{key}.{n + 1}", f"{single} {n + 1}", parameter.kind, padded[n], 1, depth + 1, ruled=False)
        for n in range(int(count))
    )


def _tuple(link: Link, key: str, parameter: Hyperparameter, default: Sequence[Any]) -> Any:
    written = plain_items(parameter, default)
    if link.omits(key, written):
        return default
    bind = link.watch(key, written, parameter.allowed, lambda text: accepts(parameter, read_items(parameter, text)))
    text_tip = f"{explained(parameter)} Written as {'0:1, 100:0.1' if parameter.pairs else '30, 80'}."
    text = st.text_input(parameter.name, written, key=key, help=unless_folded(link, text_tip), bind=bind)
    return read_items(parameter, text or "")


def flag(link: Link, key: str, label: str, default: bool, tip: str) -> bool:
    """A box to tick."""
    if link.omits(key, default):
        return default
    bind = link.watch(key, default, "true or false", lambda text: text.lower() in ("true", "false"))
    return st.checkbox(label, default, key=key, help=unless_folded(link, tip), bind=bind)


def _choice(link: Link, key: str, parameter: Hyperparameter, options: Sequence[str], default: str | None) -> str | None:
    names = ["none", *options] if parameter.optional else list(options)
    picked = menu(link, key, parameter.name, names, default or "none", explained(parameter))
    return None if parameter.optional and picked == "none" else picked


def _text(link: Link, key: str, parameter: Hyperparameter, default: str) -> str:
    if link.omits(key, default):
        return default
    bind = link.watch(key, default, parameter.allowed, lambda text: accepts(parameter, text))
    longest = parameter.length.high if parameter.length else None
    help_text = unless_folded(link, explained(parameter))
    return st.text_input(parameter.name, default, max_chars=longest, key=key, help=help_text, bind=bind) or ""
