"""What `lrviz.preview` takes beside live schedulers, what it refuses, and how its curve is shown and opened."""

import collections
import random
import subprocess
import sys
import webbrowser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

import lrviz
from lrviz.comparison import Comparison, Entry, Plan
from lrviz.previewing import Preview
from lrviz.schedules import CosineAnnealingLR, PiecewiseConstant
from tests.export.running import keras_in_float64
from tests.figures.decoding import header
from tests.figures.test_pages import framed, payload
from tests.previewing.live import optimizer

STEPS = 40


def decaying(step: Any) -> Any:
    return 0.1 * 0.9**step


FUNCTIONS: dict[str, Any] = {
    "a float": lambda step: 0.1 * 0.9**step,
    "of whole numbers only": lambda step: [0.1 * 0.9**k for k in range(STEPS)][step],
    "a numpy scalar": lambda step: np.float64(0.1) * 0.9**step,
    "an array of one": lambda step: np.array([decaying(step)]),
    "a tensor": lambda step: torch.tensor(decaying(step), dtype=torch.float64, requires_grad=True),
    "of arrays only": lambda steps: decaying(steps.astype(float)),
    "of tensors only": lambda steps: decaying(steps.double().clamp(min=0)),
    "a list": lambda step: [decaying(step), 2 * decaying(step)],
    "a dict": lambda step: {"head": decaying(step), "body": 2 * decaying(step)},
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_function_of_the_step_is_read(name: str) -> None:
    seen = lrviz.preview(FUNCTIONS[name], STEPS)
    np.testing.assert_allclose(seen.rates, decaying(np.arange(STEPS)), rtol=1e-12)
    assert not seen.problem
    if name in ("a list", "a dict"):
        assert list(seen.groups) == (["head", "body"] if name == "a dict" else ["group 0", "group 1"])
        np.testing.assert_allclose(list(seen.groups.values())[1], 2 * seen.rates)


def test_schedules_of_optax_and_keras_are_read() -> None:
    import optax

    seen = lrviz.preview(optax.warmup_cosine_decay_schedule(0.0, 0.1, 10, 40), STEPS)
    top = 0.05 * (1 + np.cos(np.pi * (np.arange(10, 40) - 10) / 30))
    np.testing.assert_allclose(seen.rates, [*np.arange(10) / 100, *top], rtol=1e-5, atol=1e-8)
    with keras_in_float64():
        import keras

        seen = lrviz.preview(keras.optimizers.schedules.PiecewiseConstantDecay([5, 9], [0.1, 0.05, 0.01]), STEPS)
    np.testing.assert_allclose(seen.rates, [0.1] * 6 + [0.05] * 4 + [0.01] * (STEPS - 10))
    assert seen.entry == Entry(PiecewiseConstant((6, 10), (1.0, 0.5, 0.1)), 0.1)


def adjust(driven: Any, epoch: int) -> None:
    for group in driven.param_groups:
        group["lr"] = 0.1 * 0.1 ** (epoch // 10)


def test_a_function_that_sets_the_rates_of_an_optimizer_is_read_and_they_are_put_back() -> None:
    driven = optimizer()
    expected = [0.1 * 0.1 ** (epoch // 10) for epoch in range(30)]
    turned = lrviz.preview(lambda epoch, opt: adjust(opt, epoch), 30, optimizer=driven)
    for seen in (lrviz.preview(adjust, 30, driven), lrviz.preview(lambda epoch: adjust(driven, epoch), 30, driven)):
        np.testing.assert_allclose(seen.rates, expected)
        assert [group["lr"] for group in driven.param_groups] == [0.1, 0.02]
    assert "number" not in turned.problem


class Noam:
    """The scheduler of the Transformer in many tutorials: it has the optimizer step by itself."""

    def __init__(self, driven: Any) -> None:
        self.optimizer, self._step = driven, 0

    def step(self) -> None:
        self._step += 1
        for group in self.optimizer.param_groups:
            group["lr"] = min(self._step**-0.5, self._step * 16**-1.5)
        self.optimizer.step()


def test_a_scheduler_that_has_the_optimizer_step_moves_no_weight() -> None:
    weight = torch.ones(1, requires_grad=True)
    weight.grad = torch.ones(1)
    driven = torch.optim.SGD([weight], lr=0.0)
    seen = lrviz.preview(Noam(driven), STEPS)
    np.testing.assert_allclose(seen.rates, [min(k**-0.5, k * 16**-1.5) for k in range(1, STEPS + 1)])
    assert (weight.item(), driven.param_groups[0]["lr"]) == (1.0, 0.0)
    driven.param_groups[0]["lr"] = 0.5
    driven.step()
    assert weight.item() == 0.5


class Accelerated:
    """Steps as Accelerate's does on two processes."""

    def __init__(self, scheduler: Any) -> None:
        self.scheduler, self.optimizers = scheduler, [scheduler.optimizer]

    def step(self, *given: Any, **named: Any) -> None:
        for _ in range(2):
            self.scheduler.step(*given, **named)


def test_a_wrapped_scheduler_is_read_as_it_is_stepped() -> None:
    driven = optimizer()
    inner = lr_scheduler.StepLR(driven, 10, 0.5)
    seen = lrviz.preview(Accelerated(inner), STEPS)
    np.testing.assert_allclose(seen.rates, 0.1 * 0.5 ** (2 * np.arange(STEPS) // 10))
    assert (inner.last_epoch, driven.param_groups[0]["lr"]) == (0, 0.1)


CALLS: list[int] = []


def remembering(step: int) -> float:
    global LAST
    LAST = step
    CALLS.append(step)
    return 1 / (1 + len(CALLS))


LAST = -1


def test_what_a_function_remembers_is_put_back_and_so_is_chance() -> None:
    own = np.random.default_rng(3)

    def noisy(step: int) -> float:
        return random.random() + np.random.random() + float(own.random()) + torch.rand(()).item()

    first, again = (lrviz.preview(noisy, 5).rates.tolist() for _ in range(2))
    assert first == again
    assert len(set(first)) == 5
    for _ in range(2):
        np.testing.assert_allclose(lrviz.preview(remembering, 5).rates, 1 / np.arange(2, 7))
    assert (CALLS, LAST) == ([], -1)


class Slotted:
    __slots__ = ("calls", "unset")

    def __init__(self) -> None:
        self.calls = 0


def test_whatever_a_function_holds_is_put_back_or_left_alone() -> None:
    table, tensor, slotted, order = np.ones(3), torch.ones(3), Slotted(), collections.deque([1, 2])
    held = (
        table,
        tensor,
        slotted,
        order,
        random.SystemRandom(),
        torch.eye(2).to_sparse(),
        torch.ones(2, device="meta"),
    )

    def factor(step: int) -> float:
        table[0] += 1
        tensor.mul_(0.5)
        slotted.calls += 1
        order.rotate()
        return float(table[0] * tensor[0]) / slotted.calls + 0 * len(held)

    np.testing.assert_allclose(lrviz.preview(factor, 3).rates, [2 / 2 / 1, 3 / 4 / 2, 4 / 8 / 3])
    assert (table[0], tensor[0].item(), slotted.calls, list(order)) == (1, 1, 0, [1, 2])
    assert not hasattr(slotted, "unset")


def test_metrics_are_a_number_a_sequence_or_a_function() -> None:
    def plateau() -> Any:
        return lr_scheduler.ReduceLROnPlateau(optimizer(), patience=2)

    drops = [0.1] * 4 + [0.01] * 3 + [0.001] * 3
    for metric in (1.0, [1.0] * 9, torch.ones(10), lambda step: 1.0, np.float32(1)):
        seen = lrviz.preview(plateau(), 10, metric=metric)
        np.testing.assert_allclose(seen.rates, drops)
        assert not seen.notes
    short = lrviz.preview(plateau(), 10, metric=[1.0] * 4)
    np.testing.assert_allclose(short.rates, [0.1] * 4 + [0.01])
    assert "The metric has 4 values: it is read for 5 steps." in short.sentence
    asked: list[int] = []
    started = plateau()
    for _ in range(3):
        started.step(1.0)
    lrviz.preview(started, 3, metric=lambda step: float(asked.append(step) or step))
    assert asked == []
    assert lrviz.preview(started, 3, metric=lambda step: step / 0 if step == 4 else 1.0).problem.startswith("ZeroDiv")


def endless() -> Any:
    while True:
        yield 0.1


SOURCE = endless()


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "no steps": (decaying, {"steps": 0}, "steps must be a whole number in"),
    "many steps": (decaying, {"steps": 10**7}, "steps must be a whole number in"),
    "half a step": (decaying, {"steps": 1.5}, "steps must be a whole number in"),
    "a number": (0.1, {}, "a scheduler or a function of the step is read, got float 0.1"),
    "a class": (lr_scheduler.StepLR, {}, "a scheduler or a function of the step is read"),
    "no rate": (lambda step: "much", {}, "a learning rate must be a number"),
    "nothing": (lambda step: None, {}, "one that sets it needs optimizer="),
    "an error": (lambda step: 1 / step.nothing, {}, "no learning rate for step 0: AttributeError"),
    "no metric": (lr_scheduler.ReduceLROnPlateau(optimizer()), {}, "asks for metrics: give metric="),
    "text as a metric": (lr_scheduler.ReduceLROnPlateau(optimizer()), {"metric": "x"}, "metric must be a number"),
    "no optimizer": (Accelerated.__new__(Accelerated), {}, "does not say which optimizer it drives"),
    "an optimizer alone": (optimizer(), {}, "SGD is an optimizer: what is read is its scheduler"),
    "a strange optimizer": (adjust, {"optimizer": 3}, "an optimizer must have param_groups"),
    "an iterator": (lr_scheduler.LambdaLR(optimizer(), lambda step: next(SOURCE)), {}, "a generator"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name: str) -> None:
    given, named, words = REFUSED[name]
    with pytest.raises(ValueError, match=words):
        lrviz.preview(given, **named)


def stepped() -> Preview:
    driven = optimizer()
    scheduler = lr_scheduler.OneCycleLR(driven, [0.1, 0.2], total_steps=30)
    for _ in range(10):
        driven.step()
        scheduler.step()
    return lrviz.preview(scheduler, 50)


def test_a_notebook_shows_all_groups_at_their_steps_and_beside_a_plan() -> None:
    seen = stepped()
    assert "21 steps, from its step 10 on, where it stands, 2 parameter groups. It ends there: ValueError" in (
        seen.sentence
    )
    assert repr(seen) == f"<Preview of {seen.sentence}>"
    board = header(payload(framed(seen)))
    assert [entry["name"] for entry in board["entries"]] == ["OneCycleLR · group 0", "OneCycleLR · group 1"]
    assert [panel["id"] for panel in board["panels"]] == ["rate", "momentum"]
    assert board["steps"] == 31
    assert [mark["kind"] for mark in board["marks"]] == ["end"]
    assert seen.sentence.split(".")[0] in framed(seen)
    planned = Comparison((Entry(CosineAnnealingLR(T_max=100)),), Plan(100))
    beside = header(payload(framed(seen.beside(planned))))
    assert [entry["slot"] for entry in beside["entries"]] == [1, 2, 3]
    assert beside["steps"] == 100
    full = Comparison((Entry(),) * 12, Plan(100))
    assert "at most 11 schedules are drawn" in seen.beside(full)._repr_html_()


def test_it_opens_in_the_app_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    address = lrviz.show(stepped(), app="http://localhost:8501/")
    assert opened == [address]
    told = parse_qs(urlsplit(address).query)
    assert urlsplit(address).path == "/schedules"
    assert told["s.schedules"] == ["1", "2"]
    assert (told["s2.s"], told["s2.s.OneCycleLR.max_lr"]) == (["OneCycleLR"], ["0.2"])
    with pytest.raises(ValueError, match="app must be an address"):
        lrviz.show(stepped(), app="javascript:alert(1)")
    with pytest.raises(ValueError, match="no schedule of lrviz follows these rates"):
        lrviz.show(lrviz.preview(lambda step: -1.0, 3), app="http://localhost:8501")


def test_reading_a_function_loads_no_torch() -> None:
    script = "import lrviz, sys; print(lrviz.preview(lambda t: 0.1 / (1 + t), 9).rates[1], 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0.05", "False"]
