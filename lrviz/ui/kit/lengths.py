"""Boxes in which a length may be typed as people write it: "5,000", "20 %", "3 epochs", "10B tokens"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import streamlit as st

from lrviz.comparison import Plan
from lrviz.comparison.lengths import read_amount, read_length
from lrviz.hyperparameters import Hyperparameter, HyperparameterError
from lrviz.ui.kit.link import complaint
from lrviz.ui.kit.texts import accepts, plain_items
from lrviz.ui.kit.values import assign, value_of

TYPED_TIP = 'May be typed as "20 %" of the run, "3 epochs" or "10B tokens" as well.'
_STEPS = "steps"

Take: TypeAlias = Callable[[str], Mapping[str, Any]]
"""The values of widgets that a typed text means; raises a ValueError where it means none."""


@dataclass(frozen=True)
class Lengths:
    """What typed lengths are measured by.

    Attributes:
        plan: the run.
        per_call: optimizer steps between two steps of the scheduler.
        by_optimizer: whether the field with a key counts the optimizer's steps all the same.
    """

    plan: Plan
    per_call: int = 1
    by_optimizer: Callable[[str], bool] = lambda key: False

    def counts(self, parameter: Hyperparameter) -> bool:
        """Whether a field is a length of the run."""
        return parameter.unit == _STEPS or parameter.unit_field != ""

    def taking(self, key: str, parameter: Hyperparameter, label: str) -> Take:
        """How the box of a field takes a text."""

        def take(text: str) -> Mapping[str, Any]:
            if not text.strip() and parameter.optional:
                return {key: None}
            value: float = self._read(text, key, parameter)
            value = int(value) if parameter.whole and value.is_integer() else value
            if not accepts(parameter, value):
                raise HyperparameterError(f"{label} must be {parameter.allowed}, got {value:g}")
            return {key: value}

        return take

    def _read(self, text: str, key: str, parameter: Hyperparameter) -> float:
        unit_key = f"{key.rpartition('.')[0]}.{parameter.unit_field}"
        if not parameter.unit_field or value_of(unit_key) == _STEPS:
            return read_length(text, self.plan, 1 if self.by_optimizer(key) else self.per_call)
        amount = read_amount(text)
        if amount.unit in ("", "share"):
            return amount.value
        return min(1.0, read_length(text, self.plan) / self.plan.steps)

    def plain(self, parameter: Hyperparameter, text: str) -> str:
        """A list of lengths, or of pairs that begin with one, with plain numbers for them.

        Raises:
            ValueError: it is none.
        """
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        if not parameter.pairs:
            return plain_items(parameter, [read_length(piece, self.plan, self.per_call) for piece in pieces])
        pairs = (piece.split(":") for piece in pieces)
        return plain_items(
            parameter, [(read_length(one, self.plan, self.per_call), float(other)) for one, other in pairs]
        )


def length_box(
    label: str,
    key: str,
    value: float | None,
    take: Take,
    tip: str | None,
    visible: Any = "visible",
    empty: str = "none",
) -> None:
    """The box of a length. What cannot be read stays in it, and why is said under it.

    Args:
        label: what it is called.
        key: where its value stands.
        value: what it shows.
        take: what a typed text means.
        tip: its help.
        visible: whether its label is shown.
        empty: what stands in it while it is empty.
    """
    helper = f"~{key}.typed"
    refused = st.session_state.get(f"{helper}.refused")
    standing = refused is not None and refused[1:] == (st.session_state.get(helper), value)
    if not standing:
        st.session_state.pop(f"{helper}.refused", None)
        told = "" if value is None else written_length(value)
        if st.session_state.get(helper) != told:
            st.session_state[helper] = told
    st.text_input(
        label,
        key=helper,
        help=tip,
        placeholder=empty,
        label_visibility=visible,
        on_change=_take,
        args=(helper, key, take),
    )
    if standing and refused is not None:
        st.error(complaint(refused[0]))


def written_length(value: float) -> str:
    """A length as its box writes it."""
    return str(int(value)) if value == int(value) else repr(value)


def _take(helper: str, key: str, take: Take) -> None:
    text = str(st.session_state[helper] or "")
    try:
        assign(dict(take(text)))
    except ValueError as error:
        st.session_state[f"{helper}.refused"] = (str(error), text, value_of(key))
    else:
        st.session_state.pop(f"{helper}.refused", None)


def plain_list(key: str, parameter: Hyperparameter, lengths: Lengths) -> None:
    """Puts plain numbers into a box of several lengths, where they can be read; for its callback."""
    try:
        assign({key: lengths.plain(parameter, str(st.session_state[key] or ""))})
    except ValueError:
        return  # the class says why
