"""Every declared hyperparameter refuses what its declaration refuses, and says so."""

import math
from dataclasses import MISSING
from typing import Any

import numpy as np
import pytest

from lrviz.hyperparameters import Declared, Hyperparameter, HyperparameterError, from_dict, hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS, SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, LinearLR, MultiStepLR, Phase

CLASSES: tuple[type[Declared], ...] = (*OBJECTIVES, *OPTIMIZERS, *SCHEDULES, Phase, Run, Scene)
FIELDS = [(owner, field) for owner in CLASSES for field in hyperparameters(owner)]
NUMBERS = [
    (owner, field) for owner, field in FIELDS if field.kind in (int, float) and not field.many and not field.pairs
]


def _id(value: Any) -> str:
    return value.name if isinstance(value, Hyperparameter) else getattr(value, "__name__", "")


def _refusal(owner: type[Declared], field: Hyperparameter, value: Any) -> str:
    with pytest.raises(HyperparameterError) as caught:
        field.check(owner.__name__, value)
    return str(caught.value)


@pytest.mark.parametrize(("owner", "field"), FIELDS, ids=_id)
def test_is_declared_in_full(owner: type[Declared], field: Hyperparameter) -> None:
    assert field.caption.endswith("."), "a caption is a sentence"
    if field.kind in (int, float) and not field.pairs and not (field.many and field.length):
        assert field.range is not None, "a number has a range"
    if field.default is not MISSING and field.default is not None:
        assert field.check(owner.__name__, field.default) == field.default


@pytest.mark.parametrize(("owner", "field"), NUMBERS, ids=_id)
def test_refuses_what_is_no_number_in_range(owner: type[Declared], field: Hyperparameter) -> None:
    assert field.range is not None
    wrong: list[Any] = [math.nan, math.inf, -math.inf, "0.1", True, [1], 1j, 10**400]
    wrong += [math.nextafter(field.range.low, -math.inf) if field.kind is float else int(field.range.low) - 1]
    wrong += [math.nextafter(field.range.high, math.inf) if field.kind is float else int(field.range.high) + 1]
    wrong += [field.range.low] * field.range.low_open + [field.range.high] * field.range.high_open
    wrong += [0.5] if field.kind is int else []
    for value in wrong:
        message = _refusal(owner, field, value)
        assert message.startswith(f"{owner.__name__}.{field.name} must be ")
        assert str(field.range) in message
        assert ", got " in message


@pytest.mark.parametrize(("owner", "field"), [pair for pair in FIELDS if pair[1].choice], ids=_id)
def test_refuses_words_that_are_no_choice(owner: type[Declared], field: Hyperparameter) -> None:
    assert field.choice is not None
    for option in field.choice.options:
        assert field.check(owner.__name__, option) == option
    assert ", ".join(field.choice.options) in _refusal(owner, field, "no such option")


@pytest.mark.parametrize(("owner", "field"), FIELDS, ids=_id)
def test_none_is_allowed_where_declared(owner: type[Declared], field: Hyperparameter) -> None:
    if field.optional:
        assert field.check(owner.__name__, None) is None
    else:
        assert "got None" in _refusal(owner, field, None)


def test_says_what_is_allowed_and_what_came() -> None:
    with pytest.raises(HyperparameterError, match=r"^Adam\.beta1 must be in \[0, 1\), got 1\.2$"):
        Adam(beta1=1.2)


def test_shortens_what_came() -> None:
    with pytest.raises(HyperparameterError) as caught:
        SGD(lr="x" * 10_000_000)  # type: ignore[arg-type]
    assert len(str(caught.value)) < 200


def test_values_become_canonical() -> None:
    assert Adam(lr=1) == Adam(lr=1.0) == Adam(lr=np.float64(1))
    assert hash(Adam(lr=1)) == hash(Adam(lr=1.0))
    assert type(Adam(lr=np.float32(1)).lr) is float


@pytest.mark.parametrize("owner", [*OPTIMIZERS, *SCHEDULES, *OBJECTIVES], ids=_id)
def test_plain_data_comes_back_equal(owner: type[Declared]) -> None:
    classes = {c.__name__: c for c in CLASSES}
    value = owner()
    assert from_dict(value.to_dict(), classes) == value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"type": "Adams"}, "type must be one of"),
        ({}, "type must be one of"),
        ({"type": ["Adam"]}, "type must be one of"),
        ({"type": "Adam", "beta3": 1.0}, "Adam has the fields lr, beta1"),
        ({"type": "Run"}, "Run needs optimizer"),
        ({"type": "Adam", "lr": {"type": "Adam"}}, "Adam.lr must be"),
    ],
)
def test_plain_data_is_refused_in_words(data: Any, words: str) -> None:
    with pytest.raises(HyperparameterError, match=words.replace("[", r"\[")):
        from_dict(data, {"Adam": Adam, "Run": Run})


def test_says_what_a_number_counts() -> None:
    (milestones, gamma) = hyperparameters(MultiStepLR)
    assert (milestones.unit, gamma.unit) == ("steps", "")
    assert milestones.unit_in(MultiStepLR()) == "steps"
    length = next(field for field in hyperparameters(Phase) if field.name == "length")
    assert (length.unit, length.unit_field) == ("", "unit")
    assert length.unit_in(Phase(LinearLR(), 30, "steps")) == "steps"
    assert length.unit_in(Phase(LinearLR(), 0.3, "share")) == "share"


def test_a_caption_is_the_first_sentence() -> None:
    for owner in (*OPTIMIZERS, *SCHEDULES, *OBJECTIVES):
        assert owner.caption(), owner
        assert owner.caption().endswith((".", "?", "!")), owner
