"""The controls of a plan: a run in samples, epochs, tokens and steps."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from lrviz.comparison import Plan
from lrviz.comparison.lengths import SHARE, read_amount
from lrviz.hyperparameters import hyperparameters
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import folded
from lrviz.ui.kit.headings import heading, tipped_caption
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.numbers import number
from lrviz.ui.kit.plans import LAST_PLAN
from lrviz.ui.kit.values import assign, value_of

_FIELDS = {parameter.name: parameter for parameter in hyperparameters(Plan)}
_OPEN = ("budget", "unit")
_TYPED = "~plan.typed"
"""Notes that a unit has come with a length that was typed."""


def plan_controls(link: Link, page: str, first: Plan) -> Plan:
    """The widgets of a plan; a plan that is refused is said, and the last one stays."""
    _convert(page)
    values: dict[str, Any] = {}
    heading("Run")
    budget = _FIELDS["budget"]
    values["budget"] = number(
        link, _key(page, "budget"), budget, first.budget, "length", budget.default, taking=partial(_taken, page, first)
    )
    values["unit"] = widgets.field(link, _key(page, "unit"), _FIELDS["unit"], first)
    others = [name for name in _FIELDS if name not in _OPEN]

    def less_often() -> dict[str, Any]:
        return {name: widgets.field(link, _key(page, name), _FIELDS[name], first) for name in others}

    values |= folded(link, f"{page}.~plan", others, less_often)
    try:
        plan = Plan(**values)
    except ValueError as error:
        st.error(complaint(str(error)))
        last: Plan = st.session_state.get(LAST_PLAN, first)
        return last
    tipped_caption(
        f"{plan.steps:,} steps · {plan.epochs:,.4g} epochs of {plan.steps_per_epoch:,} · {_short(plan.tokens)} tokens. "
        "Lengths may be typed as 20 %, 3 epochs or 10B tokens."
    )
    return plan


def _taken(page: str, first: Plan, text: str) -> dict[str, Any]:
    """A typed length of the run: one in another unit than that beside it brings its unit along."""
    last: Plan = st.session_state.get(LAST_PLAN, first)
    amount = read_amount(text)
    value, unit = amount.value, amount.unit or last.unit
    if unit == SHARE:
        value, unit = value * last.budget, last.unit
    elif unit == "samples":
        value, unit = value / last.samples, "epochs"
    value = float(f"{value:.12g}")
    replace(last, budget=value, unit=unit)  # refuses what is no plan
    st.session_state[_TYPED] = True
    return {_key(page, "budget"): value, _key(page, "unit"): unit}


def _convert(page: str) -> None:
    """Another unit is the same run: its length is converted."""
    last, unit = st.session_state.get(LAST_PLAN), value_of(_key(page, "unit"))
    if st.session_state.pop(_TYPED, False) or last is None or unit is None or unit == last.unit:
        return
    if value_of(_key(page, "budget"), last.budget) == last.budget:
        assign({_key(page, "budget"): last.counted_in(unit).budget})


def settle_plan(plan: Plan) -> Plan | None:
    """Notes the plan of this run; the last run's, if there was one."""
    last: Plan | None = st.session_state.get(LAST_PLAN)
    st.session_state[LAST_PLAN] = plan
    return last


def _key(page: str, name: str) -> str:
    return f"{page}.plan.{name}"


def _short(count: float) -> str:
    for size, letter in ((1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")):
        if count >= size:
            return f"{count / size:.3g}{letter}"
    return f"{count:.0f}"
