"""Runs exported snippets of other libraries and reads the rate of every step from them."""

import ast
import contextlib
import importlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np
import torch


def defined(snippet: str) -> dict[str, Any]:
    """What a snippet defines."""
    names: dict[str, Any] = {"__name__": "snippet"}
    exec(compile(snippet, "snippet", "exec"), names)
    return names


def called(script: str, name: str) -> dict[str, Any]:
    """The keyword arguments of the first call of what has such a name."""
    calls = (node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call))
    call = next(node for node in calls if name in ast.unparse(node.func))
    return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}


def printed(script: str) -> list[dict[str, Any]]:
    """The JSON lines that a script prints in a process of its own, which has nothing to complain of."""
    command = [sys.executable, "-W", "error", "-"]
    process = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    assert process.stderr == ""
    return [json.loads(line) for line in process.stdout.splitlines()]


def executed(script: str) -> list[dict[str, Any]]:
    """The JSON lines that a script prints."""
    lines = io.StringIO()
    before, threads = torch.get_default_dtype(), torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with contextlib.redirect_stdout(lines):
            exec(compile(script, "script", "exec"), {"__name__": "__main__"})
    finally:
        torch.set_default_dtype(before)
        torch.set_num_threads(threads)
    return [json.loads(line, parse_constant=_refuse) for line in lines.getvalue().splitlines()]


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def stepped(snippet: str, lr: float, steps: int) -> np.ndarray:
    """The rates of a snippet for transformers or timm on a plain optimizer of one number, shape (steps,)."""
    driven = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = defined(snippet)["build_scheduler"](driven)
    of_timm = hasattr(scheduler, "step_update")
    step = scheduler.step_update if of_timm and not scheduler.t_in_epochs else scheduler.step
    rates = []
    for done in range(1, steps + 1):
        rates.append(driven.param_groups[0]["lr"])
        driven.step()
        step(*[done] * of_timm)
    return np.array(rates, dtype=float)


@cache
def timm_modules() -> dict[str, ModuleType]:
    """timm.scheduler alone: timm's own __init__ wants torchvision's compiled parts, which schedules do not need."""
    found = importlib.util.find_spec("timm")
    assert found is not None
    bare = ModuleType("timm")
    bare.__path__ = list(found.submodule_search_locations or ())
    with patch.dict(sys.modules, {"timm": bare}):
        importlib.import_module("timm.scheduler")
        return {name: module for name, module in sys.modules.items() if name.split(".")[0] == "timm"}


def timm(snippet: str, lr: float, steps: int) -> np.ndarray:
    """The rates of a snippet for timm, shape (steps,)."""
    with patch.dict(sys.modules, timm_modules()):
        return stepped(snippet, lr, steps)


def optax(snippet: str, lr: float, steps: int) -> np.ndarray:
    """The rates of a snippet for optax in float64, shape (steps,); in blocks of one size, which XLA compiles once."""
    import jax

    count = 512 * -(-steps // 512)
    with jax.enable_x64(True):
        schedule = defined(snippet)["schedule"]
        rates = np.asarray(jax.vmap(schedule)(jax.numpy.arange(count)), dtype=float)
    return np.broadcast_to(rates, (count,))[:steps]


@contextmanager
def keras_in_float64() -> Iterator[None]:
    """Keras on torch in float64, which is Keras's own setting; it is put back."""
    with patch.dict(os.environ, {"KERAS_BACKEND": "torch"}):
        import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    try:
        yield
    finally:
        keras.config.set_floatx(before)


def keras(snippet: str, lr: float, steps: int) -> np.ndarray:
    """The rates of a snippet for Keras, shape (steps,): step by step, for of many steps at once it makes float32."""
    with keras_in_float64():
        names = defined(snippet)
        if "callback" in names:
            return np.array([names["callback"].schedule(epoch, lr) for epoch in range(steps)])
        return np.array([float(names["schedule"](step)) for step in range(steps)])


RUNNERS = {"Hugging Face": stepped, "timm": timm, "optax": optax, "Keras": keras}


def rates_of(library: str, snippet: str, lr: float, steps: int) -> np.ndarray:
    """The rates that a library's snippet gives, shape (steps,)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return RUNNERS[library](snippet, lr, steps)
