"""No table that leaves can run anything in a spreadsheet, whatever people call things; its numbers are numbers."""

import ast
import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lrviz
from lrviz import Run, Scene, simulate
from lrviz.comparison import Entry, Plan, curve
from lrviz.export import to_csv
from lrviz.export.curves import curves_to_csv
from lrviz.export.rates import rates_to_csv
from lrviz.export.training_curves import training_to_csv
from lrviz.objectives import McCormick
from lrviz.optimizers import SGD
from lrviz.schedules import OneCycleLR
from lrviz.search.trials import Found, Trial
from lrviz.spreadsheet import csv_text
from lrviz.sweeps import Axis, Result, Sweep, basins_files
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison
from lrviz.tasks import Xor
from lrviz.training import RangeTest, Record, Sensitivity, Training, range_test, sensitivity, train
from lrviz.ui.tune.ranking import values_csv
from tests.sweeps.results import computed, mapped

PACKAGE = Path(lrviz.__file__).parent
STARTS_A_FORMULA = re.compile(r'[\s"]*[=+\-@＝＋－＠]|[\t\r\n]')
HOSTILE = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "a\rb",
    "a\r=1",
    "a\n-1",
    "x;=1+1",
    'x; "=1"',
    'a,"=1"',
    "{;=1}",
)
NAMES = st.sampled_from(HOSTILE) | st.text("=+-@\t\r\n;,\"' a1＝{\u2028\x00", min_size=1, max_size=12)
DOWNHILL = Scene(McCormick(), start=(-0.5, -1.5), steps=2, runs=(Run(SGD(lr=0.1)),))
"""Its losses, points and rates are numbers of both signs."""

PLAN = Plan(3)


def named(name: str, scene: Scene = DOWNHILL) -> Scene:
    """The scene with a run of this name."""
    return replace(scene, runs=(replace(scene.runs[0], name=name),))


@cache
def measured() -> Result:
    """A sweep; only its names differ from case to case."""
    return computed(Sweep(DOWNHILL, (Axis("start.x", -1.0, 1.0, 2),)))


def swept(name: str) -> Result:
    """The sweep, of a run of this name."""
    return replace(measured(), sweep=replace(measured().sweep, scene=named(name)))


def searched(name: str) -> str:
    """A table of two trials, one of which failed with these words."""
    kept = named(name).to_json()
    trials = Trial(0, {"start.x": -1.0}, -2.5, "", kept), Trial(1, {"start.x": 1.0}, None, name, "")
    return Found("study", "final loss", trials, cast(Any, None)).to_csv()


def compared(name: str) -> str:
    """A table of a comparison, of a run of this name."""
    comparison = FairComparison(named(name), count=2)
    return values_csv(comparison, np.array([[[-1.5], [2.5]]]))


def curves(name: str) -> str:
    """A table of curves of this name."""
    return curves_to_csv(PLAN, [(name, curve(Entry(OneCycleLR(max_lr=0.1, total_steps=3)), PLAN))])


@cache
def trained() -> tuple[Record, Sensitivity, RangeTest]:
    """A short training, how it ends at two rates, and its range test."""
    training = Training(Xor(train=10, validation=10, hidden=(2,), batch=None, epochs=2), (Run(SGD()),))
    return train(training)[0], sensitivity(training, (0.1, 0.2), (0,))[0], range_test(training, high=1.0, steps=20)[0]


def rates(name: str) -> str:
    """A table of how a run of this name ends at two rates, and of its range test."""
    _, ends, test = trained()
    return rates_to_csv([(name, ends)], [(name, test)])


@dataclass(frozen=True)
class Table:
    """What a table is like that some code of the package writes.

    `write` makes it, given a name; `texts` are the columns of words, `scene` that of the scenes, and `shown` says where
    the name stands, as (row, column).
    """

    write: Callable[[str], str]
    rows: int
    columns: int
    texts: tuple[int, ...] = ()
    scene: int | None = None
    shown: tuple[tuple[int, int], ...] = ()


TABLES = {
    "export.scene.to_csv": Table(lambda name: to_csv(named(name), simulate(DOWNHILL)), 3, 6, (0,), None, ((2, 0),)),
    "export.curves.curves_to_csv": Table(curves, 3, 5, (), None, ((0, 3),)),
    "export.rates.rates_to_csv": Table(rates, 22, 11, (0, 1), None, ((1, 1), (22, 1))),
    "export.training_curves.training_to_csv": Table(
        lambda name: training_to_csv([(name, trained()[0])]), 3, 9, (0,), None, ((1, 0), (3, 0))
    ),
    "search.trials.to_csv": Table(searched, 2, 5, (3,), 4, ((2, 3),)),
    "sweeps.result.to_csv": Table(lambda name: swept(name).to_csv(), 2, 13, (2,), 12, ((1, 2), (2, 2))),
    "sweeps.basins_files.to_csv": Table(
        lambda name: basins_files.to_csv(mapped(Basins(named(name), count=2))), 4, 8, (3,), 7
    ),
    "ui.tune.ranking.values_csv": Table(compared, 2, 6, (1,), 5, ((1, 1), (2, 1))),
}


def test_every_table_of_the_package_is_looked_at() -> None:
    written, writers = set(), set()
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "csv" in node.name:
                written.add(f"{module}.{node.name}")
            elif (
                isinstance(node, ast.Attribute)
                and node.attr in ("writer", "DictWriter", "to_excel")
                and "csv" in ast.unparse(node.value)
            ):
                writers.add(module)
    assert written == {*TABLES, "spreadsheet.csv_text", "spreadsheet.csv_lines", "sweeps.result.csv_lines"}
    assert not writers, "lrviz.spreadsheet writes tables"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@settings(max_examples=40)
@given(name=NAMES)
def test_no_name_becomes_a_formula_or_a_row(table: Table, name: str) -> None:
    text = table.write(name)
    cells = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in cells] == [table.columns] * (table.rows + 1)
    for row in cells[1:]:
        for column, cell in enumerate(row):
            if column in table.texts:
                assert not STARTS_A_FORMULA.match(cell)
            elif column == table.scene:
                assert not cell or Scene.from_json(cell).runs[0].name == name
            else:
                float(cell or 0)
    assert not any(map(STARTS_A_FORMULA.match, cells[0]))
    assert all(cells[row][column].replace("'", "").startswith(name.replace("'", "")) for row, column in table.shown)
    _nothing_runs_where_semicolons_part_cells(text)


def _nothing_runs_where_semicolons_part_cells(text: str) -> None:
    """Some spreadsheets cut lines at semicolons, whatever quotation marks say that do not begin a cell."""
    for line in re.split(r"[\r\n]", text):
        assert not any(map(STARTS_A_FORMULA.match, line.split(";"))), line


def test_numbers_of_both_signs_stay_as_they_are() -> None:
    for table in TABLES.values():
        assert "'" not in table.write("plain")
    told = list(csv.reader(io.StringIO(searched("-1"))))
    assert [row[2] for row in told[1:]] == ["-2.5", ""]
    assert [row[1] for row in told[1:]] == ["-1.0", "1.0"]
    assert csv_text(("a",), [(-1.5,), (float("-inf"),), (None,), (-2,)]) == "a\n-1.5\n-inf\n\n-2\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_parquet_keeps_every_name_as_it_is(tmp_path: Path, name: str) -> None:
    swept(name).to_parquet(tmp_path / "sweep.parquet")
    basins_files.to_parquet(mapped(Basins(named(name), count=2)), tmp_path / "starts.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "sweep.parquet").to_pylist()
    assert {row["label"] for row in rows} == {name}
    scenes = [row["scene"] for row in rows + pyarrow.parquet.read_table(tmp_path / "starts.parquet").to_pylist()]
    assert {Scene.from_json(scene).runs[0].name for scene in scenes} == {name}
