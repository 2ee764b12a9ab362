"""Packs a scene with its paths into one block of bytes, which `assets/stage/payload.js` decodes."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.columns import FINE, coded, halves, packed, table
from lrviz.figures.kit.style import Drawn
from lrviz.figures.stage.caption import caption
from lrviz.figures.stage.live import MOST_ROWS, live
from lrviz.lessons.glossary import term_of
from lrviz.objectives import CriticalPoints, Objective
from lrviz.objectives.course import course
from lrviz.objectives.critical_points import Points
from lrviz.scene import Scene
from lrviz.simulate import Trajectory
from lrviz.simulate.ingredients import ingredients

_MOST_MARKS = 250
"""Of more minima or saddles than this only the lowest are marked: the map must stay a map."""


class Cue(NamedTuple):
    """What a page has the clock do, once for each id.

    Attributes:
        id: another one for each time.
        act: "hold" keeps it at the start until the next cue, with nothing shown of what comes; "play" plays from there,
            and the browser says "played" once the last step is reached; "end" puts it on the last step.
    """

    id: str
    act: Literal["hold", "play", "end"]


def payload(
    scene: Scene,
    runs: Sequence[Drawn],
    slots: Sequence[int],
    view: dict[str, Any],
    movable: bool = True,
    recording: int = 0,
    cue: Cue | None = None,
    known: str = "",
) -> bytes:
    """The picture as a bundle: a header and, in a blob each, the columns of every run.

    Args:
        scene: what is drawn; the runs that can be run, as in `runs`. Where its function moves, one more blob holds the
            minima and saddles of each step.
        runs: the looks and the paths.
        slots: the slot of each run, 1 to 8.
        view: how the reader looks at it; plain JSON.
        movable: whether the start can be moved: where nobody computes the new paths it cannot.
        recording: which animation the browser is asked for; 0 is none.
        cue: what the clock is to do; None leaves it to the reader.
        known: which kernels the browser has already, as it says; they are not sent again.

    Raises:
        ValueError: the view holds a number that JSON does not know.
    """
    most = MOST_ROWS // max(1, len(runs))
    encoded = [_encoded(run.path, most) for run in runs]
    moves = scene.objective.moves
    way = _way(scene.objective, scene.steps) if moves else None
    kernels = live(scene) if movable and cue is None else None
    fresh = kernels is not None and kernels.id != known
    header = {
        "caption": caption(scene)._asdict(),
        "objective": _moving(scene.objective, scene.steps) if moves else _objective(scene.objective),
        **({"course": way.facts} if way else {}),
        **({"box": scene.box} if scene.box else {}),
        **({"live": {"id": kernels.id, **(kernels.facts if fresh else {})}} if kernels else {}),
        "start": scene.origin,
        "movable": movable,
        "cue": cue and cue._asdict(),
        "steps": scene.steps,
        "noise": scene.noise,
        "recording": recording,
        "view": view,
        "runs": [
            {"slot": slot, "label": run.label, **run.style.look, **run_encoded.facts}
            for slot, run, run_encoded in zip(slots, runs, encoded, strict=True)
        ],
    }
    more = [*([kernels.blob] if kernels and fresh else []), *([way.blob] if way else [])]
    return bundled(header, [*(one.blob for one in encoded), *more])


@lru_cache(maxsize=32)
def _objective(objective: Objective) -> dict[str, Any]:
    marked = zip(("lowest", "local", "saddles"), _marks(objective.critical_points), strict=True)
    return _facts(objective) | dict(marked) | {"minimum": objective.minimum_value}


@lru_cache(maxsize=32)
def _moving(objective: Objective, steps: int) -> dict[str, Any]:
    """A function that moves: its marks are those of each step, and its lowest value is one if it stays."""
    lowest = course(objective, steps).lowest
    stays = bool(np.ptp(lowest) <= 1e-9 * max(1.0, float(np.abs(lowest).max())))
    nothing: dict[str, Any] = dict.fromkeys(("lowest", "local", "saddles"), ())
    return _facts(objective) | nothing | {"minimum": float(lowest.min()) if stays else None}


def _facts(objective: Objective) -> dict[str, Any]:
    return {
        "title": objective.title,
        "label": objective.label,
        "window": objective.window,
        "program": objective.program,
    }


def _marks(known: CriticalPoints) -> list[Points]:
    """What is marked: the lowest minima, the others and the saddles."""
    local = tuple(place for place in known.minima if place not in known.global_minima)
    return [known.global_minima, local[:_MOST_MARKS], known.saddles[:_MOST_MARKS]]


class _Way(NamedTuple):
    """The marks of a moving function at each step, its part of the header and the rest in columns.

    These are which of `found` functions each step has, (steps + 1,); how many lowest minima, other minima and saddles
    each of them has, (3 · found,); and the x and the y of all these places, one after the other.
    """

    facts: dict[str, int]
    blob: bytes


@lru_cache(maxsize=8)
def _way(objective: Objective, steps: int) -> _Way:
    way = course(objective, steps)
    marks = [part for one in way.found for part in _marks(one)]
    places = np.array([place for part in marks for place in part], dtype=float).reshape(-1, 2)
    whole = way.which.astype(np.int32), np.array([len(part) for part in marks], dtype=np.int32)
    x, y = coded(np.ascontiguousarray(places.T), [FINE, FINE])
    blob = b"".join(packed(column[None]) for column in (*whole, x, y))
    return _Way({"found": len(way.found), "places": len(places)}, zlib.compress(blob, 1))


class _Encoded(NamedTuple):
    """The part of one run: its facts for the header and its columns, at most `most` rows of them."""

    most: int
    facts: dict[str, Any]
    blob: bytes


_KNOWN: WeakKeyDictionary[Trajectory, _Encoded] = WeakKeyDictionary()
"""A change of one run leaves the others as they are; a trajectory that is forgotten takes its part along."""


def _encoded(path: Trajectory, most: int) -> _Encoded:
    most = min(most, path.steps + 1)
    known = _KNOWN.get(path)
    if known is None or known.most != most:
        known = _KNOWN[path] = _encode(path, most)
    return known


def _encode(path: Trajectory, most: int) -> _Encoded:
    columns = table(path, most)
    blob = b"".join(
        (
            packed(columns.steps[None]),
            packed(columns.anchors[None]),
            *(packed(halves(places)) for places in columns.places),
            packed(coded(columns.values, columns.bits)),
        )
    )
    facts = {
        "crossStep": path.outcome.marked_step,
        "outcome": path.outcome.word,
        "sentence": path.outcome.sentence,
        "meaning": term_of(path.outcome.kind).meaning,
        "stability": ingredients(path),
        "finite": path.finite_steps,
        "stateNames": list(path.states),
        "momentumState": _momentum_state(path),
        "rows": len(columns.steps),
        "anchors": len(columns.anchors),
        "columns": list(zip(columns.names, columns.bits, strict=True)),
    }
    return _Encoded(most, facts, zlib.compress(blob, 1))


def _momentum_state(path: Trajectory) -> int:
    """Which state is the run's momentum vector; −1 where it has none, or a momentum of 0 throughout."""
    optimizer, names = path.run.optimizer, list(path.states)
    momenta = path.run.momentum if path.momenta is None else path.momenta
    counts = optimizer.cycled is None or np.any(momenta)
    return names.index(optimizer.momentum_state) if counts and optimizer.momentum_state in names else -1
