"""A class that nobody wrote is refused in words, whatever is sent, and so is whoever opens too many."""

import json

import pytest

from tests.serving.classes.visiting import PLAN, ask, origin_of


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "JSON"),
        (b"\xff\xfe", "decode"),
        (b"[" * 100_000, "a class"),
        (b'{"type": "ClassPlan", "items": []}', "items"),
        (b'{"type": "ClassPlan", "items": [' + b"1," * 1000 + b"1]}", "at most 100 items"),
        (PLAN.to_json().replace('"steps": 50', '"steps": 1e308').encode(), "steps"),
        (PLAN.to_json().replace("A choice", "A" * 1_100_000).encode(), "characters"),
    ],
    ids=range(7),
)
def test_a_hostile_class_is_refused_in_words(server: str, body: bytes, said: str) -> None:
    refused = ask(f"{server}/class/open", body, Origin=origin_of(server))
    assert refused.status == 400
    assert said in json.loads(refused.body)["why"]


def test_what_is_too_large_is_refused_before_it_is_read(server: str) -> None:
    assert ask(f"{server}/class/open", bytes(9_000_000), Origin=origin_of(server)).status == 413


def test_who_opens_class_after_class_is_told_to_wait(server: str) -> None:
    plan = PLAN.to_json().encode()
    answers = [ask(f"{server}/class/open", plan, Origin=origin_of(server)) for _ in range(12)]
    assert {answer.status for answer in answers} <= {200, 429}
    assert "wait a minute" in json.loads(answers[-1].body)["why"]
