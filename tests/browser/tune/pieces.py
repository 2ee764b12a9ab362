"""Pictures of sweeps to be shown by tests, and what is read off them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import BasinMap, Heat, Picture, PictureAxis, PictureRun, Quantity, Sensitivity
from tests.browser.charts import Floats
from tests.browser.mounted import Mounted

VIEW: dict[str, Any] = {"scale": "automatic", "chosen": 1, "hidden": [], "large": False}


FINAL = Quantity("final loss")


RATES = PictureAxis("learning rate (lr)", np.geomspace(1e-4, 1.0, 17), log=True)


WHOLE = PictureAxis("T_max", np.array([1.0, 2.0, 3.0, 5.0, 9.0, 16.0, 30.0, 60.0, 99.0]), log=True, whole=True)


SHAPE = (2, 17, 9)


BETAS = PictureAxis("SGD · momentum", np.linspace(0.0, 0.8, 9))


def subjects(count: int = 2) -> list[PictureRun]:
    return [PictureRun(slot, f"run {slot}", STYLES[slot - 1], f"note {slot}") for slot in range(1, count + 1)]


def ramp() -> Any:
    """Values that grow with both indices, another run's ten times as high."""
    i, j = np.indices(SHAPE[1:])
    return np.stack([1e-6 * 10.0 ** ((i + j) / 4.0), 1e-5 * 10.0 ** ((i + j) / 4.0)])


def heat(values: Any = None, done: Any = None, up: PictureAxis = BETAS, key: str = "a", **given: Any) -> Heat:
    filled = ramp() if values is None else values
    flags = np.ones(SHAPE, bool) if done is None else done
    return Heat(key, (RATES, up), subjects(), FINAL, filled, flags, **given)


def curves(middle: Any, **given: Any) -> Sensitivity:
    rows = np.atleast_2d(np.asarray(middle, dtype=float))
    done = given.pop("done", np.ones(rows.shape, bool))
    bests = [int(np.nanargmin(row)) + index * rows.shape[1] for index, row in enumerate(rows)]
    return Sensitivity("c", RATES, subjects(len(rows)), FINAL, rows, done, best=bests, **given)


def basins(reached: Any, steps: Any = None) -> BasinMap:
    found = np.asarray(reached)
    axes = [
        PictureAxis(f"start {name}", np.linspace(-1, 1, count)) for name, count in zip("xy", found.shape, strict=True)
    ]
    taken = np.full(found.shape, 7) if steps is None else np.asarray(steps)
    return BasinMap("b", (axes[0], axes[1]), subjects(1)[0], [(-2.0, -2.0), (2.0, 2.0)], found, taken)


def show(place: Mounted, picture: Picture, *given: Any, **view: Any) -> Any:
    """Draws a picture and returns its axes."""
    return place.show(tune_payload(picture, VIEW | view, *given))


def colours(place: Mounted, points: Sequence[tuple[float, float]]) -> list[tuple[int, ...]]:
    return place.colours("picture", points)


def painted(place: Mounted, colour: str, layer: str = "picture") -> Floats:
    return place.painted(layer, colour, opaque=200)


def label(place: Mounted) -> str:
    return " ".join(place.page.locator(".tune-label").inner_text().split())


def hovered(place: Mounted, i: int, j: int, up: PictureAxis = BETAS) -> str:
    """The label of a cell."""
    place.page.mouse.move(*place.at(RATES.values[i], up.values[j]))
    place.frames()
    return label(place)


def valley(low: int = 8) -> Any:
    """Losses with a valley, and divergence at large rates."""
    rows = np.abs(np.arange(17) - low) / 2.0 - 5.0
    return np.where(np.arange(17) > 13, np.inf, 10.0**rows)


def label_of(place: Mounted) -> str:
    place.frames()
    return label(place)
