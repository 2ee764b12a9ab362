"""Points of two classes that a reader sets by clicking, as the widgets of the task show them."""

import math
from collections.abc import Mapping
from typing import Any

from lrviz.hyperparameters import Hyperparameter, hyperparameters
from lrviz.tasks import OwnPoints
from lrviz.tasks.points import FARTHEST
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.texts import plain_items, read_items
from lrviz.ui.kit.values import postpone, value_of
from lrviz.ui.train.controls import PAGE

Pairs = tuple[tuple[float, float], ...]

_CHOSEN = f"{PAGE}.task"
_CLASSES: tuple[Hyperparameter, ...] = tuple(one for one in hyperparameters(OwnPoints) if one.pairs)


def set_points(sent: Any) -> None:
    """Has the points that a browser sent written into the widgets at the next run; what are none is left aside."""
    if not isinstance(sent, Mapping):
        return
    texts = {}
    for parameter in _CLASSES:
        points = _points(sent.get(parameter.name), parameter)
        if points is None:
            return
        texts[_key(parameter)] = plain_items(parameter, points)
    postpone(texts)


def points_so_far() -> tuple[Pairs, Pairs] | None:
    """The points that stand in the widgets, a task or not; None where others are learnt, or the texts are no points."""
    if value_of(_CHOSEN) != title(OwnPoints):
        return None
    default = OwnPoints()
    texts = [value_of(_key(one), plain_items(one, getattr(default, one.name))) for one in _CLASSES]
    first, second = (_points(read_items(one, text), one) for one, text in zip(_CLASSES, texts, strict=True))
    return None if first is None or second is None else (first, second)


def _key(parameter: Hyperparameter) -> str:
    return f"{_CHOSEN}.{OwnPoints.__name__}.{parameter.name}"


def _points(sent: Any, parameter: Hyperparameter) -> Pairs | None:
    """Pairs of finite numbers that are no further out than the task allows, no more than it allows; None otherwise."""
    most = parameter.length.high if parameter.length else math.inf
    if not isinstance(sent, list | tuple) or len(sent) > most:
        return None
    points = [_point(one) for one in sent]
    known = tuple(point for point in points if point is not None)
    return known if len(known) == len(points) else None


def _point(sent: Any) -> tuple[float, float] | None:
    if not isinstance(sent, list | tuple) or len(sent) != 2:
        return None
    if not all(isinstance(value, int | float) and math.isfinite(value) and abs(value) <= FARTHEST for value in sent):
        return None
    return float(sent[0]), float(sent[1])
