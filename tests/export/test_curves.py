"""The table of curves holds every rate to the last bit."""

import csv
import io

import numpy as np

from lrviz.comparison import EACH_EPOCH, Entry, Plan, curve
from lrviz.export.curves import curves_to_csv
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, StepLR

PLAN = Plan(3, "epochs", samples=100, batch_size=8, tokens_per_sample=10)


def table(*entries: Entry) -> tuple[list[str], list[list[str]]]:
    """The head and the rows of a table."""
    text = curves_to_csv(PLAN, [(entry.label, curve(entry, PLAN)) for entry in entries])
    head, *rows = csv.reader(io.StringIO(text))
    return head, rows


def test_every_step_has_its_row_and_every_curve_its_columns() -> None:
    entries = (Entry(CosineAnnealingLR(T_max=39), 0.3, "a"), Entry(OneCycleLR(max_lr=0.1, total_steps=39), name="b"))
    head, rows = table(*entries)
    assert head == ["step", "epoch", "tokens", "a", "b", "b: momentum"]
    assert [int(row[0]) for row in rows] == list(range(PLAN.steps)) == list(range(39))
    assert float(rows[13][1]) == 1.0
    assert int(rows[2][2]) == 2 * 8 * 10
    columns = np.array([[float(cell) for cell in row[3:]] for row in rows]).T
    one, other = (curve(entry, PLAN) for entry in entries)
    np.testing.assert_array_equal(columns, [one.rates, other.rates, other.momenta])


def test_what_has_ended_is_empty() -> None:
    _, rows = table(
        Entry(OneCycleLR(max_lr=0.1, total_steps=10, cycle_momentum=False)), Entry(StepLR.usual(), stepped=EACH_EPOCH)
    )
    assert [row[3] == "" for row in rows] == [False] * 11 + [True] * 28
    assert all(row[4] for row in rows)


def test_any_name_survives_but_is_no_formula() -> None:
    for name in ("plain", "a, b", 'with "quotes"', "two\nlines"):
        assert table(Entry(name=name))[0][3] == name
    assert table(Entry(name="=1+1"))[0][3] == "'=1+1"
