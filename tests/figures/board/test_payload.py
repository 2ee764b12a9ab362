"""What the board is sent is the curves, and long ones are thinned without losing peaks, jumps or steps."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrviz.comparison import Comparison, Curve, Entry, Group, Plan, curve, group_curves
from lrviz.figures import STYLES, Board, Line, Mark, Panel, board_payload
from lrviz.figures.board import page
from lrviz.figures.board.quantities import Plotted, each_drawn, main_panel, momentum_panel, plotted, travelled
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, OneCycleLR, PiecewiseLinear, Schedule, StepLR
from lrviz.thinning import enveloped
from tests.figures.decoding import blobs, header, numbers, words


def read(data: bytes) -> tuple[dict[str, Any], list[tuple[np.ndarray, np.ndarray]]]:
    """The header, and steps and values of every line."""
    known = header(data)
    lines = []
    for facts, blob in zip(known["series"], blobs(data)[1:], strict=True):
        half = 4 * facts["rows"]
        columns = 3 if facts["band"] else 1
        lines.append((words(blob[:half]).astype(np.int64), numbers(blob[half:], columns, facts["digits"])[0]))
        assert len(lines[-1][1]) == facts["rows"]
    return known, lines


def sent(drawn: list[Plotted], plan: Plan, quantity: str = "rate", stretch: tuple[int, int] | None = None) -> Any:
    panel, lines = main_panel(drawn, quantity, "automatic", 1)
    board = Board(plan, [panel], [one.shown for one in drawn], view={"unit": "steps"}, stretch=stretch)
    return read(board_payload(board, lines))


def drawn_over(plan: Plan, *schedules: Schedule) -> list[Plotted]:
    entries = [Entry(schedule, 0.1) for schedule in schedules]
    return [Plotted(slot, entry, curve(entry, plan)) for slot, entry in enumerate(entries, 1)]


def assert_same_picture(steps: np.ndarray, values: np.ndarray, whole: np.ndarray, reach: int) -> None:
    """What is drawn are values of the whole, and within `reach` steps of each value the drawn line passes it."""
    np.testing.assert_allclose(values, whole[steps], rtol=1e-6, atol=1e-300)
    assert (steps[0], steps[-1]) == (0, len(whole) - 1)
    line = np.interp(np.arange(len(whole)), steps, values)
    edges = np.arange(0, len(whole), reach)
    low, high = (np.pad(reduce.reduceat(line, edges), 1, "edge") for reduce in (np.minimum, np.maximum))
    low, high = (np.stack([side[:-2], side[1:-1], side[2:]]) for side in (low, high))
    slack = 1e-5 * np.abs(whole).max()
    assert (np.minimum.reduceat(whole, edges) >= low.min(axis=0) - slack).all()
    assert (np.maximum.reduceat(whole, edges) <= high.max(axis=0) + slack).all()


@pytest.mark.parametrize("kind", [kind for kind in SCHEDULES if not kind.feedback])
def test_ten_thousand_steps_are_sent_whole_and_a_longer_curve_keeps_its_picture(kind: type[Schedule]) -> None:
    for plan, copies in ((Plan(10_000), 2), (Plan(150_000), 12)):
        drawn = drawn_over(plan, *[kind.usual()] * copies)
        known, ((steps, values), *others) = sent(drawn, plan)
        whole = drawn[0].curve.rates
        assert known["thinned"] == (len(whole) > 10_000)
        if known["thinned"]:
            assert len(steps) <= 10_001
            assert_same_picture(steps, values, whole, -(-len(whole) // 2500))
        else:
            np.testing.assert_array_equal(steps, np.arange(len(whole)))
            np.testing.assert_allclose(values, whole, rtol=1e-6, atol=1e-300)
        assert len(others) == copies - 1
        assert all(np.array_equal(one, (steps, values)) for one in others)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 49_999), st.floats(-5, 5)), max_size=30), st.integers(50, 800))
def test_no_spike_and_no_step_is_lost(events: list[tuple[int, float]], stretches: int) -> None:
    whole = np.zeros(50_000)
    for index, (place, size) in enumerate(events):
        whole[place : place + 1 if index % 2 else None] += size
    rows = enveloped(whole, stretches)
    assert len(rows) <= 4 * stretches
    assert_same_picture(rows, whole[rows], whole, -(-len(whole) // stretches))
    jumps = np.flatnonzero(np.abs(np.diff(whole)) > 1e-9)
    inside = np.searchsorted(rows, jumps, side="right")
    assert (rows[np.minimum(inside, len(rows) - 1)] - rows[inside - 1] <= len(whole) // stretches + 1).all()


def test_a_stretch_that_somebody_looks_at_is_sent_in_full() -> None:
    plan = Plan(1_000_000)
    drawn = drawn_over(plan, CosineAnnealingLR(T_max=997), StepLR(step_size=1234, gamma=0.99))
    known, lines = sent(drawn, plan, stretch=(500_000, 503_000))
    assert known["range"] == [500_000, 503_000]
    for one, (steps, values) in zip(drawn, lines, strict=True):
        near = (steps >= 500_000) & (steps <= 503_000)
        np.testing.assert_array_equal(steps[near], np.arange(500_000, 503_001))
        np.testing.assert_allclose(values[near], one.curve.rates[500_000:503_001], rtol=1e-6)
        assert (steps[0], steps[-1]) == (0, 999_999)
    known, _ = sent(drawn_over(Plan(1000), StepLR.usual()), Plan(1000), stretch=(10, 20))
    assert known["range"] is None, "where everything is sent the stretch is forgotten"


def test_differences_and_sums_are_those_of_the_rates() -> None:
    plan = Plan(300)
    drawn = drawn_over(plan, StepLR.usual(), OneCycleLR(max_lr=0.1, total_steps=120), CosineAnnealingLR.usual())
    _, lines = sent(drawn, plan, "travelled")
    np.testing.assert_allclose(lines[2][1], np.cumsum(drawn[2].curve.rates), rtol=1e-6)
    known, lines = sent(drawn, plan, "difference")
    assert known["panels"][0]["signed"]
    assert [len(values) for _, values in lines] == [300, 121, 300]
    np.testing.assert_allclose(lines[2][1], drawn[2].curve.rates - drawn[0].curve.rates, rtol=1e-6, atol=1e-12)


def test_momenta_have_a_panel_where_one_moves() -> None:
    drawn = drawn_over(Plan(200), StepLR.usual(), OneCycleLR(max_lr=0.1, total_steps=200))
    assert momentum_panel(drawn[:1]) is None
    found = momentum_panel(drawn)
    assert found is not None
    assert [line.slot for line in found[1]] == [2]


def test_what_was_encoded_is_kept_while_the_curve_lives() -> None:
    plan = Plan(5000)
    one = drawn_over(plan, CosineAnnealingLR(T_max=5000))[0]
    moved = Plotted(2, one.entry, Curve(one.curve.rates * 2))
    first, again, other = (sent([each], plan)[1][0][1] for each in (one, one, moved))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(other, 2 * one.curve.rates, rtol=1e-6)
    assert travelled(one.curve) is travelled(one.curve)


def test_the_header_says_what_the_browser_lists_and_the_identity_is_that_of_the_content() -> None:
    plan = Plan(2, "epochs", samples=640, batch_size=32)
    drawn = drawn_over(plan, PiecewiseLinear(((0.0, 1.0), (30.0, 0.2))), OneCycleLR(max_lr=0.1, total_steps=10))
    panel, lines = main_panel(drawn, "rate", "linear", 1)
    log = Line(0, "rate", "logged", STYLES[0], np.array([0.1, 0.2]), np.array([3, 9]), kind="dots")
    marks = [Mark(2, 10, "ends", "end")]
    board = Board(plan, [panel, Panel("x", "y")], [d.shown for d in drawn], marks, {"unit": "epochs", "hidden": (2,)})
    known, read_lines = read(board_payload(board, [*lines, log]))
    assert known["axis"] == {"unit": "epochs", "per": 1 / 20, "title": "epoch"}
    assert [entry["hidden"] for entry in known["entries"]] == [False, True]
    assert known["entries"][0]["points"] == [[0, 1], [30, 0.2]]
    assert "OneCycleLR" in known["entries"][1]["problem"]
    assert known["marks"] == [{"slot": 2, "step": 10, "text": "ends", "kind": "end"}]
    assert [one["kind"] for one in known["series"]] == ["line", "line", "dots"]
    np.testing.assert_array_equal(read_lines[2][0], [3, 9])
    one, other = (board_payload(Board(plan, [panel], [], view={"unit": unit}), lines) for unit in ("steps", "tokens"))
    assert one[:4] != other[:4]


def test_groups_are_a_family_of_lines_in_one_colour() -> None:
    plan = Plan(40)
    groups = tuple(Group(factor=0.5**number, start=number) for number in range(6))
    drawn = [plotted(3, Entry(StepLR(9), groups=groups), plan), plotted(4, Entry(StepLR(9)), plan)]
    panel, lines = main_panel(each_drawn(drawn), "rate", "automatic", 3)
    known, rows = read(board_payload(Board(plan, [panel], [one.shown for one in drawn]), lines))
    family, other = known["series"][:6], known["series"][6]
    assert [one["group"] for one in known["series"]] == [1, 2, 3, 4, 5, 6, 0]
    assert {one["colour"] for one in family} == {STYLES[2].colour}
    assert len({one["dash"] for one in family}) == 6
    assert other["dash"] == STYLES[3].svg_dash
    assert all(one["name"].endswith(f"group {number}") for number, one in enumerate(family, 1))
    listed, plain = known["entries"]
    assert [(one["name"], one["dash"]) for one in listed["groups"]] == [
        (f"group {number}", one["dash"]) for number, one in enumerate(family, 1)
    ]
    assert plain["groups"] == []
    for (_, values), one in zip(rows, group_curves(drawn[0].entry, plan), strict=False):
        np.testing.assert_allclose(values, one.rates, 1e-6)


def test_points_are_drawn_by_hand_on_the_first_group_where_it_follows_them() -> None:
    points = PiecewiseLinear(((0.0, 1.0), (30.0, 0.5)))
    for first, follows in ((Group(factor=0.5), True), (Group(start=3), False), (Group(schedule=StepLR.usual()), False)):
        shown = plotted(1, Entry(points, 0.1, groups=(first, Group("other"))), Plan(40)).shown
        assert (shown.points is not None) == follows
    assert plotted(1, Entry(points, 0.1, groups=(Group(factor=0.5),)), Plan(40)).shown.lr == 0.05


def test_a_file_of_an_entry_has_its_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "standalone", lambda *given: given[-1])
    entry = Entry(
        StepLR(9), groups=(Group("a", warmup_steps=5, warmup_momentum=0.5), Group("b", schedule=OneCycleLR.usual()))
    )
    known, _ = read(page.comparison_file(Comparison((entry, Entry()), Plan(40))))  # type: ignore[arg-type]
    lines = [(one["slot"], one["group"], one["panel"]) for one in known["series"]]
    assert lines == [(1, 1, "rate"), (1, 2, "rate"), (2, 0, "rate"), (1, 1, "momentum"), (1, 2, "momentum")]
