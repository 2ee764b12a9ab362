"""Made-up training logs in every format that is read, some of them damaged."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from lrviz.analysis.logs import DECIMALS, REPEATED, UNITS, Columns, in_steps, read_table
from lrviz.analysis.partings import parting
from lrviz.comparison import Entry, Plan
from lrviz.schedules import CosineAnnealingLR
from tests.analysis.logs.tools import TOOLS
from tests.fuzz.hunting import Kind, refusing
from tests.fuzz.texts import ODD

NAMES = (
    "step",
    "epoch",
    "lr",
    "learning_rate",
    "loss",
    "train/loss",
    "Step",
    "Wall time",
    "Value",
    "_step",
    "note",
    "",
    " ",
    "é",
    "lr",
)
PLAN = CosineAnnealingLR(T_max=50).rates(0.1, 50)
BUDGET = Plan(budget=50.0, samples=320, batch_size=32)

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.integers(-2, 60),
    st.floats(width=32),
    st.sampled_from(
        [
            0,
            1e400,
            -0.0,
            1e308,
            5e-324,
            2**70,
            None,
            True,
            "",
            "nan",
            "NaN",
            "inf",
            "1,5",
            "1e-3",
            "x",
            "3e",
            "٣",
            [],
            {},
        ]
    ),
    st.text(max_size=4),
)
NUMBERS = st.integers(0, 60) | st.floats(0, 1)


def _rows(names: list[str]) -> st.SearchStrategy[tuple[list[str], list[list[Any]]]]:
    """A table with these names: numbers in all its cells, or anything in any number of them."""
    even = st.lists(NUMBERS, min_size=len(names), max_size=len(names))
    mixed = st.lists(st.one_of(NUMBERS, NUMBERS, NUMBERS, CELLS), min_size=len(names), max_size=len(names))
    rows = st.lists(even | mixed, min_size=1, max_size=12) | st.lists(st.lists(CELLS, max_size=5), max_size=6)
    return st.tuples(st.just(names), rows)


LIKELY = st.permutations(["step", "lr", "loss"]) | st.permutations(["epoch", "learning_rate", "note", "val_loss"])
ANY = st.lists(st.sampled_from(NAMES) | st.text(max_size=4), min_size=1, max_size=5)
TABLES = (LIKELY | ANY).map(list).flatmap(_rows)
FORMATS = (*",;\t |", "lines", "records", "columns", "state", "dictionaries", "pairs", "bars")


def _written(table: tuple[Sequence[str], Sequence[Sequence[Any]]], form: str, end: str) -> str:
    names, rows = table
    records = [dict(zip(names, row, strict=False)) for row in rows]
    if form == "lines":
        return end.join(map(json.dumps, records))
    if form == "dictionaries":
        return end.join(map(str, records))
    if form in ("pairs", "bars"):
        bar = " 5%|#  | 10/200 [00:01<00:19, 9.8it/s]\r" if form == "bars" else ""
        return end.join(bar + ", ".join(f"{name}: {cell}" for name, cell in row.items()) for row in records)
    if form == "records":
        return json.dumps(records)
    if form == "columns":
        return json.dumps(dict(zip(names, itertools.zip_longest(*rows), strict=False)))
    if form == "state":
        return json.dumps({"log_history": records, "best_metric": None})
    return end.join(form.join(map(str, row)) for row in (names, *rows))


TEXTS = st.builds(_written, TABLES, st.sampled_from(FORMATS), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
CODED = st.builds(
    lambda text, coding: text.encode(coding, errors="replace"),
    TEXTS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"]),
)


def _damaged(data: bytes, edits: Sequence[tuple[int, int, bytes]]) -> bytes:
    for place, cut, put in edits:
        at = place % (len(data) + 1)
        data = data[:at] + put + data[at + cut :]
    return data


TOLD = st.sampled_from(sorted(TOOLS)).map(lambda name: _cut(TOOLS[name].write()))
"""What the tools of the field write, the first part of it."""


def _cut(written: str | bytes) -> bytes:
    data = written if isinstance(written, bytes) else written.encode()
    return data[:1_500]


BYTES = st.sampled_from([text.encode("utf-8", errors="surrogatepass") for text in ODD]) | st.binary(max_size=3)
EDITS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 20), BYTES), min_size=1, max_size=3)
CASES = st.tuples(
    st.one_of(CODED, CODED, st.builds(_damaged, CODED | TOLD, EDITS), st.binary(max_size=60)),
    st.sampled_from(
        [
            "",
            "log.csv",
            "events.out.tfevents.17",
            "log.tsv",
            "log.jsonl",
            "trainer_state.json",
            "run-.-tag-lr.csv",
            "tag-loss.csv",
        ]
    ),
    st.integers(0, 5),
    st.sampled_from(REPEATED),
    st.sampled_from(DECIMALS),
)


def run(case: tuple[bytes, str, int, str, str]) -> None:
    """Reads a log, takes columns from it as a visitor might choose them, and compares it with a plan."""
    data, name, shift, repeated, decimal = case
    log = read_table(data, name, decimal)
    names = [*log.names, None, *log.names, None]
    step, rate, loss = (names[(shift + place) % len(names)] for place in (0, 1, 2))
    unit = UNITS[shift % len(UNITS)]
    chosen = {"step": step, "rate": rate, "loss": loss}
    for columns in (log.guess, lambda: log.choose(chosen, unit), lambda: Columns(step, rate, loss, unit)):
        with refusing():
            run = in_steps(log.run(columns(), repeated), BUDGET, PLAN)
            entry = Entry(CosineAnnealingLR(T_max=50), 0.1)
            found = parting(PLAN, run, entry=entry, plan=BUDGET)
            assert found.sentence
            found.what_ran()


KIND = Kind(CASES, run)
