"""Packs what the page Tune draws into one block of bytes, which `assets/tune/payload.js` decodes."""

import colorsys
import json
import zlib
from collections.abc import Sequence
from functools import singledispatch
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lrviz.arrays import Floats, Integers
from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.columns import FINE, coded, packed
from lrviz.figures.kit.style import STYLES
from lrviz.figures.kit.thinning import near_window, traced
from lrviz.figures.tune.pictures import (
    BasinMap,
    Heat,
    Limit,
    Picture,
    PictureAxis,
    PictureRun,
    Progress,
    Sensitivity,
    Thumb,
    Uses,
)
from lrviz.lessons.spotting import tips_of
from lrviz.sweeps.basins import DIVERGED, OPEN, STALLED, UNFINISHED

_SPECIAL = {DIVERGED: "diverged", STALLED: "stalled", UNFINISHED: "unfinished"}
_SAID = (*_SPECIAL.values(), "largest stable rate", "steps")
"""What `assets/tune` writes of the glossary's words, in legends and under them."""

_FIRST_MINIMUM = 4
_GOLDEN = 0.618033988749895
_MOST_POINTS, _FEW = 1500, 50
"""How much a thumbnail shows: points of the path, and minima."""


def tune_payload(
    picture: Picture, view: dict[str, Any], progress: Progress | None = None, thumb: Thumb | None = None
) -> bytes:
    """The picture as bytes; what is encoded of it is kept as long as the picture is.

    Args:
        picture: what is drawn.
        view: how it is looked at, plain JSON: the slot that is `chosen`, the `scale` ("automatic", "logarithmic" or
            "linear"), the slots that are `hidden`, whether type is `large`.
        progress: of what computes it; None where nothing does.
        thumb: the path of the cell that was last asked for.

    Raises:
        ValueError: a header holds a number that JSON does not know, or shapes do not match.
    """
    known = _KNOWN.get(picture)
    if known is None:
        known = _KNOWN[picture] = _encoded(picture)
    facts, blobs = _thumbnail(thumb) if thumb else (None, [])
    told = {"view": view, "progress": progress and vars(progress), "thumb": facts}
    return bundled({**known.facts, **told}, [*known.blobs, *blobs])


class _Encoded(NamedTuple):
    facts: dict[str, Any]
    blobs: list[bytes]


_KNOWN: WeakKeyDictionary[Picture, _Encoded] = WeakKeyDictionary()


def _encoded(picture: Picture) -> _Encoded:
    """A picture's part of the header, with an identity, and its columns."""
    facts, columns = _parts(picture)
    blobs = [zlib.compress(column, 1) for column in columns]
    identity = zlib.crc32(json.dumps(facts).encode())
    for blob in blobs:
        identity = zlib.crc32(blob, identity)
    return _Encoded({"picture": identity, **facts}, blobs)


@singledispatch
def _parts(picture: Picture) -> tuple[dict[str, Any], list[bytes]]:
    raise TypeError(f"a picture must be a Heat, a Sensitivity or a BasinMap, got {type(picture).__name__}")


@_parts.register
def _(picture: Heat) -> tuple[dict[str, Any], list[bytes]]:
    alike = [picture.alike.cells] if picture.alike else []
    _check("values, done and alike", (picture.values, picture.done, *alike), (len(picture.runs), *_shape(picture.axes)))
    facts = _common("heat", picture.key, picture.axes, picture.runs) | {
        "measure": vars(picture.quantity),
        "best": list(picture.best),
        "judged": [one and vars(one) for one in picture.judged],
        "limits": [_line(limit) for limit in picture.limits],
        "ring": picture.ring,
        "uses": vars(picture.uses),
        "same": picture.alike.text if picture.alike else "",
    }
    return facts, [_numbers(picture.values), *(flags.astype(np.uint8).tobytes() for flags in (picture.done, *alike))]


@_parts.register
def _(picture: Sensitivity) -> tuple[dict[str, Any], list[bytes]]:
    bands = [band for band in (picture.low, picture.high) if band is not None]
    columns = [picture.middle, *bands]
    _check("middle, low, high and done", (*columns, picture.done), (len(picture.runs), len(picture.axis.values)))
    facts = _common("curves", picture.key, (picture.axis,), picture.runs) | {
        "measure": vars(picture.quantity),
        "band": picture.band,
        "columns": ["middle", "low", "high"][: len(columns)],
        "best": list(picture.best),
        "judged": [one and vars(one) for one in picture.judged],
        "marks": [vars(mark) for mark in picture.marks],
        "good": [vars(good) for good in picture.good],
        "hints": vars(picture.hints),
        "uses": vars(picture.uses),
    }
    return facts, [*map(_numbers, columns), picture.done.astype(np.uint8).tobytes()]


@_parts.register
def _(picture: BasinMap) -> tuple[dict[str, Any], list[bytes]]:
    _check("reached and steps", (picture.reached, picture.steps), _shape(picture.axes))
    classes = np.where(picture.reached >= 0, picture.reached + _FIRST_MINIMUM, -1 - picture.reached)
    facts = _common("basins", picture.key, picture.axes, (picture.run,)) | {
        "minima": [{"x": x, "y": y, "colour": minimum_colour(i)} for i, (x, y) in enumerate(picture.minima)],
        "shares": _shares(picture.reached),
        "uses": vars(Uses()),
    }
    return facts, [classes.astype("<u2").tobytes(), packed(np.maximum(picture.steps, 0).reshape(1, -1))]


def _common(kind: str, key: str, axes: Sequence[PictureAxis], runs: Sequence[PictureRun]) -> dict[str, Any]:
    parts = {"axes": [_axis(axis) for axis in axes], "runs": [_subject(run) for run in runs]}
    return {"kind": kind, "key": key, "tips": tips_of(_SAID), **parts}


def _axis(axis: PictureAxis) -> dict[str, Any]:
    return {
        "label": axis.label,
        "log": axis.log,
        "whole": axis.whole,
        "values": axis.values.tolist(),
        "names": axis.names,
    }


def _subject(run: PictureRun) -> dict[str, Any]:
    return {"slot": run.slot, "name": run.name, "note": run.note, **run.style.look}


def _line(limit: Limit) -> dict[str, Any]:
    points = [[x, y] if np.isfinite(x + y) else None for x, y in limit.points.tolist()]
    return {"slot": limit.slot, "text": limit.text, "points": points, "solid": limit.solid}


def _shape(axes: Sequence[PictureAxis]) -> tuple[int, ...]:
    return tuple(len(axis.values) for axis in axes)


def _check(what: str, arrays: Sequence[NDArray[Any]], shape: tuple[int, ...]) -> None:
    for array in arrays:
        if array.shape != shape:
            raise ValueError(f"{what} must have the shape {shape} of runs and axes, got {array.shape}")


def _numbers(values: Floats) -> bytes:
    rows = values.reshape(len(values), -1)
    return packed(coded(rows, [FINE] * len(rows)))


def minimum_colour(index: int) -> str:
    """The colour of a minimum: that of a slot for the first twelve, then hues that stay apart."""
    if index < len(STYLES):
        return STYLES[index].colour
    hue, light = (index * _GOLDEN) % 1.0, (0.42, 0.54, 0.66)[index % 3]
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, light, 0.62))


def _shares(reached: Integers) -> list[dict[str, Any]]:
    """How many of the computed starts reach what: the minima by number, then what is none."""
    found, counts = np.unique(reached[reached != OPEN], return_counts=True)
    total = int(counts.sum())
    rows = sorted(zip(found.tolist(), counts.tolist(), strict=True), key=lambda row: (row[0] < 0, abs(row[0])))
    return [{"kind": _SPECIAL.get(code, "minimum"), "index": code, "share": n / total} for code, n in rows]


def _thumbnail(thumb: Thumb) -> tuple[dict[str, Any], list[bytes]]:
    """A thumbnail's part of the header, and its path as columns if it has one."""
    if thumb.path is None:
        return {"cell": thumb.cell, "sentence": thumb.sentence, "path": None}, []
    objective, rows = thumb.path.objective, traced(thumb.path.points, thumb.path.objective.window, _MOST_POINTS)
    last = objective.at(thumb.path.finite_steps)
    drawn = np.where(rows[:, None] < 0, np.nan, thumb.path.points[rows])
    points = near_window(drawn, objective.window)
    path = {
        "rows": len(points),
        "window": objective.window,
        "program": last.program,
        "lowest": last.global_minima[:_FEW],
        "diverged": thumb.path.outcome.marked_step is not None,
    }
    column = packed(coded(np.ascontiguousarray(points.T), [FINE, FINE]))
    sentence = thumb.sentence or thumb.path.outcome.sentence
    return {"cell": thumb.cell, "sentence": sentence, "path": path}, [zlib.compress(column, 1)]
