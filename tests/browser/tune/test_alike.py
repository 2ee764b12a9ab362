"""The map of decays in a real browser: cells that nothing tells apart, words on an axis, and how a cell is opened."""

import numpy as np
from playwright.sync_api import expect

from lrviz.figures.tune.decays import decay_picture
from lrviz.forecasts import decay_map, forecast
from tests.browser.mounted import Mounted
from tests.browser.tune.pieces import colours, label_of, painted, show
from tests.forecasts.curves import cosine, drawn

FOUND = decay_map(forecast(drawn(cosine(), 0.003), []))
SHARES = [100 * share for share in FOUND.shares]
SHADED = (255, 145, 71)


def test_cells_as_good_as_the_best_are_shaded_as_one_within_a_border_and_named(place: Mounted) -> None:
    show(place, decay_picture(FOUND, "a", True))
    assert place.page.locator(".tune-chart .ytick text").all_text_contents() == list(FOUND.columns)
    for column in range(len(FOUND.columns)):
        tones = colours(place, [(share, column + 0.3) for share in SHARES])
        assert [tone == SHADED for tone in tones] == FOUND.as_good[:, column].tolist()
    expect(place.page.locator(".tune-legend")).to_contain_text("within 0.005 of the best")
    (first, *_) = np.flatnonzero(FOUND.as_good[:, 0])
    edge = np.array(place.at((SHARES[first - 1] + SHARES[first]) / 2, 0.3))
    assert (np.abs(painted(place, "#000000") - edge) < 2).all(axis=1).any()
    saved = place.picture("SVG")
    assert "within 0.005 of the best" in saved["text"]


def test_a_cell_is_said_and_opened_by_touch_by_a_click_and_by_keys(place: Mounted) -> None:
    show(place, decay_picture(FOUND, "b", True))
    place.page.touchscreen.tap(*place.at(SHARES[8], 0))
    place.tells("cell", 8 * len(FOUND.columns))
    place.page.get_by_role("button", name="Open", exact=True).click()
    assert place.wait_for("open") == {"cell": 8 * len(FOUND.columns)}
    place.page.mouse.click(*place.at(SHARES[3], 2))
    assert place.wait_for("open", 2) == {"cell": 3 * len(FOUND.columns) + 2}
    assert f"shape {FOUND.columns[2]}" in label_of(place)
    place.page.locator(".tune-chart").focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        place.page.keyboard.press(key)
    assert place.wait_for("open", 3) == {"cell": 4 * len(FOUND.columns) + 1}
