"""Offers another base rate where the batch of the plan has changed."""

from collections.abc import Mapping, Sequence

import streamlit as st

from lrviz.comparison import Entry, Plan
from lrviz.comparison.batch_rules import BATCH_RULES, BEYOND, BatchRule
from lrviz.ui.kit.headings import tipped_caption
from lrviz.ui.kit.values import assign

_BEFORE = "~batch"
"""Where the session notes the batch that the rates were last chosen for."""


def batch_rules(page: str, on: Sequence[int], entries: Mapping[int, Entry], last: Plan | None, plan: Plan) -> None:
    """The rules with a button each, while the batch is another one than that which the rates were chosen for.

    Args:
        page: what the keys of the widgets begin with.
        on: the slots that are on.
        entries: what they held when the page was last drawn.
        last: the run when the page was last drawn; None where it is drawn for the first time.
        plan: the run.
    """
    now = plan.samples_per_step
    if last is None:
        _settle(now)
    before: int = st.session_state.setdefault(_BEFORE, now)
    if before == now or not entries:
        return
    k = now / before
    tipped_caption(
        f"An optimizer step takes {now:,} samples now and took {before:,}: k = {k:.4g}. Base rates may follow; "
        "absolute rates inside schedules stay."
    )
    standing = {slot: entries[slot] for slot in on if slot in entries}
    with st.container(horizontal=True):
        for rule in BATCH_RULES:
            tip = f"{rule.use} {rule.source}. {BEYOND}"
            label = f"{rule.sign} = {rule.factor(k):.3g}"
            arguments = (page, standing, rule, k, now)
            st.button(label, key=f"~batch.{rule.name}", help=tip, on_click=_apply, args=arguments)
        st.button("Keep the rates", key="~batch.keep", on_click=_settle, args=(now,))


def _apply(page: str, entries: Mapping[int, Entry], rule: BatchRule, k: float, now: int) -> None:
    for slot, entry in entries.items():
        try:
            assign({f"{page}{slot}.lr": rule.applied(entry, k).lr})
        except ValueError:  # a rate beyond its range stays
            continue
    _settle(now)


def _settle(now: int) -> None:
    st.session_state[_BEFORE] = now
