"""Packs what the page Schedules draws into one block of bytes, which `assets/board/payload.js` decodes."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve, Plan
from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.columns import FINE, coded, packed
from lrviz.figures.kit.style import Style
from lrviz.lessons.spotting import tips_of
from lrviz.thinning import enveloped

_MOST_ROWS = 120_000
"""Of all lines together; longer ones are thinned."""

_AXES = {"steps": "optimizer step", "epochs": "epoch", "tokens": "tokens"}


@dataclass(frozen=True)
class Panel:
    """One of the plots over each other.

    Attributes:
        id: what lines call it.
        title: what stands beside it.
        log: its scale, as in a view.
        share: of the height.
        signed: whether values are above and below 0.
        rates: whether they are learning rates, which are seen from 0 on.
        thin: what its thin lines show; empty where it has none.
    """

    id: str
    title: str
    log: str = "automatic"
    share: float = 0.3
    signed: bool = False
    rates: bool = False
    thin: str = ""


@dataclass(frozen=True)
class Mark:
    """A remark at a step of one slot; its kind is "cut", "trap", "end" or "parting"."""

    slot: int
    step: int
    text: str
    kind: str


@dataclass(frozen=True, eq=False)
class Line:
    """Values over steps, in one panel.

    Attributes:
        slot: 1 to 12; 0 for what belongs to no entry.
        panel: the panel's id.
        name: what legends call it.
        style: its look.
        values: (n,).
        steps: (n,), rising; None is 0 … n−1.
        kind: "line", "thin" for one that lies below others, or "dots" for what was logged.
        low, high: (n,), a band around the line; None without one.
        group: which of the slot's groups of parameters it is of, from 1; 0 where the slot has none.
        source: the curve that the values are made of by the panel's rule alone; with it what was encoded is kept.
    """

    slot: int
    panel: str
    name: str
    style: Style
    values: Floats
    steps: Integers | None = None
    source: Curve | None = None
    kind: str = "line"
    low: Floats | None = None
    high: Floats | None = None
    group: int = 0


@dataclass(frozen=True, eq=False)
class ListedEntry:
    """An entry as the board lists it.

    `points` are those of a schedule drawn by hand, and `lr` is what their factors multiply; `groups` are the names and
    the looks of its groups of parameters.
    """

    slot: int
    name: str
    style: Style
    lr: float
    problem: str = ""
    points: tuple[tuple[float, float], ...] | None = None
    groups: tuple[tuple[str, Style], ...] = ()


@dataclass(frozen=True)
class Words:
    """What the board calls what it shows: one of them, all curves, and what choosing one is for."""

    subject: str = "schedule"
    label: str = "Learning rate"
    choosing: str = "Choose: differences refer to it, and it is the one that is drawn by hand"


@dataclass(frozen=True)
class Board:
    """Everything that the board shows but the lines: how it is looked at is `view`, plain JSON.

    The cursor rests at the step `rest`, None for the last one.
    """

    plan: Plan
    panels: Sequence[Panel]
    entries: Sequence[ListedEntry]
    marks: Sequence[Mark] = ()
    view: dict[str, Any] = field(default_factory=dict)
    stretch: tuple[int, int] | None = None
    rest: int | None = None
    words: Words = Words()


def board_payload(board: Board, lines: Sequence[Line]) -> bytes:
    """The board as bytes.

    Args:
        board: its panels, entries and marks; where lines are thinned, `stretch` is what somebody looks at closely.
        lines: what is drawn.

    Raises:
        ValueError: the view holds a number that JSON does not know.
    """
    most = max(4000, _MOST_ROWS // max(1, len(lines)))
    stretch = board.stretch if any(len(line.values) > most for line in lines) else None
    parts = [_encoded(line, most, stretch) for line in lines]
    header = {
        "steps": board.plan.steps,
        "rest": board.plan.steps - 1 if board.rest is None else board.rest,
        "range": stretch,
        "thinned": any(rows < len(line.values) for line, (rows, _) in zip(lines, parts, strict=True)),
        "axis": _axis(board.plan, str(board.view.get("unit", board.view.get("counted", "steps")))),
        "panels": [vars(panel) for panel in board.panels],
        "entries": [_entry(entry, board.view) for entry in board.entries],
        "series": [_series(line, rows) for line, (rows, _) in zip(lines, parts, strict=True)],
        "marks": [vars(mark) for mark in board.marks],
        "view": board.view,
        **vars(board.words),
        "tips": tips_of((*(panel.title for panel in board.panels), *board.view, *_AXES, *_AXES.values())),
    }
    return bundled(header, [blob for _, blob in parts])


def _axis(plan: Plan, unit: str) -> dict[str, Any]:
    return {"unit": unit, "per": plan.per_step(unit), "title": _AXES[unit]}


def _entry(entry: ListedEntry, view: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "slot": entry.slot,
        "name": entry.name,
        "problem": entry.problem,
        "points": entry.points,
        "lr": entry.lr,
    }
    facts["groups"] = [{"name": name, **style.look} for name, style in entry.groups]
    return {**facts, **entry.style.look, "hidden": entry.slot in view.get("hidden", ())}


def _series(line: Line, rows: int) -> dict[str, Any]:
    look = {"colour": line.style.colour, "dash": line.style.svg_dash, "kind": line.kind, "digits": FINE}
    look["band"] = line.low is not None
    return {"slot": line.slot, "group": line.group, "panel": line.panel, "name": line.name, "rows": rows, **look}


_KNOWN: WeakKeyDictionary[Curve, dict[Any, tuple[int, bytes]]] = WeakKeyDictionary()
"""A change of one entry leaves the others as they are; a curve that is forgotten takes its lines along."""


def _encoded(line: Line, most: int, stretch: tuple[int, int] | None) -> tuple[int, bytes]:
    """How many rows are sent of a line, and their bytes."""
    if line.source is None:
        return _encode(line, most, stretch)
    known = _KNOWN.setdefault(line.source, {})
    key = line.panel, min(most, len(line.values)), stretch
    if key not in known:
        if len(known) > 8:
            known.clear()
        known[key] = _encode(line, most, stretch)
    return known[key]


def _encode(line: Line, most: int, stretch: tuple[int, int] | None) -> tuple[int, bytes]:
    rows = _rows(line, most, stretch)
    steps = rows if line.steps is None else line.steps[rows]
    columns = [column[rows] for column in (line.values, line.low, line.high) if column is not None]
    blob = packed(steps[None]) + packed(coded(np.stack(columns), [FINE] * len(columns)))
    return len(rows), zlib.compress(blob, 1)


def _rows(line: Line, most: int, stretch: tuple[int, int] | None) -> Integers:
    if len(line.values) <= most:
        return np.arange(len(line.values))
    if stretch is None:
        return enveloped(line.values, most // 4)
    low, high = stretch if line.steps is None else np.searchsorted(line.steps, stretch)
    begin, end = max(0, int(low) - 1), min(len(line.values), int(high) + 2)
    near = begin + enveloped(line.values[begin:end], most // 5)
    return np.union1d(enveloped(line.values, most // 20), near)
