"""Trainings on the board: bands over seeds, thin lines below, a cursor that rests where the furthest run is."""

from dataclasses import replace

import numpy as np
import pytest

from lrviz.comparison import Plan
from lrviz.figures import STYLES, Board, ListedEntry, Panel, board_payload
from tests.browser.board.pieces import VIEW, line, values
from tests.browser.mounted import Mounted

LOSS = Panel("loss", "validation loss", "linear", 1.0, thin="training loss")


def test_a_band_is_filled_a_thin_line_has_a_column_and_the_cursor_rests_with_the_runs(board: Mounted) -> None:
    middle = np.full(50, 2.0)
    band = replace(line(1, middle, "loss"), low=middle - 1, high=middle + 2)
    thin = replace(line(1, np.full(50, 3.5), "loss"), kind="thin")
    entries = [ListedEntry(1, "run", STYLES[0], 0.1)]
    board.show(board_payload(Board(Plan(100), [LOSS], entries, view=VIEW, rest=40), [thin, band]))
    board.tells("step", 40)
    assert values(board, 0) == ["2 [1, 4]", "3.5"]
    thick, filled = board.painted("lines", STYLES[0].colour, 180), board.painted("lines", None, 20)
    assert thick[:, 1].mean() == pytest.approx(board.up(2.0), abs=2)
    reach = filled[filled[:, 0] < board.across(49)][:, 1]
    assert (reach.min(), reach.max()) == pytest.approx((board.up(4.0), board.up(1.0)), abs=2)
    assert np.ptp(filled[:, 0]) == pytest.approx(board.across(49) - board.across(0), abs=3)
    assert "fill-opacity: 0.18" in board.picture("SVG")["text"]
