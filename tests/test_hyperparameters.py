"""Every declared hyperparameter refuses what its declaration refuses, and says so."""

import math
from dataclasses import MISSING
from typing import Any

import numpy as np
import pytest

from lrviz.comparison import Entry, Group
from lrviz.hyperparameters import Declared, Hyperparameter, HyperparameterError, Range, from_dict, hyperparameters
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS, SGD, Adam
from lrviz.scene import Run, Scene
from lrviz.schedules import SCHEDULES, CosineAnnealingLR, LinearLR, MultiStepLR, Phase
from lrviz.search import Search
from lrviz.sweeps import Axis, Sweep
from lrviz.sweeps.basins import Basins
from lrviz.sweeps.comparison import FairComparison
from lrviz.tasks import TASKS
from lrviz.training import Training

TUNED = (Axis, Sweep, Basins, FairComparison, Search, Training)
CLASSES: tuple[type[Declared], ...] = (
    *OBJECTIVES,
    *OPTIMIZERS,
    *SCHEDULES,
    *TASKS,
    Phase,
    Run,
    Scene,
    Entry,
    Group,
    *TUNED,
)
every_class = pytest.mark.parametrize("owner", CLASSES, ids=lambda owner: owner.__name__)


def refusal(owner: type[Declared], field: Hyperparameter, value: Any) -> str:
    with pytest.raises(HyperparameterError) as caught:
        field.check(owner.__name__, value)
    message = str(caught.value)
    assert message.startswith(f"{owner.__name__}.{field.name} must be ")
    assert ", got " in message
    return message


@every_class
def test_every_field_is_declared_in_full(owner: type[Declared]) -> None:
    assert owner.caption().endswith((".", "?", "!")), owner
    for field in hyperparameters(owner):
        assert field.caption.endswith("."), f"{field.name}: a caption is a sentence"
        if field.kind in (int, float) and not field.pairs and not (field.many and field.length):
            assert field.range is not None, f"{field.name}: a number has a range"
        if field.default is not MISSING and field.default is not None:
            assert field.check(owner.__name__, field.default) == field.default
        if field.optional:
            assert field.check(owner.__name__, None) is None
        else:
            assert "got None" in refusal(owner, field, None)
        for option in field.choice.options if field.choice else ():
            assert field.check(owner.__name__, option) == option


@every_class
def test_every_field_refuses_what_it_must(owner: type[Declared]) -> None:
    for field in hyperparameters(owner):
        if field.choice:
            assert ", ".join(field.choice.options) in refusal(owner, field, "no such option")
        if field.kind is str and not field.many:
            refusal(owner, field, 3)
            assert "ud800" in refusal(owner, field, "\ud800")
        if field.range is not None and not field.many and not field.pairs:
            for value in beyond(field, field.range):
                assert str(field.range) in refusal(owner, field, value)


def beyond(field: Hyperparameter, allowed: Range) -> list[Any]:
    """What is no number, or none in the range."""
    wrong: list[Any] = [math.nan, math.inf, -math.inf, "0.1", True, [1], 1j, 10**400]
    wrong += [math.nextafter(allowed.low, -math.inf) if field.kind is float else int(allowed.low) - 1]
    wrong += [math.nextafter(allowed.high, math.inf) if field.kind is float else int(allowed.high) + 1]
    wrong += [allowed.low] * allowed.low_open + [allowed.high] * allowed.high_open
    return wrong + ([0.5] if field.whole else [])


def test_a_refusal_says_what_is_allowed_and_shortens_what_came() -> None:
    with pytest.raises(HyperparameterError, match=r"^Adam\.beta1 must be in \[0, 1\), got 1\.2$"):
        Adam(beta1=1.2)
    with pytest.raises(HyperparameterError, match=r"^.{,200}$"):
        SGD(lr="x" * 10_000_000)  # type: ignore[arg-type]


def test_values_become_canonical() -> None:
    assert [type(CosineAnnealingLR(T_max=value).T_max) for value in (500, 500.0, 2.5)] == [int, int, float]
    assert Adam(lr=1) == Adam(lr=1.0) == Adam(lr=np.float64(1))
    assert hash(Adam(lr=1)) == hash(Adam(lr=1.0))
    assert type(Adam(lr=np.float32(1)).lr) is float


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


def test_there_is_nothing_to_begin_with_where_a_field_says_neither() -> None:
    with pytest.raises(TypeError, match="'optimizer'"):
        Run.usual()


def test_says_what_a_number_counts() -> None:
    (milestones, gamma) = hyperparameters(MultiStepLR)
    assert (milestones.unit, gamma.unit) == ("steps", "")
    assert milestones.unit_in(MultiStepLR.usual()) == "steps"
    length = next(field for field in hyperparameters(Phase) if field.name == "length")
    assert (length.unit, length.unit_field) == ("", "unit")
    assert length.unit_in(Phase(LinearLR(), 30, "steps")) == "steps"
    assert length.unit_in(Phase(LinearLR(), 0.3, "share")) == "share"


def test_says_what_a_class_does_and_where_it_comes_from() -> None:
    assert (
        MultiStepLR.caption() == "Multiplies the rate by gamma at each milestone, twice where a milestone stands twice."
    )
    assert MultiStepLR.details() == "lr(t) = b·γ^#{mᵢ ≤ t}."
    assert MultiStepLR.source() == "torch.optim.lr_scheduler.MultiStepLR."
    assert (Run.details(), Run.source()) == ("", "")
