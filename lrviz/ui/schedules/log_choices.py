"""What a log is read as: which columns are step, rate and loss, what the step counts; guessed, and chosen by menus."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lrviz.analysis.logs import DECIMALS, REPEATED, UNITS, Columns, LogError, Table
from lrviz.ui.kit.link import Link, Reading
from lrviz.ui.kit.values import remember
from lrviz.ui.kit.widgets import one_of

NONE = "(none)"
_GUESSED = ""
_LONGEST = 300


@dataclass(frozen=True)
class _Menu:
    """A menu over a log.

    Attributes:
        name: of its value in the link.
        label: what stands over it.
        tip: what is said of it.
        names: what can be chosen; None for the names of the columns.
    """

    name: str
    label: str
    tip: str
    names: tuple[str, ...] | None = None


_MENUS = (
    _Menu("step", "Step", "The column that counts the rows. Without one they are counted from 0."),
    _Menu("unit", "It counts", "What the step counts. The plan converts it into optimizer steps.", UNITS),
    _Menu("rate", "Learning rate", "Of several parameter groups the one that is compared with the plan."),
    _Menu("loss", "Loss", "The loss of the training."),
    _Menu("repeated", "Repeated steps", "Resumed runs log some steps twice: which row of each is kept.", REPEATED),
    _Menu("decimal", "Decimals", 'How a table writes them: "1,000" is 1 with a comma, 1000 with a point.', DECIMALS),
)


@dataclass(frozen=True)
class LogChoices:
    """What was chosen for a log; an empty text is a guess.

    Attributes:
        page: what the keys of the menus begin with.
        values: what each menu shows, by its name.
    """

    page: str
    values: dict[str, str]

    @property
    def decimal(self) -> str:
        """How the log writes its decimals."""
        return self.values["decimal"] or DECIMALS[0]

    @property
    def repeated(self) -> str:
        """What becomes of repeated steps."""
        return self.values["repeated"] or REPEATED[0]

    def columns(self, table: Table) -> Columns:
        """The columns that are guessed, with those that are chosen in their places.

        Raises:
            LogError: none could be the rate or the loss, and none is chosen.
        """
        known = (NONE, *table.names)
        picked = {name: self.values[name] for name in ("step", "rate", "loss") if self.values[name] in known}
        chosen = {name: None if value == NONE else value for name, value in picked.items()}
        return table.choose(chosen, self.values["unit"] or None)


def log_choices(link: Link, page: str, is_open: bool) -> LogChoices:
    """What the link says of a log; the menus are drawn where the log is, by `choice_menus`."""
    with link.fold(not is_open):
        return LogChoices(page, {menu.name: link.value(_key(page, menu), _reading(menu), _GUESSED) for menu in _MENUS})


def choice_menus(table: Table, choices: LogChoices) -> None:
    """The menus, which name what is guessed."""
    try:
        guess = choices.columns(table)
    except LogError:
        guess = Columns(None, None)
    guessed = {menu.name: getattr(guess, menu.name, None) or "none" for menu in _MENUS}
    for row in (_MENUS[:3], _MENUS[3:]):
        for place, menu in zip(st.columns(len(row)), row, strict=True):
            with place:
                _draw(choices, menu, menu.names or (NONE, *table.names), guessed[menu.name])


def _draw(choices: LogChoices, menu: _Menu, names: Sequence[str], guessed: str) -> None:
    key, value = _key(choices.page, menu), choices.values[menu.name]
    options = [_GUESSED, *names]
    if value not in options:  # it was of another log
        st.session_state.pop(key, None)
        remember({key: _GUESSED})
        value = _GUESSED
    automatic = names[0] if menu.name in ("repeated", "decimal") else f"guess: {guessed}"
    st.selectbox(menu.label, options, options.index(value), lambda one: one or automatic, key=key, help=menu.tip)


def _key(page: str, menu: _Menu) -> str:
    return f"{page}.log.{menu.name}"


def _reading(menu: _Menu) -> Reading:
    if menu.names is not None:
        names = (_GUESSED, *menu.names)
        return Reading(
            menu.label, f"one of {', '.join(menu.names)}", partial(one_of, names), lambda name: name in names
        )
    return name_reading(menu.label, "column")


def name_reading(label: str, what: str) -> Reading:
    """How the name of something in a log is read from a link: as it stands, unless it is too long."""
    return Reading(label, f"the name of a {what}, of at most {_LONGEST} characters", _name)


def _name(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(text)
    return text
