"""Small pictures of the reference: whole SVG documents, in which paths, curves and reliefs lie where they belong."""

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from lrviz.comparison import Entry, Plan, curve
from lrviz.figures import STYLES
from lrviz.figures.reference.ground import HIGH, WIDE, relief
from lrviz.figures.reference.pictures import as_image, curve_picture, legend, losses_picture, paths_picture
from lrviz.objectives import Formula, Sphere
from lrviz.optimizers import SGD
from lrviz.scene import Run, Scene
from lrviz.schedules import OneCycleLR, StepLR

SPACE = "{http://www.w3.org/2000/svg}"


def lines(picture: str) -> list[np.ndarray]:
    """The points of every line of a picture."""
    found = ElementTree.fromstring(picture).findall(f"{SPACE}polyline")
    return [np.array([pair.split(",") for pair in line.attrib["points"].split()], dtype=float) for line in found]


def test_paths_lie_on_the_map_and_the_first_on_top() -> None:
    scene = Scene(Sphere(), start=(-1.5, 1.5), steps=20, runs=(Run(SGD(lr=0.1)), Run(SGD(lr=0.5))))
    under, top = lines(paths_picture(scene))
    assert len(top) == 21
    assert top[0] == pytest.approx((90, 60))
    assert top[-1] == pytest.approx((180, 120), abs=3)
    assert under[1] == pytest.approx((180, 120))
    image, *_ = ElementTree.fromstring(paths_picture(scene)).findall(f"{SPACE}image")
    assert image.attrib["href"].startswith("data:image/png;base64,")
    assert [label for label, _ in legend(["a", "b"])] == ["a", "b"]
    assert STYLES[1].colour in base64.b64decode(legend(["a", "b"])[1][1].split(",")[1]).decode()


def test_a_path_ends_in_the_picture_where_it_leaves_the_numbers() -> None:
    (left,) = lines(paths_picture(Scene(Sphere(), steps=500, runs=(Run(SGD(lr=3.0)),))))
    assert 1 < len(left) < 20
    assert np.isfinite(left).all()


def test_a_curve_rises_and_falls_as_the_rate_does_and_may_end_early() -> None:
    entry, plan = Entry(StepLR(50, 0.5), 0.2), Plan(budget=100.0)
    (points,) = lines(curve_picture(entry, plan))
    rates = curve(entry, plan).rates
    assert len(points) == len(rates)
    assert np.interp(points[:, 1], (8, 112), (0.2, 0.0)) == pytest.approx(rates, abs=1e-3)
    (short,) = lines(curve_picture(Entry(OneCycleLR(max_lr=0.1, total_steps=50), 0.1), plan))
    assert short[:, 0].max() < points[:, 0].max() / 1.9
    assert base64.b64decode(as_image("<svg/>").split(",")[1]) == b"<svg/>"


def test_losses_go_down_from_the_highest_of_all_to_the_lowest_and_the_first_lies_on_top() -> None:
    at = np.array([10, 20, 30])
    under, top = lines(losses_picture([(at, np.array([3.0, 2.0, 1.0])), (at, np.array([3.0, 3.0, 2.0]))]))
    np.testing.assert_allclose(top, [(8, 8), (180, 120), (352, 232)])
    np.testing.assert_allclose(under, [(8, 8), (180, 8), (352, 120)])
    (flat,) = lines(losses_picture([(at, np.full(3, 2.0))]))
    assert np.isfinite(flat).all()


def test_the_relief_is_densest_at_the_lowest_place_and_clear_where_there_is_no_number() -> None:
    alpha = np.array(Image.open(io.BytesIO(relief(Sphere()))).getchannel("A"))
    assert alpha.shape == (HIGH, WIDE)
    assert alpha[HIGH // 2, WIDE // 2] == alpha.max() > 100
    assert alpha[0, 0] == 0
    half = np.array(Image.open(io.BytesIO(relief(Formula(text="sqrt(x) + y**2")))).getchannel("A"))
    assert half[:, : WIDE // 2 - 1].max() == 0 < half[HIGH // 2, WIDE // 2 + 1]
    flat = np.array(Image.open(io.BytesIO(relief(Formula(text="0*x")))).getchannel("A"))
    assert len(np.unique(flat)) == 1
