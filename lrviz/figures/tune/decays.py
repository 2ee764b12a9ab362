"""The map of decays under a forecast's law, as a picture whose cells open as schedules."""

import numpy as np

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.pictures import Alike, Heat, PictureAxis, PictureRun, Quantity, Uses
from lrviz.forecasts import DecayMap
from lrviz.forecasts.decays import AS_GOOD


def decay_picture(found: DecayMap, key: str, opens: bool) -> Heat:
    """The loss at the end over the share of the decay and its shape, or the length of the run.

    Args:
        found: the map.
        key: what tells this map from others.
        opens: whether a cell can be opened as a schedule.
    """
    values = found.finals[None]
    of_lengths = len(set(found.steps)) > 1
    good = Alike(found.as_good[None], f"within {AS_GOOD:g} of the best{' of its length' if of_lengths else ''}")
    return Heat(
        key,
        (PictureAxis("share of the decay (%)", 100 * np.array(found.shares)), _up(found)),
        [PictureRun(1, "Warmup–stable–decay", STYLES[0])],
        Quantity("final loss", log=False),
        values,
        np.ones(values.shape, bool),
        best=[int(values.argmin())],
        judged=[None],
        ring="lowest",
        uses=Uses("as a schedule" if opens else "", refines=False, thumbs=False),
        alike=good,
    )


def _up(found: DecayMap) -> PictureAxis:
    if any(isinstance(column, int) for column in found.columns):
        return PictureAxis("steps of the run", np.array(found.steps, dtype=float), log=True, whole=True)
    names = tuple(map(str, found.columns))
    return PictureAxis("shape", np.arange(len(names), dtype=float), names=names)
