"""The names of limits stand beside their lines, apart from curves, other lines and each other."""

from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.browser.modules import call

ROOM = {"left": 0, "right": 400, "top": 0, "bottom": 200}
STEP, WIDTH = 20, 80


def places(page: Page, xs: list[float], curves: Any = (), room: Any = ROOM, others: Any = ()) -> np.ndarray:
    """Where the names of lines stand."""
    names = [{"x": x, "width": WIDTH} for x in xs]
    return np.array(call(page, "tune/names.js", "namePlaces", names, room, STEP, list(curves), [*xs, *others]))


def test_a_name_stands_at_the_top_on_the_right_and_on_the_left_where_there_is_no_room(prepared: Page) -> None:
    assert places(prepared, [100.0, 350.0]).tolist() == [[145, 10], [305, 10]]
    narrow = places(prepared, [60.0], room=ROOM | {"right": 100})
    assert narrow.tolist() == [[60, 10]], "where neither side has room it stands over its line"
    low = places(prepared, [100.0], room=ROOM | {"bottom": 5})
    assert low.tolist() == [[145, 10]], "and beside it, however low the room is"


def test_a_curve_and_another_line_are_kept_clear_of(prepared: Page) -> None:
    assert places(prepared, [100.0], [[[0, 10], [400, 10]]]).tolist() == [[145, 30]]
    assert places(prepared, [100.0], [[[0, -60], [200, 40], [400, 40]]]).tolist() == [[55, 10]], "it is above there"
    assert places(prepared, [100.0], [[[0, 5], [90, None], [400, 5]]]).tolist() == [[145, 10]], "a gap is free"
    assert places(prepared, [100.0], [[[150, -500], [150, 500]]]).tolist() == [[55, 10]]
    assert places(prepared, [100.0], others=[120.0]).tolist() == [[55, 10]]


def test_names_cover_neither_each_other_nor_a_curve_where_there_is_room(prepared: Page) -> None:
    draw = np.random.default_rng(0)
    for _ in range(20):
        xs = np.sort(draw.uniform(20, 380, 4)).tolist()
        heights = draw.uniform(60, 70, 9)
        curve = [[50 * index, height] for index, height in enumerate(heights)]
        found = places(prepared, xs, [curve])
        assert np.allclose(abs(found[:, 0] - xs), WIDTH / 2 + 5)
        assert (abs(found[:, 1] - 65) >= 15).all(), "the curve lies between 60 and 70"
        for index, (x, y) in enumerate(found):
            beside = abs(np.delete(found, index, 0) - (x, y))
            assert ((beside[:, 0] >= WIDTH) | (beside[:, 1] >= STEP)).all(), found
