"""Packs the paths of a class into one block of bytes, which `assets/class/projector/payload.js` decodes."""

import zlib
from collections.abc import Sequence

import numpy as np

from lrviz.classroom import crowd_paths, crowd_steps
from lrviz.figures.kit.bundle import bundled
from lrviz.figures.kit.columns import FINE, coded, packed
from lrviz.scene import Scene


def crowd_payload(scenes: Sequence[Scene], groups: Sequence[int]) -> bytes:
    """Paths as a bundle: a header, and in one blob the x of each path, then the y of each.

    Args:
        scenes: one for each path, which is that of its first run; all have as many steps.
        groups: of each path what it is coloured by: a minimum that it reaches, a code for none, or an optimizer.
    """
    steps = crowd_steps(scenes[0].steps) if scenes else np.arange(0)
    paths = np.array(crowd_paths(scenes), dtype=float).reshape(len(scenes), len(steps), 2)
    columns = np.ascontiguousarray(paths.transpose(2, 0, 1)).reshape(2 * len(scenes), len(steps))
    header = {"steps": steps.tolist(), "groups": list(groups)}
    return bundled(header, [zlib.compress(packed(coded(columns, [FINE] * len(columns))), 1)])
