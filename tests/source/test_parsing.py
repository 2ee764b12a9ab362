"""Source is read by several threads at a time, whatever runs between two steps of the reader."""

import ast
import gc
import inspect
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from lrviz.analysis.logs import read_table
from lrviz.archives import arrays_in
from lrviz.optimizers import OPTIMIZERS
from lrviz.paths import assets
from lrviz.source.parsing import parsed, parsed_expression, source_of
from lrviz.workers.training.job import packed

_HERE = Path("lrviz/source/parsing.py")
_MANY = "\n".join(f"a{i} = (b + {i}) * [c, d, e][{i} % 3]" for i in range(300))
_LIST = f"[{'1,' * 900}]"
_ARCHIVE = packed({}, {f"a{i}": np.arange(3) for i in range(20)})
_WORDS = ", ".join(f"'word{i}': \"it's\"" for i in range(150))
_LOG = "\n".join(f"{{'step': {i}, 'loss': {i}.5, {_WORDS}}}" for i in range(10)).encode()


_CALLS = ("ast.parse(", "getsource(", "np.load(", "ast.literal_eval(text")


class _Slow:
    """Rubbish in a circle, which lets other threads go on when it is collected."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        time.sleep(1e-4)


@pytest.mark.parametrize(
    "read",
    [
        lambda: ast.dump(parsed(_MANY)),
        lambda: ast.dump(parsed_expression(_LIST)),
        lambda: {name: one.tolist() for name, one in arrays_in(_ARCHIVE).items()},
        lambda: read_table(_LOG).columns["loss"].tolist(),
    ],
    ids=["statements", "expression", "archive", "log"],
)
def test_threads_do_not_disturb_each_other(read: Callable[[], object]) -> None:
    expected = read()

    def again(turn: int) -> bool:
        _Slow()
        if turn % 2:
            parsed(_MANY)
            return True
        return read() == expected

    before = gc.get_threshold()
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(again, range(60)))
    finally:
        gc.set_threshold(*before)


def test_source_is_that_of_inspect() -> None:
    for kind in OPTIMIZERS:
        assert source_of(kind) == inspect.getsource(kind)


def test_no_other_file_parses_python() -> None:
    package = assets().parent / "lrviz"
    found = {path for path in package.rglob("*.py") for call in _CALLS if call in path.read_text(encoding="utf-8")}
    assert {path.relative_to(assets().parent) for path in found} == {_HERE, Path("lrviz/archives.py")}
