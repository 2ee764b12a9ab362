"""Groups of parameters on the page Schedules: their widgets, ready-made sets of them, and what they cannot be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import streamlit as st

from lrviz.analysis.group_partings import GroupParting, group_partings
from lrviz.analysis.logs import LoggedRun
from lrviz.comparison import MOST_GROUPS, Curve, Entry, Group, Plan, group_names
from lrviz.comparison.group_sets import backbone_and_head, layer_wise, no_decay, yolo
from lrviz.export.groups import check_groups
from lrviz.figures.board.quantities import Plotted
from lrviz.optimizers import Optimizer
from lrviz.ui.kit import widgets
from lrviz.ui.kit.folds import fold, folded, labelled
from lrviz.ui.kit.link import Link, complaint
from lrviz.ui.kit.plans import FIELDS
from lrviz.ui.kit.reruns import give_way
from lrviz.ui.kit.texts import explained
from lrviz.ui.kit.values import assign
from lrviz.ui.kit.written import field_values

_GROUPS = FIELDS["groups"]
_OPEN_FIELDS = 5
_DECAY = 0.75


def group_controls(link: Link, prefix: str, plan: Plan) -> tuple[Group, ...] | ValueError:
    """The widgets of an entry's groups, folded away; what they say, or why that is nothing.

    Args:
        link: this run's link.
        prefix: what the keys of the entry's widgets begin with.
        plan: the run, for the sets whose lengths go by it.
    """
    key = f"{prefix}.groups"
    with link.fold(True):
        groups = _groups(link, key, plan)
    if link.sparing:
        return groups
    names = () if isinstance(groups, ValueError) else group_names(groups)
    called = f"Parameter groups{': ' if names else ''}{', '.join(names)}"
    box = fold(labelled(called, ()), f"{prefix}.~groups", compact=True)
    if not box.open:
        return groups
    with box:
        return _groups(link, key, plan)


def is_of_a_group(key: str) -> bool:
    """Whether a widget's key is that of a field of one group."""
    return re.search(r"\.groups\.\d+\.", key) is not None


def _groups(link: Link, key: str, plan: Plan) -> tuple[Group, ...] | ValueError:
    if not link.sparing:
        _sets(key, plan)
    counts = [str(count) for count in range(MOST_GROUPS + 1)]
    count = int(widgets.menu(link, f"{key}.n", "number of groups", counts, "0", explained(_GROUPS)))
    built: list[Group] = []
    for number in range(1, count + 1):
        one = _group(link, f"{key}.{number}", number)
        if not isinstance(one, Group):
            return ValueError(str(one))
        built.append(one)
    return tuple(built)


def _group(link: Link, key: str, number: int) -> widgets.Built:
    def draw() -> widgets.Built:
        return widgets.editor(link, key, Group, Group(), Group(), _OPEN_FIELDS)

    return folded(link, f"{key}.~group", f"group {number}", draw)


def _sets(key: str, plan: Plan) -> None:
    """Buttons that make ready-made groups."""
    tip = "A new head, and all else at a tenth of its rate."
    _set_button(key, "Backbone and head (×0.1)", backbone_and_head(), tip)
    _set_button(key, "No decay on norms and biases", no_decay(), "Weight decay for the other weights alone.")
    tip = "In the warmup weights and norms rise from 0, biases fall from 0.1, and the momentum rises from 0.8."
    _set_button(key, "YOLO: weights, norms, biases", yolo(plan), tip)
    decay = st.session_state.get(f"~{key}.decay", _DECAY)
    _set_button(key, "Layer-wise decay ξ^(L−l)", layer_wise(decay), "Layer l of L has ξ^(L − l) times the head's rate.")
    st.number_input("ξ", 0.01, 1.0, _DECAY, 0.05, key=f"~{key}.decay", help="Of the layer-wise decay.")


def _set_button(key: str, label: str, groups: Sequence[Group], tip: str) -> None:
    st.button(label, key=f"~{key}.{label}", on_click=_make, args=(key, groups), help=tip, width="stretch")


def _make(key: str, groups: Sequence[Group]) -> None:
    assign(dict(field_values(key, _GROUPS, tuple(groups))))


def refused_groups(entries: Mapping[int, Entry], optimizer: Optimizer) -> Iterator[str]:
    """Why the optimizer cannot have the groups of some entries, a sentence each."""
    for slot, entry in sorted(entries.items()):
        try:
            check_groups(entry, optimizer)
        except ValueError as error:
            yield f"Schedule {slot} cannot drive this optimizer. {error}"


def compared_groups(drawn: Plotted, run: LoggedRun, plan: Plan) -> None:
    """Says where each group of a log parts from a group of an entry, where both have several, and why the first does.

    Args:
        drawn: the entry.
        run: what the log says of its steps.
        plan: the run that was planned.
    """
    if len(run.groups) < 2 or not drawn.groups:
        return
    for one in _partings(drawn.entry, tuple(group.curve for group in drawn.groups), run, plan):
        guess = ", taken for it by its rates" if one.guessed else ""
        beside = f"**{complaint(one.logged)} and the group {complaint(one.planned)}**{guess}"
        st.markdown(f"{beside}: {complaint(one.parting.sentence)}")


@lru_cache(maxsize=4)
def _partings(entry: Entry, curves: tuple[Curve, ...], run: LoggedRun, plan: Plan) -> tuple[GroupParting, ...]:
    planned = {name: one.rates for name, one in zip(entry.group_names, curves, strict=True)}
    return group_partings(planned, run, run.groups, entry, plan, give_way)
