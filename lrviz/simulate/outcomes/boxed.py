"""Says what a box did to a run: brought it to rest on its edge, or put it back there on the way."""

import numpy as np

from lrviz.arrays import Flags
from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim


def at_edge(path: Measures) -> Outcome | None:
    """A run at rest on the edge of its box, which the slope would lead out of."""
    if path.trace.box is None or path.ended or path.spread > CLOSE or not _leads_out(path):
        return None
    end = path.points[-1]
    step, point, loss = path.settled_since(end), path.place(end), float(path.trace.losses[-1])
    return Outcome("boxed", step, (claim("at_edge", point=point, step=step, loss=loss),))


def _leads_out(path: Measures) -> bool:
    """Whether the slope at the end leads beyond an edge of the box that the end lies on."""
    end, box = path.points[-1], np.array(path.trace.box)
    downhill = -path.sign * path.objective.gradient(*end)
    out = ((end == box[:, 0]) & (downhill < 0)) | ((end == box[:, 1]) & (downhill > 0))
    return bool(out.any())


def touches(path: Measures) -> tuple[Claim, ...]:
    """After how many steps the run lay on the edge of its box, if it ever did."""
    if path.trace.box is None:
        return ()
    count = int(_on_edge(path).sum())
    return (claim("touches", count=count, steps=path.steps),) if count else ()


def _on_edge(path: Measures) -> Flags:
    box = np.array(path.trace.box).T
    edges: Flags = ((path.points[1:] == box[0]) | (path.points[1:] == box[1])).any(axis=1)
    return edges
