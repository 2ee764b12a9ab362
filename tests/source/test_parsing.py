"""Source is read by several threads at a time, whatever runs between two steps of the reader."""

import ast
import gc
import inspect
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lrviz.optimizers import OPTIMIZERS
from lrviz.paths import assets
from lrviz.source.parsing import parsed, parsed_expression, source_of

_HERE = Path("lrviz/source/parsing.py")
_MANY = "\n".join(f"a{i} = (b + {i}) * [c, d, e][{i} % 3]" for i in range(300))


class _Slow:
    """Rubbish in a circle, which lets other threads go on when it is collected."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        time.sleep(1e-4)


@pytest.mark.parametrize("read", [lambda: parsed(_MANY), lambda: parsed_expression(f"[{'1,' * 900}]")])
def test_threads_do_not_disturb_each_other(read: Callable[[], ast.AST]) -> None:
    expected = ast.dump(read())

    def again(_: int) -> bool:
        _Slow()
        return ast.dump(read()) == expected

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
    found = [path for path in package.rglob("*.py") if {"ast.parse(", "getsource("} & _calls(path)]
    assert [path.relative_to(assets().parent) for path in found] == [_HERE]


def _calls(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {call for call in ("ast.parse(", "getsource(") if call in text}
