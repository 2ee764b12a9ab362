"""What `python -m tests.fuzz` calls a find, and that it finds the shortest input of each."""

import math
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from lrviz.objectives import Formula
from tests.fuzz import __main__ as fuzz
from tests.fuzz import formulas, hunting, logs, pastes, scenes
from tests.fuzz.hunting import Hunt, Kind, ShownError


def breaks(text: str) -> None:
    """Is refused in words, or fails in one of several ways."""
    if "!" in text:
        raise ShownError("a traceback", "the page")
    if "7" in text:
        raise KeyError(text)
    if "x" in text:
        float(text)
    Formula(text + "(")


def test_it_keeps_the_shortest_input_of_each_find_and_knows_refusals() -> None:
    hunt = Hunt(Kind(st.text("!7x ", max_size=8), breaks, limit=60.0))
    for number in range(5):
        with suppress(AssertionError, Flaky):
            hunt._batch(number, math.inf, math.inf)
    known = {what.split(" ")[0]: find.case for what, find in hunt.finds.items()}
    assert known == {"ShownError": "'!'", "KeyError": "'7'", "ValueError": "'x'"}


def test_what_takes_too_long_is_interrupted_and_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunting, "_HARD", 1000.0)

    def for_ever(text: str) -> None:
        while True:
            text.split()

    hunt = Hunt(Kind(st.just("x"), for_ever, limit=0.2))
    assert hunt.try_out("x").startswith("HangError at ")
    assert [find.case for find in hunt.finds.values()] == ["'x'"]


def test_what_is_put_into_a_document_stays_as_it_is() -> None:
    odd: list[object] = [[]]
    edits = [(0, 1, odd), (1, 1, odd), (1, 1, odd)]
    assert scenes._written({"steps": 1}, edits) == scenes._written({"steps": 1}, edits) == '{"steps": [[[]]]}'
    assert odd == [[]]


@pytest.mark.parametrize(
    "kind", [formulas.KIND, logs.KIND, pastes.KIND, scenes.KIND], ids=["formulas", "logs", "pastes", "scenes"]
)
def test_some_of_every_kind_are_taken_or_refused_in_words(kind: Kind) -> None:
    hunt = Hunt(replace(kind, limit=120.0), batch=5)
    hunt._batch(1, math.inf, math.inf)
    assert (hunt.cases, hunt.finds) == (5, {})


def test_a_process_that_ends_is_a_find_and_what_is_told_counts_it(capsys: pytest.CaptureFixture[str]) -> None:
    report, whole = fuzz._report("no_such_kind", 1.0, 1)
    assert not whole
    assert fuzz.told("formulas", report) == 1
    said = capsys.readouterr().out
    assert "the process ended with code 1" in said
    assert "shortest input: before the first case" in said
    assert "No module named 'tests.fuzz.no_such_kind'" in said


def test_memory_that_grows_is_a_find(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunting, "memory", iter([100.0, 301.0]).__next__)
    hunt = Hunt(Kind(st.integers(), int))
    hunt.go(0.2, 1)
    assert list(hunt.finds) == ["memory grows from 100 to 301 MB"]
