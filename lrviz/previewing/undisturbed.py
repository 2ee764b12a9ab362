"""Runs somebody's objects and puts back what changed in them: schedulers, optimizers, and what their functions keep."""

import random
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from inspect import ismemberdescriptor
from itertools import chain
from types import BuiltinFunctionType, CellType, FunctionType, GeneratorType, MethodType, ModuleType
from typing import Any

import numpy as np

_ATOMS = (int, float, complex, str, bytes, type(None), type, ModuleType, BuiltinFunctionType, range)
_MOST_OBJECTS = 10_000
"""So many are looked through, the nearest first: a bound method may hang on a whole trainer."""

_LONGEST = 100_000
"""Longer collections and arrays are data, which a scheduler does not keep its state in."""

_NEAR = 4
"""From a scheduler over its list of functions to their defaults, and to what they have closed over."""

_EMPTY = object()
Undo = Callable[[], None]


@contextmanager
def undisturbed(*values: Any) -> Iterator[None]:
    """What runs inside changes nothing that lasts, also where it fails.

    Put back are the attributes of the values and of what they hold, lists, dicts, sets, small arrays and tensors, what
    functions have closed over and the global variables that they name, random generators, and the global ones of
    Python, numpy and torch. Weights, the state of an optimizer, and what is written to files or logs are not looked at.

    Args:
        values: schedulers, optimizers, functions.

    Raises:
        ValueError: one of them draws on a generator, which cannot be put back.
    """
    with ExitStack() as afterwards:  # all of it is done, whatever happens
        for put_back in (*_global_randomness(), *_kept(values)):
            afterwards.callback(put_back)
        afterwards.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        yield


def _kept(values: Iterable[Any]) -> list[Undo]:
    """How everything that can be reached from some values is put back."""
    undo: list[Undo] = []
    seen: dict[int, Any] = {}  # with the objects themselves, so that no number is given twice
    waiting = deque((value, 0) for value in values)
    while waiting and len(seen) < _MOST_OBJECTS:
        value, depth = waiting.popleft()
        if isinstance(value, _ATOMS) or id(value) in seen:
            continue
        if isinstance(value, GeneratorType) and depth <= _NEAR:
            raise ValueError("it draws on a generator, which cannot be put back: hand over a function of the step")
        seen[id(value)] = value
        put_back, inside = _look_into(value)
        undo += put_back
        waiting += ((one, depth + 1) for one in inside)
    return undo


def _look_into(value: Any) -> tuple[list[Undo], Iterable[Any]]:
    """How one object is put back, and what it holds."""
    if isinstance(value, list | dict | set | deque):
        return _collection(value)
    if isinstance(value, tuple | frozenset):
        return [], value
    if isinstance(value, FunctionType):
        return _function(value)
    if isinstance(value, MethodType):
        return [], (value.__self__, value.__func__)
    if isinstance(value, partial):
        return [], (value.func, value.args, value.keywords)
    return _numbers(value) or _randomness(value) or _attributes(value)


def _collection(value: Any) -> tuple[list[Undo], Iterable[Any]]:
    if len(value) > _LONGEST:
        return [], ()
    pairs = isinstance(value, dict)
    before = list(value.items()) if pairs else list(value)
    inside = [item[1] for item in before] if pairs else before

    def put_back() -> None:
        now = list(value.items()) if pairs else list(value)
        if len(now) != len(before) or any(not _same(*both, pairs) for both in zip(now, before, strict=True)):
            value.clear()
            (value.extend if isinstance(value, list | deque) else value.update)(before)

    return [put_back], inside


def _same(one: Any, other: Any, pairs: bool) -> bool:
    return one[0] is other[0] and one[1] is other[1] if pairs else one is other


def _function(function: FunctionType) -> tuple[list[Undo], Iterable[Any]]:
    """What a function has closed over, and the global variables that it names."""
    cells = function.__closure__ or ()
    held = [(cell, _content(cell)) for cell in cells]
    known = function.__globals__
    named = {name: known[name] for name in function.__code__.co_names if name in known}
    undo = [partial(_fill, cell, content) for cell, content in held]
    more = (function.__defaults__, function.__kwdefaults__, function.__dict__, *named.values())
    return [*undo, partial(known.update, named)], chain((content for _, content in held), more)


def _content(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return _EMPTY


def _fill(cell: CellType, content: Any) -> None:
    if content is not _EMPTY:
        cell.cell_contents = content
    elif _content(cell) is not _EMPTY:
        del cell.cell_contents


def _numbers(value: Any) -> tuple[list[Undo], Iterable[Any]] | None:
    """Arrays and tensors that hold no weights."""
    torch = sys.modules.get("torch")
    if isinstance(value, np.ndarray):
        fits = value.size <= _LONGEST and value.flags.writeable and value.dtype != object
        return [partial(_put_array_back, value, value.copy())] if fits else [], ()
    if torch is None or not isinstance(value, torch.Tensor):
        return None
    if value.requires_grad or value.numel() > _LONGEST or value.is_meta or value.layout is not torch.strided:
        return [], ()
    return [partial(_put_tensor_back, value, value.clone())], ()


def _put_array_back(array: Any, before: Any) -> None:
    if array.tobytes() != before.tobytes():  # one that lies in a file is not written without need
        np.copyto(array, before)


def _put_tensor_back(tensor: Any, before: Any) -> None:
    if not tensor.equal(before):
        tensor.copy_(before)


def _randomness(value: Any) -> tuple[list[Undo], Iterable[Any]] | None:
    if isinstance(value, random.SystemRandom):
        return [], ()
    if isinstance(value, random.Random):
        return [partial(value.setstate, value.getstate())], ()
    if isinstance(value, np.random.Generator):
        return [partial(setattr, value.bit_generator, "state", value.bit_generator.state)], ()
    if isinstance(value, np.random.RandomState):
        return [partial(value.set_state, value.get_state())], ()
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Generator):
        return [partial(value.set_state, value.get_state())], ()
    return None


def _global_randomness() -> list[Undo]:
    torch = sys.modules.get("torch")
    undo: list[Undo] = [
        partial(random.setstate, random.getstate()),
        partial(np.random.set_state, np.random.get_state()),
    ]
    return undo if torch is None else [*undo, partial(torch.set_rng_state, torch.get_rng_state())]


def _attributes(value: Any) -> tuple[list[Undo], Iterable[Any]]:
    """Those of any other object; of a network none but its own, and of an optimizer all but its state."""
    undo, inside = _slotted(value)
    own = getattr(value, "__dict__", None)
    if not isinstance(own, dict):
        return undo, inside
    put_back, held = _collection(own)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.nn.Module):
        return [*undo, *put_back], ()
    if torch is not None and isinstance(value, torch.optim.Optimizer):
        states, _ = _collection(value.state)
        return [*undo, *put_back, *states], [content for name, content in own.items() if name != "state"]
    return [*undo, *put_back], [*inside, *held]


def _slotted(value: Any) -> tuple[list[Undo], list[Any]]:
    """The attributes that a class of Python keeps outside of a dict."""
    named = [member for base in type(value).__mro__ for member in vars(base).values() if ismemberdescriptor(member)]
    held = [(member, member.__get__(value)) for member in named if _is_set(member, value)]
    undo: list[Undo] = [partial(member.__set__, value, content) for member, content in held]
    return undo, [content for _, content in held]


def _is_set(member: Any, value: Any) -> bool:
    """Whether it is one of `__slots__`, which members of C are not, and holds something."""
    if member.__name__ not in getattr(member.__objclass__, "__slots__", ()):
        return False
    try:
        member.__get__(value)
    except AttributeError:
        return False
    return True
