"""Widgets made from declarations: nothing here knows a hyperparameter by name."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

import streamlit as st

from lrviz.hyperparameters import Declared, Hyperparameter, hyperparameters
from lrviz.ui.kit.catalogues import catalogue_of, offered, title
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.lengths import TYPED_TIP, plain_list
from lrviz.ui.kit.link import ALWAYS, AS_FIRST, Link, Reading
from lrviz.ui.kit.numbers import number, reading_of
from lrviz.ui.kit.texts import example, explained, plain_items, read_items, tipped

Built: TypeAlias = Declared | ValueError
"""A declared value, or why there is none."""

NONE = "none"
"""What a menu calls None."""

_MOST_PARTS = 8


def chooser(
    link: Link,
    key: str,
    label: str,
    kind: type[Declared],
    default: Declared,
    declared: Declared | None = None,
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
        declared: what its declaration takes by default; None where it takes nothing.
        first: how many fields stand open, and all texts; the others are folded away.
        depth: how many choosers this one is inside.
        ruled: whether what it is inside sets its length, so that a field which is that length is not shown.

    Returns:
        The instance, or the error that its class raised.
    """
    catalogue: Any = kind  # mypy holds that a class has not the hash that a cache asks for
    classes, shown_as = offered(catalogue, depth)
    usual = ALWAYS if declared is None else title(type(declared))
    chosen = classes[menu(link, key, label, list(classes), title(type(default)), declared=usual, shown_as=shown_as)]
    if not link.sparing:
        st.caption(chosen.caption())
    shown, plain = (one if type(one) is chosen else chosen.usual() for one in (default, declared))
    idle = chosen.idle() if ruled else ""
    return editor(link, f"{key}.{chosen.__name__}", chosen, shown, plain, first, depth, idle)


def menu(
    link: Link,
    key: str,
    label: str,
    names: list[str],
    default: str,
    tip: str | None = None,
    declared: Any = AS_FIRST,
    shown_as: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A menu of names; its value is the name.

    Args:
        link: this run's link.
        key: the menu's key.
        label: what stands over it.
        names: what can be chosen.
        default: what is chosen at first.
        tip: what is said of it.
        declared: the default of its declaration; left out, what is chosen at first.
        shown_as: what the menu shows in the place of a name, and finds it by.
    """
    allowed = f"one of {', '.join(names)}" if len(names) < 9 else "one of the names in its menu"
    reading = Reading(label, allowed, partial(one_of, names), lambda name: name in names)
    name: str = link.value(key, reading, default, declared)
    if link.sparing:
        return name
    said, at = tipped(label, tip), names.index(name)
    return st.selectbox(label, names, at, lambda one: shown_as.get(one, one), key=key, help=said) or name


def one_of(names: Sequence[str], text: str) -> str:
    """A name that there is.

    Raises:
        ValueError: there is none such.
    """
    if text not in names:
        raise ValueError(text)
    return text


def _nested(
    link: Link,
    key: str,
    label: str,
    kind: type[Declared],
    default: Declared,
    declared: Declared | None,
    first: int,
    depth: int,
    ruled: bool,
) -> Built:
    """The widgets of a declared value inside another one: with a menu of classes where there is a catalogue of them."""
    if catalogue_of(kind, depth):
        return chooser(link, key, label, kind, default, declared, first, depth, ruled)
    if not link.sparing:
        st.markdown(f"*{label}*")
    plain = kind.usual() if declared is None else declared
    return editor(link, key, kind, default, plain, len(hyperparameters(kind)), depth)


def _optional(link: Link, key: str, parameter: Hyperparameter, own: Declared | None, depth: int) -> Built | None:
    """A menu of what may stand in a field that may also be empty, and the widgets of the chosen class."""
    catalogue: Any = parameter.kind
    classes, shown_as = offered(catalogue, depth + 1)
    first = NONE if own is None else title(type(own))
    name = menu(link, key, parameter.name, [NONE, *classes], first, explained(parameter), NONE, shown_as)
    if name == NONE:
        return None
    chosen: Any = classes[name]
    default = own if own is not None and type(own) is chosen else chosen.usual()
    return editor(link, f"{key}.{chosen.__name__}", chosen, default, chosen.usual(), 2, depth + 1)


def editor(
    link: Link,
    prefix: str,
    chosen: type[Declared],
    default: Declared,
    declared: Declared,
    first: int,
    depth: int = 0,
    idle: str = "",
) -> Built:
    """The widgets of every field of a class but the idle one; other arguments and result as in `chooser`."""
    fields: type = chosen
    flags = {parameter.ruled_by for parameter in hyperparameters(fields)}
    shown = [parameter for parameter in hyperparameters(fields) if parameter.name != idle]
    ordered = sorted(shown, key=lambda parameter: parameter.name not in flags)
    values: dict[str, Any] = {}
    for unseen in (parameter for parameter in hyperparameters(fields) if parameter.name == idle):
        own, usual = getattr(default, idle), getattr(declared, idle)
        values[idle] = link.value(f"{prefix}.{idle}", reading_of(unseen, idle), own, usual, drawn=False)
    texts = [parameter for parameter in ordered if parameter.kind is str and not parameter.choice]
    first = max(first, len(ordered[: ordered.index(texts[-1]) + 1]) if texts else 0)
    open_fields, others = ordered[:first], ordered[first:]

    def widgets(parameters: Sequence[Hyperparameter]) -> dict[str, Any]:
        drawn: dict[str, Any] = {}
        for parameter in parameters:
            ruled = bool((values | drawn).get(parameter.ruled_by))
            place = f"{prefix}.{parameter.name}"
            drawn[parameter.name] = field(link, place, parameter, default, declared, depth, ruled)
        return drawn

    values |= widgets(open_fields)
    if others:
        values |= folded(link, f"{prefix}.~more", [parameter.name for parameter in others], lambda: widgets(others))
    return _built(link, prefix, chosen, values, default)


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


def field(
    link: Link,
    key: str,
    parameter: Hyperparameter,
    owner: Declared,
    declared: Declared | None = None,
    depth: int = 0,
    ruled: bool = False,
) -> Any:
    """The widget of one field.

    Args:
        link: this run's link.
        key: the widget's key.
        parameter: the field.
        owner: whose value of it is shown by itself.
        declared: whose value of it is the default of its declaration; None for the field's own default.
        depth: how many choosers it is inside.
        ruled: whether the owner sets its length.

    Returns:
        The value. Text that cannot be read is returned as it is, for the class to refuse.
    """
    own = getattr(owner, parameter.name)
    usual = parameter.default if declared is None else getattr(declared, parameter.name)
    if issubclass(parameter.kind, Declared):
        if parameter.many:
            return _parts(link, key, parameter, own, usual, depth)
        if parameter.optional:
            return _optional(link, key, parameter, own, depth)
        return _nested(link, key, parameter.name, parameter.kind, own, usual, 2, depth + 1, ruled)
    if parameter.many or parameter.pairs:
        return _tuple(link, key, parameter, own, usual)
    if parameter.kind is bool:
        return flag(link, key, parameter.name, own, explained(parameter), usual)
    if parameter.choice:
        return _choice(link, key, parameter, parameter.choice.options, own, usual)
    if parameter.kind is str:
        return _text(link, key, parameter, own, usual)
    return number(link, key, parameter, own, declared=usual)


def _parts(
    link: Link, key: str, parameter: Hyperparameter, own: tuple[Any, ...], usual: tuple[Any, ...], depth: int
) -> tuple[Any, ...]:
    low = max(1, parameter.length.low) if parameter.length else 1
    counts = [str(n) for n in range(low, max(_MOST_PARTS, len(own)) + 1)]
    tip, label = explained(parameter), f"number of {parameter.name}"
    count = menu(link, f"{key}.n", label, counts, str(len(own)), tip, str(len(usual)))
    first, declared = ([*values, *[values[-1]] * len(counts)] for values in (own, usual))
    single = parameter.name.removesuffix("s")

    def part(n: int) -> Built:
        place, called = f"{key}.{n + 1}", f"{single} {n + 1}"
        return _nested(link, place, called, parameter.kind, first[n], declared[n], 1, depth + 1, ruled=False)

    return tuple(part(n) for n in range(int(count)))


def _tuple(
    link: Link, key: str, parameter: Hyperparameter, own: Sequence[Any] | None, usual: Sequence[Any] | None
) -> Any:
    reading = Reading(parameter.name, parameter.allowed, partial(_listed, parameter))
    value: str = link.value(key, reading, plain_items(parameter, own), plain_items(parameter, usual))
    if not link.sparing:
        text_tip = f"{explained(parameter)} Written as {example(parameter)}."
        empty = "none" if parameter.optional else None
        typed: dict[str, Any] = {}
        if link.lengths is not None and parameter.unit == "steps":
            typed = {"on_change": plain_list, "args": (key, parameter, link.lengths)}
            text_tip += f" {TYPED_TIP}"
        value = st.text_input(parameter.name, value, key=key, help=text_tip, placeholder=empty, **typed) or ""
    return read_items(parameter, value)


def _listed(parameter: Hyperparameter, text: str) -> str:
    """A text that writes items.

    Raises:
        ValueError: it writes none that are allowed.
    """
    parameter.check("", read_items(parameter, text))
    return text


def flag(link: Link, key: str, label: str, default: bool, tip: str, declared: Any = AS_FIRST) -> bool:
    """A box to tick."""
    reading = Reading(label, "true or false", lambda text: one_of(("true", "false"), text.lower()) == "true")
    value: bool = link.value(key, reading, default, declared)
    return value if link.sparing else st.checkbox(label, value, key=key, help=tipped(label, tip))


def _choice(
    link: Link, key: str, parameter: Hyperparameter, options: Sequence[str], own: str | None, usual: str | None
) -> str | None:
    names = [NONE, *options] if parameter.optional else list(options)
    picked = menu(link, key, parameter.name, names, own or NONE, explained(parameter), usual or NONE)
    return None if parameter.optional and picked == NONE else picked


def _text(link: Link, key: str, parameter: Hyperparameter, own: str, usual: str) -> str:
    reading = Reading(parameter.name, parameter.allowed, lambda text: str(parameter.check("", text)))
    value: str = link.value(key, reading, own, usual)
    if link.sparing:
        return value
    longest = parameter.length.high if parameter.length else None
    return st.text_input(parameter.name, value, max_chars=longest, key=key, help=explained(parameter)) or ""
