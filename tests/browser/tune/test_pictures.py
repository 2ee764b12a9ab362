"""What all pictures of Tune have in common, in a real browser."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from lrviz.figures.kit.style import STYLES
from lrviz.figures.tune.payload import tune_payload
from lrviz.figures.tune.pictures import GoodRange, Picture, PictureRun, Progress, Thumb, VerticalLine
from lrviz.simulate import Trajectory
from tests.browser.mounted import Mounted
from tests.browser.tune.pieces import VIEW, basins, curves, heat, label_of, show, valley


def test_names_are_text(place: Mounted) -> None:
    name = "<img src=x onerror=alert(1)> & Co."
    show(place, replace(curves([valley()]), runs=[PictureRun(1, name, STYLES[0], name)]))
    expect(place.page.locator(".tune-name")).to_have_text(name)
    place.page.mouse.move(*place.at(1e-2, 1e-4))
    assert name in label_of(place)
    assert "<img" not in place.picture("SVG")["url"]


def test_pictures_show_what_is_seen(place: Mounted) -> None:
    show(place, heat(best=[40, None]))
    chart = place.page.locator(".tune-chart").bounding_box()
    assert chart is not None
    svg, png = place.picture("SVG"), place.picture("PNG")
    assert (svg["name"], png["name"]) == ("lrviz-tune.svg", "lrviz-tune.png")
    assert (svg["width"], png["width"]) == (chart["width"], 2 * chart["width"])
    assert png["height"] > 2 * chart["height"]
    text = svg["text"]
    assert text.count("<image") == 1
    for said in ("learning rate (lr)", "run 1", "best"):
        assert said in text
    assert "trace 0" not in text
    show(place, curves([valley(), valley(4)], good=[GoodRange(1, 1e-3, 1e-1, "2 decades")]), hidden=[2])
    text = place.picture("SVG")["text"]
    assert "2 decades" in text
    assert "run 1" in text
    assert "run 2" not in text
    assert "<image" not in text


def test_what_leaves_has_the_names_of_limits_beside_their_lines_as_the_screen_has_them(place: Mounted) -> None:
    limits = {"one": 0.05, "other": 0.06}
    marks = [VerticalLine(slot, x, name, "limit") for slot, (name, x) in enumerate(limits.items(), 1)]
    left = show(place, curves([valley(), valley(4)], marks=marks))["xaxis"]["offset"]
    text, chart = place.picture("SVG")["text"], place.page.locator(".tune-chart").bounding_box()
    assert chart is not None
    for name, side in {"one": -1, "other": 1}.items():
        (middle,) = re.findall(rf'<text x="([0-9.]+)"[^>]*>{name}</text>', text)
        line = place.at(limits[name], 1e-4)[0] - chart["x"] - left
        assert 5 < side * (float(middle) - line) < 40, name


def test_a_payload_that_was_cut_off_says_so_and_the_next_one_is_drawn(place: Mounted) -> None:
    data = tune_payload(heat(), VIEW)
    place.tell(data[:-10])
    expect(place.page.get_by_role("alert")).to_contain_text("could not be drawn")
    show(place, heat())
    expect(place.page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [1400, 800, 390])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_stands_out_of_the_window(place: Mounted, path: Trajectory, width: int, large: bool) -> None:
    place.page.set_viewport_size({"width": width, "height": 1200})
    long = [PictureRun(slot, "A very long name that goes on " * 3, STYLES[slot], "note " * 9) for slot in (1, 2)]
    for picture in (replace(heat(), runs=long), replace(curves([valley(), valley()]), runs=long)):
        axes = show(place, picture, None, Thumb(0, path), large=large)
        place.page.mouse.move(*place.at(0.5, 0.5))
        place.frames()
        assert place.page.evaluate("document.documentElement.scrollWidth") <= width
        assert axes["xaxis"]["offset"] + axes["xaxis"]["size"] < width
        assert axes["xaxis"]["size"] > 0.45 * width
        assert axes["yaxis"]["size"] > 200
        box = place.page.locator(".tune-label").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_updates_leave_no_elements_behind(place: Mounted, path: Trajectory) -> None:
    states: list[tuple[Picture, Any, Any]] = [
        (heat(best=[3, 200]), Progress(1, 2, 3.0), None),
        (curves([valley(), valley(4)], good=[GoodRange(1, 1e-3, 1e-1, "x")]), None, Thumb(0, path)),
        (basins(np.zeros((5, 5), int)), None, None),
    ]
    for state in states:
        show(place, *state)
    before = place.elements()
    for state in states:
        show(place, *state)
    assert place.elements() == pytest.approx(before, abs=15)
    place.page.evaluate("place.remove(); end()")
    assert place.page.evaluate("place.childElementCount") == 0
